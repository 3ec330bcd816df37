"""What a build was made from: every input by content, the code, words and shelf it was read with, and what came out.

The manifest decides what must be built again. Content decides, not clocks: size and time of a file only spare reading it
when neither has changed since the last build.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

HERE = Path(__file__).parent
READING = ("read", "segment", "identify", "language.py", "tables.py")
FORMAT = 1


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
    patterns = [p if "." in p else f"{p}/**/*" for p in READING]
    return digest([_tree(*patterns, "languages/*.toml"), pl.__version__, str(FORMAT)])


@cache
def coding_key(languages: tuple[str, ...]) -> str:
    """Digest of all that decides how articles in some languages become rows: code, rules, their words and the shelf."""
    words = [f"languages/{code}.toml" for code in languages]
    return digest([_tree("mention.py", "language.py", "tables.py", "coding/*", *words), shelf_key(), str(FORMAT)])


@cache
def shelf_key() -> str:
    """Digest of the reference shelf."""
    return _tree("reference.py", "reference/*.csv")


@dataclass
class Manifest:
    """The record of the last build in a folder."""

    path: Path
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)  # name -> size, mtime_ns, sha256
    shards: dict[str, dict[str, Any]] = field(default_factory=dict)  # name -> read key, languages, coding key, outputs
    products: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # name -> rows, sha256, of (what it was united from)

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """The manifest of a folder; an absent or unreadable one counts as nothing built."""
        path = folder / "manifest.json"
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return cls(path)
        if held.get("format") != FORMAT:
            return cls(path)
        return cls(path, held["inputs"], held["shards"], held["products"])

    def save(self) -> None:
        """Write beside and replace, only when something has changed, so that ``make`` sees no new time."""
        made = {
            "format": FORMAT,
            "reference": shelf_key(),
            "inputs": self.inputs,
            "shards": self.shards,
            "products": self.products,
        }
        text = json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        if self.path.exists() and self.path.read_text(encoding="utf-8") == text:
            return
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}-{uuid4().hex}.tmp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.path)

    def input_digest(self, name: str, path: Path) -> str:
        """The digest of an input, from the last build where size and time are the same."""
        state = path.stat()
        known = self.inputs.get(name)
        if known is None or (known["size"], known["mtime_ns"]) != (state.st_size, state.st_mtime_ns):
            known = {"size": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": file_digest(path)}
            self.inputs[name] = known
        return str(known["sha256"])
