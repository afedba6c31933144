"""Distribution of the transformed figures ahead: median from the member methods' steps, and prediction limits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Flags, Numbers, Whole, Words
from analysis.forecasting import features, scales
from analysis.forecasting import panel as panels
from analysis.forecasting.panel import MemberSteps, Panel

MOST_SHARE = 0.55  # of each member's steps, at most
MOST_FACTOR = 1.3
BACK = 3  # years the own past is looked back on
POOL_WEIGHT, OWN_WEIGHT = 30.0, 20.0  # of no change in the factor, in squared scaled steps
MOST_RISE = (
    4.0  # on the log scale: mean yearly changes, times the root of the years ahead, per normal deviate
)
LEVELS = (50, 80, 95)  # trained; others lie between and beyond them by their normal deviates
MARKS = special.ndtri(0.5 + np.array(LEVELS) / 200)


class Constants(TypedDict):
    """What `benchmarks/train_forecast.py` learned, as `constants` reads it.

    Attributes
    ----------
    note : str
        What it was learned from.
    features : list of str
        Names of the features, in the order of their weights.
    no_change : dict of str to list of str
        Kinds of series without growth, for series `alone` and `pooled`.
    growth : dict of str to list
        Weights of the features for each member's share, shape (members, features), for series `alone` and `pooled`.
    width : dict
        By level and side the coefficients of the limits.
    moving : list of float
        Weights of the grid of `local_level`.

    Examples
    --------
    >>> sorted(Constants.__annotations__)
    ['features', 'growth', 'moving', 'no_change', 'note', 'width']
    """

    note: str
    features: list[str]
    no_change: dict[str, list[str]]
    growth: dict[str, list[list[float]]]
    width: dict[str, dict[str, list[float]]]
    moving: list[float]


@cache
def constants() -> Constants:
    """Trained constants of the projections, as `benchmarks/train_forecast.py` writes them.

    Returns
    -------
    dict
        `growth` (weights of the features for each member's share, for series `alone` and `pooled`), `no_change`
        (kinds of series without growth), `width` (coefficients of the limits by level and side), `moving` (weights
        of the grid of `local_level`).

    Examples
    --------
    >>> sorted(constants()["width"], key=int)
    ['50', '80', '95']
    """
    found: Constants = json.loads(Path(__file__).with_name("constants.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class EarlierErrors:
    """Errors of the projections that would have been made of each series some years ago; from `earlier_errors`.

    Attributes
    ----------
    factor : numpy.ndarray, shape (series,)
        Factor on the projected growth, 1 where nothing is known.
    miss : numpy.ndarray, shape (series,)
        Logarithm of the mean scaled error, 0 where nothing is known.
    known : numpy.ndarray, shape (series,)
        1 where the series had enough figures then, else 0.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": np.arange(50.0, 60)})
    >>> past = earlier_errors(panels.read(rows), constants()["growth"])
    >>> past.factor.tolist(), past.known.tolist()
    ([1.0], [1.0])
    """

    factor: Numbers
    miss: Numbers
    known: Numbers


@dataclass(frozen=True)
class Distribution:
    """Distribution of the transformed figures of the years ahead; from `projected`.

    Attributes
    ----------
    centre : numpy.ndarray, shape (series, horizon)
        Medians.
    below, above : numpy.ndarray, shape (len(LEVELS), series, horizon)
        Distances from the median down to the lower and up to the upper prediction limit at each level of `LEVELS`.

    Notes
    -----
    Between the trained levels, and beyond them, limits are interpolated linearly in the normal deviate.

    Examples
    --------
    Limits that lie one normal deviate from the median are those of a normal distribution with standard deviation 1:

    >>> width = MARKS[:, None, None] * np.ones((3, 1, 1))
    >>> normal = Distribution(np.array([[10.0]]), width, width)
    >>> [limit.round(2).item() for limit in normal.limits(90)]
    [8.36, 11.64]
    >>> normal.normal_deviates(np.array([12.0]), np.array([0]), np.array([0])).round(3).tolist()
    [2.0]
    """

    centre: Numbers
    below: Numbers
    above: Numbers

    def limits(self, level: float, narrowed: float | Numbers = 0.0) -> tuple[Numbers, Numbers]:
        """Lower and upper prediction limits.

        Parameters
        ----------
        level : float
            Prediction level in per cent.
        narrowed : float or numpy.ndarray, shape (series, 1)
            As for `normal_deviates`.

        Returns
        -------
        tuple of numpy.ndarray, shape (series, horizon)
        """
        mark = special.ndtri(0.5 + level / 200)
        below, above = (_narrowed(side, narrowed) for side in (self.below, self.above))
        return self.centre - _between(below, mark), self.centre + _between(above, mark)

    def normal_deviates(
        self, edge: Numbers, at: Whole, step: Whole, narrowed: float | Numbers = 0.0
    ) -> Numbers:
        """How far values lie from the median, as deviates of a standard normal distribution.

        Parameters
        ----------
        edge : numpy.ndarray, shape (n,)
            Transformed values, such as targets.
        at, step : numpy.ndarray of int, shape (n,)
            Position of the series and of the year ahead (0: the first) of each value.
        narrowed : float or numpy.ndarray, shape (n,)
            Standard deviation of noise that is taken out of the distribution; at most half its width.

        Returns
        -------
        numpy.ndarray, shape (n,)
            Negative below the median.
        """
        distance = edge - self.centre[at, step]
        side = np.where(distance < 0, self.below[:, at, step], self.above[:, at, step])
        side = _narrowed(side, narrowed)
        ends = np.concatenate([np.zeros((1, side.shape[1])), side])
        ends = np.maximum.accumulate(ends * (1 + 1e-6 * np.arange(len(ends)))[:, None], axis=0)
        size, marks = np.abs(distance), np.array([0.0, *MARKS])
        part = np.clip((ends[1:-1] < size).sum(axis=0), 0, len(MARKS) - 1)
        low, high = (np.take_along_axis(ends, (part + n)[None, :], axis=0)[0] for n in (0, 1))
        slope = (marks[part + 1] - marks[part]) / np.maximum(high - low, 1e-300)
        result: Numbers = np.sign(distance) * (marks[part] + (size - low) * slope)
        return result


def projected(panel: Panel, horizon: int) -> Distribution:
    """Distribution of the figures of the years ahead of a panel's series.

    Parameters
    ----------
    panel : Panel
        Histories.
    horizon : int
        Years ahead.

    Returns
    -------
    Distribution
        Of transformed figures.

    Notes
    -----
    The median is the last figure and the sum of the members' steps, each times a share that the series' features
    decide (`combined_steps`), corrected by how earlier projections of the series fared (`earlier_errors`). The
    logarithm of each limit's distance is linear in the features, the logarithm of the years ahead and its square,
    with coefficients trained by the pinball loss.

    References
    ----------
    Montero-Manso, P. et al. (2020). FFORMA: feature-based forecast model averaging. International Journal of
    Forecasting 36, 86-92. doi:10.1016/j.ijforecast.2019.02.011

    Examples
    --------
    A series that never moved stays where it is, with a limit on either side:

    >>> panel = panels.read(pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": -3.0}))
    >>> found = projected(panel, 2)
    >>> found.centre.tolist(), bool((found.below > 0).all() and (found.above > 0).all())
    ([[-3.0, -3.0]], True)
    """
    span = max(horizon, features.SPAN)
    members = panels.member_steps(panel, span)
    past = earlier_errors(panel, constants()["growth"])
    steps = combined_steps(members, constants()["growth"]) * past.factor[:, None]
    steps = np.where(without_growth(panel.kind, members, constants()["no_change"])[:, None], 0.0, steps)
    reach = _reach(panel, members)
    years = np.arange(1, span + 1)
    steps = np.minimum(steps, np.log1p(MOST_RISE * reach[:, None] * years))
    seen = interval_features(members, past, steps)
    sides = [
        np.stack([_distance(members, seen, span, constants()["width"][str(level)][side]) for level in LEVELS])
        for side in ("below", "above")
    ]
    below, above = (np.maximum.accumulate(side, axis=0) for side in sides)
    fallen = np.exp(np.clip(-steps, 0, 60))
    most = MOST_RISE * MARKS[:, None, None] * (reach[:, None] * fallen * np.sqrt(years))
    sides = [members.last[:, None] + steps, below, np.minimum(above, np.log1p(most))]
    return Distribution(*(one[..., :horizon] for one in sides))


def combined_steps(members: MemberSteps, weights: Mapping[str, ArrayLike]) -> Numbers:
    """Steps from the last figure: those of all members, each times its share.

    Parameters
    ----------
    members : MemberSteps
        From `panel.member_steps`.
    weights : dict
        `alone` and `pooled`: weights of the features, shape (members, features), as in `constants()["growth"]`.

    Returns
    -------
    numpy.ndarray, shape (series, horizon)
        In transformed figures.

    Examples
    --------
    Weights of 0 give every member half the largest share:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": np.arange(-9.0, -2)})
    >>> members = panels.member_steps(panels.read(rows), 2)
    >>> none = np.zeros((panels.MEMBERS, len(features.NAMES)))
    >>> found = combined_steps(members, {"alone": none, "pooled": none})
    >>> np.allclose(found, MOST_SHARE / 2 * members.steps.sum(axis=2))
    True
    """
    share = np.empty((len(members.last), members.steps.shape[2]))
    for name, own in by_pool(members).items():
        share[own] = member_shares(members.features[own], np.asarray(weights[name], float))
    result: Numbers = np.einsum("sk,shk->sh", share, members.steps)
    return result


def by_pool(members: MemberSteps) -> dict[str, Flags]:
    """Which series stand alone and which belong to a pool: the two have weights of their own.

    Parameters
    ----------
    members : MemberSteps
        From `panel.member_steps`.

    Returns
    -------
    dict of str to numpy.ndarray of bool, shape (series,)
        `alone` and `pooled`.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": np.repeat(["a", "b", "c"], 4), "year": [*range(2021, 2025)] * 3})
    >>> rows = rows.assign(value=1.0, pool=rows["series"].map({"a": "x", "b": "x", "c": ""}))
    >>> by_pool(panels.member_steps(panels.read(rows), 1))["pooled"].tolist()
    [True, True, False]
    """
    pooled = members.features[:, features.NAMES.index("pool_size")] > 0
    return {"alone": ~pooled, "pooled": pooled}


def without_growth(kind: Words, members: MemberSteps, no_change: Mapping[str, Sequence[str]]) -> Flags:
    """Which series are projected without growth, because their kind is better predicted by no change.

    Parameters
    ----------
    kind : numpy.ndarray of str, shape (series,)
        Kind of each series (`Panel.kind`).
    members : MemberSteps
        From `panel.member_steps`.
    no_change : dict
        `alone` and `pooled`: the kinds, as in `constants()["no_change"]`.

    Returns
    -------
    numpy.ndarray of bool, shape (series,)

    Examples
    --------
    >>> panel = panels.read(pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": 1.0, "kind": "survey"}))
    >>> members = panels.member_steps(panel, 1)
    >>> without_growth(panel.kind, members, {"alone": ["survey"], "pooled": []}).tolist()
    [True]
    """
    result: Flags = np.any(
        [own & np.isin(kind, no_change[name]) for name, own in by_pool(members).items()], axis=0
    )
    return result


def member_shares(found: Numbers, weights: Numbers) -> Numbers:
    """Share of each member's steps that is carried on, by the features of a series.

    Parameters
    ----------
    found : numpy.ndarray, shape (series, features)
        Features.
    weights : numpy.ndarray, shape (members, features)
        Trained weights.

    Returns
    -------
    numpy.ndarray, shape (series, members)
        Between 0 and `MOST_SHARE`.

    Notes
    -----
    The logistic function of the weighted sum of the features, times `MOST_SHARE`.

    Examples
    --------
    >>> member_shares(np.array([[1.0]]), np.array([[0.0], [-50.0]])).round(6).tolist()
    [[0.275, 0.0]]
    """
    return MOST_SHARE * special.expit(found @ weights.T)


def earlier_errors(panel: Panel, weights: Mapping[str, ArrayLike]) -> EarlierErrors:
    """Errors that projections of the same series, made three years ago, would have had.

    Parameters
    ----------
    panel : Panel
        Histories.
    weights : dict
        As for `combined_steps`.

    Returns
    -------
    EarlierErrors
        The factor on growth is shared within a pool; series without a pool keep the factor 1, since the growth of
        one alone is too little to judge it by.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": np.repeat(["a", "b"], 9), "year": [*range(2016, 2025)] * 2, "pool": "x"})
    >>> rows["value"] = np.where(rows["year"] < 2021, rows["year"] - 2000.0, 20.0)  # the growth ended in 2020
    >>> bool((earlier_errors(panels.read(rows), constants()["growth"]).factor < 1).all())
    True
    """
    size = len(panel.series)
    factor, miss, known = np.ones(size), np.zeros(size), np.zeros(size)
    before, later = panel.at_earlier_origin(BACK)
    if not len(before.series):
        return EarlierErrors(factor, miss, known)
    at = np.searchsorted(panel.series, before.series)
    members = panels.member_steps(before, BACK)
    usual = members.floor[:, None] * np.sqrt(np.arange(1, BACK + 1))
    step, there = combined_steps(members, weights) / usual, ~np.isnan(later)
    moved = np.where(there, (later - members.last[:, None]) / usual, 0.0)
    factor = _factors(
        panel.pool_number, at, (np.clip(moved, -4, 4) * step * there).sum(1), (step**2 * there).sum(1)
    )
    off = np.abs(moved - step * factor[at][:, None]) * there
    miss[at] = np.clip(np.log(off.sum(axis=1) / np.maximum(there.sum(axis=1), 1) + 0.1), -2, 2)
    known[at] = 1.0
    return EarlierErrors(factor, miss, known)


def _factors(pool_number: Whole, at: Whole, match: Numbers, weight: Numbers) -> Numbers:
    sums = pd.DataFrame({"match": match, "weight": weight}).groupby(pool_number[at]).sum() + POOL_WEIGHT
    shared = (sums["match"] / sums["weight"]).clip(0, MOST_FACTOR)
    factor = pd.Series(pool_number).map(shared).fillna(1.0).to_numpy().copy()
    factor[at] = np.clip((match + OWN_WEIGHT * factor[at]) / (weight + OWN_WEIGHT), 0, MOST_FACTOR)
    return np.where(pool_number < 0, 1.0, factor)


def interval_features(members: MemberSteps, past: EarlierErrors, steps: Numbers) -> Numbers:
    """Features that the limits depend on: those of the series, its earlier errors, and its projected speed.

    Parameters
    ----------
    members : MemberSteps
        From `panel.member_steps`.
    past : EarlierErrors
        From `earlier_errors`.
    steps : numpy.ndarray, shape (series, horizon)
        Projected steps, from `combined_steps`.

    Returns
    -------
    numpy.ndarray, shape (series, len(features.NAMES) + 3)

    Examples
    --------
    >>> panel = panels.read(pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": np.arange(-9.0, -2)}))
    >>> members, past = panels.member_steps(panel, 4), earlier_errors(panel, constants()["growth"])
    >>> interval_features(members, past, np.array([[1.0, 2, 3, 4]]))[0, -1].item()  # as fast as in a mean year
    1.0
    """
    near = steps[:, : features.SPAN]
    going = near[:, -1] / np.maximum(members.size, 1e-12) / near.shape[1]
    return np.column_stack([members.features, past.miss, past.known, np.clip(going, -1.5, 1.5)])


def _distance(members: MemberSteps, seen: Numbers, horizon: int, given: ArrayLike) -> Numbers:
    """Distance of a limit from the centre, never less in a later year; shape (series, horizon)."""
    weights = np.asarray(given, float)
    ahead = np.log(np.arange(1, horizon + 1))
    line = (seen @ weights[:-2])[:, None] + weights[-2] * ahead + weights[-1] * ahead**2
    wide = members.floor[:, None] * np.exp(np.clip(line, -4, 4))
    return np.maximum.accumulate(wide, axis=1)


def _reach(panel: Panel, members: MemberSteps) -> Numbers:
    """Mean yearly change as a part of the last figure; endless on scales whose figures cannot run away."""
    figures = scales.inverse(panel.matrix, panel.scale, panel.lower, panel.upper)
    compact, gap = features.without_gaps(figures)
    change = np.nanmean(np.abs(np.diff(compact, axis=1)) / gap, axis=1)
    part = np.maximum(change / np.maximum(np.abs(figures[:, -1]), 1e-300), members.floor)
    return np.where(panel.scale == "log", part, np.inf)


def _narrowed(sides: Numbers, narrowed: float | Numbers) -> Numbers:
    """Distances without a noise, never less than half of them; levels along the first axis."""
    marks = MARKS.reshape(-1, *(1,) * (sides.ndim - 1))
    noise = marks * np.minimum(narrowed, 1e300)
    result: Numbers = np.sqrt(np.maximum(sides**2 - noise**2, (0.5 * sides) ** 2))
    return result


def _between(sides: Numbers, mark: float) -> Numbers:
    """Distance at a normal deviate: straight between the trained levels and beyond them."""
    ends, marks = np.concatenate([np.zeros((1, *sides.shape[1:])), sides]), np.array([0.0, *MARKS])
    part = min(int((marks[1:-1] < mark).sum()), len(MARKS) - 1)
    share = (mark - marks[part]) / (marks[part + 1] - marks[part])
    result: Numbers = ends[part] + (ends[part + 1] - ends[part]) * share
    return result
