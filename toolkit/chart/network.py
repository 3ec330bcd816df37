"""Leaders and those they deal with, on a circle: who stands in the middle of many ties."""

from __future__ import annotations

from math import asin, cos, pi, sin

import plotly.graph_objects as go
import polars as pl

from toolkit import tables
from toolkit.chart import style

STEEP = 0.4  # cosine: nearer to the top or bottom of the circle, names would run into each other
BANDS = 4  # widths of line: as many as the eye tells apart


def leader_network(events: pl.DataFrame, top: int = 24, *, of: str = "events", note: str = "") -> go.Figure:
    """Exchange events (or exchanges) -> the ``top`` leaders by ties on a circle, grouped by state; thicker lines, more acts."""
    known = events.filter(
        (pl.col("status") == tables.STATUSES[0])
        & pl.col("actor_id").is_not_null()
        & pl.col("recipient_id").is_not_null()
    )
    ties = known.group_by(
        one=pl.min_horizontal("actor_id", "recipient_id"), other=pl.max_horizontal("actor_id", "recipient_id")
    ).agg(n=pl.len())
    acts = pl.concat([ties.select("n", leader="one"), ties.select("n", leader="other")])
    ranked = acts.group_by("leader").agg(pl.col("n").sum(), ties=pl.len()).sort("n", "leader", descending=[True, False])
    if ranked.is_empty():
        return style.nothing(f"No {of} between two leaders known to the shelf.", note)
    ring = ranked.head(top).sort("leader")  # an id begins with its state, so states stand together
    angle = dict(zip(ring["leader"], _angles(ring.height), strict=True))
    drawn = ties.filter(pl.col("one").is_in(list(angle)) & pl.col("other").is_in(list(angle))).sort("n", "one", "other")
    figure = go.Figure()
    _lines(figure, drawn, angle)
    _persons(figure, ring, angle)
    figure.update_xaxes(visible=False, range=[-2, 2])
    figure.update_yaxes(visible=False, range=[-1.1, 1.1], scaleanchor="x")
    first = ranked.row(0, named=True)
    finding = f"{style.label(first['leader'], 'leader')} deals with {first['ties']} leaders in {first['n']:,} {of}"
    rest = f"the first {top} of {ranked.height:,} leaders" if ranked.height > top else "all leaders"
    about = [f"n = {known.height:,} {of} between two leaders known to the shelf", rest, *([note] if note else [])]
    return style.titled(figure, finding, " · ".join(about), height=620).update_layout(showlegend=False)


def _angles(n: int) -> list[float]:
    """``n`` places round the circle, right half and left half, at even heights, so that names do not cover each other."""
    right = -(-n // 2)
    sides = ((right, 0.0), (n - right, pi))
    heights = [(turn, 0.96 * (1 - (2 * i + 1) / held)) for held, turn in sides for i in range(held)]
    return [pi - asin(-h) if turn else asin(h) for turn, h in heights]


def _lines(figure: go.Figure, drawn: pl.DataFrame, angle: dict[str, float]) -> None:
    """One trace for each width, the thin ones first."""
    most = int(str(drawn["n"].max() or 1))
    for band in range(BANDS):
        x: list[float | None] = []
        y: list[float | None] = []
        for one, other, n in drawn.iter_rows():
            if min(BANDS - 1, (n - 1) * BANDS // most) == band:
                bent = [_bend(angle[one], angle[other], t / 12) for t in range(13)]
                x += [*(p[0] for p in bent), None]
                y += [*(p[1] for p in bent), None]
        width, colour = 0.8 + 1.6 * band, f"rgba(0,114,178,{0.3 + 0.15 * band:.2f})"
        figure.add_scatter(x=x, y=y, mode="lines", line={"width": width, "color": colour}, hoverinfo="skip")


def _bend(start: float, end: float, t: float) -> tuple[float, float]:
    """A point of the curve between two points of the circle that leans to its middle."""
    return (1 - t) ** 2 * cos(start) + t**2 * cos(end), (1 - t) ** 2 * sin(start) + t**2 * sin(end)


def _persons(figure: go.Figure, ring: pl.DataFrame, angle: dict[str, float]) -> None:
    most = int(str(ring["n"].max()))
    names = style.labelled(ring, "leader")
    figure.add_scatter(
        x=[cos(a) for a in angle.values()],
        y=[sin(a) for a in angle.values()],
        mode="markers",
        marker={
            "size": [8 + 16 * (n / most) ** 0.5 for n in ring["n"]],
            "color": style.PALETTE[1],
            "line_color": "white",
        },
        customdata=list(zip(names, ring["n"], ring["ties"], strict=True)),
        hovertemplate="%{customdata[0]}: %{customdata[1]:,} with %{customdata[2]} leaders<extra></extra>",
    )
    for i, (name, a) in enumerate(zip(names, angle.values(), strict=True)):
        side = "left" if cos(a) > STEEP else "right" if cos(a) < -STEEP else "center"
        away = 1.09 if side != "center" else 1.09 + 0.1 * (i % 3)  # names above and below stand on three lines
        figure.add_annotation(x=away * cos(a), y=away * sin(a), text=name, showarrow=False, xanchor=side)
