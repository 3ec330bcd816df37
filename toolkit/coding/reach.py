"""How far into an article its acts are told: what stands behind the last sentence that can tell one changes none.

Who is meant is settled sentence by sentence, each in the light of those before it; so behind the last sentence that a rule
matches, or that adds to an act told before, nobody need be settled. Where there is no such sentence, nobody is at all. Most
articles that hold words of acts hold no act. Nothing that would give a row is lost (held by a property test).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from toolkit.alphabets import ACTS
from toolkit.coding import anchors
from toolkit.coding.context import ARRIVED, SAID_ON
from toolkit.coding.sides import Sentence, unsettled

# What adds to acts told before: the members of a list, hosts, and the day of a message or of a journey.
LISTING, INVITER = ACTS["party.listing"], ACTS["party.inviter"]
ADDING = frozenset({LISTING, INVITER, ACTS["party.host"], ACTS["noun.message"], ACTS["act.travel"]})
MOST = 8  # readings of the letters of one sentence that are tried


def last(sentences: Sequence[Sentence]) -> int:
    """The place behind the last sentence that matters; 0 where none tells an act to which others could add."""
    end = next((n for n in range(len(sentences), 0, -1) if matters(sentences[n - 1])), 0)
    return end if any(speaks(s.brought) and _matched(s) for s in sentences[:end]) else 0


def matters(sentence: Sentence) -> bool:
    """Can a sentence tell an act, or add to one told before?"""
    return speaks(sentence.brought) and (_adds(sentence) or _matched(sentence))


@lru_cache(1 << 14)
def speaks(brought: frozenset[str]) -> bool:
    """Can it by its words alone, before it is read?"""
    return bool(brought & ADDING) or anchors.acting(brought)


def _adds(sentence: Sentence) -> bool:
    letters = sentence.letters
    if LISTING in letters or INVITER in letters or SAID_ON.search(letters) or ARRIVED.search(letters):
        return True
    held = (party for s in sentence.symbols if s.kind == "P" for party in s.held)
    return any(party.host or party.anaphor == "counterpart" for party in held)


def _matched(sentence: Sentence) -> bool:
    """Does a rule match the letters, or what they can become when it turns out that nobody is named at a place?"""
    readings = {sentence.letters}
    for i, s in enumerate(sentence.symbols):
        if s.kind == "P":
            readings |= {f"{r[:i]}{kind}{r[i + 1 :]}" for r in readings for kind in unsettled(s.held, r, i)}
            if len(readings) > MOST:
                return True
    return any(rule.pattern.search(r) for r in readings for rule in anchors.possible(r))
