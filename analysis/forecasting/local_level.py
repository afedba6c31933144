"""Local level model with a slope for rates and proportions with counts, by the Kalman filter.

The observed log rate (or logit proportion) is a level plus the chance of the year's count. The level changes by a
slope, which a prior keeps near no change, and by a random step; a year may lie off the level by more than the chance
of its count. The three standard deviations come from a grid: its points are weighed by how well each predicted every
figure from those before it, and by trained weights.
"""

import json
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from analysis.arrays import Numbers

SLOPE_SD = 0.06  # prior standard deviation of the slope a year, on the log or logit scale
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # standard deviation of the level's yearly step
APART = (0.0, 0.05, 0.1, 0.2)  # standard deviation of a year about its level, beyond chance
TURNS = (0.0, 0.03)  # standard deviation of the slope's yearly step
GRID = np.array(list(product(STEPS, APART, TURNS)))
LONGEST = 15  # years back that are looked at
JUMPY = ((50, 500), (1.8, 2.6))  # by events a year, on the variance of the level: years out of the ordinary
WIDE = 25.0  # variance of what is known of the level before the first figure

_Variance = tuple[Numbers, Numbers, Numbers]  # of the level, its covariance with the slope, of the slope


@cache
def grid_weights() -> Numbers:
    """Trained weight of each point of the grid: the part of small areas' series that it explained best.

    Returns
    -------
    numpy.ndarray, shape (len(GRID),)
        Adds up to 1; `benchmarks/train_forecast.py` makes it.

    Examples
    --------
    >>> grid_weights().shape == (len(GRID),), round(float(grid_weights().sum()), 2)
    (True, 1.0)
    """
    text = Path(__file__).with_name("constants.json").read_text(encoding="utf-8")
    return np.asarray(json.loads(text)["moving"], float)


