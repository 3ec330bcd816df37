"""Wikidata beside the shelf: holders, ended terms, starts, names, relations and offices that differ, one finding each.

Starts are compared as the shelf's own validator does it: within three days the same; within 31 the same by another convention
(appointed, elected, sworn in); further apart a difference, unless another term of the same person begins there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toolkit import reference
from toolkit.refresh.answers import Names, Offices, Relation, Spell, apart, bounds
from toolkit.refresh.identity import DUTY, SOFT, Term, duties, key, on_duty, terms, written

NEAR = 3  # days
SINCE = {"hos": date(2000, 1, 1), "hog": date(2000, 1, 1), "fm": date(2010, 1, 1)}  # what the shelf means to cover
BEGUN, BROKEN = ("established", "resumed", "upgraded"), ("severed", "suspended")
CHANGES = {
    "new_holder": "holders that the shelf does not have",
    "ended": "terms that have ended",
    "start_over_31": "starts more than 31 days apart",
    "start_over_3": "starts 4 to 31 days apart",
    "relation_differs": "relations with another date",
    "relation_ended": "relations broken off",
    "relation_new": "relations that the shelf does not have",
    "office_missing": "offices that Wikidata does not tell, so not compared",
    "office_new": "offices of a kind that the shelf does not have",
    "new_name": "names that the shelf does not have",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the review table: what the shelf says, what Wikidata says, and where that can be read."""

    change: str
    state_id: str
    office: str  # office_id, or the kind where the shelf has none
    person_id: str  # empty where nobody on the shelf is meant
    name: str
    lang: str
    shelf: str
    wikidata: str
    days: int | None
    qid: str
    source: str
    note: str = ""


def persons(
    spells: Iterable[Spell], known: dict[str, str], names: Names, agreeing: Counter[str] | None = None
) -> list[Finding]:
    """Spells, and QID -> person_id -> findings new_holder, ended, start_over_31, start_over_3.

    ``agreeing`` is given the number of spells that need no row: ``same``, ``other_term``, ``earlier`` than the shelf.
    """
    found, counted = [], agreeing if agreeing is not None else Counter()
    for s in spells:
        person = known.get(s.person, "")
        term = _term(person, s)
        if term is None:
            if _covered(s):
                found.append(_newcomer(s, person, _name(s.person, names)))
            else:
                counted["earlier"] += 1
            continue
        own = [*_ended(s, term, names), *_start(s, term, names, counted)]
        counted["same"] += not own
        found += own
    return found


def _term(person_id: str, s: Spell) -> Term | None:
    """The term on the shelf that a spell is: of that person and kind of office, overlapping, the nearest start."""
    likely = [t for t in on_duty(person_id, s) if _meets(t, s)] if person_id else []
    return min(likely, key=lambda t: (apart(t.start, s.start), t.office_id), default=None)


def _meets(t: Term, s: Spell) -> bool:
    if apart(t.start, s.start) <= SOFT:
        return True
    (begin, _), (start, _) = bounds(t.start), bounds(s.start)
    return begin < bounds(s.end)[1] and start < bounds(t.end)[1]


def _covered(s: Spell) -> bool:
    return any(bounds(s.end)[1] > SINCE[k] for k in s.kinds)


def _name(qid: str, names: Names) -> str:
    said = names.get(qid, {})
    return next((said[lang][0][0] for lang in ("en", *sorted(said)) if said.get(lang)), qid)


def _told(s: Spell) -> str:
    return f"{s.start or '?'} to {s.end or 'now'}" + (", acting" if s.acting else "")


def _newcomer(s: Spell, person: str, name: str) -> Finding:
    """Somebody in office; the shelf says whom it has there on that day."""
    day = bounds(s.start)[0]
    there = [
        t
        for held in terms().values()
        for t in held
        if t.state in s.states and t.kind in duties(s) and bounds(t.start)[0] <= day <= bounds(t.end)[1]
    ]
    there.sort(key=lambda t: (t.office_id, t.start))
    shelf = "; ".join(f"{t.person_id} {t.start} to {t.end or 'now'}" for t in there)
    office = "|".join(dict.fromkeys(t.office_id for t in there)) or "|".join(sorted(s.kinds))
    note = "on the shelf in other offices or times" if person else ""
    return _finding("new_holder", s, office, person, name, shelf, _told(s), None, note)


def _ended(s: Spell, t: Term, names: Names) -> list[Finding]:
    if t.end or not s.end:
        return []
    return [_finding("ended", s, t.office_id, t.person_id, _name(s.person, names), "now", s.end, None)]


