"""What needs attention: warnings with their reasons, what chance may have raised, and the outlook in classes."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import NOTHING, Claim, Sentence, count, joined, named, none, say, word
from planbook.document.lines import Line, State
from planbook.judge import warnings
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.text import sentences
from planbook.text.outlook_sentences import breakdown_name
from planbook.text.warning_sentences import reason
from planbook.workbook import pieces, responsible_units
from planbook.workbook.pieces import Piece, paragraph

FACTS = ("W6", "W7", "W8")


def attention(context: PageContext) -> Piece:
    """The year's warnings, the gravest first, and how many of them chance alone may have raised."""
    whole = context.area == WHOLE_YEAR
    if context.place.reference:
        return paragraph(_only_compared(context) if whole else NOTHING, "lacking")
    asked = {} if whole else {"area": context.area}
    rows = context.judgement.rows("warnings", **asked)
    if rows.empty:
        behind = int(context.targets["attainment"].eq("not_met").sum())
        more = say(
            "尚未达到的{behind}项要求列在“尚未达到和未填报指标”。",
            behind=count(behind, "targets.not_met", source=context.area),
        )
        whose = "" if whole else context.area
        said = say("本年没有触发提示规则的事项。{more}", more=more if behind else NOTHING)
        said = none("warnings.raised", source=whose) + said
        return paragraph(said, "lacking")
    units = responsible_units.of(context, rows)
    body = [
        [*_warning(context, row), unit] for (_, row), unit in zip(rows.iterrows(), units.names, strict=True)
    ]
    table = pieces.table(["级别", "事项", "指标", "说明", units.heading], body)
    return (
        (paragraph(_budget(context, rows)) if whole else Piece()) + table + paragraph(units.basis, "lacking")
    )


def _warning(context: PageContext, row: pd.Series) -> list[Line]:
    name = breakdown_name(context, row)
    return [level(row), labels.WARNING[row["code"]], name, reason(context, row)]


def level(row: pd.Series) -> State:
    """Level of a warning as mark and word."""
    good = row["reason"] == warnings.FAVOURABLE
    said = say("提示（向好，待核实）") if good else word(labels.WARNING_LEVEL, row["level"])
    return State(row["level"], said)


def _budget(context: PageContext, rows: pd.DataFrame) -> Sentence:
    """How many warnings there are, by level, and how many chance alone may have raised."""
    expected = context.judgement.warning_budget["expected"].sum()
    both = len(warnings.once(rows[warnings.shared(rows)]))
    rows = warnings.once(rows)
    good = int(warnings.favourable(rows).sum())
    rows = rows[~warnings.favourable(rows)]
    found = rows["level"].value_counts()
    parts = [
        say("{level}{n}项", level=word(labels.WARNING_LEVEL, code), n=_raised(found[code], code))
        for code in labels.WARNING_LEVEL
        if code in found
    ]
    twice = say("两个规划共有的{both}项列两次、计一次；", both=count(both, "warnings.shared"))
    return say(
        "本年提示{all}项（{parts}），{twice}其中约{expected}项可能属正常波动{apart}。",
        apart=say("；另有向好待核实{n}项", n=count(good, "warnings.favourable")) if good else NOTHING,
        twice=twice if both else NOTHING,
        all=count(len(rows), "warnings.raised"),
        parts=joined(parts, "，"),
        expected=Claim(kind="count", value=expected, verdict="warnings.by_chance").number(1),
    )


def _raised(number: int, level: str) -> Sentence:
    return Claim(kind="count", value=number, verdict=f"warnings.raised.{level}").number()


def budget(context: PageContext) -> Piece:
    """How many series each kind of warning tested, how many it raised, and how many chance alone may have."""
    rows = context.judgement.warning_budget
    if context.place.reference:
        return paragraph(sentences.only_compared() + say("没有预警，也就无须估计。"), "lacking")
    body = [
        [
            labels.WARNING[row["code"]],
            str(row["tested"]),
            str(row["warnings"]),
            labels.number(row["expected"], 1),
        ]
        for row in rows.to_dict("records")
    ]
    facts_only = joined((word(labels.WARNING, code) for code in FACTS), "、")
    note = paragraph(say("{facts}只陈述事实，不作检验，不在表内。", facts=facts_only), "lacking")
    header = ["事项", "检验的指标数", "提示数", "其中可能属正常波动"]
    return pieces.table(header, body, numbers=(1, 2, 3)) + note


def outlook_classes(context: PageContext) -> Piece:
    """Targets by what is to be expected at their deadline, the least likely first."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["outlook"].fillna("").ne("")]
    if context.place.reference or rows.empty:
        nothing = none("targets.outlook") + say("没有尚未到期而可以展望的数值目标。")
        return paragraph(_only_compared(context) if context.place.reference else nothing, "lacking")
    body: list[list[Line]] = []
    for code in reversed(list(labels.OUTLOOK)):
        own = rows[rows["outlook"].eq(code)]
        names = joined(dict.fromkeys(breakdown_name(context, row) for _, row in own.iterrows()), "、")
        many = count(len(own), f"targets.outlook.{code}")
        body += [[labels.OUTLOOK[code], many, names]] if len(own) else []
    return pieces.table(["到期前景", "目标数", "指标"], body, numbers=(1,))


def _only_compared(context: PageContext) -> Sentence:
    place = named(context.place, "name")
    said = say("{place}的数字只作对照，不作预警，也不判断能否达到；按目前走势的预测见各领域页。", place=place)
    return sentences.only_compared() + said
