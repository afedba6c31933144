"""Claims of single figures, made from the rows of the tables that the figures stand in."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, joined, say, word
from planbook.judge.page_context import PageContext


def level(entry: Indicator, row: pd.Series, **codes: str) -> Claim:
    """The claim of a figure by its row of a line: `year, value, source`; `codes` say of which series."""
    return Claim(
        kind="level",
        indicator=entry.id,
        year=int(row["year"]),
        value=row["value"],
        unit=entry.unit,
        source=row["source"],
    ).at(codes)


def in_year(context: PageContext, id: str, year: int) -> Claim:
    """The claim of the figure of an indicator's main line in a year."""
    codes, line = context.main_line(id)
    return level(context.indicator(id), line[line["year"].eq(year)].iloc[0], **codes)


def lowest(entry: Indicator, row: pd.Series, **codes: str) -> Claim:
    """The claim that a row's figure is the lowest of its kind."""
    return replace(level(entry, row, **codes), kind="extreme", verdict="lowest")


def group_level(entry: Indicator, row: pd.Series, n: int) -> Claim:
    """The claim of the figure of the first or the second group (`n`) in a row of the gaps."""
    return Claim(
        kind="level",
        indicator=entry.id,
        year=int(row["year"]),
        value=row[f"value_{n}"],
        unit=entry.unit,
    ).at({row["dimension"]: row[f"group_{n}"]})


def suppressed(entry: Indicator, years: Sequence[int], **codes: str) -> Sentence:
    """That a series' figures of some years are there and not shown; empty of no years."""
    claims = [
        Claim(kind="missing", indicator=entry.id, year=int(year), verdict="suppressed").at(codes)
        for year in years
    ]
    said = joined((claim.bare_year for claim in claims), "、")
    return say("{years}年{reason}", years=said, reason=word(labels.REASON, "suppressed")) if said else NOTHING
