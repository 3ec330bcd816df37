"""Languages as data: one TOML file of words a language, loaded, folded and expanded once.

A new language is a new file; no code knows a word. Folding maps one character to one character, so that every
position in the folded text is the same position in the text as read.
"""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.alphabets import ACTS, PLURAL

FOLDER = Path(__file__).parent / "languages"


def _fold_map() -> dict[int, str]:
    """Code point -> one folded character: lower case, accents off, quotes, dashes and spaces made plain."""
    table: dict[int, str] = {}
    for code in range(sys.maxunicode + 1 if sys.maxunicode < 0x2FFFF else 0x2FFFF):
        if 0xD800 <= code <= 0xDFFF:
            continue
        char = chr(code)
        low = char.lower()
        low = low if len(low) == 1 else char
        base = unicodedata.normalize("NFKD", low)
        if low in "йў" or not base:
            plain = low
        elif len(base) > 1 and all("\u0300" <= c <= "\u036f" for c in base[1:]):
            plain = base[0].lower()
        elif len(base) == 1:
            plain = base
        else:
            plain = low
        if plain != char:
            table[code] = plain
    special = dict(zip("đłøıßæœðþəёأإآٱةىی", "dlo" + "isaotde" + "еااااهيي", strict=True))
    table |= {ord(a): b for a, b in special.items()}
    table |= {code: special[plain] for code, plain in table.items() if plain in special}
    table |= {
        ord(a): b
        for a, b in zip("’‘ʼ`´“”„«»–—‐‑−\u00a0\u202f\u2009\u200a\u3000\t", "'''''\"\"\"\"\"-----      ", strict=True)
    }
    return table


FOLD = _fold_map()
LONG = 48  # characters from which a look-up of all at once costs less than one of each


@cache
def _folded() -> np.ndarray[Any, Any]:
    """The folded code point of every code point."""
    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    table[list(FOLD)] = [ord(plain) for plain in FOLD.values()]
    return table


def fold(text: str) -> str:
    """Text -> folded text of the same length: position i stands for position i."""
    if text.isascii():
        return text.lower().replace("`", "'").replace("\t", " ")
    if len(text) < LONG:
        return text.translate(FOLD)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _folded().take(points).tobytes().decode("utf-32-le", "surrogatepass")


_CHOICE = re.compile(r"\(([^()]*)\)(\??)")


def expand(form: str) -> list[str]:
    """``sen(d|t)`` -> [send, sent]; ``letter(s)?`` -> [letter, letters]. One or more groups."""
    pieces: list[list[str]] = []
    at = 0
    for found in _CHOICE.finditer(form):
        pieces += [[form[at : found.start()]], found[1].split("|") + ([""] if found[2] else [])]
        at = found.end()
    pieces.append([form[at:]])
    return ["".join(p) for p in itertools.product(*pieces)]


@dataclass(frozen=True, slots=True)
class Word:
    """One form of the lexicon: folded form, kind letter, value, and how it must stand in the text."""

    form: str
    kind: str
    value: str
    case: str = "any"  # any | initial (a capital first) | exact (as written, for abbreviations)
    boundary: str = "word"  # word | left | none
    written: str = ""


@dataclass(slots=True)
class Mention:
    """A typed stretch of text: kind letter, value, start and end, and the kind and value of a second reading, if any."""

    kind: str
    value: str
    start: int
    end: int
    other: tuple[str, str] | None = None


