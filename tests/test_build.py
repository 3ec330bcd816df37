"""The build: same input same bytes, only what changed, nothing lost to a bad file or a dead worker."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from toolkit import build as house
from toolkit import language, manifest, tables, union
from toolkit.build import BuildError, build

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "datasets" / "raw"
PRODUCTS = ("articles", "headlines", "anniversaries", "exchanges", "events", "rejects", "quarantine")
PAGE = """Riverside Courier
Kenyan leader phones Ghanaian counterpart after election
January 9, 2025

NAIROBI, Jan 9 -- Kenyan President William Ruto on Thursday telephoned Ghanaian President John Mahama.
He congratulated him on his election and wished him well for the term of office that has now begun, State House said.

The two leaders agreed to keep working together on trade and on the security of the region in the months ahead.
"""


def digests(folder: Path) -> dict[str, str]:
    return {n: hashlib.sha256((folder / f"{n}.parquet").read_bytes()).hexdigest() for n in PRODUCTS}


@pytest.fixture
def pages(tmp_path) -> Path:
    raw = tmp_path / "raw"
    for n in range(6):
        (raw / f"outlet{n}").mkdir(parents=True)
        (raw / f"outlet{n}" / "page.txt").write_text(PAGE.replace("Riverside", f"Riverside {n}"), encoding="utf-8")
    return raw


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(house, "SHARD_FILES", 1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build([SAMPLE], folder, workers=1, quiet=True)
    return folder


def test_sample_gives_every_product(sample):
    for name in ("articles", "headlines", "anniversaries", "exchanges", "events"):
        frame = pl.read_parquet(sample / f"{name}.parquet")
        assert frame.height > 10
        assert frame.schema == tables.BY_NAME[name].schema


def test_evidence_is_the_text_from_start_to_end(sample):
    texts = dict(pl.read_parquet(sample / "articles.parquet").select("article_id", "text").iter_rows())
    checked = 0
    for name, column in (
        ("anniversaries", "evidence"),
        ("exchanges", "evidence"),
        ("rejects", "evidence"),
        ("headlines", "text"),
    ):
        for row in pl.read_parquet(sample / f"{name}.parquet").iter_rows(named=True):
            assert texts[row["article_id"]][row["start"] : row["end"]] == row[column]
            checked += 1
    assert checked > 100


def test_blocks_tile_every_text(sample):
    texts = dict(pl.read_parquet(sample / "articles.parquet").select("article_id", "text").iter_rows())
    blocks = pl.concat(pl.read_parquet(p) for p in (sample / "shards").glob("*.blocks.parquet"))
    for (article_id,), own in blocks.sort("start").group_by("article_id", maintain_order=True):
        spans = own.select("start", "end").rows()
        assert [0, *(e for _, e in spans)] == [*(s for s, _ in spans), len(texts[article_id])]


def test_same_bytes_with_one_and_two_workers(pages, tmp_path, small_shards):
    build([pages], tmp_path / "one", workers=1, quiet=True)
    build([pages], tmp_path / "again", workers=1, quiet=True)
    build([pages], tmp_path / "two", workers=2, quiet=True)
    assert digests(tmp_path / "one") == digests(tmp_path / "again") == digests(tmp_path / "two")


def test_second_build_does_nothing(pages, tmp_path, small_shards):
    first = build([pages], tmp_path / "out", workers=1, quiet=True)
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*") if p.is_file()}
    second = build([pages], tmp_path / "out", workers=1, quiet=True)
    assert first.built > 1
    assert (second.built, second.kept) == (0, first.built)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*") if p.is_file()} == times


def test_touched_file_rebuilds_nothing(pages, tmp_path, small_shards):
    build([pages], tmp_path / "out", workers=1, quiet=True)
    os.utime(pages / "outlet0" / "page.txt", (1, 1))
    assert build([pages], tmp_path / "out", workers=1, quiet=True).built == 0


def test_changed_added_and_removed_pages_rebuild_what_they_must(pages, tmp_path, small_shards):
    out = tmp_path / "out"
    whole = build([pages], out, workers=1, quiet=True)
    (pages / "outlet0" / "page.txt").write_text(PAGE.replace("William Ruto", "William Samoei Ruto"), encoding="utf-8")
    changed = build([pages], out, workers=1, quiet=True)
    assert changed.built == 1
    assert changed.kept == whole.built - 1
    (pages / "outlet5" / "page.txt").unlink()
    removed = build([pages], out, workers=1, quiet=True)
    assert removed.built <= 1
    assert removed.counts["articles"] == 5
    build([pages], tmp_path / "fresh", workers=1, quiet=True)
    assert digests(out) == digests(tmp_path / "fresh")


def test_one_new_page_costs_one_shard(pages, tmp_path, monkeypatch):
    monkeypatch.setattr(house, "SHARD_FILES", 2)
    whole = build([pages], tmp_path / "out", workers=1, quiet=True)
    (pages / "new.txt").write_text(PAGE.replace("Ruto", "Samoei Ruto"), encoding="utf-8")
    after = build([pages], tmp_path / "out", workers=1, quiet=True)
    assert (after.built, after.kept) in (
        (1, whole.built - 1),
        (1, whole.built),
    )  # its hash may ask for a shard of its own
    assert after.counts["articles"] == whole.counts["articles"] + 1


def test_parts_of_a_large_file_change_no_byte(pages, tmp_path, monkeypatch):
    """A worker that may hold little text codes a file in parts; a later build that may hold more leaves none behind."""
    whole = build([SAMPLE], tmp_path / "whole", workers=1, quiet=True)
    monkeypatch.setattr(house, "PART_BYTES", 4_000)
    parted = build([SAMPLE], tmp_path / "parted", workers=1, quiet=True)
    assert len(list((tmp_path / "parted" / "shards").glob("*+*.articles.parquet"))) > 3
    assert parted.counts == whole.counts
    assert digests(tmp_path / "parted") == digests(tmp_path / "whole")
    monkeypatch.undo()
    next((tmp_path / "parted" / "shards").glob("*+0001.blocks.parquet")).unlink()
    assert build([SAMPLE], tmp_path / "parted", workers=1, quiet=True).built == whole.built
    build([SAMPLE, pages], tmp_path / "parted", workers=1, quiet=True)
    assert not list((tmp_path / "parted" / "shards").glob("*+*"))


def test_union_in_ranges_gives_the_bytes_of_a_union_in_memory(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(union, "AT_ONCE", 7)
    monkeypatch.setattr(union, "ROWS_AT_ONCE", 11)
    build([SAMPLE], tmp_path / "out", workers=1, quiet=True)
    assert digests(tmp_path / "out") == digests(sample)


def test_pieces_joined_are_the_file_written_whole(tmp_path, monkeypatch):
    """Row groups do not end where a piece does."""
    monkeypatch.setattr(tables, "ROW_GROUP", 50)
    rows = [{"source_path": f"{n:04}", "source_id": "1", "reason": "r" * (n % 7), "mend": "m"} for n in range(330)]
    whole = tables.QUARANTINE.frame(rows)
    tables.QUARANTINE.write(whole, tmp_path / "whole.parquet")
    pieces = [tmp_path / f"{n}.parquet" for n in range(3)]
    for path, (start, end) in zip(pieces, ((0, 3), (3, 120), (120, 330)), strict=True):
        whole[start:end].write_parquet(path)
    tables.QUARANTINE.join(pieces, tmp_path / "joined.parquet")
    assert (tmp_path / "joined.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


@pytest.fixture
def own_words(tmp_path, monkeypatch):
    """A copy of the toolkit's files, so that a language file can be changed."""
    copy = tmp_path / "toolkit"
    shutil.copytree(manifest.HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(manifest, "HERE", copy)
    monkeypatch.setattr(language, "FOLDER", copy / "languages")
    keys = (manifest.reading_key, manifest.coding_key, manifest.shelf_key, language.load, language.codes)
    for known in keys:
        known.cache_clear()
    yield lambda: [known.cache_clear() for known in keys]
    monkeypatch.undo()
    for known in keys:
        known.cache_clear()


class Noting:
    """The shard function, which notes what it was given."""

    def __init__(self) -> None:
        self.tasks: list[house.Task] = []

    def __call__(self, task: house.Task) -> house.Made:
        self.tasks.append(task)
        return house.shard(task)


def test_word_of_one_language_recodes_only_its_shards(tmp_path, own_words, small_shards):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "es.txt").write_bytes((SAMPLE / "efe" / "petro-caracas.txt").read_bytes())
    (raw / "en.txt").write_text(PAGE, encoding="utf-8")
    assert build([raw], out, workers=1, quiet=True).built == 2
    words = manifest.HERE / "languages" / "es.toml"
    words.write_text(words.read_text(encoding="utf-8") + "\n# other words, not for pages\n", encoding="utf-8")
    own_words()
    done = build([raw], out, workers=1, quiet=True, work=(noting := Noting()))
    assert (done.built, done.kept) == (1, 1)
    ((task,),) = (noting.tasks,)
    assert [s.name for s in task.sources] == ["es.txt"]
    assert task.standing == 1  # its pages are not read again
    page = words.read_text(encoding="utf-8").replace("[page]", '[page]\nnews = ["nada"]')
    words.write_text(page, encoding="utf-8")
    own_words()
    assert build([raw], out, workers=1, quiet=True).built == 2  # the words of pages are read in all languages at once


