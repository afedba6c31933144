"""From targets to objectives, measures and the headline; every sum adds up."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from planbook.catalogue import Catalogue
from planbook.core import labels

HEADLINE = [
    "met_firm",
    "met_by_count",
    "met_not_stated",
    "met_uncertain",
    "not_met_uncertain",
    "not_met_not_stated",
    "not_met_by_count",
    "not_met_firm",
    "not_due",
    "not_assessable",
    "no_data",
]


def objectives(
    catalogue: Catalogue,
    assessment: pd.DataFrame,
    *,
    reference: bool = False,
    found: Collection[str] = (),
) -> pd.DataFrame:
    """One row per objective: `objective, plan, area, number, title, kind, state, targets, …`.

    An objective without a figure that the evaluation group has `found` on (ids) is judged by evidence.
    """
    rows = []
    clauses = dict(list(assessment.groupby(["area", "clause"], sort=False)))
    for entry in catalogue.objectives:
        own = clauses[entry.area, f"O{entry.number}"]
        met = int(own["attainment"].eq("met").sum())
        rows.append(
            {
                "objective": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title", "kind"}),
                "state": _state(own, reference, entry.id in found),
                "targets": len(own),
                "targets_met": pd.NA if reference else met,
                "indicators": labels.listing(dict.fromkeys(own["indicator"].dropna())),
            }
        )
    columns = ["objective", "plan", "area", "number", "title", "kind", "state"]
    table = pd.DataFrame(rows)[[*columns, "targets", "targets_met", "indicators"]]
    return table.astype({"targets_met": "Int64"})


def _state(own: pd.DataFrame, reference: bool, found: bool) -> str:
    if reference:
        return "reference" if own["value"].notna().any() else "no_data"
    judged = own[own["attainment"].isin(["met", "not_met"])]
    if judged.empty:
        return "by_evidence" if found or own["rule"].eq("evidence").any() else "no_data"
    met = judged["attainment"].eq("met")
    return "all_met" if met.all() else "part_met" if met.any() else "none_met"


def measures(
    catalogue: Catalogue, assessment: pd.DataFrame, evaluation: pd.DataFrame, *, reference: bool = False
) -> pd.DataFrame:
    """One row per measure: its titles, the objectives it serves, its own numeric targets, what was told of it."""
    rows, told = [], evaluation.set_index("clause")[["self_state", "state"]]
    for entry in catalogue.measures:
        clause = assessment["clause"].eq(f"M{entry.number}") & assessment["area"].eq(entry.area)
        met = int(assessment.loc[clause, "attainment"].eq("met").sum())
        rows.append(
            {
                "measure": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title"}),
                "serves": labels.listing(f"O{number}" for number in entry.moves),
                "targets": int(clause.sum()),
                "targets_met": pd.NA if reference else met,
                **told.loc[entry.id],
            }
        )
    columns = ["measure", "plan", "area", "number", "title", "serves", "targets", "targets_met"]
    return pd.DataFrame(rows, columns=[*columns, "self_state", "state"]).astype({"targets_met": "Int64"})


def headline(assessment: pd.DataFrame) -> pd.DataFrame:
    """Numeric targets of each plan by verdict and evidence; the classes add up to `total`."""
    numeric = assessment[assessment["target_value"].notna()]
    no_data = numeric["value"].isna() & numeric["attainment"].eq("not_assessable")
    classes = np.select(
        [no_data, numeric["attainment"].isin(["met", "not_met"])],
        ["no_data", numeric["attainment"] + "_" + numeric["evidence"]],
        numeric["attainment"],
    )
    counts = pd.crosstab(numeric["plan"], classes).reindex(columns=HEADLINE, fill_value=0)
    counts = counts.reindex(list(dict.fromkeys(assessment["plan"])), fill_value=0)
    counts["total"] = counts.sum(axis=1)
    counts["with_data"] = counts["total"] - counts["no_data"]
    counts["met"] = counts.filter(regex="^met_").sum(axis=1)
    return counts.rename_axis(columns=None).reset_index()


def index(assessment: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """实现程度 of each plan, only ever shown beside its distribution and what its weights do to it.

    Parameters
    ----------
    assessment : pandas.DataFrame
        From `assess`.
    reference : pandas.DataFrame
        `target, attained` from `reference_methods.table`: attained share of each target, at most 100.

    Returns
    -------
    pandas.DataFrame
        By plan: `targets` in it, `index` (mean of area means), `by_target` (every target the same weight),
        `lowest, highest` index when any one area is left out, `minimum, quartile_1, median` of the shares.
    """
    rows = (
        reference[["target", "attained"]].dropna().merge(assessment[["target", "plan", "area"]], on="target")
    )
    found = [{"plan": plan, **_index(own)} for plan, own in rows.groupby("plan", sort=False)]
    names = ["plan", "targets", "index", "by_target", "lowest", "highest", "minimum", "quartile_1", "median"]
    return pd.DataFrame(found, columns=names).round(2)


def _index(rows: pd.DataFrame) -> dict:
    areas = rows.groupby("area")["attained"].mean()
    without = [areas.drop(area).mean() for area in areas.index] if len(areas) > 1 else [areas.mean()]
    share = rows["attained"]
    return {
        "targets": len(rows),
        "index": areas.mean(),
        "by_target": share.mean(),
        "lowest": min(without),
        "highest": max(without),
        "minimum": share.min(),
        "quartile_1": share.quantile(0.25),
        "median": share.median(),
    }
