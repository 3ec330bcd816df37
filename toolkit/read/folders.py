"""Which files there are below what a user gives: of any depth, through links, without going round in circles."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """An input file: where it lies, its name relative to the folder that was given, and its size in bytes."""

    path: Path
    name: str
    size: int


def sources(inputs: Sequence[Path]) -> list[Source]:
    """Every file at or below the given files and folders, sorted by name, hidden ones left out.

    Linked folders are followed, none into itself. What cannot be opened is a source too, of size 0, so that
    :func:`pages` says so.
    """
    found = {}
    for given in inputs:
        root = given if given.is_dir() else given.parent
        for path in _below(given):
            name = _printable(path.relative_to(root))
            if not any(part.startswith(".") for part in name.split("/")):
                found[name] = Source(path, name, _size(path))
    return [found[name] for name in sorted(found)]


def _below(given: Path) -> Iterator[Path]:
    """Regular files, and the files and folders that cannot be looked at, each folder once on its way down."""
    if not given.is_dir():
        yield from [given] if given.is_file() else []
        return
    closed: list[Path] = []
    held = {os.path.realpath(given)}
    for folder, inner, files in os.walk(given, followlinks=True, onerror=lambda e: closed.append(Path(e.filename))):
        inner[:] = [i for i in sorted(inner) if not i.startswith(".") and not _met(held, Path(folder, i))]
        yield from (path for name in sorted(files) if _is_file(path := Path(folder, name)))
    yield from closed


def _met(held: set[str], folder: Path) -> bool:
    """Has this folder been walked, or is it above where we stand? A link to it is not followed then."""
    if not folder.is_symlink():
        return False
    real = os.path.realpath(folder)
    seen = real in held or os.path.realpath(folder.parent).startswith((real, f"{real}{os.sep}"))
    held.add(real)
    return seen


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _printable(path: Path) -> str:
    """A path as text that can be written: bytes that are no UTF-8 as ``\\xff``."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
