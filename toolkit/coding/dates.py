"""Date expressions: the words of a date become one symbol ``d``, and a symbol becomes a day once the article's day is known.

A weekday is the day on or before publication; today, yesterday and the like count from it; a day without a year takes the
year that puts it nearest to publication. The basis is kept: stated, weekday or relative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.coding.symbols import Symbol

AGO = frozenset({"days_ago", "weeks_ago", "months_ago"})
SHIFT = {"last_year": -1, "this_year": 0, "next_year": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its precision (day, month, year) and basis (stated, weekday, relative)."""

    value: date
    precision: str
    basis: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of a date give: any of year, month, day, weekday, or a relative word."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str = ""
    count: int = 0  # of days, weeks or months ago


def parse(symbols: list[Symbol]) -> list[Symbol]:
    """Symbols -> symbols in which every date expression is one ``d`` holding its :class:`Parts`."""
    found: list[Symbol] = []
    done = 0
    for i in [n for n, s in enumerate(symbols) if s.kind in "d#"]:
        parts, j = _expression(symbols, i) if i >= done else (None, i)
        if parts:
            found += symbols[done:i]
            found.append(Symbol("d", "", symbols[i].start, symbols[j - 1].end, parts))
            done = j
    return found + symbols[done:]


def _number(symbols: list[Symbol], i: int) -> int | None:
    if i < len(symbols) and symbols[i].kind == "#":
        digits = symbols[i].value[1:]
        return int(digits) if digits.isdecimal() else None
    return None


def _month(symbols: list[Symbol], i: int) -> int | None:
    if i < len(symbols) and symbols[i].kind == "d" and symbols[i].value.startswith("month:"):
        return int(symbols[i].value[6:])
    return None


def _year(symbols: list[Symbol], i: int) -> tuple[int | None, int]:
    """A year at ``i``, or behind a comma; where it ends."""
    for j in (i, i + 1 if i < len(symbols) and symbols[i].kind in ",o" else i):
        n = _number(symbols, j)
        if n and 1300 <= n <= 2200:
            return n, j + 1
    return None, i


def _suffix(symbols: list[Symbol], i: int) -> int:
    """Passes over the st, nd, rd, th of a day."""
    return i + 1 if i < len(symbols) and symbols[i].kind == "x" and symbols[i].value in ("st", "nd", "rd", "th") else i


def _marked(symbols: list[Symbol], i: int) -> tuple[Parts | None, int]:
    """Figures with their marks: 2019年1月1日, 1月1日, 2019年1月; a lone figure with a mark is no date."""
    told: dict[str, int] = {}
    j = i
    while (n := _number(symbols, j)) is not None and j + 1 < len(symbols) and symbols[j + 1].value.endswith("_mark"):
        told[symbols[j + 1].value.removesuffix("_mark")] = n
        j += 2
    if "month" in told or ("year" in told and 1800 <= told["year"] <= 2200):
        return Parts(told.get("year"), told.get("month"), told.get("day")), j
    return None, i


def _expression(symbols: list[Symbol], i: int) -> tuple[Parts | None, int]:
    s = symbols[i]
    n = _number(symbols, i)
    if n and i + 1 < len(symbols) and symbols[i + 1].value in AGO:
        return Parts(relative=symbols[i + 1].value, count=n), i + 2
    if n is not None:
        marked, end = _marked(symbols, i)
        if marked:
            return marked, end
    if n and 1 <= n <= 31:
        j = _suffix(symbols, i + 1)
        j = j + 1 if j < len(symbols) and symbols[j].kind == "o" and _month(symbols, j + 1) else j
        month = _month(symbols, j)
        if month:
            year, end = _year(symbols, j + 1)
            return Parts(year, month, n), end
    if s.kind != "d":
        if n and 1900 <= n <= 2100 and i and symbols[i - 1].value in ("in", "since", "of", "year"):
            return Parts(year=n), i + 1
        return None, i
    month = _month(symbols, i)
    if month:
        day = _number(symbols, i + 1)
        if day and 1 <= day <= 31:
            j = _suffix(symbols, i + 2)
            year, end = _year(symbols, j)
            return Parts(year, month, day), end
        year, end = _year(symbols, i + 1)
        beside = symbols[i + 1].value if i + 1 < len(symbols) and symbols[i + 1].kind == "d" else ""
        if year is None and beside in SHIFT:
            return Parts(None, month, relative=beside), i + 2  # "in March last year"
        return Parts(year, month, relative=_side(symbols, i) if year is None else ""), end
    if s.value.startswith("weekday:"):
        j = i + 1
        after, end = _expression(symbols, j) if j < len(symbols) else (None, j)
        if after and after.month and after.day:
            return after, end
        if j < len(symbols) and symbols[j].kind == "," and j + 1 < len(symbols):
            after, end = _expression(symbols, j + 1)
            if after and after.month and after.day:
                return after, end
        return Parts(weekday=int(s.value[8:])), i + 1
    if s.value.endswith("_mark"):
        return None, i
    return Parts(relative=s.value), i + 1


