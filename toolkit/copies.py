"""Wire copies and near duplicates: articles of one language and about one day whose five-word hashes contain each other.

Containment, not likeness, because agencies' copies are cut. Every eighth hash of all runs of five tokens is kept; two articles
are of one story when at least half of the smaller set is shared. Polars alone, cost linear in the text: shingles in few
articles are paired all with all, common ones only with the first article that holds them. Fingerprints are made anew on each
build, since Polars does not promise the same hash in every version.
"""

from __future__ import annotations

import polars as pl

TOKEN = r"[\u3040-\u30ff\u3400-\u9fff]|\w+"
RUN = 5  # tokens of a shingle
KEPT = 8  # one of so many shingles
SHARED = 0.5  # of the smaller article's shingles
LEAST = 4  # shared shingles; less is chance
COMMON = 60  # articles that hold a shingle before it counts as a commonplace
DAYS = 3  # between two copies of a story
ROWS = 5_000  # articles shingled at once: bounds memory
HELD = 2_000_000  # shingles compared at once: bounds memory
FINGERPRINTS = {"article_id": pl.String, "language": pl.String, "published_date": pl.Date, "hash": pl.UInt64}


def stories(articles: pl.DataFrame) -> pl.DataFrame:
    """Fill ``story_id`` (the article_id of the earliest copy) and ``copy_role`` of ``tables.ARTICLES`` rows."""
    told = group(fingerprints(articles), articles.select("article_id", "published_date"))
    joined = articles.drop("story_id", "copy_role", strict=False).join(
        told, on="article_id", how="left", maintain_order="left"
    )
    return joined.select(articles.columns if "story_id" in articles.columns else joined.columns)


def fingerprints(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles -> ``article_id, language, published_date, hash``: the sampled shingles of their bodies, many rows an article."""
    parts = [_fingerprints(articles.slice(at, ROWS)) for at in range(0, articles.height, ROWS)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=FINGERPRINTS)


def _fingerprints(articles: pl.DataFrame) -> pl.DataFrame:
    body = pl.col("text").str.slice(pl.col("body_start"), pl.col("body_end") - pl.col("body_start"))
    tokens = (
        articles.lazy()
        .select("article_id", "language", "published_date", token=body.str.to_lowercase().str.extract_all(TOKEN))
        .explode("token", empty_as_null=True, keep_nulls=False)
        .with_columns(h0=pl.col("token").hash(1))
    )
    following = [pl.col("h0").shift(-i).alias(f"h{i}") for i in range(1, RUN)]
    same = pl.col("article_id").shift(1 - RUN) == pl.col("article_id")  # a run does not cross into the next article
    return (
        tokens.with_columns(*following, same=same)
        .filter("same")
        .select("article_id", "language", "published_date", hash=pl.struct(f"h{i}" for i in range(RUN)).hash(7))
        .filter(pl.col("hash") % KEPT == 0)
        .unique()
        .collect()
    )


def group(prints: pl.DataFrame, articles: pl.DataFrame | None = None) -> pl.DataFrame:
    """Fingerprints -> ``article_id, story_id, copy_role``; ``articles`` (article_id, published_date) adds those without any."""
    own = ("article_id", "language", "published_date")
    told = prints.select(own).unique()
    if articles is not None:
        told = (
            articles.select("article_id", "published_date")
            .unique()
            .join(told.select("article_id", "language"), on="article_id", how="left")
        )
    return gathered(prints.group_by("article_id").agg(hashes="hash"), told)


def gathered(prints: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """``article_id, hashes`` (a list, one row an article) and all articles once (article_id, language, published_date) -> the
    same: in memory for many articles.
    """
    order = articles.sort("published_date", "article_id", nulls_last=True).with_row_index("rank")
    story = _closed(order, _pairs(prints, order))
    return (
        order.with_columns(story=story)
        .join(order.select(story="rank", story_id="article_id"), on="story", how="left", maintain_order="left")
        .select(
            "article_id",
            "story_id",
            copy_role=pl.when(pl.col("story_id") == pl.col("article_id"))
            .then(pl.lit("original"))
            .otherwise(pl.lit("copy")),
        )
    )


def _pairs(prints: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Pairs of ranks (a < b) of one language, at most :data:`DAYS` apart, that share enough."""
    held = prints.join(order, on="article_id").select(
        "rank", "hashes", "published_date", language=pl.col("language").cast(pl.Categorical)
    )
    shares = 1 + int(held["hashes"].list.len().sum()) // HELD
    shared = [_shared(_share(held, shares, number)) for number in range(shares)]
    return _contained(pl.concat(shared), held, order)


def _share(held: pl.DataFrame, shares: int, number: int) -> pl.DataFrame:
    """One of so many shares of all shingles, a row each. Shingles meet their own kind only, so shares can be counted apart."""
    some = (
        held
        if shares == 1
        else held.with_columns(
            hashes=pl.col("hashes").list.eval(pl.element().filter(pl.element() // KEPT % shares == number))
        )
    )
    return some.explode("hashes", empty_as_null=False, keep_nulls=False).rename({"hashes": "hash"})


def _shared(prints: pl.DataFrame) -> pl.DataFrame:
    """How many shingles two ranks share: ``a, b, shared``."""
    held = prints.with_columns(
        held_by=pl.len().over("hash", "language"), first=pl.col("rank").min().over("hash", "language")
    ).filter(pl.col("held_by") > 1)
    rare = held.filter(pl.col("held_by") <= COMMON).lazy()
    left = rare.select("hash", "language", "published_date", b="rank")
    right = rare.select("hash", "language", other="published_date", a="rank")
    near = left.join(right, on=["hash", "language"], nulls_equal=True).filter(pl.col("a") < pl.col("b"))
    near = near.filter(_one_time(pl.col("published_date"), pl.col("other"))).select("a", "b")
    common = (
        held.lazy()
        .filter((pl.col("held_by") > COMMON) & (pl.col("rank") > pl.col("first")))
        .select(a="first", b="rank")
    )
    return pl.concat([near, common]).group_by("a", "b").agg(shared=pl.len()).collect()


def _one_time(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Dates near each other; articles without a date are compared with those without one."""
    return ((a - b).dt.total_days().abs() <= DAYS).fill_null(a.is_null() & b.is_null())


def _contained(shared: pl.DataFrame, held: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    sizes = held.lazy().select("rank", size=pl.col("hashes").list.len())
    dates = order.lazy().select("rank", "published_date")
    side = sizes.join(dates, on="rank")
    counted = shared.lazy().group_by("a", "b").agg(pl.col("shared").sum()).filter(pl.col("shared") >= LEAST)
    both = counted.join(side.rename({"rank": "a", "size": "size_a", "published_date": "day_a"}), on="a").join(
        side.rename({"rank": "b", "size": "size_b", "published_date": "day_b"}), on="b"
    )
    enough = pl.col("shared") >= SHARED * pl.min_horizontal("size_a", "size_b")
    return both.filter(enough & _one_time(pl.col("day_a"), pl.col("day_b"))).select("a", "b").collect().sort("a", "b")


def _closed(order: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """The lowest rank that each article is linked with, through any chain of pairs."""
    low = list(range(order.height))

    def root(i: int) -> int:
        while low[i] != i:
            low[i] = low[low[i]]
            i = low[i]
        return i

    for a, b in pairs.iter_rows():
        first, second = sorted((root(a), root(b)))
        low[second] = first
    return pl.Series("story", [root(i) for i in range(len(low))], dtype=order.schema["rank"])
