"""Reconciliation of projections: indicators keep their order, parts add up to their total."""

from collections.abc import Iterable, Sequence
from typing import TypedDict

import numpy as np
import pandas as pd

from analysis.arrays import Numbers, Whole, reads

ROUNDS = 20
CLOSE = 1e-9


class Constraint(TypedDict, total=False):
    """What projections must keep: an order of series, or a total and its parts.

    Attributes
    ----------
    ascending : sequence of str
        Names of series of which none is above the next; on its own.
    total : str
        Name of the series that is the sum of its parts.
    parts : sequence of str
        Names of the parts' series.
    weights : sequence of float
        What each part counts for in the sum; 1 where they are left out.

    Examples
    --------
    >>> sorted(Constraint(total="all", parts=["women", "men"]))
    ['parts', 'total']
    """

    ascending: Sequence[str]
    total: str
    parts: Sequence[str]
    weights: Sequence[float]


@reads(projections=("series", "year", "value"))
def reconcile(projections: pd.DataFrame, constraints: Iterable[Constraint]) -> pd.DataFrame:
    """Projections moved as little as needed to keep the constraints, year by year.

    Parameters
    ----------
    projections : pandas.DataFrame
        `series, year, value` and limits, as from `forecasting.project`.
    constraints : iterable of mapping
        `{"ascending": [series, …]}`: none above the next, such as neonatal ≤ infant ≤ under-five mortality.
        `{"total": series, "parts": [series, …], "weights": [number, …]}`: the total is the sum of its parts, each
        times its weight (1 without `weights`).

    Returns
    -------
    pandas.DataFrame
        The same rows and columns. Limits move with their figure, and never below 0 where they were not. Years in
        which a series is missing are left as they are.

    Raises
    ------
    ValueError
        On a constraint of another shape, or weights that do not match the parts.

    Notes
    -----
    Figures that break an order take their mean, weighed by 1/w² with w the width of their widest interval (isotonic
    regression); the difference of a sum is shared among total and parts in proportion to w². With several constraints
    the steps are repeated until nothing moves.

    References
    ----------
    Wickramasuriya, S. L., Athanasopoulos, G., Hyndman, R. J. (2019). Journal of the American Statistical
    Association 114, 804-819. doi:10.1080/01621459.2018.1448825

    Examples
    --------
    Parts of 52 and 45 under a total of 100: each of the three gives way by 1.

    >>> made = pd.DataFrame({"series": ["all", "women", "men"], "year": 2030, "value": [100.0, 52.0, 45.0]})
    >>> reconcile(made, [{"total": "all", "parts": ["women", "men"]}])["value"].tolist()
    [99.0, 53.0, 46.0]
    """
    constraints = [_checked(one) for one in constraints]
    if not constraints:
        return projections.copy()
    if projections["value"].isna().all():
        return projections.copy()
    names = [name for name in projections.columns if name not in ("series", "year", "reason")]
    years, series = (pd.Index(projections[name].unique()) for name in ("year", "series"))
    at = years.get_indexer(pd.Index(projections["year"])), series.get_indexer(pd.Index(projections["series"]))
    cube = np.full((len(names), len(years), len(series)), np.nan)
    cube[:, *at] = projections[names].to_numpy(float).T
    _settle(cube, names, [_located(one, series) for one in constraints])
    result = projections.copy()
    for name, table in zip(names, cube, strict=True):
        result[name] = table[at]
    return result


def before(figures: Numbers, moved: Numbers, made: Numbers) -> Numbers:
    """What figures were before their projections were moved: where targets lie in the distribution that was made.

    Parameters
    ----------
    figures : numpy.ndarray, shape (n,)
        Such as targets, in the unit of the projections.
    moved, made : numpy.ndarray, shape (n, points)
        Points of each figure's projection after and before `reconcile`, in ascending order, such as lower limit,
        value and upper limit; NaN: nothing is known to have moved.

    Returns
    -------
    numpy.ndarray, shape (n,)
        On a straight line between the points, and moved as the end points are beyond them.

    Examples
    --------
    >>> before(np.array([5.0, 9.0]), np.array([[4.0, 6, 8]] * 2), np.array([[5.0, 7, 9]] * 2)).tolist()
    [6.0, 10.0]
    """
    result = np.asarray(figures, float).copy()
    there = (np.abs(moved - made) > CLOSE).any(axis=1) & ~np.isnan(result)
    for n in np.flatnonzero(there):
        after, first = np.unique(moved[n], return_index=True)
        shift = np.interp(result[n], after, made[n][first] - after)
        result[n] += shift
    return result


