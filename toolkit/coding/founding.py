"""Since when: founding years and dates, stated in the text or counted back from the anniversary's own year.

A stated year beats a computed one. The computed year is that of the anniversary, which may lie in the year after the
article, less the number of years. A founding date needs day, month and year, or "today" on the anniversary itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from toolkit import reference
from toolkit.coding.dates import Day, Parts, resolve
from toolkit.coding.symbols import Symbol

if TYPE_CHECKING:
    from toolkit.coding.anniversaries import Anniversary
    from toolkit.coding.phrases import Line

NEAR = 14  # symbols between a founding word and its date
WEB = 2000  # no page was scraped before
SAME_DAY = 7  # days between a founding's day of the year and the article's
NOT_A_DATELINE = frozenset("(_:.")


@dataclass(frozen=True, slots=True)
class Stated:
    """A founding that the text states, and how surely: the higher the better."""

    value: date
    precision: str
    weight: int


def settle(found: Sequence[Anniversary], lines: Sequence[Line], published: date | None) -> None:
    """Fill year, founded and day of every anniversary."""
    published = published or (_written(lines) if found else None)
    first = {row.states: row for row in reversed(found)}
    counted = frozenset(row.ordinal for row in found)
    for row in found:
        own = [lines[n] for n in row.lines]
        ranged = next((r for line in own if (r := _range(line, row))), None)
        event = _event_year(own, row, published, counted)
        computed = event - row.ordinal if event else None
        row.day = next((d for line in own if (d := _marked(line, row, published))), None)
        stated = ranged or _stated(lines if first[row.states] is row else own, own, row, computed, published)
        row.year = stated.value.year if stated else computed
        if stated and stated.precision == "day":
            row.founded = stated.value
        elif (
            row.day
            and row.day.precision == "day"
            and (row.year is None or row.day.value.year - row.ordinal == row.year)
        ):
            row.founded = back(row.day.value, row.ordinal)
            row.year = row.founded.year if row.founded else row.year


def _written(lines: Sequence[Line]) -> date | None:
    """When an article without a date must have been written, by the latest full date in it: the last day of that year."""
    told = [p for line in lines if line.figured for _, _, p in _dates(line)]
    years = [p.year for p in told if p.year and p.month and p.day and WEB <= p.year < 2100]
    return date(max(years), 12, 31) if years else None


def back(day: date, years: int) -> date | None:
    """The same day so many years before; none for a 29 February that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None


def _dates(line: Line) -> Iterator[tuple[int, Symbol, Parts]]:
    for i, s in enumerate(line.symbols):
        if s.kind == "d" and isinstance(s.held, Parts):
            yield i, s, s.held


def _years(line: Line) -> Iterator[tuple[int, int]]:
    """Bare figures that can be years: "the 1923 Treaty", "celebrate 2018 as"."""
    for i, s in enumerate(line.symbols):
        if (
            s.kind == "#"
            and isinstance(s.held, int)
            and 1300 <= s.held <= 2200
            and line.letters[i + 1 : i + 2] not in ("y", "D")
        ):
            yield i, s.held


def _range(line: Line, row: Anniversary) -> Stated | None:
    """ "(1968-2018)", "(April 12, 1973-2023)": the two years are the number apart."""
    ends = dict(_years(line))
    starts = {i: (year, None) for i, year in ends.items()} | {i: (p.year, p) for i, _, p in _dates(line) if p.year}
    for i, (year, parts) in starts.items():
        if line.letters[i + 1 : i + 2] == "_" and year and ends.get(i + 2, 0) - year == row.ordinal:
            day = resolve(parts, None) if parts else None
            return Stated(day.value, day.precision, 9) if day else Stated(date(year, 1, 1), "year", 9)
    return None


def _event_year(own: Sequence[Line], row: Anniversary, published: date | None, counted: frozenset[int]) -> int | None:
    """The year of the anniversary: named in one of its sentences, else the article's."""
    for line in own:
        for i, _, parts in sorted(_dates(line), key=lambda d: abs(d[1].start - row.end)):
            if line.letters[i - 1 : i] == "s":
                continue  # "celebrated since 1992"
            if year := _named_year(parts, published, counted):
                return year
        for i, year in _years(line):
            apart = abs(year - published.year) if published else 0
            if (line.letters[i - 1 : i] == "m" and apart <= 2) or (line.letters[i + 1 : i + 2] == "m" and apart <= 60):
                return year  # "they celebrate 2018 as", "2018 marked"
    return published.year if published else None


def _named_year(parts: Parts, published: date | None, counted: frozenset[int]) -> int | None:
    """The year that a date names as that of the anniversary; none if it is a founding's or says nothing."""
    if parts.year and parts.weekday is None:
        if published is None:
            return None
        founding = any(abs(published.year - years - parts.year) <= 2 for years in counted if years > 3)
        return parts.year if not founding and abs(parts.year - published.year) <= 60 else None
    if published is None:
        return None
    shift = {"next_year": 1, "last_year": -1, "next_month": int(published.month == 12)}.get(parts.relative)
    if shift is not None:
        return published.year + shift
    if parts.month and parts.relative == "coming":
        day = resolve(parts, published, ahead=True)
        return day.value.year if day else None
    return None


