"""The review table: findings as a CSV to go through by hand, and a summary to read on a terminal."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

from toolkit.refresh.comparison import CHANGES, Finding
from toolkit.safe_text import plain

SHOWN = 12  # findings of each change in the summary; all are in the CSV
FORMULA = re.compile(r"^([=+@\-])")
ORDER = {change: i for i, change in enumerate(CHANGES)}


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """By change, state, office, person, language, and what is said."""
    return sorted(
        findings, key=lambda f: (ORDER[f.change], f.state_id, f.office, f.person_id, f.lang, f.wikidata, f.source)
    )


def write(findings: Iterable[Finding], path: Path) -> Path:
    """Findings as CSV, a column for each of their fields, whole or not at all; no cell is a formula for a sheet."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow([f.name for f in fields(Finding)])
    sheet.writerows([_cell(v) for v in astuple(f)] for f in findings)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text.getvalue(), encoding="utf-8", newline="")
    return beside.replace(path)


def _cell(value: object) -> str:
    return FORMULA.sub(r"'\1", plain(value, 2000))


def summary(findings: list[Finding], agreeing: Counter[str]) -> str:
    """How many findings of each kind, the first of each, and how much agrees."""
    blocks = [_block(change, [f for f in findings if f.change == change]) for change in CHANGES]
    agree = ", ".join(f"{n:,} {AGREEING[name]}" for name, n in sorted(agreeing.items()) if n)
    return "\n\n".join([b for b in blocks if b] + ([f"without a finding: {agree}"] if agree else []))


AGREEING = {
    "earlier": "spells before the shelf begins",
    "other_term": "starts that are those of another term of the same person",
    "relations_same": "relations the same",
    "same": "spells the same",
}


def _block(change: str, own: list[Finding]) -> str:
    if not own:
        return ""
    if change == "new_name":
        langs = Counter(f.lang for f in own if f.note == "label"), Counter(f.lang for f in own if f.note != "label")
        tallies = [", ".join(f"{lang} {n:,}" for lang, n in sorted(tally.items())) for tally in langs]
        lines = [f"  {what}: {t}" for what, t in zip(("labels", "other names"), tallies, strict=True) if t]
        return "\n".join([f"{len(own):,} {CHANGES[change]}", *lines])
    rest = [f"  and {len(own) - SHOWN:,} more"] if len(own) > SHOWN else []
    return "\n".join([f"{len(own):,} {CHANGES[change]}", *map(_line, own[:SHOWN]), *rest])


def _line(f: Finding) -> str:
    who = f"  {f.state_id:<7} {f.office:<10} {plain(f.person_id or f.name, 40)}".rstrip()
    days = f", {f.days} days" if f.days is not None else ""
    note = f" ({plain(f.note)})" if f.note else ""
    said = f"shelf: {plain(f.shelf, 90) or '-'}; Wikidata: {plain(f.wikidata, 60) or '-'}{days}{note}"
    return f"{who}: {said} [{plain(f.qid, 40) or '-'}]"