def _located(one: Constraint, series: pd.Index) -> tuple[Whole, Numbers | None]:
    """Places of a constraint's series, and their signs in its sum; no signs for an order."""
    if "ascending" in one:
        return series.get_indexer(pd.Index(list(one["ascending"]))), None
    signs = [1.0, *(-np.asarray(one.get("weights", np.ones(len(one["parts"]))), float))]
    return series.get_indexer(pd.Index([one["total"], *one["parts"]])), np.array(signs)


def _settle(cube: Numbers, names: list[str], constraints: list[tuple[Whole, Numbers | None]]) -> None:
    """Goes through the constraints until nothing moves: columns × years × series, changed in place."""
    value, spread = names.index("value"), _spread(names)
    known = ~np.isnan(cube[value])
    held = [
        (years[:, None], places, signs)
        for places, signs in constraints
        if (places >= 0).all() and len(years := np.flatnonzero(known[:, places].all(axis=1)))
    ]
    for _ in range(ROUNDS):
        before = cube[value].copy()
        for years, places, signs in held:
            part = cube[:, years, places]
            size = _size(part, spread)
            cube[:, years, places] = (
                _ordered(part, size) if signs is None else _added(part, size, signs, value)
            )
        if np.nanmax(np.abs(cube[value] - before), initial=0) <= CLOSE:
            break


def _checked(one: Constraint) -> Constraint:
    if set(one) not in ({"ascending"}, {"total", "parts"}, {"total", "parts", "weights"}):
        raise ValueError(
            f"constraint {dict(one)}; expected `ascending`, or `total`, `parts` and maybe `weights`"
        )
    if "weights" in one and len(one["weights"]) != len(one["parts"]):
        raise ValueError(f"{len(one['weights'])} weights for {len(one['parts'])} parts of {one['total']!r}")
    return one


def _spread(names: list[str]) -> tuple[int, int] | None:
    """Columns of the widest interval."""
    last = [name for name in names if name.startswith("upper_")]
    return (names.index(last[-1].replace("upper", "lower")), names.index(last[-1])) if last else None


def _size(part: Numbers, spread: tuple[int, int] | None) -> Numbers:
    """Square of the widest interval of each figure; alike where there are no intervals."""
    if spread is None:
        return np.ones(part.shape[1:])
    result: Numbers = np.maximum(part[spread[1]] - part[spread[0]], 1e-12) ** 2
    return result


def _ordered(part: Numbers, size: Numbers) -> Numbers:
    """Pools neighbours that break the order: all columns with the same weights, so that limits keep theirs."""
    return _pooled(part, 1 / size)


def _pooled(values: Numbers, weight: Numbers) -> Numbers:
    """Isotonic regression along the last axis: the largest of the least weighted means over runs around each place."""
    size = values.shape[-1]
    means: dict[tuple[int, int], Numbers] = {}
    for a in range(size):  # each run is added up by itself: of what is surest the weight swallows all others
        sums, weights = (np.cumsum(one[..., a:], axis=-1) for one in (values * weight, weight))
        means |= {(a, b): sums[..., b - a] / weights[..., b - a] for b in range(a, size)}
    result = np.empty_like(values)
    for place in range(size):
        least = [np.min([means[a, b] for b in range(place, size)], axis=0) for a in range(place + 1)]
        result[..., place] = np.max(least, axis=0)
    return result


def _added(part: Numbers, size: Numbers, signs: Numbers, value: int) -> Numbers:
    """Gives what a sum is off to its members, by the square of their intervals."""
    moved = -size * signs * ((part[value] @ signs) / (size @ signs**2))[:, None]
    result: Numbers = np.where(part >= 0, np.maximum(part + moved, 0), part + moved)
    return result
