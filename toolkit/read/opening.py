"""Files opened as streams of plain bytes: .gz, .zst and .bz2 unpacked on the way, bombs refused by ratio and size."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst", b"BZh": "bz2"}
SAFE_BYTES = 64 << 20  # whatever unpacks to less than this is let through at any ratio
RATIO = 200  # text packs 3 to 40 times; a bomb a thousand times
CUT = (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile, OSError)


class RefusedError(ValueError):
    """A file or record that is not read: the reason and the mend."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.mend = mend


class Stream(io.RawIOBase):
    """The plain bytes of a file. Raises :class:`RefusedError` for a bomb; where an archive is cut off or damaged the stream
    ends, so that what stands before is read, and ``trouble`` says why.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.packed = packing(self._file.read(4))
        self._file.seek(0)
        self._plain = _unpacked(self._file, self.packed)
        self._given = 0
        self.trouble: RefusedError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self.packed:
            return self._file.readinto(buffer) or 0
        try:
            got = self._plain.read1(len(buffer))  # type: ignore[attr-defined]
        except CUT as error:
            reason = f"the {self.packed} archive is cut off or damaged: {error}"
            self.trouble = RefusedError(reason, "fetch or pack the file again; what stands before the fault is read")
            return 0
        self._given += len(got)
        if self._given > SAFE_BYTES and self._given > RATIO * max(1, self._file.tell()):
            raise RefusedError(
                f"unpacks to more than {RATIO} times its size (over {self._given >> 20} MB): a compression bomb",
                "unpack it yourself if you trust it, and give the plain file",
            )
        buffer[: len(got)] = got
        return len(got)

    def close(self) -> None:
        self._file.close()
        super().close()


def packing(head: bytes) -> str | None:
    """How a file that starts with ``head`` is packed: gz, zst, bz2 or not at all."""
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


def _unpacked(file: BinaryIO, packed: str | None) -> BinaryIO:
    if packed == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if packed == "bz2":
        return cast(BinaryIO, bz2.BZ2File(file))
    if packed == "zst":
        return cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return file


def plain(stream: Stream) -> io.BufferedReader:
    """The same stream with a buffer before it."""
    return io.BufferedReader(stream, 1 << 20)
