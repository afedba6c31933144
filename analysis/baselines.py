"""Base years: which year of a series later years are compared with."""

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.arrays import check_columns

NEARBY = (0, 1, -1, 2, -2)  # years from the wanted base year, in order of preference


def base_years(first: int, nearby: Iterable[int] = NEARBY) -> tuple[int, ...]:
    """Years a base may be taken from, in order of preference.

    Parameters
    ----------
    first : int
        The base year that is wanted.
    nearby : iterable of int
        Years from it that may stand in for it, in order of preference; 0 is the year itself.

    Returns
    -------
    tuple of int
        Calendar years, the most wanted first.

    Examples
    --------
    >>> base_years(2020)
    (2020, 2021, 2019, 2022, 2018)
    >>> base_years(2015, nearby=(0, -1))
    (2015, 2014)
    """
    return tuple(first + distance for distance in nearby)


def base_rows(table: pd.DataFrame, years: Sequence[int], by: str | list[str] = "series") -> pd.DataFrame:
    """The base row of each series: of the most wanted year before its last, which is what is compared with it.

    Parameters
    ----------
    table : pandas.DataFrame
        Column `year` and the columns of `by`; one row per series and year.
    years : sequence of int
        Years a base may be from, in order of preference, as `base_years` gives them.
    by : str or list of str
        Column or columns that name a series.

    Returns
    -------
    pandas.DataFrame
        Rows of `table` with all its columns and its index, at most one per series, in the table's order. A series
        that has none of the years but its own last gives that one: its base is known, and nothing to compare with
        it; one without a figure in any of the years has no row.

    Examples
    --------
    >>> table = pd.DataFrame({"series": ["a", "a", "b", "c"], "year": [2019, 2020, 2021, 2015], "value": [1, 2, 3, 4]})
    >>> base_rows(table, base_years(2020)).values.tolist()
    [['a', 2019, 1], ['b', 2021, 3]]
    """
    check_columns("baselines.base_rows", table, ["year", *([by] if isinstance(by, str) else by)])
    place = table["year"].map({year: place for place, year in enumerate(years)})
    last = table["year"].eq(table.groupby(by)["year"].transform("max"))
    wanted = (place + len(years) * last).dropna().sort_values(kind="stable").index
    return table.loc[wanted].drop_duplicates(by).sort_index()
