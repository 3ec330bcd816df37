"""A chart laid out anew for the width it is shown at: a phone, a column of a paper, a wide screen.

Plotly breaks no line by itself, so titles, names on axes and texts under the pointer are broken here; and what finds no room
beside the axes on a phone (names at the ends of lines, a colour bar, a third small chart in a row) stands beneath them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from html import unescape
from math import ceil
from typing import Any, ParamSpec

import plotly.graph_objects as go

from toolkit.chart import style
from toolkit.safe_text import BREAK, safe_text

P = ParamSpec("P")
_asked = {"width": style.WIDE}
NARROW, PHONE = 600, 390  # pixels: below the first a chart is laid out as for a phone; the second is a phone's width
NAMES, POINTER, CIRCLE = 25, 26, 14  # letters in a line: of names on an axis, under the pointer, round a circle
EDGE, LINE = 12, 18  # pixels: the margin at the sides, a line of a legend
COLUMNS = 8  # of a heat map: with more, numbers find no room on a phone
BAR = {"orientation": "h", "thickness": 10, "len": 0.9, "y": -0.02, "yanchor": "top", "outlinewidth": 0, "nticks": 4}


def lay_out(width: int) -> None:
    """Lay out every chart that is drawn from here on for ``width`` pixels: ``PHONE``, or what a page or a paper has room for."""
    _asked["width"] = width


def asked() -> int:
    """The width that charts are laid out for, in pixels."""
    return _asked["width"]


def laid_out(make: Callable[P, go.Figure]) -> Callable[P, go.Figure]:
    """A function that draws a chart -> the same, for the width that was asked for."""

    @wraps(make)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> go.Figure:
        figure = make(*args, **kwargs)
        return figure if asked() == style.WIDE else fitted(figure, asked())

    return drawn


def fitted(figure: go.Figure, width: int = PHONE) -> go.Figure:
    """A figure of ``toolkit.chart`` -> the same for ``width`` pixels: nothing cut, nothing over another, higher where need be."""
    drawn = go.Figure(figure)
    style.head(drawn, width)
    return _narrowed(drawn, width) if width < NARROW else drawn


def _narrowed(drawn: go.Figure, width: int) -> go.Figure:
    drawn.update_layout(margin_l=EDGE, margin_r=EDGE, margin_b=drawn.layout.margin.b or 56)
    drawn.update_xaxes(tickangle=0, nticks=4)
    _pointer(drawn)
    kinds = {trace.type for trace in drawn.data}
    if "heatmap" in kinds:
        _heatmap(drawn)
    if "choropleth" in kinds:
        _map(drawn, width)
    if drawn.layout.yaxis.scaleanchor:
        _circle(drawn, width)
    elif (drawn.layout.meta or {}).get("panels"):
        _panels(drawn)
    elif drawn.layout.annotations and kinds == {"scatter"}:
        drawn.layout.annotations = ()  # names at the ends of lines find no room; the legend says them
        drawn.update_layout(showlegend=True)
    _axis_names(drawn)
    _legend(drawn, width)
    return drawn


def _broken(text: str, letters: int) -> str:
    """Text that is safe already, in lines of ``letters``."""
    return safe_text(unescape(text.replace(BREAK, " ")), 400, letters)


def _taller(drawn: go.Figure, by: float) -> None:
    drawn.layout.height = round(drawn.layout.height + by)


def _axis_names(drawn: go.Figure) -> None:
    """Names on the vertical axis in lines of a few letters, rows as much higher as the longest name asks."""
    axis = drawn.layout.yaxis
    held = axis.ticktext or list(dict.fromkeys(y for t in drawn.data for y in (t.y if "y" in t else None) or ()))
    names = [y for y in held if isinstance(y, str)]
    if not names:
        return
    lines = [_broken(n, NAMES) for n in names]
    drawn.update_xaxes(nticks=3)
    axis.update(tickvals=axis.tickvals or names, ticktext=lines, tickfont_size=11, ticks="")
    rows = drawn.layout.height - drawn.layout.margin.t - drawn.layout.margin.b
    _taller(drawn, max(0, len(lines) * (8 + 14 * (1 + max(line.count(BREAK) for line in lines))) - rows))


def _pointer(drawn: go.Figure) -> None:
    """Sentences under the pointer in lines that a phone has room for."""
    for trace in drawn.data:
        if trace.type == "scatter" and trace.customdata is not None:
            trace.customdata = [[_cell(c) for c in row] for row in trace.customdata]


def _cell(cell: Any) -> Any:
    return _broken(cell, POINTER) if isinstance(cell, str) and len(cell) > POINTER else cell


def _heatmap(drawn: go.Figure) -> None:
    """No numbers in many narrow cells: a scale beneath instead."""
    *_, dark = maps = [t for t in drawn.data if t.type == "heatmap"]
    if len(dark.x) <= COLUMNS:
        return
    for trace in maps:
        trace.update(texttemplate="", xgap=0.5)
    least = drawn.layout.margin.b
    plot = drawn.layout.height - drawn.layout.margin.t - least
    dark.update(showscale=True, colorbar=BAR | {"y": -34 / max(plot, 100)})
    drawn.layout.margin.b = least + 24
    _taller(drawn, 24)


def _map(drawn: go.Figure, width: int) -> None:
    """As high as the world is at this width."""
    drawn.layout.height = round(drawn.layout.margin.t + 0.44 * width + 52)
    drawn.update_layout(margin_b=52)
    drawn.data[1].colorbar.update(BAR)
    for trace in drawn.data[2:]:
        if trace.mode == "markers+text":
            trace.update(textfont_size=10, marker_size=9)
        else:
            trace.marker.sizeref *= 3


def _circle(drawn: go.Figure, width: int) -> None:
    """An upright oval with names in two lines on either side."""
    reach = width / 130  # a third of the width for the oval, the rest for names
    drawn.update_xaxes(range=[-reach, reach])
    drawn.update_yaxes(scaleanchor=None, scaleratio=None)
    for note in drawn.layout.annotations:
        away = {"left": 6, "right": -6}.get(note.xanchor, 0)
        note.update(text=_broken(note.text, CIRCLE), font_size=10, align=note.xanchor, xshift=away)
    _taller(drawn, min(0, 24 * len(drawn.layout.annotations) - 300))


def _panels(drawn: go.Figure) -> None:
    """Small charts two in a row."""
    count = drawn.layout.meta["panels"]
    rows = ceil(count / 2)
    high = 1 / rows
    for i in range(count):
        nth, row, column = "" if i == 0 else str(i + 1), i // 2, i % 2
        top, left = 1 - row * high, 0.52 * column
        held = drawn.layout.annotations[i]
        drawn.layout[f"xaxis{nth}"].update(domain=[left, left + 0.48], showticklabels=i + 2 >= count, nticks=3)
        drawn.layout[f"yaxis{nth}"].update(domain=[top - 0.6 * high, top], showticklabels=column == 0)
        held.update(x=left + 0.24, y=top, text=_broken(held.text, 24), font_size=11)
    drawn.layout.height = round(drawn.layout.margin.t + 56 + 140 * rows)


def _legend(drawn: go.Figure, width: int) -> None:
    """Room for the entries of the legend, which Plotly sets in columns as wide as the longest."""
    named = [t.name for t in drawn.data if t.name and t.showlegend is not False]
    if not drawn.layout.showlegend or not named:
        return
    widest = 46 + 7.5 * max(len(unescape(n)) for n in named)
    rows = ceil(len(named) / max(1, (width - 24) // widest))
    drawn.update_layout(legend={"xref": "container", "x": 0.02, "font": {"size": 12}})
    least = drawn.layout.margin.b
    drawn.layout.margin.b = 52 + LINE * rows
    _taller(drawn, drawn.layout.margin.b - least)
