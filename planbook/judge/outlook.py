"""Outlook at the deadline: how likely each target will be met, and what the figure may be."""

import numpy as np
import pandas as pd

from analysis import forecasting
from analysis.forecasting import coherence, counts
from planbook.catalogue import Settings
from planbook.judge import readings, series_projections

COLUMNS = ["probability", "probability_level", "projected", "projected_lower", "projected_upper"]
POINTS = ["lower_95", "lower_80", "value", "upper_80", "upper_95"]
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
        The place's projections.

    Returns
    -------
    pandas.DataFrame
        By target: `COLUMNS` in the target's unit: the probability that the published figure meets the target, and
        that the level behind it does; the figure, and its 80 % range in the distribution of the first probability.
    """
    histories = made.histories
    names = histories.drop_duplicates("series")[[*readings.SERIES, "series"]]
    asked = table[table["rule"].isin(NUMERIC)].drop(columns="series").merge(names, on=readings.SERIES)
    if asked.empty:
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    at = pd.MultiIndex.from_frame(asked[["series", "deadline"]])
    moved, raw = (table.set_index(["series", "year"]).reindex(at) for table in (made.rows, made.raw))
    points = [table[POINTS].to_numpy(float) for table in (moved, raw)]
    edge = np.where(asked["operator"].eq("around"), asked["tolerance"].fillna(0), 0.0)
    target = coherence.before(asked["target_value"].to_numpy(float) - edge, *points) + edge
    goals = asked.assign(year=asked["deadline"], target=target)
    chance = forecasting.probability(histories, goals[["series", "year", "operator", "target", "tolerance"]])
    found = moved[["value", "lower_80", "upper_80"]].set_axis(COLUMNS[2:], axis=1)
    found.insert(0, "probability_level", chance["probability_true"].to_numpy())
    found.insert(0, "probability", chance["probability"].to_numpy())
    return found.set_index(asked["target"].to_numpy())


def outlook(table: pd.DataFrame, settings: Settings, year: int) -> np.ndarray:
    """`likely`, `leaning_yes`, `open`, `leaning_no`, `unlikely` or `no_forecast` of each target.

    By `decisive` probability. Under ten events a year (tier E4) nothing is said before three years can be pooled, what is
    favourable only where the pooled years are firmly on that side (of a rate that stays where it is, one in eight would
    else be called so) and the newest year does not lean the other way (of one that rises by half, one in thirty). Once
    the deadline has come there is nothing to look out for.
    """
    p, rare = decisive(table), table["tier"].eq("E4")
    likely, leaning = settings.likely_probability, settings.leaning_probability
    enough = ~rare | (table["window"] >= 3)
    firm = (meets_probability(table, "window") >= settings.firm_probability) & (newest_side(table) >= 0.5)
    favourable = enough & (~rare | firm)
    code = np.select(
        [
            table["rule"].eq("evidence") | (table["deadline"] <= year),
            p.isna(),
            (p >= likely) & favourable,
            (p <= 1 - likely) & enough,
            (p >= leaning) & favourable,
            (p <= 1 - leaning) & enough,
        ],
        ["", "no_forecast", "likely", "unlikely", "leaning_yes", "leaning_no"],
        "open",
    )
    return code


def decisive(table: pd.DataFrame) -> pd.Series:
    """Probability that outlooks follow: of the published figure; under ten events a year, of the level behind it."""
    return table["probability"].mask(table["tier"].eq("E4"), table["probability_level"])


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
