"""What Wikidata says, made plain: offices of states, spells in office, names, dates of relations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from toolkit import reference
from toolkit.refresh.service import Row

ACTING = "Q4676846"
MANY = "mul"
LENGTH = {"11": 10, "10": 7, "9": 4}  # Wikidata's precision -> characters of the date that are known
TIME = re.compile(r"\+?(\d{4}-\d{2}-\d{2})T")
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Spell:
    """A person (QID) in office: states, kinds (hos, hog, fm), offices (QIDs), dates as far as known, open end empty."""

    person: str
    states: frozenset[str]
    kinds: frozenset[str]
    offices: tuple[str, ...]
    start: str
    end: str
    acting: bool
    source: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A pair of states (state_ids in order) with a start and, if broken off, an end."""

    pair: tuple[str, str]
    start: str
    end: str
    source: str


Offices = dict[str, set[tuple[str, str]]]  # QID -> (state_id, kind)
Names = dict[str, dict[str, list[tuple[str, str]]]]  # QID -> language -> (name, label or alt)


def item(uri: str) -> str:
    return uri.rpartition("/")[2]


def when(time: str, precision: str) -> str:
    """A time and its precision -> ``2024``, ``2024-05`` or ``2024-05-17``; empty where less than the year is known."""
    found = TIME.match(time)
    text = found[1][: LENGTH.get(precision, 0)] if found else ""
    try:
        return text if reference.day(text) else ""
    except ValueError:
        return ""


def bounds(text: str) -> tuple[date, date]:
    """The first and the last day that a date can mean; of an empty one, any day."""
    return reference.day(text) or date.min, reference.day(text, last=True) or date.max


def apart(one: str, other: str) -> int:
    """The least number of days between two dates: none where one can mean the other."""
    (first, last), (begin, until) = bounds(one), bounds(other)
    return max(0, (first - until).days, (begin - last).days)


def state_ids() -> dict[str, str]:
    """ISO2 -> state_id, of the states that have one."""
    return {r["iso2"]: state for state, r in reference.states().items() if r["iso2"]}


def offices(rows: Iterable[Row]) -> Offices:
    """Rows state, iso2, office, kind -> the offices of the states on the shelf."""
    found: Offices = defaultdict(set)
    known = state_ids()
    for r in rows:
        if r["iso2"] in known:
            found[item(r["office"])].add((known[r["iso2"]], r["kind"]))
    return dict(found)


def spells(rows: Iterable[Row], held: Offices) -> list[Spell]:
    """Rows of holders -> spells; terms of one person in one kind of office without a break of a month are one."""
    found: dict[tuple[str, frozenset[str], frozenset[str]], dict[str, Spell]] = defaultdict(dict)
    for r in rows:
        s = _statement(r, held)
        known = found[s.person, s.states, s.kinds]
        known[s.source] = _same(known.get(s.source, s), s)
    joined = [s for own in found.values() for s in _joined(own.values())]
    return sorted(joined, key=lambda s: (s.person, s.start, s.source))


def _statement(r: Row, held: Offices) -> Spell:
    office = item(r["office"])
    served = held.get(office, set())
    states, kinds = frozenset(s for s, _ in served), frozenset(k for _, k in served)
    start, end = when(r["start"], r["startP"]), when(r.get("end", ""), r.get("endP", ""))
    acting = item(r.get("acting", "")) == ACTING
    return Spell(item(r["person"]), states, kinds, (office,), start, end, acting, r["statement"])


def _same(one: Spell, other: Spell) -> Spell:
    """One statement in two rows, for it has two starts or ends: the earliest start, the last end."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    return replace(one, start=start, end=end, acting=one.acting or other.acting)


def _joined(statements: Iterable[Spell]) -> list[Spell]:
    joined: list[Spell] = []
    for s in sorted(statements, key=lambda s: (bounds(s.start), s.end or "9999", s.source)):
        before = joined[-1] if joined else None
        if before and (not before.end or bounds(before.end)[1] >= bounds(s.start)[0] - MONTH):
            offices = tuple(dict.fromkeys((*before.offices, *s.offices)))
            end = max(before.end, s.end) if before.end and s.end else s.end
            joined[-1] = replace(before, end=end, offices=offices, acting=before.acting and s.acting)
        else:
            joined.append(s)
    return joined


def names(rows: Iterable[Row]) -> Names:
    """Rows person, lang, name, kind -> every name once a person and language, the label first.

    What Wikidata writes once for many languages (mul) stands for the English form, which is left out there where it is the same.
    """
    found: Names = defaultdict(lambda: defaultdict(list))
    for r in sorted(rows, key=lambda r: (r["kind"] != "label", r["lang"] == MANY, r["name"])):
        known = found[item(r["person"])]["en" if r["lang"] == MANY else r["lang"]]
        if r["name"] not in [n for n, _ in known]:
            known.append((r["name"], r["kind"]))
    return found


def relations(rows: Iterable[Row]) -> list[Relation]:
    """Rows of relations -> one for each pair on the shelf's states, start and end, whichever side says it."""
    known = state_ids()
    found: dict[tuple[tuple[str, str], str, str], Relation] = {}
    for r in sorted(rows, key=lambda r: r["statement"]):
        a, b = known.get(r["isoA"], ""), known.get(r["isoB"], "")
        start, end = when(r["start"], r["startP"]), when(r.get("end", ""), r.get("endP", ""))
        if a and b and a != b and start:
            pair = (min(a, b), max(a, b))
            found.setdefault((pair, start, end), Relation(pair, start, end, r["statement"]))
    return [found[key] for key in sorted(found)]
