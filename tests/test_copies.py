"""Stories: cut, edited and re-headed copies are one; other articles, other languages and other weeks are not."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


DAYS_APART = st.one_of(st.none(), st.integers(0, 9).map(lambda n: DAY + timedelta(days=n)))
PRINTED = st.tuples(
    st.sampled_from(["en", "fr", None]),
    DAYS_APART,
    st.sets(st.integers(1, 9).map(lambda n: n * copies.KEPT), max_size=7),
)


def defined(rows: list[tuple]) -> list[int]:
    """The story of each row, straight from the definition, pair by pair; rows are in the order of time."""
    holders = defaultdict(list)
    for number, (language, _, hashes) in enumerate(rows):
        for one in hashes:
            holders[one, language].append(number)
    story = list(range(len(rows)))
    for a, b in combinations(range(len(rows)), 2):
        (language, day_a, first), (other, day_b, second) = rows[a], rows[b]
        near = day_a is day_b is None or (None not in (day_a, day_b) and abs((day_a - day_b).days) <= copies.DAYS)
        if language != other or not near:
            continue
        met = [holders[one, language] for one in first & second]
        shared = sum(len(held) <= copies.COMMON or held[0] == a for held in met)
        if shared >= copies.LEAST and shared >= copies.SHARED * min(len(first), len(second)):
            low, high = sorted((story[a], story[b]))
            story = [low if s == high else s for s in story]
    return story


@pytest.mark.parametrize(("apart", "held"), [(20_000, 2_000_000), (2, 3)])
@given(st.lists(PRINTED, max_size=14))
def test_stories_are_those_of_the_definition_in_one_range_and_in_many(apart, held, rows):
    rows.sort(key=lambda row: (row[1] is None, row[1]))
    ids = [f"{number:016x}" for number in range(len(rows))]
    languages, days, hashes = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"article_id": ids, "language": languages, "published_date": days, "hashes": [sorted(h) for h in hashes]}
    schema = {"article_id": pl.String, "language": pl.String, "published_date": pl.Date, "hashes": pl.List(pl.UInt64)}
    frame = pl.DataFrame(columns, schema=schema)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"APART": apart, "HELD": held, "COMMON": 4, "LEAST": 2}.items():
            patch.setattr(copies, name, value)
        found = copies.gathered(frame.select("article_id", "hashes"), frame.drop("hashes")).sort("article_id")
        assert found["story_id"].to_list() == [ids[number] for number in defined(rows)]
