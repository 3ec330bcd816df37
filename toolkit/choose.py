"""Choosers for notebooks: two lists of states, and a profile of the pair that is redrawn when another is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

import ipywidgets as widgets
import plotly.graph_objects as go
import polars as pl

from toolkit import measure
from toolkit.chart import bars, fit, style, timeline, world
from toolkit.chart.heatmap import pair_heatmap
from toolkit.chart.milestones import milestones
from toolkit.evidence import cells, shown
from toolkit.milestones import expected
from toolkit.safe_text import BREAK, link, marked, safe_text

DRAWN = "_js2py_traceDeltas"  # what a widget of plotly tells the kernel once it stands in a page
Draw = Callable[[], go.Figure]
EVERY = 5  # years: the jubilees that are looked for
AROUND = 300  # characters on either side of the words that a click shows
AHEAD = timedelta(days=365)  # beyond the last article


class PairProfile:
    """All that the products tell of one pair; every part is a widget that follows the chooser.

    ``made`` holds the products by name (articles, anniversaries, exchanges, events); ``pair`` is shown first, be it silent.
    Charts take the width of the page; their titles and names are laid out for the width that ``chart.lay_out`` was told.
    """

    def __init__(self, made: dict[str, pl.DataFrame], pair: tuple[str, str], period: str = "quarter", note: str = ""):
        self.made, self.period, self.note = made, period, note
        self._drawn: list[tuple[go.FigureWidget, Draw]] = []
        self._said = widgets.HTML()
        self._others = partners(made["events"])
        first, second = pair
        known = sorted({first, second, *self._others}, key=style.name)
        self._first = _list("Country", known, first)
        self._second = _list("Partner", self._partners(first, second), second)
        self._first.observe(self._other_partners, "value")
        self._second.observe(self._redraw, "value")

    @property
    def pair(self) -> tuple[str, str]:
        """The pair that is shown."""
        return self._first.value, self._second.value

    @property
    def chooser(self) -> widgets.HBox:
        """The two lists; the second holds the partners of the first, most frequent first."""
        return widgets.HBox([self._first, self._second], layout={"flex_flow": "row wrap"})

    @cached_property
    def timeline(self) -> widgets.VBox:
        """Every act and anniversary; a click on a mark writes its sentence, and the link to its page, beneath."""
        drawn = self._figure(self._draw_timeline)
        self._listen(drawn)
        self._hint()
        return widgets.VBox([drawn, self._said])

    @cached_property
    def over_time(self) -> go.FigureWidget:
        """Events by kind and period."""
        return self._figure(
            lambda: pair_heatmap(self._counted("kind", self.period), side="kind", of="events", note=self.note)
        )

    @cached_property
    def kinds(self) -> go.FigureWidget:
        """What passes between the two, and on what occasion."""
        return self._figure(
            lambda: bars.ranked_bars(
                self._counted("kind", "occasion"), "kind", split="occasion", of="events", note=self.note
            )
        )

    @cached_property
    def leaders(self) -> go.FigureWidget:
        """Who takes part."""
        return self._figure(lambda: bars.ranked_bars(self._counted("leader"), "leader", of="events", note=self.note))

    @cached_property
    def jubilees(self) -> go.FigureWidget:
        """Jubilees that fell due while the corpus runs, and whether they were told of."""
        return self._figure(lambda: milestones(self._due(), until=self._last, note=self.note))

    @cached_property
    def partners(self) -> go.FigureWidget:
        """The pair among all ties of its first state, on a map."""
        return self._figure(self._draw_map)

    @cached_property
    def evidence(self) -> Any:
        """The sentences of exchanges and anniversaries, newest first."""
        table = shown(self._cells())
        self._second.observe(lambda _: table.update(df=self._cells()), "value")
        return table

    def _partners(self, state: str, also: str = "") -> list[str]:
        known = self._others.get(state, [])
        return known if also in known or not also else [*known, also]

    def _other_partners(self, _: Any) -> None:
        first, second = self.pair
        found = self._partners(first) or [s for s in self._others if s != first]
        self._second.options = [(_named(s), s) for s in found]
        self._second.value = second if second in found else found[0]
        self._redraw(None)

    def _redraw(self, _: Any) -> None:
        for held, draw in self._drawn:
            replace(held, self._fitted(draw))
        self._hint()
        if "timeline" in self.__dict__:
            self._listen(self.timeline.children[0])

    def _figure(self, draw: Draw) -> go.FigureWidget:
        held = go.FigureWidget(self._fitted(draw))
        # no shapes are asked of a server, and the window's width is followed
        held._config = held._config | world.CONFIG | {"responsive": True}
        held.observe(partial(_widened, held), DRAWN)
        self._drawn.append((held, draw))
        return held

    def _fitted(self, draw: Draw) -> go.Figure:
        return _unmeasured(fit.fitted(draw(), fit.asked()))

    def _counted(self, *by: str) -> pl.DataFrame:
        return measure.frequency(self.made["events"], self.made["articles"], by, pair=self.pair)

    def _draw_timeline(self) -> go.Figure:
        made = self.made
        return timeline.pair_timeline(
            made["exchanges"], made["anniversaries"], made["articles"], self.pair, note=self.note
        )

    def _draw_map(self) -> go.Figure:
        counted = measure.frequency(self.made["events"], self.made["articles"], ("pair",), state=self.pair[0])
        return world.partner_map(counted, self.pair[0], of="events", note=self.note)

    @property
    def _last(self) -> date | None:
        """The day of the newest article."""
        days = self.made["articles"]["published_date"].drop_nulls()
        return max(days) if len(days) else None

    def _due(self) -> pl.DataFrame:
        """Jubilees of the pair between the first article and a year after the last."""
        days = self.made["articles"]["published_date"].drop_nulls().sort()
        first, last = (days[0], days[-1] + AHEAD) if len(days) else (date.min, date.min)
        due, (a, b) = expected(first, last, EVERY), sorted(self.pair)
        own = due.filter((pl.col("country_a") == a) & (pl.col("country_b") == b))
        return measure.silence(own, self.made["events"], self.made["articles"])

    def _cells(self) -> pl.DataFrame:
        both = [cells(self.made[name], self.made["articles"], self.pair) for name in ("exchanges", "anniversaries")]
        dated = pl.col("day").str.starts_with("not").not_()  # "not dated" stands last
        return pl.concat(both).sort(dated, "day", descending=True, maintain_order=True)

    def _hint(self) -> None:
        self._said.value = "<i>Click a mark to read its sentence here.</i>"

    def _listen(self, drawn: go.FigureWidget) -> None:
        made = self.made
        acts = timeline.timeline_rows(made["exchanges"], made["anniversaries"], made["articles"], self.pair)
        told = timeline.drawn_rows(acts)
        for trace in drawn.data:
            own = told.filter(pl.col("direction") == (trace.meta or {}).get("direction"))
            trace.on_click(partial(self._say, own))

    def _say(self, told: pl.DataFrame, _trace: Any, points: Any, _state: Any) -> None:
        if points.point_inds:
            row = told.row(points.point_inds[0], named=True)
            page = self.made["articles"].filter(pl.col("article_id") == row["article_id"])
            self._said.value = sentence(row, page["text"][0])


def sentence(row: dict[str, Any], text: str) -> str:
    """A row of ``chart.timeline_rows`` and its article's text as harmless HTML: day, who, the words marked, outlet, link."""
    where = [safe_text(row["outlet"] or ""), link(row["url"], "open the page")]
    head = f"<b>{safe_text(row['day'])}</b> {safe_text(row['who'], 200)}"
    said = marked(text, row["start"], row["end"], AROUND)
    return f"{head}<br>{said}<br>{' · '.join(w for w in where if w)}"


