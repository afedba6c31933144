"""How sure a verdict is: the probability of a true rate on the reported side, and the data's grade."""

import numpy as np
import pandas as pd

from analysis.forecasting import counts
from planbook.catalogue import Settings
from planbook.judge import few_events, outlook, significance

SIDES = ("numerator", "denominator")


def evidence(table: pd.DataFrame, settings: Settings) -> np.ndarray:
    """`firm`, `uncertain`, `by_count` or `not_stated` of each verdict that was given.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `attainment`, `gap_verdict`, the tier's window (`window_numerator`, `window_denominator`) and the
        counts of the newest and the base year.
    settings : Settings
        Least probability on the reported side that counts as firm; what is material.

    Notes
    -----
    A level is firm where its probability in the tier's window is; under ten events a year (tier E4) three pooled
    years are the least, and the newest year on its own must not lean the other way: a worsening rate hides in the
    older years of its window. A figure without counts of its own has none of older years'. A direction is firm where
    the change from the base goes the way that its verdict says and is beyond chance; of a full register, where it is
    material. A gap of fewer than ten events in all is uncertain.
    """
    judged = table["attainment"].isin(["met", "not_met"])
    direction = table["rule"].eq("direction")
    probability = side_probability(table)
    rare = table["tier"].eq("E4") & table["rule"].ne("every_unit")  # the tier is the whole place's
    level = (probability >= settings.firm_probability) & (
        ~rare | ((table["window"] >= 3) & (_side(table, "newest") >= 0.5))
    )
    change = _said_change(table)
    matters = significance.material(
        table["value"] - table["baseline"], table["baseline"], table["unit"], settings
    )
    gap = table["gap_verdict"].fillna("") if "gap_verdict" in table else pd.Series("", index=table.index)
    cases = (  # the first that applies
        (~judged, ""),
        (table["register"] & (~direction | change & matters | _kept_at_its_limit(table)), "by_count"),
        (table["register"], "uncertain"),
        (table["rule"].eq("gap_narrows") & few_events.few_of(table), "uncertain"),
        (gap.str.endswith("_evidence"), "firm"),
        (gap.str.endswith("_chance"), "uncertain"),
        (direction & ~_counted(table), "not_stated"),
        (direction & change & ~_by_chance(table), "firm"),
        (direction, "uncertain"),
        (probability.isna(), "not_stated"),
        (level, "firm"),
    )
    return np.select([applies for applies, _ in cases], [code for _, code in cases], "uncertain")


def _said_change(table: pd.DataFrame) -> pd.Series:
    """Whether a figure moved from its base the way that the verdict of its direction says."""
    asked = np.where(table["direction"].eq("up"), 1, -1)
    towards = (table["value"] - table["baseline"]) * asked
    return pd.Series(np.where(table["attainment"].eq("met"), towards > 0, towards < 0), index=table.index)


def _kept_at_its_limit(table: pd.DataFrame) -> pd.Series:
    """Whether a figure is where it was, and nothing better is possible."""
    end = table["upper_bound"].where(table["direction"].eq("up"), table["lower_bound"])
    return table["value"].eq(table["baseline"]) & table["value"].eq(end)


def _counted(table: pd.DataFrame) -> pd.Series:
    """Whether the figure and its base both have counts that chance can move."""
    sides = table[["denominator", "baseline_denominator"]].astype(float).gt(0).all(axis=1)
    cases = table[["numerator", "baseline_numerator"]].notna().all(axis=1)
    return sides & cases & table["statistic"].isin(counts.KINDS)


def _by_chance(table: pd.DataFrame) -> pd.Series:
    """Whether the change from the base may be chance, by the rule that sentences follow."""
    found = pd.Series(False, index=table.index)
    for kind in counts.KINDS:
        rows = table[table["rule"].eq("direction") & table["statistic"].eq(kind)]
        base = [f"baseline_{side}" for side in SIDES]
        found[rows.index] = significance.by_chance(kind, rows[list(SIDES)], rows[base])
    return found


def side_probability(table: pd.DataFrame) -> pd.Series:
    """P(true rate on the side the verdict says), by Jeffreys' posterior of the tier's window; NaN of directions."""
    return _side(table, "window")


def _side(table: pd.DataFrame, span: str) -> pd.Series:
    meets = pd.Series(outlook.meets_probability(table, span), index=table.index)
    meets = meets.where(table[list(SIDES)].notna().all(axis=1))
    meets = meets.where(table["rule"].ne("every_unit"), table["unit_probability"])
    return meets.where(table["attainment"].eq("met"), 1 - meets)


def data_grade(table: pd.DataFrame, year: int) -> np.ndarray:
    """A complete, B without counts, C provisional, estimated or of an earlier year, D missing."""
    weak = table["status"].isin(["P", "E"]) | (table["year"] < year)
    no_counts = table["numerator"].isna() | table["denominator"].isna()
    material = table["rule"].eq("evidence")
    return np.select([material, table["value"].isna(), weak, no_counts], ["", "D", "C", "B"], "A")
