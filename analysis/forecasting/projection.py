"""Projections of short yearly series: how much of its growth a series deserves, and how wide it may miss."""

import json
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy import special

from analysis.forecasting import panel as panels
from analysis.forecasting import scales
from analysis.forecasting.panel import Panel, Parts

MOST_FACTOR = 1.1
MOST_RISE = 4.0  # mean yearly changes, times the root of the years ahead, per normal deviate
BACK = 3  # years the own past is looked back on
LEVELS = (80, 95)


@cache
def constants() -> dict:
    """Trained constants, as `benchmarks/train_forecast.py` writes them."""
    return json.loads(files("analysis.forecasting").joinpath("constants.json").read_text(encoding="utf-8"))


def project(history: pd.DataFrame, horizon: int, *, levels: tuple[int, ...] = LEVELS) -> pd.DataFrame:
    """Projected figures of the years ahead with prediction intervals.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, value`; optional `lower_bound, upper_bound` (of possible values) and `pool` (kind or
        indicator, within which series lend each other strength). No figures from before a break.
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
    panel = panels.read(rows)
    centre, widths = _distribution(panel, horizon, levels)
    table = _rows(panel, centre, widths, levels)
    short = rows.groupby("series")["year"].max().drop(panel.series, errors="ignore")
    if len(short):
        table = pd.concat([table, _too_short(short, horizon, table.columns)])
    return table.sort_values(["series", "year"], ignore_index=True)


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
        it, the newest figure's own noise left out); NaN where there is no projection.
    """
    rows = _checked(history, 1)
    panel = panels.read(rows)
    place = pd.Series(np.arange(len(panel.series)), index=panel.series)
    found = targets["series"].map(place)
    last = targets["series"].map(pd.Series(panel.last_year, index=panel.series))
    ahead = targets["year"] - last
    known = (found.notna() & (ahead >= 1)).to_numpy()
    result = targets.assign(probability=np.nan, probability_true=np.nan)
    if not known.any():
        return result
    at, step = found[known].to_numpy(int), ahead[known].to_numpy(int) - 1
    centre, widths = _distribution(panel, int(step.max()) + 1, LEVELS)
    middle, spread = centre[at, step], widths[:, at, step]
    width = targets["tolerance"].fillna(0).to_numpy(float)[known] if "tolerance" in targets else 0.0
    operator = targets["operator"].to_numpy()[known]
    edge = targets["target"].to_numpy(float)[known] - np.where(operator == "around", width, 0)
    scaled = _edge(edge, panel, at)
    for name, noise in (("probability", 0.0), ("probability_true", _noise(panel)[at])):
        narrowed = np.sqrt(np.maximum(spread**2 - noise**2, (0.5 * spread) ** 2))
        below = special.ndtr(_deviate(scaled - middle, narrowed))
        result.loc[known, name] = np.where(operator == "<=", below, 1 - below)
    return result


