"""The hard phenomena of the codebook, each with texts that have it (``yes``) and texts that only look like it (``no``).

``tests/coding/phenomena_en.toml`` holds the texts by phenomenon, each with its day and with every row a referee expects:

- an exchange is ``kind ACTOR arrow RECIPIENT; status; occasion; date``. A party is its state, its role and its name, ``-`` for
  an unknown role and nothing for an unknown name. ``>`` goes from the actor to the recipient, ``<>`` is mutual, ``=>`` is
  mutual and the actor began it. No status is ``done``, no occasion is none; a date is compared where one is given, ``-`` is none.
- an anniversary is ``STATES kind ordinal year``, an organisation with a ``+``, an unknown year ``-``. A whole date in the
  place of the year is the founding date; ``-`` behind the year says that there is none.

What is not listed must not come out.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from toolkit import explain, tables

TEXTS = Path(__file__).parent / "coding" / "phenomena_en.toml"
AT_LEAST = 3  # texts of each sort for a phenomenon
WIDTH = {"day": 10, "month": 7, "year": 4}
SHORT: set[str] = {
    "states",
}
DATE = re.compile(r"\d{4}(-\d\d){0,2}")


class Exchange(NamedTuple):
    """What is compared of an exchange; ``date`` is a star where any will do."""

    kind: str
    status: str
    occasion: str | None
    mutual: bool
    parties: frozenset[str] | tuple[str, str]
    date: str | None


def exchange(line: str) -> tuple[Exchange, bool]:
    """A line of the file -> the row it describes, and whether its parties have an order."""
    act, *said = (part.strip() for part in line.split(";"))
    kind, parties = act.split(" ", 1)
    actor, arrow, recipient = re.split(r" (<>|=>|>) ", parties)
    status, occasion, day = "done", None, "*"
    for word in said:
        if word in tables.STATUSES:
            status = word
        elif word in tables.OCCASIONS:
            occasion = word
        else:
            assert word == "-" or DATE.fullmatch(word), line
            day = word
    sides = frozenset((actor, recipient)) if arrow == "<>" else (actor, recipient)
    return Exchange(kind, status, occasion, arrow != ">", sides, day), arrow != "<>"


def told(row: dict[str, Any], ordered: bool) -> Exchange:
    """A coded row in the shape of :func:`exchange`."""
    actor, recipient = (
        " ".join(filter(None, (row[f"{who}_country"], row[f"{who}_role"] or "-", row[f"{who}_name"])))
        for who in ("actor", "recipient")
    )
    day = str(row["date"])[: WIDTH[row["date_precision"]]] if row["date"] else "-"
    sides = (actor, recipient) if ordered else frozenset((actor, recipient))
    return Exchange(row["kind"], row["status"], row["occasion"], row["mutual"], sides, day)


def matches(line: str, row: dict[str, Any]) -> bool:
    wanted, ordered = exchange(line)
    found = told(row, ordered)
    return wanted in (found, found._replace(date="*"))


def anniversary(line: str, row: dict[str, Any]) -> bool:
    """Does a coded anniversary say what the line says?"""
    states = sorted(filter(None, (row["country_a"], row["country_b"])))
    names = [*states, *([f"+{row['organisation']}"] if row["organisation"] else [])]
    start = f"{' '.join(names)} {row['kind']} {row['ordinal']}"
    ends = [str(row["founding_year"] or "-")]
    ends += [str(row["founding_date"])] if row["founding_date"] else [f"{ends[0]} -"]
    return line in {f"{start} {end}" for end in ends}


def unlike(lines: list[str], rows: list[dict[str, Any]], same: Any) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines that no row answers, and the rows that no line asks for."""
    missing, left = [], list(rows)
    for line in lines:
        row = next((r for r in left if same(line, r)), None)
        if row is None:
            missing.append(line)
        else:
            left.remove(row)
    return missing, left


def texts() -> list[Any]:
    """Every text with its phenomenon, as a case of a test."""
    found = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return [pytest.param(t, id=f"{name}-{n}") for name, group in found.items() for n, t in enumerate(group)]


def coded(text: str, day: date) -> dict[str, list[dict[str, Any]]]:
    frames = explain.code(text, day, "en")
    return {name: frames[name].to_dicts() for name in ("exchanges", "anniversaries")}


@pytest.mark.parametrize("text", texts())
def test_text_gives_its_rows_and_no_others(text):
    found = coded(text.get("yes") or text["no"], text["day"])
    assert unlike(text.get("exchanges", []), found["exchanges"], matches) == ([], [])
    assert unlike(text.get("anniversaries", []), found["anniversaries"], anniversary) == ([], [])


def test_every_phenomenon_has_three_texts_of_each_sort():
    """Those named in SHORT wait for texts that the rules cannot read yet; none stays there longer than it must."""
    short = set()
    for name, group in tomllib.loads(TEXTS.read_text(encoding="utf-8")).items():
        sorts = Counter("yes" if "yes" in text else "no" for text in group)
        if min(sorts["yes"], sorts["no"]) < AT_LEAST:
            short.add(name)
    assert short == SHORT


def test_no_text_stands_twice():
    words = [c.values[0].get("yes") or c.values[0]["no"] for c in texts()]
    assert not [w for w, n in Counter(words).items() if n > 1]
