"""Projections: what a series may become, and how likely it meets a target."""

from analysis.forecasting import reference_models
from analysis.forecasting.coherence import reconcile
from analysis.forecasting.count_projections import among as from_counts
from analysis.forecasting.projection import probability, project

__all__ = ["from_counts", "probability", "project", "reconcile", "reference_models"]
