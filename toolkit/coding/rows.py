"""The room's door: articles, blocks and mentions in; headlines, anniversaries, exchanges and what was refused out."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import reference, tables
from toolkit.coding import gate, headlines
from toolkit.coding.acts import Act
from toolkit.coding.anniversaries import Anniversary
from toolkit.coding.article import Article, Coded, code, passages
from toolkit.coding.dates import Day
from toolkit.coding.sides import Side
from toolkit.language import Mention, coded

Row = dict[str, Any]
READ = (
    "article_id", "text", "language", "url", "host", "published_date", "published_basis", "captured_at",
)  # the columns of articles that are read  # fmt: skip
HEADED = ("title", "related_headline", "inline_related")  # the kinds of blocks that are headlines
STARTS = attrgetter("start")
LISTS = {"inline_related": "inline"}  # a block's kind, where its label is its kind


@dataclass
class Products:
    """The four tables of the coding room."""

    headlines: pl.DataFrame
    anniversaries: pl.DataFrame
    exchanges: pl.DataFrame
    rejects: pl.DataFrame


@dataclass
class Rows:
    """Rows of the four tables while they are gathered."""

    headlines: list[Row] = field(default_factory=list)
    anniversaries: list[Row] = field(default_factory=list)
    exchanges: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)


def products(articles: pl.DataFrame, blocks: pl.DataFrame, mentions: pl.DataFrame) -> Products:
    """``tables.ARTICLES``, ``BLOCKS``, ``MENTIONS`` -> the four tables; of languages that have only names, headlines."""
    rows = Rows()
    wanted = articles.select(READ).filter(pl.col("language").is_in(list(reference.named_languages())))
    blocks = blocks.filter(pl.col("article_id").is_in(wanted["article_id"].implode())).sort("article_id", "start")
    held = by_alphabet(mentions)
    worth = [key for key, code in wanted.select("article_id", "language").iter_rows() if _worth(code, held.get(key))]
    own = passages(blocks.filter(pl.col("article_id").is_in(worth)))
    headed = blocks.filter(pl.col("kind").is_in(HEADED)).rows_by_key("article_id", named=True, include_key=True)
    for row in wanted.iter_rows(named=True):
        key = row["article_id"]
        mentions_of = held.get(key, {})
        rows.headlines += _headlines(row, mentions_of.get("states", ()), headed.get(key, ()))
        if _worth(row["language"], mentions_of):
            told = row["text"], own.get(key, []), row["language"], row["published_date"], mentions_of
            _code(rows, row, Article(*told, host=row["host"]))
    return Products(
        tables.HEADLINES.frame(rows.headlines),
        tables.ANNIVERSARIES.frame(rows.anniversaries),
        tables.EXCHANGES.frame(rows.exchanges),
        tables.REJECTS.frame(_once(rows.rejects)),
    )


def _worth(language: str, mentions: Mapping[str, Sequence[Mention]] | None) -> bool:
    """Can an article in a language, with these mentions, give rows beside its headlines?"""
    return language in coded() and gate.telling(mentions or {})


def worth_reading(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The blocks of which :func:`products` can use the mentions: headlines, and all of articles that may give a row."""
    return gate.worth_reading(articles, blocks, HEADED)


def by_alphabet(mentions: pl.DataFrame) -> dict[str, dict[str, list[Mention]]]:
    """``tables.MENTIONS`` -> the mentions of each article by alphabet, in order."""
    columns = ("kind", "value", "start", "end", "other_kind", "other_value")
    found: dict[str, dict[str, list[Mention]]] = defaultdict(dict)
    runs = mentions.group_by("article_id", "alphabet", maintain_order=True).agg(columns)
    for article_id, alphabet, kinds, values, starts, ends, *others in runs.iter_rows():
        second = [pair if pair[0] else None for pair in zip(*others, strict=True)]
        made = list(map(Mention, kinds, values, starts, ends, second))
        found[article_id][alphabet] = made if sorted(starts) == starts else sorted(made, key=STARTS)
    return found


def _code(rows: Rows, row: Row, article: Article) -> None:
    found = code(article)
    marked = [_anniversary(row, n, a) for n, a in enumerate(found.anniversaries.found)]
    rows.anniversaries += marked
    rows.exchanges += [_exchange(row, n, act, marked) for n, act in enumerate(found.acts)]
    rows.rejects += _rejects(row, found)


