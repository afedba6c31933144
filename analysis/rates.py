"""Proportions and rates with confidence intervals, their differences, and how likely a true rate is below a limit."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Flags, Numbers, reads

EXACT_BELOW = 10
_LIMITS = ["value", "lower", "upper"]


def proportion(
    numerator: ArrayLike, denominator: ArrayLike, *, multiplier: float = 1, level: float = 0.95
) -> pd.DataFrame:
    """Proportions with Wilson's confidence interval.

    Parameters
    ----------
    numerator, denominator : array_like of float, shape (n,)
        Cases and all persons; NaN where unknown.
    multiplier : float
        100 for per cent, 1000 for per mille.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `value, lower, upper`, times `multiplier`; NaN where an input is.

    Raises
    ------
    ValueError
        Where a numerator is negative or above its denominator, a denominator is not positive, or the level is not
        between 0 and 1.

    Notes
    -----
    With p = x/n and z the normal quantile of the level, the limits are
    (2x + z² ± z √(z² + 4x(1 − p))) / (2(n + z²)); they stay within 0 and 1 and have a width at 0 and n cases too.

    References
    ----------
    Wilson, E. B. (1927). JASA 22, 209-212. doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> proportion([5], [100], multiplier=100).round(2).values.tolist()
    [[5.0, 2.15, 11.18]]
    """
    cases, all_ = _counts(numerator, denominator)
    if (cases > all_).any():
        raise ValueError(f"numerator above its denominator at positions {np.flatnonzero(cases > all_)[:5]}")
    value, z = cases / all_, -special.ndtri((1 - _share(level)) / 2)
    spread = z * np.sqrt(value * (1 - value) / all_ + z**2 / (4 * all_**2)) / (1 + z**2 / all_)
    middle = (value + z**2 / (2 * all_)) / (1 + z**2 / all_)
    lower, upper = np.clip(middle - spread, 0, 1), np.clip(middle + spread, 0, 1)
    # rounding may leave a bound a hair beyond the estimate at x = 0 and x = n
    bounds = {"lower": np.minimum(lower, value), "upper": np.maximum(upper, value)}
    return pd.DataFrame({"value": value, **bounds}) * multiplier


def rate(
    count: ArrayLike, exposure: ArrayLike, *, multiplier: float = 1, level: float = 0.95
) -> pd.DataFrame:
    """Rates with their confidence interval: Garwood's exact one under 10 events, Byar's from 10.

    Parameters
    ----------
    count, exposure : array_like of float, shape (n,)
        Events, and what they are related to (births, persons, person-years); NaN where unknown.
    multiplier : float
        100000 for a rate per 100,000.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `value, lower, upper` times `multiplier`, and `method`: `Exact` or `Byars`, None where an input is NaN.

    Raises
    ------
    ValueError
        Where a count is negative, an exposure is not positive, or the level is not between 0 and 1.

    Notes
    -----
    For x events and the tail α = (1 − level) / 2 the exact limits of the count are the quantile α of Gamma(x) and
    the quantile 1 − α of Gamma(x + 1). Byar's are x (1 − 1/9x − z/3√x)³ and the same with x + 1 and + z; his lower
    limit can fall below zero at high levels and is NaN there, never negative.

    References
    ----------
    Garwood, F. (1936). Biometrika 28, 437-442. doi:10.1093/biomet/28.3-4.437
    Breslow, N. E., Day, N. E. (1987). Statistical Methods in Cancer Research II, IARC, p. 69.

    Examples
    --------
    >>> rate([2], [10000], multiplier=100000).round(1).values.tolist()
    [[20.0, 2.4, 72.2, 'Exact']]
    """
    events, at_risk = _counts(count, exposure)
    exact = events < EXACT_BELOW
    tail = (1 - _share(level)) / 2
    bounds = [np.where(exact, g, b) for g, b in zip(_garwood(events, tail), _byar(events, tail), strict=True)]
    table = pd.DataFrame({"value": events, "lower": bounds[0], "upper": bounds[1]})
    table = table.div(at_risk, axis=0) * multiplier
    return table.assign(method=np.where(np.isnan(events), np.array(None), np.where(exact, "Exact", "Byars")))


def probability_below(
    count: ArrayLike, exposure: ArrayLike, limit: ArrayLike, *, multiplier: float = 1
) -> Numbers:
    """Probability that the true rate is at most a limit, given the events that were counted.

    Parameters
    ----------
    count, exposure : array_like of float, shape (n,)
        Events and exposure of one year, or of several years added up; NaN where unknown.
    limit : array_like of float
        Limit in the unit of `multiplier`: 12 with 100000 is 12 per 100,000.
    multiplier : float
        100000 for a limit per 100,000, 1000 for per mille, 1 for a limit per unit of exposure.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1; NaN where an input is.

    Raises
    ------
    ValueError
        Where a count is negative or an exposure is not positive.

    Notes
    -----
    Under Jeffreys' prior the posterior of a Poisson rate is Gamma(count + 1/2, exposure); the result is its
    distribution function at limit / multiplier.

    References
    ----------
    Brown, L. D., Cai, T. T., DasGupta, A. (2003). Statistica Sinica 13, 19-49.

    Examples
    --------
    One death in 10,000 births, or three in 30,000, against a limit of 12 per 100,000:

    >>> probability_below([1, 3], [10000, 30000], 12, multiplier=100000).round(4).tolist()
    [0.5064, 0.5916]
    """
    events, at_risk = _counts(count, exposure)
    return special.gammainc(events + 0.5, np.maximum(np.asarray(limit, float) / multiplier * at_risk, 0))


def share_probability_below(numerator: ArrayLike, denominator: ArrayLike, limit: ArrayLike) -> Numbers:
    """Probability that the true proportion is at most a limit, given the cases that were counted.

    Parameters
    ----------
    numerator, denominator : array_like of float, shape (n,)
        Cases and all persons of one year, or of several years added up; NaN where unknown.
    limit : array_like of float
        Limit as a share between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1; NaN where an input is.

    Raises
    ------
    ValueError
        Where a numerator is negative or a denominator is not positive.

    Notes
    -----
    Under Jeffreys' prior the posterior of a proportion is Beta(cases + 1/2, others + 1/2); the result is its
    distribution function at the limit.

    References
    ----------
    Brown, L. D., Cai, T. T., DasGupta, A. (2001). Statistical Science 16, 101-133. doi:10.1214/ss/1009213286

    Examples
    --------
    >>> share_probability_below([50, 40], [100, 100], 0.5).round(3).tolist()
    [0.5, 0.978]
    """
    cases, all_ = _counts(numerator, denominator)
    below = special.betainc(cases + 0.5, all_ - cases + 0.5, np.clip(np.asarray(limit, float), 0, 1))
    return np.asarray(below, float)


@reads(now=("value", "lower", "upper"), before=("value", "lower", "upper"))
def difference(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Differences of two independent figures, each with the confidence interval that follows from the two intervals.

    Parameters
    ----------
    now, before : pandas.DataFrame, n rows
        `value, lower, upper` as from `proportion` or `rate`, row by row, in one unit.

    Returns
    -------
    pandas.DataFrame, n rows
        `value` (now less before), `lower, upper` in the figures' unit; the interval covers 0 where the change may
        be chance.

    Notes
    -----
    The method of variance estimates recovery: the lower limit is d − √((p₁ − l₁)² + (u₂ − p₂)²), the upper one
    d + √((u₁ − p₁)² + (p₂ − l₂)²).

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890; with Wilson's limits it is his method 10.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
    Zou, G. Y., Donner, A. (2008). Statistics in Medicine 27, 1693-1702. doi:10.1002/sim.3095

    Examples
    --------
    >>> difference(proportion([7], [34]), proportion([1], [34])).round(3).values.tolist()
    [[0.176, 0.019, 0.34]]
    """
    now, before = now[_LIMITS].reset_index(drop=True), before[_LIMITS].reset_index(drop=True)
    value = now["value"] - before["value"]
    below = np.hypot(now["value"] - now["lower"], before["upper"] - before["value"])
    above = np.hypot(now["upper"] - now["value"], before["value"] - before["lower"])
    return pd.DataFrame({"value": value, "lower": value - below, "upper": value + above})


