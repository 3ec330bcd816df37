"""Names that did not always mean what they mean: from when to when, and what they stand for on a day.

The dates are those of ``toolkit/reference/aliases.csv``; ``SOURCES.md`` beside it says how they are meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from toolkit.language import fold
from toolkit.reference import day, rows

MOVED = frozenset({"capital", "metonym", "parliament"})  # seats whose dates say from when to when they were one


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a name means what the shelf says (open: always), and whether it is that of a seat, which may move."""

    since: date | None
    until: date | None
    seat: bool

    def meaning(self, value: str, when: date | None) -> str | None:
        """What a name stands for on a day, of what it stands for within its dates; none where it means nothing yet.

        News tells the past: a state that is named as it was called then is meant after the name has ended as well
        ("the Soviet Union", "Swaziland", "Nur-Sultan"). A seat is one within its dates only; before and after, it is a
        place in its state. Without a day, a name means what it has come to mean.
        """
        if self.seat and (self.until if when is None else not self._holds(when)):
            return f"{value.split(':')[0]}:place"
        return None if when and self.since and when < self.since else value

    def _holds(self, when: date) -> bool:
        return (self.since is None or self.since <= when) and (self.until is None or when < self.until)


@cache
def spans(lang: str) -> dict[str, Span]:
    """Folded names of a language that did not always mean what they mean -> from when to when they do."""
    return {
        fold(r["alias"]): Span(day(r["valid_from"]), day(r["valid_until"]), r["kind"] in MOVED)
        for r in rows("aliases")
        if r["lang"] in (lang, "*") and (r["valid_from"] or (r["valid_until"] and r["kind"] in MOVED))
    }
