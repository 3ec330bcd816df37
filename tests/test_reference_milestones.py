"""What the shelf lets one expect: jubilees of relations and of states, in a period or in the days ahead."""

from __future__ import annotations

from datetime import date

import polars as pl

from toolkit import cli, milestones, reference

CUBA = ("CHN", "CUB")  # diplomatic relations since 28 September 1960


def relation(frame: pl.DataFrame, pair: tuple[str, str]) -> list[tuple[date, int, bool]]:
    own = frame.filter(kind="diplomatic_relations", country_a=pair[0], country_b=pair[1])
    return own.select("day", "ordinal", "verified").rows()


def test_a_period_should_have_seen_its_jubilees():
    found = milestones.expected(date(2025, 1, 1), date(2026, 1, 1))
    assert relation(found, CUBA) == [(date(2025, 9, 28), 65, True)]
    assert found["day"].is_between(date(2025, 1, 1), date(2025, 12, 31)).all()
    assert (found["ordinal"] % 5 == 0).all()
    assert found["day"].is_sorted()


def test_a_jubilee_is_counted_from_the_date_that_is_celebrated():
    """China and the United States count from 1979, not from the envoys of the empire."""
    found = milestones.expected(date(2019, 1, 1), date(2020, 1, 1))
    assert relation(found, ("CHN", "USA")) == [(date(2019, 1, 1), 40, True)]


def test_what_was_founded_on_a_leap_day_is_marked_the_day_before_in_other_years():
    found = milestones.expected(date(2022, 1, 1), date(2023, 1, 1))
    assert relation(found, ("TKM", "TUR")) == [(date(2022, 2, 28), 30, True)]


def test_every_fifth_or_every_tenth_year():
    start, end = date(2025, 9, 28), date(2025, 9, 29)
    assert relation(milestones.expected(start, end, 5), CUBA)
    assert not relation(milestones.expected(start, end, 10), CUBA)


def test_an_unverified_date_is_told_as_such():
    believed = {(r["country_a"], r["country_b"]) for r in reference.rows("relations") if r["grade"] == "believed"}
    held = [m for m in milestones.milestones(date(2025, 1, 1), 365) if m.kind == "diplomatic_relations"]
    assert {(m.country_a, m.country_b) for m in held if not m.verified} <= believed
    assert all(("(unverified)" in m.title) != m.verified for m in held)


def test_the_command_lists_the_days_ahead(capsys):
    assert cli.main(["upcoming", "--start", "2025-09-25", "--days", "10"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("2025-09-28    65  China - Cuba: diplomatic relations") for line in lines)
    days = [line[:10] for line in lines]
    assert days == sorted(days)
    assert "2025-09-25" <= days[0] <= days[-1] < "2025-10-05"
