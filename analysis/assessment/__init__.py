"""Judgement: each target of the plan against the figures, and how sure one can be."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.assessment import evidence, readings, rules
from analysis.catalogue import Catalogue
from analysis.indicators import trends

__all__ = ["COLUMNS", "assess"]

COLUMNS = [
    *["target", "plan", "area", "clause", "indicator", "sex", "residence", "age", "rule", "operator"],
    *["target_value", "tolerance", "unit", "baseline_year", "baseline", "year", "numerator"],
    *["denominator", "value", "lower", "upper", "attainment", "evidence", "outlook", "probability"],
    *["projected", "projected_lower", "projected_upper", "required_change", "recent_change"],
    *["stability", "data_grade", "tier", "failing_units", "reason", "responsible"],
]


def assess(
    catalogue: Catalogue,
    observations: pd.DataFrame,
    *,
    year: int,
    reference: bool = False,
    baseline: int | None = None,
    responsible: Mapping[str, str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Judgement of every target of a plan in one year.

    Parameters
    ----------
    catalogue : Catalogue
        The plan and the indicators it is read from.
    observations : pandas.DataFrame
        Newest observations of one place (`observations.read`).
    year : int
        Year assessed, between the plan's first and last year or up to ten years before.
    reference : bool
        Whether the place is only compared with the target values (DESIGN §5).
    baseline : int, optional
        Preferred baseline year; 2020 without it.
    responsible : mapping of str to str, optional
        Responsible unit by objective or measure id, as filed.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row per target in the plan's order; `value`, `baseline`, bounds and changes in
        the target's unit.

    Raises
    ------
    ValueError
        When observations of more than one place are given.
    """
    found = sorted(observations["ref_area"].unique())[:5]
    if len(found) > 1:
        raise ValueError(f"observations of several places {found}; expected those of one")
    preference = _preference(catalogue, baseline)
    oldest = catalogue.plan.first_year if reference else None
    table = readings.read(readings.targets(catalogue), observations, year, preference, oldest)
    table = table.join(readings.intervals(table, level))
    table = table.drop(columns="reason").join(rules.attainment(table, observations, year))
    table["evidence"] = evidence.evidence(table, catalogue.settings.firm_probability)
    table["data_grade"] = evidence.data_grade(table, year)
    table["tier"] = table["tier"].fillna("").mask(table["register"] & table["value"].notna(), "register")
    left = table["deadline"] - table["year"]
    table["required_change"] = trends.required_yearly_change(table["value"], table["target_value"], left)
    table["outlook"] = np.where(table["rule"].eq("evidence"), "", "no_forecast")
    table["stability"] = np.where(table["rule"].eq("evidence"), "", "not_assessable")
    table["responsible"] = _responsible(table, responsible or {})
    table[["probability", "projected", "projected_lower", "projected_upper"]] = np.nan
    table = _as_reference(table) if reference else table
    years = {"year": "Int64", "baseline_year": "Int64"}
    return table[COLUMNS].astype(years).reset_index(drop=True)


def _preference(catalogue: Catalogue, baseline: int | None) -> tuple[int, ...]:
    years = catalogue.settings.baseline_years
    if baseline is None or baseline == years[0]:
        return years
    shift = baseline - years[0]
    return tuple(year + shift for year in years)


def _responsible(table: pd.DataFrame, units: Mapping[str, str]) -> pd.Series:
    clauses = table["area"] + "." + table["clause"]
    return pd.Series([units.get(clause, "") for clause in clauses], index=table.index, dtype=str)


def _as_reference(table: pd.DataFrame) -> pd.DataFrame:
    """A reference place is only compared: better or worse than the target value, nothing else."""
    numeric = table["target_value"].notna() & table["value"].notna()
    better = table["attainment"].eq("met")
    compared = np.where(better, "better", "worse")
    reason = np.where(
        table["value"].notna() & table["target_value"].isna(), "no_target_value", table["reason"]
    )
    return table.assign(
        attainment=np.where(numeric, compared, "not_assessable"),
        reason=np.where(numeric, "", reason),
        evidence="",
        outlook="",
        stability="",
        responsible="",
        probability=np.nan,
    )
