"""The judgement of one place and year: made once, kept in `data/processed`, read by every page."""

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from analysis import assessment as axes
from analysis import paths, words
from analysis.assessment import (
    editions,
    evaluation,
    groups,
    projections,
    readings,
    reference_methods,
    rollup,
    warnings,
)
from analysis.catalogue import Catalogue
from analysis.data import (
    completeness,
    digests,
    disclosure,
    kept,
    observations,
    places,
    prepare,
    releases,
    review,
    revisions,
    schema,
    signoff,
)
from analysis.errors import Fault, UsageError, suggestion

ROOMS = ("catalogue", "data", "indicators", "forecasting", "assessment")


@dataclass(frozen=True)
class Question:
    """What is asked of a place: the parameters every notebook has."""

    place: str
    year: int
    as_of: str = ""
    level: int = 95
    edition: str = "internal"

    @property
    def public(self) -> bool:
        """Whether the answer is for the public: suppressed, and without what concerns the house alone."""
        return self.edition == "public"

    @cached_property
    def entry(self) -> places.Place:
        """The place's entry."""
        return places.read(self.place)

    @cached_property
    def signed(self) -> signoff.SignOff:
        """Who has reviewed or approved what is shown."""
        return signoff.of(self.place, self.year, self.as_of)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The plan it is judged by, with the indicators."""
        return places.plan_catalogue(self.place)

    def check(self) -> "Question":
        """The question itself, if it can be answered; `UsageError` naming each faulty parameter."""
        paths.check_place(self.place)
        plan, faults = self.catalogue.plan, []
        first, last = plan.first_year - 10, plan.last_year
        if not first <= self.year <= last:
            faults.append(Fault("year", repr(self.year), f"a year from {first} to {last}"))
        if self.edition not in words.EDITION:
            remedy = suggestion(self.edition, words.EDITION)
            faults.append(Fault("edition", repr(self.edition), " or ".join(words.EDITION), remedy))
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


def of(question: Question) -> Judgement:
    """The kept judgement, if it was made from the same data and code; else a new one."""
    folder = _folder(question)
    if in_force(question):
        return _Kept(folder)
    return _made(question, _key(question))


def in_force(question: Question) -> bool:
    """Whether a judgement is kept that was made from today's data and code, and is as it was left."""
    note = paths.read_note(_folder(question) / "key.json")
    return bool(note) and note == _note(question)


def _note(question: Question) -> dict:
    folder = _folder(question)
    return {"key": _key(question), "files": digests.each(folder.glob("*.parquet"), folder)}


@lru_cache(maxsize=4)
def _made(question: Question, key: str) -> Judgement:
    """A judgement for the pages of one sitting; `key` changes with the data and the code."""
    return judge(question)


def judge(question: Question) -> Judgement:
    """Judge a place and year anew."""
    question.check()
    known, entry = question.catalogue, question.entry
    rows = observations.read(question.place, as_of=question.as_of or None)
    rows = rows[rows["year"].le(question.year)].reset_index(
        drop=True
    )  # what came later is no part of the year
    rows = disclosure.public(rows, known, entry) if question.public else rows
    judged = axes.full(
        known,
        rows,
        year=question.year,
        reference=entry.reference,
        baseline=entry.baseline,
        elections=entry.elections,
        responsible=places.responsible(question.place, question.year),
        level=question.level / 100,
    )
    table = judged[axes.COLUMNS]
    compared = _compared(judged, rows, question.year)
    raised, budget = _warnings(judged, rows, question)
    returned = _returned(question, rows)
    raised = evaluation.answered(raised, returned["ledger"])
    made = Judgement(
        assessment=table,
        objectives=rollup.objectives(known, table, reference=entry.reference, found=_found(returned)),
        measures=rollup.measures(known, table, returned["evaluation"], reference=entry.reference),
        projections=projections.table(known, rows, question.year),
        accuracy=projections.looked_back(known, rows, question.year),
        gaps=groups.table(known, rows, question.year, axes.base_years(known, entry.baseline)),
        headline=rollup.headline(table),
        warnings=raised,
        warning_budget=budget,
        reference_methods=compared,
        index=rollup.index(table, compared),
        observations=rows,
        **returned,
    )
    return Judgement(**editions.published(made.tables())) if question.public else made


def _found(returned: dict[str, pd.DataFrame]) -> set[str]:
    """Objectives and measures on which the evaluation group has found something."""
    told = returned["evaluation"]
    return set(told.loc[told["state"].ne(""), "clause"])


def _returned(question: Question, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What the returns themselves say: words, completeness, points to be explained, revisions."""
    known, place, year = question.catalogue, question.place, question.year
    told = evaluation.newest(prepare.statements(place), year, question.as_of)
    explained = prepare.explanations(place)
    explained, every = (table[table["year"].le(year)] for table in (explained, prepare.rows(place)))
    if question.as_of:
        explained = explained[explained["release"] <= question.as_of]
        every = every[every["release"] <= question.as_of]
    lines = completeness.table(question.entry, known, rows, year)
    if question.entry.reference:
        lines, points = lines.iloc[:0], pd.DataFrame(columns=schema.POINT_COLUMNS, dtype=str)
    else:
        points = review.points(rows, explained, known)
    return {
        "evaluation": evaluation.table(known, told),
        "ledger": evaluation.ledger(told),
        "completeness": lines,
        "reminders": completeness.reminders(lines),
        "surveys": completeness.surveys(lines, known, told),
        "points": points[points["year"].eq(year)].reset_index(drop=True),
        "revisions": revisions.table(every, explained),
    }


def _warnings(
    judged: pd.DataFrame, rows: pd.DataFrame, question: Question
) -> tuple[pd.DataFrame, pd.DataFrame]:
    settings = question.catalogue.settings
    if question.entry.reference:
        return pd.DataFrame(columns=warnings.COLUMNS, dtype=str), pd.DataFrame(
            columns=warnings.BUDGET, dtype=str
        )
    raised = warnings.table(judged, rows, question.year, settings)
    return raised, warnings.expected(judged, raised, settings)


def _compared(judged: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    series = readings.of_targets(judged, rows, year)
    base = series[series["series"].map(judged.set_index("series")["baseline_year"]).eq(series["year"])]
    base_count = judged["series"].map(base.set_index("series")["numerator"])
    return reference_methods.table(judged.assign(base_count=base_count), series)


def ready(question: Question) -> Judgement:
    """The judgement that is kept and in force; judged and kept first where there is none."""
    return of(question) if in_force(question) else keep(question)


def keep(question: Question) -> Judgement:
    """Judge and keep the tables, so that the pages of the year read them."""
    made, folder = judge(question), _folder(question)
    (folder / "key.json").unlink(missing_ok=True)
    for name, table in made.tables().items():
        paths.write_atomically(folder / f"{name}.parquet", table.to_parquet(index=False))
    paths.write_atomically(folder / "key.json", json.dumps(_note(question)).encode())
    return made


def _folder(question: Question) -> Path:
    parts = [str(question.year), "public" if question.public else "", question.as_of, str(question.level)]
    name = "_".join(filter(None, parts))
    return paths.processed(question.place) / "judgement" / name


def _key(question: Question) -> str:
    prepare.ensure(question.place)
    known = kept.content(question.place, question.year) if not question.as_of else ""
    parts = [
        known or digests.prepared_key(question.place),
        digests.entry(question.place),
        digests.code(*ROOMS),
        question.year,
        question.as_of,
        question.level,
        question.edition,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
