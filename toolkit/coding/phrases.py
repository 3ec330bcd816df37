"""What a sentence says of an anniversary: the number of years, the word of what is remembered, the states it names.

A rule (``anniversaries.toml``) finds the number; what is remembered is the nearest word of relation. All of it works on the
symbols of the anniversary alphabet (``toolkit/language.py``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from toolkit.coding.parties import state_of
from toolkit.coding.symbols import Symbol, Unread

FIXED = {
    "centenary": 100,
    "bicentenary": 200,
    "golden": 50,
    "platinum": 70,
    "half_century": 50,
    "quarter_century": 25,
    "century": 100,
}
JOINED_TO = re.compile("(?:^|[^i])[SC][,&]{1,2}$")
MANY_WITH = re.compile("(S(?:[,&]{1,2}z?S)+)[xz]{0,2}(?:,[^,.;SA]{0,8},)?e[^.;SA]{0,6}wz?(S)(?![,&]{1,2}z?S)")
MANY_MARK = re.compile("(?:^|[^ibwtof])z?(S(?:[,&]{1,2}z?S)+)[^SA.;,]{0,8}$")
PARTNER = re.compile("[^.;SAr]{0,8}rwz?(S)(?![,&]{1,2}z?S)")
PROCLAIMED = re.compile("oz?(e)oz?S(?!')")  # "the centenary of the proclamation of S"
JOINED_BY = re.compile("[,&]{1,2}[SC]")
SPANS = frozenset({"quarter_century", "half_century", "century"})
TURNS = frozenset({"turn-number", "state-turns"})
DEALS = frozenset({"deal", "other"})  # remembered only where an anniversary is named
ENDED = 4  # symbols between "cut" and the relations
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


@dataclass(frozen=True)
class Phrase:
    """A match of a rule in a sentence, and what is read off it."""

    number: int  # of the sentence
    line: Line
    rule: str
    hit: re.Match[str]
    ordinal: int
    at: int  # the index of the symbol of the number
    reach: int  # where the phrase ends at the latest
    word: str | None  # what is remembered
    where: int  # the index of its word


def phrase(number: int, line: Line, rule: Rule, hit: re.Match[str]) -> Phrase:
    """Read what a rule has matched."""
    count, at = ordinal(line, hit)
    end = reach(line, hit, at)
    word, where = relation(line, hit, end)
    if rule.id in ("birthday", "state-turns") and (word is None or not hit.start() <= where <= hit.end()):
        word, where = "independence", at
    return Phrase(number, line, rule.id, hit, count, at, end, word, where)


def ordinal(line: Line, hit: re.Match[str]) -> tuple[int, int]:
    """The number of years and the index of its symbol."""
    groups = hit.groupdict()
    key = next(k for k in ("n", "n2", "c") if groups.get(k) is not None)
    at = hit.start(key)
    symbol = line.symbols[at]
    if key == "c":
        return FIXED[symbol.value], at
    decades = "D" in line.letters[at : at + 3]
    return int(symbol.held) * (10 if decades else 1), at


def reach(line: Line, hit: re.Match[str], at: int) -> int:
    """Where the phrase ends at the latest: the next number of years, the end of the clause, or the reach."""
    stop = min(len(line.letters), max(hit.end(), at + 1) + REACH)
    jubilee = line.letters[at] == "c"
    for i in range(hit.end(), stop):
        if jubilee and line.letters[i] == ",":
            return i
        if line.letters[i] in ".;Yc" or (line.letters[i] in "q#" and line.letters[i + 1 : i + 2] in ("Y", "y", "D")):
            return i
    return stop


def relation(line: Line, hit: re.Match[str], reach: int) -> tuple[str | None, int]:
    """What is remembered, and the index of its word: the first relation behind the number, else the last before it."""
    if line.letters[hit.start() - 1 : hit.start()] == "r" and line.letters[hit.start()] in "q#":
        return value(line, hit.start() - 1), hit.start() - 1  # 建交45周年
    if line.letters[: hit.start()].endswith("rp"):
        return value(line, hit.start() - 2), hit.start() - 2  # "a partnership whose 20th anniversary"
    inside = [i for i in range(hit.start(), reach) if line.letters[i] in "rn"]
    proclaimed = PROCLAIMED.match(line.letters, hit.end())
    if not inside and proclaimed and line.letters[hit.end() - 1] in "Yc":
        return "independence", proclaimed.start(1)
    before = [i for i in range(hit.start()) if line.letters[i] == "r"]
    if not inside:
        return (value(line, before[-1]), before[-1]) if before else (None, hit.start())
    first = inside[0]
    if (
        value(line, first) == "founding"
        and len(inside) > 1
        and re.fullmatch("Y?oz?", line.letters[first + 1 : inside[1]])
    ):
        first = inside[1]  # "the 60th founding anniversary of diplomatic relations"
    close = [i for i in inside if i - first <= 5 and "," not in line.letters[first:i]]
    stated = any(line.letters[n] in "SACO" for n in range(first, close[-1]))
    for strong in ("never", "treaty", "deal", "partnership"):
        hit_at = next((i for i in close if value(line, i) == strong), None)
        apart = stated or (hit_at is not None and any(c in "wi" for c in line.letters[first:hit_at]))
        if hit_at is not None and not (strong == "never" and hit_at != first and apart):
            return strong, hit_at
    return value(line, first), first


def value(line: Line, i: int) -> str:
    return "independence" if line.letters[i] == "n" else line.symbols[i].value


def problem(told: Phrase) -> str | None:
    """Why a phrase tells no anniversary, by its own words; none where it may."""
    line, hit, word = told.line, told.hit, told.word
    if not 1 <= told.ordinal <= 1500 or (told.rule == "nth-day" and told.ordinal == 1):
        return "no number of years"
    if word == "never":
        return "an anniversary of no state"
    if word == "independence" and re.match("oz?O", line.letters[told.where + 1 :]):
        return "an anniversary of no state"  # "the founding day of the UN"
    if word == "treaty" and line.letters[told.where - 1 : told.where] == "Y":
        return "an anniversary of no state"  # "the 69th Anniversary Convention of an association"
    if word == "war":
        return "a war or an attack"
    first = min(hit.start(), told.where)
    if told.rule in TURNS and not any(s.value == "turn" for s in line.symbols[first : told.at]):
        return "no number of years"
    if told.rule == "recognised-ago" and word not in ("recognition", "became"):
        return "some years ago"
    over = [n for n, s in enumerate(line.symbols[: told.where]) if s.value == "end" and told.where - n <= ENDED]
    if told.rule in ("years-ago", "years-since") and over:
        return "ended, not established"
    told_of = {s.value for s in line.symbols[hit.start() : hit.end()] if s.kind == "e"}
    if told_of == {"gain"} and word not in ("independence", "became", "founding", "recognition"):
        return "nothing established"
    if word == "founding" and not re.match(r"Y?(?:oz?|')[SA]", line.letters[told.where + 1 : told.where + 5]):
        return "the founding of no state"
    ahead = line.letters[hit.start() - 1 : hit.start()]
    if told.rule == "years-of" and (
        ahead == "-" or (ahead == "i" and hit[0][0] == "#") or (word in DEALS and ahead != "m")
    ):
        return "a length of time"  # "ending 66 years of ties", "the first in 15 years to make a state visit"
    if line.symbols[told.at].value in SPANS and not re.match("o|[xad]{1,3}s", line.letters[told.at + 1 :]):
        return "a length of time"
    after = any(s.kind == "s" and s.value == "after" for s in line.symbols[hit.start() : hit.end()])
    marked = "!" in hit[0] or re.search("m[^.;]*n", line.letters[: hit.start()])  # "its national day, 60 years after"
    if after and not marked and word != "diplomatic_relations":
        return "some years after, no anniversary"
    return None


def organisation(told: Phrase) -> str | None:
    """The organisation that is a partner, in the phrase or beside a state before it."""
    line = told.line
    inside = next((s.value for s in line.symbols[told.at : told.reach] if s.kind == "O"), None)
    beside = re.search(r"S,?[&w]z?(O)|(O)[&w]z?S", line.letters[: told.hit.start()])
    if inside is None and beside:
        return line.symbols[beside.start(1) if beside[1] else beside.start(2)].value
    return inside


def states_of(line: Line, start: int, stop: int) -> list[str]:
    """The states named between two symbols, in order, each once."""
    found: list[str] = []
    for n, s in enumerate(line.symbols[max(start, 0) : stop], max(start, 0)):
        if (s.kind in "SA" or metonym(line, n)) and state_of(s.value) not in found:
            found.append(state_of(s.value))
    return found


def metonym(line: Line, n: int) -> bool:
    """Does a capital stand for its state: "ties between Suva and Tokyo", "Washington and Havana restored"?"""
    if line.letters[n] != "C" or not line.symbols[n].value.endswith(":capital"):
        return False
    before = line.letters[:n]
    joined = JOINED_TO.search(before) or (before[-1:] != "i" and JOINED_BY.match(line.letters, n + 1))
    return bool(joined) or before[-1:] in ("b", "w")


def places(line: Line, start: int, stop: int) -> list[tuple[int, str]]:
    """Index and state of every name, adjective and capital between two symbols."""
    held = enumerate(line.symbols[max(start, 0) : stop], max(start, 0))
    return [
        (n, state_of(s.value)) for n, s in held if s.kind in "SA" or (s.kind == "C" and s.value.endswith(":capital"))
    ]


def governed(line: Line, n: int) -> bool:
    """Does a preposition stand before a place, so that it owns nothing: "foreigners in Kuwait, proclaimed its independence"?"""
    return line.letters[:n].rstrip("zxA")[-1:] in tuple("iftwb")


def hosts(told: Phrase) -> tuple[list[str], str] | None:
    """The many in "A, B and C established ties with D", or "A, B and C mark 50 years of ties with D", and the one."""
    line = told.line
    listed = MANY_WITH.search(line.letters, told.at, told.reach)
    if listed is None and (before := MANY_MARK.search(line.letters, 0, told.at)):
        partner = PARTNER.match(line.letters, told.at, told.reach)
        return (states_of(line, *before.span(1)), state_of(line.symbols[partner.start(1)].value)) if partner else None
    return (states_of(line, *listed.span(1)), state_of(line.symbols[listed.start(2)].value)) if listed else None


def fanned(told: Phrase) -> list[str]:
    """The partners in "ties with A, B and C"."""
    listed = re.search(r"wz?(S(?:[,&]{1,2}z?S)+)", told.line.letters[told.at : told.reach])
    return states_of(told.line, told.at + listed.start(1), told.at + listed.end(1)) if listed else []


def named(line: Line, start: int, stop: int) -> list[tuple[int, str]]:
    """Index and state of every name, adjective and place between two symbols."""
    held = enumerate(line.symbols[start:stop], start)
    return [(n, state_of(s.value)) for n, s in held if s.kind in "SAC"]


def own(told: Phrase) -> bool:
    """Does "its" stand before the phrase?"""
    start = told.hit.start()
    return "p" in told.line.letters[max(0, start - 2) : start]
