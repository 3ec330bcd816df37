"""Which articles are worth reading: those whose words can bring what a rule needs, and for acts two states.

One pass over the folded text, before any mention is made. It asks less than the coder's own gate (``article.py``) of the
same anchors (``anchors.py``): a word counts wherever its letters stand as a word, be it blocked, small or in lower case; so
nothing that would give a row is lost (held by a property test). Most news is left here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs as ac
import polars as pl

from toolkit import reference
from toolkit.alphabets import ACTS, ANNIVERSARIES
from toolkit.coding import anchors
from toolkit.coding.article import CONTENT, Article, Passage, passages
from toolkit.coding.parties import state_of
from toolkit.language import Mention, coded, fold, load
from toolkit.lexicon import lexicon
from toolkit.readings import within_words

SMALL = frozenset(letter for name, letter in ACTS.items() if name.startswith(("grammar.", "party.possessive")))
PLACES = frozenset("SAC")
READINGS = {"acts": ACTS, "anniversaries": ANNIVERSARIES}


class Unread(NamedTuple):
    """An article before anything is read: its text, blocks and language."""

    text: str
    passages: Sequence[Passage]
    code: str


@dataclass(slots=True)
class Form:
    """One folded form: the letters it can bring as bits, the states it can name, and how it must stand."""

    left: bool  # no letter may stand before it
    right: bool  # nor behind it
    letters: int = 0
    states: frozenset[str] = frozenset()


def worth_reading(articles: pl.DataFrame, blocks: pl.DataFrame, headlines: Sequence[str]) -> pl.DataFrame:
    """Articles and their blocks -> the blocks in which mentions are wanted.

    All blocks of an article that may give a row; of others those of the kinds that are ``headlines``, the title as one of them.
    """
    own = passages(blocks)
    told = articles.select("article_id", "text", "language", "host").iter_rows()
    worth = [
        article_id
        for article_id, text, code, host in told
        if code in coded() and _worth(Unread(text, own.get(article_id, []), code), host)
    ]
    read = pl.col("article_id").is_in(worth)
    kind = pl.when(read | (pl.col("kind") != "title")).then("kind").otherwise(pl.lit("related_headline"))
    return blocks.filter(read | pl.col("kind").is_in(headlines)).with_columns(kind=kind)


def telling(mentions: Mapping[str, Sequence[Mention]]) -> bool:
    """Can an article with these mentions give a row at all?"""
    return any(map(mentions.get, READINGS)) or acting(0) or remembering(0)


def _worth(article: Unread, host: str | None) -> bool:
    noise = load(article.code).noise
    if noise and noise.search(article.text):
        return True  # words that something stands inside of are not looked for here
    folded = fold(article.text).replace("\n", " ")
    brought, named = held(article, folded)
    if any(map(remembering, brought)):
        return True
    if not any(map(acting, brought)):
        return False
    home = Article(*article, None, {}, host=host).home
    named |= {home} if home else set()
    return len(named) > 1 or len(named | reference.bearers(folded, article.code)) > 1


def held(article: Article | Unread, folded: str) -> tuple[set[int], set[str]]:
    """The letters that each block of content can bring, as bits, and the states that the article can name."""
    brought: set[int] = set()
    named: set[str] = set()
    blocks = iter(article.passages)
    block, letters = Passage("", 0, 0), 0
    for form, start, end in _standing(article, folded):
        while end > block.end:
            brought.add(letters)
            block, letters = next(blocks, Passage("", start, len(folded))), 0
        if start < block.start:
            continue
        if form.states:
            named |= form.states
        if block.kind in CONTENT:
            letters |= form.letters
    brought.add(letters)
    return brought, named


def _standing(article: Article | Unread, folded: str) -> list[tuple[Form, int, int]]:
    """The forms that stand between the edges they ask for, in the order of their ends; an edge of a block is one of a word."""
    automaton, forms, left, right = finder(article.code)
    inside, edges = within_words(folded), {at for p in article.passages for at in (p.start, p.end)}
    return [
        (forms[index], start, end)
        for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True)
        if (not inside[end + 1] or not right[index] or end in edges)
        and (not inside[start] or not left[index] or start in edges)
    ]


@cache
def finder(code: str) -> tuple[ac.AhoCorasick, list[Form], list[bool], list[bool]]:
    """An automaton of the forms that matter, the forms, and whether no letter may stand before each, and behind it."""
    held: dict[str, Form] = {}
    for alphabet, word in lexicon(code, READINGS):
        form = held.setdefault(word.form, Form(word.form[0].isalnum(), word.form[-1].isalnum()))
        form.left &= word.boundary != "none"
        form.right &= word.boundary == "word"
        for letter in anchors.turns(word.kind, word.value):
            form.letters |= bits(alphabet).get(letter, 0)
        if word.kind in PLACES:
            form.states |= frozenset(state_of(word.value).split("+"))
    kept = {form: told for form, told in held.items() if told.letters or told.states}
    automaton = ac.AhoCorasick(
        list(kept), matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.ContiguousNFA
    )
    joins = bool(load(code).sections.get("prefixes"))  # small words to the next
    forms = list(kept.values())
    return automaton, forms, [form.left and not joins for form in forms], [form.right for form in forms]


@lru_cache(1 << 14)
def acting(letters: int) -> bool:
    """Can a block that brings these letters hold an act?"""
    return anchors.met(_asked()["acts"].needs, letters)


@lru_cache(1 << 14)
def remembering(letters: int) -> bool:
    """Can it hold an anniversary?"""
    return anchors.met(_asked()["anniversaries"].needs, letters)


def bits(alphabet: str) -> dict[str, int]:
    """The letters that the rules of a reading ask for, as bits."""
    return _asked()[alphabet].bits


class Asked(NamedTuple):
    """What the rules of one reading ask for: a bit for each letter, and the alternatives."""

    bits: dict[str, int]
    needs: list[anchors.Bits]


@cache
def _asked() -> dict[str, Asked]:
    """What both readings ask for, in one row of bits: the letters of acts, and behind them those of anniversaries."""
    acts = [_telling(need) for need in anchors.acts()]
    spoken, remembered = anchors.numbered(acts), anchors.numbered(anchors.remembered())
    later = {letter: bit << len(spoken) for letter, bit in remembered.items()}
    return {
        "acts": Asked(spoken, [anchors.as_bits(need, spoken) for need in acts]),
        "anniversaries": Asked(later, [anchors.as_bits(need, later) for need in anchors.remembered()]),
    }


def _telling(need: anchors.Needs) -> anchors.Needs:
    """Small words, which stand in every text, are asked for only where nothing else is."""
    return frozenset(choice for choice in need if not choice & SMALL) or need
