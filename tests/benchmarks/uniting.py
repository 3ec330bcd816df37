"""The union by size of corpus: seconds and peak memory of each of its steps, over shards that are written without being read.

Usage: python tests/benchmarks/uniting.py [--articles 20000 100000] [--folder DIR] [--part 5000]
Rows have the sizes of real ones: texts of 2,500 characters, 50 kept shingles, eleven headlines an article, an exchange in eight
articles. A tenth of the articles copies another of the same day, in another shard; every article shares shingles with many
others, as boilerplate does. A process a size: none warms up another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from toolkit import tables, union
from toolkit.corrections import Corrections
from toolkit.places import place

SYLLABLES = "ka ro mi ten sul pa vor li den ash mu per to gra ni sel bo ver ri dan".split()
SHINGLES = 50  # kept ones of an article
SHARED = 4  # of them commonplaces
HEADLINES = 11
STATES = np.array("ARG AUS BRA CHL CHN CUB EGY FRA IND JPN KEN MEX NGA PER POL RUS SEN TUR USA VNM".split())
KINDS = np.array(tables.CODED_KINDS)
TABLES = (
    *(tables.BY_NAME[n] for n in "articles headlines exchanges anniversaries rejects quarantine".split()),
    union.PRINTS,
)


def ids(numbers: Any) -> list[str]:
    return [hashlib.sha256(b"%d" % n).hexdigest()[:16] for n in numbers]


def mixed(numbers: Any) -> Any:
    """Whole numbers -> well-mixed 64-bit ones (splitmix64)."""
    z = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def shingles(numbers: Any, articles: int) -> Any:
    """A row an article: those of its story, and some that about forty articles share."""
    story = np.where(numbers % 10 == 1, numbers - 1, numbers)
    own = mixed(story[:, None] * 1000 + np.arange(SHINGLES - SHARED))
    common = mixed(mixed(numbers[:, None] * 1000 + 900 + np.arange(SHARED)) % np.uint64(articles // 10 + 1) + 7)
    return np.concatenate([own, common], axis=1) & ~np.uint64(7)


def texts(draw: np.random.Generator, count: int) -> list[str]:
    """Words of a vocabulary of six thousand, some frequent, in lines."""
    vocabulary = np.array(["".join(draw.choice(SYLLABLES, draw.integers(1, 4))) for _ in range(6000)])
    return [" ".join(vocabulary[row]) for row in (6000 * draw.random((count, 430)) ** 3).astype(int)]


def part(numbers: Any, articles: int) -> list[tuple[tables.Table, pl.DataFrame]]:
    """The tables of one part of a shard."""
    draw = np.random.default_rng(int(numbers[0]))
    known, days = ids(numbers), (np.datetime64("2022-01-01") + numbers * 1000 // articles).astype("datetime64[D]")
    base = pl.DataFrame({"article_id": known, "published_date": days, "number": numbers})
    held = base.with_columns(
        source_path=pl.format("crawl-{}.jsonl", "number"),
        source_id=pl.lit("1"),
        source_format=pl.lit("jsonl"),
        source_paths=pl.concat_list(pl.format("crawl-{}.jsonl", "number")),
        url=pl.format("https://paper{}.example/story-{}", pl.col("number") % 40, "number"),
        host=pl.format("paper{}.example", pl.col("number") % 40),
        title=pl.format("Story {}: prices of timber rose by a fifth last month", "number"),
        language=pl.lit("en"),
        text=pl.Series(texts(draw, len(known))),
        body_start=60,
        body_end=2400,
    )
    times = np.repeat(np.arange(len(known)), HEADLINES)
    titles = base[times].with_columns(place=pl.Series(np.tile(np.arange(HEADLINES), len(known))))
    titles = titles.with_columns(
        headline_id=pl.format("{}-h{}", "article_id", pl.col("place").cast(pl.String).str.zfill(3)),
        kind=pl.when(pl.col("place") == 0).then(pl.lit("title")).otherwise(pl.lit("related")),
        text=pl.format("Number {} of {}: ministers of two states meet at the river", "place", "number"),
        start=pl.col("place") * 70,
        end=pl.col("place") * 70 + 60,
        language=pl.lit("en"),
        language_basis=pl.lit("page"),
        countries=pl.lit(["CHN", "CUB"]),
        people=pl.lit([], dtype=pl.List(pl.String)),
    )
    told = base.filter(pl.col("number") % 8 == 0)
    first = draw.integers(0, len(STATES) - 1, told.height)
    acts = told.with_columns(
        exchange_id=pl.format("{}-x00", "article_id"),
        kind=pl.Series(KINDS[draw.integers(0, len(KINDS), told.height)]),
        status=pl.lit("done"),
        mutual=False,
        date="published_date",
        date_precision=pl.lit("day"),
        actor_country=pl.Series(STATES[first]),
        recipient_country=pl.Series(STATES[first + 1]),
        actor_role=pl.lit("president"),
        recipient_role=pl.lit("president"),
        evidence=pl.lit("The president sent a message of congratulation to his colleague on Monday, his office said"),
        start=100,
        end=190,
        rule=pl.lit("send-noun"),
    )
    years = told.filter(pl.col("number") % 16 == 0)
    marked = years.with_columns(
        anniversary_id=pl.format("{}-a00", "article_id"),
        country_a=pl.lit("CHN"),
        country_b=pl.lit("CUB"),
        kind=pl.lit("diplomatic_relations"),
        ordinal=(pl.col("number") % 80).cast(pl.Int32),
        evidence=pl.lit("the 60th anniversary of diplomatic relations"),
        start=200,
        end=244,
        rule=pl.lit("nth-anniversary"),
    )
    refused = told.with_columns(
        dataset=pl.lit("exchanges"),
        reason=pl.lit("a party without office"),
        rule=pl.lit("r"),
        evidence=pl.lit("e" * 60),
    ).with_columns(start=300, end=360)
    sampled = pl.DataFrame(
        {"article_id": known, "hashes": shingles(numbers, articles)}, schema=union.PRINTS.schema, strict=False
    )
    frames = (held, titles, acts, marked, refused, tables.QUARANTINE.empty(), sampled)
    return list(zip(TABLES, frames, strict=True))


def write(folder: Path, articles: int, size: int) -> union.Shards:
    """Shards of so many articles, ``size`` a part; an article and its copy lie in two."""
    (folder / "shards").mkdir()
    count = -(-articles // size)
    for number in range(count):
        for table, frame in part(np.arange(number, articles, count), articles):
            table.write(frame, folder / "shards" / f"f{number:06}.{table.name}.parquet")
    return union.Shards(place(folder / "shards"), [f"f{number:06}" for number in range(count)])


def peak() -> int:
    """Peak memory of this process in MB, and no more after a :func:`calm`; Linux alone can forget it."""
    told = Path("/proc/self/status")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
    line = next(held for held in told.read_text(encoding="utf-8").splitlines() if held.startswith("VmHWM"))
    return int(line.split()[1]) >> 10


def calm() -> None:
    """Forget the peak."""
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5", encoding="utf-8")


def watched(name: str, call: Callable[..., Any], steps: dict[str, list[float]]) -> Callable[..., Any]:
    """A function that notes what it costs."""

    def measured(*given: Any, **named: Any) -> Any:
        calm()
        start = time.perf_counter(), time.process_time()
        try:
            return call(*given, **named)
        finally:
            table = next((a.name for a in given if isinstance(a, tables.Table)), "")
            name_ = f"{name} {table}"
            held = steps.setdefault(name_, [0, 0, 0])
            took = time.perf_counter() - start[0], time.process_time() - start[1]
            steps[name_] = [held[0] + took[0], held[1] + took[1], max(held[2], peak())]

    return measured


def measure(articles: int, folder: Path | None, size: int) -> None:
    """Write the shards of a corpus in another process, unite them in this one, and print what each step has cost."""
    with tempfile.TemporaryDirectory(dir=folder) as held:
        there = Path(held)
        command = [sys.executable, __file__, "--write", str(there), "--articles", str(articles), "--part", str(size)]
        subprocess.run(command, check=True)
        parts = sorted(p.name.split(".")[0] for p in (there / "shards").glob("*.articles.parquet"))
        idle, steps = peak(), {}
        for step in ("stories", "_written", "_events"):
            setattr(union, step, watched(step.strip("_"), getattr(union, step), steps))
        start = time.perf_counter(), time.process_time()
        made = union.products(union.Shards(place(there / "shards"), parts), place(there), Corrections("", {}))
        took = time.perf_counter() - start[0], time.process_time() - start[1]
        rows = {name: told["rows"] for name, told in made.items()}
        print(f"{articles:,} articles, {len(parts)} parts; rows {json.dumps(rows)}")
        print(f"  {'before':<24} {'':>8} {'':>8} {idle:6.0f} MB")
        for name, (wall, cpu, memory) in steps.items():
            print(f"  {name:<24} {wall:6.1f} s {cpu:6.1f} s {memory:6.0f} MB")
        print(f"  {'all':<24} {took[0]:6.1f} s {took[1]:6.1f} s, {1e6 * took[1] / articles:.0f} us CPU an article")
        digests = hashlib.sha256("".join(str(told["sha256"]) for told in made.values()).encode()).hexdigest()
        print(f"  bytes {digests[:16]}", flush=True)


def main() -> None:
    """Print the costs, a size after the other."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, nargs="+", default=[20_000, 100_000])
    told.add_argument("--folder", type=Path, help="where shards and products lie for the time; 8 GB a million articles")
    told.add_argument("--part", type=int, default=5_000, help="articles a part")
    told.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    told.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = told.parse_args()
    if options.write:
        write(options.write, options.articles[0], options.part)
    elif options.one:
        measure(options.articles[0], options.folder, options.part)
    else:
        given = ["--part", str(options.part), *(["--folder", str(options.folder)] if options.folder else [])]
        for articles in options.articles:
            command = [sys.executable, __file__, "--one", "--articles", str(articles), *given]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
