"""Languages: the reference, the bulk way beside it, headlines that inherit, and what is never read."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.benchmarks.languages import articles
from toolkit import identify, read, segment, tables
from toolkit.identify import profiles, reference, sample, scripts

BODIES = {
    "en": "The two presidents spoke on the telephone on Monday and agreed that their ministers should meet in the spring.",
    "es": "Los dos presidentes hablaron por teléfono el lunes y acordaron que sus ministros se reunieran en primavera.",
    "fr": "Les deux présidents se sont parlé au téléphone lundi et sont convenus que leurs ministres se verraient bientôt.",
    "de": "Die beiden Präsidenten telefonierten am Montag und vereinbarten, dass sich ihre Minister im Frühjahr treffen.",
    "pt": "Os dois presidentes falaram por telefone na segunda-feira e concordaram que os seus ministros se reuniriam.",
    "tr": "İki cumhurbaşkanı pazartesi günü telefonda görüştü ve bakanlarının ilkbaharda bir araya gelmesini kararlaştırdı.",
    "id": "Kedua presiden berbicara melalui telepon pada hari Senin dan sepakat bahwa para menteri mereka akan bertemu.",
    "ru": "Президенты двух стран поговорили по телефону в понедельник и договорились, что министры встретятся весной.",
    "uk": "Президенти двох країн поговорили телефоном у понеділок і домовилися, що їхні міністри зустрінуться навесні.",
    "ar": "تحدث الرئيسان هاتفيا يوم الاثنين واتفقا على أن يلتقي وزراؤهما في الربيع المقبل لبحث العلاقات بين البلدين.",
    "fa": "دو رئیس جمهور روز دوشنبه تلفنی گفت‌وگو کردند و توافق کردند که وزیران آنها در بهار دیدار کنند.",
    "zh": "两国元首星期一通电话，同意两国外长于明年春天会晤，就双边关系交换意见。",
    "ja": "両国の大統領は月曜日に電話で話し、春に閣僚が会談することで一致したと発表した。",
    "ko": "두 나라 대통령은 월요일 전화 통화를 하고 장관들이 봄에 만나기로 합의했다.",
    "el": "Οι δύο πρόεδροι μίλησαν στο τηλέφωνο τη Δευτέρα και συμφώνησαν να συναντηθούν οι υπουργοί τους.",
}


@pytest.mark.parametrize("code", BODIES)
def test_reference_and_bulk_know_the_language(code):
    assert identify.detect(BODIES[code]) == code
    assert identify.bulk(pl.Series([BODIES[code]]))["language"][0] == code


def test_a_corpus_at_once_agrees_with_the_reference():
    texts = [a + " " + b for a in BODIES.values() for b in BODIES.values() if scripts.of([a]) == scripts.of([b])]
    texts = [t for t in texts if t[:60] in "".join(BODIES.values())]
    found = identify.languages(*articles([v * 4 for v in BODIES.values()]))
    assert found["language"].to_list() == list(BODIES)
    assert set(found["language_basis"]) <= {"bulk", "script", "langdetect"}
    alone = [identify.bulk(pl.Series([t]))["language"][0] for t in texts]
    assert identify.bulk(pl.Series(texts))["language"].to_list() == alone


def test_chinese_headlines_are_not_korean():
    for headline in ("习近平同古巴国家主席互致贺电", "習近平同古巴國家主席互致賀電", "古巴"):
        assert identify.detect(headline) == "zh"


@pytest.mark.parametrize("text", ["", " ", "123 456", "...", "https://x.example/a"])
def test_no_letters_no_language(text):
    found = identify.languages(*articles([text or " "]))
    assert found["language"][0] is None
    assert found["language_basis"][0] is None


def test_what_the_format_says_stands_where_the_words_do_not_tell():
    found = identify.languages(*articles(["1 : 2"], language="tr"))
    assert (found["language"][0], found["language_basis"][0]) == ("tr", "metadata")
    found = identify.languages(*articles([BODIES["es"]], language="en"))
    assert found["language"][0] == "es"


def test_furniture_is_not_read():
    """A short Spanish note among English furniture."""
    note = "El presidente viajará mañana a la capital vecina."
    text = f"READ MORE on our website and subscribe to the newsletter for more stories like this one\n{note}\n"
    frame, _ = articles([text])
    cut = text.index(note)
    blocks = tables.BLOCKS.frame(
        [
            {"article_id": frame["article_id"][0], "start": 0, "end": cut, "kind": "ui"},
            {"article_id": frame["article_id"][0], "start": cut, "end": len(text), "kind": "body"},
        ]
    )
    assert identify.languages(frame, blocks)["language"][0] == "es"


def test_headlines_inherit_when_in_doubt():
    texts = [
        "PM visits Oslo",
        "Los presidentes de ambos países hablaron ayer sobre la paz",
        "中国和古巴建交周年",
        "Madrid 2025",
    ]
    found = identify.headlines(pl.Series(texts), pl.Series(["en", "en", "en", None]))
    assert found["language"].to_list()[:3] == ["en", "es", "zh"]
    assert found["language_basis"].to_list()[:3] == ["page", "headline", "headline"]


def test_the_same_on_every_run_and_in_every_company():
    """No answer depends on what else is in the batch."""
    texts = list(BODIES.values()) * 3
    whole = identify.bulk(pl.Series(texts))
    halves = pl.concat([identify.bulk(pl.Series(texts[:20])), identify.bulk(pl.Series(texts[20:]))])
    assert whole["language"].equals(halves["language"])
    assert identify.detect(BODIES["en"]) == identify.detect(BODIES["en"])


def test_every_script_has_its_candidates():
    assert set(reference.candidates("cyrl")) == {"ru", "uk", "bg", "mk"}
    assert {"en", "es", "fr", "de", "pt", "tr", "id"} <= set(reference.candidates("latn"))
    assert not {"ru", "zh-cn", "ar"} & set(reference.candidates("latn"))
    assert profiles.classify("latn", []) == ([], [])


def test_the_format_s_pages_have_their_language():
    pages = Path(__file__).parent / "pages" / "page.html"
    frame, _ = next(iter(read.pages(read.Source(pages, "page.html", 1))))
    found = identify.languages(*segment.articles(frame))
    assert (found["language"][0], found["language_basis"][0]) == ("en", "bulk")


def test_an_article_given_often_is_read_once():
    """A site's refusal met ten thousand times in a frame of several shards: the work does not grow with its square."""
    held, blocks = articles([BODIES["en"], BODIES["es"]])
    often = pl.concat([held] * 5_000)
    assert sample.sampled(often, pl.concat([blocks] * 5_000), 400).to_list() == [BODIES["en"], BODIES["es"]] * 5_000
