"""Pages -> articles and blocks: every line is labelled, none deleted, and the blocks tile the text."""

from __future__ import annotations

from toolkit.segment.articles import articles

__all__ = ["articles"]
