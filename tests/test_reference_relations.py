"""Laws of the ties between states, and their dates against lists made elsewhere, which are compared only."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.reference import xref
from toolkit import reference

ROOT = Path(__file__).parent.parent
XREF = Path(os.environ.get("AMITY_SHARED", ROOT.parent / "shared")) / "xref"
EVENTS = {"established", "resumed", "suspended", "severed", "upgraded"}
SHAPE = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}"}


def rows() -> list[dict[str, str]]:
    return reference.rows("relations")


def test_rows_are_well_formed():
    states = reference.states()
    for r in rows():
        assert r["country_a"] < r["country_b"]
        assert {r["country_a"], r["country_b"]} <= states.keys()
        assert r["event"] in EVENTS
        assert re.fullmatch(SHAPE[r["precision"]], r["date"])
        assert reference.day(r["date"])
        assert r["grade"] in ("verified", "believed")
        assert r["source"]
    keys = [(r["country_a"], r["country_b"], r["event"], r["date"]) for r in rows()]
    assert keys == sorted(set(keys))


def test_one_date_is_celebrated():
    celebrated = Counter((r["country_a"], r["country_b"]) for r in rows() if r["celebrated"] == "1")
    assert max(celebrated.values()) == 1


def test_there_are_enough():
    assert len({(r["country_a"], r["country_b"]) for r in rows()}) >= 1_500
    assert len({(r["country_a"], r["country_b"]) for r in rows() if r["grade"] == "verified"}) >= 600


def listed() -> dict[tuple[str, str], set[str]]:
    """(country_a, country_b) -> the dates of the lists."""
    iso2 = {r["iso2"]: s for s, r in reference.states().items() if r["iso2"]}
    found: dict[tuple[str, str], set[str]] = {}
    with (XREF / "diplomatic_relations_crosscheck.csv").open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            pair = sorted(iso2.get(r[c], "") for c in ("country_a", "country_b"))
            if all(pair) and "memory" not in r["source"]:
                found.setdefault((pair[0], pair[1]), set()).add(r["date"])
    return found


MONTHS = "January February March April May June July August September October November December".split()
DATE = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})")


def stated() -> dict[tuple[str, str], set[str]]:
    """(country_a, country_b) -> the days that the Historian's paragraphs on establishment give in the years of their headings.

    The list beside it has of each paragraph the first day that is written there, which may be an independence, a letter,
    or the end of a predecessor.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for r in xref.table("us_diplomatic_relations_rdcr"):
        state = xref.state(r["country_slug"].replace("-", " "))
        if state and re.search(r"Establishment of.*Diplomatic Relations", r["heading"]):
            days = {f"{y}-{MONTHS.index(m) + 1:02}-{int(d):02}" for m, d, y in DATE.findall(r["text"])}
            pair = (min(state, "USA"), max(state, "USA"))
            found.setdefault(pair, set()).update(d for d in days if d[:4] in r["years_in_heading"])
    return found


@pytest.mark.skipif(not XREF.exists(), reason="the lists to compare with are not here")
def test_verified_dates_agree_with_the_lists():
    own: dict[tuple[str, str], list[str]] = {}
    for r in rows():
        own.setdefault((r["country_a"], r["country_b"]), []).append(r["date"])
    verified = {(r["country_a"], r["country_b"]) for r in rows() if r["grade"] == "verified"}
    with (ROOT / "tests" / "reference" / "relation_waivers.csv").open(encoding="utf-8", newline="") as file:
        waived = {(r["country_a"], r["country_b"]) for r in csv.DictReader(file)}
    compared = {p: dates for p, dates in listed().items() if p in verified}
    read = {p: dates | stated().get(p, set()) for p, dates in compared.items()}
    equal, as_read = alike(compared, own), alike(read, own)
    assert len(compared) > 200
    assert len(equal) / len(compared) >= 0.95
    assert len(as_read) / len(compared) >= 0.97
    print(
        f"{len(equal)} of {len(compared)} verified pairs are equal to the lists, {len(as_read)} to what they were made of"
    )
    print(f"not waived: {sorted(compared.keys() - equal - waived)}")
    assert not compared.keys() - equal - waived


def alike(theirs: dict[tuple[str, str], set[str]], own: dict[tuple[str, str], list[str]]) -> set[tuple[str, str]]:
    """The pairs of which one of their dates is one of ours, as far as both go."""
    return {p for p, dates in theirs.items() if any(d.startswith(o) or o.startswith(d) for d in dates for o in own[p])}
