"""The shelf's tables as rows, and the word forms that a rule makes: cases, genders, numbers and joined articles.

A rule of ``toolkit/reference/alias_forms.csv`` is a list of forms in which ``-`` stands for what they share: ``-ия|-ии|-ию|-ией``
makes four cases of a Russian name. The first is the form that ``aliases.csv`` writes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str]


def table(path: Path) -> list[Row]:
    """The rows of one table as dicts; an absent table is empty. Raises ValueError for a row too short or too long."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        columns = next(lines)
        return [dict(zip(columns, map(sys.intern, line), strict=True)) for line in lines]  # values come again and again


def written_out(aliases: Iterable[Row], rules: Iterable[Row]) -> list[Row]:
    """Rows of aliases and of rules -> a row a form, each once, without the column ``forms``; the order of aliases stays.

    Raises KeyError for a rule that does not stand, ValueError for an alias that is not written as its rule asks.
    """
    known = {(r["lang"], r["name"]): tuple(r["forms"].split("|")) for r in rules}
    made: dict[tuple[str, ...], Row] = {}
    for row in aliases:
        rule = row.pop("forms")
        rest = tuple(row.values())[1:]
        for form in written(row["alias"], known[row["lang"], rule]) if rule else (row["alias"],):
            made.setdefault((form, *rest), {**row, "alias": form})
    return list(made.values())


def written(alias: str, rule: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of one name, the written one first. Raises ValueError where it is not written as the rule's first form."""
    before, _, behind = rule[0].partition("-")
    if not (alias.startswith(before) and alias.endswith(behind) and len(alias) > len(before) + len(behind)):
        raise ValueError(
            f"'{alias}' is not written as '{rule[0]}'; name another rule or write the name's forms as rows"
        )
    shared = alias[len(before) : len(alias) - len(behind)]
    return tuple(form.replace("-", shared, 1) for form in rule)
