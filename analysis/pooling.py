"""Pooled years: cases and exposure of consecutive years added up, where single years have too few cases."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import reads

SHORTER = 3  # years that are pooled until there are as many as asked for


@dataclass(frozen=True)
class Window:
    """Cases and exposure of one series, added up over its last consecutive years.

    Attributes
    ----------
    numerator : float
        Cases in all years of the window.
    denominator : float
        Exposure (births, persons) in all years of the window.
    first_year, last_year : int
        Calendar years the window begins and ends with.
    years : int
        Number of years in it; 0, with NaN for counts, where no year has any.

    Examples
    --------
    >>> deaths = pd.DataFrame({"year": [2023, 2024, 2025], "numerator": [1, 0, 2], "denominator": 10000})
    >>> window(deaths)
    Window(numerator=3.0, denominator=30000.0, first_year=2023, last_year=2025, years=3)
    """

    numerator: float
    denominator: float
    first_year: int
    last_year: int
    years: int


@reads(table=("year", "numerator", "denominator"))
def window(table: pd.DataFrame, years: int = 5) -> Window:
    """Cases and exposure of one series, added up over its last years.

    Parameters
    ----------
    table : pandas.DataFrame
        `year, numerator, denominator` of one series, one row a year; years without counts may be absent or NaN.
    years : int
        Years wanted; with fewer consecutive ones up to the last, three are pooled, and with fewer than three the
        last year stands alone.

    Returns
    -------
    Window
        `numerator, denominator, first_year, last_year, years`; NaN for counts and 0 for years where no year has any.

    Raises
    ------
    ValueError
        Where a year stands twice, or fewer than one year is asked for.

    Examples
    --------
    >>> deaths = pd.DataFrame({"year": range(2020, 2026), "numerator": [2, 1, 0, 1, 0, 2], "denominator": 10000})
    >>> window(deaths)
    Window(numerator=4.0, denominator=50000.0, first_year=2021, last_year=2025, years=5)
    >>> window(deaths[deaths["year"] != 2022]).years  # 2023 to 2025: nothing is pooled across a gap
    3
    """
    found = windows(table.assign(series=0), years)
    if found.empty:
        return Window(float("nan"), float("nan"), 0, 0, 0)
    row = found.iloc[0]
    counts = (float(row["numerator"]), float(row["denominator"]))
    return Window(*counts, *(int(row[name]) for name in ("first_year", "last_year", "years")))


@reads(history=("series", "year", "numerator", "denominator"))
def windows(history: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Cases and exposure of many series, each added up over its last years.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, numerator, denominator`, one row per series and year; years without counts may be absent or
        NaN. Nothing from before a break belongs in it.
    years : int
        As for `window`.

    Returns
    -------
    pandas.DataFrame
        By series `numerator, denominator, first_year, last_year, years`; series without any counts are absent.

    Raises
    ------
    ValueError
        Where a year of a series stands twice (the series are named), or fewer than one year is asked for.

    Notes
    -----
    Only consecutive years are pooled, so that a window of five years never reaches back further than five years.

    Examples
    --------
    >>> a = pd.DataFrame({"series": "a", "year": range(2020, 2026), "numerator": 1, "denominator": 100})
    >>> b = pd.DataFrame({"series": "b", "year": [2020, 2021, 2025], "numerator": 1, "denominator": 100})
    >>> windows(pd.concat([a, b])).reset_index().values.tolist()
    [['a', 5, 500, 2021, 2025, 5], ['b', 1, 100, 2025, 2025, 1]]
    """
    rows = _checked(history, years)
    rows = rows.assign(age=rows.groupby("series")["year"].transform("max") - rows["year"])
    # the last years without a gap: a row is as many rows from the end as it is years
    rows = rows[rows["age"] == rows.groupby("series").cumcount(ascending=False)]
    available = rows.groupby("series")["year"].transform("size")
    shorter = min(SHORTER, years)
    length = np.select([available >= years, available >= shorter], [years, shorter], 1)
    inside = rows[rows["age"] < length].groupby("series")
    sums, year = inside[["numerator", "denominator"]].sum(), inside["year"]
    return sums.assign(first_year=year.min(), last_year=year.max(), years=inside.size())


def _checked(history: pd.DataFrame, years: int) -> pd.DataFrame:
    if years < 1:
        raise ValueError(f"years {years!r}; expected 1 or more")
    rows = history.dropna(subset=["numerator", "denominator"]).sort_values(["series", "year"])
    twice = rows.duplicated(["series", "year"])
    if twice.any():
        raise ValueError(f"a year twice in series {rows['series'][twice].unique()[:5].tolist()}")
    return rows
