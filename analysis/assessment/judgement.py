"""The judgement of one place and year: made once, kept in `data/processed`, read by every page."""

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis import assessment as axes
from analysis import paths
from analysis.assessment import rollup, rules
from analysis.catalogue import Catalogue
from analysis.data import observations, places, prepare, releases
from analysis.errors import Fault, UsageError
from analysis.indicators import gaps

ROOMS = ("catalogue", "data", "indicators", "forecasting", "assessment")


@dataclass(frozen=True)
class Question:
    """What is asked of a place: the parameters every notebook has."""

    place: str
    year: int
    as_of: str = ""
    level: int = 95

    @cached_property
    def entry(self) -> places.Place:
        """The place's entry."""
        return places.read(self.place)

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
    gaps: pd.DataFrame
    headline: pd.DataFrame
    observations: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def of(question: Question) -> Judgement:
    """The kept judgement, if it was made from the same data and code; else a new one."""
    folder, key = _folder(question), _key(question)
    note = folder / "key.json"
    if note.is_file() and json.loads(note.read_text())["key"] == key:
        names = [field.name for field in fields(Judgement)]
        return Judgement(**{name: pd.read_parquet(folder / f"{name}.parquet") for name in names})
    return judge(question)


def judge(question: Question) -> Judgement:
    """Judge a place and year anew."""
    question.check()
    known, entry = question.catalogue, question.entry
    rows = observations.read(question.place, as_of=question.as_of or None)
    table = axes.assess(
        known,
        rows,
        year=question.year,
        reference=entry.reference,
        baseline=entry.baseline,
        level=question.level / 100,
    )
    return Judgement(
        assessment=table,
        objectives=rollup.objectives(known, table, reference=entry.reference),
        measures=rollup.measures(known, table, reference=entry.reference),
        gaps=gap_table(rows, question.year, entry.baseline),
        headline=rollup.headline(table),
        observations=rows,
    )


def keep(question: Question) -> Judgement:
    """Judge and keep the tables, so that the pages of the year read them."""
    made, folder = judge(question), _folder(question)
    (folder / "key.json").unlink(missing_ok=True)
    for name, table in made.tables().items():
        paths.write_atomically(folder / f"{name}.parquet", table.to_parquet(index=False))
    paths.write_atomically(folder / "key.json", json.dumps({"key": _key(question)}).encode())
    return made


def gap_table(rows: pd.DataFrame, year: int, baseline: int) -> pd.DataFrame:
    """Latest gap of each indicator between two groups, beside the base year's, with a verdict."""
    pairs = rules.pairs_of_groups(rows, year)
    names = ["indicator", "dimension"]
    now = pairs.drop_duplicates(names, keep="last").reset_index(drop=True)
    base = pairs[pairs["year"].eq(baseline)].set_index(names)
    base = base[["difference", "ratio"]].reindex(pd.MultiIndex.from_frame(now[names])).reset_index(drop=True)
    earlier = now["year"] > baseline
    verdict = gaps.narrowing(now, base.where(earlier))
    return now.assign(
        baseline_year=pd.array([baseline] * len(now), dtype="Int64"),
        baseline_difference=base["difference"],
        baseline_ratio=base["ratio"],
        verdict=verdict,
    )


def _folder(question: Question) -> Path:
    name = f"{question.year}{f'_{question.as_of}' if question.as_of else ''}_{question.level}"
    return paths.processed(question.place) / "judgement" / name


def _key(question: Question) -> str:
    parts = [prepare.key(question.place), _code_key(), question.year, question.as_of, question.level]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _code_key() -> str:
    package = Path(__file__).parents[1]
    return releases.digest(sorted(f for room in ROOMS for f in package.glob(f"{room}/**/*.py")), package)
