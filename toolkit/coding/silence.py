"""Which sentences of an article can be passed over: they tell of no act, and of nobody whom a later sentence could mean.

Most sentences of most articles are such. Their words bring what no rule asks for, no office, ceremony or message; the
names in them are of nobody whom the shelf or another sentence knows. Read, they would change nothing: an unknown name is
no side of an act and is not remembered, and a pronoun means whom the sentence before was about. Nothing that would give a
row is lost (held by a property test).

A sentence may be silent but for the names of people who are known. What is learned from one are these names as they stand,
and where capitals and small words around them leave no doubt what the name is, it is learned without reading the sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from toolkit import reference
from toolkit.alphabets import ACTS, NOUNS, VERBS
from toolkit.coding import anchors
from toolkit.coding.context import STEPS
from toolkit.coding.parties import Party
from toolkit.coding.people import People
from toolkit.coding.sides import Cast, Sentence
from toolkit.coding.symbols import PARTICLES, SMALL
from toolkit.language import Language, Mention
from toolkit.readings import within_words

# What makes a party of more than a bare name or a pronoun, opens a list, or is remembered by the sentences that follow.
HEARD = frozenset({"T"}) | {
    ACTS[name]
    for name in (
        "party.style", "party.host", "party.group", "party.listing", "party.inviter",
        "noun.ceremony", "noun.message", "act.congratulate",
    )
}  # fmt: skip
FIXED = frozenset({*VERBS, *NOUNS}) - SMALL - frozenset("xsSCTHhdN")
PRONOUN = ACTS["party.pronoun"]
STATES = frozenset("SC")
OWNED, OWNERS = ACTS["grammar.genitive"], STATES  # "Peru's Ana Ruiz"
DATE = "d"
SINGULAR = frozenset({"pronoun"})
TWO = "c2"  # "the two" may be a pair
TWO_IN_FIGURES = re.compile(r"\b2\b")
ODD_BLANK = re.compile(r"[^\S ]")
UPPER, LOWER = "A-ZÀ-ÖØ-ÞА-ЯЁ", "a-zß-öø-ÿа-яё"
PLAIN = re.compile(
    rf"(?:(?<![\w'’.·-])(?P<before>[{LOWER}]++) |[,;:”\"] |^[“\"]?)"
    rf"(?P<name>[{UPPER}][{LOWER}]++(?: [{UPPER}][{LOWER}]++)*+)"
    rf"(?= (?P<after>[{LOWER}]++)[ ,.;:]|[,;:.](?:\s|$)|(?P<owner>['’])|$)"
)  # a name between small words or stops
TWICE = 2
SUFFIXES = ("Jr", "Sr")  # their full stop is their own


class Silence:
    """The silent sentences of one article, and whom its other sentences have named so far."""

    def __init__(self, text: str, folded: str, language: Language, mentions: Sequence[Mention]) -> None:
        self.text, self.folded, self.mentions = text, folded, mentions
        spaced = language.boundary == "word" and not ODD_BLANK.search(folded)
        self.all_heard = not spaced  # for where a name stands cannot be told
        self.stepping = not STEPS.keys().isdisjoint(
            {m.value for m in mentions}
        )  # "the same day": of the sentence before
        self.names: list[int] = []  # where a word stands, sorted, that may name somebody known
        self.known: set[str] = set()
        self.heeded = 0  # words of names of people, so far
        if not self.all_heard:
            self.names = self._shelved(language.code)

    def over(self, sentence: Sentence) -> bool:
        """Is a sentence of which nobody is learned silent: does it say nothing of days or of two that another goes back to?"""
        if self.stepping and DATE in sentence.brought:
            return False
        told = any(m.value == TWO for m in sentence.mentions)
        return not (told or TWO_IN_FIGURES.search(self.text, sentence.start, sentence.end))

    def _nameless(self, sentence: Sentence) -> bool:
        """Does a sentence tell nothing of anybody, whoever is named in it?"""
        start, end, brought = sentence.start, sentence.end, sentence.brought
        if self.all_heard or _speaks(brought):
            return False
        if self.folded.find('"', start, end) >= 0 and reference.NICKNAME.search(self.folded, start, end):
            return False  # a name of the shelf may stand around it
        if PRONOUN in brought:
            said = (self.text[m.start : m.end] for m in sentence.mentions if PRONOUN in _kinds(m))
            if any(word.isupper() for word in said):
                return False  # "HE Mohamed Bazoum" is styled so
        owned = OWNED in brought or self.folded.find("'", start, end) >= 0
        return not (owned and brought & OWNERS)

    def plain(self, sentence: Sentence) -> list[Party] | None:
        """Who is named in a sentence, as far as anybody is known; None where one must read it to know.

        Of a sentence that is silent but for its names, these are the names.
        """
        if not self._nameless(sentence):
            return None
        known = self.names[bisect_left(self.names, sentence.start) : bisect_left(self.names, sentence.end)]
        known = [at for at in known if not any(m.start <= at < m.end and _fixed(m) for m in sentence.mentions)]
        if not known:
            return []
        piece = self.text[sentence.start : sentence.end]
        clear = [m for m in PLAIN.finditer(piece) if self._clear(m, sentence)]
        spans = [(sentence.start + m.start("name"), sentence.start + m.end("name")) for m in clear]
        held = [span for span in spans if any(span[0] <= at < span[1] for at in known)]
        if not all(any(start <= at < end for start, end in held) for at in known):
            return None
        return [Party(*span, name=span) for span in held]

    def _clear(self, found: re.Match[str], sentence: Sentence) -> bool:
        """Is it the whole of a name: no particle joins it to another, no word of the lexicon is in it, no state beside it?

        A word that opens a sentence is a name where the article has it twice (as ``symbols.py`` has it).
        """
        name = found["name"]
        if {found["before"], found["after"]} & PARTICLES or name.endswith(SUFFIXES):
            return False
        if found["before"] is None and " " not in name and self.text.count(name) < TWICE:
            return False
        start, end = (sentence.start + at for at in found.span("name"))
        near = [m for m in sentence.mentions if m.start <= end + 1 and start - 1 <= m.end]
        if found["owner"] and not any(m.start == end for m in near):
            return False  # "Ata'afa" is one word
        return not any((m.start < end and start < m.end) or STATES.intersection(_kinds(m)) for m in near)

    def breaks(self, sentence: Sentence, cast: Cast) -> bool:
        """Must a sentence that seemed silent be read after all, now that everybody is known and something has been told?"""
        if self.names_in(sentence.start, sentence.end):
            return True
        meant = _pronouns(sentence.mentions)
        return bool(meant) and (len(cast.subject) > 1 or (meant != SINGULAR and bool(cast.pair)))

    def names_in(self, start: int, end: int) -> bool:
        """Does a word stand there that may name somebody whom the shelf or the article knows?"""
        at = bisect_left(self.names, start)
        return at < len(self.names) and self.names[at] < end

    def heed(self, people: People) -> None:
        """From here on a sentence that shares a word with one of these people's names is heard."""
        for word in {*people.words[self.heeded :]} - self.known:
            self.known.add(word)
            for at in self._places(word):
                insort(self.names, at)
        self.heeded = len(people.words)

    def _places(self, word: str) -> Iterator[int]:
        at = self.folded.find(word)
        while at >= 0:
            if self._apart(at, at + len(word)):
                yield at
            at = self.folded.find(word, at + 1)

    def _shelved(self, code: str) -> list[int]:
        """Where a name on the shelf stands; one in small letters is none."""
        inside, (opens, closes) = within_words(self.folded, figures=False), self._edges
        apart = [
            (start, end)
            for start, end in reference.names_within(self.folded, code)
            if (not inside[start] or start in opens) and (not inside[end + 1] or end in closes)
        ]
        return sorted({start for start, end in apart if not self.text[start:end].islower()})

    def _apart(self, start: int, end: int) -> bool:
        """Can a name start and end there: beside what is no letter, or beside a word of the lexicon?"""
        opens, closes = self._edges
        if self.folded[start - 1 : start].isalpha() and start not in opens:
            return False
        return not self.folded[end : end + 1].isalpha() or end in closes

    @cached_property
    def _edges(self) -> tuple[set[int], set[int]]:
        """Where words of the lexicon end, and where they start."""
        return {m.end for m in self.mentions}, {m.start for m in self.mentions}


def _pronouns(mentions: Sequence[Mention]) -> frozenset[str]:
    """Which pronouns may stand there: of one, or of several."""
    told = [(m.kind, m.value) for m in mentions] + [m.other for m in mentions if m.other]
    return frozenset(value for kind, value in told if kind == PRONOUN)


def _fixed(m: Mention) -> bool:
    """Is a word of the lexicon what it is, and no part of a name whatever stands beside it: a verb, a weekday?"""
    return m.value.startswith("weekday:") or FIXED.issuperset(_kinds(m))


def _kinds(m: Mention) -> tuple[str, ...]:
    return (m.kind, m.other[0]) if m.other else (m.kind,)


@lru_cache(1 << 14)
def _speaks(brought: frozenset[str]) -> bool:
    """Can a sentence of these letters tell an act, or what is remembered?"""
    return bool(brought & HEARD) or anchors.acting(brought)
