"""Figures as files for a paper or a slide: PNG, SVG, PDF. Needs the extra ``image`` (kaleido) and a Chrome or Chromium."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio

from toolkit.chart import CONFIG, fitted

KINDS = (".png", ".svg", ".pdf")
NEEDS = "needs the extra image: pip install 'amity-toolkit[image]', and a Chrome or Chromium (BROWSER_PATH names it)"


def save(figure: go.Figure, path: str | Path, width: int = 1100, scale: float = 2) -> Path:
    """Write a figure to ``path`` (.png, .svg, .pdf), ``width`` points wide and as high as it is made; ``scale`` for PNG.

    Nothing is asked of the network, for maps neither. Raises ``ValueError`` for another ending, ``RuntimeError`` when no picture
    comes of it: kaleido or the browser is missing, or the browser could not draw.
    """
    out = Path(path)
    if out.suffix.lower() not in KINDS:
        raise ValueError(f"{out}: a picture ends in {', '.join(KINDS)}")
    pio.defaults.topojson = CONFIG["topojsonURL"]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    try:
        figure = fitted(figure, width) if (figure.layout.meta or {}).get("finding") else figure
        figure.write_image(out, width=width, height=figure.layout.height, scale=scale)
    except Exception as error:  # kaleido's own errors are many, and known only where it is installed
        raise RuntimeError(f"{out}: no picture: {NEEDS}; {type(error).__name__}: {str(error)[:200]}") from error
    if not out.exists():  # kaleido passes over some failures in silence
        raise RuntimeError(f"{out}: no picture, and no reason given; {NEEDS}")
    return out
