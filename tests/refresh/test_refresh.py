"""A whole run against the recorded service: what it asks, what it finds row by row, what it writes and what it never touches."""

from __future__ import annotations

import csv
import hashlib

import pytest

from tests.refresh.recorded import send
from toolkit import cli
from toolkit.refresh import PACKAGE, answers, folder, identity, refresh
from toolkit.refresh.comparison import Finding
from toolkit.refresh.review_table import write
from toolkit.refresh.service import UnansweredError

AGENT = "Jo Doe (mailto:jo@example.org)"
RELATIONS = 8  # requests: 199 states with a code, 25 each
PEOPLE = ["offices", "holders", "names"]
WD = "http://www.wikidata.org/entity/statement/"


@pytest.fixture
def run(recorded, tmp_path):
    def asked(**manner):
        return refresh(AGENT, endpoint=recorded.url, cache=tmp_path / "cache", sleep=lambda seconds: None, **manner)

    return asked


def rows(done, *changes):
    return [
        (f.change, f.state_id, f.office, f.person_id or f.name, f.shelf, f.wikidata, f.days, f.qid, f.source)
        for f in done.findings
        if f.change in changes
    ]


def test_holders_row_by_row(run):
    done = run(only="persons")
    assert rows(done, *{f.change for f in done.findings}) == [
        (
            "new_holder",
            "JPN",
            "JPN.fm",
            "jpn-taro-kono",
            "jpn-toshimitsu-motegi 2025-10-21 to now",
            "2026-07-01 to now",
            None,
            "Q2009 Q109",
            WD + "q2009-a",
        ),
        (
            "new_holder",
            "KEN",
            "KEN.both",
            "Amina Wanjala",
            "ken-william-ruto 2022-09-13 to now",
            "2026-06-01 to now, acting",
            None,
            "Q2002 Q101",
            WD + "q2002-a",
        ),
        ("ended", "KEN", "KEN.both", "ken-william-ruto", "now", "2026-06-01", None, "Q2001 Q101", WD + "q2001-a"),
        (
            "start_over_31",
            "CUB",
            "CUB.hos",
            "cub-miguel-diaz-canel",
            "2018-04-19",
            "2019-10-10",
            539,
            "Q2005 Q103",
            WD + "q2005-a",
        ),
        (
            "start_over_3",
            "CUB",
            "CUB.hog",
            "cub-manuel-marrero",
            "2019-12-21",
            "2020-01-10",
            20,
            "Q2006 Q104",
            WD + "q2006-a",
        ),
    ]


def test_what_agrees_is_counted(run):
    """Mahama twice, Akufo-Addo's two terms as one, Rodríguez by the year, Frostadóttir; Benediktsson by his other term."""
    assert run(only="persons").agreeing == {"same": 6, "other_term": 1, "earlier": 1}


def test_relations_row_by_row(run):
    assert rows(run(only="relations"), "relation_differs", "relation_ended", "relation_new") == [
        (
            "relation_differs",
            "CHN|CUB",
            "",
            "",
            "established 1960-09-28",
            "1960-12-28",
            91,
            "Q77CN",
            WD + "Q77CN-a",
        ),
        ("relation_ended", "AFG|CHN", "", "", "established 1955-01-20", "2030-05-05", None, "Q77AF", WD + "Q77AF-b"),
    ]


def test_names_row_by_row(run):
    done = run(only="names")
    assert [(f.lang, f.person_id, f.wikidata, f.note) for f in done.findings] == [
        ("en", "", "Amina Wanjala", "label"),
        ("ru", "", "Амина Ванджала", "label"),
        ("en", "ken-william-ruto", "W. S. Ruto", "alt"),
        ("ru", "ken-william-ruto", "Уильям Самоей Руто", "label"),
        ("zh", "ken-william-ruto", "威廉·魯托", "label"),
    ]
    assert done.findings[3].shelf == "Уильям Руто|Руто"


def test_offices_row_by_row(run):
    """The recorded service knows eleven kinds of office of the shelf's states, and one that the shelf lacks."""
    done = run(only="offices")
    assert rows(done, "office_new") == [
        ("office_new", "COK", "fm", "", "", "Q112", None, "Q112", "https://www.wikidata.org/wiki/Q112")
    ]
    missing = {(f.state_id, f.office) for f in done.findings if f.change == "office_missing"}
    assert ("KEN", "fm") in missing
    assert ("ISL", "hog") not in missing
    assert ("SUN", "hos") not in missing


@pytest.mark.parametrize(
    ("only", "parts"),
    [
        (None, [*PEOPLE, *["relations"] * RELATIONS]),
        ("offices", ["offices"]),
        ("persons", PEOPLE),
        ("names", PEOPLE),
        ("relations", ["relations"] * RELATIONS),
    ],
)
def test_each_part_asks_what_it_needs(run, recorded, only, parts):
    run(only=only)
    assert recorded.parts == parts


def test_an_interrupted_run_goes_on(run, recorded):
    fault = lambda handler: send(handler, 403, b"enough")  # noqa: E731
    recorded.faults = [None, None, fault]
    with pytest.raises(UnansweredError):
        run()
    assert recorded.parts == PEOPLE
    recorded.queries.clear()
    done = run()
    assert recorded.parts == ["names", *["relations"] * RELATIONS]
    assert (done.asked, done.kept) == (1 + RELATIONS, 2)
    assert {f.change for f in done.findings} >= {"new_holder", "relation_differs", "new_name", "office_missing"}


def test_a_finished_run_asks_nothing_until_told_again(run, recorded):
    first = run()
    sheet = first.sheet.read_bytes()
    recorded.queries.clear()
    second = run()
    assert (recorded.queries, second.asked, second.sheet.read_bytes()) == ([], 0, sheet)
    run(again=True)
    assert recorded.parts == [*PEOPLE, *["relations"] * RELATIONS]


