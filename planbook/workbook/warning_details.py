"""Warnings in full: evidence, since when they stand, what would clear them, what was answered; and last year's."""

from typing import LiteralString

import pandas as pd

from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, count, joined, named, say, told
from planbook.document.lines import Break, Line
from planbook.judge import warnings
from planbook.judge.page_context import PageContext, codes_of
from planbook.text.outlook_sentences import breakdown_name
from planbook.text.warning_sentences import reason
from planbook.workbook import pieces, responsible_units
from planbook.workbook.pieces import Piece, paragraph
from planbook.workbook.warning_tables import level


def every_warning(context: PageContext) -> Piece:
    """The year's warnings with evidence, since when they stand, what clears them, and the answer of the ledger."""
    rows = context.judgement.warnings
    return Piece() if context.place.reference or rows.empty else table(context, rows)


def table(context: PageContext, rows: pd.DataFrame) -> Piece:
    """Some of the year's warnings in full."""
    raised, units = _raised(context), responsible_units.of(context, rows)
    body = [
        [*_matter(context, row, raised), unit]
        for (_, row), unit in zip(rows.iterrows(), units.names, strict=True)
    ]
    header = ["级别", "指标（领域）", "依据", "自何年起", "怎样解除", "整改台账的回应", units.heading]
    return pieces.table(header, body) + paragraph(units.basis, "lacking")


def _raised(context: PageContext) -> dict[tuple, set[int]]:
    """Years in which each matter was raised, this one among them."""
    found: dict[tuple, set[int]] = {}
    for year, judged in {**context.earlier, context.parameters.year: context.judgement}.items():
        for key in judged.warnings[warnings.ONE].itertuples(index=False, name=None):
            found.setdefault(key, set()).add(year)
    return found


def since(years: set[int], year: int) -> int:
    """First year of an unbroken run of years that ends in `year`."""
    while year - 1 in years:
        year -= 1
    return year


def _matter(context: PageContext, row: pd.Series, raised: dict[tuple, set[int]]) -> list[Line]:
    year = context.parameters.year
    area = named(context.catalogue.areas[row["area"]], "title")
    first = since(raised[tuple(row[warnings.ONE])], year)
    claim = Claim(
        kind="count", year=year, against_year=first, value=year - first + 1, verdict="warnings.years"
    )
    lasting = (
        say("{first}，第{years}年", first=claim.since, years=claim.number())
        if first < year
        else say("本年新提示")
    )
    what = (level(row), Break(), labels.WARNING[row["code"]])
    return [
        what,
        say("{name}（{area}）", name=breakdown_name(context, row), area=area),
        reason(context, row),
        lasting,
        labels.WARNING_CLEARS[row["code"]],
        told("ledger.response", row["response"]) if row["response"] else say("台账中没有回应"),
    ]


def last_year(context: PageContext) -> Piece:
    """Last year's warnings and what became of them."""
    before = context.earlier.get(context.parameters.year - 1)
    if context.place.reference or before is None or before.warnings.empty:
        return paragraph(say("没有上年的提示可以回看。"), "lacking")
    now = set(context.judgement.warnings[warnings.ONE].itertuples(index=False, name=None))
    rows = warnings.once(before.warnings)
    body = [_became(context, row, tuple(row[warnings.ONE]) in now) for _, row in rows.iterrows()]
    still = sum(str(line[3]) == STILL for line in body)
    year = context.parameters.year - 1
    then = Claim(kind="count", year=year, value=len(body), verdict="warnings.of_last_year")
    gone = len(body) - still
    parts = [
        say("本年仍在的{still}项", still=count(still, "warnings.of_last_year_still")) if still else NOTHING,
        say("不再提示的{gone}项", gone=count(gone, "warnings.of_last_year_gone")) if gone else NOTHING,
    ]
    said = say("{year}的{all}项中，{parts}。", year=then.when, all=then.number(), parts=joined(parts, "，"))
    return paragraph(said) + pieces.table(["级别", "事项", "指标", "本年"], body)


STILL, GONE = "仍在提示", "不再提示"


def _became(context: PageContext, row: pd.Series, still: bool) -> list[Line]:
    claim = stands(row, "warnings.still", now=still)
    return [
        level(row),
        labels.WARNING[row["code"]],
        breakdown_name(context, row),
        claim + (say(STILL) if still else say(GONE)),
    ]


def stands(row: pd.Series, of: LiteralString, *, now: bool) -> Sentence:
    """The claim that a warning stands this year, or does not: behind words that say so."""
    claim = Claim(kind="count", indicator=row["indicator"], value=float(now), verdict=of, source=row["code"])
    return claim.at(codes_of(row)).silent()
