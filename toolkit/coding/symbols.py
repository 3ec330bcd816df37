"""A sentence as a string of kinds: mentions, names, numbers, dates, punctuation and fillers, one letter each.

The letters of words are in ``toolkit/alphabets.py``; this module adds ``N`` name, ``#`` number, ``x`` any other word, and
punctuation as itself. Patterns over such strings are the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Any

from toolkit import reference
from toolkit.alphabets import NOUNS, VERBS
from toolkit.coding.stops import named_before
from toolkit.language import Mention, fold

PUNCTUATION = {
    ",": ",",
    "،": ",",
    "、": "&",
    "，": ",",
    ";": ";",
    ":": ":",
    "(": "(",
    ")": ")",
    '"': '"',
    ".": ".",
    "-": "_",
}
WORD = re.compile(r"[^\W\d_]+(?:[-'’.·][^\W\d_]+)*\.?|\d+(?:[.,:]\d+)*|[^\w\s]")
INITIAL = re.compile(r"^(?:(?:[^\W\d_]|[CKSTZ]h|Y[aeou]|Ts)\.)+$")  # also "Th.", "Yu.": letters of other alphabets
PARTICLE = re.compile(r"([^\W\d_]{1,4})[-'’]")
PARTICLES = frozenset(
    ("bin bint ibn ben al el de da do dos das del della di du van von der den la le y e ad as ul ud dan").split()
)
FATHERS = frozenset("bin bint ibn ben".split())  # before the name of one's father
JOINED = PARTICLES | frozenset("an ar ash at az d l".split())  # with a hyphen or an apostrophe
SHORT = 3  # letters of a surname that may be any word
LONGEST_NAME = 14  # characters of a name in a script without spaces
SMALL = frozenset("otwfnby&56zh")
CAPITAL = re.compile(f"[Tsd]|[x{''.join(sorted(SMALL))}](?=N)")  # what may belong to a name
NAMING = frozenset("NSC")
BLANK = frozenset({"", " "})  # what stands between most words of the lexicon
SMALL_OR_END = frozenset("ofnwtby&56d.,;:)r") | {""}
TALKS_OF = re.compile("[xdn]{0,4}z?[SCN]?d?b")
VISITOR = re.compile(r"H*(?:[AS]x?)?T")
DETERMINERS = frozenset("zp'A#=S")
BEFORE_NOUNS = DETERMINERS | frozenset("owfnbyv5rOQ÷")


@dataclass(slots=True)
class Symbol:
    """One symbol of a sentence: kind letter, value, span in the article's text, and what a phrase holds."""

    kind: str
    value: str
    start: int
    end: int
    held: Any = field(default=None)


NOTHING = Symbol("", "", 0, 0)


def kinds(symbols: list[Symbol]) -> str:
    return "".join([s.kind for s in symbols])


class Unread:
    """A sentence that is read once somebody asks for its symbols or their letters."""

    parse: Callable[[], list[Symbol]]

    @cached_property
    def symbols(self) -> list[Symbol]:
        return self.parse()

    @cached_property
    def letters(self) -> str:
        return kinds(self.symbols)


def symbols(
    text: str,
    start: int,
    end: int,
    mentions: list[Mention],
    known: Collection[str] | None = None,
    *,
    spaced: bool = True,
    noise: re.Pattern[str] | None = None,
) -> list[Symbol]:
    """The symbols of ``text[start:end]``: the mentions, and between them names, numbers, punctuation and fillers.

    ``known``: in a title, where every word may be capitalised, only these folded words can be part of a name.
    Where words are not ``spaced``, what follows a title up to the next known word is a name.
    """
    found: list[Symbol] = []
    at = start
    for m in [*mentions, Mention("", "", end, end)]:
        if not spaced:
            found += _run(text, at, m.start, found, noise)
        elif text[at : m.start] not in BLANK:
            found += _gap(text, at, m.start, known)
        if m.kind:
            settled = m.other is None and m.value != "call_on"
            found.append(Symbol(m.kind, m.value, m.start, m.end) if settled else _read(m, found))
        at = m.end
    return _join_names(text, _opening(text, _capital(text, _perfect(text, _first(found)), known), known))


