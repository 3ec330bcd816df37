"""Sentences with parties -> acts: who congratulated, condoled, wrote to, phoned, met or visited whom.

A rule (``exchanges.toml``) is a pattern over the letters of a sentence, anchored at its predicate. The sides are found
around it, the kind of a message from its words, the status from tense and mood. A refused candidate keeps its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

from toolkit.coding import clauses, dates, telling
from toolkit.coding.parties import state_of
from toolkit.coding.rules import Rule, rules
from toolkit.coding.sides import Cast, Sentence, Side
from toolkit.coding.symbols import Symbol
from toolkit.coding.telling import HISTORICAL, MESSAGES, RECALLED, Telling

DETERMINED = frozenset("kmLWVDRI")
GENERIC = "nobody in particular"
UNKNOWN = "a party's state is unknown"


@dataclass(slots=True)
class Act:
    """A candidate row."""

    rule: str
    kind: str
    mutual: bool
    actor: Side
    recipient: Side
    status: str
    day: dates.Day | None
    occasion: str | None
    start: int
    end: int
    written: bool = False  # a message is named, not only a verb of congratulation
    neutral: bool = False  # the words do not say what kind of message
    sentence: int = 0


@dataclass(slots=True)
class Refused:
    """A candidate that a check refused, and why."""

    rule: str
    reason: str
    start: int
    end: int


@dataclass
class Reader:
    """Codes the exchanges of one article, sentence by sentence."""

    cast: Cast
    published: date | None
    telling: Telling
    here: str | None = None  # the state of the dateline
    acts: list[Act] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    recipients: list[Side] = field(default_factory=list)  # who got the last message
    context: Act | None = None  # the last message, for "similar cables"
    stage: str | None = None  # the state of the ceremony that is told of
    talks: Act | None = None  # the last call with an occasion, for those of the same series

    def read(self, sentence: Sentence) -> None:
        """Add the acts of one sentence."""
        self.cast.resolve(sentence)
        self.stage = ceremony(sentence, self.here) or self.stage
        taken: list[tuple[int, int]] = []
        for rule in rules():
            for found in rule.pattern.finditer(sentence.letters):
                at = _anchor(found)
                if any(a <= at < b for a, b in taken):
                    continue
                if self._candidate(sentence, rule, found, at):
                    taken.append((at, found.end()))
        self.cast.remember(sentence)

    # what happened

    def _candidate(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        if sentence.letters[at] in DETERMINED and sentence.letters[at - 1 : at] in ("z", "p"):
            return False  # "his host", "the call": no verb
        pairs = self._pairs(sentence, rule, found, at)
        if not pairs:
            return False
        if rule.id == "likewise":
            return self._repeat(sentence, pairs)
        spans = [sentence.symbols[i] for i in (found.start(), found.end() - 1)]
        start, end = spans[0].start, spans[1].end
        reason = clauses.refusal(sentence.letters, at)
        if sentence.symbols[at].value == "call_on" and sentence.letters[found.end() : found.end() + 1] == "t":
            reason = "only called upon"
        if rule.id == "send-bare" and not telling.written(sentence, found):
            reason = "a statement"
        if rule.id == "phone" and sentence.letters[found.end() : found.end() + 1] == "z":
            reason = "called names"
        if rule.nominal and re.match(r"[^.,;:rP]{0,8}-", sentence.letters[found.end() :]):
            reason = "negated"
        if "0" in sentence.letters[found.start() : found.end() + 5]:
            reason = "private"
        if reason:
            self.refused.append(Refused(rule.id, reason, start, end))
            return True
        made = [self._row(sentence, rule, found, at, a, b, min(s, start), max(e, end)) for a, b, s, e in pairs]
        return any(made)

    def _row(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int
    ) -> bool:
        b = self._elect(sentence, found, self._abroad(a, b))
        problem = _problem(a, b)
        kind, neutral = self.telling.kind(sentence, rule, found)
        if problem:
            self.refused.append(Refused(rule.id, problem, start, end))
            if problem == GENERIC and kind:
                self._announce(self._act(sentence, rule, found, at, a, b, start, end, kind, neutral))
            return problem != UNKNOWN
        if kind is None:
            self.refused.append(Refused(rule.id, "thanks or wishes without a message", start, end))
            return True
        act = self._act(sentence, rule, found, at, a, b, start, end, kind, neutral)
        if act.day and self.telling.age(act.day) > HISTORICAL:
            self.refused.append(Refused(rule.id, "historical", start, end))
            return True
        self._settle(act, rule)
        self.acts.append(act)
        if rule.also and b.name:
            self.acts.append(Act(rule.id, rule.also, False, b, a, act.status, act.day, act.occasion, start, end))
        return True

    @staticmethod
    def _elect(sentence: Sentence, found: re.Match[str], b: Side) -> Side:
        """ "Congratulated X on his election as president of S": the office that follows tells the state."""
        if b.state or not b.name:
            return b
        later = [s for i, sides in sentence.sides.items() if i >= found.end() for s in sides]
        office = next((s for s in later if s.state and s.role and not s.name), None)
        return replace(b, state=office.state, role=b.role or office.role) if office else b

    def _abroad(self, a: Side, b: Side) -> Side:
        """An office whose state nobody tells, opposite the home state's leader, is that of the other state spoken of."""
        if not b.role or (b.state and not (b.assumed and b.state == a.state)):
            return b
        other = {s.state for s in self.cast.pair if s.state} - {a.state}
        return replace(b, state=other.pop()) if len(other) == 1 and a.state in {s.state for s in self.cast.pair} else b

    def _act(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int,
        kind: str, neutral: bool,
    ) -> Act:  # fmt: skip
        act = Act(
            rule.id, kind, rule.mutual or kind == "call", a, b, clauses.status(sentence.letters, at), None, None, start, end,
            written=telling.written(sentence, found), neutral=neutral, sentence=sentence.number,
        )  # fmt: skip
        act.day = self._day(sentence, found, act.status)
        long_ago = act.day is not None and self.telling.age(act.day) > RECALLED
        if act.status == "done" and (long_ago or _recalled(sentence, found)):
            act.status = "background"
        act.occasion = self.telling.occasion(sentence, act.kind)
        return act

    def _settle(self, act: Act, rule: Rule) -> None:
        """Inherit what "similar cables" leave unsaid, and remember for those that follow."""
        self.cast.pair = [act.actor, act.recipient]
        if act.kind not in MESSAGES:
            self._talk(act)
            return
        if act.neutral and act.occasion == "disaster":
            act.kind, act.neutral = "condolence", False
        if self.context and act.kind == "greeting" and act.occasion is None and self.context.kind == "congratulation":
            act.kind, act.occasion = self.context.kind, self.context.occasion
        if self.context and (act.neutral or rule.similar):
            act.kind, act.neutral = self.context.kind, self.context.neutral
            act.occasion = act.occasion or self.context.occasion
        elif self.context and act.occasion is None:
            self._follow(act, self.context)
        if act.status == "done":
            self.context = act
        same = self.recipients and any(a.sentence == act.sentence for a in self.acts[-4:])
        self.recipients = [*(self.recipients if same else []), act.recipient]

    def _announce(self, act: Act) -> None:
        """ "Phone calls with world leaders to extend Eid greetings": what follows has that occasion."""
        if act.kind in MESSAGES:
            self.context = act
        else:
            self.talks = act

    def _talk(self, act: Act) -> None:
        """A call without an occasion shares that of the series it is part of, or of the congratulation to the same person."""
        if act.occasion:
            self.talks = act
        elif self.talks and self.talks.kind == act.kind and act.kind == "call" and act.status == "done":
            act.occasion = self.talks.occasion
        elif self.context and act.kind == "call" and self.context.status == act.status == "done":
            people = {s.key for s in (act.actor, act.recipient)}
            act.occasion = self.context.occasion if self.context.recipient.key in people else None

    @staticmethod
    def _follow(act: Act, context: Act) -> None:
        """A message without an occasion shares that of the one before, if it is of its kind or a New Year's."""
        if act.kind == context.kind or (context.occasion == "new_year" and act.kind == "congratulation"):
            act.kind, act.occasion = context.kind, context.occasion

    def _pairs(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int
    ) -> list[tuple[Side, Side, int, int]]:
        symbols = sentence.symbols
        groups = {k[0]: found.start(k) for k, v in found.groupdict().items() if v is not None}
        if "b" in groups:
            return _among(sentence.sides[groups["b"]], symbols[groups["b"]])
        if rule.kind == "visit":
            return self._visit(sentence, rule, groups, at)
        sides, where = self._subject(sentence, rule, groups, found, at)
        if rule.id == "likewise":
            sides, where = (sentence.sides[groups["a"]], groups["a"]) if "a" in groups else (sides, where)
            last = self.acts[-1] if self.acts and sentence.number - self.acts[-1].sentence <= 1 else None
            span = (symbols[at].start, symbols[where if where is not None else at].end)
            return (
                [(s, last.recipient, min(span[0], symbols[where].start), span[1]) for s in sides]
                if last and where is not None
                else []
            )
        if rule.subject == "both":
            return _among(sides, symbols[where]) if where is not None and len(sides) > 1 else []
        if rule.similar:
            start = symbols[where].start if where is not None else symbols[at].start
            return [
                (a, b, start, symbols[found.end() - 1].end) for a in sides for b in self._last(sentence, rule, found)
            ]
        if rule.subject == "follows":
            sides, where, other, place = sentence.sides[groups["a"]], groups["a"], sides, where
            other = [o for o in other if o.key not in {s.key for s in sides}]
        elif rule.subject == "none":
            sides, where, other, place = (
                sentence.sides[groups["a"]],
                groups["a"],
                sentence.sides[groups["o"]],
                groups["o"],
            )
        else:
            other, place = self._others(sentence, rule, groups["o"]), groups["o"]
        if where is None or place is None or not sides:
            return []
        start, end = min(symbols[where].start, symbols[place].start), max(symbols[where].end, symbols[place].end)
        couples = self._couples(sentence, found, sides, other)
        return [((b, a) if rule.turned else (a, b)) + (start, end) for a, b in couples]

    def _repeat(self, sentence: Sentence, pairs: list[tuple[Side, Side, int, int]]) -> bool:
        """ "So did the king of Spain": the last act once more, by somebody else."""
        last = self.acts[-1]
        for actor, other, start, end in pairs:
            if actor.state and actor.state != other.state:
                told = {"rule": "likewise", "actor": actor, "start": start, "end": end, "sentence": sentence.number}
                self.acts.append(replace(last, day=None, **told))
        return True

    def _last(self, sentence: Sentence, rule: Rule, found: re.Match[str]) -> list[Side]:
        """Who got the last message: all of them for "similar cables", the one for a message of the same kind."""
        if rule.id == "send-similar":
            return self.recipients
        kind, neutral = self.telling.kind(sentence, rule, found)
        near = self.context and neutral and sentence.number - self.context.sentence <= 2
        same = self.context and (self.context.kind == kind or near)
        return self.recipients[-1:] if same else []

    def _others(self, sentence: Sentence, rule: Rule, at: int) -> list[Side]:
        """The other side, with those joined to it by "and to"; "the two leaders" of a message are those who got the last."""
        if sentence.symbols[at].held[0].anaphor == "group" and rule.kind == "message" and len(self.recipients) > 1:
            return self.recipients
        found = list(sentence.sides[at])
        more = re.match(r"(?:,?&[tw]z?x?P)+", sentence.letters[at + 1 :])
        for i in range(at + 1, at + 1 + more.end() if more else at):
            found += sentence.sides.get(i, [])
        told = next((s.state for s in found if s.state and not s.assumed), None)
        return [replace(s, state=told) if s.role and (s.assumed or not s.state) and told else s for s in found]

    @staticmethod
    def _couples(
        sentence: Sentence, found: re.Match[str], sides: list[Side], other: list[Side]
    ) -> list[tuple[Side, Side]]:
        """Everyone with everyone; one by one where the sentence says "respectively"."""
        if "j" in sentence.letters[found.start() : found.end() + 4] and len(sides) == len(other):
            return list(zip(sides, other, strict=True))
        return [(a, b) for a in sides for b in other]

    def _subject(
        self, sentence: Sentence, rule: Rule, groups: dict[str, int], found: re.Match[str], at: int
    ) -> tuple[list[Side], int | None]:
        """The sides of the subject and the index of their ``P``."""
        letters = sentence.letters
        index = None if rule.subject == "follows" else clauses.subject(letters, at)
        if index is None and rule.subject in ("around", "follows", "left"):
            index = clauses.follows(letters, found.end())
        if index is not None and index not in (groups.get("o"), groups.get("a")):
            return sentence.sides[index], index
        if rule.subject != "both" and self.cast.subject:
            return self.cast.subject[:1], groups.get("o", at)
        return [], None

    def _where(self, sentence: Sentence, at: int) -> Side | None:
        """Where one arrives who only "arrived on Sunday": the dateline's state, unless it is his own, else the other's."""
        index = clauses.subject(sentence.letters, at)
        sides = sentence.sides[index] if index is not None and index in sentence.sides else self.cast.subject
        own = {s.state for s in sides}
        near = [
            state_of(s.value)
            for n, s in enumerate(sentence.symbols[:at])
            if s.kind in "SC" and sentence.letters[n - 1 : n] == "n" and state_of(s.value) not in own
        ]
        if near:
            return Side(None, None, None, near[-1])
        others = (
            [s.state for s in self.cast.pair if s.state and s.state not in own] if self.here in own else [self.here]
        )
        return Side(None, None, None, others[0]) if others and others[0] and own != {others[0]} else None

    def _visit(
        self, sentence: Sentence, rule: Rule, groups: dict[str, int], at: int
    ) -> list[tuple[Side, Side, int, int]]:
        place = sentence.symbols[groups.get("s", at)]
        host = Side(None, None, None, state_of(place.value) if "s" in groups else self.here)
        if rule.id == "guests":
            host = Side(None, None, None, self.stage)
        elif "o" in groups:
            host, place = sentence.sides[groups["o"]][0], sentence.symbols[groups["o"]]
        elif "s" not in groups and (away := self._where(sentence, at)):
            host = away
        if "a" in groups:
            sides, where = sentence.sides[groups["a"]], groups["a"]
        else:
            index = clauses.subject(sentence.letters, at)
            if index is None and rule.subject == "around":
                index = clauses.follows(sentence.letters, at)
            sides, where = (
                (sentence.sides[index], index) if index is not None else (self.cast.subject[:1], groups.get("s", at))
            )
        spans = sentence.symbols[where], place
        return [(s, host, min(x.start for x in spans), max(x.end for x in spans)) for s in sides]

    # what is said of it

    def _day(self, sentence: Sentence, found: re.Match[str], status: str) -> dates.Day | None:
        """The date in the clause of the act that stands nearest to it; not the date of the report or of a holiday."""
        best: tuple[int, dates.Day] | None = None
        for i, s in enumerate(sentence.symbols):
            if s.kind != "d" or s.held is None or _of_report(sentence.letters, i) or _bracketed(sentence.letters, i):
                continue
            between = sentence.letters[found.end() : i] if i > found.end() else sentence.letters[i : found.start()]
            if any(c in (".;r6" if i > found.end() else ".;") for c in between):
                continue
            day = self._resolved(s.held, status)
            distance = max(found.start() - i, i - found.end(), 0)
            if day and not (day.precision == "year" and distance > 2) and (best is None or distance < best[0]):
                best = (distance, day)
        return best[1] if best else None

    def _resolved(self, parts: dates.Parts, status: str) -> dates.Day | None:
        if parts.relative == "same_day":
            return next((a.day for a in reversed(self.acts) if a.day), None)
        return dates.resolve(parts, self.published, ahead=status == "planned")


