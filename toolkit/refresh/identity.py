"""Who on the shelf is meant by a person of Wikidata: names folded, in the same state; a family name alone needs the day.

The shelf has no item numbers, so that nothing of another collection is carried into it; states are joined by ISO code, offices
by their kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from toolkit import reference
from toolkit.language import fold, load
from toolkit.refresh.answers import Names, Spell, apart

# The kinds of offices on the shelf in which a head of state, a head of government, a foreign minister may sit.
DUTY = {"hos": ("hos", "both", "supreme"), "hog": ("hog", "both"), "fm": ("fm",)}
MOST = 2 / 3  # of the words of a name, that mean the same person where no full name is the same
SOFT = 31  # days between two starts that convention explains: appointed, elected, sworn in


@dataclass(frozen=True, slots=True)
class Term:
    """A row of tenures.csv with the state and the kind of its office."""

    office_id: str
    state: str
    kind: str
    person_id: str
    start: str
    end: str


@cache
def terms() -> dict[str, tuple[Term, ...]]:
    """person_id -> all terms, as written on the shelf."""
    offices = {r["office_id"]: r for r in reference.rows("offices")}
    found: dict[str, list[Term]] = defaultdict(list)
    for r in reference.rows("tenures"):
        o = offices[r["office_id"]]
        if r["person_id"]:
            found[r["person_id"]].append(
                Term(r["office_id"], o["state_id"], o["kind"], r["person_id"], r["start"], r["end"])
            )
    return {p: tuple(t) for p, t in found.items()}


@cache
def served(state: str) -> tuple[str, ...]:
    """The persons who have held any office of a state."""
    return tuple(sorted(p for p, held in terms().items() if any(t.state == state for t in held)))


def duties(spell: Spell) -> set[str]:
    """The kinds of offices on the shelf that a spell may be."""
    return {k for kind in spell.kinds for k in DUTY[kind]}


def on_duty(person_id: str, spell: Spell) -> list[Term]:
    """The terms of a person in the states and kinds of office of a spell."""
    return [t for t in terms().get(person_id, ()) if t.state in spell.states and t.kind in duties(spell)]


def key(name: str) -> str:
    """A name without case, accents, spaces, hyphens and apostrophes."""
    return "".join(c for c in fold(name) if c.isalnum())


def words(name: str) -> frozenset[str]:
    """The folded words of a name, of two letters or more."""
    return frozenset(w for w in fold(name).replace("-", " ").replace(".", " ").split() if len(w) > 1)


@cache
def written(person_id: str, lang: str) -> tuple[str, ...]:
    """The names that the shelf has of a person for a language; names in Latin letters serve every Latin language."""
    row = reference.persons()[person_id]
    latin = load(lang).script == "latin"
    plain = [row["name"], *row["aliases"].split("|"), *row["second_ref"].split("|")] if latin else []
    own = [r["name"] for r in _native().get(person_id, ()) if r["lang"] == lang]
    return tuple(n for n in (*plain, *own) if n)


@cache
def _native() -> dict[str, list[dict[str, str]]]:
    """person_id -> rows of person_names.csv."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for r in reference.rows("person_names"):
        found[r["person_id"]].append(r)
    return dict(found)


@cache
def _full(person_id: str) -> frozenset[str]:
    row = reference.persons()[person_id]
    native = [r["name"] for r in _native().get(person_id, ()) if r["kind"] == "full"]
    return frozenset(key(n) for n in (row["name"], *row["aliases"].split("|"), *native)) - {""}


def persons(spells: Iterable[Spell], names: Names) -> dict[str, str]:
    """QID -> person_id, of everybody who is on the shelf."""
    own: dict[str, list[Spell]] = defaultdict(list)
    for s in spells:
        own[s.person].append(s)
    found = {
        qid: _meant(held, [n for said in names.get(qid, {}).values() for n, _ in said]) for qid, held in own.items()
    }
    return {qid: person for qid, person in found.items() if person}


def _meant(held: list[Spell], names: list[str]) -> str:
    near = sorted({p for s in held for state in s.states for p in served(state)})
    keys = {key(n) for n in names}
    same = [p for p in near if keys & _full(p)]
    if same:
        return min(same, key=lambda p: (_days(p, held), p))
    scores = {p: max((_likeness(n, p) for n in names), default=0.0) for p in near}
    likely = [p for p in near if scores[p] >= MOST or (scores[p] > 0 and _days(p, held) <= SOFT)]
    return min(likely, key=lambda p: (-scores[p], _days(p, held), p), default="")


def _days(person_id: str, held: list[Spell]) -> int:
    """The least days between the start of a spell and one of the person's in that office."""
    return min((apart(t.start, s.start) for s in held if s.start for t in on_duty(person_id, s)), default=10**6)


def _likeness(name: str, person_id: str) -> float:
    """The share of the words of a name that the person's names have; nothing where none stands for the person alone, or where
    the name is but one word: families hold offices too."""
    said = words(name)
    if len(said) < 2:
        return 0.0
    row = reference.persons()[person_id]
    family = {w for n in row["second_ref"].split("|") for w in words(n)}
    return len(said & _words(person_id)) / len(said) if said & family else 0.0


@cache
def _words(person_id: str) -> frozenset[str]:
    row = reference.persons()[person_id]
    names = (row["name"], *row["aliases"].split("|"), *row["second_ref"].split("|"))
    return frozenset(w for n in names for w in words(n))
