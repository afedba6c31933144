"""Changes of yearly series: since a base, per year, and of the slope itself."""

import numpy as np
import pandas as pd


def after_last_break(series: pd.DataFrame, by: str = "series") -> pd.DataFrame:
    """Rows from each series' last break on: nothing is compared across a break.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns `by`, `year`, `value`, `status`; a `B` marks the first year of a new definition.
    by : str
        Column that names the series.
    """
    breaks = series["year"].where(series["status"] == "B").groupby(series[by]).transform("max")
    return series[~(series["year"] < breaks)]


def recent_yearly_change(series: pd.DataFrame, years: int = 5, by: str = "series") -> pd.Series:
    """Mean change a year over the last years of each unbroken series, in the series' unit.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns `by`, `year`, `value`, `status`.
    years : int
        How many years before the latest figure count.

    Returns
    -------
    pandas.Series
        By series; absent where there are fewer than two figures.
    """
    kept = after_last_break(series, by).sort_values([by, "year"])
    kept = kept[kept["year"] >= kept.groupby(by)["year"].transform("max") - years]
    ends = kept.groupby(by).agg(
        first=("year", "first"), last=("year", "last"), start=("value", "first"), end=("value", "last")
    )
    ends = ends[ends["last"] > ends["first"]]
    return (ends["end"] - ends["start"]) / (ends["last"] - ends["first"])


def required_yearly_change(value, target, years) -> np.ndarray:
    """Change a year that leads from the value to the target; NaN where no year is left.

    Examples
    --------
    >>> required_yearly_change([90.0], [93.0], [6]).tolist()
    [0.5]
    """
    left = np.asarray(years, float)
    return (np.asarray(target, float) - np.asarray(value, float)) / np.where(left > 0, left, np.nan)


def slope(years, values) -> float:
    """Least-squares slope of one series, in its unit a year.

    Examples
    --------
    >>> round(slope([2020, 2021, 2023], [1.0, 2.0, 4.0]), 6)
    1.0
    """
    return float(np.polyfit(np.asarray(years, float), np.asarray(values, float), 1)[0])


def slope_change(years, values, at: int, least: int = 3) -> float:
    """Slope after a year less the slope up to it; NaN with fewer than `least` points on a side.

    Examples
    --------
    >>> slope_change([2016, 2018, 2020, 2021, 2022, 2023], [1, 3, 5, 5.5, 6, 6.5], at=2020)
    -0.5
    """
    years, values = np.asarray(years), np.asarray(values, float)
    before, after = years <= at, years > at
    if min(before.sum(), after.sum()) < least:
        return float("nan")
    return round(slope(years[after], values[after]) - slope(years[before], values[before]), 10)
