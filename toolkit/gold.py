"""Gold sets: texts and pages with the rows that a coder should read from them.

A folder holds ``texts.jsonl`` (text and answers in a line) and ``pages.jsonl`` (answers, with the page in a file), or the
pair ``articles.jsonl`` and ``gold.jsonl``. The fields are those of the codebook's examples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Item:
    """One text with its answers. ``published`` is null where the page itself must tell."""

    id: str
    language: str
    text: str
    published: date | None
    answers: dict[str, Any]
    page: bool

    @property
    def kept(self) -> bool:
        """Kept apart from development."""
        return bool(self.answers.get("split") == "kept")


def load(folder: Path) -> list[Item]:
    """All items of a gold folder, in order of id. Raises ValueError where the folder holds none."""
    items = [*_texts(folder), *_pairs(folder), *_pages(folder)]
    if not items:
        raise ValueError(
            f"no gold in {folder}: it should hold texts.jsonl, pages.jsonl or articles.jsonl with gold.jsonl"
        )
    return sorted(items, key=lambda i: i.id)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == 10 else None


def _texts(folder: Path) -> Iterator[Item]:
    for row in _lines(folder / "texts.jsonl"):
        yield Item(row["id"], row["language"], row["text"], _day(row.get("published")), row, page=False)


def _pairs(folder: Path) -> Iterator[Item]:
    texts = {row["id"]: row for row in _lines(folder / "articles.jsonl")}
    for row in _lines(folder / "gold.jsonl"):
        held = texts[row["id"]]
        yield Item(
            row["id"], row["language"], held["text"], _day(held["date"]), row | {"title": held["title"]}, page=False
        )


def _pages(folder: Path) -> Iterator[Item]:
    for row in _lines(folder / "pages.jsonl"):
        near = [base / row["file"] for base in (folder, *folder.parents) if (base / row["file"]).exists()]
        if not near:
            raise ValueError(
                f"{folder / 'pages.jsonl'}: {row['id']}: no file {row['file']}; put it beside or mend the entry"
            )
        yield Item(row["id"], row["language"], near[0].read_text(encoding="utf-8"), None, row, page=True)
