"""How other systems would call the same figures: for comparison only, blank where meaningless."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

COLUMNS = [
    *("ratio", "ratio_status", "unsd_ratio", "unsd_score", "current_status_index", "anticipated_index"),
    *("anticipated_status", "healthy_people", "healthy_people_status", "attained"),
]
LEAST_BASE_COUNT = 10


def table(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Reference methods of every numeric target with a figure.

    Parameters
    ----------
    assessment : pandas.DataFrame
        Targets with `target, series, operator, target_value, baseline_year, baseline, year, value, deadline` and
        `base_count` (NaN where none is filed).
    series : pandas.DataFrame
        `series, year, value` of the targets' series.

    Returns
    -------
    pandas.DataFrame
        `target` and `COLUMNS`. Blank with a zero base, a base count under ten, one year, `around`, or a
        base that already kept the target.
    """
    rows = assessment[assessment["target_value"].notna() & assessment["operator"].ne("around")]
    rows = rows.dropna(subset="value")
    base, now, aim = (rows[name].to_numpy(float) for name in ("baseline", "value", "target_value"))
    direction = np.where(rows["operator"].eq("<="), -1, 1)
    begun = rows["baseline_year"].astype(float)
    elapsed = (rows["year"].astype(float) - begun).where(lambda years: years > 0).to_numpy()
    total = (rows["deadline"] - begun).to_numpy()
    usable = (
        (base != 0)
        & ~np.isnan(elapsed)
        & (direction * (aim - base) > 0)
        & ~(rows["base_count"] < LEAST_BASE_COUNT).to_numpy()
    )
    ratio = np.where(usable, progress_ratio(base, now, aim, elapsed, total, direction), np.nan)
    extrapolated = np.where(usable, unsd_ratio(base, now, aim, elapsed, total), np.nan)
    met = direction * (now - aim) >= 0
    current = np.where(usable, current_status_index(base, now, aim, direction), np.nan)
    ahead = np.where(usable, anticipated_index(rows, series, base, aim), np.nan)
    part = 10 * current
    found = {
        "ratio": ratio,
        "ratio_status": progress_status(ratio, met),
        "unsd_ratio": extrapolated,
        "unsd_score": unsd_score(extrapolated, met & usable),
        "current_status_index": current,
        "anticipated_index": ahead,
        "anticipated_status": _anticipated_status(ahead),
        "healthy_people": part,
        "healthy_people_status": healthy_people_status(base, now, aim, usable),
        "attained": attained(now, aim, direction),
    }
    return rows[["target"]].reset_index(drop=True).join(pd.DataFrame(found))


def progress_ratio(
    base: ArrayLike,
    now: ArrayLike,
    aim: ArrayLike,
    elapsed: ArrayLike,
    total: ArrayLike,
    direction: ArrayLike,
) -> np.ndarray:
    """Actual over required growth a year (Eurostat, Statistics Canada); NaN with a base of zero.

    Examples
    --------
    >>> progress_ratio([100.0], [80.0], [60.0], [7], [15], [-1]).round(4).tolist()
    [0.9371]
    """
    base, now, aim = (np.asarray(values, float) for values in (base, now, aim))
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.where(base > 0, base, np.nan)
        actual = (now / start) ** (1 / np.asarray(elapsed, float)) - 1
        required = (aim / start) ** (1 / np.asarray(total, float)) - 1
        return np.asarray(direction) * actual / np.abs(required)


def progress_status(ratio: ArrayLike, met: ArrayLike) -> np.ndarray:
    """Classes of the ratio at .95, .60 and 0."""
    ratio = np.asarray(ratio, float)
    names = ["", "target_achieved", "significant_progress", "moderate_progress", "limited_progress"]
    cases = [np.isnan(ratio), np.asarray(met, bool), ratio >= 0.95, ratio >= 0.6, ratio >= 0]
    return np.select(cases, names, "deterioration")


def unsd_ratio(
    base: ArrayLike, now: ArrayLike, aim: ArrayLike, elapsed: ArrayLike, total: ArrayLike
) -> np.ndarray:
    """Extrapolated over required distance (UNSD Progress Chart 2023).

    Examples
    --------
    >>> unsd_ratio([80.0], [85.0], [95.0], [5], [10]).round(4).tolist()
    [0.6875]
    """
    base, now, aim = (np.asarray(values, float) for values in (base, now, aim))
    with np.errstate(divide="ignore", invalid="ignore"):
        start = np.where(base > 0, base, np.nan)
        ahead = now * (now / start) ** ((np.asarray(total) - np.asarray(elapsed)) / np.asarray(elapsed))
        return (ahead - base) / (aim - base)


