"""When an act takes place and whether it has: its status from tense, mood and date, its day from the dates of its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from toolkit.alphabets import NOUNS, VERBS
from toolkit.coding import clauses, dates, objections, telling
from toolkit.coding.acts import Act
from toolkit.coding.context import Context
from toolkit.coding.rules import GUESTS, Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.telling import MESSAGES, RECALLED, STAY

TOLD = {
    "invite": "planned",
    "leave": "planned",
    "been_in": "background",
    "expected_in": "planned",
    "accept": "planned",
    "had_written": "background",
    "took_to": "background",
}  # the status that a verb tells
SINCE = re.compile("x?r(?P<d>d)")
MAIN_TO_COME = re.compile(r"[^.;:sP]{0,16},(?P<p>P)x{0,2}[+]")  # "in his first visit to S, X will meet Y"
BESIDES = re.compile(r"[^.;:sP]{0,8},P[x<>]{0,2}[+]")
WHERE_TO = re.compile("(?:n?d)?,r[^.;P]{0,2}P,?x{0,2}[+]")
RECALLED_SINCE = re.compile(r"rd,?r[^.;,]{0,6}$")
INVERTED = re.compile(r"^(?:P:|[^P]{0,3})\+P")
RANGE = re.compile("#[_t&]")  # "13-14 July", "from 13 to 14 July"
FEASTS = frozenset({"national_day", "anniversary"})
UNDATED = ("visiting", "leave-after", "leave", "tour-takes")  # a date beside these is not that of the arrival
FALLING = re.compile(",?3x{1,3}n?$")
SAME_VISIT = re.compile("[^.;,P]{0,3}[n5]z?[x#_=]{0,3}U[^U]*$")  # "was in Ankara on an official visit in November"
FRAMED = re.compile("x?n(d),")
ENDED = re.compile("[^.;,Pr3sU]{0,16}o(d)")
WITHIN = re.compile("r[^.;,]*P[^.;,]*$")
ASIDE = re.compile("P,3[^.;,P]*$")
RESUMED = re.compile(f"[^.;,]*(?:,[SC])?,[^.;,]{{0,3}}[{''.join(sorted(VERBS))}]")
MARKED = re.compile(",3?x{1,3}n?$")
REPORTED = re.compile(r",z?[^,.;P]*J[^,.;P]*$")
ARRIVED_ON = re.compile(",3x?[1V]")
RECALLING = re.compile("&[xn]?<[^.;]*U")
BACK_FROM = re.compile("[rf][z#_xp]{0,4}$")
DATELINE = re.compile(r"[CN],d[(),Nx_P]{0,5}_")
RECENT = 1  # days after which what "had" been done is recalled
EARLIER = ("last_month", "last_year", "long_ago")


@dataclass
class Timing(Context):
    """Makes an act of two sides, with its status, day and occasion."""

    def _act(
        self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, a: Side, b: Side, start: int, end: int,
        kind: str, neutral: bool,
    ) -> Act:  # fmt: skip
        act = Act(
            rule.id, kind, rule.mutual or kind == "call", a, b, "done", None, None, start, end,
            written=telling.written(sentence, found), neutral=neutral, sentence=sentence.number,
        )  # fmt: skip
        since = SINCE.match(sentence.letters, found.end()) if sentence.letters[at] == "¥" else None
        act.status = self._mood(sentence, rule, found, at, lasting=since is not None)
        if act.status == "done" and rule.nominal and self._due(sentence, rule, found, at, act):
            act.status = "planned"
        act.day = self._day(sentence, rule, found, act.status) if rule.id not in UNDATED else None
        if since:
            act.day = self._resolved(sentence, sentence.symbols[since.start("d")].held, act.status)
        self._in_time(sentence, rule, found, at, act)
        act.occasion = self.telling.occasion(sentence, act.kind) if rule.id not in GUESTS else None
        act.wished = "ceremony" if self._festive(rule, act) else telling.wished(sentence, act.kind)
        return act

    def _mood(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, *, lasting: bool) -> str:
        """The status by tense, mood and the words around, whatever the day; ``lasting``: what "has been" since a day."""
        letters = sentence.letters
        status = TOLD.get(sentence.symbols[at].value) or clauses.status(letters, at)
        if status == "done" and INVERTED.match(letters[:at]):
            status = "planned"  # "Will X visit S?"
        if RECALLED_SINCE.search(letters[: found.start()]):
            status = "background"  # "has not spoken with X since May, when he called him"
        if status == "done" and "P" not in letters[:at] and BESIDES.match(letters, found.end()):
            status = "planned"  # "In addition to holding talks with Y, X will visit Z"
        if status == "done" and self._gone_by(sentence, found, at):
            status = "background"
        if status == "done" and self._to_do(sentence, rule, found, at):
            status = "planned"
        if status == "background" and lasting:
            status = "done"  # "has been in S since Monday"
        if objections.foreseen(sentence, found, at) or (rule.nominal and _ahead(letters, rule, found, at, status)):
            status = "planned"
        return status

    @staticmethod
    def _gone_by(sentence: Sentence, found: re.Match[str], at: int) -> bool:
        """Is it recalled: "had a previous meeting with", "comes a month after X's trip to S, where he conferred with Y"?"""
        if any(s.value == "past" for s in sentence.symbols[at : found.end()]) or _long_before(sentence, at):
            return True
        there = re.search("r[^.;,r]*,rP[x<]{0,2}$", sentence.letters[: found.start()])
        return there is not None and sentence.symbols[there.start()].value == "long_after"

    def _due(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, act: Act) -> bool:
        """Is a journey or a talk only named, in a sentence that tells what is to come: "in his first visit to S, X will"?"""
        main = MAIN_TO_COME.match(sentence.letters, found.end()) if rule.kind in ("visit", "meeting") else None
        if main is not None and act.actor.key in {s.key for s in sentence.sides.get(main.start("p"), [])}:
            return True
        if rule.kind != "visit":
            return False
        return _to_come(sentence.letters, at) or (self._planned(act) and not self._year(sentence, found))

    def _in_time(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int, act: Act) -> None:
        """The status in the light of the day: what lies ahead is planned, what lies far behind recalled."""
        if act.status == "done" and act.day and self.published and act.day.value > self.published:
            planned = act.kind not in MESSAGES  # "is off to S next month"; what a message is sent for is a feast
            act.status, act.day = ("planned", act.day) if planned else ("done", None)
        long_ago = act.day is not None and self.telling.age(act.day) > RECALLED
        if act.status == "done" and act.day is None and (year := self._year(sentence, found)):
            act.day, long_ago = year, True
        told_of = act.day is not None and act.day.precision == "day" and not long_ago  # "on Friday last week"
        if act.status == "done" and (long_ago or (_recalled(sentence, found) and not told_of)):
            act.status = "background"
        if act.day and act.day.precision != "day" and self.published is None and act.status == "done":
            act.status = "background"  # nobody dates an act of today by its year
        lately = act.day is not None and self._of_these_days(act.day, rule.kind)
        if act.status == "background" and sentence.letters[at] not in NOUNS and lately:
            act.status = "done"  # "earlier today, the minister had received"
        if act.status == "background" and rule.id in GUESTS and self.stage and act.day is None:
            act.status = "done"  # "had flown in for the ceremony"

    def _festive(self, rule: Rule, act: Act) -> bool:
        """Did somebody come while the country inaugurated or buried somebody?"""
        staged = self.stage is not None and act.recipient.state == self.stage
        return rule.id in ("attend", *GUESTS) or (rule.kind == "visit" and act.status == "done" and staged)

    def _year(self, sentence: Sentence, found: re.Match[str]) -> dates.Day | None:
        """The year gone by that frames a sentence or ends its clause: "In 2012, X paid a visit", "in the spring of 2012"."""
        frame = FRAMED.match(sentence.letters)
        at = frame.start(1) if frame and frame.end() <= found.start() else None
        if at is None and (ended := ENDED.match(sentence.letters, found.end())):
            at = ended.start(1)
        day = dates.resolve(sentence.symbols[at].held, None) if at is not None else None
        before = day is not None and self.published is not None and day.value.year < self.published.year
        return day if before and day and day.precision == "year" else None

    def _planned(self, visit: Act) -> bool:
        """Is this journey one that the article has told as planned: "the trip takes in a visit to S"?"""
        return any(
            a.kind == "visit" and a.status == "planned" and a.actor.key == visit.actor.key
            and visit.recipient.state in (a.recipient.state, None)
            for a in self.acts
        )  # fmt: skip

    def _to_do(self, sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> bool:
        """Is the present tense that of a plan: "heads to S on Monday"? With a weekday a talk may be that of a caption."""
        if not sentence.symbols[at].value.endswith("_now") or self.published is None:
            return False
        if WHERE_TO.match(sentence.letters, found.end()):
            return True  # "flies on to S, where he is to meet X"
        day = self._day(sentence, rule, found, "planned")
        if day is None or day.value <= self.published:
            return False
        return day.precision == "month" or (rule.kind == "visit" and day.basis == "weekday")

    def _first(self, sentence: Sentence, i: int, day: dates.Day | None) -> dates.Day | None:
        """The first day of what was done on "13-14 July"."""
        opens = sentence.symbols[i - 2] if RANGE.fullmatch(sentence.letters, max(0, i - 2), i) else None
        told = self.cast.text[opens.start : opens.end] if opens else ""
        if day is None or day.precision != "day" or not told.isdecimal() or not 0 < int(told) < day.value.day:
            return day
        return replace(day, value=day.value.replace(day=int(told)))

    def _of_these_days(self, day: dates.Day, kind: str) -> bool:
        """Is it the day of publication or the one before? Who had landed some days ago may be here still."""
        last = STAY if kind == "visit" else RECENT
        return day.precision == "day" and self.published is not None and 0 <= (self.published - day.value).days <= last

    def _day(self, sentence: Sentence, rule: Rule, found: re.Match[str], status: str) -> dates.Day | None:
        """The date in the clause of the act that stands nearest to it; not the date of the report or of a holiday."""
        best: tuple[tuple[bool, int], dates.Day] | None = None
        for i, s in enumerate(sentence.symbols):
            if s.kind != "d" or s.held is None or _otherwise(sentence.letters, i):
                continue
            between = sentence.letters[found.end() : i] if i > found.end() else sentence.letters[i : found.start()]
            if _of_another(sentence, rule, found, i, between, status):
                continue
            day = self._first(sentence, i, self._resolved(sentence, s.held, status))
            distance = max(found.start() - i, i - found.end(), 0)
            told = i < found.start() and re.match(",?r", sentence.letters[i + 1 :])  # "in 2021, when he came"
            vague = day is not None and day.precision == "year"
            if day is None or (vague and distance > (4 if "p" in between else 2) and not told):
                continue
            if best is None or (vague, distance) < best[0]:
                best = ((vague, distance), day)
        return best[1] if best else None


def _of_another(sentence: Sentence, rule: Rule, found: re.Match[str], i: int, between: str, status: str) -> bool:
    """Is the date at ``i``, with these letters between it and the act, that of a feast, of another act, or of its end?"""
    behind = i > found.end()
    if FEASTS & {sentence.symbols[i - 1].value, sentence.symbols[i - 2].value * (sentence.letters[i - 1] == ",")}:
        return True  # "on Independence Day, January 1", "on its anniversary tomorrow"
    ahead = "+" * (status != "planned" or not rule.nominal)  # "the talks are scheduled for 28 March"
    if any(c in (f".;r6{ahead}" if behind else ".;") for c in between):
        return True
    if behind and ASIDE.search(sentence.letters[: found.start()]) and RESUMED.match(between):
        return True  # "X, who met Y in S, accepted an invitation for 17 July"
    if not behind and between[1:2] == "," and ASIDE.search(sentence.letters[:i]):
        return True  # "X, who landed on Monday, received Y"
    if behind and (MARKED if rule.kind in MESSAGES else FALLING).search(between):
        return True  # "its anniversary, which falls today"
    if behind and rule.kind == "meeting" and ARRIVED_ON.match(between):
        return True  # "welcomed X, who landed on Monday"
    if behind and rule.kind in MESSAGES and RECALLING.search(between):
        return True  # "conveyed greetings to Y and recalled his trip in June"
    if behind and REPORTED.search(between):
        return True  # ", the presidency wrote on Monday night"
    other = "U" in between and not SAME_VISIT.match(between)
    if other and (rule.kind == "visit" or "c" in found[0] + between):
        return True  # "discussed a visit planned in May", "follows a visit to S in May"
    if rule.kind == "visit" and "U" in found[0] and _within_visit(sentence, found, i):
        return True
    if not behind and "," in between and not re.match("d,?r", between) and WITHIN.search(sentence.letters[:i]):
        return True  # "since he took office in May, X has met Y"
    back = rule.kind == "visit" and not behind and BACK_FROM.search(between)
    return bool(back)  # "flew home on Friday after a visit", "returned on Friday from a visit"


def _recalled(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is "last month", "last year" or "several weeks ago" said in the clause of the act, or just behind it?"""
    opens = max(sentence.letters.rfind(c, 0, found.start()) for c in ".;:s") + 1
    closed = re.search(r"[.;:,r]|$", sentence.letters[found.end() :])
    near = sentence.symbols[opens : found.end() + (closed.start() if closed else 0)]
    return any(s.kind == "d" and s.held and s.held.relative in EARLIER for s in near)


