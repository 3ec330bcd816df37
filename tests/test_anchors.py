"""The gate before parsing loses nothing: what any rule can match, its anchors let through."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit import build, identify, mention, segment, tables
from toolkit.coding import anchors, anniversaries, rules
from toolkit.coding.article import Article, Coded, code
from toolkit.coding.rows import by_alphabet, passages
from toolkit.language import ACTS, ANNIVERSARIES

GOLD = Path(__file__).parent / "gold" / "texts.jsonl"
SPOKEN = sorted({*ACTS.values(), *'PNTS#dx,;:.()"_>'})
REMEMBERED = sorted({*ANNIVERSARIES.values(), *'SACOq#dNx,;:."_'})


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(rules.rules()), st.data())
def test_what_an_exchange_rule_matches_its_anchors_hold(rule: rules.Rule, data: st.DataObject) -> None:
    letters = data.draw(st.from_regex(rule.pattern, alphabet=st.sampled_from(SPOKEN)))
    if rule.pattern.search(letters):
        assert anchors.held(anchors.acts(), letters)
        assert rule in anchors.possible(letters)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(anniversaries.rules()), st.data())
def test_what_an_anniversary_rule_matches_its_anchors_hold(rule: anniversaries.Rule, data: st.DataObject) -> None:
    letters = data.draw(st.from_regex(rule.pattern, alphabet=st.sampled_from(REMEMBERED)))
    if rule.pattern.search(letters):
        assert anchors.held(anchors.remembered(), letters)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("(?P<v>D){0,3}M[t5](?P<o>P)?", [{"M", "t5"}]),
        ("ab|c+d*", [{"a", "b"}, {"c"}]),
        ("(?:e|f)g(?!h)[^ij]", [{"e", "g"}, {"f", "g"}]),
        (r"l\.?m", [{"l", "m"}]),
        ("n{2,4}?o??", [{"n"}]),
    ],
)
def test_needs_are_read_off_a_pattern(pattern: str, wanted: list[set[str]]) -> None:
    found = [{"".join(sorted(choice)) for choice in need} for need in anchors.needs(pattern, frozenset())]
    assert found == [{"".join(sorted(c)) for c in need} for need in wanted]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([line for line in GOLD.read_text(encoding="utf-8").splitlines() if line]), st.integers(0, 400))
@example(GOLD.read_text(encoding="utf-8").splitlines()[0], 0)
def test_an_article_gives_the_same_rows_with_and_without_the_gate(line: str, cut: int) -> None:
    """Also of texts cut short, in which parties or acts are missing."""
    item = json.loads(line)
    with_gate, without = (coded(item["text"][cut:], item.get("published"), gated=g) for g in (True, False))
    assert with_gate.acts == without.acts
    assert with_gate.anniversaries.found == without.anniversaries.found


def coded(text: str, published: str | None, *, gated: bool) -> Coded:
    """A text through the rooms up to the coder."""
    page = {"source_path": "-", "source_id": "1", "source_format": "text", "text": text or "."}
    articles, blocks = segment.articles(tables.PAGES.frame([page]))
    row = identify.languages(articles, blocks).row(0, named=True)
    held = by_alphabet(mention.find(articles.with_columns(language=pl.lit("en")), blocks))[row["article_id"]]
    day = date.fromisoformat(published) if published and len(published) == 10 else None
    article = Article(row["text"], passages(blocks)[row["article_id"]], "en", day, held)
    return code(article, gated=gated)


def test_an_article_without_states_is_not_parsed() -> None:
    text = "The council met on Monday. The mayor called the plan a gift and wrote to the builders.\n"
    made = build.coded(*_as_read(text))
    assert made["exchanges"].is_empty() and made["rejects"].is_empty() and made["anniversaries"].is_empty()


def _as_read(text: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    page = {"source_path": "-", "source_id": "1", "source_format": "text", "text": text}
    articles, blocks = segment.articles(tables.PAGES.frame([page]))
    return articles.with_columns(language=pl.lit("en")), blocks