def unsd_score(ratio: ArrayLike, met: ArrayLike) -> np.ndarray:
    """4 met, 3 on track (.95), 2 fair but to accelerate (.10), 1 stagnation or regression; NaN unknown."""
    ratio = np.asarray(ratio, float)
    score = np.select([ratio >= 0.95, ratio >= 0.1], [3.0, 2.0], 1.0)
    return np.where(np.asarray(met, bool), 4.0, np.where(np.isnan(ratio), np.nan, score))


def current_status_index(base: ArrayLike, now: ArrayLike, aim: ArrayLike, direction: ArrayLike) -> np.ndarray:
    """ESCAP's current status index, 0 at the base to 10 at the target.

    Examples
    --------
    >>> current_status_index([80.0, 30.0], [85.0, 24.0], [95.0, 20.0], [1, -1]).round(4).tolist()
    [3.3333, 6.0]
    """
    base, now, aim = (np.asarray(values, float) for values in (base, now, aim))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 10 * np.asarray(direction) * (now - base) / np.abs(aim - base)


def anticipated_index(
    rows: pd.DataFrame, series: pd.DataFrame, base: np.ndarray, aim: np.ndarray
) -> np.ndarray:
    """ESCAP's anticipated progress index: gap left at the deadline by a time-weighted line, per cent."""
    predicted = _weighted_line(rows, series)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(rows["operator"].eq("<="), predicted - aim, aim - predicted)
        return 100 * np.maximum(left, 0) / np.abs(aim - base)


def _weighted_line(rows: pd.DataFrame, series: pd.DataFrame) -> np.ndarray:
    points = series[series["series"].isin(rows["series"])].copy()
    points["weight"] = points["year"] - points.groupby("series")["year"].transform("min") + 1.0
    w, x, y = points["weight"], points["year"] - 2020.0, points["value"]
    parts = pd.DataFrame({"w": w, "wx": w * x, "wxx": w * x * x, "wy": w * y, "wxy": w * x * y})
    sums = parts.groupby(points["series"]).sum().reindex(rows["series"])
    size = sums["w"] * sums["wxx"] - sums["wx"] ** 2
    slope = (sums["w"] * sums["wxy"] - sums["wx"] * sums["wy"]) / size.where(size > 0)
    level = (sums["wy"] - slope * sums["wx"]) / sums["w"]
    return (level + slope * (rows["deadline"].to_numpy(float) - 2020)).to_numpy()


def _anticipated_status(index: ArrayLike) -> np.ndarray:
    index = np.asarray(index, float)
    return np.select([np.isnan(index), index <= 10, index <= 100], ["", "maintain", "accelerate"], "reverse")


def healthy_people_status(base: ArrayLike, now: ArrayLike, aim: ArrayLike, usable: ArrayLike) -> np.ndarray:
    """Healthy People's classes without standard errors: 10 % of the targeted change, or of the base.

    Examples
    --------
    >>> healthy_people_status([30.0, 30.0], [29.5, 33.5], [20.0, 20.0], [True, True]).tolist()
    ['little_change', 'getting_worse']
    """
    base, now, aim = (np.asarray(values, float) for values in (base, now, aim))
    with np.errstate(divide="ignore", invalid="ignore"):
        part, away = (now - base) / (aim - base), np.abs(now - base) / np.abs(base)
    cases = [~np.asarray(usable, bool), part >= 1, part >= 0.1, part >= 0, away < 0.1]
    return np.select(
        cases, ["", "met_or_exceeded", "improving", "little_change", "little_change"], "getting_worse"
    )


def attained(now: ArrayLike, aim: ArrayLike, direction: ArrayLike) -> np.ndarray:
    """实现程度: figure over target, or target over figure where lower is better, at most 100.

    Examples
    --------
    >>> attained([85.0, 20.0, 98.0], [95.0, 12.0, 95.0], [1, -1, 1]).round(4).tolist()
    [89.4737, 60.0, 100.0]
    """
    now, aim = np.asarray(now, float), np.asarray(aim, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(np.asarray(direction) > 0, now / aim, aim / np.where(now > 0, now, np.nan))
    return np.minimum(100 * share, 100)
