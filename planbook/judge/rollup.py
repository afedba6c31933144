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
    told = assessment[["area", "clause"]].assign(
        met=assessment["attainment"].eq("met"),
        judged=assessment["attainment"].isin(["met", "not_met"]),
        figure=assessment["value"].notna(),
        by_evidence=assessment["rule"].eq("evidence"),
        targets=1,
    )
    sums = told.groupby(["area", "clause"]).sum().to_dict("index")
    named = assessment.dropna(subset="indicator").groupby(["area", "clause"])["indicator"].unique()
    rows = []
    for entry in catalogue.objectives:
        clause = entry.area, f"O{entry.number}"
        own = sums[clause]
        rows.append(
            {
                "objective": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title", "kind"}),
                "state": _state(own, reference, entry.id in found),
                "targets": own["targets"],
                "targets_met": pd.NA if reference else own["met"],
                "indicators": labels.listing(named.get(clause, ())),
            }
        )
    columns = ["objective", "plan", "area", "number", "title", "kind", "state"]
    table = pd.DataFrame(rows)[[*columns, "targets", "targets_met", "indicators"]]
    return table.astype({"targets_met": "Int64"})


def _state(counts: dict, reference: bool, found: bool) -> str:
    """An objective's state from how many of its targets are judged, met, have a figure or are judged by evidence."""
    if reference:
        return "reference" if counts["figure"] else "no_data"
    if not counts["judged"]:
        return "by_evidence" if found or counts["by_evidence"] else "no_data"
    if counts["met"] == counts["judged"]:
        return "all_met"
    return "part_met" if counts["met"] else "none_met"


def measures(
    catalogue: Catalogue, assessment: pd.DataFrame, evaluation: pd.DataFrame, *, reference: bool = False
) -> pd.DataFrame:
    """One row per measure: its titles, the objectives it serves, its own numeric targets, what was told of it."""
    rows, told = [], {one.clause: one for one in evaluation.itertuples(index=False)}
    met = assessment[["area", "clause"]].assign(met=assessment["attainment"].eq("met"), targets=1)
    counts, none = met.groupby(["area", "clause"]).sum().to_dict("index"), {"met": 0, "targets": 0}
    for entry in catalogue.measures:
        own = counts.get((entry.area, f"M{entry.number}"), none)
        rows.append(
            {
                "measure": entry.id,
                **entry.model_dump(include={"plan", "area", "number", "title"}),
                "serves": labels.listing(f"O{number}" for number in entry.moves),
                "targets": own["targets"],
                "targets_met": pd.NA if reference else own["met"],
                "self_state": told[entry.id].self_state,
                "state": told[entry.id].state,
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
