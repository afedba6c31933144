"""The tables of judged years beside those of `reported_tables`, and queries over all of them."""

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from planbook import store
from planbook.contract import places, schema
from planbook.core import labels, paths
from planbook.exchange import reported_tables as reported
from planbook.exchange import sql
from planbook.judge import assessment as axes
from planbook.judge import kept_judgements, self_reports, series_projections, warnings
from planbook.judge.place_year import PlaceYear
from planbook.store import completeness, revisions

JUDGED = ["place", "judged_year"]
TEXTS: tuple[str, ...] = (
    "target",
    "plan",
    "area",
    "clause",
    "indicator",
    "sex",
    "residence",
    "age",
    "rule",
    "operator",
)
TEXTS += ("unit", "attainment", "evidence", "outlook", "stability", "data_grade", "tier", "failing_units")
TEXTS += ("reason", "responsible", "dimension", "group_1", "group_2", "verdict", "how", "code", "level")
TEXTS += ("response", "place")
OBJECTIVE = ["plan", "area", "number", "title"]
COUNTED = ["targets", "targets_met"]
GAP = ["indicator", "dimension", "year", "group_1", "group_2", "value_1", "value_2", "difference", "ratio"]
GAP += ["baseline_year", "baseline_difference", "baseline_ratio", "verdict", "how", "ratio_of_ratios"]
GAP += ["lower", "upper", "rate_effect", "composition_effect", "index_absolute", "index_relative"]


def _measured(names: list[str]) -> dict[str, str]:
    """Types of a judged table: a number, but for years and texts."""
    reals = {name: "DOUBLE" for name in names if name not in (*TEXTS, *reported.WHOLE)}
    return reported.kinds([*JUDGED, *names], **reals | {"baseline": "DOUBLE"})


COLUMNS = {
    "assessment": _measured(axes.COLUMNS),
    "objectives": reported.kinds(
        [*JUDGED, "year", "objective", *OBJECTIVE, "kind", "state", *COUNTED, "indicators"]
    ),
    "measures": reported.kinds(
        [*JUDGED, "year", "measure", *OBJECTIVE, "serves", *COUNTED, "self_state", "state"]
    ),
    "gaps": _measured(GAP),
    "warnings": _measured(warnings.COLUMNS),
    "projections": _measured(series_projections.COLUMNS),
    "evaluation": reported.kinds([*JUDGED, "year", *self_reports.COLUMNS]),
    "ledger": reported.kinds([*JUDGED, "year", *self_reports.LEDGER]),
    "completeness": reported.kinds([*JUDGED, *completeness.COLUMNS], due="BOOLEAN"),
    "reminders": reported.kinds([*JUDGED, *completeness.OWED]),
    "surveys": reported.kinds([*JUDGED, "year", *completeness.SURVEY_COLUMNS]),
    "points": reported.kinds([*JUDGED, *schema.POINT_COLUMNS]),
    "revisions": reported.kinds([*JUDGED, *revisions.COLUMNS], old="DOUBLE", new="DOUBLE"),
}
ALL_COLUMNS = {**reported.COLUMNS, **COLUMNS}
FOLDER = re.compile(rf"(\d{{4}})_{PlaceYear.level}")  # neither `as_of` nor another level


def query(statement: str, named: Iterable[str] = ()) -> tuple[sql.Answer, list[str]]:
    """What one SELECT over the tables of some places, or of all, gives.

    Returns
    -------
    sql.Answer, list of str
        The rows, and what is to be said beside them: which of the places are invented.

    Raises
    ------
    UsageError
        When the query is no single SELECT or cannot be run, or there is no such place.
    """
    sql.check(statement)
    chosen = reported.chosen_places(named)
    answer = sql.answer(statement, reported.tables(chosen) | tables(chosen), ALL_COLUMNS)
    invented = [place for place in chosen if places.read(place).synthetic]
    return answer, [f"{place}：{labels.SYNTHETIC}" for place in invented] + _not_judged(statement, chosen)


def _not_judged(statement: str, chosen: Iterable[str]) -> list[str]:
    """That a place has no judged year to read, where the query asks for one."""
    if not re.search(rf"\b({'|'.join(COLUMNS)})\b", statement):
        return []
    lacking = [place for place in chosen if not _kept(place) and len(store.rows(place))]
    return [f"{place}：没有有效的年度判断，先运行 planbook run --place {place}" for place in lacking]


def tables(chosen: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables of `COLUMNS`: of every year of some places whose judgement is kept and in force."""
    kept = [(parameters, folder) for place in chosen for parameters, folder in _kept(place)]
    return {
        name: reported.stacked(name, (_table(name, *one) for one in kept), columns)
        for name, columns in COLUMNS.items()
    }


def _kept(place: str) -> list[tuple[PlaceYear, Path]]:
    folders = sorted((paths.processed(place) / "judgement").glob("*/key.json"))
    found = [(FOLDER.fullmatch(note.parent.name), note) for note in folders]
    asked = [(PlaceYear(place, int(year[1])), note) for year, note in found if year]
    return [(parameters, note.parent) for parameters, note in asked if kept_judgements.in_force(parameters)]


def _table(name: str, parameters: PlaceYear, folder: Path) -> pd.DataFrame:
    table = reported.with_place(pd.read_parquet(folder / f"{name}.parquet"), parameters.place)
    table.insert(1, "judged_year", parameters.year)
    if "year" not in table:
        table.insert(2, "year", parameters.year)
    return table[[*COLUMNS[name]]]
