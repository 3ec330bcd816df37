"""Pages to articles and blocks: dumps line by line in ten languages, records composed, several stories on a page."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from datetime import date
from itertools import accumulate
from pathlib import Path
from string import Template

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit import explain, language, read, segment, tables
from toolkit.segment import days, literals, words
from toolkit.segment.facts import Facts

SHARED = Path(os.environ.get("AMITY_SHARED", Path(__file__).parent.parent.parent / "shared"))
PAGES = Path(__file__).parent / "pages"
LONG = "The two ministers spoke of trade, of the river and of the railway that is to join their capitals before long."


def pages(*texts: str, **more: object) -> pl.DataFrame:
    rows = [
        {"source_path": "x", "source_id": str(i), "source_format": "text", "text": t} | more
        for i, t in enumerate(texts)
    ]
    return tables.PAGES.frame(rows)


def one(text: str, **more: object) -> tuple[dict, list[tuple[str, str]]]:
    articles, blocks = segment.articles(pages(text, **more))
    article = articles.row(0, named=True)
    held = blocks.filter(article_id=article["article_id"]).sort("start").to_dicts()
    assert "".join(article["text"][b["start"] : b["end"]] for b in held) == article["text"]
    return article, [(b["kind"], article["text"][b["start"] : b["end"]].strip()) for b in held if b["kind"] != "blank"]


def dump(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def test_a_dump_with_everything():
    article, blocks = one(
        dump(
            "Coral Courier",
            "PACIFIC",
            "3 min read",
            "Ministers of Norland and Suderia agree on the river railway",
            "A bridge of nine spans is to be built first, with money from both treasuries.",
            "Ministers of Norland and Suderia agree on the river railway",
            "The ministers at the river. [AFP]",
            "September 28, 2025",
            "ALDERHOLM (AFP) - " + LONG,
            "RECOMMENDED",
            "RelatedCoral Courier - Ferry line to the islands reopens after storm",
            "A long history",
            LONG,
            "SOURCE:AFP",
            "Explore",
            "Harbour strike in Suderia enters its third week",
            "Norland parliament passes budget after a long night",
            "Copyright Coral Courier. All rights reserved.",
        )
    )
    kinds = dict(blocks[::-1])
    assert [k for k, _ in blocks] == [
        "section", "section", "read_time", "title", "dek", "title_repeat", "caption", "date_line", "body", "ui",
        "ui", "inline_related", "subhead", "body", "source", "tail_label", "related_headline", "related_headline", "legal",
    ]  # fmt: skip
    assert kinds["inline_related"] == "Ferry line to the islands reopens after storm"
    assert (article["title"], article["dek"][:20]) == (kinds["title"], "A bridge of nine spa")
    assert (article["outlet"], article["section"], article["agency"]) == ("Coral Courier", "PACIFIC", "AFP")
    assert (article["published_date"], article["published_basis"]) == (date(2025, 9, 28), "stated")
    assert article["text"][article["body_start"] : article["body_end"]].startswith("ALDERHOLM")
    assert article["text"][article["body_start"] : article["body_end"]].endswith(LONG)


@pytest.mark.parametrize(
    ("above", "outlet", "section"),
    [
        (["Coral Courier", "Home / World / Asia"], "Coral Courier", "World/Asia"),
        (["Coral Courier", "Home > Pacific > Title"], "Coral Courier", "Pacific"),
        (["Coral Courier", "News | Weather"], "Coral Courier", "News/Weather"),
        (["Coral Courier", "NEWS", "East Coast"], "Coral Courier", "NEWS/East Coast"),
        (["Title - Pacific Affairs - Courier"], "Courier", "Pacific Affairs"),
        (["Coral Courier"], "Coral Courier", None),
        (["Foreign affairs"], None, "Foreign affairs"),
        (["首页 > 国际"], None, "国际"),
        (["Coral Courier", "News | Culture | Sports | Business | Opinion"], "Coral Courier", None),
    ],
)
def test_the_place_of_a_page(above, outlet, section):
    title = "Ministers of Norland and Suderia agree on the river railway"
    head = [line.replace("Title", title) for line in above]
    article, _ = one(
        dump(*head, title, "28 September 2025", LONG, LONG, "Copyright Coral Courier. All rights reserved.")
    )
    assert article["title"] == title
    assert (article["outlet"], article["section"]) == (outlet, section)


def test_lists_are_labelled():
    text = dump(
        "A title that is quite long enough to be one", LONG, LONG, "Most Read", "First of the other headlines here"
    )
    articles, blocks = segment.articles(pages(text))
    (label,) = blocks.filter(kind="related_headline")["label"].to_list()
    assert label == "most_read"
    assert articles["flags"][0].to_list() == ["no_date"]


TAILS = {
    "es": ("Últimas noticias", "El puerto de la capital reabre tras la tormenta", "28 de septiembre de 2025"),
    "fr": ("À lire aussi", "Le port de la capitale rouvre après la tempête", "28 septembre 2025"),
    "ru": ("Читайте также", "Порт столицы снова открыт после сильного шторма", "28 сентября 2025"),
    "ar": ("أخبار ذات صلة", "ميناء العاصمة يعود إلى العمل بعد العاصفة القوية", "28 سبتمبر 2025"),
    "zh": ("相关新闻", "首都港口在风暴过后重新开放航线恢复正常", "2025年09月28日"),
    "pt": ("Leia também", "O porto da capital reabre depois da tempestade", "28 de setembro de 2025"),
    "tr": ("Çok Okunanlar", "Başkentin limanı fırtınadan sonra yeniden açıldı", "28 Eylül 2025"),
    "de": ("Mehr zum Thema", "Der Hafen der Hauptstadt öffnet nach dem Sturm wieder", "28. September 2025"),
    "id": ("Baca juga", "Pelabuhan ibu kota dibuka kembali setelah badai besar", "28 September 2025"),
    "en": ("Related Stories", "The capital's harbour opens again after the storm", "28 September 2025"),
}
BODY = {
    "es": "Los ministros hablaron del comercio, del río y del ferrocarril que unirá sus capitales en pocos años, según dijeron.",
    "fr": "Les ministres ont parlé du commerce, du fleuve et du chemin de fer qui reliera bientôt leurs deux capitales.",
    "ru": "Министры говорили о торговле, о реке и о железной дороге, которая скоро соединит столицы двух соседних стран.",
    "ar": "تحدث الوزيران عن التجارة وعن النهر وعن السكة الحديدية التي ستربط بين العاصمتين خلال السنوات القليلة المقبلة.",
    "zh": "两国部长就贸易、河流以及即将连接两国首都的铁路交换了意见，双方同意在明年春天再次会晤并签署相关文件。",
    "pt": "Os ministros falaram do comércio, do rio e da ferrovia que em poucos anos deve ligar as duas capitais vizinhas.",
    "tr": "Bakanlar ticareti, nehri ve birkaç yıl içinde iki başkenti birbirine bağlayacak olan demir yolunu konuştular.",
    "de": "Die Minister sprachen über den Handel, den Fluss und die Bahn, die ihre Hauptstädte bald verbinden soll.",
    "id": "Kedua menteri berbicara tentang perdagangan, sungai, dan rel kereta yang akan menghubungkan kedua ibu kota itu.",
    "en": LONG,
}
HEADS = {code: headline for code, (_, headline, _) in TAILS.items()}


@pytest.mark.parametrize("code", TAILS)
def test_furniture_of_ten_languages(code):
    label, other, day = TAILS[code]
    title = BODY[code][: len(BODY[code]) * 6 // 10].rstrip(" ，、,.")
    article, blocks = one(dump(title, day, BODY[code], BODY[code], label, other, other[::-1].title() + " x"))
    assert article["title"] == title
    assert article["published_date"] == date(2025, 9, 28)
    assert article["text"][article["body_start"] : article["body_end"]] == f"{BODY[code]}\n{BODY[code]}"
    assert ("tail_label", label) in blocks
    assert ("related_headline", other) in blocks


def test_every_language_has_the_page_s_keys():
    wanted = set(language.load("en").sections["page"]) - {"inline_glued", "abbreviation"}
    for code in language.codes():
        assert set(language.load(code).sections["page"]) >= wanted, code
        assert set(language.load(code).sections["page"]["lists"]) >= {"related", "most_read", "latest", "explore"}, code


def test_bodies_are_not_furniture():
    """Sentences of diplomacy that begin or sound like furniture."""
    for sentence in (
        "Los ministros suscribieron un acuerdo que permitirá a los dos países construir el puente sobre el río en tres años.",
        "Autoridades de los dos países se reunirán la próxima semana en la capital para revisar los acuerdos de comercio.",
        "اشترك الرئيسان في افتتاح المعرض الذي يضم رسائل وصورا من تاريخ العلاقات بين البلدين خلال العقود الأربعة الماضية.",
        "Von der Leyen traf am Montag die Präsidentin und sprach mit ihr über den Handel zwischen den beiden Staaten.",
        "记者从外交部获悉，两国部长就贸易、河流以及即将连接两国首都的铁路交换了意见，双方同意明年再次会晤。",
    ):
        _, blocks = one(dump("A title that is quite long enough to be one", sentence, sentence))
        assert [k for k, _ in blocks if k == "body"] == ["body", "body"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("September 28, 2025", date(2025, 9, 28)),
        ("Published: 28 Sept 2025, 10:15", date(2025, 9, 28)),
        ("28.09.2025 21:30", date(2025, 9, 28)),
        ("2025年9月28日 15:50", date(2025, 9, 28)),
        ("09/28/2025", date(2025, 9, 28)),
        ("1er octobre 2025", date(2025, 10, 1)),
        ("31 February 2025", None),
        ("May 2025", None),
        ("9 to 5", None),
    ],
)
def test_days(line, day):
    assert days.day(line) == day


def test_a_day_never_comes_from_the_body_or_the_tail():
    article, _ = one(
        dump(
            "A title that is quite long enough to be one",
            LONG + " They first met on September 3, 2019.",
            LONG,
            "Explore",
            "Another headline of the list that follows here",
            "September 28, 2025",
        )
    )
    assert article["published_date"] is None
    assert article["published_basis"] is None


def test_a_dateline_takes_its_year_only_from_an_address_of_the_same_month():
    text = dump("A title that is quite long enough to be one", "BRENNAU, Sept. 27 (Xinhua) -- " + LONG, LONG)
    for url, day in (
        ("https://x.example/2025/09/a-story", date(2025, 9, 27)),
        ("https://x.example/2025/10/a-story", None),
        (None, None),
    ):
        article, _ = one(text, url=url)
        assert article["published_date"] == day
        assert article["published_basis"] == ("dateline" if day else None)
    article, _ = one(text, url="https://x.example/2025/09/28/a-story")
    assert (article["published_date"], article["published_basis"]) == (date(2025, 9, 28), "url")
    assert article["agency"] == "Xinhua"


def test_several_stories_are_split_and_flagged():
    first, second = (
        "Ministers of Norland and Suderia agree on the river",
        "Harbour strike in Suderia enters its third week",
    )
    text = dump(
        first, "September 28, 2025", "", "ALDERHOLM (AFP) - " + LONG, LONG, "",
        second, "BRENNAU, Sept. 27 (AFP) -- " + LONG, LONG, "",
        "Explore", "Another headline of the list that follows here",
    )  # fmt: skip
    articles, blocks = segment.articles(pages(text))
    assert articles["title"].to_list() == [first, second]
    assert [f.to_list()[0] for f in articles["flags"]] == ["multi_article"] * 2
    assert "".join(articles["text"]) == text
    assert articles["published_date"].to_list() == [date(2025, 9, 28), None]
    for article in articles.iter_rows(named=True):
        held = blocks.filter(article_id=article["article_id"]).sort("start")
        assert "".join(article["text"][a:b] for a, b in held.select("start", "end").iter_rows()) == article["text"]


def test_records_are_composed_with_a_span_for_every_headline():
    source = read.Source(PAGES / "page.html", "page.html", 1)
    frame, _ = next(iter(read.pages(source)))
    articles, blocks = segment.articles(frame)
    article = articles.row(0, named=True)
    related = blocks.filter(kind="related_headline").sort("start").to_dicts()
    assert [article["text"][b["start"] : b["end"]].strip() for b in related] == [
        "Ferry line to the islands reopens after the storm",
        "Harbour strike in Suderia enters its third week",
        "Norland parliament passes budget after a long night",
    ]
    assert related[0]["url"].endswith("1048101")
    assert [b["published_date"] for b in related] == [date(2025, 9, 27), None, None]
    assert {b["label"] for b in related} == {"related"}
    assert article["text"].startswith(article["title"] + "\n" + article["dek"] + "\nALDERHOLM")
    assert article["text"][article["body_start"] : article["body_end"]].endswith("until the spring.")
    assert (article["agency"], article["host"], article["published_basis"]) == ("AFP", "news.example", "metadata")


def test_a_headline_alone_is_an_article():
    source = read.Source(PAGES / "gdelt-doc.json", "gdelt-doc.json", 1)
    frame, _ = next(iter(read.pages(source)))
    article = segment.articles(frame)[0].row(0, named=True)
    assert article["text"] == article["title"] + "\n"
    assert article["body_start"] is None


def test_the_same_page_is_the_same_article():
    text = dump("A title that is quite long enough to be one", LONG)
    articles, _ = segment.articles(pages(text, text))
    assert articles.height == 1  # the first alone, so that a refusal met a thousand times is one article
    other, _ = segment.articles(pages(text + "x"))
    assert other["article_id"][0] != articles["article_id"][0]


PIECES = st.sampled_from(
    [*BODY.values(), *HEADS.values(), "Explore", "RECOMMENDED", "", "  ", "3 min read", "SOURCE:AFP", "September 28, 2025",
     "RelatedTRT World - Another headline of the list", "By Ann Lee", "© All rights reserved", "\u2028", "a|b|c",
     "相关新闻", "x" * 300, "¨"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=60), min_size=1, max_size=14))
@example(["¨"])
def test_blocks_tile_any_text(lines):
    text = "\n".join(lines)
    articles, blocks = segment.articles(pages(text))
    assert "".join(articles["text"]) == (text if text.strip() else "")
    for article in articles.iter_rows(named=True):
        held = blocks.filter(article_id=article["article_id"]).sort("start")
        assert "".join(article["text"][a:b] for a, b in held.select("start", "end").iter_rows()) == article["text"]
        assert held["kind"].is_in(tables.BLOCK_KINDS).all()


FORMS = [(key, form) for key in words.KEYS for form in words.forms(key)]


def plainly(key: str, folded: str) -> bool:
    """Every pattern of a key tried on a line, as if nothing were known of either."""
    tried = (re.match(f, folded) if f.startswith("^") else re.search(f, folded) for f in words.forms(key))
    return any(tried)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FORMS), st.sampled_from(words.KEYS), st.booleans(), st.data())
def test_no_pattern_is_lost_by_how_a_line_begins_or_what_is_in_it(drawn, other, alone, data):
    key, form = drawn
    line = data.draw(st.from_regex(form, fullmatch=alone)).replace("\n", " ").strip()
    asked = Facts(line if alone else f"{line} {LONG}")
    for k in {key, other}:
        assert asked.says(k) == plainly(k, asked.folded)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.from_regex("|".join(words.forms("nav")), fullmatch=True), st.sampled_from("a |".split()))))
def test_a_menu_is_counted_where_it_can_be_one(parts):
    asked = Facts(" ".join(parts).strip())
    named, all_words = len(words.pattern("nav").findall(asked.folded)), len(asked.folded.split())
    assert asked.menu == (all_words >= 4 and named * 10 > all_words * 6)


@pytest.mark.parametrize(
    ("pattern", "begins", "holds"),
    [
        ("^by (?:the|a)\\b", {"by "}, {"by the", "by a"}),
        ("^(?:le|la)s? x+", {"le ", "la ", "les", "las"}, {"le ", "la ", "les ", "las "}),
        ("photo(?:s|graphs)?\\s*:", {"pho"}, {"photo", "photos", "photographs"}),
        (".{2,9}end", {""}, {"end"}),
        ("(?i)cookie", {""}, {""}),
        ("a|", {"a", ""}, {""}),
        ("(?:b\\d|cc)+", {"b", "cc"}, {"b", "cc"}),
        ("[^a]?z", {""}, {"z"}),
    ],
)
def test_what_a_pattern_needs_of_a_line(pattern, begins, holds):
    assert literals.prefixes(pattern) == begins
    assert literals.literals(pattern) == holds


def test_a_pattern_is_tried_where_it_can_begin():
    assert literals.starts(r"[a-c]x", "b") and not literals.starts(r"[a-c]x", "d")
    assert literals.starts(r"\d?:", "7") and literals.starts(r"\d?:", ":") and not literals.starts(r"\d?:", "x")
    assert literals.starts(r"(?:y)*", "z"), "it may be empty"
    assert literals.starts(r"(?i:y)", "Y"), "what is not understood takes any"


def test_folding_at_once_is_folding_of_each():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert language.fold(every) == "".join(map(language.fold, every))


def test_months_of_ten_languages():
    assert {
        words.months()[m] for m in ("september", "septiembre", "setembro", "septembre", "сентября", "eylul", "سبتمبر")
    } == {9}


@pytest.mark.skipif(not (SHARED / "gold" / "pages.jsonl").exists(), reason="no labelled pages beside the repository")
def test_labelled_pages():
    """Twenty labelled dumps: titles, days, bounds and related headlines; shares may only rise."""
    right = {"title": 0, "section": 0, "published": 0, "first": 0, "last": 0, "related": 0, "all_related": 0}
    rows = [json.loads(x) for x in (SHARED / "gold" / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        text = (SHARED / "gold" / row["file"]).read_text(encoding="utf-8")
        articles, blocks = segment.articles(pages(text))
        article = articles.row(0, named=True)
        right["title"] += article["title"] == row["title"]
        right["section"] += (article["section"] or "").casefold() == (row["section"] or "").casefold()
        right["published"] += str(article["published_date"]) == str(row["published"])
        right["first"] += article["body_start"] == text.find(row["body_first_sentence"])
        last = text.find(row["body_last_sentence"]) + len(row["body_last_sentence"])
        right["last"] += article["body_end"] == last
        found = {
            article["text"][b["start"] : b["end"]].strip()
            for b in blocks.filter(pl.col("kind").is_in(("related_headline", "inline_related"))).to_dicts()
        }
        wanted = {r["text"] for r in row["related_headlines"]}
        right["related"] += len(found & wanted)
        right["all_related"] += len(wanted)
    assert right["title"] >= 19
    assert right["section"] >= 14  # the others' texts do not say it
    assert right["published"] == len(rows)
    assert right["first"] >= 19
    assert right["last"] >= 16
    assert right["related"] >= right["all_related"] * 0.98


OUTLETS = tomllib.loads((PAGES / "outlets.toml").read_text(encoding="utf-8"))
NAMED = [(code, name) for code in OUTLETS["words"] for name in OUTLETS[code]]


def filled(code: str, name: str) -> list[tuple[str, str]]:
    """Kind and words of every line of an outlet's page."""
    lines = (Template(line).substitute(OUTLETS["words"][code]).partition("|") for line in OUTLETS[code][name])
    return [(kind, words) for kind, _, words in lines]


