"""Where files lie: in a folder of this machine, or behind an address that fsspec knows (``s3://``, ``gs://``).

Rooms know plain files only. What lies elsewhere is staged around them: fetched into a temporary folder before it is read, sent
from there when it is written. A file appears whole or not at all, in a folder by renaming, in an object store by its own rule.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from toolkit import read


class PlaceError(RuntimeError):
    """An address that cannot be used: says what is missing."""


@dataclass(frozen=True)
class Folder:
    """Files directly in a folder."""

    path: Path

    def __truediv__(self, name: str) -> Folder:
        return Folder(self.path / name)

    def __str__(self) -> str:
        return str(self.path)

    def names(self) -> set[str]:
        """The names of the files in it; none where there is no such folder."""
        return {e.name for e in os.scandir(self.path)} if self.path.is_dir() else set()

    def prepare(self) -> None:
        """Make the folder, and clear it of what a killed build left half written."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in self.names():
            if name.endswith(".tmp"):
                self.remove(name)

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """The file to read. Raises :class:`FileNotFoundError` when opened and not there."""
        yield self.path / name

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write to; the file has its name when all is written."""
        beside = self.path / f"{name}.{os.getpid()}-{uuid4().hex}.tmp"
        try:
            yield beside
            beside.replace(self.path / name)
        finally:
            beside.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Bucket:
    """Files directly under an address of an object store. Credentials and endpoint are the ones of its fsspec package."""

    url: str

    def __truediv__(self, name: str) -> Bucket:
        return Bucket(f"{self.url.rstrip('/')}/{name}")

    def __str__(self) -> str:
        return self.url

    def names(self) -> set[str]:
        """The names of the files under it; none where there is no such address."""
        files, path = _reached(self.url)
        try:
            return {str(found).rstrip("/").rsplit("/", 1)[-1] for found in files.ls(path, detail=False)}
        except FileNotFoundError:
            return set()

    def prepare(self) -> None:
        """Nothing to make or clear: an object is there when it is whole."""

    @contextmanager
    def reading(self, name: str) -> Iterator[Path]:
        """A copy of the file, for as long as it is read. Raises :class:`FileNotFoundError`."""
        with _fetched((self / name).url, name) as copy:
            yield copy

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write to; what stands there in the end is sent."""
        with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
            beside = Path(folder) / name
            yield beside
            files, path = _reached((self / name).url)
            files.put_file(str(beside), path)

    def remove(self, name: str) -> None:
        files, path = _reached((self / name).url)
        files.rm_file(path)


Place = Folder | Bucket


@dataclass(frozen=True, slots=True)
class Remote:
    """An input behind an address: its name below what was given, its size, and what changes with its content (an ETag)."""

    url: str
    name: str
    size: int
    version: str


Input = read.Source | Remote


def place(where: Path | str) -> Place:
    """The place of a folder or address."""
    return Bucket(where) if isinstance(where, str) and "://" in where else Folder(Path(where))


def inputs(wanted: Sequence[Path | str]) -> list[Input]:
    """Every file at or below the given files, folders and addresses, sorted by name, hidden ones left out.

    Raises FileNotFoundError for a path that is not there: a slip of the pen would else drop a folder in silence.
    """
    paths = [Path(w) for w in wanted if not _is_address(w)]
    if missing := [str(p) for p in paths if not os.path.lexists(p)]:
        raise FileNotFoundError(f"no such file or folder: {', '.join(missing)}; check the spelling")
    found: dict[str, Input] = {s.name: s for s in read.sources(paths)} if paths else {}
    for url in (str(w) for w in wanted if _is_address(w)):
        found |= {r.name: r for r in _remote(url)}
    return [found[name] for name in sorted(found)]


@contextmanager
def local(source: Input) -> Iterator[read.Source]:
    """An input as a file of this machine, for as long as it is read."""
    if isinstance(source, read.Source):
        yield source
        return
    with _fetched(source.url, Path(source.name).name) as copy:
        yield read.Source(copy, source.name, source.size)


def _is_address(where: Path | str) -> bool:
    return isinstance(where, str) and "://" in where


def _remote(url: str) -> Iterator[Remote]:
    files, root = _reached(url)
    below = files.find(root, detail=True)
    for path, told in below.items():
        name = path[len(root) :].strip("/") or path.rsplit("/", 1)[-1]
        if told["type"] == "file" and not any(part.startswith(".") for part in name.split("/")):
            yield Remote(files.unstrip_protocol(path), name, int(told["size"]), _version(told))


def _version(told: dict[str, Any]) -> str:
    """What a store says of an object's content; where it says nothing, its time."""
    for name in ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "created"):
        if told.get(name):
            return str(told[name]).strip('"')
    return ""


@contextmanager
def _fetched(url: str, name: str) -> Iterator[Path]:
    files, path = _reached(url)
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        copy = Path(folder) / name
        files.get_file(path, str(copy))
        yield copy


def _reached(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it. A listing is never an old one: others write there too."""
    try:
        files, path = _file_system()(url)
    except (ImportError, ValueError) as error:
        raise PlaceError(f"{url}: {error}") from error
    files.invalidate_cache()
    return files, str(path)


@cache
def _file_system() -> Any:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise PlaceError("addresses need the extra 'cluster': pip install 'amity-toolkit[cluster]'") from error
    return url_to_fs
