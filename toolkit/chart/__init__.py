"""Charts: a product or a measure goes in, a Plotly figure comes out; titles say the finding, subtitles what it rests on."""

from toolkit.chart import bars, corpus, heatmap, times, world
from toolkit.chart import flows as _flows
from toolkit.chart import milestones as _milestones
from toolkit.chart import network as _network
from toolkit.chart import precision as _precision
from toolkit.chart import timeline as _timeline
from toolkit.chart.fit import PHONE, fitted, laid_out, lay_out
from toolkit.chart.timeline import timeline_rows
from toolkit.chart.world import CONFIG

coverage_bars = laid_out(corpus.coverage_bars)
flows = laid_out(_flows.flows)
language_mix = laid_out(corpus.language_mix)
leader_network = laid_out(_network.leader_network)
milestones = laid_out(_milestones.milestones)
over_time = laid_out(times.over_time)
pair_heatmap = laid_out(heatmap.pair_heatmap)
pair_timeline = laid_out(_timeline.pair_timeline)
partner_map = laid_out(world.partner_map)
precision = laid_out(_precision.precision)
ranked_bars = laid_out(bars.ranked_bars)
small_multiples = laid_out(times.small_multiples)

__all__ = [
    "CONFIG",
    "PHONE",
    "coverage_bars",
    "fitted",
    "flows",
    "language_mix",
    "lay_out",
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
