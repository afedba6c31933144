"""Projections of short yearly series, and the probability that a later figure meets a target."""

import numpy as np
import pandas as pd
from scipy import special

from analysis.forecasting import count_projections, counts, distribution, features, scales
from analysis.forecasting import panel as panels
from analysis.forecasting.panel import Panel

LEVELS = (80, 95)


def project(history: pd.DataFrame, horizon: int, *, levels: tuple[int, ...] = LEVELS) -> pd.DataFrame:
    """Projected figures of the years ahead with prediction intervals.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, value`; optional `lower_bound, upper_bound` (of possible values), `pool` (kind or
        indicator, within which series lend each other strength) and `kind` (`administrative`, `registered`,
        `survey` or `modelled`; the pool without it). No figures from before a break. With `numerator`,
        `denominator` and `multiplier` (and `statistic`, `rate` or `proportion`) series of fewer than ten thousand
        events a year are projected from their counts.
    horizon : int
        Years ahead of each series' last figure.
    levels : tuple of int
        Prediction levels, per cent.

    Returns
    -------
    pandas.DataFrame
        `series, year, value`, `lower_80, upper_80, …` and `reason` (`too_few_points` where a series has
        fewer than four figures: its rows are NaN); one row per series and year ahead.

    Raises
    ------
    ValueError
        On a horizon below 1, a repeated year, an infinite figure or one out of its bounds; series named.

    References
    ----------
    Assimakopoulos, V., Nikolopoulos, K. (2000). International Journal of Forecasting 16, 521-530.
    Gardner, E. S., McKenzie, E. (1985). Management Science 31, 1237-1246. doi:10.1287/mnsc.31.10.1237
    """
    rows = _checked(history, horizon)
    few = count_projections.among(rows) & _long(rows)
    parts = [_from_figures(rows[~few], horizon, levels)]
    parts += [count_projections.project(rows[few], horizon, levels)] if few.any() else []
    return pd.concat(parts).sort_values(["series", "year"], ignore_index=True)


def _from_figures(rows: pd.DataFrame, horizon: int, levels) -> pd.DataFrame:
    panel = panels.read(rows)
    table = _rows(panel, distribution.of(panel, horizon), levels)
    short = rows.groupby("series")["year"].max().drop(panel.series, errors="ignore")
    return pd.concat([table, _too_short(short, horizon, table.columns)]) if len(short) else table


def probability(history: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Probability that the figure of a later year meets a target.

    Parameters
    ----------
    history : pandas.DataFrame
        As for `project`.
    targets : pandas.DataFrame
        `series, year, operator, target`, optional `tolerance`.

    Returns
    -------
    pandas.DataFrame
        The same rows with `probability` (of the published figure) and `probability_true` (of the level behind
        it, the newest figure's own noise left out); NaN for series of fewer than four figures, unless they have
        counts of fewer than ten events a year, which are pooled.
    """
    rows = _checked(history, 1)
    few = count_projections.among(rows) & (_long(rows) | count_projections.among(rows, counts.TREND_FROM))
    result = targets.assign(probability=np.nan, probability_true=np.nan)
    names = ["probability", "probability_true"]
    last = targets["series"].map(rows.groupby("series")["year"].max())
    ahead = targets["year"] > last
    for part, own in ((rows[few], count_projections.probability), (rows[~few], _probability_of_figures)):
        asked = targets[ahead & targets["series"].isin(part["series"])]
        if len(asked):
            found = own(part, asked)
            result.loc[found.index, names] = found[names]
    return result


def _probability_of_figures(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    panel = panels.read(rows)
    place = pd.Series(np.arange(len(panel.series)), index=panel.series)
    targets = targets[targets["series"].isin(panel.series)]
    if targets.empty:
        return targets.assign(probability=np.nan, probability_true=np.nan)
    at = targets["series"].map(place).to_numpy(int)
    step = targets["year"].to_numpy(int) - panel.last_year[at] - 1
    law = distribution.of(panel, int(step.max()) + 1)
    width = targets["tolerance"].fillna(0).to_numpy(float) if "tolerance" in targets else 0.0
    operator = targets["operator"].to_numpy()
    edge = targets["target"].to_numpy(float) - np.where(operator == "around", width, 0)
    scaled = _edge(edge, operator, panel, at)
    found = {}
    for name, noise in (("probability", 0.0), ("probability_true", _noise(panel)[at])):
        below = special.ndtr(law.deviate(scaled, at, step, noise))
        found[name] = np.where(operator == "<=", below, 1 - below)
    return targets.assign(**found)


def _edge(edge: np.ndarray, operator: np.ndarray, panel: Panel, at: np.ndarray) -> np.ndarray:
    """Targets on their series' scale; infinite where every figure, or none, keeps the operator."""
    lower, upper, scale = panel.lower[at], panel.upper[at], panel.scale[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = scales.onto(edge[:, None], scale, lower, upper)[:, 0]
    least = np.fmax(np.where(np.isin(scale, ["log", "root"]), 0.0, -np.inf), lower)
    at_most = np.isin(operator, ["<=", ">"])
    under = np.where(at_most, edge < least, edge <= least) | (edge <= 0) & (scale == "log")
    over = np.where(at_most, edge >= upper, edge > upper)
    return np.select([under, over], [-np.inf, np.inf], found)


def _noise(panel: Panel) -> np.ndarray:
    """Deviation of single figures from a straight course, half the size that their second differences show."""
    compact, _ = features.squeezed(panel.matrix)
    return 0.2 * np.nanmean(np.abs(np.diff(compact, n=2, axis=1)), axis=1)


def _rows(panel: Panel, law: distribution.Distribution, levels) -> pd.DataFrame:
    horizon = law.centre.shape[1]
    bounds = (panel.scale, panel.lower, panel.upper)
    found = {
        "series": np.repeat(panel.series, horizon),
        "year": (panel.last_year[:, None] + np.arange(1, horizon + 1)).ravel(),
        "value": scales.back(law.centre, *bounds).ravel(),
    }
    for level in levels:
        for side, edge in zip(("lower", "upper"), law.limits(level), strict=True):
            found[f"{side}_{level}"] = scales.back(edge, *bounds).ravel()
    return pd.DataFrame(found).assign(reason="")


def _long(rows: pd.DataFrame) -> np.ndarray:
    return (rows.groupby("series")["year"].transform("size") >= counts.LEAST_POINTS).to_numpy()


def _too_short(last: pd.Series, horizon: int, columns) -> pd.DataFrame:
    years = (last.to_numpy()[:, None] + np.arange(1, horizon + 1)).ravel()
    rows = pd.DataFrame({"series": np.repeat(last.index.to_numpy(), horizon), "year": years})
    return rows.reindex(columns=columns).assign(reason="too_few_points")


def _checked(history: pd.DataFrame, horizon: int) -> pd.DataFrame:
    if horizon < 1:
        raise ValueError(f"horizon {horizon!r}; expected 1 or more")
    rows = history.dropna(subset=["value"])
    value = rows["value"].to_numpy(float)
    faults = {"infinite figures": ~np.isfinite(value), "a year twice": rows.duplicated(["series", "year"])}
    for name, beyond in (("lower_bound", np.less), ("upper_bound", np.greater)):
        if name in rows:
            faults[f"figures beyond `{name}`"] = beyond(value, rows[name].to_numpy(float))
    for found, wrong in faults.items():
        if np.any(wrong):
            raise ValueError(f"{found} in series {rows['series'][np.asarray(wrong)].unique()[:5].tolist()}")
    return rows
