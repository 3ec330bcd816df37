"""A panel for models: every ordered pair of states in every month, zeros filled, exposure and numbers to merge beside."""

from __future__ import annotations

import polars as pl

from toolkit import tables
from toolkit.measure.frequency import frequency
from toolkit.measure.rows import numbered

SIDES = ["actor_country", "recipient_country", "period"]
COUNTS = ("n", *tables.CODED_KINDS)


def panel(events: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Exchange events that are done (or exchanges) and articles -> the table ``panel`` of ``toolkit/tables.py``.

    Mutual acts count in both directions. A month is the event's own where known, else that of its first report.
    """
    acts = events.filter(pl.col("kind").is_in(tables.CODED_KINDS))
    whole = frequency(acts, articles, ("dyad", "month")).select(*SIDES, "n", "articles")
    kinds = frequency(acts, articles, ("dyad", "kind", "month")).select(*SIDES, "kind", "n")
    wide = _both_ways(whole)
    for kind in tables.CODED_KINDS:
        one = kinds.filter(pl.col("kind") == kind).select(*SIDES, pl.col("n").alias(kind))
        wide = wide.join(one, on=SIDES, how="left")
    covered = pl.col("articles") > 0
    zeroed = wide.with_columns(pl.when(covered).then(pl.col(c).fill_null(0)).otherwise(c).alias(c) for c in COUNTS)
    return tables.PANEL.conform(numbered(zeroed.with_columns(covered=covered).rename({"period": "month"})))


def _both_ways(counted: pl.DataFrame) -> pl.DataFrame:
    """Add the other direction of a dyad, silent, where only one was seen."""
    back = counted.select(
        "period",
        "articles",
        actor_country="recipient_country",
        recipient_country="actor_country",
        n=pl.lit(None, pl.Int64),
    )
    unseen = back.join(counted.select(SIDES), on=SIDES, how="anti")
    return pl.concat([counted, unseen.select(counted.columns)])
