"""Counts and rates over time: lines with their names at the end, and the same in small multiples."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from unicodedata import east_asian_width

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from toolkit.chart import style
from toolkit.chart.heatmap import totals
from toolkit.safe_text import safe_text

LINES = 6  # more lines cross too often to be told apart
PLOT, APART = 280, 16  # pixels: the height of the axes at their full range, and of a line of text


def over_time(
    measure: pl.DataFrame, side: str | None = None, top: int = LINES, *, of: str = "reports", note: str = ""
) -> go.Figure:
    """A frequency by period, and by ``side`` when given -> a line for each of the ``top`` groups, named at its end.

    Draws the rate when the measure has one (``per`` was given), else n. A line breaks where the corpus covers nothing.
    """
    if not measure["n"].sum():
        return style.nothing(f"No {of} with a day in these data.", note)
    groups = [None] if side is None else totals(measure, side).head(min(top, LINES))[side].to_list()
    figure = go.Figure()
    for i, group in enumerate(groups):
        line = measure if group is None else measure.filter(pl.col(side or "") == group)
        _line(figure, line.sort("period"), safe_text(style.label(group, side or ""), 40) if side else "", i)
    _names(figure) if side else None
    figure.update_xaxes(range=_span(measure["period"]))
    _uncovered(figure, measure)
    figure.update_layout(showlegend=False, hovermode="x unified", margin_r=24 + _widest(figure) if side else 24)
    figure.update_yaxes(rangemode="tozero", tickformat=",")
    return style.titled(figure, _finding(measure, of), _about(measure, of, note), height=430)


def small_multiples(
    measure: pl.DataFrame, side: str = "pair", top: int = 9, *, of: str = "reports", note: str = ""
) -> go.Figure:
    """A frequency by ``side`` and period -> the ``top`` groups, each in a small chart of its own, on the same axes."""
    ranked = totals(measure, side).head(top)
    if ranked.is_empty():
        return style.nothing(f"No {of} with a {side} and a day in these data.", note)
    groups, columns = ranked[side].to_list(), min(3, ranked.height)
    rows = -(-len(groups) // columns)
    figure = make_subplots(
        rows,
        columns,
        shared_xaxes="all",
        shared_yaxes="all",
        subplot_titles=[safe_text(style.label(g, side), 36) for g in groups],
        vertical_spacing=0.34 / rows / 1.4 if rows > 1 else 0,
        horizontal_spacing=0.03,
    )
    value = value_of(measure)
    for i, group in enumerate(groups):
        own = measure.filter(pl.col(side) == group).sort("period")
        bar = go.Bar(
            x=own["period"].to_list(), y=own[value].to_list(), marker={"color": style.PALETTE[0], "line": {"width": 0}}
        )
        bar.update(hovertemplate="%{x|%d %b %Y}: %{y:,.4~g}<extra></extra>", showlegend=False)
        figure.add_trace(bar, i // columns + 1, i % columns + 1)
    figure.update_annotations(font_size=12)
    _uncovered(figure, measure, row="all", col="all")
    figure.update_layout(bargap=0.05)
    figure.update_yaxes(tickformat=",", nticks=4)
    figure.update_xaxes(nticks=6)
    rest = totals(measure, side).height - ranked.height
    about = _about(
        measure, of, " · ".join(t for t in ("all on one scale", f"{rest:,} more not shown" if rest else "", note) if t)
    )
    first, whole = int(ranked["n"][0]), int(totals(measure, side)["n"].sum())
    finding = f"{style.label(groups[0], side)} leads with {first:,} of {whole:,} {of}"
    figure.update_layout(meta={"panels": len(groups)})
    figure = style.titled(figure, finding, about, height=170 + 150 * rows)
    return figure.update_layout(margin_t=figure.layout.margin.t + 20)  # room for the titles of the first row


def _span(periods: pl.Series) -> list[date]:
    """From the first day to the last with a little room; else the axis would make room for the names at the ends of lines."""
    days = periods.drop_nulls().sort()
    first, last = days[0], days[-1]
    room = max(timedelta(days=1), (last - first) / 50)
    return [first - room, last + room]


def value_of(measure: pl.DataFrame) -> str:
    """The column to draw: the rate where there is one."""
    return "rate" if "rate" in measure.columns else "n"


def _line(figure: go.Figure, line: pl.DataFrame, named: str, i: int) -> None:
    value, colour = value_of(line), style.PALETTE[i % len(style.PALETTE)]
    figure.add_scatter(
        x=line["period"].to_list(),
        y=line[value].to_list(),
        mode="lines+markers",
        name=named,
        line={"color": colour, "width": 2},
        marker={"size": 6, "symbol": i},
        connectgaps=False,
        customdata=[(n, a, named) for n, a in line.select("n", "articles").iter_rows()],
        hovertemplate="%{customdata[2]} %{y:,.4~g} (%{customdata[0]} in %{customdata[1]:,} articles)<extra></extra>",
    )


def _names(figure: go.Figure) -> None:
    """The name of each line at its end, moved apart where ends meet."""
    ends = []
    for trace in figure.data:
        told = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if y is not None]
        if told:
            ends.append((told[-1][1], told[-1][0], trace.name, trace.line.color))
    top = max((y or 0 for t in figure.data for y in t.y), default=0) or 1
    height = -APART
    for y, x, named, colour in sorted(ends):
        height = max(y / top * PLOT, height + APART)
        figure.add_annotation(
            x=x,
            y=y,
            text=named,
            showarrow=False,
            xanchor="left",
            xshift=10,
            yshift=height - y / top * PLOT,
            font_color=colour,
        )


def _widest(figure: go.Figure) -> int:
    """Pixels that the longest name takes; letters of Chinese are twice as wide."""
    held = [unescape(trace.name) for trace in figure.data]
    return max(round(sum(13 if east_asian_width(c) in "WF" else 8 for c in name)) for name in held)


def _uncovered(figure: go.Figure, measure: pl.DataFrame, **where: str) -> None:
    """Grey bands over the periods without an article."""
    total = (
        measure.group_by("period")
        .agg(pl.col("articles").sum())
        .sort("period")
        .with_columns(until=pl.col("period").shift(-1), run=(pl.col("articles") == 0).rle_id())
    )
    empty = total.filter(pl.col("articles") == 0).group_by("run").agg(pl.col("period").min(), pl.col("until").max())
    for start, end in empty.sort("run").select("period", "until").drop_nulls().iter_rows():
        figure.add_vrect(
            x0=start, x1=end, fillcolor=style.UNCOVERED, opacity=0.35, line_width=0, layer="below", **where
        )


def _finding(measure: pl.DataFrame, of: str) -> str:
    value = value_of(measure)
    whole = measure.group_by("period").agg(pl.col(value).sum()).sort(value, "period", descending=[True, False])
    day, n = whole.row(0)
    when = style.period_label(day, style.step_of(measure["period"]))
    return f"Most {of} in {when}: {n:,}" if value == "n" else f"Highest rate of {of} in {when}: {n:,.1f}"


def _about(measure: pl.DataFrame, of: str, note: str) -> str:
    grey = "grey: no articles" if (measure["articles"] == 0).any() else ""
    rate = "rates by the articles of the period" if "rate" in measure.columns else ""
    return style.grounds(measure, of, " · ".join(t for t in (rate, grey, note) if t))
