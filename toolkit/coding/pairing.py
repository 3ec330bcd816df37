"""Who with whom: the sides of an act from the symbols of its sentence and from what the article told before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from toolkit.coding import clauses
from toolkit.coding.journeys import OWNED, Journeys
from toolkit.coding.parties import state_of
from toolkit.coding.rules import Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.symbols import Symbol
from toolkit.coding.telling import MESSAGES, TALKS

TOWARDS = re.compile("(?:nz?M)?[wt]z?(P)")  # "did likewise with his counterpart"
INCLUDING = re.compile(r",?(?P<r>r)P")  # "leaders of the region, including X and Y"
ADDRESSED = re.compile("[xo=]{0,4}t")
MEMBER = r"P(?:oz?S)?"
NAMED_BEHIND = re.compile(
    rf"[^.;P]{{0,10}}:x?({MEMBER}(?:[,;&]{{1,2}}{MEMBER})*)[.;]?$"
)  # "two envoys: X of A, Y of B"
WHEN = r"(?:n(?:z?[CSN]){1,2}|n?d){0,2}"  # "in New York on Tuesday"
MORE = re.compile(
    rf"(?:{WHEN}(?:(?:;&?|,?&(?:,x,)?)[twf]|,?&(?=x)|,(?=x))z?x?P|,3[^,.;P]{{0,12}},?&P|,?&,[zx#d]{{1,4}},P|ndx?,?&P(?=[nd.;]|xd|$))+"
)  # "and to Y", "and then Y"


@dataclass
class Pairing(Journeys):
    """What has been told so far of one article, and the pairs of sides that a rule's match joins."""

    def _pairs(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int
    ) -> list[tuple[Side, Side, int, int]]:
        symbols = sentence.symbols
        groups = {k[0]: found.start(k) for k, v in found.groupdict().items() if v is not None}
        if "b" in groups:
            return _among(sentence.sides[groups["b"]], symbols[groups["b"]])
        if rule.subject == "pair":
            return self._theirs(sentence, rule, found)
        if rule.subject == "met":
            return self._through(sentence, groups["a"], found)
        if rule.kind == "visit":
            return self._visit(sentence, rule, groups, at)
        sides, where = self._subject(sentence, rule, groups, found, at)
        if rule.subject == "both":
            return _among(sides, symbols[where]) if where is not None and len(sides) > 1 else []
        if rule.similar:
            if "a" in groups:
                sides, where = self._others(sentence, rule, groups["a"]), groups["a"]
            start = symbols[where].start if where is not None else symbols[at].start
            last = self._writers(sentence, found, sides) or self._last(sentence, rule, found)
            couples = [(b, a) if rule.turned else (a, b) for a in sides for b in last]
            return [(a, b, start, symbols[found.end() - 1].end) for a, b in couples]
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
        if rule.id == "message-went" and re.search("p[x=#]{0,2}M{0,2}(?:oM)?$", sentence.letters[: found.start() + 1]):
            sides = next((held for i, held in sentence.sides.items() if i < found.start()), self.cast.subject)[:1]
        elif rule.id == "message-went":
            owner = re.search("P'[x#=]{0,3}$", sentence.letters[: found.start()])
            if owner:
                sides, where = sentence.sides[owner.start()], owner.start()  # "the President's own greetings went to X"
            elif self.context:
                sides = [self.context.actor]  # "a separate message went to X": of whoever sent the last
        if where is None or place is None or not sides:
            return []
        start, end = min(symbols[where].start, symbols[place].start), max(symbols[where].end, symbols[place].end)
        if rule.kind == "message" and not rule.turned:
            sides = self._principal(sentence, groups, sides)
        him = place is not None and symbols[place].kind == "P" and symbols[place].held[0].anaphor == "pronoun"
        if rule.id == "convey-owned" or him:
            other = self._foreign(sentence, at, sides, other)
        sides, other = _including(sentence, where, sides), _including(sentence, place, other)
        other = self._home_holder(sentence, place, sides, other)
        couples = self._couples(sentence, found, sides, other)
        return [((b, a) if rule.turned else (a, b)) + (start, end) for a, b in couples]

    def _home_holder(self, sentence: Sentence, place: int, sides: list[Side], other: list[Side]) -> list[Side]:
        """ "Presidents X and Y also phoned the head of state": none of those who phone, but the one at home."""
        symbol, home = sentence.symbols[place], self.cast.people.home
        office = symbol.held[0] if symbol.kind == "P" and symbol.held[0].office else None
        same = office is not None and bool({o.key for o in other} & {s.key for s in sides})
        if office is None or not same or home is None or home in {s.state for s in sides}:
            return other
        person = self.cast.people.by_office(office, home)
        return [Side(person, person.name, person.role, person.state)] if person else other

    def _through(self, sentence: Sentence, at: int, found: re.Match[str]) -> list[tuple[Side, Side, int, int]]:
        """ "He delivered a message from X": to whomever the last talk was with, in which somebody of X's state took part."""
        near = (a for a in reversed(self.acts) if sentence.number - a.sentence <= 2 and a.kind in TALKS)
        last = next(near, None)
        if last is None:
            return []
        ends = sentence.symbols[found.start()], sentence.symbols[found.end() - 1]
        sides = (last.actor, last.recipient)
        bearer = clauses.subject(sentence.letters, found.start())
        own = next((s.state for s in sentence.sides.get(bearer, []) if s.state), None) if bearer is not None else None
        senders = [replace(s, state=own) if own and s.assumed else s for s in sentence.sides[at]]
        senders = [s for s in senders if s.key not in {x.key for x in sides}]
        hosts = {side.state: [s for s in sides if s.state != side.state] for side in senders}
        return [
            (side, host[0], ends[0].start, ends[1].end)
            for side in senders
            if side.state in {s.state for s in sides} and len(host := hosts[side.state]) == 1
        ]

    def _theirs(self, sentence: Sentence, rule: Rule, found: re.Match[str]) -> list[tuple[Side, Side, int, int]]:
        """ "After their summit": a talk of the last pair of which nothing else has been told."""
        if rule.id == "in-a-call":
            last = self.acts[-1] if self.acts and sentence.number - self.acts[-1].sentence == 1 else None
            caller = sentence.sides.get(found.end() - 1, [])[:1]
            if last is None or last.kind not in MESSAGES or [s.key for s in caller] != [last.actor.key]:
                return []
            ends = sentence.symbols[found.start()], sentence.symbols[found.end() - 1]
            return [(last.actor, last.recipient, ends[0].start, ends[1].end)]
        before, owner = sentence.symbols[found.start() : found.start() + 2]
        own = [sides for i, sides in sentence.sides.items() if i < found.start() and len(sides) == 2]
        named = {s.state: s for i, sides in sentence.sides.items() if i > found.start() for s in sides if s.name}
        behind = list(named.values()) if len(named) == 2 and None not in named else []
        pair = own[-1] if own else (behind or self.cast.pair)
        if before.value not in ("in", "after", "long_after") or owner.value != "possessive_they" or len(pair) != 2:
            return []
        states = {s.state for s in pair}
        told = any(a.kind in TALKS and {a.actor.state, a.recipient.state} == states for a in self.acts)
        return [] if told else [(pair[0], pair[1], before.start, sentence.symbols[found.end() - 1].end)]

    def _repeat(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        """ "So did the king of Spain": the act told just before once more, by somebody else."""
        last = self.acts[-1] if self.acts and sentence.number - self.acts[-1].sentence <= 1 else None
        spoken = [a for a in self.acts if last and a.sentence == last.sentence and a.kind == "call"]
        last = spoken[-1] if spoken and last and last.kind in MESSAGES else last
        where: int | None = found.start("a") if found["a"] is not None else None
        sides = sentence.sides[where] if where is not None else []
        if where is None:
            sides, where = self._subject(sentence, rule, {}, found, at)
        if last is None or where is None or not sides:
            return False
        same = replace(last, rule=rule.id, day=None, sentence=sentence.number)
        if last.kind in MESSAGES and re.match("[^.;,P]*l", sentence.letters[found.end() :]):
            same.kind, same.mutual = "call", True  # "did so in a phone call"
        same.start = min(sentence.symbols[at].start, sentence.symbols[where].start)
        same.end = sentence.symbols[where].end
        behind = TOWARDS.match(sentence.letters, found.end())
        towards = sentence.sides.get(behind.start(1), []) if behind else []
        if behind and towards:  # "did likewise with his counterpart"
            same.recipient, same.end = towards[0], sentence.symbols[behind.start(1)].end
        if (
            last.mutual
            and len(sides) == 2
            and not towards
            and {s.state for s in sides} == {last.actor.state, last.recipient.state}
        ):
            self.acts.append(
                replace(same, actor=sides[0], recipient=sides[1])
            )  # "the two prime ministers did the same"
            return True
        others = [s for s in sides if s.state and s.state != same.recipient.state and not s.out]
        self.acts += [replace(same, actor=side) for side in others]
        return True

    def _last(self, sentence: Sentence, rule: Rule, found: re.Match[str]) -> list[Side]:
        """Who got the last message: all of them for "similar cables", the one for a message of the same kind."""
        if rule.turned:
            sent = [a.actor for a in self.acts if a.kind in MESSAGES and sentence.number - a.sentence <= 1]
            return sent[-1:]  # "received a similar cable"
        if rule.id in ("send-similar", "similar-from"):
            return self.recipients
        if rule.kind == "call":
            return self._called(sentence)
        kind, neutral = self.telling.kind(sentence, rule, found)
        reach = 4 if self.context is self.announced else 2
        near = self.context and neutral and sentence.number - self.context.sentence <= reach
        same = self.context and (self.context.kind == kind or near)
        addressed = ADDRESSED.match(sentence.letters, found.end())
        if self.context is None and kind in ("congratulation", "condolence") and not addressed:
            if called := self._called(sentence):
                return called
            here = {s.key for held in sentence.sides.values() for s in held}
            told = self.cast.subject[:1]  # of whom the last sentence told
            return [s for s in told if s.name and s.state and s.role and s.key not in here]
        return self.recipients[-1:] if same else []

    def _called(self, sentence: Sentence) -> list[Side]:
        """Whom the last call, or the last congratulation or condolence, was for, if told just before."""
        last = self.acts[-1] if self.acts and sentence.number - self.acts[-1].sentence <= 2 else None
        return [last.recipient] if last and last.kind in ("call", "congratulation", "condolence") else []

    def _writers(self, sentence: Sentence, found: re.Match[str], sides: list[Side]) -> list[Side]:
        """Whom "cables of thanks" go to: those whose messages came before."""
        if not any(s.value == "thanks" for s in sentence.symbols[found.start() : found.end() + 3]):
            return []
        own = {s.key for s in sides}
        return [a.actor for a in self.acts if a.kind in MESSAGES and a.recipient.key in own]

    def _others(self, sentence: Sentence, rule: Rule, at: int) -> list[Side]:
        """The other side, with those joined to it by "and to"; "the two leaders" of a message are those who got the last."""
        before: list[Side] = []
        if sentence.letters[at + 1 : at + 3] == "'P" and sentence.symbols[at + 1].value == "genitive":
            before = sentence.sides[at][:-1]  # "X, Y and Georgia's Z"
            at += 2  # "met Putin's envoy, Kirill Dmitriev"
        if sentence.symbols[at].held[0].anaphor == "group" and rule.kind == "message" and len(self.recipients) > 1:
            return self.recipients
        party = sentence.symbols[at].held[0]
        if rule.kind == "message" and party.office and self.target:
            return [replace(s, person=None, name=None, state=self.target) for s in sentence.sides[at]]
        found = [*before, *sentence.sides[at]]
        if len(found) > 1 and re.match("PtP[.;,]", sentence.letters[at:]):
            found = found[:-1]  # "to Y, and Minister V to Minister W"
        more = MORE.match(sentence.letters[at + 1 :])
        for i in range(at + 1, at + 1 + more.end() if more else at):
            found += sentence.sides.get(i, [])
        told = next((s.state for s in found if s.state and not s.assumed), None)
        return [replace(s, state=told) if s.role and (s.assumed or not s.state) and told else s for s in found]

    @staticmethod
    def _principal(sentence: Sentence, groups: dict[str, int], sides: list[Side]) -> list[Side]:
        """Who sends on behalf of somebody of the same state sends that one's message."""
        for at in (i for i, letter in enumerate(sentence.letters) if letter == "v"):
            index = next((i for i in range(at + 1, min(at + 4, len(sentence.letters))) if i in sentence.sides), None)
            named = sentence.sides[index] if index is not None and index not in groups.values() else []
            if named and sides and named[0].role and named[0].state in (None, sides[0].state):
                return [replace(s, state=s.state or sides[0].state) for s in named]
        return sides

    def _foreign(self, sentence: Sentence, at: int, sides: list[Side], other: list[Side]) -> list[Side]:
        """ "Met X and conveyed his president's regards to him": who is spoken to is of the other state of the two."""
        states = {s.state for s in sides}
        if len(other) == 1 and len(states) == 1 and other[0].state in states and other[0].state:
            named = [s for i, held in sentence.sides.items() if i < at for s in held]
            return [s for s in [*reversed(named), *self.cast.pair] if s.state and s.state not in states][:1] or other
        return other

    @staticmethod
    def _couples(
        sentence: Sentence, found: re.Match[str], sides: list[Side], other: list[Side]
    ) -> list[tuple[Side, Side]]:
        """Everyone with everyone; one by one where the sentence says "respectively"."""
        apart = "j" in sentence.letters[found.start() : found.end() + 8]
        owned = any(m.value == "respective" for m in sentence.mentions)  # "their respective counterparts"
        if (apart or owned) and len(sides) == len(other):
            return list(zip(sides, other, strict=True))
        return [(a, b) for a in sides for b in other]

    def _subject(
        self, sentence: Sentence, rule: Rule, groups: dict[str, int], found: re.Match[str], at: int
    ) -> tuple[list[Side], int | None]:
        """The sides of the subject and the index of their ``P``."""
        letters = sentence.letters
        index = None if rule.subject == "follows" else self._doer(sentence, at)
        if rule.nominal and index is None and OWNED.search(letters[:at]):
            index = max(
                (i for i in sentence.sides if i < at), default=None
            )  # "received by X during his meeting with Y"
        elif rule.nominal and index is not None and OWNED.search(letters[:at]):
            index = next(i for i in sentence.sides if not clauses.governed(letters, i) or i == index)
        if index is None and rule.subject in ("around", "follows", "left", "both"):
            index = clauses.follows(letters, found.end())
        if index is not None and sentence.sides[index] and all(s.generic for s in sentence.sides[index]):
            index = clauses.named_beside(letters, index)
        if index is not None and index not in (groups.get("o"), groups.get("a")):
            return sentence.sides[index], index
        if rule.subject != "both" and self.cast.subject:
            return self.cast.subject[:1], groups.get("o", at)
        return [], None


def _among(sides: Iterable[Side], symbol: Symbol) -> list[tuple[Side, Side, int, int]]:
    """All pairs of different states in a list."""
    return [(a, b, symbol.start, symbol.end) for a, b in combinations(sides, 2) if a.state != b.state]


def _including(sentence: Sentence, index: int, sides: list[Side]) -> list[Side]:
    """Those whom "several leaders, including X and Y" names, there or at the end of the sentence."""
    if not (sides and all(s.generic for s in sides)):
        return sides
    if (behind := NAMED_BEHIND.match(sentence.letters, index + 1)) and (found := _colon(sentence, behind, sides[0])):
        return found
    for named in INCLUDING.finditer(sentence.letters, index + 1):
        if sentence.symbols[named.start("r")].value == "including":
            return sentence.sides[named.end() - 1] or sides
    return sides


def _colon(sentence: Sentence, behind: re.Match[str], told: Side) -> list[Side]:
    """Those whom a colon names for "two new ambassadors", with the office that was told and the state behind each name."""
    found: list[Side] = []
    for i in range(*behind.span(1)):
        place = re.compile("oz?(S)").match(sentence.letters, i + 1)
        state = state_of(sentence.symbols[place.start(1)].value) if place else None
        found += [
            replace(s, role=s.role or told.role, state=s.state or state) for s in sentence.sides.get(i, []) if s.name
        ]
    return [s for s in found if s.state]
