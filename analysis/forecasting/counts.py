"""Rates and proportions of later years from yearly counts: their distribution, intervals and probabilities.

The true rate of a later year has a gamma distribution, a true proportion a beta distribution. Under ten events a year
their parameters come from the pooled window alone (Jeffreys' prior); from ten on from a local level model with a
slope, which a prior keeps near no change.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis import pooling
from analysis.arrays import Numbers
from analysis.forecasting import count_distributions, local_level

TREND_FROM = 10  # events a year from which a trend may be fitted
LEAST_POINTS = 4
KINDS = ("rate", "proportion")


def events_a_year(history: pd.DataFrame, years: int = 5) -> pd.Series:
    """Mean yearly number of events over each series' last years.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`, one row a year, nothing before a
        break.
    years : int
        How many years count.

    Returns
    -------
    pandas.Series
        By series; of a proportion the rarer outcome, cases or others.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a", "a", "b"], "year": [2023, 2024, 2024], "numerator": [3, 5, 95]})
    >>> events_a_year(rows.assign(kind=["rate", "rate", "proportion"], denominator=100)).to_dict()
    {'a': 4.0, 'b': 5.0}
    """
    age = history.groupby("series")["year"].transform("max") - history["year"]
    kept = history[age < years]
    rarer = np.minimum(kept["numerator"], kept["denominator"] - kept["numerator"])
    rarer = kept["numerator"].where(kept["kind"].eq("rate"), rarer)
    return rarer.groupby(kept["series"]).mean()


def posterior(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Distribution of each series' true rate or proportion in a later year.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`; nothing before a break.
    year : int or pandas.Series
        Year the distribution is for, of all or by series; not before a series' last year.

    Returns
    -------
    pandas.DataFrame
        By series: `window` (years pooled), `last_year, kind, a, b` (shape and rate of a gamma distribution per unit
        of exposure, or the two parameters of a beta distribution), `model` (`pooled` or `trend`), `dispersion`
        (variance of a year's count relative to that of chance alone).

    Raises
    ------
    ValueError
        On an unknown kind, impossible counts, a repeated year, or a year before the data's last; the series are
        named.

    Notes
    -----
    `pooled`: Gamma(events + 1/2, exposure) or Beta(cases + 1/2, others + 1/2) of the window of `pooling.windows`.
    `trend`, from ten events a year and four years on: see `local_level.fitted`.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., sections 2.6 and 16.2. doi:10.1201/b16018

    Examples
    --------
    Ten deaths in 50,000 births of five years:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2020, 2025), "numerator": 2, "denominator": 10_000})
    >>> posterior(rows.assign(kind="rate"), 2030)[["model", "window", "a", "b"]].values.tolist()
    [['pooled', 5, 10.5, 50000.0]]
    """
    rows = _checked(history, year)
    table = pooling.windows(rows).rename(columns={"years": "window"})
    table["kind"] = rows.groupby("series")["kind"].first()
    other = np.where(table["kind"].eq("rate"), 0.0, table["numerator"] - 0.5)
    table["a"], table["b"] = table["numerator"] + 0.5, table["denominator"] - other
    table = table.assign(model="pooled", dispersion=1.0).drop(
        columns=["numerator", "denominator", "first_year"]
    )
    events, points = events_a_year(rows), rows.groupby("series").size()
    trending = table.index[(events >= TREND_FROM) & (points >= LEAST_POINTS)]
    if len(trending):
        fitted = local_level.fitted(rows[rows["series"].isin(trending)], year)
        columns = ["a", "b", "dispersion"]
        table.loc[fitted.index, columns] = fitted[columns]
        table.loc[fitted.index, "model"] = "trend"
    return table


