"""What a build was made from: every input by content, the code, words and shelf it was read with, and what came out.

The manifest decides what must be built again. Content decides, not clocks: size and time of a file only spare reading it
when neither has changed since the last build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from toolkit import read
from toolkit.language import codes, load
from toolkit.places import Input, Place

HERE = Path(__file__).parent
READING = ("read/**/*", "segment/**/*", "identify/**/*", "language.py", "tables.py", "copies.py")
CODING = ("mention.py", "lexicon.py", "language.py", "tables.py", "reference.py", "spans.py", "forms.py", "coding/*")
FORMAT = 2
NAME = "manifest.json"
Kind = Literal["inputs", "shards", "products"]


def digest(parts: Iterable[str | bytes]) -> str:
    """SHA-256 over parts, each closed by a zero byte."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part.encode() if isinstance(part, str) else part)
        made.update(b"\0")
    return made.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tree(*patterns: str) -> str:
    files = sorted({f for p in patterns for f in HERE.glob(p) if f.is_file() and f.suffix != ".pyc"})
    return digest(part for f in files for part in (f.relative_to(HERE).as_posix(), f.read_bytes()))


@cache
def reading_key() -> str:
    """Digest of all that decides how pages become articles: code and the page words of every language."""
    return digest([_tree(*READING), *map(_page_words, codes()), pl.__version__, str(FORMAT)])


def _page_words(code: str) -> str:
    """What reading asks of a language; its other words may change without a page being read again."""
    held = load(code).sections
    return json.dumps([code, held["script"], held.get("page"), held.get("date", {}).get("months")], sort_keys=True)


@cache
def coding_key(languages: tuple[str, ...]) -> str:
    """Digest of all that decides how articles in some languages become rows: code, rules, their words and the shelf."""
    words = [f"languages/{code}.toml" for code in languages]
    return digest([_tree(*CODING, *words), shelf_key(), str(FORMAT)])


@cache
def shelf_key() -> str:
    """The content hash of the reference shelf, which ``manifest.json`` names as ``reference``: 64 digits.

    SHA-256 over the tables of ``toolkit/reference/`` in the order of their names: path below ``toolkit/``, a zero byte,
    content, a zero byte. Code is no part of it, so that everybody can tell by it which facts products were made with.
    """
    return _tree("reference/*.csv")


@dataclass
class Manifest:
    """The record of the last build in a place."""

    place: Place
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)  # name -> size, mtime_ns, sha256; or size, version
    shards: dict[str, dict[str, Any]] = field(default_factory=dict)  # name -> read key, coding key, languages, parts
    products: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # name -> rows, sha256, of (what it was made from)
    changed: bool = True

    @classmethod
    def load(cls, place: Place) -> Manifest:
        """The manifest of a place; an absent or unreadable one counts as nothing built."""
        try:
            with place.reading(NAME) as path:
                held = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return cls(place)
        if held.get("format") != FORMAT:
            return cls(place)
        same = held["reference"] == shelf_key()
        return cls(place, held["inputs"], held["shards"], held["products"], changed=not same)

    def put(self, kind: Kind, name: str, entry: dict[str, Any]) -> None:
        """Record an input, a shard or a product."""
        held: dict[str, dict[str, Any]] = getattr(self, kind)
        self.changed = self.changed or held.get(name) != entry
        held[name] = entry

    def keep(self, kind: Kind, names: Iterable[str]) -> None:
        """Forget every other one."""
        held, kept = getattr(self, kind), set(names)
        for name in [n for n in held if n not in kept]:
            del held[name]
            self.changed = True

    def save(self) -> None:
        """Write, only when something has changed, so that ``make`` sees no new time."""
        if not self.changed:
            return
        head = {"format": FORMAT, "reference": shelf_key()}
        blocks = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in head.items()]
        blocks += [f'"{kind}": {{\n{_lines(getattr(self, kind))}}}' for kind in ("inputs", "products", "shards")]
        with self.place.writing(NAME) as path:
            path.write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")
        self.changed = False

    def input_digest(self, source: Input) -> str:
        """The digest of an input, from the last build where size and time are the same."""
        known, seen = self.inputs.get(source.name), _state(source)
        if known is None or any(known.get(k) != v for k, v in seen.items()):
            known = seen | _content(source)
            self.put("inputs", source.name, known)
        return str(known["sha256"] if "sha256" in known else digest([str(known["size"]), known["version"]]))


def _lines(entries: Mapping[str, Any]) -> str:
    """An entry a line, sorted: a short diff, and many times faster than the indented form of the standard library."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    return ",\n".join(f" {encode(name)}: {encode(entries[name])}" for name in sorted(entries)) + "\n"


def _state(source: Input) -> dict[str, Any]:
    """What tells without reading that an input may have changed."""
    if not isinstance(source, read.Source):
        return {"size": source.size, "version": source.version}
    return {"size": source.size, "mtime_ns": source.mtime_ns}


def _content(source: Input) -> dict[str, str]:
    """The digest of a local file. A remote one is not fetched for it: its version stands for its content."""
    if not isinstance(source, read.Source):
        return {}
    try:
        return {"sha256": file_digest(source.path)}
    except OSError as error:
        return {"sha256": digest([f"unreadable: {type(error).__name__}"])}
