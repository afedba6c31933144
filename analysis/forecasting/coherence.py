"""Projections that agree with each other: shares of one whole keep their order, parts add up to their total."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

ROUNDS = 20
CLOSE = 1e-9


def reconcile(projections: pd.DataFrame, constraints: Iterable[Mapping]) -> pd.DataFrame:
    """Projections moved as little as needed to keep the constraints, year by year.

    Parameters
    ----------
    projections : pandas.DataFrame
        As from `forecasting.project`.
    constraints : iterable of mapping
        `{"ascending": [series, …]}`: none above the next, such as neonatal ≤ infant ≤ under-five mortality.
        `{"total": series, "parts": [series, …], "weights": [number, …]}`: the total is the sum of its parts, each
        times its weight (1 without `weights`).

    Returns
    -------
    pandas.DataFrame
        The same rows. Figures that break an order take their mean, weighted by how narrow their intervals are;
        a sum's difference goes to its members by the square of their intervals. Limits move with their figure
        and never below 0 where they were not. Years in which a series is missing are left as they are.

    Raises
    ------
    ValueError
        On a constraint of another shape, or weights that do not match the parts.

    References
    ----------
    Wickramasuriya, S. L., Athanasopoulos, G., Hyndman, R. J. (2019). Journal of the American Statistical
    Association 114, 804-819. doi:10.1080/01621459.2018.1448825
    """
    constraints = [_checked(one) for one in constraints]
    if not constraints:
        return projections.copy()
    if projections["value"].isna().all():
        return projections.copy()
    names = [name for name in projections.columns if name not in ("series", "year", "reason")]
    wide = {name: projections.pivot_table(index="year", columns="series", values=name) for name in names}
    for _ in range(ROUNDS):
        before = wide["value"].copy()
        for one in constraints:
            series = one["ascending"] if "ascending" in one else [one["total"], *one["parts"]]
            years = _years(wide, list(series))
            if len(years):
                (_ordered if "ascending" in one else _added)(wide, years, list(series), one)
        if np.nanmax(np.abs(wide["value"] - before).to_numpy(), initial=0) <= CLOSE:
            break
    result = projections.copy()
    for name, table in wide.items():
        at = table.index.get_indexer(result["year"]), table.columns.get_indexer(result["series"])
        found = np.where((at[0] < 0) | (at[1] < 0), np.nan, table.to_numpy(float)[at])
        result[name] = np.where(np.isnan(found), result[name], found)
    return result


def _checked(one: Mapping) -> Mapping:
    if set(one) not in ({"ascending"}, {"total", "parts"}, {"total", "parts", "weights"}):
        raise ValueError(
            f"constraint {dict(one)}; expected `ascending`, or `total`, `parts` and maybe `weights`"
        )
    if "weights" in one and len(one["weights"]) != len(one["parts"]):
        raise ValueError(f"{len(one['weights'])} weights for {len(one['parts'])} parts of {one['total']!r}")
    return one


def _years(wide: dict, series: list) -> pd.Index:
    """Years in which every one of some series has a figure."""
    value = wide["value"]
    return value.index[value.reindex(columns=series).notna().all(axis=1)]


def _size(wide: dict, years, series: list) -> np.ndarray:
    """Square of the widest interval of each figure; alike where there are no intervals."""
    last = [name for name in wide if name.startswith("upper_")]
    if not last:
        return np.ones((len(years), len(series)))
    low = wide[last[-1].replace("upper", "lower")].loc[years, series]
    return np.maximum((wide[last[-1]].loc[years, series] - low).to_numpy(float), 1e-12) ** 2


def _ordered(wide: dict, years, series: list, one: Mapping) -> None:
    """Pools neighbours that break the order: all columns with the same weights, so that limits keep theirs."""
    weight = 1 / _size(wide, years, series)
    for table in wide.values():
        table.loc[years, series] = _pooled(table.loc[years, series].to_numpy(float), weight)


def _pooled(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Isotonic regression of each row: the largest of the least weighted means over runs around each place."""
    sums = np.cumsum(np.pad(values * weight, ((0, 0), (1, 0))), axis=1)
    weights = np.cumsum(np.pad(weight, ((0, 0), (1, 0))), axis=1)
    size = values.shape[1]
    result = np.empty_like(values)
    for place in range(size):
        means = [
            [(sums[:, b + 1] - sums[:, a]) / (weights[:, b + 1] - weights[:, a]) for b in range(place, size)]
            for a in range(place + 1)
        ]
        result[:, place] = np.max([np.min(row, axis=0) for row in means], axis=0)
    return result


def _added(wide: dict, years, series: list, one: Mapping) -> None:
    """Gives what a sum is off to its members, by the square of their intervals."""
    signs = np.array([1.0, *(-np.asarray(one.get("weights", np.ones(len(series) - 1)), float))])
    size = _size(wide, years, series)
    value = wide["value"].loc[years, series].to_numpy(float)
    moved = -size * signs * ((value @ signs) / (size @ signs**2))[:, None]
    for table in wide.values():
        old = table.loc[years, series].to_numpy(float)
        table.loc[years, series] = np.where(old >= 0, np.maximum(old + moved, 0), old + moved)
