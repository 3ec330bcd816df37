"""One small file of every format, field by field; and hostile input, of which nothing but quarantine rows may come."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import read, tables
from toolkit.read import fields, links, opening, rows, times

PAGES = Path(__file__).parent / "pages"
TITLE = "Presidents of Norland and Suderia mark forty years of ties"
URL = "https://news.example/2025/09/28/norland-suderia-forty-years-1048213"
DEK = "Messages cross on the anniversary as a visit is prepared."
AUTHORS = ["Ana Lind", "Ben Mora"]
DAY = date(2025, 9, 28)
AT = datetime(2025, 9, 28, 19, 30, tzinfo=UTC)
CAPTURED = datetime(2025, 9, 29, 6, 12, tzinfo=UTC)
FIRST, LAST = "ALDERHOLM, Sept. 28 (AFP)", "before the end of the year."
FULL = {"url": URL, "title": TITLE, "dek": DEK, "published_date": DAY, "published_basis": "metadata", "language": "en"}
TIMED = {**FULL, "published_at": AT, "authors": AUTHORS}
DAYED = {**FULL, "published_at": None, "authors": AUTHORS, "outlet": "Example News"}


def all_pages(path: Path, mapping: Path | None = None) -> tuple[list[dict], list[dict]]:
    source = read.Source(path, path.name, path.stat().st_size)
    good, bad = [], []
    for pages, refused in read.pages(source, mapping=mapping):
        assert pages.schema == tables.PAGES.schema
        assert refused.schema == tables.QUARANTINE.schema
        good += pages.to_dicts()
        bad += refused.to_dicts()
    return good, bad


EXPECTED = {
    "news-please.json": ("json/news-please", {**TIMED, "captured_at": CAPTURED, "outlet": "news.example"}),
    "fundus.json": (
        "json/fundus",
        {**TIMED, "url": None, "outlet": "ExampleNews", "section": "Diplomacy", "source_id": "ExampleNews/1"},
    ),
    "trafilatura.json": ("json/trafilatura", {**DAYED, "section": "Diplomacy"}),
    "trafilatura.csv": (
        "tsv/trafilatura",
        {**DAYED, "dek": None, "authors": None, "language": None, "outlet": "news.example"},
    ),
    "trafilatura.xml": ("xml", {**DAYED, "section": "Diplomacy"}),
    "trafilatura.txt": ("markdown", {**DAYED, "language": None, "section": "Diplomacy"}),
    "trafilatura.md": ("markdown", {**DAYED, "language": None, "section": "Diplomacy"}),
    "newspaper4k.json": ("json/newspaper4k", {**TIMED, "outlet": "Example News"}),
    "scrapy.jsonl": ("jsonl", {**TIMED, "captured_at": CAPTURED, "outlet": "Example News", "section": "Diplomacy"}),
    "scrapy.csv": ("csv", {**TIMED, "captured_at": CAPTURED, "outlet": "Example News", "section": "Diplomacy"}),
    "scrapy.tsv": ("tsv", {**TIMED, "captured_at": CAPTURED, "outlet": "Example News", "section": "Diplomacy"}),
    "event-registry.json": (
        "json/event-registry",
        {**TIMED, "dek": None, "source_id": "8812345", "outlet": "Example News", "section": "Diplomacy"},
    ),
    "rss.xml": (
        "feed",
        {**TIMED, "outlet": "Example News", "section": "Diplomacy", "source_id": "n-1048213"},
    ),
    "atom.xml": ("feed", {**TIMED, "outlet": "Example News", "section": "Diplomacy"}),
    "page.html": ("html", {**TIMED, "outlet": "Example News", "section": "Diplomacy"}),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_format_field_by_field(name):
    form, wanted = EXPECTED[name]
    good, bad = all_pages(PAGES / name)
    page = good[0]
    assert page["source_format"] == form
    assert {k: page[k] for k in wanted} == wanted
    assert FIRST in page["body"]
    assert LAST in page["body"]
    assert "<" not in page["body"]
    assert "**" not in page["body"]
    assert page["text"] is None
    if name != "scrapy.jsonl":
        assert not bad


HEADLINE_ONLY = {
    "gdelt-doc.json": ("json/gdelt-doc", {"captured_at": datetime(2025, 9, 29, 6, 15, tzinfo=UTC), "language": "en"}),
    "gdelt-gkg.csv": (
        "tsv/gdelt-gkg",
        {
            "captured_at": datetime(2025, 9, 29, 6, 15, tzinfo=UTC),
            "language": "es",
            "published_at": AT,
            "authors": AUTHORS,
        },
    ),
    "rdf.xml": ("feed", {"published_at": AT, "authors": ["Ana Lind"], "dek": DEK}),
}


@pytest.mark.parametrize("name", HEADLINE_ONLY)
def test_lists_of_headlines(name):
    form, wanted = HEADLINE_ONLY[name]
    ((page,), bad) = all_pages(PAGES / name)
    assert not bad
    assert (page["source_format"], page["url"], page["title"], page["body"]) == (form, URL, TITLE, None)
    assert {k: page[k] for k in wanted} == wanted


def test_seen_is_not_published():
    """The date in GDELT's article list and in gdeltnews is when the page was met, not when it was published."""
    ((listed,), _) = all_pages(PAGES / "gdelt-doc.json")
    ((rebuilt,), _) = all_pages(PAGES / "gdeltnews.csv")
    assert listed["published_date"] is None
    assert rebuilt["published_date"] is None
    assert rebuilt["captured_at"].date() == date(2025, 9, 29)
    assert rebuilt["flags"] == ["lossy_text"]
    assert rebuilt["body"].startswith('The presidents said "ties')


