"""Projections in words: the figure at the deadline, where it mostly lies, and whether the target is in reach."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, constant, goal, say
from planbook.judge.page_context import PageContext, codes_of
from planbook.judge.series_projections import RANGE
from planbook.text import sentences

LEAST_ODDS, MOST_ODDS = 1, 99  # per cent; beyond these no probability is told more closely


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
        level=RANGE,
        unit=entry.unit,
        against_year=deadline,
        against_value=row["target_value"],
        verdict=row["outlook"] or "",
        source=row["target"],
    ).at(codes_of(row))
    text = say(
        "{name}：按目前走势，{year}预计为{value}（{range}）",
        name=breakdown_name(context, row),
        year=claim.when,
        value=claim.figure(entry.decimals),
        range=mostly(claim, entry.decimals),
    )
    if context.place.reference or not row["outlook"]:
        return say("{text}。", text=text)
    asked = sentences.demand_claim(row, context).silent() + goal(
        row["target_value"], row["operator"], row["unit"]
    )
    # what is published may be one number year after year, and the true level behind it still be open
    few = say("例数太少，") if claim.narrow(entry.decimals) and claim.verdict == "open" else NOTHING
    outlook = few + claim.word(labels.OUTLOOK)
    return say("{text}，目标值{goal}，{outlook}。", text=text, goal=asked, outlook=outlook)


def odds(claim: Claim) -> Sentence:
    """A probability in whole per cent; of what is nearly impossible or nearly sure the bound that can be relied on."""
    if claim.value < LEAST_ODDS:
        return claim.silent() + say(
            "不到{least}", least=constant("outlook_sentences.LEAST_ODDS", LEAST_ODDS, "%")
        )
    if claim.value > MOST_ODDS:
        return claim.silent() + say(
            "{most}以上", most=constant("outlook_sentences.MOST_ODDS", MOST_ODDS, "%")
        )
    return claim.figure(0)


def mostly(claim: Claim, decimals: int) -> Sentence:
    """Where a projection mostly lies; limits that print alike are one number."""
    limits = claim.range(decimals)
    return (
        say("多数情况都是{one}", one=limits)
        if claim.narrow(decimals)
        else say("多数情况在{limits}之间", limits=limits)
    )


def breakdown_name(context: PageContext, row: pd.Series) -> Sentence:
    """Name of a row's indicator with its breakdown in words."""
    return sentences.named_at(context.indicator(row["indicator"]), **codes_of(row))


def short_name(context: PageContext, row: pd.Series) -> Sentence:
    """Short name of a row's indicator with its breakdown in words."""
    return sentences.short_at(context.indicator(row["indicator"]), **codes_of(row))
