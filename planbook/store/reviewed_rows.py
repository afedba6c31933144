"""What the rules of the review look at, and what they tell of a figure."""

from dataclasses import dataclass

import pandas as pd

from planbook.catalogue import Catalogue
from planbook.contract.schema import FIGURE
from planbook.core import labels

NUMBERS = ["numerator", "denominator", "value"]
ABOVE_COLUMNS = [*FIGURE, "value", "place"]
ENTRY = ("statistic", "unit", "decimals", "step", "lower_bound", "multiplier")
HALF = 0.51  # of a figure's last decimal: by so much a rounded figure may differ


@dataclass(frozen=True)
class ReviewedRows:
    """Figures of one place, with what the catalogue says of their indicators.

    Attributes
    ----------
    known : Catalogue
        Units, parts and the settings of the review.
    own : pandas.DataFrame
        Figures of the plan's years, with the columns `ENTRY` of their indicators: those that are reviewed.
    before : pandas.DataFrame
        The same with those of the year before the plan.
    since : dict of tuple to int
        First year of each series, by its indicator, sex, residence, age and township.
    above : pandas.DataFrame
        Figures of the country, the province and the prefecture (`ABOVE_COLUMNS`).
    """

    known: Catalogue
    own: pd.DataFrame
    before: pd.DataFrame
    since: dict[tuple[str, ...], int]
    above: pd.DataFrame


SERIES = [name for name in FIGURE if name != "year"]


def of(rows: pd.DataFrame, known: Catalogue, above: pd.DataFrame | None) -> ReviewedRows:
    """The figures of one place as the rules look at them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Newest observations (`received.observations`).
    known : Catalogue
        The plan they are judged by, with the indicators.
    above : pandas.DataFrame, optional
        Figures of higher levels (`ABOVE_COLUMNS`); none without it.
    """
    figures = rows[rows["value"].notna()]
    first = known.plan.first_year
    before = _with_entries(figures[figures["year"].ge(first - 1)], known)
    since = {
        tuple(map(str, series)): int(year)
        for *series, year in figures.groupby(SERIES, as_index=False)["year"]
        .min()[[*SERIES, "year"]]
        .itertuples(index=False, name=None)
    }
    none = pd.DataFrame(columns=ABOVE_COLUMNS)
    return ReviewedRows(
        known, before[before["year"].ge(first)], before, since, none if above is None else above
    )


def _with_entries(rows: pd.DataFrame, known: Catalogue) -> pd.DataFrame:
    entries = {id: [getattr(entry, name) for name in ENTRY] for id, entry in known.indicators.items()}
    about = pd.DataFrame.from_dict(entries, orient="index", columns=list(ENTRY))
    return rows.join(about, on="indicator")


def points_of(rows: pd.DataFrame, rule: str, found: list[str], expected: list[str] | str) -> pd.DataFrame:
    """What a rule found of each row, as a table; the state is added when all rules have spoken."""
    points = rows[[*FIGURE, "department", "release", "source"]].copy()
    return points.assign(rule=rule, value=rows["value"], found=found, expected=expected)


def shown(value: float, unit: str, decimals: int) -> str:
    """A figure with its unit: 14.3/10万, 96.2%."""
    return labels.number(value, decimals) + labels.after_number(unit)
