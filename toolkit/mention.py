"""Text -> typed mentions: the words of a language and the names of the shelf, found in one pass.

A mention has a kind (one letter, see ``language.KINDS``), a value and a span in characters of the text. Overlaps are
settled leftmost-longest after the boundary and case of each candidate have been checked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs as ac

from toolkit import reference
from toolkit.language import Word, fold, load


@dataclass(slots=True)
class Mention:
    """A typed stretch of text: kind letter, value, start and end."""

    kind: str
    value: str
    start: int
    end: int


class Scanner:
    """All words of one language in one automaton."""

    def __init__(self, code: str) -> None:
        self.words: dict[str, list[Word]] = {}
        for word in (*load(code).words, *reference.state_words(code), *reference.organisation_words(code)):
            self.words.setdefault(word.form, []).append(word)
        self.forms = list(self.words)
        self.automaton = ac.AhoCorasick(
            self.forms, matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.ContiguousNFA
        )

    def candidates(self, text: str, folded: str) -> list[tuple[int, int, Word]]:
        found = []
        for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            for word in self.words[self.forms[index]]:
                if stands(word, text, folded, start, end):
                    found.append((start, end, word))
                    break
        return found

    def scan(self, text: str, folded: str | None = None) -> list[Mention]:
        """Text -> mentions in order, none overlapping."""
        found = self.candidates(text, folded if folded is not None else fold(text))
        found.sort(key=lambda c: (c[0], -c[1]))
        mentions: list[Mention] = []
        at = 0
        for start, end, word in found:
            if start >= at:
                mentions.append(Mention(word.kind, word.value, start, end))
                at = end
        return mentions


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
        return text[start:end] == word.written or (text[start:end].isupper() and word.written.isupper())
    return True


@cache
def scanner(code: str) -> Scanner:
    """The scanner of a language, built once per process."""
    return Scanner(code)


TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?|[^\w\s]", re.UNICODE)