def _marked(line: Line, row: Anniversary, published: date | None) -> Day | None:
    """The day of the anniversary itself: "Today marks", "On 6 March they celebrate", "the anniversary tomorrow, 6 March"."""
    letters = line.letters
    number = _counted(line, row)
    for i, s, parts in _dates(line):
        spoken = parts.relative in ("today", "tomorrow")
        if "!" in letters[number:] and number - i <= 4 and parts.relative in ("", "today", "yesterday"):
            return resolve(parts, published)  # "on Thursday, thirty years to the day after"
        due = parts.weekday is not None or spoken
        falls = due and row.end <= s.start and re.fullmatch("x?m[xi]?|,x{1,2}m[xi]?", _between(line, row, i))
        if not (spoken or falls) and not (parts.day and parts.month):
            continue
        if parts.year and published and abs(parts.year - published.year) > 1 and row.ordinal > 2:
            continue
        if parts.year and published is None:
            continue
        clause = max(letters.rfind(c, 0, i) for c in ":.)") + 1  # behind a dateline
        opens = (
            i < number
            and i - clause <= 3
            and letters[i + 1 : i + 2] not in NOT_A_DATELINE
            and ("m" in letters[i : number + 1] or row.rule == "years-since")  # "On Sunday, it will be 30 years since"
        )
        opens = opens or (spoken and letters[i - 1 : i] == "m" and 0 < number - i <= 2)  # "celebrate today the 50th"
        ago = spoken and letters[i - 1 : i] == "<"
        close = 0 <= s.start - row.end <= 2 or row.start <= s.start < row.end
        if opens or ago or falls or (close and parts.relative != "today"):
            return resolve(parts, published)
    return None


def _counted(line: Line, row: Anniversary) -> int:
    """The index of the number of years in a sentence that tells of an anniversary: the first, or an echo of it."""
    if line.start <= row.start < line.end:
        return next((i for i, s in enumerate(line.symbols) if s.start >= row.start), len(line.letters))
    return next((i for i, s in enumerate(line.symbols) if s.kind in "#q" and s.held == row.ordinal), len(line.letters))


def _between(line: Line, row: Anniversary, i: int) -> str:
    """The letters between an anniversary's phrase and the date at ``i``."""
    return "".join(s.kind for s in line.symbols[:i] if s.start >= row.end)


def _stated(
    lines: Sequence[Line], own: Sequence[Line], row: Anniversary, computed: int | None, published: date | None
) -> Stated | None:
    """A founding act with its date in the anniversary's sentence or elsewhere in the article, the surest one."""
    found = [s for line in lines for s in _foundings(line, line in own, row, computed, published)]
    return max(found, key=lambda s: (s.weight, s.precision == "day"), default=None)


def _foundings(
    line: Line, own: bool, row: Anniversary, computed: int | None, published: date | None
) -> Iterator[Stated]:
    if not line.figured:
        return
    for i, _, parts in _dates(line):
        day = resolve(parts, None) if parts.year else None
        if day is None or not _possible(day.value.year, computed, row, published):
            continue
        weight = _weight(line, i, row)
        if computed == day.value.year and day.precision == "day" and published and _same_day(day.value, published):
            weight = max(weight, 2)
        if computed is not None and abs(day.value.year - computed) > 1 and weight < 3:
            continue  # another year is believed only where act and tie stand beside it
        if weight >= (1 if own else 2):
            yield Stated(day.value, day.precision, weight + own)
    for i, year in _years(line):
        beside = line.letters[max(0, i - 3) : i + 4]
        if "r" in beside and _possible(year, computed, row, published) and _weight(line, i, row) >= 2:
            yield Stated(date(year, 1, 1), "year", 2)


def _possible(year: int, computed: int | None, row: Anniversary, published: date | None) -> bool:
    """A stated founding year may err by a little; a year that is the article's own is no founding."""
    if computed is not None:
        return abs(year - computed) <= 3
    return published is None and year < 2030 and row.ordinal > 0


def _weight(line: Line, i: int, row: Anniversary) -> int:
    """How surely the date at ``i`` is that of the founding: 3 act and relation of the kind, 2 relation, 1 act, 0 neither."""
    start = max(line.letters.rfind(c, 0, i) for c in ".;") + 1
    stop = next((n for n in range(i, len(line.letters)) if line.letters[n] in ".;"), len(line.letters))
    window = range(max(start, i - NEAR), min(stop, i + NEAR // 2))
    relations = {line.symbols[n].value for n in window if line.letters[n] == "r"}
    act = any(line.letters[n] in "es" for n in window)
    kin = row.word in relations or (row.word == "diplomatic_relations" and not relations and act)
    if relations and not kin:
        return 0
    return 3 if kin and act else (2 if kin else int(act))


def _same_day(founded: date, published: date) -> bool:
    then = back(published, published.year - founded.year)
    return then is not None and abs((then - founded).days) <= SAME_DAY


@cache
def counted_from(state: str) -> frozenset[int]:
    """The years from which a state counts its national days, as the shelf has them."""
    rows = reference.rows("occasions")
    return frozenset(int(r["base_year"]) for r in rows if r["target_id"] == state and r["base_year"])
