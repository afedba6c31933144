"""The plan's arithmetic: whether each target is met, by its rule."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis import trends
from planbook.core import labels
from planbook.judge import group_gaps, outlook, readings

Verdict = tuple[np.ndarray, np.ndarray]  # attainment and the reason where it cannot be said


def attainment(
    table: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame
) -> pd.DataFrame:
    """`attainment`, `reason` and `failing_units` of every target.

    Parameters
    ----------
    table : pandas.DataFrame
        From `readings.read`.
    observations : pandas.DataFrame
        Newest observations of the place; township rows and second groups are read from it.
    year : int
        Year assessed.
    gaps : pandas.DataFrame
        From `group_gaps.newest`.
    """
    result = pd.DataFrame(
        {"attainment": "not_assessable", "reason": table["reason"], "failing_units": ""}, index=table.index
    )
    result["unit_probability"] = np.nan
    for names, rule in _RULES.items():
        rows = table[table["rule"].isin(names)]
        if len(rows):
            verdict, reason = rule(rows, observations, year, gaps)
            result.loc[rows.index, "attainment"] = verdict
            result.loc[rows.index, "reason"] = reason
    units = table[table["rule"].eq("every_unit")]
    result.loc[units.index, "failing_units"] = _failing_names(units, observations, year)
    result.loc[units.index, "unit_probability"] = _all_units(units, observations, year)
    later = (table["starts"] > year) | table["waiting"]
    result.loc[later, ["attainment", "reason"]] = ["not_due", ""]
    adjusted = table["adjusted"] & result["reason"].eq("")
    result.loc[adjusted, "reason"] = "mid_term_adjustment"
    return result


def meets(value: ArrayLike, operator: ArrayLike, target: ArrayLike, tolerance: ArrayLike) -> np.ndarray:
    """Whether figures keep an operator; the band of `around` is reached from its lower edge up.

    Examples
    --------
    >>> meets([12.0, 12.0, 43.0], ["<=", ">", "around"], [12, 12, 45], [None, None, 2]).tolist()
    [True, False, True]
    """
    value, target = np.asarray(value, float), np.asarray(target, float)
    width = np.nan_to_num(np.asarray(tolerance, float))
    operator = np.asarray(operator)
    return np.select(
        [operator == "<=", operator == ">=", operator == ">", operator == "around"],
        [value <= target, value >= target, value > target, value >= target - width],
        default=False,
    )


def _number(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    met = meets(rows["value"], rows["operator"], rows["target_value"], rows["tolerance"])
    return _said(met, rows["value"].notna(), rows["reason"])


def _direction(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    change = rows["value"] - rows["baseline"]
    sign = np.where(rows["direction"].eq("up"), 1, -1)
    broken = rows["break_since_base"].eq(True)
    same = rows["baseline_year"].eq(rows["year"])
    reason = _first_reason(
        rows["reason"],
        (rows["baseline"].isna(), "no_baseline"),
        (same, "no_later_figure"),
        (broken, "break"),
    )
    end = np.where(sign > 0, rows["upper_bound"], rows["lower_bound"])
    met = (change * sign > 0) | ((change == 0) & (rows["value"] == end))  # nothing is better than the end
    falls = rows["every_year"] & _moved_every_year(rows, observations, year)
    return _said(np.where(rows["every_year"], met & falls, met), reason.eq(""), reason)


def _moved_every_year(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.Series:
    series = rows[["target", "direction", "baseline_year", *readings.SERIES]]
    series = series.merge(readings.city_series(observations, year), on=readings.SERIES)
    series = series[series["year"] >= series["baseline_year"]].sort_values(["target", "year"])
    step = series.groupby("target")["value"].diff() * np.where(series["direction"].eq("up"), 1, -1)
    every = (step.isna() | (step > 0)).groupby(series["target"]).all()
    return rows["target"].map(every).eq(True)


def _gap(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    known = gaps.set_index(group_gaps.KEY)[["narrowing", "year", "baseline_year"]]
    found = known.reindex(pd.MultiIndex.from_frame(rows[group_gaps.KEY])).set_axis(rows.index)
    current = group_gaps.in_force(found["year"], rows["every"], year)
    lacking = (
        rows["reason"].replace("", "not_yet_in").mask(_unseen_groups(rows, observations, year), "suppressed")
    )
    reason = _first_reason(
        lacking.mask(current, ""),
        (found["baseline_year"].isna(), "no_baseline"),
        (found["narrowing"].eq("not_assessable"), "zero_group"),
    )
    return _said(found["narrowing"].eq("narrowed"), reason.eq(""), reason)


def _unseen_groups(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.Series:
    """Whether a group's figure of the year is there and not shown."""
    taken = observations[observations["reason"].eq("suppressed") & observations["year"].eq(year)]
    hidden = {
        dimension: set(taken.loc[taken[dimension].ne("_T") & taken["unit_area"].eq("_T"), "indicator"])
        for dimension in ("sex", "residence")
    }
    asked = zip(rows["dimension"], rows["indicator"], strict=True)
    return pd.Series([id in hidden.get(dimension, ()) for dimension, id in asked], index=rows.index)


