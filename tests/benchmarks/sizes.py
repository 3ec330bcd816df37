"""The whole build by size of corpus: from nothing, with nothing changed, with one new page; CPU and wall seconds, peak memory.

Usage: python tests/benchmarks/sizes.py [--articles 1000 4000] [--share 0.1] [--workers 2] [--file 5000] [--folder DIR] [--chart
cost.png]; a million articles take half an hour on two cores, 4 GB of DIR (default: the temporary folder) and 4 GB of that folder.
Articles are those of rooms.py, as JSON Lines of ``--file`` articles a file, each article of its own and a tenth of them with a
copy elsewhere. Each build is a process of its own, so that none warms up the next; the start of Python, a second, is not in its
time. Memory is that of the largest worker, and of the process of the command, which unites (and builds what is small).
The chart needs the extra ``image``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from rooms import GOLD, plain, scan
from uniting import peak

from toolkit import build as house
from toolkit import copies, unite

Row = dict[str, Any]
BUILDS = ("from nothing", "nothing changed", "one new page")
STEPS = {"_build": "shards", "_unite": "union"}
COLUMNS = {"articles": 10, "build": 17, "built": 7, "kept": 6, "CPU s": 9, "wall s": 9, "shards": 9, "(wall)": 9}
COLUMNS |= {"union": 9, "(wall) ": 9, "worker MB": 11, "command MB": 12}
PAGE = (
    "<html><head><title>A new page</title></head><body><article><h1>A new page</h1><p>The president of Cuba sent a message of "
    "congratulation to the president of China on Monday, his office said.</p></article></body></html>"
)


# the corpus


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


def write(folder: Path, told: argparse.Namespace) -> Row:
    (folder / "raw").mkdir()
    lines: list[str] = []
    for number, record in enumerate(records(told.one, told.share), 1):
        lines.append(json.dumps(record))
        if number % told.file == 0 or number == told.one:
            (folder / "raw" / f"{number:09}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
            lines.clear()
    return {}


# one build


class Weighed:
    """The shard function, which notes the peak memory of its process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, task: house.Task) -> house.Made:
        made = house.shard(task)
        (self.folder / f"{task.name}.peak").write_text(f"{peak()}", encoding="utf-8")
        return made


def spent() -> tuple[float, float]:
    """CPU seconds, of this process and those it has waited for, and wall seconds."""
    return sum(os.times()[:4]), time.perf_counter()


def clocked(name: str, call: Callable[..., Any], row: Row) -> Callable[..., Any]:
    """A function that notes its CPU and wall seconds."""

    def measured(*given: Any, **named: Any) -> Any:
        before = spent()
        made = call(*given, **named)
        row[name] = [after - start for after, start in zip(spent(), before, strict=True)]
        return made

    return measured


def build(folder: Path, told: argparse.Namespace) -> Row:
    """Build the corpus as it stands; what that took."""
    row: Row = {}
    for name, label in STEPS.items():
        setattr(house, name, clocked(label, getattr(house, name), row))
    with tempfile.TemporaryDirectory() as peaks:
        whole = clocked("all", house.build, row)
        done = whole([folder / "raw"], folder / "out", workers=told.workers, quiet=True, work=Weighed(Path(peaks)))
        weighed = [int(path.read_text(encoding="utf-8")) for path in Path(peaks).glob("*.peak")]
    return row | {
        "built": done.built,
        "kept": done.kept,
        "worker": max(weighed, default=0),
        "command": peak(),
        "exchanges": done.counts["exchanges"],
    }


# what it is compared with


def rest(folder: Path, told: argparse.Namespace) -> Row:
    """CPU seconds of decode + bare scan, and of the steps that see all articles at once."""
    del told
    out = folder / "out"
    reports = [pl.read_parquet(out / f"{name}.parquet") for name in ("anniversaries", "exchanges")]
    seen = ("article_id", "language", "published_date", "outlet", "host", "source_path", "story_id")
    articles = pl.read_parquet(out / "articles.parquet", columns=list(seen))
    prints = pl.read_parquet(out / "shards" / "*.prints.parquet").unique("article_id", keep="first")
    return {
        "floor": floor(out),
        "copies": timed(lambda: copies.gathered(prints, articles.select("article_id", "language", "published_date"))),
        "events": timed(lambda: unite.events(articles, *reports)),
    }


def floor(out: Path) -> float:
    """CPU seconds to decode all articles from Parquet and scan them bare with the gazetteer, shard by shard."""
    scan(["words and names are loaded"])
    took = 0.0
    for path in sorted((out / "shards").glob("*.articles.parquet")):
        start = time.process_time()
        scan(pl.read_parquet(path, columns=["text"])["text"])
        took += time.process_time() - start
    return took


