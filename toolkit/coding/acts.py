"""An act between two sides: a candidate row, and one that a check refused."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.coding import dates
from toolkit.coding.sides import Side


@dataclass(slots=True)
class Act:
    """A candidate row."""

    rule: str
    kind: str
    mutual: bool
    actor: Side
    recipient: Side
    status: str
    day: dates.Day | None
    occasion: str | None
    start: int
    end: int
    written: bool = False  # a message is named, not only a verb of congratulation
    neutral: bool = False  # the words do not say what kind of message
    wished: str = ""  # what was wished in a call, meeting or visit: a congratulation, condolences
    sentence: int = 0
    titled: bool = False  # told by the headline


@dataclass(slots=True)
class Refused:
    """A candidate that a check refused, and why."""

    rule: str
    reason: str
    start: int
    end: int
