"""langdetect itself: seeded, loaded once before any thread, its candidates limited to those written in the text's script."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
from langdetect import DetectorFactory, detector_factory
from langdetect.lang_detect_exception import LangDetectException
from numpy.typing import NDArray

from toolkit.identify import scripts

SEED = 0


class Profiles(Mapping[str, list[float]]):
    """langdetect's map of n-grams, as it reads it: n-gram -> probability by language, a new list each time.

    An n-gram is of two languages on average, and of 55 asked. What langdetect keeps, a list of 55 each, is 50 MB a worker.
    """

    def __init__(self, full: Mapping[str, list[float]], wide: int) -> None:
        self.wide = wide
        self._at = {gram: number for number, gram in enumerate(full)}
        self._ends, self._column, self._value = array("I", [0]), array("B"), array("d")
        for row in full.values():
            held = [(column, value) for column, value in enumerate(row) if value]
            self._column.extend(column for column, _ in held)
            self._value.extend(value for _, value in held)
            self._ends.append(len(self._value))

    def __getitem__(self, gram: str) -> list[float]:
        at, row = self._at[gram], [0.0] * self.wide
        for number in range(self._ends[at], self._ends[at + 1]):
            row[self._column[number]] = self._value[number]
        return row

    def __contains__(self, gram: object) -> bool:
        return gram in self._at

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def matrix(self) -> NDArray[np.float64]:
        """All of it, a row an n-gram and a column a language."""
        full = np.zeros((len(self), self.wide))
        rows = np.repeat(np.arange(len(self)), np.diff(np.array(self._ends)))
        full[rows, np.array(self._column)] = np.array(self._value)
        return full


@cache
def factory() -> DetectorFactory:
    """The loaded profiles. Loading is not safe in threads, so it is done once, here."""
    DetectorFactory.seed = SEED
    detector_factory.init_factory()
    made = detector_factory._factory
    made.word_lang_prob_map = Profiles(made.word_lang_prob_map, len(made.langlist))
    return made


@cache
def candidates(script: str) -> tuple[str, ...]:
    """The languages of langdetect that are written in a script."""
    other = {c for codes in scripts.WRITTEN.values() for c in codes} | set(scripts.ONLY.values()) | {"zh-cn", "zh-tw"}
    return scripts.WRITTEN.get(script) or tuple(c for c in factory().langlist if c not in other)


def detect(text: str) -> str | None:
    """ISO 639-1 code of a text, ``zh`` for every form of Chinese; none where it has no letters to go by."""
    (script,) = scripts.of([text])
    if script is None or script in scripts.ONLY:
        return scripts.ONLY.get(script or "")
    detector = factory().create()
    detector.set_prior_map(dict.fromkeys(candidates(script), 1.0))
    detector.append(text)
    try:
        found = str(detector.detect())
    except LangDetectException:
        return None
    return None if found == "unknown" else found
