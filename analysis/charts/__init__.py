"""Charts: each function takes a table of one's own and returns a matplotlib Figure.

A chart sets fonts, colours and line widths of all figures that follow (`style.use`); importing sets nothing.
The few Chinese words that charts write themselves are in `default_words`; the argument `words` replaces them.
"""

from analysis.charts import style
from analysis.charts.bar_charts import levels, stacked, status_matrix
from analysis.charts.dot_charts import distances, dumbbell, funnel
from analysis.charts.line_charts import by_lead, multiples, trend

__all__ = [
    "by_lead",
    "distances",
    "dumbbell",
    "funnel",
    "levels",
    "multiples",
    "stacked",
    "status_matrix",
    "style",
    "trend",
]
