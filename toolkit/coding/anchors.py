"""What an article must hold before it is worth parsing: the anchor words of the rules, and two states that can act.

The conditions are read off the rules' own patterns, so that no rule can be written that the gate does not know: a sentence
whose letters lack an anchor of every rule cannot match any. Nothing that would give a row is lost; what a rule would have
refused in an article of fewer than two states is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from toolkit.coding import phrases, rules
from toolkit.language import Mention

MADE = frozenset('PN#dqx,;:()."_ ')  # letters that parsing makes, that no word of the lexicon need bring
TURNING = frozenset({"call_on"})  # what may be a noun
Needs = frozenset[frozenset[str]]  # each member: letters of which one must be there


class Bits(NamedTuple):
    """An alternative over numbered letters: those that must all be there, and choices of which one letter must be."""

    must: int
    choices: tuple[int, ...]


@cache
def acts() -> tuple[Needs, ...]:
    """What any exchange rule needs of a sentence's words, one alternative each."""
    return _least(need for rule in rules.rules() for need in needs(rule.pattern.pattern, MADE - {"q"}))


@cache
def remembered() -> tuple[Needs, ...]:
    """What any anniversary rule needs of a sentence's words, one alternative each."""
    return _least(need for rule in phrases.rules() for need in needs(rule.pattern.pattern, MADE))


def possible(letters: Iterable[str]) -> tuple[rules.Rule, ...]:
    """The exchange rules that can match a sentence of these letters, in the order in which they are tried."""
    bits, _ = _whole()
    return _possible(sum([bits[letter] for letter in bits.keys() & letters]))


@lru_cache(1 << 14)
def _possible(letters: int) -> tuple[rules.Rule, ...]:
    _, wanted = _whole()
    found = [rule for rule, must, choices in wanted if letters & must == must and all(letters & c for c in choices)]
    return tuple(dict.fromkeys(found))


@cache
def _whole() -> tuple[dict[str, int], list[tuple[rules.Rule, int, tuple[int, ...]]]]:
    """The letters that exchange rules ask for, as bits, and the alternatives of what each rule needs of them."""
    wanted = [(rule, needs(rule.pattern.pattern, frozenset())) for rule in rules.rules()]
    bits = numbered(need for _, alternatives in wanted for need in alternatives)
    return bits, [(rule, *as_bits(need, bits)) for rule, alternatives in wanted for need in alternatives]


def numbered(found: Iterable[Needs]) -> dict[str, int]:
    """A bit for each letter that is asked for."""
    letters = {letter for need in found for choice in need for letter in choice}
    return {letter: 1 << number for number, letter in enumerate(sorted(letters))}


def as_bits(need: Needs, bits: Mapping[str, int]) -> Bits:
    """An alternative as bits: a comparison of numbers in place of one of sets, for every sentence is asked of every rule."""
    choices = {sum(bits[letter] for letter in choice) for choice in need}
    single = {choice for choice in choices if not choice & (choice - 1)}
    return Bits(sum(single), tuple(sorted(choices - single)))


def met(alternatives: Iterable[Bits], letters: int) -> bool:
    """Do letters hold what one of the alternatives needs?"""
    fits = [choices for must, choices in alternatives if letters & must == must]
    return any(all(letters & choice for choice in choices) for choices in fits)


def turns(kind: str, value: str) -> str:
    """The kinds that a word can turn out to be once its sentence is read."""
    return f"{kind}l" if value in TURNING else kind


def brought(mentions: Sequence[Mention]) -> frozenset[str]:
    """The kinds that the words of a stretch can turn out to be once it is read."""
    found = {m.kind for m in mentions} | {m.other[0] for m in mentions if m.other}
    return frozenset(found.union(*(turns(m.kind, m.value) for m in mentions if m.value in TURNING)))


def held(alternatives: Iterable[Needs], letters: Iterable[str]) -> bool:
    """Do these letters hold what one of the alternatives needs?"""
    there = frozenset(letters)
    return any(all(choice & there for choice in need) for need in alternatives)


