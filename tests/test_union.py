"""The union in many small ranges writes the bytes of a union in one; stories and events are those of the whole in memory."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit import copies, tables, union, unite
from toolkit.corrections import Corrections
from toolkit.places import place

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
import uniting

ARTICLES, PARTS = 600, 4
SMALL = {"AT_ONCE": 37, "ROWS_AT_ONCE": 53, "SAMPLED": 7}
CAREFUL = {"APART": 41, "HELD": 30}


@pytest.fixture(scope="module")
def shards(tmp_path_factory) -> union.Shards:
    """Four parts; a fifth holds a third of their articles again, read from other files, in part on another day."""
    folder = tmp_path_factory.mktemp("union")
    made = uniting.write(folder, ARTICLES, ARTICLES // PARTS)
    again = np.arange(0, ARTICLES, 3)
    for table, frame in uniting.part(again, ARTICLES):
        if table is tables.ARTICLES:
            frame = frame.with_columns(
                source_path=pl.format("a{}", "source_path"),
                published_date=pl.when(pl.col("number") % 2 == 0).then("published_date"),
            ).with_columns(source_paths=pl.concat_list("source_path"))
        table.write(frame, folder / "shards" / f"again.{table.name}.parquet")
    return union.Shards(made.place, [*made.parts, "again"])


def united(shards: union.Shards, out: Path) -> dict[str, bytes]:
    union.products(shards, place(out), Corrections("", {}))
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.parquet"))}


@pytest.fixture(scope="module")
def whole(shards, tmp_path_factory) -> Path:
    united(shards, out := tmp_path_factory.mktemp("whole"))
    return out


@pytest.mark.parametrize("group", [40, 50_000])
def test_many_ranges_write_the_bytes_of_one(shards, tmp_path, monkeypatch, group):
    """Row groups end where they end, whatever the ranges; also where a table is written in several."""
    monkeypatch.setattr(tables.Table, "row_group", property(lambda table: group))
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    one = united(shards, tmp_path / "one")
    for module, limits in ((union, SMALL), (copies, CAREFUL)):
        for name, value in limits.items():
            monkeypatch.setattr(module, name, value)
    many = united(shards, tmp_path / "many")
    assert [name for name in one if one[name] != many[name]] == []
    assert len(one) == 7


def test_order_of_parts_is_no_matter(shards, whole, tmp_path):
    turned = union.Shards(shards.place, list(reversed(shards.parts)))
    assert united(turned, tmp_path) == {p.name: p.read_bytes() for p in sorted(whole.glob("*.parquet"))}


def test_an_article_of_two_files_is_one_with_both(whole):
    articles = pl.read_parquet(whole / "articles.parquet")
    assert articles.height == ARTICLES
    twice = articles.filter(pl.col("source_paths").list.len() == 2)
    assert twice.height == ARTICLES // 3
    assert twice["source_path"].str.starts_with("a").all()


def test_stories_and_events_are_those_of_tables_in_memory(shards, whole):
    held = {name: pl.read_parquet(whole / f"{name}.parquet") for name in ("articles", "anniversaries", "exchanges")}
    prints = pl.concat(shards.frames(union.PRINTS)).unique("article_id", keep="first")
    told = copies.gathered(prints, held["articles"].select("article_id", "language", "published_date"))
    columns = ["article_id", "story_id", "copy_role"]
    assert told.sort("article_id").equals(held["articles"].select(columns))
    assert told["copy_role"].value_counts().sort("copy_role")["count"].min() > ARTICLES // 20
    assert unite.events(*held.values()).equals(pl.read_parquet(whole / "events.parquet"))


def test_nothing_is_united_to_nothing(tmp_path):
    (tmp_path / "shards").mkdir()
    made = united(union.Shards(place(tmp_path / "shards"), []), tmp_path)
    assert len(made) == 7
    assert all(pl.read_parquet(tmp_path / name).is_empty() for name in made)
