"""Observations of a place, built from its releases and kept; completeness, plausibility, approval."""
