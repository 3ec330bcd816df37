"""The shelf in the manifest: named by its content, and a fact that changes has articles coded again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toolkit import manifest, reference
from toolkit.build import build

PAGE = "Kenya and Cuba mark sixty years\n\nNAIROBI, 5 March 2024 - President William Ruto received a letter.\n"


@pytest.fixture
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Path]]:
    """A copy of the toolkit's files, so that a fact can be changed; to be called after each change."""
    copy = tmp_path / "toolkit"
    shutil.copytree(manifest.HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(manifest, "HERE", copy)
    keys = (manifest.coding_key, manifest.shelf_key)

    def fresh() -> Path:
        for known in keys:
            known.cache_clear()
        return copy / "reference"

    fresh()
    yield fresh
    monkeypatch.undo()
    fresh()


def told(out: Path) -> str:
    return str(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reference"])


def test_the_manifest_names_the_shelf_by_its_content(tmp_path: Path) -> None:
    """As documented, so that it can be computed without us."""
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    build([tmp_path / "page.txt"], tmp_path / "out", workers=1, quiet=True)
    made = hashlib.sha256()
    for path in sorted(reference.FOLDER.glob("*.csv")):
        made.update(f"reference/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    assert told(tmp_path / "out") == made.hexdigest()


def test_a_fact_that_changes_has_articles_coded_again(tmp_path: Path, own_shelf: Callable[[], Path]) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "page.txt").write_text(PAGE, encoding="utf-8")
    assert build([raw], out, workers=1, quiet=True).built == 1
    before, tables = told(out), own_shelf()
    os.utime(tables / "tenures.csv", (1, 1))
    own_shelf()
    assert build([raw], out, workers=1, quiet=True).kept == 1  # a clock is no fact
    assert told(out) == before
    facts = (tables / "tenures.csv").read_text(encoding="utf-8")
    (tables / "tenures.csv").write_text(facts.replace(",2022-09-13,", ",2022-09-14,"), encoding="utf-8")
    own_shelf()
    assert build([raw], out, workers=1, quiet=True).built == 1
    assert told(out) != before
    (tables / "tenures.csv").write_text(facts, encoding="utf-8")
    own_shelf()
    build([raw], out, workers=1, quiet=True)
    assert told(out) == before


@pytest.mark.parametrize("name", sorted(p.name for p in reference.FOLDER.glob("*.csv")))
def test_every_table_counts(name: str, own_shelf: Callable[[], Path]) -> None:
    before, code = manifest.shelf_key(), manifest.coding_key(("en",))
    path = own_shelf() / name
    path.write_bytes(path.read_bytes() + b"\n")
    own_shelf()
    assert manifest.shelf_key() != before
    assert manifest.coding_key(("en",)) != code