def _side(symbols: list[Symbol], i: int) -> str:
    """On which side of today a month lies: "last October", "next March"."""
    return {"<": "gone", "+": "coming"}.get(symbols[i - 1].kind, "") if i else ""


def resolve(parts: Parts, published: date | None, *, ahead: bool = False) -> Day | None:
    """Parts and the article's day -> a day; null when the year cannot be known. ``ahead`` looks forward (planned acts)."""
    if parts.year and parts.month and parts.day:
        return _safe(parts.year, parts.month, parts.day, "stated")
    if parts.year:
        return Day(date(parts.year, parts.month or 1, 1), "month" if parts.month else "year", "stated")
    if published is None:
        return None
    if parts.month and parts.relative == "gone":
        return Day(date(published.year - (parts.month >= published.month), parts.month, 1), "month", "relative")
    if parts.month and parts.relative in SHIFT:
        return Day(date(published.year + SHIFT[parts.relative], parts.month, 1), "month", "relative")
    if parts.month:
        ahead = ahead or parts.relative == "coming"
        near = [_safe(published.year + d, parts.month, parts.day or 1, "stated") for d in (-1, 0, 1)]
        days = [d for d in near if d]
        if not days:
            return None
        fits = [d for d in days if (d.value >= published if ahead else d.value <= published + timedelta(days=31))]
        best = min(fits or days, key=lambda d: abs((d.value - published).days))
        return best if parts.day else Day(best.value, "month", "stated")
    if parts.count:
        return _ago(parts, published)
    if parts.weekday is not None:
        back = (published.weekday() - parts.weekday) % 7
        step = timedelta(days=(parts.weekday - published.weekday()) % 7) if ahead else timedelta(days=-back)
        return Day(published + step, "day", "weekday")
    return _relative(parts.relative, published)


def _ago(parts: Parts, published: date) -> Day | None:
    """So many days ago is a day; weeks and months tell the month."""
    if parts.relative == "months_ago":
        months = published.year * 12 + published.month - 1 - parts.count
        return Day(date(months // 12, months % 12 + 1, 1), "month", "relative") if months > 11 else None
    day = published - timedelta(days=parts.count * (7 if parts.relative == "weeks_ago" else 1))
    return Day(day, "day", "relative") if parts.relative == "days_ago" else Day(day.replace(day=1), "month", "relative")


def _relative(word: str, published: date) -> Day | None:
    if word in ("today", "yesterday", "tomorrow"):
        days = {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
        return Day(published + timedelta(days=days), "day", "relative")
    if word == "new_years_eve":
        year = published.year - (published.month < 12)
        return Day(date(year, 12, 31), "day", "relative")
    if word.endswith("_year"):
        return Day(date(published.year + SHIFT.get(word, 0), 1, 1), "year", "relative")
    if word.endswith("_month"):
        months = (
            published.year * 12 + published.month - 1 + {"last": -1, "this": 0, "next": 1}.get(word.split("_")[0], 0)
        )
        return Day(date(months // 12, months % 12 + 1, 1), "month", "relative")
    return None


def _safe(year: int, month: int, day: int, basis: str) -> Day | None:
    try:
        return Day(date(year, month, day), "day", basis)
    except ValueError:
        return None
