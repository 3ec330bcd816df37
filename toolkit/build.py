"""The order of the house: read, segment, identify, mention, coding in shards; copies and events over all of them.

Only this module knows the order. A shard is some of the input files; the same shard gives the same bytes on any worker. What
has not changed is not built again (``toolkit/manifest.py``), and a dead worker's shards are given to another.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import copies, identify, mention, read, segment, tables, unite
from toolkit.coding import rows as coding
from toolkit.manifest import Manifest, coding_key, digest, file_digest, reading_key
from toolkit.progress import Progress

SHARD_BYTES = 48 << 20
SHARD_FILES = 1_000
ROUNDS = 3  # a shard whose worker died is tried this often
CODED = ("headlines", "anniversaries", "exchanges", "rejects")
UNITED = ("articles", "headlines", "anniversaries", "exchanges", "rejects", "quarantine")


class BuildError(RuntimeError):
    """A build that cannot go on: says what and how to mend it."""


@dataclass(frozen=True)
class Manner:
    """How files are to be read: a user's own field names, and the engine for the bodies of HTML pages."""

    mapping: Path | None = None
    engine: str = "cascade"

    def digest(self) -> str:
        """What of it a shard depends on; none for the usual manner."""
        own = file_digest(self.mapping) if self.mapping else ""
        return own if self.engine == "cascade" else f"{own}:{self.engine}"


@dataclass(frozen=True)
class Task:
    """One shard: its name, its input files, and whether its articles stand already and only need coding."""

    name: str
    sources: tuple[read.Source, ...]
    folder: Path
    manner: Manner = Manner()
    coded_only: bool = False


Work = Callable[[Task], tuple[str, tuple[str, ...]]]


@dataclass
class Built:
    """What a build has done: counts of rows by product, shards built and kept, corrections applied."""

    counts: dict[str, int] = field(default_factory=dict)
    built: int = 0
    kept: int = 0
    corrected: int = 0


def build(
    inputs: Sequence[Path],
    out: Path,
    *,
    workers: int | None = None,
    mapping: Path | None = None,
    engine: str = "cascade",
    quiet: bool = False,
    work: Work | None = None,
) -> Built:
    """Build every product in ``out`` from files and folders; ``work`` is what builds a shard (default: :func:`shard`).

    Raises :class:`BuildError` when there is nothing to read, or a shard kills its worker again and again.
    """
    sources = read.sources(inputs)
    if not sources:
        raise BuildError(
            f"nothing to read in {', '.join(str(i) for i in inputs)}; give files or folders that hold pages"
        )
    shards = out / "shards"
    shards.mkdir(parents=True, exist_ok=True)
    _sweep(shards)
    manifest = Manifest.load(out)
    plan = dict(_shards(sources))
    _forget(manifest, plan, shards, {s.name for s in sources})
    manner = Manner(mapping, engine)
    tasks = list(_tasks(manifest, plan, shards, manner))
    done = Built(built=len(tasks), kept=len(plan) - len(tasks))
    with Progress(len(tasks), quiet=quiet) as progress:
        for name, languages in _run(tasks, workers or _cores(), progress, work or shard):
            manifest.shards[name] = _entry(manifest, plan[name], languages, manner)
    _unite(manifest, out, shards, done)
    manifest.save()
    return done


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sweep(folder: Path) -> None:
    """A killed build leaves half-written files beside the whole ones."""
    for stray in folder.rglob("*.tmp"):
        stray.unlink(missing_ok=True)


# what must be built