def test_nothing_words_are_null_and_the_record_is_set_aside():
    good, bad = all_pages(PAGES / "scrapy.jsonl")
    assert len(good) == 1
    assert bad == [
        {
            "source_path": "scrapy.jsonl",
            "source_id": "2",
            "reason": "neither title nor text",
            "mend": "name the fields in a mapping file",
        }
    ]


def test_repeated_header_is_no_record():
    good, bad = all_pages(PAGES / "scrapy.csv")
    assert [p["url"] for p in good] == [URL, URL + "-b"]
    assert not bad


def test_second_item_of_a_feed():
    good, _ = all_pages(PAGES / "rss.xml")
    assert good[1]["title"] == "Second & last"


def test_html_keeps_the_other_headlines_and_the_related():
    ((page,), _) = all_pages(PAGES / "page.html")
    assert page["title_alternatives"] == ["Forty years of ties: Norland and Suderia exchange messages"]
    assert [(r["text"], r["block"], r["published_date"]) for r in page["related"]] == [
        ("Ferry line to the islands reopens after the storm", "related", date(2025, 9, 27)),
        ("Harbour strike in Suderia enters its third week", "related", None),
        ("Norland parliament passes budget after a long night", "related", None),
    ]
    assert "Copyright" not in page["body"]
    assert "Photo:" not in page["body"]


def test_a_dump_of_two_pages():
    good, bad = all_pages(PAGES / "two-stories.txt")
    assert not bad
    assert [p["text"].splitlines()[0] for p in good] == [TITLE, "Harbour strike in Suderia enters its third week"]
    assert [p["source_id"] for p in good] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-r"])
