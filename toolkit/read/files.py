"""Which reader takes a file: recognised by content, never refused with an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import polars as pl

from toolkit import tables
from toolkit.read import archive, body, documents, dumps, feeds, fields, page, recognise, records, rows
from toolkit.read.folders import Source
from toolkit.read.opening import RefusedError, Stream, plain
from toolkit.read.records import Origin
from toolkit.read.rows import Bad, Batch

PAGES_AT_ONCE = 200
BYTES_AT_ONCE = 16 << 20
TOLD = ("body", "dek", "url", "published_date", "captured_at")  # one at least makes a title an article
Row = dict[str, Any]
Both = tuple[pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Options:
    """How a user wants files read: own field names, and the engine for bodies (``cascade`` or ``trafilatura``)."""

    own: Mapping[str, tuple[str, ...]]
    engine: str


def pages(source: Source, *, mapping: Path | None = None, engine: str = body.CASCADE) -> Iterator[Both]:
    """A file -> batches of ``tables.PAGES`` and ``tables.QUARANTINE`` rows; never raises on what the file holds.

    ``engine="trafilatura"`` leaves every HTML body to trafilatura.

    Raises :class:`fields.MappingError` when the user's mapping cannot be used.
    """
    options = Options(fields.mapping(mapping), engine)
    heard = False
    try:
        for good, bad in _pages(source, options):
            heard = heard or bool(good.height or bad.height)
            yield good, bad
        if not heard:
            raise RefusedError("no record and no page in the file", "see whether the scraper wrote all of it")
    except RefusedError as error:
        yield tables.PAGES.empty(), _refused(source.name, [("1", str(error), error.mend)])
    except OSError as error:
        yield (
            tables.PAGES.empty(),
            _refused(source.name, [("1", f"cannot be opened: {error}", "see that it is there and may be read")]),
        )
    except Exception as error:  # one file's oddity must not end a build of millions
        reason = f"{type(error).__name__}: {error}"[:300]
        yield tables.PAGES.empty(), _refused(source.name, [("1", reason, "report the file, or leave it out")])


def _pages(source: Source, options: Options) -> Iterator[Both]:
    inner = Stream(source.path)
    with closing(plain(inner)) as stream:
        head = stream.peek(recognise.HEAD)[: recognise.HEAD]
        if not head:
            raise inner.trouble or RefusedError("the file is empty", "fetch the page again")
        if what := recognise.binary(head):
            raise RefusedError(f"{what}, not a page", "unpack it, or save its text or HTML")
        raw = cast(BinaryIO, stream)
        if head.startswith((b"WARC/", b"PAR1")):
            form, encoding = recognise.form(head, "", source.name), ""
        else:
            encoding = dumps.encoding(head)
            form = recognise.form(head, head.decode(encoding, "replace"), _bare(source.name))
        yield from _read(form, raw, encoding, head, source, options)
    if inner.trouble:
        yield tables.PAGES.empty(), _refused(source.name, [("end", str(inner.trouble), inner.trouble.mend)])


def _bare(name: str) -> str:
    """A file's name without what tells how it is packed."""
    path = Path(name.lower())
    return path.with_suffix("").name if path.suffix in (".gz", ".zst", ".bz2") else path.name


def _read(form: str, stream: BinaryIO, encoding: str, head: bytes, source: Source, options: Options) -> Iterator[Both]:
    if form == "warc":
        yield from _rows(archive.pages(stream, options.engine), source.name, "warc")
    elif form == "html":
        yield from _rows(_html(stream, options.engine), source.name, "html")
    elif form == "text" and _bare(source.name).endswith(recognise.CODE):
        raise RefusedError("a script or style sheet, not a page", "leave it out")
    elif form == "text":
        yield from _rows(_texts(stream), source.name, "text")
    else:
        found, name = _records(form, stream, encoding, head, source)
        yield from _batches(found, Origin(source.name, name, options.own), options.engine)


def _records(form: str, stream: BinaryIO, encoding: str, head: bytes, source: Source) -> tuple[Iterator[Batch], str]:
    """The reader of a form of records, and the name of the format."""
    if form == "parquet":
        return rows.parquet(source.path), "parquet"
    if form == "jsonl":
        return rows.json_lines(stream, encoding), "jsonl"
    if form == "json":
        return documents.documents(stream, encoding), "json"
    if form == "feed":
        return feeds.items(stream), "feed"
    if form == "document":
        return feeds.documents(stream), "xml"
    if form == "front":
        return _front(stream), "markdown"
    separator, names = recognise.dialect(head.decode(encoding, "replace")) or (",", None)
    return rows.table(stream, separator, names, encoding), "tsv" if separator == "\t" else "csv"


