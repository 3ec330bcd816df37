"""Lists of leaders that others keep, read to compare the shelf with: who is found, and whose start agrees.

The lists lie outside the repository, in ``$AMITY_SHARED/xref`` (default ``../shared/xref``); nothing of them is copied onto the
shelf. ``python -m tests.reference.xref`` prints the figures that ``toolkit/reference/SOURCES.md`` quotes.
"""

from __future__ import annotations

import csv
import html
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from toolkit import reference
from toolkit.language import fold

ROOT = Path(__file__).parents[2]
WAIVERS = Path(__file__).with_name("waivers.csv")
STATE_KINDS = ("hos", "both", "supreme")
GOVERNMENT_KINDS = ("hog", "both")
LEADING = ("hos", "both", "supreme", "hog", "party", "gg", "crown", "vice")

# How the lists call states that the shelf's English names do not cover.
CALLED = {
    "korea, north": "PRK",
    "korea, south": "KOR",
    "burma": "MMR",
    "holy see (vatican city)": "VAT",
    "palestinian territories": "PSE",
    "the dominican": "DOM",
    "somoa": "WSM",
    "somali republic": "SOM",
}
PARTS = frozenset(
    {"northern cyprus", "turkish republic of northern cyprus", "scotland"}
)  # names of a part, or of an unrecognised state, that the shelf takes as its state
UNNAMED = {"ae": "ARE", "ct": "CAF", "fm": "FSM"}  # without a short name in one list: told by its own code
SENTENCE = (
    r"^United States .* Venezuela[ +]*| (?:became|resigned|is the|serves) .*"  # what a list tells beside the name
)


def folder() -> Path | None:
    """The folder of the lists; none where they are not on this machine."""
    path = Path(os.environ.get("AMITY_SHARED") or ROOT.parent / "shared") / "xref"
    return path if path.is_dir() else None