def test_encodings_of_dumps(tmp_path, encoding):
    text = (
        "Президенты Норландии и Судерии обменялись посланиями\n\n"
        + "Встреча прошла в столице, и стороны довольны. " * 8
    )
    path = tmp_path / "page.txt"
    path.write_bytes(text.encode(encoding))
    ((page,), bad) = all_pages(path)
    assert not bad
    assert page["text"].strip() == text.strip()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "El señor Muñoz viajó a España; mañana verá al ministro — «será un día de alegría»."),
        ("cp1254", "Cumhurbaşkanı ile görüşen bakan, iki ülkenin ilişkilerini ve sınır ticaretini değerlendirdi."),
        ("cp1250", "Premierzy Norlandii i Suderii rozmawiali w stolicy, a spotkanie było bardzo długie i żywe."),
        ("gb18030", "两国部长就贸易、河流以及即将连接两国首都的铁路交换了意见，双方同意明年春天再次会晤。"),
        ("big5", "兩國部長就貿易、河流以及即將連接兩國首都的鐵路交換了意見，雙方同意明年春天再次會晤。"),
    ],
)
@pytest.mark.parametrize("name", ["page.txt", "page.csv", "page.jsonl"])
def test_older_encodings(tmp_path, encoding, text, name):
    made = {
        "page.txt": text,
        "page.csv": f'url,title,text\n{URL},{text[:20].replace(",", " ")},"{text}"\n',
        "page.jsonl": json.dumps({"title": "x", "text": text}, ensure_ascii=False) + "\n",
    }[name]
    (tmp_path / name).write_bytes(made.encode(encoding))
    ((page,), bad) = all_pages(tmp_path / name)
    assert not bad
    assert (page["text"] or page["body"]) == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_json_lines_in_wide_characters(tmp_path, encoding):
    said = "".join(json.dumps({"title": f"Tytuł {i}", "text": "Treść"}, ensure_ascii=False) + "\n" for i in range(3))
    (tmp_path / "a.jsonl").write_bytes(said.encode(encoding))
    good, bad = all_pages(tmp_path / "a.jsonl")
    assert not bad
    assert [p["title"] for p in good] == ["Tytuł 0", "Tytuł 1", "Tytuł 2"]


@pytest.mark.parametrize("name", ["long.rss", "long.xml"])
def test_long_xml_comes_in_batches(tmp_path, monkeypatch, name):
    monkeypatch.setattr("toolkit.read.feeds.BATCH_BYTES", 5000)
    item = {
        "long.rss": "<item><title>Title {i}</title><link>https://x.example/{i}</link><description>{t}</description></item>",
        "long.xml": '<doc sitename="X" title="Title {i}"><main><p>{t}</p></main></doc>',
    }[name]
    items = "".join(item.format(i=i, t="word " * 200) for i in range(40))
    head, tail = ("<rss><channel>", "</channel></rss>") if name == "long.rss" else ("<documents>", "</documents>")
    (tmp_path / name).write_text(head + items + tail, encoding="utf-8")
    batches = [pages for pages, _ in read.pages(read.Source(tmp_path / name, name, 1))]
    whole = pl.concat(batches)
    assert whole["title"].to_list() == [f"Title {i}" for i in range(40)]
    assert max(b.height for b in batches) <= 8


def test_line_ends(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(b"One line\r\nAnother line\rA third line\n")
    ((page,), _) = all_pages(path)
    assert page["text"] == "One line\nAnother line\nA third line\n"


@pytest.mark.parametrize("pack", ["gz", "bz2", "zst"])
@pytest.mark.parametrize("name", ["scrapy.jsonl", "page.html", "two-stories.txt", "rss.xml"])
def test_packed_files_read_the_same(tmp_path, pack, name):
    raw = (PAGES / name).read_bytes()
    packed = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstandard.compress}[pack](raw)
    path = tmp_path / f"{name}.{pack}"
    path.write_bytes(packed)
    plain, packed_rows = all_pages(PAGES / name)[0], all_pages(path)[0]
    drop = {"source_path"}
    assert [{k: v for k, v in p.items() if k not in drop} for p in packed_rows] == [
        {k: v for k, v in p.items() if k not in drop} for p in plain
    ]


def test_parquet(tmp_path):
    record = json.loads((PAGES / "scrapy.jsonl").read_text(encoding="utf-8").splitlines()[0])
    frame = pl.DataFrame([{**record, "published_at": AT, "byline": AUTHORS}])
    frame.write_parquet(tmp_path / "articles")  # known by its content: no suffix
    ((page,), bad) = all_pages(tmp_path / "articles")
    assert not bad
    assert (page["source_format"], page["title"], page["published_at"], page["authors"]) == (
        "parquet",
        TITLE,
        AT,
        AUTHORS,
    )


