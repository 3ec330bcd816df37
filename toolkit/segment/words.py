"""The furniture of pages in every language at once: a dump does not say which language it is in.

There are hundreds of patterns, and most lines match none: a pattern is tried only on a line that begins as the pattern can,
or holds one of its literals, all of which are looked for in one pass (``literals.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache

import ahocorasick_rs as ac

from toolkit.language import codes, fold, load
from toolkit.segment import literals

KEYS = tuple("read_time source caption inline more nav published tail legal ui end_mark byline section".split())
Test = Callable[[str], re.Match[str] | None]
Tests = Mapping[str, Sequence[Test]]  # key -> patterns that can match a line
Owned = tuple[str, Test]
NONE: Tests = {}
LENGTHS = tuple(range(1, literals.PREFIX + 1))


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The page patterns of one key in all languages, over folded lines; one that matches nothing where there are none."""
    return re.compile("|".join(f"(?:{f})" for f in forms(key)) or r"(?!)")


@cache
def tests(key: str) -> Tests:
    """The patterns of a key, for text of which nothing is known. What must stand first is not looked for further on."""
    return {key: tuple(_test(form) for form in forms(key))}


def possible(folded: str) -> Tests:
    """The patterns that can match a folded line, by how it begins and what is in it: one as often as its literals stand there."""
    automaton, owners, always = _finder()
    begun, classed = _begun(), _classed(folded[:1])
    found = [test for length in LENGTHS if (these := begun.get(folded[:length])) for test in these]
    for index, _, _ in automaton.find_matches_as_indexes(folded, overlapping=True):
        found += owners[index]
    for key, tests in always.items():
        found += [(key, test) for test in tests]
    return _by_key(found, classed) if found else classed


def at_most(key: str, possible: Tests) -> float:
    """How often the patterns of a key can match a line at most, by what is :func:`possible` in it."""
    _, _, always = _finder()
    return float("inf") if key in always else len(possible.get(key, ()))


def _by_key(found: Iterable[Owned], held: Tests) -> Tests:
    made = {key: list(tests) for key, tests in held.items()}
    for key, test in found:
        made.setdefault(key, []).append(test)
    return made


# A pattern is found in one of three ways: by the first letters of a line, by its first character, by a literal inside it.


def _begins(form: str) -> bool:
    return _first(form) and "" not in literals.prefixes(form)


def _classes(form: str) -> bool:
    return _first(form) and not _begins(form) and not literals.open_to_all(form)


@cache
def _begun() -> Mapping[str, Sequence[Owned]]:
    """First letters -> the patterns that begin with them."""
    found: dict[str, list[Owned]] = {}
    for key, form in _owned(_begins):
        for prefix in literals.prefixes(form):
            found.setdefault(prefix, []).append((key, _test(form)))
    return found


@lru_cache(1 << 12)
def _classed(first: str) -> Tests:
    """The patterns that can begin with a character, of those that begin with one of many."""
    owned = _owned(_classes) if first else ()
    return _by_key(((key, _test(form)) for key, form in owned if literals.starts(form, first)), NONE)


@cache
def _finder() -> tuple[ac.AhoCorasick, list[list[Owned]], Tests]:
    """An automaton of the literals of all other patterns, whose they are, and the patterns that need none."""
    held: dict[str, list[Owned]] = {}
    for key, form in _owned(lambda form: not _begins(form) and not _classes(form)):
        for literal in literals.literals(form):
            held.setdefault(literal, []).append((key, _test(form)))
    always = _by_key(held.pop("", []), NONE)
    automaton = ac.AhoCorasick(list(held), matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.DFA)
    return automaton, list(held.values()), always


@cache
def _owned(wanted: Callable[[str], bool]) -> tuple[tuple[str, str], ...]:
    return tuple((key, form) for key in KEYS for form in forms(key) if wanted(form))


@cache
def _test(form: str) -> Test:
    return re.compile(form).match if _first(form) else re.compile(form).search


def _first(form: str) -> bool:
    return form.startswith("^")


@cache
def forms(key: str) -> tuple[str, ...]:
    """The page patterns of a key in all languages, as written."""
    return tuple(f for code in codes() for f in load(code).sections.get("page", {}).get(key, []))


@cache
def lists() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names of the lists that headlines stand in, each with the pattern of its label."""
    names: dict[str, list[str]] = {}
    for code in codes():
        for name, forms in load(code).sections.get("page", {}).get("lists", {}).items():
            names.setdefault(name, []).extend(forms)
    return tuple((name, re.compile("|".join(f"(?:{f})" for f in forms))) for name, forms in names.items())


@cache
def months() -> dict[str, int]:
    """Folded month name or abbreviation -> its number, in all languages."""
    return {
        fold(form).rstrip("."): number
        for code in codes()
        for section in ("date", "page")  # what is read but not coded has its months with the page
        for number, forms in enumerate(load(code).sections.get(section, {}).get("months", []), 1)
        for form in forms
    }
