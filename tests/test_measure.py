"""Measures: hand-counted frames first, laws over generated products after."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.products import products
from toolkit import measure, tables
from toolkit.measure import ties

GAP = (date(2022, 4, 1), date(2022, 9, 30))


@pytest.fixture(scope="module")
def made():
    return products(600, seed=3, gap=GAP)


def page(key, day, outlet="Harbour Post", language="en", story=None):
    return {
        "article_id": key,
        "source_path": key,
        "source_format": "text",
        "text": "x" * 40,
        "published_date": day,
        "outlet": outlet,
        "language": language,
        "story_id": story or key,
    }


def act(key, article, a, b, kind="message", mutual=False, day=None, status="done", **more):
    return {
        "exchange_id": key,
        "article_id": article,
        "kind": kind,
        "status": status,
        "mutual": mutual,
        "date": day,
        "actor_country": a,
        "recipient_country": b,
        "evidence": "x",
        "start": 0,
        "end": 1,
        "rule": "made",
    } | more


@pytest.fixture
def small():
    pages = [
        page("p1", date(2024, 1, 5)),
        page("p2", date(2024, 1, 20), language="es", story="p1"),
        page("p3", date(2024, 3, 9), outlet=None),
        page("p4", None),
    ]
    acts = [
        act("x1", "p1", "CHN", "CUB", day=date(2024, 1, 4)),
        act("x2", "p2", "CUB", "CHN"),
        act("x3", "p3", "CHN", "CUB", "call", True, day=date(2024, 2, 2)),
        act("x4", "p3", "FRA", "CHN"),
        act("x5", "p3", "FRA", "CHN", status="planned"),
        act("x6", "p4", "CHN", "CUB"),
    ]
    return tables.EXCHANGES.frame(acts), tables.ARTICLES.frame(pages)


def test_counted_by_hand(small):
    got = measure.frequency(*small, by=("pair", "month"), per=10)
    assert got.select("pair", pl.col("period").dt.month(), "n", "n_published", "articles", "rate").rows() == [
        ("CHN-CUB", 1, 2, 1, 2, 10.0),
        ("CHN-CUB", 2, 1, 0, 0, None),  # dated to a month without articles: told, yet no rate
        ("CHN-CUB", 3, 0, 0, 1, 0.0),
        ("CHN-FRA", 1, 0, 0, 2, 0.0),
        ("CHN-FRA", 2, None, None, 0, None),  # not covered: no zero is claimed
        ("CHN-FRA", 3, 1, 1, 1, 10.0),
    ]


@pytest.mark.parametrize(
    ("clock", "months"), [("event", {1: 1, 2: 1, 3: 0}), ("published", {1: 2, 3: 2}), ("either", {1: 2, 2: 1, 3: 1})]
)
def test_the_clock_is_the_one_asked(small, clock, months):
    got = measure.frequency(*small, by=("month",), clock=clock)
    told = {m: n for m, n in got.select(pl.col("period").dt.month(), "n").iter_rows() if n is not None}
    assert told == months


def test_copies_count_once_as_a_story(small):
    assert measure.frequency(*small, by=("pair",), pair=("CHN", "CUB"))["n"].to_list() == [4]
    assert measure.frequency(*small, by=("pair",), pair=("CUB", "CHN"), count="stories")["n"].to_list() == [3]


def test_mutual_acts_go_both_ways(small):
    got = measure.frequency(*small, by=("dyad",))
    assert got.select("dyad", "n").rows() == [("CHN>CUB", 3), ("CUB>CHN", 2), ("FRA>CHN", 1)]


def test_planned_acts_are_asked_for(small):
    got = measure.frequency(*small, by=("status",), status=("done", "planned"))
    assert dict(got.select("status", "n").rows()) == {"done": 5, "planned": 1}


def test_exposure_is_of_the_language_asked(small):
    got = measure.frequency(*small, by=("language", "month"))
    spanish = got.filter(pl.col("language") == "es").select("n", "articles").rows()
    assert spanish[0] == (1, 1)
    assert spanish[2] == (None, 0)  # March has an article, none of it Spanish


def test_a_silent_pair_is_shown_silent(small):
    got = measure.frequency(*small, by=("pair", "month"), pair=("JPN", "KOR"))
    assert got["n"].to_list() == [0, None, 0]


@pytest.mark.parametrize("by", [("month", "year"), ("planet",), ("pair", "fortnight")])
def test_unknown_sides_are_refused_by_name(small, by):
    with pytest.raises(ValueError, match="sides are pair"):
        measure.frequency(*small, by=by)


def test_a_frame_that_is_no_product_is_refused():
    with pytest.raises(ValueError, match="no product"):
        measure.rows(pl.DataFrame({"a": [1]}), tables.ARTICLES.empty())


@pytest.mark.parametrize("name", [t.name for t in tables.PRODUCTS])
def test_empty_products_give_empty_measures(name):
    assert measure.frequency(tables.BY_NAME[name].empty(), tables.ARTICLES.empty(), by=("month",)).is_empty()


@pytest.mark.parametrize("period", list(measure.PERIODS))
@pytest.mark.parametrize("name", ["exchanges", "anniversaries", "events", "headlines"])
def test_periods_lose_no_row(made, name, period):
    """The sum over periods is the number of rows that have a day; every period of the span stands once for each pair."""
    placed = measure.frequency(made[name], made["articles"], by=("pair", period), clock="either")
    held = measure.rows(made[name], made["articles"]).filter(
        pl.col("day").is_not_null() & (pl.col("states").list.len() == 2)
    )
    if "status" in held.columns:
        held = held.filter(pl.col("status").is_null() | (pl.col("status") == "done"))
    assert placed["n"].sum() == held.height
    assert placed.select("pair", "period").is_duplicated().sum() == 0
    assert placed.height == placed["pair"].n_unique() * placed["period"].n_unique()


def test_null_and_zero_tell_gap_from_silence(made):
    got = measure.frequency(made["exchanges"], made["articles"], by=("pair", "month"))
    assert (got["articles"] == 0).any()
    assert got.filter(pl.col("n") == 0)["articles"].min() > 0
    assert got.filter(pl.col("n").is_null())["articles"].max() == 0


def test_gaps_and_warnings(made):
    holes = measure.gaps(made["articles"])
    assert GAP in holes.select("start", "end").rows()
    assert any("2022-04-01 to 2022-09-30" in w for w in measure.warnings(made["articles"]))
    assert any("no day of publication" in w for w in measure.warnings(made["articles"]))


def test_numbers_to_merge_with():
    got = measure.numbered(pl.DataFrame({"country_a": ["CHN", "DEU"], "state": ["CUB", "XXX"]}))
    assert got.select("cow_a", "gw_a", "cow_state").rows() == [(710, 710, 40), (255, 260, None)]


def test_reciprocity_by_hand(small):
    got = ties.reciprocity(small[0])
    assert got.rows() == [("CHN", "CUB", 2, 1, 0, 0.5), ("CHN", "FRA", 0, 1, 0, 0.0)]


def test_signers_by_rank():
    acts = [
        act("x1", "p1", "CHN", "CUB", actor_role="president", recipient_role="prime_minister"),
        act("x2", "p1", "CUB", "CHN", actor_role="minister"),
    ]
    got = ties.signers(tables.EXCHANGES.frame(acts))
    assert got.select("actor_rank", "recipient_rank", "n").rows() == [("head", "premier", 1), ("minister", None, 1)]


def test_silence_is_not_absence():
    due = pl.DataFrame(
        {
            "day": [date(2024, 1, 10), date(2024, 1, 10), date(2020, 1, 1)],
            "country_a": ["CHN", "FRA", "CHN"],
            "country_b": ["CUB", "MAR", "CUB"],
        }
    )
    told = {"event_id": "e", "type": "anniversary", "kind": "treaty", "country_a": "CHN", "country_b": "CUB"}
    told |= {"first_reported": date(2024, 1, 12), "article_count": 1, "outlet_count": 1, "story_count": 1}
    events = tables.EVENTS.frame([told | {"article_ids": ["p1"]}])
    got = ties.silence(due, events, tables.ARTICLES.frame([page("p1", date(2024, 1, 12))]))
    assert got.select("marked", "events", "articles").rows() == [(True, 1, 1), (False, 0, 1), (None, 0, 0)]


def test_window_round_a_day(small):
    got = ties.window(measure.rows(*small), date(2024, 1, 4), days=2)
    assert got.rows() == [(-2, 0), (-1, 0), (0, 1), (1, 0), (2, 0)]


def test_leaders_and_outlets(made):
    by_leader = measure.frequency(made["exchanges"], made["articles"], by=("leader",))
    assert by_leader["n"].sum() > made["exchanges"].height / 2
    by_outlet = measure.frequency(made["events"], made["articles"], by=("outlet", "year"), per=1000)
    assert by_outlet.filter(pl.col("articles") > 0)["rate"].null_count() == 0


def test_panel_holds_every_ordered_pair_in_every_month(made):
    panel = measure.panel(made["events"], made["articles"])
    acts = made["events"].filter((pl.col("type") == "exchange") & (pl.col("status") == "done"))
    placed = acts.filter(pl.coalesce("date", "first_reported").is_not_null())
    assert panel["n"].sum() == placed.height + placed.filter("mutual").height
    assert panel.select(pl.sum_horizontal(tables.CODED_KINDS)).to_series().sum() == panel["n"].sum()
    dyads = panel.select("actor_country", "recipient_country").unique()
    assert dyads.join(dyads, left_on=dyads.columns, right_on=dyads.columns[::-1], how="anti").is_empty()
    assert panel.height == dyads.height * panel["month"].n_unique()
    gap = panel.filter(month=date(2022, 6, 1))
    assert gap["covered"].any() is False
    assert panel.filter("covered")["n"].null_count() == 0
    china = panel.filter(actor_country="CHN").row(0, named=True)
    assert (china["cow_actor"], china["gw_actor"]) == (710, 710)
