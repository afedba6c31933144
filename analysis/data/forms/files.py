"""Forms as files: one workbook per reporting unit of a place and year."""

from pathlib import Path

from analysis import paths
from analysis.data import observations, places
from analysis.data.forms import history, layout, writer
from analysis.errors import Fault, UsageError


def folder(place: str, year: int) -> Path:
    """Folder of a place's forms of a year."""
    return paths.raw(place) / "forms" / str(year)


def write(place: str, year: int) -> list[Path]:
    """Write every department's form and history form; the same bytes for the same inputs.

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
    last, made = observations.read(place), []
    for id in layout.departments(known):
        name = known.departments[id].name
        for file, content in (
            (f"{id}_{name}_{year}.xlsx", writer.department_form(entry, known, id, year, last)),
            (f"{id}_{name}_历史数据.xlsx", history.form(entry, known, id)),
        ):
            paths.write_atomically(folder(place, year) / file, content)
            made.append(folder(place, year) / file)
    return made