def probability_true(
    distribution: pd.DataFrame, operator: ArrayLike, limit: ArrayLike, tolerance: ArrayLike | None = None
) -> Numbers:
    """Probability that the true rate or proportion meets a target, row by row.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b`, as from `posterior`.
    operator : array_like of str, shape (n,)
        `<=`, `>=`, `>` or `around` (met from the lower edge of its band up).
    limit : array_like of float, shape (n,)
        Target per unit of exposure; for `around` the middle of the band.
    tolerance : array_like of float, shape (n,), optional
        Half the width of the band.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1.

    Examples
    --------
    >>> uniform = pd.DataFrame({"kind": ["proportion"] * 2, "a": 1.0, "b": 1.0})
    >>> probability_true(uniform, ["<=", "around"], [0.3, 0.5], [0, 0.1]).round(6).tolist()
    [0.3, 0.6]
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
    rate = special.gammainc(a, np.maximum(edge, 0) * b)
    share = special.betainc(a, np.where(distribution["kind"].eq("rate"), 1, b), np.clip(edge, 0, 1))
    below = np.where(distribution["kind"].eq("rate"), rate, share)
    return np.where(operator == "<=", below, 1 - below)


def probability_published(
    distribution: pd.DataFrame,
    operator: ArrayLike,
    limit: ArrayLike,
    exposure: ArrayLike,
    tolerance: ArrayLike | None = None,
) -> Numbers:
    """Probability that the figure published for that year meets a target: the chance in its count included.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b, dispersion`, as from `posterior`.
    operator, limit, tolerance
        As for `probability_true`.
    exposure : array_like of float, shape (n,) or (n, 3)
        Births or persons of that year, or a low, central and high assumption of them (weights ¼, ½, ¼).

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1.

    Examples
    --------
    A true share that is uniform between 0 and 1 makes each count from 0 to 4 of 4 persons equally likely; at most
    one of four are two of these five:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> probability_published(uniform, ["<="], [0.25], [4]).round(6).tolist()
    [0.4]
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    result = np.zeros(len(distribution))
    for weight, exposed in _scenarios(exposure):
        most = np.where(operator == "<=", np.floor(edge * exposed + 1e-9), np.ceil(edge * exposed - 1e-9) - 1)
        most = np.where(operator == ">", np.floor(edge * exposed + 1e-9), most)
        below = count_distributions.CountDistribution(distribution, exposed).cdf(most)
        result += weight * np.where(operator == "<=", below, 1 - below)
    return result


def interval(distribution: pd.DataFrame, exposure: ArrayLike, *, level: float = 0.95) -> pd.DataFrame:
    """Median and prediction interval of the figure that will be published for that year.

    Parameters
    ----------
    distribution, exposure
        As for `probability_published`; of three assumptions the central exposure counts.
    level : float
        Prediction level between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `value, lower, upper` per unit of exposure, as `distribution` is indexed.

    Notes
    -----
    Limits are mid-P: a count at the limit is half inside, so that intervals of whole numbers have their level on
    average and not always a higher one. An interval that begins at no event leaves all of 1 − level above it.

    References
    ----------
    Lancaster, H. O. (1961). Journal of the American Statistical Association 56, 223-234.
    doi:10.1080/01621459.1961.10482105

    Examples
    --------
    Each count from 0 to 10 of 10 persons is equally likely:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> interval(uniform, [10], level=0.8).values.tolist()
    [[0.5, 0.1, 0.9]]
    """
    exposed = np.asarray(exposure, float)
    exposed = np.round(exposed[:, 1] if exposed.ndim == 2 else exposed)
    counts = count_distributions.CountDistribution(distribution, exposed)
    lower, upper = counts.limits(level)
    found = {"value": counts.ppf(0.5), "lower": lower, "upper": upper}
    return pd.DataFrame({name: count / exposed for name, count in found.items()}, index=distribution.index)


def tails(distribution: pd.DataFrame, count: ArrayLike, exposure: ArrayLike) -> tuple[Numbers, Numbers]:
    """Probabilities of at most, and of at least, the count that was then observed.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        From `posterior` for that year, made without it.
    count, exposure : array_like of float, shape (n,)
        Events and exposure that were observed.

    Returns
    -------
    at_most, at_least : numpy.ndarray, shape (n,)
        A small one says that the observed count is unusual on that side.

    Examples
    --------
    Each count from 0 to 4 of 4 persons is equally likely, and none was observed:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> [side.round(6).tolist() for side in tails(uniform, [0], [4])]
    [[0.2], [1.0]]
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    counts = count_distributions.CountDistribution(distribution, exposed)
    return counts.cdf(observed), 1 - counts.cdf(observed - 1)


def log_score(distribution: pd.DataFrame, count: ArrayLike, exposure: ArrayLike) -> Numbers:
    """Logarithm of the probability that was given to the count then observed (log score; higher is better).

    Parameters
    ----------
    distribution, count, exposure
        As for `tails`.

    Returns
    -------
    numpy.ndarray, shape (n,)

    References
    ----------
    Gneiting, T., Raftery, A. E. (2007). Journal of the American Statistical Association 102, 359-378.
    doi:10.1198/016214506000001437

    Examples
    --------
    Each count from 0 to 4 of 4 persons has probability 1/5:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> np.exp(log_score(uniform, [3], [4])).round(6).tolist()
    [0.2]
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    counts = count_distributions.CountDistribution(distribution, exposed)
    return counts.logpmf(observed)


def exposure_ahead(history: pd.DataFrame, year: int | pd.Series, years: int = 5) -> pd.DataFrame:
    """Assumed births or population of a later year, with a low and a high assumption.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, denominator`.
    year : int or pandas.Series
        Year ahead, of all or by series.
    years : int
        Years whose mean relative change is carried on.

    Returns
    -------
    pandas.DataFrame
        By series `low, central, high`, in persons: the change carried on in full, by half, and not at all, in order
        of size.

    Examples
    --------
    Births halved in two years; two years on they may halve again, or stay:

    >>> births = pd.DataFrame({"series": "a", "year": [2022, 2024], "denominator": [4000.0, 2000.0]})
    >>> exposure_ahead(births, 2026).round().values.tolist()
    [[1000.0, 1414.0, 2000.0]]
    """
    rows = history.sort_values(["series", "year"])
    rows = rows[rows["year"] >= rows.groupby("series")["year"].transform("max") - years]
    ends = rows.groupby("series").agg(
        first=("year", "first"),
        last=("year", "last"),
        start=("denominator", "first"),
        end=("denominator", "last"),
    )
    span = (ends["last"] - ends["first"]).where(ends["last"] > ends["first"], 1)
    growth = np.log(ends["end"] / ends["start"]) / span * (year - ends["last"])
    paths = np.sort(np.column_stack([ends["end"] * np.exp(part * growth) for part in (0, 0.5, 1)]), axis=1)
    return pd.DataFrame(paths, columns=["low", "central", "high"], index=ends.index)


def _checked(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    rows = history.dropna(subset=["numerator", "denominator"])
    share = rows["kind"].eq("proportion") & (rows["numerator"] > rows["denominator"])
    asked = rows["series"].map(year) if isinstance(year, pd.Series) else year
    faults = {
        "years after the one asked for": rows["year"] > asked,
        f"kind other than {' or '.join(KINDS)}": ~rows["kind"].isin(KINDS),
        "counts below 0 or denominators not above 0": (rows["numerator"] < 0) | (rows["denominator"] <= 0),
        "numerators above their denominators": share,
    }
    for found, wrong in faults.items():
        if wrong.any():
            raise ValueError(f"{found} in series {rows['series'][wrong].unique()[:5].tolist()}")
    return rows


def _scenarios(exposure: ArrayLike) -> list[tuple[float, Numbers]]:
    table = np.asarray(exposure, float)
    if table.ndim == 1:
        return [(1.0, np.round(table))]
    return [(weight, np.round(table[:, n])) for n, weight in enumerate((0.25, 0.5, 0.25))]
