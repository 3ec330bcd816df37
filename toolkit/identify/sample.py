"""The part of an article that is read for its language: the start of its body, furniture left out."""

from __future__ import annotations

import polars as pl

BODY = ("body", "subhead", "dek")
WEB = r"https?://\S+|\S+@\S+\.\w+"


def sampled(articles: pl.DataFrame, blocks: pl.DataFrame, length: int) -> pl.Series:
    """Articles and blocks -> the first ``length`` characters of each body; of the title, or the text, where there is none."""
    start = pl.col("body_start")
    whole = pl.col("body_end") - start <= length * 2
    body = pl.when(start.is_not_null()).then(pl.col("text").str.slice(start, length))
    own = _own(articles.filter(start.is_not_null() & whole), blocks, length)
    joined = articles.select("article_id", "text", "title", "body_start", "body_end").join(
        own, on="article_id", how="left", maintain_order="left"
    )
    said = pl.coalesce("own", body, "title", pl.col("text").str.slice(0, length))
    return joined.select(said.str.replace_all(WEB, " ").alias("said"))["said"]


def _own(short: pl.DataFrame, blocks: pl.DataFrame, length: int) -> pl.DataFrame:
    """Of short bodies, where one line of furniture weighs, the article's own lines alone; an article given twice counts once."""
    lines = (
        blocks.filter(pl.col("kind").is_in(BODY))
        .join(short.select("article_id", "text").unique("article_id"), on="article_id")
        .unique(["article_id", "start"])
        .sort("article_id", "start")
        .select("article_id", said=pl.col("text").str.slice("start", pl.col("end") - pl.col("start")))
    )
    return lines.group_by("article_id", maintain_order=True).agg(own=pl.col("said").str.join("").str.slice(0, length))
