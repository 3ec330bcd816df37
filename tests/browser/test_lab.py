"""The notebooks as a newcomer sees them: JupyterLab in a real Chromium, Run All, charts, a chooser, a click on a mark."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import ARTEFACTS
from tests.browser.gallery import FAULTS
from tests.browser.lab import ROOT, run_all, served
from tests.products import HOSTILE, write

BOOKS = sorted(p.stem for p in (ROOT / "notebooks").glob("*.ipynb"))
WRONG = ", ".join(
    f'.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr")
)
LEAST = 3  # charts a notebook shows
PHONE_CELL = 340  # pixels: a cell of Lab on a phone of 390, side bars hidden
BARS = ("Show Left Sidebar", "Show Left Activity Bar", "Show Right Activity Bar")
TALL = 6000  # pixels: Lab draws no cell beyond the window


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    place = tmp_path_factory.mktemp("lab")
    (place / "datasets").mkdir()
    with served(
        place, write(place / "datasets", articles=250, seed=3, titles=(*HOSTILE, "One of many plain titles"))
    ) as address:
        for book in BOOKS:
            told = (place / "notebooks" / f"{book}.ipynb").read_text(encoding="utf-8")
            narrow = told.replace("width = 840", f"width = {PHONE_CELL}")
            assert narrow != told
            (place / "notebooks" / f"{book}-phone.ipynb").write_text(narrow, encoding="utf-8")
        yield address


@pytest.fixture(scope="module")
def large(chromium, tmp_path_factory):
    place = tmp_path_factory.mktemp("large")
    (place / "datasets").mkdir()
    with served(place, write(place / "datasets", articles=50_000, seed=3)) as address:
        yield address


def opened(watched, address, book, shot):
    page, seen = watched(1400, TALL)
    run_all(page, address.format(book), LEAST)
    page.screenshot(path=str(ARTEFACTS / f"{shot}.png"))
    assert page.locator(WRONG).count() == 0
    assert seen["outside"] == []
    return page


def titles(page):
    return page.locator(".js-plotly-plot .gtitle").all_text_contents()


def widths(page):
    """Of each chart: that of its drawing, and that of the cell it stands in."""
    return page.locator(".js-plotly-plot").evaluate_all(
        """all => all.map(p => [p.querySelector('.main-svg'), p.closest('.jp-OutputArea-output')]
          .map(e => e.getBoundingClientRect().width))"""
    )


def click_a_mark(page, tries=6):
    """Click the first mark of the first chart until its sentence is written: charts may still be moving down the page."""
    said = page.locator(".widget-html-content mark")
    for _ in range(tries):
        page.wait_for_timeout(1500)
        box = page.locator(".js-plotly-plot").first.locator(".scatterlayer .points path").first.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x - 3, y - 3)
        page.mouse.move(x, y, steps=3)
        page.wait_for_timeout(500)
        page.mouse.click(x, y, delay=50)
        page.wait_for_timeout(1500)
        if said.count():
            return said.first.inner_text()
    raise AssertionError("no sentence was written")


@pytest.mark.parametrize("book", BOOKS)
def test_every_notebook_runs_and_draws(lab, watched, book):
    page = opened(watched, lab, book, f"lab-{book}")
    assert len(titles(page)) >= LEAST
    assert not any(t.startswith("Nothing to show") for t in titles(page))
    table = page.locator("table.dataTable, .dt-container table").first
    table.wait_for()
    assert table.locator("tbody mark").count() > 0
    assert page.title() != "owned"
    assert page.locator(".js-plotly-plot a[href*=evil], td img").count() == 0
    hrefs = page.locator(".dt-container td a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(hrefs) <= {"https:"}


def test_a_chooser_changes_charts_and_a_click_writes_the_sentence(lab, watched):
    page = opened(watched, lab, "04_country_pair", "lab-chooser-before")
    assert any("China and Cuba" in t for t in titles(page))
    first = page.locator(".widget-dropdown select").first
    first.select_option(label="Kazakhstan (KAZ)")
    page.wait_for_function(
        "[...document.querySelectorAll('.js-plotly-plot .gtitle')].some(t => t.textContent.includes('Kazakhstan and Russia'))"
    )
    assert not any("China and Cuba" in t for t in titles(page))
    first.select_option(label="Cuba (CUB)")
    page.locator(".widget-dropdown select").nth(1).select_option(label="China (CHN)")
    page.wait_for_function(
        "[...document.querySelectorAll('.js-plotly-plot .gtitle')].some(t => t.textContent.includes('China and Cuba'))"
    )
    said = click_a_mark(page)
    assert re.search("China|Cuba", said)
    page.screenshot(path=str(ARTEFACTS / "lab-chooser-after.png"))


def test_charts_of_a_chooser_are_as_wide_as_the_page(lab, watched):
    page = opened(watched, lab, "04_country_pair", "lab-wide")
    assert page.evaluate(FAULTS, ".js-plotly-plot") == []
    for window in (1400, 1000):
        page.set_viewport_size({"width": window, "height": TALL})
        page.wait_for_timeout(3000)
        assert widths(page)
        assert all(abs(own - cell) <= 2 for own, cell in widths(page)), (window, widths(page))


@pytest.mark.parametrize("book", ["03_exchanges", "04_country_pair"])
def test_a_notebook_on_a_phone(lab, watched, book):
    page = opened(watched, lab, f"{book}-phone", f"lab-{book}-laptop")
    for bar in BARS:
        page.click('text="View"')
        page.click('.lm-Menu >> text="Appearance"')
        page.locator(f'.lm-Menu .lm-Menu-item:has-text("{bar}")').first.click()
    page.set_viewport_size({"width": 390, "height": TALL})
    page.wait_for_timeout(3000)
    page.screenshot(path=str(ARTEFACTS / f"lab-{book}-390.png"))
    assert page.evaluate(FAULTS, ".js-plotly-plot") == []


@pytest.mark.parametrize("book", BOOKS)
def test_fifty_thousand_articles(large, watched, book):
    page = opened(watched, large, book, f"lab-large-{book}")
    assert len(titles(page)) >= LEAST
    drawn = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')].map(p => p.data.reduce((n, t) => n + (t.x || t.z || []).length, 0))"
    )
    assert sum(drawn) < 20_000  # charts are drawn from measures, not from rows
