"""All shards -> the products, in memory that does not grow with the texts.

Rows of all shards are dealt into ranges of their key, a file a range; each range is made one, corrected, checked and sorted in
memory, and the ranges follow each other into the product. The bytes are those of a sort of the whole. Stories need all articles
at once, as a few numbers each; events are made in ranges of what makes two reports the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from toolkit import copies, tables, unite
from toolkit.corrections import Corrections
from toolkit.manifest import file_digest
from toolkit.places import Place, place
from toolkit.tables import Column, Table

UNITED = ("articles", "headlines", "anniversaries", "exchanges", "rejects", "quarantine")
AT_ONCE = 10_000  # articles in memory together; their text is the most of it
PRINTED = 200  # articles whose words are held at once
ROWS_AT_ONCE = 50_000  # rows of the other tables
SAMPLED = 100  # rows that tell where a range ends
RANGES = 500  # files open at once
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
Change = Callable[[pl.DataFrame], pl.DataFrame]


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


@dataclass(frozen=True)
class Stories:
    """Articles, as the number that their id is, in order; and of each the first of its story."""

    articles: NDArray[np.uint64]
    first: NDArray[np.uint64]

    def of(self, article: pl.Series) -> tuple[pl.Series, pl.Series]:
        """``story_id`` and ``copy_role`` of articles."""
        known = _numbers(article)
        first = self.first[np.searchsorted(self.articles, known)]
        same = pl.select(copies.role(pl.lit(pl.Series(first == known)))).to_series()
        return _ids(first).alias("story_id"), same.alias("copy_role")


def _numbers(ids: pl.Series) -> NDArray[np.uint64]:
    return ids.str.to_integer(base=16, dtype=pl.UInt64).to_numpy()


def _ids(numbers: NDArray[np.uint64]) -> pl.Series:
    text = numbers.astype(">u8").tobytes().hex().encode()
    ends = np.arange(0, len(text) + 1, 16, dtype=np.int64)
    return pl.Series(pa.LargeStringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(text)))


def stories(shards: Shards) -> Stories:
    """The story of every article."""
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        known, days, languages = _dated(shards, Path(folder))
        order = np.argsort(days, kind="stable")
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        compared = copies.Compared(days[order], languages[order], Path(folder))
        for prints in shards.frames(PRINTS):
            compared.add(rank[np.searchsorted(known, _numbers(prints["article_id"]))], prints["hashes"])
        return Stories(known, known[order[compared.stories()[rank]]])


def _dated(shards: Shards, folder: Path) -> tuple[NDArray[np.uint64], copies.Days, NDArray[np.uint16]]:
    """All articles once, in order: their number, day, and a number for their language."""
    held: list[tuple[NDArray[np.uint64], copies.Days, NDArray[np.uint16]]] = []
    codes: dict[str | None, int] = {}
    for rows in _ranges(shards, tables.ARTICLES, folder, DATED):
        first = rows.sort("article_id", "source_path", "source_id", maintain_order=True)
        first = first.unique("article_id", keep="first", maintain_order=True)
        languages = [codes.setdefault(language, len(codes)) for language in first["language"]]
        day = copies.days(first["published_date"])
        held.append((_numbers(first["article_id"]), day, np.array(languages, np.uint16)))
    numbers, days, languages_ = (np.concatenate(column) for column in zip(*held, strict=True))
    return numbers, days, languages_


def products(shards: Shards, out: Place, corrections: Corrections) -> dict[str, dict[str, object]]:
    """Write every product in ``out``; returns rows and digest of each. ``corrections`` counts what it has changed."""
    told = stories(shards)
    made = {name: _product(shards, name, _mended(name, told, corrections), out) for name in UNITED}
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        made["events"] = _product(_events(out, Path(folder)), "events", lambda frame: frame, out)
    return made


def _product(shards: Shards, name: str, mend: Change, out: Place) -> dict[str, object]:
    with out.writing(f"{name}.parquet") as path:
        return {"rows": _written(shards, tables.BY_NAME[name], mend, path), "sha256": file_digest(path)}


def _mended(name: str, told: Stories, corrections: Corrections) -> Change:
    """What is done to a range of a table: no row twice, articles with their stories, the corrections."""

    def articles(frame: pl.DataFrame) -> pl.DataFrame:
        known = once(frame)
        return corrections.apply(name, known.with_columns(told.of(known["article_id"])))

    def rows(frame: pl.DataFrame) -> pl.DataFrame:
        key = tables.BY_NAME[name].key
        return corrections.apply(name, frame.unique(key, keep="first", maintain_order=True))

    return articles if name == "articles" else rows


# events


def _events(out: Place, folder: Path) -> Shards:
    """Events of all reports, as parts: reports that may be of one event are in one range."""
    parts: list[str] = []
    with out.reading("articles.parquet") as articles:
        for name, reports in (("anniversaries", unite.marked), ("exchanges", unite.done)):
            with out.reading(f"{name}.parquet") as path:
                for number, known in enumerate(_alike(path, reports, articles, folder / name)):
                    parts.append(f"{name}-{number:05}")
                    tables.EVENTS.write(unite.united(known), folder / f"{parts[-1]}.events.parquet")
    return Shards(place(folder), parts)


def _alike(path: Path, reports: Change, articles: Path, folder: Path) -> Iterator[pl.DataFrame]:
    """The rows of a product as reports with what is known of their articles, in ranges of their sameness."""
    folder.mkdir()
    rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
    count = 1 + rows // ROWS_AT_ONCE
    none = reports(pl.scan_parquet(path).head(0).collect())
    known = (
        _known(reports(pl.scan_parquet(path).slice(at, AT_ONCE).collect()), articles) for at in range(0, rows, AT_ONCE)
    )
    return _dealt(known, _known(none, articles), folder, count, lambda told: told["same"].hash() % count)


def _known(reports: pl.DataFrame, articles: Path) -> pl.DataFrame:
    """Reports in the order of their articles, with what is known of these."""
    own = reports["article_id"].unique()
    near = pl.scan_parquet(articles).filter(pl.col("article_id").is_between(pl.lit(own.min()), pl.lit(own.max())))
    pages = near.select(unite.PAGE).filter(pl.col("article_id").is_in(own.implode())).collect()
    return unite.known(reports, pages)


# ranges of the key


def _written(shards: Shards, table: Table, mend: Change, path: Path) -> int:
    """Write a table of all shards to a file, range by range; returns its rows."""
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        ready = (table.conform(mend(frame)) for frame in _ranges(shards, table, Path(folder)))
        table.join(list(_pieces(ready, table.row_group, Path(folder))), path)
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _pieces(frames: Iterable[pl.DataFrame], size: int, folder: Path) -> Iterator[Path]:
    """Frames that follow each other, as files of one row group each: how a list is written depends on where its file ends."""
    for number, rows in enumerate(_groups(frames, size)):
        rows.write_parquet(path := folder / f"{number:05}.parquet", compression="lz4", row_group_size=size)
        yield path


def _groups(frames: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """Frames cut anew, into such of one size and a shorter last one; one at least."""
    held = pl.DataFrame()
    for frame in frames:
        held = held.vstack(frame) if held.width else frame
        while held.height > size:
            yield held[:size]
            held = held[size:]
    yield held


def _ranges(shards: Shards, table: Table, folder: Path, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The rows of a table in ranges of the first column of its key, rows of one key in the order of their shards."""
    bounds, none = _bounds(shards, table), table.empty().select(columns or list(table.columns))
    key, frames = table.key[0], shards.frames(table, columns)
    return _dealt(frames, none, folder, bounds.len() + 1, lambda rows: bounds.search_sorted(rows[key], side="right"))


