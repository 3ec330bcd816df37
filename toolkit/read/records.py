"""Raw records, every field as text, -> ``tables.PAGES`` by the alias table. Frame in, frame out; few loops over rows."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl
import pyarrow as pa

from toolkit import tables
from toolkit.read import fields, times

TARGETS = ("id", "url", "title", "dek", "outlet", "agency", "section", "language", "body", "html")
LISTS = ("authors", "alternatives")
NUMBER = "\0number"
TAG = re.compile(r"<(?:p|br|div|li|h[1-6]|span|a|strong|em|b|i|ul|figure)\b[^>]*>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/blockquote|/tr)\b[^>]*>", re.IGNORECASE)
DROPPED = re.compile(r"<(script|style|figure)\b.*?</\1>|<[^>]+>|\[\u2026\]", re.IGNORECASE | re.DOTALL)
SPLIT = re.compile(r"\s*;\s*")
EXTRA = re.compile(r"<(PAGE_[A-Z]+)>(.*?)</\1>", re.DOTALL)
SOURCE_LANGUAGE = re.compile(r"srclc:(\w{2,3})")


@dataclass(frozen=True)
class Origin:
    """Where records come from: the file's name, its format, and the user's own field names."""

    source: str
    format: str
    own: Mapping[str, tuple[str, ...]]


def pages(raw: pl.DataFrame, origin: Origin) -> pl.DataFrame:
    """Records (all columns text, plus their number in the file) -> ``tables.PAGES``; ``html`` rows keep the page in ``text``."""
    held = {fields.folded(c): c for c in raw.columns if c != NUMBER}
    raw = _gkg(raw, held)
    found = fields.shape(held, origin.own)
    said = {
        t: _first(found.aliases[t], held, prose=t in ("body", "html"))
        for t in (*TARGETS, *LISTS, "published", "captured")
    }
    got = raw.select(pl.col(NUMBER), **said)
    at, seen = times.moments(got["published"]), times.moments(got["captured"])
    late = (at["day"] > seen["day"].dt.offset_by("1d")).fill_null(False)
    flagged = pl.Series([list(found.flags)], dtype=pl.List(pl.String))
    out = got.select(
        source_path=pl.lit(origin.source),
        source_id=pl.coalesce("id", NUMBER),
        source_format=pl.lit(f"{origin.format}/{found.name}" if found.name else origin.format),
        url="url",
        title=_plain("title"),
        title_alternatives=_list(got["alternatives"]),
        dek=_plain(_unlisted(got["dek"])),
        authors=_list(got["authors"]),
        section=_unlisted(got["section"]),
        outlet=_unlisted(got["outlet"]),
        agency="agency",
        published_at=pl.when(~late).then(at["at"]),
        published_date=pl.when(~late).then(at["day"]),
        published_basis=pl.when((~late) & at["day"].is_not_null()).then(pl.lit("metadata")),
        captured_at=pl.coalesce(seen["at"], seen["day"].cast(pl.Datetime("us")).dt.replace_time_zone("UTC")),
        language=_language(got["language"]),
        body=_body(got["body"]),
        text="html",
        flags=pl.when(late).then(flagged.list.concat(pl.Series([["date_refused"]]))).otherwise(flagged),
    )
    return _conform(out)


def _conform(out: pl.DataFrame) -> pl.DataFrame:
    schema = tables.PAGES.schema
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in schema.items() if n not in out.columns]
    return out.with_columns(absent).select(pl.col(n).cast(t) for n, t in schema.items())


def frame(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> pl.DataFrame:
    """Numbered records as dicts -> a frame of text columns; nested values as JSON."""
    numbered = [{NUMBER: number, **{str(k): as_text(v) for k, v in row.items()}} for number, row in rows]
    names = dict.fromkeys(k for row in numbered for k in row)
    return pl.DataFrame(numbered, schema=dict.fromkeys(names, pl.String), orient="row")


def as_text(value: Any) -> str | None:
    """A field's value as text, without halves of characters that no file can hold."""
    if value is None or isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if value and not value.isascii() else value
    try:
        return json.dumps(value, ensure_ascii=True, default=str)
    except (ValueError, RecursionError, TypeError):
        return None


def _first(aliases: Sequence[str], held: Mapping[str, str], *, prose: bool) -> pl.Expr:
    """The first alias that says something. Long prose is only looked at where it is short enough to be nothing."""
    told = [_said(alias, held, prose) for alias in aliases if alias.split(".")[0] in held or alias in held]
    return pl.coalesce(told) if told else pl.lit(None, dtype=pl.String)


def _said(alias: str, held: Mapping[str, str], prose: bool) -> pl.Expr:
    if alias in held:
        value = pl.col(held[alias])
    else:
        top, _, path = alias.partition(".")
        value = pl.col(held[top])
        value = pl.when(value.str.starts_with("{")).then(value).str.json_path_match(f"$.{path}")
    nothing = value.str.strip_chars().str.to_lowercase().is_in(["", *fields.table()["nothing"]["values"]])
    if prose:
        short = pl.when(value.str.len_bytes() < 12).then(value)
        return pl.when(
            ~short.str.strip_chars()
            .str.to_lowercase()
            .is_in(["", *fields.table()["nothing"]["values"]])
            .fill_null(False)
        ).then(value)
    return pl.when(~nothing).then(value.str.strip_chars())


