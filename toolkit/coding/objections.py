"""Why a match of a rule tells no act: it is negated, private, a gathering of many, or its words mean something else."""

from __future__ import annotations

import re

from toolkit.coding import clauses, telling
from toolkit.coding.parties import SENT
from toolkit.coding.rules import GUESTS, Rule
from toolkit.coding.sides import Sentence, Side
from toolkit.coding.symbols import Symbol

GREETED = frozenset("RW")
AIRPORT = "greeted at the airport"
GATHERING = "to a gathering of many states"
IN_WRITING = re.compile("n[zp]?[x=]{0,2}M")  # "conveyed his congratulations in a letter"
ASKING = re.compile("[^P]{0,3}[+]P")  # "Will she meet"
ASKED = 8  # symbols before a question mark in which an act is asked after
OF_THEIRS = "to somebody or something of theirs"
SAID_THERE = re.compile(
    "M[^.;]*yP$|R[^.;]*Mx?f[^.;P]{0,2}P,$"
)  # "a note sent by X congratulating him", "a cable from X, thanking him"
AT_A_MEETING = "at a meeting"
GENERIC = "nobody in particular"
UNSEATED = "a party without office"
POSTED = "an ambassador at his post"
UNKNOWN = "a party's state is unknown"
DOMESTIC = "domestic"


