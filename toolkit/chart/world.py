"""A map of a state's partners, drawn from shapes that lie beside the code: nothing is asked of the network.

Plotly asks a server for its own shapes whenever a map is drawn, wanted or not (plotly.js issue 6767); ``CONFIG`` gives it an
empty set instead. It is set for notebooks here; pages must pass it on.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import polars as pl

from toolkit.chart import style
from toolkit.safe_text import safe_text

CONFIG = {"topojsonURL": "data:application/json,{}#"}
SHAPES = Path(__file__).parent.parent / "reference" / "world.geojson"
CAPTION = "Shapes: Natural Earth; borders and names are shown as found there and imply no position."

pio.renderers["plotly_mimetype"].config = CONFIG


@cache
def shapes() -> dict[str, Any]:
    """The world's states as GeoJSON; a feature's id is that of the state, ``at`` a point inside."""
    held: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return held


@cache
def points() -> dict[str, tuple[float, float]]:
    """A state -> longitude and latitude of a point inside it."""
    return {f["id"]: tuple(f["properties"]["at"]) for f in shapes()["features"] if f["properties"].get("at")}


def partner_map(measure: pl.DataFrame, centre: str, *, of: str = "reports", note: str = "") -> go.Figure:
    """A frequency by ``pair`` (periods are summed) -> the partners of the state ``centre``, shaded and dotted by n.

    Every partner has a dot, whose area grows with n, so that small states are seen.
    """
    own = measure.filter((pl.col("country_a") == centre) | (pl.col("country_b") == centre))
    other = pl.when(pl.col("country_a") == centre).then("country_b").otherwise("country_a")
    summed = own.group_by(state=other).agg(pl.col("n").sum()).filter(pl.col("n") > 0)
    summed = summed.sort("n", "state", descending=[True, False])
    if summed.is_empty():
        return style.nothing(f"No {of} of {style.name(centre)} with another state in these data.", note)
    figure = go.Figure([_ground(), _shades(summed), _dots(summed), _home(centre)])
    turned = {"lon": points().get(centre, (0, 0))[0]}
    figure.update_geos(visible=False, projection={"type": "natural earth", "rotation": turned}, bgcolor="white")
    figure.update_geos(lataxis_range=[-58, 84], lonaxis_range=[turned["lon"] - 180, turned["lon"] + 180])
    finding = _finding(summed, style.name(centre), of)
    about = style.grounds(own, of, " · ".join(t for t in (CAPTION, note) if t))
    figure = style.titled(figure, finding, about, height=560)
    return figure.update_layout(margin={"l": 8, "r": 8, "b": 8}, showlegend=False)


def _finding(summed: pl.DataFrame, centre: str, of: str) -> str:
    first, n = summed.row(0)
    place = f"the first of {summed.height} partners" if summed.height > 1 else "the one partner"
    alone = f"{style.name(first)} is {place} of {centre}, with {n:,} {of}"
    return style.shared(summed, "state", of, f"partners of {centre}") or alone


def _ground() -> go.Choropleth:
    ids = [f["id"] for f in shapes()["features"]]
    return _layer(ids, [0] * len(ids), [[0, "#e9ecef"], [1, "#e9ecef"]], showscale=False, hoverinfo="skip")


def _shades(summed: pl.DataFrame) -> go.Choropleth:
    return _layer(
        summed["state"].to_list(),
        summed["n"].to_list(),
        style.SCALE,
        zmin=0,
        zmax=max(2, int(summed["n"][0])),
        text=style.labelled(summed, "state"),
        hovertemplate="%{text}: %{z:,}<extra></extra>",
        colorbar={"thickness": 12, "len": 0.6, "outlinewidth": 0, "nticks": 5, "tickformat": ",d"},
    )


def _layer(ids: list[str], values: list[int], scale: Any, **more: Any) -> go.Choropleth:
    return go.Choropleth(
        geojson=shapes(),
        locationmode="geojson-id",
        featureidkey="id",
        locations=ids,
        z=values,
        colorscale=scale,
        marker={"line": {"color": "white", "width": 0.5}},
        **more,
    )


def _dots(summed: pl.DataFrame) -> go.Scattergeo:
    placed = summed.filter(pl.col("state").is_in(list(points())))
    where = [points()[s] for s in placed["state"]]
    return go.Scattergeo(
        lon=[p[0] for p in where],
        lat=[p[1] for p in where],
        text=style.labelled(placed, "state"),
        customdata=placed["n"].to_list(),
        marker={
            "size": placed["n"].to_list(),
            "sizemode": "area",
            "sizeref": 2 * int(summed["n"][0]) / 22**2,
            "sizemin": 4,
            "color": style.PALETTE[1],
            "opacity": 0.85,
            "line": {"color": "white", "width": 1},
        },
        hovertemplate="%{text}: %{customdata:,}<extra></extra>",
    )


def _home(centre: str) -> go.Scattergeo:
    lon, lat = points().get(centre, (0.0, 0.0))
    named = safe_text(style.name(centre))
    return go.Scattergeo(
        lon=[lon],
        lat=[lat],
        text=[named],
        mode="markers+text",
        textposition="bottom center",
        marker={"symbol": "star", "size": 14, "color": style.INK, "line": {"color": "white", "width": 1}},
        hovertemplate="%{text}<extra></extra>",
    )
