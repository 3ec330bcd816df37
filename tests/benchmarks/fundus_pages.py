"""Title, date and body of real news pages against the gold of flairNLP/fundus, a public repository, beside trafilatura.

Usage: python tests/benchmarks/fundus_pages.py FOLDER [--pages N] [--related]
FOLDER is that project's ``tests/resources/parser/test_data``. Nothing of it is kept. Loose title: equal when folded, token F1
of .8, or one inside the other. Date: the same calendar day, in the gold's own zone or UTC. Body: F1 of bags of tokens, one
token per CJK character. Seconds are CPU time, both engines on each page in turn, so that the ratio holds on a busy machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from trafilatura import bare_extraction

from toolkit.read import body, links, markup, page

CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"
TOKEN = re.compile(rf"{CJK}|(?:(?!{CJK})[^\W_])+")
QUOTES = str.maketrans("“”„‟«»’‘‚–—", '""""""\'\'\'--', "\xad\u200b")
Row = dict[str, Any]


@dataclass
class Tally:
    """Sums of one engine."""

    seconds: float = 0.0
    exact: int = 0
    loose: int = 0
    days: Counter[str] = field(default_factory=Counter)
    f1: list[float] = field(default_factory=list)
    worst: list[tuple[float, str]] = field(default_factory=list)


def gold(folder: Path) -> Iterator[tuple[str, str, str, datetime, Row]]:
    """Name, page, address, crawl time and gold of every page; of several versions the one whose words the page holds."""
    for path in sorted(folder.glob("*/*.html.gz")):
        meta = json.loads((path.parent / "meta.info").read_text(encoding="utf-8")).get(path.name)
        answers = path.parent / f"{path.name.split('_')[0]}.json"
        if not meta or not answers.exists():
            continue
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        versions = [v for v in json.loads(answers.read_text(encoding="utf-8")).values() if v.get("title")]
        if versions:
            best = max(versions, key=lambda v: _held(v, text))
            crawled = datetime.fromisoformat(str(meta["crawl_date"])).replace(tzinfo=UTC)
            yield path.name, text, meta["url"], crawled, best


def _held(version: Row, text: str) -> int:
    return sum(p[:40] in text for p in _paragraphs(version)) + 3 * (version["title"] in text)


def _paragraphs(version: Row) -> list[str]:
    told = version.get("body") or {}
    inside = [*told.get("summary", [])]
    for section in told.get("sections", []):
        inside += [*section.get("headline", []), *section.get("paragraphs", [])]
    return inside


def tokens(text: str | None) -> Counter[str]:
    return Counter(TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold()))


def f1(want: str, got: str | None) -> float:
    a, b = tokens(want), tokens(got)
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


def plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(QUOTES).split()).casefold()


def loose(want: str, got: str | None) -> bool:
    a, b = plain(want), plain(got)
    return bool(b) and (a == b or f1(a, b) >= 0.8 or (len(b) > 15 and (a in b or b in a)))


def ours(text: str, url: str, crawled: datetime, engine: str = body.CASCADE) -> Row:
    """The way of ``read`` without the links."""
    told = markup.read(text, url)
    day, *_ = page._published(told, text, crawled)
    return {"title": told.title, "date": day, "text": body.extract(text, told.body, told.headings, engine=engine)}


def theirs(text: str, url: str, crawled: datetime) -> Row:
    """trafilatura, fast, with metadata."""
    found = bare_extraction(text, url=url, fast=True, with_metadata=True, include_comments=False)
    if found is None:
        return {"title": None, "date": None, "text": None}
    day = date.fromisoformat(found.date[:10]) if found.date else None
    return {"title": found.title, "date": day, "text": found.text}


def score(tally: Tally, name: str, want: Row, got: Row) -> None:
    """Add one page's answer to a tally."""
    tally.exact += plain(want["title"]) == plain(got["title"])
    tally.loose += loose(want["title"], got["title"])
    if want.get("publishing_date"):
        at = datetime.fromisoformat(str(want["publishing_date"]))
        days = {at.date(), at.astimezone(UTC).date()} if at.tzinfo else {at.date()}
        tally.days["right" if got["date"] in days else "wrong" if got["date"] else "none"] += 1
        if got["date"] not in days:
            tally.worst.append((-1.0, f"{name} date {got['date']} for {want['publishing_date']}"))
    value = f1("\n".join(_paragraphs(want)), got["text"])
    tally.f1.append(value)
    tally.worst.append((value, name))


def main() -> None:
    """Measure and print one line an engine."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--pages", type=int)
    options.add_argument("--related", action="store_true", help="print 100 related headlines to judge by hand")
    options.add_argument("--worst", type=int, default=0, help="print the pages read worst")
    told = options.parse_args()
    pages = list(gold(told.folder))[: told.pages]
    if told.related:
        _related(pages)
        return
    engines: dict[str, Callable[[str, str, datetime], Row]] = {"amity": ours, "trafilatura fast": theirs}
    tallies: dict[str, Tally] = defaultdict(Tally)
    for call in engines.values():
        call(*pages[0][1:4])  # load what is loaded once
    for name, text, url, crawled, want in pages:
        for engine in random.sample(list(engines), len(engines)):
            start = time.process_time()
            got = engines[engine](text, url, crawled)
            tallies[engine].seconds += time.process_time() - start
            score(tallies[engine], name, want, got)
    for engine, tally in tallies.items():
        dated, n = sum(tally.days.values()), len(pages)
        print(
            f"{engine:<18} pages {n}  title exact {tally.exact / n:.3f} loose {tally.loose / n:.3f}  date right "
            f"{tally.days['right'] / dated:.3f} {dict(tally.days)}  body F1 {mean(tally.f1):.3f}  pages/s {n / tally.seconds:.1f}"
        )
    print(f"speed ratio {tallies['trafilatura fast'].seconds / tallies['amity'].seconds:.2f}")
    for value, name in sorted(tallies["amity"].worst)[: told.worst]:
        print(f"{value:.3f} {name}")


def _related(pages: list[tuple[str, str, str, datetime, Row]]) -> None:
    shown = [(name, k) for name, text, url, _, want in pages for k in links.related(text, url, want["title"])]
    print(f"{len(shown)} headlines on {len({n for n, _ in shown})} of {len(pages)} pages")
    for name, k in sorted(random.Random(7).sample(shown, min(100, len(shown))), key=lambda x: x[0]):
        print(f"{name[:28]:<28} {k['block']:<10} {k['text']}  {k['url'][-60:]}")


if __name__ == "__main__":
    main()
