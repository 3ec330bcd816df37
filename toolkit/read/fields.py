"""The alias table: which field of a scraper's record means what, with the known shapes and a user's own names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("fields.toml")
COMMON_SHAPE = ""


class MappingError(ValueError):
    """A user's mapping that cannot be used: says why and how to mend it."""


@dataclass(frozen=True)
class Shape:
    """A manner of naming fields: its name, target -> aliases in order of preference, and flags for its records."""

    name: str
    aliases: Mapping[str, tuple[str, ...]]
    flags: tuple[str, ...] = ()


def folded(name: str) -> str:
    """A field's name as the table writes it: ``Date-Published`` -> ``date_published``."""
    return name.strip().lstrip("\ufeff").lower().replace(" ", "_").replace("-", "_")


@cache
def table() -> dict[str, Any]:
    """The alias table as it stands in the file."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def known() -> frozenset[str]:
    """Every folded name the table knows, nested ones by their first part."""
    shapes = [{k: v for k, v in s.items() if isinstance(v, list)} for s in table()["shape"].values()]
    return frozenset(a.split(".")[0] for t in (table()["record"], *shapes) for names in t.values() for a in names)


def shape(names: Iterable[str], own: Mapping[str, tuple[str, ...]] | None = None) -> Shape:
    """The shape that records with these (folded) fields have; a user's own names go before all others."""
    held = set(names)
    common = {k: tuple(v) for k, v in table()["record"].items()}
    for name, stated in table()["shape"].items():
        if held >= set(stated["must"]):
            special = {k: tuple(v) for k, v in stated.items() if k in common}
            joined = {k: _joined(special.get(k), v) for k, v in common.items()}
            return Shape(name, _with(joined, own), tuple(stated.get("flags", ())))
    return Shape(COMMON_SHAPE, _with(common, own))


def _joined(special: tuple[str, ...] | None, common: tuple[str, ...]) -> tuple[str, ...]:
    if special is None:
        return common
    return special and (*special, *(c for c in common if c not in special))


def _with(aliases: dict[str, tuple[str, ...]], own: Mapping[str, tuple[str, ...]] | None) -> dict[str, tuple[str, ...]]:
    return {k: (*(own or {}).get(k, ()), *v) for k, v in aliases.items()}


def mapping(path: Path | None) -> dict[str, tuple[str, ...]]:
    """A user's TOML file with ``[fields]`` (``title = "kop"`` or a list) -> target -> folded names.

    Raises :class:`MappingError` when the file is no TOML or names a target that does not exist.
    """
    if path is None:
        return {}
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8")).get("fields", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name} is no TOML: {error}") from error
    wrong = sorted(set(stated) - set(table()["record"]))
    if wrong:
        raise MappingError(f"{path.name}: no field {', '.join(wrong)}; there are {', '.join(table()['record'])}")
    return {k: tuple(map(folded, [v] if isinstance(v, str) else v)) for k, v in stated.items()}
