"""What was told of objectives and measures: departments' self-reports, the evaluation group's findings, the ledger."""

from typing import Any

import pandas as pd

from planbook.catalogue import Catalogue
from planbook.catalogue.model import Measure, Objective
from planbook.core import labels

COLUMNS = [
    *["clause", "plan", "area", "kind", "number", "title", "departments", "self_state", "state", "grounds"],
    *["implementation", "next_year", "problems", "causes", "countermeasures", "practice"],
]
LEDGER = ["clause", "measure", "unit", "due", "progress", "closed", "source"]
TEXTS = ("implementation", "next_year", "problems", "causes", "countermeasures", "practice", "grounds")
BETTER = {  # states from the least to the best, of institutions and of continuing work
    code: place
    for scale, known in labels.SELF_STATE.items()
    for place, code in enumerate(known if scale == "institution" else reversed(list(known)))
}


def newest(statements: pd.DataFrame, year: int, as_of: str = "") -> pd.DataFrame:
    """Of each statement of a year the one of the newest release, none later than `as_of`."""
    own = statements[statements["year"].eq(year)]
    own = own[own["release"] <= as_of] if as_of else own
    key = ["clause", "kind", "department", "field"]
    ledger = own["kind"].eq("ledger")
    told = own[~ledger].sort_values("release", kind="stable").drop_duplicates(key, keep="last")
    last = own[ledger & own["release"].eq(own.loc[ledger, "release"].max())]
    return pd.concat([told, last], ignore_index=True)


def table(catalogue: Catalogue, statements: pd.DataFrame) -> pd.DataFrame:
    """Every objective and measure with what departments report and what the evaluation group finds.

    Parameters
    ----------
    catalogue : Catalogue
        The plan's objectives and measures.
    statements : pandas.DataFrame
        From `newest`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, one row per objective and measure; `self_state` is the least of the departments', texts of several
        departments stand one after the other, and of a text that both give the evaluation group's counts.
    """
    found: dict[str, list] = {}
    said: Any  # a row of the table
    for said in statements[["clause", "kind", "department", "field", "state", "text"]].itertuples(
        index=False
    ):
        found.setdefault(said.clause, []).append(said)
    clauses: list[tuple[str, Objective | Measure]] = [("objective", one) for one in catalogue.objectives]
    clauses += [("measure", one) for one in catalogue.measures]
    rows = [_row(kind, one, found.get(one.id, []), catalogue) for kind, one in clauses]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(kind: str, clause: Objective | Measure, told: list, catalogue: Catalogue) -> dict:
    own, group = ([one for one in told if one.kind == kind_] for kind_ in ("self_report", "evaluation"))
    units = dict.fromkeys(one.department for one in own)
    names = [catalogue.departments[id].name for id in units if id in catalogue.departments]
    row = {"clause": clause.id, "kind": kind, "departments": "、".join(names)}
    row |= clause.model_dump(include={"plan", "area", "number", "title"})
    states = (one.state for one in own if one.field == "state")
    row["self_state"] = min(states, key=lambda state: BETTER.get(state, 0), default="")
    row["state"] = next((one.state for one in group if one.field == "state"), "")
    for field in TEXTS:
        said = [one.text for one in group if one.field == field]
        row[field] = " ".join(said or [one.text for one in own if one.field == field])
    return row


def ledger(statements: pd.DataFrame) -> pd.DataFrame:
    """预警整改台账: matters to put right, with unit, due date and progress; `LEDGER`."""
    rows = statements[statements["kind"].eq("ledger")]
    if rows.empty:
        return pd.DataFrame(columns=LEDGER, dtype=str)
    lines = rows["source"].str.replace(r"[A-Z]+(\d+)$", r"\1", regex=True)
    wide = rows.assign(line=lines).pivot_table(
        index=["clause", "line"], columns="field", values="text", aggfunc="last", sort=False
    )
    wide = wide.reset_index().rename(columns={"line": "source"}).rename_axis(columns=None)
    return wide.reindex(columns=LEDGER).fillna("").astype(str)


def answered(warnings: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Warnings with the ledger's entries on the same objective or measure as `response`."""
    if warnings.empty or entries.empty:
        return warnings
    texts = entries[["measure", "unit", "due", "progress"]].apply(
        lambda row: "，".join(filter(None, row)), axis=1
    )
    said = texts.groupby(entries["clause"]).agg("；".join)
    clause = warnings["target"].str.rpartition(".")[0]
    return warnings.assign(response=clause.map(said).fillna(""))
