"""Pages that hold several stories: where each begins."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.segment.facts import LEAST_TITLE
from toolkit.segment.lines import Line

NEAR = 3  # lines between a story's headline and its dateline or date
LEAST = 2  # full sentences that make a story
HEADS = ("subhead", "ui", "related_headline", "section", "title_repeat", "tail_label")


def starts(found: Sequence[Line]) -> list[int]:
    """Labelled lines of a page -> the offsets at which its second and further stories begin.

    A story has a headline of its own with a dateline, or a date and a full sentence, right below it, at least two full
    sentences in all, and a whole story before it.
    """
    said = [line for line in found if line.text]
    begins: list[int] = []
    since = 0
    for i, line in enumerate(said):
        if line.kind not in HEADS or not line.facts.headline or line.facts.width < LEAST_TITLE:
            continue
        if _bodies(said[since:i]) >= LEAST and _opens(said[i + 1 : i + 1 + NEAR]) and _bodies(_own(said, i)) >= LEAST:
            begins.append(line.start)
            since = i
    return begins


def _bodies(part: Sequence[Line]) -> int:
    return sum(line.facts.full for line in part)


def _own(said: Sequence[Line], i: int) -> Sequence[Line]:
    """The lines behind a headline up to the next list of other stories."""
    end = next((j for j in range(i + 1, len(said)) if said[j].kind == "tail_label"), len(said))
    return said[i + 1 : end]


def _opens(below: Sequence[Line]) -> bool:
    """Does a story's text begin here: a dateline, or a date line and then a full sentence?"""
    for j, line in enumerate(below):
        if line.facts.full:
            return line.facts.dateline > 0 or any(x.facts.dated for x in below[:j])
        if line.facts.headline and j:
            return False
    return False
