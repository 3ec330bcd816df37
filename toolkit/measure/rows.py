"""Rows of any product brought to one shape, so that they can be counted: a day, the states, the persons, the report.

The day is the event's own where the text fixes it, else the day of publication, and ``day_basis`` says which of the two: a
publication date never stands in silently.
"""

from __future__ import annotations

from itertools import combinations

import polars as pl

from toolkit import reference

CLOCKS = ("event", "published", "either")
TEXTS = pl.List(pl.String)


def table_of(frame: pl.DataFrame) -> str:
    """Which product a frame is, by its key; ``ValueError`` when it is none."""
    for name, key in (
        ("events", "event_id"),
        ("exchanges", "exchange_id"),
        ("anniversaries", "anniversary_id"),
        ("headlines", "headline_id"),
        ("articles", "article_id"),
    ):
        if key in frame.columns:
            return name
    raise ValueError(
        f"no product: a key such as event_id or article_id is missing; there are {', '.join(frame.columns)}"
    )


def rows(frame: pl.DataFrame, articles: pl.DataFrame, clock: str = "either") -> pl.DataFrame:
    """A product and its articles -> the product's columns and day, day_basis, states, dyads, leaders, story_id, outlet, language.

    ``clock``: ``event`` keeps the event's own day alone, ``published`` the day of publication alone, ``either`` the event's
    own where there is one. ``states``, ``dyads`` ("CHN>CUB"; both ways for mutual acts) and ``leaders`` are lists.
    """
    if clock not in CLOCKS:
        raise ValueError(f"clock {clock!r}: one of {', '.join(CLOCKS)}")
    name = table_of(frame)
    known = frame.with_columns(_own_day(name).alias("own_day"))
    known = _reported(known, articles, name)
    known = known.with_columns(states=_states(name, known), dyads=_dyads(known), leaders=_leaders(known))
    own, published = pl.col("own_day"), pl.col("reported_day")
    day = {"event": own, "published": published, "either": pl.coalesce(own, published)}[clock]
    basis = pl.when(day.is_null()).then(None).when(own.is_null() | (clock == "published")).then(pl.lit("published"))
    return known.with_columns(day=day, day_basis=basis.otherwise(pl.lit("event")))


def _own_day(name: str) -> pl.Expr:
    if name in ("headlines", "articles"):
        return pl.lit(None, dtype=pl.Date)
    return pl.col("anniversary_date" if name == "anniversaries" else "date")


def _reported(known: pl.DataFrame, articles: pl.DataFrame, name: str) -> pl.DataFrame:
    """The report behind a row: its day, story, outlet and language; an event's are those of its first report."""
    about = articles.select(
        "article_id",
        reported_day="published_date",
        story_id=pl.coalesce("story_id", "article_id"),
        outlet=pl.coalesce("outlet", "host", pl.lit("unnamed")),
        page_language=pl.col("language"),
    )
    if name == "articles":
        return known.drop("story_id", "outlet").join(about.drop("page_language"), on="article_id", how="left")
    if name == "events":
        known = known.with_columns(article_id=pl.col("article_ids").list.first())
    joined = known.join(about, on="article_id", how="left", maintain_order="left")
    if name == "events":
        joined = joined.with_columns(reported_day=pl.coalesce("first_reported", "reported_day"))
    if "language" in joined.columns:
        return joined.drop("page_language")
    return joined.rename({"page_language": "language"})


def _states(name: str, known: pl.DataFrame) -> pl.Expr:
    if name == "headlines":
        return pl.col("countries")
    if name == "articles":
        return pl.lit([], dtype=TEXTS)
    sides = ("actor_country", "recipient_country") if name == "exchanges" else ("country_a", "country_b")
    return pl.concat_list(sides).list.drop_nulls().list.sort()


def _dyads(known: pl.DataFrame) -> pl.Expr:
    if "actor_country" not in known.columns:
        return pl.lit([], dtype=TEXTS)
    there = pl.concat_str("actor_country", "recipient_country", separator=">")
    back = pl.concat_str("recipient_country", "actor_country", separator=">")
    return pl.when("mutual").then(pl.concat_list(there, back)).otherwise(pl.concat_list(there)).list.drop_nulls()


def _leaders(known: pl.DataFrame) -> pl.Expr:
    if "people" in known.columns:
        return pl.col("people")
    if "actor_id" in known.columns:
        return pl.concat_list("actor_id", "recipient_id").list.drop_nulls()
    return pl.lit([], dtype=TEXTS)


def pairs(states: pl.Series) -> pl.Series:
    """Lists of states -> lists of their unordered pairs, "CHN-CUB"; worked out once for each distinct list."""
    named = pl.DataFrame({"key": states.list.sort().list.join("-").fill_null("")}, schema={"key": pl.String})
    known = {k: ["-".join(p) for p in combinations(k.split("-"), 2)] for k in named["key"].unique().to_list()}
    shelf = pl.DataFrame({"key": list(known), "pairs": list(known.values())}, schema={"key": pl.String, "pairs": TEXTS})
    return named.join(shelf, on="key", how="left", maintain_order="left")["pairs"]


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Add Correlates of War and Gleditsch-Ward numbers beside every column of states, ready to merge (cow_a, gw_a ...).

    ``country_a`` gives cow_a and gw_a, ``actor_country`` cow_actor and gw_actor, ``state`` cow_state and gw_state.
    """
    shelf = reference.states()
    found = frame
    for column in [c for c in frame.columns if c.startswith("country_") or c.endswith("_country") or c == "state"]:
        tail = column.removeprefix("country_").removesuffix("_country")
        for system in ("cow", "gw"):
            number = {s: int(r[system]) for s, r in shelf.items() if r[system]}
            coded = pl.col(column).replace_strict(number, default=None, return_dtype=pl.Int32)
            found = found.with_columns(coded.alias(f"{system}_{tail}"))
    return found
