"""Projections of short yearly series, and the probability that a later figure meets a target."""

import numpy as np
import pandas as pd
from scipy import special

from analysis.arrays import Flags, Numbers, Whole, Words, reads
from analysis.forecasting import count_projections, counts, distribution, features, scales
from analysis.forecasting import panel as panels
from analysis.forecasting.panel import HISTORY, Panel

LEVELS = (80, 95)
FEWER_THAN = (
    count_projections.FEWER_THAN,
    counts.FEW,
)  # events a year: counts are used; say something of fewer than four years


@reads(history=HISTORY)
def project(
    history: pd.DataFrame,
    horizon: int,
    *,
    levels: tuple[int, ...] = LEVELS,
    true_levels: tuple[int, ...] = (),
) -> pd.DataFrame:
    """Projected figures of the years ahead with prediction intervals.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, value`, one row per series and year, in any order; nothing from before a break. Optional:

        - `lower_bound, upper_bound`: bounds of possible figures, such as 0 and 100 of a percentage;
        - `pool`: name of a group of analogous series (one indicator's regions), whose common growth each shares;
        - `kind`: `administrative`, `registered`, `survey` or `modelled`; the pool's name without it;
        - `numerator, denominator, multiplier` and `statistic` (`rate` or `proportion`): with them, series of fewer
          than ten thousand events a year are projected from their counts;
        - `parts_of`: the series that a series with counts is a part of, such as all for the sexes: what is expected
          of parts then adds up to what is expected of their total.
    horizon : int
        Years ahead of each series' last figure.
    levels : tuple of int
        Prediction levels in per cent.
    true_levels : tuple of int
        Levels of which limits of what lies behind the figure are given too (`true_lower_80, true_upper_80`), without
        the chance in a single year's figure.

    Returns
    -------
    pandas.DataFrame
        `series, year, value`, `lower_80, upper_80, lower_95, upper_95` (prediction intervals of the figure that will
        be published, by `levels`) in the figures' unit, and `reason`; one row per series and year ahead. A series of
        fewer than four figures has NaN and the reason `too_few_points`.

    Raises
    ------
    ValueError
        On a horizon below 1, a repeated year, an infinite figure, one out of its bounds, or impossible counts; the
        series are named.

    Notes
    -----
    Figures are transformed (logit, log, square root or not), projected by the Theta method, Holt's damped trend, the
    dynamic Theta method, the mean of the last years and the pool's common growth, and these are combined with trained
    weights (`distribution.projected`). Counts follow a local level model with negative binomial or beta-binomial
    distributions (`counts.posterior`, `count_parts.posterior`); their value is the expected rate.

    References
    ----------
    Assimakopoulos, V., Nikolopoulos, K. (2000). International Journal of Forecasting 16, 521-530.
    doi:10.1016/S0169-2070(00)00066-2
    Gardner, E. S., McKenzie, E. (1985). Management Science 31, 1237-1246. doi:10.1287/mnsc.31.10.1237

    Examples
    --------
    A percentage that rises by one point a year; of a second series two years are too few:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": np.arange(60.0, 70)})
    >>> short = pd.DataFrame({"series": "b", "year": [2023, 2024], "value": [5.0, 6.0]})
    >>> history = pd.concat([rows, short]).assign(lower_bound=0.0, upper_bound=100.0)
    >>> found = project(history, 2)
    >>> found[["series", "year", "reason"]].values.tolist()
    [['a', 2025, ''], ['a', 2026, ''], ['b', 2025, 'too_few_points'], ['b', 2026, 'too_few_points']]
    >>> found["value"].round(0).tolist()
    [70.0, 71.0, nan, nan]
    >>> bool(found.loc[0, "lower_95"] < found.loc[0, "lower_80"] < found.loc[0, "value"] < found.loc[0, "upper_80"])
    True
    """
    rows = _checked(history, horizon)
    few = count_projections.projected_from_counts(rows) & _long(rows)
    parts = [_from_figures(rows[~few], horizon, levels, true_levels)]
    parts += [count_projections.project(rows[few], horizon, levels, true_levels)] if few.any() else []
    return pd.concat(parts).sort_values(["series", "year"], ignore_index=True)


