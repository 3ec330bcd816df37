"""The build by room, as multiples of decoding the same articles from Parquet and of one bare scan with the whole gazetteer.

Usage: python tests/benchmarks/rooms.py [--articles 2000] [--share 0.1]
The corpus is made anew (seeded): the English texts of tests/gold, lengthened by plain sentences, are ``share`` of it; the rest
is plain. A sentence is no copy of one in the gold, so no room can remember what it has seen. How many articles pass the gate is
printed: what a build costs hangs on it more than on anything else.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from toolkit import build, copies, identify, mention, segment, tables
from toolkit.coding import rows as coding
from toolkit.language import fold

GOLD = Path(__file__).parents[1] / "gold" / "texts.jsonl"
PLAIN = (
    "The council of {p} voted on {d} to repair the {n} before winter.",
    "A {n} of {k} metres was found by {s} near the river, the police said.",
    "{s} scored {k} points as {p} beat its rival on {d}.",
    "Prices of {n} rose by {k} percent last month, according to the bureau.",
    "The museum opens a show of {n} on {d}, its director {s} told reporters.",
    "Rain is expected in {p} until {d}, with winds of {k} kilometres an hour.",
)
FILL = {
    "p": "Aldbury Corwen Dunmore Eastleigh Fallow Garston Hexham Ilford".split(),
    "d": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "n": "bridge lantern carpet harvest timber copper violin engine market school".split(),
    "s": ["Ann Porter", "Luis Vega", "Mina Okafor", "Tom Birch", "Sara Lind", "Ivo Marek"],
}


def plain(draw: random.Random) -> str:
    held = {k: draw.choice(v) for k, v in FILL.items()} | {"k": str(draw.randint(2, 900))}
    return draw.choice(PLAIN).format(**held)


def corpus(articles: int, share: float) -> pl.DataFrame:
    """``tables.PAGES`` of about 2,500 characters each, ``share`` of them with a text of the gold in it."""
    draw = random.Random(11)
    gold = [r for r in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if r["language"] == "en"]
    rows = []
    for number in range(articles):
        told = draw.choice(gold)["text"] + "\n" if draw.random() < share else ""
        body = told + "\n".join(" ".join(plain(draw) for _ in range(4)) for _ in range(9))
        rows.append(
            {
                "source_path": f"{number:07}.txt",
                "source_id": "1",
                "source_format": "text",
                "text": f"Story {number}: {plain(draw)[:60]}\n\n{body}",
            }
        )
    return tables.PAGES.frame(rows)


def timed(name: str, call: Callable[[], object], took: dict[str, float]) -> object:
    """Run once; CPU seconds by name."""
    start = time.process_time()
    made = call()
    took[name] = time.process_time() - start
    return made


def scan(texts: Iterable[str]) -> None:
    """Every name and word of English in the texts, which are not kept: to hold the matches of a corpus costs as much again."""
    automaton = mention.scanner("en").automaton
    for text in texts:
        automaton.find_matches_as_indexes(fold(text), overlapping=True)


def passed(wanted: pl.DataFrame) -> int:
    """How many articles pass the gate: they are read whole, of others only the headlines are."""
    return wanted.filter(~pl.col("kind").is_in(coding.HEADED))["article_id"].n_unique()


@build.seldom_collected()  # as in a build
def main() -> None:
    """Print seconds a thousand articles and ratios by room."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, default=2000)
    told.add_argument("--share", type=float, default=0.1)
    options = told.parse_args()
    pages, took = corpus(options.articles, options.share), {}
    articles, blocks = segment.articles(pages.head(20))
    articles = identify.languages(articles, blocks)  # words and names are loaded
    coding.products(articles, blocks, mention.find(articles, coding.worth_reading(articles, blocks)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.parquet"
        pages.write_parquet(path, compression="zstd")
        texts = timed("decode", lambda: pl.read_parquet(path, columns=["text"])["text"].to_list(), took)
    timed("bare scan", lambda: scan(texts), took)
    articles, blocks = timed("segment", lambda: segment.articles(pages), took)
    articles = timed("identify", lambda: identify.languages(articles, blocks), took)
    wanted = timed("gate", lambda: coding.worth_reading(articles, blocks), took)
    mentions = timed("mention", lambda: mention.find(articles, wanted), took)
    made = timed("coding", lambda: coding.products(articles, blocks, mentions), took)
    timed("copies", lambda: copies.stories(articles), took)
    base = took["decode"] + took["bare scan"]
    share = passed(wanted) / options.articles
    print(f"{options.articles} articles, {share:.1%} of them pass the gate; {made.exchanges.height} exchanges")
    for name, seconds in took.items():
        print(
            f"{name:<10} {1000 * seconds / options.articles:8.2f} ms an article  {seconds / base:6.2f} x decode + scan"
        )


if __name__ == "__main__":
    main()
