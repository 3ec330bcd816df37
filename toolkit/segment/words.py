"""The furniture of pages in every language at once: a dump does not say which language it is in."""

from __future__ import annotations

import re
from functools import cache

from toolkit.language import codes, fold, load


@cache
def pattern(key: str) -> re.Pattern[str]:
    """The page patterns of one key in all languages, over folded lines; one that matches nothing where there are none."""
    return _either(_forms(key))


def said(key: str, folded: str) -> bool:
    """Does a folded line match a page pattern of a key? What must stand first is not looked for further on."""
    first, anywhere = _halves(key)
    return bool(first.match(folded) or anywhere.search(folded))


@cache
def _halves(key: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    forms = _forms(key)
    return _either([f for f in forms if f.startswith("^")]), _either([f for f in forms if not f.startswith("^")])


def _forms(key: str) -> list[str]:
    return [f for code in codes() for f in load(code).sections.get("page", {}).get(key, [])]


def _either(forms: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{f})" for f in forms) or r"(?!)")


@cache
def lists() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names of the lists that headlines stand in, each with the pattern of its label."""
    names: dict[str, list[str]] = {}
    for code in codes():
        for name, forms in load(code).sections.get("page", {}).get("lists", {}).items():
            names.setdefault(name, []).extend(forms)
    return tuple((name, re.compile("|".join(f"(?:{f})" for f in forms))) for name, forms in names.items())


@cache
def months() -> dict[str, int]:
    """Folded month name or abbreviation -> its number, in all languages."""
    return {
        fold(form).rstrip("."): number
        for code in codes()
        for section in ("date", "page")  # what is read but not coded has its months with the page
        for number, forms in enumerate(load(code).sections.get(section, {}).get("months", []), 1)
        for form in forms
    }
