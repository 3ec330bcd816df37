"""Where a dump's page stood: the site's name and the section, from the lines above the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolkit.language import fold
from toolkit.segment import words
from toolkit.segment.lines import Line

STEP = re.compile(r"\s*[>/»›|]\s*|^[^:]{4,12}:\s+")
SUFFIX = re.compile(r"\s+[-|–—:»]\s+")
TOLD = ("legal", "byline", "date_line", "source", "caption", "end_mark", "ui")  # lines in which a site names itself
OPENING = 80  # characters of a body in which its dateline stands
SHORT = 4  # letters of a name's first word that a legal line may name the site by
MENU = 4  # names side by side that are a menu, not a path


def outlet(found: Sequence[Line]) -> str | None:
    """The site's name: behind the title where it stands twice, else the first line above it that is no section."""
    if said := _behind_title(found):
        return said[-1]
    above = _above(found)
    first = above[0] if above and not above[0].says("section") else None
    return first.text if first and (len(above) > 1 or _told(first, found)) else None


def section(found: Sequence[Line]) -> str | None:
    """The section as a path, "World/Asia": a trail of links, a line that names one, or what stands right above the title."""
    above = _above(found)
    named = next((i for i, line in enumerate(above) if line.says("section") and _path(line, found)), None)
    if named is not None:
        trail = above[named:] if len(STEP.split(above[named].text)) == 1 else above[named : named + 1]
        return "/".join(part for line in trail for part in _path(line, found))
    said = _behind_title(found)
    if len(said) > 1:
        return said[-2]
    site = fold(outlet(found) or "\n")
    own = [line for line in above if site not in line.folded]
    return "/".join(_path(own[-1], found)) or None if own else None


def _above(found: Sequence[Line]) -> list[Line]:
    return [line for line in found if line.kind == "section"]


def _path(line: Line, found: Sequence[Line]) -> list[str]:
    """The steps of a trail: without the start page, the title, years and months; none for a menu."""
    title = next((x.folded for x in found if x.kind == "title"), "")
    steps = [s for s in STEP.split(line.text) if s and s.strip()]
    if line.text.count("|") + 1 >= MENU:
        return []
    return [s.strip() for s in steps if not _idle(fold(s.strip()), title)]


def _idle(step: str, title: str) -> bool:
    start = bool(words.pattern("home").fullmatch(step))
    return start or step == title or step.isdigit() or step in words.months()


def _behind_title(found: Sequence[Line]) -> list[str]:
    """What follows the title where a line repeats it: "Title - Section - Site"."""
    title = next((x for x in found if x.kind == "title"), None)
    return next(_suffixes(title, found), []) if title else []


def _suffixes(title: Line, found: Sequence[Line]) -> Iterator[list[str]]:
    for line in found:
        if line.kind in ("body", "related_headline"):
            return
        rest = line.text[len(title.text) :]
        if line is not title and line.folded.startswith(title.folded) and SUFFIX.match(rest):
            yield [part for part in SUFFIX.split(rest) if part]


def _told(line: Line, found: Sequence[Line]) -> bool:
    """Does the page name itself so elsewhere: in its furniture or the dateline?"""
    body = next((x.folded[:OPENING] for x in found if x.kind == "body"), "")
    name = next(iter(line.folded.split()), "")
    if not name:
        return False  # a lone accent, of which folding leaves a blank
    if len(name) >= SHORT and any(x.kind == "legal" and name in x.folded.split() for x in found):
        return True
    return any(line.folded in said for said in (body, *(x.folded for x in found if x.kind in TOLD and x is not line)))
