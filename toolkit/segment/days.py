"""The day that a short line tells: "September 28, 2025", "28.09.2025", "2025年9月28日", "28 de septiembre de 2025"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from toolkit.language import fold
from toolkit.segment.words import months

EASTERN = {0x0660 + n: str(n) for n in range(10)} | {0x06F0 + n: str(n) for n in range(10)}  # Arabic and Persian digits
YEAR = re.compile(r"(?:19|20)\d{2}")  # which every full date has
NUMERIC = (
    (re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)"), (1, 2, 3)),
    (re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d{2})(?!\d)"), (3, 2, 1)),
)


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True)) or r"(?!)"
    after = re.compile(rf"({names})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})")
    before = re.compile(
        rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º)?[\s.-]+(?:de\s+)?({names})(?:[\s.,-]+(?:de\s+|del\s+)?)((?:19|20)\d{{2}})"
    )
    return after, before


def day(line: str) -> date | None:
    """The first full date of a line; none where it has none. Day before month, unless only the other order exists."""
    folded = fold(line) if line.isascii() else fold(line).translate(EASTERN)
    if not YEAR.search(folded):
        return None
    after, before = _named()
    if (found := after.search(folded)) and (found.start() == 0 or _starts(line, found.start())):
        return _safe(found[3], str(months()[found[1]]), found[2])
    if found := before.search(folded):
        return _safe(found[3], str(months()[found[2]]), found[1])
    for pattern, (y, m, d) in NUMERIC:
        if found := pattern.search(folded):
            return _safe(found[y], found[m], found[d]) or _safe(found[y], found[d], found[m])
    return None


URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
URL_MONTH = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])(?=/)")


def in_url(url: str | None) -> date | None:
    """The full date an address holds; none where there is none."""
    found = URL_DAY.search(url or "")
    return _safe(*found.groups()) if found else None


def with_month_of(url: str | None, line: str) -> date | None:
    """A month and day without a year, with the year of an address that names the same month: ``/2025/09/``."""
    found = URL_MONTH.search(url or "")
    return day(f"{said[0]} {found[1]}") if found and (said := _month_day(line, int(found[2]))) else None


def _month_day(line: str, month: int) -> re.Match[str] | None:
    names = "|".join(re.escape(name) for name, number in months().items() if number == month) or r"(?!)"
    return re.search(rf"(?:{names})\.? \d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}} (?:de )?(?:{names})", fold(line))


def _starts(line: str, at: int) -> bool:
    """Does a word start at ``at``? A byline may be glued to it: "By Jane DoeFebruary 2, 2026"."""
    return not line[at - 1].isalpha() or line[at].isupper()


def _safe(year: str, month: str, day_: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_))
    except ValueError:
        return None
