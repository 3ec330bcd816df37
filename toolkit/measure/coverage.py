"""What the corpus covers: articles by period, the gaps between them, and warnings that a count alone would hide."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
THIN = 0.2  # of the median period: fewer articles than this make a rate unsteady
LOPSIDED = 0.8  # of the articles from one outlet or in one language: counts tell of that one


def coverage(articles: pl.DataFrame, period: str = "month", by: tuple[str, ...] = ()) -> pl.DataFrame:
    """Articles -> period (its first day), columns ``by`` (language, outlet), articles: a row for every period from first to last.

    A period without an article stands with 0: it is not covered. Articles without a day are not placed.
    """
    dated = articles.filter(pl.col("published_date").is_not_null()).with_columns(
        outlet=pl.coalesce("outlet", "host", pl.lit("unnamed")),
        period=pl.col("published_date").dt.truncate(PERIODS[_known(period)]),
    )
    counted = dated.group_by("period", *by).agg(articles=pl.len().cast(pl.Int64))
    every = calendar(dated["period"], period)
    groups = counted.select(by).unique() if by else None
    grid = every.join(groups, how="cross") if groups is not None else every
    filled = grid.join(counted, on=["period", *by], how="left", nulls_equal=True)
    return filled.with_columns(pl.col("articles").fill_null(0)).sort("period", *by)


def calendar(days: pl.Series, period: str) -> pl.DataFrame:
    """Every period from the first of ``days`` to the last, as a column ``period`` of first days; empty for no days."""
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return pl.DataFrame(schema={"period": pl.Date})
    whole = pl.date_range(first, last, PERIODS[_known(period)], eager=True)
    return pl.DataFrame({"period": whole})


def gaps(articles: pl.DataFrame, period: str = "month") -> pl.DataFrame:
    """Runs of periods without an article between the first and the last: start, end (last day), periods."""
    covered = coverage(articles, period).with_columns(empty=pl.col("articles") == 0)
    runs = covered.with_columns(run=pl.col("empty").rle_id()).filter("empty")
    ends = pl.col("period").max().dt.offset_by(PERIODS[period]) - timedelta(days=1)
    return runs.group_by("run").agg(start=pl.col("period").min(), end=ends, periods=pl.len()).sort("run").drop("run")


def warnings(articles: pl.DataFrame, period: str = "month") -> list[str]:
    """What a reader of a count must know of the corpus: undated articles, gaps, thin periods, one outlet or language alone."""
    said = []
    undated = articles["published_date"].null_count()
    if undated:
        said.append(f"{undated:,} of {articles.height:,} articles have no day of publication and are in no period")
    holes = gaps(articles, period)
    if holes.height:
        widest = holes.sort("periods", descending=True).row(0, named=True)
        said.append(f"{holes.height} gap(s) without an article; the widest from {widest['start']} to {widest['end']}")
    covered = coverage(articles, period).filter(pl.col("articles") > 0)
    thin = covered.filter(pl.col("articles") < pl.col("articles").median() * THIN).height
    if thin:
        said.append(f"{thin} {period}(s) hold fewer than a fifth of the median {period}'s articles")
    return said + _lopsided(articles)


def _lopsided(articles: pl.DataFrame) -> list[str]:
    said = []
    for column in ("outlet", "language"):
        counts = articles[column].drop_nulls().value_counts(sort=True)["count"].to_list()
        if len(counts) > 1 and counts[0] > LOPSIDED * sum(counts):
            said.append(f"{counts[0] / sum(counts):.0%} of the articles share one {column}")
    return said


def _known(period: str) -> str:
    if period not in PERIODS:
        raise ValueError(f"period {period!r}: one of {', '.join(PERIODS)}")
    return period
