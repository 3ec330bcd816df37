"""Products for other programs: CSV for all, Stata where pyreadstat is installed, and metadata for archives and crawlers.

Parquet itself is read as it is by DuckDB, R and pandas. ``datapackage.json`` follows Data Package v1 (Frictionless),
``croissant.json`` MLCommons Croissant 1.0; both are made from the declarations of ``toolkit/tables.py``.
"""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import tables

FORMATS = ("csv", "stata")
BETWEEN = "|"  # between the members of a list, in files that know no lists
TYPES = {
    pl.String: "string",
    pl.Date: "date",
    pl.Boolean: "boolean",
    pl.Int32: "integer",
    pl.Int64: "integer",
    pl.Float64: "number",
}
SCHEMA_ORG = {
    "string": "sc:Text",
    "date": "sc:Date",
    "datetime": "sc:Date",
    "boolean": "sc:Boolean",
    "integer": "sc:Integer",
    "number": "sc:Float",
}
STATA_TEXT = 2045  # bytes: the longest string that Stata sorts and searches


def export(
    products: dict[str, pl.DataFrame], out: Path, formats: tuple[str, ...] = ("csv",), version: str = "0"
) -> list[Path]:
    """Products by name -> files in ``out``, each written whole or not at all; returns their paths.

    Lists are joined by "|". What is no product of the build (the panel) is written as Parquet too.
    Raises ``ValueError`` for an unknown format, or for Stata without pyreadstat.
    """
    unknown = set(formats) - set(FORMATS)
    if unknown:
        raise ValueError(f"format {', '.join(sorted(unknown))}: there are {', '.join(FORMATS)}")
    if "stata" in formats and not find_spec("pyreadstat"):
        raise ValueError("Stata files need pyreadstat: pip install pyreadstat")
    out.mkdir(parents=True, exist_ok=True)
    written = [_csv(flat(f), out / f"{n}.csv") for n, f in products.items()]
    if "stata" in formats:
        written += [_stata(n, flat(f), out / f"{n}.dta") for n, f in products.items()]
    derived = [n for n in products if n not in {t.name for t in tables.PRODUCTS}]
    written += [tables.BY_NAME[n].write(products[n], out / f"{n}.parquet") for n in derived]
    written.append(_json(datapackage(products, out, version), out / "datapackage.json"))
    written.append(_json(croissant(products, out, version), out / "croissant.json"))
    return written


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame without lists: members joined by "|"."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(BETWEEN))


def datapackage(products: dict[str, pl.DataFrame], out: Path, version: str) -> dict[str, Any]:
    """The description of the CSV files in ``out`` as a Data Package."""
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "description": tables.BY_NAME[name].about,
            "bytes": (out / f"{name}.csv").stat().st_size,
            "hash": f"sha256:{_digest(out / f'{name}.csv')}",
            "schema": {
                "fields": [_field(c, k) for c, k in _columns(name)],
                "primaryKey": list(tables.BY_NAME[name].key),
            },
        }
        for name in products
    ]
    return {
        "name": "amity",
        "title": "Amity",
        "version": version,
        "profile": "tabular-data-package",
        "resources": resources,
    }


def croissant(products: dict[str, pl.DataFrame], out: Path, version: str) -> dict[str, Any]:
    """The description of the CSV files in ``out`` as Croissant JSON-LD."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": f"{name}.csv",
            "name": f"{name}.csv",
            "contentUrl": f"{name}.csv",
            "encodingFormat": "text/csv",
            "sha256": _digest(out / f"{name}.csv"),
        }
        for name in products
    ]
    return {
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "recordSet": "cr:recordSet",
            "field": "cr:field",
            "source": "cr:source",
            "extract": "cr:extract",
            "fileObject": {"@id": "cr:fileObject", "@type": "@id"},
            "column": "cr:column",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        },
        "@type": "sc:Dataset",
        "name": "Amity",
        "description": "Anniversaries, leader exchanges and headlines between countries, from scraped news pages",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": version,
        "distribution": files,
        "recordSet": [_records(name) for name in products],
    }


def _records(name: str) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{column}",
            "name": column,
            "description": known.about,
            "dataType": SCHEMA_ORG[kind(known.dtype)],
            "source": {"fileObject": {"@id": f"{name}.csv"}, "extract": {"column": column}},
        }
        for column, known in _columns(name)
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": tables.BY_NAME[name].about,
        "field": fields,
    }


def kind(dtype: pl.DataType) -> str:
    """The Frictionless name of a type as it stands in CSV."""
    return "datetime" if dtype.base_type() is pl.Datetime else TYPES.get(dtype.base_type(), "string")


def _columns(name: str) -> list[tuple[str, tables.Column]]:
    return list(tables.BY_NAME[name].columns.items())


def _field(name: str, column: tables.Column) -> dict[str, Any]:
    known = {"name": name, "type": kind(column.dtype), "description": column.about}
    limits: dict[str, Any] = {} if column.null else {"required": True}
    if column.values:
        limits["enum"] = list(column.values)
    return known | ({"constraints": limits} if limits else {})


def _csv(frame: pl.DataFrame, path: Path) -> Path:
    beside = path.with_name(path.name + ".tmp")
    frame.write_csv(beside, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    return beside.replace(path)


def _stata(name: str, frame: pl.DataFrame, path: Path) -> Path:
    times = pl.selectors.datetime().dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    short = frame.with_columns(
        times, pl.selectors.boolean().cast(pl.Int8), pl.selectors.string().str.head(STATA_TEXT // 4)
    )
    beside = path.with_name(path.name + ".tmp")
    import_module("pyreadstat").write_dta(
        short, str(beside), column_labels=[c.about[:80] for _, c in _columns(name)], version=15
    )
    return beside.replace(path)


def _json(described: dict[str, Any], path: Path) -> Path:
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return beside.replace(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