def digest():
    files = [p for p in sorted(PACKAGE.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_package_stays_as_it_is(run, tmp_path):
    before = digest()
    run()
    assert digest() == before
    assert {p.name.partition("-")[0] for p in (tmp_path / "cache").iterdir()} == {*PEOPLE, "relations", "review.csv"}


@pytest.mark.parametrize("place", (PACKAGE, PACKAGE / "reference", PACKAGE / "reference" / ".." / "new"))
def test_a_cache_in_the_package_is_refused(recorded, place):
    with pytest.raises(ValueError, match="never written"):
        refresh(AGENT, endpoint=recorded.url, cache=place)
    assert recorded.queries == []
    assert not (PACKAGE / "new").exists()


def test_the_cache_is_the_users(monkeypatch, tmp_path):
    assert not folder().is_relative_to(PACKAGE.parent)
    assert folder().name == "refresh"


def test_an_unknown_part_is_named():
    with pytest.raises(ValueError, match="no part 'people': there are offices, persons, names, relations"):
        refresh(AGENT, only="people")


def test_the_command_prints_a_summary_and_writes_the_table(recorded, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("toolkit.refresh.service.PAUSE", 0.0)
    told = ["refresh", "--user-agent", AGENT, "--endpoint", recorded.url, "--cache", str(tmp_path), "--only", "persons"]
    assert cli.main(told) == 0
    shown = capsys.readouterr()
    assert "2 holders that the shelf does not have" in shown.out
    assert "shelf: 2019-12-21; Wikidata: 2020-01-10, 20 days [Q2006 Q104]" in shown.out
    assert "review.csv: 5 row(s) to go through" in shown.out
    assert shown.err.splitlines() == ["offices 1 of 1", "holders 1 of 1", "names 1 of 1"]
    with (tmp_path / "review.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 5
    assert table[2] == {
        "change": "ended",
        "state_id": "KEN",
        "office": "KEN.both",
        "person_id": "ken-william-ruto",
        "name": "William Ruto",
        "lang": "",
        "shelf": "now",
        "wikidata": "2026-06-01",
        "days": "",
        "qid": "Q2001 Q101",
        "source": WD + "q2001-a",
        "note": "",
    }
    assert set(recorded.agents) == {AGENT}


def test_the_command_without_an_agent_says_what_to_do(recorded, capsys):
    assert cli.main(["refresh", "--endpoint", recorded.url]) == 2
    assert "give a name and a contact" in capsys.readouterr().err
    assert recorded.queries == []


def test_no_cell_is_a_formula(tmp_path):
    name = "=HYPERLINK(1)\n\u202ex"
    hostile = Finding("new_name", "KEN", "fm", "", name, "en", "", name, None, "Q1", "", "label")
    text = write([hostile], tmp_path / "t.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "new_name,KEN,fm,,'=HYPERLINK(1) x,en,,'=HYPERLINK(1) x,,Q1,,label"


@pytest.mark.parametrize(
    ("time", "precision", "date"),
    [
        ("2024-05-17T00:00:00Z", "11", "2024-05-17"),
        ("2024-05-01T00:00:00Z", "10", "2024-05"),
        ("2024-01-01T00:00:00Z", "9", "2024"),
        ("1990-01-01T00:00:00Z", "8", ""),
        ("2023-02-30T00:00:00Z", "11", ""),
        ("-0044-03-15T00:00:00Z", "11", ""),
        ("http://www.wikidata.org/.well-known/genid/1", "11", ""),
    ],
)
def test_dates_say_what_is_known(time, precision, date):
    assert answers.when(time, precision) == date


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [("2024-05-17", "2024-05-20", 3), ("2024-05", "2024-06-01", 1), ("2024", "2024-07-01", 0), ("", "2024", 0)],
)
def test_days_apart_are_the_least(one, other, days):
    assert answers.apart(one, other) == answers.apart(other, one) == days


def spell(person, state, kind, start, end=""):
    return answers.Spell(person, frozenset({state}), frozenset({kind}), ("Q1",), start, end, False, "s")


@pytest.mark.parametrize(
    ("name", "lang", "state", "kind", "start", "person"),
    [
        ("Bjarni Benediktsson", "en", "ISL", "hog", "2017-01-11", "isl-bjarni-benediktsson"),
        ("Вильям Руто", "ru", "KEN", "hos", "2022-09-13", ""),  # another spelling, and no Latin name
        ("Уильям Руто", "ru", "KEN", "hos", "1999", "ken-william-ruto"),
        ("威廉・鲁托", "zh", "KEN", "hos", "1999", "ken-william-ruto"),
        ("Samoei W. Ruto", "en", "KEN", "hos", "2022-09-20", "ken-william-ruto"),  # the family name and the day
        ("Rachel Ruto", "en", "KEN", "hos", "2030-09-20", ""),  # the family name alone
        ("Ruto", "en", "KEN", "hos", "2022-09-13", ""),
        ("William Ruto", "en", "GHA", "hos", "2022-09-13", ""),  # another state
    ],
)
def test_who_is_meant(name, lang, state, kind, start, person):
    found = identity.persons([spell("Q5", state, kind, start)], {"Q5": {lang: [(name, "label")]}})
    assert found.get("Q5", "") == person


def test_a_name_for_many_languages_is_an_english_one():
    rows = [
        {"person": "Q5", "lang": "mul", "name": "A B", "kind": "label"},
        {"person": "Q5", "lang": "en", "name": "C D", "kind": "label"},
        {"person": "Q5", "lang": "de", "name": "A B", "kind": "label"},
    ]
    assert answers.names(rows)["Q5"] == {"en": [("C D", "label"), ("A B", "label")], "de": [("A B", "label")]}