def _from_figures(
    rows: pd.DataFrame, horizon: int, levels: tuple[int, ...], true_levels: tuple[int, ...]
) -> pd.DataFrame:
    panel = panels.read(rows)
    table = _rows(panel, distribution.projected(panel, horizon), levels, true_levels)
    short = rows.groupby("series")["year"].max().drop(panel.series, errors="ignore")
    return pd.concat([table, _too_short(short, horizon, table.columns)]) if len(short) else table


@reads(history=HISTORY, targets=count_projections.ASKED)
def probability(history: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Probability that the figure of a later year meets a target.

    Parameters
    ----------
    history : pandas.DataFrame
        As for `project`.
    targets : pandas.DataFrame
        `series, year, operator` (`<=`, `>=`, `>` or `around`) and `target` in the figures' unit; optional
        `tolerance`, half the width of the band of `around`, which is met from its lower edge up.

    Returns
    -------
    pandas.DataFrame
        The same rows with `probability` (that the published figure meets the target) and `probability_true` (that the
        level behind it does, without the chance in a single year's figure). NaN for years that have come already and
        for series of fewer than four figures, unless they have counts of fewer than ten events a year, which are
        pooled.

    Raises
    ------
    ValueError
        On a repeated year, an infinite figure, one out of its bounds, or impossible counts; the series are named.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "year": range(2018, 2025), "value": [90.0, 91, 92, 92.5, 93, 93.6, 94]})
    >>> targets = pd.DataFrame({"series": "a", "year": 2030, "operator": ">=", "target": [50, 100]})
    >>> probability(rows.assign(lower_bound=0.0, upper_bound=100.0), targets)["probability"].round(2).tolist()
    [1.0, 0.0]
    """
    rows = _checked(history, 1)
    if rows.empty or targets.empty:
        return targets.assign(probability=np.nan, probability_true=np.nan)
    few, rare = (count_projections.projected_from_counts(rows, most) for most in FEWER_THAN)
    few = few & (_long(rows) | rare)
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


@reads(history=HISTORY)
def tails(history: pd.DataFrame) -> pd.Series:
    """Probability, on its own side, of a newest figure as far from its own projection as the one that came.

    Parameters
    ----------
    history : pandas.DataFrame
        As for `project`; each series' newest figure is held against the projection from those before it.

    Returns
    -------
    pandas.Series
        By series, between 0 and about 0.5; only series that `probability` would tell something of.

    Raises
    ------
    ValueError
        As `probability`.

    Examples
    --------
    After a steady rise, its next step is nothing unusual, and a fall is:

    >>> steady = pd.DataFrame({"series": "a", "year": range(2015, 2025), "value": np.arange(60.0, 70)})
    >>> fallen = steady.assign(series="b", value=[*steady["value"][:-1], 55.0])
    >>> found = tails(pd.concat([steady, fallen]))
    >>> found["a"].item() > 0.1, found["b"].item() < 0.005
    (True, True)
    """
    rows = history.dropna(subset=["value"]).sort_values(["series", "year"])
    newest = rows.drop_duplicates("series", keep="last").set_index("series", drop=False).rename_axis(None)
    before = rows[rows.duplicated("series", keep="last")]
    newest = newest[newest["series"].isin(before["series"])]
    if newest.empty:
        return pd.Series(dtype=float)
    before = _checked(before, 1)
    few, rare = (count_projections.projected_from_counts(before, most) for most in FEWER_THAN)
    few = few & newest["numerator"].notna()[before["series"]].to_numpy() if few.any() else few
    counted = newest[newest["series"].isin(before["series"][few & (_long(before) | rare)])]
    found = [count_projections.tails(before[few], counted)] if len(counted) else []
    rest = newest[newest["series"].isin(before["series"][~few])]
    if len(rest):
        goals = rest[["series", "year"]].assign(operator="<=", target=rest["value"])
        below = _probability_of_figures(before[~few], goals)["probability"]
        found.append(below.where(below < 0.5, 1 - below))
    return pd.concat(found).dropna() if found else pd.Series(dtype=float)


def _probability_of_figures(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    panel = panels.read(rows)
    place = pd.Series(np.arange(len(panel.series)), index=panel.series)
    targets = targets[targets["series"].isin(panel.series)]
    if targets.empty:
        return targets.assign(probability=np.nan, probability_true=np.nan)
    at = targets["series"].map(place).to_numpy(int)
    step = targets["year"].to_numpy(int) - panel.last_year[at] - 1
    ahead = distribution.projected(panel, int(step.max()) + 1)
    width = targets["tolerance"].fillna(0).to_numpy(float) if "tolerance" in targets else 0.0
    operator = targets["operator"].to_numpy()
    edge = targets["target"].to_numpy(float) - np.where(operator == "around", width, 0)
    scaled = _edge(edge, operator, panel, at)
    found = {}
    for name, noise in (("probability", 0.0), ("probability_true", _noise(panel)[at])):
        below = special.ndtr(ahead.normal_deviates(scaled, at, step, noise))
        found[name] = np.where(operator == "<=", below, 1 - below)
    return targets.assign(**found)


def _edge(edge: Numbers, operator: Words, panel: Panel, at: Whole) -> Numbers:
    """Targets on their series' scale; infinite where every figure, or none, keeps the operator."""
    lower, upper, scale = panel.lower[at], panel.upper[at], panel.scale[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = scales.transformed(edge[:, None], scale, lower, upper)[:, 0]
    least = np.fmax(np.where(np.isin(scale, ["log", "root"]), 0.0, -np.inf), lower)
    at_most = np.isin(operator, ["<=", ">"])
    under = np.where(at_most, edge < least, edge <= least) | (edge <= 0) & (scale == "log")
    over = np.where(at_most, edge >= upper, edge > upper)
    return np.select([under, over], [-np.inf, np.inf], found)


def _noise(panel: Panel) -> Numbers:
    """Deviation of single figures from a straight course, half the size that their second differences show."""
    compact, _ = features.without_gaps(panel.matrix)
    result: Numbers = 0.2 * np.nanmean(np.abs(np.diff(compact, n=2, axis=1)), axis=1)
    return result


def _rows(
    panel: Panel, ahead: distribution.Distribution, levels: tuple[int, ...], true_levels: tuple[int, ...]
) -> pd.DataFrame:
    horizon = ahead.centre.shape[1]
    bounds = (panel.scale, panel.lower, panel.upper)
    found = {
        "series": np.repeat(panel.series, horizon),
        "year": (panel.last_year[:, None] + np.arange(1, horizon + 1)).ravel(),
        "value": scales.inverse(ahead.centre, *bounds).ravel(),
    }
    for level in levels:
        for side, edge in zip(("lower", "upper"), ahead.limits(level), strict=True):
            found[f"{side}_{level}"] = scales.inverse(edge, *bounds).ravel()
    noise = _noise(panel)[:, None] if true_levels else 0.0
    for level in true_levels:
        for side, edge in zip(("lower", "upper"), ahead.limits(level, noise), strict=True):
            found[f"true_{side}_{level}"] = scales.inverse(edge, *bounds).ravel()
    return pd.DataFrame(found).assign(reason="")


def _long(rows: pd.DataFrame) -> Flags:
    return (rows.groupby("series")["year"].transform("size") >= counts.LEAST_POINTS).to_numpy()


def _too_short(last: pd.Series, horizon: int, columns: pd.Index) -> pd.DataFrame:
    years = (last.to_numpy()[:, None] + np.arange(1, horizon + 1)).ravel()
    rows = pd.DataFrame({"series": np.repeat(last.index.to_numpy(), horizon), "year": years})
    return rows.reindex(columns=columns).assign(reason="too_few_points")


def _checked(history: pd.DataFrame, horizon: int) -> pd.DataFrame:
    if horizon < 1:
        raise ValueError(f"horizon {horizon!r}; expected 1 or more")
    rows = history.dropna(subset=["value"])
    value = rows["value"].to_numpy(float)
    faults: dict[str, Flags | pd.Series]
    faults = {"infinite figures": ~np.isfinite(value), "a year twice": rows.duplicated(["series", "year"])}
    for name, beyond in (("lower_bound", np.less), ("upper_bound", np.greater)):
        if name in rows:
            faults[f"figures beyond `{name}`"] = beyond(value, rows[name].to_numpy(float))
    for found, wrong in faults.items():
        if np.any(wrong):
            raise ValueError(f"{found} in series {rows['series'][np.asarray(wrong)].unique()[:5].tolist()}")
    return rows
