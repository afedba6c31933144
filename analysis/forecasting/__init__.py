"""Projections: what a series may become, and how likely it meets a target."""

from analysis.forecasting import second_opinion
from analysis.forecasting.coherence import reconcile
from analysis.forecasting.counted import among as from_counts
from analysis.forecasting.projection import probability, project

__all__ = ["from_counts", "probability", "project", "reconcile", "second_opinion"]
