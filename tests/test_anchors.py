"""The gate before parsing loses nothing: what any rule can match, its anchors let through."""

import json
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from toolkit import build, identify, mention, segment, tables
from toolkit.alphabets import ACTS, ANNIVERSARIES
from toolkit.coding import anchors, gate, parties, phrases, rows, rules
from toolkit.coding.article import Article, Coded, Passage, code
from toolkit.coding.parties import state_of
from toolkit.coding.rows import by_alphabet, passages
from toolkit.language import fold, load

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
@given(st.sampled_from(phrases.rules()), st.data())
def test_what_an_anniversary_rule_matches_its_anchors_hold(rule: phrases.Rule, data: st.DataObject) -> None:
    letters = data.draw(st.from_regex(rule.pattern, alphabet=st.sampled_from(REMEMBERED)))
    if rule.pattern.search(letters):
        assert anchors.held(anchors.remembered(), letters)


PHRASES = sorted({p for held in (parties.LISTS, parties.SINGLE) for ps in held.values() for p in ps}, key=str)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PHRASES), st.data())
def test_a_phrase_is_tried_where_it_starts_and_by_the_head_it_has(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    letters = data.draw(st.from_regex(pattern, alphabet=st.sampled_from(SPOKEN)).filter(pattern.match))
    assume(letters[0] in "zpxSACHTNKQ%2O")  # a quotation mark or a comma opens none
    opening = parties.OPENING.match(letters)
    assert opening is not None
    assert pattern in (*parties.LISTS[opening["head"]], *parties.SINGLE[opening["head"]])


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


@pytest.mark.parametrize(
    "named",
    [
        'Abdelfattah "Kiki" Elsisi smiled.',
        "HE Ana Ruiz of Peru smiled.",
        "Peru's Ana Ruiz smiled.",
        "Elsisi smiled.",
        "They smiled.",
    ],
)
def test_whom_a_sentence_without_an_act_names_is_known_to_those_that_follow(named: str) -> None:
    """Silence is only where nobody is named whom another sentence can mean."""
    text = f"Market reopens after the storm\n\nThe market opened on Monday.\n{named}\nShe met French President Emmanuel Macron.\n"
    text += "Macron also congratulated Elsisi on Monday. Ruiz then met Macron.\n"
    with_gate, without = (coded(text, "2024-05-17", gated=g) for g in (True, False))
    assert with_gate.acts == without.acts
    assert with_gate.refused == without.refused


PLAIN = [
    "{x} scored 18 points.",
    "“We won,” {x} told her.",
    "{x}'s team won, {y} said.",
    "He saw {x} de {y} win.",
    "He saw {x} {y} win.",
    "Rain fell on {x} until Friday, with wind.",
    "May {x} won, as {y} said of {x}.",
    "Young {x} Jr. won.",
    "To {x} it was a win.",
    "Old Peru {x} won.",
    "Son {x} won it from {y} al-{x}.",
]
NAMES = ["Ana Ruiz", "Ruiz", "Emmanuel Macron", "Macron", "Elsisi", "Ana Macron", "Friday", "Lam", "To Lam", "Ann"]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(*map(st.sampled_from, (PLAIN, NAMES, NAMES))), min_size=1, max_size=6),
    st.sampled_from(
        ["President {x} met {y}.", "French President {x} congratulated Peru's {y} on Monday.", "They met."]
    ),
    st.booleans(),
)
def test_people_are_the_same_where_plain_sentences_are_not_read(
    told: list[tuple[str, str, str]], last: str, joined: bool
) -> None:
    """Names are learned from the words around them where a sentence tells nothing; acts mean the same people."""
    lines = [pattern.format(x=x, y=y) for pattern, x, y in told]
    lines = ["Peru's Ana Ruiz met the president of France.", *lines, last.format(x=told[0][1], y=told[0][2])]
    text = (" " if joined else "\n").join(lines)
    with_gate, without = (coded(text, "2024-05-17", gated=g) for g in (True, False))
    assert with_gate.acts == without.acts
    assert with_gate.refused == without.refused


LINES = [
    sentence
    for line in GOLD.read_text(encoding="utf-8").splitlines()
    for sentence in re.split(r"(?<=[.!?]) |\n", json.loads(line)["text"])
    if sentence.strip()
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=6),
    st.sampled_from(["\n", " ", '" ', "-", " x"]),
    st.booleans(),
)
def test_the_blocks_that_are_left_unread_would_give_nothing(lines: list[str], between: str, loud: bool) -> None:
    """Sentences of all languages thrown together, of which many lack the states or the words of a row."""
    text = between.join(lines)
    articles, blocks = _as_read(text.upper() if loud else text)
    for code_ in ("en", json.loads(GOLD.read_text(encoding="utf-8").splitlines()[len(text) % 50])["language"]):
        told = articles.with_columns(language=pl.lit(code_), host=pl.lit("news.example.fr"))
        wanted = rows.worth_reading(told, blocks)
        with_gate, without = (rows.products(told, blocks, mention.find(told, b)) for b in (wanted, blocks))
        for table in ("headlines", "anniversaries", "exchanges", "rejects"):
            assert getattr(with_gate, table).equals(getattr(without, table)), table


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4), st.sampled_from(["en", "zh", "ar", "ru", "fr"]))
def test_a_block_brings_no_letter_that_the_gate_has_not_seen(lines: list[str], language: str) -> None:
    text = " ".join(lines)
    assume(not (load(language).noise and load(language).noise.search(text)))  # such articles are always read
    held = mention.read(text, 0, len(text), language)
    article = Article(text, [Passage("body", 0, len(text))], language, None, {})
    for alphabet, mentions in held.items():
        bits = gate.bits(alphabet) if alphabet in gate.READINGS else {}
        brought = sum({bits.get(letter, 0) for letter in anchors.brought(mentions)})
        seen, named = gate.held(article, fold(text))
        assert any(block & brought == brought for block in seen)
        assert {s for m in mentions if m.kind in gate.PLACES for s in state_of(m.value).split("+")} <= named


def test_most_news_is_left_unread() -> None:
    articles, blocks = _as_read(
        "Harbour market reopens after the storm\n\nThe council met on Monday and said the market would open again. "
        "The mayor thanked the builders, who had worked for nine weeks, and called the market the heart of the town.\n"
    )
    assert set(rows.worth_reading(articles, blocks)["kind"]) == {"related_headline"}, "its title, as any headline"


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


@pytest.mark.parametrize("common", ["act.be_in", "grammar.here", "grammar.said", "act.hold"])
def test_no_word_of_every_article_opens_the_gate(common):
    """Small letters are not asked for at the gate, so a rule of a common word and a small one would have all news read."""
    assert not gate.acting(gate.bits("acts").get(ACTS[common], 0))


def test_all_words_of_grammar_together_do_not_open_the_gate():
    """A rule of nothing but parties and the words of grammar ("to", "will", fillers) would have all news read."""
    bits = gate.bits("acts")
    plain = {letter for key, letter in ACTS.items() if key.startswith("grammar.")} | {"x"}
    assert not gate.acting(sum(bits.get(letter, 0) for letter in plain))
