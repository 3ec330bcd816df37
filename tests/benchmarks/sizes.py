"""The whole build by size of corpus: CPU seconds a thousand articles, as multiples of decode + bare scan, and peak memory.

Usage: python tests/benchmarks/sizes.py [--articles 1000 4000] [--share 0.1] [--workers 2] [--file 5000] [--chart cost.png]
Articles are those of rooms.py, as JSON Lines of ``--file`` articles a file, each article of its own and a tenth of them with a
copy elsewhere. Peak memory is that of the largest worker, and of the process that unites the shards. A process a size: none
warms up another. The chart needs the extra ``image``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rooms import GOLD, plain

from toolkit import build as house
from toolkit import copies, mention, unite
from toolkit.language import fold

Row = dict[str, float]


def records(articles: int, share: float) -> Iterator[dict[str, str]]:
    """Articles of about 2,500 characters over three years, ``share`` of them with a text of the gold, a tenth copied once."""
    draw = random.Random(11)
    gold = [r for r in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()) if r["language"] == "en"]
    body = ""
    for number in range(articles):
        day = number * 1000 // max(1, articles)
        if number % 10 != 1:
            told = draw.choice(gold)["text"] + "\n" if draw.random() < share else ""
            body = told + "\n".join(" ".join(plain(draw) for _ in range(4)) for _ in range(9))
        yield {
            "url": f"https://paper{number % 40}.example/story-{number}",
            "title": f"Story {number}: {plain(draw)[:60]}",
            "date_publish": f"{2022 + day // 365}-{1 + day % 365 // 31:02}-{1 + day % 28:02}",
            "maintext": body,
        }


def write(folder: Path, articles: int, share: float, file: int) -> None:
    lines: list[str] = []
    for number, record in enumerate(records(articles, share), 1):
        lines.append(json.dumps(record))
        if number % file == 0 or number == articles:
            (folder / f"{number:09}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
            lines.clear()


class Weighed:
    """The shard function, which notes the peak memory of its process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, task: house.Task) -> house.Made:
        made = house.shard(task)
        (self.folder / f"{task.name}.peak").write_text(f"{peak(resource.RUSAGE_SELF)}", encoding="utf-8")
        return made


def peak(who: int) -> int:
    """Megabytes; Linux tells kilobytes, macOS bytes."""
    return resource.getrusage(who).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


def cpu() -> float:
    """Of this process and those it has waited for."""
    return sum(os.times()[:4])


def floor(out: Path) -> float:
    """CPU seconds to decode all articles from Parquet and scan them bare with the gazetteer, shard by shard."""
    automaton, took = mention.scanner("en").automaton, 0.0
    for path in sorted((out / "shards").glob("*.articles.parquet")):
        start = time.process_time()
        for text in pl.read_parquet(path, columns=["text"])["text"]:
            automaton.find_matches_as_indexes(fold(text), overlapping=True)
        took += time.process_time() - start
    return took


def timed(call: object) -> float:
    start = time.process_time()
    call()  # type: ignore[operator]
    return time.process_time() - start


def measure(articles: int, share: float, workers: int, file: int) -> Row:
    """Build a corpus; its figures."""
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "out"
        raw.mkdir()
        write(raw, articles, share, file)
        house.SHARD_BYTES = 1  # a file a shard
        start, wall = cpu(), time.perf_counter()
        done = house.build([raw], out, workers=workers, quiet=True, work=Weighed(Path(folder)))
        took, wall, united = cpu() - start, time.perf_counter() - wall, peak(resource.RUSAGE_SELF)
        peaks = [int(p.read_text(encoding="utf-8")) for p in Path(folder).glob("*.peak")]
        same = time.perf_counter()
        house.build([raw], out, workers=workers, quiet=True)
        same = time.perf_counter() - same
        return {
            "articles": articles,
            "shards": done.built,
            "exchanges": done.counts["exchanges"],
            "cpu": took,
            "wall": wall,
            "floor": floor(out),
            "worker": max(peaks),
            "united": united,
            "same": same,
        } | tail(out)


