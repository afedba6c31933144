"""Outlook at the deadline: how likely each target will be met, and what the figure may be."""

import numpy as np
import pandas as pd

from analysis import forecasting
from analysis.forecasting import counts
from planbook.catalogue import Settings
from planbook.judge import readings, series_projections

COLUMNS = ["probability", "projected", "projected_lower", "projected_upper"]
NUMERIC = ("ceiling", "floor", "reach_and_hold", "hold", "around")


def projections(table: pd.DataFrame, made: series_projections.Projected) -> pd.DataFrame:
    """Probability of meeting the target, and the figure to be published at the deadline.

    From counts where they are filed and few, else from the yearly figures since the last break: the projection
    that every series of the place has, read at the deadline.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `target, indicator, …, rule, operator, target_value, tolerance, deadline`.
    made : series_projections.Projected
        The place's projections; of their level are the bounds.

    Returns
    -------
    pandas.DataFrame
        By target: `COLUMNS` in the target's unit. The probability is that of the level behind the figure where
        counts are few, of the figure itself elsewhere.
    """
    histories = made.histories
    names = histories.drop_duplicates("series")[[*readings.SERIES, "series"]]
    asked = table[table["rule"].isin(NUMERIC)].drop(columns="series").merge(names, on=readings.SERIES)
    if asked.empty:
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    ahead = made.rows.set_index(["series", "year"])
    at = pd.MultiIndex.from_frame(asked[["series", "deadline"]])
    bounds = [f"lower_{made.level}", f"upper_{made.level}"]
    found = ahead.reindex(at)[["value", *bounds]].set_axis(COLUMNS[1:], axis=1)
    goals = asked.assign(year=asked["deadline"], target=asked["target_value"])
    chance = forecasting.probability(histories, goals[["series", "year", "operator", "target", "tolerance"]])
    few = set(histories["series"][forecasting.projected_from_counts(histories)])
    true = asked["series"].isin(few)
    p = np.where(true, chance["probability_true"], chance["probability"])
    return found.assign(probability=p).set_index(asked["target"].to_numpy())[COLUMNS]


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
    distribution = pd.DataFrame({"kind": kind, "a": cases[known] + 0.5})
    distribution["b"] = all_[known] + np.where(kind.eq("rate"), 0.0, 0.5 - cases[known])
    limit = (table["target_value"] / table["multiplier"])[known]
    width = (table["tolerance"] / table["multiplier"])[known]
    result = np.full(len(table), np.nan)
    result[known.to_numpy()] = counts.probability_true(distribution, table["operator"][known], limit, width)
    return result
