"""One look for all charts: palette, template, titles that say the finding, a subtitle that says what it rests on."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache

import plotly.graph_objects as go
import polars as pl
from babel import Locale

from toolkit import reference
from toolkit.safe_text import BREAK, plain, safe_text

# Okabe & Ito (2008), told apart by readers with any colour vision; yellow last, for it is faint on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D", "#F0E442")
SCALE = "Cividis_r"  # Nuñez et al. (2018): even in lightness; reversed, so that more is darker
INK, QUIET, RULE_LINE, COVERED, UNCOVERED = "#1f2328", "#57606a", "#e4e7eb", "#f7f7f4", "#c4c8cd"
FONT = "Noto Sans, Noto Sans CJK SC, Noto Sans Arabic, DejaVu Sans, Arial, sans-serif"
AXIS = {"gridcolor": RULE_LINE, "linecolor": "#8c959f", "zeroline": False, "automargin": True, "title": {"text": ""}}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "colorway": PALETTE,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "title": {"x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 16}, "font": {"size": 18}},
        "margin": {"l": 24, "r": 24, "t": 96, "b": 56},
        "xaxis": AXIS | {"ticks": "outside", "tickcolor": "#8c959f"},
        "yaxis": AXIS,
        "hoverlabel": {
            "bgcolor": "white",
            "bordercolor": "#8c959f",
            "align": "left",
            "font": {"size": 12, "color": INK},
        },
        "legend": {
            "orientation": "h",
            "x": 0.012,
            "xref": "container",
            "y": 0.01,
            "yref": "container",
            "yanchor": "bottom",
        },
        "bargap": 0.25,
    }
)


LEFT_TO_RIGHT = "\u200e"  # after a name written from the right, or the number that follows would be drawn before it
MANIFOLD = ("dyad", "state", "leader")  # one row may count for several of these


WIDE = 840  # pixels: the page of a notebook on a laptop
TITLE, ABOUT = (
    (18, 24),
    (12, 17),
)  # size of type and height of a line, pixels; a title stands smaller where it is narrow
LETTER, BOLD = 0.5, 0.55  # of the size of type: the mean width of a letter, measured on such titles, with some room
ABOVE, BELOW = 16, 26  # pixels over the title, and between the last line and the axes


def titled(figure: go.Figure, finding: str, about: str, height: int = 460) -> go.Figure:
    """Give a figure the template, its finding as title and ``about`` beneath; both stand, unescaped, in ``layout.meta``.

    ``finding`` and ``about`` are text, not markup: they are escaped here. ``height`` is for one line of each.
    """
    meta = (figure.layout.meta or {}) | {"finding": plain(finding), "about": plain(about, 600)}
    figure.update_layout(template=TEMPLATE, height=height, meta=meta, margin_t=ABOVE + TITLE[1] + ABOUT[1] + BELOW)
    return head(figure, WIDE)


def head(figure: go.Figure, width: int) -> go.Figure:
    """Break finding and grounds into the lines that ``width`` pixels hold, and make room for them above the axes."""
    size = TITLE[0] if width >= 600 else 16
    finding = safe_text(figure.layout.meta["finding"], width=round((width - 40) / (size * BOLD)))
    about = safe_text(figure.layout.meta["about"], 600, width=round((width - 40) / (ABOUT[0] * LETTER)))
    about = about.replace(f"{BREAK}· ", f" ·{BREAK}")  # a line does not begin with a dot
    lines = (finding.count(BREAK), about.count(BREAK))
    more = TITLE[1] * lines[0] + ABOUT[1] * lines[1] - figure.layout.meta.get("lines", 0)
    figure.update_layout(
        title={
            "text": f"<b>{finding}</b>",
            "font": {"size": size},
            "subtitle": {"text": about, "font": {"size": ABOUT[0], "color": QUIET}},
            "y": 1,
            "yanchor": "top",
            "pad": {"t": ABOVE - 2 + TITLE[1] // 2 * lines[0]},  # Plotly raises a title by half of each further line
        },
        meta=figure.layout.meta | {"lines": more + figure.layout.meta.get("lines", 0)},
        margin_t=figure.layout.margin.t + more,
        height=figure.layout.height + more,
    )
    return figure


def nothing(why: str, about: str = "") -> go.Figure:
    """A figure that says there is nothing to draw, and why."""
    figure = go.Figure().update_xaxes(visible=False).update_yaxes(visible=False)
    figure.add_annotation(text=safe_text(why, width=40), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
    return titled(figure, "Nothing to show", about, height=240)


def name(state: str | None) -> str:
    """The English name of a state; the code itself where the shelf has none."""
    row = reference.states().get(state or "")
    return row["name_en"] if row else state or "nobody named"


@cache
def languages() -> dict[str, str]:
    """ISO 639-1 code -> the English name of the language (CLDR)."""
    return {str(code): str(name) for code, name in Locale("en").languages.items()}


def _named(value: object, side: str = "") -> str:
    text = "not stated" if value is None else str(value)
    if side == "pair":
        return " – ".join(name(c) for c in text.split("-"))
    if side == "dyad":
        return " → ".join(name(c) for c in text.split(">"))
    if side == "state":
        return name(text)
    if side == "leader":
        row = reference.persons().get(text)
        return f"{row['name']} ({row['state_id']})" if row else text
    if side == "language":
        return languages().get(text, text)
    return text.replace("_", " ") if side in ("kind", "occasion", "status", "rank") else text


def label(value: object, side: str = "") -> str:
    """What a group is called on an axis: "China – Cuba" for a pair, "China → Cuba" for a dyad, names for ids; not yet escaped."""
    text = _named(value, side)
    leftward = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    return f"{text}{LEFT_TO_RIGHT}" if leftward else text


def labelled(frame: pl.DataFrame, side: str) -> list[str]:
    """The labels of a column, safe to draw."""
    return [safe_text(label(v, side), 60) for v in frame[side].to_list()]


def period_label(day: date, step: str) -> str:
    """2024, 2024 Q1, Jan 2024, or the day itself, by the length of the step."""
    if step == "year":
        return f"{day.year}"
    if step == "quarter":
        return f"{day.year} Q{(day.month + 2) // 3}"
    return f"{day:%b %Y}" if step == "month" else f"{day}"


def step_of(periods: pl.Series) -> str:
    """The period that first days are of, from the least distance between them; a single one is told by its date."""
    days = periods.drop_nulls().unique().sort()
    if len(days) < 2:
        only = days[0] if len(days) else None
        return "year" if only and (only.month, only.day) == (1, 1) else "month" if only and only.day == 1 else "day"
    least = int(str(days.diff().dt.total_days().drop_nulls().min()))
    return next(
        step for step, most in (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366)) if least <= most
    )


def grounds(measure: pl.DataFrame, of: str, note: str = "") -> str:
    """The subtitle of a measure: n, period, coverage, how many stand by the day of publication, and the dataset's version."""
    said = [f"n = {int(measure['n'].sum() or 0):,} {of}"]
    said += [f"one report counts for each {side} of it" for side in MANIFOLD if side in measure.columns]
    if "period" in measure.columns and measure.height:
        periods = measure.group_by("period").agg(pl.col("articles").sum()).sort("period")
        step = step_of(periods["period"])
        first, last = (period_label(periods["period"][i], step) for i in (0, -1))
        covered = periods.filter(pl.col("articles") > 0).height
        said += [first if first == last else f"{first} to {last}", f"articles in {covered} of {periods.height} {step}s"]
    if "n_published" in measure.columns and measure["n_published"].sum():
        said.append(f"{share(measure['n_published'], measure['n']):.0%} placed by the day of publication")
    return " · ".join([*said, *([note] if note else [])])


def shared(ranked: pl.DataFrame, side: str, of: str, what: str = "") -> str:
    """The finding where several groups stand first with the same n, two of them by name; empty where one leads alone.

    ``ranked`` has the column ``side`` and n, largest first; ``what`` names the groups where ``side`` does not.
    """
    first, n = ranked.filter(pl.col("n") == ranked["n"][0]), int(ranked["n"][0])
    if first.height == 1:
        return ""
    if first.height == 2:
        lead = f"lead the {what}" if what else "lead"
        return f"{label(first[side][0], side)} and {label(first[side][1], side)} {lead} with {n:,} {of} each"
    if first.height == ranked.height:
        return f"Each of {first.height} {what or f'{side}s'} has {n:,} {of}"
    return f"{first.height} of {ranked.height} {what or f'{side}s'} lead with {n:,} {of} each"


def share(part: pl.Series, whole: pl.Series) -> float:
    """The sum of one column over that of another, 0 to 1; 0 for nothing."""
    return float(str(part.sum() or 0)) / (float(str(whole.sum() or 0)) or 1.0)
