"""Files of one record a line or row: JSON Lines, CSV, TSV, Parquet. Read in batches, whatever the size of the file."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import polars as pl
import pyarrow.parquet as pq
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from toolkit.read import fields
from toolkit.read.opening import RefusedError
from toolkit.read.records import NUMBER, as_text, frame

UTF8 = "utf-8-sig"
BATCH_BYTES = 8 << 20
BATCH_ROWS = 20_000
LONGEST = 32 << 20  # bytes of one record
SAMPLED = 60  # lines of a batch whose field names are looked at
Bad = tuple[str, str, str]  # record, reason, mend
Batch = tuple[pl.DataFrame, list[Bad]]
TOO_LONG = (f"a record of more than {LONGEST >> 20} MB", "split the record, or give the page alone as HTML or text")


def lines(stream: BinaryIO, batch: int = BATCH_BYTES) -> Iterator[tuple[int, int, bytes, list[Bad]]]:
    """A stream -> number of the first line, count and bytes of whole lines, and records too long to be one.

    No more than a batch is held; the count is 0 for the last lines of a file, where it is not known.
    """
    number, rest = 1, b""
    while chunk := stream.read(batch):
        cut = chunk.rfind(b"\n") + 1
        if not cut and len(rest) + len(chunk) <= LONGEST:
            rest += chunk
            continue
        if not cut or len(rest) + chunk.find(b"\n") > LONGEST:
            after = _skip(stream, chunk)
            yield number, 0, b"", [(str(number), *TOO_LONG)]
            number, rest = number + 1, after
            continue
        block = b"".join((rest, memoryview(chunk)[:cut]))
        rest = chunk[cut:]
        count = block.count(b"\n")
        yield number, count, block, []
        number += count
    if rest.strip():
        yield number, 0, rest, []


def _skip(stream: BinaryIO, chunk: bytes) -> bytes:
    """Read on to the end of the line; what follows it."""
    while chunk and b"\n" not in chunk:
        chunk = stream.read(1 << 20)
    return chunk.partition(b"\n")[2]


class Recoded(io.RawIOBase):
    """A stream in an encoding of wide characters, as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int = -1) -> bytes:
        raw = self._stream.read(size)
        said = self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
        return said if said or not raw else self.read(size)


def json_lines(stream: BinaryIO, encoding: str = UTF8) -> Iterator[Batch]:
    """JSON Lines -> batches of records as text columns; a line that is no object is set aside.

    ``encoding`` is what lines that are no UTF-8 are read in.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        stream, encoding = cast(BinaryIO, Recoded(stream, encoding)), UTF8
    names: dict[str, None] = {}
    for number, count, block, bad in lines(stream):
        block = block.removeprefix(b"\xef\xbb\xbf")
        names |= dict.fromkeys(_names(block))
        try:
            read = pl.read_ndjson(block, schema=dict.fromkeys(names, pl.String)) if names else None
        except pl.exceptions.PolarsError:
            read = None
        plain = read is not None and read.height == (count or block.count(b"\n") + (not block.endswith(b"\n")))
        if plain and read is not None and not _halved(read):
            yield read.with_columns(_numbers(number, read.height)), bad
        elif block.strip():
            yield _one_by_one(number, block, bad, encoding)
        else:
            yield frame([]), bad


def _halved(read: pl.DataFrame) -> bool:
    """Does any field hold half a character, written as an escape? Polars makes a NUL of it."""
    nul = pl.all().str.contains("\0", literal=True).any()
    return bool(read.select(pl.any_horizontal(nul)).item())


def _numbers(first: int, height: int) -> pl.Series:
    return pl.Series(NUMBER, pl.int_range(first, first + height, eager=True).cast(pl.String))


def _names(block: bytes) -> list[str]:
    """Names of the fields, of lines spread over the block that are objects."""
    found: dict[str, None] = {}
    held = block.split(b"\n", 400)[:400] if len(block) < BATCH_BYTES // 8 else _spread(block)
    for line in held:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            found |= dict.fromkeys(record)
    return [n for n in found if fields.folded(n) in _wanted() or "." in n or len(found) <= 40]


def _wanted() -> frozenset[str]:
    return fields.known() | {m for s in fields.table()["shape"].values() for m in s["must"]}


def _spread(block: bytes) -> Iterator[bytes]:
    step = max(1, len(block) // SAMPLED)
    at = 0
    while at < len(block):
        end = block.find(b"\n", at)
        end = len(block) if end < 0 else end
        yield block[at:end]
        at = max(end + 1, block.find(b"\n", end + step) + 1 or len(block))


def _one_by_one(number: int, block: bytes, bad: list[Bad], encoding: str) -> Batch:
    """A block with something wrong in it, line by line."""
    good: list[tuple[str, dict[str, Any]]] = []
    for at, line in enumerate(block.split(b"\n"), number):
        if line.strip():
            record = _record(line, encoding)
            if isinstance(record, dict):
                good.append((str(at), record))
            else:
                bad.append((str(at), record, "mend or drop the line; one JSON object a line is read"))
    return frame(good), bad


def _record(line: bytes, encoding: str) -> dict[str, Any] | str:
    """A line's object, or why it is none."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        other = encoding if encoding != UTF8 else detect_encoding(line) or "utf-8"
        text = str(bytes_to_str(line, other, errors="replace"))
    try:
        found = json.loads(text, strict=False)
    except RecursionError:
        return "JSON nested too deep"
    except ValueError as error:
        return f"no valid JSON: {error}"
    return found if isinstance(found, dict) else f"no JSON object but {type(found).__name__}"


