"""Since when: founding years and dates, stated in the text or counted back from the anniversary's own year.

A stated year beats a computed one. The computed year is that of the anniversary, which may lie in the year after the
article, less the number of years. A founding date needs day, month and year, or "today" on the anniversary itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from toolkit.coding.dates import Day, Parts, resolve

if TYPE_CHECKING:
    from toolkit.coding.anniversaries import Anniversary, Line


def settle(found: Sequence[Anniversary], lines: Sequence[Line], published: date | None) -> None:
    """Fill year, founded and day of every anniversary."""
    for row in found:
        line = lines[row.line]
        event = _event_year(line, row, published)
        computed = event - row.ordinal if event else None
        row.day = _marked(line, row, published)
        own = row.line == next(r.line for r in found if r.states == row.states)
        stated = _stated(lines if own else [line], row, computed)
        row.year = stated.year if stated else computed
        if stated and stated.precision == "day":
            row.founded = stated.value
        elif row.day and row.day.precision == "day":
            row.founded = _back(row.day.value, row.ordinal)
            row.year = row.founded.year if row.founded and not stated else row.year


class Stated:
    """A founding that the text states: a year, with its date where that is given."""

    def __init__(self, value: date, precision: str) -> None:
        self.value, self.precision, self.year = value, precision, value.year


def _event_year(line: Line, row: Anniversary, published: date | None) -> int | None:
    """The year of the anniversary: named in the phrase or the sentence, else the article's."""
    near = [s for s in line.symbols if s.kind == "d" and isinstance(s.held, Parts)]
    for s in sorted(near, key=lambda s: abs(s.start - row.end)):
        parts: Parts = s.held
        if parts.year and not parts.weekday:
            founding = published and abs((published.year - row.ordinal) - parts.year) <= 2 and row.ordinal > 3
            if not founding and (published is None or abs(parts.year - published.year) <= 60):
                return parts.year
        if published and parts.relative in ("next_year", "last_year"):
            return published.year + (1 if parts.relative == "next_year" else -1)
        if published and parts.relative == "next_month":
            return published.year + (published.month == 12)
        if parts.month and not parts.year and published and _ahead(line, s):
            day = resolve(parts, published, ahead=True)
            return day.value.year if day else published.year
    return published.year if published else None


def _ahead(line: Line, symbol: object) -> bool:
    return False


def _marked(line: Line, row: Anniversary, published: date | None) -> Day | None:
    """The day of the anniversary itself: "today marks", "celebrated on 6 March", "tomorrow"."""
    letters = line.letters
    for i, s in enumerate(line.symbols):
        if s.kind != "d" or not isinstance(s.held, Parts):
            continue
        parts: Parts = s.held
        exact = parts.relative in ("today", "tomorrow") or (parts.day is not None and parts.month is not None)
        if not exact or (parts.year and published and abs(parts.year - published.year) > 1 and row.ordinal > 2):
            continue
        clause = letters[i + 1 : i + 9] if s.start < row.start else letters[max(0, i - 12) : i]
        opens = s.start < row.start and "m" in letters[i:]
        close = 0 <= s.start - row.end <= 12 or row.start <= s.start <= row.end
        if (opens and _states_first(letters, i)) or close or (parts.relative == "today" and "m" in clause):
            return resolve(parts, published)
    return None


def _states_first(letters: str, i: int) -> bool:
    """Does the date open the sentence, before any verb of report?"""
    return i <= 3


def _stated(lines: Sequence[Line], row: Anniversary, computed: int | None) -> Stated | None:
    """A founding act with its year in the phrase, its sentence or elsewhere in the article, that fits the number."""
    best: Stated | None = None
    ordered = sorted(enumerate(lines), key=lambda n: n[0] != row.line) if len(lines) > 1 else [(row.line, lines[0])]
    for number, line in ordered:
        for i, s in enumerate(line.symbols):
            parts = s.held if s.kind == "d" else None
            if not isinstance(parts, Parts) or not parts.year:
                continue
            fits = (
                computed is None
                or abs(parts.year - computed) <= 1
                or (_founding(line, i) and abs(parts.year - computed) <= 3)
            )
            if not fits or (number != row.line and not _founding(line, i)):
                continue
            if number == row.line and computed is None and not _founding(line, i):
                continue
            day = resolve(parts, None)
            if day and (best is None or (day.precision == "day" and best.precision != "day")):
                best = Stated(day.value, day.precision)
    return best


def _founding(line: Line, i: int) -> bool:
    """Does the date at ``i`` stand with a founding act in its clause?"""
    start = max(line.letters.rfind(c, 0, i) for c in ".;") + 1
    stop = next((n for n in range(i, len(line.letters)) if line.letters[n] in ".;"), len(line.letters))
    return bool(re.search(r"[ers]", line.letters[max(start, i - 14) : min(stop, i + 10)]))


def _back(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None