def _mapped(values: pl.Series, wanted: pl.Series, change: Callable[[str], str | None]) -> pl.Series:
    """Change the values that need it, each once, and leave the others."""
    unique = values.filter(wanted.fill_null(False)).unique()
    if not unique.len():
        return values
    new = pl.Series([change(v) for v in unique], dtype=pl.String)
    return values.replace_strict(unique, new, default=values, return_dtype=pl.String)


def _unlisted(values: pl.Series) -> pl.Series:
    """A JSON list or object where one word is wanted -> its first name."""
    return _mapped(values, values.str.contains(r"^[\[{]"), lambda v: next(iter(names(v)), None))


def _list(values: pl.Series) -> pl.Series:
    unique = [v for v in values.unique() if v is not None]
    made = pl.Series(pl.from_arrow(pa.array(map(names, unique), pa.list_(pa.large_string()))))
    table = pl.DataFrame({"said": pl.Series(unique, dtype=pl.String), "names": made})
    held = pl.DataFrame({"said": values}).join(table, on="said", how="left", maintain_order="left")
    return held["names"].cast(pl.List(pl.String))


@lru_cache(maxsize=65536)
def names(said: str) -> tuple[str, ...]:
    """Names in a field: a JSON list (of texts or of objects with a name), a list as Python prints it, or "A; B"."""
    value: Any = said
    if said[:1] in "[{":
        try:
            value = json.loads(said)
        except (ValueError, RecursionError):
            value = re.findall(r"'([^']+)'|\"([^\"]+)\"", said)
            value = [a or b for a, b in value]
    return tuple(n for v in (value if isinstance(value, list) else [value]) for n in _names(v))


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = next((value[k] for k in ("name", "label", "title", "uri") if isinstance(value.get(k), str)), None)
    if not isinstance(value, str) or value.strip().lower() in fields.table()["nothing"]["values"]:
        return []
    return [html.unescape(n) for n in SPLIT.split(value.strip()) if n]


def _plain(values: pl.Series | str) -> pl.Series | pl.Expr:
    if isinstance(values, str):
        return pl.col(values).map_batches(_plain, return_dtype=pl.String)
    return _mapped(values, values.str.contains(r"<[^>]+>|&#?\w+;|\n"), unmarked)


def unmarked(said: str) -> str:
    """One line of text without tags and entities."""
    return " ".join(html.unescape(DROPPED.sub(" ", html.unescape(said))).split())


def _language(values: pl.Series) -> pl.Series:
    """Codes and English names -> ISO 639-1; "zh-cn" -> "zh"."""
    named: dict[str, str] = fields.table()["languages"]["names"]
    short = values.str.to_lowercase()
    code = short.str.extract(r"^([a-z]{2})(?:[-_][a-z]+)?$")
    return code.fill_null(short.replace_strict(list(named), list(named.values()), default=None, return_dtype=pl.String))


def _body(values: pl.Series) -> pl.Series:
    if values.str.contains("\r", literal=True).any():
        values = values.str.replace_all("\r\n?", "\n")
    marked = values.str.starts_with("{") | (values.str.contains_any(["</", "<br", "<p>", "<P>", "<BR"]))
    return _mapped(values, marked, body_text)


def body_text(said: str) -> str | None:
    """A body with tags, or as an object of sections, -> its paragraphs, one a line."""
    if said.startswith("{"):
        try:
            return _sections(json.loads(said)) or said
        except (ValueError, RecursionError):
            return said
    if not TAG.search(said):
        return said
    lines = (" ".join(html.unescape(DROPPED.sub(" ", x)).split()) for x in BREAK.sub("\n", said).split("\n"))
    return "\n".join(line for line in lines if line) or None


def _sections(body: Any) -> str | None:
    if not isinstance(body, dict) or not isinstance(body.get("sections"), list):
        return None
    lines: list[str] = []
    for section in body["sections"]:
        if isinstance(section, dict):
            lines += [str(x) for k in ("headline", "paragraphs") for x in section.get(k) or []]
    return "\n".join(lines)


def _gkg(raw: pl.DataFrame, held: dict[str, str]) -> pl.DataFrame:
    """Titles, times and authors of GDELT's knowledge graph stand in tags of one column."""
    if "v2extrasxml" not in held:
        return raw
    told = [dict(EXTRA.findall(x or "")) for x in raw[held["v2extrasxml"]]]
    for name in ("PAGE_TITLE", "PAGE_PRECISEPUBTIMESTAMP", "PAGE_AUTHORS"):
        held[name.lower()] = name.lower()
    added = {n.lower(): pl.Series([t.get(n) for t in told], dtype=pl.String) for n in ("PAGE_TITLE", "PAGE_AUTHORS")}
    stamps = [_stamp(t.get("PAGE_PRECISEPUBTIMESTAMP")) for t in told]
    held["srclc"] = "srclc"
    spoken = raw[held["v21translationinfo"]].str.extract(SOURCE_LANGUAGE.pattern)
    seen = pl.Series([_stamp(v) for v in raw[held["v21date"]]], dtype=pl.String)
    return raw.with_columns(
        seen.alias(held["v21date"]),
        **added,
        page_precisepubtimestamp=pl.Series(stamps, dtype=pl.String),
        srclc=spoken.replace_strict(
            ["spa", "fra", "rus", "ara", "zho", "por", "tur", "deu", "ind"],
            ["es", "fr", "ru", "ar", "zh", "pt", "tr", "de", "id"],
            default=None,
            return_dtype=pl.String,
        ),
    )


def _stamp(said: str | None) -> str | None:
    return f"{said[:8]}T{said[8:14]}Z" if said and len(said) >= 14 else said
