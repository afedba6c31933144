"""The judgement of one place and year: made once, kept in `data/processed`, read by every page."""

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from planbook import disclosure
from planbook.catalogue import Catalogue
from planbook.contract import places, schema
from planbook.core import digests, labels, paths
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.judge import assessment as axes
from planbook.judge import (
    group_gaps,
    public_edition,
    readings,
    reference_methods,
    rollup,
    self_reports,
    series_projections,
    warnings,
)
from planbook.store import (
    approval,
    building,
    completeness,
    plausibility,
    processed,
    reading,
    releases,
    revisions,
)

ROOMS = (
    *(f"analysis/{name}" for name in ("rates.py", "trends.py", "gaps.py", "forecasting")),
    *(f"planbook/{room}" for room in ("catalogue", "contract", "intake", "store", "disclosure", "judge")),
)


@dataclass(frozen=True)
class PlaceYear:
    """What is asked of a place: the parameters every notebook has."""

    place: str
    year: int
    as_of: str = ""
    edition: str = "internal"
    level: int = 95

    @property
    def public(self) -> bool:
        """Whether the answer is for the public: suppressed, and without what concerns the house alone."""
        return self.edition == "public"

    @cached_property
    def entry(self) -> places.Place:
        """The place's entry."""
        return places.read(self.place)

    @cached_property
    def signed(self) -> approval.SignOff:
        """Who has reviewed or approved what is shown."""
        return approval.of(self.place, self.year, self.as_of)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The plan it is judged by, with the indicators."""
        return places.plan_catalogue(self.place)

    def of_place(self, place: str) -> "PlaceYear":
        """The same year and level of another place, all its releases counted."""
        return PlaceYear(place, self.year, level=self.level)

    @property
    def parents(self) -> list["PlaceYear"]:
        """The same year of the places that this one is compared with."""
        return [self.of_place(parent) for parent in self.entry.parents]

    def check(self) -> "PlaceYear":
        """The question itself, if it can be answered; `UsageError` naming each faulty parameter."""
        paths.check_place(self.place)
        plan, faults = self.catalogue.plan, []
        first, last = plan.first_year - 10, plan.last_year
        if not first <= self.year <= last:
            faults.append(Fault("year", repr(self.year), f"a year from {first} to {last}"))
        if self.edition not in labels.EDITION:
            remedy = suggestion(self.edition, labels.EDITION)
            faults.append(Fault("edition", repr(self.edition), " or ".join(labels.EDITION), remedy))
        if not 50 < self.level < 100:
            faults.append(Fault("level", repr(self.level), "a percentage between 50 and 100, such as 95"))
        if faults:
            raise UsageError(faults)
        releases.check_as_of(self.as_of)
        return self


@dataclass(frozen=True)
class Judgement:
    """Tables of one place and year; `tables/*.csv` are these."""

    assessment: pd.DataFrame
    objectives: pd.DataFrame
    measures: pd.DataFrame
    projections: pd.DataFrame
    accuracy: pd.DataFrame
    gaps: pd.DataFrame
    headline: pd.DataFrame
    warnings: pd.DataFrame
    warning_budget: pd.DataFrame
    reference_methods: pd.DataFrame
    index: pd.DataFrame
    evaluation: pd.DataFrame
    ledger: pd.DataFrame
    completeness: pd.DataFrame
    reminders: pd.DataFrame
    surveys: pd.DataFrame
    points: pd.DataFrame
    revisions: pd.DataFrame
    observations: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class _Kept(Judgement):
    """A kept judgement, each table read when it is first asked for: a page needs a third of them."""

    def __init__(self, folder: Path | None = None, **tables: pd.DataFrame):
        for name, value in {"folder": folder, **tables}.items():
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in {field.name for field in fields(Judgement)}:
            raise AttributeError(name)
        table = pd.read_parquet(self.folder / f"{name}.parquet")
        object.__setattr__(self, name, table)
        return table


def of(parameters: PlaceYear) -> Judgement:
    """The kept judgement, if it was made from the same data and code; else a new one."""
    folder = _folder(parameters)
    if in_force(parameters):
        return _Kept(folder)
    return _made(parameters, _key(parameters))


def in_force(parameters: PlaceYear) -> bool:
    """Whether a judgement is kept that was made from today's data and code, and is as it was left."""
    note = paths.read_note(_folder(parameters) / "key.json")
    return bool(note) and note == _note(parameters)


def _note(parameters: PlaceYear) -> dict:
    folder = _folder(parameters)
    return {"key": _key(parameters), "files": digests.each(folder.glob("*.parquet"), folder)}


@lru_cache(maxsize=4)
def _made(parameters: PlaceYear, key: str) -> Judgement:
    """A judgement for the pages of one sitting; `key` changes with the data and the code."""
    return judge(parameters)


