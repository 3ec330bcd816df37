"""The shelf of states, organisations and occasions: its laws for English, and headlines that try to mislead."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from toolkit import mention, reference
from toolkit.coding import headlines
from toolkit.language import fold

TRAPS = Path(__file__).parent / "traps"
KINDS = {*reference.ALIAS_KIND, "pair", "both", "parliament"}
SHARED_ADJECTIVE = {
    "COG",
    "DMA",
}  # "Congolese" and "Dominican" are two states'; each stands where it is surest, or nowhere
CITY_STATES = {"VAT"}  # the state's name is its capital's


def aliases(*kinds: str, lang: str = "en") -> list[dict[str, str]]:
    return [r for r in reference.rows("aliases") if r["lang"] == lang and (not kinds or r["kind"] in kinds)]


def living() -> list[str]:
    return [s for s, r in reference.states().items() if r["status"] != "historical"]


def named(text: str, published: str = "2025-01-01", lang: str = "en") -> tuple[str, ...]:
    found = mention.read(text, 0, len(text), lang)["states"]
    return headlines.read(text, found, 0, lang, date.fromisoformat(published)).countries


def placed(text: str, lang: str = "en") -> tuple[str, ...]:
    """The states that the words of a headline name, its leaders left aside."""
    found = mention.read(text, 0, len(text), lang)["states"]
    return tuple(sorted({m.value.split(":")[0] for m in found if m.kind in "SAC" and not m.value.endswith(":place")}))


def traps(lang: str) -> list[dict[str, str]]:
    with (TRAPS / f"headlines_{lang}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_states_are_the_members_the_observers_and_their_predecessors():
    status = defaultdict(set)
    for state, row in reference.states().items():
        status[row["status"]].add(state)
    assert len(status["un_member"]) == 193
    assert {"VAT", "PSE"} <= status["observer"]
    assert {"TWN", "XKX", "ESH"} <= status["partial"]
    assert {"SUN", "CSK", "YUG", "SCG", "DDR", "YMD", "VDR"} <= status["historical"]


@pytest.mark.parametrize("column", ("iso2", "iso_number"))
def test_codes_of_living_states_are_unique(column):
    held = [reference.states()[s][column] for s in living() if reference.states()[s][column]]
    assert len(held) == len(set(held))


@pytest.mark.parametrize("column", ("cow", "gw"))
def test_numbers_of_the_state_systems_are_unique(column):
    """A predecessor may hand its number on: Yugoslavia's is Serbia's, the Soviet Union's is Russia's."""
    held = [reference.states()[s][column] for s in living() if reference.states()[s][column]]
    assert len(held) == len(set(held))
    members = [s for s in living() if reference.states()[s]["status"] == "un_member"]
    assert all(reference.states()[s][column] for s in members)


def test_predecessors_have_an_end_and_successors_name_them():
    states = reference.states()
    heirs = {old for r in states.values() for old in r["succeeds"].split(";") if old}
    assert heirs <= set(states)
    for state, row in states.items():
        if row["status"] == "historical":
            assert row["valid_until"], state
            assert state in heirs, state
        if row["valid_from"] and row["valid_until"]:
            assert row["valid_from"] < row["valid_until"], state


def test_every_alias_resolves():
    assert {r["target_id"] for r in aliases()} <= set(living())


def test_every_alias_is_of_a_known_kind():
    assert {r["kind"] for r in aliases()} <= KINDS
    assert {r["needs_cue"] for r in aliases()} <= {"", "own", "other"}


def test_an_alias_means_one_state_at_a_time():
    held = defaultdict(set)
    for r in aliases():
        if r["kind"] != "both":
            held[fold(r["alias"])].add(r["target_id"])
    assert {a: ids for a, ids in held.items() if len(ids) > 1} == {}


def test_dates_of_aliases_are_in_order():
    for r in aliases():
        for day in (r["valid_from"], r["valid_until"]):
            assert not day or date.fromisoformat(day)
        if r["valid_from"] and r["valid_until"]:
            assert r["valid_from"] < r["valid_until"], r


@pytest.mark.parametrize("state", living())
def test_every_state_has_name_adjective_and_capital(state):
    kinds = {r["kind"] for r in aliases() if r["target_id"] == state}
    assert kinds & {"short", "official"}
    assert "adj" in kinds or state in SHARED_ADJECTIVE
    assert "capital" in kinds or state in CITY_STATES


@pytest.mark.parametrize("row", aliases("short", "official", "adj", "capital"), ids=lambda r: r["alias"])
def test_a_name_in_a_headline_names_its_state(row):
    text = f"Talks with {row['alias']} resume"
    assert placed(text) == (() if row["needs_cue"] else (row["target_id"],)), text


@pytest.mark.parametrize("row", aliases("metonym"), ids=lambda r: r["alias"])
def test_a_palace_speaks_for_its_state(row):
    assert placed(f"Envoys leave {row['alias']} without a deal") == (() if row["needs_cue"] else (row["target_id"],))


def test_enough_palaces():
    assert len({r["target_id"] for r in aliases("metonym")}) >= 60


@pytest.mark.parametrize("row", aliases("place"), ids=lambda r: r["alias"])
def test_a_city_that_is_no_capital_names_no_state(row):
    assert placed(f"Envoys leave {row['alias']} without a deal") == ()


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Korea opens museum", ()),
        ("Korea and Norway open museum", ("KOR", "NOR")),
        ("Inter-Korean talks stall", ("KOR", "PRK")),
        ("Congo and Angola open bridge", ("AGO",)),
        ("DR Congo and Angola open bridge", ("AGO", "COD")),
        ("Fishermen return to Male", ("MDV",)),
        ("Male fishermen return", ()),
        ("Join us in Paris", ("FRA",)),
    ],
)
def test_a_name_that_needs_a_cue_waits_for_it(text, states):
    assert named(text) == states


@pytest.mark.parametrize("row", reference.rows("alias_blocks"), ids=lambda r: r["reason"])
def test_a_block_has_a_sentence_without_a_state(row):
    assert re.search(row["regex"], row["test_sentence"])
    assert placed(row["test_sentence"], lang=row["lang"]) == ()


@pytest.mark.parametrize("row", aliases("short", "official", "alt"), ids=lambda r: r["alias"])
def test_no_block_takes_a_plain_sentence(row):
    if not row["needs_cue"]:
        assert placed(f"{row['alias']} and Zambia sign trade deal") == tuple(sorted({row["target_id"], "ZMB"}))


def test_organisations():
    rows = reference.rows("organisations")
    languages = defaultdict(set)
    meanings = defaultdict(set)
    for r in rows:
        languages[r["organisation_id"]].add(r["lang"])
        meanings[r["lang"], fold(r["alias"])].add(r["organisation_id"])
        assert r["kind"] in ("full", "abbr")
    assert len(languages) >= 60
    assert all(held >= {"en", "es", "fr", "ru", "ar", "zh"} for held in languages.values())
    assert {a: ids for a, ids in meanings.items() if len(ids) > 1} == {}


def test_an_organisation_is_no_state_but_a_partner():
    text = "ASEAN and the Organization of American States meet"
    assert named(text) == ()
    held = [m.value for m in mention.read(text, 0, len(text), "en")["anniversaries"] if m.kind == "O"]
    assert held == ["ASEAN", "OAS"]


@pytest.mark.parametrize("state", living())
def test_every_state_has_its_day(state):
    days = [r for r in reference.rows("occasions") if r["target_id"] == state]
    assert days
    for r in days:
        assert r["name"]
        assert r["source"]
        assert r["rule"] in ("fixed", "movable")
        if r["rule"] == "fixed":
            assert date(2024, int(r["month"]), int(r["day"]))
        assert not r["base_year"] or int(r["base_year"]) <= date.today().year


def test_agencies_serve_living_states():
    held = [r["name"] for r in reference.rows("agencies")]
    assert len(held) == len(set(held))
    assert {r["state_id"] for r in reference.rows("agencies") if r["state_id"]} <= set(living())


def test_headlines_name_what_they_name():
    rows = traps("en")
    wrong = [
        f"{got} should be {r['countries']}: {r['text']}"
        for r in rows
        if (got := ";".join(named(r["text"], r["published"]))) != r["countries"]
    ]
    assert len(rows) >= 230
    assert sum(not r["countries"] for r in rows) >= len(rows) * 2 // 5
    assert len(wrong) <= 0.03 * len(rows), "\n".join(wrong)


def test_the_traps_name_no_state_by_ones_and_twos():
    """Of the headlines without a state at least 97 in 100 stay so: a false state is worse than a missed one."""
    empty = [r for r in traps("en") if not r["countries"]]
    false = [r["text"] for r in empty if named(r["text"], r["published"])]
    assert len(false) <= 0.03 * len(empty), "\n".join(false)
