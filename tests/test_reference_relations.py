"""Laws of the ties between states, and their dates against lists made elsewhere, which are compared only."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest

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


@pytest.mark.skipif(not XREF.exists(), reason="the lists to compare with are not here")
def test_verified_dates_agree_with_the_lists():
    own: dict[tuple[str, str], list[str]] = {}
    for r in rows():
        own.setdefault((r["country_a"], r["country_b"]), []).append(r["date"])
    verified = {(r["country_a"], r["country_b"]) for r in rows() if r["grade"] == "verified"}
    with (ROOT / "tests" / "reference" / "relation_waivers.csv").open(encoding="utf-8", newline="") as file:
        waived = {(r["country_a"], r["country_b"]) for r in csv.DictReader(file)}
    compared = {p: dates for p, dates in listed().items() if p in verified}
    equal = {
        p for p, dates in compared.items() if any(d.startswith(o) or o.startswith(d) for d in dates for o in own[p])
    }
    assert len(compared) > 200
    assert len(equal) / len(compared) >= 0.95
    print(
        f"{len(equal)} of {len(compared)} verified pairs agree; not waived: {sorted(compared.keys() - equal - waived)}"
    )
    assert not compared.keys() - equal - waived
