"""The chooser of pairs: every chart follows it, and a click on a mark writes the sentence behind it."""

from __future__ import annotations

from types import SimpleNamespace

import plotly.graph_objects as go
import pytest

from tests.products import HOSTILE, products
from toolkit import choose, tables
from toolkit.chart import timeline_rows

PARTS = ("timeline", "over_time", "kinds", "leaders", "jubilees", "partners")


@pytest.fixture(scope="module")
def made():
    return products(300, seed=2)


@pytest.fixture
def profile(made):
    shown = choose.PairProfile(made, ("CHN", "CUB"))
    for part in (*PARTS, "evidence"):
        getattr(shown, part)
    return shown


def test_every_part_follows_the_chooser(profile):
    before = [held.to_json() for held, _ in profile._drawn]
    rows = profile.evidence.df.height
    first, second = profile.chooser.children
    first.value = "IND"
    assert profile.pair == ("IND", "MDV")
    assert len(before) == len(PARTS)
    assert all(b != held.to_json() for b, (held, _) in zip(before, profile._drawn, strict=True))
    assert "Maldives" in profile.timeline.children[0].layout.meta["finding"]
    assert profile.evidence.df.height != rows
    assert [s for _, s in second.options] == ["MDV"]


def test_partners_stand_by_number_of_events(made):
    others = choose.partners(made["events"])["CHN"]
    both = made["events"].select("country_a", "country_b").rows()
    counts = [sum({"CHN", o} == set(p) for p in both) for o in others]
    assert counts == sorted(counts, reverse=True)


def test_a_click_writes_the_sentence_of_that_mark(profile, made):
    acts = timeline_rows(made["exchanges"], made["anniversaries"], made["articles"], profile.pair)
    trace = profile.timeline.children[0].data[0]
    day = trace.x[3]
    trace._click_callbacks[0](trace, SimpleNamespace(point_inds=[3]), None)
    written = profile.timeline.children[1].value
    told = acts.filter(day=day)["evidence"].to_list()
    assert str(day) in written
    assert any(choose.safe_text(t, 1000) in written.replace("</mark>", "") for t in told)
    assert written.count("<mark>") == 1


def test_a_pair_without_a_word_is_shown_silent(made):
    shown = choose.PairProfile(made, ("ISL", "TON"))
    assert shown.pair == ("ISL", "TON")
    assert shown.timeline.children[0].layout.meta["finding"] == "Nothing to show"


def test_empty_products_can_be_looked_at():
    shown = choose.PairProfile({t.name: t.empty() for t in tables.PRODUCTS}, ("CHN", "CUB"))
    assert {getattr(shown, p).layout.meta["finding"] for p in PARTS[1:]} == {"Nothing to show"}


def test_nothing_of_the_old_layout_stays():
    held = go.FigureWidget(layout={"annotations": [{"text": "old"}], "xaxis": {"visible": False, "range": [0, 1]}})
    choose.replace(held, go.Figure(go.Bar(x=[1], y=[2]), {"title": {"text": "new"}}))
    assert held.layout.annotations == ()
    assert held.layout.xaxis.visible is None
    assert held.layout.xaxis.range is None
    assert held.layout.title.text == "new"
    assert len(held.data) == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_sentence_is_written_as_text(hostile):
    row = {"day": None, "who": hostile, "start": 0, "end": len(hostile), "outlet": hostile, "url": hostile}
    written = choose.sentence(row, hostile * 2)
    for ours in ("<b>", "</b>", "<br>", "<mark>", "</mark>"):
        written = written.replace(ours, "")
    assert "<" not in written
    assert "\u202e" not in written