def _headlines(row: Row, states: Sequence[Mention], blocks: Sequence[Row]) -> Iterator[Row]:
    for number, block in enumerate(blocks):
        own = block["kind"] == "title"
        text = row["text"][block["start"] : block["end"]]
        start = block["start"] + len(text) - len(text.lstrip())
        text = text.strip()
        inside = [m for m in states if block["start"] <= m.start and m.end <= block["end"]]
        page = row["text"][block["end"] :] if own else None
        named = headlines.read(text, inside, start, row["language"], row["published_date"], page)
        yield {
            "headline_id": f"{row['article_id']}-h{number:03d}",
            "article_id": row["article_id"],
            "kind": "title" if own else "related",
            "block": None if own else LISTS.get(block["kind"], block["label"] or "other"),
            "text": text,
            "start": start,
            "end": start + len(text),
            "url": row["url"] if own else block["url"],
            "language": row["language"],
            "language_basis": "page",
            "published_date": row["published_date"] if own else block["published_date"],
            "date_basis": row["published_basis"] if own else ("url" if block["published_date"] else None),
            "captured_at": row["captured_at"],
            "countries": list(named.countries),
            "people": list(named.people),
        }


def _dated(day: Day | None, prefix: str = "") -> Row:
    if day is None:
        return {}
    return {f"{prefix}date": day.value, "date_precision": day.precision, "date_basis": day.basis}


def _evidence(row: Row, start: int, end: int, rule: str) -> Row:
    """The span without blanks at its ends, its words, the rule and its confidence."""
    text = row["text"][start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return {
        "evidence": text,
        "start": start,
        "end": start + len(text),
        "rule": rule,
        "confidence": confidence().get(rule),
    }


def _anniversary(row: Row, number: int, found: Anniversary) -> Row:
    made = {
        "anniversary_id": f"{row['article_id']}-a{number:02d}",
        "article_id": row["article_id"],
        "country_a": found.states[0] if found.states else None,
        "country_b": found.states[1] if len(found.states) > 1 else None,
        "organisation": found.organisation,
        "kind": found.kind,
        "ordinal": found.ordinal,
        "founding_year": found.year,
        "founding_date": found.founded,
    }
    made |= _dated(found.day, "anniversary_") | _evidence(row, found.start, found.end, found.rule)
    return made | _checked(found, row["published_date"])


def _checked(found: Anniversary, published: date | None) -> Row:
    """The founding against the shelf; a mismatch is only claimed against a verified row."""
    known = (
        reference.founding(*found.states) if len(found.states) == 2 and found.kind == "diplomatic_relations" else None
    )
    if known is None:
        return {"reference_check": "unknown"}
    supposed = found.founded or (_years_before(published, found.ordinal) if published else None)
    if supposed and abs(supposed - known.day) <= timedelta(days=7) and known.precision == "day":
        verdict = "exact"
    elif known.day.year == found.year:
        verdict = "same_year"
    else:
        verdict = "mismatch" if known.verified and found.year else "unknown"
    return {"reference_date": known.day, "reference_check": verdict}


def _years_before(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None


def _exchange(row: Row, number: int, act: Act, marked: list[Row]) -> Row:
    pair = {act.actor.state, act.recipient.state}
    linked = next((a for a in marked if {a["country_a"], a["country_b"]} - {None} <= pair), None)
    made = {
        "exchange_id": f"{row['article_id']}-x{number:02d}",
        "article_id": row["article_id"],
        "kind": act.kind,
        "status": act.status,
        "mutual": act.mutual,
        "occasion": act.occasion,
        "anniversary_id": linked["anniversary_id"] if linked and act.occasion == "anniversary" else None,
    }
    made |= _dated(act.day) | _side("actor", act.actor) | _side("recipient", act.recipient)
    return made | _evidence(row, act.start, act.end, act.rule)


def _side(who: str, side: Side) -> Row:
    return {
        f"{who}_name": side.name,
        f"{who}_id": side.person.person_id if side.person else None,
        f"{who}_role": side.role,
        f"{who}_country": side.state,
    }


def _rejects(row: Row, found: Coded) -> Iterator[Row]:
    for dataset, refused in (("exchanges", found.refused), ("anniversaries", found.anniversaries.refused)):
        for r in refused:
            base = {"article_id": row["article_id"], "dataset": dataset, "reason": r.reason}
            yield base | {k: v for k, v in _evidence(row, r.start, r.end, r.rule).items() if k != "confidence"}


def _once(rejects: list[Row]) -> list[Row]:
    """A rule may refuse the same words several times, once a party."""
    return list({tuple(r[k] for k in tables.REJECTS.key): r for r in rejects}.values())


@cache
def confidence() -> dict[str, float]:
    """rule -> lower bound of the 95 % Wilson interval of its precision on the gold (``make evaluate`` writes the file)."""
    path = Path(__file__).parent / "confidence.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {r["rule"]: float(r["lower"]) for r in csv.DictReader(file)}
