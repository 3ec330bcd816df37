"""Dates as records and pages write them -> the day as printed in its own zone, and the instant in UTC where a zone is told.

A day that could be two (04.05. or 05.04.) is read day before month, as all but one country write it, unless it cannot be.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

import polars as pl

ISO = re.compile(
    r"^\W{0,2}((?:19|20)\d{2})[-/.]?(\d{2})[-/.]?(\d{2})"
    r"(?:[T\s,]*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}$)?)?",
    re.IGNORECASE,
)
LOOSE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d{2})(?!\d)")
EPOCH = re.compile(r"^(\d{10})(?:\.\d+|\d{3})?$")
MAIL = re.compile(r"^(?:[A-Za-z]{3,9},\s*)?\d{1,2} [A-Za-z]{3} (?:19|20)\d{2} \d{2}:\d{2}")
URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
Moment = tuple[date | None, datetime | None]
NEVER: Moment = (None, None)


@lru_cache(maxsize=65536)
def moment(text: str) -> Moment:
    """A date as text -> its day as printed and, where hour and zone are told, its instant in UTC; none of either else."""
    said = text.strip()
    try:
        return _moment(said)
    except (ValueError, OverflowError):
        return NEVER


def _moment(said: str) -> Moment:
    if found := EPOCH.match(said):
        at = datetime.fromtimestamp(int(found[1]), UTC)
        return at.date(), at
    if found := ISO.match(said):
        return _iso(found)
    if MAIL.match(said):
        at = parsedate_to_datetime(said)
        return at.date(), at.astimezone(UTC) if at.tzinfo else None
    if found := LOOSE.search(said):
        return date(int(found[1]), int(found[2]), int(found[3])), None
    if found := DAY_FIRST.search(said):
        day, month = int(found[1]), int(found[2])
        return date(int(found[3]), *((month, day) if month <= 12 else (day, month))), None
    return NEVER


def _iso(found: re.Match[str]) -> Moment:
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if not found[4] or not found[7]:
        return day, None
    zone = found[7].upper()
    digits = "0000" if zone[0] not in "+-" else zone[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    at = datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=UTC)
    return day, at - ahead


def moments(texts: pl.Series) -> pl.DataFrame:
    """Dates as text -> ``day`` and ``at`` (UTC). ISO times with a zone, by far the most, are read by Polars at once."""
    frame = pl.DataFrame({"said": texts})
    at = pl.col("said").str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    fast = frame.select(at=at).with_columns(
        day=pl.when(pl.col("at").is_not_null())
        .then(frame["said"].str.slice(0, 10))
        .str.to_date("%Y-%m-%d", strict=False)
    )
    fast = fast.select("day", at=pl.when(pl.col("day").is_not_null()).then("at"))
    slow = frame.filter(pl.col("said").is_not_null() & fast["day"].is_null())["said"].unique()
    if not slow.len():
        return fast
    read = [(s, *moment(s)) for s in slow]
    table = pl.DataFrame(read, schema={"said": pl.String, "d": pl.Date, "a": pl.Datetime("us", "UTC")}, orient="row")
    joined = frame.join(table, on="said", how="left", maintain_order="left")
    return fast.select(day=pl.col("day").fill_null(joined["d"]), at=pl.col("at").fill_null(joined["a"]))


def in_url(url: str | None) -> date | None:
    """The full date an address holds: ``/2025/09/28/``, ``-20250928``; none where there is none or it is impossible."""
    found = URL_DAY.search(url or "")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
