"""Projections: what a series may become, and how likely it meets a target."""

from analysis.forecasting.projection import probability, project

__all__ = ["probability", "project"]
