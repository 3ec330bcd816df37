"""The report page without a browser: the same bytes, nothing to fetch, nothing of the web unescaped. See also tests/browser."""

from __future__ import annotations

import base64
import hashlib
import re

import polars as pl
import pytest

from tests.products import HOSTILE, products
from toolkit import cli, report, tables


@pytest.fixture(scope="module")
def html():
    return report.report(products(80, seed=7), "dataset 0", "Somebody (2025)")


def test_same_products_same_bytes(html):
    assert report.report(products(80, seed=7), "dataset 0", "Somebody (2025)") == html


def test_the_policy_names_every_script_by_its_hash(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.S)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert sorted(re.findall(r"sha256-([^']+)", policy)) == sorted(hashes)
    assert len(scripts) == 2
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src[^;]*unsafe-inline", policy) is None


def test_nothing_is_fetched_and_nothing_runs_inline(html):
    own = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b|\ssrc=|\son\w+=|@import|url\(", own)


def test_data_end_no_script(html):
    for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, flags=re.S):
        assert "<" not in data


def test_every_section_is_there_and_linked(html):
    for key in ("exchanges", "anniversaries", "headlines", "coverage", "quality", "codebook", "citing"):
        assert f'<section id="{key}"' in html
        assert f'href="#{key}"' in html
    assert "Somebody (2025)" in html


def test_hostile_rows_stay_text():
    made = products(60, seed=7, titles=HOSTILE)
    made["articles"] = made["articles"].with_columns(outlet=pl.lit("<script>alert(1)</script>"))
    page = report.report(made, "<b>v</b>", "</pre><script>alert(2)</script>")
    assert "<script>alert" not in page
    assert "<b>v</b>" not in page
    assert page.count("<script>") == 2


def test_command_writes_the_page(tmp_path, capsys):
    for name, frame in products(30, seed=7).items():
        tables.BY_NAME[name].write(frame, tmp_path / f"{name}.parquet")
    out = tmp_path / "deep" / "index.html"
    assert cli.main(["report", "--datasets", str(tmp_path), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not list(out.parent.glob("*.tmp"))
    assert cli.main(["report", "--datasets", str(tmp_path / "none"), "--out", str(out)]) == 2
    assert "toolkit build RAW" in capsys.readouterr().err
