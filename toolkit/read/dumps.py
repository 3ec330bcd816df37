"""Text dumps: bytes of any encoding -> text."""

from __future__ import annotations

import charset_normalizer


def decode(raw: bytes) -> str:
    """Bytes -> text with plain line ends. Raises ValueError where they are no text."""
    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("the file holds binary data, not text")
    for encoding in ("utf-8-sig", "utf-16") if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    guess = charset_normalizer.from_bytes(raw).best()
    if guess is None:
        raise ValueError("no encoding fits the file")
    return str(guess).replace("\r\n", "\n").replace("\r", "\n")