def within_chance(statistic: str, now: ArrayLike, before: ArrayLike, *, level: float = 0.95) -> Flags:
    """Whether changes between two years' counts may be chance: the interval of their difference covers 0.

    Parameters
    ----------
    statistic : str
        `rate` or `proportion`; nothing else has a chance that counts tell.
    now, before : array_like of float, shape (n, 2)
        Numerators and denominators.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        False where counts are missing: what has none is not told to be chance.

    Examples
    --------
    >>> within_chance("rate", [[25, 5000], [5, 10000]], [[100, 5000], [6, 10000]]).tolist()
    [False, True]
    """
    pairs = np.stack([np.asarray(one, float).reshape(-1, 2) for one in (now, before)])
    known = ~np.isnan(pairs).any(axis=(0, 2)) & (pairs[:, :, 1] > 0).all(axis=0)
    covers = np.zeros(pairs.shape[1], bool)
    if statistic in METHODS and known.any():
        sides = [METHODS[statistic](*one[known].T, level=level) for one in pairs]
        apart = difference(*sides)
        covers[known] = (apart["lower"] <= 0) & (apart["upper"] >= 0)
    return covers


@reads(table=("year", "numerator", "denominator"))
def changes(
    table: pd.DataFrame,
    years: Iterable[int],
    *,
    statistic: str,
    multiplier: float = 1,
    level: float = 0.95,
) -> pd.DataFrame:
    """Changes of the newest figure of a series from earlier years' figures, each with its confidence interval.

    Parameters
    ----------
    table : pandas.DataFrame
        `year, numerator, denominator` of one series, one row a year.
    years : iterable of int
        Earlier years that it is compared with; those that the table lacks, or that have no counts, are left out.
    statistic : str
        `rate` (cases over an exposure) or `proportion` (a part of a whole).
    multiplier : float
        Factor that turns the quotient into the figures' unit.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        `year, against_year, value` (newest less earlier), `lower, upper` in the figures' unit, and `within_chance`;
        no row for another statistic.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2020, 2024, 2025], "numerator": [1, 5, 7], "denominator": 34})
    >>> changes(table, [2024, 2020], statistic="proportion").round(3).values.tolist()
    [[2025, 2024, 0.059, -0.126, 0.241, True], [2025, 2020, 0.176, 0.019, 0.34, False]]
    """
    known = table.dropna(subset=["numerator", "denominator"]).set_index("year").sort_index()
    asked = [one for one in dict.fromkeys(years) if one in known.index and one < known.index[-1]]
    columns = ["year", "against_year", *_LIMITS, "within_chance"]
    if not asked or statistic not in METHODS:
        return pd.DataFrame(columns=columns)
    sides = [known.loc[[known.index[-1]] * len(asked)], known.loc[asked]]
    counts = [side[["numerator", "denominator"]].to_numpy(float) for side in sides]
    apart = difference(*(METHODS[statistic](*one.T, level=level) for one in counts)) * multiplier
    chance = within_chance(statistic, *counts, level=level)
    return apart.assign(year=known.index[-1], against_year=asked, within_chance=chance)[columns]


