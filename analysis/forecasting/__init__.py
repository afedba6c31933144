"""Projections of short yearly series with prediction intervals, and the probability that a target is met.

`project`, `probability` and `tails` take many series in one table; `reconcile` makes projections agree with each other;
`accuracy` compares them with the figures observed since; `reference_models` has other methods to compare with.
"""

from analysis.forecasting import accuracy, reference_models
from analysis.forecasting.coherence import reconcile
from analysis.forecasting.count_projections import projected_from_counts
from analysis.forecasting.projection import probability, project, tails

__all__ = [
    "accuracy",
    "probability",
    "project",
    "projected_from_counts",
    "reconcile",
    "reference_models",
    "tails",
]
