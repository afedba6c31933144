"""Local level model with a slope for rates and proportions with counts, at every number of events.

The log rate (or logit proportion) of a year is a level, its count that of chance. The level changes by a
slope, which a prior keeps near no change, and by a random step; a year may lie off the level by more than the chance
of its count. The three standard deviations come from a grid: its points are weighed by how well each predicted every
figure from those before it, and by trained weights.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from analysis.arrays import Flags, Numbers, Whole

SLOPE_SD = 0.05  # prior standard deviation of the slope a year, on the log or logit scale
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # standard deviation of the level's yearly step
APART = (0.0, 0.05, 0.1, 0.2)  # standard deviation of a year about its level, beyond chance
TURNS = (0.0, 0.03)  # standard deviation of the slope's yearly step
GRID = np.array(list(product(STEPS, APART, TURNS)))
HALF = 0.5  # events of Jeffreys' prior
LONGEST = 15  # years back that are looked at
JUMPY = (
    (1, 50, 500),
    (1.0, 1.8, 2.6),
)  # by events a year, on the variance of the level: years out of the ordinary

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


def fitted(rows: pd.DataFrame, year: int | pd.Series, begins: pd.Series | None = None) -> pd.DataFrame:
    """Distribution of each series' true rate or proportion in a later year, as gamma or beta parameters.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`, unbroken.
    year : int or pandas.Series
        Year the parameters are for, of all or by series, which may stand more than once.
    begins : pandas.Series, optional
        By series: cases of the prior of a proportion, of one case or other in all; without it half an event
        (Jeffreys' prior).

    Returns
    -------
    pandas.DataFrame
        By series, as often as it is asked for, `a, b` (shape and rate of a gamma distribution per unit of exposure, or the two parameters of a
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
    count, exposed = yearly_counts(rows)
    asked = year if isinstance(year, pd.Series) else pd.Series(year, index=count.index)
    rate = rows.groupby("series")["kind"].first()[count.index].eq("rate").to_numpy()
    prior = HALF if begins is None else begins[count.index].to_numpy(float)
    levels = filtered_level(count.to_numpy(float), exposed.to_numpy(float), rate, grid_weights(), prior)
    at = count.index.get_indexer(asked.index)
    level, spread = levels.ahead(at, asked.to_numpy(float) - last[count.index].to_numpy()[at])
    events = count.mean(axis=1).clip(lower=1).to_numpy()
    spread = spread * np.interp(np.log(events), np.log(JUMPY[0]), JUMPY[1])[at]
    a, b = _parameters(level, spread, rate[at])
    newest, of = (table.iloc[:, -1].to_numpy(float) for table in (count, exposed))
    rarer = np.where(rate, newest, newest * (1 - newest / np.maximum(of, 1))) + 0.5
    return pd.DataFrame({"a": a, "b": b, "dispersion": (1 + levels.apart * rarer)[at]}, index=asked.index)


@dataclass(frozen=True)
class Levels:
    """Levels of series in their newest year, at every point of the grid; from `filtered_level`.

    Attributes
    ----------
    level, slope : numpy.ndarray, shape (series, len(GRID))
        Logarithm (logit) of the expected rate (proportion), and its change a year.
    variance : tuple of numpy.ndarray, shape (series, len(GRID))
        Of the level, its covariance with the slope, of the slope.
    weight : numpy.ndarray, shape (series, len(GRID))
        Weights of the grid after the series is seen.
    rate : numpy.ndarray of bool, shape (series,)
        True for rates, False for proportions.

    Notes
    -----
    Ahead, levels spread evenly on the logarithmic (logit) scale, so that the expected rate grows by half of the
    variance that is added; an expected proportion moves towards a half.

    Examples
    --------
    >>> found = filtered_level(np.full((1, 9), 5.0), np.full((1, 9), 500.0), np.array([True]), grid_weights())
    >>> float(np.exp(found.ahead(np.array([0]), np.array([1.0]))[0][0]).round(2))
    0.01
    """

    level: Numbers
    slope: Numbers
    variance: tuple[Numbers, Numbers, Numbers]
    weight: Numbers
    rate: Flags

    @property
    def apart(self) -> Numbers:
        """Mean variance of a single year about its level beyond chance.

        Returns
        -------
        numpy.ndarray, shape (series,)
        """
        result: Numbers = self.weight @ GRID[:, 1] ** 2
        return result

    def ahead(self, at: Whole, years: Numbers) -> tuple[Numbers, Numbers]:
        """Logarithm (logit) of the expected rate (proportion) some years ahead, and the level's variance about it.

        Parameters
        ----------
        at : numpy.ndarray of int, shape (n,)
            Position of each series.
        years : numpy.ndarray, shape (n,)
            Years ahead of its newest.

        Returns
        -------
        mean, variance : numpy.ndarray, shape (n,)
        """
        weight, far = self.weight[at], np.asarray(years, float)[:, None]
        step, turn = (GRID[:, n][None, :] ** 2 for n in (0, 2))
        then = self.level[at] + self.slope[at] * far
        level, both, slope = (one[at] for one in self.variance)
        spread = _ahead((level, both, slope), step, turn, far)[0]
        way = np.where(self.rate[at][:, None], 0.5, 0.5 - special.expit(then))
        then = then + way * (spread - level)
        mean = (weight * then).sum(axis=1)
        variance = (weight * (spread + (then - mean[:, None]) ** 2)).sum(axis=1)
        return mean, variance


def yearly_counts(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and exposure side by side.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, ago, numerator, denominator`; `ago` in years before each series' last.

    Returns
    -------
    count, exposed : pandas.DataFrame
        One row a series and one column a year, the newest last; NaN where a year has no counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "ago": [2, 0], "numerator": [20, 25], "denominator": 1000})
    >>> yearly_counts(rows)[0].values.tolist()
    [[20.0, nan, 25.0]]
    """
    years = range(int(rows["ago"].max()), -1, -1)
    wide = [
        rows.pivot_table(index="series", columns="ago", values=name, dropna=False).reindex(columns=years)
        for name in ("numerator", "denominator")
    ]
    return wide[0].astype(float), wide[1].astype(float)


def filtered_level(
    count: Numbers,
    exposed: Numbers,
    rate: Flags,
    weights: Numbers,
    begins: float | Numbers = HALF,
) -> Levels:
    """Level of each series in its newest year, filtered at every point of the grid.

    Parameters
    ----------
    count, exposed : numpy.ndarray, shape (series, years)
        Events and exposure, the newest year last; NaN where a year has none.
    rate : numpy.ndarray of bool, shape (series,)
        True for rates, False for proportions.
    weights : numpy.ndarray, shape (len(GRID),)
        Weights of the grid before the series is seen, such as `grid_weights()`.
    begins : float or numpy.ndarray, shape (series,)
        Cases of the prior; of a proportion 1 less than that are its other outcomes.

    Returns
    -------
    Levels

    Notes
    -----
    Each year the level's mean and variance are those of a gamma (beta) distribution, which the year's count updates
    exactly; level and slope follow linearly (West, Harrison and Migon). Without steps and slope this is Jeffreys'
    posterior of all years pooled, however few the events are; of many it is the Kalman filter of the logarithms.
    Each point's weight is its first one times the negative binomial (beta-binomial) probability of each count, foretold
    from the years before it.

    Examples
    --------
    A rate of 1 in 100 seen almost without chance stays there, and is the less certain the farther ahead:

    >>> count, exposed = np.full((1, 10), 1e6), np.full((1, 10), 1e8)
    >>> found, own = filtered_level(count, exposed, np.array([True]), grid_weights()), np.array([0, 0])
    >>> level, spread = found.ahead(own, np.array([1.0, 9.0]))
    >>> np.exp(level).round(4).tolist(), bool(spread[1] > spread[0])
    ([0.01, 0.01], True)
    """
    known = ~np.isnan(count)
    step, apart, turn = (GRID[:, n][None, :] ** 2 for n in range(3))
    first, row = np.argmax(known, axis=1), np.arange(len(count))
    shape, of = (len(count), len(GRID)), rate[:, None]
    cases, others = _parameters_of_counts(count, exposed, rate)
    level, spread = _moments(
        begins + cases[row, first], others[row, first] + np.where(rate, 0, 1 - np.asarray(begins)), rate
    )
    level, slope = np.repeat(level[:, None], len(GRID), axis=1), np.zeros(shape)
    v: _Variance = (spread[:, None] + apart, np.zeros(shape), np.full(shape, SLOPE_SD**2))
    likely = np.zeros(shape)
    for year in range(1, count.shape[1]):
        passing = (year > first)[:, None]
        level = level + np.where(passing, slope, 0)
        on = _ahead(v, step, turn, 1.0)
        v = (np.where(passing, on[0], v[0]), np.where(passing, on[1], v[1]), np.where(passing, on[2], v[2]))
        seen = passing & known[:, year][:, None]
        total = v[0] + apart
        a, b = _parameters(level, total, of)
        y, n = np.where(seen, cases[:, year][:, None], 0.0), np.where(seen, others[:, year][:, None], 0.0)
        likely += _log_probability(a, b, y, n, of)
        after, left = _moments(a + y, b + n, of)
        gain, lost = after - level, (1 - left / total) / total
        level, slope = level + v[0] / total * gain, slope + v[1] / total * gain
        v = (v[0] - v[0] ** 2 * lost, v[1] - v[0] * v[1] * lost, v[2] - v[1] ** 2 * lost)
    weight = special.softmax(likely + np.log(weights + 1e-12), axis=1)
    return Levels(level, slope, v, weight, rate)


def _parameters_of_counts(count: Numbers, exposed: Numbers, rate: Flags) -> tuple[Numbers, Numbers]:
    """What a year adds to the two parameters: events and exposure, or cases and others."""
    return np.nan_to_num(count), np.nan_to_num(np.where(rate[:, None], exposed, exposed - count))


def _parameters(level: Numbers, variance: Numbers, rate: Flags) -> tuple[Numbers, Numbers]:
    """Gamma or beta distribution whose mean has this logarithm (logit), and whose level this variance."""
    up = np.exp(np.minimum(level, 700))
    down = np.exp(np.minimum(-level, 700))
    return np.where(rate, 1.0, 1 + up) / variance, np.where(rate, down, 1 + down) / variance


def _moments(a: Numbers, b: Numbers, rate: Flags) -> tuple[Numbers, Numbers]:
    """The reverse of `_parameters`."""
    return np.log(a / b), 1 / a + np.where(rate, 0.0, 1 / b)


def _log_probability(a: Numbers, b: Numbers, y: Numbers, n: Numbers, rate: Flags) -> Numbers:
    """Of each count, foretold; up to what does not depend on the parameters."""
    result: Numbers = special.gammaln(a + y) - special.gammaln(a)
    own = rate[:, 0]
    c, d, m, k = a[own], b[own], y[own], n[own]
    result[own] += c * np.log(d) - (c + m) * np.log(d + k)
    c, d, m, k = a[~own], b[~own], y[~own], n[~own]
    result[~own] += special.gammaln(d + k) - special.gammaln(d)
    result[~own] += special.gammaln(c + d) - special.gammaln(c + d + m + k)
    return result


def _ahead(v: _Variance, step: Numbers, turn: Numbers, years: float | Numbers) -> _Variance:
    """Variance of the level, its covariance with the slope and the slope's variance, some years on."""
    level, both, slope = v
    turned = turn * years * (years - 1) * (2 * years - 1) / 6
    later = level + 2 * years * both + years**2 * slope + years * step + turned
    return later, both + years * slope + turn * years * (years - 1) / 2, slope + turn * years
