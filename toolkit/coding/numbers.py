"""Number words and figures become one symbol: ``q`` an ordinal, ``#`` a cardinal, with the value as a whole number."""

from __future__ import annotations

import re
from functools import cache

from toolkit.coding.symbols import Symbol
from toolkit.language import fold, load


@cache
def _suffixes(code: str) -> tuple[str, ...]:
    return tuple(fold(s) for s in load(code).sections.get("number", {}).get("suffix", ()))


def parse(text: str, symbols: list[Symbol], language: str) -> list[Symbol]:
    """Symbols -> symbols in which every number is one symbol holding its value."""
    found: list[Symbol] = []
    i = 0
    while i < len(symbols):
        if symbols[i].kind != "#":
            found.append(symbols[i])
            i += 1
            continue
        value, ordinal, stop = _number(text, symbols, i, language)
        kind = "q" if ordinal else "#"
        found.append(Symbol(kind, str(value), symbols[i].start, symbols[stop - 1].end, value))
        i = stop
    return found


def _number(text: str, symbols: list[Symbol], i: int, language: str) -> tuple[int, bool, int]:
    """The value at ``i``, whether it is an ordinal, and where it ends: "seventy-fifth", "one hundred", "50th"."""
    value, ordinal = _value(symbols[i])
    stop = i + 1
    while stop < len(symbols):
        nxt = stop + 1 if symbols[stop].kind == "_" and stop + 1 < len(symbols) else stop
        if symbols[nxt].kind != "#" or (
            symbols[nxt].value[1:2].isdigit() and symbols[i].value == text[symbols[i].start :]
        ):
            break
        if not _joins(text, symbols, i, nxt, value):
            break
        more, ordinal = _value(symbols[nxt])
        value = value * more if more == 100 else value + more
        stop = nxt + 1
    if stop < len(symbols) and symbols[stop].start == symbols[stop - 1].end:
        ordinal = ordinal or symbols[stop].value in _suffixes(language)
        stop += symbols[stop].value in _suffixes(language)
    return value, ordinal, stop


def _joins(text: str, symbols: list[Symbol], i: int, nxt: int, value: int) -> bool:
    """Number words join when the second is smaller than a ten, or is a hundred; figures never do."""
    words = [text[s.start : s.end] for s in (symbols[i], symbols[nxt])]
    if any(w[:1].isdigit() for w in words) or symbols[nxt].start - symbols[nxt - 1].end > 1:
        return False
    more = _value(symbols[nxt])[0]
    return (value % 10 == 0 and value >= 20 and more < 10) or (more == 100 and value < 10)


def _value(symbol: Symbol) -> tuple[int, bool]:
    digits = re.sub(r"[.,]", "", symbol.value[1:])
    return (int(digits) if digits.isdecimal() else 0), symbol.value[0] == "o"
