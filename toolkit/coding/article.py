"""One article, read whole: its sentences become symbols and parties, its people are learned, then its acts are coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit import reference
from toolkit.coding import dates, merge, numbers, parties
from toolkit.coding.anniversaries import Finder, Line
from toolkit.coding.exchanges import Act, Reader, Refused, Sentence
from toolkit.coding.people import People
from toolkit.coding.symbols import kinds, sentences, symbols
from toolkit.language import fold, load
from toolkit.mention import scanner

READ = ("body", "dek", "caption", "subhead", "title")  # what is article content, in the order of trust


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of an article: its kind and span."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Coded:
    """What one article gives."""

    acts: list[Act] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    home: str | None = None


def acts(
    text: str, passages: Sequence[Passage], language: str, published: date | None = None, home: str | None = None
) -> Coded:
    """Text, its blocks, its language and day -> the acts told in it, and what was refused."""
    people = People(text, published, home or home_state(text, passages, language))
    content = [p for p in passages if p.kind in READ]
    read = _sentences(text, [p for p in content if p.kind != "title"], language, people, None)
    known = frozenset(w for p in people.all for w in p.tokens) | _names_in(text, passages)
    title = _sentences(text, [p for p in content if p.kind == "title"], language, people, known, len(read))
    reader = Reader(text, people, published, load(language))
    for sentence in title[:1]:
        reader.open(sentence)
    for sentence in [*read, *title]:
        reader.read(sentence)
    return Coded(merge.acts(reader.acts), reader.refused, [*read, *title], people.home)


def _sentences(
    text: str, passages: Sequence[Passage], language: str, people: People, known: frozenset[str] | None, number: int = 0
) -> list[Sentence]:
    found = []
    for passage in passages:
        for start, end in sentences(text, passage.start, passage.end, load(language)):
            mentions = scanner(language).scan(text[start:end])
            for m in mentions:
                m.start, m.end = m.start + start, m.end + start
            parsed = parties.parse(dates.parse(symbols(text, start, end, mentions, known)))
            for s in parsed:
                for party in s.held if s.kind == "P" else ():
                    people.learn(party)
            found.append(Sentence(number + len(found), start, end, parsed, kinds(parsed)))
    return found


def _names_in(text: str, passages: Sequence[Passage]) -> frozenset[str]:
    """The folded words of the title that are names on the shelf."""
    words = {fold(w.strip(".,:;'’\"‘“”")) for p in passages if p.kind == "title" for w in text[p.start : p.end].split()}
    return frozenset(w.removesuffix("'s") for w in words if reference.named(w.removesuffix("'s")))


def home_state(text: str, passages: Sequence[Passage], language: str) -> str | None:
    """The state an article is written from: its news agency's, else that of the place in its dateline."""
    start = next((p.start for p in passages if p.kind in ("dateline", "body")), 0)
    opening = text[start : start + 160].lstrip()
    if agency := reference.agency_state(opening):
        return agency
    found = scanner(language, "states").scan(opening)
    place = next((m for m in found if m.kind in "SC"), None)
    if place and not opening[: place.start].strip(" (") and opening[place.end : place.end + 2].lstrip()[:1] in tuple(",:-—–(/."):
        return parties.state_of(place.value)
    return None


def lines(text: str, passages: Sequence[Passage], language: str) -> list[Line]:
    """The article's sentences in the anniversary alphabet."""
    found = []
    for passage in (p for p in passages if p.kind in READ):
        for start, end in sentences(text, passage.start, passage.end, load(language)):
            mentions = scanner(language, "anniversaries").scan(text[start:end])
            for m in mentions:
                m.start, m.end = m.start + start, m.end + start
            parsed = numbers.parse(text, dates.parse(symbols(text, start, end, mentions)), language)
            found.append(Line(start, end, parsed, kinds(parsed)))
    return found


def anniversaries(
    text: str, passages: Sequence[Passage], language: str, published: date | None, coded: Coded
) -> Finder:
    """Text, its blocks, its language and day, and its acts -> the finder with the anniversaries it names."""
    read = lines(text, sorted(passages, key=lambda p: p.kind == "title"), language)
    finder = Finder(read, published, _pair(text, passages, read, coded), coded.home)
    finder.read()
    return finder


def _pair(text: str, passages: Sequence[Passage], read: Sequence[Line], coded: Coded) -> tuple[str, ...]:
    """The two states an article is about: those of its title, of its first mutual act, or the two it names most."""
    title = [(p.start, p.end) for p in passages if p.kind == "title"]
    named = [parties.state_of(s.value) for line in read for s in line.symbols if s.kind in "SA" and any(a <= s.start < b for a, b in title)]
    if len(set(named)) == 2:
        return tuple(dict.fromkeys(named))
    for act in coded.acts:
        if act.status == "done" and act.actor.state and act.recipient.state:
            return (act.actor.state, act.recipient.state)
    often = Counter(parties.state_of(s.value) for line in read for s in line.symbols if s.kind in "SA").most_common(3)
    clear = len(often) == 2 or (len(often) == 3 and often[1][1] > often[2][1])
    return tuple(s for s, _ in often[:2]) if clear else ()
