"""Text -> typed mentions: the words of a language and the names of the shelf, found in one pass.

A mention has a kind (one letter, see ``toolkit/alphabets.py``), a value and a span in characters of the text. Overlaps are
settled leftmost-longest after the boundary and case of each candidate have been checked, for each alphabet by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from operator import itemgetter

import ahocorasick_rs as ac
import polars as pl

from toolkit import reference, tables
from toolkit.alphabets import ACTS, ANNIVERSARIES
from toolkit.language import Mention, Word, coded, fold, load
from toolkit.lexicon import lexicon
from toolkit.readings import GLUED, PARTS, PLACES, Form, Reading, second, within_words
from toolkit.spans import Span, spans

ALPHABETS: dict[str, dict[str, str]] = {"acts": ACTS, "anniversaries": ANNIVERSARIES, "states": {}}
CONTENT = frozenset({"title", "dek", "dateline", "body", "subhead", "caption"})
NEAR, FAR = 30, 60  # characters either side of a name in which a block is tried; far where its pattern bridges words
STARTS = itemgetter(1)
CAMEL = re.compile(r"[^\W\d_A-Z][A-Z]")  # a capital behind a small letter
ESCAPED = re.compile(r"\\[AbBdDsSwWZ]")
OPTIONAL = re.compile(r"\w\?")
HEADLINES = frozenset({"title", "related_headline", "inline_related"})
STATED = HEADLINES | {"body", "dateline"}  # where states are read by themselves

NONE = (None, None)

Found = dict[str, list[Mention]]
Run = tuple[str, str, int, list[Mention]]  # an article, an alphabet, where a stretch starts, and what stands in it
Asked = list[tuple[tuple[Reading, tuple[str, ...]], ...]]  # by form: its readings, with the alphabets that have them


class Scanner:
    """All words of one language in every alphabet, and the names of states and organisations, in one automaton."""

    def __init__(self, code: str) -> None:
        words: dict[str, dict[str, list[Word]]] = {}
        for alphabet, word in lexicon(code, ALPHABETS):
            words.setdefault(word.form, {}).setdefault(alphabet, []).append(word)
        self.names = list(words)
        self.forms = [Form.of(form, held) for form, held in words.items()]
        self.automaton = ac.AhoCorasick(
            self.names, matchkind=ac.MatchKind.Standard, implementation=ac.Implementation.ContiguousNFA
        )
        self.blocks = self._blocks(reference.blocks(code))
        self.cues = reference.cues(code)
        self.signs = reference.signs(code)
        self.spans = spans(code)
        self.prefixes = frozenset(load(code).sections.get("prefixes", ()))
        self.small = frozenset(n for n, f in zip(self.names, self.forms, strict=True) if f.small)
        suffixes = "|".join(load(code).sections.get("number", {}).get("suffix", ()))
        self.counted = re.compile(rf"\d(?=(?:{suffixes or '$'})[^\W\d_]{{3}})")
        self.left, self.right = [f.left for f in self.forms], [f.right for f in self.forms]
        self.glued = [f.small for f in self.forms]
        self.asked: dict[tuple[str, ...], Asked] = {}

    def _blocks(self, blocks: Sequence[re.Pattern[str]]) -> dict[str, list[re.Pattern[str]]]:
        """Form -> the blocks to try where it stands: those whose pattern writes it, and those that write no name at all."""
        found: dict[str, list[re.Pattern[str]]] = {
            n: [] for n, f in zip(self.names, self.forms, strict=True) if f.place
        }
        for block in blocks:
            source = fold(ESCAPED.sub(" ", block.pattern).replace("\\", ""))
            source += f" {OPTIONAL.sub('', source)}"
            hits = self.automaton.find_matches_as_indexes(source, overlapping=True)
            written = {self.names[i] for i, start, end in hits if _whole(source, start, end)} & found.keys()
            for form in written or found:
                found[form].append(block)
        return found

    def scan(self, text: str, alphabets: Sequence[str] = tuple(ALPHABETS), when: date | None = None) -> Found:
        """Text -> the mentions of each alphabet in order, none overlapping, none inside a blocked stretch.

        Names mean what they mean on the day.
        """
        folded = fold(text)
        found = {a: _dated(held, folded, self.spans, when) for a, held in self._apart(text, folded, alphabets).items()}
        if self.cues and "states" in found:
            found["states"] = _cued(found["states"], text, folded, self)
        return found

    def _apart(self, text: str, folded: str, alphabets: Sequence[str]) -> Found:
        """The mentions of each alphabet, leftmost-longest: what begins inside one that was taken is not looked at."""
        found: Found = {a: [] for a in alphabets}
        free = dict.fromkeys(alphabets, 0)  # where the next mention may start
        last, solid = 0, "-" not in folded
        asked = self._asked(tuple(alphabets))
        for index, start, end in self._hits(text, folded, asked):
            for reading, having in asked[index]:
                wanted = having if start >= last else [a for a in having if free[a] <= start]
                if not wanted:
                    continue
                words, other = reading.words, reading.other
                if not (reading.sure or (reading.glued and (solid or not _hyphened(folded, start, end)))):
                    words = self._standing(index, words, text, folded, start, end)
                    other = second(words)
                for alphabet in wanted if words else ():
                    made = Mention(words[0].kind, words[0].value, start, end, other)
                    found[alphabet] += _parted(made) if reading.parted else (made,)
                    free[alphabet] = end
                    last = max(last, end)
        return found

    def _asked(self, alphabets: tuple[str, ...]) -> Asked:
        """The readings of each form in some alphabets, and in which of them it is read so."""
        if alphabets not in self.asked:
            self.asked[alphabets] = [
                tuple((r, having) for r in form.readings if (having := tuple(a for a in r.alphabets if a in alphabets)))
                for form in self.forms
            ]
        return self.asked[alphabets]

    def _hits(self, text: str, folded: str, asked: Asked) -> Iterator[tuple[int, int, int]]:
        """The forms that stand between the edges they ask for, leftmost and longest first: index, start and end.

        Most hits are letters inside words: they are left out first, by what costs least to ask.
        """
        inside, joining = within_words(folded), bool(self.prefixes)
        left, right, small = self.left, self.right, self.glued
        hits = [
            (index, start, end)
            for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True)
            if asked[index]
            and (not inside[end + 1] or not right[index] or (small[index] and self._joint(text, end)))
            and (not inside[start] or not left[index] or joining or _jutting(text, start))
        ]
        hits.reverse()  # they come by their ends
        hits.sort(key=STARTS)
        for index, start, end in hits:
            if not inside[start] or not left[index] or self._joined(text, folded, start):
                yield index, start, end

    def _joint(self, text: str, at: int) -> bool:
        """Can a page have glued there a small word, or a number, to the next?"""
        if text[at - 1].isdigit():
            return self.counted.match(text, at - 1) is not None
        return text[at].isupper() and CAMEL.match(text, at - 1) is not None

    def _joined(self, text: str, folded: str, start: int) -> bool:
        """Do only letters that the language joins to a word stand before it: "and", "to", "in" of Arabic?

        Or a small word, or a number, to which a page has glued it: "betweenAzerbaijan", "31stanniversary".
        """
        glued = text[start - 1 : start].islower() and text[start].isupper()
        if text[start - 1].isdigit():
            return self.counted.match(text, start - 1) is not None
        if not self.prefixes and not glued:
            return False
        at = start
        while at and folded[at - 1].isalnum():
            at -= 1
        return folded[at:start] in self.prefixes or (glued and folded[at:start] in self.small)

    def _standing(
        self, index: int, words: Sequence[Word], text: str, folded: str, start: int, end: int
    ) -> tuple[Word, ...]:
        """The words of a form that stand here as they must; none inside a blocked stretch."""
        begins = not (start and folded[start - 1].isalnum() and folded[start].isalnum()) or self._joined(
            text, folded, start
        )
        made = tuple(w for w in words if stands(w, text, folded, start, end, begins=begins))
        if made and made[0].kind in PLACES and _barred(self.blocks[self.names[index]], text, start, end):
            return ()
        return made


def _jutting(text: str, start: int) -> bool:
    """Does a capital, or what stands behind a figure, start there: can a page have glued it to what is before it?"""
    return text[start].isupper() or text[start - 1].isdigit()


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


def _dated(mentions: list[Mention], folded: str, dates: dict[str, Span], when: date | None) -> list[Mention]:
    """Mentions with names as they are meant on a day: a capital that was none yet is a place, a name to come is none."""
    meant = {
        m.start: span.meaning(m.value, when)
        for m in mentions
        if m.kind in PLACES and (span := dates.get(folded[m.start : m.end]))
    }
    for m in mentions if meant else ():
        m.value = meant.get(m.start) or m.value
    return [m for m in mentions if meant.get(m.start, "") is not None] if None in meant.values() else mentions


def _cued(mentions: list[Mention], text: str, folded: str, scanner: Scanner) -> list[Mention]:
    """Mentions without those that lack their cue: "Korea" alone is two states, "Korea, Japan" is not; "Congo" always is."""
    cued = {m.start: scanner.cues.get(folded[m.start : m.end], "") for m in mentions if m.kind in PLACES}
    told = {at for at, cue in cued.items() if not cue or _signed(scanner.signs, text, at)}
    sure = {m.value.split(":")[0] for m in mentions if m.start in told}
    return [m for m in mentions if m.start not in cued or m.start in told or _is_sure(m, cued[m.start], sure)]


def _signed(signs: Sequence[re.Pattern[str]], text: str, at: int) -> bool:
    """Does what stands around a name say that the state is meant: "Президент Того", "Granada y Barbados"?"""
    return any(m.start() <= at < m.end() for sign in signs for m in sign.finditer(text, max(0, at - FAR), at + 2 * FAR))


def _is_sure(m: Mention, cue: str, sure: set[str]) -> bool:
    own = m.value.split(":")[0]
    return own in sure if cue == "own" else bool(sure - {own})


def _parted(m: Mention) -> list[Mention]:
    """A word for several states (中美, 中日韩) is as many mentions, a character each and the rest for the last."""
    if m.kind != "S" or PARTS not in m.value:
        return [m]
    *firsts, last = m.value.split(PARTS)
    made = [Mention("S", state, m.start + n, m.start + n + 1) for n, state in enumerate(firsts)]
    return [*made, Mention("S", last, m.start + len(firsts), m.end)]


def _hyphened(folded: str, start: int, end: int) -> bool:
    """Is the match one half of a hyphened word?"""
    before = start > 1 and folded[start - 1] == "-" and folded[start - 2].isalnum()
    return before or (folded[end : end + 1] == "-" and folded[end + 1 : end + 2].isalnum())


def stands(word: Word, text: str, folded: str, start: int, end: int, *, begins: bool) -> bool:
    """Does a match that begins a word, or not, stand as its word demands: whole, with its capital, or exactly as written?"""
    if word.boundary != "none":
        if not begins:
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
def scanner(code: str) -> Scanner:
    """The scanner of a language, built once per process."""
    return Scanner(code)


def find(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Articles (article_id, language, text, published_date) and their blocks -> ``tables.MENTIONS``: words in content,
    states in headlines.

    Of languages that have names but no words of acts yet, only headlines are read.
    """
    asked = articles.select("article_id", "language", "text", "published_date")
    texts = {
        article_id: (language, text, published)
        for article_id, language, text, published in asked.iter_rows()
        if language in reference.named_languages()
    }
    held = blocks.select("article_id", "kind", "start", "end").filter(pl.col("article_id").is_in(list(texts)))
    runs: list[Run] = []
    for article_id, kind, start, end in held.sort("article_id", "start").iter_rows():
        language, text, when = texts[article_id]
        wanted = _wanted(language, kind)
        found, at = _found(text, start, end, language, wanted, when) if wanted else ({}, 0)
        runs += [(article_id, alphabet, at, mentions) for alphabet, mentions in found.items() if mentions]
    return _frame(runs)


