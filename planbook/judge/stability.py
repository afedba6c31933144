"""Stability: whether the newest figure lies within what chance explains, and whether a series drifts."""

import numpy as np
import pandas as pd

from analysis import trends
from analysis.forecasting import counts
from planbook.catalogue import Settings
from planbook.judge import significance

POINTS = 5  # years of the drift test
COLUMNS = ["slope", "sign_stable", "p"]


def stability(
    table: pd.DataFrame, series: pd.DataFrame, tails: pd.Series, settings: Settings
) -> pd.DataFrame:
    """The newest figure against its own projection from the years before it.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with figure, statistic, unit, multiplier.
    series : pandas.DataFrame
        Figures of the targets' series up to the year assessed: `series, year, value, status`.
    tails : pandas.Series
        By row of `table`: probability of so extreme a newest figure on its side, of `series_projections.tails`: a
        steady course goes on in it, so that its next step is no jump.
    settings : Settings
        Tail probability and what is material.

    Returns
    -------
    pandas.DataFrame
        By row of `table`: `stability` (`within_chance, beyond_chance, break, not_assessable`), `tail`, `jump` (newest
        less the year before), `material`.
    """
    result = table[["series"]].join(_newest(series), on="series")
    broken = result["broken"].eq(True)
    code = np.select(
        [broken, tails <= settings.beyond_chance, tails.notna()],
        ["break", "beyond_chance", "within_chance"],
        "not_assessable",
    )
    material = significance.material(result["jump"], result["before"], table["unit"], settings)
    found = {"stability": code, "tail": tails.mask(broken), "jump": result["jump"], "material": material}
    return pd.DataFrame(found, index=table.index)


def _newest(series: pd.DataFrame) -> pd.DataFrame:
    rows = series.sort_values(["series", "year"])
    last = rows.drop_duplicates("series", keep="last").set_index("series")
    kept = trends.after_last_break(rows)
    step = kept.groupby("series")["value"].diff()
    consecutive = kept.groupby("series")["year"].diff().eq(1)
    kept = kept.assign(jump=step.where(consecutive))
    jump = kept.drop_duplicates("series", keep="last").set_index("series")["jump"]
    return pd.DataFrame({"broken": last["status"].eq("B"), "jump": jump, "before": last["value"] - jump})


def drift(
    table: pd.DataFrame, series: pd.DataFrame, history: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Slope of the last five years with its test: of counts where chance moves them, else of the figures.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `series, multiplier, unit, value`.
    series : pandas.DataFrame
        As for `stability`.
    history : pandas.DataFrame
        Counts since the last break, from `readings.history`: none of full registers.
    settings : Settings
        Probability by chance alone, and what is material.

    Returns
    -------
    pandas.DataFrame
        By series: `slope` a year in the target's unit, `drifting` (chance below the setting, the sign kept
        when any one year is left out), `drift_material` (over the five years).
    """
    from scipy.special import chdtrc

    parts = [_slopes(kind, history[history["kind"].eq(kind)]) for kind in counts.KINDS]
    counted = pd.concat(parts).assign(p=lambda rows: chdtrc(1, rows["chi2"].astype(float)))
    counted["slope"] *= (
        table.drop_duplicates("series").set_index("series")["multiplier"].reindex(counted.index)
    )
    known = trends.after_last_break(series.dropna(subset=["value"]))
    figures = _courses(known[~known["series"].isin(history["series"])])
    found = pd.concat([counted[COLUMNS], figures[COLUMNS]])
    rows = table[["series", "unit", "value"]].merge(found, left_on="series", right_index=True)
    rows["drifting"] = rows["sign_stable"].eq(True) & (rows["p"].astype(float) <= settings.drift)
    move = rows["slope"].astype(float) * (POINTS - 1)
    rows["drift_material"] = significance.material(move, rows["value"] - move, rows["unit"], settings)
    return rows.set_index("series")[["slope", "drifting", "drift_material"]]


def _courses(rows: pd.DataFrame) -> pd.DataFrame:
    """Slopes of the last consecutive figures of series without counts that chance moves."""
    wide = _last_years(rows, "value")
    if wide.empty:
        return pd.DataFrame(columns=COLUMNS)
    return trends.recent_course(wide.to_numpy(float)).set_index(wide.index)


def _last_years(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """A column of the last years side by side, oldest first, of series that have them all."""
    age = rows.groupby("series")["year"].transform("max") - rows["year"]
    rows = rows.assign(age=age)[age < POINTS]
    full = rows.groupby("series")["age"].transform("size").eq(POINTS)
    return rows[full].pivot_table(index="series", columns="age", values=name).iloc[:, ::-1]


def _slopes(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    wide = [_last_years(rows, name) for name in ("numerator", "denominator")]
    index = wide[0].index
    if index.empty:
        return pd.DataFrame(columns=["slope", "chi2", "sign_stable", "significant"])
    cases, all_ = (one.to_numpy(float) for one in wide)
    if kind == "proportion":
        found = trends.recent_trend_of_shares(cases, all_)
    else:
        whole = cases.sum(axis=1, keepdims=True) / all_.sum(axis=1, keepdims=True)
        found = trends.recent_trend(cases / all_, all_ / np.where(whole > 0, whole, np.nan))
    return found.set_index(index)
