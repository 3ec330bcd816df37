"""Pages -> articles with their blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from toolkit import outlets, tables
from toolkit.segment import composed, days, lines, place, stories
from toolkit.segment.lines import Line

Row = dict[str, Any]
Block = tuple[str, int, int, str, str | None, str | None, date | None]
BODY = ("body", "subhead")


def articles(pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``tables.PAGES`` -> ``tables.ARTICLES`` (language and story still open) and ``tables.BLOCKS``, which tile the texts.

    Of pages that are the same article, such as a site's refusal met a thousand times, the first alone is one.
    """
    made: dict[str, Row] = {}
    tiled: list[Block] = []
    for page in pages.iter_rows(named=True):
        for part, text, found in _stories(page):
            if not text.strip():
                continue
            row = _article(part, text, found)
            first = made.setdefault(row["article_id"], row)
            if first is row:
                tiled += _blocks(row["article_id"], found)
            elif row["source_path"] not in first["source_paths"]:
                first["source_paths"].append(row["source_path"])
    blocks = pl.DataFrame(tiled, schema=tables.BLOCKS.schema, orient="row", strict=True)
    return tables.ARTICLES.frame(list(made.values())), blocks


def _stories(page: Row) -> Iterator[tuple[Row, str, list[Line]]]:
    """A page -> its stories, one as a rule; of several each has its own part of the text and none of the page's title."""
    if not page["text"]:
        yield page, *composed.compose(page)
        return
    text = page["text"]
    found = lines.read(text)
    begins = stories.starts(found)
    if not begins:
        yield page, text, found
        return
    flags = [*(page["flags"] or []), "multi_article"]
    for number, (start, end) in enumerate(pairwise([0, *begins, len(text)])):
        own = {"title": None, "dek": None, "authors": None} if number else {}
        yield {**page, **own, "flags": flags}, text[start:end], lines.read(text[start:end])


def _blocks(article_id: str, found: Sequence[Line]) -> Iterator[Block]:
    """The rows of ``tables.BLOCKS`` in the order of its columns."""
    at = 0
    for line in found:
        if line.start > at:  # the label glued to a headline is furniture of its own
            yield article_id, at, line.start, "ui", None, None, None
        yield article_id, line.start, line.end, line.kind, line.label, line.url, line.day
        at = line.end


def identity(url: str | None, title: str | None, text: str) -> str:
    """The article_id: the first 16 hex digits of the SHA-256 of address, title and text."""
    return hashlib.sha256("\0".join((url or "", title or "", text)).encode()).hexdigest()[:16]


def _article(page: Row, text: str, found: Sequence[Line]) -> Row:
    title = page["title"] or _first(found, "title")
    body = [line for line in found if line.kind in BODY]
    published, basis = _published(page, found)
    return {
        "article_id": identity(page["url"], title, text),
        "source_path": page["source_path"],
        "source_id": page["source_id"],
        "source_format": page["source_format"],
        "source_paths": [page["source_path"]],
        "url": page["url"],
        "host": urlsplit(page["url"]).hostname if page["url"] else None,
        "outlet": page["outlet"] or place.outlet(found),
        "agency": page["agency"] or _agency(found),
        "section": page["section"] or place.section(found),
        "title": title,
        "title_alternatives": page["title_alternatives"],
        "dek": page["dek"] or _first(found, "dek"),
        "authors": page["authors"],
        "published_date": published,
        "published_at": page["published_at"],
        "published_basis": basis,
        "captured_at": page["captured_at"],
        "language": page["language"],
        "text": text,
        "body_start": body[0].start if body else None,
        "body_end": body[-1].start + len(body[-1].text) if body else None,
        "flags": _flags(page, found, title, published),
    }


def _first(found: Sequence[Line], kind: str) -> str | None:
    return next((line.text for line in found if line.kind == kind), None)


def _published(page: Row, found: Sequence[Line]) -> tuple[date | None, str | None]:
    """What the format says, else the date line above the body; never a date from the tail or from inside the body."""
    if page["published_date"]:
        return page["published_date"], page["published_basis"] or "metadata"
    if day := days.in_url(page["url"]):
        return day, "url"
    if not page["text"]:
        return _dateline_day(page, found)
    told = [
        (line, day) for line in found if line.kind in ("date_line", "byline", "source") and (day := days.day(line.text))
    ]
    title = next((line.start for line in found if line.kind == "title"), 0)
    if told:
        return min(told, key=lambda t: (not t[0].says("published"), t[0].start < title, t[0].start))[1], "stated"
    return _dateline_day(page, found)


def _dateline_day(page: Row, found: Sequence[Line]) -> tuple[date | None, str | None]:
    """The day of a dateline; one without a year takes it from an address that names the same month, from nothing else."""
    first = next((line for line in found if line.kind == "body"), None)
    if first is None or not first.facts.dateline:
        return None, None
    day = days.day(first.text[:60]) or days.with_month_of(page["url"], first.text[:60])
    return day, "dateline" if day else None


def _agency(found: Sequence[Line]) -> str | None:
    """The news agency that the credit line or the dateline names."""
    credit = _first(found, "source")
    if credit:
        label, colon, named = credit.replace("：", ":").partition(":")
        said = named.partition("|")[0].strip(" .()[]")
        return said if colon and said else outlets.agency(credit) or label.strip(" .()[]")
    first = next((line.text for line in found if line.kind == "body"), "")
    return outlets.agency(first[:120])


def _flags(page: Row, found: Sequence[Line], title: str | None, published: date | None) -> list[str]:
    flags = list(page["flags"] or [])
    flags += ["no_title"] if title is None else []
    flags += ["no_date"] if published is None else []
    datelines = sum(1 for line in found if line.kind == "body" and line.facts.dateline)
    return [*flags, *(["multi_article"] if datelines >= 2 and "multi_article" not in flags else [])]
