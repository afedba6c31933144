"""Forms as files: one workbook per reporting unit of a place and year, and the evaluation group's."""

from pathlib import Path

from analysis import paths, words
from analysis.data import observations, places, prepare, releases
from analysis.data.forms import evaluation, history, layout, writer
from analysis.errors import Fault, UsageError


def folder(place: str, year: int) -> Path:
    """Folder of a place's forms of a year."""
    return paths.raw(place) / releases.FORMS / str(year)


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
    last, made = observations.read(place), {}
    for id in layout.departments(known):
        name = known.departments[id].name
        made[f"{id}_{name}_{year}.xlsx"] = writer.department_form(entry, known, id, year, last)
        if layout.asked(known, id):
            made[f"{id}_{name}_历史数据.xlsx"] = history.form(entry, known, id)
    made[f"评估认定_{year}.xlsx"] = evaluation.workbook(entry, known, year, _self_states(place, year))
    for file, content in made.items():
        paths.write_atomically(folder(place, year) / file, content)
    return [folder(place, year) / file for file in made]


def _self_states(place: str, year: int) -> dict[str, str]:
    """What departments reported of each objective and measure, in words, the newest last."""
    told = prepare.statements(place)
    told = told[told["kind"].eq("self_report") & told["field"].eq("state") & told["year"].eq(year)]
    told = told.sort_values("release", kind="stable")
    return dict(zip(told["clause"], told["state"].map(words.SELF_STATES), strict=True))
