"""Languages of one script told apart by langdetect's own profiles, many texts at once.

The score of a language is the sum over all n-grams (1 to 3 characters) of log(alpha / 10000 + P), which langdetect's sampler
approximates. A character and the two before it fix its n-grams, so one row of a table per character is added up: fast with
NumPy alone, the same on every run, and in agreement with the reference more often than its seeds among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from langdetect.utils.ngram import NGram

from toolkit.identify import scripts
from toolkit.identify.reference import candidates, factory

ALPHA = 0.5 / 10000  # langdetect's smoothing
BLOCK = 1 << 15  # characters scored at once: their rows stay in the cache
BLANK, OTHER = 0, 1  # ids of a blank and of characters no profile knows
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Model:
    """One script: language codes, id of each code point, upper-case flags, row of each context, and the scores by row.

    A context is a character and the two before it. Few pairs stand in a known n-gram of three: only those have a ``slot``, with
    a row for each character before them. All contexts in full were 150 MB for Latin letters.
    """

    codes: tuple[str, ...]
    ids: Array
    upper: Array
    size: int
    base: Array
    slots: Array
    rows: Array
    scores: Array
    grams: Array


@cache
def model(script: str) -> Model:
    """The tables of a script, made from the profiles langdetect ships."""
    codes = candidates(script)
    known = factory().word_lang_prob_map
    columns = [factory().langlist.index(c) for c in codes]
    kept = {w: p for w, v in known.items() if len(w) <= 3 and any(p := [v[c] for c in columns])}
    letters = sorted({c for w in kept for c in w if c != " " and _of_script(c, script)})
    number = {" ": BLANK, **{c: i for i, c in enumerate(letters, 2)}}
    scores = {w: np.log(ALPHA + np.array(p)) for w, p in kept.items() if all(c in number for c in w)}
    ids, upper = _characters(number)
    return Model(codes, ids, upper, len(number) + 1, *_contexts(scores, number, len(codes)))


def _of_script(character: str, script: str) -> bool:
    return character.isascii() is False or script == "latn"


def _characters(number: dict[str, int]) -> tuple[Array, Array]:
    """Id and upper-case flag of every code point, as langdetect folds them."""
    ids = np.full(0x110000, OTHER, np.int32)
    upper = np.zeros(0x110000, bool)
    for point in (*range(0x2100), *range(0xFB50, 0xFF00)):
        folded = NGram.normalize(chr(point))
        ids[point] = number.get(folded, OTHER)
        upper[point] = folded.isupper()
    return ids, upper


def _contexts(scores: dict[str, Array], number: dict[str, int], wide: int) -> tuple[Array, ...]:
    """Row of each pair, slot of each pair, row of each context of a slot, the summed scores of its n-grams, and their number."""
    size = len(number) + 1
    base = np.zeros(size * size, np.int32)  # of the last two characters, whatever stands before
    table: list[Array] = [np.zeros(wide)]
    grams = [0]
    single = {number[w]: v for w, v in scores.items() if len(w) == 1 and w != " "}
    double = {(number[w[0]], number[w[1]]): v for w, v in scores.items() if len(w) == 2}
    for a in range(size):
        for b in range(size):
            parts = [v for v in (single.get(a), double.get((b, a))) if v is not None]
            if parts and not a == b == BLANK:
                base[b * size + a] = len(table)
                table.append(np.sum(parts, axis=0))
                grams.append(len(parts))
    triples = [(w, number[w[1]] * size + number[w[2]]) for w in scores if len(w) == 3 and w[1] != " "]
    pairs = np.array(sorted({pair for _, pair in triples}), np.int64)
    slots = np.zeros(size * size, np.int32)
    slots[pairs] = np.arange(1, len(pairs) + 1)
    rows = np.repeat(np.concatenate(([0], base[pairs])).astype(np.int32), size)
    for word, pair in triples:
        rows[slots[pair] * size + number[word[0]]] = len(table)
        table.append(table[base[pair]] + scores[word])
        grams.append(grams[base[pair]] + 1)
    return base, slots, rows, np.array(table, np.float32), np.array(grams, np.int32)


def classify(script: str, texts: Sequence[str]) -> tuple[list[str | None], list[float]]:
    """Texts of a script -> their languages (none where no n-gram is known) and the margins per n-gram over the next one."""
    if not texts:
        return [], []
    held = model(script)
    code, starts = scripts.points(texts)
    rows = _rows(held, code)
    total = _summed(held.scores, rows, starts)
    grams = np.add.reduceat(held.grams[rows], starts)
    best = total.argmax(1)
    top = np.partition(total, -2, axis=1)[:, -2:]
    margin = (top[:, 1] - top[:, 0]) / np.maximum(grams, 1)
    return [held.codes[b] if g else None for b, g in zip(best, grams, strict=True)], margin.tolist()


def _rows(held: Model, code: Array) -> Array:
    """The table's row of every character; row 0, which says nothing, for a capital after a capital."""
    a = held.ids[code]
    b, c = np.zeros_like(a), np.zeros_like(a)
    b[1:], c[2:] = a[:-1], a[:-2]
    c[b == BLANK] = BLANK  # a word starts anew
    pair = b * held.size + a
    slot = held.slots[pair]
    rows: Array = np.where(slot > 0, held.rows[slot * held.size + c], held.base[pair])
    upper = held.upper[code]
    rows[1:][upper[1:] & upper[:-1]] = 0
    return rows


def _summed(scores: Array, rows: Array, starts: Array) -> Array:
    """Scores added up by text, in blocks of whole texts."""
    total = np.empty((len(starts), scores.shape[1]), np.float32)
    ends = np.append(starts[1:], len(rows))
    first = 0
    while first < len(starts):
        last = max(first + 1, int(np.searchsorted(ends, starts[first] + BLOCK, side="right")))
        part = scores[rows[starts[first] : ends[last - 1]]]
        total[first:last] = np.add.reduceat(part, starts[first:last] - starts[first], axis=0)
        first = last
    return total
