"""Text -> typed mentions: the words of a language and the names of the shelf, found in one pass.

A mention has a kind (one letter, see ``toolkit/language.py``), a value and a span in characters of the text. Overlaps are
settled leftmost-longest after the boundary and case of each candidate have been checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import ahocorasick_rs as ac
import polars as pl

from toolkit import reference, tables
from toolkit.language import ACTS, ANNIVERSARIES, Mention, Word, coded, fold, load

ALPHABETS: dict[str, dict[str, str]] = {"acts": ACTS, "anniversaries": ANNIVERSARIES, "states": {}}
GLUED = frozenset("o&wtfbnvz5Hhpsi6")  # small words are none beside a hyphen: "Jae-in", "Al-Sheikh"
CONTENT = ("title", "dek", "dateline", "body", "subhead", "caption")
PLACES = frozenset("SAC")
NEAR, FAR = 30, 60  # characters either side of a name in which a block is tried; far where its pattern bridges words
ESCAPED = re.compile(r"\\[AbBdDsSwWZ]")
OPTIONAL = re.compile(r"\w\?")
HEADLINES = ("title", "related_headline", "inline_related")


class Scanner:
    """All words of one language and alphabet, and the names of states and organisations, in one automaton."""

    def __init__(self, code: str, alphabet: str) -> None:
        self.words: dict[str, list[Word]] = {}
        shelf = (*reference.state_words(code), *reference.organisation_words(code), *reference.person_words(code))
        for word in (*load(code).words(ALPHABETS[alphabet]), *shelf):
            self.words.setdefault(word.form, []).append(word)
        self.forms = list(self.words)
        self.automaton = ac.AhoCorasick(
            self.forms, matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.ContiguousNFA
        )
        self.blocks = self._blocks(reference.blocks(code))
        self.cues = reference.cues(code) if alphabet == "states" else {}

    def _blocks(self, blocks: Sequence[re.Pattern[str]]) -> dict[str, list[re.Pattern[str]]]:
        """Form -> the blocks to try where it stands: those whose pattern writes it, and those that write no name at all."""
        found: dict[str, list[re.Pattern[str]]] = {f: [] for f in self.forms if self._is_place(f)}
        for block in blocks:
            source = fold(ESCAPED.sub(" ", block.pattern).replace("\\", ""))
            source += f" {OPTIONAL.sub('', source)}"
            hits = self.automaton.find_matches_as_indexes(source, overlapping=True)
            written = {self.forms[i] for i, start, end in hits if _whole(source, start, end)} & found.keys()
            for form in written or found:
                found[form].append(block)
        return found

    def _is_place(self, form: str) -> bool:
        return any(w.kind in PLACES for w in self.words[form])

    def scan(self, text: str, folded: str | None = None) -> list[Mention]:
        """Text -> mentions in order, none overlapping, none inside a blocked stretch."""
        folded = folded if folded is not None else fold(text)
        found = self._candidates(text, folded)
        found.sort(key=lambda m: (m.start, -m.end))
        mentions: list[Mention] = []
        at = 0
        for m in found:
            if m.start >= at:
                mentions += _parted(m)
                at = m.end
        return _cued(mentions, folded, self.cues) if self.cues else mentions

    def _candidates(self, text: str, folded: str) -> list[Mention]:
        found = []
        for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            form = self.forms[index]
            standing = [w for w in self.words[form] if stands(w, text, folded, start, end)]
            if standing and not (standing[0].kind in PLACES and _barred(self.blocks.get(form, ()), text, start, end)):
                other = next(((w.kind, w.value) for w in standing[1:] if w.kind != standing[0].kind), None)
                found.append(Mention(standing[0].kind, standing[0].value, start, end, other))
        return found


def _whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())


def _barred(blocks: Sequence[re.Pattern[str]], text: str, start: int, end: int) -> bool:
    """Does a block, tried around a match, take any of it?"""
    for block in blocks:
        reach = FAR if ".{" in block.pattern else NEAR
        if any(m.start() < end and start < m.end() for m in block.finditer(text, max(0, start - reach), end + reach)):
            return True
    return False


def _cued(mentions: list[Mention], folded: str, cues: dict[str, str]) -> list[Mention]:
    """Mentions without those that lack their cue: "Korea" alone is two states, "Korea, Japan" is not; "Congo" always is."""
    sure = {m.value.split(":")[0] for m in mentions if m.kind in PLACES and folded[m.start : m.end] not in cues}
    return [m for m in mentions if m.kind not in PLACES or _is_sure(m, cues.get(folded[m.start : m.end], ""), sure)]


def _is_sure(m: Mention, cue: str, sure: set[str]) -> bool:
    own = m.value.split(":")[0]
    return not cue or (own in sure if cue == "own" else bool(sure - {own}))


def _parted(m: Mention) -> list[Mention]:
    """A word for a pair of states (中美) is two mentions, a character each."""
    first, _, second = m.value.partition("+")
    if m.kind != "S" or not second:
        return [m]
    return [Mention("S", first, m.start, m.start + 1), Mention("S", second, m.start + 1, m.end)]


def _hyphened(folded: str, start: int, end: int) -> bool:
    """Is the match one half of a hyphened word?"""
    before = start > 1 and folded[start - 1] == "-" and folded[start - 2].isalnum()
    return before or (folded[end : end + 1] == "-" and folded[end + 1 : end + 2].isalnum())


def stands(word: Word, text: str, folded: str, start: int, end: int) -> bool:
    """Does a match stand as the word demands: as a whole word, with its capital, or exactly as written?"""
    if word.boundary != "none":
        if start and folded[start - 1].isalnum() and folded[start].isalnum():
            return False
        if word.boundary == "word" and end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum():
            return False
    if word.kind == "'" and folded[end : end + 1].isalnum():
        return False  # inside a name: "Mata'afa"
    if word.kind in GLUED and _hyphened(folded, start, end):
        return False
    if word.case == "initial":
        return not text[start].islower()
    if word.case == "exact":
        return text[start:end] == word.written or (len(word.written) > 3 and text[start:end].isupper())
    return True


@cache
def scanner(code: str, alphabet: str = "acts") -> Scanner:
    """The scanner of a language and alphabet (acts, anniversaries or states alone), built once per process."""
    return Scanner(code, alphabet)


def find(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Articles (article_id, language, text) and their blocks -> ``tables.MENTIONS``: words in content, states in headlines."""
    spans = {k: v for (k,), v in blocks.group_by("article_id")}
    rows = [
        {
            "article_id": article_id,
            "alphabet": alphabet,
            "kind": m.kind,
            "value": m.value,
            "start": m.start,
            "end": m.end,
        }
        | ({"other_kind": m.other[0], "other_value": m.other[1]} if m.other else {})
        for article_id, language, text in articles.select("article_id", "language", "text").iter_rows()
        if language in coded() and article_id in spans
        for alphabet, m in _in_article(text, language, spans[article_id])
    ]
    return tables.MENTIONS.frame(rows)


