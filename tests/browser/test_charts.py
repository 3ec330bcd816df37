"""Every kind of chart drawn in a real browser: text from the web is text, and pictures are kept to look at."""

from __future__ import annotations

import polars as pl
import pytest
from plotly.offline import get_plotlyjs

from tests.browser.conftest import ARTEFACTS
from tests.browser.gallery import FAULTS
from tests.browser.tongues import spoken
from tests.products import HOSTILE, products
from tests.test_chart import figures
from toolkit import chart
from toolkit.chart import CONFIG
from toolkit.safe_text import plain

DRAW = """async ([figure, config]) => {
  const {data, layout} = JSON.parse(figure);
  document.getElementById('chart').replaceChildren(Object.assign(document.createElement('div'), {id: 'plot'}));
  await Plotly.newPlot('plot', data, layout, config);
}"""
# what the hostile texts would become, were they markup
LIVE = "a[*|href], img[src^=http], [style*='font-size: 60px'], [style*='font-size:60px'], script[src]"


def drawn(page, figure):
    page.set_viewport_size({"width": page.viewport_size["width"], "height": int(figure.layout.height) + 20})
    page.evaluate(DRAW, [figure.to_json(), {**CONFIG, "displayModeBar": False}])
    return " ".join(page.locator("#plot text").all_text_contents())


@pytest.fixture
def blank(watched):
    def opened(width):
        page, seen = watched(width)
        page.set_content(f"<title>own</title><div id=chart></div><script>{get_plotlyjs()}</script>")
        return page, seen

    return opened


@pytest.mark.parametrize("language", ["en", "zh", "ar", "ru"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_chart_is_drawn_whole_and_kept_as_a_picture(blank, width, language):
    page, seen = blank(width)
    for name, figure in figures(spoken(language)).items():
        said = drawn(page, chart.fitted(figure, width))
        assert plain(figure.layout.meta["finding"])[:8] in said, name
        assert page.evaluate(FAULTS, "#plot") == [], name
        page.screenshot(path=str(ARTEFACTS / f"chart-{name}-{language}-{width}.png"))
    assert seen == {"outside": [], "errors": []}


def test_what_is_cut_is_found(blank):
    page, _ = blank(390)
    for name in ("ranked_bars", "leader_network"):  # laid out for a laptop
        drawn(page, figures(spoken("en"))[name])
        assert any(f.startswith("cut") for f in page.evaluate(FAULTS, "#plot")), name


@pytest.mark.parametrize("language", ["en", "zh", "ar", "ru"])
def test_the_sentence_under_the_finger_is_whole(blank, language):
    page, _ = blank(390)
    told = chart.fitted(figures(spoken(language))["pair_timeline"], 390)
    drawn(page, told)
    for mark in page.locator("#plot .scatterlayer .points path").all()[:12]:
        box = mark.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.locator("#plot .hovertext").first.wait_for()
        page.wait_for_timeout(120)
        spans = page.locator("#plot .hovertext path").evaluate_all(
            "all => all.map(p => p.getBoundingClientRect()).map(b => [b.left, b.right])"
        )
        assert all(left >= -1 and right <= 391 for left, right in spans)
    page.screenshot(path=str(ARTEFACTS / f"hover-{language}-390.png"))


def test_hostile_text_is_text_in_every_chart(blank):
    page, seen = blank(1100)
    made = products(60, seed=9, gap=None)
    wild = pl.Series([HOSTILE[i % len(HOSTILE)] for i in range(60)])
    made["articles"] = made["articles"].with_columns(outlet=wild, title=wild)
    for name in ("exchanges", "anniversaries"):
        wild = pl.Series([HOSTILE[i % len(HOSTILE)] for i in range(made[name].height)])
        made[name] = made[name].with_columns(evidence=wild)
    made["exchanges"] = made["exchanges"].with_columns(actor_name=made["exchanges"]["evidence"])
    for name, figure in figures(made).items():
        said = drawn(page, figure)
        assert page.locator(f"#plot :is({LIVE})").count() == 0, name
        assert page.title() == "own", name
        if name in ("outlets", "outlet_heatmap"):
            assert all(plain(h, 40)[:20] in said for h in HOSTILE if "<br>" not in h), name
    assert seen == {"outside": [], "errors": []}


def test_hostile_text_is_text_under_the_pointer(blank):
    page, _ = blank(1100)
    made = products(60, seed=9, gap=None)
    wild = pl.Series([HOSTILE[i % len(HOSTILE)] for i in range(made["exchanges"].height)])
    made["exchanges"] = made["exchanges"].with_columns(evidence=wild, actor_name=wild)
    drawn(page, figures(made)["pair_timeline"])
    shown = set()
    for mark in page.locator("#plot .scatterlayer .points path").all():
        box = mark.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(120)
        shown |= set(page.locator("#plot .hoverlayer text").all_text_contents())
        assert page.locator(f"#plot :is({LIVE})").count() == 0
    assert any("javascript" in s or "script" in s or "span" in s for s in shown)
