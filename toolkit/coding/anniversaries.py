"""Sentences -> anniversaries: the number of years, what is remembered, whose it is, and since when.

What a sentence says is read by ``coding/phrases.py``; the parties come from the phrase, then the sentence, then the article.
Founding years and dates: ``coding/founding.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.coding import founding, phrases
from toolkit.coding.dates import Day
from toolkit.coding.phrases import DEALS, Line, Phrase, governed, places, rules, states_of

KINDS = {
    "diplomatic_relations": "diplomatic_relations",
    "treaty": "treaty",
    "deal": "treaty",
    "partnership": "partnership",
    "friendship": "friendship",
    "independence": "independence_or_national_day",
    "became": "independence_or_national_day",
    "founding": "independence_or_national_day",
    "revolution": "war_or_event",
    "war": "war_or_event",
    "reign": "other",
    "recognition": "other",
    "other": "other",
}
ONE_STATE = frozenset({"independence", "became", "founding", "revolution", "war", "reign"})
ALLIED = {"treaty", "diplomatic_relations"}  # the years of an alliance are those of the relations
NEAR = 2  # sentences before in which an act tells who "the two countries" are


@dataclass(slots=True)
class Anniversary:
    """A candidate row."""

    rule: str
    states: tuple[str, ...]
    organisation: str | None
    kind: str
    ordinal: int
    start: int
    end: int
    lines: list[int]  # the sentences that tell of it
    word: str  # the relation as the language file names it
    year: int | None = None  # founding year
    founded: date | None = None
    day: Day | None = None  # the day of the anniversary itself


@dataclass(slots=True)
class Refusal:
    """A candidate that a check refused, and why."""

    rule: str
    reason: str
    start: int
    end: int


@dataclass
class Finder:
    """Finds the anniversaries of one article. ``pair``: the two states it is about, where that is clear."""

    lines: Sequence[Line]
    published: date | None
    pair: tuple[str, ...] = ()
    home: str | None = None
    received: Sequence[tuple[int, str]] = ()  # where a message starts, and the state it goes to
    pairs: Sequence[tuple[int, tuple[str, str]]] = ()  # where an act starts, and its two states
    found: list[Anniversary] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def read(self) -> list[Anniversary]:
        """All anniversaries of the article, echoes merged."""
        for number, line in enumerate(self.lines):
            if not line.telling:
                continue
            taken: list[tuple[int, int]] = []
            for rule in rules():
                for hit in rule.pattern.finditer(line.letters):
                    if not any(a < hit.end() and hit.start() < b for a, b in taken):
                        taken.append(hit.span())
                        self._candidate(phrases.phrase(number, line, rule, hit))
        founding.settle(self.found, self.lines, self.published)
        return self.found

    def _candidate(self, told: Phrase) -> None:
        line, hit, word = told.line, told.hit, told.word
        span = line.symbols[hit.start()].start, line.symbols[told.reach - 1].end
        problem = phrases.problem(told) or self._deal(told)
        if problem or word is None:
            self.refused.append(Refusal(told.rule, problem or "nothing remembered is named", *span))
            return
        kind = KINDS[word]
        if told.rule == "jubilee" and word in DEALS and any(told.ordinal == a.ordinal for a in self.found):
            return  # an echo: "a state visit in the golden jubilee year"
        apart = not hit.start() <= told.where <= told.at + 10
        if apart and any((told.ordinal, kind) == (a.ordinal, a.kind) for a in self.found):
            return  # an echo: "the golden jubilee year"
        organisation = phrases.organisation(told)
        groups = self._parties(told, bool(organisation))
        if not groups:
            self.refused.append(Refusal(told.rule, "the parties are unknown", *span))
        turned = told.rule == "state-turns" and not all(self._counts(s, told) for (s,) in groups)
        aged = told.rule == "years-of" and word == "independence"
        if turned or (aged and any(self._uncounted(s, told) for (s,) in groups)):
            self.refused.append(Refusal(told.rule, "not the years that the state counts", *span))
            return
        for states in groups:
            beside = organisation if len(states) < 2 else None
            self._add(Anniversary(told.rule, states, beside, kind, told.ordinal, *span, [told.number], word))

    def _deal(self, told: Phrase) -> str | None:
        """A deal or treaty of so many years ago is only remembered where it is marked: by its day, or by a row of its number."""
        marked = "d" in told.line.letters or any(a.ordinal == told.ordinal for a in self.found)
        if told.rule == "years-ago" and (told.word in DEALS or (told.word == "treaty" and not marked)):
            return "a deal of some years ago"
        return None

    def _add(self, new: Anniversary) -> None:
        """Echoes of the same anniversary in an article are one row."""
        for old in self.found:
            if (old.states, old.ordinal, old.organisation) == (new.states, new.ordinal, new.organisation) and (
                old.kind == new.kind
                or "friendship" in (old.kind, new.kind)
                or (
                    new.rule == "years-of" and new.kind == "partnership"
                )  # "30 years of partnership", told of the same ties
                or ({new.kind, old.kind} == ALLIED and "years-of" in (new.rule, old.rule))  # "650 years of relations"
            ):
                old.kind = new.kind if old.kind == "friendship" or new.kind == "treaty" else old.kind
                old.lines += new.lines
                return
        self.found.append(new)

    # whose anniversary it is

    def _parties(self, told: Phrase, organised: bool) -> list[tuple[str, ...]]:
        line, hit = told.line, told.hit
        inside = states_of(line, min(hit.start(), told.where), max(told.reach, told.where + 1))
        before = states_of(line, 0, hit.start())
        if told.rule == "own-years":  # "the embassy of A celebrated its 50 years in B"
            both = dict.fromkeys(s for _, s in places(line, hit.start(), hit.end()))
            return [tuple(sorted(both))] if len(both) == 2 else []
        if told.word in ONE_STATE:
            return [(state,) for state in self._one(told)]
        if organised:
            joined = re.search(r"(S),?[&w]z?O|O[&w]z?(S)|(S)[^.;]*wz?O", line.letters[: told.reach])
            own = states_of(line, *joined.span()) if joined else []
            return [(s,) for s in (own or inside or before or list(self.pair))[:1]]
        if (fan := phrases.hosts(told)) and fan[1] not in fan[0]:
            return [tuple(sorted((fan[1], m))) for m in fan[0]]
        if len(inside) > 1 and (many := phrases.fanned(told)):
            hosts = [s for s in [*before, *self.pair, *([self.home] if self.home else [])] if s not in many]
            if hosts or len(inside) > 2:
                return [tuple(sorted((hosts[0], m))) for m in many] if hosts else []
        states = inside[:2]
        if told.word == "other" and len(states) == 1 and not phrases.own(told):
            return [(states[0],)]
        for more in self._further(told, inside, before):
            states += self._completing(states, more)
        if len(states) >= 2:
            return [tuple(sorted(states[:2]))]
        return [tuple(states)] if told.word == "other" and states else []

    def _further(self, told: Phrase, inside: list[str], before: list[str]) -> list[list[str]]:
        """Where the states that the phrase leaves out may stand, the nearest first: the sentence, its act, the article."""
        line = told.line
        hosts = [s for n, s in places(line, 0, told.hit.start()) if not governed(line, n) and line.letters[n] == "S"]
        return [
            self._two(told.number) if "G" in line.letters and not inside else [],
            hosts[:1] if len(inside) == 1 else [],
            [*reversed(before)],
            next((list(pair) for start, pair in self.pairs if line.start <= start < line.end), []),
            list(self.pair),
            [self.home] if self.home else [],
        ]

    def _two(self, number: int) -> list[str]:
        """Who "the two countries" are: the states of the act told just before, else those the article is about."""
        start, end = self.lines[max(0, number - NEAR)].start, self.lines[number].end
        told = [pair for at, pair in self.pairs if start <= at < end]
        return sorted(told[-1]) if told else list(self.pair)

    def _completing(self, states: list[str], more: list[str]) -> list[str]:
        """States that may complete a pair: not two others beside one that is there, unless the article is about them."""
        if len(states) >= 2 or (len(set(more)) == 2 and states and states[0] not in more and more != list(self.pair)):
            return []
        return [s for s in more if s not in states]

    def _one(self, told: Phrase) -> list[str]:
        """A national day has one state: behind the number, or the owner before it; "from S" is whom it left."""
        line, hit, at = told.line, told.hit, told.at
        owned = bool(re.search("p|ox'", line.letters[max(0, at - 2) : told.where + 1]))  # "its", "of the country's"
        listed = re.search(r"(S(?:[,&]{1,2}z?S)+)[^SA.;]{0,6}$", line.letters[: hit.start()]) if owned else None
        if listed:
            return states_of(line, listed.start(1), listed.end(1))  # "A, B and C on their independence"
        near = min(told.reach, max(told.where, at) + 5)
        behind = [s for n, s in places(line, at, near) if not _left(line, n)]
        if behind and not owned:
            return behind[:1]
        if told.word == "revolution" and self.home:
            return [self.home]
        left = {s for n, s in phrases.named(line, at, near) if _left(line, n)}  # "independence from The Hague"
        choice = [s for s in self._owners(told) if s not in left]
        counted = [s for s in [*self._earlier(told), *choice] if self._counts(s, told) and s not in left]
        known = founding.counted_from(choice[-1]) if choice else frozenset({0})
        if owned and counted and known and not self._counts(choice[-1] if choice else "", told):
            return counted[-1:]  # "the country's", of which the years tell more than the nearest name
        return choice[-1:]

    def _owners(self, told: Phrase) -> list[str]:
        """Whose day it may be by the rest of the sentence, else by those before it; the last is the likeliest."""
        line = told.line
        to = [state for start, state in self.received if line.start <= start < line.end]
        named = places(line, 0, told.hit.start())
        sent = [s for n, s in named[-1:] if line.letters[:n].rstrip("z").endswith("t")]  # "wishes to Ghana on its"
        owners = sent or [s for n, s in named if not governed(line, n)] or [s for _, s in named]
        rest = [s for n, s in places(line, 0, len(line.symbols)) if not _left(line, n)]
        return to or owners or rest[::-1] or self._earlier(told)

    def _earlier(self, told: Phrase) -> list[str]:
        """The states named before the sentence; where some count so many years, those."""
        before = (prior for prior in self.lines if prior.end <= told.line.start)
        earlier = [s for prior in before for _, s in places(prior, 0, len(prior.symbols))]
        return [s for s in earlier if self._counts(s, told)] or earlier

    def _counts(self, state: str, told: Phrase) -> bool:
        """Does a state count so many years, by the shelf?"""
        year = self.published.year - told.ordinal if self.published else 0
        return year in founding.counted_from(state)

    def _uncounted(self, state: str, told: Phrase) -> bool:
        """Does the shelf know from when a state counts its years, and is it another year?"""
        base = founding.counted_from(state)
        year = self.published.year - told.ordinal if self.published else None
        return bool(base) and year is not None and all(abs(year - b) > 1 for b in base)


def _left(line: Line, n: int) -> bool:
    """Does "from" stand before the state: "independence from S"?"""
    return "f" in line.letters[max(0, n - 2) : n]