def _read(m: Mention, before: list[Symbol]) -> Symbol:
    """Settle a word of two readings: a noun behind a determiner or an adjective, else a verb."""
    kind, value = m.kind, m.value
    if m.other:
        pair = {m.kind: m.value, m.other[0]: m.other[1]}
        noun, verb = (
            next((k for k in pair if k in NOUNS or k == "K"), None),
            next((k for k in pair if k in VERBS), None),
        )
        if noun and verb:
            near = [b.kind for b in before[-4:] if b.kind != '"'] or [""]
            last = near[-1]
            described = (
                last in ("x", "<", "+", "u") and len(near) > 1 and near[-2] in DETERMINERS | {"a", "5", "<", "_"}
            )
            described = described and near[-2:] != ["S", "+"]  # "X of S will visit"
            described = described or (noun == "l" and near[-2:] == ["n", "x"])  # "in further calls"
            kind = (
                noun
                if last in BEFORE_NOUNS | (set("RDX") if noun == "M" else {"R"})
                or described
                or near[-2:] == ["a", "u"]
                or (last == "&" and near[-2:-1] in (["u"], ["U"]) and noun == "u")  # "for a visit and talks"
                or (last == "a" and before[-1].value == "hold")  # "took a call", but "has called"
                or (noun == "K" and last in "&,")
                else verb
            )
            value = pair[kind]
    elif value == "call_on" and before and before[-1].kind in DETERMINERS:
        kind, value = "l", "call"  # "in a call on Monday"
    return Symbol(kind, value, m.start, m.end, m.other)


def _first(found: list[Symbol]) -> list[Symbol]:
    """ "I" behind a name is its number: "Elizabeth I"."""
    if "first_person" not in {s.value for s in found}:
        return found
    for before, s in pairwise(found):
        if s.value == "first_person" and before.kind == "N":
            s.kind, s.value = "N", ""
    return found


def _perfect(text: str, found: list[Symbol]) -> list[Symbol]:
    """ "Had" before a verb puts it in the past; before a noun it holds it: "had met", "had a call"."""
    for n, s in [(n, s) for n, s in enumerate(found) if s.held or s.kind == "h"]:
        if s.held and {s.kind, s.held[0]} == {"<", "a"}:
            after = next((o.kind for o in found[n + 1 : n + 4] if o.kind != "x"), "")
            s.kind, s.value = (">", "perfect") if after in VERBS or not after else ("a", "hold")
        if s.held and {s.kind, s.held[0]} == {"p", "h"}:  # "wrote to her in May", "her visit"
            beside = found[n + 1] if n + 1 < len(found) else NOTHING
            alone = beside.kind in SMALL_OR_END or beside.value == "adverb"
            s.kind, s.value = ("h", "pronoun") if alone else ("p", "possessive")
        if s.kind == "h" and text[s.start : s.end].isupper() and kinds(found[n + 1 : n + 2]) in ("N", "T", "H"):
            s.kind, s.value = "H", "honorific"  # "HE Mohamed Bazoum"
        if s.held and {s.kind, s.held[0]} == {"k", "u"} and TALKS_OF.match(kinds(found[n + 1 : n + 8])):
            s.kind, s.value = "u", "meeting"  # "Talks between A and B", "Talks are under way in S between A and B"
        if s.held and {s.kind, s.held[0]} == {"@", "V"}:  # "visiting Russian Foreign Minister X", "visiting Russia"
            after = kinds(found[n + 1 : n + 4])
            s.kind, s.value = ("@", "visiting") if VISITOR.match(after) else ("V", "visit")
        s.held = None
    return found


