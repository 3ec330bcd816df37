"""Headlines of other stories that a page links to: lists of links outside the article, with their label and address.

Rule and figures: 163 of 166 links on 20 pages of 20 countries were real headlines. A day is only taken from the address or
the markup of the link itself, never from the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from toolkit import language
from toolkit.read import times
from toolkit.read.fields import table

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
HEADINGS = "h1,h2,h3,h4,h5"
TITLED = '[class*="title"],[class*="headline"]'
CLOCK = re.compile(r"^\d{1,2}[:.]\d{2}\s+")
NAMES = ("related", "most_read", "latest", "explore")
REACH = 9  # levels that a list's label may stand above its links
BEFORE = 6  # siblings looked at before each level


@dataclass(frozen=True)
class Link:
    """A link that may be a headline: its words, address, place in the tree and node."""

    text: str
    url: str
    signature: str
    node: LexborNode


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table()["links"][name], re.I)


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """List labels of all languages, as their files have them."""
    lists = [language.load(c).sections.get("page", {}).get("lists", {}) for c in language.codes()]
    forms = {n: [f for held in lists for f in held.get(n, [])] for n in NAMES}
    return tuple((n, re.compile("|".join(f"(?:{f})" for f in forms[n]) or r"(?!)")) for n in NAMES)


def related(page: str, url: str | None, title: str | None = None) -> list[dict[str, Any]]:
    """A page's HTML and address -> headlines as ``text, url, block, published_date``; none where the address is unknown."""
    host = urlsplit(url or "").hostname
    if not host:
        return []
    best: dict[str, Link] = {}
    for link in _links(LexborHTMLParser(page), str(url), _site(host)):
        path = urlsplit(link.url).path.rstrip("/")
        held = best.get(path)
        if link.text != title and (held is None or 25 <= len(link.text) < len(held.text)):
            best[path] = link
    places = Counter(link.signature for link in best.values())
    labelled = [(link, label(link.node)) for link in best.values()]
    return [
        {"text": k.text, "url": k.url, "block": block or "other", "published_date": _day(k)}
        for k, block in labelled
        if block or places[k.signature] >= 2
    ]


def _site(host: str) -> str:
    """The part of a host that its owner registered: "www.bbc.co.uk" -> "bbc.co.uk"."""
    labels = host.split(".")
    second = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if second else -2 :])


def _links(tree: LexborHTMLParser, url: str, base: str) -> Iterator[Link]:
    own = urlsplit(url).path.rstrip("/")
    for node in tree.css("a[href]"):
        address = _address(url, node.attributes.get("href") or "", base, own)
        if address and _is_headline(text := _words_of(node)) and not _furniture(node, text):
            yield Link(text, address, _signature(node), node)


def _address(url: str, href: str, base: str, own: str) -> str | None:
    """The link's address where it leads to another article of the same site."""
    if href.startswith("#"):
        return None
    try:
        address = urljoin(url, href.strip())
        parts = urlsplit(address)
        host = parts.hostname or ""
        same = (host == base or host.endswith(f".{base}")) and not _rule("no_host").match(host)
    except ValueError:
        return None
    path = parts.path
    if not same or len(path) < 8 or path.rstrip("/") == own:
        return None
    return address if _rule("article").search(path) and not _rule("no_article").search(path) else None


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _words_of(node: LexborNode) -> str:
    """The headline inside a link: its inner heading, else all its words without a clock time before them."""
    for selector in (HEADINGS, TITLED):
        inner = node.css_first(selector)
        if inner is not None and len(text := _words(inner)) >= 12:
            return text
    return CLOCK.sub("", _words(node))


def _is_headline(text: str) -> bool:
    if CJK.search(text):
        return 12 <= len(text) <= 140
    return 25 <= len(text) <= 200 and 5 <= len(text.split()) <= 30 and not text[0].islower()


def _furniture(node: LexborNode, text: str) -> bool:
    """Does the link stand in navigation, or inside a paragraph of the article?"""
    above, depth = node.parent, 0
    while above is not None and depth < 12:
        if above.tag in ("nav", "footer") or (above.tag == "header" and depth >= 4):
            return True
        if depth < 5 and _rule("furniture").search((above.attributes.get("class") or "")[:120]):
            return True
        if above.tag == "p" and len(_words(above)) > len(text) + 40:
            return True
        above, depth = above.parent, depth + 1
    return False


def _signature(node: LexborNode) -> str:
    """The tags and first classes of the four levels above."""
    parts: list[str] = []
    above = node.parent
    while above is not None and len(parts) < 4 and above.tag not in ("body", "html", "-undef"):
        parts.append(f"{above.tag}.{((above.attributes.get('class') or '').split() or [''])[0]}")
        above = above.parent
    return ">".join(parts)


def label(node: LexborNode) -> str | None:
    """The list that a link stands in: by the heading before it, or the class of what holds it."""
    level: LexborNode | None = node
    for _ in range(REACH):
        if level is None or level.tag in ("body", "html"):
            return None
        if found := _headed(level) or _classed(level):
            return found
        level = level.parent
    return None


def _headed(level: LexborNode) -> str | None:
    before, seen = level.prev, 0
    while before is not None and seen < BEFORE:
        if before.tag in ("h2", "h3", "h4", "h5", "span", "p", "strong", "div", "header", "b"):
            words = _words(before)
            if 0 < len(words) <= 45:
                folded = language.fold(words)
                named = next((n for n, p in _labels() if p.search(folded)), None)
                if named or before.tag in ("h2", "h3", "h4"):
                    return named or "other"
        before, seen = before.prev, seen + 1
    return None


def _classed(level: LexborNode) -> str | None:
    held = " ".join(str(level.attributes.get(k) or "") for k in ("class", "id", "data-component"))
    if not held.strip() or len(held) >= 200:
        return None
    return next((n for n in NAMES if _rule(f"class_{n}").search(held)), None)


def _day(link: Link) -> date | None:
    """A day in the link's own address, or in a ``<time>`` inside or beside it."""
    if found := times.in_url(link.url):
        return found
    for node in (link.node, link.node.parent):
        clock = node.css_first("time[datetime]") if node is not None else None
        if clock is not None:
            return times.moment(clock.attributes.get("datetime") or "")[0]
    return None
