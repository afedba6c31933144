"""How sure a verdict is: the probability of a true rate on the reported side, and the data's grade."""

import numpy as np
import pandas as pd

from analysis import rates
from analysis.forecasting import counts
from planbook.judge import outlook

SIDES = ("numerator", "denominator")


def evidence(table: pd.DataFrame, firm: float) -> np.ndarray:
    """`firm`, `uncertain`, `by_count` or `not_stated` of each verdict that was given.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `attainment` and the tier's window (`window_numerator`, `window_denominator`).
    firm : float
        Least probability on the reported side that counts as firm.

    Notes
    -----
    Under ten events a year (tier E4) three pooled years are the least, and the newest year on its own must
    not lean the other way: a worsening rate hides in the older years of its window.
    """
    judged = table["attainment"].isin(["met", "not_met"])
    probability = side_probability(table)
    rare = table["tier"].eq("E4")
    sure = (probability >= firm) & (~rare | ((table["window"] >= 3) & (_side(table, "newest") >= 0.5)))
    gap = table["gap_verdict"].fillna("") if "gap_verdict" in table else pd.Series("", index=table.index)
    return np.select(
        [
            ~judged,
            table["register"],
            gap.str.endswith("_evidence"),
            gap.str.endswith("_chance"),
            probability.isna(),
            sure,
        ],
        ["", "by_count", "firm", "uncertain", "not_stated", "firm"],
        "uncertain",
    )


def side_probability(table: pd.DataFrame) -> pd.Series:
    """P(true rate on the side the verdict says), by Jeffreys' posterior of the tier's window."""
    return _side(table, "window")


def _side(table: pd.DataFrame, span: str) -> pd.Series:
    meets = pd.Series(outlook.meets_probability(table, span), index=table.index)
    meets = meets.where(table["rule"].ne("direction"), _moved(table, span))
    meets = meets.where(table["rule"].ne("every_unit"), table["unit_probability"])
    return meets.where(table["attainment"].eq("met"), 1 - meets)


def _moved(table: pd.DataFrame, span: str) -> pd.Series:
    """P(the true rate moved since the base the way a direction asks)."""
    now, base = (
        [table[f"{span}_{side}"].astype(float) for side in SIDES],
        [table[f"baseline_{side}"] for side in SIDES],
    )
    counted = (
        (now[1] > 0) & base[1].gt(0) & table["rule"].eq("direction") & table["statistic"].isin(counts.KINDS)
    )
    below = pd.Series(np.nan, index=table.index)
    for kind in counts.KINDS:
        rows = counted & table["statistic"].eq(kind)
        below[rows] = rates.probability_below_before(*(side[rows] for side in (*now, *base)), kind=kind)
    oldest = table["year"].astype(float) - table["window"].astype(float)
    overlapping = counted & (oldest < table["baseline_year"].astype(float))
    return below.where(table["direction"].eq("down"), 1 - below).mask(overlapping, 0.5)


def data_grade(table: pd.DataFrame, year: int) -> np.ndarray:
    """A complete, B without counts, C provisional, estimated or of an earlier year, D missing."""
    weak = table["status"].isin(["P", "E"]) | (table["year"] < year)
    no_counts = table["numerator"].isna() | table["denominator"].isna()
    material = table["rule"].eq("evidence")
    return np.select([material, table["value"].isna(), weak, no_counts], ["", "D", "C", "B"], "A")
