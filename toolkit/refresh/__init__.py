"""What has changed since the shelf was written: Wikidata asked, compared with the shelf, and a table for somebody to go through.

Nothing on the shelf is changed, ever: one public list or another is wrong as often. Who accepts a row writes it into the CSV of
``toolkit/reference/``, with a source of its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from toolkit.refresh import answers, comparison, identity, queries, review_table
from toolkit.refresh.comparison import Finding
from toolkit.refresh.queries import Query
from toolkit.refresh.service import ENDPOINT, TIMEOUT, Row, Service

PARTS = ("offices", "persons", "names", "relations")
PACKAGE = Path(__file__).resolve().parent.parent
SHEET = "review.csv"


@dataclass
class Refreshed:
    """A finished run: the findings in order, the CSV they stand in, what agreed, and the requests sent and answers kept."""

    findings: list[Finding]
    sheet: Path
    agreeing: Counter[str]
    asked: int
    kept: int
    oldest: float  # seconds since 1970: when the oldest of the answers came

    def text(self) -> str:
        day = time.strftime("%Y-%m-%d", time.gmtime(self.oldest))
        told = f"{self.asked} request(s) sent, {self.kept} answer(s) kept from before, the oldest of {day}"
        shown = review_table.summary(self.findings, self.agreeing)
        return f"{shown or 'no difference'}\n\n{told}\n{self.sheet}: {len(self.findings):,} row(s) to go through"


def folder() -> Path:
    """Where answers and table go unless told otherwise: the user's cache."""
    return user_cache_path("amity", appauthor=False) / "refresh"


def refresh(
    agent: str,
    *,
    endpoint: str = ENDPOINT,
    cache: Path | None = None,
    only: str | None = None,
    again: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    timeout: float = TIMEOUT,
    tell: Callable[[str], None] = lambda line: None,
) -> Refreshed:
    """Ask, compare, and write ``review.csv`` into the cache; ``only`` one of offices, persons, names, relations.

    Answers in the cache are used, unless ``again``. Raises ``ValueError`` for an agent without a contact, an address that is
    none, an unknown part or a cache within the package; ``UnansweredError`` when the service fails for good.
    """
    if only and only not in PARTS:
        raise ValueError(f"no part {only!r}: there are {', '.join(PARTS)}")
    place = (cache or folder()).expanduser().resolve()
    if place.is_relative_to(PACKAGE):
        raise ValueError(f"{place} lies in the package, which is never written; name another folder for --cache")
    service = Service(agent, place, endpoint, sleep, timeout)
    if again:
        service.forget()
    run = _Run(service, tell, {only} if only else set(PARTS))
    found = review_table.ordered(run.findings())
    sheet = review_table.write(found, place / SHEET)
    return Refreshed(found, sheet, run.agreeing, service.asked, service.kept, service.oldest)


@dataclass
class _Run:
    service: Service
    tell: Callable[[str], None]
    parts: set[str]
    agreeing: Counter[str] = field(default_factory=Counter)

    def findings(self) -> list[Finding]:
        found: list[Finding] = []
        if self.parts & {"offices", "persons", "names"}:
            held = answers.offices(self._ask(queries.offices()))
            if "offices" in self.parts:
                found += comparison.offices(held)
            if self.parts & {"persons", "names"}:
                found += self._people(held)
        if "relations" in self.parts:
            said = answers.relations(self._ask(queries.relations(answers.state_ids())))
            found += comparison.relations(said, self.agreeing)
        return found

    def _people(self, held: answers.Offices) -> list[Finding]:
        """Who is who takes the names, so they are asked for holders and for names alike."""
        spells = answers.spells(self._ask(queries.holders(held)), held)
        said = answers.names(self._ask(queries.names(s.person for s in spells)))
        known = identity.persons(spells, said)
        found = comparison.persons(spells, known, said, self.agreeing) if "persons" in self.parts else []
        return found + (comparison.names(spells, known, said) if "names" in self.parts else [])

    def _ask(self, asked: list[Query]) -> Iterable[Row]:
        rows: list[Row] = []
        for i, query in enumerate(asked, 1):
            kept = self.service.kept
            rows += self.service.ask(query)
            self.tell(f"{query.part} {i} of {len(asked)}{' (kept)' if self.service.kept > kept else ''}")
        return rows