def _shards(sources: Sequence[read.Source]) -> Iterator[tuple[str, tuple[read.Source, ...]]]:
    """Large files are shards of their own; small ones are dealt by the hash of their name, so that a new one moves few."""
    small = [s for s in sources if s.size < SHARD_BYTES]
    for source in (s for s in sources if s.size >= SHARD_BYTES):
        yield f"f{sha256(source.name.encode()).hexdigest()[:12]}", (source,)
    wanted = max(sum(s.size for s in small) // SHARD_BYTES, len(small) // SHARD_FILES) + 1
    count = 1 << (wanted - 1).bit_length()
    dealt: dict[int, list[read.Source]] = {}
    for source in small:
        dealt.setdefault(int(sha256(source.name.encode()).hexdigest()[:8], 16) % count, []).append(source)
    for number, held in sorted(dealt.items()):
        yield f"s{count:05d}-{number:05d}", tuple(held)


def _forget(manifest: Manifest, plan: dict[str, Any], shards: Path, names: set[str]) -> None:
    """Drop shards that are no longer planned and inputs that are gone."""
    for name in [n for n in manifest.shards if n not in plan]:
        del manifest.shards[name]
    for name in [n for n in manifest.inputs if n not in names]:
        del manifest.inputs[name]
    for stale in shards.glob("*.parquet"):
        if stale.name.split(".")[0] not in plan:
            stale.unlink()


def _read_key(manifest: Manifest, sources: Sequence[read.Source], manner: Manner) -> str:
    content = (f"{s.name}:{manifest.input_digest(s.name, s.path)}" for s in sources)
    return digest([reading_key(), manner.digest(), *content])


def _tasks(
    manifest: Manifest, plan: dict[str, tuple[read.Source, ...]], shards: Path, manner: Manner
) -> Iterator[Task]:
    for name, sources in plan.items():
        held = manifest.shards.get(name)
        read_key = _read_key(manifest, sources, manner)
        whole = all((shards / f"{name}.{t.name}.parquet").exists() for t in tables.SHARD_TABLES)
        if held is None or held["read"] != read_key or not whole:
            yield Task(name, sources, shards, manner)
        elif held["coding"] != coding_key(tuple(held["languages"])):
            yield Task(name, sources, shards, manner, coded_only=True)


def _entry(
    manifest: Manifest, sources: tuple[read.Source, ...], languages: tuple[str, ...], manner: Manner
) -> dict[str, Any]:
    return {
        "read": _read_key(manifest, sources, manner),
        "languages": list(languages),
        "coding": coding_key(languages),
    }


# one shard


def shard(task: Task) -> tuple[str, tuple[str, ...]]:
    """Build one shard's tables; returns its name and the languages of its articles. Same input, same bytes, any worker."""
    if task.coded_only:
        held = {t: pl.read_parquet(task.folder / f"{task.name}.{t}.parquet") for t in ("articles", "blocks")}
        articles, blocks = held["articles"], held["blocks"]
    else:
        articles, blocks, quarantine = _read(task)
        for table, frame in ((tables.ARTICLES, articles), (tables.BLOCKS, blocks), (tables.QUARANTINE, quarantine)):
            table.write(frame, task.folder / f"{task.name}.{table.name}.parquet")
    for name, frame in coded(articles, blocks).items():
        tables.BY_NAME[name].write(frame, task.folder / f"{task.name}.{name}.parquet")
    return task.name, tuple(articles["language"].drop_nulls().unique().sort().to_list())


def _read(task: Task) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    articles, blocks, quarantine = [tables.ARTICLES.empty()], [tables.BLOCKS.empty()], [tables.QUARANTINE.empty()]
    for source in task.sources:
        for pages, refused in read.pages(source, mapping=task.manner.mapping, engine=task.manner.engine):
            found, tiled = segment.articles(pages)
            articles.append(identify.languages(found, tiled))
            blocks.append(tiled)
            quarantine.append(refused)
    whole = once(pl.concat(articles))
    return whole, pl.concat(blocks).unique(tables.BLOCKS.key, keep="first", maintain_order=True), pl.concat(quarantine)


def coded(articles: pl.DataFrame, blocks: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Articles and blocks -> headlines, anniversaries, exchanges and rejects by name."""
    made = coding.products(articles, blocks, mention.find(articles, blocks))
    return {name: getattr(made, name) for name in CODED}


def once(articles: pl.DataFrame) -> pl.DataFrame:
    """The same article read from several files is one, with all its sources."""
    sources = articles.group_by("article_id").agg(
        pl.col("source_paths").explode(empty_as_null=False, keep_nulls=False).unique().sort().alias("source_paths")
    )
    first = articles.sort("article_id", "source_path", "source_id", maintain_order=True).unique(
        "article_id", keep="first", maintain_order=True
    )
    return (
        first.drop("source_paths")
        .join(sources, on="article_id", how="left", maintain_order="left")
        .select(articles.columns)
    )


# many shards


def _run(tasks: Sequence[Task], workers: int, progress: Progress, work: Work) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Run every task; those that died with their worker are given to a new pool."""
    if len(tasks) <= 1 or workers == 1:
        for task in tasks:
            yield work(task)
            progress.step()
        return
    left = list(tasks)
    for _ in range(ROUNDS):
        broken: list[Task] = []
        yield from _pool(left, workers, progress, broken, work)
        left = broken
        if not left:
            return
    raise BuildError(
        f"{len(left)} shard(s) killed their worker {ROUNDS} times, the first from {left[0].sources[0].name}"
    )


def _pool(
    tasks: Sequence[Task], workers: int, progress: Progress, broken: list[Task], work: Work
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """One pool of fresh processes; ``broken`` gathers the tasks that a dying worker took with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=context) as pool:
        running: dict[Future[tuple[str, tuple[str, ...]]], Task] = {pool.submit(work, t): t for t in tasks}
        for future in as_completed(running):
            try:
                yield future.result()
                progress.step()
            except BrokenProcessPool:
                broken.append(running[future])


# all shards


def _unite(manifest: Manifest, out: Path, shards: Path, done: Built) -> None:
    """Write the products from the shards, unless they stand as the shards and corrections would make them."""
    corrections = out / "corrections.csv"
    origin = digest(
        [*(f"{n}:{s['read']}:{s['coding']}" for n, s in sorted(manifest.shards.items())), _united_code()]
        + ([file_digest(corrections)] if corrections.exists() else [])
    )
    names = [*UNITED, "events"]
    fresh = all(manifest.products.get(n, {}).get("of") == origin and (out / f"{n}.parquet").exists() for n in names)
    if not fresh:
        frames = {name: _union(shards, list(manifest.shards), name) for name in UNITED}
        frames["articles"] = copies.stories(once(frames["articles"]))
        done.corrected = _correct(frames, corrections)
        frames["events"] = unite.events(frames["articles"], frames["anniversaries"], frames["exchanges"])
        for name, frame in frames.items():
            path = tables.BY_NAME[name].write(frame, out / f"{name}.parquet")
            manifest.products[name] = {"rows": frame.height, "sha256": file_digest(path), "of": origin}
    done.counts = {n: manifest.products[n]["rows"] for n in names}


def _united_code() -> str:
    here = Path(__file__).parent
    return digest(here.joinpath(n).read_bytes() for n in ("build.py", "unite.py", "copies.py", "tables.py"))


def _union(shards: Path, names: Iterable[str], table: str) -> pl.DataFrame:
    declared = tables.BY_NAME[table]
    frames = [pl.read_parquet(shards / f"{name}.{table}.parquet") for name in sorted(names)]
    whole = pl.concat([declared.empty(), *frames])
    return whole if table == "articles" else whole.unique(declared.key, keep="first", maintain_order=True)


def _correct(frames: dict[str, pl.DataFrame], path: Path) -> int:
    """Overrule rows by their key as ``corrections.csv`` says (dataset, row_id, column, value, reason); returns how many."""
    if not path.exists():
        return 0
    applied = 0
    with path.open(encoding="utf-8", newline="") as file:
        for line, change in enumerate(csv.DictReader(file), 2):
            applied += _apply(frames, change, f"{path.name} line {line}")
    return applied


def _apply(frames: dict[str, pl.DataFrame], change: dict[str, str], where: str) -> int:
    table = tables.BY_NAME.get(change["dataset"])
    if table is None or change["dataset"] not in frames:
        raise BuildError(f"{where}: no dataset '{change['dataset']}'; there are {', '.join(frames)}")
    frame, key = frames[table.name], pl.col(table.key[0]) == change["row_id"]
    hit = frame.filter(key).height
    if change["column"] == "drop":
        frames[table.name] = frame.filter(~key)
    elif change["column"] in table.columns:
        dtype = table.columns[change["column"]].dtype
        value = pl.lit(change["value"] or None).cast(dtype)
        frames[table.name] = frame.with_columns(
            pl.when(key).then(value).otherwise(change["column"]).alias(change["column"])
        )
    else:
        raise BuildError(f"{where}: {table.name} has no column '{change['column']}'; write 'drop' to drop the row")
    return hit
