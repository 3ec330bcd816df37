"""Reading JSON Lines to pages against Polars' own scan of the same file, in turn; and the memory of a longer file.

Usage: python tests/benchmarks/json_lines.py [--records 300000] [--folder DIR]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from pathlib import Path

import polars as pl

from toolkit import read

WORDS = "minister talks border trade river council signed visit harbour letter agreed spoke summit region peace".split()


def write(path: Path, records: int) -> None:
    """Records of about 1,700 bytes with the fields scrapers write."""
    draw = random.Random(4)
    with path.open("w", encoding="utf-8") as file:
        for i in range(records):
            text = "\n".join(" ".join(draw.choices(WORDS, k=40)).capitalize() + "." for _ in range(5))
            row = {
                "url": f"https://news{i % 50}.example/2025/09/28/story-{i}",
                "title": f"Story {i} of {' '.join(draw.choices(WORDS, k=6))}",
                "authors": [f"Author {i % 900}"],
                "date_publish": f"2025-09-{1 + i % 28:02}T{i % 24:02}:{i % 60:02}:{(i * 7) % 60:02}+08:00",
                "language": "en",
                "maintext": text,
                "source_domain": f"news{i % 50}.example",
            }
            file.write(json.dumps(row) + "\n")


def ours(path: Path) -> int:
    source = read.Source(path, path.name, path.stat().st_size)
    return sum(pages.height for pages, _ in read.pages(source))


def theirs(path: Path) -> int:
    return pl.scan_ndjson(path).collect().height


def main() -> None:
    """Print seconds of both, their ratio, and the peak memory of reading."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--records", type=int, default=300_000)
    told.add_argument("--folder", type=Path)
    options = told.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = Path(folder) / "records.jsonl"
        write(path, options.records)
        print(f"{options.records} records, {path.stat().st_size >> 20} MB")
        ours(path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        best: dict[str, tuple[float, float]] = {}
        for _ in range(3):
            for name, call in (("toolkit read", ours), ("polars scan_ndjson", theirs)):
                wall, cpu = time.perf_counter(), time.process_time()
                assert call(path) == options.records
                took = time.perf_counter() - wall, time.process_time() - cpu
                best[name] = min(best.get(name, took), took)
        for name, (wall, cpu) in best.items():
            print(f"{name:<20} {wall:.2f} s wall, {cpu:.2f} s CPU")
        a, b = best["polars scan_ndjson"], best["toolkit read"]
        print(f"speed ratio {a[0] / b[0]:.2f} wall, {a[1] / b[1]:.2f} CPU; peak memory after reading {peak} MB")


if __name__ == "__main__":
    main()
