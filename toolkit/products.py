"""The products of a build, opened by name: for notebooks and for whoever reads the datasets from Python."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import measure, review, tables

GOLD = Path(__file__).parent / "coding" / "confidence.csv"
NAMES = tuple(t.name for t in tables.PRODUCTS)


def folder(datasets: str | Path | None = None) -> Path:
    """Where the products lie: as given, else AMITY_DATASETS, else ``datasets`` of the nearest parent that has it."""
    given = datasets or os.environ.get("AMITY_DATASETS")
    if given:
        return Path(given)
    here = Path.cwd()
    found = [p / "datasets" for p in (here, *here.parents) if (p / "datasets").is_dir()]
    return found[0] if found else here / "datasets"


def scan(name: str, datasets: str | Path | None = None) -> pl.LazyFrame:
    """A product by name as a lazy frame; ``ValueError`` for a name that is none or a product not yet built, with the mend."""
    if name not in (*NAMES, "rejects", "quarantine"):
        raise ValueError(f"no product {name!r}: there are {', '.join(NAMES)}, rejects, quarantine")
    path = folder(datasets) / f"{name}.parquet"
    if not path.exists():
        raise ValueError(f"no {path}; build it with: toolkit build RAW --out {path.parent} (or make)")
    return pl.scan_parquet(path)


def load(name: str, datasets: str | Path | None = None) -> pl.DataFrame:
    """A product by name, in memory; raises as :func:`scan` does."""
    return scan(name, datasets).collect()


def everything(datasets: str | Path | None = None) -> dict[str, pl.DataFrame]:
    """All products by name, in memory; raises as :func:`scan` does."""
    return {name: load(name, datasets) for name in NAMES}


def version(datasets: str | Path | None = None) -> str:
    """What the charts' subtitles cite: "dataset" and eight hex digits over the content of all products; no clock, no path."""
    place = folder(datasets)
    manifest = place / "manifest.json"
    if manifest.exists():
        known = json.loads(manifest.read_text(encoding="utf-8"))["products"]
        content = "".join(f"{name}{known[name]['sha256']}" for name in sorted(known))
    else:
        held = [place / f"{name}.parquet" for name in NAMES]
        content = "".join(hashlib.sha256(p.read_bytes()).hexdigest() for p in held if p.exists())
    return f"dataset {hashlib.sha256(content.encode()).hexdigest()[:8]}"


def frequency(
    product: str | pl.DataFrame,
    by: tuple[str, ...] = ("pair", "month"),
    *,
    datasets: str | Path | None = None,
    **asked: Any,
) -> pl.DataFrame:
    """A product, by name or as a frame, counted: see :func:`toolkit.measure.frequency` for ``by`` and all that may be asked."""
    frame = load(product, datasets) if isinstance(product, str) else product
    return measure.frequency(frame, load("articles", datasets), by, **asked)


def rules(product: str | pl.DataFrame, datasets: str | Path | None = None) -> pl.DataFrame:
    """The rules of a product -> stratum (the rule), rows, and its cases in the gold: n, right, precision, low, high.

    n is 0 and the rest null where the gold has no case; the bounds are those of the 95 % interval of Wilson (1927).
    """
    frame = load(product, datasets) if isinstance(product, str) else product
    measured = {rule: (int(n), int(right)) for rule, right, n, _ in pl.read_csv(GOLD, infer_schema=False).iter_rows()}
    told = []
    for rule, rows in frame["rule"].value_counts().sort("rule").iter_rows():
        n, right = measured.get(rule, (0, 0))
        told.append((rule, rows, n, *((right, right / n, *review.wilson(right, n)) if n else (None,) * 4)))
    kinds = (pl.String, pl.Int64, pl.Int64, pl.Int64, pl.Float64, pl.Float64, pl.Float64)
    names = ("stratum", "rows", "n", "right", "precision", "low", "high")
    return pl.DataFrame(told, schema=dict(zip(names, kinds, strict=True)), orient="row")


def checks(datasets: str | Path | None = None) -> pl.DataFrame:
    """All sheets in ``review`` of the datasets that have verdicts -> what ``toolkit.review.read`` gives, one below the other."""
    sheets = sorted((folder(datasets) / "review").glob("*.csv"))
    none = pl.DataFrame(
        schema={"unit": pl.String, "coder": pl.String, "stratum": pl.String, "weight": pl.Float64, "right": pl.Int64}
    )
    return pl.concat([none, *(review.read(sheet) for sheet in sheets)])
