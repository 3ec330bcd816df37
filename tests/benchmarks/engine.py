"""What a build costs that has nothing to do, and one with a single new page, at many shards: seconds of wall and of CPU.

Usage: python tests/benchmarks/engine.py [--shards 1000] [--files 1]
``--files`` small pages a shard. Shards are made empty, since what is in them is not looked at when nothing has changed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from toolkit import build as house


def pages(folder: Path, count: int) -> None:
    """So many small files, a thousand a folder."""
    for number in range(count):
        if number % 1000 == 0:
            (folder / f"{number // 1000:05}").mkdir(parents=True)
        (folder / f"{number // 1000:05}" / f"{number:07}.txt").write_text(f"Page {number}\n", encoding="utf-8")


def empty(task: house.Task) -> house.Made:
    """A shard without a row."""
    for table in house.PART_TABLES:
        with task.shards.writing(f"{task.name}.{table.name}.parquet") as path:
            table.write(table.empty(), path)
    return house.Made(task.name, ("en",), 1)


def timed(name: str, call: Callable[[], house.Built]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    done = call()
    took = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<34} {took[0]:7.2f} s wall {took[1]:7.2f} s CPU   {done.built} built, {done.kept} kept")


def main() -> None:
    """Print the costs."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--shards", type=int, default=1000)
    told.add_argument("--files", type=int, default=1)
    options = told.parse_args()
    house.SHARD_FILES = options.files  # 1,000 in earnest: a million files are slow to make
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "out"
        pages(raw, options.shards * options.files)
        if options.files == 1:
            house.SHARD_BYTES = 1  # every file a shard of its own

        def build() -> house.Built:
            return house.build([raw], out, workers=1, quiet=True, work=empty)

        print(f"{options.shards * options.files} files")
        timed("all, shards made empty", build)
        for _ in range(3):
            timed("nothing has changed", build)
        (raw / "new.txt").write_text("A new page\n", encoding="utf-8")
        timed("one new page, and the union", build)
        print(f"the record of the build: {(out / 'manifest.json').stat().st_size >> 10} KB")


if __name__ == "__main__":
    main()
