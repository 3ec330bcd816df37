"""What a pattern needs of a text before it can match: how the text begins, and strings of which one must stand in it.

Read off Python's own parse of the pattern, so that no page pattern can be written that the filter does not know; what is not
understood counts as anything. Held against the patterns themselves by a property test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import product
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST = 64  # strings that one stretch of a pattern is written out as
PREFIX = 3  # characters that a line is looked up by
Piece = tuple[Any, Any]
Strings = frozenset[str]
ANYTHING: Piece = (None, None)
NOTHING: Strings = frozenset({""})
WIDTHLESS = (code.AT, code.ASSERT, code.ASSERT_NOT)
REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT)
CATEGORIES: dict[Any, Callable[[str], bool]] = {
    code.CATEGORY_DIGIT: str.isdecimal,
    code.CATEGORY_SPACE: str.isspace,
    code.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
}


def starts(pattern: str, first: str) -> bool:
    """Can a match of ``pattern`` begin with this character, or be empty? True where that is not known."""
    letters, others = _openings(pattern)
    return first in letters or any(_holds(op, told, first) for op, told in others)


@cache
def _openings(pattern: str) -> tuple[Strings, Sequence[Piece]]:
    """The letters that a match can begin with, and other members of classes that it can begin with."""
    members = _members(_parsed(pattern))
    letters = frozenset(chr(told) for op, told in members if op is code.LITERAL)
    return letters, [m for m in members if m[0] is not code.LITERAL]


@cache
def _parsed(pattern: str) -> Sequence[Piece]:
    """The parse of a pattern; one that takes large for small letters is not looked into."""
    found = parser.parse(pattern)
    return [ANYTHING] if found.state.flags & re.IGNORECASE else list(found)


def _members(pieces: Iterable[Piece]) -> list[Piece]:
    """What a sequence can begin with: letters, ranges and categories; anything where all of it may be absent."""
    found: list[Piece] = []
    for op, told in pieces:
        if op in WIDTHLESS:
            continue
        found += _heads(op, told)
        if not (op in REPEATS and told[0] == 0):
            return found
    return [*found, ANYTHING]


def _heads(op: Any, told: Any) -> Sequence[Piece]:
    """What one piece can begin with."""
    if op is code.LITERAL:
        return [(op, told)]
    if op is code.IN and told[0][0] is not code.NEGATE:
        return list(told)
    if op is code.BRANCH:
        return [head for branch in told[1] for head in _members(branch)]
    if _plain_group(op, told):
        return _members(told[-1])
    return _members(told[2]) if op in REPEATS else [ANYTHING]


def _holds(op: Any, told: Any, first: str) -> bool:
    """Is a character of this range or category? What is not understood takes any."""
    if op is code.RANGE:
        return bool(told[0] <= ord(first) <= told[1])
    known = CATEGORIES.get(told)
    return known is None or known(first)


def _plain_group(op: Any, told: Any) -> bool:
    """Is it a group that changes no flag?"""
    return op is code.SUBPATTERN and not (told[1] or told[2])


def open_to_all(pattern: str) -> bool:
    """Can a match begin with any character, as far as is known?"""
    return any(op is None for op, _ in _openings(pattern)[1])


def prefixes(pattern: str) -> Strings:
    """Strings of at most :data:`PREFIX` characters, with one of which every match begins; the empty one where none must."""
    return _prefixes(_parsed(pattern))


def _prefixes(pieces: Iterable[Piece]) -> Strings:
    run = NOTHING
    for op, told in pieces:
        exact = _exact(op, told)
        begun = exact or _inside(op, told, _prefixes)
        run = frozenset("".join(pair)[:PREFIX] for pair in product(run, begun))
        if exact is None:
            break
    return run


def literals(pattern: str) -> Strings:
    """Strings of which one stands in every match of ``pattern``; the empty string alone where none must."""
    return _needed(_parsed(pattern))


def _needed(pieces: Iterable[Piece]) -> Strings:
    """The stretch of a sequence that says most: its shortest string is the longest, and it is written in few ways."""
    found = [NOTHING]
    run = NOTHING
    for op, told in pieces:
        exact = _exact(op, told)
        if exact is not None and len(run) * len(exact) <= MOST:
            run = frozenset(map("".join, product(run, exact)))
            continue
        found += [run, _inside(op, told, _needed)]
        run = exact or NOTHING
    return max([*found, run], key=lambda strings: (min(map(len, strings)), -len(strings)))


def _inside(op: Any, told: Any, read: Callable[[Iterable[Piece]], Strings]) -> Strings:
    """What ``read`` finds in the sequences that a piece is made of, for one that cannot be written out."""
    if _plain_group(op, told):
        return read(told[-1])
    if op is code.BRANCH:
        return frozenset[str]().union(*map(read, told[1]))
    return read(told[2]) if op in REPEATS and told[0] else NOTHING


def _exact(op: Any, told: Any) -> Strings | None:
    """All strings that a piece matches; none where they are many."""
    if op in WIDTHLESS:
        return NOTHING
    if op is code.LITERAL:
        return frozenset(chr(told))
    if op is code.IN:
        members = [chr(held) if kind is code.LITERAL else None for kind, held in told]
        return frozenset(m for m in members if m) if None not in members else None
    if _plain_group(op, told):
        return _written(told[-1])
    if op is code.BRANCH:
        return _few(map(_written, told[1]))
    if op in REPEATS and told[:2] == (0, 1):
        return _few([NOTHING, _written(told[2])])
    return None


def _written(pieces: Iterable[Piece]) -> Strings | None:
    """All strings that a sequence matches."""
    run = NOTHING
    for op, told in pieces:
        exact = _exact(op, told)
        if exact is None or len(run) * len(exact) > MOST:
            return None
        run = frozenset(map("".join, product(run, exact)))
    return run


def _few(choices: Iterable[Strings | None]) -> Strings | None:
    held: set[str] = set()
    for choice in choices:
        if choice is None:
            return None
        held |= choice
    return frozenset(held) if len(held) <= MOST else None
