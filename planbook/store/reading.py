"""Observations: one row per indicator, place, year, breakdown and release."""

import pandas as pd

from planbook.contract.schema import COLUMNS, KEY, newest
from planbook.store import building

__all__ = ["COLUMNS", "KEY", "has_figures", "newest", "read"]


def read(place: str, *, as_of: str | None = None) -> pd.DataFrame:
    """Observations of a place as they stood at a release.

    Parameters
    ----------
    place : str
        Id of the place, a folder of `data/raw`.
    as_of : str, optional
        Name of the last release that counts; all count without it.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row per key, `value` in the catalogue's unit.
    """
    return newest(building.rows(place), as_of)


def has_figures(place: str, year: int) -> bool:
    """Whether a place has any figure of a year."""
    rows = building.rows(place)
    return bool((rows["year"].eq(year) & rows["value"].notna()).any())
