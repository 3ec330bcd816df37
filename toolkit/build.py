"""The order of the house: read, segment, identify, mention, coding in shards; copies and events over all of them.

Only this module knows the order. A shard is some of the input files; the same shard gives the same bytes on any worker. What
has not changed is not built again (``toolkit/manifest.py``), and a dead worker's shards are given to another. Workers are
processes of this machine, or those of a cluster (``toolkit/cluster.py``).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl

from toolkit import identify, mention, read, segment, tables, union
from toolkit.coding import rows as coding
from toolkit.corrections import CorrectionError, Corrections
from toolkit.manifest import Manifest, coding_key, digest, file_digest, reading_key
from toolkit.memory import given_back
from toolkit.places import Input, Place, PlaceError, inputs, local, place
from toolkit.progress import Progress

SHARD_BYTES = 48 << 20
SHARD_FILES = 1_000
LARGE = 64 << 20  # of input: what unites so much builds no shard, since a shard leaves some 150 MB behind
PART_BYTES = 16 << 20  # of text that a worker holds at once: a larger file is coded part by part
AT_ONCE = 500  # articles whose mentions are held at once
YOUNG = 50_000  # new objects after which the young are looked through
ROUNDS = 3  # a shard whose worker died is tried this often
SAVES = 20  # times that a build notes how far it is, so that a killed one begins there
CODED = ("headlines", "anniversaries", "exchanges", "rejects")
PART_TABLES = (*tables.SHARD_TABLES, union.PRINTS)


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
    """One shard: its name and key, its input files, and the parts whose articles stand already and only need coding."""

    name: str
    sources: tuple[Input, ...]
    shards: Place
    manner: Manner = Manner()
    key: str = ""
    standing: int = 0


class Made(NamedTuple):
    """A shard that is built: its name, the languages of its articles, and how many parts it has."""

    name: str
    languages: tuple[str, ...]
    parts: int


Work = Callable[[Task], Made]
Run = Callable[[Sequence[Task], Work], Iterator[Made]]


@dataclass
class Built:
    """What a build has done: counts of rows by product, shards built and kept, corrections applied."""

    counts: dict[str, int] = field(default_factory=dict)
    built: int = 0
    kept: int = 0
    corrected: int = 0


def build(
    raw: Sequence[Path | str],
    out: Path | str,
    *,
    workers: int | None = None,
    mapping: Path | None = None,
    engine: str = "cascade",
    quiet: bool = False,
    work: Work | None = None,
    run: Run | None = None,
) -> Built:
    """Build every product in ``out`` from files, folders and addresses.

    ``work`` builds a shard (default: :func:`shard`), ``run`` gives shards to workers (default: processes of this machine).

    Raises :class:`BuildError` when there is nothing to read, or a shard kills its worker again and again.
    """
    try:
        sources = inputs(raw)
        if not sources:
            raise BuildError(f"nothing to read in {', '.join(map(str, raw))}; give files or folders that hold pages")
        target = place(out)
        manifest = _opened(target)
        plan = dict(_shards(sources))
        tasks = _planned(manifest, plan, target, Manner(mapping, engine))
        _build(manifest, tasks, Progress(len(tasks), quiet=quiet), work or shard, run or _local(sources, workers))
        done = Built(built=len(tasks), kept=len(plan) - len(tasks))
        _unite(manifest, target, done)
        manifest.save()
    except (CorrectionError, PlaceError) as error:
        raise BuildError(str(error)) from error
    return done


def _opened(target: Place) -> Manifest:
    """The record of the last build, in a place that is ready to be written to."""
    target.prepare()
    (target / "shards").prepare()
    return Manifest.load(target)


def _build(manifest: Manifest, tasks: Sequence[Task], progress: Progress, work: Work, run: Run) -> None:
    """Build shards, and note at times which stand; a shard that is begun does not count as built before it is done."""
    planned = {task.name: task for task in tasks}
    for task in tasks:
        held = manifest.shards.get(task.name, {"languages": [], "parts": 0})
        manifest.put("shards", task.name, held | {"read": task.key if task.standing else "", "coding": ""})
    if tasks:
        manifest.save()
    with progress:
        for count, made in enumerate(run(tasks, work), 1):
            manifest.put("shards", made.name, _entry(planned[made.name], made))
            progress.step()
            if count % max(1, len(tasks) // SAVES) == 0:
                manifest.save()


def _entry(task: Task, made: Made) -> dict[str, object]:
    said = {"languages": list(made.languages), "coding": coding_key(made.languages)}
    return {"read": task.key, "parts": made.parts, **said}


# what must be built


def _shards(sources: Sequence[Input]) -> Iterator[tuple[str, tuple[Input, ...]]]:
    """Large files are shards of their own; small ones are dealt by the hash of their name, so that a new one moves few."""
    small = [s for s in sources if s.size < SHARD_BYTES]
    for source in (s for s in sources if s.size >= SHARD_BYTES):
        yield f"f{sha256(source.name.encode()).hexdigest()[:12]}", (source,)
    wanted = max(sum(s.size for s in small) // SHARD_BYTES, len(small) // SHARD_FILES) + 1
    count = 1 << (wanted - 1).bit_length()
    dealt: dict[int, list[Input]] = {}
    for source in small:
        dealt.setdefault(int(sha256(source.name.encode()).hexdigest()[:8], 16) % count, []).append(source)
    for number, held in sorted(dealt.items()):
        yield f"s{count:05d}-{number:05d}", tuple(held)


def _planned(manifest: Manifest, plan: Mapping[str, tuple[Input, ...]], target: Place, manner: Manner) -> list[Task]:
    """The shards that must be built; those that are no longer planned are forgotten and removed."""
    shards = target / "shards"
    manifest.keep("shards", plan)
    manifest.keep("inputs", {s.name for sources in plan.values() for s in sources})
    present = shards.names()
    wanted = {file for name in plan for file in _files(name, int(manifest.shards.get(name, {}).get("parts", 0)))}
    for stale in sorted(f for f in present - wanted if f.endswith(".parquet")):
        shards.remove(stale)
    return list(_tasks(manifest, plan, shards, manner, present))


def _tasks(
    manifest: Manifest, plan: Mapping[str, tuple[Input, ...]], shards: Place, manner: Manner, present: set[str]
) -> Iterator[Task]:
    told = manner.digest()
    for name, sources in plan.items():
        content = (f"{s.name}:{manifest.input_digest(s)}" for s in sources)
        key = digest([reading_key(), told, *content])
        held = manifest.shards.get(name)
        if held is None or held["read"] != key or not present.issuperset(_files(name, held["parts"])):
            yield Task(name, sources, shards, manner, key)
        elif held["coding"] != coding_key(tuple(held["languages"])):
            yield Task(name, sources, shards, manner, key, standing=held["parts"])


def _files(name: str, parts: int) -> Iterator[str]:
    return (f"{_part(name, number)}.{table.name}.parquet" for number in range(parts) for table in PART_TABLES)


def _part(name: str, number: int) -> str:
    """A shard's first part has its own name."""
    return f"{name}+{number:04}" if number else name


