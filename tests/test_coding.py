"""The grammar: every rule takes the sentence it lives with and refuses the other; tables of sentences and rows."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from toolkit import explain

CODING = Path(__file__).parent.parent / "toolkit" / "coding"
DAY = date(2025, 9, 28)


def rules(name: str) -> list[dict[str, object]]:
    return list(tomllib.loads((CODING / f"{name}.toml").read_text(encoding="utf-8"))["rule"])


def coded(text: str, dataset: str, published: date | None = DAY, language: str = "en") -> list[dict[str, object]]:
    return explain.code(text, published, language)[dataset].to_dicts()


@pytest.mark.parametrize("rule", rules("exchanges"), ids=lambda r: r["id"])
def test_exchange_rule_takes_its_sentence(rule):
    assert rule["id"] in {r["rule"] for r in coded(rule["yes"], "exchanges")}


@pytest.mark.parametrize("rule", rules("exchanges"), ids=lambda r: r["id"])
def test_exchange_rule_refuses_the_other(rule):
    assert coded(rule["no"], "exchanges") == []


@pytest.mark.parametrize("rule", rules("anniversaries"), ids=lambda r: r["id"])
def test_anniversary_rule_takes_its_sentence(rule):
    assert rule["id"] in {r["rule"] for r in coded(rule["yes"], "anniversaries")}


@pytest.mark.parametrize("rule", rules("anniversaries"), ids=lambda r: r["id"])
def test_anniversary_rule_refuses_the_other(rule):
    assert coded(rule["no"], "anniversaries") == []


@pytest.mark.parametrize("figure", ["¹", "½", "٣", "３", "²th", "Ⅳ"])
def test_figures_that_are_no_numbers_stop_nothing(figure):
    told = f"On {figure} March Kenyan President William Ruto met Ugandan President Yoweri Museveni, {figure} years on."
    assert [r["kind"] for r in coded(told, "exchanges")] == ["meeting"]
