"""The judgement of one place and year: its tables, made from observations by the rules of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pandas as pd

from planbook import disclosure, store
from planbook.contract import places, schema
from planbook.core import digests
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
from planbook.judge.place_year import PlaceYear
from planbook.store import completeness, higher_levels, plausibility, revisions


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
        return {name: getattr(self, name) for name in NAMES}

    def rows(self, name: str, **of: str | Iterable[str]) -> pd.DataFrame:
        """Rows of a table, all or those with some values in some columns.

        Parameters
        ----------
        name : str
            One of `NAMES`.
        **of : str or iterable of str
            By column, the value or values that are wanted: `indicator="…"`, `area=["…", "…"]`.
        """
        return part(getattr(self, name), of)

    def unrecorded(self, name: str) -> pd.DataFrame:
        """A whole table, for who tells with `note` which of its rows are shown."""
        return getattr(self, name)

    def note(self, name: str, column: str, value: str) -> None:
        """Tell that the rows of a table with a value in a column are shown; kept judgements write it down."""


NAMES = tuple(field.name for field in fields(Judgement))


def part(table: pd.DataFrame, of: dict[str, str | Iterable[str]]) -> pd.DataFrame:
    """Rows of a table with some values in some columns."""
    for column, wanted in of.items():
        own = table[column]
        table = table[own.eq(wanted) if isinstance(wanted, str) else own.isin(list(wanted))]
    return table


def judge(parameters: PlaceYear) -> Judgement:
    """Judge a place and year anew."""
    parameters.check()
    known, entry = parameters.catalogue, parameters.entry
    rows = store.observations(parameters.place, as_of=parameters.as_of or None)
    rows = rows[rows["year"].le(parameters.year)].reset_index(
        drop=True
    )  # what came later is no part of the year
    rows = disclosure.public(rows, known, entry) if parameters.public else rows
    ahead = series_projections.projected(known, rows, parameters.year)
    figures = of_figures(parameters, rows, ahead)
    table, compared = figures["assessment"], figures["reference_methods"]
    returned = _returned(parameters, rows)
    figures["warnings"] = self_reports.answered(figures["warnings"], returned["ledger"])
    made = Judgement(
        objectives=rollup.objectives(known, table, reference=entry.reference, found=_found(returned)),
        measures=rollup.measures(known, table, returned["evaluation"], reference=entry.reference),
        projections=series_projections.table(ahead),
        accuracy=series_projections.looked_back(known, ahead),
        headline=rollup.headline(table),
        index=rollup.index(table, compared),
        observations=rows,
        **figures,
        **returned,
    )
    return Judgement(**public_edition.published(made.tables())) if parameters.public else made


def of_figures(
    parameters: PlaceYear, rows: pd.DataFrame, ahead: series_projections.Projected
) -> dict[str, pd.DataFrame]:
    """The tables that follow from figures, plan and place alone: assessment, gaps, warnings and their budget, methods.

    Parameters
    ----------
    parameters : PlaceYear
        The place and year, with the catalogue.
    rows : pandas.DataFrame
        Newest observations up to the year.
    ahead : series_projections.Projected
        Their projections.
    """
    known, entry, year = parameters.catalogue, parameters.entry, parameters.year
    judged = axes.full(
        known,
        rows,
        year=year,
        reference=entry.reference,
        baseline=entry.baseline,
        elections={str(body): years for body, years in entry.elections.items()},
        responsible=places.responsible(parameters.place, year),
        level=parameters.level / 100,
        ahead=ahead,
    )
    raised, budget = _warnings(judged, rows, parameters)
    return {
        "assessment": judged[axes.COLUMNS],
        "gaps": group_gaps.table(known, rows, year, readings.base_years(known, entry.baseline)),
        "warnings": raised,
        "warning_budget": budget,
        "reference_methods": _compared(judged, rows, year),
    }


def _found(returned: dict[str, pd.DataFrame]) -> set[str]:
    """Objectives and measures on which the evaluation group has found something."""
    told = returned["evaluation"]
    return set(told.loc[told["state"].ne(""), "clause"])


def _returned(parameters: PlaceYear, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What the returns themselves say: words, completeness, points to be explained, revisions."""
    known, place, year = parameters.catalogue, parameters.place, parameters.year
    told = self_reports.newest(store.statements(place), year, parameters.as_of)
    explained = store.explanations(place)
    explained, every = (table[table["year"].le(year)] for table in (explained, store.rows(place)))
    if parameters.as_of:
        explained = explained[explained["release"] <= parameters.as_of]
        every = every[every["release"] <= parameters.as_of]
    lines = completeness.table(parameters.entry, known, rows, year)
    if parameters.entry.reference:
        lines, points = lines.iloc[:0], pd.DataFrame(columns=schema.POINT_COLUMNS, dtype=str)
    else:
        points = plausibility.points(rows, explained, known, _above(parameters))
    return {
        "evaluation": self_reports.table(known, told),
        "ledger": self_reports.ledger(told),
        "completeness": lines,
        "reminders": completeness.reminders(lines),
        "surveys": completeness.surveys(lines, known, told),
        "points": points[points["year"].eq(year)].reset_index(drop=True),
        "revisions": revisions.table(every, explained),
    }


def _above(parameters: PlaceYear) -> pd.DataFrame:
    """Figures of the places above up to the year, beside which first figures are seen."""
    asked = [one for one in parameters.parents if one.place in digests.above(parameters.place)]
    rows = {one.entry.name: store.observations(one.place, as_of=one.as_of or None) for one in asked}
    return higher_levels.table(
        {name: table[table["year"].le(parameters.year)] for name, table in rows.items()}
    )


def _warnings(
    judged: pd.DataFrame, rows: pd.DataFrame, parameters: PlaceYear
) -> tuple[pd.DataFrame, pd.DataFrame]:
    settings = parameters.catalogue.settings
    if parameters.entry.reference:
        return warnings.none(), pd.DataFrame(columns=warnings.BUDGET, dtype=str)
    raised = warnings.table(judged, rows, parameters.year, settings)
    return raised, warnings.expected(judged, raised, settings)


def _compared(judged: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    series = readings.of_targets(judged, rows, year)
    base = series[series["series"].map(judged.set_index("series")["baseline_year"]).eq(series["year"])]
    base_count = judged["series"].map(base.set_index("series")["numerator"])
    return reference_methods.table(judged.assign(base_count=base_count), series)
