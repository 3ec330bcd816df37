"""Charts: a product or a measure goes in, a Plotly figure comes out; titles say the finding, subtitles what it rests on."""

from toolkit.chart.bars import ranked_bars
from toolkit.chart.heatmap import pair_heatmap
from toolkit.chart.timeline import pair_timeline, timeline_rows
from toolkit.chart.times import over_time, small_multiples

__all__ = ["over_time", "pair_heatmap", "pair_timeline", "ranked_bars", "small_multiples", "timeline_rows"]
