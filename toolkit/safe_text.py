"""Text from the web made harmless: the one way for a title, a name or a sentence into a chart, a table or a page.

Plotly reads a small HTML in every text it draws, and MathJax, where it is loaded, anything between dollar signs; so markup is
escaped, dollars are written as entities, and characters that turn the direction of what follows are taken out.
"""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from urllib.parse import urlsplit

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # bidirectional embeddings, overrides and isolates
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]+")
BREAK = "<br>"


def plain(text: object, most: int = 300) -> str:
    """Any value as one line of text without control or turning characters, cut to ``most`` characters; null is empty."""
    if text is None:
        return ""
    line = " ".join(CONTROL.sub(" ", TURNING.sub("", str(text))).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def safe_text(text: object, most: int = 300, width: int = 0) -> str:
    """Any value -> text that Plotly and a browser show as written: escaped, cut to ``most``, broken into lines of ``width``."""
    line = plain(text, most)
    return BREAK.join(_escaped(part) for part in _wrapped(line, width)) if width else _escaped(line)


def safe_url(url: object) -> str:
    """An address, escaped for an attribute, when it is an http or https one with a host; else nothing."""
    text = plain(url, 2000)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return _escaped(text) if sound else ""


def link(url: object, words: str) -> str:
    """A link to a web address in a new page that learns nothing of this one; the words alone where there is no address."""
    address = safe_url(url)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{safe_text(words)}</a>' if address else ""


def marked(text: str, start: int, end: int, around: int = 120) -> str:
    """``text[start:end]`` marked, with ``around`` characters on either side, as HTML; the marks are ours, all else is escaped."""
    before = _edge(text[max(0, start - around) : start], start > around, left=True)
    after = _edge(text[end : end + around], end + around < len(text), left=False)
    parts = [_escaped(plain(p, 2000)) for p in (before, text[start:end], after)]
    return f"{parts[0]} <mark>{parts[1]}</mark> {parts[2]}".strip()


def _edge(part: str, cut: bool, *, left: bool) -> str:
    """The neighbouring words: from the last line break before, to the first after, with an ellipsis where words were cut."""
    lines = part.split("\n")
    near = lines[-1] if left else lines[0]
    if len(lines) > 1 or not cut or not near:
        return near
    return f"…{near}" if left else f"{near}…"


def _escaped(text: str) -> str:
    # Plotly knows few named entities, &quot; not among them; numbered ones are read everywhere.
    return html.escape(text, quote=True).replace("&quot;", "&#34;").replace("$", "&#36;")


def _wrapped(line: str, width: int) -> list[str]:
    """Lines of about ``width`` columns; wide characters count two, and break anywhere, as their scripts do."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    columns = max(4, round(width * len(line) / (len(line) + wide))) if line else width
    return textwrap.wrap(line, columns, break_long_words=True) or [""]
