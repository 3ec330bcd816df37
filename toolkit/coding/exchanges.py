"""Sentences with parties -> acts: who congratulated, condoled, wrote to, phoned, met or visited whom.

A rule (``exchanges.toml``) is a pattern over the letters of a sentence, anchored at its predicate. The sides are found
around it, the kind of a message from its words, the status from tense and mood. A refused candidate keeps its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit.coding import anchors, clauses, dates, objections, telling
from toolkit.coding.acts import Act, Refused
from toolkit.coding.context import NEAR, Context
from toolkit.coding.pairing import ceremony
from toolkit.coding.parties import state_of
from toolkit.coding.people import HIGH, TOP
from toolkit.coding.rules import GUESTS, Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.telling import HISTORICAL, RECALLED
from toolkit.language import fold

SENT_TO = re.compile(r"M[^.;P]{0,8}tz?(S)")
TOLD = {
    "invite": "planned",
    "leave": "planned",
    "been_in": "background",
    "expected_in": "planned",
    "accept": "planned",
}  # the status that a verb tells
SINCE = re.compile("x?r(?P<d>d)")
MAIN_TO_COME = re.compile(r"[^.;:sP]{0,16},(?P<p>P)x{0,2}[+]")  # "in his first visit to S, X will meet Y"
WHERE_TO = re.compile("(?:n?d)?,r[^.;P]{0,2}P[x]{0,2}[+]")
RANGE = re.compile("#[_t&]")  # "13-14 July", "from 13 to 14 July"
FEASTS = frozenset({"national_day", "anniversary"})
UNDATED = ("visiting", "leave-after", "leave")  # a date beside these is not that of the arrival
HEADS = TOP | {"prime_minister"}
FOR_A_MEETING = re.compile("5z?x{0,2}u")
OFF_THE_PLANE = 4  # sentences after the airport is named
STAY = 3  # days that a visit lasts at the most, mostly
EARLIER = ("last_month", "last_year", "long_ago")
DETERMINED = frozenset("kmLWVDRI")


@dataclass
class Reader(Context):
    """Codes the exchanges of one article, sentence by sentence."""

    def read(self, sentence: Sentence) -> None:
        """Add the acts of one sentence."""
        self.cast.resolve(sentence)
        self.stage = ceremony(sentence, self.here) or self.stage
        if any(s.value == "airport" for s in sentence.symbols):
            self.landed = sentence.number
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
        self.cast.remember(sentence, paired=bool(self.acts) and self.acts[-1].sentence == sentence.number)
        wished = telling.wished(sentence, "")
        self.mood = (sentence.number, wished) if wished else self.mood
        told = [
            s for i, s in enumerate(sentence.symbols) if s.kind == "d" and s.held and not _owned(sentence.letters, i)
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
        if rule.id == "likewise":
            return self._repeat(sentence, rule, found, at)
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
            return True
        made = [self._row(sentence, rule, found, at, a, b, min(s, start), max(e, end)) for a, b, s, e in pairs]
        return any(made)

    def _crowd(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], pairs: list[tuple[Side, Side, int, int]]
    ) -> str | None:
        """Many who have come for a meeting, or leaders whom a minister meets off the plane."""
        if rule.kind == "visit" and len(pairs) > 2 and FOR_A_MEETING.match(sentence.letters, found.end()):
            return objections.GATHERING
        by, to = (pairs[0][1], pairs[0][0]) if rule.id == "received-by" else (pairs[0][0], pairs[0][1])
        landed = self.landed is not None and sentence.number - self.landed <= OFF_THE_PLANE
        greeted = rule.id in ("welcomed-by", "received-by", "host-person") and landed
        return objections.AIRPORT if greeted and to.role in HEADS and by.role not in HEADS | {None} else None

    def _row(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int
    ) -> bool:
        a = self._abroad(b, a) if a.role == "ambassador" else a
        b = self._elect(sentence, found, self._abroad(a, b))
        a, b = self._placed(sentence, at, a, b), self._placed(sentence, at, b, a)
        if objections.between(a, b) == objections.DOMESTIC:
            a, b = self._elsewhere(sentence, a, b), self._elsewhere(sentence, b, a)
        problem = objections.between(a, b)
        kind, neutral = self.telling.kind(sentence, rule, found)
        if rule.kind == "call" and any(act.kind == "call" for act in self.acts):
            kind = "call"  # "talked with", of a call told before
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
        if act.day and self.telling.age(act.day) > HISTORICAL:
            self.refused.append(Refused(rule.id, "historical", start, end))
            return True
        self._settle(act, rule)
        self.acts.append(act)
        if b.name and (rule.also or _guest(sentence, found)):
            self.acts.append(Act(rule.id, "visit", False, b, a, act.status, act.day, act.occasion, start, end))
        return True

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

    def _planned(self, visit: Act) -> bool:
        """Is this journey one that the article has told as planned: "the trip takes in a visit to S"?"""
        return any(
            a.kind == "visit" and a.status == "planned" and a.actor.key == visit.actor.key
            and visit.recipient.state in (a.recipient.state, None)
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
            return replace(b, state=office.state, role=b.role or office.role)
        if b.state or "election" not in self.telling.occasions(sentence):
            return b
        return replace(
            b, state=next((state_of(s.value) for s in sentence.symbols[found.end() :] if s.kind in "SA"), None)
        )

    def _abroad(self, a: Side, b: Side) -> Side:
        """An office whose state nobody tells, opposite the home state's leader, is that of the other state spoken of."""
        if not b.role or (b.state and not (b.assumed and b.state == a.state)):
            return b
        other = {s.state for s in self.cast.pair if s.state} - {a.state}
        return replace(b, state=other.pop()) if len(other) == 1 and a.state in {s.state for s in self.cast.pair} else b

    def _elsewhere(self, sentence: Sentence, side: Side, other: Side) -> Side:
        """ "The Zimbabwean ambassador saw the President": a bare office, whose holder at home nobody has named, is abroad.

        Abroad is the other state of the last talk; of an ambassador, wherever somebody of that office was named.
        """
        bare = any(
            s is side and p.roles and not (p.name or p.states or p.own or p.anaphor or p.barred)
            for i, held in sentence.sides.items()
            for s, p in zip(held, sentence.symbols[i].held, strict=False)
        )
        known = side.person and side.person.tokens and side.person.tokens[-1] in fold(self.cast.text[: sentence.start])
        if not bare or (known and other.role != "ambassador"):
            return side
        near = {s.state for s in self.cast.pair}
        fits = [
            p for p in self.cast.people.all
            if not p.barred and 0 <= p.last < sentence.start and side.role in (p.role, *p.roles)
            and p.state not in (None, other.state)
            and (other.role == "ambassador" or {p.state, other.state} == near)
        ]  # fmt: skip
        meant = max(fits, key=lambda p: p.last, default=None)
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
        scene = re.match(r"z?[xd,]*nz?(S),", sentence.letters[:at])
        return state_of(sentence.symbols[scene.start(1)].value) if scene else None

    def _act(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int,
        kind: str, neutral: bool,
    ) -> Act:  # fmt: skip
        act = Act(
            rule.id, kind, rule.mutual or kind == "call", a, b, clauses.status(sentence.letters, at), None, None, start, end,
            written=telling.written(sentence, found), neutral=neutral, sentence=sentence.number,
        )  # fmt: skip
        act.status = TOLD.get(sentence.symbols[at].value, act.status)
        if act.status == "done" and self._to_do(sentence, rule, found, at):
            act.status = "planned"
        since = SINCE.match(sentence.letters, found.end()) if sentence.letters[at] == "§" else None
        if since and act.status == "background":
            act.status = "done"  # "has been in S since Monday"
        if objections.foreseen(sentence, found, at):
            act.status = "planned"
        ahead = re.match(r"[xnda<>]{0,4}[+]", sentence.letters[found.end() :]) or (
            act.status == "done"
            and rule.kind == "meeting"
            and re.search(r"1[^.;P&]*5z?[x=#]{0,2}$", sentence.letters[:at])
        )  # "arrived for talks with X"
        if rule.nominal and (ahead or "+" in found[0]):
            act.status = "planned"  # "a meeting between X and Y will take place", "meetings are scheduled with X"
        if rule.nominal and act.status == "done" and rule.kind == "visit":
            main = MAIN_TO_COME.match(sentence.letters, found.end())
            due = main is not None and a.key in {s.key for s in sentence.sides.get(main.start("p"), [])}
            due = due or _to_come(sentence.letters, at) or self._planned(act)
            act.status = "planned" if due else "done"
        act.day = self._day(sentence, rule, found, act.status) if rule.id not in UNDATED else None
        if since:
            act.day = self._resolved(sentence, sentence.symbols[since.start("d")].held, act.status)
        long_ago = act.day is not None and self.telling.age(act.day) > RECALLED
        if act.status == "done" and (long_ago or _recalled(sentence, found)):
            act.status = "background"
        if act.day and act.day.precision != "day" and self.published is None and act.status == "done":
            act.status = "background"  # nobody dates an act of today by its year
        if act.status == "background" and not rule.nominal and act.day and self._of_these_days(act.day, rule.kind):
            act.status = "done"  # "earlier today, the minister had received"
        act.occasion = self.telling.occasion(sentence, act.kind) if rule.id not in GUESTS else None
        festive = rule.id in ("attend", *GUESTS) or (
            rule.kind == "visit"
            and act.status == "done"
            and self.stage is not None
            and act.recipient.state == self.stage
        )  # who came while the country inaugurated or buried somebody
        act.wished = "ceremony" if festive else telling.wished(sentence, act.kind)
        return act

    def _to_do(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        """Is the present tense that of a plan: "heads to S on Monday"? With a weekday a talk may be that of a caption."""
        if not sentence.symbols[at].value.endswith("_now") or self.published is None:
            return False
        if WHERE_TO.match(sentence.letters, found.end()):
            return True  # "flies on to S, where he is to meet X"
        day = self._day(sentence, rule, found, "done")
        if day and day.basis == "weekday" and rule.kind == "visit":
            day = self._day(sentence, rule, found, "planned")
        return day is not None and day.precision == "day" and day.value > self.published

    def _first(self, sentence: Sentence, i: int, day: dates.Day | None) -> dates.Day | None:
        """The first day of what was done on "13-14 July"."""
        opens = sentence.symbols[i - 2] if RANGE.fullmatch(sentence.letters, max(0, i - 2), i) else None
        told = self.cast.text[opens.start : opens.end] if opens else ""
        if day is None or day.precision != "day" or not told.isdecimal() or not 0 < int(told) < day.value.day:
            return day
        return replace(day, value=day.value.replace(day=int(told)))

    def _of_these_days(self, day: dates.Day, kind: str) -> bool:
        """Is it the day of publication or the one before? Who had landed some days ago may be here still."""
        last = STAY if kind == "visit" else 1
        return day.precision == "day" and self.published is not None and 0 <= (self.published - day.value).days <= last

    def _day(self, sentence: Sentence, rule: Rule, found: re.Match[str], status: str) -> dates.Day | None:
        """The date in the clause of the act that stands nearest to it; not the date of the report or of a holiday."""
        best: tuple[int, dates.Day] | None = None
        for i, s in enumerate(sentence.symbols):
            if s.kind != "d" or s.held is None or _otherwise(sentence.letters, i):
                continue
            between = sentence.letters[found.end() : i] if i > found.end() else sentence.letters[i : found.start()]
            if FEASTS & {
                sentence.symbols[i - 1].value,
                sentence.symbols[i - 2].value * (sentence.letters[i - 1] == ","),
            }:
                continue  # "on Independence Day, January 1", "on its anniversary tomorrow"
            ahead = "+" * (status != "planned" or not rule.nominal)  # "the talks are scheduled for 28 March"
            if any(c in (f".;r6{ahead}" if i > found.end() else ".;") for c in between):
                continue
            if "U" in between and (rule.kind == "visit" or "c" in found[0] + between):
                continue  # "discussed a visit planned in May", "follows a visit to S in May"
            if rule.kind == "visit" and "U" in found[0] and _within_visit(sentence, found, i):
                continue
            day = self._first(sentence, i, self._resolved(sentence, s.held, status))
            distance = max(found.start() - i, i - found.end(), 0)
            told = i < found.start() and re.match(",?r", sentence.letters[i + 1 :])  # "in 2021, when he came"
            if (
                day
                and not (day.precision == "year" and distance > 2 and not told)
                and (best is None or distance < best[0])
            ):
                best = (distance, day)
        return best[1] if best else None


def _anchor(found: re.Match[str]) -> int:
    """Where the predicate stands: the one group ``v`` of a rule's alternatives that has matched."""
    return next(found.start(k) for k in found.re.groupindex if k[0] == "v" and found[k] is not None)


def _guest(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is somebody received who is called a guest?"""
    met = [s for s in sentence.symbols[found.start() : found.end()] if s.kind == "P"]
    return any(p.guest and p.states for s in met for p in s.held) and sentence.letters[found.start()] in "RWm"


def _recalled(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is "last month", "last year" or "several weeks ago" said in the clause of the act, or just behind it?"""
    opens = max(sentence.letters.rfind(c, 0, found.start()) for c in ".;:s") + 1
    closed = re.search(r"[.;:,r]|$", sentence.letters[found.end() :])
    near = sentence.symbols[opens : found.end() + (closed.start() if closed else 0)]
    return any(s.kind == "d" and s.held and s.held.relative in EARLIER for s in near)


def _to_come(letters: str, at: int) -> bool:
    """Is a journey named with a deed to come: "will have talks during his stay in Egypt"?"""
    clause = letters[max(letters.rfind(c, 0, at) for c in ".;:s") + 1 : at]
    return bool(re.search(r"\+.*(?:n[pz]|,z?)[x#_<]*$", clause))


def _otherwise(letters: str, i: int) -> bool:
    """Is the date at ``i`` that of something else: of the report, of a feast in brackets, of what has been "since August"?"""
    since = letters[i - 1 : i] == "r" and not re.match(",?r", letters[i + 1 :])
    return since or _of_report(letters, i) or _bracketed(letters, i) or _owned(letters, i)


def _owned(letters: str, i: int) -> bool:
    """Does the date belong to something else than talks: "in Friday's earthquake"?"""
    return letters[i + 1 : i + 2] == "'" and not re.match("[x=#]{0,2}[uUlLkMig]", letters[i + 2 :])


def _within_visit(sentence: Sentence, found: re.Match[str], i: int) -> bool:
    """Is the date at ``i`` one of the later days of a visit: "met X on Monday at the end of a visit"?"""
    first, last = sorted((i, found.start()))
    stay = sentence.symbols[first : found.end() if i < found.start() else last]
    told_apart = i > found.end() and re.search(r",[^,]*[mkLRWc]", sentence.letters[found.end() : i])
    return any(s.value in ("ending", "conclude") for s in stay) or bool(told_apart)


def _bracketed(letters: str, i: int) -> bool:
    """Does the date stand in brackets, as a range or the day of a feast: "(1973-2023)", "National Day (September 2)"?"""
    return letters[i - 1 : i] == "(" and letters[i + 1 : i + 2] in ("_", ")")


def _of_report(letters: str, i: int) -> bool:
    """Does the date at ``i`` belong to the report ("Xinhua said on Monday")?"""
    return bool(re.search(r"s[xzn]{0,2}$", letters[:i]))
