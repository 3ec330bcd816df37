"""Files for other programs: they hold the same rows, and their descriptions are true of them."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec

import polars as pl
import pytest

from tests.products import products
from toolkit import cli, export, measure, tables


@pytest.fixture(scope="module")
def made():
    return products(60, seed=12)


def test_panel_comes_as_csv_and_parquet(made, tmp_path):
    panel = measure.panel(made["events"], made["articles"])
    export.export(made | {"panel": panel}, tmp_path)
    assert pl.read_parquet(tmp_path / "panel.parquet").equals(panel)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = {f["name"]: f["type"] for f in package["resources"][-1]["schema"]["fields"]}
    assert fields | {"n": "integer", "month": "date", "covered": "boolean"} == fields
    assert pl.read_csv(tmp_path / "panel.csv")["n"].sum() == panel["n"].sum()


@pytest.fixture(scope="module")
def out(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    export.export(made, folder, version="1")
    return folder


@pytest.mark.parametrize("name", [t.name for t in tables.PRODUCTS])
def test_csv_holds_every_row(made, out, name):
    got = pl.read_csv(out / f"{name}.csv", infer_schema=False)
    assert got.height == made[name].height
    assert got.columns == made[name].columns
    key = tables.BY_NAME[name].key[0]
    assert got[key].to_list() == made[name][key].to_list()


def test_lists_come_back(made, out):
    got = pl.read_csv(out / "events.csv", infer_schema=False)["article_ids"].str.split("|").to_list()
    assert got == made["events"]["article_ids"].to_list()


def test_datapackage_is_true_of_the_files(out):
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert [r["name"] for r in package["resources"]] == [t.name for t in tables.PRODUCTS]
    for resource in package["resources"]:
        data = (out / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        names = [f["name"] for f in resource["schema"]["fields"]]
        assert names == data.decode().split("\n", 1)[0].split(",")
        assert set(resource["schema"]["primaryKey"]) <= set(names)
    day = next(f for r in package["resources"] for f in r["schema"]["fields"] if f["name"] == "anniversary_date")
    assert day["type"] == "date"


def test_croissant_describes_every_column(out):
    described = json.loads((out / "croissant.json").read_text(encoding="utf-8"))
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    ids = {d["@id"] for d in described["distribution"]}
    for records in described["recordSet"]:
        assert len(records["field"]) == len(tables.BY_NAME[records["name"]].columns)
        assert {f["source"]["fileObject"]["@id"] for f in records["field"]} <= ids


def test_same_products_same_bytes(made, out, tmp_path):
    for path in export.export(made, tmp_path, version="1"):
        assert path.read_bytes() == (out / path.name).read_bytes()


def test_unknown_format_and_absent_stata_are_said(made, tmp_path):
    with pytest.raises(ValueError, match="there are csv, stata"):
        export.export(made, tmp_path, ("xls",))
    if not find_spec("pyreadstat"):
        with pytest.raises(ValueError, match="pip install pyreadstat"):
            export.export(made, tmp_path, ("stata",))


@pytest.mark.skipif(not find_spec("pyreadstat"), reason="pyreadstat is an extra")
def test_stata_holds_every_row(made, tmp_path):
    import pyreadstat

    export.export(made, tmp_path, ("csv", "stata"))
    held, meta = pyreadstat.read_dta(str(tmp_path / "exchanges.dta"), output_format="polars")
    assert held["exchange_id"].to_list() == made["exchanges"]["exchange_id"].to_list()
    assert held["date"].drop_nulls().to_list() == made["exchanges"]["date"].drop_nulls().to_list()
    assert dict(zip(meta.column_names, meta.column_labels, strict=True))["kind"] == "What passed between them"


def test_command_exports(made, tmp_path, capsys):
    for name, frame in made.items():
        tables.BY_NAME[name].write(frame, tmp_path / f"{name}.parquet")
    assert cli.main(["export", "--datasets", str(tmp_path)]) == 0
    assert "exchanges.csv" in capsys.readouterr().out
    assert (tmp_path / "export" / "croissant.json").exists()
