"""Every table of the house, declared once.

A :class:`Table` says what a row is, which columns it has, what they mean and which rules hold. The Parquet schema, the
descriptions inside the files, ``datasets/CODEBOOK.md``, validation and the tests all read these declarations.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pyarrow as pa
from polars.io.plugins import register_io_source

ROW_GROUP = 50_000
COMPRESSION_LEVEL = 6


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means, whether it may be null, and the closed list of its values, if there is one."""

    dtype: pl.DataType
    about: str
    null: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A named table: what a row is, the sort key that makes a row unique, the columns, and named rules (true = good row)."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    rules: Mapping[str, pl.Expr] = field(default_factory=dict)
    group: int = 0

    @property
    def row_group(self) -> int:
        """Rows of a row group, which is in memory as a whole when it is written or read."""
        return self.group or ROW_GROUP

    @property
    def schema(self) -> pl.Schema:
        return pl.Schema({name: column.dtype for name, column in self.columns.items()})

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: list[dict[str, object]]) -> pl.DataFrame:
        """Rows as dicts -> a frame with exactly this table's columns; absent keys are null."""
        return pl.DataFrame(rows, schema=self.schema, orient="row", strict=True)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add absent columns as null, cast, order the columns, drop others, sort by the key, and check every rule."""
        given = set(frame.columns)
        columns = [
            pl.col(name).cast(c.dtype) if name in given else pl.lit(None, dtype=c.dtype).alias(name)
            for name, c in self.columns.items()
        ]
        return self.check(frame.select(columns).sort(self.key, maintain_order=True))

    def checks(self) -> dict[str, pl.Expr]:
        """All rules by name: the stated ones, no null where none is allowed, and the closed lists of values."""
        found = dict(self.rules)
        for name, column in self.columns.items():
            if not column.null:
                found[f"{name} is never null"] = pl.col(name).is_not_null()
            if column.values:
                found[f"{name} is one of {', '.join(column.values)}"] = (
                    pl.col(name).is_in(column.values) | pl.col(name).is_null()
                )
        return found

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return ``frame`` when every rule holds and the key is unique; else raise :class:`BrokenTableError`."""
        for name, rule in self.checks().items():
            bad = frame.filter(~rule.fill_null(True))
            if bad.height:
                raise BrokenTableError(self.name, bad.height, name, bad.row(0, named=True))
        twice = frame.filter(pl.struct(self.key).is_duplicated())
        if twice.height:
            raise BrokenTableError(
                self.name, twice.height, f"{' + '.join(self.key)} is unique", twice.row(0, named=True)
            )
        return frame

    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema whose fields carry the descriptions."""
        plain = self.empty().to_arrow(compat_level=pl.CompatLevel.oldest()).schema
        return pa.schema(
            [
                pa.field(f.name, f.type, self.columns[f.name].null, {"description": self.columns[f.name].about})
                for f in plain
            ]
        )

    def write(self, frame: pl.DataFrame, path: Path) -> Path:
        """Write ``frame`` to ``path`` as Parquet: conformed, described, the same bytes for the same rows, whole or not at all."""
        ready = self.conform(frame)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}-{uuid4().hex}.tmp")
        ready.write_parquet(beside, **self._written())
        beside.replace(path)
        return path

    def join(self, pieces: Sequence[Path], path: Path) -> None:
        """Write pieces that are conformed, and follow each other in the order of the key, as :meth:`write` would the whole."""

        def read(*_: object) -> Iterator[pl.DataFrame]:
            """One after the other: a scan of many files holds more the more there are."""
            return (pl.read_parquet(piece) for piece in pieces)

        whole = register_io_source(read, schema=self.schema)
        whole.sink_parquet(path, maintain_order=True, **self._written())

    def _written(self) -> dict[str, Any]:
        """How every file of this table is written: described, and the same bytes for the same rows."""
        return {
            "compression": "zstd",
            "compression_level": COMPRESSION_LEVEL,
            "statistics": True,
            "row_group_size": self.row_group,
            "arrow_schema": self.arrow_schema(),
            "metadata": {"amity.table": self.name, "amity.about": self.about},
        }


class BrokenTableError(ValueError):
    """A table breaks one of its rules: names the table, the rule, the number of rows and shows the first."""

    def __init__(self, table: str, rows: int, rule: str, first: Mapping[str, object]) -> None:
        shown = {k: (v[:60] + "…" if isinstance(v, str) and len(v) > 60 else v) for k, v in first.items()}
        super().__init__(f"{table}: {rows} row(s) break the rule '{rule}'; the first: {shown}")


TEXT, DAY, TIME = pl.String(), pl.Date(), pl.Datetime("us", "UTC")
INT, YES, TEXTS = pl.Int32(), pl.Boolean(), pl.List(pl.String())

COUNTRY = "ISO 3166-1 alpha-3 (plus XKX)"
PRECISIONS = ("day", "month", "year")
BASES = ("stated", "weekday", "relative", "dateline", "published")
PAGE_BASES = ("stated", "url", "metadata", "captured", "dateline")
CODED_KINDS = ("congratulation", "condolence", "greeting", "message", "call", "meeting", "visit")
STATUSES = ("done", "background", "planned")
OCCASIONS = ("anniversary", "election", "national_day", "new_year", "disaster", "birthday", "other")
ANNIVERSARY_KINDS = (
    "diplomatic_relations",
    "treaty",
    "partnership",
    "friendship",
    "independence_or_national_day",
    "war_or_event",
    "other",
)
ROLES = (
    "president",
    "prime_minister",
    "chancellor",
    "king",
    "queen",
    "emir",
    "sultan",
    "crown_prince",
    "vice_president",
    "deputy_prime_minister",
    "foreign_minister",
    "minister",
    "deputy_minister",
    "speaker",
    "general_secretary",
    "leader",
    "ambassador",
    "envoy",
    "other",
)
BLOCK_KINDS = (
    "section",
    "read_time",
    "title",
    "title_repeat",
    "dek",
    "caption",
    "date_line",
    "byline",
    "dateline",
    "body",
    "subhead",
    "inline_related",
    "source",
    "end_mark",
    "tail_label",
    "related_headline",
    "legal",
    "ui",
    "blank",
)

ARTICLE_ID = Column(TEXT, "The article: first 16 hex digits of the SHA-256 of its URL, title and text", null=False)
START = Column(INT, "First character of the evidence in articles.text (code points, from 0)", null=False)
END = Column(INT, "One past the last character of the evidence in articles.text", null=False)
EVIDENCE = Column(TEXT, "The words that say it: text[start:end]", null=False)
RULE = Column(TEXT, "The rule that made the row", null=False)
CONFIDENCE = Column(
    pl.Float64(),
    "Lower bound of the 95 % Wilson interval of the rule's precision on the gold set; null where the gold has no case",
)
PRECISION = Column(TEXT, "How much of the date is known", values=PRECISIONS)
BASIS = Column(TEXT, "What the date rests on", values=BASES)
COUNTRY_A = Column(TEXT, f"First state of the unordered pair, {COUNTRY}")
COUNTRY_B = Column(TEXT, f"Second state of the pair (country_a < country_b), {COUNTRY}; null for one state")

SPAN = pl.col("start") < pl.col("end")
PAIR = pl.col("country_a") < pl.col("country_b")

PAGES = Table(
    "pages",
    "What a reader hands on: one row per record read, with the text as read and what the format says about it",
    ("source_path", "source_id"),
    {
        "source_path": Column(TEXT, "File, relative to the folder that was given", null=False),
        "source_id": Column(TEXT, "The record inside the file: its own id or its number", null=False),
        "source_format": Column(TEXT, "Format as recognised", null=False),
        "url": Column(TEXT, "Address of the page"),
        "title": Column(TEXT, "Title, where the format says it"),
        "title_alternatives": Column(TEXTS, "Other headlines the page carries"),
        "dek": Column(TEXT, "Dek, where the format says it"),
        "authors": Column(TEXTS, "Authors, where the format says it"),
        "section": Column(TEXT, "Section or category"),
        "outlet": Column(TEXT, "Site or publisher as named"),
        "agency": Column(TEXT, "News agency, where the format says it"),
        "published_at": Column(TIME, "Time of publication, UTC"),
        "published_date": Column(DAY, "Day of publication as printed in the page's own zone"),
        "published_basis": Column(TEXT, "Where the day comes from", values=PAGE_BASES),
        "captured_at": Column(TIME, "When the page was fetched, UTC"),
        "language": Column(TEXT, "Language, where the format says it"),
        "body": Column(TEXT, "Body text, where the format separates it"),
        "text": Column(TEXT, "The whole page as text, where the format does not separate a body"),
        "related": Column(
            pl.List(pl.Struct({"text": TEXT, "url": TEXT, "block": TEXT, "published_date": DAY})),
            "Headlines of other stories linked from the page",
        ),
        "flags": Column(TEXTS, "What a reader noticed"),
    },
)

ARTICLES = Table(
    "articles",
    "One row per article; the text is kept as read and every span of the other tables points into it",
    ("article_id",),
    {
        "article_id": ARTICLE_ID,
        "source_path": Column(TEXT, "File it was read from, relative to the folder that was given", null=False),
        "source_id": Column(TEXT, "The record's own id or number inside the file"),
        "source_format": Column(TEXT, "Format as recognised: text, html, warc, jsonl ...", null=False),
        "source_paths": Column(TEXTS, "Every file that held this same article"),
        "url": Column(TEXT, "Address of the page"),
        "host": Column(TEXT, "Host of the address"),
        "outlet": Column(TEXT, "Site or publisher as the page names it"),
        "agency": Column(TEXT, "News agency from dateline or credit line"),
        "section": Column(TEXT, "Section label"),
        "title": Column(TEXT, "Headline of the article"),
        "title_alternatives": Column(TEXTS, "Other headlines the page carries for the same story"),
        "dek": Column(TEXT, "The line or two beneath the headline"),
        "authors": Column(TEXTS, "Authors"),
        "published_date": Column(DAY, "Day of publication"),
        "published_at": Column(TIME, "Time of publication, UTC"),
        "published_basis": Column(TEXT, "Where the day of publication comes from", values=PAGE_BASES),
        "captured_at": Column(TIME, "When the page was fetched, UTC; null when the source does not say"),
        "language": Column(TEXT, "ISO 639-1 code (zh for every form of Chinese); null when undetermined"),
        "language_basis": Column(
            TEXT, "How the language was found", values=("langdetect", "bulk", "script", "metadata")
        ),
        "text": Column(TEXT, "The article's text as read, furniture included", null=False),
        "body_start": Column(INT, "First character of the body in text"),
        "body_end": Column(INT, "One past the last character of the body"),
        "story_id": Column(TEXT, "Wire copies and near duplicates share it: the article_id of the earliest copy"),
        "copy_role": Column(TEXT, "original or copy within the story", values=("original", "copy")),
        "flags": Column(TEXTS, "multi_article, no_date, no_title, lossy_text ..."),
    },
    {"the body lies in the text": pl.col("body_start") <= pl.col("body_end")},
    group=5_000,  # whole texts: a dozen megabytes
)

BLOCKS = Table(
    "blocks",
    "The lines of an article's text, labelled; together they tile the text",
    ("article_id", "start"),
    {
        "article_id": ARTICLE_ID,
        "start": Column(INT, "First character in articles.text", null=False),
        "end": Column(INT, "One past the last character", null=False),
        "kind": Column(TEXT, "What the line is", null=False, values=BLOCK_KINDS),
        "label": Column(TEXT, "For related headlines: the list they stand in"),
        "url": Column(TEXT, "For related headlines: the link"),
        "published_date": Column(DAY, "For related headlines: a date in their own URL or markup"),
    },
    {"a block is not empty": SPAN},
)

MENTIONS = Table(
    "mentions",
    "Typed stretches of text: words of a language and names of states, one reading (alphabet) beside the other",
    ("article_id", "alphabet", "start"),
    {
        "article_id": ARTICLE_ID,
        "alphabet": Column(TEXT, "Which reading", null=False, values=("acts", "anniversaries", "states")),
        "kind": Column(TEXT, "One letter: what kind of word (toolkit/alphabets.py)", null=False),
        "value": Column(TEXT, "What it stands for: a state, a role, a number, a key of the language file", null=False),
        "start": START,
        "end": END,
        "other_kind": Column(TEXT, "Kind of a second reading (noun or verb), if any"),
        "other_value": Column(TEXT, "Value of the second reading"),
    },
)

HEADLINES = Table(
    "headlines",
    "One row per headline seen on a page: the article's own title, or an item of a list of other stories",
    ("headline_id",),
    {
        "headline_id": Column(TEXT, "article_id and the number of the headline on the page", null=False),
        "article_id": ARTICLE_ID,
        "kind": Column(
            TEXT, "The article's own title, or a related headline of another story", False, ("title", "related")
        ),
        "block": Column(TEXT, "For related headlines: related, most_read, latest, explore, inline or other"),
        "text": Column(TEXT, "The headline: articles.text[start:end]", null=False),
        "start": START,
        "end": END,
        "url": Column(TEXT, "Address of the story, where known"),
        "language": Column(TEXT, "ISO 639-1 code; the page's language where the headline is too short to tell"),
        "language_basis": Column(TEXT, "headline or page", values=("headline", "page")),
        "published_date": Column(DAY, "For titles the article's day; for related headlines only a day of their own"),
        "date_basis": Column(TEXT, "Where the day comes from", values=PAGE_BASES),
        "captured_at": Column(TIME, "When the page was fetched, UTC"),
        "countries": Column(TEXTS, f"States the headline names, sorted, {COUNTRY}", null=False),
        "people": Column(TEXTS, "person_id of the leaders it names, sorted", null=False),
    },
    {"a headline is not empty": SPAN},
)

ANNIVERSARIES = Table(
    "anniversaries",
    "One row per set of parties, kind and ordinal in an article",
    ("anniversary_id",),
    {
        "anniversary_id": Column(TEXT, "article_id and the number of the row in the article", null=False),
        "article_id": ARTICLE_ID,
        "country_a": COUNTRY_A,
        "country_b": COUNTRY_B,
        "organisation": Column(TEXT, "Partner organisation (China-ASEAN: ASEAN)"),
        "kind": Column(TEXT, "What is remembered", False, ANNIVERSARY_KINDS),
        "ordinal": Column(INT, "Number of years", null=False),
        "founding_year": Column(
            INT, "Year of the founding act, as stated or from the year of the event less the ordinal"
        ),
        "founding_date": Column(DAY, "Day of the founding act, where the text fixes it"),
        "anniversary_date": Column(
            DAY, "Day of the anniversary itself, where the text fixes it (first of month or year else)"
        ),
        "date_precision": PRECISION,
        "date_basis": BASIS,
        "reference_date": Column(DAY, "Founding date in the reference shelf"),
        "reference_check": Column(
            TEXT,
            "The article's founding against the shelf; a mismatch is only claimed against a verified row",
            values=("exact", "same_year", "mismatch", "unknown"),
        ),
        "evidence": EVIDENCE,
        "start": START,
        "end": END,
        "rule": RULE,
        "confidence": CONFIDENCE,
    },
    {"evidence is not empty": SPAN, "country_a before country_b": PAIR},
)


def _party(who: str) -> dict[str, Column]:
    return {
        f"{who}_name": Column(
            TEXT, f"Fullest form of the {who}'s name in the article, honorifics off; null if unnamed"
        ),
        f"{who}_id": Column(TEXT, f"person_id of the {who} in the reference shelf, where one person fits"),
        f"{who}_role": Column(TEXT, f"Office of the {who} as the text gives it", values=ROLES),
        f"{who}_country": Column(TEXT, f"State of the {who}, {COUNTRY}", null=False),
    }


EXCHANGES = Table(
    "exchanges",
    "One row per dyad and act in an article; actor and recipient are PLOVER's words",
    ("exchange_id",),
    {
        "exchange_id": Column(TEXT, "article_id and the number of the row in the article", null=False),
        "article_id": ARTICLE_ID,
        "kind": Column(TEXT, "What passed between them", False, CODED_KINDS),
        "status": Column(TEXT, "Told as news, recalled, or announced", False, STATUSES),
        "mutual": Column(YES, "No direction: exchanged, met, spoke", null=False),
        "date": Column(DAY, "Day of the act (first day of the month or year at lower precision)"),
        "date_precision": PRECISION,
        "date_basis": BASIS,
        **_party("actor"),
        **_party("recipient"),
        "occasion": Column(TEXT, "On what occasion", values=OCCASIONS),
        "anniversary_id": Column(TEXT, "The anniversary it was sent for"),
        "evidence": EVIDENCE,
        "start": START,
        "end": END,
        "rule": RULE,
        "confidence": CONFIDENCE,
    },
    {
        "evidence is not empty": SPAN,
        "the parties are two": pl.col("actor_country") != pl.col("recipient_country"),
    },
)

REJECTS = Table(
    "rejects",
    "What a rule refused, with the reason: nothing vanishes",
    ("article_id", "start", "end", "rule", "reason"),
    {
        "article_id": ARTICLE_ID,
        "dataset": Column(TEXT, "The dataset the row would have joined", null=False),
        "reason": Column(TEXT, "Why it was refused", null=False),
        "rule": RULE,
        "evidence": EVIDENCE,
        "start": START,
        "end": END,
    },
)

QUARANTINE = Table(
    "quarantine",
    "Records that could not be read: file, record, reason and mend",
    ("source_path", "source_id", "reason"),
    {
        "source_path": Column(TEXT, "File, relative to the folder that was given", null=False),
        "source_id": Column(TEXT, "Record inside the file", null=False),
        "reason": Column(TEXT, "What is wrong", null=False),
        "mend": Column(TEXT, "What would mend it", null=False),
    },
)

EVENTS = Table(
    "events",
    "One row per real-world event over all articles, with its reports",
    ("event_id",),
    {
        "event_id": Column(TEXT, "Hash of type, kind, parties and the first report", null=False),
        "type": Column(TEXT, "What kind of rows it unites", False, ("anniversary", "exchange")),
        "kind": Column(TEXT, "Kind of the anniversary or exchange", null=False),
        "date": Column(DAY, "Best date of the event among its reports"),
        "date_precision": PRECISION,
        "country_a": COUNTRY_A,
        "country_b": COUNTRY_B,
        "organisation": Column(TEXT, "Partner organisation"),
        "actor_country": Column(TEXT, "State of the actor; null for anniversaries and mutual acts"),
        "recipient_country": Column(TEXT, "State of the recipient; null for anniversaries and mutual acts"),
        "actor_id": Column(TEXT, "person_id of the actor; of a mutual act, of country_a's side"),
        "recipient_id": Column(TEXT, "person_id of the recipient; of a mutual act, of country_b's side"),
        "actor_name": Column(TEXT, "Name as most reports have it"),
        "recipient_name": Column(TEXT, "Name as most reports have it"),
        "actor_role": Column(TEXT, "Office as most reports have it", values=ROLES),
        "recipient_role": Column(TEXT, "Office as most reports have it", values=ROLES),
        "mutual": Column(YES, "No direction"),
        "status": Column(TEXT, "done when any report tells it as news", values=STATUSES),
        "occasion": Column(TEXT, "On what occasion", values=OCCASIONS),
        "ordinal": Column(INT, "Number of years, for anniversaries"),
        "founding_year": Column(INT, "Founding year, for anniversaries"),
        "first_reported": Column(DAY, "Day of the earliest report"),
        "article_count": Column(INT, "Articles that report it", null=False),
        "outlet_count": Column(INT, "Outlets that report it", null=False),
        "story_count": Column(INT, "Stories that report it, wire copies counted once", null=False),
        "article_ids": Column(TEXTS, "The reports", null=False),
        "cameo_code": Column(TEXT, "Nearest CAMEO code"),
        "plover_event": Column(TEXT, "Nearest PLOVER event"),
    },
)

NUMBER = "number of the {}; null where the system has none"
PANEL = Table(
    "panel",
    "One row per ordered pair of states and month, for models of panels; both orders of every pair with an exchange",
    ("actor_country", "recipient_country", "month"),
    {
        "actor_country": Column(TEXT, f"The sender, {COUNTRY}; of mutual acts either", null=False),
        "recipient_country": Column(TEXT, f"The receiver, {COUNTRY}; of mutual acts either", null=False),
        "month": Column(DAY, "First day of the month", null=False),
        "n": Column(
            pl.Int64(), "Events: 0 where the corpus covers the month and tells of none, null where it does not"
        ),
        **{k: Column(pl.Int64(), f"Events of the kind {k}, as n") for k in CODED_KINDS},
        "articles": Column(pl.Int64(), "Exposure: articles of the corpus published in the month", null=False),
        "covered": Column(YES, "Is there any article of the month?", null=False),
        "cow_actor": Column(INT, "Correlates of War " + NUMBER.format("sender")),
        "gw_actor": Column(INT, "Gleditsch-Ward " + NUMBER.format("sender")),
        "cow_recipient": Column(INT, "Correlates of War " + NUMBER.format("receiver")),
        "gw_recipient": Column(INT, "Gleditsch-Ward " + NUMBER.format("receiver")),
    },
    {"the parties are two": pl.col("actor_country") != pl.col("recipient_country")},
)

PRODUCTS = (ARTICLES, HEADLINES, ANNIVERSARIES, EXCHANGES, EVENTS)
SHARD_TABLES = (ARTICLES, BLOCKS, HEADLINES, ANNIVERSARIES, EXCHANGES, REJECTS, QUARANTINE)
BY_NAME = {t.name: t for t in (PAGES, *PRODUCTS, BLOCKS, REJECTS, QUARANTINE, PANEL)}


def codebook() -> str:
    """The codebook of the products as Markdown, made from the declarations above."""
    parts = ["# Codebook", "", "Made from `toolkit/tables.py` by `toolkit codebook`; do not edit by hand.", ""]
    for table in (*PRODUCTS, PANEL, REJECTS, QUARANTINE):
        parts += [f"## {table.name}", "", f"{table.about}. Sorted by {', '.join(table.key)}.", ""]
        parts += ["| column | type | null | meaning |", "| --- | --- | --- | --- |"]
        for name, c in table.columns.items():
            values = f": {', '.join(f'`{v}`' for v in c.values)}" if c.values else ""
            parts.append(f"| {name} | {c.dtype} | {'yes' if c.null else 'never'} | {c.about}{values} |")
        parts.append("")
    return "\n".join(parts)
