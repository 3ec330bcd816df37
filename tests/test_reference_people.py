"""The shelf of persons and offices: its laws. Who held what, from when to when, under which names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from toolkit import reference
from toolkit.language import fold, load

KINDS = set(reference.RANK)
ORDERS = {"given_first", "family_first", "given_last", "mononym", "regnal"}
WRITTEN = date(2026, 5, 1)  # until when the shelf claims to be complete
SINCE = {"hos": date(2000, 1, 1), "hog": date(2000, 1, 1), "fm": date(2010, 1, 1)}
DUTY = {"hos": ("hos", "both", "supreme"), "hog": ("hog", "both"), "fm": ("fm",)}
DAY = timedelta(days=1)

# The script of a language's names; a king's numeral and an initial may stay Latin.
SCRIPT = {"ru": "CYRILLIC", "uk": "CYRILLIC", "ar": "ARABIC", "fa": "ARABIC", "zh": "CJK", "ko": "HANGUL"}
SCRIPT |= dict.fromkeys(("es", "fr", "pt", "tr", "de", "id", "vi", "hu"), "LATIN")
LATIN_PART = re.compile(r"\b(?:[IVX]+|[A-Z]{1,2})\b")
NAMED_SINCE = {"hos": 2008, "hog": 2008, "both": 2008, "crown": 2008, "party": 2008, "supreme": 2008, "fm": 2019}

# Two persons of one name in one state.
NAMESAKES = {"gnb-joao-bernardo-vieira-ii", "lva-andris-berzins-1951"}


@cache
def offices() -> dict[str, dict[str, str]]:
    return {r["office_id"]: r for r in reference.rows("offices")}


@cache
def terms() -> dict[str, list[dict[str, str]]]:
    """office_id -> its rows of tenures.csv, oldest first, vacancies among them."""
    found = defaultdict(list)
    for r in reference.rows("tenures"):
        found[r["office_id"]].append(r)
    return {o: sorted(rows, key=lambda r: (first(r["start"]), last(r["end"]))) for o, rows in found.items()}


def first(text: str) -> date:
    """The earliest day that a date can mean."""
    return reference.day(text) or date.max


def last(text: str) -> date:
    """The latest day that a date can mean; of an open end, no day."""
    return reference.day(text, last=True) or date.max


def living() -> list[str]:
    """States whose offices the shelf keeps: all that are no history."""
    return [s for s, r in reference.states().items() if r["status"] != "historical"]


def gaps(spans: list[tuple[date, date]], start: date, end: date) -> list[date]:
    """Days from which on nobody is named, within a period; a handover may take a day."""
    found, at = [], start
    for begin, until in sorted(spans):
        if at >= end:
            break
        if begin > at + DAY:
            found.append(at)
        at = max(at, until)
    return found + ([at] if at < end else [])


def test_enough_people():
    assert len(reference.persons()) >= 3700
    assert len(reference.rows("tenures")) >= 4700


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("offices", ("office_id",)),
        ("persons", ("person_id",)),
        ("tenures", ("office_id", "start", "person_id")),
        ("person_names", ("person_id", "lang", "kind", "name")),
    ],
)
def test_tables_are_sorted_by_their_keys(name, key):
    keys = [tuple(r[c] for c in key) for r in reference.rows(name)]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def test_keys_resolve():
    held = {r["person_id"] for r in reference.rows("tenures")} - {""}
    assert held == set(reference.persons())
    assert set(terms()) == set(offices())
    assert {r["state_id"] for r in offices().values()} <= set(reference.states())
    assert {r["person_id"] for r in reference.rows("person_names")} <= set(reference.persons())


def test_identifiers_say_the_state():
    for office, r in offices().items():
        assert office.split(".")[0] == r["state_id"]
    for person, r in reference.persons().items():
        assert re.fullmatch(r"[a-z]{3}(-[a-z0-9]+)+", person)
        assert person[:3].upper() == r["state_id"]


def test_offices_are_of_known_kinds_and_roles():
    roles = {*load("en").sections["title"], "other"} - {""}
    for r in offices().values():
        assert r["kind"] in KINDS, r
        assert r["role"] in roles, r
        assert r["title"], r
        assert r["collective"] in ("0", "1"), r


def test_dates_are_dates_in_order():
    for r in reference.rows("tenures"):
        for column in ("start", "end"):
            assert {"day": 10, "month": 7, "year": 4, "": 0}[r[f"{column}_precision"] if r[column] else ""] == len(
                r[column]
            ), r
            assert not r[column] or first(r[column]) <= last(r[column])
        assert r["start"], r
        assert first(r["start"]) <= last(r["end"]), r


def test_every_term_says_how_sure_it_is():
    for r in reference.rows("tenures"):
        assert r["grade"] in ("A", "B", "C"), r
        assert r["acting"] in ("0", "1"), r
        assert r["source"], r
        assert r["person_id"] or r["source"] == "vacant", r
        assert r["grade"] != "A" or r["start_precision"] == "day", r


def test_terms_of_an_office_do_not_overlap():
    """A handover known to the month only may lie anywhere in it; an open term is the last."""
    wrong = [
        (office, before["person_id"], after["person_id"], after["start"])
        for office, rows in terms().items()
        if offices()[office]["collective"] == "0"
        for before, after in pairwise(rows)
        if not before["end"] or first(before["end"]) > last(after["start"])
    ]
    assert wrong == []


def test_terms_lie_within_the_dates_of_their_office():
    for office, rows in terms().items():
        begun, ended = first(offices()[office]["valid_from"]), last(offices()[office]["valid_until"])
        for r in rows:
            assert begun == date.max or last(r["start"]) >= begun, r
            assert ended == date.max or first(r["end"]) <= ended, r


def test_nobody_holds_an_office_twice_at_a_time():
    own = defaultdict(list)
    for r in reference.rows("tenures"):
        if r["person_id"]:
            own[r["office_id"], r["person_id"]].append((first(r["start"]), first(r["end"])))
    for key, spans in own.items():
        spans.sort()
        assert all(a[1] <= last(b[0].isoformat()) for a, b in pairwise(spans)), key


@pytest.mark.parametrize("office", sorted(terms()))
def test_no_gap_in_an_office_is_silent(office):
    rows = terms()[office]
    spans = [(first(r["start"]), last(r["end"])) for r in rows]
    assert gaps(spans, spans[0][0], spans[-1][0]) == []


@pytest.mark.parametrize("duty", sorted(DUTY))
@pytest.mark.parametrize("state", living())
def test_every_state_is_led_without_a_silent_gap(state, duty):
    """Heads of state and of government since 2000, foreign ministers since 2010; an office may be younger, as the state may."""
    own = [o for o, r in offices().items() if r["state_id"] == state and r["kind"] in DUTY[duty]]
    if duty == "fm" and reference.states()[state]["status"] == "associated":
        pytest.skip("the head of government is the foreign minister")
    assert own
    young = [first(offices()[o]["valid_from"]) for o in own if offices()[o]["valid_from"]]
    start = max(SINCE[duty], reference.day(reference.states()[state]["valid_from"]) or date.min)
    if len(young) == len(own):
        start = max(start, min(young))
    spans = [(first(r["start"]), last(r["end"])) for o in own for r in terms()[o]]
    assert gaps(spans, start, WRITTEN) == []


def test_nobody_leads_two_states():
    for person, held in reference.tenures().items():
        states = {t.state for t in held}
        assert len(states) == 1 or person.startswith("gbr-") or states <= {"AND", "FRA"}, person


def test_every_person_has_a_name_a_short_name_and_an_order():
    for person, r in reference.persons().items():
        assert r["name"].strip() == r["name"] != "", person
        assert r["order"] in ORDERS, person
        assert r["gender"] in ("m", "f"), person
        assert r["second_ref"], person


def test_no_short_name_is_a_letter():
    short = [
        (person, name)
        for person, r in reference.persons().items()
        for name in (*r["second_ref"].split("|"), *r["aliases"].split("|"))
        if len(name.strip()) == 1
    ]
    short += [(r["person_id"], r["name"]) for r in reference.rows("person_names") if len(r["name"]) < 2]
    assert short == []


def test_a_full_name_means_one_person_of_a_state():
    meanings = defaultdict(set)
    for person, r in reference.persons().items():
        for name in (r["name"], *r["aliases"].split("|")):
            meanings[r["state_id"], fold(name)].add(person)
    shared = {k: held for k, held in meanings.items() if k[1] and len(held - NAMESAKES) > 1}
    assert shared == {}


@pytest.mark.parametrize("lang", sorted(SCRIPT))
def test_names_are_in_the_script_of_their_language(lang):
    names = [r for r in reference.rows("person_names") if r["lang"] == lang]
    assert names
    wrong = []
    for r in names:
        own = r["name"] if SCRIPT[lang] == "LATIN" else LATIN_PART.sub("", r["name"].replace("·", " "))
        if not own.strip() or any(c.isalpha() and not unicodedata.name(c).startswith(SCRIPT[lang]) for c in own):
            wrong.append((r["person_id"], r["name"]))
    assert wrong == []


def test_native_names_are_full_or_second_and_plain():
    for r in reference.rows("person_names"):
        assert r["kind"] in ("full", "second"), r
        assert r["name"] == unicodedata.normalize("NFC", r["name"]), r
        assert r["name"] == " ".join(r["name"].split()), r


@pytest.mark.parametrize("lang", ("ru", "ar", "zh"))
def test_recent_leaders_have_names_in_the_other_scripts(lang):
    """Who led a state since 2008, or its foreign affairs since 2019."""
    named = {r["person_id"] for r in reference.rows("person_names") if r["lang"] == lang and r["kind"] == "full"}
    wanted = {
        person
        for person, held in reference.tenures().items()
        for t in held
        if t.kind in NAMED_SINCE and (t.end is None or t.end >= date(NAMED_SINCE[t.kind], 1, 2))
    }
    assert wanted - named == set()


@pytest.mark.parametrize(
    ("name", "language", "day", "state", "role"),
    [
        ("Angela Merkel", "en", date(2021, 12, 7), "DEU", "chancellor"),
        ("Olaf Scholz", "en", date(2021, 12, 9), "DEU", "chancellor"),
        ("习近平", "zh", date(2015, 9, 28), "CHN", "president"),
        ("Си Цзиньпин", "ru", date(2015, 9, 28), "CHN", "president"),
        ("شي جين بينغ", "ar", date(2015, 9, 28), "CHN", "president"),
        ("Miguel Díaz-Canel", "en", date(2025, 9, 28), "CUB", "president"),
        ("Benigno Aquino III", "en", date(2015, 11, 18), "PHL", "president"),
        ("Mark Brown", "en", date(2023, 9, 25), "COK", "prime_minister"),
    ],
)
def test_a_name_and_a_day_make_an_office(name, language, day, state, role):
    held = [t for p in reference.named(fold(name), language) if (t := reference.in_office(p, day))]
    assert [(t.state, t.role) for t in held] == [(state, role)]


def test_a_former_holder_is_out_of_office():
    (person,) = reference.named(fold("Angela Merkel"))
    assert reference.in_office(person, date(2022, 1, 1)) is None
    assert [t.person_id for t in reference.holding("DEU", "chancellor", date(2022, 1, 1))] == ["deu-olaf-scholz"]


@pytest.mark.parametrize("name", ("offices", "persons", "person_names", "tenures"))
def test_the_sources_say_how_many(name):
    """Within two in a hundred, so that a mended row does not ask for a new document."""
    text = (reference.FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    told = re.search(rf"^\| {name} \| ([\d,]+) \|", text, re.MULTILINE)
    assert told
    assert abs(int(told[1].replace(",", "")) / len(reference.rows(name)) - 1) <= 0.02