def table(stream: BinaryIO, separator: str, names: Sequence[str] | None, encoding: str) -> Iterator[Batch]:
    """A table with separators -> batches; quotes are read except where a file is pipe-separated, as gdeltnews writes it."""
    csv.field_size_limit(LONGEST)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    plain = separator == "|" or names is not None
    rows = csv.reader(
        (line.replace("\0", "") for line in text),
        delimiter=separator,
        quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL,
    )
    head = list(names) if names else [n.lstrip("\ufeff") for n in next(rows, [])]
    good: list[tuple[str, dict[str, Any]]] = []
    bad: list[Bad] = []
    size, number = 0, 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            bad.append((str(number), f"no readable row: {error}", "check the quotes around this row"))
            continue
        if not row or row == head:  # appended files repeat their header
            continue
        if len(row) != len(head):
            reason = f"{len(row)} fields under a header of {len(head)}"
            bad.append((str(number), reason, "quote fields that hold the separator or a line end"))
            continue
        good.append((str(number), dict(zip(head, row, strict=True))))
        size += sum(map(len, row))
        if size > BATCH_BYTES or len(good) >= BATCH_ROWS:
            yield frame(good), bad
            good, bad, size = [], [], 0
    yield frame(good), bad


def parquet(path: Path) -> Iterator[Batch]:
    """A Parquet file -> batches of records as text columns. Raises :class:`RefusedError` for a damaged file."""
    try:
        file = pq.ParquetFile(path)
        wanted = [n for n in file.schema_arrow.names if fields.folded(n) in _wanted() or len(file.schema_arrow) <= 40]
        average = max(1, sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)))
        rows = max(1, min(BATCH_ROWS, BATCH_BYTES * file.metadata.num_rows // average))
        number = 1
        for batch in file.iter_batches(batch_size=rows, columns=wanted):
            read = pl.DataFrame(pl.from_arrow(batch))
            yield read.select(_text(read[n]) for n in read.columns).with_columns(_numbers(number, read.height)), []
            number += read.height
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise RefusedError(f"no readable Parquet: {error}", "write the file again") from error


def _text(values: pl.Series) -> pl.Series:
    """A column as text: times in ISO form with their zone, nested values as JSON."""
    dtype = values.dtype
    if isinstance(dtype, pl.Datetime):
        return values.dt.strftime("%Y-%m-%dT%H:%M:%S%z" if dtype.time_zone else "%Y-%m-%dT%H:%M:%S")
    if dtype.is_nested() or dtype == pl.Binary:
        made = [
            None if v is None else v.decode("utf-8", "replace") if isinstance(v, bytes) else as_text(v)
            for v in values.to_list()
        ]
        return pl.Series(values.name, made, dtype=pl.String)
    return values.cast(pl.String)