def _capital(text: str, found: list[Symbol], known: Collection[str] | None) -> list[Symbol]:
    """A small word with a capital before a name belongs to it: "met To Lam"; first in a sentence only if the shelf says so."""
    for at in [m.start() for m in CAPITAL.finditer(kinds(found))]:
        before, s, after = found[at - 1] if at else NOTHING, found[at], [*found[at + 1 : at + 2], NOTHING][0]
        if (
            s.kind == "T"
            and s.value == "sultan"
            and before.kind == "H"
            and before.value != "style"
            and after.kind in "Nx"
        ):
            s.kind, s.value = "N", ""  # "Sheikh Sultan": a given name
        joined = after.kind == "_" and text[s.end : s.end + 1] == "-"  # "Amir-Abdollahian"
        royal = s.kind == "T" and s.value in ("emir", "sultan") and (after.kind == "N" or joined)
        if royal and (before.kind == "N" or (s.value == "emir" and _shelved(text, s.start))):
            s.kind, s.value = "N", ""  # "Hossein Amir-Abdollahian", "Amir Khan Muttaqi"
        if s.value == "sultan" and before.kind == "T" and FATHERS & {*text[s.end : s.end + 6].split()[:1]}:
            s.kind, s.value = "N", ""  # "Minister Sultan bin Saad": titles stand before names
        if s.kind == "x" and before.kind in "TH" and before.kind and after.kind == "N" and text[s.start].isupper():
            s.kind, s.value = "N", ""  # "Prime Minister Novruz Mammadov", "Dr Win Aung": no feast, no victory
        if s.value.startswith("month:") and before.kind in "NH" and before.kind and after.kind != "#":
            s.kind, s.value = "N", ""  # "Theresa May"
        if (
            s.value.startswith("month:")
            and s.end - s.start == 3
            and after.kind == "N"
            and text[s.end : after.start] == " "
        ):
            s.kind, s.value = "N", ""  # "Jan Lipavsky"
        if s.kind == "s" and text[s.start].isupper() and (before.kind == "N" or before.value in PARTICLES):
            s.kind, s.value = "N", ""  # "Haitham bin Tariq Al Said", "Qaboos bin Said"
        if (
            s.kind == "T"
            and before.kind == "N"
            and text[s.end - 1] == "."
            and named_before(text[before.start : s.end - 1])
        ):
            s.kind, s.value, s.end = "N", "", s.end - 1  # "Hun Sen."
        if s.kind == "T" and before.kind == "#" and s.end - s.start == 2 and text[s.start].islower():
            s.kind, s.value = "x", text[s.start : s.end]  # "3 pm"
        if s.kind not in SMALL or after.kind != "N" or not text[s.start].isupper():
            continue
        whole = fold(text[s.start : after.end])
        if reference.named(whole) or (known is None and s is not found[0] and after.start - s.end == 1):
            s.kind, s.value = "N", ""
    return found


def _shelved(text: str, at: int) -> bool:
    """Do two to four words from here on make a name of the shelf?"""
    words = [m.end() for m in islice(WORD.finditer(text, at), 4)]
    return any(reference.named(fold(text[at:end])) for end in words[1:])


def _gap(text: str, start: int, end: int, known: Collection[str] | None) -> list[Symbol]:
    piece = text[start:end]
    if piece.isascii() and piece.islower() and piece.replace(" ", "").isalpha():
        return list(_small_words(piece, start))
    found = []
    for word in WORD.finditer(text, start, end):
        token, (a, b) = word[0], word.span()
        kind, value, stop = _told(token)
        if kind == "N" and known is not None and fold(token).rstrip(".") not in known:
            kind, value, stop = _filler(token)
        found.append(Symbol(kind, value, a, b - stop))
        if stop:
            found.append(Symbol(".", ".", b - 1, b))
    return found


def _small_words(piece: str, at: int) -> Iterator[Symbol]:
    """Words of plain small letters, which are fillers."""
    for word in piece.split(" "):
        if word:
            yield Symbol("x", word, at, at + len(word))
        at += len(word) + 1


@lru_cache(1 << 16)  # the words between mentions are few, and come again and again
def _told(token: str) -> tuple[str, str, bool]:
    """The kind and value of a word between mentions, and whether the full stop at its end is none of its own."""
    if token[0].islower() and token[-1] != "." and not _prefixed(token):
        return "x", fold(token), False
    if token[0].isdigit():
        return "#", f"c{token}", False
    if len(token) == 1 and not token.isalnum():
        return "'" if token in "'’‘" else PUNCTUATION.get(fold(token), "x"), token, False
    if token[0].isupper() or _prefixed(token):
        return "N", "", token.endswith(".") and not INITIAL.match(token) and fold(token) not in ("jr.", "sr.")
    return _filler(token)


def _filler(token: str) -> tuple[str, str, bool]:
    return "x", fold(token), token.endswith(".") and len(token) > 1 and "." not in token[:-1]  # "p.m."


def _prefixed(token: str) -> bool:
    """Does a name start with a small particle joined to it: "el-Sisi", "al-Burhan", "d'Estaing"?"""
    head = PARTICLE.match(token)
    return head is not None and head[1] in JOINED and token[head.end() : head.end() + 1].isupper()


