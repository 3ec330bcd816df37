"""The reference shelf: states and their names, organisations, persons, offices, tenures, relations, occasions.

Every table is a small CSV in ``toolkit/reference/``, one fact a row, sorted; this module reads them and answers who is who
on a given day. Nothing here decides what a text says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import ahocorasick_rs as ac

from toolkit.forms import table, written_out
from toolkit.language import Word, codes, fold, load

FOLDER = Path(__file__).parent / "reference"

# Of several offices held at once, the one that speaks for the state.
RANK = {"both": 0, "hos": 0, "supreme": 1, "hog": 2, "crown": 3, "party": 4, "vice": 5, "fm": 6, "speaker": 7, "gg": 8}

ALIAS_KIND = {
    "short": "S",
    "official": "S",
    "alt": "S",
    "abbr": "S",
    "historical": "S",
    "adj": "A",
    "prefix": "A",
    "capital": "C",
    "renamed": "C",
    "metonym": "C",
    "place": "C",
    "parliament": "S",
    "organisation": "O",
}
# What stands in a state or for it; the value says which. A capital stays one under the name it had before.
SEATS = {k: k for k in ("capital", "metonym", "place", "parliament")} | {"renamed": "capital"}


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of one shelf table as dicts, names of states in all their forms; an absent table is empty.

    Raises ValueError for a row too short or too long.
    """
    held = table(FOLDER / f"{name}.csv")
    return written_out(held, rows("alias_forms")) if name == "aliases" else held


@cache
def states() -> dict[str, dict[str, str]]:
    """state_id -> its row of states.csv."""
    return {r["state_id"]: r for r in rows("states")}


@cache
def named_languages() -> frozenset[str]:
    """The languages in which the shelf names states, and whose pages have a file: their headlines can be read."""
    return frozenset(r["lang"] for r in rows("aliases")) & frozenset(codes())


@cache
def state_words(lang: str) -> tuple[Word, ...]:
    """The names of states, places and organisations that a language uses, as words of the lexicon."""
    found = []
    for r in rows("aliases"):
        if r["lang"] not in (lang, "*") or r["kind"] not in ALIAS_KIND:
            continue
        case = {"exact": "exact", "any": "any"}.get(r["case"], "initial")
        value = f"{r['target_id']}:{SEATS[r['kind']]}" if r["kind"] in SEATS else r["target_id"]
        found.append(Word(fold(r["alias"]), ALIAS_KIND[r["kind"]], value, case, r["boundary"], r["alias"]))
    written = {w.form for w in found}
    return (*found, *(w for w in (*_pair_words(lang), *_both_words(lang)) if w.form not in written))


def _pair_words(lang: str) -> list[Word]:
    """Two one-character names side by side stand for a pair of states: 中美, 俄印."""
    short = [(r["alias"], r["target_id"]) for r in rows("aliases") if r["lang"] == lang and r["kind"] == "pair"]
    return [Word(a + b, "S", f"{x}+{y}", "any", "none", a + b) for a, x in short for b, y in short if x != y]


def _both_words(lang: str) -> list[Word]:
    """One name for two states: "the two Koreas", "inter-Korean"."""
    held: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for r in rows("aliases"):
        if r["lang"] == lang and r["kind"] == "both":
            held[r["alias"], r["case"], r["boundary"]].append(r["target_id"])
    return [Word(fold(a), "S", "+".join(ids), case, boundary, a) for (a, case, boundary), ids in held.items()]


@cache
def person_words(lang: str) -> tuple[Word, ...]:
    """The names of persons as words, for scripts in which nothing else marks a name."""
    if load(lang).boundary != "none":
        return ()
    return tuple(Word(name, "N", "", "any", "none", name) for name in sorted(_names(lang)) if len(name) > 1)


@cache
def organisation_words(lang: str) -> tuple[Word, ...]:
    """The names and abbreviations of international organisations in a language."""
    found = []
    for r in rows("organisations"):
        if r["lang"] in (lang, "*"):
            case = "exact" if r["alias"].isupper() and len(r["alias"]) <= 6 else "initial"
            found.append(Word(fold(r["alias"]), "O", r["organisation_id"], case, load(lang).boundary, r["alias"]))
    return tuple(found)


@cache
def blocks(lang: str) -> tuple[re.Pattern[str], ...]:
    """What a language's reader must not take for a state: "Michael Jordan", "New Mexico", "Indian Ocean"."""
    return tuple(re.compile(r["regex"]) for r in rows("alias_blocks") if r["lang"] in (lang, "*"))


@cache
def cues(lang: str) -> dict[str, str]:
    """Folded names that need a cue -> which: ``other`` (another state beside it) or ``own`` (its own state named otherwise)."""
    return {fold(r["alias"]): r["needs_cue"] for r in rows("aliases") if r["lang"] == lang and r["needs_cue"]}


