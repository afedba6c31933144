"""Forms as files: one workbook per reporting unit of a place and year, and the evaluation group's."""

from pathlib import Path

from planbook import store
from planbook.contract import places, questionnaire
from planbook.core import digests, labels, left_files, paths
from planbook.core.errors import Fault, UsageError
from planbook.exchange import department_form, evaluation_form, history_form


def folder(place: str, year: int) -> Path:
    """Folder of a place's forms of a year."""
    return paths.raw(place) / digests.FORMS / str(year)


def write(place: str, year: int) -> list[Path]:
    """Write every department's form and history form, and the evaluation workbook with what was reported so far.

    The same inputs give the same bytes.

    Raises
    ------
    UsageError
        Where the place is only compared, or the plan does not run in that year.
    """
    entry, known = places.read(paths.check_place(place)), places.plan_catalogue(place)
    if entry.reference:
        raise UsageError([Fault("place", repr(place), "a place with returns of its own")])
    if not known.plan.first_year <= year <= known.plan.last_year:
        between = f"a year from {known.plan.first_year} to {known.plan.last_year}"
        raise UsageError([Fault("year", repr(year), between)])
    last, made = store.observations(place), {}
    for id in questionnaire.departments(known):
        name = known.departments[id].name
        made[f"{id}_{name}_{year}.xlsx"] = department_form.department_form(entry, known, id, year, last)
        if questionnaire.asked(known, id):
            made[f"{id}_{name}_历史数据.xlsx"] = history_form.form(entry, known, id)
    made[f"评估认定_{year}.xlsx"] = evaluation_form.workbook(entry, known, year, _self_states(place, year))
    for file, content in made.items():
        left_files.write(folder(place, year) / file, content)
    return [folder(place, year) / file for file in made]


def _self_states(place: str, year: int) -> dict[str, str]:
    """What departments reported of each objective and measure, in words, the newest last."""
    told = store.statements(place)
    told = told[told["kind"].eq("self_report") & told["field"].eq("state") & told["year"].eq(year)]
    told = told.sort_values("release", kind="stable")
    return dict(zip(told["clause"], told["state"].map(labels.SELF_STATES), strict=True))
