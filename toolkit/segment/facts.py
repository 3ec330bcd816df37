"""What a line says by itself, on whatever page it stands: asked once of a line that stands on a thousand pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from toolkit.language import fold
from toolkit.segment import days, words

SENTENCE_END = re.compile(r"[.!?。！？؟…][\"'”’»)\]]*\s*(?:\([^)]{1,20}\))?\s*$")
STOPS = frozenset(".!?。！？؟…")  # a line that ends with one ends as a sentence does
CLOSERS = frozenset("\"'”’»)]")  # one that ends with one of these may
HAN = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
SHORT_DATE = 80  # characters of a line that can be a date line
STATED_DATE = 140  # of one that says it is one: "Staff | City | Updated: ... | Created: ..."
LEAST_TITLE = 18
LONGEST_TITLE = 260
LONGEST_CAPTION = 300
MENU = 4  # words of a row of a menu, at least
NO_HEADLINE = ("read_time", "ui", "source", "section", "tail", "inline")
CHROME = 120  # characters of a line that may stand on other pages too
PLACE = r"[^\W\d_][\w'’. -]{1,28}"
DATELINE = re.compile(
    rf"^(?:{PLACE},?\s.{{0,40}}?\([A-Z][\w/ .]{{1,24}}\)\s*[-–—]+"  # CITY, Month D (Agency) --
    rf"|{PLACE}\s[-–—]{{1,2}}\s"  # CITY -
    r"|.{2,30}/[^/]{2,20}/\.?\s)"  # CITY, Month D. /AGENCY/.
)
MARKS = re.compile(r"[(/]|\s[-–—]")  # of which a dateline has one
EARLY = 80  # characters within which it does
T = TypeVar("T")
KEPT = 1 << 14  # such lines that are kept in mind


class Once(Generic[T]):
    """A property that is found when it is first asked for: ``cached_property`` without the lock that costs more than most."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self.find = find

    def __get__(self, held: Any, _: type) -> T:
        found = held.__dict__[self.find.__name__] = self.find(held)
        return found


class Facts:
    """The answers about a line's words; what few lines are asked is found when it is first asked for.

    ``text``, without blanks at its ends; ``folded``; ``width``, its length with a Han character counted as two and a half, for
    they say more; ``ended``, does it end as a sentence does; ``full``, is it a full sentence or more: what bodies are made of.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.width = len(text) + (0 if text.isascii() else len(HAN.findall(text)) * 3 // 2)
        last = text[-1:]
        self.ended = last in STOPS or (last in CLOSERS and bool(SENTENCE_END.search(text)))
        self.full = (self.width >= 90 and self.ended) or self.width >= 180
        self.possible = words.possible(self.folded)
        self.known: dict[str, bool] = {}

    def says(self, key: str) -> bool:
        """Does the line match the page patterns of a key?"""
        tests = self.possible.get(key)
        if tests is None:
            return False
        if key not in self.known:
            self.known[key] = any(test(self.folded) for test in tests)
        return self.known[key]

    @Once
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
        most = words.at_most("nav", self.possible)
        parts = len(self.folded.split()) if most else 0
        if parts < MENU or most * 10 <= parts * 6:
            return False
        return len(words.pattern("nav").findall(self.folded)) * 10 > parts * 6

    @Once
    def dateline(self) -> int:
        """Where the dateline ends that opens the line; 0 where none does."""
        found = DATELINE.match(self.text) if MARKS.search(self.text, 0, EARLY) else None
        return found.end() if found else 0

    @Once
    def furniture(self) -> bool:
        """Is it a line of the page, not of the story?"""
        return self.menu or self.says("legal") or self.caption or self.text.count("|") >= 2 or self.says("byline")

    @property
    def caption(self) -> bool:
        """Does it end or read as captions do? A long paragraph with its agency's credit is none."""
        return self.says("caption") and not (self.full and self.width > LONGEST_CAPTION)

    @Once
    def prose(self) -> bool:
        """Is it a sentence, if a short one?"""
        return self.ended and self.width >= 25 and not self.furniture and not self.says("tail")

    @Once
    def headline(self) -> bool:
        """Does the line read like a headline?"""
        if not LEAST_TITLE <= self.width <= LONGEST_TITLE or self.furniture or self.dated or "  " in self.text:
            return False
        return not any(map(self.says, NO_HEADLINE)) and not self.text.startswith("#")


_kept = lru_cache(KEPT)(Facts)


def facts(text: str) -> Facts:
    """The facts of a line without its blanks; one that may stand on other pages is kept in mind."""
    return _kept(text) if len(text) <= CHROME else Facts(text)
