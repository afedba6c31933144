"""Outlook at the deadline: how likely each target will be met, and what the figure may be."""

import numpy as np
import pandas as pd

from analysis import forecasting
from analysis.catalogue import Settings
from analysis.forecasting import counts
from analysis.indicators import trends

COLUMNS = ["probability", "projected", "projected_lower", "projected_upper"]
NUMERIC = ("ceiling", "floor", "reach_and_hold", "hold", "around")


def projections(
    table: pd.DataFrame, series: pd.DataFrame, history: pd.DataFrame, level: float
) -> pd.DataFrame:
    """Probability of meeting the target, and the figure to be published at the deadline.

    From counts where they are filed, else from the yearly figures since the last break.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `target, series, rule, operator, target_value, tolerance, multiplier, deadline`.
    series : pandas.DataFrame
        From `readings.of_targets`.
    history : pandas.DataFrame
        Their counts, from `readings.history`.
    level : float
        Level of the prediction interval.

    Returns
    -------
    pandas.DataFrame
        By target: `COLUMNS` in the target's unit.
    """
    asked = table[table["rule"].isin(NUMERIC) & table["series"].isin(history["series"])]
    parts = [
        _at(deadline, rows, history[history["series"].isin(rows["series"])], level)
        for deadline, rows in asked.groupby("deadline")
    ]
    others = table[
        table["rule"].isin(NUMERIC) & ~table["series"].isin(history["series"]) & table["body"].eq("")
    ]
    parts += [_from_figures(others, series, level)] if len(others) else []
    return pd.concat(parts) if parts else pd.DataFrame(columns=COLUMNS, dtype=float)


def _from_figures(rows: pd.DataFrame, series: pd.DataFrame, level: float) -> pd.DataFrame:
    """Projected figure of the deadline year from the yearly figures; NaN with fewer than four."""
    kept = trends.after_last_break(series[series["series"].isin(rows["series"])])
    names = rows.set_index("series")
    known = kept[["series", "year", "value"]].join(names[["lower_bound", "upper_bound"]], on="series")
    if known.empty:
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    share = round(100 * level)
    horizon = int((names["deadline"] - known.groupby("series")["year"].max()).max())
    made = forecasting.project(known, max(horizon, 1), levels=(share,)).set_index(["series", "year"])
    at = pd.MultiIndex.from_arrays([rows["series"], rows["deadline"]])
    found = made.reindex(at)[["value", f"lower_{share}", f"upper_{share}"]].set_axis(COLUMNS[1:], axis=1)
    asked = rows.assign(year=rows["deadline"], target=rows["target_value"])
    chance = forecasting.probability(known, asked[["series", "year", "operator", "target", "tolerance"]])
    return found.assign(probability=chance["probability"].to_numpy()).set_index(rows["target"].to_numpy())


def _at(deadline: int, rows: pd.DataFrame, history: pd.DataFrame, level: float) -> pd.DataFrame:
    history = history[history["year"] <= deadline]
    rows = rows.set_index("series")
    rows = rows[rows.index.isin(history["series"])]
    law = counts.posterior(history, int(deadline)).loc[rows.index]
    exposure = counts.exposure_ahead(history, int(deadline)).loc[rows.index]
    limit, width = rows["target_value"] / rows["multiplier"], rows["tolerance"] / rows["multiplier"]
    found = counts.interval(law, exposure.to_numpy(), level=level).mul(rows["multiplier"], axis=0)
    found.columns = COLUMNS[1:]
    found["probability"] = counts.probability_true(law, rows["operator"], limit, width)
    return found.set_index(rows["target"])


def outlook(table: pd.DataFrame, settings: Settings, year: int) -> np.ndarray:
    """`likely`, `leaning_yes`, `open`, `leaning_no`, `unlikely` or `no_forecast` of each target.

    Under ten events a year (tier E4) there is no leaning: the pooled probability says likely or unlikely,
    unlikely from three pooled years on, likely only where the newest year does not lean the other way.
    Once the deadline has come there is nothing to look out for.
    """
    p, rare = table["probability"], table["tier"].eq("E4")
    likely, leaning = settings.likely_probability, settings.leaning_probability
    favourable = ~rare | (newest_side(table) >= 0.5)
    code = np.select(
        [
            table["rule"].eq("evidence") | (table["deadline"] <= year),
            p.isna(),
            (p >= likely) & favourable,
            (p <= 1 - likely) & (~rare | (table["window"] >= 3)),
            ~rare & (p >= leaning),
            ~rare & (p <= 1 - leaning),
        ],
        ["", "no_forecast", "likely", "unlikely", "leaning_yes", "leaning_no"],
        "open",
    )
    return code


def newest_side(table: pd.DataFrame) -> np.ndarray:
    """Probability that the true rate keeps the target, by Jeffreys' posterior of the newest year alone."""
    return meets_probability(table, "newest")


def meets_probability(table: pd.DataFrame, span: str) -> np.ndarray:
    """P(true rate keeps the target) by Jeffreys' posterior of the `window` or the `newest` year."""
    cases, all_ = table[f"{span}_numerator"].astype(float), table[f"{span}_denominator"].astype(float)
    known = all_.gt(0) & table["target_value"].notna() & table["statistic"].isin(counts.KINDS)
    kind = table["statistic"][known]
    law = pd.DataFrame({"kind": kind, "a": cases[known] + 0.5})
    law["b"] = all_[known] + np.where(kind.eq("rate"), 0.0, 0.5 - cases[known])
    limit = (table["target_value"] / table["multiplier"])[known]
    width = (table["tolerance"] / table["multiplier"])[known]
    result = np.full(len(table), np.nan)
    result[known.to_numpy()] = counts.probability_true(law, table["operator"][known], limit, width)
    return result
