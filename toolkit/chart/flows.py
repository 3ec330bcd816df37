"""Who writes to whom: flows from senders to receivers."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.chart.heatmap import totals
from toolkit.safe_text import safe_text


def flows(measure: pl.DataFrame, top: int = 25, *, of: str = "reports", note: str = "") -> go.Figure:
    """A frequency by ``dyad`` (periods are summed) -> the ``top`` flows, senders on the left, receivers on the right."""
    ranked = totals(measure, "dyad")
    if ranked.is_empty():
        return style.nothing(f"No {of} with a sender and a receiver in these data.", note)
    shown = ranked.head(top)
    ends = [tuple(d.split(">")) for d in shown["dyad"]]
    senders, receivers = (list(dict.fromkeys(e[i] for e in ends)) for i in (0, 1))
    states = sorted({*senders, *receivers})
    colours = {s: style.PALETTE[i % (len(style.PALETTE) - 1)] for i, s in enumerate(states)}
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [safe_text(style.name(s)) for s in [*senders, *receivers]],
                "color": [colours[s] for s in [*senders, *receivers]],
                "pad": 12,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:,}<extra></extra>",
            },
            link={
                "source": [senders.index(a) for a, _ in ends],
                "target": [len(senders) + receivers.index(b) for _, b in ends],
                "value": shown["n"].to_list(),
                "color": [_faint(colours[a]) for a, _ in ends],
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,}<extra></extra>",
            },
        )
    )
    rest = f"the first {top} of {ranked.height:,} flows" if ranked.height > top else "all flows"
    first, n = ranked.row(0)
    about = style.grounds(measure, of, " · ".join(t for t in (f"{rest}; mutual acts flow both ways", note) if t))
    return style.titled(
        figure,
        f"{style.label(first, 'dyad')} is the largest flow, with {n:,} {of}",
        about,
        height=max(380, 26 * max(len(senders), len(receivers)) + 150),
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.3)"