def _ahead(letters: str, rule: Rule, found: re.Match[str], at: int, status: str) -> bool:
    """Is what a noun names still to come: "a meeting will take place", "talks are scheduled with X"?"""
    if "+" in found[0] or re.match(r",?[xnda<>#]{0,4}[+]", letters[found.end() :]):
        return True
    arrived = re.search(r"1[^.;P&]*5z?[x=#]{0,2}$", letters[:at])  # "arrived for talks with X"
    return status == "done" and rule.kind == "meeting" and arrived is not None


def _long_before(sentence: Sentence, at: int) -> bool:
    """Is the act told as what went weeks before another: "comes a month after X visited S"?"""
    opens = max(sentence.letters.rfind(c, 0, at) for c in ".;:r,")
    return opens >= 0 and sentence.symbols[opens].value == "long_after"


def _to_come(letters: str, at: int) -> bool:
    """Is a journey named with a deed to come: "will have talks during his stay in Egypt"?"""
    clause = letters[max(letters.rfind(c, 0, at) for c in ".;:s") + 1 : at]
    return bool(re.search(r"\+.*(?:n[pz]|,z?)[x#_<]*$", clause))


def _otherwise(letters: str, i: int) -> bool:
    """Is the date at ``i`` that of something else: of the report, of a feast in brackets, of what has been "since August"?"""
    since = letters[i - 1 : i] == "r" and not re.match(",?r", letters[i + 1 :])
    line = DATELINE.match(letters)
    if line and i < line.end():
        return True
    return since or _of_report(letters, i) or _bracketed(letters, i) or owned(letters, i)