# one shard


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Lines, mentions and symbols are many and point in no circles: looking for garbage among the young took 8 % of a build."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@seldom_collected()
def shard(task: Task) -> Made:
    """Build one shard's tables, part by part. Same input, same bytes, any worker."""
    given_back()
    languages: set[str] = set()
    number = 0
    for articles, blocks in _standing(task) if task.standing else _reading(task):
        for name, frame in coded(articles, blocks).items():
            _write(task, number, tables.BY_NAME[name], frame)
        languages.update(articles["language"].drop_nulls())
        number += 1
    return Made(task.name, tuple(sorted(languages)), number)


Part = tuple[pl.DataFrame, pl.DataFrame]


def _standing(task: Task) -> Iterator[Part]:
    """Articles and blocks of parts that were read before."""
    for number in range(task.standing):
        with ExitStack() as held:
            names = [f"{_part(task.name, number)}.{table}.parquet" for table in ("articles", "blocks")]
            articles, blocks = (pl.read_parquet(held.enter_context(task.shards.reading(n))) for n in names)
        yield articles, blocks


def _reading(task: Task) -> Iterator[Part]:
    """Read, and write what is read of each part: a part ends when its text has :data:`PART_BYTES`, or with the files."""
    for number, (articles, blocks, quarantine) in enumerate(_parts(task)):
        made = ((tables.ARTICLES, articles), (tables.BLOCKS, blocks), (tables.QUARANTINE, quarantine))
        for table, frame in (*made, (union.PRINTS, union.prints(articles))):
            _write(task, number, table, frame)
        yield articles, blocks


def _parts(task: Task) -> Iterator[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]]:
    held: list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]] = []
    size = 0
    for articles, blocks, refused in _batches(task):
        held.append((articles, blocks, refused))
        size += int(articles["text"].str.len_bytes().sum())
        del articles, blocks, refused  # else the loop would hold the last batch
        if size >= PART_BYTES:
            yield _joined(held)
            size = 0
    if held or not task.sources:
        yield _joined(held)


