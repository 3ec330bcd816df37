"""A record whose title, dek and body came apart -> one text, so that every headline has a span in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.language import fold
from toolkit.segment import lines
from toolkit.segment.facts import facts
from toolkit.segment.lines import Line

Row = dict[str, Any]
HEAD = 3  # lines of a body among which title and dek may stand again
INSIDE = 60  # characters of a dek that show it to be the body's own first sentence


def compose(page: Row) -> tuple[str, list[Line]]:
    """A row of ``tables.PAGES`` without ``text`` -> the text of title, dek, body and related headlines, and its lines."""
    body = [line for line in _split(page["body"]) if line]
    parts = list(_parts(page, body))
    text = "".join(f"{said}\n" for said, *_ in parts)
    found: list[Line] = []
    at = 0
    for said, kind, related in parts:
        found.append(Line(at, at + len(said) + 1, facts(said), kind, related.get("block"), *_link(related)))
        at += len(said) + 1
    lines.body([line for line in found if not line.kind])
    return text, found


def _link(related: Row) -> tuple[Any, Any]:
    return related.get("url"), related.get("published_date")


def _split(text: str | None) -> Iterator[str]:
    for line in (text or "").split("\n"):
        yield line.strip()


def _parts(page: Row, body: Sequence[str]) -> Iterator[tuple[str, str, Row]]:
    title, dek = _line(page["title"]), _line(page["dek"])
    if title:
        yield title, "title", {}
    if dek and dek != title and not _inside(dek, body):
        yield dek, "dek", {}
    for i, line in enumerate(body):
        yield line, _known(line, title, dek) if i < HEAD else "", {}
    for related in page["related"] or []:
        if said := _line(related["text"]):
            yield said, "related_headline", related


def _known(line: str, title: str, dek: str) -> str:
    """Title and dek are often printed again at the head of the body."""
    folded = fold(line)
    return "title_repeat" if title and folded == fold(title) else "dek" if dek and folded == fold(dek) else ""


def _line(said: str | None) -> str:
    return " ".join((said or "").split())


def _inside(dek: str, body: Sequence[str]) -> bool:
    """Is the dek no more than the start of the body?"""
    start = fold(dek.rstrip(" .…")[:INSIDE])
    return any(fold(line).startswith(start) for line in body[:2])