METHODS = {"rate": rate, "proportion": proportion}


def reliable(
    events: ArrayLike, lower: ArrayLike, upper: ArrayLike, value: ArrayLike, *, most_width: float = 1.6
) -> Flags:
    """Whether rates are reliable: 10 events or more, and an interval no wider than 160 % of the rate.

    Parameters
    ----------
    events : array_like of float, shape (n,)
        Number of events behind each rate.
    lower, upper, value : array_like of float, shape (n,)
        95 % limits and the rate itself, in one unit.
    most_width : float
        Widest interval still called reliable, as a part of the rate.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        False where an input is NaN.

    References
    ----------
    National Center for Health Statistics, data presentation standards for rates and counts (2023).

    Examples
    --------
    >>> limits = rate([9, 10], [1, 1])
    >>> reliable([9, 10], limits["lower"], limits["upper"], limits["value"]).tolist()
    [False, True]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        width = (np.asarray(upper, float) - np.asarray(lower, float)) / np.asarray(value, float)
    result: Flags = (np.asarray(events, float) >= EXACT_BELOW) & (width <= most_width)
    return result


def standardised(
    count: ArrayLike, exposure: ArrayLike, standard: ArrayLike, *, multiplier: float = 1, level: float = 0.95
) -> pd.Series:
    """Directly standardised rate of one population with Dobson's confidence interval; none under 10 events.

    Parameters
    ----------
    count, exposure, standard : array_like of float, shape (groups,)
        Events, persons and standard population by age group.
    multiplier : float
        100000 for a rate per 100,000.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.Series
        `value, lower, upper` times `multiplier`; NaN under 10 events in all groups together.

    Raises
    ------
    ValueError
        Where a count is negative, an exposure is not positive, or the level is not between 0 and 1.

    Notes
    -----
    With weights w, events x and persons n by group the rate is Σ w x/n / Σ w. Its limits lie from it as far as
    Byar's limits lie from the number of all events, times √(variance of the rate / number of events).

    References
    ----------
    Dobson, A. J. et al. (1991). Statistics in Medicine 10, 457-462. doi:10.1002/sim.4780100317

    Examples
    --------
    Two age groups with 2 and 4 per 100, weighed alike:

    >>> standardised([20, 40], [1000, 1000], [1, 1], multiplier=100).round(2).to_dict()
    {'value': 3.0, 'lower': 2.29, 'upper': 3.86}
    """
    events, at_risk = _counts(count, exposure)
    weight, total = np.asarray(standard, float), events.sum()
    if total < EXACT_BELOW:
        return pd.Series(np.nan, index=_LIMITS)
    value = (weight * events / at_risk).sum() / weight.sum()
    variance = (weight**2 * events / at_risk**2).sum() / weight.sum() ** 2
    limits = np.ravel(_byar(np.array([total]), (1 - _share(level)) / 2))
    bounds = value + np.sqrt(variance / total) * (limits - total)
    return pd.Series([value, *bounds], index=_LIMITS) * multiplier


def exposure_needed(events: ArrayLike, limit: ArrayLike, *, level: float = 0.95) -> Numbers:
    """Exposure at which so many events are proof, one-sided, that the true rate is at most a limit.

    Parameters
    ----------
    events : array_like of float, shape (n,)
        Events counted.
    limit : array_like of float
        Limit per unit of exposure: 12e-5 is 12 per 100,000.
    level : float
        Confidence level of the proof, between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Persons, births or person-years.

    Raises
    ------
    ValueError
        Where the level is not between 0 and 1.

    Notes
    -----
    The exposure at which the exact upper limit of the count, the quantile `level` of Gamma(events + 1), makes a rate
    that equals `limit`.

    References
    ----------
    Garwood, F. (1936). Biometrika 28, 437-442. doi:10.1093/biomet/28.3-4.437

    Examples
    --------
    >>> exposure_needed([0, 1], 12e-5).round().tolist()
    [24964.0, 39532.0]
    """
    result: Numbers = special.gammaincinv(np.asarray(events, float) + 1, _share(level)) / np.asarray(
        limit, float
    )
    return result


def _garwood(events: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    lower = np.where(events == 0, 0.0, special.gammaincinv(np.maximum(events, 1), tail))
    return lower, np.asarray(special.gammaincinv(events + 1, 1 - tail), float)


def _byar(events: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    z = special.ndtri(1 - tail)
    some = np.maximum(events, 1)
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = some + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(lower < 0, np.nan, lower), upper


def _counts(count: ArrayLike, exposure: ArrayLike) -> tuple[Numbers, Numbers]:
    events, at_risk = np.broadcast_arrays(np.asarray(count, float), np.asarray(exposure, float))
    events, at_risk = np.atleast_1d(events), np.atleast_1d(at_risk)
    if (events < 0).any():
        raise ValueError(f"negative counts at positions {np.flatnonzero(events < 0)[:5]}; expected 0 or more")
    if (at_risk <= 0).any():
        raise ValueError(f"exposure of 0 or less at positions {np.flatnonzero(at_risk <= 0)[:5]}")
    return events, at_risk


def _share(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level {level!r}; expected a share between 0 and 1, such as 0.95")
    return level
