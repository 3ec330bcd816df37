"""Charts: what they draw is what was measured, they say what they rest on, and no text from the web is markup in them."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import polars as pl
import pytest

from tests.products import HOSTILE, products
from toolkit import chart, measure, reference, tables
from toolkit.chart import style, world
from toolkit.milestones import expected
from toolkit.safe_text import link, marked, plain, safe_text, safe_url

WORDED = (
    "outlets",
    "outlet_heatmap",
    "over_time",
    "small_multiples",
    "pair_timeline",
)  # those that show words of pages
OURS = re.compile(r"</?(?:b|i|br|extra)>")


FORMER = {r["state_id"] for r in reference.rows("states") if r["valid_until"]}


def figures(made, pair=("CHN", "CUB")):
    pages, acts = made["articles"], made["exchanges"]
    by = lambda *sides, of="exchanges": measure.frequency(made[of], pages, sides)  # noqa: E731
    told = acts.group_by(stratum="actor_name").agg(n=pl.len(), right=pl.len() - 1).drop_nulls()
    told = told.with_columns(precision=pl.col("right") / pl.col("n"), low=pl.lit(0.0), high=pl.lit(1.0))
    return {
        "milestones": chart.milestones(due_of(made)),
        "milestones_ahead": chart.milestones(due_of(made, ahead=True).drop("marked", strict=False)),
        "pair_heatmap": chart.pair_heatmap(by("pair", "quarter"), of="exchanges"),
        "ranked_bars": chart.ranked_bars(by("pair", "kind"), split="kind", of="exchanges"),
        "leaders": chart.ranked_bars(by("leader"), "leader"),
        "outlets": chart.ranked_bars(by("outlet"), "outlet"),
        "outlet_heatmap": chart.pair_heatmap(by("outlet", "year"), side="outlet"),
        "over_time": chart.over_time(by("outlet", "month"), "outlet"),
        "small_multiples": chart.small_multiples(by("outlet", "year"), "outlet"),
        "flows": chart.flows(by("dyad")),
        "partner_map": chart.partner_map(by("pair"), "CHN"),
        "leader_network": chart.leader_network(made["events"]),
        "precision": chart.precision(told),
        "coverage_bars": chart.coverage_bars(measure.coverage(pages)),
        "language_mix": chart.language_mix(measure.coverage(pages, "year", ("language",))),
        "pair_timeline": chart.pair_timeline(acts, made["anniversaries"], pages, pair),
    }


def due_of(made, ahead=False, state="CHN"):
    """Jubilees of a state in the last year of the articles, or in the year after, with what was told of them."""
    days = made["articles"]["published_date"].drop_nulls()
    last = days.max() if len(days) else date.min
    first, end = (
        (last, last + timedelta(days=365))
        if ahead
        else (max(date.min, last - timedelta(days=365)), last)
        if len(days)
        else (last, last)
    )
    due = expected(first, end, 5).filter((pl.col("country_a") == state) | (pl.col("country_b") == state))
    return measure.silence(due, made["events"], made["articles"]) if len(days) else due.clear()


def words(value):
    """Every text that a figure draws (``meta`` is text for pages, which escape it themselves)."""
    if isinstance(value, dict):
        return [w for k, v in value.items() if k not in ("template", "meta") for w in words(v)]
    if isinstance(value, list):
        return [w for v in value for w in words(v)]
    return [value] if isinstance(value, str) else []


@pytest.fixture(scope="module")
def made():
    return products(500, seed=5)


@pytest.mark.parametrize("name", list(figures(products(20))))
def test_says_a_finding_and_its_grounds(made, name):
    figure = figures(made)[name]
    assert figure.layout.meta["finding"]
    assert re.search(r"n = [\d,]+", figure.layout.meta["about"])
    assert figure.layout.template.layout.colorway == style.PALETTE
    json.loads(figure.to_json())


@pytest.mark.parametrize("name", list(figures(products(20))))
def test_nothing_to_draw_is_said(name):
    empty = {t.name: t.empty() for t in tables.PRODUCTS}
    assert figures(empty)[name].layout.meta["finding"] == "Nothing to show"


def test_heatmap_draws_what_was_measured(made):
    counted = measure.frequency(made["events"], made["articles"], ("pair", "quarter"))
    figure = chart.pair_heatmap(counted, top=5)
    ground, light, dark = figure.data
    drawn = sum(n for trace in (light, dark) for row in trace.z for n in row if n)
    best = counted.group_by("pair").agg(pl.col("n").sum()).sort("n", "pair", descending=[True, False]).head(5)
    assert drawn == best["n"].sum()
    assert list(ground.y)[::-1] == [style.label(p, "pair") for p in best["pair"]]  # first group on top
    assert not any(a and b for la, lb in zip(light.z, dark.z, strict=True) for a, b in zip(la, lb, strict=True))
    assert [ground.z[0][i] for i, x in enumerate(ground.x) if x in ("2022 Q2", "2022 Q3")] == [1, 1]  # the gap is grey
    assert "grey: no articles" in figure.layout.meta["about"]


def test_bars_add_up_and_rank(made):
    counted = measure.frequency(made["exchanges"], made["articles"], ("pair", "kind"))
    figure = chart.ranked_bars(counted, split="kind", top=4)
    sums = [sum(t.x[i] for t in figure.data if t.type == "bar") for i in range(4)]
    assert sums == sorted(sums)
    assert sums[-1] == counted.group_by("pair").agg(pl.col("n").sum())["n"].max()


def test_lines_break_where_nothing_is_covered(made):
    counted = measure.frequency(made["exchanges"], made["articles"], ("month",), per=100)
    figure = chart.over_time(counted)
    held = dict(zip(figure.data[0].x, figure.data[0].y, strict=True))
    assert held[date(2022, 6, 1)] is None
    assert figure.data[0].connectgaps is False
    assert figure.layout.shapes


def test_timeline_shows_every_dated_act_once(made):
    rows = chart.timeline_rows(made["exchanges"], made["anniversaries"], made["articles"], ("CUB", "CHN"))
    figure = chart.pair_timeline(made["exchanges"], made["anniversaries"], made["articles"], ("CUB", "CHN"))
    assert sum(len(t.x) for t in figure.data) == rows["day"].count() > 10
    hollow = sum(s.endswith("-open") for t in figure.data for s in t.marker.symbol)
    assert hollow == rows.filter(pl.col("day").is_not_null() & ~pl.col("dated")).height


def test_a_long_timeline_shows_the_newest(made):
    told = (made["exchanges"], made["anniversaries"], made["articles"], ("CUB", "CHN"))
    figure = chart.pair_timeline(*told, most=7)
    newest = chart.timeline_rows(*told)["day"].drop_nulls().sort()[-7:].to_list()
    assert sorted(x for t in figure.data for x in t.x) == newest
    assert "the newest 7 shown" in figure.layout.meta["about"]


def test_ids_and_codes_are_named():
    assert style.label("CHN-CUB", "pair") == "China – Cuba"
    assert style.label("CHN>CUB", "dyad") == "China → Cuba"
    assert style.label("chn-xi-jinping", "leader") == "Xi Jinping (CHN)"
    assert style.label(None, "occasion") == "not stated"
    assert style.label("صحيفة", "outlet") == "صحيفة\u200e"  # what follows it is drawn after it


@pytest.mark.parametrize(
    "day, step, said",
    [
        (date(2024, 4, 1), "quarter", "2024 Q2"),
        (date(2024, 4, 1), "month", "Apr 2024"),
        (date(2024, 1, 1), "year", "2024"),
    ],
)
def test_periods_are_named(day, step, said):
    assert style.period_label(day, step) == said


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_text_in_every_chart(hostile):
    made = products(40, seed=9, gap=None)
    wild = pl.lit(hostile)
    made["articles"] = made["articles"].with_columns(title=wild, outlet=wild)
    made["exchanges"] = made["exchanges"].with_columns(evidence=wild, actor_name=wild, recipient_name=wild)
    made["anniversaries"] = made["anniversaries"].with_columns(evidence=wild)
    wide = figures(made)
    narrow = {f"{name}, narrow": chart.fitted(figure) for name, figure in wide.items()}
    for name, figure in (wide | narrow).items():
        drawn = words(json.loads(figure.to_json()))
        assert safe_text(hostile, 20)[:8] in " ".join(drawn) or name not in WORDED, name
        for text in drawn:
            assert not re.search("[<>]", OURS.sub("", text)) or text == "", (name, text)
            assert "$" not in text and "\u202e" not in text, (name, text)
        templates = [
            t.get("hovertemplate", "") + t.get("texttemplate", "") for t in json.loads(figure.to_json())["data"]
        ]
        assert not any(hostile in t for t in templates), name


def test_safe_text_by_example():
    assert safe_text("<b>$5</b>") == "&lt;b&gt;&#36;5&lt;/b&gt;"
    assert safe_text("a\u202eb\nc\x00d") == "ab c d"
    assert plain("word " * 100, 10) == "word word…"
    assert safe_text(None) == ""
    assert safe_text('"it\'s"') == "&#34;it&#x27;s&#34;"  # numbered: Plotly draws named ones letter by letter
    assert safe_text("one two three", width=8) == "one two<br>three"
    assert safe_text("贺电" * 10, width=20).count("<br>") == 1  # wide characters fill two columns


@pytest.mark.parametrize(
    "url, kept",
    [
        ("https://a.example/x?y=1&z", "https://a.example/x?y=1&amp;z"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("http://", ""),
        ("https://[", ""),
        (None, ""),
        ('https://a.example/"onclick="x', "https://a.example/&#34;onclick=&#34;x"),
    ],
)
def test_only_web_addresses_are_links(url, kept):
    assert safe_url(url) == kept
    assert bool(link(url, "read")) == bool(kept)


def test_evidence_is_marked_and_escaped():
    assert marked("one <i>two</i> three", 4, 14) == "one <mark>&lt;i&gt;two&lt;/i&gt;</mark> three"
    assert marked("headline\nbody says so\nfoot", 14, 18) == "body <mark>says</mark> so"


def test_map_stands_on_shapes_of_its_own(made):
    counted = measure.frequency(made["events"], made["articles"], ("pair",))
    figure = chart.partner_map(counted, "CHN")
    shaded = dict(zip(figure.data[1].locations, figure.data[1].z, strict=True))
    assert shaded["CUB"] == counted.filter(pl.col("pair") == "CHN-CUB")["n"].item()
    assert "CHN" not in shaded
    assert len(figure.data[2].lon) == len(shaded)  # a dot for every partner, however small
    assert chart.CONFIG["topojsonURL"].startswith("data:")
    assert set(reference.states()) <= {f["id"] for f in world.shapes()["features"]} | FORMER


def test_every_state_of_today_has_a_dot():
    assert set(reference.states()) - FORMER <= set(world.points())


def test_milestones_tell_silence_from_ignorance():
    due = pl.DataFrame(
        {
            "day": [date(2024, 1, 10), date(2024, 2, 1), date(2024, 3, 1)],
            "ordinal": [50, 25, 10],
            "country_a": ["CHN", "FRA", "CUB"],
            "country_b": ["CUB", None, "VEN"],
            "marked": [True, False, None],
        }
    )
    figure = chart.milestones(due)
    assert [t.name for t in figure.data] == ["told of", "silent", "not known: no articles"]
    assert figure.layout.meta["finding"] == "The pages tell of 1 of 2 jubilees that fell due"
    assert chart.milestones(due.clear()).layout.meta["finding"] == "Nothing to show"


def test_flows_keep_their_direction(made):
    counted = measure.frequency(made["exchanges"], made["articles"], ("dyad",))
    link = chart.flows(counted, top=100).data[0].link
    labels = chart.flows(counted, top=100).data[0].node.label
    drawn = {(labels[a], labels[b]): n for a, b, n in zip(link.source, link.target, link.value, strict=True)}
    assert drawn["China", "Cuba"] == counted.filter(pl.col("dyad") == "CHN>CUB")["n"].item()
    assert sum(drawn.values()) == counted["n"].sum()


def test_what_is_yet_to_come_is_not_silence():
    day = lambda n: date(2024, n, 1)  # noqa: E731
    held = {"day": [day(1), day(2), day(3)], "ordinal": [5, 5, 5], "country_a": ["CHN"] * 3, "country_b": ["CUB"] * 3}
    figure = chart.milestones(pl.DataFrame(held | {"marked": [True, False, None]}), until=day(1))
    assert [(t.name, len(t.x)) for t in figure.data] == [("told of", 1), ("ahead", 2)]
    assert figure.layout.meta["finding"] == "The pages tell of 1 of 1 jubilees that fell due"


@pytest.mark.parametrize("name", list(figures(products(20))))
def test_a_phone_gets_a_layout_of_its_own(made, name):
    figure = figures(made)[name]
    before = json.loads(figure.to_json())
    narrow = chart.fitted(figure, chart.PHONE)
    assert json.loads(figure.to_json()) == before  # the one given stays as it was
    assert narrow.layout.meta["finding"] == figure.layout.meta["finding"]
    assert max(len(line) for line in re.sub("</?b>", "", narrow.layout.title.text).split("<br>")) <= 42
    assert chart.fitted(narrow, chart.PHONE).layout.title == narrow.layout.title


def test_all_charts_follow_the_width_that_is_asked_for(made):
    wide = {name: f.layout.title.text for name, f in figures(made).items()}
    chart.lay_out(chart.PHONE)
    try:
        narrow = figures(made)
    finally:
        chart.lay_out(style.WIDE)
    assert all(f.layout.margin.l == 12 for f in narrow.values())
    assert {name: f.layout.title.text for name, f in figures(made).items()} == wide


@pytest.mark.parametrize(
    "counts, said",
    [
        ([3, 1, 1], ""),
        ([3, 3, 1], "China – Cuba and China – France lead with 3 acts each"),
        ([3, 3, 3, 1], "3 of 4 pairs lead with 3 acts each"),
        ([3, 3, 3], "Each of 3 pairs has 3 acts"),
    ],
)
def test_those_who_lead_together_are_named(counts, said):
    pairs = ["CHN-CUB", "CHN-FRA", "CHN-RUS", "EGY-TUR"][: len(counts)]
    assert style.shared(pl.DataFrame({"pair": pairs, "n": counts}), "pair", "acts") == said