def of(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    """The first objection to a match, or none."""
    if (
        sentence.symbols[-1].value == "?"
        and ("+" not in sentence.letters or ASKING.match(sentence.letters))
        and found.end() > len(sentence.letters) - ASKED
    ):
        return "a question"
    if rule.kind in telling.TALKS and "-" in sentence.letters[at : found.end()]:
        return "negated"  # "has no date for a call"
    refused = clauses.refusal(sentence.letters, at)
    return (
        (refused if not foreseen(sentence, found, at) else None)
        or _wording(sentence, rule, found, at)
        or _circumstance(sentence, rule, found, at)
    )


def foreseen(sentence: Sentence, found: re.Match[str], at: int) -> bool:
    """Is it announced for a day: "the president looks forward to welcoming X on Thursday"? Without one it is a wish."""
    ahead = re.search(r"\?[^.;P]{0,3}$", sentence.letters[:at])
    if ahead is None or sentence.symbols[ahead.start()].value != "forward":
        return False
    clause = re.split(r"[.;r]", sentence.letters[found.end() :], maxsplit=1)[0]
    days = [s.held for s in sentence.symbols[found.end() : found.end() + len(clause)] if s.kind == "d"]
    return any(d and (d.day or d.weekday is not None) for d in days)


def _wording(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    """Words that mean something else than the rule has in mind."""
    by_kind = {"visit": _of_visits, "meeting": _of_meetings, "call": _of_calls}.get(rule.kind, _of_messages)
    if problem := by_kind(sentence, rule, found, at):
        return problem
    ends = [found.end(k) for k in ("o", "o2", "o3", "o4") if k in found.re.groupindex and found[k] is not None]
    owner = ends and re.match(r"'[^P]", sentence.letters[ends[0] :]) and sentence.symbols[ends[0]].value == "genitive"
    return OF_THEIRS if rule.kind != "visit" and owner else None  # "condolences to the leader's widow"


def _of_visits(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    if sentence.letters[max(0, at - 2) : at] == "o3":
        return "said of something"  # "the results of which came on Monday"
    return "of whoever speaks" if sentence.symbols[at - 1].value == "possessive_we" else None  # "during our stay in S"


def _of_meetings(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    value, before, after = sentence.symbols[at].value, sentence.letters[:at], sentence.letters[found.end() :]
    asked = after[:1] == "t" and after[1:2] not in tuple("ZDcJ")  # "called on Y to condole with him"
    if value == "call_on" and asked and not _before(sentence, at) & SENT:
        return "only called upon"
    if value == "see" and not any(s.role for i, sides in sentence.sides.items() if at < i < found.end() for s in sides):
        return "only seen"
    if rule.id == "received-by" and re.search("M[xa<]{0,3}$", before):
        return "a message received"
    if rule.id == "receive-person" and value == "take" and "u" not in found[0]:
        return "accepted, not received"
    hosted = rule.id == "welcomed-by" and re.search(r"[nto5]z?[x=#u]{1,3}$", before)
    return "hosted by, not a guest of" if hosted else None  # "at a dinner hosted by"


def _of_calls(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    if rule.id == "speak-by-phone" and "u" in found[0]:
        return AT_A_MEETING  # "spoke at his meeting with"
    if rule.id == "phoned-by" and re.search("u[^.;P]*$", sentence.letters[:at]):
        return "called together"  # "at the summit on migration called by the host"
    named = rule.id == "phone" and re.match("z|'[xz]{0,4}z", sentence.letters[found.end() :])
    return "called names" if named else None


def _of_messages(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    before, after = sentence.letters[:at], sentence.letters[found.end() :]
    if rule.id == "send-bare" and _before(sentence, at) & SENT and re.match("n?[x3r]", after):
        return "brought for somebody"  # "the envoy delivered a letter in which X congratulated him"
    if rule.id == "send-bare" and not (telling.written(sentence, found) or IN_WRITING.match(after)):
        return "a statement"
    if rule.id == "congratulate" and SAID_THERE.search(before):
        return "what the message says"
    return OF_THEIRS if after[:1] == "E" else None  # "sympathy to the Yar'Adua family"


def _before(sentence: Sentence, at: int) -> set[str | None]:
    """The offices of those who are named before a predicate."""
    return {s.role for i, sides in sentence.sides.items() if i < at for s in sides}


def _circumstance(sentence: Sentence, rule: Rule, found: re.Match[str], at: int) -> str | None:
    """What surrounds the act and makes it none of the codebook's."""
    after = sentence.letters[found.end() :]
    greeted = sentence.letters[at] in GREETED or (
        sentence.letters[at] == "m"
        and any(s.held[0].anaphor == "counterpart" for s in sentence.symbols[at : found.end()] if s.kind == "P")
    )
    if rule.kind == "meeting" and greeted and at_airport(sentence, found):
        return AIRPORT
    travels = rule.kind == "visit" and rule.id not in ("attend", *GUESTS) and "U" not in found[0]
    if travels and _gathering(sentence, found.end()):
        return GATHERING
    attended = (
        re.match(r"[,x]{0,2}P?[xa]{0,2}Y([^.;r]{0,10})", after) if rule.kind == "visit" and rule.nominal else None
    )
    if attended and _many(sentence.symbols[found.end() + attended.start(1) : found.end() + attended.end(1)]):
        return GATHERING  # "during her stay in New York, X attended the summit"
    if rule.id == "host-person" and re.match("tz?[x#]{0,2}u", after):
        return GATHERING  # "welcomed the leaders of A and B to the summit"
    if rule.nominal and re.match(r"[^.,;:rP]{0,8}-", after):
        return "negated"
    off = re.match(r"[^.;\"sP]{0,24}?-", after)
    if off and sentence.symbols[found.end() + off.end() - 1].value == "cancelled":
        return "cancelled"  # "the visit, scheduled for Monday, has been postponed"
    if rule.nominal and re.match(r"[xnd]{0,4}[?]", after):
        return "hypothetical"
    return "private" if "0" in sentence.letters[found.start() : found.end() + 5] else None


def at_airport(sentence: Sentence, found: re.Match[str]) -> bool:
    """Is somebody only met off the plane?"""
    clause = re.search(r"[.;,r]|$", sentence.letters[found.end() :])
    near = sentence.symbols[found.start() : found.end() + (clause.start() if clause else 0)]
    return any(s.value == "airport" for s in near)


def _gathering(sentence: Sentence, end: int) -> bool:
    """Does one travel to a summit or a session of an organisation: "arrived in Samarkand to attend the SCO summit"?"""
    purpose = re.match(r"[^.;r]{0,12}?(?:t[Yax]|5z?)([^.;r]{0,14})", sentence.letters[end:])
    purpose = purpose or re.match(
        r"(?:n?d)?,r([^.;P]{0,10})", sentence.letters[end:]
    )  # "left for S, where the summit opens"
    if purpose is None or "U" in sentence.letters[end : end + purpose.start(1)]:
        return False
    near = sentence.symbols[end + purpose.start(1) : end + purpose.end(1)]
    return _many(near)


def _many(near: list[Symbol]) -> bool:
    """Do these words name a gathering of many states: a session, the summit of an organisation?"""
    held = {s.kind for s in near} | {s.value for s in near}
    return "gathering" in held or ("O" in held and bool(held & {"u", "m"}))


def between(a: Side, b: Side) -> str | None:
    """Why two sides make no dyad: nobody in particular, without office, of an unknown state, or of one state; else none."""
    if a.generic or b.generic:
        return GENERIC
    if a.out or b.out:
        return UNSEATED
    if not a.state or not b.state:
        return UNKNOWN
    return DOMESTIC if a.state == b.state else None
