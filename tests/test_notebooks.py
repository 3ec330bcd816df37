"""Every notebook runs from top to bottom, on generated products, on empty ones, and on the datasets where they are built."""

from __future__ import annotations

from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from tests.products import HOSTILE, products, write
from toolkit import evidence, review, tables
from toolkit import products as shelf

ROOT = Path(__file__).parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PLOT, WIDGETS = "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-state+json"


def run(path, datasets, monkeypatch):
    """Run a notebook on a folder of products; returns its code cells' outputs."""
    monkeypatch.setenv("AMITY_DATASETS", str(datasets))
    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
    book = nbformat.read(path, as_version=4)
    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [out for cell in book.cells if cell.cell_type == "code" for out in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    return outputs, [w["state"] for w in book.metadata.widgets.get(WIDGETS, {}).get("state", {}).values()]


def findings(outputs, widgets):
    """The titles of all charts: of plain figures, and of those that follow a chooser."""
    plain = [o["data"][PLOT]["layout"]["meta"]["finding"] for o in outputs if PLOT in o.get("data", {})]
    return plain + [w["_widget_layout"]["meta"]["finding"] for w in widgets if "_widget_layout" in w]


def tables_in(widgets):
    return [w for w in widgets if "_dt_args" in w]


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    return write(tmp_path_factory.mktemp("generated"), articles=300, seed=2)


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_runs_on_generated_products(path, generated, monkeypatch):
    outputs, widgets = run(path, generated, monkeypatch)
    assert len(findings(outputs, widgets)) >= 3
    assert tables_in(widgets)
    assert "Nothing to show" not in findings(outputs, widgets)


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_runs_on_nothing(path, tmp_path, monkeypatch):
    for table in tables.PRODUCTS:
        table.write(table.empty(), tmp_path / f"{table.name}.parquet")
    assert len(findings(*run(path, tmp_path, monkeypatch))) >= 3


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_runs_on_the_datasets(path, monkeypatch):
    if not (ROOT / "datasets" / "exchanges.parquet").exists():
        pytest.skip("the datasets are not built: make")
    assert len(findings(*run(path, ROOT / "datasets", monkeypatch))) >= 3


def test_products_open_by_name(generated, monkeypatch):
    monkeypatch.setenv("AMITY_DATASETS", str(generated))
    assert shelf.load("exchanges").columns == list(tables.EXCHANGES.columns)
    assert isinstance(shelf.scan("events"), pl.LazyFrame)
    assert shelf.version() == shelf.version()
    with pytest.raises(ValueError, match="there are articles, headlines"):
        shelf.load("exchange")


def test_an_unbuilt_product_names_the_mend(tmp_path):
    with pytest.raises(ValueError, match="toolkit build RAW"):
        shelf.load("events", tmp_path)


def test_the_folder_is_that_of_the_nearest_parent(tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.delenv("AMITY_DATASETS", raising=False)
    monkeypatch.chdir(tmp_path / "notebooks")
    assert shelf.folder() == tmp_path / "datasets"


@pytest.mark.parametrize("name", ["exchanges", "anniversaries", "headlines"])
def test_evidence_shows_the_sentence_and_is_harmless(name):
    made = products(60, seed=4, titles=HOSTILE)
    made["articles"] = made["articles"].with_columns(outlet=pl.lit(HOSTILE[1]), url=pl.lit("javascript:alert(1)"))
    cells = evidence.cells(made[name], made["articles"])
    assert cells.height == made[name].height
    for row in cells.iter_rows():
        for cell in row:
            assert "<" not in cell.replace("<mark>", "").replace("</mark>", "")
    assert cells["evidence"].str.contains("<mark>.+</mark>").all()
    assert cells["page"].unique().to_list() == [""]


def test_checks_are_read_from_the_review_folder(generated, tmp_path):
    checks = shelf.checks(generated)
    assert checks["coder"].n_unique() == 2
    assert checks.height == 80
    assert 0 < review.alpha(checks) < 1
    assert shelf.checks(tmp_path).is_empty()
    assert review.precision(shelf.checks(tmp_path))["n"] == 0


def test_rules_stand_with_their_cases_in_the_gold(generated):
    exchanges = shelf.load("exchanges", generated).with_columns(
        rule=pl.Series(["meet", "no-such-rule"] * 1000)[: shelf.load("exchanges", generated).height]
    )
    told = shelf.rules(exchanges)
    assert told["rows"].sum() == exchanges.height
    meet, unknown = told.rows(named=True)
    assert meet["low"] < meet["precision"] == meet["right"] / meet["n"] <= meet["high"]
    assert (unknown["n"], unknown["precision"]) == (0, None)
