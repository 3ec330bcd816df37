"""How much stands on the shelf: ``python -m tests.reference.counts`` prints the table of ``toolkit/reference/SOURCES.md``."""

from __future__ import annotations

from collections import Counter

from toolkit import reference

# What each table is counted by, beside its rows.
BY = {
    "states": "status",
    "aliases": "lang",
    "alias_blocks": "lang",
    "alias_signs": "lang",
    "organisations": "lang",
    "offices": "kind",
    "persons": "gender",
    "person_names": "lang",
    "tenures": "grade",
    "relations": "grade",
    "occasions": "rule",
    "agencies": "",
}
SHOWN = 8


def lines() -> list[str]:
    """A Markdown table: rows of each table, and how they divide, the commonest first."""
    found = ["| table | rows | of these |", "|---|---:|---|"]
    for name, column in BY.items():
        rows = reference.rows(name)
        parts = Counter(r[column] for r in rows).most_common() if column else []
        shown = [f"{value} {count:,}" for value, count in parts[:SHOWN]]
        rest = sum(count for _, count in parts[SHOWN:])
        found.append(f"| {name} | {len(rows):,} | {', '.join([*shown, *([f'other {rest:,}'] if rest else [])])} |")
    return found


if __name__ == "__main__":
    print("\n".join(lines()))
