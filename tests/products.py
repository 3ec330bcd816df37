"""Plausible products of any size, the same for the same seed: what measures, charts, notebooks and the page are tried on.

Every row conforms to ``toolkit/tables.py``; evidence is the text from start to end. Names of states and leaders come from the
shelf, sentences are the project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl

from toolkit import reference, review, tables, unite

PAIRS = (
    "CHN-CUB CHN-FRA CHN-RUS IND-MDV JPN-KOR EGY-TUR BRA-CHN KAZ-RUS GBR-USA ETH-SOM CUB-VEN CHN-VNM FRA-MAR ARG-BRA"
)
OUTLETS = ("Harbour Post", "Steppe Times", "Diario del Sur", "Вестник гор", "港口日报", "صحيفة الواحة")
TITLES = {
    "en": "{a} and {b}: leaders mark a day of friendship",
    "es": "{a} y {b} celebran un día de amistad",
    "zh": "{a}与{b}领导人互致贺电",
    "ar": "{a} و{b}: الزعماء يتبادلون التهاني",
    "ru": "{a} и {b}: лидеры обменялись поздравлениями",
}
SAID = {
    "congratulation": "{who} of {a} congratulated {whom} of {b}.",
    "condolence": "{who} of {a} sent condolences to {whom} of {b}.",
    "greeting": "{who} of {a} sent greetings to {whom} of {b}.",
    "message": "{who} of {a} sent a message to {whom} of {b}.",
    "call": "{who} of {a} and {whom} of {b} spoke by phone.",
    "meeting": "{who} of {a} met {whom} of {b}.",
    "visit": "{who} of {a} visited {b} as guest of {whom}.",
}
MUTUAL = ("call", "meeting")
HOSTILE = (
    '<a href="javascript:alert(1)">press</a>',
    '<a href="https://evil.example">live</a>',
    '<span style="font-size:60px;position:fixed;color:red">giant</span>',
    "<b>bold</b><i>i</i><br>break",
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "<svg onload=\"document.title='owned'\">",
    '<a href="data:text/html,x">data</a>',
    "%{x} %{customdata[0]}",
    "$5bn to $6bn",
    "\u202eesrever\u202c",
)


def products(
    articles: int = 400,
    seed: int = 1,
    start: date = date(2019, 1, 1),
    end: date = date(2025, 12, 31),
    gap: tuple[date, date] | None = (date(2022, 4, 1), date(2022, 9, 30)),
    titles: tuple[str, ...] = (),
) -> dict[str, pl.DataFrame]:
    """Articles, headlines, anniversaries, exchanges, events by name.

    No article falls in ``gap``; ``titles`` stand in for the made ones.
    """
    chance, rows = Random(seed), {t.name: [] for t in tables.PRODUCTS}
    for i in range(articles):
        _page(chance, i, _day(chance, start, end, gap), rows, titles)
    made = {t.name: t.conform(t.frame(rows[t.name])) for t in tables.PRODUCTS[:-1]}
    made["events"] = unite.events(made["articles"], made["anniversaries"], made["exchanges"])
    return made


def write(folder: Path, **asked: object) -> Path:
    """Write ``products(**asked)`` to a folder as a build would, and sheets that two coders have filled in."""
    made = products(**asked)
    for name, frame in made.items():
        tables.BY_NAME[name].write(frame, folder / f"{name}.parquet")
    drawn = review.sample(made["exchanges"], made["articles"], "exchanges", 40)
    for coder, doubts in (("ana", 7), ("bo", 9)):
        right = ["no" if i % doubts == 0 else "yes" for i in range(drawn.height)]
        filled = drawn.with_columns(pl.Series("right", right, dtype=pl.String), coder=pl.lit(coder))
        review.write(filled, folder / "review" / f"exchanges-{coder}.csv")
    return folder


def _day(chance: Random, start: date, end: date, gap: tuple[date, date] | None) -> date:
    while True:
        day = start + timedelta(days=chance.randrange((end - start).days + 1))
        if not gap or not gap[0] <= day <= gap[1]:
            return day


def _leader(state: str, day: date) -> tuple[str | None, str | None, str | None]:
    """person_id, name, role of the weightiest office holder whom the shelf knows."""
    for role in ("president", "king", "emir", "prime_minister", "leader"):
        for held in reference.holding(state, role, day):
            return held.person_id, reference.persons()[held.person_id]["name"], role
    return None, None, None


def _page(chance: Random, number: int, day: date, rows: dict[str, list], titles: tuple[str, ...]) -> None:
    pairs = PAIRS.split()
    weights = [len(pairs) - i for i in range(len(pairs))]
    a, b = chance.choices(pairs, weights)[0].split("-")
    if chance.random() < 0.5:
        a, b = b, a
    language = chance.choices(list(TITLES), (6, 2, 2, 1, 2))[0]
    names = {c: reference.states()[c]["name_en"] for c in (a, b)}
    title = titles[number % len(titles)] if titles else TITLES[language].format(a=names[a], b=names[b])
    said = list(_sentences(chance, a, b, day, names))
    text = title + "\n" + " ".join(s for s, _ in said)
    key = f"{number:016x}"
    copy = number > 0 and chance.random() < 0.1
    rows["articles"].append(
        {
            "article_id": key,
            "source_path": f"page-{number:06}.txt",
            "source_id": "1",
            "source_format": "text",
            "source_paths": [f"page-{number:06}.txt"],
            "url": f"https://news.example/{number}" if number % 3 else None,
            "outlet": chance.choice(OUTLETS),
            "title": title,
            "published_date": day if chance.random() < 0.95 else None,
            "published_basis": "stated",
            "language": language,
            "language_basis": "langdetect",
            "text": text,
            "body_start": len(title) + 1,
            "body_end": len(text),
            "story_id": f"{number - 1:016x}" if copy else key,
            "copy_role": "copy" if copy else "original",
            "flags": [],
        }
    )
    rows["headlines"].append(_headline(key, title, language, day, sorted((a, b))))
    start = len(title) + 1
    for n, (sentence, row) in enumerate(said):
        row |= {"article_id": key, "evidence": sentence, "start": start, "end": start + len(sentence)}
        table = "anniversaries" if "ordinal" in row else "exchanges"
        identity, letter = ("anniversary_id", "a") if "ordinal" in row else ("exchange_id", "x")
        rows[table].append(row | {identity: f"{key}-{letter}{n:02}"})
        start += len(sentence) + 1


def _headline(key: str, title: str, language: str, day: date, states: list[str]) -> dict[str, object]:
    people = sorted(p for p, _, _ in (_leader(c, day) for c in states) if p)
    return {
        "headline_id": f"{key}-h000",
        "article_id": key,
        "kind": "title",
        "text": title,
        "start": 0,
        "end": len(title),
        "language": language,
        "language_basis": "page",
        "published_date": day,
        "date_basis": "stated",
        "countries": states,
        "people": people,
    }


def _sentences(chance: Random, a: str, b: str, day: date, names: dict[str, str]) -> Iterator[tuple[str, dict]]:
    """The sentences of a page, each with the row it makes."""
    if chance.random() < 0.3:
        founded = reference.founding(*sorted((a, b)))
        year = founded.day.year if founded else day.year - chance.choice((30, 45, 50, 60, 75))
        n = max(1, day.year - year)
        yield (
            f"It is the {n}th anniversary of ties between {names[a]} and {names[b]}.",
            _anniversary(chance, a, b, day, n, year),
        )
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        kind = chance.choice(list(SAID))
        sender, receiver = _leader(a, day), _leader(b, day)
        words = {"who": sender[1] or "The leader", "whom": receiver[1] or "the leader", "a": names[a], "b": names[b]}
        yield SAID[kind].format(**words), _exchange(chance, kind, (a, sender), (b, receiver), day)


def _anniversary(chance: Random, a: str, b: str, day: date, ordinal: int, year: int) -> dict[str, object]:
    first, second = sorted((a, b))
    dated = chance.random() < 0.5
    return {
        "country_a": first,
        "country_b": second,
        "kind": chance.choices(tables.ANNIVERSARY_KINDS[:4], (6, 2, 1, 1))[0],
        "ordinal": ordinal,
        "founding_year": year,
        "anniversary_date": day if dated else None,
        "date_precision": "day" if dated else None,
        "date_basis": "stated" if dated else None,
        "reference_check": chance.choice(("exact", "same_year", "unknown")),
        "rule": "nth-anniversary",
        "confidence": 0.9,
    }


def _exchange(chance: Random, kind: str, sender: tuple, receiver: tuple, day: date) -> dict[str, object]:
    dated = chance.random() < 0.7
    found: dict[str, object] = {
        "kind": kind,
        "status": chance.choices(tables.STATUSES, (8, 1, 1))[0],
        "mutual": kind in MUTUAL,
        "date": day - timedelta(days=chance.randrange(3)) if dated else None,
        "date_precision": "day" if dated else None,
        "date_basis": "weekday" if dated else None,
        "occasion": chance.choice((None, None, *tables.OCCASIONS)),
        "rule": "made",
        "confidence": 0.9 if chance.random() < 0.8 else None,
    }
    for who, (state, person) in (("actor", sender), ("recipient", receiver)):
        found |= dict(zip((f"{who}_id", f"{who}_name", f"{who}_role"), person, strict=True)) | {f"{who}_country": state}
    return found
