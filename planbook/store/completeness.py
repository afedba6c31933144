"""What was due of a year: in, not yet in, not taken, missing for a reason, never collected."""

from collections.abc import Iterator, Mapping

import pandas as pd

from planbook.catalogue import Catalogue, Indicator
from planbook.contract import questionnaire
from planbook.contract.places import Place
from planbook.contract.schema import FIGURE

COLUMNS = [
    *["department", "plan", "area", *FIGURE, "due", "state", "reason", "release", "source"],
]
STATES = ("in", "missing", "not_taken", "not_yet_in", "not_due", "never_collected")
SURVEY_COLUMNS = ["indicator", "area", "department", "cycle", "level", "method", "unit", "status"]
OWED = ["department", "area", *FIGURE, "state", "source"]
SUMMARY = ("due", "in", "missing", "not_taken", "not_yet_in", "share")


def table(place: Place, known: Catalogue, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Every figure that forms ask for, and every indicator that no county has, with what became of it.

    Parameters
    ----------
    place : Place
        Its townships report where every unit counts.
    known : Catalogue
        What is asked.
    rows : pandas.DataFrame
        Newest observations of the place.
    year : int
        Year the figures are of.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`; `due` is whether a figure of that year is to be reported, `state` one of `STATES`.
    """
    own = rows[rows["year"].eq(year)].drop_duplicates(FIGURE, keep="last").set_index(FIGURE)
    found = own[["value", "reason", "release", "source"]].to_dict("index")
    lines = [_line(known, year, *asked, found) for asked in _asked(place, known)]
    return pd.DataFrame(lines, columns=COLUMNS)


def _asked(place: Place, known: Catalogue) -> Iterator[tuple[Indicator, tuple[str, str, str, str]]]:
    lacking = {entry.id for entry in questionnaire.not_collected(known)}
    for entry in known.indicators.values():
        if entry.id in lacking:
            yield entry, ("_T", "_T", "_T", "_T")
            continue
        for line in questionnaire.lines(known, entry):
            yield entry, (line.sex, line.residence, line.age, "_T")
        for area in place.townships if questionnaire.township_by_township(known, entry) else ():
            if questionnaire.files(entry, area):
                yield entry, ("_T", "_T", "_T", area.code)


def _line(known: Catalogue, year: int, entry: Indicator, codes: tuple, found: Mapping) -> dict:
    sex, residence, age, unit_area = codes
    row = found.get((entry.id, year, sex, residence, age, unit_area))
    routine = questionnaire.due(entry, year, known) and entry.level in ("township", "county")
    area = known.areas.get(entry.area)
    return {
        "department": entry.reporting_unit,
        "plan": area.plan if area else "",
        "area": entry.area,
        **dict(zip(FIGURE, (entry.id, year, sex, residence, age, unit_area), strict=True)),
        "due": routine,
        "state": _state(entry, routine, row),
        "reason": row["reason"] if row else "",
        "release": row["release"] if row else "",
        "source": row["source"] if row else "",
    }


def _state(entry: Indicator, routine: bool, row: Mapping | None) -> str:
    if row and not pd.isna(row["value"]):
        return "in"
    if row and row["reason"] == "not_taken":
        return "not_taken"
    if row and row["reason"] != "not_yet_in":
        return "missing"
    if entry.cycle == "尚无" or entry.level not in ("township", "county"):
        return "never_collected"
    return "not_yet_in" if routine else "not_due"


def summary(lines: pd.DataFrame, by: str) -> pd.DataFrame:
    """Figures due by department, area or another column: how many are in, and why not the others.

    Returns
    -------
    pandas.DataFrame
        One row per value of `by`: `due, in, missing, not_taken, not_yet_in` (the four add up to `due`), and `share`
        of those due that are in, in per cent.
    """
    due = lines[lines["due"]]
    counts = pd.crosstab(due[by], due["state"]).reindex(columns=list(SUMMARY[1:-1]), fill_value=0)
    counts = counts.reindex(list(dict.fromkeys(lines.loc[lines["due"], by])), fill_value=0)
    counts.insert(0, "due", counts.sum(axis=1))
    return counts.assign(share=100 * counts["in"] / counts["due"]).rename_axis(columns=None).reset_index()


def breakdown(lines: pd.DataFrame) -> pd.Series:
    """Kind of breakdown of each figure: the total, by sex, residence, age or township."""
    named = pd.Series("total", index=lines.index)
    for dimension in ("age", "residence", "sex", "unit_area"):
        named = named.mask(lines[dimension].ne("_T"), dimension)
    return named


def reminders(lines: pd.DataFrame) -> pd.DataFrame:
    """What each department still owes: figures due that are not in, or were not taken."""
    owed = lines[lines["due"] & lines["state"].isin(("not_yet_in", "not_taken"))]
    return owed[OWED].sort_values(["department", "area", *FIGURE], ignore_index=True)


METHODS = {
    "普查": "census",
    "上级抽样调查": "larger_sample",
    "尚无": "survey",
    "部门台账": "ledger",
    "县级常规": "ledger",
}


def surveys(lines: pd.DataFrame, known: Catalogue, statements: pd.DataFrame) -> pd.DataFrame:
    """缺项数据专项调查: indicators without county figures, how they may be had, by whom, and how far that is.

    Parameters
    ----------
    lines : pandas.DataFrame
        From `table`.
    known : Catalogue
        Level and cycle of each indicator.
    statements : pandas.DataFrame
        What was told in words; rows of the kind `survey` give unit and status.
    """
    lacking = lines[lines["state"].eq("never_collected") | lines["reason"].eq("no_county_data")]
    told = statements[statements["kind"].eq("survey")].sort_values("release", kind="stable")
    said = {(row.clause, row.field): row.text for row in told.itertuples()}
    rows = []
    for id in dict.fromkeys(lacking["indicator"]):
        entry = known.indicators[id]
        rows.append(
            {
                "indicator": id,
                "area": entry.area,
                "department": entry.reporting_unit,
                "cycle": entry.cycle,
                "level": entry.level,
                "method": said.get((id, "method")) or METHODS[entry.cycle],
                "unit": said.get((id, "unit")) or entry.reporting_unit,
                "status": said.get((id, "status")) or "proposed",
            }
        )
    return pd.DataFrame(rows, columns=SURVEY_COLUMNS, dtype=str)