@pytest.mark.parametrize(("code", "name"), NAMED)
def test_the_furniture_of_an_outlet(code, name):
    """Every line of a page in the outlet's manner has its kind, and the page its title, day and body."""
    wanted = filled(code, name)
    text = dump(*(words for _, words in wanted))
    (article,) = segment.articles(pages(text))[0].to_dicts()
    blocks = segment.articles(pages(text))[1]
    kinds = {b["end"]: b["kind"] for b in blocks.to_dicts()}
    ends = accumulate(len(words) + 1 for _, words in wanted)
    assert [(kinds[end], words) for end, (_, words) in zip(ends, wanted, strict=True)] == wanted
    assert article["published_date"] == date(2025, 9, 28)
    assert OUTLETS["words"][code]["T"] in article["title"]
    assert article["text"][article["body_start"] : article["body_end"]].endswith(OUTLETS["words"][code]["B"])


def test_outlets_are_many():
    assert len(NAMED) >= 50
    assert {code for code, _ in NAMED} == set(language.codes())


@pytest.mark.parametrize(
    ("code", "name", "agency"),
    [
        ("en", "xinhua", "Xinhua"),
        ("en", "tass", "TASS"),
        ("en", "trt_world", "AFP"),
        ("en", "reuters", "Reuters"),
        ("es", "prensa_latina", "Prensa Latina"),
        ("fr", "france24", "AFP"),
        ("zh", "cctv", "央视网"),
        ("id", "antara", "ANTARA"),
    ],
)
def test_agencies_of_credits_and_datelines(code, name, agency):
    (article,) = segment.articles(pages(dump(*(words for _, words in filled(code, name)))))[0].to_dicts()
    assert article["agency"] == agency


WRAPPED = """A call from Riga

RIGA, Nov 20 - President of Latvia Edgars Rinkevics spoke by phone with
President of Estonia Alar Karis on Monday about the railway that is to
join their capitals, his office said in a note to the press. The two of
them had not spoken since the summer.

Work on the line began nine years ago and has cost more than was thought,
which is why both of them want to see the figures before the year is out.
"""


def test_a_wrapped_text_is_read_by_paragraph():
    _, blocks = one(WRAPPED)
    body = [text for kind, text in blocks if kind == "body"]
    assert [b.count("\n") for b in body] == [3, 1]
    assert body[0].endswith("since the summer.")


def test_lines_that_are_paragraphs_are_not_joined():
    _, blocks = one("A call from Riga\n" + "\n".join([LONG] * 6))
    assert [text for kind, text in blocks if kind == "body"] == [LONG] * 6


def test_an_act_over_a_wrapped_line_is_found():
    (row,) = explain.code(WRAPPED, date(2024, 11, 20), "en")["exchanges"].to_dicts()
    assert (row["kind"], row["actor_name"], row["recipient_name"]) == ("call", "Edgars Rinkevics", "Alar Karis")
    assert WRAPPED[row["start"] : row["end"]] == row["evidence"]
