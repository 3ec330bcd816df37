"""Charts: a product or a measure goes in, a Plotly figure comes out; titles say the finding, subtitles what it rests on."""

from toolkit.chart.bars import ranked_bars
from toolkit.chart.corpus import coverage_bars, language_mix
from toolkit.chart.fit import PHONE, fitted
from toolkit.chart.flows import flows
from toolkit.chart.heatmap import pair_heatmap
from toolkit.chart.milestones import milestones
from toolkit.chart.network import leader_network
from toolkit.chart.precision import precision
from toolkit.chart.timeline import pair_timeline, timeline_rows
from toolkit.chart.times import over_time, small_multiples
from toolkit.chart.world import CONFIG, partner_map

__all__ = [
    "CONFIG",
    "PHONE",
    "coverage_bars",
    "fitted",
    "flows",
    "language_mix",
    "leader_network",
    "milestones",
    "over_time",
    "pair_heatmap",
    "pair_timeline",
    "partner_map",
    "precision",
    "ranked_bars",
    "small_multiples",
    "timeline_rows",
]
