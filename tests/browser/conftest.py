"""A real Chromium, closed to the network: what asks for anything beyond this machine is noted and refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
BROWSER = Path(os.environ.get("BROWSER_PATH", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def chromium():
    if not BROWSER.exists():
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"no browser at {BROWSER}, and REQUIRE_BROWSER=1")
        pytest.skip(f"no browser at {BROWSER}; set BROWSER_PATH")
    from playwright.sync_api import sync_playwright

    ARTEFACTS.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(BROWSER), args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium):
    """Opens pages; ``seen`` holds what they asked of the network and what went wrong in them."""
    opened = []

    def open_page(width=1200, height=900, **more):
        context = chromium.new_context(viewport={"width": width, "height": height}, **more)
        seen = {"outside": [], "errors": []}
        context.route("**/*", lambda route: _let(route, seen))
        page = context.new_page()
        page.on("console", lambda m: seen["errors"].append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: seen["errors"].append(str(e)))
        opened.append(context)
        return page, seen

    yield open_page
    for context in opened:
        context.close()


def _let(route, seen):
    url = route.request.url
    if url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")):
        route.continue_()
    else:
        seen["outside"].append(url)
        route.abort()