def _run(text: str, start: int, end: int, before: list[Symbol], noise: re.Pattern[str] | None) -> list[Symbol]:
    """The gap between two mentions in a script without spaces and capitals."""
    found = [s for s in _gap(text, start, end, None) if s.value != "·" and not (noise and _inside(noise, text, s))]
    between = text[before[-1].end : found[0].start] if found and before else "?"
    at_once = not (noise.sub("", text[max(0, start - 1) : found[0].start])[1:] if found and noise else between)
    if found and found[0].kind == "x" and _name_like(text, found[0], before, at_once):
        found[0].kind, found[0].value = "N", ""
    return found


def _inside(noise: re.Pattern[str], text: str, symbol: Symbol) -> bool:
    near = noise.finditer(text, max(0, symbol.start - 8), symbol.end + 8)
    return any(n.start() <= symbol.start and symbol.end <= n.end() for n in near)


def _name_like(text: str, run: Symbol, before: list[Symbol], at_once: bool) -> bool:
    """What follows a title is a name, and what is written to; so is what has the dot of foreign names in it."""
    token = text[run.start : run.end]
    follows = at_once and bool(before) and before[-1].kind in "THJ"
    return token[0].isalpha() and len(token) <= LONGEST_NAME and (follows or "·" in token)


def _opening(text: str, found: list[Symbol], known: Collection[str] | None) -> list[Symbol]:
    """The first word of a sentence has its capital from its place: alone, and no name elsewhere, it is a filler."""
    first = next((i for i, s in enumerate(found) if s.kind not in '"(&_'), None)
    if known is not None or first is None or found[first].kind != "N" or first + 1 >= len(found):
        return found
    word, after = found[first], found[first + 1]
    alone = text[word.start : word.end]
    shelved = len(alone) > SHORT and reference.named(fold(alone))  # "Stubb will be received"
    if after.kind in "xSACwzpndft#?+-<rulMU" and text.count(alone) < 2 and not shelved:
        word.kind, word.value = "x", fold(alone)
    return found


def _join_names(text: str, found: list[Symbol]) -> list[Symbol]:
    """Neighbouring capitalised words, with the particles between them, become one name; so does a state inside one."""
    joined: list[Symbol] = []
    done = 0
    for i in [n for n, s in enumerate(found) if s.kind in NAMING]:
        last = _name_end(text, found, i) if i >= done else None
        if last is not None and (last > i or found[i].kind != "N"):
            joined += found[done:i]
            joined.append(Symbol("N", "", found[i].start, found[last].end))
            done = last + 1
    return joined + found[done:]


def _name_end(text: str, found: list[Symbol], i: int) -> int | None:
    """Index of the last symbol of the name that starts at ``i``; None where none starts."""
    if not (found[i].kind == "N" or _state_in_name(text, found, i)):
        return None
    last = i
    j = i + 1
    while j < len(found) and _apart(text, found[j - 1].end, found[j].start):
        token = text[found[j].start : found[j].end]
        if found[j].kind in "SC" and token.isupper():
            break  # "STRONG UAE TIES": in capitals everything looks like a name
        if found[j].kind == "N" or (found[j].kind == '"' and _nickname(found, j)) or found[j].kind in "SC":
            last = j
        elif token == "-" and not text[found[j].end : found[j].end + 1].isspace() and j - last < 2:
            pass  # "Amir-Abdollahian", where the first half is a word of the lexicon too
        elif not (fold(token) in PARTICLES and j - last < 3) and not _nicked(found, j):
            break
        j += 1
    return last


def _state_in_name(text: str, found: list[Symbol], i: int) -> bool:
    """ "Israel Katz", "Paris Hilton": a state's name written straight before another name is part of it."""
    if found[i].kind not in "SC" or i + 1 >= len(found) or found[i + 1].kind != "N":
        return False
    if i and found[i - 1].kind in "oft5,&_":  # "the president of Azerbaijan Ilham Aliyev"
        return False
    return text[found[i].end : found[i + 1].start] == " " and not text[found[i].start : found[i].end].isupper()


def _nickname(found: list[Symbol], j: int) -> bool:
    """The closing quote of a nickname between two names."""
    return (
        j >= 2
        and found[j - 1].kind == "N"
        and found[j - 2].kind == '"'
        and j + 1 < len(found)
        and found[j + 1].kind == "N"
    )


def _nicked(found: list[Symbol], j: int) -> bool:
    """The opening quote of a nickname: N " N " N."""
    return kinds(found[j : j + 4]) == '"N"N'


def _apart(text: str, a: int, b: int) -> bool:
    return b - a <= 1 and text[a:b].strip() in ("", "-", "·")
