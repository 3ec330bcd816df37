"""The shelf beside the lists of leaders, visits and holidays that others keep. Skipped where the lists are not at hand."""

from __future__ import annotations

import csv

import pytest

from tests.reference import agreement, printed, xref
from toolkit import reference

beside = pytest.mark.skipif(xref.folder() is None, reason="the lists to compare with are absent (AMITY_SHARED)")
KINDS = {"term", "convention", "office", "error", "name", "open"}


def by_source(source: str) -> tuple[agreement.Compared, ...]:
    return tuple(r for r in agreement.compared() if r.printed.source.startswith(source))


@beside
def test_the_lists_are_read():
    """Empty lists agree with everything."""
    assert len(by_source("factbook")) >= 1200
    assert len(by_source("archigos")) >= 680
    assert len(by_source("ministers")) >= 370
    assert len(by_source("leaders")) >= 800
    assert len({r.printed.state for r in agreement.compared()}) >= 195


@beside
@pytest.mark.parametrize("source", ("factbook", "archigos", "ministers", "leaders"))
def test_their_holders_are_on_the_shelf(source):
    rows = by_source(source)
    assert agreement.found(rows).value >= 0.98, [r.key for r in rows if r.term is None]


@beside
def test_their_holders_are_on_the_shelf_with_nobody_left_aside():
    assert agreement.found(agreement.compared(), raw=True).value >= 0.98


@beside
def test_starts_agree():
    rows = agreement.compared()
    assert agreement.within(rows, agreement.NEAR).value >= 0.85
    assert agreement.within(rows, agreement.SOFT).value >= 0.95


@beside
def test_starts_agree_with_nothing_left_aside():
    """Lists that count terms, elections or oaths anew pull the raw figures down; they may not fall further."""
    rows = agreement.compared()
    assert agreement.within(rows, agreement.NEAR, raw=True).value >= 0.85
    assert agreement.within(rows, agreement.SOFT, raw=True).value >= 0.90


@beside
def test_starts_of_holders_agree_with_nothing_left_aside():
    """Each holder once, by the nearest of the starts that a list prints for him: re-elections pull this down no more."""
    rows = agreement.compared()
    assert agreement.holders(rows, agreement.NEAR).value >= 0.85
    assert agreement.holders(rows, agreement.SOFT).value >= 0.95


@beside
def test_every_other_difference_is_explained():
    assert [(r.key, r.term and r.term.start) for r in agreement.unexplained(agreement.compared())] == []


@beside
def test_no_waiver_outlives_its_difference():
    assert agreement.unused() == []


@beside
def test_visitors_resolve_on_the_day():
    share = agreement.resolved()
    assert share.whole >= 1400
    assert share.value >= 0.93


@beside
def test_visitors_do_not_resolve_to_others():
    """A visitor's family name is one of the person's: the resolver may not answer with the office alone."""
    wrong = []
    for visit in xref.visits():
        tenure = agreement.visitor(visit)
        if tenure and not printed.likeness(visit.visitor, tenure.person_id):
            wrong.append((visit, tenure.person_id))
    assert wrong == []


@beside
def test_hosts_of_journeys_are_in_office():
    """Presidents and prime ministers since 2000, foreign ministers since 2010, as the record of American journeys names them."""
    leaders, ministers = agreement.met(minister=False), agreement.met(minister=True)
    assert leaders.whole >= 1000
    assert leaders.value >= 0.97
    assert ministers.whole >= 350
    assert ministers.value >= 0.97


@beside
def test_national_days_are_holidays():
    assert agreement.same_days().value >= 0.95
    assert set(agreement.strange_days()) <= set(agreement.waivers())


def test_waivers_are_sorted_and_say_why():
    with xref.WAIVERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(r["office_id"], r["person_id"], r["source"], r["reference"]) for r in rows]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))
    assert {r["kind"] for r in rows} <= KINDS
    assert {r["field"] for r in rows} <= {"start", "holder", "day"}
    assert all(r["reason"] for r in rows)


def test_waivers_name_what_is_on_the_shelf():
    offices = {r["office_id"] for r in reference.rows("offices")}
    starts = {(r["office_id"], r["person_id"], r["start"]) for r in reference.rows("tenures")}
    for (_, office, person, _), row in agreement.waivers().items():
        assert office in (offices if person else reference.states()), row
        assert not person or (office, person, row["ours"]) in starts, row


def test_names_are_told_across_romanisations():
    assert printed.likeness("President Volodymyr ZELENSKYY", "ukr-volodymyr-zelensky") == 1
    assert printed.likeness("President Abdelfattah ELSISI", "egy-abdel-fattah-el-sisi") > 0.5
    assert printed.likeness("Prime Minister Boris JOHNSON", "gbr-david-cameron") == 0


def test_tenures_drawn_by_lot_agree():
    """A hundred starts that a second reader wrote from memory before looking; corrections of the shelf may raise the figure."""
    assert agreement.agreed(agreement.NEAR).whole == 100
    assert agreement.agreed(agreement.NEAR).value >= 0.85
    assert agreement.agreed(agreement.SOFT).value >= 0.95