@cache
def signs(lang: str) -> tuple[re.Pattern[str], ...]:
    """What stands around a name that needs a cue where its state is meant; each takes the name in."""
    return tuple(re.compile(r["regex"]) for r in rows("alias_signs") if r["lang"] == lang)


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who held which office of which state, from when to when (open end: still in office when the shelf was written)."""

    person_id: str
    state: str
    role: str
    kind: str
    start: date
    end: date | None

    def holds(self, day: date | None) -> bool:
        return day is None or (self.start <= day and (self.end is None or day <= self.end))


def day(text: str, *, last: bool = False) -> date | None:
    """``2024``, ``2024-05`` or ``2024-05-17`` -> a date: the first day of what is known, or the last."""
    parts = [int(p) for p in text.split("-")] if text else []
    if not parts:
        return None
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    if not last:
        return date(year, month, 1)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@cache
def tenures() -> dict[str, tuple[Tenure, ...]]:
    """person_id -> tenures, oldest first."""
    offices = {r["office_id"]: r for r in rows("offices")}
    found: dict[str, list[Tenure]] = defaultdict(list)
    for r in rows("tenures"):
        office, start = offices.get(r["office_id"]), day(r["start"])
        if r["person_id"] and office and start:
            end = day(r["end"], last=True)
            found[r["person_id"]].append(
                Tenure(r["person_id"], office["state_id"], office["role"], office["kind"], start, end)
            )
    return {p: tuple(sorted(ts, key=lambda t: t.start)) for p, ts in found.items()}


@cache
def _holders() -> dict[tuple[str, str], tuple[Tenure, ...]]:
    found: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for held in tenures().values():
        for t in held:
            found[t.state, t.role].append(t)
    return {k: tuple(v) for k, v in found.items()}


def holding(state: str, role: str, when: date | None) -> list[Tenure]:
    """Who held a role in a state on a day; without a day, who holds it as far as the shelf knows."""
    held = _holders().get((state, role), ())
    return [t for t in held if (t.holds(when) if when else t.end is None)]


def in_office(person_id: str, when: date | None) -> Tenure | None:
    """The tenure a person holds on a day, the weightiest office first; without a day, the latest."""
    held = [t for t in tenures().get(person_id, ()) if t.holds(when)]
    own = persons().get(person_id, {}).get("state_id")
    if when is None:
        return max(held, key=lambda t: (t.state == own, t.start or date.min), default=None)
    return min(held, key=lambda t: (RANK.get(t.kind, 9), t.state != own)) if held else None


@cache
def states_of(folded: str, language: str = "en") -> frozenset[str]:
    """The states for which anybody of that name has held office."""
    return frozenset(t.state for p in named(folded, language) for t in tenures().get(p, ()))


@cache
def name_words(person_id: str) -> frozenset[str]:
    """The folded words, longer than two letters, of all names of a person."""
    row = persons().get(person_id, {})
    names = [row.get("name", ""), *row.get("aliases", "").split("|"), *row.get("second_ref", "").split("|")]
    return frozenset(w for n in names for w in fold(n).replace("-", " ").split() if len(w) > 2)


@cache
def persons() -> dict[str, dict[str, str]]:
    """person_id -> its row of persons.csv."""
    return {r["person_id"]: r for r in rows("persons")}


@dataclass(frozen=True, slots=True)
class Founding:
    """The founding date that a pair of states celebrates, how much of it is known, and whether it has been verified."""

    day: date
    precision: str
    verified: bool


@cache
def relations() -> dict[tuple[str, str], tuple[dict[str, str], ...]]:
    """(country_a, country_b) -> the dates of establishment, resumption ... of that pair."""
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for r in rows("relations"):
        found[min(r["country_a"], r["country_b"]), max(r["country_a"], r["country_b"])].append(r)
    return {k: tuple(v) for k, v in found.items()}


def founding(a: str, b: str) -> Founding | None:
    """The founding date that a pair celebrates; none where the shelf has none."""
    for r in relations().get((min(a, b), max(a, b)), ()):
        if r["celebrated"] == "1" and (when := day(r["date"])):
            return Founding(when, r["precision"], r["grade"] == "verified")
    return None


ARTICLE = re.compile(r"\b(al|el) (?=\w)")  # of Arabic names, which pages write with a hyphen or without


@cache
def _names(language: str) -> dict[str, frozenset[str]]:
    """Folded name -> the persons who bear it, in full or as a second reference, in the writing of a language."""
    found: dict[str, set[str]] = defaultdict(set)
    if load(language).script == "latin":
        for person_id, row in persons().items():
            for alias in [row["name"], *row["aliases"].split("|"), *row["second_ref"].split("|")]:
                for written in (fold(alias), ARTICLE.sub(r"\1-", fold(alias))):
                    found[written].add(person_id)
    for r in rows("person_names"):
        if r["lang"] == language:
            found[fold(r["name"])].add(r["person_id"])
    found.pop("", None)
    return {k: frozenset(v) for k, v in found.items()}


def named(folded: str, language: str = "en") -> frozenset[str]:
    """person_ids that bear a name, in full or as a second reference; the name folded."""
    found = _names(language).get(folded, frozenset())
    if not found and "·" in folded:  # a given name that the shelf does not write
        found = _names(language).get(folded.rpartition("·")[2], frozenset())
    return found


TO_COME = timedelta(days=150)  # from an election to taking office


def leader(folded: str, language: str, when: date | None, kinds: frozenset[str]) -> Tenure | None:
    """The one person of that name who holds an office of these kinds on the day, or is about to; none where two are likely.

    Of several, the head of state is meant. Without a day, anybody who ever held such an office, and of several the one who
    still does: a page of an unknown day names leaders mostly while they lead. Of six undated headlines of the gold
    sets in which only former leaders are named, five count them, one does not.
    """
    held = {p: t for p in named(folded, language) if (t := _high(p, when, kinds))}
    if when is None and len(held) > 1:
        held = {p: t for p, t in held.items() if t.end is None} or held
    if len(held) > 1:
        first = min(RANK.get(t.kind, 9) for t in held.values())
        held = {p: t for p, t in held.items() if RANK.get(t.kind, 9) == first}
    return next(iter(held.values())) if len(held) == 1 else None


def _high(person_id: str, when: date | None, kinds: frozenset[str]) -> Tenure | None:
    """The tenure of one of some kinds that a person holds on a day, or takes up soon after; without a day, the last."""
    high = [t for t in tenures().get(person_id, ()) if t.kind in kinds]
    own = persons().get(person_id, {}).get("state_id")
    if when is None:
        return max(high, key=lambda t: (t.state == own, t.start), default=None)
    now = [t for t in high if t.holds(when)] or [t for t in high if when <= t.start <= when + TO_COME]
    return min(now, key=lambda t: (RANK.get(t.kind, 9), t.state != own), default=None)


@cache
def _name_finder(language: str) -> tuple[ac.AhoCorasick, list[str]]:
    names = sorted(_names(language), key=lambda n: (-len(n), n))
    return ac.AhoCorasick(names, matchkind=ac.MatchKind.LeftmostLongest), names


def names_in(folded: str, language: str) -> list[tuple[int, int, str]]:
    """The names of persons in a text of a script without spaces: start, end and the folded name."""
    finder, names = _name_finder(language)
    return [(start, end, names[i]) for i, start, end in finder.find_matches_as_indexes(folded)]


@cache
def _every_name(language: str) -> tuple[ac.AhoCorasick, list[tuple[bool, frozenset[str]]]]:
    """An automaton of all names of persons, and of each whether it must be a whole word and the states they served."""
    held = _names(language)
    names = sorted(held)
    served = [frozenset(s for p in held[n] for s in _states_of(p) if s) for n in names]
    spaced = load(language).boundary != "none"
    return ac.AhoCorasick(names), [(spaced, s) for s in served]


def _states_of(person_id: str) -> list[str]:
    return [persons().get(person_id, {}).get("state_id", ""), *(t.state for t in tenures().get(person_id, ()))]


NICKNAME = re.compile(r"(?=(\s?\"[^\"]{1,40}\"))")  # overlapping, for quotes need not be balanced


def bearers(folded: str, language: str) -> frozenset[str]:
    """The states of everybody on the shelf whose name stands in a folded text, with or without a nickname inside it.

    Whether they hold an office on the day, or are meant at all, is left open: what is not here can be nobody's state.
    """
    found = _served(folded, language)
    for nickname in NICKNAME.finditer(folded):
        start, end = nickname.span(1)
        found |= _served(folded[max(0, start - 60) : start] + folded[end : end + 60], language)
    return frozenset(found)


def names_within(folded: str, language: str) -> list[tuple[int, int]]:
    """Where the letters of a name of anybody on the shelf stand in a folded text, in a word or as words of their own."""
    finder, _ = _every_name(language)
    return [(start, end) for _, start, end in finder.find_matches_as_indexes(folded, overlapping=True)]


def _served(folded: str, language: str) -> set[str]:
    finder, names = _every_name(language)
    found: set[str] = set()
    for index, start, end in finder.find_matches_as_indexes(folded, overlapping=True):
        whole, states = names[index]
        if not (whole and (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum())):
            found |= states
    return found
