"""What a reader has found wrong, in ``corrections.csv`` beside the products: dataset, row_id, column, value, reason.

A line overrules one row by the first column of its key; the column ``drop`` drops it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from toolkit import tables
from toolkit.places import Place

NAME = "corrections.csv"


class CorrectionError(RuntimeError):
    """A line that names what is not there: says which line, and what there is."""


@dataclass
class Corrections:
    """The lines of the file as it stands, and how many rows they have changed so far."""

    text: str
    lines: dict[int, dict[str, str]]
    applied: int = 0

    @classmethod
    def load(cls, place: Place, datasets: Collection[str]) -> Corrections:
        """The corrections of a place. Raises :class:`CorrectionError` for a dataset not among ``datasets``, or a column."""
        try:
            with place.reading(NAME) as path:
                text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls("", {})
        made = cls(text, dict(enumerate(csv.DictReader(io.StringIO(text, newline="")), 2)))
        for number, change in made.lines.items():
            _check(change, datasets, f"{NAME} line {number}")
        return made

    def apply(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of a dataset -> the same, corrected."""
        for change in self.lines.values():
            if change["dataset"] == name:
                frame = self._apply(tables.BY_NAME[name], frame, change)
        return frame

    def _apply(self, table: tables.Table, frame: pl.DataFrame, change: dict[str, str]) -> pl.DataFrame:
        hit, column = pl.col(table.key[0]) == change["row_id"], change["column"]
        self.applied += frame.filter(hit).height
        if column == "drop":
            return frame.filter(~hit)
        value = pl.lit(change["value"] or None).cast(table.columns[column].dtype)
        return frame.with_columns(pl.when(hit).then(value).otherwise(column).alias(column))


def _check(change: dict[str, str], datasets: Collection[str], where: str) -> None:
    if change["dataset"] not in datasets:
        raise CorrectionError(f"{where}: no dataset '{change['dataset']}'; there are {', '.join(datasets)}")
    table = tables.BY_NAME[change["dataset"]]
    if change["column"] != "drop" and change["column"] not in table.columns:
        raise CorrectionError(f"{where}: {table.name} has no column '{change['column']}'; write 'drop' to drop the row")
