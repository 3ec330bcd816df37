"""Which files there are, and which reader takes each: recognised by content, never refused with an exception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from toolkit import tables
from toolkit.read import dumps


@dataclass(frozen=True, slots=True)
class Source:
    """An input file: where it lies, its name relative to the folder that was given, and its size in bytes."""

    path: Path
    name: str
    size: int


def sources(inputs: Sequence[Path]) -> list[Source]:
    """Every file at or below the given files and folders, sorted by name, hidden ones left out."""
    found = {}
    for given in inputs:
        root = given if given.is_dir() else given.parent
        for path in sorted(given.rglob("*")) if given.is_dir() else [given]:
            name = path.relative_to(root).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in Path(name).parts):
                found[name] = Source(path, name, path.stat().st_size)
    return [found[name] for name in sorted(found)]


def pages(source: Source, *, mapping: Path | None = None) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """A file -> batches of ``tables.PAGES`` and ``tables.QUARANTINE`` rows."""
    try:
        text = dumps.decode(source.path.read_bytes())
    except ValueError as error:
        yield (
            tables.PAGES.empty(),
            tables.QUARANTINE.frame([_refused(source, str(error), "save the page as text in UTF-8")]),
        )
        return
    page: dict[str, object] = {"source_path": source.name, "source_id": "1", "source_format": "text", "text": text}
    yield tables.PAGES.frame([page]), tables.QUARANTINE.empty()


def _refused(source: Source, reason: str, mend: str) -> dict[str, object]:
    return {"source_path": source.name, "source_id": "1", "reason": reason, "mend": mend}
