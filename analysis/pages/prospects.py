"""What lies ahead and what needs attention: outlook, warnings, and how other methods would call it."""

import numpy as np
import pandas as pd

from analysis import words
from analysis.charts import style
from analysis.pages import tables
from analysis.pages.facts import WHOLE_YEAR, Facts
from analysis.pages.fragment import Fragment, bullets, fold, paragraph

ASSUMED = "未来的分母（如活产数）是假定：按近五年平均每年的变化延续一半，范围为不变到全部延续。"
NUMBERS = {
    "probability": "到期达到的概率",
    "value": "本年数",
    "tail": "偶然出现的概率",
    "units": "单位",
    "events": "例数",
}


def outlook(facts: Facts) -> Fragment:
    """Projected figures of the area's targets in sentences; their probabilities stand in a fold."""
    known = facts.targets["projected"].notna()
    ahead = [facts.catalogue.by_target[id].deadline > facts.question.year for id in facts.targets["target"]]
    rows = facts.targets[known & np.array(ahead, bool)]
    if rows.empty:
        return paragraph("有数的年份不足，暂不作预测。", "lacking")
    said = bullets([outlook_sentence(facts, row) for _, row in rows.iterrows()])
    said += paragraph(ASSUMED if rows["denominator"].notna().any() else "", "lacking")
    if facts.place.reference:
        return said
    body = [
        [_name(facts, row), tables.demand(row, facts), words.number(100 * row["probability"], 0) + "%"]
        for _, row in rows.iterrows()
    ]
    table = tables.table(["指标", "要求", "真实水平到期达到的概率"], body, numbers=(2,))
    return said + fold("预测的依据：概率", table)


def outlook_sentence(facts: Facts, row: pd.Series) -> str:
    """A projection as reports say it: the figure, where it mostly lies, and whether the target is in reach."""
    entry, deadline = facts.indicator(row["indicator"]), facts.catalogue.by_target[row["target"]].deadline
    figures = [
        words.figure(row[name], entry.unit, entry.decimals)
        for name in ("projected", "projected_lower", "projected_upper")
    ]
    text = f"{_name(facts, row)}：按目前走势，{deadline}年预计为{figures[0]}（多数情况在{figures[1]}～{figures[2]}之间）"
    if facts.place.reference or not row["outlook"]:
        return text + "。"
    goal = words.target_value(row["target_value"], row["operator"], row["unit"])
    return f"{text}，目标值{goal}，{words.OUTLOOK[row['outlook']]}。"


def attention(facts: Facts) -> Fragment:
    """The year's warnings, the gravest first, and how many of them chance alone may have raised."""
    if facts.place.reference:
        return Fragment("")
    rows = facts.judgement.warnings
    whole = facts.area == WHOLE_YEAR
    rows = rows if whole else rows[rows["area"].eq(facts.area)]
    if rows.empty:
        return paragraph("本年没有需要提示的事项。")
    body = [_warning(facts, row, whole) for _, row in rows.iterrows()]
    header = ["级别", "事项", *(["领域"] if whole else []), "指标", "说明", words.PROPOSED_UNIT]
    table = tables.table(header, body)
    return (paragraph(_budget(facts, rows)) if whole else Fragment("")) + table


def _warning(facts: Facts, row: pd.Series, whole: bool) -> list:
    entry = facts.indicator(row["indicator"])
    unit = row["responsible"] or facts.catalogue.departments[entry.reporting_unit].name
    level = tables.state(style.WARNING_STATES[row["level"]], words.WARNING_LEVEL[row["level"]])
    area = [facts.catalogue.areas[row["area"]].title] if whole else []
    return [level, words.WARNING[row["code"]], *area, entry.name, _reason(row), unit]


def _reason(row: pd.Series) -> str:
    pairs = dict(pair.split("=", 1) for pair in row["evidence"].split("; ") if pair.count("=") == 1)
    said = [f"{NUMBERS[name]}{_number(name, pairs[name])}" for name in NUMBERS if name in pairs]
    return words.WARNING_REASON[row["reason"]] + (f"（{'，'.join(said)}）" if said else "")


def _number(name: str, text: str) -> str:
    return f"{words.number(100 * float(text), 1)}%" if name in ("probability", "tail") else text


def _budget(facts: Facts, rows: pd.DataFrame) -> str:
    expected = facts.judgement.warning_budget["expected"].sum()
    count = rows["level"].value_counts()
    parts = "，".join(
        f"{words.WARNING_LEVEL[level]}{count[level]}项" for level in words.WARNING_LEVEL if level in count
    )
    return f"本年提示{len(rows)}项（{parts}），其中约{words.number(expected, 1)}项可能属正常波动。"


def other_methods(facts: Facts) -> Fragment:
    """The same figures by the methods of other systems, folded: for comparison, blank where meaningless."""
    methods = facts.judgement.reference_methods
    rows = facts.targets.merge(methods, on="target")
    if rows.empty:
        return Fragment("")
    body = [
        [
            _name(facts, row),
            words.number(row["ratio"], 2),
            words.number(row["unsd_score"], 0),
            words.number(row["current_status_index"], 1),
            words.number(row["anticipated_index"], 0),
            words.number(row["healthy_people"], 0),
            words.number(row["attained"], 1),
        ]
        for _, row in rows.iterrows()
    ]
    header = [
        "指标",
        "实际与所需增速之比",
        "联合国进展图得分",
        "亚太经社会现状指数",
        "预期进展指数（%）",
        "已完成目标变化（%）",
        "实现程度（%）",
    ]
    note = paragraph(
        "这些方法不考虑偶然波动，只供比对，不作判断依据；基数为零、例数不足或基期已达到时留空。", "lacking"
    )
    return fold("其他方法怎么说（仅供比对）", note + tables.table(header, body, numbers=range(1, 7)))


def composite(facts: Facts) -> Fragment:
    """实现程度 of each plan beside its distribution and what its weights do to it, folded."""
    rows = facts.judgement.index
    if rows.empty:
        return Fragment("")
    body = [
        [
            facts.catalogue.plan.plans[row.plan].short,
            str(row.targets),
            words.number(row.index_value, 1),
            words.number(row.by_target, 1),
            f"{words.number(row.lowest, 1)}～{words.number(row.highest, 1)}",
            words.number(row.minimum, 1),
            words.number(row.quartile_1, 1),
            words.number(row.median, 1),
        ]
        for row in rows.rename(columns={"index": "index_value"}).itertuples()
    ]
    header = ["规划", "目标数", "综合指数", "各目标等权", "去掉任一领域", "最低一项", "四分之一位", "中位"]
    note = paragraph(
        "综合指数没有统一公式，平均数会掩盖最低的几项，须与分布和权重变化同看，不作排名。", "lacking"
    )
    return fold("综合指数及其分布", note + tables.table(header, body, numbers=range(1, 8)))


def _name(facts: Facts, row: pd.Series) -> str:
    label = words.breakdown(row["sex"], row["residence"], row["age"])
    name = facts.indicator(row["indicator"]).name
    return f"{name}（{label}）" if label else name