def _start(s: Spell, t: Term, names: Names, counted: Counter[str]) -> list[Finding]:
    days = apart(t.start, s.start)
    if days <= NEAR:
        return []
    if days > SOFT and any(apart(o.start, s.start) <= SOFT for o in terms()[t.person_id] if o != t):
        counted["other_term"] += 1
        return []
    change = "start_over_31" if days > SOFT else "start_over_3"
    later = bounds(t.start)[1] < bounds(s.start)[0]
    note = "within the shelf's term; perhaps a later term of the same holder" if days > SOFT and later else ""
    return [_finding(change, s, t.office_id, t.person_id, _name(s.person, names), t.start, s.start, days, note)]


def _finding(
    change: str, s: Spell, office: str, person: str, name: str, shelf: str, said: str, days: int | None, note: str = ""
) -> Finding:
    states = "|".join(sorted(s.states))
    qid = " ".join((s.person, *s.offices))
    return Finding(change, states, office, person, name, "", shelf, said, days, qid, s.source, note)


def names(spells: Iterable[Spell], known: dict[str, str], said: Names) -> list[Finding]:
    """Names in each language that the shelf does not have: of persons on it, and of the holders who are new to it."""
    found = []
    states = {s.person: s for s in spells if known.get(s.person) or _covered(s)}
    for qid, s in states.items():
        person = known.get(qid, "")
        for lang, own in sorted(said.get(qid, {}).items()):
            shelf = written(person, lang) if person else ()
            keys = {key(n) for n in shelf}
            for name, kind in own:
                if key(name) not in keys:
                    keys.add(key(name))
                    found.append(_named(s, person, lang, name, kind, shelf))
    return found


def _named(s: Spell, person: str, lang: str, name: str, kind: str, shelf: tuple[str, ...]) -> Finding:
    source = f"https://www.wikidata.org/wiki/{s.person}"
    states, office = "|".join(sorted(s.states)), "|".join(sorted(s.kinds))
    return Finding("new_name", states, office, person, name, lang, "|".join(shelf), name, None, s.person, source, kind)


def relations(said: Iterable[Relation], counted: Counter[str] | None = None) -> list[Finding]:
    """Pairs whose start is none of the shelf's dates (3 days), whose end is none (31 days), or that the shelf lacks."""
    found = []
    for r in said:
        rows = reference.relations().get(r.pair, ())
        begun = [row["date"] for row in rows if row["event"] in BEGUN]
        broken = [row["date"] for row in rows if row["event"] in BROKEN]
        days = min((apart(d, r.start) for d in begun), default=None)
        own = []
        if not rows:
            own.append(_related("relation_new", r, rows, f"{r.start} to {r.end}" if r.end else r.start, None))
        elif days is None or days > NEAR:
            own.append(_related("relation_differs", r, rows, r.start, days))
        if rows and r.end and all(apart(d, r.end) > SOFT for d in broken):
            own.append(_related("relation_ended", r, rows, r.end, None))
        if counted is not None:
            counted["relations_same"] += not own
        found += own
    return found


def _related(change: str, r: Relation, rows: tuple[dict[str, str], ...], said: str, days: int | None) -> Finding:
    shelf = "; ".join(f"{row['event']} {row['date']}" for row in rows)
    qid = r.source.rpartition("/")[2].partition("-")[0].upper()
    return Finding(change, "|".join(r.pair), "", "", "", "", shelf, said, days, qid, r.source)


def offices(held: Offices) -> list[Finding]:
    """Kinds of office of a living state that only one side knows; what Wikidata lacks cannot be compared."""
    theirs: dict[tuple[str, str], list[str]] = {}
    for qid, served in sorted(held.items()):
        for pair in served:
            theirs.setdefault(pair, []).append(qid)
    ours: dict[tuple[str, str], list[str]] = {}
    for r in reference.rows("offices"):
        for kind, kept in DUTY.items():
            if r["kind"] in kept and reference.states()[r["state_id"]]["iso2"]:
                ours.setdefault((r["state_id"], kind), []).append(r["office_id"])
    missing = [_office("office_missing", pair, "|".join(ours[pair]), "") for pair in ours.keys() - theirs.keys()]
    new = [_office("office_new", pair, "", " ".join(theirs[pair])) for pair in theirs.keys() - ours.keys()]
    return missing + new


def _office(change: str, pair: tuple[str, str], shelf: str, said: str) -> Finding:
    state, kind = pair
    source = f"https://www.wikidata.org/wiki/{said.split()[0]}" if said else ""
    return Finding(change, state, kind, "", "", "", shelf, said, None, said, source)
