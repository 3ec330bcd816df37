"""langdetect itself: seeded, loaded once before any thread, its candidates limited to those written in the text's script."""

from __future__ import annotations

from functools import cache

from langdetect import DetectorFactory, detector_factory
from langdetect.lang_detect_exception import LangDetectException

from toolkit.identify import scripts

SEED = 0


@cache
def factory() -> DetectorFactory:
    """The loaded profiles. Loading is not safe in threads, so it is done once, here."""
    DetectorFactory.seed = SEED
    detector_factory.init_factory()
    return detector_factory._factory


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