def tail(out: Path) -> Row:
    """CPU seconds of the steps that see all articles at once."""
    held = {n: pl.read_parquet(out / f"{n}.parquet") for n in ("articles", "anniversaries", "exchanges")}
    prints = pl.read_parquet(out / "shards" / "*.prints.parquet").unique("article_id", keep="first")
    dated = held["articles"].select("article_id", "language", "published_date")
    return {
        "copies": timed(lambda: copies.gathered(prints, dated)),
        "events": timed(lambda: unite.events(*held.values())),
    }


def alone(articles: int, told: argparse.Namespace) -> Row:
    """Measure a size in a process of its own."""
    said = {"share": told.share, "workers": told.workers, "file": told.file}
    command = [sys.executable, __file__, "--one", str(articles)]
    command += [word for name, value in said.items() for word in (f"--{name}", str(value))]
    found: Row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def line(row: Row) -> str:
    thousand = row["articles"] / 1000
    cells = (
        f"{row['articles']:>10,.0f}{row['shards']:>8.0f}{row['cpu'] / thousand:>12.2f}{row['wall'] / thousand:>12.2f}",
        f"{row['cpu'] / row['floor']:>10.1f}{row['worker']:>9.0f}{row['united']:>9.0f}",
        f"{row['copies'] / thousand * 1000:>10.1f}{row['events'] / thousand * 1000:>10.1f}{row['same']:>10.2f}",
    )
    return "".join(cells)


HEAD = (
    f"{'articles':>10}{'shards':>8}{'CPU s/1000':>12}{'wall s/1000':>12}{'x floor':>10}{'worker':>9}{'union':>9}"
    f"{'copies':>10}{'events':>10}{'again s':>10}"
)


def chart(rows: list[Row], path: Path) -> None:
    """Cost and memory by size."""
    from plotly.subplots import make_subplots

    sizes = [r["articles"] for r in rows]
    figure = make_subplots(1, 2, subplot_titles=("CPU seconds per 1,000 articles", "Peak memory, MB"))
    cost = [1000 * r["cpu"] / r["articles"] for r in rows]
    figure.add_scatter(x=sizes, y=cost, row=1, col=1, showlegend=False, line_color="#1b6ca8", mode="lines+markers")
    for name, color, text in (("worker", "#1b6ca8", "a worker"), ("united", "#c8553d", "the union of all shards")):
        held = [r[name] for r in rows]
        figure.add_scatter(x=sizes, y=held, row=1, col=2, name=text, line_color=color, mode="lines+markers")
    figure.update_xaxes(type="log", title="articles", tickvals=sizes, ticktext=[f"{size:,.0f}" for size in sizes])
    figure.update_yaxes(rangemode="tozero").update_layout(
        template="plotly_white",
        font_size=14,
        margin={"t": 50, "b": 60, "l": 60, "r": 20},
        legend={"x": 0.98, "y": 0.04},
    )
    figure.update_layout(legend={"xanchor": "right", "yanchor": "bottom"})
    figure.write_image(str(path), width=1000, height=400)


def main() -> None:
    """Print a line a size."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, nargs="+", default=[1000, 4000])
    told.add_argument("--share", type=float, default=0.1)
    told.add_argument("--workers", type=int, default=2)
    told.add_argument("--file", type=int, default=5_000, help="articles a file")
    told.add_argument("--chart", type=Path)
    told.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = told.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.share, options.workers, options.file)))
        return
    print(
        "floor: decode + bare scan; memory in MB; copies and events in ms CPU per 1,000 articles; again: nothing to do"
    )
    print(HEAD, flush=True)
    rows = []
    for articles in options.articles:
        rows.append(alone(articles, options))
        print(line(rows[-1]), flush=True)
    if options.chart:
        chart(rows, options.chart)


if __name__ == "__main__":
    main()
