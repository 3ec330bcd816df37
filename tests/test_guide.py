"""``docs/contributing-words.md``, followed to the letter on a copy of the package."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from toolkit import cli

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "contributing-words.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```toml\n# (\S+)\n(.*?)```", GUIDE, flags=re.S))  # of each file, what the guide adds to it
WORDS, RULES, TEXTS = "toolkit/languages/en.toml", "toolkit/coding/exchanges.toml", "tests/coding/phenomena_en.toml"
RULE = tomllib.loads(BLOCKS[RULES])["rule"][0]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, flags=re.S) for line in block.splitlines()]


def add_word(copy: Path) -> None:
    """The forms of the guide go to the front of the lists that are there."""
    file = copy / WORDS
    text = file.read_text(encoding="utf-8")
    for section, keys in tomllib.loads(BLOCKS[WORDS]).items():
        for key, forms in keys.items():
            head, body = text.split(f"\n[{section}]", 1)
            assert f"\n{key} = [" in body
            new = "".join(f'"{form}", ' for form in forms)
            text = f"{head}\n[{section}]{body.replace(f'{chr(10)}{key} = [', f'{chr(10)}{key} = [{new}', 1)}"
    file.write_text(text, encoding="utf-8")


def append(copy: Path, path: str, block: str) -> None:
    with (copy / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{block}")


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy: its own package comes before the installed one."""
    return subprocess.run(
        [sys.executable, "-B", "-m", *arguments],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def rehearse(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(copy, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments)


@pytest.fixture
def copy(tmp_path):
    """The package and its tests of sentences, as they are."""
    shutil.copytree(ROOT / "toolkit", tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "coding").mkdir(parents=True)
    for name in ("test_coding.py", "test_phenomena.py", "coding/phenomena_en.toml"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    return tmp_path


@pytest.fixture
def followed(copy):
    """A copy in which the guide has been followed from top to bottom."""
    add_word(copy)
    append(copy, RULES, BLOCKS[RULES])
    append(copy, TEXTS, BLOCKS[TEXTS])
    return copy


def code(copy: Path, text: str) -> str:
    shown = run(copy, "toolkit", "code", "--explain", "--published", "2025-06-13", "--language", "en", text)
    assert not shown.returncode, shown.stderr
    return shown.stdout


def word_texts() -> list[dict[str, str]]:
    return next(iter(tomllib.loads(BLOCKS[TEXTS]).values()))


def test_the_package_does_not_know_the_word_and_the_rule_yet(copy):
    """Else the guide shows nothing: choose another example there."""
    for text in (word_texts()[0]["yes"], RULE["yes"]):
        assert "KEPT" not in code(copy, text)


def test_the_new_sentences_are_coded_and_the_counterexamples_refused(followed):
    yes, no = (t.get("yes") or t["no"] for t in word_texts())
    assert "KEPT      meet: meeting Sitiveni Rabuka" in code(followed, yes)
    assert f"KEPT      {RULE['id']}: call William Ruto" in code(followed, RULE["yes"])
    for text in (no, RULE["no"]):
        assert "KEPT" not in code(followed, text)


def test_the_sentences_of_word_and_rule_pass_as_the_guide_says(followed):
    rule = rehearse(followed, "tests/test_coding.py", "-k", RULE["id"])
    assert re.search(r"^2 passed", rule.stdout, flags=re.M), rule.stdout
    group = next(iter(tomllib.loads(BLOCKS[TEXTS])))
    texts = rehearse(followed, "tests/test_phenomena.py", "-k", f"{group} or three or twice")
    assert not texts.returncode, texts.stdout


def broken(field: str, sentence: str) -> str:
    """The rule of the guide, with another sentence in one of its fields."""
    return BLOCKS[RULES].replace(f'{field} = "{RULE[field]}"', f'{field} = "{sentence}"')


def test_a_rule_that_misses_its_sentence_says_so(copy):
    append(copy, RULES, broken("yes", RULE["no"]))
    shown = rehearse(copy, "tests/test_coding.py", "-k", RULE["id"]).stdout
    assert f"FAILED tests/test_coding.py::test_exchange_rule_takes_its_sentence[{RULE['id']}]" in shown
    assert f"'{RULE['id']}' in set()" in shown
    assert re.search(r"\b1 failed, 1 passed", shown)


def test_a_rule_that_takes_the_other_sentence_says_so(copy):
    append(copy, RULES, broken("no", RULE["yes"]))
    shown = rehearse(copy, "tests/test_coding.py", "-k", RULE["id"]).stdout
    assert f"FAILED tests/test_coding.py::test_exchange_rule_refuses_the_other[{RULE['id']}]" in shown
    assert re.search(r"\b1 failed, 1 passed", shown)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_guide_are_ones_that_run(command):
    words = shlex.split(command, comments=True)
    assert words[0] in ("toolkit", "pytest")
    if words[0] == "toolkit":
        cli.parser().parse_args(words[1:])
    else:
        assert (ROOT / words[1]).exists()


def test_the_first_command_keeps_nothing_yet(capsys):
    assert cli.main(shlex.split(COMMANDS[0], comments=True)[1:]) == 0
    assert "KEPT" not in capsys.readouterr().out


def test_files_and_tests_that_the_guide_names_exist():
    for path in re.findall(r"`((?:toolkit|tests)/[\w/.]+\.(?:py|toml))`", GUIDE):
        assert (ROOT / path).exists(), path
    source = (ROOT / "tests" / "test_coding.py").read_text(encoding="utf-8")
    for name in re.findall(r"`(test_\w+)\[", GUIDE):
        assert f"def {name}(" in source
