"""What targets ask, in words, and how the figures of an objective stand to what it asks."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import NOTHING, Sentence, goal, joined, named, say, told, word
from planbook.judge.page_context import PageContext, Reading, codes_of
from planbook.text import sentences

STANDING = ("met", "not_met", "not_assessable", "not_due")  # attainments that a figure's sentence tells


def demand(target: pd.Series, context: PageContext) -> Sentence:
    """What a target asks, as a short phrase."""
    return sentences.demand_claim(target, context).silent() + _demand(target, context)


def _demand(target: pd.Series, context: PageContext) -> Sentence:
    if pd.notna(target["target_value"]):
        text = goal(target["target_value"], target["operator"], target["unit"])
        return say("每个乡镇（街道）{goal}", goal=text) if target["rule"] == "every_unit" else text
    entry = context.catalogue.by_target[target["target"]]
    match target["rule"]:
        case "direction":
            since = say("逐年") if entry.every_year else say("较基期")
            return since + word(labels.DIRECTION, entry.direction or "")
        case "gap_narrows":
            return say("{dimension}差距缩小", dimension=word(labels.DIMENSION, entry.dimension or ""))
        case "slope":
            return say("上升趋势减缓")
        case "relative":
            other = named(context.indicator(entry.relative_to or ""), "short")
            around = entry.operator == "around"
            return say("与{other}相适应", other=other) if around else say("不低于{other}", other=other)
    return named(entry, "title")


def of_clause(context: PageContext, reading: Reading, clause: str) -> Sentence:
    """How a figure stands to what an objective asks of it, and to the numbers that measures ask; an area's page alone.

    A report heads the paragraph with the objective's state: what a measure asks is told as such.
    """
    rows = [
        row
        for row in context.target_rows
        if row["indicator"] == reading.indicator.id
        and codes_of(row) == reading.codes
        and row["attainment"] in STANDING
    ]
    own = [_stands(context, row) for row in rows if row["clause"] == clause]
    others = [row for row in rows if row["clause"].startswith("M") and pd.notna(row["target_value"])]
    measures = [
        say(
            "策略措施第{number}条：{said}",
            number=told("measure.number", row["clause"].removeprefix("M")),
            said=_stands(context, row),
        )
        for row in others
    ]
    return joined([*own, *measures])


def _stands(context: PageContext, row: pd.Series) -> Sentence:
    """What a target asks and how its figure stands to it."""
    numeric = pd.notna(row["target_value"]) and row["rule"] != "every_unit"
    asked = say("目标值") if numeric else say("规划要求")
    moved = row["rule"] == "direction" and row["attainment"] in ("met", "not_met")
    verdict = (say("实际") if moved else NOTHING) + sentences.verdict(row, context)
    return say("{asked}{demand}，{verdict}。", asked=asked, demand=demand(row, context), verdict=verdict)
