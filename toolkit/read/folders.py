"""Which files there are below what a user gives: of any depth, through links, without going round in circles."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """An input file: where it lies, its name relative to the folder that was given, its size in bytes and its time."""

    path: Path
    name: str
    size: int
    mtime_ns: int = -1


def sources(inputs: Sequence[Path]) -> list[Source]:
    """Every file at or below the given files and folders, sorted by name, hidden ones left out.

    Linked folders are followed, none into itself. What cannot be opened is a source too, of size 0, so that
    :func:`pages` says so. Each file is looked at once: there may be millions.
    """
    found = {}
    for given in inputs:
        root = len(_headed(str(given if given.is_dir() else given.parent)))
        for path, size, time in _below(given):
            name = _printable(path[root:])
            if name and not name.startswith(".") and "/." not in name:
                found[name] = Source(Path(path), name, size, time)
    return [found[name] for name in sorted(found)]


Seen = tuple[str, int, int]


def _below(given: Path) -> Iterator[Seen]:
    """Path, size and time of regular files, and of what cannot be looked at; each folder once on its way down."""
    if not given.is_dir():
        yield from _files(str(given.parent), [given.name] if given.name else [])
        return
    closed: list[Seen] = []
    held = {os.path.realpath(given)}
    walk = os.walk(given, followlinks=True, onerror=lambda e: closed.append((os.fspath(e.filename), 0, -1)))
    for folder, inner, files in walk:
        inner[:] = [i for i in sorted(inner) if not i.startswith(".") and not _met(held, Path(folder, i))]
        yield from _files(folder, sorted(files))
    yield from closed


def _met(held: set[str], folder: Path) -> bool:
    """Has this folder been walked, or is it above where we stand? A link to it is not followed then."""
    if not folder.is_symlink():
        return False
    real = os.path.realpath(folder)
    seen = real in held or os.path.realpath(folder.parent).startswith((real, f"{real}{os.sep}"))
    held.add(real)
    return seen


def _files(folder: str, names: Sequence[str]) -> Iterator[Seen]:
    """Those of some names that are regular files or cannot be looked at."""
    for path in (_headed(folder) + name for name in names):
        try:
            state = os.stat(path)  # noqa: PTH116 (a Path of its own costs as much as the look)
        except OSError as error:
            if error.errno not in (
                errno.ENOENT,
                errno.ENOTDIR,
                errno.EBADF,
                errno.ELOOP,
            ):  # a link to nowhere is no file
                yield path, 0, -1
            continue
        if stat.S_ISREG(state.st_mode):
            yield path, state.st_size, state.st_mtime_ns


def _headed(folder: str) -> str:
    return folder.rstrip(os.sep) + os.sep


def _printable(path: str) -> str:
    """A path as text that can be written: bytes that are no UTF-8 as ``\\xff``."""
    plain = path if os.sep == "/" else path.replace(os.sep, "/")
    return plain if plain.isascii() else os.fsencode(plain).decode("utf-8", "backslashreplace")