def warc(*records: tuple[str, str, bytes]) -> bytes:
    made = b""
    for number, (url, head, payload) in enumerate(records):
        block = head.encode() + b"\r\n\r\n" + payload
        made += (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0-{number}>\r\nWARC-Date: 2025-09-29T06:12:00Z\r\n"
            f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        made += block + b"\r\n\r\n"
    return made


OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html"


def test_warc(tmp_path):
    page = (PAGES / "page.html").read_bytes()
    path = tmp_path / "crawl.warc.gz"
    zipped = gzip.compress(page)
    raw = warc(
        (URL, OK, page),
        ("https://news.example/gone", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html", page),
        ("https://news.example/i.jpg", "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg", b"\xff\xd8"),
        (URL + "-z", f"{OK}\r\nContent-Encoding: gzip\r\nContent-Length: {len(zipped)}", zipped),
        ("https://news.example/empty", OK, b"<html><body></body></html>"),
    )
    path.write_bytes(gzip.compress(raw))
    good, bad = all_pages(path)
    assert [p["url"] for p in good] == [URL, URL + "-z"]
    assert {p["title"] for p in good} == {TITLE}
    assert {p["captured_at"] for p in good} == {CAPTURED}
    assert good[0]["source_id"] == "urn:uuid:0-0"
    assert len(bad) == 1
    assert "no article" in bad[0]["reason"]


def test_a_date_after_the_capture_is_refused(tmp_path):
    page = (PAGES / "page.html").read_text(encoding="utf-8").replace("2025-09-28T21", "2026-03-28T21")
    path = tmp_path / "crawl.warc"
    path.write_bytes(warc((URL, OK, page.encode())))
    ((page_row,), _) = all_pages(path)
    assert page_row["published_date"] is None
    assert page_row["flags"] == ["date_refused"]
    record = {"title": "A title", "date": "2026-03-28", "scraped_at": "2025-09-29T00:00:00Z"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    ((row,), _) = all_pages(tmp_path / "a.jsonl")
    assert (row["published_date"], row["published_at"], row["flags"]) == (None, None, ["date_refused"])


def test_records_that_bring_their_html(tmp_path):
    page = (PAGES / "page.html").read_text(encoding="utf-8")
    record = {"url": URL, "html": page, "scraped_at": "2025-09-29T06:12:00Z", "title": "The record's own title"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    ((row,), bad) = all_pages(tmp_path / "a.jsonl")
    assert not bad
    assert (row["title"], row["published_at"], row["captured_at"]) == ("The record's own title", AT, CAPTURED)
    assert FIRST in row["body"]
    assert len(row["related"]) == 3


def test_a_users_own_names(tmp_path):
    (tmp_path / "fields.toml").write_text('[fields]\ntitle = "kop"\nbody = ["stuk", "deel"]\n', encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"kop": "De titel", "deel": "Een verhaal.", "title": "x"}\n', encoding="utf-8")
    ((row,), _) = all_pages(tmp_path / "a.jsonl", tmp_path / "fields.toml")
    assert (row["title"], row["body"]) == ("De titel", "Een verhaal.")
    (tmp_path / "wrong.toml").write_text('[fields]\nheadlin = "kop"\n', encoding="utf-8")
    with pytest.raises(fields.MappingError, match="no field headlin"):
        all_pages(tmp_path / "a.jsonl", tmp_path / "wrong.toml")


def test_mixed_types_and_rare_fields_lose_nothing(tmp_path):
    records = [
        {"title": "One", "text": "a b", "authors": "X; Y"},
        {"title": "Two", "text": "a b", "authors": ["X", {"name": "Z"}]},
        {"title": 3, "text": "a b", "authors": None, "source": {"title": "S"}},
        {"title": "Half \ud800 a character", "text": "a b"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    good, bad = all_pages(tmp_path / "a.jsonl")
    assert not bad
    assert [p["title"] for p in good] == ["One", "Two", "3", "Half ? a character"]
    assert [p["authors"] for p in good] == [["X", "Y"], ["X", "Z"], None, None]
    assert good[2]["outlet"] == "S"


def test_broken_lines_are_set_aside_with_their_number(tmp_path):
    lines = [
        '{"title": "One", "text": "x"}',
        "not json",
        "",
        "[1, 2]",
        '{"title": "Two", "text": "y"}',
        '{"title": "cut',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    good, bad = all_pages(tmp_path / "a.jsonl")
    assert [(p["source_id"], p["title"]) for p in good] == [("1", "One"), ("5", "Two")]
    assert [q["source_id"] for q in bad] == ["2", "4", "6"]
    assert all(q["reason"] and q["mend"] and q["source_path"] == "a.jsonl" for q in bad)


def test_batches_are_small_and_numbers_run_on(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "BATCH_BYTES", 4096)
    monkeypatch.setattr(rows.lines, "__defaults__", (4096,))
    lines = [json.dumps({"title": f"Title {i}", "text": "word " * (i % 90)}) for i in range(400)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    source = read.Source(tmp_path / "a.jsonl", "a.jsonl", 1)
    batches = [pages for pages, _ in read.pages(source)]
    assert max(b.height for b in batches) < 200
    whole = pl.concat(batches)
    assert whole["title"].to_list() == [f"Title {i}" for i in range(400)]
    assert whole["source_id"].to_list() == [str(i) for i in range(1, 401)]


def test_a_long_array_is_streamed(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.read.documents.WHOLE", 1000)
    monkeypatch.setattr("toolkit.read.documents.STEP", 700)
    records = [{"title": f"Title {i}", "text": "ünlü " * 30} for i in range(50)]
    (tmp_path / "a.json").write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
    good, bad = all_pages(tmp_path / "a.json")
    assert not bad
    assert [p["title"] for p in good] == [f"Title {i}" for i in range(50)]
    cut = (tmp_path / "a.json").read_bytes()[:-3000]
    (tmp_path / "a.json").write_bytes(cut)
    fewer, bad = all_pages(tmp_path / "a.json")
    assert 0 < len(fewer) < 50
    assert "breaks off" in bad[0]["reason"]


def test_sources_are_sorted_relative_and_visible(tmp_path):
    for name in ("b/two.txt", "a/one.txt", ".hidden/x.txt", "a/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [s.name for s in read.sources([tmp_path])] == ["a/one.txt", "b/two.txt"]
    assert [s.name for s in read.sources([tmp_path / "b" / "two.txt"])] == ["two.txt"]


def test_linked_folders_are_followed_and_never_in_circles(tmp_path):
    (tmp_path / "raw" / "a").mkdir(parents=True)
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "two.txt").write_text("x", encoding="utf-8")
    (tmp_path / "raw" / "a" / "one.txt").write_text("x", encoding="utf-8")
    (tmp_path / "raw" / "a" / "up").symlink_to("..")
    (tmp_path / "raw" / "linked").symlink_to("../far")
    (tmp_path / "raw" / "linked too").symlink_to("../far")
    (tmp_path / "raw" / "dangling").symlink_to("nowhere")  # names no file
    assert [s.name for s in read.sources([tmp_path / "raw"])] == ["a/one.txt", "linked/two.txt"]


def test_a_name_of_odd_bytes_can_be_written_down(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("A line of text that is a page.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    (source,) = read.sources([tmp_path])
    assert source.name == "caf\\xe9.txt"
    assert sum(pages.height for pages, _ in read.pages(source)) == 1


def test_a_closed_folder_is_told(tmp_path, monkeypatch):
    """What may not be looked into is a source all the same, and is set aside with its name."""
    (tmp_path / "closed").mkdir()
    walk = os.walk

    def closed(top, *, onerror, **more):
        onerror(PermissionError(13, "Permission denied", str(tmp_path / "closed")))
        return walk(top, onerror=onerror, **more)

    monkeypatch.setattr(os, "walk", closed)
    (source,) = read.sources([tmp_path])
    ((_, bad),) = read.pages(source)
    assert (bad["source_path"][0], source.size) == ("closed", 0)
    assert "cannot be opened" in bad["reason"][0]


# hostile input


def refused(path: Path) -> list[dict]:
    good, bad = all_pages(path)
    assert not good
    assert bad
    assert all(q["reason"] and q["mend"] for q in bad)
    return bad


@pytest.mark.parametrize("pack", ["gz", "bz2", "zst"])
def test_bomb_is_refused_by_ratio_and_size(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(opening, "SAFE_BYTES", 1 << 20)
    raw = b'{"title": "x", "text": "' + b"a" * (8 << 20)
    path = tmp_path / f"bomb.jsonl.{pack}"
    path.write_bytes({"gz": gzip.compress, "bz2": bz2.compress, "zst": zstandard.compress}[pack](raw))
    assert "compression bomb" in refused(path)[0]["reason"]


@pytest.mark.parametrize("pack", ["gz", "bz2", "zst"])
def test_cut_archives_give_what_stands_before_the_cut(tmp_path, pack):
    draw = random.Random(1)
    lines = [json.dumps({"title": f"T {i}", "text": "".join(draw.choices("abcdefgh ", k=3000))}) for i in range(1200)]
    raw = "\n".join(lines).encode()
    packed = {"gz": gzip.compress, "bz2": bz2.compress, "zst": zstandard.compress}[pack](raw)
    path = tmp_path / f"a.jsonl.{pack}"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    good, bad = all_pages(path)
    assert 100 < len(good) < 1200
    assert bad
    assert pack == "zst" or any("cut off" in q["reason"] for q in bad)


def test_one_line_of_200_mb(tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "before", "text": "x"}\n{"text": "')
        for _ in range(200):
            file.write(b"a" * (1 << 20))
        file.write(b'"}\n{"title": "after", "text": "y"}\n')
    good, bad = all_pages(path)
    assert [p["title"] for p in good] == ["before", "after"]
    assert [q["source_id"] for q in bad] == ["2"]
    assert "more than 32 MB" in bad[0]["reason"]


def test_deep_nesting(tmp_path):
    deep = "[" * 50_000 + "]" * 50_000
    (tmp_path / "deep.jsonl").write_text(
        f'{{"title": "x", "text": {deep}}}\n{{"title": "y", "text": "z"}}\n', encoding="utf-8"
    )
    good, bad = all_pages(tmp_path / "deep.jsonl")
    assert [p["title"] for p in good] == ["y"]
    assert "too deep" in bad[0]["reason"]
    (tmp_path / "deep.json").write_text(deep, encoding="utf-8")
    refused(tmp_path / "deep.json")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n "),
        ("binary.dat", bytes(range(256)) * 40),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(300)),
        ("book.pdf", b"%PDF-1.7 ..."),
        ("broken.parquet", b"PAR1" + bytes(200)),
        ("broken.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999\r\n\r\nHTTP/1.1 200"),
        ("broken.xml", b"<?xml version='1.0'?><rss><channel><item><tit"),
        ("broken.json", b'[{"title": "x", "te'),
        ("broken.gz", b"\x1f\x8b\x08\x00garbage"),
        ("empty.html", b"<html><head></head><body></body></html>"),
        ("empty.json", b"[]"),
        ("header.csv", b"url,title,text,date\n"),
        ("settings.json", b'{"name": "crawler", "version": 3}'),
        ("crawl.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"),
        ("pages.tar", b"page.html".ljust(257, b"\0") + b"ustar\x0000" + bytes(300)),
        ("twice.gz", gzip.compress(gzip.compress(b"A page packed twice", mtime=0), mtime=0)),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("picture.webp", b"RIFF\x10\0\0\0WEBPVP8 " + bytes(100)),
        ("page.mhtml", b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<p>x"),
        ("page_files/script.js", b"function f() { return 1; }\n"),
        (
            "laughs.xml",
            b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        ),
    ],
)
def test_what_cannot_be_read_is_set_aside(tmp_path, name, raw):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(raw)
    good, bad = all_pages(tmp_path / name)
    assert not good
    assert bad
    assert all(q["reason"] and q["mend"] for q in bad)


STARTS = [
    b"",
    b"{",
    b'{"title": "',
    b"[",
    b"<html>",
    b"<?xml version='1.0'?><rss>",
    b"WARC/1.0\r\n",
    b"PAR1",
    b"---\n",
    b"\x1f\x8b\x08",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(STARTS), st.binary(max_size=2000), st.sampled_from(["x", "x.jsonl", "x.csv", "x.html", "x.json"])
)
def test_random_bytes_never_crash(tmp_path, start, noise, name):
    (tmp_path / name).write_bytes(start + noise)
    all_pages(tmp_path / name)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(p.name for p in PAGES.iterdir() if p.suffix != ".toml")), st.data())
def test_damaged_files_never_crash(tmp_path, name, data):
    raw = bytearray((PAGES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / name).write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    all_pages(tmp_path / name)


# dates


@pytest.mark.parametrize(
    ("said", "day", "at"),
    [
        ("2025-09-28T23:30:00+08:00", DAY, datetime(2025, 9, 28, 15, 30, tzinfo=UTC)),
        ("2025-09-28 23:30:00-05:00", DAY, datetime(2025, 9, 29, 4, 30, tzinfo=UTC)),
        ("2025-09-28T19:30:00.123Z", DAY, None),
        ("2025-09-28", DAY, None),
        ("2025-09-28 10:00:00", DAY, None),
        ("20250928T193000Z", DAY, AT),
        ("Sun, 28 Sep 2025 21:30:00 +0200", DAY, AT),
        ("1759087800", DAY, AT),
        ("1759087800000", DAY, AT),
        ("28.09.2025", DAY, None),
        ("28/09/2025 10:15", DAY, None),
        ("2025年9月28日", DAY, None),
        ("2025-13-40", None, None),
        ("yesterday", None, None),
    ],
)
def test_dates(said, day, at):
    found = times.moments(pl.Series([said, None]))
    assert found["day"].to_list() == [day, None]
    if at:
        assert found["at"].to_list()[0] == at
    assert times.moment(said)[0] == day


def test_dates_in_addresses():
    assert times.in_url("https://x.example/2025/09/28/a") == DAY
    assert times.in_url("https://x.example/a-20250928.html") == DAY
    assert times.in_url("https://x.example/2025/02/31/a") is None
    assert times.in_url("https://x.example/a-1048213") is None


def test_links_of_another_site_and_inside_sentences_are_no_headlines():
    page = """<body><article><p>He said so in <a href="/2025/09/01/a-long-interview-with-him-10001">a long interview with
    this very paper</a> when the talks had only just begun and nobody believed in them at all.</p></article>
    <ul><li><a href="https://shop.example.org/2025/09/02/buy-this-1">Buy This Wonderful Machine Before Friday Ends</a></li>
    <li><a href="https://other.co.uk/2025/09/02/story-10002">Another site tells another story altogether here</a></li></ul>
    </body>"""
    assert links.related(page, "https://paper.co.uk/2025/09/28/own-story-10003") == []
    assert links.related(page, None) == []


def test_stream_reports_trouble(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"x" * 100_000)[:60])
    stream = opening.Stream(path)
    assert io.BufferedReader(stream).read() == b"" or stream.trouble
    assert stream.trouble is not None


def test_the_engine_can_be_chosen(monkeypatch):
    """With trafilatura asked for, nothing else reads the body."""
    monkeypatch.setattr("toolkit.read.body._kept", lambda page: pytest.fail("the fast way was taken"))
    path = PAGES / "page.html"
    ((pages, _),) = read.pages(read.Source(path, path.name, 1), engine="trafilatura")
    assert FIRST in pages["body"][0]
