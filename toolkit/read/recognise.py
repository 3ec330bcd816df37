"""What format a file is in, by its content; its name only decides where the content leaves it open."""

from __future__ import annotations

import json
import re

from toolkit.read import fields

HEAD = 1 << 16
FEED = re.compile(r"<(?:\w+:)?(rss|feed|RDF)\b", re.IGNORECASE)
DOCUMENT = re.compile(
    r"<doc(?:uments)?\b[^>]*>\s*<(?:main|doc)\b|<doc\s[^>]*(?:sitename|hostname|fingerprint)=", re.IGNORECASE
)
HTML = re.compile(r"<(?:!doctype html|html|head|body|meta|title|div|article|p|h1|script|section)\b", re.IGNORECASE)
OBJECT = re.compile(r"^\s*\{.*\}\s*$")
FRONT = re.compile(r"^---\s*\n(?:[\w-]+:.*\n)+---\s*\n")
SEPARATORS = "\t,;|"
BINARY = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "an SQLite database",
    b"\xfd7zXZ": "an xz archive",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x1f\x8b": "a file packed twice",
    b"RIFF": "an image or a film",
    b"OggS": "a film",
    b"ID3": "a sound",
    b"\x7fELF": "a program",
    b"wOF": "a font",
}
WITHIN = {257: (b"ustar", "a tar archive"), 4: (b"ftyp", "a film")}
SAVED = re.compile(rb"(?:From: <Saved by|MIME-Version: 1\.0)[^\0]{0,2000}?multipart/related", re.IGNORECASE)
CODE = (".js", ".mjs", ".css", ".map", ".py", ".sh")


def binary(head: bytes) -> str | None:
    """What kind of file without pages of text this is; none for text."""
    if SAVED.match(head):
        return "a page saved with its pictures (MHTML)"
    inner = (what for at, (magic, what) in WITHIN.items() if head[at:].startswith(magic))
    return next((what for magic, what in BINARY.items() if head.startswith(magic)), None) or next(inner, None)


def form(raw: bytes, text: str, name: str) -> str:
    """The form of a file from its first bytes, the same as text, and its name.

    One of warc, parquet, feed, document, html, json, jsonl, table, front, text.
    """
    if raw.startswith(b"WARC/"):
        return "warc"
    if raw.startswith(b"PAR1"):
        return "parquet"
    said = text.lstrip("\ufeff \t\r\n")
    if said.startswith("<"):
        return _markup(said[:8192])
    if said.startswith(("{", "[")) and (found := _json(said, name)):
        return found
    if FRONT.match(said):
        return "front"
    if dialect(text) is not None:
        return "table"
    return "jsonl" if name.endswith((".jsonl", ".ndjson", ".jl")) or _mostly_objects(text) else "text"


def _markup(head: str) -> str:
    if not re.search(r"<html\b", head, re.IGNORECASE):
        if DOCUMENT.search(head):
            return "document"
        if FEED.search(head):
            return "feed"
    return "html" if HTML.search(head) or head.startswith("<?xml") else "text"


def _json(said: str, name: str) -> str | None:
    if said[0] == "{":
        named = name.endswith((".jsonl", ".ndjson", ".jl"))
        return "jsonl" if named or ("\n" in said.strip() and _mostly_objects(said)) else "json"
    return "json" if re.match(r"\[\s*(?:[{\[\]\"\d-]|true|false|null)", said) else None


def _mostly_objects(text: str) -> bool:
    """Are half of the first whole lines, and two at least, JSON objects of their own?"""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    whole = lines[:-1] if len(text) >= HEAD // 2 and len(lines) > 1 else lines
    good = sum(1 for line in whole if OBJECT.match(line) and _loads(line))
    return good >= max(1, len(whole) / 2) and (good > 1 or len(whole) == 1)


def _loads(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def dialect(text: str) -> tuple[str, list[str] | None] | None:
    """The separator of a table, and the names of its columns where it comes without a header; none for what is no table."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    for stated in fields.table()["headless"].values():
        if re.match(stated["first"], first):
            return stated["separator"], stated["names"]
    best = max(SEPARATORS, key=first.count)
    names = [fields.folded(n.strip('"')) for n in first.split(best)]
    heard = sum(n in fields.known() for n in names)
    if len(names) >= 2 and heard >= 2 and all(len(n) <= 40 for n in names):
        return best, None
    return None
