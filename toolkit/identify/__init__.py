"""The language of articles and headlines, from their own words and never from the page's furniture.

langdetect (seeded, candidates limited by script) is the reference. Whole corpora are read by its own profiles at once, each
n-gram counted rather than sampled (:mod:`toolkit.identify.profiles`); where that leaves doubt the reference is asked.
"""

from __future__ import annotations

import polars as pl

from toolkit.identify import profiles, scripts
from toolkit.identify.reference import detect
from toolkit.identify.sample import sampled
from toolkit.language import codes

LENGTH = 400  # characters that are read: more change nothing (258 of 258 bodies)
SURE = 0.02  # margin per n-gram below which the reference is asked
CLEAR = 0.12  # margin per n-gram that a headline needs to differ from its page: at .05, names alone made some foreign
TOO_SHORT = 30  # characters of a headline that inherits its page's language
HAN_WEIGHT = 3  # a Han character says as much as three letters
__all__ = ["detect", "headlines", "languages"]


def languages(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Fill ``language`` and ``language_basis`` of ``tables.ARTICLES`` rows from bodies, the title where there is none.

    What the format said stands where the words do not tell. ``blocks`` say which lines are the article's own.
    """
    said = sampled(articles, blocks, LENGTH)
    found = bulk(said)
    doubtful = (found["margin"] < SURE) & (found["basis"] == "bulk")
    asked = pl.Series([detect(t) if d else None for t, d in zip(said, doubtful, strict=True)], dtype=pl.String)
    own = found.select(
        language=pl.when(doubtful).then(asked).otherwise("language"),
        basis=pl.when(doubtful).then(pl.lit("langdetect")).otherwise("basis"),
    )
    told = articles["language"].cast(pl.String)
    return articles.with_columns(
        language=own["language"].fill_null(told),
        language_basis=pl.select(
            pl.when(own["language"].is_not_null()).then(own["basis"]).when(told.is_not_null()).then(pl.lit("metadata"))
        ).to_series(),
    )


def headlines(texts: pl.Series, page_language: pl.Series) -> pl.DataFrame:
    """Headlines and the languages of their pages -> ``language`` and ``language_basis`` (``headline`` or ``page``).

    A headline has a language of its own where its script or its words leave no doubt; else it has its page's.
    """
    found = bulk(texts)
    width = texts.str.len_chars() + texts.str.count_matches(scripts.HAN) * (HAN_WEIGHT - 1)
    known = found["language"].is_in(list(codes()))  # names make a short line look like Tagalog or Somali
    clear = (found["basis"] == "script") | ((found["margin"] >= CLEAR) & (width >= TOO_SHORT) & known)
    own = (clear & found["language"].is_not_null()) | page_language.is_null()
    frame = found.with_columns(page=page_language, own=own)
    return frame.select(
        language=pl.when("own").then("language").otherwise("page"),
        language_basis=pl.when(pl.col("own") & pl.col("language").is_not_null())
        .then(pl.lit("headline"))
        .when(pl.col("page").is_not_null())
        .then(pl.lit("page")),
    )


def bulk(texts: pl.Series) -> pl.DataFrame:
    """Texts -> ``language``, ``margin`` (per n-gram, over the second best) and ``basis`` (``script`` or ``bulk``).

    A script that one language alone is written in decides by itself; null where a text has no letters.
    """
    said = [t or "" for t in texts]
    written = scripts.of(said)
    language: list[str | None] = [scripts.ONLY.get(w or "") for w in written]
    margin = [1.0 if found else 0.0 for found in language]
    basis: list[str | None] = ["script" if found else None for found in language]
    for script in scripts.SHARED:
        rows = [i for i, w in enumerate(written) if w == script]
        codes, margins = profiles.classify(script, [said[i] for i in rows])
        for i, code, m in zip(rows, codes, margins, strict=True):
            language[i], margin[i], basis[i] = code, m, "bulk" if code else None
    return pl.DataFrame(
        {"language": language, "margin": margin, "basis": basis},
        schema={"language": pl.String, "margin": pl.Float64, "basis": pl.String},
    )
