"""The questions put to Wikidata: SPARQL in ``*.rq`` files beside this one, filled with the items that one request asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OFFICES, PERSONS, STATES = 25, 200, 25  # a request: each must be answered within the service's 60 seconds
QID = re.compile(r"Q[1-9]\d{0,11}")
ISO2 = re.compile(r"[A-Z]{2}")
VARIABLE = re.compile(r"\?(\w+)")


@dataclass(frozen=True, slots=True)
class Query:
    """One request: the part it belongs to, its SPARQL, and the variables that its answer has."""

    part: str
    text: str

    @property
    def variables(self) -> list[str]:
        return VARIABLE.findall(self.text.partition(" WHERE ")[0])


def offices() -> list[Query]:
    """Offices of head of state, head of government and foreign minister of every state with an ISO code: one request."""
    return [Query("offices", _text("offices"))]


def holders(offices: Iterable[str]) -> list[Query]:
    """Who has held some offices (QIDs) since 2000: a request for every 25."""
    return _filled("holders", (f"wd:{q}" for q in _items(offices, QID)), OFFICES)


def names(persons: Iterable[str]) -> list[Query]:
    """Labels and other names of persons (QIDs) in ten languages: a request for every 200."""
    return _filled("names", (f"wd:{q}" for q in _items(persons, QID)), PERSONS)


def relations(states: Iterable[str]) -> list[Query]:
    """Diplomatic relations with a date of some states (ISO2): a request for every 25."""
    return _filled("relations", (f'"{code}"' for code in _items(states, ISO2)), STATES)


def _items(items: Iterable[str], shape: re.Pattern[str]) -> list[str]:
    """Sorted, so that the same items make the same requests; what has another shape never enters a query."""
    return sorted({i for i in items if shape.fullmatch(i)}, key=lambda i: (len(i), i))


def _filled(part: str, items: Iterable[str], most: int) -> list[Query]:
    listed, text = list(items), _text(part)
    batches = [listed[i : i + most] for i in range(0, len(listed), most)]
    return [Query(part, text.replace("#VALUES", " ".join(b))) for b in batches]


def _text(name: str) -> str:
    return Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")
