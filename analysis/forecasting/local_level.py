"""A level that moves: log rates and logit shares of counts as a level with a slope, both seen through chance.

The level may step each year (standard deviation from a grid), the slope is drawn towards no change, and a year may
stand apart from its level by more than the chance of its count (a second grid). Points of the grid are weighed by
how well they foretold each figure from those before it and by how often they were right elsewhere.
"""

import json
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

SLOPE_SD = 0.06  # prior standard deviation of the slope a year, on the log or logit scale
STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)  # standard deviation of the level's yearly step
APART = (0.0, 0.05, 0.1, 0.2)  # standard deviation of a year about its level
TURNS = (0.0, 0.03)  # standard deviation of the slope's yearly step
GRID = np.array(list(product(STEPS, APART, TURNS)))
LONGEST = 15  # years back that are looked at
JUMPY = ((50, 500), (1.8, 2.6))  # by events a year, on the variance of the level: years out of the ordinary
WIDE = 25.0  # variance of what is known of the level before the first figure


@cache
def weights() -> np.ndarray:
    """How often each point of the grid was right on small areas; learned by `benchmarks/train_forecast.py`."""
    text = Path(__file__).with_name("constants.json").read_text(encoding="utf-8")
    return np.asarray(json.loads(text)["moving"], float)


def fit(rows: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Gamma or beta parameters matched to the law of the level in a later year.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind, year, numerator, denominator`, unbroken.
    year : int or pandas.Series
        Year the parameters are for, of all or by series.

    Returns
    -------
    pandas.DataFrame
        By series `a, b, dispersion` (of a year's count about its level, 1: chance alone).

    References
    ----------
    Durbin, J., Koopman, S. J. (2012). Time Series Analysis by State Space Methods, 2nd ed., sections 2-4.
    """
    last = rows.groupby("series")["year"].max()
    ago = rows["series"].map(last) - rows["year"]
    rows = rows.assign(ago=ago)[ago < LONGEST]
    seen, chance = scaled(rows)
    ahead = (year - last).loc[seen.index].to_numpy(float)
    level, spread, apart, _ = filtered(seen, chance, ahead, weights())
    events = rows.groupby("series")["numerator"].mean()[seen.index].clip(lower=1)
    spread = spread * np.interp(np.log(events), np.log(JUMPY[0]), JUMPY[1])
    rate = rows.groupby("series")["kind"].first()[seen.index].eq("rate").to_numpy()
    a, b = np.where(rate, _gamma(level, spread), _beta(level, spread))
    newest = rows[rows["ago"] == 0].set_index("series").loc[seen.index]
    count, exposed = (newest[name].to_numpy(float) for name in ("numerator", "denominator"))
    rarer = np.where(rate, count, count * (1 - count / exposed)) + 0.5
    return pd.DataFrame({"a": a, "b": b, "dispersion": 1 + apart * rarer}, index=seen.index)


def filtered(seen: pd.DataFrame, chance: pd.DataFrame, ahead: np.ndarray, prior: np.ndarray):
    """Law of the level some years ahead by the Kalman filter at every point of the grid.

    Parameters
    ----------
    seen, chance : pandas.DataFrame, shape (series, years)
        Figures on the scale, newest last (NaN: none), and the variance that chance gives them.
    ahead : numpy.ndarray, shape (series,)
        Years ahead.
    prior : numpy.ndarray, shape (points of the grid,)
        Weights of the grid.

    Returns
    -------
    tuple of numpy.ndarray
        Mean and variance of the level, mean variance of a year about it, and the weights of the grid,
        shape (series, points).
    """
    value, noise = seen.to_numpy(float), chance.to_numpy(float)
    step, apart, turn = (GRID[:, n][None, :] ** 2 for n in range(3))
    shape = (len(value), len(GRID))
    first = np.argmax(~np.isnan(value), axis=1)
    level = np.repeat(value[np.arange(len(value)), first][:, None], len(GRID), axis=1)
    slope, likely = np.zeros(shape), np.zeros(shape)
    v = (np.full(shape, WIDE), np.zeros(shape), np.full(shape, SLOPE_SD**2))
    for year in range(value.shape[1]):
        passing = (year > first)[:, None]
        level = level + np.where(passing, slope, 0)
        v = tuple(np.where(passing, *pair) for pair in zip(_ahead(v, step, turn, 1.0), v, strict=True))
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


def _ahead(v, step, turn, years):
    """Variance of the level, its covariance with the slope and the slope's variance, some years on."""
    level, both, slope = v
    turned = turn * years * (years - 1) * (2 * years - 1) / 6
    later = level + 2 * years * both + years**2 * slope + years * step + turned
    return later, both + years * slope + turn * years * (years - 1) / 2, slope + turn * years


def scaled(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Log rates and logit shares, half an event added, and the variance that chance gives them.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind, ago, numerator, denominator`; `ago` in years before each series' last.

    Returns
    -------
    tuple of pandas.DataFrame
        Both with one row a series and one column a year, the newest last.
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


def _gamma(centre, spread):
    mean, relative = np.exp(centre + spread / 2), np.expm1(spread)
    return 1 / relative, 1 / relative / mean


def _beta(centre, spread):
    mean = special.expit(centre / np.sqrt(1 + spread * np.pi / 8))
    variance = np.minimum(spread * (mean * (1 - mean)) ** 2, 0.9 * mean * (1 - mean))
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size
