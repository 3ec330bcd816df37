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
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"

# One letter a kind of word; patterns over these letters are the grammar (toolkit/coding).
KINDS = {
    "party.honorific": "H",
    "party.counterpart": "K",
    "party.organ": "Q",
    "party.possessive": "p",
    "party.pronoun": "h",
    "party.each_other": "e",
    "party.both": "B",
    "party.group": "G",
    "party.bilateral": "i",
    "party.respectively": "j",
    "grammar.of": "o",
    "grammar.genitive": "'",
    "grammar.and": "&",
    "grammar.with": "w",
    "grammar.to": "t",
    "grammar.from": "f",
    "grammar.between": "b",
    "grammar.by": "y",
    "grammar.behalf": "v",
    "grammar.relative": "r",
    "grammar.article": "z",
    "grammar.not": "-",
    "grammar.future": "+",
    "grammar.hypothetical": "?",
    "grammar.past": "<",
    "grammar.said": "s",
    "grammar.habitual": "~",
    "act.exchange": "X",
    "act.send": "D",
    "act.receive": "R",
    "act.congratulate": "Z",
    "act.condole": "Z",
    "act.thank": "Z",
    "act.wish": "Z",
    "act.phone": "L",
    "act.speak": "k",
    "act.meet": "m",
    "act.host": "W",
    "act.visit": "V",
    "act.invite": "I",
    "act.hold": "a",
    "noun.message": "M",
    "noun.congratulation": "M",
    "noun.condolence": "M",
    "noun.greeting": "M",
    "noun.thanks": "M",
    "noun.similar": "=",
    "noun.call": "l",
    "noun.by_phone": "9",
    "noun.meeting": "u",
    "noun.visit": "U",
    "noun.initiative": "8",
    "noun.leadership": "x",
}


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
    table |= {ord(a): b for a, b in zip("đłøıßæœþðəёأإآٱةىی", "dlo" + "isaotde" + "еااااهيي", strict=True)}
    table |= {ord(a): b for a, b in zip("’‘ʼ`´“”„«»–—‐‑−\u00a0\u202f\u2009\u200a\u3000\t", "'''''\"\"\"\"\"-----      ", strict=True)}
    return table


FOLD = _fold_map()


def fold(text: str) -> str:
    """Text -> folded text of the same length: position i stands for position i."""
    if text.isascii():
        return text.lower().replace("`", "'").replace("\t", " ")
    return text.translate(FOLD)


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


@dataclass(frozen=True)
class Language:
    """A language file: its code, script, sections, and the words that become mentions."""

    code: str
    script: str
    sections: dict[str, Any]
    words: tuple[Word, ...]

    def forms(self, section: str, key: str) -> list[str]:
        """The expanded forms of one key, folded."""
        return [fold(f) for form in self.sections.get(section, {}).get(key, []) for f in expand(form)]

    def patterns(self, key: str) -> re.Pattern[str] | None:
        """The page patterns of one key as one regular expression over folded lines."""
        found = self.sections["page"].get(key, [])
        return re.compile("|".join(f"(?:{p})" for p in found)) if found else None


def _dates(section: dict[str, Any], boundary: str) -> list[Word]:
    """Month and weekday names (with a capital where the script has one) and relative days, as words of kind d."""
    case = "initial" if boundary == "word" else "any"
    words = []
    for key, label in (("months", "month"), ("weekdays", "weekday")):
        for n, forms in enumerate(section.get(key, [])):
            words += [Word(fold(f), "d", f"{label}:{n + (label == 'month')}", case, boundary) for f in forms]
    for key, forms in section.items():
        if key not in ("months", "weekdays"):
            words += [Word(fold(f), "d", key, boundary=boundary) for form in forms for f in expand(form)]
    return words


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(p.stem for p in FOLDER.glob("*.toml")))


@cache
def load(code: str) -> Language:
    """Read one language file; raises KeyError when there is none."""
    path = FOLDER / f"{code}.toml"
    if not path.exists():
        raise KeyError(f"no language file for '{code}'; there are: {', '.join(codes())}")
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    boundary = "none" if sections["script"] in ("han", "kana") else "word"
    words: list[Word] = []
    for name, kind in KINDS.items():
        section, key = name.split(".")
        for form in sections.get(section, {}).get(key, []):
            words += [Word(fold(f), kind, key, boundary=boundary) for f in expand(form)]
    words += _dates(sections["date"], boundary)
    for n in ("ordinal", "cardinal"):
        words += [Word(fold(f), "#", f"{n[0]}{v}", boundary=boundary) for f, v in sections["number"].get(n, {}).items()]
    for role, forms in sections["title"].items():
        words += [Word(fold(f), "T", role, boundary=boundary) for form in forms for f in expand(form)]
    return Language(sections["code"], sections["script"], sections, tuple(words))
