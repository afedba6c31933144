"""Histories as one matrix of transformed figures, series by years, and what each member method projects from it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.arrays import Flags, Numbers, Whole, Words, reads
from analysis.forecasting import analogous_series, features, members, scales

HISTORY = ("series", "year", "value")
LONGEST = 25  # years that count
LEAST_POINTS = 4
MEMBERS = 7 + len(analogous_series.WINDOWS)
SMALLEST = 1e-3  # change of a series that never moved, as a part of its figure


@dataclass(frozen=True)
class Panel:
    """Histories of the series that are long enough to be projected, as one matrix; `read` makes it of a table.

    Attributes
    ----------
    series : numpy.ndarray, shape (series,)
        Names of the series, sorted.
    last_year : numpy.ndarray of int, shape (series,)
        Calendar year of each series' newest figure.
    matrix : numpy.ndarray, shape (series, LONGEST)
        Transformed figures, the newest last, NaN where a year has none.
    scale : numpy.ndarray of str, shape (series,)
        Transformation (`scales.NAMES`).
    lower, upper : numpy.ndarray, shape (series,)
        Bounds of possible figures; NaN where there is none.
    pool, kind : numpy.ndarray of str, shape (series,)
        Pool that the series shares growth with (empty: none), and kind of series (`features.KINDS`).

    Examples
    --------
    >>> panel = read(pd.DataFrame({"series": "a", "year": range(2020, 2025), "value": [4.0, 5, 5, 6, 7]}))
    >>> panel.series.tolist(), panel.last_year.tolist(), panel.scale.tolist(), panel.matrix.shape
    (['a'], [2024], ['log'], (1, 25))
    """

    series: Words
    last_year: Whole
    matrix: Numbers
    scale: Words
    lower: Numbers
    upper: Numbers
    pool: Words
    kind: Words

    @cached_property
    def pool_number(self) -> Whole:
        """Number of each series' pool, -1 without one; only series that end in the same year share a pool.

        Returns
        -------
        numpy.ndarray of int, shape (series,)
        """
        number, _ = pd.factorize(pd.MultiIndex.from_arrays([self.pool, self.last_year]))
        return np.where(self.pool == "", -1, number)

    def subset(self, kept: Flags) -> "Panel":
        """The panel of some of its series.

        Parameters
        ----------
        kept : numpy.ndarray of bool, shape (series,), or of int
            Mask or positions of the series.

        Returns
        -------
        Panel
        """
        return Panel(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))

    def at_earlier_origin(self, years: int) -> tuple["Panel", Numbers]:
        """The series as they stood some years ago, and the figures observed since.

        Parameters
        ----------
        years : int
            Years before the last; a series without a figure then stands as of its next earlier one.

        Returns
        -------
        Panel
            The series with `LEAST_POINTS` figures or more left.
        numpy.ndarray, shape (series, years)
            Transformed figures of the years that followed; NaN where there is none.
        """
        wide = self.matrix.shape[1]
        there = ~np.isnan(self.matrix[:, : wide - years])
        kept = there.sum(axis=1) >= LEAST_POINTS
        last = wide - years - 1 - np.argmax(there[kept, ::-1], axis=1)
        at = last[:, None] + np.arange(1 - wide, years + 1)[None, :]
        found = np.take_along_axis(self.matrix[kept], np.maximum(at, 0), axis=1)
        found = np.where(at < 0, np.nan, found)
        then = self.subset(kept)
        year = then.last_year - (wide - 1 - last)
        return replace(then, matrix=found[:, :wide], last_year=year), found[:, wide:]


@dataclass(frozen=True)
class MemberSteps:
    """Steps that the member methods project for each series, and the series' features; `member_steps` makes it.

    Attributes
    ----------
    steps : numpy.ndarray, shape (series, horizon, MEMBERS)
        Steps from the last figure to each year ahead, in transformed figures.
    features : numpy.ndarray, shape (series, len(features.NAMES))
        See `features.NAMES`.
    size : numpy.ndarray, shape (series,)
        Mean absolute yearly change.
    floor : numpy.ndarray, shape (series,)
        The same, but above 0 where a series never moved.
    last : numpy.ndarray, shape (series,)
        Newest figure.

    Examples
    --------
    >>> panel = read(pd.DataFrame({"series": "a", "year": range(2020, 2025), "value": [4.0, 5, 5, 6, 7]}))
    >>> member_steps(panel, horizon=3).steps.shape == (1, 3, MEMBERS)
    True
    """

    steps: Numbers
    features: Numbers
    size: Numbers
    floor: Numbers
    last: Numbers

    def subset(self, kept: Flags) -> "MemberSteps":
        """The steps of some of the series.

        Parameters
        ----------
        kept : numpy.ndarray of bool, shape (series,), or of int
            Mask or positions of the series.

        Returns
        -------
        MemberSteps
        """
        return MemberSteps(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


@reads(history=HISTORY)
def read(history: pd.DataFrame) -> Panel:
    """Panel of the series with four figures or more within the last 25 years.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, value`; optional `lower_bound, upper_bound, pool, kind` as for `forecasting.project`. One row
        per series and year, in any order.

    Returns
    -------
    Panel
        Shorter series are left out.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a"] * 4 + ["b"], "year": [2020, 2021, 2023, 2024, 2024], "value": 9.0})
    >>> panel = read(rows)
    >>> panel.series.tolist(), np.exp(panel.matrix[0, -5:]).round(6).tolist()
    (['a'], [9.0, 9.0, nan, 9.0, 9.0])
    """
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
    return Panel(
        names, last_year, scales.transformed(values, scale, lower, upper), scale, lower, upper, pool, kind
    )


def member_steps(panel: Panel, horizon: int) -> MemberSteps:
    """Steps of each member method and the features of each series.

    Parameters
    ----------
    panel : Panel
        Histories.
    horizon : int
        Years ahead.

    Returns
    -------
    MemberSteps
        The members are, in order: the step to the level and the growth from it by the Theta method, the same two by
        Holt's damped trend and by the dynamic Theta method, the step to the mean of the last five figures, and the
        growth of the pool over its last 3 and its last 10 years.

    Examples
    --------
    No member moves a series that never moved:

    >>> panel = read(pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": 50.0}))
    >>> float(np.abs(member_steps(panel, 5).steps).max().round(9))
    0.0
    """
    matrix, ahead = panel.matrix, np.arange(1, horizon + 1)
    flat, last = np.ones(horizon), matrix[:, -1]
    steps, errors = [], []
    for member in (members.theta, members.damped_trend, members.dynamic_theta):
        level, growth, error = member(matrix, horizon)
        steps += [(level - last)[:, None] * flat, growth]
        errors.append(error)
    compact, _ = features.without_gaps(matrix)
    steps.append((np.nanmean(compact[:, -5:], axis=1) - last)[:, None] * flat)
    size = features.mean_change(matrix)
    around = np.where(np.isin(panel.scale, ["log", "logit"]) | (last == 0), 1.0, np.abs(last))
    floor = np.maximum(size, SMALLEST * around)
    common, seen = analogous_series.common_growth(matrix, floor, panel.pool_number, panel.scale)
    cube = np.stack([*steps, *(one[:, None] * ahead for one in common.T)], axis=2)
    near = cube[:, : features.SPAN]
    found = features.describe(matrix, size, panel.scale, panel.kind, near, np.stack(errors, axis=1))
    return MemberSteps(cube, np.column_stack([found, seen]), size, floor, last)


def _column(first: pd.DataFrame, name: str, number: int) -> Numbers:
    return first[name].to_numpy(float) if name in first else np.full(number, np.nan)
