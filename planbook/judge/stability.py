"""Stability: whether the newest figure lies within what chance explains, and whether a series drifts."""

from typing import Any

import numpy as np
import pandas as pd

from analysis import trends
from analysis.forecasting import counts
from planbook.catalogue import Settings
from planbook.judge import significance

LEAST_BEFORE = 3  # years before the newest that its prediction needs
LEAST_PROCESS = 6  # figures before the newest that process limits need
POINTS = 5  # years of the drift test


def stability(
    table: pd.DataFrame, series: pd.DataFrame, history: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """The newest figure against the years before it.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with figure, statistic, unit, multiplier.
    series : pandas.DataFrame
        Figures of the targets' series up to the year assessed: `series, year, value, status`.
    history : pandas.DataFrame
        Their counts since the last break, from `readings.history`.
    settings : Settings
        Tail probability and what is material.

    Returns
    -------
    pandas.DataFrame
        By row of `table`: `stability` (`within_chance, beyond_chance, break, not_assessable`), `tail`
        (probability of so extreme a figure on its side), `jump` (newest less the year before), `material`.

    Notes
    -----
    With counts: the predictive distribution of the earlier years' pooled or trended rate. Without:
    natural process limits of the yearly changes.
    """
    newest = _newest(series)
    result = table[["series"]].join(newest, on="series")
    tails = _tails(history)
    result["tail"] = result["series"].map(tails)
    beyond = (result["tail"] <= settings.beyond_chance) | (result["tail"].isna() & result["outside"].eq(True))
    assessable = result["tail"].notna() | result["outside"].notna()
    code = np.select(
        [result["broken"].eq(True), beyond, assessable],
        ["break", "beyond_chance", "within_chance"],
        "not_assessable",
    )
    material = significance.material(result["jump"], result["before"], table["unit"], settings)
    index = table.index
    return pd.DataFrame(
        {
            "stability": code,
            "tail": result["tail"].to_numpy(),
            "jump": result["jump"].to_numpy(),
            "material": material,
        },
        index=index,
    )


def _newest(series: pd.DataFrame) -> pd.DataFrame:
    rows = series.sort_values(["series", "year"])
    last = rows.drop_duplicates("series", keep="last").set_index("series")
    kept = trends.after_last_break(rows)
    step = kept.groupby("series")["value"].diff()
    consecutive = kept.groupby("series")["year"].diff().eq(1)
    kept = kept.assign(jump=step.where(consecutive))
    jump = kept.drop_duplicates("series", keep="last").set_index("series")["jump"]
    return pd.DataFrame(
        {"broken": last["status"].eq("B"), "jump": jump, "before": last["value"] - jump}
    ).join(_outside(kept))


def _outside(kept: pd.DataFrame) -> pd.Series:
    """Whether the newest yearly change leaves the process limits of the changes before it."""
    size, order = kept.groupby("series")["jump"].transform("size"), kept.groupby("series").cumcount()
    gaps = kept["jump"].isna() & (order > 0)
    usable = (size > LEAST_PROCESS) & ~gaps.groupby(kept["series"]).transform("any") & (order > 0)
    newest = usable & (order == size - 1)
    before = kept[usable & ~newest].rename(columns={"jump": "value", "value": "level"})
    limits = trends.process_limits(before[["series", "value"]])
    last = kept[newest].set_index("series")["jump"]
    limits = limits.reindex(last.index)
    return ((last < limits["lower"]) | (last > limits["upper"])).rename("outside").astype(object)


def _tails(history: pd.DataFrame) -> pd.Series:
    """Probability of a count as extreme as the newest, on its side, foretold from the years before."""
    rows = history.sort_values(["series", "year"])
    last = rows.drop_duplicates("series", keep="last")
    before = rows.drop(last.index)
    before = before[
        before["series"].isin(before["series"].value_counts().loc[lambda n: n >= LEAST_BEFORE].index)
    ]
    last = last[last["series"].isin(before["series"])].set_index("series")
    parts = [_tail(year, own, before) for year, own in last.groupby("year")]
    return pd.concat(parts) if parts else pd.Series(dtype=float)


def _tail(year: Any, last: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    distribution = counts.posterior(before[before["series"].isin(last.index)], int(year)).loc[last.index]
    low, high = counts.tails(distribution, last["numerator"].to_numpy(), last["denominator"].to_numpy())
    return pd.Series(np.minimum(low, high), index=last.index)


def drift(table: pd.DataFrame, history: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Slope of the last five years' counts with its test.

    Returns
    -------
    pandas.DataFrame
        By series: `slope` a year in the target's unit, `drifting` (chance below the setting, the sign kept
        when any one year is left out), `drift_material` (over the five years).
    """
    from scipy.special import chdtrc

    parts = [_slopes(kind, history[history["kind"].eq(kind)]) for kind in counts.KINDS]
    found = pd.concat(parts)
    rows = table[["series", "multiplier", "unit", "value"]].merge(found, left_on="series", right_index=True)
    rows["slope"] *= rows["multiplier"]
    rows["drifting"] = rows["sign_stable"].eq(True) & (
        chdtrc(1, rows["chi2"].astype(float)) <= settings.drift
    )
    move = rows["slope"] * (POINTS - 1)
    rows["drift_material"] = significance.material(move, rows["value"] - move, rows["unit"], settings)
    return rows.set_index("series")[["slope", "drifting", "drift_material"]]


def _slopes(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    age = rows.groupby("series")["year"].transform("max") - rows["year"]
    rows = rows.assign(age=age)[age < POINTS]
    full = rows.groupby("series")["age"].transform("size").eq(POINTS)
    wide = {
        n: rows[full].pivot_table(index="series", columns="age", values=n)
        for n in ("numerator", "denominator")
    }
    index = wide["numerator"].index
    if index.empty:
        return pd.DataFrame(columns=["slope", "chi2", "sign_stable", "significant"])
    cases, all_ = (wide[name].to_numpy(float)[:, ::-1] for name in ("numerator", "denominator"))
    if kind == "proportion":
        found = trends.recent_trend_of_shares(cases, all_)
    else:
        whole = cases.sum(axis=1, keepdims=True) / all_.sum(axis=1, keepdims=True)
        found = trends.recent_trend(cases / all_, all_ / np.where(whole > 0, whole, np.nan))
    return found.set_index(index)
