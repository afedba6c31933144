"""Histories as a matrix: series by years, newest last, on their scales, with the features that place them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.forecasting import members, scales

LONGEST = 25  # years that count
LEAST_POINTS = 4
FEATURES = ("one", "rough", "steady", "last_jump", "autocorrelation", "same_sign", "length", "disagreement")


@dataclass(frozen=True)
class Panel:
    """Series that can be projected, on their scales."""

    series: np.ndarray
    last_year: np.ndarray
    matrix: np.ndarray
    scale: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    pool: np.ndarray

    def without_last(self, years: int) -> "Panel":
        """The same series as they stood some years before, those with enough points."""
        kept = (~np.isnan(self.matrix[:, : self.matrix.shape[1] - years])).sum(axis=1) >= LEAST_POINTS
        matrix = self.matrix[kept, : self.matrix.shape[1] - years]
        fields = (self.series, self.last_year - years)
        others = (self.scale, self.lower, self.upper, self.pool)
        return Panel(*(field[kept] for field in fields), matrix, *(field[kept] for field in others))


@dataclass(frozen=True)
class Parts:
    """What the members say, as steps from the last figure, and how the series behave."""

    steps: np.ndarray  # (series, horizon, 4): level and growth of theta, level and growth of damped Holt
    features: np.ndarray  # (series, FEATURES)
    size: np.ndarray  # mean absolute yearly change, on the scale
    last: np.ndarray
    still: np.ndarray  # series with zeros on the raw scale: their level is kept


def read(history: pd.DataFrame) -> Panel:
    """Matrix of the series with `LEAST_POINTS` figures or more; gaps are filled on the scale by time."""
    rows = history.dropna(subset=["value"]).sort_values(["series", "year"])
    ago = rows.groupby("series")["year"].transform("max") - rows["year"]
    rows = rows[ago < LONGEST].assign(ago=ago)
    size = rows.groupby("series")["year"].transform("size")
    rows = rows[size >= LEAST_POINTS]
    names, code = np.unique(rows["series"].to_numpy(), return_inverse=True)
    values = np.full((len(names), LONGEST), np.nan)
    values[code, LONGEST - 1 - rows["ago"].to_numpy(int)] = rows["value"].to_numpy(float)
    first = rows.groupby("series").first()
    lower, upper = (_column(first, name, len(names)) for name in ("lower_bound", "upper_bound"))
    pool = first["pool"].astype(str).to_numpy() if "pool" in first else np.full(len(names), "")
    last_year = rows.groupby("series")["year"].max().to_numpy(int)
    if not len(names):
        return Panel(names, last_year, values, np.array([], str), lower, upper, pool)
    scale = scales.choose(values, lower, upper)
    return Panel(
        names, last_year, _filled(scales.onto(values, scale, lower, upper)), scale, lower, upper, pool
    )


def parts(panel: Panel, horizon: int) -> Parts:
    """Members' steps and features of a panel."""
    matrix = panel.matrix
    last = matrix[:, -1]
    level, growth = members.theta(matrix, horizon)
    other, other_growth = members.damped(matrix, horizon)
    flat = np.ones(horizon)
    steps = np.stack(
        [(level - last)[:, None] * flat, growth, (other - last)[:, None] * flat, other_growth], axis=2
    )
    size, features = _features(matrix, steps)
    recent = scales.back(matrix[:, -6:], panel.scale, panel.lower, panel.upper)
    still = (panel.scale == "raw") & (recent == 0).any(axis=1)
    return Parts(steps, features, size, last, still)


def _column(first: pd.DataFrame, name: str, number: int) -> np.ndarray:
    return first[name].to_numpy(float) if name in first else np.full(number, np.nan)


def _filled(matrix: np.ndarray) -> np.ndarray:
    """Gaps between two years filled in a straight line."""
    years = np.arange(matrix.shape[1])
    filled = matrix.copy()
    for row in np.flatnonzero(
        np.isnan(matrix[:, 1:] - matrix[:, :-1]).sum(axis=1) > np.isnan(matrix).sum(axis=1)
    ):
        there = np.flatnonzero(~np.isnan(matrix[row]))
        inside = slice(there[0], None)
        filled[row, inside] = np.interp(years[inside], there, matrix[row, there])
    return filled


def _features(matrix: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    change = np.diff(matrix, axis=1)
    points = (~np.isnan(matrix)).sum(axis=1)
    size = np.nanmean(np.abs(change), axis=1)
    tiny = np.maximum(size, 1e-12)
    mean, spread = np.nanmean(change, axis=1), np.nanstd(change, axis=1)
    rough = np.nanmean(np.abs(np.diff(change, axis=1)), axis=1) / tiny
    steady = np.abs(mean) / np.maximum(spread / np.sqrt(np.maximum(points - 1, 1)), 1e-9)
    apart = change - mean[:, None]
    product = np.nansum(apart[:, 1:] * apart[:, :-1], axis=1) / np.maximum(np.nansum(apart**2, axis=1), 1e-12)
    same = np.abs(np.nanmean(np.sign(change), axis=1))
    two = steps[:, -1, :2].sum(axis=1) - steps[:, -1, 2:].sum(axis=1)
    columns = [
        np.ones(len(matrix)),
        np.clip(rough, 0, 2.5) - 1.4,
        np.log1p(np.minimum(steady, 100)) - 1,
        np.minimum(np.abs(change[:, -1]) / tiny, 5) - 1,
        product,
        same - 0.5,
        np.log(points / 15),
        np.minimum(np.abs(two) / tiny / steps.shape[1], 3) - 0.5,
    ]
    return size, np.nan_to_num(np.column_stack(columns))
