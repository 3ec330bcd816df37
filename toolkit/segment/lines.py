"""A text dump line by line: title, dek, date line, body, captions, lists of other stories, and the page's furniture.

The order that works: full sentences anchor the body; a short line that is repeated above it is the title; a list label
that is followed by headlines ends it. Method and figures: measured on dumps of twenty outlets (``make evaluate``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.segment.facts import HAN, LEAST_TITLE, Facts, facts
from toolkit.segment.words import lists
from toolkit.segment.wrapped import pieces

GLUED = re.compile(r"^.{3,40}? - ")
LABELLED = re.compile(r"^[^:：|]{3,24}[:：|]\s*")
LOOK = 4  # lines behind a list label that tell whether it is one


@dataclass(slots=True)
class Line:
    """One line of a dump: its span with the line end, what it says, and what it is on this page."""

    start: int
    end: int
    facts: Facts
    kind: str = ""
    label: str | None = None
    url: str | None = None
    day: date | None = None

    @property
    def text(self) -> str:
        return self.facts.text

    @property
    def folded(self) -> str:
        return self.facts.folded

    def says(self, key: str) -> bool:
        """Does the line match the page patterns of a key?"""
        return self.facts.says(key)


def read(text: str) -> list[Line]:
    """A dump -> its lines, labelled; their spans tile the text."""
    lines = [Line(m.start(), m.end(), facts(m[0].strip())) for m in pieces(text).finditer(text)]
    for line in lines:
        line.kind = "" if line.text else "blank"
    said = [line for line in lines if line.text]
    first, last = _body(said)
    _head(said[:first], said[first : first + 3])
    _middle(said[first : last + 1])
    _tail(said[last + 1 :])
    return lines


def body(said: Sequence[Line]) -> None:
    """Label the lines of a text that is a body already: paragraphs, and what a scraper took along below them."""
    anchors = [i for i, line in enumerate(said) if line.facts.full and not line.facts.furniture]
    end = next((i for i in range(1, len(said)) if _ends(said, i, anchors)), len(said))
    _middle(said[:end])
    _tail(said[end:])


def _body(said: Sequence[Line]) -> tuple[int, int]:
    """Indexes of the first and last line of the body."""
    anchors = [i for i, line in enumerate(said) if line.facts.full and not line.facts.furniture]
    if not anchors:
        anchors = [
            i for i, line in enumerate(said) if line.facts.ended and line.facts.width >= 40 and not line.facts.furniture
        ]
    if not anchors:
        return len(said), len(said) - 1
    first = _after_dek(said, anchors)
    end = next((i for i in range(first + 1, len(said)) if _ends(said, i, anchors)), len(said))
    inside = [i for i in range(first, end) if i in anchors or (i > first and said[i].facts.prose)]
    return first, max(inside, default=first)


def _after_dek(said: Sequence[Line], anchors: Sequence[int]) -> int:
    """The first full line may be a dek: it stands between two copies of the title, or before the date or byline."""
    first = anchors[0]
    if first == 0 or len(anchors) < 2:
        return first
    head = {line.folded for line in said[:first]}
    repeat = next((i for i in range(first + 1, min(first + 3, len(said))) if said[i].folded in head), None)
    if repeat is not None:
        return next((i for i in anchors if i > repeat), first)
    between = said[first + 1 : anchors[1]]
    if len(between) <= 3 and said[anchors[1]].facts.dateline and not said[first].facts.dateline:
        return anchors[1]
    if (
        len(between) <= 4
        and any(x.facts.dated or x.says("byline") or x.says("caption") for x in between)
        and not said[first].facts.dateline
    ):
        return anchors[1]
    return first


def _ends(said: Sequence[Line], i: int, anchors: Sequence[int]) -> bool:
    """Does a list of other stories start at ``i``: a label, and headlines at once behind it, and no more of the body?"""
    if not (said[i].says("tail") or said[i].says("more")):
        return False
    following = said[i + 1 : i + 1 + LOOK]
    if following and following[0].says("inline"):
        return False  # a list among the paragraphs: "Recommended stories", "list of 3 items"
    later = sum(1 for a in anchors if a > i)
    most = 0 if said[i].says("inline") else 1  # "Recommended" stands inside bodies too
    return sum(line.facts.full for line in following) <= 1 and later <= most and bool(following)


def _head(head: Sequence[Line], body: Sequence[Line]) -> None:
    """Label what stands above the body."""
    title, repeat = _title(head)
    for i, line in enumerate(head):
        line.kind = _head_kind(line, i, title, repeat)
    if title is not None:
        rest = [line for line in head[title + 1 :] if line.kind == "" and line.facts.width >= 30]
        for line in rest[:1] if repeat is None else [x for x in rest if head.index(x) < repeat] or rest[:1]:
            line.kind = "dek"
    for i, line in enumerate(head):
        if line.kind == "":
            line.kind = "section" if (title is None or i < title) and line.facts.width <= 40 else "ui"


def _title(head: Sequence[Line]) -> tuple[int | None, int | None]:
    """Indexes of the title and its repetition: a line said twice, else the first line that reads like a headline."""
    seen: dict[str, int] = {}
    for i, line in enumerate(head):
        longer = next((j for j in range(i) if _suffixed(head[j], line)), None)
        if longer is not None:
            return i, None
        if line.folded in seen and line.facts.width >= LEAST_TITLE and not line.says("caption"):
            return seen[line.folded], i
        seen.setdefault(line.folded, i)
    likely = [i for i, line in enumerate(head) if line.facts.headline]
    strong = [i for i in likely if head[i].facts.width >= 35]
    return ((strong or likely)[0] if likely else None), None


def _suffixed(long: Line, short: Line) -> bool:
    """Is one line the other with the site's name behind it: "Headline | Site"?"""
    if short.facts.width < LEAST_TITLE or not long.folded.startswith(short.folded):
        return False
    return bool(re.match(r"\s+[-|–—:»]\s", long.folded[len(short.folded) :]))


