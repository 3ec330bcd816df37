"""Feeds (RSS 2, Atom, RDF) and trafilatura's XML -> records; read element by element, nothing fetched, no entity resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree  # type: ignore[import-untyped]

from toolkit.read.records import frame
from toolkit.read.rows import BATCH_BYTES, BATCH_ROWS, Bad, Batch

ITEMS = ("item", "entry", "doc")
# element -> field of the record; of several the first that says something is kept
NAMES = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "id": "guid",
    "description": "description",
    "summary": "description",
    "encoded": "content",
    "content": "content",
    "pubDate": "published",
    "published": "published",
    "date": "published",
    "updated": "updated",
    "creator": "author",
    "author": "author",
    "category": "category",
    "language": "language",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MEND = "save the feed again as its site serves it"
Row = dict[str, Any]


def items(stream: BinaryIO) -> Iterator[Batch]:
    """A feed -> its items as records: title, link, description, content, dates, author, category, outlet, language."""
    outlet: str | None = None
    spoken: str | None = None
    good: list[tuple[str, Row]] = []
    bad: list[Bad] = []
    number, size = 0, 0
    try:
        for event, node in _parsed(stream, "start", "end"):
            name = _name(node)
            if event == "start":
                spoken = spoken or (node.get(LANGUAGE) if name in ("rss", "feed", "RDF", "channel") else None)
            elif name in ITEMS[:2]:
                number += 1
                good.append((str(number), {"outlet": outlet, "language": spoken, **_item(node)}))
                size += _size(good[-1][1])
                _drop(node)
            elif name in ("title", "language") and _name(node.getparent()) in ("channel", "feed"):
                outlet, spoken = (node.text, spoken) if name == "title" else (outlet, node.text)
            if len(good) >= BATCH_ROWS or size > BATCH_BYTES:
                yield frame(good), bad
                good, bad, size = [], [], 0
    except etree.XMLSyntaxError as error:
        bad.append((str(number + 1), f"no valid XML from here: {error.msg}", MEND))
    if not number:
        bad.append(("1", "a feed without items", MEND))
    yield frame(good), bad


def _size(record: Row) -> int:
    return sum(len(v) for v in record.values() if isinstance(v, str))


def _parsed(stream: BinaryIO, *events: str) -> Any:
    return etree.iterparse(
        stream,
        events=events or ("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def _name(node: Any) -> str:
    return etree.QName(node).localname if node is not None and isinstance(node.tag, str) else ""


def _drop(node: Any) -> None:
    node.clear()
    while node.getprevious() is not None and _name(node.getprevious()) in ITEMS:
        del node.getparent()[0]


def _item(node: Any) -> Row:
    found: Row = {"language": node.get(LANGUAGE)}
    authors, categories = [], []
    for child in node:
        name = NAMES.get(_name(child))
        said = _said(child, name)
        if name == "author":
            authors.append(said)
        elif name == "category":
            categories.append(said)
        elif name == "link" and child.get("rel") not in (None, "alternate"):
            continue
        elif name and said and not found.get(name):
            found[name] = said
    found.update(authors=[a for a in authors if a], category=next((c for c in categories if c), None))
    found["published"] = found.get("published") or found.get("updated")
    if not found.get("link") and str(found.get("guid", "")).startswith("http"):
        found["link"] = found["guid"]
    return {k: v for k, v in found.items() if v and k != "updated"}


def _said(child: Any, name: str | None) -> str | None:
    if name == "link":
        return child.get("href") or (child.text or "").strip() or None
    if name == "category":
        return child.get("label") or child.get("term") or (child.text or "").strip() or None
    if name == "author" and len(child):
        return next(((n.text or "").strip() for n in child if _name(n) == "name"), None)
    if name == "content" and len(child):
        return str(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(child.itertext()).strip() or None


def documents(stream: BinaryIO) -> Iterator[Batch]:
    """trafilatura's XML, one ``<doc>`` or many -> records: its attributes, and the paragraphs of ``<main>``."""
    good: list[tuple[str, Row]] = []
    bad: list[Bad] = []
    number, size = 0, 0
    try:
        for _, node in _parsed(stream):
            if _name(node) == "doc":
                number += 1
                good.append((str(number), _document(node)))
                size += _size(good[-1][1])
                _drop(node)
            if size > BATCH_BYTES:
                yield frame(good), bad
                good, bad, size = [], [], 0
    except etree.XMLSyntaxError as error:
        bad.append((str(number + 1), f"no valid XML from here: {error.msg}", MEND))
    if not number and not bad:
        bad.append(("1", "no document in the XML", MEND))
    yield frame(good), bad


def _document(node: Any) -> Row:
    told = {k: v for k, v in node.attrib.items() if k not in ("fingerprint", "hostname", "source")}
    main = next((c for c in node if _name(c) == "main"), None)
    blocks = [" ".join("".join(c.itertext()).split()) for c in (main if main is not None else ())]
    return {
        **told,
        "url": node.get("url") or node.get("source"),
        "sitename": node.get("sitename") or node.get("hostname"),
        "text": "\n".join(b for b in blocks if b),
    }
