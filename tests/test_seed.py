"""The one real page, where the shelf beside the repository holds it: exactly what an expert reads, and nothing more."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

from toolkit.build import build

SHARED = Path(os.environ.get("AMITY_SHARED", Path(__file__).parent.parent.parent / "shared"))
PAGE = SHARED / "seed" / "china-cuba-65th.txt"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="no seed page beside the repository")


@pytest.fixture(scope="module")
def wanted() -> dict:
    return json.loads((SHARED / "seed" / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    build([PAGE], folder, workers=1, quiet=True)
    return folder


def rows(out: Path, name: str) -> list[dict]:
    return pl.read_parquet(out / f"{name}.parquet").to_dicts()


def test_article(out, wanted):
    (article,) = rows(out, "articles")
    want = wanted["article"]
    for name in ("title", "section", "agency", "language", "dek"):
        assert article[name] == want[name]
    assert article["published_date"].isoformat() == want["published_date"]
    body = article["text"][article["body_start"] : article["body_end"]]
    assert body.startswith(want["body_first"])
    assert body.endswith(want["body_last"])


def test_anniversary(out, wanted):
    (row,) = rows(out, "anniversaries")
    (want,) = wanted["anniversaries"]
    got = {k: (v.isoformat() if k == "reference_date" else v) for k, v in row.items()}
    assert {k: got[k] for k in want} == want


def test_exchanges(out, wanted):
    found = rows(out, "exchanges")
    assert len(found) == len(wanted["exchanges"])
    for row, want in zip(found, wanted["exchanges"], strict=True):
        for side in ("actor", "recipient"):
            assert [row[f"{side}_name"], row[f"{side}_role"], row[f"{side}_country"]] == want[side]
        for name in ("kind", "status", "mutual", "occasion"):
            assert row[name] == want[name]
        assert row["date"].isoformat() == want["date"]


def test_headlines(out, wanted):
    found = {r["text"]: r for r in rows(out, "headlines")}
    assert set(found) == {h["text"] for h in wanted["headlines"]}
    for want in wanted["headlines"]:
        row = found[want["text"]]
        assert row["kind"] == want["kind"]
        assert set(want["countries"]) <= set(row["countries"]) <= {*want["countries"], *want.get("optional", [])}, want[
            "text"
        ]
        if row["kind"] == "related":
            assert row["published_date"] is None