def slopes(line: pd.DataFrame, base_year: float) -> tuple[float, float]:
    """Yearly change of one series up to its base year and after it; NaN where a side has too few comparable figures.

    Parameters
    ----------
    line : pandas.DataFrame
        Columns `year`, `value`, `status`; what lies before the last break does not count.
    base_year : float
        The base year that the assessment names; NaN where there is none.
    """
    if pd.isna(base_year):
        return float("nan"), float("nan")
    kept = trends.after_last_break(line.assign(series=0))
    return trends.slopes_around(kept["year"], kept["value"], at=int(base_year))


def _slope(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    series = readings.city_series(observations, year)
    changes = []
    row: Any  # of the table
    for row in rows.itertuples():
        own = series[series[readings.SERIES].eq([getattr(row, name) for name in readings.SERIES]).all(axis=1)]
        before, after = slopes(own, row.baseline_year)
        changes.append(after - before)
    change = pd.Series(changes, index=rows.index, dtype=float)
    reason = _first_reason(rows["reason"], (change.isna(), "too_few_points"))
    return _said(change.lt(0).eq(rows["direction"].eq("down")), reason.eq(""), reason)


def _every_unit(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    units = _unit_rows(rows, observations, year)
    met = rows["target"].map(units.groupby("target")["met"].all().to_dict())
    unseen = met.eq(True) & _suppressed_units(rows, observations, year)
    known = met.notna() & ~unseen
    reason = rows["reason"].mask(known, "").mask(~known & rows["reason"].eq(""), "not_yet_in")
    return _said(met.eq(True), known, reason.mask(unseen, "suppressed"))


def _suppressed_units(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.Series:
    """Whether a unit's figure is there and not shown: then nobody can be told that every unit keeps the target."""
    taken = observations[observations["reason"].eq("suppressed") & observations["year"].eq(year)]
    taken = taken.loc[taken["unit_area"].ne("_T"), readings.SERIES].drop_duplicates()
    keys = pd.MultiIndex.from_frame(rows[readings.SERIES])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(taken)), index=rows.index)


def _unit_rows(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    figures = observations[observations["unit_area"].ne("_T") & observations["year"].eq(year)]
    counted = figures[["numerator", "denominator"]].add_prefix("newest_")
    figures = figures[[*readings.SERIES, "unit_area", "value"]].join(counted).dropna(subset="value")
    names = ["target", "operator", "target_value", "tolerance", "statistic", "multiplier"]
    asked = rows[[*names, *readings.SERIES]]
    units = asked.merge(figures, on=readings.SERIES)
    met = meets(units["value"], units["operator"], units["target_value"], units["tolerance"])
    return units.assign(met=met, year=year)


def _product(chances: pd.Series) -> float:
    """The product; NaN where one is."""
    return float(np.prod(chances.to_numpy(float)))


def _all_units(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.Series:
    """P(the true rate of every unit keeps the target), the units independent; never the mean's."""
    units = _unit_rows(rows, observations, year)
    each = pd.Series(outlook.meets_probability(units, "newest"), index=units.index)
    together = each.groupby(units["target"]).agg(_product)
    return rows["target"].map(together.to_dict().get).astype(float)


def _failing_names(rows: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.Series:
    units = _unit_rows(rows, observations, year)
    failing = units[~units["met"]].groupby("target")["unit_area"].agg(labels.listing)
    return rows["target"].map(failing.to_dict().get).fillna("")


def _relative(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    others = readings.city_series(observations, year)
    others = others[others["sex"].eq("_T") & others["residence"].eq("_T") & others["age"].eq("_T")]
    keyed = others.set_index(["indicator", "year"])["value"]
    keys = pd.MultiIndex.from_frame(rows[["relative_to", "year"]].fillna({"year": 0, "relative_to": ""}))
    other = pd.Series(keyed.reindex(keys).to_numpy(), index=rows.index)
    near = (rows["value"] - other).abs() <= rows["tolerance"].fillna(0)
    met = np.where(rows["operator"].eq("around"), near, meets(rows["value"], rows["operator"], other, 0))
    reason = rows["reason"].mask(rows["reason"].eq("") & other.isna(), "not_yet_in")
    return _said(met, reason.eq(""), reason)


def _evidence(rows: pd.DataFrame, observations: pd.DataFrame, year: int, gaps: pd.DataFrame) -> Verdict:
    return np.full(len(rows), "not_assessable"), rows["reason"].to_numpy()


def _first_reason(given: pd.Series, *cases: tuple[pd.Series, str]) -> pd.Series:
    reason = given
    for applies, code in cases:
        reason = reason.mask(reason.eq("") & applies, code)
    return reason


def _said(met: ArrayLike, known: ArrayLike, reason: ArrayLike) -> Verdict:
    known = np.asarray(known, bool)
    verdict = np.where(known, np.where(np.asarray(met, bool), "met", "not_met"), "not_assessable")
    return verdict, np.where(known, "", np.asarray(reason))


_RULES: dict[tuple[str, ...], Callable[[pd.DataFrame, pd.DataFrame, int, pd.DataFrame], Verdict]] = {
    ("ceiling", "floor", "reach_and_hold", "hold", "around"): _number,
    ("direction",): _direction,
    ("gap_narrows",): _gap,
    ("slope",): _slope,
    ("every_unit",): _every_unit,
    ("relative",): _relative,
    ("evidence",): _evidence,
}
