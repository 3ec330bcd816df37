"""One article, read whole: sentences become symbols and parties, people are learned, then acts and anniversaries coded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

import polars as pl

from toolkit import outlets, reference
from toolkit.coding import anchors, dates, merge, numbers, occasions, parties, reach
from toolkit.coding.acts import Act, Refused
from toolkit.coding.anniversaries import Finder
from toolkit.coding.exchanges import Reader
from toolkit.coding.people import TOP, People
from toolkit.coding.phrases import Line
from toolkit.coding.sides import Cast, Sentence, Side
from toolkit.coding.silence import Silence
from toolkit.coding.stops import sentences
from toolkit.coding.symbols import Symbol, symbols
from toolkit.coding.telling import Telling
from toolkit.language import Language, Mention, fold, load

CONTENT = ("dek", "body", "caption", "subhead", "title")  # what is article content; the title is read last


class Passage(NamedTuple):
    """A block of an article: its kind and span."""

    kind: str
    start: int
    end: int


def passages(blocks: pl.DataFrame) -> dict[str, list[Passage]]:
    """``tables.BLOCKS`` in order -> the blocks of each article as the coder sees them."""
    told = blocks.group_by("article_id", maintain_order=True).agg("kind", "start", "end")
    return {article_id: list(map(Passage, *columns)) for article_id, *columns in told.iter_rows()}


@dataclass
class Article:
    """An article as the coder sees it: text, blocks, language, day, and its mentions by alphabet."""

    text: str
    passages: Sequence[Passage]
    code: str
    published: date | None
    mentions: dict[str, list[Mention]]
    home: str | None = None  # whose leaders "the president" are
    here: str | None = None  # the state of the dateline
    host: str | None = None  # of the page's address

    def __post_init__(self) -> None:
        agency, self.here = _origin(self)
        self.home = self.home or agency or self.here or outlets.host_state(self.host)

    @cached_property
    def language(self) -> Language:
        return load(self.code)

    @cached_property
    def folded(self) -> str:
        """The folded text; a line that was wrapped ends no word."""
        return fold(self.text).replace("\n", " ")

    @cached_property
    def script(self) -> dict[str, Any]:
        """Does the script put spaces between words, and what noise stands inside them?"""
        return {"spaced": self.language.boundary == "word", "noise": self.language.noise}

    @cached_property
    def title(self) -> list[Passage]:
        return [p for p in self.passages if p.kind == "title"]

    @cached_property
    def content(self) -> list[Passage]:
        """Everything but the title, in order; then the title."""
        return [*(p for p in self.passages if p.kind in CONTENT and p.kind != "title"), *self.title]

    def within(self, alphabet: str, start: int, end: int) -> list[Mention]:
        """The mentions of an alphabet inside a span."""
        starts = self.starts.get(alphabet, [])
        first = bisect_left(starts, start)
        found = self.mentions.get(alphabet, [])[first : bisect_left(starts, end, first)]
        while found and found[-1].end > end:
            found.pop()  # they do not overlap
        return found

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        return {k: [m.start for m in v] for k, v in self.mentions.items()}

    @cached_property
    def body(self) -> list[tuple[int, int]]:
        """The spans of the sentences of all content but the title."""
        return list(self._sentences([p for p in self.content if p.kind != "title"]))

    @cached_property
    def headline(self) -> list[tuple[int, int]]:
        """Those of the title."""
        return list(self._sentences(self.title))

    def _sentences(self, passages: Sequence[Passage]) -> Iterator[tuple[int, int]]:
        """The spans of the sentences of some blocks; an empty line is none."""
        for passage in passages:
            for start, end in sentences(self.text, passage.start, passage.end, self.language):
                if not self.text[start:end].isspace():
                    yield start, end


@dataclass(slots=True)
class Coded:
    """What one article gives: acts, anniversaries, what was refused, and the sentences as read (for ``--explain``)."""

    acts: list[Act]
    anniversaries: Finder
    refused: list[Refused]
    sentences: list[Sentence] = field(default_factory=list)
    home: str | None = None


def code(article: Article, *, gated: bool = True) -> Coded:
    """Article -> its acts and anniversaries. ``gated``: parse only where the anchors of a rule stand (same rows)."""
    acting = not gated or _may_act(article)
    remembering = not gated or _may_hold(article, "anniversaries", anchors.remembering)
    told = _acts(article, gated=gated) if acting else Told()
    lines = _lines(article, gated=gated) if remembering else []
    received = [(a.start, a.recipient.state) for a in told.acts if not a.mutual and a.recipient.state]
    pairs = [(a.start, (a.actor.state, a.recipient.state)) for a in told.acts if a.actor.state and a.recipient.state]
    pair = _pair(article, lines, told.acts) if any(line.telling for line in lines) else ()
    finder = Finder(lines, article.published, pair, article.home, received, pairs)
    finder.read()
    occasions.settle(article, told, finder)
    return Coded(told.acts, finder, told.refused, [*told.body, *told.title], article.home)


@dataclass(slots=True)
class Told:
    """What the sentences of an article tell of acts, and the sentences themselves."""

    acts: list[Act] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    body: list[Sentence] = field(default_factory=list)
    title: list[Sentence] = field(default_factory=list)


def _acts(article: Article, *, gated: bool) -> Told:
    """Learn who is who from the whole article, then read its acts, the title last; ``gated`` passes over what is silent."""
    people = People(article.text, article.published, article.home, article.code)
    body = _unread(article, article.body)
    end = reach.last(body) if gated else len(body)
    headed = not gated or any(reach.speaks(_brought(article, *span)) for span in article.headline)
    if not (end or headed):
        return Told(body=body)
    mentions = article.mentions.get("acts", [])
    silence = Silence(article.text, article.folded, article.language, mentions) if gated else None
    _meet(body, people, silence)
    known = frozenset(w for p in people.all for w in p.tokens) | _shelved(article)
    title = _unread(article, article.headline, len(body), known)
    for sentence in title:
        _learn(people, sentence)
    headed = headed and (not gated or any(map(reach.matters, title)))
    told = Told(body=body, title=title)
    if end or headed:
        _read(article, told, people, silence, len(body) if headed else end, headed=headed)
    return told


def _read(article: Article, told: Told, people: People, silence: Silence | None, end: int, *, headed: bool) -> None:
    """The acts of the sentences of the body up to ``end``, and of the title where it is ``headed`` by what matters."""
    about = _about(article)
    cast = Cast(article.text, people, about=about)
    telling = Telling(article.text, article.language, article.published)
    reader = Reader(cast, article.published, telling, article.here, about)
    for sentence in told.title[:1]:
        cast.open(sentence)
        reader.announce(sentence)
    for number, sentence in enumerate(told.body):
        if reader.expects or (number < end and (not sentence.silent or (silence and silence.breaks(sentence, cast)))):
            reader.read(sentence)
    cast.subject = []  # a title has a subject of its own
    for sentence in told.title if headed or reader.expects else ():
        reader.read(sentence)
    told.refused = reader.refused
    told.acts = _merged(reader.acts, told, cast)


def _merged(acts: list[Act], told: Told, cast: Cast) -> list[Act]:
    """Acts in the order in which they were read -> distinct acts, with what the headline and the hosts add."""
    for act in acts:
        act.titled = act.sentence >= len(told.body)
    _name_messages(acts, told.title)
    acts = merge.acts(acts)
    for act in acts:
        if act.kind == "visit":
            act.recipient = cast.host_of(act.recipient)
            act.recipient = act.recipient if act.recipient.name else _receiver(act, acts)
    return acts


def _receiver(visit: Act, acts: Sequence[Act]) -> Side:
    """Who received the visitor is the host: "landed in Suva and was received by Prime Minister X"."""
    met = (a for a in acts if a.rule in RECEIVING and a.kind == "meeting" and a.status == visit.status)
    sides = ((a.actor, a.recipient) if a.recipient.key == visit.actor.key else (a.recipient, a.actor) for a in met)
    fits = [host for host, guest in sides if guest.key == visit.actor.key and host.state == visit.recipient.state]
    return next((host for host in fits if host.name and host.role in TOP | {"prime_minister"}), visit.recipient)


def _about(article: Article) -> tuple[str, ...]:
    """The two states that an article names, if no third is named half as often as the second."""
    named = (m for p in article.content for m in article.within("acts", p.start, p.end) if m.kind in "SAC")
    often = Counter(parties.state_of(m.value) for m in named).most_common(3)
    rest = often[2][1] if len(often) > 2 else 0
    return tuple(state for state, _ in often[:2]) if len(often) > 1 and often[1][1] > 2 * rest else ()


def _name_messages(acts: Sequence[Act], title: Sequence[Sentence]) -> None:
    """What a bare telegram said, where the headline alone tells: "Putin congratulates Pashinyan"."""
    words = {s.value for sentence in title for s in sentence.symbols if s.kind in "MZ"}
    kinds_told = [k for k, said in (("congratulation", "congratulate"), ("condolence", "condole")) if {k, said} & words]
    for act in acts:
        if act.kind == "message" and act.neutral and len(kinds_told) == 1:
            act.kind, act.neutral, act.wished = kinds_told[0], False, kinds_told[0]


def _may_act(article: Article) -> bool:
    """Do an anchor of a rule and two states that can act stand in the article?"""
    if not _may_hold(article, "acts", anchors.acting):
        return False
    named = {parties.state_of(m.value) for held in article.mentions.values() for m in held if m.kind in "SAC"}
    own = named | {s for s in (article.home, article.here) if s}
    return len(own) > 1 or len(own | reference.bearers(article.folded, article.code)) > 1


def _may_hold(article: Article, alphabet: str, told: Callable[[frozenset[str]], bool]) -> bool:
    """Is there a block of content whose words bring what some rule needs?"""
    held = (article.within(alphabet, p.start, p.end) for p in article.content)
    return any(told(anchors.brought(mentions)) for mentions in held)


RECEIVING = frozenset({"received-by", "receive-person", "welcomed-by", "host-person", "guest-of"})
LONGEST = 4  # words of a name on the shelf
YEAR = re.compile(r"\d(?:[.,]?\d){3}")  # figures that can be one


def _unread(
    article: Article, spans: Sequence[tuple[int, int]], first: int = 0, known: frozenset[str] | None = None
) -> list[Sentence]:
    """Sentences numbered from ``first``; in a title only words that are ``known`` can be names."""
    made = []
    for number, (start, end) in enumerate(spans, first):
        mentions = article.within("acts", start, end)
        parse = partial(_parsed, article, start, end, mentions, known)
        made.append(Sentence(number, start, end, parse, mentions))
    return made


def _brought(article: Article, start: int, end: int) -> frozenset[str]:
    return anchors.brought(article.within("acts", start, end))


def _meet(body: Sequence[Sentence], people: People, silence: Silence | None) -> None:
    """Learn who is named in the sentences of the body, in order, that are not silent."""
    heard = []
    for sentence in body:
        plain = silence.plain(sentence) if silence else None
        sentence.silent = plain == [] and silence is not None and silence.over(sentence)
        if sentence.silent:
            continue
        if plain is None:
            heard.append(sentence)
            _learn(people, sentence)
        for party in plain or ():
            people.learn(party)
        if silence:
            silence.heed(people)
    people.infer(p for s in heard for p in _parties(s.symbols))


def _learn(people: People, sentence: Sentence) -> None:
    for party in _parties(sentence.symbols):
        people.learn(party)


def _parsed(
    article: Article, start: int, end: int, mentions: list[Mention], known: frozenset[str] | None
) -> list[Symbol]:
    """A sentence as symbols with parties."""
    raw = symbols(article.text, start, end, mentions, known, **article.script)
    return parties.parse(article.text, dates.parse(raw), title=known is not None, language=article.code)


def _parties(parsed: Sequence[Symbol]) -> Iterator[parties.Party]:
    for s in parsed:
        yield from s.held if s.kind == "P" else ()


def _shelved(article: Article) -> frozenset[str]:
    """The folded words of the title that are names on the shelf."""
    known: set[str] = set()
    for title in article.title:
        words = [fold(w.strip(".,:;'’\"‘“”")).removesuffix("'s") for w in article.text[title.start : title.end].split()]
        for width in range(1, LONGEST + 1):
            for held in zip(*(words[n:] for n in range(width)), strict=False):
                known.update(held if reference.named(" ".join(held), article.code) else ())
    return frozenset(known)


def _lines(article: Article, *, gated: bool) -> list[Line]:
    """The article's sentences in the anniversary alphabet; ``gated``: none where the anchors of a rule stand in none."""
    spans = [*article.body, *article.headline]
    words = [article.within("anniversaries", start, end) for start, end in spans]
    lines = [_line(article, *span, mentions, gated=gated) for span, mentions in zip(spans, words, strict=True)]
    return lines if any(line.telling for line in lines) else []


