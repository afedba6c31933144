"""A trend drawn towards no change: Poisson or binomial regression on the year with a prior on its slope."""

import numpy as np
import pandas as pd
from scipy import special

SLOPE_SD = 0.05  # prior standard deviation of the slope a year, on the log or logit scale
LONGEST = 15  # years back that a trend is fitted to


def fit(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Gamma or beta parameters matched to a penalised trend's normal approximation.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, kind, year, numerator, denominator`, unbroken.
    year : int
        Year the parameters are for.

    Returns
    -------
    pandas.DataFrame
        By series `a, b, dispersion`.
    """
    kind = rows.groupby("series")["kind"].first()
    parts = []
    for name in ("rate", "proportion"):
        own = rows[rows["series"].isin(kind.index[kind == name])]
        if len(own):
            parts.append(_fitted(own, year, name))
    return pd.concat(parts)


def _fitted(rows: pd.DataFrame, year: int, kind: str) -> pd.DataFrame:
    last = rows.groupby("series")["year"].max()
    ago = rows["series"].map(last) - rows["year"]
    rows = rows.assign(ago=ago)[ago < LONGEST]
    wide = {
        n: rows.pivot_table(index="series", columns="ago", values=n) for n in ("numerator", "denominator")
    }
    count, exposed = (np.nan_to_num(wide[name].to_numpy(float)) for name in ("numerator", "denominator"))
    ago = -wide["numerator"].columns.to_numpy(float)
    ahead = year - last[wide["numerator"].index].to_numpy(float)
    level, slope, information = _penalised(count, exposed, ago, kind, np.ones(len(count)))
    dispersion = _dispersion(count, exposed, ago, kind, level, slope)
    level, slope, information = _penalised(count, exposed, ago, kind, dispersion)
    centre = level + slope * ahead
    spread = _variance(information, ahead)
    matched = _gamma(centre, spread) if kind == "rate" else _beta(centre, spread)
    index = wide["numerator"].index
    return pd.DataFrame({"a": matched[0], "b": matched[1], "dispersion": dispersion}, index=index)


def _penalised(count, exposed, ago, kind, dispersion):
    """Level (at the last year), slope and information of the penalised regression, by Newton's method."""
    half = 0.5 * (exposed > 0)
    whole = count.sum(axis=1) + 0.5
    level = np.log(whole / exposed.sum(axis=1))
    if kind == "proportion":
        share = whole / (exposed.sum(axis=1) + 1)
        level = np.log(share / (1 - share))
    slope, prior = np.zeros_like(level), 1 / SLOPE_SD**2
    for _ in range(25):
        mean, weight = _moments(level, slope, exposed, ago, kind)
        score = (np.where(half > 0, count - mean, 0)) / dispersion[:, None]
        weight = weight / dispersion[:, None]
        gradient = (score.sum(axis=1), (score * ago).sum(axis=1) - prior * slope)
        information = (
            weight.sum(axis=1),
            (weight * ago).sum(axis=1),
            (weight * ago**2).sum(axis=1) + prior,
        )
        size = information[0] * information[2] - information[1] ** 2
        step = (
            (information[2] * gradient[0] - information[1] * gradient[1]) / size,
            (information[0] * gradient[1] - information[1] * gradient[0]) / size,
        )
        level, slope = level + np.clip(step[0], -2, 2), slope + np.clip(step[1], -0.5, 0.5)
        if max(np.abs(step[0]).max(), np.abs(step[1]).max()) < 1e-10:
            break
    return level, slope, information


def _moments(level, slope, exposed, ago, kind):
    line = level[:, None] + slope[:, None] * ago
    if kind == "rate":
        mean = exposed * np.exp(line)
        return mean, mean
    share = special.expit(line)
    return exposed * share, exposed * share * (1 - share)


def _dispersion(count, exposed, ago, kind, level, slope) -> np.ndarray:
    """Pearson's dispersion, drawn towards 1 by as many degrees of freedom again as four."""
    mean, variance = _moments(level, slope, exposed, ago, kind)
    there = exposed > 0
    squared = np.where(there, (count - mean) ** 2 / np.where(there, variance, 1), 0).sum(axis=1)
    free = np.maximum(there.sum(axis=1) - 2, 1)
    return np.maximum((squared + 4) / (free + 4), 1)


def _variance(information, ahead) -> np.ndarray:
    one, two, three = information
    return (three - 2 * ahead * two + ahead**2 * one) / (one * three - two**2)


def _gamma(centre, spread):
    mean, relative = np.exp(centre + spread / 2), np.expm1(spread)
    return 1 / relative, 1 / relative / mean


def _beta(centre, spread):
    mean = special.expit(centre / np.sqrt(1 + spread * np.pi / 8))
    variance = np.minimum(spread * (mean * (1 - mean)) ** 2, 0.9 * mean * (1 - mean))
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size
