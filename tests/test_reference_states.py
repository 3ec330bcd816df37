"""The shelf of states, organisations and occasions: its laws for English, and headlines that try to mislead."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from toolkit import mention, reference
from toolkit.coding import headlines
from toolkit.explain import code
from toolkit.language import fold
from toolkit.spans import MOVED, spans

TRAPS = Path(__file__).parent / "traps"
KINDS = {*reference.ALIAS_KIND, "pair", "both", "parliament"}
DAY = timedelta(days=1)
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
    when = date.fromisoformat(published)
    found = mention.read(text, 0, len(text), lang, when=when)["states"]
    return headlines.read(text, found, 0, lang, when).countries


def placed(text: str, lang: str = "en", when: date | None = None) -> tuple[str, ...]:
    """The states that the words of a headline name on a day, its leaders left aside."""
    found = mention.read(text, 0, len(text), lang, when=when)["states"]
    return tuple(sorted({m.value.split(":")[0] for m in found if m.kind in "SAC" and not m.value.endswith(":place")}))


def last(row: dict[str, str]) -> date | None:
    """The last day on which a name had its meaning; none where it has it still."""
    return date.fromisoformat(row["valid_until"]) - DAY if row["valid_until"] else None


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


@pytest.mark.parametrize(
    ("text", "published", "states"),
    [
        ("Envoys leave Yangon without a deal", "2005-11-05", ("MMR",)),  # the capital then
        ("Envoys leave Yangon without a deal", "2005-11-06", ()),  # a city since
        ("Envoys leave Naypyidaw without a deal", "2005-11-05", ()),
        ("Envoys leave Naypyidaw without a deal", "2005-11-06", ("MMR",)),
        ("Bonn welcomes the deal", "1998-06-01", ("DEU",)),
        ("Bonn welcomes the deal", "2010-06-01", ()),
        ("Lagos welcomes the deal", "1990-06-01", ("NGA",)),
        ("Lagos welcomes the deal", "2010-06-01", ()),
        ("Bujumbura and Gitega wait for rain", "2024-06-01", ("BDI",)),  # the government sits in both
        ("Gitega waits for rain", "2010-06-01", ()),
        ("Yongsan weighs the offer", "2021-06-01", ()),
        ("Yongsan weighs the offer", "2023-06-01", ("KOR",)),
        ("Yongsan weighs the offer", "2026-06-01", ()),
        ("Los Pinos weighs the offer", "2012-06-01", ("MEX",)),
        ("Los Pinos opens as a museum", "2019-06-01", ()),
        ("Nur-Sultan hosts talks", "2018-06-01", ()),  # nobody called the city so yet
        ("Nur-Sultan hosts talks", "2020-06-01", ("KAZ",)),
        ("What Nur-Sultan promised", "2024-06-01", ("KAZ",)),  # told of the past, the same city
        ("Astana hosts talks", "2020-06-01", ("KAZ",)),
        ("Swaziland at fifty", "2018-04-01", ("SWZ",)),
        ("Swaziland's old coins find a buyer", "2024-06-01", ("SWZ",)),
        ("Turkey and Zaire: a history", "2025-06-01", ("COD", "TUR")),
        ("Macedonia waits for its name", "2010-06-01", ("MKD",)),
        ("Burma and the Soviet Union in the archives", "2025-06-01", ("MMR", "RUS")),
        ("Czechoslovakia's glass on show", "2025-06-01", ("CZE",)),
    ],
)
def test_dates_of_names_decide(text, published, states):
    """A seat speaks for its state while it is one; a name is told long after it has ended, but never before it is given."""
    assert named(text, published) == states


def test_an_article_is_read_on_its_day():
    """From the page's date to the states of its headline."""
    for day, states in (("2004-03-02", ["MMR"]), ("2014-03-02", [])):
        made = code(
            "Yangon welcomes the deal\n\nThe minister spoke to reporters on Tuesday.", date.fromisoformat(day), "en"
        )
        assert made["headlines"].filter(kind="title")["countries"].to_list() == [states]


@pytest.mark.parametrize("row", [r for r in reference.rows("aliases") if r["valid_from"]], ids=lambda r: r["alias"])
def test_no_name_is_read_before_it_is_given(row):
    """In every language; a city was there before it became a capital, and names no state."""
    span = spans(row["lang"])[fold(row["alias"])]
    assert span.since
    early = span.meaning(row["target_id"], span.since - DAY)
    assert early == (f"{row['target_id']}:place" if row["kind"] in MOVED else None)
    assert span.meaning(row["target_id"], span.since) == row["target_id"]


def test_no_end_takes_a_name_from_its_state():
    """Whatever the day after it began: only seats lose their meaning, and then they are places."""
    for r in reference.rows("aliases"):
        span = spans(r["lang"]).get(fold(r["alias"]))
        if span and r["valid_until"] and r["kind"] not in ("both", "pair"):
            late = span.meaning(r["target_id"], date(2030, 1, 1))
            assert late == (f"{r['target_id']}:place" if r["kind"] in MOVED else r["target_id"]), r


def test_with_a_day_nobody_former_is_a_leader():
    """Without one, who ever led is; of two of one name the one who still does."""
    kinds = frozenset({"both", "hos", "hog"})
    assert reference.leader(fold("Angela Merkel"), "en", date(2022, 5, 1), kinds) is None
    for day in (date(2015, 5, 1), None):
        held = reference.leader(fold("Angela Merkel"), "en", day, kinds)
        assert held
        assert held.state == "DEU"


@pytest.mark.parametrize("state", living())
def test_every_state_has_name_adjective_and_capital(state):
    kinds = {r["kind"] for r in aliases() if r["target_id"] == state}
    assert kinds & {"short", "official"}
    assert "adj" in kinds or state in SHARED_ADJECTIVE
    assert "capital" in kinds or state in CITY_STATES


@pytest.mark.parametrize("row", aliases("short", "official", "adj", "capital"), ids=lambda r: r["alias"])
def test_a_name_in_a_headline_names_its_state(row):
    text = f"Talks with {row['alias']} resume"
    assert placed(text, when=last(row)) == (() if row["needs_cue"] else (row["target_id"],)), text


@pytest.mark.parametrize("row", aliases("metonym"), ids=lambda r: r["alias"])
def test_a_palace_speaks_for_its_state(row):
    text = f"Envoys leave {row['alias']} without a deal"
    assert placed(text, when=last(row)) == (() if row["needs_cue"] else (row["target_id"],))


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
    assert len(rows) >= 640
    assert sum(not r["countries"] for r in rows) >= len(rows) * 2 // 5
    assert len(wrong) <= 0.03 * len(rows), "\n".join(wrong)


def test_the_traps_name_no_state_by_ones_and_twos():
    """Of the headlines without a state at least 97 in 100 stay so: a false state is worse than a missed one."""
    empty = [r for r in traps("en") if not r["countries"]]
    false = [r["text"] for r in empty if named(r["text"], r["published"])]
    assert len(false) <= 0.03 * len(empty), "\n".join(false)