def fitted(rows: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Distribution of each series' true rate or proportion in a later year, as gamma or beta parameters.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`, unbroken.
    year : int or pandas.Series
        Year the parameters are for, of all or by series.

    Returns
    -------
    pandas.DataFrame
        By series `a, b` (shape and rate of a gamma distribution per unit of exposure, or the two parameters of a
        beta distribution) and `dispersion` (variance of a year's count relative to that of chance alone; 1: chance).

    Notes
    -----
    Gamma and beta have the mean and variance of the level, which is normal on the log or logit scale.

    References
    ----------
    Durbin, J., Koopman, S. J. (2012). Time Series Analysis by State Space Methods, 2nd ed., chapters 2-4.
    doi:10.1093/acprof:oso/9780199641178.001.0001

    Examples
    --------
    About 100 events of 10,000 in every year:

    >>> rows = pd.DataFrame({"series": "a", "kind": "rate", "year": range(2015, 2025), "denominator": 10_000})
    >>> found = fitted(rows.assign(numerator=[100, 98, 103, 99, 101, 97, 102, 100, 99, 101]), 2025)
    >>> (10_000 * found["a"] / found["b"]).round(-1).tolist()
    [100.0]
    """
    last = rows.groupby("series")["year"].max()
    ago = rows["series"].map(last) - rows["year"]
    rows = rows.assign(ago=ago)[ago < LONGEST]
    seen, chance = log_rates(rows)
    ahead = (year - last).loc[seen.index].to_numpy(float)
    level, spread, apart, _ = filtered_level(seen, chance, ahead, grid_weights())
    events = rows.groupby("series")["numerator"].mean()[seen.index].clip(lower=1)
    spread = spread * np.interp(np.log(events), np.log(JUMPY[0]), JUMPY[1])
    rate = rows.groupby("series")["kind"].first()[seen.index].eq("rate").to_numpy()
    a, b = np.where(rate, _gamma(level, spread), _beta(level, spread))
    newest = rows[rows["ago"] == 0].set_index("series").loc[seen.index]
    count, exposed = (newest[name].to_numpy(float) for name in ("numerator", "denominator"))
    rarer = np.where(rate, count, count * (1 - count / exposed)) + 0.5
    return pd.DataFrame({"a": a, "b": b, "dispersion": 1 + apart * rarer}, index=seen.index)


def filtered_level(
    seen: pd.DataFrame, chance: pd.DataFrame, ahead: Numbers, prior: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Mean and variance of each series' level some years ahead, by the Kalman filter at every point of the grid.

    Parameters
    ----------
    seen, chance : pandas.DataFrame, shape (series, years)
        From `log_rates`: observed log rates or logit proportions, the newest last, and their variance by chance.
    ahead : numpy.ndarray, shape (series,)
        Years ahead of the newest.
    prior : numpy.ndarray, shape (len(GRID),)
        Weights of the grid before the series is seen, such as `grid_weights()`.

    Returns
    -------
    mean, variance : numpy.ndarray, shape (series,)
        Of the level, over all points of the grid.
    apart : numpy.ndarray, shape (series,)
        Mean variance of a single year about its level beyond chance.
    weight : numpy.ndarray, shape (series, len(GRID))
        Weights of the grid after the series is seen.

    Notes
    -----
    Each point's weight is its prior times the likelihood of the one-year-ahead predictions; level and slope are the
    two states, known before the first figure only by wide priors.

    Examples
    --------
    A level of 2 seen almost without chance stays at 2, and is the less certain the farther ahead:

    >>> seen, chance = pd.DataFrame(np.full((1, 10), 2.0)), pd.DataFrame(np.full((1, 10), 1e-6))
    >>> near = filtered_level(seen, chance, np.array([1.0]), grid_weights())
    >>> far = filtered_level(seen, chance, np.array([9.0]), grid_weights())
    >>> near[0].round(3).tolist(), bool(far[1] > near[1])
    ([2.0], True)
    """
    value, noise = seen.to_numpy(float), chance.to_numpy(float)
    step, apart, turn = (GRID[:, n][None, :] ** 2 for n in range(3))
    shape = (len(value), len(GRID))
    first = np.argmax(~np.isnan(value), axis=1)
    level = np.repeat(value[np.arange(len(value)), first][:, None], len(GRID), axis=1)
    slope, likely = np.zeros(shape), np.zeros(shape)
    v: _Variance = (np.full(shape, WIDE), np.zeros(shape), np.full(shape, SLOPE_SD**2))
    for year in range(value.shape[1]):
        passing = (year > first)[:, None]
        level = level + np.where(passing, slope, 0)
        on = _ahead(v, step, turn, 1.0)
        v = (np.where(passing, on[0], v[0]), np.where(passing, on[1], v[1]), np.where(passing, on[2], v[2]))
        known = ~np.isnan(value[:, year])[:, None]
        total = v[0] + apart + np.where(known, noise[:, year][:, None], 1.0)
        error = np.where(known, value[:, year][:, None] - level, 0.0)
        likely -= np.where(known & passing, 0.5 * (np.log(total) + error**2 / total), 0.0)
        gain = np.where(known, v[0] / total, 0.0), np.where(known, v[1] / total, 0.0)
        level, slope = level + gain[0] * error, slope + gain[1] * error
        v = (v[0] * (1 - gain[0]), v[1] * (1 - gain[0]), v[2] - gain[1] * v[1])
    weight = special.softmax(likely + np.log(prior + 1e-12), axis=1)
    then = level + slope * ahead[:, None]
    spread = _ahead(v, step, turn, ahead[:, None])[0]
    mean = (weight * then).sum(axis=1)
    variance = (weight * (spread + (then - mean[:, None]) ** 2)).sum(axis=1)
    return mean, variance, (weight * apart).sum(axis=1), weight


def _ahead(v: _Variance, step: Numbers, turn: Numbers, years: float | Numbers) -> _Variance:
    """Variance of the level, its covariance with the slope and the slope's variance, some years on."""
    level, both, slope = v
    turned = turn * years * (years - 1) * (2 * years - 1) / 6
    later = level + 2 * years * both + years**2 * slope + years * step + turned
    return later, both + years * slope + turn * years * (years - 1) / 2, slope + turn * years


def log_rates(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Log rates and logit proportions, with their variance by chance.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind, ago, numerator, denominator`; `ago` in years before each series' last.

    Returns
    -------
    seen, chance : pandas.DataFrame
        One row a series and one column a year, the newest last; NaN where a year has no counts.

    Notes
    -----
    Half an event is added to events (and to non-events), so that 0 has a logarithm. The variance is 1 over the
    expected events (plus 1 over the expected non-events of a proportion), expected between the year's own count and
    that of the series' mean rate.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "kind": "rate", "ago": [1, 0], "numerator": [20, 20], "denominator": 1000})
    >>> seen, chance = log_rates(rows)
    >>> np.exp(seen).round(4).values.tolist(), (1 / chance).round().values.tolist()
    ([[0.0205, 0.0205]], [[20.0, 20.0]])
    """
    sums = rows.groupby("series")[["numerator", "denominator"]].transform("sum")
    usual = (sums["numerator"] + 0.5) / (sums["denominator"] + 0.5) * rows["denominator"]
    count, exposed = rows["numerator"], rows["denominator"]
    expected = 0.5 * (count + usual) + 0.25
    rate = rows["kind"].eq("rate")
    others = exposed - count + 0.5
    seen = np.log(count + 0.5) - np.log(exposed.where(rate, others))
    rest = 0.5 * (exposed - count + exposed - usual) + 0.25
    chance = 1 / expected + (1 / rest.where(~rate, np.inf))
    wide = [
        rows.assign(value=values).pivot_table(index="series", columns="ago", values="value", dropna=False)
        for values in (seen, chance)
    ]
    years = range(int(rows["ago"].max()), -1, -1)
    return wide[0].reindex(columns=years), wide[1].reindex(columns=years)


def _gamma(centre: Numbers, spread: Numbers) -> tuple[Numbers, Numbers]:
    mean, relative = np.exp(centre + spread / 2), np.expm1(spread)
    return 1 / relative, 1 / relative / mean


def _beta(centre: Numbers, spread: Numbers) -> tuple[Numbers, Numbers]:
    mean = special.expit(centre / np.sqrt(1 + spread * np.pi / 8))
    variance = np.minimum(spread * (mean * (1 - mean)) ** 2, 0.9 * mean * (1 - mean))
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size
