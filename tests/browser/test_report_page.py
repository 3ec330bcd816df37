"""The report page as a colleague opens it: from disk, in a browser, with nothing else."""

from __future__ import annotations

import time

import polars as pl
import pytest

from tests.browser.conftest import ARTEFACTS
from tests.browser.gallery import FAULTS
from tests.products import HOSTILE, products
from toolkit import chart, report, tables

LARGEST = 15_000_000  # bytes; for what a corpus of any size makes: measures, and the newest rows alone


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    wild = products(120, seed=6, titles=HOSTILE)
    wild["articles"] = wild["articles"].with_columns(outlet=pl.Series([HOSTILE[i % len(HOSTILE)] for i in range(120)]))
    wild["exchanges"] = wild["exchanges"].with_columns(actor_name=pl.lit(HOSTILE[4]), evidence=pl.lit(HOSTILE[5]))
    kinds = {
        "sample": products(60, seed=1),
        "hostile": wild,
        "empty": {t.name: t.empty() for t in tables.PRODUCTS},
    }
    return {name: report.write(held, folder / f"{name}.html", "dataset 0") for name, held in kinds.items()}


def drawn(page, path):
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(
        state="attached", timeout=60_000
    )  # the policy forbids waiting by a function
    return page.locator(".chart .main-svg").count()


@pytest.mark.parametrize("name", ["sample", "hostile", "empty"])
@pytest.mark.parametrize("width", [1200, 380])
def test_draws_every_chart_and_asks_for_nothing(made, watched, name, width):
    page, seen = watched(width)
    assert drawn(page, made[name]) >= page.locator(".chart").count() >= 9
    assert page.locator(".chart:not(:has(.main-svg))").count() == 0
    page.screenshot(path=str(ARTEFACTS / f"report-{name}-{width}.png"), full_page=True)
    assert seen == {"outside": [], "errors": []}
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    )  # no sideways scrolling of the page
    assert page.title() == report.TITLE  # the hostile titles try to change it
    assert page.evaluate(FAULTS, ".chart") == []
    assert page.locator("figure .scroll").evaluate_all("all => all.every(s => s.scrollWidth <= s.clientWidth + 1)")


def test_hostile_text_is_shown_as_written(made, watched):
    page, _ = watched()
    drawn(page, made["hostile"])
    cells = page.locator("#headlines-rows tbody mark").all_inner_texts()
    assert {t.strip() for t in cells} >= {h.strip() for h in HOSTILE if "\u202e" not in h}
    links = page.locator("td a").evaluate_all("all => all.map(a => [a.protocol, a.rel])")
    assert links
    assert {tuple(x) for x in links} == {("https:", "noopener noreferrer")}
    assert page.locator(".chart a[href*=evil], img, svg image[href^=http]").count() == 0


def test_search_filters_and_says_how_many(made, watched):
    page, _ = watched()
    drawn(page, made["sample"])
    box, rows = page.get_by_label("Search these rows").first, page.locator("#exchanges-rows tbody tr:visible")
    whole = rows.count()
    box.fill("cuba china")
    found = rows.all_inner_texts()
    assert 0 < len(found) < whole
    assert all("cuba" in t.lower() and "china" in t.lower() for t in found)
    assert page.locator("#exchanges-rows-told").inner_text() == f"{len(found)} of {whole} rows shown"
    box.fill("")
    assert rows.count() == whole


def test_an_injected_script_is_blocked(made, watched):
    page, seen = watched()
    path = made["sample"].with_name("injected.html")
    added = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    path.write_text(made["sample"].read_text(encoding="utf-8").replace("</main>", f"{added}</main>"), encoding="utf-8")
    assert drawn(page, path) >= 9
    assert page.title() == report.TITLE
    assert any("Content Security Policy" in e or "violates" in e for e in seen["errors"])


def test_keyboard_reaches_what_matters(made, watched):
    page, _ = watched()
    drawn(page, made["sample"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator("figure:not([aria-labelledby])").count() == 0
    assert page.locator("table:not(:has(caption)), th:not([scope])").count() == 0


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_dark_and_light_and_print(made, watched, scheme):
    page, seen = watched(color_scheme=scheme)
    drawn(page, made["sample"])
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert ink != paper
    page.screenshot(path=str(ARTEFACTS / f"report-{scheme}.png"))
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert not seen["errors"]


def test_turning_a_phone_draws_charts_anew(made, watched):
    page, seen = watched(380)
    drawn(page, made["sample"])
    narrow = page.locator(".chart").first.bounding_box()
    page.set_viewport_size({"width": 900, "height": 400})
    page.wait_for_timeout(4000)
    assert page.evaluate(FAULTS, ".chart") == []
    assert page.locator(".chart").first.bounding_box()["width"] > narrow["width"] + 300
    assert seen == {"outside": [], "errors": []}


def test_prints_on_a_sheet(made, watched):
    page, seen = watched(1200)
    drawn(page, made["sample"])
    sheet = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    assert sheet.startswith(b"%PDF")
    (ARTEFACTS / "report-sample.pdf").write_bytes(sheet)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(1500)
    widths = page.locator(".chart .main-svg").evaluate_all("all => all.map(s => s.getBoundingClientRect().width)")
    assert max(widths) <= 680
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(1500)
    assert page.locator(".chart .main-svg").first.bounding_box()["width"] > 680
    assert not seen["errors"]


def test_fifty_thousand_articles_open_soon(tmp_path, watched):
    path = report.write(products(50_000, seed=8), tmp_path / "large.html", "dataset 0")
    assert path.stat().st_size < LARGEST
    page, seen = watched()
    start = time.monotonic()
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    page.locator("h1").wait_for()
    took = time.monotonic() - start
    drawn(page, path)
    page.screenshot(path=str(ARTEFACTS / "report-large.png"), full_page=True)
    print(f"opened in {took:.1f} s, {path.stat().st_size / 1e6:.1f} MB")
    assert seen == {"outside": [], "errors": []}


def test_charts_draw_hostile_names_letter_by_letter(chromium, watched):
    """A name from the web on an axis of a chart: what the reader sees is what the page said."""
    from plotly.offline import get_plotlyjs

    names = [h for h in HOSTILE if len(h) < 60 and "\u202e" not in h]
    counts = pl.DataFrame({"outlet": names, "n": [1] * len(names), "articles": [1] * len(names)})
    figure = chart.ranked_bars(counts, "outlet")
    page, seen = watched()
    page.set_content("<div id=d></div>")
    page.add_script_tag(content=get_plotlyjs())
    page.evaluate("f => Plotly.newPlot('d', {...JSON.parse(f), config: {displaylogo: false}})", figure.to_json())
    drawn = page.locator(".ytick text").all_text_contents()
    assert {"".join(t.split()) for t in drawn} == {"".join(n.split()) for n in names}
    assert page.locator("#d a[href], #d image[href^=http], #d script").count() == 0
    assert seen == {"outside": [], "errors": []}
