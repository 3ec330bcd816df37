"""Measures: how often, how mutual, who kept silent. Frames of products go in, frames of numbers come out."""

from toolkit.measure.coverage import PERIODS, coverage, gaps, warnings
from toolkit.measure.frequency import frequency
from toolkit.measure.panel import panel
from toolkit.measure.rows import numbered, rows
from toolkit.measure.ties import rank, reciprocity, signers, silence, window

__all__ = [
    "PERIODS",
    "coverage",
    "frequency",
    "gaps",
    "numbered",
    "panel",
    "rank",
    "reciprocity",
    "rows",
    "signers",
    "silence",
    "warnings",
    "window",
]
