"""Law of the figures ahead on the forecasting scale: the growth a series deserves, and how far it may miss."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from analysis.forecasting import features, scales
from analysis.forecasting import panel as panels
from analysis.forecasting.panel import Panel, Parts

MOST_SHARE = 0.55  # of each member's steps, at most
MOST_FACTOR = 1.3
BACK = 3  # years the own past is looked back on
POOL_WEIGHT, OWN_WEIGHT = 30.0, 20.0  # of no change in the factor, in squared scaled steps
MOST_RISE = (
    4.0  # on the log scale: mean yearly changes, times the root of the years ahead, per normal deviate
)
LEVELS = (50, 80, 95)  # trained; others lie between and beyond them by their normal deviates
MARKS = special.ndtri(0.5 + np.array(LEVELS) / 200)


@cache
def constants() -> dict:
    """Trained constants, as `benchmarks/train_forecast.py` writes them."""
    return json.loads(Path(__file__).with_name("constants.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Past:
    """What a series' earlier origin says of it."""

    factor: np.ndarray  # on its growth
    miss: np.ndarray  # log of the mean scaled miss, 0 where there is none
    known: np.ndarray  # 1 where the origin had enough figures


@dataclass(frozen=True)
class Distribution:
    """Centre, shape (series, horizon), and distances of the limits below and above it, (levels, series, horizon)."""

    centre: np.ndarray
    below: np.ndarray
    above: np.ndarray

    def limits(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper limit at a level in per cent."""
        mark = special.ndtri(0.5 + level / 200)
        return self.centre - _between(self.below, mark), self.centre + _between(self.above, mark)

    def deviate(self, edge: np.ndarray, at, step, narrowed=0.0) -> np.ndarray:
        """Normal deviate of an edge on the scale, for series `at` and years ahead `step`, some noise taken out."""
        distance = edge - self.centre[at, step]
        side = np.where(distance < 0, self.below[:, at, step], self.above[:, at, step])
        noise = MARKS[:, None] * np.minimum(narrowed, 1e300)
        side = np.sqrt(np.maximum(side**2 - noise**2, (0.5 * side) ** 2))
        ends = np.concatenate([np.zeros((1, side.shape[1])), side])
        ends = np.maximum.accumulate(ends * (1 + 1e-6 * np.arange(len(ends)))[:, None], axis=0)
        size, marks = np.abs(distance), np.array([0.0, *MARKS])
        part = np.clip((ends[1:-1] < size).sum(axis=0), 0, len(MARKS) - 1)
        low, high = (np.take_along_axis(ends, (part + n)[None, :], axis=0)[0] for n in (0, 1))
        slope = (marks[part + 1] - marks[part]) / np.maximum(high - low, 1e-300)
        return np.sign(distance) * (marks[part] + (size - low) * slope)


def of(panel: Panel, horizon: int) -> Distribution:
    """Law of the years ahead of a panel's series."""
    said = panels.parts(panel, horizon)
    past = own_past(panel, constants()["growth"])
    steps = growth(said, constants()["growth"]) * past.factor[:, None]
    steps = np.where(not_admitted(panel.kind, said, constants()["no_change"])[:, None], 0.0, steps)
    reach = _reach(panel, said)
    years = np.arange(1, horizon + 1)
    steps = np.minimum(steps, np.log1p(MOST_RISE * reach[:, None] * years))
    seen = width_features(said, past, steps)
    sides = [
        np.stack([distance(said, seen, horizon, constants()["width"][str(level)][side]) for level in LEVELS])
        for side in ("below", "above")
    ]
    below, above = (np.maximum.accumulate(side, axis=0) for side in sides)
    fallen = np.exp(np.clip(-steps, 0, 60))
    most = MOST_RISE * MARKS[:, None, None] * (reach[:, None] * fallen * np.sqrt(years))
    return Distribution(said.last[:, None] + steps, below, np.minimum(above, np.log1p(most)))


def growth(said: Parts, weights: dict) -> np.ndarray:
    """Steps from the last figure: each member's, times the share that series with and without fellows deserve."""
    deserved = np.empty((len(said.last), said.steps.shape[2]))
    for name, own in groups(said).items():
        deserved[own] = shares(said.features[own], np.asarray(weights[name], float))
    return np.einsum("sk,shk->sh", deserved, said.steps)


def groups(said: Parts) -> dict[str, np.ndarray]:
    """Series without fellows and with them, which have constants of their own."""
    pooled = said.features[:, features.NAMES.index("pooled")] > 0
    return {"alone": ~pooled, "pooled": pooled}


def not_admitted(kind: np.ndarray, said: Parts, no_change: dict) -> np.ndarray:
    """Series whose kind does better with no change."""
    return np.any([own & np.isin(kind, no_change[name]) for name, own in groups(said).items()], axis=0)


def shares(found: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of each member's steps that features deserve; shape (series, members)."""
    return MOST_SHARE * special.expit(found @ weights.T)


def own_past(panel: Panel, weights) -> Past:
    """Factor on the growth and mean miss seen from an earlier origin; growth is borrowed among fellows.

    Series without a pool keep the factor 1: the growth of one alone is too little to judge it by.
    """
    size = len(panel.series)
    factor, miss, known = np.ones(size), np.zeros(size), np.zeros(size)
    before, came = panel.before(BACK)
    if not len(before.series):
        return Past(factor, miss, known)
    at = np.searchsorted(panel.series, before.series)
    said = panels.parts(before, BACK)
    usual = said.floor[:, None] * np.sqrt(np.arange(1, BACK + 1))
    step, there = growth(said, weights) / usual, ~np.isnan(came)
    moved = np.where(there, (came - said.last[:, None]) / usual, 0.0)
    factor = _factors(
        panel.fellowship, at, (np.clip(moved, -4, 4) * step * there).sum(1), (step**2 * there).sum(1)
    )
    off = np.abs(moved - step * factor[at][:, None]) * there
    miss[at] = np.clip(np.log(off.sum(axis=1) / np.maximum(there.sum(axis=1), 1) + 0.1), -2, 2)
    known[at] = 1.0
    return Past(factor, miss, known)


def _factors(fellowship: np.ndarray, at: np.ndarray, match: np.ndarray, weight: np.ndarray) -> np.ndarray:
    sums = pd.DataFrame({"match": match, "weight": weight}).groupby(fellowship[at]).sum() + POOL_WEIGHT
    shared = (sums["match"] / sums["weight"]).clip(0, MOST_FACTOR)
    factor = pd.Series(fellowship).map(shared).fillna(1.0).to_numpy().copy()
    factor[at] = np.clip((match + OWN_WEIGHT * factor[at]) / (weight + OWN_WEIGHT), 0, MOST_FACTOR)
    return np.where(fellowship < 0, 1.0, factor)


def width_features(said: Parts, past: Past, steps: np.ndarray) -> np.ndarray:
    """Features of the intervals: of the series, of its past, and which way and how fast it is going."""
    going = steps[:, -1] / np.maximum(said.size, 1e-12) / steps.shape[1]
    return np.column_stack([said.features, past.miss, past.known, np.clip(going, -1.5, 1.5)])


def distance(said: Parts, seen: np.ndarray, horizon: int, weights) -> np.ndarray:
    """Distance of a limit from the centre, never less in a later year; shape (series, horizon)."""
    weights = np.asarray(weights, float)
    ahead = np.log(np.arange(1, horizon + 1))
    line = (seen @ weights[:-2])[:, None] + weights[-2] * ahead + weights[-1] * ahead**2
    wide = said.floor[:, None] * np.exp(np.clip(line, -4, 4))
    return np.maximum.accumulate(wide, axis=1)


def _reach(panel: Panel, said: Parts) -> np.ndarray:
    """Mean yearly change as a part of the last figure; endless on scales whose figures cannot run away."""
    figures = scales.back(panel.matrix, panel.scale, panel.lower, panel.upper)
    compact, gap = features.squeezed(figures)
    change = np.nanmean(np.abs(np.diff(compact, axis=1)) / gap, axis=1)
    part = np.maximum(change / np.maximum(np.abs(figures[:, -1]), 1e-300), said.floor)
    return np.where(panel.scale == "log", part, np.inf)


def _between(sides: np.ndarray, mark: float) -> np.ndarray:
    """Distance at a normal deviate: straight between the trained levels and beyond them."""
    ends, marks = np.concatenate([np.zeros((1, *sides.shape[1:])), sides]), np.array([0.0, *MARKS])
    part = min(int((marks[1:-1] < mark).sum()), len(MARKS) - 1)
    share = (mark - marks[part]) / (marks[part + 1] - marks[part])
    return ends[part] + (ends[part + 1] - ends[part]) * share
