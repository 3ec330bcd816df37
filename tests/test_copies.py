"""Stories: cut, edited and re-headed copies are one; other articles, other languages and other weeks are not."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from tests.benchmarks.wire_copies import KINDS, copy, corpus, generated
from toolkit import copies, tables

DAY = date(2025, 9, 28)


def article(number: int, text: str, day: date | None = DAY, language: str = "en") -> dict:
    return {
        "article_id": f"{number:016x}",
        "source_path": "x",
        "source_format": "x",
        "text": text,
        "body_start": 0,
        "body_end": len(text),
        "published_date": day,
        "language": language,
    }


@pytest.fixture(scope="module")
def bodies() -> list[str]:
    return generated(60, random.Random(11))


def stories(*rows: dict) -> list[str]:
    return copies.stories(tables.ARTICLES.frame(list(rows)))["story_id"].to_list()


def test_recall_and_precision(bodies):
    frame = corpus(bodies, random.Random(5))
    found = copies.stories(frame.with_columns(story_id=pl.lit(None, pl.String), copy_role=pl.lit(None, pl.String)))
    first = found.filter(kind="original").select("story", first="story_id")
    joined = found.join(first, on="story")
    assert joined.select((pl.col("story_id") == pl.col("first")).mean()).item() >= 0.98
    by_story = found.group_by("story_id").agg(pl.col("story").n_unique())
    assert by_story["story"].max() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_copy_of_each_kind(bodies, kind):
    draw = random.Random(2)
    first, second = article(1, bodies[0]), article(2, copy(bodies[0], kind, draw, bodies), DAY + timedelta(days=1))
    assert stories(first, second) == [first["article_id"]] * 2


def test_the_earliest_is_the_original(bodies):
    rows = [article(1, bodies[0], DAY + timedelta(days=1)), article(2, bodies[0], DAY), article(3, bodies[1], DAY)]
    found = copies.stories(tables.ARTICLES.frame(rows))
    assert found["story_id"].to_list() == [rows[1]["article_id"], rows[1]["article_id"], rows[2]["article_id"]]
    assert found["copy_role"].to_list() == ["copy", "original", "original"]
    assert found.columns == list(tables.ARTICLES.columns)


def test_of_one_day_the_lower_id_is_the_original(bodies):
    rows = [article(7, bodies[0]), article(3, bodies[0])]
    assert stories(*rows) == [rows[1]["article_id"]] * 2


def test_another_week_another_language_or_an_unknown_day_is_another_story(bodies):
    for other in (
        article(2, bodies[0], DAY + timedelta(days=4)),
        article(2, bodies[0], DAY, "fr"),
        article(2, bodies[0], None),
    ):
        assert len(set(stories(article(1, bodies[0]), other))) == 2


def test_a_sentence_that_everybody_prints_joins_nothing():
    """More articles than COMMON share one sentence, and nothing else."""
    draw = random.Random(4)
    line = "The statement was carried by the state news agency and read out on the evening news programme in full."
    texts = [f"{line}\n{b}" for b in generated(copies.COMMON + 20, draw)]
    assert len(set(stories(*(article(i, t) for i, t in enumerate(texts))))) == len(texts)


def test_more_copies_than_are_paired_all_with_all(bodies):
    rows = [article(i, copy(bodies[0], "cut 30 %", random.Random(i), bodies)) for i in range(copies.COMMON + 30)]
    assert len(set(stories(*rows))) == 1


def test_chinese_bodies():
    text = (
        "两国元首互致贺电，庆祝两国建立外交关系四十周年。双方表示愿意推动各领域务实合作不断取得新的成果，造福两国人民。"
        * 3
    )
    assert len(set(stories(article(1, text, language="zh"), article(2, "本报讯 " + text, language="zh")))) == 1


def test_without_bodies_every_article_is_its_own_story():
    rows = [article(1, "A headline"), article(2, "A headline")]
    for row in rows:
        row["body_start"] = row["body_end"] = None
    assert stories(*rows) == [r["article_id"] for r in rows]
    assert copies.stories(tables.ARTICLES.empty()).height == 0


def test_shards_together_are_the_whole(bodies):
    rows = tables.ARTICLES.frame([article(i, bodies[i % 7]) for i in range(20)])
    parts = [copies.fingerprints(rows.slice(0, 9)), copies.fingerprints(rows.slice(9))]
    assert (
        copies.group(pl.concat(parts))
        .sort("article_id")
        .equals(copies.group(copies.fingerprints(rows)).sort("article_id"))
    )


def test_shingles_compared_in_shares_give_the_same_stories(bodies, monkeypatch):
    rows = tables.ARTICLES.frame([article(i, bodies[i % 7]) for i in range(20)])
    whole = copies.stories(rows)
    monkeypatch.setattr(copies, "HELD", 50)
    assert copies.stories(rows).equals(whole)
    assert whole["story_id"].n_unique() == 7
