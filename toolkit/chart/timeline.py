"""One pair, act by act: a strip by kind, the sentence behind each mark in its hover."""

from __future__ import annotations

from datetime import timedelta

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import plain, safe_text

DIRECTIONS = (
    ("a", "triangle-right", 0.14),
    ("b", "triangle-left", -0.14),
    ("mutual", "circle", 0.0),
    ("both", "diamond", 0.0),
)
ROOM = timedelta(days=60)  # before the first mark and after the last
TOLD_APART = 80  # marks that find room beside each other over the whole width
PILED = 0.13  # of a row: how far a mark stands above the one whose place it would take
LETTERS = 60  # in a line under the pointer
MOST = 1500  # marks: more cannot be told apart, and a page of them is slow
HOVER = (
    "<b>%{customdata[0]}</b><br>%{x|%d %B %Y}, %{customdata[3]}<br>%{customdata[1]}"
    "<br><i>%{customdata[2]}</i><extra></extra>"
)


def pair_timeline(
    exchanges: pl.DataFrame,
    anniversaries: pl.DataFrame,
    articles: pl.DataFrame,
    pair: tuple[str, str],
    *,
    note: str = "",
    most: int = MOST,
) -> go.Figure:
    """Exchanges and anniversaries of a pair -> a mark for each, in a row by kind, with direction, day, outlet and sentence.

    Marks with no day of their own stand, hollow, at the day of publication. Acts that are recalled or announced are left out,
    and of more than ``most`` the older ones.
    """
    a, b = sorted(pair)
    rows = timeline_rows(exchanges, anniversaries, articles, (a, b))
    told = drawn_rows(rows, most)
    between = f"{style.name(a)} and {style.name(b)}"
    if told.is_empty():
        return style.nothing(f"Nothing with a day is reported between {between} in these data.", note)
    kinds = told.group_by("row").agg(n=pl.len()).sort("n", "row")["row"].to_list()
    named = {"a": f"{style.name(a)} → {style.name(b)}", "b": f"{style.name(b)} → {style.name(a)}"}
    named |= {"mutual": "mutual", "both": "anniversary"}
    figure, close = go.Figure(), max(1, (told["day"][-1] - told["day"][0]).days // TOLD_APART)
    for i, (direction, symbol, lane) in enumerate(DIRECTIONS):
        own = told.filter(pl.col("direction") == direction)
        _marks(figure, own, named[direction], symbol, style.PALETTE[i], _heights(own, kinds, lane, close))
    figure.update_yaxes(
        tickvals=list(range(len(kinds))), ticktext=[safe_text(style.label(k, "kind")) for k in kinds], zeroline=False
    )
    figure.update_yaxes(range=[-0.6, len(kinds) - 0.4])
    first, last = told["day"][0] - ROOM, told["day"][-1] + ROOM
    figure.update_xaxes(range=[first, last])
    figure.update_layout(showlegend=True, margin_b=84)
    return style.titled(figure, *_said(told, rows, between, note), height=230 + 62 * max(2, len(kinds)))


def timeline_rows(
    exchanges: pl.DataFrame, anniversaries: pl.DataFrame, articles: pl.DataFrame, pair: tuple[str, str]
) -> pl.DataFrame:
    """The pair's acts and anniversaries: row, direction, day, dated (of its own), who, evidence and its span, outlet, url."""
    a, b = sorted(pair)
    sides = ("actor_country", "recipient_country")
    acts = exchanges.filter(
        (pl.min_horizontal(sides) == a) & (pl.max_horizontal(sides) == b) & (pl.col("status") == "done")
    )
    flow = pl.when("mutual").then(pl.lit("mutual")).when(pl.col(sides[0]) == a).then(pl.lit("a")).otherwise(pl.lit("b"))
    marked = anniversaries.filter((pl.col("country_a") == a) & (pl.col("country_b") == b))
    years = pl.concat_str(pl.col("ordinal"), pl.lit(" years: "), pl.col("kind"))
    both = pl.concat(
        [
            acts.select(
                "article_id",
                "evidence",
                "start",
                "end",
                row="kind",
                direction=flow,
                own="date",
                who=pl.concat_str("actor_name", "recipient_name", separator=" · ", ignore_nulls=True),
            ),
            marked.select(
                "article_id",
                "evidence",
                "start",
                "end",
                row=pl.lit("anniversary"),
                direction=pl.lit("both"),
                own="anniversary_date",
                who=years.str.replace_all("_", " ", literal=True),
            ),
        ]
    )
    about = articles.select("article_id", "published_date", "outlet", "url", "title")
    found = both.join(about, on="article_id", how="left")
    found = found.with_columns(day=pl.coalesce("own", "published_date"), dated=pl.col("own").is_not_null())
    return found.drop("own", "published_date").sort("day", "row", "article_id", "who", nulls_last=True)


def drawn_rows(rows: pl.DataFrame, most: int = MOST) -> pl.DataFrame:
    """The rows of :func:`timeline_rows` that are drawn: those with a day, the newest ``most``; in the order of the marks."""
    return rows.filter(pl.col("day").is_not_null()).tail(most)


def _heights(rows: pl.DataFrame, kinds: list[str], lane: float, close: int) -> list[float]:
    """Where marks stand: in the row of their kind and the lane of their direction, those ``close`` in days above each other."""
    beside: dict[tuple[str, int], int] = {}
    heights = []
    for kind, day in rows.select("row", "day").iter_rows():
        spot = (kind, day.toordinal() // close)
        nth = beside[spot] = beside.get(spot, -1) + 1
        heights.append(kinds.index(kind) + lane + min(nth, 4) * PILED)
    return heights


def _marks(figure: go.Figure, rows: pl.DataFrame, named: str, symbol: str, colour: str, heights: list[float]) -> None:
    if rows.is_empty():
        return
    figure.add_scatter(
        x=rows["day"].to_list(),
        y=heights,
        mode="markers",
        name=safe_text(named),
        meta={"direction": rows["direction"][0]},
        marker={
            "symbol": [symbol if d else f"{symbol}-open" for d in rows["dated"]],
            "size": 11,
            "color": colour,
            "line": {"width": 1.5, "color": colour},
        },
        customdata=[
            (
                safe_text(r["who"], 120, LETTERS),
                safe_text(r["evidence"], 300, LETTERS),
                safe_text(r["outlet"] or "", 60),
                _dated(r),
            )
            for r in rows.iter_rows(named=True)
        ],
        hovertemplate=HOVER,
    )


def _dated(row: dict[str, object]) -> str:
    return "as the text dates it" if row["dated"] else "day of publication"


def _said(told: pl.DataFrame, rows: pl.DataFrame, between: str, note: str) -> tuple[str, str]:
    """The finding and what it rests on."""
    dated = rows["day"].count()
    hollow, undated = told.height - told["dated"].sum(), rows.height - dated
    about = [f"n = {dated:,} reports", *([f"the newest {told.height:,} shown"] if told.height < dated else [])]
    about += [f"{told['day'][0]} to {told['day'][-1]}"]
    about += [f"hollow: {hollow} at the day of publication"] if hollow else []
    about += [f"{undated} without any day not shown"] if undated else []
    kind, n = told["row"].value_counts().sort("count", "row", descending=[True, False]).row(0)
    finding = f"{between}: {told.height:,} reports, most often {style.label(kind, 'kind')} ({n:,})"
    return plain(finding), " · ".join([*about, *([note] if note else [])])
