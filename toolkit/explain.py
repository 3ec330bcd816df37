"""One text through all rooms, and how each of its rows came about: for ``toolkit code`` and ``tk.code``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from toolkit import build, identify, mention, segment, tables
from toolkit.coding.acts import Refused
from toolkit.coding.anniversaries import Refusal
from toolkit.coding.article import Article, Coded, passages
from toolkit.coding.article import code as read_whole
from toolkit.coding.rows import by_alphabet
from toolkit.coding.sides import Side

SHOWN = ("headlines", "anniversaries", "exchanges", "rejects")


def code(text: str, published: date | str | None = None, language: str | None = None) -> dict[str, pl.DataFrame]:
    """A pasted text -> its articles, blocks, headlines, anniversaries, exchanges and rejects, as frames by name.

    ``published``: a date, or one as YYYY-MM-DD. Raises ValueError where it is none.
    """
    published = date.fromisoformat(published) if isinstance(published, str) else published
    page: dict[str, object] = {
        "source_path": "-",
        "source_id": "1",
        "source_format": "text",
        "text": text,
        "published_date": published,
    }
    if published:
        page["published_basis"] = "stated"
    articles, blocks = segment.articles(tables.PAGES.frame([page]))
    if published:
        articles = articles.with_columns(published_date=pl.lit(published), published_basis=pl.lit("stated"))
    if language:
        articles = articles.with_columns(language=pl.lit(language), language_basis=pl.lit("metadata"))
    else:
        articles = identify.languages(articles, blocks)
    return {"articles": articles, "blocks": blocks} | build.coded(articles, blocks)


def show(text: str, published: date | None = None, language: str | None = None) -> str:
    """The rows of a text, for the screen."""
    return "\n".join(
        line
        for name, frame in code(text, published, language).items()
        if name in SHOWN[:3]
        for line in rows(name, frame)
    )


def rows(name: str, frame: pl.DataFrame) -> Iterator[str]:
    """A product's rows for the screen, a line each, what is empty left out."""
    yield f"{name}: {frame.height}"
    for row in frame.iter_rows(named=True):
        held = {
            k: v for k, v in row.items() if v not in (None, []) and not k.endswith(("article_id", "_start", "_end"))
        }
        yield "  " + "  ".join(f"{k}={v}" for k, v in held.items())


def explain(text: str, published: date | None = None, language: str | None = None) -> str:
    """Sentence by sentence: the typed mentions, the letters, then every candidate with the rule that kept or refused it."""
    frames = code(text, published, language)
    blocks, mentions = frames["blocks"], mention.find(frames["articles"], frames["blocks"])
    own, held = passages(blocks.sort("article_id", "start")), by_alphabet(mentions)
    lines: list[str] = []
    for row in frames["articles"].iter_rows(named=True):
        key = row["article_id"]
        told = row["text"], own[key], row["language"], row["published_date"], held[key]
        article = Article(*told, host=row["host"])
        lines += _explained(article, read_whole(article, gated=False))
    return "\n".join(lines)


def _explained(article: Article, found: Coded) -> Iterator[str]:
    yield f"language {article.code}, published {article.published}, written from {found.home}"
    for sentence in found.sentences:
        said = " ".join(article.text[sentence.start : sentence.end].split())
        if not said:
            continue
        yield f"\n{said}"
        yield f"  letters   {sentence.letters}"
        yield f"  words     {'  '.join(_mentions(article, sentence.start, sentence.end))}"
        for i, sides in sentence.sides.items():
            words = article.text[sentence.symbols[i].start : sentence.symbols[i].end]
            yield f"  party     {words!r} = {' + '.join(_named(s) for s in sides) or 'nobody known'}"
        yield from _verdicts(article, found, sentence.start, sentence.end)


def _mentions(article: Article, start: int, end: int) -> Iterator[str]:
    for m in article.within("acts", start, end):
        yield f"{article.text[m.start : m.end]}:{m.kind}={m.value}"


def _named(side: Side) -> str:
    known = f" [{side.person.person_id}]" if side.person and side.person.person_id else ""
    return f"{side.name or '(unnamed)'}, {side.role} of {side.state}{known}"


def refusals(found: Coded) -> list[Refused | Refusal]:
    """Every candidate that was refused, of both datasets."""
    return [*found.refused, *found.anniversaries.refused]


def _verdicts(article: Article, found: Coded, start: int, end: int) -> Iterator[str]:
    kept: list[Any] = [a for a in found.acts if start <= a.start < end]
    for act in kept:
        arrow = "<->" if act.mutual else "->"
        when = f", {act.day.value} ({act.day.precision}, {act.day.basis})" if act.day else ""
        parties = f"{_named(act.actor)} {arrow} {_named(act.recipient)}"
        yield f"  KEPT      {act.rule}: {act.kind} {parties}; {act.status}, {act.occasion}{when}"
    for a in found.anniversaries.found:
        if start <= a.start < end:
            parties = "-".join([*a.states, *([a.organisation] if a.organisation else [])])
            yield f"  KEPT      {a.rule}: {a.ordinal} years of {a.kind}, {parties}, founded {a.founded or a.year}"
    for r in refusals(found):
        if start <= r.start < end:
            yield f"  REFUSED   {r.rule}: {r.reason}: {article.text[r.start : r.end]!r}"
