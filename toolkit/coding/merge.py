"""Several tellings of one act in an article become one act: the first, with what the others add.

Rules of the codebook: one dyad and act is one row; an exchange absorbs the single messages it consists of; a call or
meeting absorbs the congratulation spoken in it; two messages that cross are one mutual row.
"""

from __future__ import annotations

from toolkit.coding.acts import Act
from toolkit.coding.dates import Day
from toolkit.coding.parties import SENT
from toolkit.coding.people import TOP, tokens, within
from toolkit.coding.sides import Side
from toolkit.coding.telling import MESSAGES, STAY, TALKS

WELCOMED = ("host-person", "welcomed-by", "receive-person")  # rules of a meeting that tell a visit besides
NAMED = ("call-with", "meeting-with")  # rules of talks named by a noun


def acts(found: list[Act]) -> list[Act]:
    """Acts in order of the text -> distinct acts."""
    kept: list[Act] = []
    for act in found:
        twin = next((k for k in kept if _same(k, act)), None)
        if twin is None:
            kept.append(act)
        else:
            _absorb(twin, act)
    talks = [k for k in kept if k.kind in TALKS]
    kept = [k for k in kept if not any(_spoken(k, talk) for talk in talks)]
    for vague, call in [(k, other) for k in kept for other in kept if _discussed(k, other)]:
        call.day = call.day or vague.day
    left_out = (_vaguer, _discussed, _headed, _onward, _held)
    return [k for k in kept if not any(said(k, o) for said in left_out for o in kept)]


def _vaguer(act: Act, other: Act) -> bool:
    """Does an act between unnamed leaders only announce one that is told with names?"""
    if act is other or act.kind != other.kind or act.status != other.status or act.actor.name or act.recipient.name:
        return False
    states = {act.actor.state, act.recipient.state}
    return states == {other.actor.state, other.recipient.state} and bool(other.actor.name or other.recipient.name)


def _discussed(act: Act, other: Act) -> bool:
    """Is this a talk of which only the other telling says that it was a call?"""
    talked = (act.kind, other.kind, act.neutral) == ("meeting", "call", True)
    spoken = (act.kind, other.kind, act.neutral) == ("call", "meeting", True) and act.sentence == other.sentence
    return (
        (talked or spoken)
        and {act.actor.state, act.recipient.state} == {other.actor.state, other.recipient.state}
        and _dates_fit(act.day, other.day)
    )


def _onward(act: Act, other: Act) -> bool:
    """Is this planned journey only a stop of one that has begun: "he will also visit Mumbai"?"""
    return (
        act.kind == other.kind == "visit"
        and (act.status, other.status) == ("planned", "done")
        and act.recipient.state == other.recipient.state
        and _fits(act.actor, other.actor)
        and not act.titled
    )


def _headed(act: Act, other: Act) -> bool:
    """Are the talks that a headline names a call: "X in talks with Y"?"""
    named = act.titled and not other.titled and act.rule in NAMED and (act.kind, other.kind) == ("meeting", "call")
    return named and {act.actor.state, act.recipient.state} == {other.actor.state, other.recipient.state}


def _held(act: Act, other: Act) -> bool:
    """Has a talk that is named as one to come been held: "ahead of his call with X"?"""
    return (
        act.kind == other.kind
        and act.rule in NAMED
        and (act.status, other.status, act.day) == ("planned", "done", None)
        and ((_fits(act.actor, other.actor) and _fits(act.recipient, other.recipient))
             or (_fits(act.actor, other.recipient) and _fits(act.recipient, other.actor)))
    )  # fmt: skip


