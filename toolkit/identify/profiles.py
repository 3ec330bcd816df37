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
    full = known.matrix()[:, [factory().langlist.index(c) for c in codes]]
    kept = {w: i for i, (w, said) in enumerate(zip(known, full.any(axis=1), strict=True)) if said and len(w) <= 3}
    letters = sorted({c for w in kept for c in w if c != " " and _of_script(c, script)})
    number = {" ": BLANK, **{c: i for i, c in enumerate(letters, 2)}}
    kept = {w: i for w, i in kept.items() if all(c in number for c in w)}
    scores = np.log(ALPHA + full[list(kept.values())])
    ids, upper = _characters(number)
    return Model(codes, ids, upper, len(number) + 1, *_contexts(list(kept), scores, number))


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


def _contexts(words: Sequence[str], scores: Array, number: dict[str, int]) -> tuple[Array, ...]:
    """Row of each pair, slot of each pair, row of each context of a slot, the summed scores of its n-grams, and their number.

    ``scores`` has a row a word; one more, of zeros, stands for a word that is none. Rows are added up in one go: an array
    each left the heap in pieces, which no later batch could use whole.
    """
    size = len(number) + 1
    none, wide = len(words), scores.shape[1]
    scores = np.concatenate([scores, np.zeros((1, wide))])
    single, double = np.full(size, none), np.full((size, size), none)
    triples: list[tuple[int, int, int]] = []  # slot's pair, character before it, word
    for at, word in enumerate(words):
        points = [number[c] for c in word]
        if len(word) == 1 and word != " ":
            single[points[0]] = at
        elif len(word) == 2:
            double[points[0], points[1]] = at
        elif len(word) == 3 and word[1] != " ":
            triples.append((points[1] * size + points[2], points[0], at))
    return _table(scores, none, single, double, np.array(triples, np.int64).reshape(-1, 3))


def _table(scores: Array, none: int, single: Array, double: Array, triples: Array) -> tuple[Array, ...]:
    """The tables of :func:`_contexts` by the row of each word in ``scores``."""
    size = len(single)
    first, second = np.broadcast_to(single[:, None], (size, size)), double.T  # by the last character and the one before
    told = (first != none) | (second != none)
    told[BLANK, BLANK] = False
    last, before = np.nonzero(told)
    base = np.zeros(size * size, np.int32)  # of the last two characters, whatever stands before
    base[before * size + last] = np.arange(1, len(last) + 1)
    first, second = first[told], second[told]
    pairs = np.unique(triples[:, 0])
    slots = np.zeros(size * size, np.int32)
    slots[pairs] = np.arange(1, len(pairs) + 1)
    rows = np.repeat(np.concatenate(([0], base[pairs])).astype(np.int32), size)
    rows[slots[triples[:, 0]] * size + triples[:, 1]] = np.arange(len(triples)) + 1 + len(first)
    under = base[triples[:, 0]]
    table = np.concatenate([np.zeros((1, scores.shape[1])), scores[first] + scores[second]])
    grams = np.concatenate([[0], (first != none).astype(np.int32) + (second != none)])
    table = np.concatenate([table, table[under] + scores[triples[:, 2]]]).astype(np.float32)
    return base, slots, rows, table, np.concatenate([grams, grams[under] + 1]).astype(np.int32)


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
