"""Judgement: each target of the plan against the figures, and how sure one can be."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

import numpy as np
import pandas as pd

from analysis import trends
from planbook.catalogue import Catalogue
from planbook.judge import evidence, group_gaps, outlook, readings, rules, series_projections, stability

__all__ = ["COLUMNS", "assess", "full"]

COLUMNS = [
    *["target", "plan", "area", "clause", "indicator", "sex", "residence", "age", "rule", "operator"],
    *["target_value", "tolerance", "unit", "baseline_year", "baseline", "year", "numerator"],
    *["denominator", "value", "lower", "upper", "attainment", "evidence", "outlook", "probability"],
    *[
        "probability_level",
        "projected",
        "projected_lower",
        "projected_upper",
        "required_change",
        "recent_change",
    ],
    *["stability", "data_grade", "tier", "failing_units", "reason", "responsible"],
]


class Options(TypedDict, total=False):
    """What `full` may be given beside catalogue, observations and year."""

    reference: bool
    baseline: int | None
    responsible: Mapping[str, str] | None
    elections: Mapping[str, Sequence[int]] | None
    projections: pd.DataFrame | None
    level: float
    ahead: series_projections.Projected | None


def assess(
    catalogue: Catalogue, observations: pd.DataFrame, *, year: int, **options: Unpack[Options]
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
    **options
        As for `full`.

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
    table = full(catalogue, observations, year=year, last_year=False, **options)
    return table[COLUMNS]


def full(
    catalogue: Catalogue,
    observations: pd.DataFrame,
    *,
    year: int,
    reference: bool = False,
    baseline: int | None = None,
    responsible: Mapping[str, str] | None = None,
    elections: Mapping[str, Sequence[int]] | None = None,
    projections: pd.DataFrame | None = None,
    last_year: bool = True,
    level: float = 0.95,
    ahead: series_projections.Projected | None = None,
) -> pd.DataFrame:
    """`assess` with the numbers behind it, which warnings and reference methods read.

    Parameters
    ----------
    catalogue, observations, year
        As for `assess`.
    reference : bool
        Whether the place is only compared with the target values.
    baseline : int, optional
        Preferred baseline year; 2020 without it.
    responsible : mapping of str to str, optional
        Responsible unit by the id of an objective, a measure or a single target, as filed.
    elections : mapping of str to sequence of int, optional
        Election years by body; a step series of a body named here is judged at its last election.
    projections : pandas.DataFrame, optional
        By target, with the columns of `outlook.COLUMNS`, instead of those made from the observations.
    last_year : bool
        Whether last year's verdict stands beside this year's (`last_attainment`, `last_evidence`).
    level : float
        Level of the intervals.
    ahead : series_projections.Projected, optional
        Projections of the same observations, year and level, where they are made already.
    """
    found = sorted(observations["ref_area"].unique())[:5]
    if len(found) > 1:
        raise ValueError(f"observations of several places {found}; expected those of one")
    preference = readings.base_years(catalogue, baseline)
    table, series, history = _verdicts(
        catalogue, observations, year, preference, reference, elections or {}, level
    )
    table["data_grade"] = evidence.data_grade(table, year)
    left = table["deadline"] - table["year"]
    table["required_change"] = trends.required_yearly_change(table["value"], table["target_value"], left)
    no_way = table["rule"].eq("every_unit") | table["attainment"].eq(
        "met"
    )  # the mean has none to go, nor what is met
    table.loc[no_way, "required_change"] = np.nan
    if ahead is None:
        ahead = series_projections.projected(catalogue, observations, year)
    if projections is None:
        projections = outlook.projections(table, ahead)
    table = table.join(projections.reindex(columns=outlook.COLUMNS).astype(float), on="target")
    table["heading"] = series_projections.headings(table, ahead)
    table["outlook"] = outlook.outlook(table, catalogue.settings, year)
    tails = series_projections.tails(table, ahead)
    table = table.join(stability.stability(table, series, tails, catalogue.settings))
    table.loc[table["rule"].eq("evidence"), "stability"] = ""
    table = table.join(stability.drift(table, series, history, catalogue.settings), on="series")
    table["responsible"] = _responsible(table, responsible or {})
    if last_year and not reference:
        table = _with_last_year(table, catalogue, observations, year, preference, elections or {}, level)
    table = _as_reference(table) if reference else table
    return table.astype({"year": "Int64", "baseline_year": "Int64"}).reset_index(drop=True)


def _verdicts(
    catalogue: Catalogue,
    observations: pd.DataFrame,
    year: int,
    preference: tuple[int, ...],
    reference: bool,
    elections: Mapping[str, Sequence[int]],
    level: float,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Targets with figure, verdict, evidence and tier; their series; their counts since the last break."""
    oldest = catalogue.plan.first_year if reference else None
    table = readings.read(readings.targets(catalogue), observations, year, preference, oldest, elections)
    table = table.join(readings.intervals(table, level))
    gaps, _, _ = group_gaps.newest(catalogue, observations, year, preference)
    table = table.drop(columns="reason").join(rules.attainment(table, observations, year, gaps))
    names = {"verdict": "gap_verdict", "year": "gap_year"}
    table = table.merge(gaps[[*group_gaps.KEY, *names]].rename(columns=names), on=group_gaps.KEY, how="left")
    table = table.merge(group_gaps.widened(catalogue, observations, year), on=group_gaps.KEY, how="left")
    table["gap_verdict"] = table["gap_verdict"].where(
        group_gaps.in_force(table["gap_year"], table["every"], year)
    )
    table["evidence"] = evidence.evidence(table, catalogue.settings)
    table["tier"] = table["tier"].fillna("").mask(table["register"] & table["value"].notna(), "register")
    series = readings.of_targets(table, observations, year)
    return table, series, readings.history(table, series)


def _with_last_year(
    table: pd.DataFrame,
    catalogue: Catalogue,
    observations: pd.DataFrame,
    year: int,
    preference: tuple[int, ...],
    elections: Mapping[str, Sequence[int]],
    level: float,
) -> pd.DataFrame:
    """Adds last year's attainment and evidence: what was lost can be told."""
    before, _, _ = _verdicts(catalogue, observations, year - 1, preference, False, elections, level)
    before = before.set_index("series")[["attainment", "evidence"]].add_prefix("last_")
    return table.join(before, on="series")


def _responsible(table: pd.DataFrame, units: Mapping[str, str]) -> pd.Series:
    clauses = zip(table["target"], table["area"] + "." + table["clause"], strict=True)
    return pd.Series(
        [units.get(target, units.get(clause, "")) for target, clause in clauses], index=table.index, dtype=str
    )


def _as_reference(table: pd.DataFrame) -> pd.DataFrame:
    """A reference place is only compared: better or worse than the target value, nothing else."""
    numeric = table["target_value"].notna() & table["value"].notna()
    better = table["attainment"].eq("met")
    compared = np.where(better, "better", "worse")
    reason = np.where(
        table["value"].notna() & table["target_value"].isna(), "no_target_value", table["reason"]
    )
    reason = np.where(table["value"].isna() & (reason == ""), "not_published", reason)
    return table.assign(
        attainment=np.where(numeric, compared, "not_assessable"),
        reason=np.where(numeric, "", reason),
        evidence="",
        outlook="",
        stability="",
        responsible="",
        probability=np.nan,
        probability_level=np.nan,
    )
