"""Languages of bodies in bulk against langdetect (seed 0, candidates by script): agreement, and articles a second of CPU.

Usage: python tests/benchmarks/languages.py [BODIES.jsonl] [--pieces 2000]
BODIES.jsonl holds an object with ``text`` a line, in any languages; without it the project's own sample pages are read. Every
body is cut into pieces of 300 to 1,200 characters, each taken for an article.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from toolkit import identify, read, segment, tables

SAMPLE = Path(__file__).parent.parent.parent / "datasets" / "raw"


def bodies(path: Path | None) -> Iterator[str]:
    """The bodies in a file, or of the project's sample."""
    if path is not None:
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
        return
    for source in read.sources([SAMPLE]):
        for pages, _ in read.pages(source):
            for text, start, end in segment.articles(pages)[0].select("text", "body_start", "body_end").iter_rows():
                if start is not None:
                    yield text[start:end]


def pieces(path: Path | None, draw: random.Random) -> list[str]:
    """Pieces of the bodies, of 300 characters and more."""
    found = []
    for text in bodies(path):
        at = 0
        while len(text) - at >= 300:
            end = at + draw.randint(300, 1200)
            found.append(text[at:end])
            at = end
    return [p for p in found if len(p) >= 300]


def articles(texts: Sequence[str], **more: object) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Texts as articles without furniture, with ``more`` columns the same in each."""
    rows: list[dict[str, object]] = [
        {
            "article_id": f"{i:016x}",
            "source_path": "x",
            "source_format": "x",
            "text": t,
            "body_start": 0,
            "body_end": len(t),
        }
        | more
        for i, t in enumerate(texts)
    ]
    blocks: list[dict[str, object]] = [
        {"article_id": r["article_id"], "start": 0, "end": r["body_end"], "kind": "body"} for r in rows if r["text"]
    ]
    return tables.ARTICLES.frame(rows), tables.BLOCKS.frame(blocks)


def main() -> None:
    """Print agreement, disagreements and speed."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("bodies", type=Path, nargs="?")
    told.add_argument("--pieces", type=int, default=2000)
    options = told.parse_args()
    texts = pieces(options.bodies, random.Random(2))
    random.Random(5).shuffle(texts)
    texts = texts[: options.pieces]
    identify.languages(*articles(texts[:50]))
    start = time.process_time()
    wanted = [identify.detect(t[: identify.LENGTH]) for t in texts]
    reference = time.process_time() - start
    many = texts * max(1, 20_000 // len(texts))
    frames = articles(many)
    start = time.process_time()
    found = identify.languages(*frames)
    bulk = time.process_time() - start
    got = found["language"].to_list()[: len(texts)]
    wrong = Counter((w, g) for w, g in zip(wanted, got, strict=True) if w != g)
    print(f"{len(texts)} pieces, {len(set(wanted))} languages; agreement {1 - wrong.total() / len(texts):.4f}")
    print(f"disagreements (reference, bulk): {wrong.most_common(12)}")
    print(f"bases: {dict(found['language_basis'].value_counts().iter_rows())}")
    print(f"{len(many) / bulk:.0f} articles a second of CPU; langdetect {len(texts) / reference:.0f}")


if __name__ == "__main__":
    main()
