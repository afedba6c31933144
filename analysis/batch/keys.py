"""What each page is made from, as a key: its notebook, parameters and frame, the program, and the rows it reads."""

import json
import re
from dataclasses import astuple, replace

from analysis import paths
from analysis.assessment import judgement
from analysis.assessment.judgement import Question
from analysis.assessment.scope import Digested, Scope
from analysis.batch import notebook, records
from analysis.batch.notebook import Unit
from analysis.catalogue import Catalogue
from analysis.data import digests, notes, prepare
from analysis.errors import SourceError

QUOTED = re.compile(r'"([a-z][a-z0-9_]*)"')


def scope(known: Catalogue, page: str, source: str) -> Scope | None:
    """What a page reads: its area's rows and the indicators it names; None for a page of the whole year."""
    if page not in {*known.areas, "population"}:
        return None
    named = {word for word in QUOTED.findall(source) if word in known.indicators}
    beside = {target.relative_to for target in known.by_target.values() if target.relative_to}
    return Scope(page, frozenset(named | beside | set(known.area_indicators(page))))


def keyed(units: list[Unit], question: Question) -> list[Unit]:
    """The units with their keys."""
    asked = [question, *(Question(one, question.year, "", question.level) for one in question.entry.parents)]
    judged = [(one, Digested(judgement.ready(one))) for one in asked]
    common = [_given(question), astuple(question.signed), digests.code(), records.lock_digest()]
    return [replace(unit, key=digests.of_text(json.dumps([*common, *_own(unit, judged)]))) for unit in units]


def of_documents(units: list[Unit], question: Question) -> str:
    """The key of what is written from a whole year: its pages' keys, and all that was received."""
    return digests.of_text(json.dumps([sorted(unit.key for unit in units), _whole(question)]))


def _given(question: Question) -> list:
    """What is known of the places themselves: entries, responsibility, plans."""
    return [digests.entry(one) for one in (question.place, *question.entry.parents)]


def _own(unit: Unit, judged: list[tuple[Question, Digested]]) -> list:
    question = judged[0][0]
    try:
        cells = [
            [one["source"], one["tags"]] for one in notebook.cells(paths.notebooks() / f"{unit.page}.ipynb")
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
    known = scope(question.catalogue, unit.page, "\n".join(source for source, _ in cells))
    if known is None:
        return [cells, asked, _whole(question)]
    note = notes.file(question.place, question.year, unit.page)
    said = note.read_text(encoding="utf-8-sig", errors="replace") if note.is_file() else ""
    reads = [[digested.of(known), _releases(one, digested, known)] for one, digested in judged]
    return [cells, asked, said, reads]


def _releases(question: Question, digested: Digested, known: Scope) -> str:
    """What is said of the releases behind the rows of a scope: titles, publishers, dates."""
    rows = digested.judged.observations
    used = rows.loc[rows["indicator"].isin(known.indicators), "release"]
    table = prepare.release_table(question.place)
    return table[table["release"].isin(used)].to_json(force_ascii=False)


def _whole(question: Question) -> list:
    """A page of the whole year reads everything that was received, and all notes of the year."""
    notes_of_year = paths.workspace() / "notes" / question.place / str(question.year)
    places = (question.place, *question.entry.parents)
    return [
        [digests.prepared_key(one) for one in places],
        digests.each(notes_of_year.glob("*.md"), notes_of_year),
    ]
