"""Files of any format -> pages: what was read as it was read, what the format says about it, and where it came from."""

from __future__ import annotations

from toolkit.read.files import pages
from toolkit.read.folders import Source, sources

__all__ = ["Source", "pages", "sources"]
