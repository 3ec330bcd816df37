"""Text -> typed mentions: the words of a language and the names of the shelf, found in one pass.

A mention has a kind (one letter, see ``toolkit/language.py``), a value and a span in characters of the text. Overlaps are
settled leftmost-longest after the boundary and case of each candidate have been checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import ahocorasick_rs as ac

from toolkit import reference
from toolkit.language import ACTS, ANNIVERSARIES, Word, fold, load

ALPHABETS = {"acts": ACTS, "anniversaries": ANNIVERSARIES, "states": {}}


@dataclass(slots=True)
class Mention:
    """A typed stretch of text: kind letter, value, start and end, and the kind and value of a second reading, if any."""

    kind: str
    value: str
    start: int
    end: int
    other: tuple[str, str] | None = None


class Scanner:
    """All words of one language and alphabet, and the names of states and organisations, in one automaton."""

    def __init__(self, code: str, alphabet: str) -> None:
        self.words: dict[str, list[Word]] = {}
        shelf = (*reference.state_words(code), *reference.organisation_words(code))
        for word in (*load(code).words(ALPHABETS[alphabet]), *shelf):
            self.words.setdefault(word.form, []).append(word)
        self.forms = list(self.words)
        self.automaton = ac.AhoCorasick(
            self.forms, matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.ContiguousNFA
        )
        self.blocks = reference.blocks(code)

    def scan(self, text: str, folded: str | None = None) -> list[Mention]:
        """Text -> mentions in order, none overlapping, none inside a blocked stretch."""
        folded = folded if folded is not None else fold(text)
        found = self._candidates(text, folded)
        found.sort(key=lambda m: (m.start, -m.end))
        mentions: list[Mention] = []
        at = 0
        for m in found:
            if m.start >= at:
                mentions.append(m)
                at = m.end
        return mentions

    def _candidates(self, text: str, folded: str) -> list[Mention]:
        barred = [m.span() for block in self.blocks for m in block.finditer(text)]
        found = []
        for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            standing = [w for w in self.words[self.forms[index]] if stands(w, text, folded, start, end)]
            if standing and not (standing[0].kind in "SAC" and any(a < end and start < b for a, b in barred)):
                other = next(((w.kind, w.value) for w in standing[1:] if w.kind != standing[0].kind), None)
                found.append(Mention(standing[0].kind, standing[0].value, start, end, other))
        return found


def stands(word: Word, text: str, folded: str, start: int, end: int) -> bool:
    """Does a match stand as the word demands: as a whole word, with its capital, or exactly as written?"""
    if word.boundary != "none":
        if start and folded[start - 1].isalnum() and folded[start].isalnum():
            return False
        if word.boundary == "word" and end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum():
            return False
    if word.case == "initial":
        return not text[start].islower()
    if word.case == "exact":
        return text[start:end] == word.written or (len(word.written) > 3 and text[start:end].isupper())
    return True


@cache
def scanner(code: str, alphabet: str = "acts") -> Scanner:
    """The scanner of a language and alphabet (acts, anniversaries or states alone), built once per process."""
    return Scanner(code, alphabet)
