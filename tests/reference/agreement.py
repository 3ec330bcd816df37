"""The shelf beside the lists of others: who is found, how far the starts lie apart, and what the waivers explain."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests.reference import printed, xref
from toolkit import reference
from toolkit.coding import people
from toolkit.language import fold, load

REDERIVED = Path(__file__).with_name("rederived.csv")
FOUND = 0.5  # of the printed words
SOME = 0.3  # of them, where the record runs on behind the name
MOVED = 2  # days by which a holiday is moved to or from a week-end
NEAR, SOFT = 3, 31  # days apart: the same, and the same by another convention (named, sworn in, elected)
COARSE = {10: 0, 7: 16, 4: 183}  # days a start may be off that the shelf knows to the day, the month or the year only


@dataclass(frozen=True, slots=True)
class Held:
    """A row of tenures.csv with the state and kind of its office."""

    office_id: str
    state: str
    kind: str
    person_id: str
    start: str
    end: str


@cache
def held() -> dict[str, tuple[Held, ...]]:
    """state_id -> every term of every office, vacancies left out."""
    offices = {r["office_id"]: r for r in reference.rows("offices")}
    found: dict[str, list[Held]] = defaultdict(list)
    for r in reference.rows("tenures"):
        office = offices[r["office_id"]]
        if r["person_id"]:
            found[office["state_id"]].append(
                Held(r["office_id"], office["state_id"], office["kind"], r["person_id"], r["start"], r["end"])
            )
    return {s: tuple(terms) for s, terms in found.items()}


def apart(ours: str, theirs: str) -> int:
    """Days between two starts, each of a day, month or year; what ours leaves open counts as apart."""
    shorter = min(len(ours), len(theirs))
    if ours[:shorter] == theirs[:shorter]:
        return COARSE[len(ours)] if len(ours) < len(theirs) else 0
    first, second = reference.day(ours), reference.day(theirs)
    assert first and second
    return abs((first - second).days)


@dataclass(frozen=True, slots=True)
class Compared:
    """One holder of a list beside the shelf: the nearest term (none where nobody of the name is found) and the days apart."""

    printed: xref.Printed
    term: Held | None
    days: int | None  # none where the list gives no start to the day or month
    other: bool = False  # the start is that of another office of the same person

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Source, office (of someone not found, the state), person and what the list says: how waivers.csv names the row."""
        if self.term is None:
            return self.printed.source, self.printed.state, "", f"{self.printed.name} {self.printed.start}".strip()
        return self.printed.source, self.term.office_id, self.term.person_id, self.printed.start


def compare(row: xref.Printed) -> Compared:
    """The term on the shelf that a holder of a list means: the likest name, then the nearest start."""
    terms = held().get(row.state, ())
    scores = {p: printed.likeness(row.name, p) for p in {t.person_id for t in terms}}
    wide = row.kinds if row.kinds == ("fm",) else (*row.kinds, *xref.LEADING)
    likely = [t for t in terms if t.kind in wide and scores[t.person_id] >= FOUND]
    if not likely:
        return Compared(row, None, None)
    best = max(scores[t.person_id] for t in likely)
    likely = [t for t in likely if scores[t.person_id] == best]
    return _nearest(row, [t for t in likely if t.kind in row.kinds] or likely, terms)


def _nearest(row: xref.Printed, likely: list[Held], terms: tuple[Held, ...]) -> Compared:
    if len(row.start) < 7:
        return Compared(row, likely[0], None)
    term = min(likely, key=lambda t: apart(t.start, row.start))
    days = apart(term.start, row.start)
    elsewhere = [t for t in terms if t.person_id == term.person_id and apart(t.start, row.start) <= SOFT]
    return Compared(row, term, days, bool(days > SOFT and elsewhere))


@cache
def compared() -> tuple[Compared, ...]:
    """Every holder of every list beside the shelf; one printed in several spellings counts once an office."""
    rows = {(r.key, r.printed.kinds): r for r in map(compare, xref.holders())}
    return tuple(rows.values())


@cache
def waivers() -> dict[tuple[str, str, str, str], dict[str, str]]:
    """The rows of waivers.csv by source, office (of a holder not on the shelf, the state), person and the list's word.

    Their kinds: ``term`` (another term or spell of the same person), ``convention`` (elected or sworn in, named or confirmed),
    ``office`` (an office that the shelf does not keep or dates otherwise), ``error`` (of the list), ``name`` (a spelling that the
    comparison does not see through), ``open`` (the shelf does not know better).
    """
    with xref.WAIVERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["source"], r["office_id"], r["person_id"], r["reference"]): r for r in rows}


def waiver(row: Compared) -> dict[str, str] | None:
    """The waiver of a row; of a start only while the shelf has the start that was waived."""
    found = waivers().get(row.key)
    return found if found and (row.term is None or found["ours"] == row.term.start) else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} ({self.value:.1%})"


SPELLING, OPEN = "name", "open"  # waivers that explain a miss of the shelf or of the comparison, and leave it a miss


def excused(row: Compared) -> bool:
    """Is a difference the list's affair: another term, another convention or office, an error?"""
    found = waiver(row)
    return row.other or bool(found and found["kind"] not in (SPELLING, OPEN))


def found(rows: tuple[Compared, ...], *, raw: bool = False) -> Share:
    """Holders found by name; unless raw, those left aside whom a waiver rules out (no such office, an error of the list)."""
    asked = [r for r in rows if r.term or raw or not excused(r)]
    return Share(sum(r.term is not None for r in asked), len(asked))