def _edge(edge: np.ndarray, panel: Panel, at: np.ndarray) -> np.ndarray:
    """Targets on their series' scale; what no figure can pass stays infinite."""
    lower, upper, scale = panel.lower[at], panel.upper[at], panel.scale[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = scales.onto(edge[:, None], scale, lower, upper)[:, 0]
        found = np.where((scale == "log") & (edge <= 0), -np.inf, found)
        found = np.where((scale == "logit") & (edge >= upper), np.inf, found)
        return np.where((scale == "logit") & (edge <= lower), -np.inf, found)


def _noise(panel: Panel) -> np.ndarray:
    """Half width at 80 % of the noise of single figures: what second differences leave of a straight course."""
    return 0.25 * np.nanmean(np.abs(np.diff(panel.matrix, n=2, axis=1)), axis=1)


def _deviate(distance: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Normal deviate of a distance from the centre, straight between the intervals' limits and beyond them."""
    marks = special.ndtri((1 + np.array(LEVELS) / 100) / 2)
    size, inner, outer = np.abs(distance), widths[0], np.maximum(widths[1], widths[0] * 1.0001)
    first = marks[0] * size / np.maximum(inner, 1e-12)
    second = marks[0] + (marks[1] - marks[0]) * (size - inner) / np.maximum(outer - inner, 1e-12)
    return np.sign(distance) * np.where(size <= inner, first, second)


def _distribution(panel: Panel, horizon: int, levels) -> tuple[np.ndarray, np.ndarray]:
    """Centre, shape (series, horizon), and half widths, shape (levels, series, horizon), on the scale."""
    said = panels.parts(panel, horizon)
    factor, stretch = _own_past(panel)
    steps = factor[:, None] * growth(said, constants()["growth"])
    widths = np.stack([half_width(said, horizon, level, constants()["width"]) for level in levels])
    return said.last[:, None] + steps, np.maximum.accumulate(widths * stretch[None, :, None], axis=0)


def growth(said: Parts, weights) -> np.ndarray:
    """Steps from the last figure: each member's, times the share its features deserve."""
    deserved = MOST_FACTOR * special.expit(said.features @ np.asarray(weights, float).T)
    steps = 0.5 * np.einsum("sk,shk->sh", deserved, said.steps)
    return np.where(said.still[:, None], 0.0, steps)


def half_width(said: Parts, horizon: int, level: int, trained: dict) -> np.ndarray:
    """Half width of an interval on the scale; between trained levels by their normal deviates."""
    known = sorted(map(int, trained))
    near = min(known, key=lambda one: abs(one - level))
    weights = np.asarray(trained[str(near)], float)
    ahead = np.log(np.arange(1, horizon + 1))
    line = (said.features @ weights[:-2])[:, None] + weights[-2] * ahead + weights[-1] * ahead**2
    ratio = special.ndtri(0.5 + level / 200) / special.ndtri(0.5 + near / 200)
    floor = np.maximum(said.size, 1e-3 * np.maximum(np.abs(said.last), 1e-6))
    return floor[:, None] * np.exp(np.clip(line, -3, 5)) * ratio


def _own_past(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Factor on the growth and on the width that a series' own earlier origin suggests, drawn to its pool's."""
    factor, stretch = np.ones(len(panel.series)), np.ones(len(panel.series))
    before = panel.without_last(BACK)
    if not len(before.series):
        return factor, stretch
    at = np.searchsorted(panel.series, before.series)
    said = panels.parts(before, BACK)
    steps = growth(said, constants()["growth"])
    moved = panel.matrix[at, -BACK:] - said.last[:, None]
    width = half_width(said, BACK, 80, constants()["width"])
    borrow = constants()["borrow"]
    match = (steps * moved / width**2).sum(axis=1)
    weight = (steps**2 / width**2).sum(axis=1)
    pools = pd.Series(before.pool)
    pooled = [pd.Series(part).groupby(pools).transform("sum").to_numpy() for part in (match, weight)]
    shared = np.where(before.pool == "", 1.0, (pooled[0] + borrow["pool"]) / (pooled[1] + borrow["pool"]))
    factor[at] = np.clip((match + borrow["series"] * shared) / (weight + borrow["series"]), 0, 1.3)
    miss = (np.abs(moved - steps) / width).mean(axis=1)
    stretch[at] = np.clip((miss / borrow["usual"] + borrow["width"]) / (1 + borrow["width"]), 0.5, 3)
    return factor, stretch


def _rows(panel: Panel, centre: np.ndarray, widths: np.ndarray, levels) -> pd.DataFrame:
    horizon = centre.shape[1]
    table = pd.DataFrame(
        {
            "series": np.repeat(panel.series, horizon),
            "year": (panel.last_year[:, None] + np.arange(1, horizon + 1)).ravel(),
            "value": scales.back(centre, panel.scale, panel.lower, panel.upper).ravel(),
        }
    )
    farthest = _farthest(panel, horizon)
    for level, width in zip(levels, widths, strict=True):
        for side, edge in (("lower", centre - width), ("upper", centre + width)):
            table[f"{side}_{level}"] = scales.back(edge, panel.scale, panel.lower, panel.upper).ravel()
        most = table["value"] + farthest.ravel() * special.ndtri(0.5 + level / 200)
        table[f"upper_{level}"] = np.minimum(table[f"upper_{level}"], most)
    return table.assign(reason="")


def _farthest(panel: Panel, horizon: int) -> np.ndarray:
    """What a figure on the log scale may rise at most, per normal deviate, whatever its logs say."""
    figures = scales.back(panel.matrix, panel.scale, panel.lower, panel.upper)
    step = np.nanmean(np.abs(np.diff(figures, axis=1)), axis=1)
    most = MOST_RISE * step[:, None] * np.sqrt(np.arange(1, horizon + 1))
    return np.where((panel.scale == "log")[:, None], most, np.inf)


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
