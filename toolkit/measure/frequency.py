"""How often: rows of a product by any of their sides and a period, filled with zeros where the corpus covers the period."""

from __future__ import annotations

import polars as pl

from toolkit.measure.coverage import PERIODS, calendar, coverage
from toolkit.measure.rows import pairs, rows, table_of

LISTED = {"state": "states", "dyad": "dyads", "leader": "leaders"}
PLAIN = ("kind", "occasion", "status", "language", "outlet", "copy_role", "type", "ordinal", "day_basis", "rule")
DIMENSIONS = ("pair", *LISTED, *PLAIN)
COUNTED = {"rows": pl.len(), "stories": pl.col("story_id").n_unique(), "articles": pl.col("article_id").n_unique()}
EXPOSED = ("language", "outlet")  # sides by which the corpus itself can be divided


def frequency(
    frame: pl.DataFrame,
    articles: pl.DataFrame,
    by: tuple[str, ...] = ("pair", "month"),
    *,
    pair: tuple[str, str] | None = None,
    state: str | None = None,
    where: pl.Expr | None = None,
    count: str = "rows",
    per: int | None = None,
    clock: str = "either",
    status: tuple[str, ...] = ("done",),
) -> pl.DataFrame:
    """A product and its articles -> one row for each group of ``by`` and period, with n, articles and the rate.

    ``by`` names sides (pair, dyad, state, leader, kind, occasion, status, language, outlet, copy_role, type, ordinal, rule) and
    at most one period (day, week, month, quarter, year). ``pair`` and ``state`` keep one pair or one state's rows; ``where`` any
    expression over the rows; ``status`` the exchanges told as news unless asked otherwise. ``count`` is rows (events, when
    events are given), stories (wire copies once) or articles. ``clock``: see :func:`toolkit.measure.rows`.

    Columns: those of ``by`` (a period stands as ``period``, its first day), country_a and country_b beside ``pair``, n,
    ``n_published`` (rows placed by the day of publication), ``articles`` (exposure: articles of the corpus in the period, and
    in the language or outlet where those are asked), and ``rate`` (n per ``per`` articles) when ``per`` is given. n is 0 where
    the corpus covers the period, null where it does not; a row dated to an uncovered period keeps its n, without a rate.
    Raises ``ValueError`` for an unknown side, two periods, or a frame that is no product.
    """
    sides, period = _split(by)
    known = _kept(rows(frame, articles, clock), table_of(frame), pair, state, where, status)
    known, keys = _placed(_spread(known, sides, pair), sides, period)
    counted = known.group_by(keys).agg(
        n=COUNTED[_of(count)].cast(pl.Int64),
        n_published=(pl.col("day_basis") == "published").sum().cast(pl.Int64),
    )
    groups = _groups(known, sides, pair)
    filled = _filled(counted, groups, articles, sides, period, known)
    if per:
        filled = filled.with_columns(rate=pl.when(pl.col("articles") > 0).then(pl.col("n") * per / pl.col("articles")))
    return _named(filled, sides).sort(keys, nulls_last=True)


def _split(by: tuple[str, ...]) -> tuple[list[str], str | None]:
    by = (by,) if isinstance(by, str) else by
    unknown = [b for b in by if b not in DIMENSIONS and b not in PERIODS]
    periods = [b for b in by if b in PERIODS]
    if unknown or len(periods) > 1:
        raise ValueError(f"by {by!r}: sides are {', '.join(DIMENSIONS)}; and at most one of {', '.join(PERIODS)}")
    return [b for b in by if b in DIMENSIONS], periods[0] if periods else None


def _of(count: str) -> str:
    if count not in COUNTED:
        raise ValueError(f"count {count!r}: one of {', '.join(COUNTED)}")
    return count


def _kept(
    known: pl.DataFrame,
    name: str,
    pair: tuple[str, str] | None,
    state: str | None,
    where: pl.Expr | None,
    status: tuple[str, ...],
) -> pl.DataFrame:
    if "status" in known.columns:
        told = pl.col("status").is_in(status)
        known = known.filter(told | pl.col("status").is_null() if name == "events" else told)
    for wanted in [*(pair or ()), *([state] if state else [])]:
        known = known.filter(pl.col("states").list.contains(wanted))
    return known if where is None else known.filter(where)