def ceremony(sentence: Sentence, here: str | None) -> str | None:
    """The state of the inauguration, coronation or funeral that a sentence names; none where it names none."""
    at = sentence.letters.find("i")
    if at < 0:
        return None
    told = {n: state_of(s.value) for n, s in enumerate(sentence.symbols) if s.kind in "SAC"}
    told |= {n: sides[0].state for n, sides in sentence.sides.items() if sides and sides[0].state}
    near = [
        n
        for n in told
        if abs(n - at) <= 8 and (n > at or sentence.letters[n + 1 : n + 2] == "'" or sentence.letters[n] == "A")
    ]
    return told[min(near, key=lambda n: abs(n - at))] if near else here


def _anchor(found: re.Match[str]) -> int:
    return next(
        found.start(k) for k in ("v", "v2", "v3", "v4", "v5") if k in found.re.groupindex and found[k] is not None
    )


def _among(sides: Iterable[Side], symbol: Symbol) -> list[tuple[Side, Side, int, int]]:
    """All pairs of different states in a list."""
    return [(a, b, symbol.start, symbol.end) for a, b in combinations(sides, 2) if a.state != b.state]


def _problem(a: Side, b: Side) -> str | None:
    if a.generic or b.generic:
        return GENERIC
    if any(s.person and s.person.barred for s in (a, b)):
        return "a party without office"
    if not a.state or not b.state:
        return UNKNOWN
    return "domestic" if a.state == b.state else None


def _recalled(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is "last month" or "last year" said beside the act?"""
    near = sentence.symbols[max(0, found.start() - 2) : found.end() + 5]
    return any(s.kind == "d" and s.held and s.held.relative in ("last_month", "last_year") for s in near)


def _bracketed(letters: str, i: int) -> bool:
    """Does the date open a range of years in brackets ("(April 12, 1973-2023)")?"""
    return letters[i - 1 : i] == "(" and letters[i + 1 : i + 2] == "_"


def _of_report(letters: str, i: int) -> bool:
    """Does the date at ``i`` belong to the report ("Xinhua said on Monday")?"""
    return bool(re.search(r"s[xzn]{0,2}$", letters[:i]))
