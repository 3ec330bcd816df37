"""All shards -> the products, in memory that does not grow with the texts.

Rows of all shards are dealt into ranges of their key, a file a range; each range is made one, corrected, checked and sorted in
memory, and the ranges follow each other into the product. The bytes are those of a sort of the whole. What must see everything
at once, stories and events, sees narrow columns only.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from toolkit import copies, tables, unite
from toolkit.corrections import Corrections
from toolkit.manifest import file_digest
from toolkit.places import Place
from toolkit.tables import Column, Table

UNITED = ("articles", "headlines", "anniversaries", "exchanges", "rejects", "quarantine")
AT_ONCE = 20_000  # articles in memory together; their text is the most of it
PRINTED = 200  # articles whose words are held at once
ROWS_AT_ONCE = 200_000  # rows of the other tables
DATED = ("article_id", "source_path", "source_id", "language", "published_date")
PRINTS = Table(
    name="prints",
    about="Between shards and products: one row an article, what it is compared by.",
    key=("article_id",),
    columns={
        "article_id": Column(pl.String(), "The article.", null=False),
        "hashes": Column(pl.List(pl.UInt64()), "The kept hashes of the runs of words in its body."),
    },
)


@dataclass(frozen=True)
class Shards:
    """The parts of all shards, by name, in the place where they lie."""

    place: Place
    parts: Sequence[str]

    def frames(self, table: Table, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """A table of each part, in the order of their names."""
        for part in sorted(self.parts):
            with self.place.reading(f"{part}.{table.name}.parquet") as path:
                yield pl.read_parquet(path, columns=list(columns) if columns else None)

    def whole(self, table: Table, columns: Sequence[str]) -> pl.DataFrame:
        """Some columns of a table over all parts."""
        return pl.concat([table.empty().select(columns), *self.frames(table, columns)])


def prints(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles -> :data:`PRINTS`: made with the shard, so that a union does not read every text again."""
    made = [_prints(articles[at : at + PRINTED]) for at in range(0, max(1, articles.height), PRINTED)]
    return pl.concat(made)


def _prints(articles: pl.DataFrame) -> pl.DataFrame:
    made = copies.fingerprints(articles).sort("article_id", "hash")
    return made.group_by("article_id", maintain_order=True).agg(hashes="hash")


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


def stories(shards: Shards) -> pl.DataFrame:
    """``article_id, story_id, copy_role`` of all articles."""
    dated = shards.whole(tables.ARTICLES, DATED).sort("article_id", "source_path", "source_id", maintain_order=True)
    dated = dated.unique("article_id", keep="first", maintain_order=True).drop("source_path", "source_id")
    held = shards.whole(PRINTS, PRINTS.schema.names())
    twice = held["article_id"].is_duplicated()
    return copies.gathered(held.unique("article_id", keep="first") if twice.any() else held, dated)


def products(shards: Shards, out: Place, corrections: Corrections) -> dict[str, dict[str, object]]:
    """Write every product in ``out``; returns rows and digest of each. ``corrections`` counts what it has changed."""
    told = stories(shards)
    made: dict[str, dict[str, object]] = {}
    for name in UNITED:
        mend = _mended(name, told, corrections)
        with out.writing(f"{name}.parquet") as path:
            rows = _written(shards, tables.BY_NAME[name], mend, path)
            made[name] = {"rows": rows, "sha256": file_digest(path)}
    with out.writing("events.parquet") as path:
        frame = _events(out)
        tables.EVENTS.write(frame, path)
        made["events"] = {"rows": frame.height, "sha256": file_digest(path)}
    return made


Mend = Callable[[pl.DataFrame], pl.DataFrame]


def _mended(name: str, told: pl.DataFrame, corrections: Corrections) -> Mend:
    """What is done to a range of a table: no row twice, articles with their stories, the corrections."""

    def articles(frame: pl.DataFrame) -> pl.DataFrame:
        known = once(frame).drop("story_id", "copy_role")
        known = known.join(told, on="article_id", how="left", maintain_order="left")
        return corrections.apply(name, known.select(frame.columns))

    def rows(frame: pl.DataFrame) -> pl.DataFrame:
        key = tables.BY_NAME[name].key
        return corrections.apply(name, frame.unique(key, keep="first", maintain_order=True))

    return articles if name == "articles" else rows


def _events(out: Place) -> pl.DataFrame:
    columns = ("article_id", "published_date", "outlet", "host", "source_path", "story_id")
    with ExitStack() as held:
        articles, anniversaries, exchanges = (
            held.enter_context(out.reading(f"{n}.parquet")) for n in ("articles", "anniversaries", "exchanges")
        )
        narrow = pl.read_parquet(articles, columns=list(columns))
        return unite.events(narrow, pl.read_parquet(anniversaries), pl.read_parquet(exchanges))


# ranges of the key


def _written(shards: Shards, table: Table, mend: Mend, path: Path) -> int:
    """Write a table of all shards to a file, range by range; returns its rows."""
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder, _ranges(shards, table, Path(folder)) as ranges:
        ready = []
        for number, frame in enumerate(ranges):
            ready.append(Path(folder) / f"{number:05}.parquet")
            table.conform(mend(frame)).write_parquet(ready[-1], compression="lz4")
        table.join(ready, path)
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


@contextmanager
def _ranges(shards: Shards, table: Table, folder: Path) -> Iterator[Iterator[pl.DataFrame]]:
    """The rows of a table in ranges of the first column of its key, rows of one key in the order of their shards."""
    bounds = _bounds(shards, table)
    if not bounds.len():
        yield iter([pl.concat([table.empty(), *shards.frames(table)])])
        return
    files = [folder / f"{number:05}.arrow" for number in range(bounds.len() + 1)]
    _deal(shards, table, bounds, files)
    yield (pl.read_ipc_stream(file) for file in files)


def _bounds(shards: Shards, table: Table) -> pl.Series:
    """The keys at which a new range begins: every so many rows."""
    first = table.key[0]
    keys = shards.whole(table, [first])[first].sort()
    step = AT_ONCE if table.name == "articles" else ROWS_AT_ONCE
    return keys.gather_every(step, offset=step).unique(maintain_order=True)


def _deal(shards: Shards, table: Table, bounds: pl.Series, files: Sequence[Path]) -> None:
    """Each row to the file of its range."""
    schema = table.empty().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    with ExitStack() as held:
        writers = [held.enter_context(pa.ipc.new_stream(str(file), schema)) for file in files]
        for frame in shards.frames(table):
            at = bounds.search_sorted(frame[table.key[0]], side="right")
            for (number,), rows in frame.with_columns(at=at).partition_by("at", as_dict=True).items():
                plain = rows.drop("at").to_arrow(compat_level=pl.CompatLevel.oldest())
                writers[int(number)].write_table(plain.cast(schema))
