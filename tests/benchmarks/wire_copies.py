"""Wire copies made from real or generated bodies: recall by kind of cut and edit, precision over pairs, articles a second.

Usage: python tests/benchmarks/wire_copies.py [BODIES.jsonl] [--articles 2000]
BODIES.jsonl holds an object with ``text`` a line; without it bodies are generated. Each body gets five copies: under another
dateline, cut by 30 %, with 4 % of its words edited, among the furniture of a page, and cut by 55 %.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from toolkit import copies

KINDS = ("dateline", "cut 30 %", "edited 4 %", "furniture", "cut 55 %")
SYLLABLES = "ka ro mi ten sul pa vor li den ash mu per to gra ni sel bo ver ri dan".split()


def generated(count: int, draw: random.Random) -> list[str]:
    """Bodies of 12 to 30 sentences; a fifth of the sentences are commonplaces that many bodies share."""
    words = ["".join(draw.choices(SYLLABLES, k=draw.randint(1, 3))) for _ in range(6000)]

    def sentence() -> str:
        return " ".join(draw.choices(words, k=draw.randint(10, 28))).capitalize() + "."

    common = [sentence() for _ in range(400)]
    return [
        "\n".join(draw.choice(common) if draw.random() < 0.2 else sentence() for _ in range(draw.randint(12, 30)))
        for _ in range(count)
    ]


def copy(body: str, kind: str, draw: random.Random, others: Sequence[str]) -> str:
    """One copy of a body."""
    lines = body.split("\n")
    if kind == "dateline":
        return f"LONDON: {body}\n(AFP)"
    if kind.startswith("cut"):
        kept = 0.7 if "30" in kind else 0.45
        return "\n".join(lines[: max(2, round(len(lines) * kept))])
    if kind.startswith("edited"):
        return "\n".join(" ".join("said" if draw.random() < 0.04 else w for w in line.split(" ")) for line in lines)
    heads = (draw.choice(others).split("\n")[0][:70] for _ in range(15))
    return "\n".join(["ASIA PACIFIC", "2 min read", body, "Explore", *heads])


def corpus(bodies: Sequence[str], draw: random.Random) -> pl.DataFrame:
    """``article_id, language, published_date, text, body_start, body_end`` with the story and kind each text comes from."""
    rows = []
    for story, body in enumerate(bodies):
        day = date(2025, 1, 1) + timedelta(days=story % 300)
        for kind in ("original", *KINDS):
            text = body if kind == "original" else copy(body, kind, draw, bodies)
            when = day if kind == "original" else day + timedelta(days=draw.randint(0, 2))
            rows.append((f"{story:06}-{kind}", "en", when, text, 0, len(text), story, kind))
    names = ("article_id", "language", "published_date", "text", "body_start", "body_end", "story", "kind")
    return pl.DataFrame(rows, schema=names, orient="row").sample(fraction=1.0, shuffle=True, seed=1)


def main() -> None:
    """Print recall, precision and speed."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("bodies", type=Path, nargs="?")
    told.add_argument("--articles", type=int, default=2000)
    options = told.parse_args()
    draw = random.Random(3)
    if options.bodies:
        with options.bodies.open(encoding="utf-8") as file:
            bodies = [b for line in file if len(b := json.loads(line)["text"]) > 800][: options.articles]
    else:
        bodies = generated(options.articles, draw)
    articles = corpus(bodies, draw)
    start = time.process_time()
    found = copies.stories(articles.with_columns(story_id=pl.lit(None), copy_role=pl.lit(None)))
    took = time.process_time() - start
    main_story = found.filter(kind="original").select("story", first="story_id")
    joined = found.join(main_story, on="story")
    print(f"{articles.height} articles, {articles.height / took:.0f} a second of CPU")
    for kind in KINDS:
        share = joined.filter(kind=kind).select((pl.col("story_id") == pl.col("first")).mean()).item()
        print(f"recall {kind:<12} {share:.4f}")
    sizes = found.group_by("story_id").agg(pl.len(), pl.col("story").value_counts().struct.field("count").alias("same"))
    pairs = sizes.select(
        all=(pl.col("len") * (pl.col("len") - 1) // 2).sum(),
        right=pl.col("same")
        .list.eval(pl.element().cast(pl.Int64) * (pl.element().cast(pl.Int64) - 1) // 2)
        .list.sum()
        .sum(),
    ).row(0)
    wanted = len(bodies) * 15
    print(f"pairs {pairs[0]}  precision {pairs[1] / max(1, pairs[0]):.4f}  recall {pairs[1] / wanted:.4f}")


if __name__ == "__main__":
    main()