def _bounds(shards: Shards, table: Table) -> pl.Series:
    """The keys at which a new range begins: every so many rows, of a sample."""
    first = table.key[0]
    step = AT_ONCE if table.name == "articles" else ROWS_AT_ONCE
    every, rows, sample = max(1, step // SAMPLED), 0, [table.empty()[first]]
    for frame in shards.frames(table, [first]):
        sample.append(frame[first].gather_every(every, offset=-rows % every))
        rows += frame.height
    step = max(step, rows // RANGES) // every
    return pl.concat(sample).sort().gather_every(step, offset=step).unique(maintain_order=True)


def _dealt(
    frames: Iterable[pl.DataFrame],
    none: pl.DataFrame,
    folder: Path,
    count: int,
    number: Callable[[pl.DataFrame], pl.Series],
) -> Iterator[pl.DataFrame]:
    """Rows in so many groups, one after the other, by the number that each row has; those of a group in the order given."""
    if count == 1:
        yield pl.concat([none, *frames])
        return
    schema = none.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    files = [folder / f"{at:05}.arrow" for at in range(count)]
    with ExitStack() as held:
        writers = [held.enter_context(pa.ipc.new_stream(str(file), schema)) for file in files]
        for frame in frames:
            ordered = frame.with_columns(at=number(frame).cast(pl.UInt32)).sort("at", maintain_order=True)
            starts = ordered["at"].search_sorted(pl.Series(range(count + 1), dtype=pl.UInt32)).to_list()
            plain = ordered.drop("at").to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
            for writer, start, end in zip(writers, starts, starts[1:], strict=False):
                if start < end:
                    writer.write_table(plain.slice(start, end - start))
    for file in files:
        yield pl.read_ipc_stream(file)
        file.unlink()
