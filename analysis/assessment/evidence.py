"""How sure a verdict is: the probability of a true rate on the reported side, and the data's grade."""

import numpy as np
import pandas as pd

from analysis.indicators import rates


def evidence(table: pd.DataFrame, firm: float) -> np.ndarray:
    """`firm`, `uncertain`, `by_count` or `not_stated` of each verdict that was given.

    Parameters
    ----------
    table : pandas.DataFrame
        Targets with `attainment` and the tier's window (`window_numerator`, `window_denominator`).
    firm : float
        Least probability on the reported side that counts as firm.
    """
    judged = table["attainment"].isin(["met", "not_met"])
    probability = side_probability(table)
    sure = probability >= firm
    pooled_too_short = table["tier"].eq("E4") & (table["window"] < 3)
    return np.select(
        [~judged, table["register"], probability.isna(), sure & ~pooled_too_short],
        ["", "by_count", "not_stated", "firm"],
        "uncertain",
    )


def side_probability(table: pd.DataFrame) -> pd.Series:
    """P(true rate on the side the verdict says), by Jeffreys' posterior of the tier's window."""
    below = pd.Series(np.nan, index=table.index)
    counted = table["window_denominator"].gt(0) & table["target_value"].notna()
    limit = (table["target_value"] - table["tolerance"].fillna(0)) / table["multiplier"]
    for statistic, method in (
        ("rate", rates.probability_below),
        ("proportion", rates.share_probability_below),
    ):
        rows = table[counted & table["statistic"].eq(statistic)]
        below[rows.index] = method(rows["window_numerator"], rows["window_denominator"], limit[rows.index])
    meets = below.where(table["operator"].eq("<="), 1 - below)
    return meets.where(table["attainment"].eq("met"), 1 - meets)


def data_grade(table: pd.DataFrame, year: int) -> np.ndarray:
    """A complete, B without counts, C provisional, estimated or of an earlier year, D missing."""
    weak = table["status"].isin(["P", "E"]) | (table["year"] < year)
    no_counts = table["numerator"].isna() | table["denominator"].isna()
    material = table["rule"].eq("evidence")
    return np.select([material, table["value"].isna(), weak, no_counts], ["", "D", "C", "B"], "A")