def _head_kind(line: Line, i: int, title: int | None, repeat: int | None) -> str:
    if i in (title, repeat):
        return "title" if i == title else "title_repeat"
    for key in ("read_time", "caption", "source"):
        if line.says(key):
            return key
    if line.facts.dated:
        return "date_line"
    for key in ("byline", "section", "legal", "ui"):
        if line.says(key):
            return key
    return "ui" if line.says("tail") or line.says("inline") else ""


def _middle(body: Sequence[Line]) -> None:
    """Label the body's lines: paragraphs, subheads, captions, and the furniture between them."""
    inside = False
    for i, line in enumerate(body):
        line.kind = "inline_related" if line.facts.glued else _middle_kind(line, i, body, inside)
        if line.kind == "inline_related":
            _cut(line)
        inside = line.kind in ("ui", "inline_related") and (inside or line.says("inline") or line.says("tail"))


def _middle_kind(line: Line, i: int, body: Sequence[Line], inside: bool) -> str:
    if line.facts.caption:
        return "caption"
    if line.facts.full or (i == 0 and line.facts.prose):
        return "body"
    for key in ("source", "end_mark", "byline", "read_time"):
        if line.says(key):
            return key
    if line.says("inline") or line.says("tail"):
        return "inline_related" if _named(line) else "ui"
    if line.says("ui") or line.says("legal"):
        return "ui"
    if line.facts.ended:
        return "body"
    return "inline_related" if inside and line.facts.width >= 30 else "subhead"


def _named(line: Line) -> bool:
    """Does a headline follow the label in the same line: "READ ALSO: ..."?"""
    rest = line.text.partition(":")[2] or line.text.partition("：")[2]
    return len(rest.strip()) >= LEAST_TITLE


def _tail(tail: Sequence[Line]) -> None:
    """Label what stands below the body: credits, list labels, headlines of other stories, legal lines."""
    name: str | None = None
    for i, line in enumerate(tail):
        line.kind = _tail_kind(line, name)
        if line.kind == "ui" and line.says("more") and i + 1 < len(tail) and tail[i + 1].facts.headline:
            line.kind = "tail_label"
        if (
            line.kind == "ui"
            and name is None
            and line.facts.headline
            and any(x.facts.headline for x in tail[max(0, i - 1) : i + 2] if x is not line)
        ):
            line.kind = "related_headline"
        if line.kind == "tail_label":
            name = next((n for n, p in lists() if p.search(line.folded)), "other")
        if line.kind == "related_headline":
            line.label = name or "other"
        if line.kind == "inline_related":
            _cut(line)


def _cut(line: Line) -> None:
    """The label before a headline is no part of it: "READ ALSO: ..."."""
    cut = (GLUED if line.facts.glued else LABELLED).match(line.text)
    if cut:
        line.start += cut.end()


def _tail_kind(line: Line, name: str | None) -> str:
    if line.facts.glued:
        return "inline_related"
    for key, kind in (
        ("source", "source"),
        ("end_mark", "end_mark"),
        ("tail", "tail_label"),
        ("legal", "legal"),
        ("byline", "byline"),
    ):
        if line.says(key):
            return kind
    if line.says("inline") and _named(line):
        return "inline_related"
    if (
        line.says("inline")
        or line.says("ui")
        or line.says("read_time")
        or line.text.count("|") >= 2
        or line.says("caption")
    ):
        return "ui"
    headline = line.facts.width >= LEAST_TITLE and (" " in line.text or HAN.search(line.text)) and not line.facts.dated
    return "related_headline" if headline and name else "ui"
