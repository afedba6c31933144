"""Projections: what a series may become, and how likely it meets a target."""
