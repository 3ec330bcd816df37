"""The script a text is written in, counted from its code points; and the languages langdetect knows of each script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

HAN = r"[\u3400-\u9fff]"
RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "latn": ((0x41, 0x5B), (0x61, 0x7B), (0xC0, 0x250), (0x1E00, 0x1F00)),
    "cyrl": ((0x400, 0x500),),
    "arab": ((0x600, 0x700), (0x750, 0x780)),
    "deva": ((0x900, 0x980),),
    "han": ((0x3400, 0xA000),),
    "kana": ((0x3040, 0x30FB), (0x30FC, 0x3100)),
    "hang": ((0xAC00, 0xD7B0), (0x1100, 0x1200)),
    "grek": ((0x370, 0x400),),
    "hebr": ((0x590, 0x600),),
    "thai": ((0xE00, 0xE80),),
    "beng": ((0x980, 0xA00),),
    "guru": ((0xA00, 0xA80),),
    "gujr": ((0xA80, 0xB00),),
    "taml": ((0xB80, 0xC00),),
    "telu": ((0xC00, 0xC80),),
    "knda": ((0xC80, 0xD00),),
    "mlym": ((0xD00, 0xD80),),
}
NAMES = tuple(RANGES)
ONLY = {
    "han": "zh",
    "kana": "ja",
    "hang": "ko",
    "grek": "el",
    "hebr": "he",
    "thai": "th",
    "beng": "bn",
    "guru": "pa",
    "gujr": "gu",
    "taml": "ta",
    "telu": "te",
    "knda": "kn",
    "mlym": "ml",
}
WRITTEN = {"cyrl": ("ru", "uk", "bg", "mk"), "arab": ("ar", "fa", "ur"), "deva": ("hi", "mr", "ne")}
SHARED = ("latn", *WRITTEN)
EAST = ("han", "kana", "hang")
LETTERS_TO_A_SIGN = 3  # Latin letters that weigh as one East Asian sign
KANA, HANGUL = 0.10, 0.3  # shares of the East Asian signs that make a text Japanese or Korean


@cache
def _table() -> np.ndarray[Any, Any]:
    table = np.zeros(0x110000, np.uint8)
    for number, ranges in enumerate(RANGES.values(), 1):
        for low, high in ranges:
            table[low:high] = number
    return table


def points(texts: Sequence[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Texts -> the code points of all of them, a blank after each, and where each starts."""
    lengths = np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))
    joined = " ".join((*texts, ""))
    code = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return code, np.cumsum(lengths) - lengths


def of(texts: Sequence[str]) -> list[str | None]:
    """The main script of each text; none where it has no letters."""
    if not texts:
        return []
    code, starts = points(texts)
    row = np.repeat(np.arange(len(texts)), np.diff(np.append(starts, len(code))))
    wide = len(NAMES) + 1
    counted = np.bincount(row * wide + _table()[code], minlength=len(texts) * wide).reshape(-1, wide)[:, 1:]
    return [_main(dict(zip(NAMES, map(int, c), strict=True))) for c in counted] if len(texts) < 64 else _many(counted)


def _main(count: dict[str, int]) -> str | None:
    east = sum(count[s] for s in EAST)
    if east and east * LETTERS_TO_A_SIGN >= count["latn"]:
        if count["hang"] > HANGUL * east:
            return "hang"
        if count["kana"] >= max(2, KANA * east):
            return "kana"
        return max(EAST, key=count.__getitem__)
    best = max(count, key=count.__getitem__)
    return best if count[best] else None


def _many(counted: np.ndarray[Any, Any]) -> list[str | None]:
    """The same for many: most texts are of one plain script, and only the others are looked at one by one."""
    best = counted.argmax(1)
    plain = counted[:, [NAMES.index(s) for s in EAST]].sum(1) == 0
    full = counted.sum(1) > 0
    return [
        (NAMES[b] if f else None) if p else _main(dict(zip(NAMES, map(int, c), strict=True)))
        for b, f, p, c in zip(best, full, plain, counted, strict=True)
    ]
