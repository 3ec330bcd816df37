"""Rows to check by hand: a seeded sample, and what the checks say of precision and of agreement between coders.

The sample is stratified by the rule that made a row, with shares as the square root of the stratum's size, so that rare rules
are seen; precision is weighted back, with the interval of Wilson (1927) at Kish's effective size. Agreement is Krippendorff's
alpha for nominal data (Krippendorff 2011).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import permutations
from math import sqrt
from pathlib import Path

import polars as pl

from toolkit import tables

Z = 1.959964  # of the 95 % interval
SHOWN = {
    "exchanges": (
        "kind",
        "status",
        "mutual",
        "date",
        "actor_name",
        "actor_country",
        "recipient_name",
        "recipient_country",
        "occasion",
    ),
    "anniversaries": ("country_a", "country_b", "organisation", "kind", "ordinal", "founding_year"),
    "headlines": ("kind", "countries", "people"),
}
STRATA = {"exchanges": "rule", "anniversaries": "rule", "headlines": "kind"}
STRATUM, WEIGHT = "stratum", "weight"
RIGHT, CODER, NOTE = "right", "coder", "note"
VERDICTS = {"1": 1, "yes": 1, "y": 1, "true": 1, "right": 1, "0": 0, "no": 0, "n": 0, "false": 0, "wrong": 0}


def sample(frame: pl.DataFrame, articles: pl.DataFrame, name: str, rows: int = 100, seed: int = 1) -> pl.DataFrame:
    """``rows`` of a product, drawn by ``seed``, with stratum, weight, the words around and empty columns right, coder, note.

    A larger sample of the same seed holds the smaller one; ``weight`` is how many rows of its stratum one stands for.
    """
    if name not in SHOWN:
        raise ValueError(f"{name!r} is not reviewed: there are {', '.join(SHOWN)}")
    key = tables.BY_NAME[name].key[0]
    drawn = _drawn(frame.with_columns(pl.col(STRATA[name]).alias(STRATUM)), key, rows, seed)
    pages = articles.select("article_id", "text", "title", page="url")
    read = drawn.join(pages, on="article_id", how="left", maintain_order="left")
    context = pl.concat_str(
        pl.col("text").str.slice(pl.max_horizontal(pl.col("start") - 200, 0), pl.min_horizontal("start", 200)),
        pl.lit(" [[ "),
        pl.col("text").str.slice("start", pl.col("end") - pl.col("start")),
        pl.lit(" ]] "),
        pl.col("text").str.slice("end", 200),
    )
    blank = [pl.lit(None, pl.String).alias(c) for c in (RIGHT, CODER, NOTE)]
    shown = read.select(key, STRATUM, WEIGHT, *SHOWN[name], "title", "page", context.alias("context"), *blank)
    return shown.with_columns(pl.col(pl.List(pl.String)).list.join(" "))


def _drawn(frame: pl.DataFrame, key: str, rows: int, seed: int) -> pl.DataFrame:
    """The rows whose place in their stratum, by lot, is least for the square root of its size."""
    lots = [hashlib.sha256(f"{seed}:{k}".encode()).hexdigest() for k in frame[key].to_list()]
    placed = frame.with_columns(pl.Series("lot", lots, dtype=pl.String)).sort("lot")
    size = pl.len().over(STRATUM)
    placed = placed.with_columns(size=size, place=pl.int_range(1, pl.len() + 1).over(STRATUM) / size.sqrt())
    drawn = placed.sort("place", "lot").head(rows)
    return drawn.with_columns((pl.col("size") / pl.len().over(STRATUM)).alias(WEIGHT)).sort("lot")


def write(frame: pl.DataFrame, path: Path) -> Path:
    """The sample as CSV to fill in; an existing file is kept: ``ValueError``, for it may hold somebody's work."""
    if path.exists():
        raise ValueError(f"{path} exists and may hold checks; name another file or remove it")
    path.parent.mkdir(parents=True, exist_ok=True)
    guarded = frame.with_columns(
        pl.selectors.string().str.replace(r"^([=+@\-\t\r])", "'$1")
    )  # no formula of the web's in a sheet
    guarded.write_csv(path)
    return path


