"""The whole shelf, told as Wikidata would tell it: beside itself it makes no finding, and every error put in makes one."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from toolkit import reference
from toolkit.refresh import answers, comparison, identity

KINDS = {"hos": ("hos",), "supreme": ("hos",), "both": ("hos", "hog"), "hog": ("hog",), "fm": ("fm",)}
PRECISION = {10: "11", 7: "10", 4: "9"}


def time(text):
    return text + "-01-01"[len(text) - 4 if len(text) < 10 else 6 :] + "T00:00:00Z"


@pytest.fixture(scope="module")
def mirror():
    """Offices, rows of holders and names, with made-up item numbers; and person_id -> number."""
    offices = {r["office_id"]: (f"Q{i}", r) for i, r in enumerate(reference.rows("offices"), 1)}
    persons = {p: f"Q{i}" for i, p in enumerate(sorted(reference.persons()), 10_000)}
    held = {q: {(r["state_id"], k) for k in KINDS[r["kind"]]} for q, r in offices.values() if r["kind"] in KINDS}
    rows = [
        {"office": offices[r["office_id"]][0], "person": persons[r["person_id"]], "statement": f"s{i}"}
        | {"start": time(r["start"]), "startP": PRECISION[len(r["start"])]}
        | ({"end": time(r["end"]), "endP": PRECISION[len(r["end"])]} if r["end"] else {})
        for i, r in enumerate(reference.rows("tenures"))
        if r["person_id"] and offices[r["office_id"]][0] in held
    ]
    names = {persons[p]: {"en": [(r["name"], "label")]} for p, r in reference.persons().items()}
    return held, rows, names, persons


def compared(held, rows, names):
    spells = answers.spells(rows, held)
    known = identity.persons(spells, names)
    counted = Counter()
    return spells, known, comparison.persons(spells, known, names, counted), counted


def test_times_are_written_in_full():
    assert [time(t)[:10] for t in ("2024", "2024-05", "2024-05-17")] == ["2024-01-01", "2024-05-01", "2024-05-17"]


def test_the_shelf_agrees_with_itself(mirror):
    held, rows, names, persons = mirror
    spells, known, findings, counted = compared(held, rows, names)
    assert len(spells) > 3900
    assert known == {persons[p]: p for p in persons if persons[p] in {s.person for s in spells}}
    assert (findings, counted) == ([], {"same": len(spells)})
    assert comparison.names(spells, known, names) == []


def test_a_start_moved_by_a_fortnight_is_noticed(mirror):
    held, rows, names, _ = mirror
    drawn = random.Random(7).sample([r for r in rows if r["startP"] == "11" and r["start"] > "2010"], 40)
    noticed = 0
    for row in drawn:
        day = answers.bounds(row["start"][:10])[0].toordinal() - 14
        moved = row | {"start": answers.date.fromordinal(day).isoformat() + "T00:00:00Z"}
        own = [moved if r is row else r for r in rows if r["person"] == row["person"]]
        noticed += any(f.change == "start_over_3" and f.days == 14 for f in compared(held, own, names)[2])
    assert noticed >= 36  # the rest join an earlier term of the same person, or begin another office that day


def test_a_stranger_is_new_and_a_term_that_ends_has_ended(mirror):
    held, rows, names, _ = mirror
    drawn = random.Random(8).sample([r for r in rows if "end" not in r], 40)
    for row in drawn:
        ended = row | {"end": "2027-02-03T00:00:00Z", "endP": "11"}
        stranger = row | {"person": "Q9", "start": "2027-02-03T00:00:00Z", "startP": "11"}
        said = names | {"Q9": {"en": [("Xq Wvorzkyx Jjunbla", "label")]}}
        changes = [f.change for f in compared(held, [ended, stranger | {"statement": "new"}], said)[2]]
        assert sorted(changes) == ["ended", "new_holder"], row