def timed(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


# one size


DOING: dict[str, Callable[[Path, argparse.Namespace], Row]] = {"write": write, "build": build, "rest": rest}


def alone(step: str, folder: Path, articles: int, told: argparse.Namespace) -> Row:
    """A step in a process of its own."""
    said = {"step": step, "there": folder, "one": articles, "share": told.share, "workers": told.workers}
    words = [word for name, value in (said | {"file": told.file}).items() for word in (f"--{name}", str(value))]
    done = subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE)
    made: Row = json.loads(done.stdout)
    return made


def measure(articles: int, told: argparse.Namespace) -> Row:
    """Print a line for each build of a size, and one of ratios; all figures."""
    with tempfile.TemporaryDirectory(dir=told.folder) as held:
        folder, row = Path(held), {"articles": articles}
        alone("write", folder, articles, told)
        for name in BUILDS:
            if name == "one new page":
                (folder / "raw" / "new.html").write_text(PAGE, encoding="utf-8")
            row[name] = alone("build", folder, articles, told)
            print(line(articles, name, row[name]), flush=True)
        row |= alone("rest", folder, articles, told)
    first, thousand = row[BUILDS[0]], articles / 1000
    row["cost"] = first["all"][0] / thousand
    ratios = f"{row['cost']:.2f} CPU s a thousand articles, {first['all'][0] / row['floor']:.1f} x decode + bare scan"
    tail = ", ".join(f"{name} {1000 * row[name] / thousand:.1f} ms" for name in ("copies", "events"))
    print(f"{'':>10}  {ratios}; of CPU, a thousand articles: {tail}; {first['exchanges']:,} exchanges", flush=True)
    return row


def line(articles: int, name: str, row: Row) -> str:
    seconds = (*row["all"], *row["shards"], *row["union"])
    cells = (f"{articles:,}", name, row["built"], row["kept"], *(f"{s:.{1 + (s < 1)}f}" for s in seconds))
    words = map(str, (*cells, row["worker"] or "", row["command"]))
    return "".join(word.rjust(width) for word, width in zip(words, COLUMNS.values(), strict=True))


def chart(rows: list[Row], path: Path) -> None:
    """Cost and memory by size."""
    from plotly.subplots import make_subplots

    sizes = [row["articles"] for row in rows]
    figure = make_subplots(1, 2, subplot_titles=("CPU seconds per 1,000 articles", "Peak memory, MB"))
    lines = (
        (1, "a build from nothing", "#1b6ca8", [row["cost"] for row in rows]),
        (2, "the largest worker", "#1b6ca8", [row[BUILDS[0]]["worker"] for row in rows]),
        (2, "the command, which unites the shards", "#c8553d", [row[BUILDS[0]]["command"] for row in rows]),
    )
    for column, name, color, held in lines:
        given = {"x": sizes, "y": held, "name": name, "line_color": color, "mode": "lines+markers"}
        figure.add_scatter(**given, row=1, col=column, showlegend=column == 2)
    figure.update_xaxes(type="log", title="articles", tickvals=sizes, ticktext=[f"{size:,.0f}" for size in sizes])
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(
        template="plotly_white",
        font_size=14,
        margin={"t": 50, "b": 60, "l": 60, "r": 40},
        legend={"x": 0.98, "y": 0.04, "xanchor": "right", "yanchor": "bottom"},
    )
    figure.write_image(str(path), width=1000, height=400)


def main() -> None:
    """Print the figures, a size after the other."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--articles", type=int, nargs="+", default=[1000, 4000])
    told.add_argument("--share", type=float, default=0.1)
    told.add_argument("--workers", type=int, default=2)
    told.add_argument("--file", type=int, default=5_000, help="articles a file")
    told.add_argument("--folder", type=Path, help="where corpus and products lie for the time")
    told.add_argument("--chart", type=Path)
    told.add_argument("--step", choices=DOING, help=argparse.SUPPRESS)
    told.add_argument("--there", type=Path, help=argparse.SUPPRESS)
    told.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = told.parse_args()
    if options.step:
        print(json.dumps(DOING[options.step](options.there, options)))
        return
    print("".join(name.rjust(width) for name, width in COLUMNS.items()), flush=True)
    rows = [measure(articles, options) for articles in options.articles]
    if options.chart:
        chart(rows, options.chart)


if __name__ == "__main__":
    main()
