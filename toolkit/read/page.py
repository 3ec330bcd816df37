"""One HTML page -> one row of ``tables.PAGES``: markup first, body by the cascade, links last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from resiliparse.parse.encoding import bytes_to_str, detect_encoding

from toolkit.read import body, links, markup, times
from toolkit.read.opening import RefusedError

Row = dict[str, Any]
LARGEST = 16 << 20  # characters; real pages have a few hundred thousand


def decode(raw: bytes, charset: str | None = None) -> str:
    """A page's bytes -> text, by the charset told, else by what its bytes look like."""
    try:
        return raw.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return str(bytes_to_str(raw, detect_encoding(raw) or "utf-8", errors="replace"))


def row(page: str, *, url: str | None = None, captured: datetime | None = None, engine: str = body.CASCADE) -> Row:
    """A page's HTML -> what ``tables.PAGES`` holds of it. Raises :class:`RefusedError` where there is no article in it."""
    if len(page) > LARGEST:
        raise RefusedError(f"a page of {len(page) >> 20} MB", "split the file into pages")
    told = markup.read(page, url)
    text = body.extract(page, told.body, told.headings, engine=engine)
    if not text and not told.title:
        raise RefusedError("no article found in the page", "save the page as it is shown, after its scripts have run")
    day, at, basis, flags = _published(told, page, captured)
    return {
        "url": told.url,
        "title": told.title,
        "title_alternatives": told.alternatives,
        "dek": told.dek,
        "authors": told.authors,
        "section": told.section,
        "outlet": told.site,
        "agency": told.agency,
        "published_at": at,
        "published_date": day,
        "published_basis": basis,
        "captured_at": captured,
        "language": told.language,
        "body": text or None,
        "related": links.related(page, told.url, told.title),
        "flags": flags,
    }


def _published(
    told: markup.Markup, page: str, captured: datetime | None
) -> tuple[date | None, datetime | None, str | None, list[str]]:
    """Markup, else the address, else htmldate; a day more than one after the capture is refused."""
    day, at, basis = told.day, told.at, "metadata"
    if day is None and (day := times.in_url(told.url)):
        basis = "url"
    if day is None:
        day = _guessed(page, told.url, captured)
    if day is None:
        return None, None, None, []
    if captured and day > captured.date() + timedelta(days=1):
        return None, None, None, ["date_refused"]
    return day, at, basis, []


def _guessed(page: str, url: str | None, captured: datetime | None) -> date | None:
    import htmldate  # a heavy import, for the pages that need it

    latest = (captured + timedelta(days=1)).strftime("%Y-%m-%d") if captured else None
    try:
        said = htmldate.find_date(page, url=url, original_date=True, max_date=latest)
    except Exception:  # a library's fault on odd markup leaves the page without a date, no more
        return None
    return times.moment(said)[0] if said else None


def joined(record: Mapping[str, Any], found: Row) -> Row:
    """What a record's own fields say goes before what its page says."""
    kept = {k: v for k, v in record.items() if v not in (None, [])}
    return {**found, **kept, "text": None}
