"""Changes of yearly series: a year, since the last break, of the slope, and whether they are more than chance."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Numbers, check_columns, reads

SIGNIFICANT = 9.54953570608324  # chi-squared of one degree of freedom at 99.8 %


def after_last_break(series: pd.DataFrame, by: str | None = "series") -> pd.DataFrame:
    """Rows from each series' last break on: nothing is compared across a break.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns `by`, `year`, `value`, `status`; a `B` marks the first year of a new definition.
    by : str, optional
        Column that names the series; None where all rows are of one.

    Returns
    -------
    pandas.DataFrame
        The rows that are left, with their columns and their index.

    Examples
    --------
    >>> series = pd.DataFrame({"series": "a", "year": [2021, 2022, 2023], "value": [5.0, 8, 9], "status": list("ABA")})
    >>> after_last_break(series)["year"].tolist()
    [2022, 2023]
    """
    check_columns("trends.after_last_break", series, ["year", "status", *([] if by is None else [by])])
    of = pd.Series(0, series.index) if by is None else series[by]
    breaks = series["year"].where(series["status"] == "B").groupby(of).transform("max")
    return series[~(series["year"] < breaks)]


def recent_yearly_change(series: pd.DataFrame, years: int = 5, by: str = "series") -> pd.Series:
    """Mean change a year over the last years of each unbroken series, in the series' unit.

    Parameters
    ----------
    series : pandas.DataFrame
        Columns `by`, `year`, `value`, `status`.
    years : int
        How many years before the latest figure count.
    by : str
        Column that names the series.

    Returns
    -------
    pandas.Series
        By series, in the series' unit a year; absent where there are fewer than two figures.

    Notes
    -----
    The last figure less the first among those years, over the years between them.

    Examples
    --------
    >>> series = pd.DataFrame({"series": "a", "year": [2019, 2021, 2024], "value": [10.0, 12, 20], "status": "A"})
    >>> recent_yearly_change(series).to_dict()
    {'a': 2.0}
    """
    check_columns("trends.recent_yearly_change", series, [by, "year", "status", "value"])
    kept = after_last_break(series, by).sort_values([by, "year"])
    kept = kept[kept["year"] >= kept.groupby(by)["year"].transform("max") - years]
    ends = kept.groupby(by).agg(
        first=("year", "first"), last=("year", "last"), start=("value", "first"), end=("value", "last")
    )
    ends = ends[ends["last"] > ends["first"]]
    return (ends["end"] - ends["start"]) / (ends["last"] - ends["first"])


def required_yearly_change(value: ArrayLike, target: ArrayLike, years: ArrayLike) -> Numbers:
    """Change a year that leads from the value to the target; NaN where no year is left.

    Parameters
    ----------
    value, target : array_like of float, shape (n,)
        Figures of today and target values, in one unit.
    years : array_like of float, shape (n,)
        Years left until the deadline.

    Returns
    -------
    numpy.ndarray, shape (n,)
        In the figures' unit a year.

    Examples
    --------
    >>> required_yearly_change([90.0], [93.0], [6]).tolist()
    [0.5]
    """
    left = np.asarray(years, float)
    result: Numbers = (np.asarray(target, float) - np.asarray(value, float)) / np.where(
        left > 0, left, np.nan
    )
    return result


@reads(history=("year", "status", "value"))
def pace(history: pd.DataFrame, target: float, deadline: float | None) -> pd.DataFrame:
    """How fast one series has moved of late, and how fast it has to move from now on.

    Parameters
    ----------
    history : pandas.DataFrame
        `year, value, status` of one series, one row a year; what lies before the last break does not count.
    target : float
        Target value in the unit of `value`; NaN where there is none.
    deadline : int, optional
        Year by which it is to be reached.

    Returns
    -------
    pandas.DataFrame
        One row: `year, value` (the newest), `years_left, recent` (`recent_yearly_change`) and `required`
        (`required_yearly_change`), both in the figures' unit a year; none where there is no figure.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": [2020, 2025], "value": [85.0, 90.0], "status": "A"})
    >>> pace(rows, 95, 2030).values.tolist()
    [[2025.0, 90.0, 5.0, 1.0, 1.0]]
    """
    kept = after_last_break(history.dropna(subset=["value"]).assign(series=0)).sort_values("year")
    last = kept[["year", "value"]].tail(1).reset_index(drop=True)
    left = np.nan if deadline is None else deadline - last["year"]
    recent = recent_yearly_change(kept).get(0, np.nan)
    required = required_yearly_change(last["value"], target, left)
    return last.assign(years_left=left, recent=recent, required=required)


def slope(years: ArrayLike, values: ArrayLike) -> float:
    """Slope of the straight line through one series, by least squares.

    Parameters
    ----------
    years : array_like of float, shape (n,)
        Calendar years; two different ones at least.
    values : array_like of float, shape (n,)
        Figures of those years, none missing.

    Returns
    -------
    float
        In the figures' unit a year.

    Examples
    --------
    >>> round(slope([2020, 2021, 2023], [1.0, 2.0, 4.0]), 6)
    1.0
    """
    return float(np.polyfit(np.asarray(years, float), np.asarray(values, float), 1)[0])


def slopes_around(years: ArrayLike, values: ArrayLike, at: int, least: int = 3) -> tuple[float, float]:
    """Slopes of the straight lines up to a year and after it.

    Parameters
    ----------
    years : array_like of int, shape (n,)
        Calendar years.
    values : array_like of float, shape (n,)
        Figures of those years, none missing.
    at : int
        Last year of the earlier line.
    least : int
        Figures that each line needs.

    Returns
    -------
    before, after : float
        In the figures' unit a year, to ten decimals; both NaN with too few figures on a side. A rise has slowed down
        where the second is below the first.

    Examples
    --------
    A rise by 1 a year until 2020, by a half from then on:

    >>> slopes_around([2016, 2018, 2020, 2021, 2022, 2023], [1, 3, 5, 5.5, 6, 6.5], at=2020)
    (1.0, 0.5)
    """
    years, values = np.asarray(years), np.asarray(values, float)
    before, after = years <= at, years > at
    if min(before.sum(), after.sum()) < least:
        return float("nan"), float("nan")
    return round(slope(years[before], values[before]), 10), round(slope(years[after], values[after]), 10)


def recent_trend(value: ArrayLike, weight: ArrayLike) -> pd.DataFrame:
    """Weighted slopes of consecutive years, tested against chance and against the weight of any single year.

    Parameters
    ----------
    value : array_like of float, shape (series, points)
        Figures of consecutive years, oldest first.
    weight : array_like of float, shape (series, points)
        Inverse variances of the figures.

    Returns
    -------
    pandas.DataFrame, one row a series
        `slope` in the figures' unit a year, `chi2` (one degree of freedom), `sign_stable` (the slope keeps its sign
        when any one point is left out), `significant` (beyond 99.8 % and stable); NaN where a point is missing.

    Notes
    -----
    The slope of weighted least squares is b = S_xy / S_xx, with sums about the weighted means; its variance is
    1 / S_xx, so that b² S_xx has a chi-squared distribution where there is no trend.

    References
    ----------
    Office for Health Improvement and Disparities, Fingertips: recent trends (weighted slope, 99.8 %, sign kept when
    one point is left out).

    Examples
    --------
    Five years with the widths of their 95 % intervals, from which the weights follow:

    >>> width = np.array([[3.09, 3.04, 3.20, 3.27, 3.27]])
    >>> recent_trend([[24.67, 24.6, 28, 30.2, 30.6]], (3.92 / width) ** 2)["significant"].tolist()
    [True]
    """
    value, weight = np.asarray(value, float), np.asarray(weight, float)
    x = np.arange(value.shape[1])
    parts = np.stack([weight, weight * x, weight * x * x, weight * value, weight * x * value])
    sums = parts.sum(axis=2)
    slopes, information = _weighted_slope(*sums)
    without, _ = _weighted_slope(*(sums[:, :, None] - parts))
    stable = (np.sign(without) == np.sign(slopes)[:, None]).all(axis=1) & (slopes != 0)
    chi2 = slopes**2 * information
    significant = stable & (chi2 > SIGNIFICANT)
    return pd.DataFrame({"slope": slopes, "chi2": chi2, "sign_stable": stable, "significant": significant})


def recent_course(value: ArrayLike) -> pd.DataFrame:
    """Slopes of consecutive years' figures without counts, tested against how far they lie off a straight line.

    Parameters
    ----------
    value : array_like of float, shape (series, points)
        Figures of consecutive years, oldest first; three points at least.

    Returns
    -------
    pandas.DataFrame, one row a series
        `slope` in the figures' unit a year, `p` (two-sided, of Student's t with two degrees of freedom fewer than
        points; 1 where nothing moves, 0 on a straight line), `sign_stable` (as from `recent_trend`).

    Notes
    -----
    Least squares: t² = b² S_xx / s², with s² the mean squared distance from the line by its degrees of freedom.

    References
    ----------
    Draper, N. R., Smith, H. (1998). Applied Regression Analysis, 3rd ed., section 1.4. doi:10.1002/9781118625590

    Examples
    --------
    A steady fall with little about it, and figures that go up and down:

    >>> found = recent_course([[95.0, 93.1, 91.0, 89.2, 87.0], [95.0, 93.0, 96.0, 92.0, 94.0]])
    >>> found["slope"].round(2).tolist(), (found["p"] <= 0.01).tolist()
    ([-1.99, -0.3], [True, False])
    """
    from scipy.special import stdtr

    value = np.asarray(value, float)
    if not value.size:
        return pd.DataFrame(columns=["slope", "p", "sign_stable"], dtype=float)
    free, x = value.shape[1] - 2, np.arange(value.shape[1]) - (value.shape[1] - 1) / 2
    found = recent_trend(value, np.ones_like(value))
    slope = found["slope"].to_numpy()
    rest = value - value.mean(axis=1, keepdims=True) - slope[:, None] * x
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(slope) * np.sqrt((x**2).sum() * free / (rest**2).sum(axis=1))
    p = np.where(slope == 0, 1.0, 2 * stdtr(free, -t))
    return pd.DataFrame({"slope": slope, "p": p, "sign_stable": found["sign_stable"]})


@reads(history=("year", "status", "value"))
def course(history: pd.DataFrame, years: int = 5) -> pd.DataFrame:
    """Slope of one series over its last years, tested as `recent_course` tests it.

    Parameters
    ----------
    history : pandas.DataFrame
        `year, value, status` of one series, one row a year; what lies before the last break does not count.
    years : int
        Consecutive years that are looked at, three at least.

    Returns
    -------
    pandas.DataFrame
        One row: `first_year, year` (the newest), `slope` in the figures' unit a year, `p, sign_stable`; none where a
        figure of these years is missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": range(2020, 2026), "value": [9.0, 5, 6, 7, 8, 9], "status": "A"})
    >>> course(rows).round(6).values.tolist()
    [[2021, 2025, 1.0, 0.0, True]]
    >>> course(rows[rows["year"] != 2023]).empty
    True
    """
    kept = after_last_break(history.dropna(subset=["value"]), by=None).sort_values("year")
    last = kept[kept["year"] > kept["year"].max() - years]
    figures = last["value"].to_numpy(float)[None] if len(last) == years else np.empty((0, years))
    found = recent_course(figures)
    ends = {"first_year": last["year"].min(), "year": last["year"].max()}
    return found.assign(**ends)[["first_year", "year", "slope", "p", "sign_stable"]]


def recent_trend_of_shares(numerator: ArrayLike, denominator: ArrayLike) -> pd.DataFrame:
    """Slopes of consecutive years' proportions, tested against chance by Cochran and Armitage's test.

    Parameters
    ----------
    numerator, denominator : array_like of float, shape (series, points)
        Cases and persons of consecutive years, oldest first.

    Returns
    -------
    pandas.DataFrame, one row a series
        `slope` as a share a year, `chi2`, `sign_stable`, `significant` as from `recent_trend`; NaN and False where
        the share of some year is 0 or 1.

    Notes
    -----
    `recent_trend` of the shares, each weighed by n / (p (1 − p)) with the p of all years together.

    References
    ----------
    Armitage, P. (1955). Biometrics 11, 375-386. doi:10.2307/3001775

    Examples
    --------
    >>> cases, all_ = [[994, 1023, 1199, 1332, 1367]], [[40299, 41527, 42811, 44064, 44701]]
    >>> recent_trend_of_shares(cases, all_)["chi2"].round(1).tolist()
    [47.9]
    """
    cases, all_ = np.asarray(numerator, float), np.asarray(denominator, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = cases.sum(axis=1, keepdims=True) / all_.sum(axis=1, keepdims=True)
        full = ((cases == all_) | (cases == 0)).any(axis=1)
        found = recent_trend(cases / all_, all_ / (share * (1 - share)))
    refused = {"slope": np.nan, "chi2": np.nan, "sign_stable": False, "significant": False}
    found.loc[full, list(refused)] = list(refused.values())
    return found


@reads(rows=("series", "value"))
def process_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean and limits of usual variation of each series (process limits of an XmR chart).

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, value`, in order of time within each series.

    Returns
    -------
    pandas.DataFrame
        By series `centre, lower, upper`, in the figures' unit.

    Notes
    -----
    The mean ± 2.66 times the mean absolute change from point to point; changes beyond 3.267 times that mean are left
    out first, so that one jump does not widen the limits.

    References
    ----------
    Wheeler, D. J. (1993). Understanding Variation; screening as in NHS England's Making Data Count.

    Examples
    --------
    >>> process_limits(pd.DataFrame({"series": "a", "value": [1.0, 2, 1, 2, 1, 2]})).round(2).values.tolist()
    [[1.5, -1.16, 4.16]]
    """
    value = rows["value"].groupby(rows["series"], sort=False)
    moving = value.diff().abs()
    usual = moving.groupby(rows["series"], sort=False).transform("mean") * 3.267
    kept = moving.where(moving < usual, moving.where(moving == 0))
    spread, centre = kept.groupby(rows["series"], sort=False).mean().fillna(0), value.mean()
    return pd.DataFrame({"centre": centre, "lower": centre - 2.66 * spread, "upper": centre + 2.66 * spread})


def _weighted_slope(
    w: Numbers, wx: Numbers, wxx: Numbers, wy: Numbers, wxy: Numbers
) -> tuple[Numbers, Numbers]:
    with np.errstate(divide="ignore", invalid="ignore"):
        information = wxx - wx**2 / w
        return (wxy - wx * wy / w) / information, information
