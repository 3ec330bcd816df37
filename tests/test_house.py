"""The architecture, kept: rooms import no rooms, no worded literal in a room, notebooks thin and stripped, documents current."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import cli, language, tables

ROOT = Path(__file__).parent.parent
TOOLKIT = ROOT / "toolkit"
ROOMS = (
    "read",
    "segment",
    "identify",
    "copies",
    "mention",
    "coding",
    "unite",
    "measure",
    "chart",
    "report",
    "review",
    "export",
    "refresh",
)
FILES_OPENED_BY = ("read", "report", "review", "export", "refresh")  # rooms that read or write files of the user's
LONGEST = 400


def modules(room: str) -> list[Path]:
    return [p for p in [TOOLKIT / f"{room}.py", *sorted((TOOLKIT / room).rglob("*.py"))] if p.exists()]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "toolkit":
            rest = node.module.split(".")[1:]
            found |= {rest[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("toolkit.")}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_room_exists(room):
    assert modules(room)


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_no_other_room(room):
    may = {room} | ({"chart", "measure"} if room == "report" else set())
    for path in modules(room):
        assert not (imports(path) & set(ROOMS)) - may, path


@pytest.mark.parametrize("room", [r for r in ROOMS if r not in FILES_OPENED_BY])
def test_only_read_and_build_touch_files(room):
    """A room may read the words and rules that live beside it; nothing else."""
    for path in modules(room):
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        names = {n.func.attr for n in calls if isinstance(n.func, ast.Attribute)}
        assert not names & {
            "write_parquet",
            "read_parquet",
            "scan_parquet",
            "sink_parquet",
            "write_text",
            "write_bytes",
        }, path


@pytest.mark.parametrize("room", ("segment", "identify", "copies", "mention", "coding", "unite"))
def test_no_worded_literal_goes_to_a_matcher(room):
    """Words are data: a literal of two words or more, or with letters beyond ASCII, is no argument of a ``.str`` matcher."""
    matchers = {
        "contains",
        "contains_any",
        "find",
        "find_many",
        "extract",
        "extract_all",
        "starts_with",
        "ends_with",
        "replace",
    }
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in matchers:
                owner = node.func.value
                if isinstance(owner, ast.Attribute) and owner.attr == "str":
                    for a in node.args:
                        if isinstance(a, ast.Constant) and isinstance(a.value, str):
                            assert not re.search(r"[^\W\d_]{4,}", a.value), (path, a.value)


def test_modules_have_an_end():
    long = {
        p.name: n for p in TOOLKIT.rglob("*.py") if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert set(long) <= {"tables.py"}  # a declaration, not a room


def test_public_names_are_documented():
    for path in TOOLKIT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                simple = len(node.body) <= 2 and isinstance(node, ast.FunctionDef)
                assert ast.get_docstring(node) or simple, f"{path.name}: {node.name}"


def test_codebook_is_current():
    assert (ROOT / "datasets" / "CODEBOOK.md").read_text(encoding="utf-8") == tables.codebook()


def test_every_column_says_what_it_means():
    for table in tables.BY_NAME.values():
        for name, column in table.columns.items():
            assert len(column.about) >= 5, f"{table.name}.{name}"
        assert set(table.key) <= set(table.columns)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebook_is_thin_and_stripped(path):
    book = json.loads(path.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) >= (4, 5)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert "language_info" not in book["metadata"]
    cells = [c for c in book["cells"] if c["cell_type"] == "code"]
    assert cells
    assert "parameters" in cells[0]["metadata"].get("tags", [])
    for cell in cells:
        assert not cell["outputs"]
        assert cell["execution_count"] is None
        tree = ast.parse("".join(cell["source"]))
        heavy = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
        assert not any(isinstance(n, heavy) for n in ast.walk(tree)), "logic belongs in toolkit"
        assert not re.search(r"\bimport (re|os|pathlib)\b|Path\(", "".join(cell["source"]))


def readme_commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, flags=re.S)
    lines = [line.split(" #")[0].removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def targets() -> dict[str, str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z]+):.*## (.*)$", text, flags=re.M))


@pytest.mark.parametrize("command", readme_commands())
def test_readme_command_is_one_that_runs(command):
    words = shlex.split(command)
    if words[0] == "make":
        assert all(w in targets() or "=" in w for w in words[1:])
    elif words[0] == "toolkit":
        cli.parser().parse_args(words[1:])
    else:
        assert words[0] in ("git", "cd", "pip")


@pytest.mark.parametrize("command", [c for c in readme_commands() if c.startswith("toolkit code")])
def test_readme_code_commands_print_rows(command, capsys):
    assert cli.main(shlex.split(command)[1:]) == 0
    shown = capsys.readouterr().out
    assert "exchanges" in shown or "KEPT" in shown


def test_make_help_lists_every_target():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"make (\S+)", shown)) == set(targets())


@pytest.mark.parametrize("target", sorted(targets()))
def test_make_target_parses(target):
    subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, check=True)


@pytest.mark.parametrize("command", sorted(cli.commands()))
def test_command_has_help(command):
    shown = subprocess.run(
        [sys.executable, "-m", "toolkit", command, "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert len(shown.stdout.splitlines()) > 3


@pytest.mark.parametrize("code", sorted(language.coded()))
def test_language_files_have_the_same_keys(code):
    """A coded language has every section and key that English has, so that no rule waits for a word in vain."""
    model, own = language.load("en").sections, language.load(code).sections
    for section in ("title", "party", "grammar", "act", "noun", "anniversary", "occasion", "relation", "date"):
        assert set(own.get(section, {})) >= set(model[section]) - {"capital"}, f"{code} [{section}]"


def test_no_registry_and_no_local_path_is_committed():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "index-url" not in lock
