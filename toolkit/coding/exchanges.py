"""Sentences with parties -> acts: who congratulated, condoled, wrote to, phoned, met or visited whom.

A rule (``exchanges.toml``) is a pattern over the letters of a sentence, anchored at its predicate. The sides are found
around it, the kind of a message from its words, the status from tense and mood. A refused candidate keeps its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit import reference
from toolkit.coding import anchors, clauses, dates, objections, telling, timing
from toolkit.coding.acts import Act, Refused
from toolkit.coding.context import NEAR
from toolkit.coding.journeys import ceremony, first_named
from toolkit.coding.parties import state_of
from toolkit.coding.people import HIGH, TOP
from toolkit.coding.rules import Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.telling import HISTORICAL
from toolkit.coding.timing import Timing
from toolkit.language import fold

SWORN_IN = re.compile("(P)[xa<]{0,2}i")  # "X was sworn in": the new leader
SENT_TO = re.compile(r"M[^.;P]{0,8}tz?(S)")
HEADS = TOP | {"prime_minister"}
FOR_A_MEETING = re.compile("5z?x{0,2}u")
SAID_WITH = {
    "ask-convey": {"x": "ask"},
    "receive-call": {"x": "answer"},  # "took calls from"
    "call-bare": {"m": "call_on"},  # "called on Tuesday", with nobody behind it
}  # the value that the predicate of a rule must have, by its letter
GAPPED = re.compile("Pt(P)(?=[.;,]|$)")  # "to Y, and Minister V to Minister W"
CALLED_TO_WISH = re.compile("Z[^.;,Z]{0,6}P[^.;,P]*$")
DETERMINED = frozenset("kmLWVDRI")


@dataclass
class Reader(Timing):
    """Codes the exchanges of one article, sentence by sentence."""

    def read(self, sentence: Sentence) -> None:
        """Add the acts of one sentence."""
        self.cast.resolve(sentence)
        self.lead = self.lead or first_named(sentence)
        self.stage = ceremony(sentence, self.here or self.cast.people.home or self.lead) or self.stage
        if sworn := SWORN_IN.search(sentence.letters):
            self.cast.winner = next((s for s in sentence.sides.get(sworn.start(1), []) if s.state and s.name), None)
        if sent := SENT_TO.search(sentence.letters):
            self.target = state_of(sentence.symbols[sent.start(1)].value)
        if self._listed(sentence) or self._spelt_out(sentence):
            return
        taken: list[tuple[int, int]] = []
        for rule in anchors.possible(sentence.letters):
            for found in rule.pattern.finditer(sentence.letters):
                at = _anchor(found)
                if any(a <= at < b for a, b in taken):
                    continue
                if self._candidate(sentence, rule, found, at):
                    taken.append((at, found.end()))
        if self.acts and self.acts[-1].sentence == sentence.number:
            self.cast.learn_called()  # of sentences that tell acts only: the others may be left unread
        self.cast.remember(sentence, paired=bool(self.acts) and self.acts[-1].sentence == sentence.number)
        wished = telling.wished(sentence, "")
        self.mood = (sentence.number, wished) if wished else self.mood
        told = [
            s
            for i, s in enumerate(sentence.symbols)
            if s.kind == "d" and s.held and not timing.owned(sentence.letters, i)
        ]
        days = [dates.resolve(s.held, self.published) for s in told]
        self.seen = next(((sentence.number, d) for d in days if d and d.precision == "day"), self.seen)
        self.listing = self._list(sentence)
        self._dated(sentence)
        self._arrived(sentence)

    def announce(self, title: Sentence) -> None:
        """What a headline tells of somebody and nobody in particular: "X congratulated by several presidents"."""
        self.read(title)
        told, self.acts, self.refused = self.announced, [], []
        self.context = self.talks = self.announced = None
        self.recipients = []
        if told:
            self._announce(told)

    def _candidate(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        if sentence.letters[at] in DETERMINED and sentence.letters[at - 1 : at] in ("z", "p"):
            return False  # "his host", "the call": no verb
        value = sentence.symbols[at].value
        if SAID_WITH.get(rule.id, {}).get(sentence.letters[at], value) != value:
            return False
        if rule.id == "call-list" and CALLED_TO_WISH.search(sentence.letters[:at]):
            return False  # "X and Y congratulated Z in separate phone calls"
        if rule.id == "likewise":
            return self._once_more(sentence, rule, found, at)
        pairs = self._pairs(sentence, rule, found, at)
        if not pairs:
            self._foretell(sentence, rule, found, at)
            return False
        if rule.subject == "left" and len({a.state for a, *_ in pairs}) > 1 and all(b.generic for _, b, *_ in pairs):
            return False  # "Presidents X and Y sat down with their ministers"
        spans = [sentence.symbols[i] for i in (found.start(), found.end() - 1)]
        start, end = spans[0].start, spans[1].end
        reason = objections.of(sentence, rule, found, at) or self._crowd(sentence, rule, found, pairs)
        if reason == objections.AIRPORT:
            self.cast.paired(list(pairs[0][:2]))
        if reason:
            self.refused.append(Refused(rule.id, reason, start, end))
            return reason != objections.AT_A_MEETING  # which is told by another rule
        made = [self._row(sentence, rule, found, at, a, b, min(s, start), max(e, end)) for a, b, s, e in pairs]
        if any(made) and rule.kind == "message":
            self._gapped(sentence, rule, found, at)
        return any(made)

    def _gapped(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> None:
        """ "X sent a message to Y, and Minister V to Minister W": the same once more without its verb."""
        more = GAPPED.match(sentence.letters, found.end() - 1)
        if more is None or len(sentence.sides.get(more.start(), [])) < 2:
            return
        span = sentence.symbols[more.start()], sentence.symbols[more.start(1)]
        for b in sentence.sides.get(more.start(1), []):
            self._row(sentence, rule, found, at, sentence.sides[more.start()][-1], b, span[0].start, span[1].end)

    def _once_more(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        """ "X did the same on Friday": the act told before, on a day of its own."""
        held = len(self.acts)
        told = self._repeat(sentence, rule, found, at)
        for act in self.acts[held:]:
            act.day = self._day(sentence, rule, found, act.status)
        return told

    def _crowd(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], pairs: list[tuple[Side, Side, int, int]]
    ) -> str | None:
        """Many who have come for a meeting, or leaders whom a minister meets off the plane."""
        if rule.kind == "visit" and len(pairs) > 2 and FOR_A_MEETING.match(sentence.letters, found.end()):
            return objections.GATHERING
        by, to = (pairs[0][1], pairs[0][0]) if rule.id == "received-by" else (pairs[0][0], pairs[0][1])
        greeted = rule.id in ("welcomed-by", "received-by", "host-person") and by.role not in HEADS | {None}
        landed = greeted and to.role in HEADS and self.telling.landed(sentence)
        met = rule.id == "meet" and by.role not in HEADS | {None, "foreign_minister"} and to.role in HEADS
        return objections.AIRPORT if landed or (met and objections.at_airport(sentence, found)) else None

    def _row(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int
    ) -> bool:
        a = self._abroad(sentence, b, a) if a.role == "ambassador" else a
        b = self._elect(sentence, found, self._abroad(sentence, a, b))
        a, b = self._placed(sentence, at, a, b), self._placed(sentence, at, b, a)
        if objections.between(a, b) == objections.DOMESTIC:
            a, b = self._elsewhere(sentence, a, b), self._elsewhere(sentence, b, a)
        problem = objections.between(a, b)
        if rule.kind == "visit" and a.role == "ambassador" and not (a.person and "envoy" in a.person.roles):
            problem = problem or objections.POSTED
        kind, neutral = self.telling.kind(sentence, rule, found)
        if rule.kind == "call" and any(act.kind == "call" for act in self.acts):
            kind = "call"  # "talked with", of a call told before
        elif kind == "call" and _conversed(sentence, found) and self._here_with(a, b):
            kind, neutral = "meeting", True  # "had conversations with", of a visitor
        if problem == objections.UNSEATED and kind:
            act = self._act(sentence, rule, found, at, a, b, start, end, kind, neutral)
            a, b = self._seated(act, a), self._seated(act, b)
            problem = objections.between(a, b)
        if problem:
            self.refused.append(Refused(rule.id, problem, start, end))
            if problem == objections.GENERIC and kind:
                self._announce(self._act(sentence, rule, found, at, a, b, start, end, kind, neutral))
            return problem != objections.UNKNOWN
        if kind is None and self._wished(sentence, at, a, b):
            kind = "congratulation"
        if kind is None:
            self.refused.append(Refused(rule.id, "thanks or wishes without a message", start, end))
            return True
        act = self._act(sentence, rule, found, at, a, b, start, end, kind, neutral)
        if kind == "visit" and self._told_already(act):
            return True
        if kind == "visit":
            act.recipient = self._inviter(sentence, act.recipient)
        if act.day and self.telling.age(act.day) > HISTORICAL:
            self.refused.append(Refused(rule.id, "historical", start, end))
            return True
        self._settle(act, rule)
        self.acts.append(act)
        if kind == "visit" and act.status == "done" and a.name:
            self.cast.visitors.append(a)
        if b.name and b.role != "ambassador" and (rule.also or _guest(sentence, found)):
            self.acts.append(Act(rule.id, "visit", False, b, a, act.status, act.day, act.occasion, start, end))
        return True

    def _inviter(self, sentence: Sentence, host: Side) -> Side:
        """The host by name: who invites in the same sentence, else who has been called so."""
        invites = sentence.letters.find("!P")
        named = sentence.sides.get(invites + 1, [])[:1] if invites >= 0 and not host.name else []
        return named[0] if named and named[0].name and named[0].state == host.state else self.cast.host_of(host)

    def _here_with(self, a: Side, b: Side) -> bool:
        """Is somebody of one of two states told to be in the other?"""
        pair = {a.state, b.state}
        return any(x.kind == "visit" and {x.actor.state, x.recipient.state} == pair for x in self.acts)

    def _seated(self, act: Act, side: Side) -> Side:
        """Somebody who is out of office by now, and held it when the act took place: "Clinton came to Hanoi in 2000"."""
        gone = side.person if side.person and side.person.barred and side.person.tokens else None
        if act.day is None or act.status != "background" or gone is None or gone.former or not side.name:
            return side
        held = {t for p in reference.named(fold(side.name)) if (t := reference.in_office(p, act.day.value))}
        told = [t for t in held if side.role in (None, t.role)]
        return Side(None, side.name, told[0].role, told[0].state) if len(told) == 1 else side

    def _wished(self, sentence: Sentence, at: int, by: Side, to: Side) -> bool:
        """ "The prince wished her success": one more of the congratulations to the same, by somebody else."""
        last = self.acts[-1] if self.acts else None
        if last is None or last.actor.key == by.key or last.recipient.key != to.key:
            return False
        told = self.mood is not None and self.mood[1] == "congratulation" and sentence.number - self.mood[0] <= NEAR
        return told and sentence.symbols[at].value == "wish"

    def _foretell(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> None:
        """ "X on Thursday met diplomats of several countries": those that are named after it were met on that day."""
        sides, where = self._subject(sentence, rule, {}, found, at) if rule.subject == "both" else ([], None)
        told = bool(self.acts) and self.acts[-1].sentence == sentence.number
        if told or where is None or len(sides) != 1 or clauses.refusal(sentence.letters, at):
            return
        start, end = sentence.symbols[where].start, sentence.symbols[found.end() - 1].end
        nobody = Side(None, None, None, None, generic=True)
        act = self._act(sentence, rule, found, at, sides[0], nobody, start, end, rule.kind, False)
        if act.day and act.status == "done":
            self.announced = act

    def _told_already(self, act: Act) -> bool:
        """Has this sentence told of the journey: "is due to arrive in Egypt on a four-day visit"?"""
        return any(
            a.kind == "visit" and a.sentence == act.sentence and a.actor.key == act.actor.key
            and a.recipient.state == act.recipient.state
            for a in self.acts
        )  # fmt: skip

    def _elect(self, sentence: Sentence, found: re.Match[str], b: Side) -> Side:
        """ "Congratulated X on his election as president of S", "on winning in Peru": what follows tells the state."""
        if (b.state and b.role) or not b.name:
            return b
        behind = [
            (side, party)
            for i, held in sentence.sides.items()
            for side, party in zip(held, sentence.symbols[i].held, strict=False)
            if i >= found.end() and side.role and not party.name
        ]
        office = next((side for side, _ in behind if side.state and b.state in (None, side.state)), None)
        if office:
            return replace(b, person=None if b.out else b.person, state=office.state, role=b.role or office.role)
        if b.state or "election" not in self.telling.occasions(sentence):
            return b
        return replace(
            b, state=next((state_of(s.value) for s in sentence.symbols[found.end() :] if s.kind in "SA"), None)
        )

    def _abroad(self, sentence: Sentence, a: Side, b: Side) -> Side:
        """An office whose state nobody tells, opposite the home state's leader, is that of the other state spoken of."""
        if not b.role or (b.state and not (b.assumed and b.state == a.state)):
            return b
        spoken = {s.state for held in sentence.sides.values() for s in held if s.state and not s.assumed} - {a.state}
        if b.role == "ambassador" and len(spoken) == 1:
            return replace(b, state=spoken.pop())  # of whom the sentence tells
        other = {s.state for s in self.cast.pair if s.state} - {a.state}
        return replace(b, state=other.pop()) if len(other) == 1 and a.state in {s.state for s in self.cast.pair} else b

    def _elsewhere(self, sentence: Sentence, side: Side, other: Side) -> Side:
        """ "The Zimbabwean ambassador saw the President": a bare office, whose holder at home nobody has named, is abroad.

        Abroad is the other state of the last talk; of an ambassador, wherever somebody of that office was named.
        """
        bare = any(
            s is side and p.office
            for i, held in sentence.sides.items()
            for s, p in zip(held, sentence.symbols[i].held, strict=False)
        )
        known = side.person and side.person.tokens and side.person.tokens[-1] in fold(self.cast.text[: sentence.start])
        here = any(s is other for held in sentence.sides.values() for s in held)
        same = here and side.person is not None and side.person is other.person  # "Erdogan phoned the head of state"
        if not bare or (known and other.role != "ambassador" and not same):
            return side
        near = {s.state for s in self.cast.pair}
        fits = [
            p for p in self.cast.people.all
            if not p.barred and 0 <= p.last < sentence.start and side.role in (p.role, *p.roles)
            and p.state not in (None, other.state)
            and (same or other.role == "ambassador" or {p.state, other.state} == near)
        ]  # fmt: skip
        meant = max(fits, key=lambda p: (p.state == self.cast.people.home, p.last), default=None)
        return Side(meant, meant.name, meant.role, meant.state) if meant else side

    def _placed(self, sentence: Sentence, at: int, side: Side, other: Side) -> Side:
        """A named officer whose state nobody tells is of the country in which the other one is met, if that is abroad."""
        if side.state or side.generic or side.role in (None, "leader", "other") or not other.state:
            return side
        if not (side.name and side.role in HIGH | {"minister"}):
            return replace(side, state=self._opposite(other) if side.name or other.role else None)
        place = self._country(sentence, at) or next(
            (v.recipient.state for v in reversed(self.acts) if v.kind == "visit" and v.actor.state == other.state),
            self.here if self.here != other.state else self._opposite(other),
        )
        return replace(side, state=place) if place != other.state else side

    def _opposite(self, other: Side) -> str | None:
        """The other one of the two states that an article is about."""
        return next((s for s in self.about if s != other.state), None) if other.state in self.about else None

    @staticmethod
    def _country(sentence: Sentence, at: int) -> str | None:
        """The country that a sentence names as its scene: "In Turkey, Levy will meet"."""
        scene = re.match(r"z?[xd,]*nz?(S),", sentence.letters[:at]) or re.search(
            r"[§¥]z?(?:N,)?(S)", sentence.letters[:at]
        )
        return state_of(sentence.symbols[scene.start(1)].value) if scene else None


def _anchor(found: re.Match[str]) -> int:
    """Where the predicate stands: the one group ``v`` of a rule's alternatives that has matched."""
    return next(found.start(k) for k in found.re.groupindex if k[0] == "v" and found[k] is not None)


def _conversed(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is a talk only called a conversation?"""
    named = {s.value for s in sentence.symbols[found.start() : found.end()] if s.kind in "l9L"}
    return named == {"conversation"}


def _guest(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is somebody received who is called a guest?"""
    met = [s for s in sentence.symbols[found.start() : found.end()] if s.kind == "P"]
    return any(p.guest and p.states for s in met for p in s.held) and sentence.letters[found.start()] in "RWm"
