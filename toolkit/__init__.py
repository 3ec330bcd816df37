"""Amity: datasets of the ties between countries, from scraped news pages.

For notebooks: ``import toolkit as tk``; ``tk.load``, ``tk.scan``, ``tk.everything``, ``tk.frequency``, ``tk.evidence_table``,
``tk.version``, ``tk.code``, ``tk.PairProfile``, ``tk.chart``, ``tk.measure``, ``tk.picture``, ``tk.review``, ``tk.rules``,
``tk.checks``, ``tk.expected``. Each is imported when first asked for, so that a command starts fast.
"""

from importlib import import_module
from typing import Any

_NAMES = {
    "checks": "products",
    "everything": "products",
    "load": "products",
    "scan": "products",
    "frequency": "products",
    "rules": "products",
    "version": "products",
    "evidence_table": "evidence",
    "code": "explain",
    "PairProfile": "choose",
    "chart": "",
    "expected": "milestones",
    "measure": "",
    "picture": "",
    "review": "",
}


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}; there are {', '.join(sorted(_NAMES))}")
    home = _NAMES[name]
    return getattr(import_module(f"toolkit.{home}"), name) if home else import_module(f"toolkit.{name}")


def __dir__() -> list[str]:
    return sorted(_NAMES)
