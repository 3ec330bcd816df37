"""One page to send to a colleague: charts, the evidence behind them, coverage, quality, codebook and citation, in one file."""

from __future__ import annotations

from html import escape
from pathlib import Path

import plotly.graph_objects as go
import polars as pl

from toolkit import chart, evidence, measure, page, tables
from toolkit.products import rules

ROWS = 500  # of evidence in each table; the datasets hold the rest
TITLE = "Amity: ties between countries in the news"


def write(products: dict[str, pl.DataFrame], out: Path, version: str = "", cite: str = "") -> Path:
    """Products by name -> one self-contained page at ``out``, whole or not at all; same products, same bytes."""
    made = report(products, version, cite)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(out.name + ".tmp")
    beside.write_text(made, encoding="utf-8", newline="\n")
    beside.replace(out)
    return out


def report(products: dict[str, pl.DataFrame], version: str = "", cite: str = "") -> str:
    """Products by name -> the page as HTML. ``version`` stands in every chart's subtitle, ``cite`` in the section on citing."""
    articles = products["articles"]
    counts = ", ".join(f"{products[t.name].height:,} {t.name}" for t in tables.PRODUCTS)
    sections = [
        ("exchanges", "Exchanges between leaders", _exchanges(products, version)),
        ("anniversaries", "Anniversaries", _anniversaries(products, version)),
        ("headlines", "Headlines", _headlines(products, version)),
        ("coverage", "What the pages cover", _coverage(articles, version)),
        ("quality", "Quality", _quality(products, version)),
        ("codebook", "Codebook", _codebook()),
        (
            "citing",
            "How to cite",
            f"<pre class='scroll' tabindex='0'>{escape(cite or TITLE)}</pre><p>{escape(version)}</p>",
        ),
    ]
    return page.page(TITLE, f"{counts}. {version}", sections)


def _exchanges(products: dict[str, pl.DataFrame], note: str) -> str:
    acts, articles = products["events"].filter(pl.col("type") == "exchange"), products["articles"]
    by_pair = measure.frequency(acts, articles, ("pair", "quarter"))
    summed = by_pair.group_by("country_a", "country_b").agg(pl.col("n").sum())
    first = summed.sort("n", "country_a", "country_b", descending=[True, False, False])
    charts = [
        chart.pair_heatmap(by_pair, of="events", note=note),
        chart.ranked_bars(measure.frequency(acts, articles, ("pair", "kind")), split="kind", of="events", note=note),
        chart.over_time(
            measure.frequency(acts, articles, ("kind", "quarter"), per=100), "kind", of="events", note=note
        ),
        chart.flows(measure.frequency(acts, articles, ("dyad",)), of="events", note=note),
        chart.leader_network(acts, note=note),
    ]
    if first.height:
        a, b, _ = first.row(0)
        told = (products["exchanges"], products["anniversaries"], articles)
        charts.append(chart.pair_timeline(*told, (a, b), note=note))
        charts.append(chart.partner_map(by_pair, _busiest(by_pair), of="events", note=note))
    return _figures(charts, "exchanges") + _evidence(products, "exchanges")


def _busiest(by_pair: pl.DataFrame) -> str:
    """The state with the most acts: the one to put in the middle of the map."""
    sides = pl.concat([by_pair.select("n", state="country_a"), by_pair.select("n", state="country_b")])
    ranked = sides.group_by("state").agg(pl.col("n").sum()).sort("n", "state", descending=[True, False])
    return str(ranked["state"][0])


def _anniversaries(products: dict[str, pl.DataFrame], note: str) -> str:
    rows, articles = products["anniversaries"], products["articles"]
    charts = [
        chart.ranked_bars(
            measure.frequency(rows, articles, ("pair", "kind")), split="kind", of="anniversaries", note=note
        ),
        chart.pair_heatmap(measure.frequency(rows, articles, ("pair", "year")), of="anniversaries", note=note),
    ]
    return _figures(charts, "anniversaries") + _evidence(products, "anniversaries")


def _headlines(products: dict[str, pl.DataFrame], note: str) -> str:
    rows, articles = products["headlines"], products["articles"]
    charts = [
        chart.ranked_bars(measure.frequency(rows, articles, ("state",)), "state", of="headlines", note=note),
        chart.pair_heatmap(measure.frequency(rows, articles, ("pair", "quarter")), of="headlines", note=note),
    ]
    return _figures(charts, "headlines") + _evidence(products, "headlines")


def _coverage(articles: pl.DataFrame, note: str) -> str:
    charts = [
        chart.coverage_bars(measure.coverage(articles, "month"), note=note),
        chart.language_mix(measure.coverage(articles, "quarter", ("language",)), note=note),
    ]
    return page.listed(measure.warnings(articles)) + _figures(charts, "coverage")


def _quality(products: dict[str, pl.DataFrame], note: str) -> str:
    measured = pl.concat([rules(products[name]) for name in ("exchanges", "anniversaries")])
    figures = _figures([chart.precision(measured, of="cases in the gold", note=note)], "quality")
    counted = []
    for name in ("exchanges", "anniversaries"):
        sure = products[name].group_by("rule").agg(rows=pl.len(), sure=pl.col("confidence").min()).sort("rule")
        counted += [(name, r, n, "not measured" if c is None else f"{c:.2f}") for r, n, c in sure.iter_rows()]
    cells = [tuple(escape(str(c)) for c in row) for row in counted]
    heads = ["dataset", "rule", "rows", "precision, lower bound of 95 %"]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(heads, pl.String), orient="row")
    return figures + page.table(
        frame, "rules", "Rules that made the rows, with the lower bound of their precision on the gold set"
    )


def _codebook() -> str:
    parts = []
    for table in tables.PRODUCTS:
        rows = [(escape(n), escape(str(c.dtype)), escape(c.about)) for n, c in table.columns.items()]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(("column", "type", "meaning"), pl.String), orient="row")
        parts.append(
            f"<details><summary>{table.name}</summary>{page.table(frame, f'code-{table.name}', table.about)}</details>"
        )
    return "".join(parts)


def _figures(charts: list[go.Figure], key: str) -> str:
    return "".join(page.figure(c, f"{key}-{i}") for i, c in enumerate(charts))


def _evidence(products: dict[str, pl.DataFrame], name: str) -> str:
    cells = evidence.cells(products[name], products["articles"], most=ROWS)
    return page.searched(cells, f"{name}-rows", products[name].height)
