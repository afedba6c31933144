"""The tables of judged years beside those of `analysis.data.database`, and queries over all of them."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis import assessment as axes
from analysis import paths, words
from analysis.assessment import judgement, projections, warnings
from analysis.data import database, places, sql

JUDGED = ["place", "judged_year"]
TEXTS = ("target", "plan", "area", "clause", "indicator", "sex", "residence", "age", "rule", "operator")
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
    reals = {name: "DOUBLE" for name in names if name not in (*TEXTS, *database.WHOLE)}
    return database.kinds([*JUDGED, *names], **reals | {"baseline": "DOUBLE"})


COLUMNS = {
    "assessment": _measured(axes.COLUMNS),
    "objectives": database.kinds(
        [*JUDGED, "year", "objective", *OBJECTIVE, "kind", "state", *COUNTED, "indicators"]
    ),
    "measures": database.kinds(
        [*JUDGED, "year", "measure", *OBJECTIVE, "serves", *COUNTED, "self_state", "state"]
    ),
    "gaps": _measured(GAP),
    "warnings": _measured(warnings.COLUMNS),
    "projections": _measured(projections.COLUMNS),
}
ALL_COLUMNS = {**database.COLUMNS, **COLUMNS}
FOLDER = re.compile(rf"(\d{{4}})_{judgement.Question.level}")  # neither `as_of` nor another level


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
    chosen = database.chosen_places(named)
    answer = sql.answer(statement, database.tables(chosen) | tables(chosen), ALL_COLUMNS)
    invented = [place for place in chosen if places.read(place).synthetic]
    return answer, [f"{place}：{words.SYNTHETIC}" for place in invented]


def tables(chosen: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables of `COLUMNS`: of every year of some places whose judgement is kept and in force."""
    kept = [(question, folder) for place in chosen for question, folder in _kept(place)]
    return {
        name: database.stacked(name, (_table(name, *one) for one in kept), columns)
        for name, columns in COLUMNS.items()
    }


def _kept(place: str) -> list[tuple[judgement.Question, Path]]:
    folders = sorted((paths.processed(place) / "judgement").glob("*/key.json"))
    found = [(FOLDER.fullmatch(note.parent.name), note) for note in folders]
    asked = [(judgement.Question(place, int(year[1])), note) for year, note in found if year]
    return [(question, note.parent) for question, note in asked if _in_force(question, note)]


def _in_force(question: judgement.Question, note: Path) -> bool:
    return json.loads(note.read_text())["key"] == judgement._key(question)


def _table(name: str, question: judgement.Question, folder: Path) -> pd.DataFrame:
    table = database.with_place(pd.read_parquet(folder / f"{name}.parquet"), question.place)
    table.insert(1, "judged_year", question.year)
    if "year" not in table:
        table.insert(2, "year", question.year)
    return table