def _batches(task: Task) -> Iterator[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]]:
    yield tables.ARTICLES.empty(), tables.BLOCKS.empty(), tables.QUARANTINE.empty()
    for given in task.sources:
        with local(given) as source:
            for pages, refused in read.pages(source, mapping=task.manner.mapping, engine=task.manner.engine):
                found, tiled = segment.articles(pages)
                yield identify.languages(found, tiled), tiled, refused


def _joined(
    held: list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]],
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Batches -> a part. ``held`` is emptied: no text is in memory twice while the part is coded."""
    articles, blocks, quarantine = (pl.concat(frames) for frames in zip(*held, strict=True))
    held.clear()
    tiled = blocks.unique(tables.BLOCKS.key, keep="first", maintain_order=True)
    return union.once(articles), tiled, quarantine


def _write(task: Task, number: int, table: tables.Table, frame: pl.DataFrame) -> None:
    with task.shards.writing(f"{_part(task.name, number)}.{table.name}.parquet") as path:
        table.write(frame, path)


def coded(articles: pl.DataFrame, blocks: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Articles and blocks -> headlines, anniversaries, exchanges and rejects by name."""
    made = [_coded(articles[at : at + AT_ONCE], blocks) for at in range(0, max(1, articles.height), AT_ONCE)]
    held = {name: pl.concat([getattr(products, name) for products in made]) for name in CODED}
    titles = held["headlines"]
    own = identify.headlines(titles["text"], titles["language"])
    return held | {"headlines": titles.with_columns(own.iter_columns())}


def _coded(articles: pl.DataFrame, blocks: pl.DataFrame) -> coding.Products:
    """Mentions are many, and no table keeps them: some articles at a time."""
    own = blocks.join(articles.select("article_id"), on="article_id", how="semi", maintain_order="left")
    return coding.products(articles, own, mention.find(articles, coding.worth_reading(articles, own)))


# many shards on this machine


def local_run(workers: int | None = None, *, apart: bool = False) -> Run:
    """What gives shards to so many processes of this machine (default: one a core).

    One task, or those of one worker, are done by this process, which saves a start of a second, unless work is to be ``apart``.
    """

    def run(tasks: Sequence[Task], work: Work) -> Iterator[Made]:
        wanted = min(workers or _cores(), len(tasks))
        return _rounds(tasks, wanted, work) if wanted > 1 or (apart and tasks) else map(work, tasks)

    return run


def _local(sources: Sequence[Input], workers: int | None) -> Run:
    return local_run(workers, apart=sum(source.size for source in sources) >= LARGE)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rounds(tasks: Sequence[Task], workers: int, work: Work) -> Iterator[Made]:
    """Run every task; those that died with their worker are given to a new pool."""
    left = list(tasks)
    for _ in range(ROUNDS):
        broken: list[Task] = []
        yield from _pool(left, workers, broken, work)
        left = broken
        if not left:
            return
    raise BuildError(
        f"{len(left)} shard(s) killed their worker {ROUNDS} times, the first from {left[0].sources[0].name}"
    )


def _pool(tasks: Sequence[Task], workers: int, broken: list[Task], work: Work) -> Iterator[Made]:
    """One pool of fresh processes; ``broken`` gathers the tasks that a dying worker took with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=context) as pool:
        running: dict[Future[Made], Task] = {pool.submit(work, t): t for t in tasks}
        for future in as_completed(running):
            try:
                yield future.result()
            except BrokenProcessPool:
                broken.append(running[future])


# all shards


def _unite(manifest: Manifest, target: Place, done: Built) -> None:
    """Write the products from the shards, unless they stand as the shards and corrections would make them."""
    corrections = Corrections.load(target, union.UNITED)
    keys = (f"{n}:{s['read']}:{s['coding']}" for n, s in sorted(manifest.shards.items()))
    origin = digest([*keys, _united_code(), corrections.text])
    names = [*union.UNITED, "events"]
    present = target.names()
    if any(manifest.products.get(n, {}).get("of") != origin or f"{n}.parquet" not in present for n in names):
        parts = [_part(n, i) for n, s in manifest.shards.items() for i in range(s["parts"])]
        for name, told in union.products(union.Shards(target / "shards", parts), target, corrections).items():
            manifest.put("products", name, told | {"of": origin})
    done.corrected = corrections.applied
    done.counts = {n: manifest.products[n]["rows"] for n in names}


def _united_code() -> str:
    here = Path(__file__).parent
    names = ("union.py", "corrections.py", "unite.py", "copies.py", "tables.py")
    return digest(here.joinpath(n).read_bytes() for n in names)