def _line(article: Article, start: int, end: int, mentions: list[Mention], *, gated: bool) -> Line:
    brought = anchors.brought(mentions)
    telling = not gated or anchors.remembering(brought)
    return Line(
        start,
        end,
        partial(_remembered, article, start, end, mentions),
        brought,
        telling,
        partial(_figured, article.text, start, end, mentions),
    )


def _figured(text: str, start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Does a sentence hold a number that can be a year?"""
    return bool(YEAR.search(text, start, end)) or any(map(_thousands, mentions))


def _thousands(m: Mention) -> bool:
    """Is it a word for a number of four figures or more?"""
    return m.kind == "#" and len(m.value) > len("c999")


def _remembered(article: Article, start: int, end: int, mentions: list[Mention]) -> list[Symbol]:
    """A sentence as symbols of the anniversary alphabet."""
    raw = symbols(article.text, start, end, mentions, **article.script)
    return numbers.parse(article.text, dates.parse(raw), article.code)


def _pair(article: Article, lines: Sequence[Line], acts: Sequence[Act]) -> tuple[str, ...]:
    """The two states an article is about: those of its title, of its first act, or the two it names most."""
    placed = [line for line in lines if not line.brought.isdisjoint("SA")]
    named = [(s.start, parties.state_of(s.value)) for line in placed for s in line.symbols if s.kind in "SA"]
    title = dict.fromkeys(state for at, state in named if any(p.start <= at < p.end for p in article.title))
    if len(title) == 2:
        return tuple(title)
    for act in acts:
        if act.status == "done" and act.actor.state and act.recipient.state:
            return (act.actor.state, act.recipient.state)
    often = Counter(state for _, state in named).most_common(3)
    clear = len(often) == 2 or (len(often) == 3 and often[1][1] > often[2][1])
    return tuple(state for state, _ in often[:2]) if clear else ()


def _origin(article: Article) -> tuple[str | None, str | None]:
    """The state of the news agency that an article's first line names, and that of the place in its dateline."""
    start = next((p.start for p in article.passages if p.kind in ("dateline", "body")), 0)
    start += len(article.text[start:]) - len(article.text[start:].lstrip())
    opening = article.text[start : start + 160]
    place = next((m for m in article.within("states", start, start + 160) if m.kind in "SC"), None)
    here = None
    if place and not article.text[start : place.start].strip(" ("):
        after = article.text[place.end : place.end + 2].lstrip()
        here = parties.state_of(place.value) if after[:1] in tuple(",:-—–(/.") else None
    return outlets.agency_state(opening), here