def _frame(runs: Sequence[Run]) -> pl.DataFrame:
    """Runs of mentions as ``tables.MENTIONS``, made by column: a row of its own for each mention would cost more."""
    made = [m for *_, mentions in runs for m in mentions]
    others = [m.other or NONE for m in made]
    columns = {
        "kind": [m.kind for m in made],
        "value": [m.value for m in made],
        "start": [m.start for m in made],
        "end": [m.end for m in made],
        "other_kind": [kind for kind, _ in others],
        "other_value": [value for _, value in others],
    }
    schema = {name: tables.MENTIONS.schema[name] for name in columns}
    frame = pl.concat([_spread(runs), pl.DataFrame(columns, schema=schema, strict=True)], how="horizontal")
    return frame.with_columns(pl.col("start", "end") + pl.col("at")).select(tables.MENTIONS.schema.names())


def _spread(runs: Sequence[Run]) -> pl.DataFrame:
    """The article and alphabet of every mention of some runs, and where the stretch starts in which it stands."""
    told = pl.DataFrame(
        [(article_id, alphabet, at, len(mentions)) for article_id, alphabet, at, mentions in runs],
        schema={"article_id": pl.String, "alphabet": pl.String, "at": pl.Int32, "many": pl.UInt32},
        orient="row",
    )
    return told.select(pl.exclude("many").repeat_by("many").explode(empty_as_null=False))


