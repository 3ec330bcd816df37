"""The reference shelf: states and their names, organisations, persons, offices, tenures, relations, occasions.

Every table is a small CSV in ``toolkit/reference/``, one fact a row, sorted; this module reads them and answers who is who
on a given day. Nothing here decides what a text says.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from toolkit.language import Word, fold

FOLDER = Path(__file__).parent / "reference"

ALIAS_KIND = {
    "short": "S",
    "official": "S",
    "alt": "S",
    "abbr": "S",
    "historical": "S",
    "adj": "A",
    "prefix": "A",
    "capital": "C",
    "metonym": "C",
    "place": "C",
    "organisation": "O",
}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one shelf table as dicts; an absent table is empty."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def states() -> dict[str, dict[str, str]]:
    """state_id -> its row of states.csv."""
    return {r["state_id"]: r for r in rows("states")}


@cache
def state_words(lang: str) -> tuple[Word, ...]:
    """The names of states, places and organisations that a language uses, as words of the lexicon."""
    found = []
    for r in rows("aliases"):
        if r["lang"] not in (lang, "*"):
            continue
        case = {"exact": "exact", "any": "any"}.get(r["case"], "initial")
        value = r["target_id"] if r["kind"] not in ("capital", "metonym", "place") else f"{r['target_id']}:{r['kind']}"
        found.append(Word(fold(r["alias"]), ALIAS_KIND[r["kind"]], value, case, r["boundary"], r["alias"]))
    return tuple(found)


@cache
def organisation_words(lang: str) -> tuple[Word, ...]:
    """The names and abbreviations of international organisations in a language."""
    found = []
    for r in rows("organisations"):
        if r["lang"] in (lang, "*"):
            case = "exact" if r["alias"].isupper() and len(r["alias"]) <= 6 else "initial"
            found.append(Word(fold(r["alias"]), "O", r["organisation_id"], case, "word", r["alias"]))
    return tuple(found)


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
    return date(year + month // 12, month % 12 + 1, 1).replace(day=1) if month < 12 else date(year, 12, 31)


@cache
def tenures() -> dict[str, tuple[Tenure, ...]]:
    """person_id -> tenures, oldest first."""
    offices = {r["office_id"]: r for r in rows("offices")}
    found: dict[str, list[Tenure]] = defaultdict(list)
    for r in rows("tenures"):
        office, start = offices.get(r["office_id"]), day(r["start"])
        if r["person_id"] and office and start:
            found[r["person_id"]].append(
                Tenure(r["person_id"], office["state"], office["role"], office["kind"], start, day(r["end"], last=True))
            )
    return {p: tuple(sorted(ts, key=lambda t: t.start)) for p, ts in found.items()}


@cache
def holders(state: str, role: str) -> tuple[Tenure, ...]:
    """Every tenure of a role in a state."""
    return tuple(t for ts in tenures().values() for t in ts if t.state == state and t.role == role)


def in_office(person_id: str, when: date | None) -> Tenure | None:
    """The tenure a person holds on a day; without a day, the latest."""
    held = [t for t in tenures().get(person_id, ()) if t.holds(when)]
    return held[-1] if held else None


@cache
def persons() -> dict[str, dict[str, str]]:
    """person_id -> its row of persons.csv."""
    return {r["person_id"]: r for r in rows("persons")}


@cache
def relations() -> dict[tuple[str, str], tuple[dict[str, str], ...]]:
    """(country_a, country_b) -> the dates of establishment, resumption ... of that pair."""
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for r in rows("relations"):
        found[tuple(sorted((r["a"], r["b"])))].append(r)  # type: ignore[index]
    return {k: tuple(v) for k, v in found.items()}
