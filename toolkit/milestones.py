"""Milestones that the shelf lets one expect: anniversaries of relations and of states, ahead or in a period past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from toolkit import reference


@dataclass(frozen=True, slots=True)
class Milestone:
    """A jubilee: its day, number of years, what is remembered, and whose it is (one state or two)."""

    day: date
    ordinal: int
    kind: str
    country_a: str
    country_b: str | None
    founded: date
    verified: bool

    @property
    def title(self) -> str:
        """What will be marked, in a line."""
        names = " - ".join(reference.states()[c]["name_en"] for c in (self.country_a, self.country_b) if c)
        return (
            f"{names}: {self.kind.replace('_', ' ')}, founded {self.founded}{'' if self.verified else ' (unverified)'}"
        )


def milestones(start: date, days: int, every: int = 5) -> list[Milestone]:
    """Jubilees of a multiple of ``every`` years in the ``days`` from ``start``, by day."""
    end = start + timedelta(days=days)
    found = [m for m in _all(range(start.year, end.year + 1), every) if start <= m.day < end]
    return sorted(found, key=lambda m: (m.day, m.country_a, m.country_b or ""))


def expected(start: date, end: date, every: int = 5) -> pl.DataFrame:
    """Jubilees that a period should have seen: day, ordinal, kind, country_a, country_b, founded, verified; one a row."""
    columns = ("day", "ordinal", "kind", "country_a", "country_b", "founded", "verified")
    schema = dict(zip(columns, (pl.Date, pl.Int32, pl.String, pl.String, pl.String, pl.Date, pl.Boolean), strict=True))
    rows = [{c: getattr(m, c) for c in columns} for m in milestones(start, (end - start).days, every)]
    return pl.DataFrame(rows, schema=schema)


def _all(years: range, every: int) -> Iterator[Milestone]:
    for (a, b), rows in reference.relations().items():
        for r in rows:
            founded = reference.day(r["date"])
            if founded and r["celebrated"] == "1" and r["precision"] == "day":
                yield from _of(founded, years, every, "diplomatic_relations", a, b, r["grade"] == "verified")
    for r in reference.rows("occasions"):
        if r["base_year"] and r["month"] and r["day"]:
            founded = _safe(int(r["base_year"]), int(r["month"]), int(r["day"]))
            if founded:
                yield from _of(founded, years, every, "independence_or_national_day", r["target_id"], None, False)


def _of(
    founded: date, years: range, every: int, kind: str, a: str, b: str | None, verified: bool
) -> Iterator[Milestone]:
    for year in years:
        day = _safe(year, founded.month, founded.day) or date(year, 2, 28)  # of what was founded on 29 February
        if year > founded.year and (year - founded.year) % every == 0:
            yield Milestone(day, year - founded.year, kind, a, b, founded, verified)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
