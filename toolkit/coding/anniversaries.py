"""Sentences -> anniversaries: the number of years, what is remembered, whose it is, and since when.

A rule (``anniversaries.toml``) finds the number; what is remembered is the nearest word of relation; the parties come from
the phrase, then the sentence, then the article. Founding years and dates: ``coding/founding.py``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from toolkit.coding import founding
from toolkit.coding.dates import Day
from toolkit.coding.parties import state_of
from toolkit.coding.symbols import Symbol, Unread

KINDS = {
    "diplomatic_relations": "diplomatic_relations",
    "treaty": "treaty",
    "deal": "treaty",
    "partnership": "partnership",
    "friendship": "friendship",
    "independence": "independence_or_national_day",
    "founding": "independence_or_national_day",
    "revolution": "war_or_event",
    "war": "war_or_event",
    "reign": "other",
    "recognition": "other",
    "other": "other",
}
FIXED = {"centenary": 100, "bicentenary": 200, "golden": 50, "platinum": 70, "half_century": 50, "century": 100}
ONE_STATE = frozenset({"independence", "founding", "revolution", "war", "reign"})
ALLIED = {"treaty", "diplomatic_relations"}  # the years of an alliance are those of the relations
DEALS = frozenset({"deal", "other"})  # remembered only where an anniversary is named
NEAR = 2  # sentences before in which an act tells who "the two countries" are
REACH = 16  # symbols to the right of the number that can belong to the phrase


@dataclass(frozen=True)
class Rule:
    """One anniversary rule as data."""

    id: str
    pattern: re.Pattern[str]


@cache
def rules() -> tuple[Rule, ...]:
    """The anniversary rules, in the order in which they are tried."""
    data = tomllib.loads((Path(__file__).parent / "anniversaries.toml").read_text(encoding="utf-8"))
    return tuple(Rule(r["id"], re.compile(r["pattern"])) for r in data["rule"])


@dataclass(eq=False)
class Line(Unread):
    """A sentence as symbols of the anniversary alphabet, read once somebody asks for them."""

    start: int
    end: int
    parse: Callable[[], list[Symbol]]
    brought: frozenset[str]  # the kinds that its words can be
    telling: bool  # a rule can match it
    counts: Callable[[], bool]

    @cached_property
    def figured(self) -> bool:
        """Does it hold a number that can be a year?"""
        return self.counts()


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
                        self._candidate(number, line, rule, hit)
        founding.settle(self.found, self.lines, self.published)
        return self.found

    def _candidate(self, number: int, line: Line, rule: Rule, hit: re.Match[str]) -> None:
        ordinal, at = _ordinal(line, hit)
        reach = _reach(line, hit, at)
        span = line.symbols[hit.start()].start, line.symbols[reach - 1].end
        word, where = _relation(line, hit, reach)
        problem = _problem(ordinal, word)
        if rule.id == "years-ago" and (word in DEALS or (word == "treaty" and not self._remembered(line, ordinal))):
            problem = "a deal of some years ago"
        if line.symbols[at].value in ("half_century", "century") and line.letters[at + 1 : at + 2] != "o":
            problem = "a length of time"
        told = line.symbols[hit.start() : hit.end()]
        if (
            any(s.kind == "s" and s.value == "after" for s in told)
            and "!" not in hit[0]
            and not re.search("m[^.;]*n", line.letters[: hit.start()])  # "marked its national day, 60 years after"
            and word != "diplomatic_relations"
        ):
            problem = "some years after, no anniversary"
        ahead = line.letters[hit.start() - 1 : hit.start()]
        if rule.id == "years-of" and (ahead == "-" or (word in DEALS and ahead != "m")):
            problem = "a length of time"  # "ending 66 years of ties", "the first in 15 years to make a state visit"
        if rule.id == "recognised-ago" and word != "recognition":
            problem = "some years ago"
        if rule.id == "nth-day" and ordinal == 1:
            problem = "the first of a kind, no number of years"
        if word == "founding" and not re.match(r"Y?(?:oz?|')[SA]", line.letters[where + 1 : where + 5]):
            problem = "the founding of no state"
        if problem or word is None:
            self.refused.append(Refusal(rule.id, problem or "nothing remembered is named", *span))
            return
        kind = KINDS[word]
        if rule.id == "jubilee" and word in DEALS and any(ordinal == a.ordinal for a in self.found):
            return  # an echo: "a state visit in the golden jubilee year"
        if not hit.start() <= where <= at + 10 and any((ordinal, kind) == (a.ordinal, a.kind) for a in self.found):
            return  # an echo: "the golden jubilee year"
        organisation = next((s.value for s in line.symbols[at:reach] if s.kind == "O"), None)
        beside = re.search(r"S,?[&w]z?(O)|(O)[&w]z?S", line.letters[: hit.start()])
        if organisation is None and beside:
            organisation = line.symbols[beside.start(1) if beside[1] else beside.start(2)].value
        groups = self._parties(rule.id, number, line, hit, at, reach, where, word, bool(organisation))
        if not groups:
            self.refused.append(Refusal(rule.id, "the parties are unknown", *span))
        if rule.id == "years-of" and word == "independence" and any(self._uncounted(s, ordinal) for (s,) in groups):
            self.refused.append(Refusal(rule.id, "not the years that the state counts", *span))
            return
        for states in groups:
            self._add(
                Anniversary(
                    rule.id, states, organisation if len(states) < 2 else None, kind, ordinal, *span, [number], word
                )
            )

    def _remembered(self, line: Line, ordinal: int) -> bool:
        """Is a treaty of so many years ago one that is marked: by its day, or by a row of the same number?"""
        return "d" in line.letters or any(a.ordinal == ordinal for a in self.found)

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

    def _parties(
        self,
        rule: str,
        number: int,
        line: Line,
        hit: re.Match[str],
        at: int,
        reach: int,
        where: int,
        word: str,
        organised: bool,
    ) -> list[tuple[str, ...]]:
        inside = _states(line, min(hit.start(), where), max(reach, where + 1))
        before = _states(line, 0, hit.start())
        if rule == "own-years":  # "the embassy of A celebrated its 50 years in B"
            both = dict.fromkeys(s for _, s in _places(line, hit.start(), hit.end()))
            return [tuple(sorted(both))] if len(both) == 2 else []
        if word in ONE_STATE:
            return self._one(line, hit, at, reach, where, word)
        if organised:
            joined = re.search(r"(S),?[&w]z?O|O[&w]z?(S)|(S)[^.;]*wz?O", line.letters[:reach])
            own = _states(line, *joined.span()) if joined else []
            return [(s,) for s in (own or inside or before or list(self.pair))[:1]]
        if len(inside) > 1 and (many := _fanned(line, at, reach)):
            hosts = [s for s in [*before, *self.pair, *([self.home] if self.home else [])] if s not in many]
            if hosts or len(inside) > 2:
                return [tuple(sorted((hosts[0], m))) for m in many] if hosts else []
        states = inside[:2]
        if word == "other" and states and not _own(line, hit) and len(states) == 1:
            return [(states[0],)]
        hosts = [s for n, s in _places(line, 0, hit.start()) if not _governed(line, n) and line.letters[n] == "S"]
        near = [self._two(number)] if "G" in line.letters and not inside else []
        for more in (
            *near,
            hosts[:1] if len(states) == 1 else [],
            [*reversed(before)],
            next((list(pair) for start, pair in self.pairs if line.start <= start < line.end), []),
            list(self.pair),
            [self.home] if self.home else [],
        ):
            states += self._completing(states, more)
        if len(states) >= 2:
            return [tuple(sorted(states[:2]))]
        return [tuple(states)] if word == "other" and states else []

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

    def _one(self, line: Line, hit: re.Match[str], at: int, reach: int, where: int, word: str) -> list[tuple[str, ...]]:
        """A national day has one state: behind the number, or the owner before it; "from S" is whom it left."""
        owned = bool(re.search("p|ox'", line.letters[max(0, at - 2) : where + 1]))  # "its", "of the country's"
        listed = re.search(r"(S(?:[,&]{1,2}z?S)+)[^SA.;]{0,6}$", line.letters[: hit.start()]) if owned else None
        if listed:
            return [(s,) for s in _states(line, listed.start(1), listed.end(1))]  # "A, B and C on their independence"
        near = min(reach, max(where, at) + 5)
        behind = [s for n, s in _places(line, at, near) if "f" not in line.letters[max(0, n - 2) : n]]
        if behind and not owned:
            return [(behind[0],)]
        if word == "revolution" and self.home:
            return [(self.home,)]
        to = [state for start, state in self.received if line.start <= start < line.end]
        named = _places(line, 0, hit.start())
        sent = [s for n, s in named[-1:] if line.letters[:n].rstrip("z").endswith("t")]  # "wishes to Ghana on its"
        owners = sent or [s for n, s in named if not _governed(line, n)] or [s for _, s in named]
        earlier = [
            s for prior in self.lines if prior.end <= line.start for _, s in _places(prior, 0, len(prior.symbols))
        ]
        year = self.published.year - _ordinal(line, hit)[0] if self.published else 0
        earlier = [s for s in earlier if year in founding.counted_from(s)] or earlier
        rest = [s for n, s in _places(line, 0, len(line.symbols)) if "f" not in line.letters[max(0, n - 2) : n]]
        left = {
            state_of(s.value)
            for n, s in enumerate(line.symbols[at:near], at)
            if s.kind in "SAC" and "f" in line.letters[max(0, n - 2) : n]
        }  # "independence from The Hague"
        choice = [s for s in to or owners or rest[::-1] or earlier if s not in left]
        counted = [s for s in [*earlier, *choice] if year in founding.counted_from(s) and s not in left]
        told = founding.counted_from(choice[-1]) if choice else frozenset({0})
        if owned and counted and told and year not in told:
            return [(counted[-1],)]  # "the country's", of which the years tell more than the nearest name
        return [(choice[-1],)] if choice else []

    def _uncounted(self, state: str, ordinal: int) -> bool:
        """Does the shelf know from when a state counts its years, and is it another year?"""
        base = founding.counted_from(state)
        year = self.published.year - ordinal if self.published else None
        return bool(base) and year is not None and all(abs(year - b) > 1 for b in base)


def _ordinal(line: Line, hit: re.Match[str]) -> tuple[int, int]:
    """The number of years and the index of its symbol."""
    groups = hit.groupdict()
    key = next(k for k in ("n", "n2", "c") if groups.get(k) is not None)
    at = hit.start(key)
    symbol = line.symbols[at]
    if key == "c":
        return FIXED[symbol.value], at
    decades = "D" in line.letters[at : at + 3]
    return int(symbol.held) * (10 if decades else 1), at


def _reach(line: Line, hit: re.Match[str], at: int) -> int:
    """Where the phrase ends at the latest: the next number of years, the end of the clause, or the reach."""
    stop = min(len(line.letters), max(hit.end(), at + 1) + REACH)
    jubilee = line.letters[at] == "c"
    for i in range(hit.end(), stop):
        if jubilee and line.letters[i] == ",":
            return i
        if line.letters[i] in ".;Yc" or (line.letters[i] in "q#" and line.letters[i + 1 : i + 2] in ("Y", "y", "D")):
            return i
    return stop


def _relation(line: Line, hit: re.Match[str], reach: int) -> tuple[str | None, int]:
    """What is remembered, and the index of its word: the first relation behind the number, else the last before it."""
    if line.letters[hit.start() - 1 : hit.start()] == "r" and line.letters[hit.start()] in "q#":
        return _value(line, hit.start() - 1), hit.start() - 1  # 建交45周年
    if line.letters[: hit.start()].endswith("rp"):
        return _value(line, hit.start() - 2), hit.start() - 2  # "a partnership whose 20th anniversary"
    inside = [i for i in range(hit.start(), reach) if line.letters[i] in "rn"]
    before = [i for i in range(hit.start()) if line.letters[i] == "r"]
    if not inside:
        return (_value(line, before[-1]), before[-1]) if before else (None, hit.start())
    first = inside[0]
    if (
        _value(line, first) == "founding"
        and len(inside) > 1
        and re.fullmatch("Y?oz?", line.letters[first + 1 : inside[1]])
    ):
        first = inside[1]  # "the 60th founding anniversary of diplomatic relations"
    close = [i for i in inside if i - first <= 5 and "," not in line.letters[first:i]]
    stated = any(line.letters[n] in "SACO" for n in range(first, close[-1]))
    for strong in ("never", "treaty", "deal", "partnership"):
        hit_at = next((i for i in close if _value(line, i) == strong), None)
        apart = stated or (hit_at is not None and any(c in "wi" for c in line.letters[first:hit_at]))
        if hit_at is not None and not (strong == "never" and hit_at != first and apart):
            return strong, hit_at
    return _value(line, first), first


def _value(line: Line, i: int) -> str:
    return "independence" if line.letters[i] == "n" else line.symbols[i].value


def _problem(ordinal: int, word: str | None) -> str | None:
    if not 1 <= ordinal <= 1500:
        return "no number of years"
    if word == "never":
        return "an anniversary of no state"
    if word == "war":
        return "a war or an attack"
    return None


def _states(line: Line, start: int, stop: int) -> list[str]:
    """The states named between two symbols, in order, each once."""
    found: list[str] = []
    for s in line.symbols[max(start, 0) : stop]:
        if s.kind in "SA" and state_of(s.value) not in found:
            found.append(state_of(s.value))
    return found


def _places(line: Line, start: int, stop: int) -> list[tuple[int, str]]:
    """Index and state of every name, adjective and capital between two symbols."""
    held = enumerate(line.symbols[max(start, 0) : stop], max(start, 0))
    return [
        (n, state_of(s.value)) for n, s in held if s.kind in "SA" or (s.kind == "C" and s.value.endswith(":capital"))
    ]


def _governed(line: Line, n: int) -> bool:
    """Does a preposition stand before a place, so that it owns nothing: "foreigners in Kuwait, proclaimed its independence"?"""
    return line.letters[:n].rstrip("zxA")[-1:] in tuple("iftwb")


def _fanned(line: Line, at: int, reach: int) -> list[str]:
    """The partners in "ties with A, B and C"."""
    listed = re.search(r"wz?(S(?:[,&]{1,2}z?S)+)", line.letters[at:reach])
    return _states(line, at + listed.start(1), at + listed.end(1)) if listed else []


def _own(line: Line, hit: re.Match[str]) -> bool:
    return "p" in line.letters[max(0, hit.start() - 2) : hit.start()]
