"""What a line says by itself, on whatever page it stands: asked once of a line that stands on a thousand pages."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from toolkit.language import fold
from toolkit.segment import days, words

SENTENCE_END = re.compile(r"[.!?。！？؟…][\"'”’»)\]]*\s*(?:\([^)]{1,20}\))?\s*$")
LAST = frozenset(".!?。！？؟…\"'”’»)]")  # what a sentence's last character can be
HAN = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
SHORT_DATE = 80  # characters of a line that can be a date line
STATED_DATE = 140  # of one that says it is one: "Staff | City | Updated: ... | Created: ..."
LEAST_TITLE = 18
LONGEST_TITLE = 260
MENU = 4  # words of a row of a menu, at least
NO_HEADLINE = ("read_time", "ui", "source", "section", "tail", "inline")
CHROME = 120  # characters of a line that may stand on other pages too
KEPT = 1 << 14  # such lines that are kept in mind


class Facts:
    """The answers about a line's words; what few lines are asked is found when it is first asked for.

    ``text``, without blanks at its ends; ``folded``; ``width``, its length with a Han character counted as two and a half, for
    they say more; ``ended``, does it end as a sentence does; ``full``, is it a full sentence or more: what bodies are made of.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.width = len(text) + (0 if text.isascii() else len(HAN.findall(text)) * 3 // 2)
        self.ended = text[-1:] in LAST and bool(SENTENCE_END.search(text))
        self.full = (self.width >= 90 and self.ended) or self.width >= 180
        self.opening = words.opening(self.folded)
        self.standing = words.standing(self.folded)
        self.known: dict[str, bool] = {}

    def says(self, key: str) -> bool:
        """Does the line match the page patterns of a key?"""
        answer = self.known.get(key)
        if answer is None:
            tests = (*self.opening.get(key, ()), *self.standing.get(key, ()))
            answer = self.known[key] = bool(tests) and any(test(self.folded) for test in tests)
        return answer

    @cached_property
    def dated(self) -> bool:
        """Is it a short line that tells a full date?"""
        length = len(self.text)
        if length > STATED_DATE or (length > SHORT_DATE and not self.says("published")):
            return False
        return days.day(self.text) is not None

    @property
    def glued(self) -> bool:
        """A label glued to its headline: "RelatedTRT World - ..."."""
        return any(test(self.text) for test in words.tests("inline_glued")["inline_glued"])

    @property
    def menu(self) -> bool:
        """A row of a menu: six words in ten are names of sections."""
        most = words.at_most("nav", self.standing)
        parts = len(self.folded.split()) if most else 0
        if parts < MENU or most * 10 <= parts * 6:
            return False
        return len(words.pattern("nav").findall(self.folded)) * 10 > parts * 6

    @cached_property
    def furniture(self) -> bool:
        """Is it a line of the page, not of the story?"""
        return (
            self.menu or self.says("legal") or self.says("caption") or self.text.count("|") >= 2 or self.says("byline")
        )

    @cached_property
    def prose(self) -> bool:
        """Is it a sentence, if a short one?"""
        return self.ended and self.width >= 25 and not self.furniture and not self.says("tail")

    @cached_property
    def headline(self) -> bool:
        """Does the line read like a headline?"""
        if not LEAST_TITLE <= self.width <= LONGEST_TITLE or self.furniture or self.dated or "  " in self.text:
            return False
        return not any(map(self.says, NO_HEADLINE)) and not self.text.startswith("#")


_kept = lru_cache(KEPT)(Facts)


def facts(text: str) -> Facts:
    """The facts of a line without its blanks; one that may stand on other pages is kept in mind."""
    return _kept(text) if len(text) <= CHROME else Facts(text)