def read(path: Path) -> pl.DataFrame:
    """A sheet that has been filled in: unit, coder, right (1 or 0), stratum, weight; rows without a verdict leave.

    Raises ``ValueError`` for a sheet without its columns, or a verdict that is neither yes nor no.
    """
    sheet = pl.read_csv(path, infer_schema=False)
    missing = {RIGHT, CODER} - set(sheet.columns)
    if missing:
        raise ValueError(f"{path} has no column {', '.join(sorted(missing))}; there are {', '.join(sheet.columns)}")
    told = sheet.select(
        unit=pl.col(sheet.columns[0]),
        coder=pl.col(CODER).fill_null(path.stem),
        stratum=pl.col(STRATUM) if STRATUM in sheet.columns else pl.lit("all"),
        weight=(pl.col(WEIGHT) if WEIGHT in sheet.columns else pl.lit("1")).cast(pl.Float64),
        said=pl.col(RIGHT).str.strip_chars().str.to_lowercase(),
    ).filter(pl.col("said").is_not_null() & (pl.col("said") != ""))
    wrong = told.filter(~pl.col("said").is_in(list(VERDICTS)))
    if wrong.height:
        raise ValueError(f"{path}: {wrong.height} verdict(s) are neither yes nor no; the first: {wrong.row(0)}")
    return told.select(
        "unit", "coder", STRATUM, WEIGHT, right=pl.col("said").replace_strict(VERDICTS, return_dtype=pl.Int64)
    )


def wilson(right: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of ``n``; (0, 1) for none."""
    if n == 0:
        return 0.0, 1.0
    p, square = right / n, Z * Z
    middle, spread = p + square / (2 * n), Z * sqrt(p * (1 - p) / n + square / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + square / n)), min(1.0, (middle + spread) / (1 + square / n))


def precision(checks: pl.DataFrame) -> dict[str, float]:
    """Checks (unit, coder, right, stratum, weight) -> n, right, precision, low, high; a unit is right when most coders say so.

    Precision is that of the whole product: strata weigh what they hold. Kish's effective size is (sum w)^2 / sum w^2.
    """
    units = _units(checks)
    n, right = units.height, int(units["right"].sum())
    if not n:
        return {"n": 0, "right": 0, "precision": float("nan"), "low": 0.0, "high": 1.0}
    whole, squares = float(units[WEIGHT].sum()), float((units[WEIGHT] ** 2).sum())
    share = float((units[WEIGHT] * units["right"]).sum()) / whole
    effective = whole**2 / squares
    low, high = wilson(share * effective, effective)
    return {"n": n, "right": right, "precision": share, "low": low, "high": high}


def by_stratum(checks: pl.DataFrame) -> pl.DataFrame:
    """Checks -> stratum, n, right, precision, low, high: one row for each rule that was seen, most cases first."""
    seen = _units(checks).group_by(STRATUM).agg(n=pl.len(), right=pl.col("right").sum())
    rows = [
        (s, n, r, r / n, *wilson(r, n)) for s, n, r in seen.sort("n", STRATUM, descending=[True, False]).iter_rows()
    ]
    names = (STRATUM, "n", "right", "precision", "low", "high")
    kinds = (pl.String, pl.Int64, pl.Int64, pl.Float64, pl.Float64, pl.Float64)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _units(checks: pl.DataFrame) -> pl.DataFrame:
    said = (pl.col("right").mean() > 0.5).cast(pl.Int64)
    return checks.group_by("unit").agg(said, pl.col(STRATUM, WEIGHT).first()).sort("unit")


def alpha(checks: pl.DataFrame) -> float:
    """Krippendorff's alpha, nominal: 1 agreement, 0 as by chance; nan where no unit has two coders or all verdicts are one."""
    weighed: dict[tuple[int, int], float] = {}
    for said in checks.group_by("unit").agg("right")["right"].to_list():
        if len(said) > 1:
            for pair, times in Counter(permutations(said, 2)).items():
                weighed[pair] = weighed.get(pair, 0.0) + times / (len(said) - 1)
    total = sum(weighed.values())
    margins: dict[int, float] = {}
    for (one, _), n in weighed.items():
        margins[one] = margins.get(one, 0.0) + n
    apart = sum(n for (one, other), n in weighed.items() if one != other)
    chance = sum(margins[a] * margins[b] for a, b in permutations(margins, 2))
    return 1 - (total - 1) * apart / chance if chance else float("nan")