class Stopping:
    """A shard function that is stopped before a certain shard."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, task: house.Task) -> house.Made:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return house.shard(task)


def test_stopped_build_goes_on_where_it_was(pages, tmp_path, small_shards):
    whole = build([pages], tmp_path / "calm", workers=1, quiet=True)
    with pytest.raises(KeyboardInterrupt):
        build([pages], tmp_path / "out", workers=1, quiet=True, work=Stopping(2))
    done = build([pages], tmp_path / "out", workers=1, quiet=True)
    assert (done.built, done.kept) == (whole.built - 2, 2)
    assert digests(tmp_path / "out") == digests(tmp_path / "calm")


def test_shard_begun_does_not_count_as_built(pages, tmp_path, small_shards):
    """A page is changed, its shard written, the build stopped, the page changed back: the shard is not the old one."""
    out, page = tmp_path / "out", pages / "outlet0" / "page.txt"
    build([pages], out, workers=1, quiet=True)
    before, old = digests(out), page.read_bytes()
    page.write_text(PAGE.replace("William Ruto", "William Samoei Ruto"), encoding="utf-8")

    def half(task: house.Task) -> house.Made:
        house.shard(task)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([pages], out, workers=1, quiet=True, work=half)
    page.write_bytes(old)
    assert build([pages], out, workers=1, quiet=True).built == 1
    assert digests(out) == before


def test_lost_output_is_made_again(pages, tmp_path, small_shards):
    out = tmp_path / "out"
    build([pages], out, workers=1, quiet=True)
    before = digests(out)
    (out / "exchanges.parquet").unlink()
    next((out / "shards").glob("*.headlines.parquet")).unlink()
    build([pages], out, workers=1, quiet=True)
    assert digests(out) == before


def test_bad_file_is_set_aside_and_the_rest_is_built(pages, tmp_path):
    (pages / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)
    done = build([pages], tmp_path / "out", workers=1, quiet=True)
    (row,) = pl.read_parquet(tmp_path / "out" / "quarantine.parquet").to_dicts()
    assert row["source_path"] == "broken.txt"
    assert row["reason"]
    assert row["mend"]
    assert done.counts["articles"] == 6


def test_a_path_that_is_not_there_is_refused_beside_one_that_is(tmp_path):
    (tmp_path / "good.txt").write_text(PAGE, encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*gooood\.txt; check the spelling"):
        build([tmp_path / "good.txt", tmp_path / "gooood.txt"], tmp_path / "out", workers=1, quiet=True)


def test_nothing_to_read_is_an_error_that_says_so(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BuildError, match=r"nothing to read in .*empty"):
        build([tmp_path / "empty"], tmp_path / "out", quiet=True)


def test_same_page_in_two_files_is_one_article_with_two_sources(pages, tmp_path):
    (pages / "copy.txt").write_bytes((pages / "outlet0" / "page.txt").read_bytes())
    build([pages], tmp_path / "out", workers=1, quiet=True)
    articles = pl.read_parquet(tmp_path / "out" / "articles.parquet")
    assert articles.height == 6
    assert articles.filter(pl.col("source_paths").list.len() == 2)["source_paths"].to_list() == [
        ["copy.txt", "outlet0/page.txt"]
    ]


def test_correction_overrules_a_row_and_says_so(pages, tmp_path):
    out = tmp_path / "out"
    build([pages], out, workers=1, quiet=True)
    rows = pl.read_parquet(out / "exchanges.parquet")
    first, second = rows["exchange_id"][0], rows["exchange_id"][1]
    lines = [
        "dataset,row_id,column,value,reason",
        f"exchanges,{first},occasion,other,checked",
        f"exchanges,{second},drop,,no act",
    ]
    (out / "corrections.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = build([pages], out, workers=1, quiet=True)
    after = pl.read_parquet(out / "exchanges.parquet")
    assert done.corrected == 2
    assert after.filter(pl.col("exchange_id") == first)["occasion"].to_list() == ["other"]
    assert second not in after["exchange_id"].to_list()


@pytest.mark.parametrize(
    ("line", "message"),
    [("feuds,x,kind,call,why", "no dataset 'feuds'"), ("exchanges,x,mood,good,why", "no column 'mood'")],
)
def test_wrong_correction_is_an_error_that_names_its_line(pages, tmp_path, line, message):
    out = tmp_path / "out"
    out.mkdir()
    (out / "corrections.csv").write_text(f"dataset,row_id,column,value,reason\n{line}\n", encoding="utf-8")
    with pytest.raises(BuildError, match=f"corrections.csv line 2: .*{message}"):
        build([pages], out, workers=1, quiet=True)


def test_killed_build_is_finished_by_the_next(pages, tmp_path, small_shards):
    """SIGKILL in the middle leaves whole files only; the next build ends with the bytes of an undisturbed one."""
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "build",
        str(SAMPLE),
        str(pages),
        "--out",
        str(out),
        "--workers",
        "2",
        "--quiet",
    ]
    running = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    deadline = time.monotonic() + 60
    while running.poll() is None and not list((out / "shards").glob("*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    subprocess.run(command, cwd=ROOT, check=True)
    command[command.index(str(out))] = str(tmp_path / "calm")
    subprocess.run(command, cwd=ROOT, check=True)
    assert digests(out) == digests(tmp_path / "calm")
    assert not list(out.rglob("*.tmp"))


class Dying:
    """A shard function whose worker dies the first time it gets a certain shard."""

    def __init__(self, flag: Path) -> None:
        self.flag = flag

    def __call__(self, task: house.Task) -> tuple[str, tuple[str, ...]]:
        if not self.flag.exists():
            self.flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return house.shard(task)


def test_dead_worker_s_shards_are_given_to_another(pages, tmp_path, small_shards):
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    build([pages], undisturbed, workers=1, quiet=True)
    build([pages], disturbed, workers=2, quiet=True, work=Dying(tmp_path / "flag"))
    assert (tmp_path / "flag").exists()
    assert digests(disturbed) == digests(undisturbed)


class Placed:
    """The shard function, which notes in what process it ran."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def __call__(self, task: house.Task) -> house.Made:
        self.note.write_text(f"{os.getpid()}", encoding="utf-8")
        return house.shard(task)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_unites_a_large_corpus_has_built_nothing(pages, tmp_path, monkeypatch, workers):
    """Else the memory of a shard, of a single one or of a single worker, stands below that of the union."""
    small, large = (Placed(tmp_path / name) for name in ("small", "large"))
    build([pages], tmp_path / "one", workers=workers, quiet=True, work=small)
    monkeypatch.setattr(house, "LARGE", 1)
    build([pages], tmp_path / "two", workers=workers, quiet=True, work=large)
    assert small.note.read_text(encoding="utf-8") == f"{os.getpid()}"
    assert large.note.read_text(encoding="utf-8") != f"{os.getpid()}"
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_manifest_names_inputs_shelf_and_products(sample):
    manifest = json.loads((sample / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["reference"]) == 64
    assert set(manifest["products"]) == set(PRODUCTS)
    assert manifest["products"]["articles"]["sha256"] == digests(sample)["articles"]
    assert all(len(i["sha256"]) == 64 for i in manifest["inputs"].values())
