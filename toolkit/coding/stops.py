"""Where sentences end: at a full stop, unless an abbreviation or an initial stands before it, and at an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from toolkit import reference
from toolkit.language import Language, fold, load

OPENERS = re.compile(r"[\s(\"“‘]")  # what stands before a word
INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
ENDS = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*(?=\s|$|[A-ZÀ-Þ“‘])|[。！？]+[”’」』]*|\n\s*\n")


@cache
def _abbreviations(code: str) -> frozenset[str]:
    return frozenset(fold(a) for a in load(code).sections.get("page", {}).get("abbreviation", ()))


def sentences(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """Spans of sentences that tile ``text[start:end]``. A full stop ends one unless an abbreviation or initial precedes."""
    short = _abbreviations(language.code)
    at = start
    for found in ENDS.finditer(text, start, end):
        stop = found.end()
        if text[found.start()] == "." and not _closes(text, at, found.start(), stop, short):
            continue
        while stop < end and text[stop] in " \t\u00a0":
            stop += 1
        if stop > at:
            yield at, stop
        at = stop
    if at < end:
        yield at, end


def _closes(text: str, at: int, stop: int, after: int, short: frozenset[str]) -> bool:
    """Does the full stop at ``stop`` end a sentence?"""
    before = text[max(at, stop - 24) : stop]
    word = fold(_last_word(before))
    following = text[after : after + 2].lstrip()
    if word in short and named_before(before):
        return True  # "Hun Sen."
    if word in short or ((len(word) == 1 or "." in word) and INITIALS.fullmatch(word)) or following[:1].islower():
        return False
    glued = after < len(text) and not text[after].isspace()
    return not (glued and (len(word) < 3 or word.isdigit()))


def _last_word(before: str) -> str:
    """What stands behind the last blank, bracket or quotation mark."""
    word = before.rpartition(" ")[2]
    return word if word.isalnum() else OPENERS.split(word)[-1]


def named_before(before: str) -> bool:
    """Are the last two words the name of somebody on the shelf, of which the last looks like an abbreviation?"""
    return bool(reference.named(fold(" ".join(before.split()[-2:]))))