def _front(stream: BinaryIO) -> Iterator[Batch]:
    told = dumps.fronted(dumps.decode(stream.read(dumps.LARGEST)))
    if told is None:
        raise RefusedError("a head of metadata without an end", "close it with a line of ---")
    yield records.frame([("1", told)]), []


def _html(stream: BinaryIO, engine: str) -> Iterator[Row | Bad]:
    yield page.row(page.decode(stream.read(page.LARGEST + 1)), engine=engine)


def _texts(stream: BinaryIO) -> Iterator[Row | Bad]:
    number = 0
    try:
        for number, text in enumerate(dumps.pages(stream), 1):
            yield {"source_id": str(number), "text": text, **_told(dumps.headed(text))}
    except RefusedError as error:
        yield str(number + 1), str(error), error.mend
    else:
        if not number:
            yield "1", "the file holds only blanks", "fetch the page again"


def _told(head: Mapping[str, str]) -> Row:
    """What the lines above a dump say, by the alias table."""
    if not head:
        return {}
    found = records.pages(records.frame([("1", head)]), Origin("", "text", {})).row(0, named=True)
    kept = ("url", "title", "published_at", "published_date", "published_basis", "captured_at", "outlet", "language")
    return {k: found[k] for k in kept if found[k] is not None}


def _rows(found: Iterable[Row | Bad], name: str, form: str) -> Iterator[Both]:
    """Rows and refusals, one after the other -> batches."""
    good: list[Row] = []
    bad: list[Bad] = []
    size = 0
    for row in found:
        if isinstance(row, tuple):
            bad.append(row)
            continue
        good.append({"source_id": "1", **row, "source_path": name, "source_format": form})
        size += len(row.get("body") or "") + len(row.get("text") or "")
        if len(good) >= PAGES_AT_ONCE or size > BYTES_AT_ONCE:
            yield tables.PAGES.frame(good), _refused(name, bad)
            good, bad, size = [], [], 0
    yield tables.PAGES.frame(good), _refused(name, bad)


def _batches(found: Iterator[Batch], origin: Origin, engine: str) -> Iterator[Both]:
    """Batches of raw records -> batches of pages; a record without title and text is set aside."""
    for raw, bad in _ahead(found):
        if not raw.height:
            yield tables.PAGES.empty(), _refused(origin.source, bad)
            continue
        made = _unpacked(records.pages(raw, origin), bad, engine)
        empty = made["title"].is_null() & made["body"].is_null()
        bare = ~empty & made.select(pl.all_horizontal(pl.col(TOLD).is_null())).to_series()
        bare &= origin.format == "json"  # settings and the like lie about as JSON, never as lines
        for which, reason in (
            (empty, "neither title nor text"),
            (bare, "a title alone, without text, address or date"),
        ):
            bad += [(i, reason, "name the fields in a mapping file") for i in made.filter(which)["source_id"]]
        yield made.filter(~(empty | bare)), _refused(origin.source, bad)


def _ahead(found: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches, the next one read while this one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, found, None)
        while (batch := following.result()) is not None:
            following = reader.submit(next, found, None)
            yield batch


def _unpacked(made: pl.DataFrame, bad: list[Bad], engine: str) -> pl.DataFrame:
    """Records that bring the page's HTML and no body: the page is read, the record's own fields go first."""
    bare = made["text"].is_not_null() & made["body"].is_null()
    if not bare.any():
        return made.with_columns(text=pl.lit(None, dtype=pl.String))
    good: list[Row] = []
    for record in made.filter(bare).iter_rows(named=True):
        try:
            found = page.row(record["text"], url=record["url"], captured=record["captured_at"], engine=engine)
            good.append(page.joined(record, found))
        except RefusedError as error:
            bad.append((record["source_id"], str(error), error.mend))
    rest = made.filter(~bare).with_columns(text=pl.lit(None, dtype=pl.String))
    return pl.concat([rest, tables.PAGES.frame(good)])


def _refused(name: str, bad: Iterable[Bad]) -> pl.DataFrame:
    return tables.QUARANTINE.frame(
        [{"source_path": name, "source_id": record, "reason": reason, "mend": mend} for record, reason, mend in bad]
    )
