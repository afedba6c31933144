"""From targets to objectives, measures and the headline; every sum adds up."""

import numpy as np
import pandas as pd

from analysis.catalogue import Catalogue

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


def objectives(catalogue: Catalogue, assessment: pd.DataFrame, *, reference: bool = False) -> pd.DataFrame:
    """One row per objective: `objective, plan, area, number, title, kind, state, targets, …`."""
    rows = []
    clauses = dict(list(assessment.groupby(["area", "clause"], sort=False)))
    for entry in catalogue.objectives:
        own = clauses[entry.area, f"O{entry.number}"]
        met = int(own["attainment"].eq("met").sum())
        rows.append(
            {
                "objective": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title", "kind"}),
                "state": _state(own, reference),
                "targets": len(own),
                "targets_met": pd.NA if reference else met,
                "indicators": "; ".join(dict.fromkeys(own["indicator"].dropna())),
            }
        )
    columns = ["objective", "plan", "area", "number", "title", "kind", "state"]
    table = pd.DataFrame(rows)[[*columns, "targets", "targets_met", "indicators"]]
    return table.astype({"targets_met": "Int64"})


def _state(own: pd.DataFrame, reference: bool) -> str:
    if reference:
        return "reference" if own["value"].notna().any() else "no_data"
    judged = own[own["attainment"].isin(["met", "not_met"])]
    if judged.empty:
        return "by_evidence" if own["rule"].eq("evidence").any() else "no_data"
    met = judged["attainment"].eq("met")
    return "all_met" if met.all() else "part_met" if met.any() else "none_met"


def measures(catalogue: Catalogue, assessment: pd.DataFrame, *, reference: bool = False) -> pd.DataFrame:
    """One row per measure: its titles, the objectives it serves, its own numeric targets."""
    rows = []
    for entry in catalogue.measures:
        clause = assessment["clause"].eq(f"M{entry.number}") & assessment["area"].eq(entry.area)
        met = int(assessment.loc[clause, "attainment"].eq("met").sum())
        rows.append(
            {
                "measure": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title"}),
                "serves": "; ".join(f"O{number}" for number in entry.moves),
                "targets": int(clause.sum()),
                "targets_met": pd.NA if reference else met,
            }
        )
    columns = ["measure", "plan", "area", "number", "title", "serves", "targets", "targets_met"]
    return pd.DataFrame(rows, columns=columns).astype({"targets_met": "Int64"})


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
