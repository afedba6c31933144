"""Projections in words: the figure at the deadline, where it mostly lies, and whether the target is in reach."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import Claim, Sentence, goal, say
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.text import sentences


def outlook_sentence(context: PageContext, row: pd.Series) -> Sentence:
    """A projection as reports say it: the figure, where it mostly lies, and whether the target is in reach."""
    entry, deadline = context.indicator(row["indicator"]), context.catalogue.by_target[row["target"]].deadline
    claim = Claim(
        kind="projection",
        indicator=entry.id,
        year=deadline,
        value=row["projected"],
        lower=row["projected_lower"],
        upper=row["projected_upper"],
        level=context.parameters.level,
        unit=entry.unit,
        against_year=deadline,
        against_value=row["target_value"],
        verdict=row["outlook"] or "",
        source=row["target"],
    ).at(row[BREAKDOWN].to_dict())
    text = say(
        "{name}：按目前走势，{year}预计为{value}（多数情况在{range}之间）",
        name=breakdown_name(context, row),
        year=claim.when,
        value=claim.figure(entry.decimals),
        range=claim.range(entry.decimals),
    )
    if context.place.reference or not row["outlook"]:
        return say("{text}。", text=text)
    asked = goal(row["target_value"], row["operator"], row["unit"])
    return say("{text}，目标值{goal}，{outlook}。", text=text, goal=asked, outlook=claim.word(labels.OUTLOOK))


def breakdown_name(context: PageContext, row: pd.Series) -> Sentence:
    """Name of a row's indicator with its breakdown in words."""
    return sentences.named_at(context.indicator(row["indicator"]), *row[BREAKDOWN])


def short_name(context: PageContext, row: pd.Series) -> Sentence:
    """Short name of a row's indicator with its breakdown in words."""
    return sentences.short_at(context.indicator(row["indicator"]), *row[BREAKDOWN])
