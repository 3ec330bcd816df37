"""Samples to check by hand, and what the checks say: against figures from the literature and by hand."""

from __future__ import annotations

import math

import polars as pl
import pytest

from tests.products import products
from toolkit import cli, review, tables


@pytest.fixture(scope="module")
def made():
    return products(200, seed=11)


@pytest.mark.parametrize("name", ["exchanges", "anniversaries", "headlines"])
def test_sample_is_seeded_and_shows_the_words(made, name):
    one = review.sample(made[name], made["articles"], name, 20, seed=3)
    assert one.equals(review.sample(made[name].reverse(), made["articles"], name, 20, seed=3))
    assert not one.equals(review.sample(made[name], made["articles"], name, 20, seed=4))
    assert one.height == 20
    words = made[name].select(
        tables.BY_NAME[name].key[0], said="evidence" if "evidence" in made[name].columns else "text"
    )
    both = one.join(words, on=tables.BY_NAME[name].key[0])
    assert both.filter(
        ~pl.col("context").str.contains(pl.concat_str(pl.lit("[[ "), "said", pl.lit(" ]]")), literal=True)
    ).is_empty()


def test_sheets_hold_no_formula_and_are_not_overwritten(tmp_path):
    path = review.write(pl.DataFrame({"a": ["=1+1", "+x", "fine"]}), tmp_path / "s.csv")
    assert pl.read_csv(path)["a"].to_list() == ["'=1+1", "'+x", "fine"]
    with pytest.raises(ValueError, match="may hold checks"):
        review.write(pl.DataFrame({"a": ["b"]}), path)


def test_wilson_as_published():
    """Newcombe (1998), method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for right, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert review.wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_alpha_by_hand():
    """Two coders, ten units, 0/1: Krippendorff (2011), section A: alpha = 0.095."""
    one, other = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    rows = [(str(i), c, v) for c, said in (("a", one), ("b", other)) for i, v in enumerate(said)]
    checks = pl.DataFrame(rows, schema=["unit", "coder", "right"], orient="row")
    assert review.alpha(checks) == pytest.approx(0.095, abs=5e-4)
    assert math.isnan(review.alpha(checks.filter(pl.col("coder") == "a")))
    whole = checks.with_columns(right=pl.col("unit").cast(pl.Int64) % 2)
    assert review.alpha(whole) == 1


def test_precision_counts_units_once():
    rows = [("u1", "a", 1), ("u1", "b", 1), ("u2", "a", 1), ("u2", "b", 0), ("u3", "a", 1)]
    checks = pl.DataFrame(rows, schema=["unit", "coder", "right"], orient="row").with_columns(
        stratum=pl.lit("r"), weight=2.0
    )
    got = review.precision(checks)
    assert (got["n"], got["right"]) == (3, 2)
    assert (got["low"], got["high"]) == pytest.approx(review.wilson(2, 3))  # equal weights: the plain interval


def test_a_rare_rule_is_seen_and_weighs_what_it_holds(made):
    acts = (
        made["exchanges"]
        .with_row_index()
        .with_columns(rule=pl.when(pl.col("index") % 50 == 0).then(pl.lit("rare")).otherwise(pl.lit("common")))
    )
    drawn = review.sample(acts, made["articles"], "exchanges", 20, seed=1)
    larger = review.sample(acts, made["articles"], "exchanges", 40, seed=1)
    assert set(drawn["exchange_id"]) < set(larger["exchange_id"])
    assert drawn.filter(stratum="rare").height >= 2
    assert drawn["weight"].sum() == pytest.approx(acts.height)
    checks = drawn.select(
        "stratum",
        "weight",
        unit="exchange_id",
        coder=pl.lit("me"),
        right=(pl.col("stratum") == "common").cast(pl.Int64),
    )
    rare = acts.filter(rule="rare").height
    assert review.precision(checks)["precision"] == pytest.approx(1 - rare / acts.height)
    told = review.by_stratum(checks)
    assert dict(told.select("stratum", "precision").iter_rows()) == {"common": 1.0, "rare": 0.0}
    assert told.filter(pl.col("low") > pl.col("precision")).is_empty()


def test_a_bad_verdict_is_named(tmp_path):
    (tmp_path / "s.csv").write_text("exchange_id,right,coder\nx1,yes,me\nx2,perhaps,me\nx3,,me\n", encoding="utf-8")
    with pytest.raises(ValueError, match="perhaps"):
        review.read(tmp_path / "s.csv")


def test_command_draws_and_scores(tmp_path, capsys, made):
    for name, frame in made.items():
        tables.BY_NAME[name].write(frame, tmp_path / f"{name}.parquet")
    sheet = tmp_path / "sheet.csv"
    assert cli.main(["review", "--datasets", str(tmp_path), "--rows", "10", "--out", str(sheet)]) == 0
    done = pl.read_csv(sheet, infer_schema=False).with_columns(right=pl.lit("yes"), coder=pl.lit("me"))
    done.write_csv(sheet)
    assert cli.main(["review", str(sheet)]) == 0
    assert "precision 1.000 [0.722, 1.000]: 10 of 10 right" in capsys.readouterr().out
