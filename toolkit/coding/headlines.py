"""Headlines -> the states and leaders they name: by name, adjective, capital, palace, abbreviation, prefix or leader.

A city that is no capital names no state; nor does a former leader, a foreign minister or a clergyman (codebook, rule 21).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from toolkit import reference
from toolkit.alphabets import ACTS
from toolkit.coding.parties import state_of
from toolkit.language import Mention, fold, load

NAMED = frozenset({"both", "hos", "hog", "supreme", "party", "crown"})  # offices whose holders stand for their state
WORD = re.compile(r"[^\W\d_]+(?:['’.·][^\W\d_]+)*\.?")
LAST_WORD = re.compile(r"([^\W\d_a-z][^\W\d_]+) $")  # with a capital
PART = "·"  # between the parts of a name
LONGEST = 5  # words of a name


@dataclass(frozen=True, slots=True)
class Named:
    """The states of a headline, sorted, and the person_ids of the leaders in it, sorted."""

    countries: tuple[str, ...]
    people: tuple[str, ...]


def read(
    text: str, mentions: Sequence[Mention], at: int, language: str, when: date | None, page: str | None = None
) -> Named:
    """A headline that starts at ``at`` in its page, its mentions of states, language and day -> the states and leaders named.

    Without a day, leaders are those in office as far as the shelf knows. ``page``: the text under the headline, if it has one.
    """
    folded = fold(text)
    places = [
        (state_of(m.value), m.start - at, m.end - at)
        for m in mentions
        if m.kind in "SAC" and (not m.value.endswith(":place") or _ruled(folded, m.start - at, m.end - at, language))
    ]
    countries = {state for state, _, _ in places}
    people = set()
    for tenure, start, end in _leaders(text, folded, language, when):
        if page and _another(text, page, start, end, language):
            continue
        if not any(a < end and start < b and b - a >= end - start for _, a, b in places):
            people.add(tenure.person_id)
            countries.add(tenure.state)
    return Named(tuple(sorted(countries)), tuple(sorted(people)))


def _ruled(folded: str, start: int, end: int, language: str) -> bool:
    """Does a place stand beside the title of its own ruler, who sits among the heads of the state: "Sharjah ruler"?"""
    beside = {*folded[:start].split()[-2:], *folded[end:].split()[:1]}
    return bool(beside & _rulers(language))


@cache
def _rulers(language: str) -> frozenset[str]:
    return frozenset(form for form in load(language).forms("title.other") if " " not in form)


def _another(text: str, page: str, start: int, end: int, language: str) -> bool:
    """Is the surname at a span that of somebody else, whom the page calls by a first name: "Kobe Bryant"?"""
    before = LAST_WORD.search(text[:start])
    if before is None or " " in text[start:end] or _titled(before[1], language):
        return False
    name = f"{before[1]} {text[start:end]}"
    return name in page and not reference.named(fold(name), language)


def _leaders(text: str, folded: str, language: str, when: date | None) -> list[tuple[reference.Tenure, int, int]]:
    if load(language).boundary == "none":
        return _unspaced(folded, language, when)
    opens = {start for start, end in reference.names_within(folded, language) if _whole(folded, start, end)}
    cased = bool(load(language).sections.get("name_cases"))
    if not opens and not cased:
        return []  # most headlines hold no name of the shelf
    words = [(m.start(), m.end() - m[0].endswith(".")) for m in WORD.finditer(text)]
    found, i = [], 0
    while i < len(words):
        step = 1
        if not cased and words[i][0] not in opens and PART not in folded:
            i += step
            continue
        for n in range(min(LONGEST, len(words) - i), 0, -1):
            name = _name(text, folded, words[i][0], words[i + n - 1][1], language)
            if not name or not reference.named(name, language) or (n == 1 and name in _words(language)):
                continue
            step = n  # a longer name bars the shorter ones in it, be its bearer in office or not
            tenure = reference.leader(name, language, when, NAMED)
            if tenure and not (n == 1 and _part_of_a_name(text, words, i, language)):
                found.append((tenure, words[i][0], words[i + n - 1][1]))
            break
        i += step
    return found


def _whole(folded: str, start: int, end: int) -> bool:
    """Do no letters stand beside a name?"""
    return not folded[start - 1 : start].isalpha() and not folded[end : end + 1].isalpha()


def _name(text: str, folded: str, start: int, end: int, language: str) -> str | None:
    """The folded words of a span that can be a name; an owner's 's is taken off."""
    if text[start].islower() and load(language).script in ("latin", "cyrillic"):
        return None
    name = folded[start:end]
    return next(
        (form for form in _forms(name, language) if reference.named(form, language)),
        re.sub(r"'s?$", "", name) if "'" in name else name,
    )


def _forms(name: str, language: str) -> Iterator[str]:
    """A name as written, without what an apostrophe joins to it ("Xi's", "Erdoğan'dan"), and in its first case."""
    yield name
    if "'" in name:
        yield re.sub(r"'\w{0,6}$", "", name)
    for ending, nominative in load(language).sections.get("name_cases", {}).items():
        if name.endswith(ending) and len(name) > len(ending) + 2:
            yield name.removesuffix(ending) + nominative


def _part_of_a_name(text: str, words: list[tuple[int, int]], i: int, language: str) -> bool:
    """Is the word one of a longer, unknown name? Told by capitals, so only where a headline is not all in capitals."""
    small = sum(text[a].islower() for a, _ in words)
    if small * 3 < len(words):
        return False
    before = i > 0 and _joined(text, words[i - 1], words[i]) and not _titled(text[slice(*words[i - 1])], language)
    after = i + 1 < len(words) and _joined(text, words[i], words[i + 1])
    return bool((before and i > 1) or after)


@cache
def _words(language: str) -> frozenset[str]:
    """Single words of the lexicon, which name nobody when they stand alone: "King", "Note", "Friday"."""
    return frozenset(word.form for word in load(language).words(ACTS))


def _joined(text: str, one: tuple[int, int], two: tuple[int, int]) -> bool:
    """Do two capitalised words stand side by side?"""
    return text[one[1] : two[0]] == " " and text[one[0]].isupper() and text[two[0]].isupper()


def _titled(word: str, language: str) -> bool:
    return fold(word) in _titles(language)


@cache
def _titles(language: str) -> frozenset[str]:
    """The last words of titles and honorifics, folded."""
    held = load(language)
    names = [f"title.{role}" for role in held.sections.get("title", {})] + ["party.honorific"]
    return frozenset(form.split()[-1] for name in names for form in held.forms(name) if form)


def _unspaced(folded: str, language: str, when: date | None) -> list[tuple[reference.Tenure, int, int]]:
    """In a script without spaces: every name of the shelf, the longest first."""
    found: list[tuple[reference.Tenure, int, int]] = []
    at = 0
    for start, end, name in reference.names_in(folded, language):
        tenure = reference.leader(name, language, when, NAMED) if start >= at else None
        if tenure:
            found.append((tenure, start, end))
            at = end
    return found
