"""Peak memory of one very large file against a small one: reading alone, and a whole build with one worker.

Usage: python tests/benchmarks/large_file.py [--mb 50 500] [--build 50 500] [--kinds jsonl warc] [--folder DIR]
Sizes are megabytes of the file. Every record is an article of its own. Pages of the archive weigh about 100 KB, most of it
scripts, as pages of news sites do. A process a measurement.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rooms import plain

from toolkit import build as house
from toolkit import read

BODIES = 200  # different bodies; a number in each makes it an article of its own
SCRIPT = 90_000  # characters of scripts on a page


def bodies() -> list[str]:
    draw = random.Random(5)
    return ["\n".join(" ".join(plain(draw) for _ in range(4)) for _ in range(9)) for _ in range(BODIES)]


def jsonl(number: int, body: str) -> bytes:
    record = {
        "url": f"https://paper{number % 40}.example/story-{number}",
        "title": f"Story {number}: the council votes on the bridge",
        "date_publish": f"202{number % 5}-0{1 + number % 9}-{1 + number % 28:02}",
        "maintext": f"Number {number} of the day.\n{body}",
    }
    return json.dumps(record).encode() + b"\n"


def page(number: int, body: str) -> bytes:
    """A page of HTML with its furniture."""
    told = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    script = f"<script>var d={json.dumps({'k': 'x9' * (SCRIPT // 2)})};</script>"
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Story {number}</title>{script}"
        f"<meta property='article:published_time' content='2024-0{1 + number % 9}-11T08:00:00Z'></head><body>"
        f"<nav><a href='/world'>World</a><a href='/sport'>Sport</a></nav><article><h1>Story {number}: the bridge</h1>"
        f"<p>Number {number} of the day.</p>{told}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def warc(number: int, body: str) -> bytes:
    return archived(number, page(number, body))


def archived(number: int, content: bytes) -> bytes:
    """A page as a record of an archive: the answer of a server."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (
        len(content),
        content,
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Target-URI: https://paper{number % 40}.example/story-{number}\r\n"
        "WARC-Date: 2024-09-12T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


KINDS = {"jsonl": jsonl, "warc": warc}


def records(kind: str, size: int) -> Iterator[bytes]:
    """So many bytes of records."""
    held, number, written = bodies(), 0, 0
    while written < size:
        made = KINDS[kind](number, held[number % BODIES])
        yield made
        number, written = number + 1, written + len(made)


def write(path: Path, kind: str, megabytes: int) -> None:
    with path.open("wb") as file:
        file.writelines(records(kind, megabytes << 20))


def read_alone(path: Path) -> int:
    return sum(pages.height for pages, _ in read.pages(read.Source(path, path.name, path.stat().st_size)))


def built(path: Path) -> int:
    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        return house.build([path], out, workers=1, quiet=True).counts["articles"]


def measure(path: Path, how: str) -> None:
    """Print one line: rows, seconds and peak memory of this process."""
    start = time.process_time()
    count = (built if how == "build" else read_alone)(path)
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)
    size = path.stat().st_size >> 20
    print(
        f"{how:<6} {path.suffix[1:]:<6} {size:>6,} MB {count:>10,} articles {took:8.1f} s CPU {peak:6} MB", flush=True
    )


def main() -> None:
    """Write a file, measure in a process of its own, remove it; smaller sizes first."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--mb", type=int, nargs="*", default=[50, 500])
    told.add_argument("--build", type=int, nargs="*", default=[])
    told.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    told.add_argument("--folder", type=Path, help="where the files lie for the time")
    told.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = told.parse_args()
    if options.one:
        measure(Path(options.one[0]), options.one[1])
        return
    for kind in options.kinds:
        for size in sorted({*options.mb, *options.build}):
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                path = Path(folder) / f"file.{kind}"
                write(path, kind, size)
                for how in [h for h, sizes in (("read", options.mb), ("build", options.build)) if size in sizes]:
                    subprocess.run([sys.executable, __file__, "--one", str(path), how], check=True)


if __name__ == "__main__":
    main()
