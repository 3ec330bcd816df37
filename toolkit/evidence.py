"""The words behind the rows: a table with each sentence marked in its place and a link to the page, searchable and sortable."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.chart import style
from toolkit.measure import rows
from toolkit.safe_text import link, marked, safe_text

HEADINGS = ("day", "what", "who", "evidence", "outlet", "page")
MOST = 1000  # rows: beyond, a table in a page is slow, and nobody reads on
WRAP = "table-layout:auto;width:100%;margin:0"


def cells(
    frame: pl.DataFrame, articles: pl.DataFrame, pair: tuple[str, str] | None = None, most: int = MOST
) -> pl.DataFrame:
    """Exchanges, anniversaries or headlines and their articles -> day, what, who, evidence, outlet, page as harmless HTML.

    Newest first, at most ``most`` rows, of ``pair`` alone when given. Everything read from a page is escaped; the only markup is
    the mark round the evidence and the link, which leads to http and https addresses alone.
    """
    found = rows(frame, articles).join(
        articles.select("article_id", "text", page_url="url"), on="article_id", how="left"
    )
    for state in pair or ():
        found = found.filter(pl.col("states").list.contains(state))
    found = found.sort("day", "article_id", "start", descending=[True, False, False], nulls_last=True).head(most)
    told = [_row(r) for r in found.iter_rows(named=True)]
    return pl.DataFrame(told, schema=dict.fromkeys(HEADINGS, pl.String), orient="row")


def evidence_table(
    frame: pl.DataFrame, articles: pl.DataFrame, pair: tuple[str, str] | None = None, most: int = MOST
) -> Any:
    """:func:`cells` as a table with search and sorting for a notebook."""
    return shown(cells(frame, articles, pair, most))


def shown(made: pl.DataFrame) -> Any:
    """A frame made by :func:`cells` as a widget that asks nothing of the network."""
    from itables.widget import ITable

    return ITable(
        made,
        allow_html=True,  # every cell has been made by cells()
        showIndex=False,
        show_dtypes=False,
        maxBytes=0,
        classes="display compact",
        style=WRAP,
        pageLength=10,
        order=[],
        text_in_header_can_be_selected=True,
        language={"emptyTable": "No evidence: no row of this kind in these data."},
    )


def _row(r: dict[str, Any]) -> tuple[str, ...]:
    day = f"{r['day'] or 'not dated'}{' (published)' if r['day_basis'] == 'published' else ''}"
    outlet = r["outlet"] if r["outlet"] != "unnamed" else "not named"
    return (
        safe_text(day),
        safe_text(_what(r), 80),
        safe_text(_who(r), 160),
        marked(r["text"] or "", r["start"], r["end"]),
        safe_text(outlet, 60),
        link(r.get("page_url"), "open"),
    )


def _what(r: dict[str, Any]) -> str:
    if "ordinal" in r:
        return f"{r['ordinal']} years: {style.label(r['kind'], 'kind')}"
    occasion = f", {style.label(r['occasion'], 'occasion')}" if r.get("occasion") else ""
    return f"{style.label(r['kind'], 'kind')}{occasion}"


def _who(r: dict[str, Any]) -> str:
    if "actor_country" not in r:
        named = [style.name(s) for s in r["states"] or []]
        return " – ".join([*named, *([r["organisation"]] if r.get("organisation") else [])])
    arrow = " ↔ " if r["mutual"] else " → "
    sides = [(r[f"{who}_name"], style.name(r[f"{who}_country"])) for who in ("actor", "recipient")]
    return arrow.join(f"{person} ({state})" if person else state for person, state in sides)
