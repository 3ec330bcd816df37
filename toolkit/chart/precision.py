"""How right the rows are: a dot for each rule, with the interval that its cases allow."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import safe_text


def precision(told: pl.DataFrame, top: int = 25, *, of: str = "cases", note: str = "") -> go.Figure:
    """Rows by ``stratum`` (a rule) with n, right, precision, low, high -> dots with 95 % intervals, most cases first.

    Rules without a case (n is 0 or null) are counted in the subtitle, not drawn.
    """
    known = told.filter(pl.col("n") > 0).sort("n", "stratum", descending=[True, False])
    if known.is_empty():
        return style.nothing(f"No {of} yet: the precision of these rules is not known.", note)
    shown = known.head(top).reverse()
    names = [safe_text(f"{rule} ({n:,})", 60) for rule, n in shown.select("stratum", "n").iter_rows()]
    above, below = (shown["high"] - shown["precision"]).to_list(), (shown["precision"] - shown["low"]).to_list()
    figure = go.Figure(
        go.Scatter(
            x=shown["precision"].to_list(),
            y=names,
            mode="markers",
            marker={"size": 10, "color": style.PALETTE[0]},
            error_x={"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": style.QUIET},
            customdata=shown.select("right", "n", "low", "high").rows(),
            hovertemplate="%{y}: %{x:.2f} (%{customdata[0]} of %{customdata[1]}), %{customdata[2]:.2f} to "
            "%{customdata[3]:.2f}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%")
    figure.update_yaxes(type="category")
    return style.titled(
        figure, _finding(known, of), _about(told, known, top, of, note), 180 + 24 * max(3, shown.height)
    )


def _finding(known: pl.DataFrame, of: str) -> str:
    right, n = int(known["right"].sum()), int(known["n"].sum())
    return f"{right:,} of {n:,} {of} right ({right / n:.0%})"


def _about(told: pl.DataFrame, known: pl.DataFrame, top: int, of: str, note: str) -> str:
    said = [
        f"n = {int(known['n'].sum()):,} {of} of {known.height} rules, cases in brackets",
        "lines: 95 % intervals (Wilson)",
    ]
    said += [f"the first {top} shown"] if known.height > top else []
    unknown = told.height - known.height
    said += [f"{unknown} rules of these rows have no case"] if unknown else []
    return " · ".join([*said, *([note] if note else [])])
