"""The article's own text from a page: a fast extraction with a filter of lines, trafilatura where its result looks wrong.

Method and figures: on 257 news pages the cascade has the body F1 of trafilatura's fast mode (.943 to .942) at three times its
speed. ``engine="trafilatura"`` goes to trafilatura at once.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator, Sequence
from functools import cache

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from toolkit.language import codes, fold, load

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
BLOCK = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|pre|blockquote|br|div)\b[^>]*>|\n", re.I)
ANCHOR = re.compile(r"<a\b[^>]*>(.*?)</a>", re.S)
TAG = re.compile(r"<[^>]+>")
SENTENCE = re.compile(r"[.!?…。！？।؟](?:[\"'”’»)」』]|\s|$)")
WORD = re.compile(r"\w{4,}")
PARTS = "related newsletter caption share promo teaser recommend".split()
SKIPPED = [*"figure figcaption nav footer script style".split(), *(f'[class*="{part}"]' for part in PARTS)]
SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # says as much as three letters
HEAD = 12  # lines at the top among which the title may stand
NEXT = 4  # lines at least of an article before another one begins
LABEL = 40  # characters of a list's label
SHORT = 600  # characters below which a body is distrusted
SHARE = 0.7  # of the distinct words of the body that the markup holds
LONGER = 1.6  # times the markup's body
LISTY = 0.35  # share of short lines without a sentence's end
LINKS = 0.7  # share of a line that stands in links
CASCADE, TRAFILATURA = "cascade", "trafilatura"


def extract(page: str, markup_body: str | None = None, headings: Sequence[str] = (), *, engine: str = CASCADE) -> str:
    """A page's HTML -> its paragraphs, one a line; "" where it has none.

    ``markup_body`` is what JSON-LD says, ``headings`` are the page's h1: the first is the title, and what stands above it is
    furniture; another begins a neighbour's article that the page appends.
    """
    if engine == TRAFILATURA:
        return _slow(page)
    text = "\n".join(_trimmed(_between(_kept(page), headings)))
    if not distrusted(text, markup_body):
        return text
    second = _slow(page)
    return second if len(second) >= 200 or len(second) > len(text) else text


def distrusted(text: str, markup_body: str | None) -> str | None:
    """Why a body looks wrong (short, missing, long, listy); none when it looks right."""
    if len(text) + 2 * len(SIGN.findall(text)) < SHORT:
        return "short"
    if markup_body and len(markup_body) > SHORT:
        wanted, got = (set(WORD.findall(t.lower())) for t in (markup_body, text))
        if wanted and len(wanted & got) / len(wanted) < SHARE:
            return "missing"
        if len(text) > LONGER * len(markup_body):
            return "long"
    lines = text.split("\n")
    short = sum(1 for line in lines if len(line) < 80 and not SENTENCE.search(line))
    return "listy" if len(lines) > 8 and short / len(lines) > LISTY else None


def _slow(page: str) -> str:
    from trafilatura import bare_extraction  # a heavy import, for the pages that need it

    text = ""
    for fast in (True, False):
        found = bare_extraction(page, with_metadata=False, include_comments=False, fast=fast)
        text = str(getattr(found, "text", None) or text)
        if len(text) >= 200:
            break
    return text


def _kept(page: str) -> list[str]:
    return [line for line, linked in _lines(page) if linked <= LINKS]


def _lines(page: str) -> Iterator[tuple[str, float]]:
    """Lines of the main content with the share of each that stands in links."""
    marked = extract_plain_text(
        HTMLTree.parse(page),
        main_content=True,
        preserve_formatting="minimal_html",
        alt_texts=False,
        list_bullets=False,
        comments=False,
        post_meta=False,
        links=True,
        skip_elements=SKIPPED,
    )
    for part in BLOCK.split(marked):
        if words := _words(part):
            yield words, sum(len(_words(a)) for a in ANCHOR.findall(part)) / len(words)


def _words(marked: str) -> str:
    return " ".join(html.unescape(TAG.sub(" ", marked)).split()) if marked.strip() else ""


def _between(lines: list[str], headings: Sequence[str]) -> list[str]:
    """The lines below the title, up to the heading of another article or the label of a list of them."""
    first = next((i + 1 for i, line in enumerate(lines[:HEAD]) if line in headings), 0)
    if first and lines[first : first + 1] == lines[first - 1 : first]:
        first += 1
    others = [h for h in headings if h not in lines[:first]]
    last = next((i for i in range(first + NEXT, len(lines)) if lines[i] in others or _labels_a_list(lines[i])), None)
    return lines[first:last]


def _labels_a_list(line: str) -> bool:
    return len(line) <= LABEL and bool(_tails().search(fold(line)))


@cache
def _tails() -> re.Pattern[str]:
    """Labels of lists of other stories, in all languages."""
    held = (load(code).sections.get("page", {}).get("tail", []) for code in codes())
    return re.compile("|".join(f"(?:{form})" for forms in held for form in forms) or r"(?!)")


def _trimmed(lines: list[str]) -> list[str]:
    """Without the short lines at either end that are no sentence."""
    first, last = 0, len(lines)
    while last > first and len(lines[last - 1]) < 80 and not SENTENCE.search(lines[last - 1]):
        last -= 1
    while first < last and len(lines[first]) < 60 and not SENTENCE.search(lines[first]):
        first += 1
    return lines[first:last]
