"""Figures as files: drawn where kaleido and a browser are, refused with the mend where not."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import plotly.graph_objects as go
import pytest

from tests.products import products
from toolkit import chart, measure, picture

BROWSER = Path(os.environ.get("BROWSER_PATH", "/usr/bin/chromium"))
HAS_KALEIDO = importlib.util.find_spec("kaleido") is not None


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg"):
        picture.save(go.Figure(), tmp_path / "chart.gif")


@pytest.mark.skipif(HAS_KALEIDO, reason="kaleido is installed")
def test_without_kaleido_the_mend_is_named(tmp_path):
    with pytest.raises(RuntimeError, match=r"amity-toolkit\[image\]"):
        picture.save(go.Figure(), tmp_path / "chart.png")


@pytest.mark.skipif(not (HAS_KALEIDO and BROWSER.exists()), reason="needs kaleido and a browser")
@pytest.mark.parametrize("ending, magic", [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_map_is_drawn_without_the_network(tmp_path, monkeypatch, ending, magic):
    monkeypatch.setenv("BROWSER_PATH", str(BROWSER))
    made = products(60, seed=1)
    counted = measure.frequency(made["events"], made["articles"], ("pair",))
    out = picture.save(chart.partner_map(counted, "CHN"), tmp_path / "made" / f"map.{ending}")
    assert out.read_bytes().startswith(magic)
    assert out.stat().st_size > 20_000