def within(rows: tuple[Compared, ...], days: int, *, raw: bool = False) -> Share:
    """Starts at most so many days apart; unless raw, those left aside that lie more than a month apart and are excused."""
    dated = [r.days for r in rows if r.days is not None and (raw or r.days <= SOFT or not excused(r))]
    return Share(sum(d <= days for d in dated), len(dated))


def holders(rows: tuple[Compared, ...], days: int) -> Share:
    """Holders one of whose starts in a list is at most so many days apart, each counted once a list and state, all counted.

    A list prints a holder anew with every re-election, oath or turn in a rotating chair; the shelf has an unbroken term once.
    """
    nearest: dict[tuple[str, str, str], int] = {}
    for r in rows:
        if r.term and r.days is not None:
            key = (r.printed.source, r.term.state, r.term.person_id)
            nearest[key] = min(r.days, nearest.get(key, r.days))
    return Share(sum(d <= days for d in nearest.values()), len(nearest))


def unexplained(rows: tuple[Compared, ...]) -> list[Compared]:
    """Holders not found, and starts more than a month apart, that no waiver and no other office explains."""
    far = [r for r in rows if r.term is None or (r.days or 0) > SOFT]
    return [r for r in far if not r.other and not waiver(r)]


def unused() -> list[str]:
    """Waivers that no difference needs any more."""
    needed = {r.key for r in compared() if r.term is None or (r.days or 0) > NEAR} | set(strange_days())
    return [" ".join(key) for key in waivers() if key not in needed]


@cache
def titles() -> tuple[tuple[str, str], ...]:
    """English titles, folded, with their roles, the longest first."""
    section = load("en").sections["title"]
    forms = [(form, role) for role in section for form in load("en").forms(f"title.{role}")]
    return tuple(sorted(forms, key=lambda f: -len(f[0])))


def visitor(visit: xref.Visit) -> reference.Tenure | None:
    """The tenure on the shelf that a visitor's title and name mean in that state on that day."""
    name = visit.visitor.strip()
    title, role = next(((t, r) for t, r in titles() if fold(name).startswith(t + " ")), ("", ""))
    if visit.state is None:
        return None
    return people.on_the_shelf(name[len(title) :].strip(), [visit.state], [role] if role else [], visit.day)


@cache
def resolved() -> Share:
    """Visitors to the United States that resolve to state, person and office on the day."""
    rows = xref.visits()
    return Share(sum(visitor(v) is not None for v in rows), len(rows))


def _in_office(term: Held, named: xref.Named) -> bool:
    start, end = reference.day(term.start), reference.day(term.end, last=True)
    return bool(start and start <= named.end and (end is None or named.start <= end))


def strangers(*, minister: bool) -> tuple[int, list[xref.Named]]:
    """How many of those named on a journey hold the office in the host state then; and who holds none anywhere.

    Guests from third states, whom the record names as well, count neither way.
    """
    kinds = ("fm",) if minister else ("hos", "both", "hog", "crown", "supreme", "party")
    known, unknown = 0, []
    for named in (n for n in xref.named_abroad() if n.minister == minister):
        hosts = [t for t in held().get(named.state, ()) if t.kind in kinds and _in_office(t, named)]
        if any(printed.likeness(named.name, t.person_id) >= SOME for t in hosts):
            known += 1
        elif not any(
            _in_office(t, named) and printed.likeness(named.name, t.person_id) >= FOUND
            for terms in held().values()
            for t in terms
        ):
            unknown.append(named)
    return known, unknown


@cache
def met(*, minister: bool) -> Share:
    """Holders of office in the host state, of those named on a journey who are no known guests."""
    known, unknown = strangers(minister=minister)
    return Share(known, known + len(unknown))


def occasions() -> dict[str, set[tuple[int, int]]]:
    """state_id -> month and day of the fixed national days on the shelf."""
    days: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for r in reference.rows("occasions"):
        if r["rule"] == "fixed":
            days[r["target_id"]].add((int(r["month"]), int(r["day"])))
    return days


def strange_days() -> list[tuple[str, str, str, str]]:
    """National days of states none of whose days is, give or take a moved day off, among the holidays that a list gives them.

    As waivers.csv names them: the list, the state, nobody, and the nearest holiday of the list.
    """
    found = []
    for state, listed in sorted(xref.public_days().items()):
        pairs = [(abs((d - date(d.year, *o)).days), d) for d in listed for o in occasions().get(state, ())]
        days, near = min(pairs, default=(0, date.min))
        if days > MOVED:
            found.append(("holidays", state, "", near.strftime("%m-%d")))
    return found


def same_days() -> Share:
    """States whose national day is a holiday of the list, give or take a moved day off."""
    asked = xref.public_days().keys() & occasions().keys()
    return Share(len(asked) - len(strange_days()), len(asked))


def rederived() -> list[tuple[str, str, str, str]]:
    """The tenures drawn by lot: office, person, the shelf's start, and the one written from memory (empty: not known)."""
    with REDERIVED.open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    starts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for r in reference.rows("tenures"):
        starts[r["office_id"], r["person_id"]].append(r["start"])
    return [
        (r["office_id"], r["person_id"], sorted(starts[r["office_id"], r["person_id"]])[int(r["nth"]) - 1], r["start"])
        for r in drawn
    ]


def agreed(days: int) -> Share:
    """Of the tenures drawn by lot, those whose two starts lie at most so many days apart; one not known does not agree."""
    rows = rederived()
    return Share(sum(bool(memory) and apart(shelf, memory) <= days for *_, shelf, memory in rows), len(rows))