def table(name: str) -> list[dict[str, str]]:
    """The rows of one list. Raises FileNotFoundError where the lists are absent."""
    path = folder()
    if path is None:
        raise FileNotFoundError("the lists to compare with are absent; AMITY_SHARED names their folder")
    with (path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Printed:
    """A holder as a list prints one: name, state, the kinds of office meant, and the start as far as it is given."""

    source: str
    state: str
    kinds: tuple[str, ...]
    name: str
    start: str  # ISO, of a day, a month or a year; empty where not given


@cache
def _states() -> dict[str, str]:
    named = {
        fold(r["alias"]): r["target_id"]
        for r in reference.rows("aliases")
        if r["lang"] == "en" and r["kind"] in ("short", "official", "alt", "abbr", "historical")
    }
    return {**named, **CALLED}


def state(country: str) -> str | None:
    """The state that a list calls by a name: "Congo, Democratic Republic of the", "The Bahamas"; none for territories."""
    name = fold(html.unescape(country).strip())
    if name in PARTS:
        return None
    last, _, first = name.partition(", ")
    tried = [name, f"{first} {last}".strip(), name.removeprefix("the "), name.partition(" (")[0]]
    return next((_states()[n] for n in tried if n in _states()), None)


def iso(text: str) -> str:
    """ "14 May 2017", "May 2017" or an ISO stamp -> ISO date as far as known; empty where it is none."""
    for form, length in (("%d %B %Y", 10), ("%B %Y", 7), ("%Y", 4)):
        try:
            return datetime.strptime(text.strip(), form).strftime("%Y-%m-%d")[:length]
        except ValueError:
            continue
    return text[:10] if text[:4].isdigit() and len(text) >= 10 else ""


def factbook() -> Iterator[Printed]:
    """Heads of state and of government, 2014 to 2026, start to the day or the month."""
    kinds = {"head_of_state": STATE_KINDS, "head_of_government": GOVERNMENT_KINDS}
    for r in table("factbook_leader_spells_2014_2026"):
        if found := UNNAMED.get(r["gec"]) or state(r["country"]):
            name = re.sub(SENTENCE, "", r["person_as_printed"])
            yield Printed("factbook", found, kinds[r["office"]], name, iso(r["since"]))


def archigos() -> Iterator[Printed]:
    """Effective leaders, 2000 to 2015, start to the day; states by Gleditsch and Ward's numbers."""
    numbers = {r["gw"]: s for s, r in reference.states().items() if r["gw"] and r["status"] != "historical"}
    numbers["345"] = "SRB"  # Yugoslavia's leaders of 2000 to 2006 stand under Serbia
    for r in table("archigos_leaders_2000_2015"):
        if found := numbers.get(r["ccode"]):
            yield Printed("archigos", found, (*STATE_KINDS, "hog", "party"), r["leader"], r["startdate"])


def ministers() -> Iterator[Printed]:
    """Foreign ministers in January 2023, by two lists, start to the day."""
    for kept in ("enwiki", "wikidata"):
        for r in table(f"eps_foreign_ministers_{kept}_2023"):
            found = state(r["countryLabel"])
            if found and r["name"]:
                yield Printed(f"ministers_{kept}", found, ("fm",), r["name"], iso(r["start"]))


def leaders() -> Iterator[Printed]:
    """Holders of high office in October 2022, by two lists, start to the year."""
    for kept, column in (("enwiki", "officeholderlabel"), ("wikidata", "officeholderLabel")):
        for r in table(f"eps_world_leaders_2021_{kept}"):
            found = state(r["country"])
            if found and r[column]:
                yield Printed(f"leaders_{kept}", found, LEADING, r[column], r["start_year"])


def holders() -> list[Printed]:
    """Every holder that the lists print, each once."""
    return list(dict.fromkeys([*factbook(), *archigos(), *ministers(), *leaders()]))


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the United States: day, state (none for territories and organisations), and the visitor with title."""

    day: date
    state: str | None
    visitor: str


def visits() -> list[Visit]:
    """Visits of foreign leaders to the United States since 2000."""
    rows = [r for r in table("us_visits_by_foreign_leaders") if r["start"] >= "2000"]
    return [Visit(date.fromisoformat(r["start"]), state(r["country"]), r["visitor"]) for r in rows]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the record of an American journey names with an office: the days of the stay and the host state."""

    start: date
    end: date
    state: str
    minister: bool  # a foreign minister; else a head of state or of government, or an heir
    name: str


_WORD = r"(?:[A-ZÀ-Ž][\w'’-]+|bin|de|da|von|van|[ae]l-\w+)"
_OFFICE = "President|Prime Minister|Foreign Minister|Foreign Secretary|King|Emir|Sultan|Crown Prince|Chancellor|Premier"
_NAMED = re.compile(rf"\b(?<!Vice )(?<!Deputy )({_OFFICE})s? (?!Meeting|Ministerial)({_WORD}(?: {_WORD}){{0,4}})")


def named_abroad() -> Iterator[Named]:
    """Who is named in journeys of American presidents and secretaries since 2000; foreign ministers since 2010."""
    for r in table("us_president_secretary_travels"):
        host = state(r["country"])
        if r["start"] < "2000" or not host:
            continue
        for office, name in _NAMED.findall(r["remarks"]):
            minister = office.startswith("Foreign")
            if not minister or r["start"] >= "2010":
                yield Named(date.fromisoformat(r["start"]), date.fromisoformat(r["end"]), host, minister, name)


def public_days() -> dict[str, set[date]]:
    """state_id -> its public holidays in 2025 that may be national days."""
    codes = {r["iso2"]: s for s, r in reference.states().items() if r["iso2"] and r["status"] != "historical"}
    found: dict[str, set[date]] = {}
    for r in table("holidays_pkg_national_days_2025"):
        if r["iso2"] in codes:
            found.setdefault(codes[r["iso2"]], set()).add(date.fromisoformat(r["date"]))
    return found


def main() -> None:
    """Print how far the shelf and the lists agree."""
    from tests.reference import agreement as agree

    rows = agree.compared()
    for source in [*sorted({r.printed.source for r in rows}), ""]:
        own = tuple(r for r in rows if source in ("", r.printed.source))
        print(f"\n{source or 'all lists'}")
        print(f"  holders found         {agree.found(own, raw=True)}; without those ruled out {agree.found(own)}")
        if any(r.days is not None for r in own):
            for days in (agree.NEAR, agree.SOFT):
                raw, net = agree.within(own, days, raw=True), agree.within(own, days)
                print(f"  starts within {days:2} days  {raw}; without what is excused {net}")
                print(f"  the same, each holder once  {agree.holders(own, days)}")
    print(f"\nunexplained             {len(agree.unexplained(rows))}")
    print(f"waivers                 {len(agree.waivers())}")
    print(f"visitors resolved       {agree.resolved()}")
    print(f"leaders met abroad      {agree.met(minister=False)}")
    print(f"foreign ministers met   {agree.met(minister=True)}")
    print(f"national days           {agree.same_days()}")
    for days in (0, agree.NEAR, agree.SOFT):
        print(f"re-derived, {days:2} days      {agree.agreed(days)}")


if __name__ == "__main__":
    main()
