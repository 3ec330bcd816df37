"""Text dumps: bytes of any encoding -> text, one page or several to a file; and texts with a head of "key: value" lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, BinaryIO

import charset_normalizer
from resiliparse.parse.encoding import detect_encoding

from toolkit.read import fields
from toolkit.read.opening import RefusedError

LARGEST = 32 << 20  # bytes of a file that is read at once, and of one page
STEP = 4 << 20
RULE = re.compile(r"^(?:\f|[=#*~]{8,}|-{20,}|_{20,}|<{5,}|>{5,})[^\S\n]*$", re.MULTILINE)
LEAST = 200  # characters of a part that may be a page
FRONT = re.compile(r"^---\s*\n((?:[^\n]*\n)*?)---\s*\n")
PAIR = re.compile(r"^([A-Za-z][\w .-]{0,30}):[^\S\n]+(.*)$")
HEAD = re.compile(r"^(?:[A-Za-z][\w -]{1,20}:[^\S\n]+[^\n]{1,400}\n){2,12}\s*\n")
STRAY = 100  # one zero byte of so many is a fault of a text, more are no text
PRINT = frozenset("¿¡«»‹›“”„‘’‚–—…€£§ºª°·•©®™\xa0\xad")
EUROPEAN = {  # letters beyond ASCII of the languages written in an encoding; the first that explains all is taken
    "cp1252": frozenset("áéíóúüñàèìòùâêîôûäöëïçãõßœåøæÁÉÍÓÚÜÑÀÈÌÒÙÂÊÎÔÛÄÖËÏÇÃÕŒÅØÆ"),
    "cp1254": frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ"),
    "cp1250": frozenset("ąćęłńóśźżáčďéěíňřšťúůýžôľĺőűöüäăâîşţđĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽÔĽŐŰÖÜÄĂÂÎŞŢĐ"),
}
Row = dict[str, Any]


def encoding(raw: bytes) -> str:
    """The encoding of a text that starts with ``raw``. Raises :class:`RefusedError` where it is no text."""
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = raw[:4096]
    if wide := _wide(head):
        return wide
    if head.count(0) * STRAY > len(head):
        raise RefusedError("the file holds binary data, not text", "save the page as text in UTF-8")
    try:
        raw[:-4].decode("utf-8-sig") if len(raw) > 8 else raw.decode("utf-8-sig")
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        if error.start > len(raw) - 8:
            return "utf-8-sig"
    return _guessed(raw)


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: zeros in one half of the byte pairs, and no control characters when read so."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 50 < len(head) or min(first, second) * 20 > max(first, second):
        return None
    name = "utf-16-le" if second > first else "utf-16-be"
    said = head[: len(head) // 2 * 2].decode(name, "replace")
    return None if any(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\n\r\t\f" for c in said) else name


def _guessed(raw: bytes) -> str:
    """The older encoding that reads as a language; what HTML parsers would take where none stands out."""
    head = raw[: 1 << 16]
    for name, letters in EUROPEAN.items():
        if _only(head.decode(name, "replace"), letters):
            return name
    best = charset_normalizer.from_bytes(head).best()
    return best.encoding if best is not None else str(detect_encoding(raw))


def _only(text: str, letters: frozenset[str]) -> bool:
    """Is every letter and sign that is not ASCII one of these or of print, and are they few among the letters?"""
    other = [c for c in text if c > "\x7f"]
    return set(other) <= letters | PRINT and len(other) * 4 < sum(c.isalpha() for c in text)


def decode(raw: bytes) -> str:
    """Bytes -> text with plain line ends. Raises :class:`RefusedError` where they are no text."""
    text = raw.decode(encoding(raw), "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(text.count(c) for c in "\ufffd\x00\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14")
    if strange > 8 and strange > len(text) // 20:
        raise RefusedError("the file holds no text in any known encoding", "save the page as text in UTF-8")
    return text.replace("\0", " ")


def pages(stream: BinaryIO) -> Iterator[str]:
    """A stream -> the text of each page, cut at form feeds and ruled lines where each part is long enough to be a page.

    Raises :class:`RefusedError` for a page too long to be one, and where the bytes are no text.
    """
    held = stream.read(LARGEST + 1)
    if len(held) <= LARGEST:
        yield from _parts(decode(held))
        return
    while held:
        cut = max((m.start() for m in re.finditer(rb"\n(?=\f|={8,}|#{8,}|\*{8,}|-{20,})", held)), default=0)
        if not cut:
            raise RefusedError(
                f"a text of more than {LARGEST >> 20} MB without a line that parts its pages",
                "save one page a file, or put a line of ======== between pages",
            )
        yield from _parts(decode(held[:cut]))
        held = held[cut:] + stream.read(STEP)
        while len(held) < LARGEST and (more := stream.read(STEP)):
            held += more
        if len(held) < LARGEST:
            yield from _parts(decode(held))
            return


def _parts(text: str) -> Iterator[str]:
    parts = [p for p in RULE.split(text) if p.strip()]
    if len(parts) > 1 and all(len(p) >= LEAST for p in parts):
        yield from (p.strip("\n") + "\n" for p in parts)
    elif text.strip():
        yield text


def fronted(text: str) -> Row | None:
    """A text with metadata between two ``---`` -> its fields and the text below; none where it has none."""
    found = FRONT.match(text.lstrip("\ufeff"))
    if not found:
        return None
    pairs = (PAIR.match(line) for line in found[1].splitlines())
    told = {p[1]: p[2].strip().strip("'\"") for p in pairs if p}
    return {**told, "text": _unmarked(text.lstrip("\ufeff")[found.end() :])} if told else None


def _unmarked(text: str) -> str:
    """Markdown without its marks: headings, emphasis, links, lists."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    text = re.sub(r"^(?:#{1,6}|[-*+]|>)[^\S\n]+", "", text, flags=re.MULTILINE)
    return re.sub(r"(\*\*|__|(?<!\w)[*_](?=\w))(.+?)(?:\1|(?<=\w)[*_](?!\w))", r"\2", text).strip()


def headed(text: str) -> Row:
    """Fields of "URL: ..." and "Date: ..." lines that a scraper put above a page; the text stays as it is."""
    found = HEAD.match(text)
    if not found:
        return {}
    pairs = {fields.folded(k): v.strip() for k, v in (line.split(":", 1) for line in found[0].strip().splitlines())}
    return pairs if len(set(pairs) & fields.known()) >= 2 else {}
