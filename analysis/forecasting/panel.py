"""Histories as a matrix: series by years, newest last, on their scales, with what the members say of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.forecasting import analogous_series, features, members, scales

LONGEST = 25  # years that count
LEAST_POINTS = 4
MEMBERS = 7 + len(analogous_series.WINDOWS)
SMALLEST = 1e-3  # change of a series that never moved, as a part of its figure


@dataclass(frozen=True)
class Panel:
    """Series that can be projected, on their scales; NaN where a year has no figure."""

    series: np.ndarray
    last_year: np.ndarray
    matrix: np.ndarray
    scale: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    pool: np.ndarray
    kind: np.ndarray

    @cached_property
    def fellowship(self) -> np.ndarray:
        """Number of each series' pool and last year, -1 without a pool; what others did later says nothing here."""
        number, _ = pd.factorize(pd.MultiIndex.from_arrays([self.pool, self.last_year]))
        return np.where(self.pool == "", -1, number)

    def only(self, kept: np.ndarray) -> "Panel":
        """The series of a mask or of positions."""
        return Panel(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))

    def before(self, years: int) -> tuple["Panel", np.ndarray]:
        """The series as they stood at their last figure some years before or earlier, and what came after.

        Returns
        -------
        Panel
            Those with enough figures left.
        numpy.ndarray, shape (series, years)
            Figures of the years that followed, on the scale; NaN where there is none.
        """
        wide = self.matrix.shape[1]
        there = ~np.isnan(self.matrix[:, : wide - years])
        kept = there.sum(axis=1) >= LEAST_POINTS
        last = wide - years - 1 - np.argmax(there[kept, ::-1], axis=1)
        at = last[:, None] + np.arange(1 - wide, years + 1)[None, :]
        found = np.take_along_axis(self.matrix[kept], np.maximum(at, 0), axis=1)
        found = np.where(at < 0, np.nan, found)
        then = self.only(kept)
        year = then.last_year - (wide - 1 - last)
        return replace(then, matrix=found[:, :wide], last_year=year), found[:, wide:]


@dataclass(frozen=True)
class Parts:
    """What the members say, as steps from the last figure, and how the series behave."""

    steps: np.ndarray  # (series, horizon, MEMBERS), see `parts`
    features: np.ndarray  # (series, features)
    size: np.ndarray  # mean absolute yearly change, on the scale
    floor: np.ndarray  # the same, but not nothing where a series never moved
    last: np.ndarray

    def only(self, kept: np.ndarray) -> "Parts":
        """The series of a mask or of positions."""
        return Parts(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


def read(history: pd.DataFrame) -> Panel:
    """Matrix of the series with `LEAST_POINTS` figures or more within the last `LONGEST` years."""
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
    kind = first["kind"].astype(str).to_numpy() if "kind" in first else pool
    last_year = rows.groupby("series")["year"].max().to_numpy(int)
    if not len(names):
        return Panel(names, last_year, values, np.array([], str), lower, upper, pool, kind)
    scale = scales.choose(values, lower, upper)
    return Panel(names, last_year, scales.onto(values, scale, lower, upper), scale, lower, upper, pool, kind)


def parts(panel: Panel, horizon: int) -> Parts:
    """Members' steps and features of a panel.

    Steps are to each member's level and its growth from there, to the mean of the last five figures, and as their
    fellows go.
    """
    matrix, ahead = panel.matrix, np.arange(1, horizon + 1)
    flat, last = np.ones(horizon), matrix[:, -1]
    steps, errors = [], []
    for member in (members.theta, members.damped, members.drifting):
        level, growth, error = member(matrix, horizon)
        steps += [(level - last)[:, None] * flat, growth]
        errors.append(error)
    compact, _ = features.squeezed(matrix)
    steps.append((np.nanmean(compact[:, -5:], axis=1) - last)[:, None] * flat)
    size = features.mean_change(matrix)
    around = np.where(np.isin(panel.scale, ["log", "logit"]) | (last == 0), 1.0, np.abs(last))
    floor = np.maximum(size, SMALLEST * around)
    shared, plain = analogous_series.common(matrix, floor, panel.fellowship, panel.scale)
    steps = np.stack([*steps, *(one[:, None] * ahead for one in shared.T)], axis=2)
    found = features.describe(matrix, size, panel.scale, panel.kind, steps, np.stack(errors, axis=1))
    return Parts(steps, np.column_stack([found, plain]), size, floor, last)


def _column(first: pd.DataFrame, name: str, number: int) -> np.ndarray:
    return first[name].to_numpy(float) if name in first else np.full(number, np.nan)
