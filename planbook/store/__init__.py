"""Observations of a place, built from its releases and kept; completeness, plausibility, approval."""

from planbook.store.received import (
    concerning,
    explanations,
    files,
    has_figures,
    not_taken,
    observations,
    release_table,
    releases_counted,
    report,
    rows,
    statements,
)

__all__ = [
    "concerning",
    "explanations",
    "files",
    "has_figures",
    "not_taken",
    "observations",
    "release_table",
    "releases_counted",
    "report",
    "rows",
    "statements",
]