def partners(events: pl.DataFrame) -> dict[str, list[str]]:
    """State -> the states it shares events with, most frequent first."""
    told = events.filter(pl.col("country_b").is_not_null())
    ways = [told.select(state=a, other=b) for a, b in (("country_a", "country_b"), ("country_b", "country_a"))]
    counted = pl.concat(ways).group_by("state", "other").agg(n=pl.len())
    listed = counted.sort("state", "n", "other", descending=[False, True, False])
    return dict(listed.group_by("state", maintain_order=True).agg("other").iter_rows())


def replace(held: go.FigureWidget, drawn: go.Figure) -> None:
    """Put the traces and layout of a figure in the place of those of a widget that is already shown.

    What the new layout does not speak of is taken back by name, for a widget keeps it otherwise.
    """
    held.data = []
    new = dict(_flat(drawn.layout.to_plotly_json()))
    held.plotly_relayout({key: None for key, _ in _flat(held.layout.to_plotly_json()) if key not in new})
    held.layout = drawn.layout
    held.add_traces(drawn.data)


def _unmeasured(figure: go.Figure) -> go.Figure:
    """A figure that need not be measured to be drawn well: a widget is drawn before it stands in the page.

    Its subtitle stands in the title, for Plotly would lay the two over each other.
    """
    title = figure.layout.title
    lines = 1 + title.subtitle.text.count(BREAK)
    small = f'<span style="font-size:12px;color:{style.QUIET}">{title.subtitle.text}</span>'
    figure.update_layout(
        autosize=True,
        title={"text": f"{title.text}{BREAK}{small}", "subtitle": {"text": ""}, "pad": {"t": title.pad.t + 4 * lines}},
        margin_t=figure.layout.margin.t + 6 * lines,  # small lines in a title are as far apart as large ones
    )
    return figure.update_layout(height=figure.layout.height + 6 * lines)


def _widened(held: go.FigureWidget, change: dict[str, Any]) -> None:
    """Let a widget that was just drawn take the width of the page: asked for any change of layout, Plotly measures again."""
    if change["new"]:
        held.layout.datarevision = (held.layout.datarevision or 0) + 1


def _flat(layout: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in layout.items():
        if isinstance(value, dict) and key not in ("template", "meta"):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _list(named: str, states: list[str], chosen: str) -> widgets.Dropdown:
    return widgets.Dropdown(options=[(_named(s), s) for s in states], value=chosen, description=named)


def _named(state: str) -> str:
    return f"{style.name(state)} ({state})"
