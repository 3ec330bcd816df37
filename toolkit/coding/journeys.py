"""Who has come where: the visitor, the state that is visited and the host, by the words of a journey and what was told before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.coding import clauses
from toolkit.coding.acts import Act, Refused
from toolkit.coding.dates import Day
from toolkit.coding.parties import state_of
from toolkit.coding.rules import GUESTS, Rule
from toolkit.coding.sides import Cast, Sentence, Side
from toolkit.coding.symbols import Symbol
from toolkit.coding.telling import Telling

OWNED = re.compile(r"p[x<=#]{0,3}$")  # "his recent" before a meeting: of whom the sentence tells
SOMETHING = re.compile("(?:[^P.;]*,)?z[x#]{1,3}[^P.;,]*$")  # a subject that is nobody
MOVING = ("journey", "delegate")  # words whose subject is the guest
LISTED = re.compile(r"[SC](?:[,&]{1,2}z?[SC])+(?=[.;,)rnxd]|$)")  # "a visit to Indonesia, Qatar and Canada"


@dataclass
class Journeys:
    """What has been told so far of one article, and who went where by a match of a rule of visits."""

    cast: Cast
    published: date | None
    telling: Telling
    here: str | None = None  # the state of the dateline
    about: tuple[str, ...] = ()  # the two states of the article, where two are named much more than others
    acts: list[Act] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    recipients: list[Side] = field(default_factory=list)  # who got the last message
    context: Act | None = None  # the last message, for "similar cables"
    stage: str | None = None  # the state of the ceremony that is told of
    lead: str | None = None  # the state that is named first
    listing: Act | None = None  # the act whose parties a list spells out, a line each
    announced: Act | None = None  # an act towards nobody in particular, which those that follow spell out
    target: str | None = None  # the state to which messages are said to go: "messages of condolences to Thailand"
    mood: tuple[int, str] | None = None  # the last sentence that spoke of congratulations or condolences, and which
    seen: tuple[int, Day] | None = None  # the last day that was told, and the number of its sentence
    talks: Act | None = None  # the last call with an occasion, for those of the same series

    @staticmethod
    def _doer(sentence: Sentence, at: int) -> int | None:
        """Index of the subject's ``P``; a name of nobody known between it and the predicate is none: "at X, Male today"."""
        index = clauses.subject(sentence.letters, at)
        while index is not None and sentence.sides.get(index) and all(s.unknown for s in sentence.sides[index]):
            further = clauses.subject(sentence.letters, index)
            if further is None:
                break
            index = further
        return index

    def _where(self, sentence: Sentence, at: int, visitor: int | None) -> Side | None:
        """Where one arrives who only "arrived on Sunday": the dateline's state, unless it is his own, else the other's."""
        index = clauses.subject(sentence.letters, at) if visitor is None else visitor
        sides = sentence.sides[index] if index is not None and index in sentence.sides else self.cast.subject
        own = {s.state for s in sides}
        near = [
            state_of(s.value)
            for n, s in enumerate(sentence.symbols[:at])
            if s.kind in "SC" and sentence.letters[n - 1 : n] == "n" and state_of(s.value) not in own
        ]
        if near:
            return Side(None, None, None, near[-1])
        told = {state_of(s.value) for s in sentence.symbols if s.kind in "SA"}
        told = (told | {s.state for held in sentence.sides.values() for s in held if s.state and not s.out}) - own
        if len(told) == 1 and None not in own:
            return Side(None, None, None, told.pop())
        met = [{a.actor.state, a.recipient.state} - own for a in self.acts if a.sentence == sentence.number]
        if met and len(met[-1]) == 1 and own:
            return Side(None, None, None, met[-1].pop())  # "welcomed X, who arrived on Monday"
        here = self.here or self.stage or self.cast.people.home
        others = (
            [s.state for s in self.cast.pair if s.state and s.state not in own]
            if here in own or (here is None and ("¶" in sentence.letters[at] or "2" in sentence.letters[at : at + 8]))
            else [here]
        )
        if not any(others) and own < set(self.about) and "2" in sentence.letters[at : at + 8]:
            others = [s for s in self.about if s not in own]  # "arrived in the country", of two that are told of
        return Side(None, None, None, others[0]) if others and others[0] and own != {others[0]} else None

    def _staged(self, sentence: Sentence, at: int) -> Side:
        """Where a ceremony's guests have come; where none is told, who "flew in" has come to where the article is."""
        value = sentence.symbols[at].value
        state = self.stage if value == "delegate" else self.stage or self._visited()
        if value == "journey":
            state = state or self.here or self.cast.people.home
            return (self._where(sentence, at, None) if state is None else None) or Side(None, None, None, state)
        return Side(None, None, None, state)

    @staticmethod
    def _met(sentence: Sentence, visitor: int) -> Side | None:
        """The state of whoever else the sentence of a "visiting" minister names, the first of them."""
        own = {s.state for s in sentence.sides[visitor]}
        others = [s.state for i, sides in sentence.sides.items() if i != visitor for s in sides if s.state]
        return next((Side(None, None, None, state) for state in others if state not in own), None)

    def _visited(self) -> str | None:
        """The state to which the last journey told of has led."""
        return next((a.recipient.state for a in reversed(self.acts) if a.kind == "visit"), None)

    def _visit(
        self, sentence: Sentence, rule: Rule, groups: dict[str, int], at: int
    ) -> list[tuple[Side, Side, int, int]]:
        """The visitors and the hosts of a journey, each with each, and the span that tells of them."""
        if rule.id == "visiting" and not any(p.name or p.states for p in sentence.symbols[groups["a"]].held):
            return []  # "the visiting president": told before
        if rule.id in ("sent-guest", "came-from-home") and self.stage is None:
            return []
        sides, where = self._visitors(sentence, rule, groups, at)
        if where is None:
            return []
        host, place = self._host(sentence, rule, groups, at)
        before = self.acts[-1] if self.acts and self.acts[-1].sentence == sentence.number else None
        if rule.id == "visit-here" and "a" in groups and before and before.kind == "visit":
            host, own = before.recipient, before.actor.state  # "visited S, followed by the visit of X"
            sides = [replace(s, state=own) if s.assumed and s.state == host.state else s for s in sides]
        hosts, last = [host], place
        if "s" in groups and (listed := LISTED.match(sentence.letters, groups["s"])):
            more = [s for s in sentence.symbols[groups["s"] + 1 : listed.end()] if s.kind in "SC"]
            hosts, last = [host, *(Side(None, None, None, state_of(s.value)) for s in more)], more[-1]
        spans = sentence.symbols[where], place, last
        start, end = min(x.start for x in spans), max(x.end for x in spans)
        return [(s, h, start, end) for s in sides for h in hosts]

    def _host(self, sentence: Sentence, rule: Rule, groups: dict[str, int], at: int) -> tuple[Side, Symbol]:
        """Who or which state is visited, and the symbol that tells it."""
        place = sentence.symbols[groups.get("s", at)]
        host = Side(None, None, None, state_of(place.value) if "s" in groups else self.here)
        if rule.id == "visiting":
            host = self._met(sentence, groups["a"]) or host
        elif rule.id in GUESTS:
            host = self._staged(sentence, at)
        elif rule.id == "invite":
            index = clauses.subject(sentence.letters, at)
            host = (sentence.sides[index] if index is not None else self.cast.subject or [host])[0]
        elif "o" in groups:
            return sentence.sides[groups["o"]][0], sentence.symbols[groups["o"]]
        elif "s" not in groups and (away := self._where(sentence, at, groups.get("a"))):
            host = away
        return host, place

    def _visitors(
        self, sentence: Sentence, rule: Rule, groups: dict[str, int], at: int
    ) -> tuple[list[Side], int | None]:
        """Who travels, and where that is told; nowhere, where the subject is nobody: "a team of rescuers left S for T"."""
        moving = sentence.symbols[at].value in MOVING and self._doer(sentence, at) is not None
        if "a" in groups and not moving:
            sides = sentence.sides[groups["a"]]
            if rule.id == "sent-guest":  # "Indonesia sent its minister"
                sender = state_of(sentence.symbols[at - 1].value)
                sides = [replace(s, state=sender) for s in sides if s.state in (None, sender) or s.assumed]
            return sides, groups["a"]
        index = self._doer(sentence, at)
        if index is None and rule.subject == "around":
            index = clauses.follows(sentence.letters, at)
        if index is None and rule.nominal and OWNED.search(sentence.letters[:at]):
            named = [i for i, s in sentence.sides.items() if i < at and any(x.person for x in s)]
            index = named[-1] if named else None  # "announced by X during his visit to S"
        if index is not None:
            return sentence.sides[index], index
        nobody = SOMETHING.match(sentence.letters[:at]) or rule.id in ("guests", "be-in")  # "attended by the cabinet"
        return (self.cast.subject[:1], groups.get("s", at)) if not nobody else ([], None)


def first_named(sentence: Sentence) -> str | None:
    """The state that a sentence names first."""
    told = _states(sentence)
    return told[min(told)] if told else None


def _states(sentence: Sentence) -> dict[int, str | None]:
    """The states that a sentence names, or of whose people it tells, by the index of their symbols."""
    told: dict[int, str | None] = {n: state_of(s.value) for n, s in enumerate(sentence.symbols) if s.kind in "SAC"}
    return told | {n: sides[0].state for n, sides in sentence.sides.items() if sides and sides[0].state}


def ceremony(sentence: Sentence, here: str | None) -> str | None:
    """The state of the inauguration, coronation or funeral that a sentence names; none where it names none."""
    at = sentence.letters.find("i")
    if at < 0:
        return None
    told = _states(sentence)
    near = [
        n
        for n in told
        if abs(n - at) <= 8 and (n > at or sentence.letters[n + 1 : n + 2] == "'" or sentence.letters[n] == "A")
    ]
    return told[min(near, key=lambda n: abs(n - at))] if near else here
