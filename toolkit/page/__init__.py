"""A page as a string: sections, figures, tables, and a policy that lets no script run but the two that it carries."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.offline import get_plotlyjs

from toolkit.chart import PHONE, fitted

SENTENCES = "The sentences behind the rows, the words that made each row marked (on paper: the first 40)"
TOP = 34  # pixels above the axes: for the buttons of a chart, and names of the first row of small ones
HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; "
    "img-src data: blob:; connect-src data:; script-src {scripts}"
)


def figure(chart: go.Figure, key: str) -> str:
    """A chart as a figure of the page: its finding and grounds as text, the drawing from data that are no script."""
    said = chart.layout.meta
    held, narrow = _untitled(chart), _untitled(fitted(chart, PHONE))
    changed = [{k: v for k, v in n.items() if v != w.get(k)} for w, n in zip(held["data"], narrow["data"], strict=True)]
    held["narrow"] = {"data": changed, "layout": {k: v for k, v in narrow["layout"].items() if k != "template"}}
    data = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<figure aria-labelledby="{key}-finding"><h3 id="{key}-finding">{escape(said["finding"])}</h3>'
        f"<p>{escape(said['about'])}</p>"
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{key}-finding">'
        f'<div class="chart" role="img" aria-labelledby="{key}-finding" data-figure="{key}-data"></div></div>'
        f'<script type="application/json" id="{key}-data">{data}</script></figure>'
    )


def _untitled(chart: go.Figure) -> dict[str, Any]:
    """A figure as JSON without its title, which stands in the page, nor the room for it."""
    held: dict[str, Any] = json.loads(chart.to_json())
    layout = held["layout"]
    layout.pop("title", None)
    layout["height"] -= layout["margin"]["t"] - TOP
    layout["margin"]["t"] = TOP
    return held


def searched(cells: pl.DataFrame, key: str, of: int) -> str:
    """Harmless cells (``toolkit.evidence.cells``) as a table with a search box above."""
    told = f"{cells.height:,} of {of:,} rows are on this page, the newest first"
    return (
        f'<label>Search these rows <input type="search" data-table="{key}" aria-describedby="{key}-told"></label>'
        f'<p id="{key}-told" role="status">{told}</p>{table(cells, key, SENTENCES, "rows")}'
    )


def table(cells: pl.DataFrame, key: str, caption: str, kind: str = "") -> str:
    """Cells that are harmless already as a table; ``kind`` "rows" for many: they scroll, and stand below each other on a phone.

    Roles are written out, for a browser forgets them where cells are laid out otherwise than as a table.
    """
    heads = "".join(f'<th scope="col" role="columnheader">{escape(c)}</th>' for c in cells.columns)
    rows = "".join(
        '<tr role="row">' + "".join(f'<td role="cell">{c}</td>' for c in row) + "</tr>" for row in cells.iter_rows()
    )
    return (
        f'<div class="scroll {kind}" tabindex="0" role="region" aria-label="{escape(caption)}"><table id="{key}" role="table">'
        f'<caption>{escape(caption)}</caption><thead><tr role="row">{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def listed(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def section(key: str, heading: str, *parts: str) -> str:
    return f'<section id="{key}" aria-labelledby="{key}-h"><h2 id="{key}-h">{escape(heading)}</h2>{"".join(parts)}</section>'


def page(title: str, lead: str, sections: list[tuple[str, str, str]]) -> str:
    """Title, lead and (key, heading, html) sections -> the whole page, with nothing to fetch and no clock in it."""
    scripts = [get_plotlyjs(), (HERE / "page.js").read_text(encoding="utf-8")]
    policy = POLICY.format(scripts=" ".join(f"'sha256-{_hash(s)}'" for s in scripts))
    links = "".join(f'<li><a href="#{key}">{escape(heading)}</a></li>' for key, heading, _ in sections)
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title><style>{(HERE / 'page.css').read_text(encoding='utf-8')}</style></head><body>",
            '<a class="skip" href="#main">Skip to the charts</a>',
            f'<header><h1>{escape(title)}</h1><p>{escape(lead)}</p></header><nav aria-label="Sections"><ul>{links}</ul></nav>',
            f'<main id="main">{"".join(section(*s) for s in sections)}</main>',
            *[f"<script>{s}</script>" for s in scripts],
            "</body></html>\n",
        ]
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
