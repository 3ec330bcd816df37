"""WARC files, as crawlers and CC-NEWS leave them -> their HTML pages, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from toolkit.read.opening import RefusedError
from toolkit.read.page import LARGEST, decode, row
from toolkit.read.rows import Bad

HTML = ("text/html", "application/xhtml+xml")
MEND = "fetch the archive again; the records before this one are read"
Row = dict[str, Any]


class Forward:
    """A stream that says where it is and skips ahead, which the archive reader asks for; it never goes back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        got = self._stream.read(size)
        self._at += len(got)
        return got

    def close(self) -> None:
        self._stream.close()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Skip ahead; raises OSError for a step back."""
        left = offset if whence == 1 else offset - self._at
        if left < 0 or whence == 2:
            raise OSError("the stream cannot go back")
        while left and (got := self.read(min(left, 1 << 20))):
            left -= len(got)
        return self._at


def pages(stream: BinaryIO, engine: str) -> Iterator[Row | Bad]:
    """A WARC stream -> rows of ``tables.PAGES`` (without their source), and records set aside with reason and mend."""
    records = ArchiveIterator(
        Forward(stream),
        record_types=WarcRecordType.response | WarcRecordType.resource,
        auto_decode="all",
        parse_http=True,
    )
    number = 0
    while True:
        number += 1
        try:
            record = next(records)
            found = _page(record, engine)
        except StopIteration:
            return
        except RefusedError as error:
            yield str(number), str(error), error.mend
            if _broken(error):
                return
            continue
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # the archive reader even panics; what it cannot read ends the archive
            yield str(number), f"the archive is damaged here: {type(error).__name__}: {error}", MEND
            return
        if found:
            yield found


def _broken(error: RefusedError) -> bool:
    return "archive" in str(error) or "bomb" in str(error)


def _page(record: Any, engine: str) -> Row | None:
    """A record's page; none where it holds no HTML, or an answer other than 200."""
    http = record.http_headers
    if http is not None and http.status_code != 200:
        return None
    kind = (record.http_content_type or record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in HTML:
        return None
    name = record.record_id.strip("<>")
    raw = record.reader.read(LARGEST + 1)
    try:
        found = row(
            decode(raw, record.http_charset),
            url=record.headers.get("WARC-Target-URI"),
            captured=_captured(record),
            engine=engine,
        )
    except RefusedError as error:
        raise RefusedError(f"{error} ({name})", error.mend) from error
    return {**found, "source_id": name}


def _captured(record: Any) -> datetime | None:
    at: datetime | None = record.record_date
    if at is None:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
