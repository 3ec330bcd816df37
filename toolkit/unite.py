"""Reports of one act, over articles, copies and languages, become one event.

Two rows report the same event when their type, kind, states and parties agree and their days lie close: rows with a day of
their own within ``NEAR`` days, others by the day of publication within ``REPORTED``. Days are chained only along sorted
time, so cost is that of a sort.
"""

from __future__ import annotations

import hashlib

import polars as pl

from toolkit import tables

NEAR = 1  # days between the stated days of one act: time zones
REPORTED = 4  # days between the publication of two reports of one act
CAMEO = {
    "congratulation": "051",
    "greeting": "051",
    "condolence": "018",
    "message": "010",
    "call": "041",
    "meeting": "040",
    "visit": "042",
    "anniversary": "017",
}
PLOVER = {
    "call": "CONSULT",
    "meeting": "CONSULT",
    "visit": "CONSULT",
    "congratulation": "SUPPORT",
    "condolence": "SUPPORT",
    "greeting": "SUPPORT",
}


PAGE = (
    pl.col("article_id", "published_date"),
    pl.coalesce("outlet", "host", "source_path").alias("outlet_name"),
    pl.coalesce("story_id", "article_id").alias("story_id"),
)


def events(articles: pl.DataFrame, anniversaries: pl.DataFrame, exchanges: pl.DataFrame) -> pl.DataFrame:
    """``tables.ARTICLES`` (article_id, published_date, outlet, host, story_id), anniversaries, exchanges -> ``tables.EVENTS``."""
    pages = articles.select(PAGE)
    made = [united(known(reports, pages)) for reports in (marked(anniversaries), done(exchanges))]
    return tables.EVENTS.conform(pl.concat(made, how="diagonal_relaxed"))


def marked(anniversaries: pl.DataFrame) -> pl.DataFrame:
    """Anniversaries as reports: one event is one jubilee of one founding."""
    return anniversaries.select(
        "article_id",
        "kind",
        "date_precision",
        "country_a",
        "country_b",
        "organisation",
        "ordinal",
        "founding_year",
        pl.lit("anniversary").alias("type"),
        date="anniversary_date",
        same=pl.concat_str(
            "kind", "country_a", "country_b", "organisation", "ordinal", separator="|", ignore_nulls=True
        ),
        wide=pl.lit(True),
    )


def done(exchanges: pl.DataFrame) -> pl.DataFrame:
    """Exchanges as reports. A mutual act has no direction: its sides stand in the order of their states."""
    turn = pl.col("mutual") & (pl.col("actor_country") > pl.col("recipient_country"))
    sides = [
        pl.when(turn).then(f"{other}_{what}").otherwise(f"{who}_{what}").alias(f"{who}_{what}")
        for who, other in (("actor", "recipient"), ("recipient", "actor"))
        for what in ("country", "id", "name", "role")
    ]
    ordered = exchanges.with_columns(sides)
    person = [_who("actor"), _who("recipient")]
    return ordered.select(
        "article_id",
        "kind",
        "status",
        "date",
        "date_precision",
        "mutual",
        "occasion",
        "actor_country",
        "recipient_country",
        *[f"{who}_{what}" for who in ("actor", "recipient") for what in ("id", "name", "role")],
        pl.lit("exchange").alias("type"),
        country_a=pl.min_horizontal("actor_country", "recipient_country"),
        country_b=pl.max_horizontal("actor_country", "recipient_country"),
        same=pl.concat_str(
            "kind", "actor_country", "recipient_country", *person, pl.col("status") == "planned", separator="|"
        ),
        wide=pl.lit(False),
    )


def _who(side: str) -> pl.Expr:
    """What tells a side apart: the person on the shelf, else the last word of the name, else the office."""
    last = pl.col(f"{side}_name").str.to_lowercase().str.split(" ").list.last()
    return pl.coalesce(f"{side}_id", last, f"{side}_role", pl.lit("?"))


def known(reports: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Reports with what is known of their articles (:data:`PAGE`)."""
    held = reports.join(pages, on="article_id", how="left", maintain_order="left")
    return held.with_columns(when=pl.coalesce("date", "published_date"), exact=pl.col("date_precision") == "day")


def united(known: pl.DataFrame) -> pl.DataFrame:
    """Known reports -> events: sorted by time inside each sameness, a new event begins where the gap is too wide.

    Reports of one sameness must be together; those of others may be elsewhere.
    """
    if known.is_empty():
        return tables.EVENTS.empty()
    known = known.sort("same", "when", "published_date", "article_id", nulls_last=True, maintain_order=True)
    gap = (pl.col("when") - pl.col("when").shift(1).over("same")).dt.total_days()
    both = pl.col("exact").fill_null(False) & pl.col("exact").shift(1).over("same").fill_null(False)
    room = pl.when("wide").then(400).when(both).then(NEAR).otherwise(REPORTED)
    known = known.with_columns(begins=(gap > room).fill_null(False).cum_sum().over("same"))
    return _summed(known)


def _summed(known: pl.DataFrame) -> pl.DataFrame:
    """One row an event, with what most of its reports say."""
    stated = [c for c in known.columns if c in tables.EVENTS.columns and c not in ("date", "date_precision")]
    best = pl.col("date").is_not_null() & pl.col("exact").fill_null(False)
    summed = known.group_by("same", "begins", maintain_order=True).agg(
        *[pl.col(c).drop_nulls().mode(maintain_order=True).first() for c in stated],
        pl.col("date").filter(best).mode(maintain_order=True).first().alias("day"),
        pl.col("date").drop_nulls().first().alias("other_day"),
        pl.col("date_precision").filter(~best).drop_nulls().first().alias("other_precision"),
        pl.col("when").min().alias("first_seen"),
        first_reported=pl.col("published_date").min(),
        article_count=pl.col("article_id").n_unique(),
        outlet_count=pl.col("outlet_name").n_unique(),
        story_count=pl.col("story_id").n_unique(),
        article_ids=pl.col("article_id").unique().sort(),
    )
    summed = summed.with_columns(
        date=pl.coalesce("day", "other_day"),
        date_precision=pl.when(pl.col("day").is_not_null()).then(pl.lit("day")).otherwise("other_precision"),
        event_id=pl.struct("same", "first_seen", "article_ids").map_elements(_id, return_dtype=pl.String),
    )
    code = pl.when(pl.col("type") == "anniversary").then(pl.lit("anniversary")).otherwise("kind")
    return summed.with_columns(
        cameo_code=code.replace_strict(CAMEO, default=None), plover_event=code.replace_strict(PLOVER, default=None)
    )


def _id(event: dict[str, object]) -> str:
    """Stable under new reports that come later: the sameness and the first of its articles."""
    articles = event["article_ids"]
    assert isinstance(articles, list)
    return hashlib.sha256(f"{event['same']}|{event['first_seen']}|{articles[0]}".encode()).hexdigest()[:16]
