"""Events: 500 wire copies of 50 acts, cut, edited and re-headed, become 50 events, each with its own reports."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import polars as pl
import pytest

from toolkit import build, copies, identify, reference, segment, tables, unite

COPIES = 10
WORDS = {
    "call": "spoke by phone with",
    "meeting": "held talks with",
    "congratulation": "congratulated",
    "condolence": "sent a message of condolences to",
}
ON = {"congratulation": " on Independence Day", "condolence": " over the floods"}
MORE = (
    "The two sides want trade to grow, the statement said.",
    "Ports, grain and visas were on the list.",
    "A joint commission will look at tariffs in spring.",
    "Officials declined to name a sum.",
    "Business groups in both capitals welcomed the news.",
    "Observers had expected as much.",
)
OUTLETS = ("Ledger", "Courier", "Observer", "Standard", "Herald")


def leaders(day: date) -> list[tuple[str, str, str]]:
    """Adjective, name and state of presidents whom the shelf has in office on a day, of one-word adjectives."""
    adjectives = {
        r["target_id"]: r["alias"] for r in reference.rows("aliases") if (r["lang"], r["kind"]) == ("en", "adj")
    }
    found = []
    for state in sorted(adjectives):
        held = reference.holding(state, "president", day)
        if len(held) == 1 and " " not in adjectives[state]:
            found.append((adjectives[state], reference.persons()[held[0].person_id]["name"], state))
    return found


def pages() -> tuple[pl.DataFrame, dict[str, int]]:
    """``tables.PAGES`` of 500 copies, and the number of the act by source path."""
    draw = random.Random(7)
    first = date(2023, 1, 9)
    known = leaders(first)
    rows, acts = [], {}
    for number in range(50):
        day = first + timedelta(days=6 * number)
        (a, name, _), (b, other, _) = draw.sample(known, 2)
        kind = list(WORDS)[number % len(WORDS)]
        told = f"{a} President {name} {WORDS[kind]} {b} President {other}{ON.get(kind, '')}"
        for copy in range(COPIES):
            said = draw.choice(
                (f"{told} on {day:%A}.", f"{told} on {day:%A}, his office said.", f"On {day:%A} {told}.")
            )
            body = "\n\n".join([said, *draw.sample(MORE, draw.randint(1, len(MORE)))])
            path = f"{draw.choice(OUTLETS).lower()}-{number}-{copy}.txt"
            title = f"{draw.choice(('News in brief', 'World', 'Diplomacy'))}: {draw.choice(MORE)[:40].rstrip(' .,')}"
            acts[path] = number
            rows.append(
                {
                    "source_path": path,
                    "source_id": "1",
                    "source_format": "jsonl",
                    "title": title,
                    "body": body,
                    "outlet": path.split("-")[0],
                    "published_date": day + timedelta(days=draw.randint(0, 1)),
                    "published_basis": "metadata",
                    "language": "en",
                }
            )
    return tables.PAGES.frame(rows), acts


def b_cubed(gold: dict[str, int], found: dict[str, set[str]]) -> float:
    """B-cubed F1 of a clustering: the mean over articles of how pure and how whole their cluster is (Bagga & Baldwin)."""
    whole: dict[int, set[str]] = defaultdict(set)
    for article, act in gold.items():
        whole[act].add(article)
    mine = {article: cluster for cluster in found.values() for article in cluster}
    pairs = [(len(mine.get(a, set()) & whole[g]), len(mine.get(a, set())), len(whole[g])) for a, g in gold.items()]
    precision = sum(both / size for both, size, _ in pairs if size) / len(pairs)
    recall = sum(both / size for both, _, size in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def events() -> tuple[pl.DataFrame, dict[str, int]]:
    made, acts = pages()
    articles, blocks = segment.articles(made)
    articles = copies.stories(identify.languages(articles, blocks))
    coded = build.coded(articles, blocks)
    by_article = {r["article_id"]: acts[r["source_path"]] for r in articles.iter_rows(named=True)}
    return unite.events(articles, coded["anniversaries"], coded["exchanges"]), by_article


def test_five_hundred_copies_of_fifty_acts_are_fifty_events(events: tuple[pl.DataFrame, dict[str, int]]) -> None:
    found, _ = events
    assert found.filter(pl.col("type") == "exchange").height == 50
    assert found["article_count"].sum() >= 490


def test_each_event_has_its_own_reports(events: tuple[pl.DataFrame, dict[str, int]]) -> None:
    found, gold = events
    clusters = {r["event_id"]: set(r["article_ids"]) for r in found.iter_rows(named=True)}
    assert b_cubed(gold, clusters) >= 0.97


def test_an_event_counts_outlets_and_first_report(events: tuple[pl.DataFrame, dict[str, int]]) -> None:
    found, _ = events
    assert found["outlet_count"].max() <= len(OUTLETS)
    assert (found["first_reported"] >= found["date"]).all()


def test_b_cubed_punishes_splitting_and_lumping() -> None:
    gold = {"a": 1, "b": 1, "c": 2, "d": 2}
    assert b_cubed(gold, {"x": {"a", "b"}, "y": {"c", "d"}}) == 1
    assert b_cubed(gold, {"x": {"a", "b", "c", "d"}}) == pytest.approx(2 / 3)
    assert b_cubed(gold, {n: {n} for n in gold}) == pytest.approx(2 / 3)