@dataclass(frozen=True)
class Language:
    """A language file: its code, script and sections of words."""

    code: str
    script: str
    sections: dict[str, Any]

    @property
    def boundary(self) -> str:
        """Scripts without spaces have no word boundaries to check."""
        return "none" if self.script in ("han", "kana") else "word"

    def forms(self, name: str) -> list[str]:
        """``section.key`` -> its forms, expanded and folded."""
        section, key = name.split(".")
        return [fold(f) for form in self.sections.get(section, {}).get(key, []) for f in expand(form)]

    def words(self, alphabet: dict[str, str]) -> tuple[Word, ...]:
        """The words of one alphabet (:data:`ACTS` or :data:`ANNIVERSARIES`), with titles, dates and numbers."""
        found = [*self._dates(), *self._numbers()]
        found += [
            Word(f, kind, n.split(".")[1], boundary=self.boundary)
            for n, kind in alphabet.items()
            for f in self.forms(n)
        ]
        if alphabet is ACTS:
            for key in self.sections.get("occasion", {}):
                found += [Word(f, "x", key, boundary=self.boundary) for f in self.forms(f"occasion.{key}")]
            for section, mark in (("title", ""), ("title_plural", PLURAL)):
                for role in self.sections.get(section, {}):
                    found += [
                        Word(f, "T", role + mark, boundary=self.boundary) for f in self.forms(f"{section}.{role}")
                    ]
        return tuple(found)

    def _dates(self) -> list[Word]:
        """Month and weekday names (with a capital where the language writes one) and relative days, as kind ``d``."""
        section = self.sections.get("date", {})
        case = "initial" if section.get("capital", True) and self.script == "latin" else "any"
        words = []
        for key, label in (("months", "month"), ("weekdays", "weekday")):
            for n, forms in enumerate(section.get(key, [])):
                value = f"{label}:{n + (label == 'month')}"
                words += [Word(fold(f), "d", value, case, self.boundary) for form in forms for f in expand(form)]
        for key, forms in section.items():
            if key not in ("months", "weekdays", "capital"):
                words += [Word(fold(f), "d", key, boundary=self.boundary) for form in forms for f in expand(form)]
        return words

    def _numbers(self) -> list[Word]:
        """Number words as kind ``#`` with ``o`` or ``c`` (ordinal, cardinal) and the figure as value."""
        section = self.sections.get("number", {})
        return [
            Word(fold(f), "#", f"{n[0]}{value}", boundary=self.boundary)
            for n in ("ordinal", "cardinal")
            for form, value in section.get(n, {}).items()
            for f in expand(form)
        ]

    def patterns(self, key: str) -> re.Pattern[str] | None:
        """The page patterns of one key as one regular expression over folded lines."""
        found = self.sections.get("page", {}).get(key, [])
        return re.compile("|".join(f"(?:{p})" for p in found)) if found else None

    @cached_property
    def noise(self) -> re.Pattern[str] | None:
        """What scrapers leave inside words, such as pinyin in brackets."""
        forms = self.sections.get("page", {}).get("noise", [])
        return re.compile("|".join(forms)) if forms else None

    @cached_property
    def occasions(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Each occasion and the pattern of its words over folded text."""
        return tuple((key, self._said(f"occasion.{key}")) for key in self.sections.get("occasion", {}))

    @cached_property
    def told(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The same with what else tells an occasion where a message has been sent: "the president-elect"."""
        return tuple(
            (key, self._said(f"occasion.{key}", f"occasion_told.{key}")) for key in self.sections.get("occasion", {})
        )

    @cached_property
    def fatal(self) -> re.Pattern[str] | None:
        """The words that make a death a disaster, over folded text."""
        return self._said("occasion_fatal.disaster") if "occasion_fatal" in self.sections else None

    def _said(self, *names: str) -> re.Pattern[str]:
        """One pattern of all forms of some keys over folded text, the longest first."""
        edge = "" if self.boundary == "none" else r"\b"
        forms = sorted({f for n in names for f in self.forms(n)}, key=lambda f: (-len(f), f))
        return re.compile("|".join(f"{edge}{re.escape(f)}{edge}" for f in forms) or "(?!)")


@cache
def codes() -> tuple[str, ...]:
    """The languages that have a file."""
    return tuple(sorted(p.stem for p in FOLDER.glob("*.toml")))


@cache
def coded() -> tuple[str, ...]:
    """The languages whose file has the words of acts: those that can be coded, not only read."""
    return tuple(c for c in codes() if "act" in load(c).sections)


@cache
def load(code: str) -> Language:
    """Read one language file; raises KeyError when there is none."""
    path = FOLDER / f"{code}.toml"
    if not path.exists():
        raise KeyError(f"no language file for '{code}'; there are: {', '.join(codes())}")
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(sections["code"], sections["script"], sections)