@lru_cache(1 << 14)
def acting(brought: frozenset[str]) -> bool:
    """Can a stretch whose words bring these letters tell an act?"""
    return _told(acts, brought)


@lru_cache(1 << 14)
def remembering(brought: frozenset[str]) -> bool:
    """Can it tell an anniversary?"""
    return _told(remembered, brought)


def _told(needed: Callable[[], tuple[Needs, ...]], brought: frozenset[str]) -> bool:
    bits, alternatives = _numbered(needed)
    return met(alternatives, sum([bits[letter] for letter in bits.keys() & brought]))


@cache
def _numbered(needed: Callable[[], tuple[Needs, ...]]) -> tuple[dict[str, int], list[Bits]]:
    """The letters that alternatives ask for, as bits, and the alternatives over them."""
    bits = numbered(needed())
    return bits, [as_bits(need, bits) for need in needed()]


def _least(found: Iterable[Needs]) -> tuple[Needs, ...]:
    """Alternatives without those that another one implies, in a fixed order."""
    every = set(found)
    least = [n for n in every if not any(other < n for other in every)]
    return tuple(sorted(least, key=lambda n: sorted("".join(sorted(c)) for c in n)))


def needs(pattern: str, made: frozenset[str]) -> list[Needs]:
    """A rule's pattern -> the letters without which no alternative of it matches; ``made`` letters need no word.

    Reads the regular expressions that rules are written in: letters, classes, groups, lookaheads and quantifiers.
    """
    alternatives, _ = _choice(pattern, 0)
    return [frozenset(choice for choice in need if not choice & made) for need in alternatives]


def _choice(pattern: str, i: int) -> tuple[list[Needs], int]:
    """Alternatives up to the closing bracket or the end, and where that is."""
    done: list[Needs] = []
    now: list[Needs] = [frozenset()]
    while i < len(pattern) and pattern[i] != ")":
        if pattern[i] == "|":
            done, now, i = [*done, *now], [frozenset()], i + 1
            continue
        piece, i = _piece(pattern, i)
        optional, i = _quantifier(pattern, i)
        if not optional:
            now = [a | b for a in now for b in piece]
    return [*done, *now], i


def _piece(pattern: str, i: int) -> tuple[list[Needs], int]:
    """One letter, class or group."""
    if pattern[i] == "[":
        end = pattern.index("]", i + 2)
        inside = pattern[i + 1 : end]
        return [frozenset() if inside[0] == "^" else frozenset({frozenset(inside)})], end + 1
    if pattern[i] == "(":
        ahead = pattern.startswith(("(?!", "(?=", "(?<!", "(?<="), i)
        found, end = _choice(pattern, _inside(pattern, i))
        return ([frozenset()] if ahead else found), end + 1
    if pattern[i] == "\\":
        return [frozenset({frozenset(pattern[i + 1])})], i + 2
    return [frozenset() if pattern[i] in ".^$" else frozenset({frozenset(pattern[i])})], i + 1


def _inside(pattern: str, i: int) -> int:
    """Where the content of a group starts that opens at ``i``: behind its name or mark."""
    if pattern.startswith("(?P<", i):
        return pattern.index(">", i) + 1
    for mark in ("(?<!", "(?<=", "(?:", "(?!", "(?="):
        if pattern.startswith(mark, i):
            return i + len(mark)
    return i + 1


def _quantifier(pattern: str, i: int) -> tuple[bool, int]:
    """May what stands before ``i`` be absent, and where its quantifier ends."""
    optional = False
    if pattern[i : i + 1] in ("?", "*"):
        optional, i = True, i + 1
    elif pattern[i : i + 1] == "+":
        i += 1
    elif pattern[i : i + 1] == "{":
        end = pattern.index("}", i)
        optional, i = pattern[i + 1] == "0" or pattern[i + 1] == ",", end + 1
    return optional, i + 1 if pattern[i : i + 1] in ("?", "+") else i