def _wanted(language: str, kind: str) -> tuple[str, ...]:
    """The alphabets in which a kind of block is read."""
    told = language in coded()
    states = kind in (STATED if told else HEADLINES)
    return (("acts", "anniversaries") if told and kind in CONTENT else ()) + (("states",) if states else ())


def read(
    text: str,
    start: int,
    end: int,
    language: str,
    alphabets: Sequence[str] = tuple(ALPHABETS),
    when: date | None = None,
) -> Found:
    """The mentions of each alphabet in ``text[start:end]``, with their places in ``text``, as names are meant on a day."""
    found, at = _found(text, start, end, language, alphabets, when)
    for m in (m for held in found.values() for m in held if at):
        m.start, m.end = at + m.start, at + m.end
    return found


def _found(
    text: str, start: int, end: int, language: str, alphabets: Sequence[str], when: date | None
) -> tuple[Found, int]:
    """The mentions of each alphabet in ``text[start:end]``, and the place in ``text`` from which their own are counted."""
    piece, places = _clean(text[start:end], language)
    found = scanner(language).scan(piece, alphabets, when)
    if places is None:
        return found, start
    for m in (m for held in found.values() for m in held):
        m.start, m.end = start + places[m.start], start + places[m.end - 1] + 1
    return found, 0


def _clean(piece: str, language: str) -> tuple[str, Sequence[int] | None]:
    """A text without the noise that scrapers leave inside words (pinyin in brackets), and where each character stood, if any.

    A line that was wrapped ends no word.
    """
    piece = piece.replace("\n", " ")
    noise = load(language).noise
    if noise is None or not noise.search(piece):
        return piece, None
    kept = list(range(len(piece)))
    for m in noise.finditer(piece):
        kept = [i for i in kept if not m.start() <= i < m.end()]
    return "".join(piece[i] for i in kept), kept
