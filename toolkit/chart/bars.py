"""Groups by rank, as bars."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.chart.heatmap import totals
from toolkit.safe_text import safe_text


def ranked_bars(
    measure: pl.DataFrame,
    side: str = "pair",
    top: int = 15,
    *,
    split: str | None = None,
    of: str = "reports",
    note: str = "",
) -> go.Figure:
    """A frequency by ``side`` (periods are summed) -> the ``top`` groups as bars, parted by the column ``split`` when given."""
    ranked = totals(measure, side)
    if ranked.is_empty():
        return style.nothing(f"No {of} with a {side} in these data.", note)
    shown = ranked.head(top)
    order = shown[side].to_list()[::-1]
    kept = measure.filter(pl.col(side).is_in(order))
    figure = go.Figure(_bars(kept, side, split, order))
    _ends(figure, shown.reverse(), side)
    figure.update_layout(barmode="stack", showlegend=split is not None, legend_traceorder="normal")
    most = int(str(shown["n"].max()))
    figure.update_xaxes(range=[0, most * 1.12], dtick=1 if most <= 6 else None, rangemode="tozero")
    figure.update_yaxes(type="category", showgrid=False)
    cut = f"the first {top} of {ranked.height:,} shown" if ranked.height > top else ""
    about = style.grounds(measure, of, " · ".join(t for t in (cut, note) if t))
    return style.titled(figure, _finding(ranked, side, of), about, height=170 + 27 * max(3, len(order)))


def _bars(kept: pl.DataFrame, side: str, split: str | None, order: list[object]) -> list[go.Bar]:
    parts = [None] if split is None else totals(kept, split)[split].to_list()
    names = [safe_text(style.label(o, side), 60) for o in order]
    bars = []
    for i, part in enumerate(parts):
        rows = kept if split is None else kept.filter(pl.col(split).eq_missing(pl.lit(part)))
        sums = dict(totals(rows, side).iter_rows())
        what = safe_text(style.label(part, split or ""))
        bars.append(
            go.Bar(
                x=[sums.get(o, 0) for o in order],
                y=names,
                orientation="h",
                name=what,
                marker={"color": style.PALETTE[i % len(style.PALETTE)], "line": {"color": "white", "width": 1}},
                customdata=[what] * len(order),
                hovertemplate="%{y}: %{x:,}" + (" %{customdata}" if split else "") + "<extra></extra>",
            )
        )
    return bars


def _ends(figure: go.Figure, shown: pl.DataFrame, side: str) -> None:
    """The sum at the end of each bar."""
    figure.add_scatter(
        x=shown["n"].to_list(),
        y=style.labelled(shown, side),
        mode="text",
        text=[f" {n:,}" for n in shown["n"]],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _finding(ranked: pl.DataFrame, side: str, of: str) -> str:
    first, n = ranked.row(0)
    whole = int(ranked["n"].sum())
    of_all = f"{n:,} {of}" if side in style.MANIFOLD else f"{n:,} of {whole:,} {of} ({n / whole:.0%})"
    return style.shared(ranked, side, of) or f"{style.label(first, side)}: {of_all}"
