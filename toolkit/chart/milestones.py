"""Jubilees on a line of days: those ahead, and those past with what was told of them."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import safe_text

MARKS = (
    (True, "told of", "circle", style.PALETTE[2]),
    (False, "silent", "x", style.PALETTE[1]),
    (None, "not known: no articles", "circle-open", style.PALETTE[6]),
    ("ahead", "ahead", "diamond-open", style.PALETTE[0]),
)


def milestones(due: pl.DataFrame, top: int = 30, *, until: date | None = None, note: str = "") -> go.Figure:
    """``expected.expected(start, end)``, or ``measure.silence`` of it, -> one row a jubilee at its day, with its number of years.

    With the column ``marked`` (of silence) marks say whether the corpus tells of it, is silent, or cannot tell. ``until`` is
    the last day of the corpus: of what falls later nothing can be told yet, it is ahead.
    """
    if due.is_empty():
        return style.nothing("No jubilee of a founding date on the shelf falls in this period.", note)
    if until and "marked" in due.columns:  # a silence before the day is none
        due = due.with_columns(marked=pl.when((pl.col("day") <= until) | pl.col("marked")).then("marked"))
    told = [pl.col("marked").fill_null(False)] if "marked" in due.columns else []
    shown = (
        due.sort(*[~t for t in told], "day", "country_a", "country_b").head(top).sort("day", "country_a", "country_b")
    )
    names = [safe_text(_named(a, b, n)) for a, b, n in shown.select("country_a", "country_b", "ordinal").iter_rows()]
    lines = list(range(shown.height))[::-1]
    marked = shown["marked"].to_list() if "marked" in shown.columns else ["ahead"] * shown.height
    if until:
        marked = ["ahead" if m is None and day > until else m for m, day in zip(marked, shown["day"], strict=True)]
    figure = go.Figure()
    for state, named, symbol, colour in MARKS:
        own = [i for i, m in enumerate(marked) if m is state]
        if own:
            figure.add_trace(
                _marks(shown[own], [lines[i] for i in own], [names[i] for i in own], named, symbol, colour)
            )
    figure.update_yaxes(tickvals=lines, ticktext=names, range=[-0.7, shown.height - 0.3])
    figure.update_layout(showlegend="marked" in shown.columns, margin_b=84 if "marked" in shown.columns else 56)
    rest = f"the first {top} of {due.height:,} shown" if due.height > top else "all shown"
    unsure = shown.height - shown["verified"].sum() if "verified" in shown.columns else 0
    about = [f"n = {due.height:,} jubilees due", rest, *([f"{unsure} founding dates not verified"] if unsure else [])]
    return style.titled(figure, _finding(due), " · ".join([*about, *([note] if note else [])]), 190 + 24 * shown.height)


def _marks(rows: pl.DataFrame, lines: list[int], names: list[str], named: str, symbol: str, colour: str) -> go.Scatter:
    kinds = [safe_text(style.label(k, "kind")) for k in rows["kind"]] if "kind" in rows.columns else names
    return go.Scatter(
        x=rows["day"].to_list(),
        y=lines,
        mode="markers",
        name=named,
        marker={"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2, "color": colour}},
        customdata=list(zip(names, kinds, strict=True)),
        hovertemplate="%{customdata[0]}<br>%{x|%d %B %Y}: %{customdata[1]}<extra></extra>",
    )


def _finding(due: pl.DataFrame) -> str:
    if "marked" not in due.columns:
        return _next(due.sort("day", "country_a", "country_b"))
    known = due.filter(pl.col("marked").is_not_null())
    told = int(known["marked"].sum() or 0)
    return f"The pages tell of {told:,} of {known.height:,} jubilees that fell due" if known.height else _next(due)


def _next(due: pl.DataFrame) -> str:
    day, named = due["day"][0], _named(*due.select("country_a", "country_b", "ordinal").row(0))
    return f"{named}, on {day.day} {day:%B %Y}" + (
        f", is the first of {due.height:,} jubilees" if due.height > 1 else ""
    )


def _named(a: str, b: str | None, years: int) -> str:
    return f"{style.name(a)}{f' – {style.name(b)}' if b else ''}, {years} years"
