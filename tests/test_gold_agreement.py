"""How far two readers agree: 80 texts of the gold coded a second time, from the codebook alone, without sight of the first.

``tests/gold/second.jsonl`` is the second coding. Krippendorff's alpha is taken over sets of rows, a set a text, with MASI as the
distance of two sets (Passonneau 2006): equal sets are 0 apart, disjoint ones 1.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).parent / "gold"
Rows = frozenset[Any]


def lines(name: str) -> dict[str, dict[str, Any]]:
    return {r["id"]: r for r in map(json.loads, (GOLD / name).read_text(encoding="utf-8").splitlines())}


def exchanges(row: dict[str, Any]) -> Rows:
    """Kind, status, direction and dyad of every exchange; equal ones are numbered."""
    found: Counter[Any] = Counter()
    for x in row["exchanges"]:
        pair = (x["actor"], x["recipient"]) if "actor" in x else (x["from"]["iso3"], x["to"]["iso3"])
        found[x["kind"], x["status"], x["mutual"], *(sorted(pair) if x["mutual"] else pair)] += 1
    return frozenset((key, n) for key, count in found.items() for n in range(count))


def anniversaries(row: dict[str, Any]) -> Rows:
    """Parties, kind and ordinal of every anniversary."""
    return frozenset(
        (tuple(sorted(a.get("parties") or [*a["countries"], *filter(None, [a.get("org")])])), a["kind"], a["ordinal"])
        for a in row["anniversaries"]
    )


def apart(a: Rows, b: Rows) -> float:
    """MASI distance of two sets of rows."""
    if a == b:
        return 0.0
    shared = len(a & b)
    form = 0.67 if a <= b or b <= a else 0.33
    return 1 - form * shared / len(a | b)


def alpha(pairs: list[tuple[Rows, Rows]]) -> float:
    """Krippendorff's alpha of two coders: one less observed over expected disagreement."""
    values = [value for pair in pairs for value in pair]
    observed = sum(apart(a, b) for a, b in pairs) / len(pairs)
    expected = sum(apart(a, b) for n, a in enumerate(values) for m, b in enumerate(values) if n != m)
    return 1 - observed / (expected / (len(values) * (len(values) - 1)))


@pytest.mark.parametrize(
    ("rows", "least"), [(anniversaries, 0.95), (exchanges, 0.9)], ids=["anniversaries", "exchanges"]
)
def test_two_readers_agree(rows: Any, least: float) -> None:
    first, second = lines("texts.jsonl"), lines("second.jsonl")
    assert len(second) == 80
    assert alpha([(rows(first[key]), rows(second[key])) for key in second]) >= least


def test_alpha_is_one_for_equals_and_none_for_chance() -> None:
    a, b, none = frozenset({1}), frozenset({2}), frozenset()
    assert alpha([(a, a), (b, b), (none, none)]) == 1
    assert alpha([(a, b), (b, a)]) < 0
    assert apart(frozenset({1, 2}), a) == pytest.approx(1 - 0.67 / 2)
