"""A sentence as a string of kinds: mentions, names, numbers, dates, punctuation and fillers, one letter each.

The letters of words are in ``language.KINDS``; this module adds ``N`` name, ``#`` number, ``d`` date, ``Y`` anniversary
noun, ``x`` any other word, and punctuation as itself. Patterns over such strings are the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.language import Language, fold
from toolkit.mention import Mention

PUNCTUATION = {",": ",", "،": ",", "、": "&", "，": ",", ";": ";", ":": ":", "(": "(", ")": ")", '"': '"', ".": "."}
WORD = re.compile(r"[^\W\d_]+\.?(?:[-'’.][^\W\d_]+)*\.?|\d+(?:[.,]\d+)*|[^\w\s]")
INITIAL = re.compile(r"^(?:[^\W\d_]\.)+$")
PARTICLES = frozenset(
    "bin bint ibn ben al el de da do dos das del della di du van von der den la le y e ad as ul ud e'".split()
)


@dataclass(slots=True)
class Symbol:
    """One symbol of a sentence: kind letter, value, span in the article's text, and what a phrase holds."""

    kind: str
    value: str
    start: int
    end: int
    held: Any = field(default=None)


def kinds(symbols: list[Symbol]) -> str:
    return "".join(s.kind for s in symbols)


def sentence_ends(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Text -> spans of sentences that tile it. A full stop ends one unless an abbreviation or an initial stands before it."""
    abbreviations = frozenset(fold(a) for a in language.sections["page"].get("abbreviation", ()))
    start = 0
    for found in re.finditer(r"[.!?…؟۔]+[\"'”’»)\]]*(?=\s|$|[A-ZÀ-Þ“‘])|[。！？]+[”’」』]*|\n+", text):
        end = found.end()
        if found[0][0] == ".":
            before = re.search(r"([^\s(\"“‘]+)$", text[max(start, found.start() - 24) : found.start()])
            word = fold(before[1]) if before else ""
            after = text[end : end + 2].lstrip()
            if word in abbreviations or re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])*", word) or (after and after[0].islower()):
                continue
            glued = end < len(text) and not text[end].isspace()
            if glued and (len(word) < 3 or word.isdigit()):
                continue
        while end < len(text) and text[end] in " \t\u00a0":
            end += 1
        if end > start:
            yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def symbols(text: str, start: int, end: int, mentions: list[Mention], names: bool = True) -> list[Symbol]:
    """The symbols of ``text[start:end]``: the mentions, and between them names, numbers, punctuation and fillers."""
    found: list[Symbol] = []
    at = start
    for m in [*mentions, Mention("", "", end, end)]:
        found += _gap(text, at, m.start, names)
        if m.kind:
            found.append(Symbol(m.kind, m.value, m.start, m.end))
        at = m.end
    return _join_names(text, found) if names else found


def _gap(text: str, start: int, end: int, names: bool) -> list[Symbol]:
    found = []
    for word in WORD.finditer(text, start, end):
        token, a, b = word[0], word.start(), word.end()
        if token[0].isdigit():
            found.append(Symbol("#", token, a, b))
        elif len(token) == 1 and not token.isalnum():
            found.append(Symbol(PUNCTUATION.get(fold(token), "x") if token not in "'’‘" else "'", token, a, b))
        elif names and token[0].isupper():
            if token.endswith(".") and not INITIAL.match(token) and token.lower() not in ("jr.", "sr."):
                b -= 1
            found.append(Symbol("N", "", a, b))
        else:
            found.append(Symbol("x", fold(token), a, b))
    return found


def _join_names(text: str, found: list[Symbol]) -> list[Symbol]:
    """Neighbouring capitalised words, with the particles between them, become one name."""
    joined: list[Symbol] = []
    i = 0
    while i < len(found):
        s = found[i]
        if s.kind != "N":
            joined.append(s)
            i += 1
            continue
        j, last = i + 1, i
        while j < len(found) and _apart(text, found[j - 1].end, found[j].start):
            nxt = found[j]
            if nxt.kind == "N":
                last = j
            elif not (nxt.kind in "xo" and fold(text[nxt.start : nxt.end]) in PARTICLES and j - last < 3):
                break
            j += 1
        joined.append(Symbol("N", "", s.start, found[last].end))
        i = last + 1
    return joined


def _apart(text: str, a: int, b: int) -> bool:
    return b - a <= 1 and text[a:b].strip() in ("", "-")
