"""The language of an article, by langdetect (seeded, candidates limited by script), from its body alone."""

from __future__ import annotations

import re
from functools import cache

import polars as pl
from langdetect import DetectorFactory, detector_factory
from langdetect.lang_detect_exception import LangDetectException

BASIS = 400  # characters of the body that are read
HAN = re.compile(r"[\u4e00-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


@cache
def _ready() -> DetectorFactory:
    DetectorFactory.seed = 0
    detector_factory.init_factory()
    return detector_factory._factory


def detect(text: str) -> str | None:
    """ISO 639-1 code of a text; none where it has no letters to go by."""
    if len(HAN.findall(text[:BASIS])) * 3 > len(text[:BASIS].strip()) and not KANA.search(text[:BASIS]):
        return "zh"
    detector = _ready().create()
    detector.append(text[:BASIS])
    try:
        found = str(detector.detect())
    except LangDetectException:
        return None
    return "zh" if found.startswith("zh") else (None if found == "unknown" else found)


def languages(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Fill ``language`` and ``language_basis`` of articles from their bodies; the title where there is none."""
    found = [
        detect(text[start:end] if start is not None else (title or text))
        for text, start, end, title in articles.select("text", "body_start", "body_end", "title").iter_rows()
    ]
    return articles.with_columns(
        language=pl.Series(found, dtype=pl.String),
        language_basis=pl.Series(["langdetect" if f else None for f in found], dtype=pl.String),
    )