def _same(a: Act, b: Act) -> bool:
    repeated = b.titled and not a.titled and b.day is None and a.kind == b.kind  # a headline has one tense for all
    if (a.status != b.status and not repeated) or not (_dates_fit(a.day, b.day) or _came_before(b, a)):
        return False
    straight = _fits(a.actor, b.actor) and _fits(a.recipient, b.recipient)
    crossed = _fits(a.actor, b.recipient) and _fits(a.recipient, b.actor)
    if a.kind == b.kind:
        return straight or (crossed and a.kind not in ("visit", "message", "condolence"))
    friendly = {a.kind, b.kind} <= {"congratulation", "greeting"}
    exchange = (
        a.kind in MESSAGES and b.kind in MESSAGES and (a.mutual or b.mutual) and (a.neutral or b.neutral or friendly)
    )
    told = a.kind in MESSAGES and b.kind in MESSAGES and (a.neutral or b.neutral) and b.sentence - a.sentence in (0, 1)
    return (exchange and (straight or crossed)) or (told and straight)


def _came_before(visit: Act, welcome: Act) -> bool:
    """Is this the arrival, some days before, of whom the other act tells as welcomed?"""
    if (
        visit.kind != "visit"
        or welcome.rule not in WELCOMED
        or visit.rule in WELCOMED
        or not (visit.day and welcome.day)
    ):
        return False
    return 0 <= (welcome.day.value - visit.day.value).days <= STAY


def _fits(a: Side, b: Side) -> bool:
    """Can two sides be the same person? An unnamed one fits whoever holds its office, or anyone where it gives none."""
    if a.state != b.state:
        return False
    if a.person is not None and b.person is not None:
        return a.person is b.person
    if a.name and b.name:
        one, two = tokens(a.name), tokens(b.name)
        return within(one, two) or within(two, one)
    roles = {a.role, b.role}
    return (
        len(roles) == 1
        or None in roles
        or roles == SENT
        or ("other" in roles and not (a.name and b.name))  # "the ruler"
        or ("leader" in roles and bool(roles & (TOP | {"prime_minister"}) - {"leader"}))
    )


def _dates_fit(a: Day | None, b: Day | None) -> bool:
    if a is None or b is None:
        return True
    width = {"year": 4, "month": 7, "day": 10}[min(a.precision, b.precision, key=["year", "month", "day"].index)]
    return a.value.isoformat()[:width] == b.value.isoformat()[:width]


def _absorb(twin: Act, act: Act) -> None:
    """Fill what the first telling left open; the exchange wins over the single message, a named kind over a bare one."""
    if twin.neutral and not act.neutral and act.kind in MESSAGES:
        twin.kind, twin.neutral = act.kind, False
    if act.mutual and not twin.mutual:
        twin.mutual, twin.start, twin.end, twin.rule = True, act.start, act.end, act.rule
    elif twin.kind == act.kind and _fits(twin.actor, act.recipient) and not _fits(twin.actor, act.actor):
        twin.mutual = True
    twin.day = act.day if _came_before(act, twin) else twin.day or act.day
    twin.occasion = twin.occasion or act.occasion
    if not (_fits(twin.actor, act.actor) and _fits(twin.recipient, act.recipient)):
        return
    twin.actor, twin.recipient = _fuller(twin.actor, act.actor), _fuller(twin.recipient, act.recipient)


def _fuller(a: Side, b: Side) -> Side:
    """The named side of two, with an office that only the other tells."""
    side = a if a.name or not b.name else b
    side.role = side.role or a.role or b.role
    return side


def _spoken(act: Act, talk: Act) -> bool:
    """Was this congratulation, condolence or greeting spoken in the talk? The talk takes its occasion."""
    if act.kind not in MESSAGES or act.status != talk.status:
        return False
    same = act.sentence == talk.sentence
    if act.written and not same:
        return False
    pair = (_fits(act.actor, talk.actor) and _fits(act.recipient, talk.recipient)) or (
        _fits(act.actor, talk.recipient) and _fits(act.recipient, talk.actor)
    )
    if not pair or not _dates_fit(act.day, talk.day):
        return False
    talk.occasion, talk.wished = talk.occasion or act.occasion, talk.wished or act.wished
    return True