def _spread(known: pl.DataFrame, sides: list[str], pair: tuple[str, str] | None) -> pl.DataFrame:
    """A row for each pair, state, dyad or leader of a row; those without one leave, and pairs other than the one asked."""
    for side in sides:
        if side == "pair":
            known = known.with_columns(pairs(known["states"]).alias("pair"))
        elif side in LISTED:
            known = known.with_columns(pl.col(LISTED[side]).alias(side))
        if side == "pair" or side in LISTED:
            known = known.explode(side, empty_as_null=True).filter(pl.col(side).is_not_null())
        elif side not in known.columns:
            raise ValueError(f"these rows have no {side}")
    return known.filter(pl.col("pair") == "-".join(sorted(pair))) if pair and "pair" in sides else known


def _placed(known: pl.DataFrame, sides: list[str], period: str | None) -> tuple[pl.DataFrame, list[str]]:
    if period is None:
        return known, sides
    placed = known.filter(pl.col("day").is_not_null()).with_columns(period=pl.col("day").dt.truncate(PERIODS[period]))
    return placed, [*sides, "period"]


def _groups(known: pl.DataFrame, sides: list[str], pair: tuple[str, str] | None) -> pl.DataFrame:
    """The groups that are counted: all that occur, and the pair that was asked for, be it silent."""
    groups = known.select(sides).unique()
    if pair and sides == ["pair"]:
        return pl.DataFrame({"pair": ["-".join(sorted(pair))]})
    return groups


def _filled(
    counted: pl.DataFrame,
    groups: pl.DataFrame,
    articles: pl.DataFrame,
    sides: list[str],
    period: str | None,
    known: pl.DataFrame,
) -> pl.DataFrame:
    exposed = tuple(s for s in sides if s in EXPOSED)
    if period is None:
        return _without_period(counted, groups, articles, sides, exposed)
    exposure = coverage(articles, period, exposed)
    days = pl.concat([exposure["period"], known["period"]])
    every = calendar(days, period)
    grid = every if not sides else groups.join(every, how="cross")
    filled = grid.join(counted, on=[*sides, "period"], how="left", nulls_equal=True)
    filled = filled.join(exposure, on=["period", *exposed], how="left", nulls_equal=True)
    return _zeroed(filled.with_columns(pl.col("articles").fill_null(0)))


def _without_period(
    counted: pl.DataFrame, groups: pl.DataFrame, articles: pl.DataFrame, sides: list[str], exposed: tuple[str, ...]
) -> pl.DataFrame:
    filled = groups.join(counted, on=sides, how="left", nulls_equal=True) if sides else counted
    if not exposed:
        return _zeroed(filled.with_columns(articles=pl.lit(articles.height, dtype=pl.Int64)))
    named = articles.with_columns(outlet=pl.coalesce("outlet", "host", pl.lit("unnamed")))
    exposure = named.group_by(exposed).agg(articles=pl.len().cast(pl.Int64))
    return _zeroed(filled.join(exposure, on=exposed, how="left", nulls_equal=True))


def _zeroed(filled: pl.DataFrame) -> pl.DataFrame:
    """Zero where there were articles to tell of it, null where there were none."""
    covered = pl.col("articles") > 0
    return filled.with_columns(
        [pl.when(covered).then(pl.col(c).fill_null(0)).otherwise(pl.col(c)).alias(c) for c in ("n", "n_published")]
    )


def _named(filled: pl.DataFrame, sides: list[str]) -> pl.DataFrame:
    """Beside a pair its two states, beside a dyad its sender and receiver."""
    columns = ["period"] if "period" in filled.columns else []
    rest = [c for c in ("n", "n_published", "articles", "rate") if c in filled.columns]
    apart = {"pair": ("-", "country_a", "country_b"), "dyad": (">", "actor_country", "recipient_country")}
    for side, (mark, first, second) in apart.items():
        if side in sides:
            parts = pl.col(side).str.split(mark)
            filled = filled.with_columns(parts.list.get(0).alias(first), parts.list.get(1).alias(second))
            columns += [first, second]
    return filled.select(*sides, *columns, *rest)
