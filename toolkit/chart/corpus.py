"""What the corpus itself is: how many articles when, in which languages, where the gaps are."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import safe_text

LANGUAGES = 7  # more shades than the palette tells apart


def coverage_bars(covered: pl.DataFrame, *, note: str = "") -> go.Figure:
    """``measure.coverage(articles, period)`` -> articles by period as bars; empty periods are grey and counted in the title."""
    if not covered["articles"].sum():
        return style.nothing("No article with a day of publication.", note)
    step, empty = style.step_of(covered["period"]), covered.filter(pl.col("articles") == 0)
    figure = go.Figure(_bars(covered, "articles", style.PALETTE[0]))
    _grey(figure, covered)
    finding = (
        f"{empty.height} of {covered.height} {step}s have no article" if empty.height else f"Every {step} has articles"
    )
    figure.update_layout(bargap=0.05, showlegend=False)
    return style.titled(figure, finding, _about(covered, step, note), height=320)


def language_mix(covered: pl.DataFrame, *, note: str = "") -> go.Figure:
    """``measure.coverage(articles, period, ("language",))`` -> articles by period, parted by language."""
    if not covered["articles"].sum():
        return style.nothing("No article with a day of publication.", note)
    totals = (
        covered.group_by("language")
        .agg(pl.col("articles").sum())
        .sort("articles", "language", descending=[True, False])
    )
    first = totals["language"].to_list()[:LANGUAGES]
    figure = go.Figure()
    for i, language in enumerate(first):
        own = covered.filter(pl.col("language").eq_missing(pl.lit(language, pl.String)))
        figure.add_trace(_bars(own, safe_text(style.label(language, "language")), style.PALETTE[i]))
    rest = (
        covered.filter(~pl.col("language").is_in(first, nulls_equal=True))
        .group_by("period")
        .agg(pl.col("articles").sum())
    )
    if rest.height:
        figure.add_trace(_bars(rest.sort("period"), "others", style.PALETTE[LANGUAGES]))
    figure.update_layout(barmode="stack", bargap=0.05, showlegend=True, margin_b=84)
    whole = covered.group_by("period").agg(pl.col("articles").sum()).sort("period")
    share = style.share(totals["articles"].head(1), totals["articles"])
    many = f"{totals.height} languages; " if totals.height > 1 else ""
    finding = f"{many}{style.label(first[0], 'language')} is {share:.0%} of the articles"
    return style.titled(figure, finding, _about(whole, style.step_of(whole["period"]), note), height=360)


def _bars(rows: pl.DataFrame, named: str, colour: str) -> go.Bar:
    return go.Bar(
        x=rows["period"].to_list(),
        y=rows["articles"].to_list(),
        name=named,
        marker={"color": colour, "line": {"width": 0}},
        customdata=[named] * rows.height,
        hovertemplate="%{x|%d %b %Y}: %{y:,} %{customdata}<extra></extra>",
    )


def _grey(figure: go.Figure, covered: pl.DataFrame) -> None:
    most = int(str(covered["articles"].max()))
    empty = covered.filter(pl.col("articles") == 0)["period"].to_list()
    figure.add_bar(x=empty, y=[most] * len(empty), marker_color=style.UNCOVERED, opacity=0.5, hoverinfo="skip")
    figure.update_layout(barmode="overlay")


def _about(covered: pl.DataFrame, step: str, note: str) -> str:
    first, last = (style.period_label(covered["period"][i], step) for i in (0, -1))
    said = [
        f"n = {int(covered['articles'].sum()):,} articles with a day of publication",
        f"{first} to {last}, by {step}",
    ]
    return " · ".join([*said, *([note] if note else [])])
