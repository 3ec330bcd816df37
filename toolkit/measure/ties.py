"""Who signs, who answers, who kept silent, and what came before and after a day."""

from __future__ import annotations

from datetime import date

import polars as pl

from toolkit import tables

HEADS = ("president", "king", "queen", "emir", "sultan", "leader", "general_secretary")
PREMIERS = ("prime_minister", "chancellor", "crown_prince")
MINISTERS = ("foreign_minister", "minister", "deputy_minister", "deputy_prime_minister")


def rank(role: pl.Expr) -> pl.Expr:
    """An office -> the rank that signs: head, premier, minister, other; null where the text names no office."""
    told = pl.when(role.is_in(HEADS)).then(pl.lit("head")).when(role.is_in(PREMIERS)).then(pl.lit("premier"))
    told = told.when(role.is_in(MINISTERS)).then(pl.lit("minister"))
    return told.when(role.is_not_null()).then(pl.lit("other"))


def signers(frame: pl.DataFrame) -> pl.DataFrame:
    """Exchanges or exchange events -> country_a, country_b, actor_rank, recipient_rank, n: who signs and meets."""
    told = frame.filter(pl.col("actor_country").is_not_null() & (pl.col("status") == "done"))
    return (
        told.select(
            country_a=pl.min_horizontal("actor_country", "recipient_country"),
            country_b=pl.max_horizontal("actor_country", "recipient_country"),
            actor_rank=rank(pl.col("actor_role")),
            recipient_rank=rank(pl.col("recipient_role")),
        )
        .group_by(pl.all())
        .agg(n=pl.len().cast(pl.Int64))
        .sort("n", "country_a", "country_b", "actor_rank", "recipient_rank", descending=[True] + [False] * 4)
    )


def reciprocity(
    frame: pl.DataFrame, kinds: tuple[str, ...] = ("congratulation", "condolence", "greeting", "message")
) -> pl.DataFrame:
    """Directed exchanges -> country_a, country_b, a_to_b, b_to_a, reciprocity: the smaller flow over the larger, 0 to 1.

    Mutual acts (exchanged messages, meetings) have no direction and are counted in ``mutual`` apart.
    """
    told = frame.filter((pl.col("status") == "done") & pl.col("kind").is_in(kinds))
    forward, both = pl.col("actor_country") < pl.col("recipient_country"), pl.col("mutual")
    counted = (
        told.with_columns(
            country_a=pl.min_horizontal("actor_country", "recipient_country"),
            country_b=pl.max_horizontal("actor_country", "recipient_country"),
        )
        .group_by("country_a", "country_b")
        .agg(
            a_to_b=(forward & ~both).sum().cast(pl.Int64),
            b_to_a=(~forward & ~both).sum().cast(pl.Int64),
            mutual=both.sum().cast(pl.Int64),
        )
    )
    most, least = pl.max_horizontal("a_to_b", "b_to_a"), pl.min_horizontal("a_to_b", "b_to_a")
    mutuality = pl.when(most > 0).then(least / most)
    return counted.with_columns(reciprocity=mutuality).sort("country_a", "country_b")


def silence(expected: pl.DataFrame, events: pl.DataFrame, articles: pl.DataFrame, days: int = 45) -> pl.DataFrame:
    """Jubilees that were due (``toolkit.expected.expected``) and what was told of them: one row a jubilee.

    Adds ``marked`` (an anniversary or an exchange for one, of the same parties, dated or first reported within ``days`` of
    the day), ``events`` (how many) and ``articles`` (of the corpus in that window). ``marked`` is null where the corpus holds
    no article in the window: silence cannot be told from absence there.
    """
    seen = events.filter((pl.col("type") == "anniversary") | (pl.col("occasion") == "anniversary")).select(
        "country_a", "country_b", seen=pl.coalesce("date", "first_reported")
    )
    due = expected.with_row_index("due")
    close = (pl.col("seen") - pl.col("day")).dt.total_days().abs() <= days
    met = (
        due.join(seen, on=["country_a", "country_b"], nulls_equal=True)
        .filter(close)
        .group_by("due")
        .agg(events=pl.len())
    )
    pages = articles.drop_nulls("published_date").group_by("published_date").agg(pages=pl.len())
    near = (pl.col("published_date") - pl.col("day")).dt.total_days().abs() <= days
    exposed = due.select("due", "day").join(pages, how="cross").filter(near)
    counted = exposed.group_by("due").agg(articles=pl.col("pages").sum())
    found = due.join(met, on="due", how="left").join(counted, on="due", how="left").sort("due").drop("due")
    found = found.with_columns(pl.col("events", "articles").fill_null(0).cast(pl.Int64))
    told = pl.when(pl.col("events") > 0).then(True).when(pl.col("articles") > 0).then(False)
    return found.with_columns(marked=told)


def window(frame: pl.DataFrame, day: date, days: int = 30) -> pl.DataFrame:
    """Rows with a ``day`` (see :func:`toolkit.measure.rows`) -> offset (days from ``day``), n: one row a day, zeros filled."""
    placed = frame.with_columns(offset=(pl.col("day") - pl.lit(day)).dt.total_days().cast(pl.Int64))
    counted = placed.filter(pl.col("offset").abs() <= days).group_by("offset").agg(n=pl.len().cast(pl.Int64))
    every = pl.DataFrame({"offset": range(-days, days + 1)}, schema={"offset": pl.Int64})
    return every.join(counted, on="offset", how="left").with_columns(pl.col("n").fill_null(0)).sort("offset")


assert set(HEADS + PREMIERS + MINISTERS) <= set(tables.ROLES)