def _in_article(text: str, language: str, blocks: pl.DataFrame) -> Iterator[tuple[str, Mention]]:
    for kind, start, end in blocks.select("kind", "start", "end").sort("start").iter_rows():
        alphabets: tuple[str, ...] = ("acts", "anniversaries") if kind in CONTENT else ()
        if kind in HEADLINES or kind in ("body", "dateline"):
            alphabets += ("states",)
        for alphabet in alphabets:
            for m in read(text, start, end, language, alphabet):
                yield alphabet, m


def read(text: str, start: int, end: int, language: str, alphabet: str) -> list[Mention]:
    """The mentions of one reading in ``text[start:end]``, with their places in ``text``."""
    piece, places = _clean(text[start:end], language)
    found = scanner(language, alphabet).scan(piece)
    for m in found:
        m.start, m.end = start + places[m.start], start + places[m.end - 1] + 1
    return found


def _clean(piece: str, language: str) -> tuple[str, Sequence[int]]:
    """A text without the noise that scrapers leave inside words (pinyin in brackets), and where each character stood."""
    noise = load(language).noise
    if noise is None or not noise.search(piece):
        return piece, range(len(piece) + 1)
    kept = list(range(len(piece)))
    for m in noise.finditer(piece):
        kept = [i for i in kept if not m.start() <= i < m.end()]
    return "".join(piece[i] for i in kept), kept
