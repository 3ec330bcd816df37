"""What the forms of a lexicon can be: the words that a folded form stands for, by alphabet, and how they must stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.language import Word

GLUED = frozenset("o&wtfbnvz5Hhpsi6")  # small words are none beside a hyphen: "Jae-in", "Al-Sheikh"
PLACES = frozenset("SAC")
FOREIGN = re.compile(r"[^\x00-\x7f]+")
PARTS = "+"  # between the states that a word names
LETTERS = bytes(chr(c).isalpha() for c in range(256))
WRITTEN = bytes(chr(c).isalnum() for c in range(256))  # letters and figures


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form is in some alphabets: its words, and whether they stand wherever the form does.

    Most words do: on others :func:`stands` has its say.
    """

    alphabets: tuple[str, ...]
    words: tuple[Word, ...]
    other: tuple[str, str] | None  # the second reading of the words, if all of them stand
    sure: bool  # they stand where the form is a word
    glued: bool  # they do, but not beside a hyphen
    parted: bool  # one of them is for several states

    @classmethod
    def of(cls, words: tuple[Word, ...], alphabets: Sequence[str], *, whole: bool) -> Reading:
        """``whole``: every word of the form is to be a word by itself."""
        plain = whole and all(w.case == "any" and w.kind not in PLACES and w.kind != "'" for w in words)
        small = [w.kind in GLUED for w in words]
        sure, glued, parted = plain and not any(small), plain and all(small), any(PARTS in w.value for w in words)
        return cls(tuple(alphabets), words, second(words), sure, glued, parted)


@dataclass(frozen=True, slots=True)
class Form:
    """One folded form of the lexicon: how it is read in the alphabets that have it, and how all its words must stand."""

    readings: tuple[Reading, ...]
    left: bool  # no letter may stand before it
    right: bool  # nor behind it

    @classmethod
    def of(cls, form: str, words: dict[str, list[Word]]) -> Form:
        """Alphabets that read a form alike are asked once."""
        alike: dict[tuple[Word, ...], list[str]] = {}
        for alphabet, held in words.items():
            alike.setdefault(tuple(held), []).append(alphabet)
        bounds = {w.boundary for held in words.values() for w in held}
        whole = bounds == {"word"}
        readings = tuple(Reading.of(held, alphabets, whole=whole) for held, alphabets in alike.items())
        return cls(readings, "none" not in bounds and form[0].isalnum(), whole and form[-1].isalnum())

    @property
    def small(self) -> bool:
        """Is it a small word alone, such as is glued to the next when a page loses its tags: "betweenAzerbaijan"?"""
        return all(reading.glued for reading in self.readings)

    @property
    def place(self) -> bool:
        """Is it the name of a state, or of a place in one?"""
        return any(w.kind in PLACES for reading in self.readings for w in reading.words)


def second(words: Sequence[Word]) -> tuple[str, str] | None:
    """The second reading of a form."""
    return next(((w.kind, w.value) for w in words[1:] if w.kind != words[0].kind), None)


def within_words(folded: str, *, figures: bool = True) -> bytes:
    """Is it a letter, or figure, that stands before each place of a text, and before its end: 0 or 1, a 0 at either end?"""
    written = str.isalnum if figures else str.isalpha
    if not folded.isascii():  # most such texts hold a few dashes
        folded = FOREIGN.sub(lambda run: "".join("a" if written(c) else " " for c in run[0]), folded)
    return f" {folded} ".encode().translate(WRITTEN if figures else LETTERS)