def judge(parameters: PlaceYear) -> Judgement:
    """Judge a place and year anew."""
    parameters.check()
    known, entry = parameters.catalogue, parameters.entry
    rows = reading.read(parameters.place, as_of=parameters.as_of or None)
    rows = rows[rows["year"].le(parameters.year)].reset_index(
        drop=True
    )  # what came later is no part of the year
    rows = disclosure.public(rows, known, entry) if parameters.public else rows
    judged = axes.full(
        known,
        rows,
        year=parameters.year,
        reference=entry.reference,
        baseline=entry.baseline,
        elections=entry.elections,
        responsible=places.responsible(parameters.place, parameters.year),
        level=parameters.level / 100,
    )
    table = judged[axes.COLUMNS]
    compared = _compared(judged, rows, parameters.year)
    raised, budget = _warnings(judged, rows, parameters)
    returned = _returned(parameters, rows)
    raised = self_reports.answered(raised, returned["ledger"])
    made = Judgement(
        assessment=table,
        objectives=rollup.objectives(known, table, reference=entry.reference, found=_found(returned)),
        measures=rollup.measures(known, table, returned["evaluation"], reference=entry.reference),
        projections=series_projections.table(known, rows, parameters.year),
        accuracy=series_projections.looked_back(known, rows, parameters.year),
        gaps=group_gaps.table(known, rows, parameters.year, axes.base_years(known, entry.baseline)),
        headline=rollup.headline(table),
        warnings=raised,
        warning_budget=budget,
        reference_methods=compared,
        index=rollup.index(table, compared),
        observations=rows,
        **returned,
    )
    return Judgement(**public_edition.published(made.tables())) if parameters.public else made


def _found(returned: dict[str, pd.DataFrame]) -> set[str]:
    """Objectives and measures on which the evaluation group has found something."""
    told = returned["evaluation"]
    return set(told.loc[told["state"].ne(""), "clause"])


def _returned(parameters: PlaceYear, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What the returns themselves say: words, completeness, points to be explained, revisions."""
    known, place, year = parameters.catalogue, parameters.place, parameters.year
    told = self_reports.newest(building.statements(place), year, parameters.as_of)
    explained = building.explanations(place)
    explained, every = (table[table["year"].le(year)] for table in (explained, building.rows(place)))
    if parameters.as_of:
        explained = explained[explained["release"] <= parameters.as_of]
        every = every[every["release"] <= parameters.as_of]
    lines = completeness.table(parameters.entry, known, rows, year)
    if parameters.entry.reference:
        lines, points = lines.iloc[:0], pd.DataFrame(columns=schema.POINT_COLUMNS, dtype=str)
    else:
        points = plausibility.points(rows, explained, known)
    return {
        "evaluation": self_reports.table(known, told),
        "ledger": self_reports.ledger(told),
        "completeness": lines,
        "reminders": completeness.reminders(lines),
        "surveys": completeness.surveys(lines, known, told),
        "points": points[points["year"].eq(year)].reset_index(drop=True),
        "revisions": revisions.table(every, explained),
    }


def _warnings(
    judged: pd.DataFrame, rows: pd.DataFrame, parameters: PlaceYear
) -> tuple[pd.DataFrame, pd.DataFrame]:
    settings = parameters.catalogue.settings
    if parameters.entry.reference:
        return pd.DataFrame(columns=warnings.COLUMNS, dtype=str), pd.DataFrame(
            columns=warnings.BUDGET, dtype=str
        )
    raised = warnings.table(judged, rows, parameters.year, settings)
    return raised, warnings.expected(judged, raised, settings)


def _compared(judged: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    series = readings.of_targets(judged, rows, year)
    base = series[series["series"].map(judged.set_index("series")["baseline_year"]).eq(series["year"])]
    base_count = judged["series"].map(base.set_index("series")["numerator"])
    return reference_methods.table(judged.assign(base_count=base_count), series)


def ready(parameters: PlaceYear) -> Judgement:
    """The judgement that is kept and in force; judged and kept first where there is none."""
    return of(parameters) if in_force(parameters) else keep(parameters)


def keep(parameters: PlaceYear) -> Judgement:
    """Judge and keep the tables, so that the pages of the year read them."""
    made, folder = judge(parameters), _folder(parameters)
    (folder / "key.json").unlink(missing_ok=True)
    for name, table in made.tables().items():
        paths.write_atomically(folder / f"{name}.parquet", table.to_parquet(index=False))
    paths.write_atomically(folder / "key.json", json.dumps(_note(parameters)).encode())
    return made


def _folder(parameters: PlaceYear) -> Path:
    parts = [
        str(parameters.year),
        "public" if parameters.public else "",
        parameters.as_of,
        str(parameters.level),
    ]
    name = "_".join(filter(None, parts))
    return paths.processed(parameters.place) / "judgement" / name


def _key(parameters: PlaceYear) -> str:
    building.ensure(parameters.place)
    known = processed.content(parameters.place, parameters.year) if not parameters.as_of else ""
    parts = [
        known or digests.prepared_key(parameters.place),
        digests.entry(parameters.place),
        digests.code(*ROOMS),
        parameters.year,
        parameters.as_of,
        parameters.level,
        parameters.edition,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