def owned(letters: str, i: int) -> bool:
    """Does the date belong to something else than talks: "in Friday's earthquake"?"""
    named = letters[i - 1 : i] == "z" and letters[i + 1 : i + 2] == "x"  # "in the November 3 runoff"
    return named or (letters[i + 1 : i + 2] == "'" and not re.match("[x=#]{0,2}[uUlLkMig]", letters[i + 2 :]))


def _within_visit(sentence: Sentence, found: re.Match[str], i: int) -> bool:
    """Is the date at ``i`` one of the later days of a visit: "met X on Monday at the end of a visit"?"""
    first, last = sorted((i, found.start()))
    stay = sentence.symbols[max(0, first - 3) : found.end() if i < found.start() else last]
    told_apart = i > found.end() and re.search(r",[^,]*[mkLRWc]", sentence.letters[found.end() : i])
    return any(s.value in ("ending", "conclude") for s in stay) or bool(told_apart)


def _bracketed(letters: str, i: int) -> bool:
    """Does the date stand in brackets, as a range or the day of a feast: "(1973-2023)", "National Day (September 2)"?"""
    return letters[i - 1 : i] == "(" and letters[i + 1 : i + 2] in ("_", ")")


def _of_report(letters: str, i: int) -> bool:
    """Does the date at ``i`` belong to the report ("Xinhua said on Monday")?"""
    return bool(re.search(r"s[xzn]{0,2}$", letters[:i]))
