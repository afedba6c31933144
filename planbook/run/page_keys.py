"""What each page is made from, as a key: its notebook, parameters and frame, the program, and the rows it reads."""

import json
import re
from dataclasses import astuple, replace

from planbook.catalogue import Catalogue
from planbook.core import digests, paths
from planbook.core.errors import SourceError
from planbook.judge import judgement
from planbook.judge.judgement import PlaceYear
from planbook.judge.scope import Digested, Scope
from planbook.run import page_making, run_records
from planbook.run.page_making import Unit
from planbook.store import analyst_notes, building

QUOTED = re.compile(r'"([a-z][a-z0-9_]*)"')


def scope(known: Catalogue, page: str, source: str) -> Scope | None:
    """What a page reads: its area's rows and the indicators it names; None for a page of the whole year."""
    if page not in {*known.areas, "population"}:
        return None
    named = {word for word in QUOTED.findall(source) if word in known.indicators}
    beside = {target.relative_to for target in known.by_target.values() if target.relative_to}
    return Scope(page, frozenset(named | beside | set(known.area_indicators(page))))


def keyed(units: list[Unit], parameters: PlaceYear) -> list[Unit]:
    """The units with their keys."""
    asked = [parameters, *parameters.parents]
    judged = [(one, Digested(judgement.ready(one))) for one in asked]
    common = [_given(parameters), astuple(parameters.signed), digests.code(), run_records.lock_digest()]
    return [replace(unit, key=digests.of_text(json.dumps([*common, *_own(unit, judged)]))) for unit in units]


def of_documents(units: list[Unit], parameters: PlaceYear) -> str:
    """The key of what is written from a whole year: its pages' keys, and all that was received."""
    return digests.of_text(json.dumps([sorted(unit.key for unit in units), _whole(parameters)]))


def _given(parameters: PlaceYear) -> list:
    """What is known of the places themselves: entries, responsibility, plans."""
    return [digests.entry(one) for one in (parameters.place, *parameters.entry.parents)]


def _own(unit: Unit, judged: list[tuple[PlaceYear, Digested]]) -> list:
    parameters = judged[0][0]
    try:
        cells = [
            [one["source"], one["tags"]]
            for one in page_making.cells(paths.notebooks() / f"{unit.page}.ipynb")
        ]
    except SourceError as error:  # its page will fail and say so
        return [str(error)]
    asked = [
        unit.page,
        unit.title,
        unit.parameters,
        unit.engine,
        [[link.page, link.title] for link in unit.links],
    ]
    known = scope(parameters.catalogue, unit.page, "\n".join(source for source, _ in cells))
    if known is None:
        return [cells, asked, _whole(parameters)]
    note = analyst_notes.file(parameters.place, parameters.year, unit.page)
    said = note.read_text(encoding="utf-8-sig", errors="replace") if note.is_file() else ""
    reads = [[digested.of(known), _releases(one, digested, known)] for one, digested in judged]
    return [cells, asked, said, reads]


def _releases(parameters: PlaceYear, digested: Digested, known: Scope) -> str:
    """What is said of the releases behind the rows of a scope: titles, publishers, dates."""
    rows = digested.judged.observations
    used = rows.loc[rows["indicator"].isin(known.indicators), "release"]
    table = building.release_table(parameters.place)
    return table[table["release"].isin(used)].to_json(force_ascii=False)


def _whole(parameters: PlaceYear) -> list:
    """A page of the whole year reads everything that was received, and all notes of the year."""
    notes_of_year = paths.workspace() / "notes" / parameters.place / str(parameters.year)
    places = (parameters.place, *parameters.entry.parents)
    return [
        [digests.prepared_key(one) for one in places],
        digests.each(notes_of_year.glob("*.md"), notes_of_year),
    ]
