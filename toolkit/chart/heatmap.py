"""Pairs by period as a heat map: the chart to look at first."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import safe_text

DARK = 0.55  # of the largest count: from here on white reads better than ink on Cividis
TICKS, ROOM = 14, 64  # names beneath: how many at most, and how many letters stand side by side on a laptop
NUMBERS_UP_TO = 30  # columns: beyond, the cells are too narrow for a number


def pair_heatmap(
    measure: pl.DataFrame, top: int = 15, *, side: str = "pair", of: str = "reports", note: str = ""
) -> go.Figure:
    """A frequency by ``side`` (pair, dyad, state, leader, kind) and a period -> a heat map of the ``top`` groups.

    Cells without a row are blank, periods the corpus does not cover are grey: silence is not absence. ``of`` names what is
    counted, ``note`` ends the subtitle (the dataset's version).
    """
    ranked = totals(measure, side).head(top)
    if ranked.is_empty() or not ranked["n"].sum():
        return style.nothing(f"No {of} with a {side} and a day in these data.", note)
    shown = measure.join(ranked.select(side), on=side, how="semi").sort("period")
    periods, step = shown["period"].unique().sort(), style.step_of(shown["period"])
    ticks = [style.period_label(p, step) for p in periods]
    rows = ranked[side].to_list()[::-1]
    names = [safe_text(style.label(r, side), 60) for r in rows]
    counts = {(s, p): (n, a) for s, p, n, a in shown.select(side, "period", "n", "articles").iter_rows()}
    cells = [[counts.get((r, p), (None, 0)) for p in periods] for r in rows]
    figure = go.Figure([_ground(cells, ticks, names), *_counts(cells, ticks, names)])
    figure.update_xaxes(
        type="category",
        showgrid=False,
        tickangle=0 if min(len(ticks), TICKS) * max(map(len, ticks)) <= ROOM else -45,
        nticks=TICKS,
    )
    figure.update_yaxes(type="category", showgrid=False)
    return style.titled(
        figure,
        _finding(ranked, side, of),
        _about(shown, totals(measure, side).height, of, top, note),
        height=190 + 30 * max(3, len(rows)),
    )


def totals(measure: pl.DataFrame, side: str) -> pl.DataFrame:
    """Groups by their sum over all periods, largest first; ties by name."""
    return (
        measure.group_by(side).agg(pl.col("n").sum()).filter(pl.col("n") > 0).sort("n", side, descending=[True, False])
    )


def _ground(cells: list[list[tuple[int | None, int]]], x: list[str], y: list[str]) -> go.Heatmap:
    """What lies beneath the counts: a pale cell where there were articles, a grey one where there were none."""
    return go.Heatmap(
        z=[[0 if articles else 1 for _, articles in row] for row in cells],
        x=x,
        y=y,
        xgap=2,
        ygap=2,
        zmin=0,
        zmax=1,
        colorscale=[[0, style.COVERED], [1, style.UNCOVERED]],
        showscale=False,
        customdata=[[f"none in {a:,} articles" if a else "no articles" for _, a in row] for row in cells],
        hovertemplate="%{y}<br>%{x}: %{customdata}<extra></extra>",
    )


def _counts(cells: list[list[tuple[int | None, int]]], x: list[str], y: list[str]) -> list[go.Heatmap]:
    """The counts in two layers on one scale: dark numbers on the light cells, white numbers on the dark."""
    most = max(2, *(n or 0 for row in cells for n, _ in row))
    wide = len(x) > NUMBERS_UP_TO
    return [
        go.Heatmap(
            z=[[n if n and (n > DARK * most) == dark else None for n, _ in row] for row in cells],
            x=x,
            y=y,
            xgap=2,
            ygap=2,
            zmin=0,
            zmax=most,
            colorscale=style.SCALE,
            showscale=wide and dark,
            colorbar={"thickness": 12, "outlinewidth": 0},
            texttemplate="" if wide else "%{z}",
            textfont={"color": "white" if dark else style.INK},
            customdata=[[a for _, a in row] for row in cells],
            hovertemplate="%{y}<br>%{x}: %{z}, in %{customdata:,} articles<extra></extra>",
            hoverongaps=False,
        )
        for dark in (False, True)
    ]


def _finding(ranked: pl.DataFrame, side: str, of: str) -> str:
    first, n = ranked.row(0)
    return style.shared(ranked, side, of) or f"{style.label(first, side)} leads with {n:,} {of}"


def _about(shown: pl.DataFrame, groups: int, of: str, top: int, note: str) -> str:
    cut = f"the first {top} of {groups:,}" if groups > top else "all"
    grey = " · grey: no articles" if (shown["articles"] == 0).any() else ""
    return style.grounds(shown, of, f"{cut} shown{grey}" + (f" · {note}" if note else ""))
