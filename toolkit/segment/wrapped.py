"""Text that was wrapped at a column: its paragraphs are read as one line each.

Mail, wire archives and old dumps break every line at some seventy characters. There nearly every line that another one
follows at once is about that long and ends in the middle of a sentence; in other dumps such lines are paragraphs, or labels.
"""

from __future__ import annotations

import re
from itertools import pairwise

GOES_ON = (
    r"[^\n]*(?:\n(?=[),;])[^\n]*)*"  # a link inside a sentence had a line of its own: what follows starts with a comma
)
LINE = re.compile(rf"{GOES_ON}\n|[^\n]{GOES_ON}")
PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*\n)*[^\n]*\S[^\n]*\n?|[^\n]*\n|[^\n]+")
NARROW, WIDE = 45, 100  # characters of a wrapped line
LEAST = 4  # lines with another one right behind that tell
MOST = 0.8  # share of them that must look wrapped
ENDED = re.compile(r"[.!?:。！？][\"'”’)]*\s*$")


def pieces(text: str) -> re.Pattern[str]:
    """What a text falls into: lines, or paragraphs where it was wrapped."""
    held = text.split("\n")
    inner = [line.strip() for line, after in pairwise(held) if line.strip() and after.strip()]
    if len(inner) < LEAST:
        return LINE
    cut = sum(NARROW <= len(line) <= WIDE and not ENDED.search(line) for line in inner)
    return PARAGRAPH if cut >= MOST * len(inner) else LINE
