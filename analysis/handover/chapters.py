"""Chapters that reports share: an area under its conclusion, all targets, what is not reached and who answers for it."""

import pandas as pd

from analysis import words
from analysis.handover import blocks
from analysis.handover.blocks import Block, Heading, Table, Text
from analysis.handover.executed import Executed
from analysis.pages import glance, sentences, tables
from analysis.pages.digest import unit_of
from analysis.pages.facts import BREAKDOWN, Facts
from analysis.pages.prospects import breakdown_name, outlook_sentence

TRENDS = 2  # charts of single indicators in an area's chapter
NO_PAGE = "本领域的页面未能生成，缺图。"


def area(facts: Facts, title: str) -> list[Block]:
    """An area's chapter: conclusion, measures, each objective with figures, charts, 尚未达到和未填报指标."""
    key = facts.area
    found: list[Block] = [Heading(2, f"{title}：{short_conclusion(facts)}", f"{key}.title")]
    found.append(Text(sentences.conclusion(facts), f"{key}.conclusion"))
    found += _texts(key, "lead", [one.text for one in blocks.of(glance.lead(facts))])
    found.append(Text(measures_sentence(facts), f"{key}.measures"))
    for objective in facts.catalogue.objectives:
        if objective.area == key:
            found += _objective(facts, objective)
    found += _charts(facts)
    return found + _open_points(facts, title)


def short_conclusion(facts: Facts) -> str:
    """The area in a few words, for its heading."""
    numeric = facts.targets[facts.targets["target_value"].notna()]
    known = numeric[numeric["value"].notna()]
    if known.empty:
        return (
            "未设数值目标，按变化方向和材料认定" if numeric.empty else f"{len(numeric)}项数值目标都没有数据"
        )
    met = int(known["attainment"].eq("met").sum())
    behind = int(known["attainment"].eq("not_met").sum())
    said = f"{len(known)}项有数的数值目标"
    if behind == 0:
        return f"{said}全部达到" if met == len(known) else f"{said}已达到{met}项"
    return f"{said}已达到{met}项，{sentences.behind(facts)}{behind}项"


def measures_sentence(facts: Facts) -> str:
    """How many measures the plan has for the area, and what the evaluation group found of them."""
    told = facts.judgement.evaluation
    told = told[told["area"].eq(facts.area) & told["kind"].eq("measure")]
    count = told["state"].value_counts()
    said = [f"{word}{count[code]}项" for code, word in words.SELF_STATES.items() if code in count]
    left = int(count.get("", 0))
    said += [f"尚未认定{left}项"] if left else []
    return f"规划为本领域提出{len(told)}项策略措施，评估组认定：{'，'.join(said)}。"


def _objective(facts: Facts, objective) -> list[Block]:
    """An objective's figures under its conclusion; nothing where it has none."""
    rows = facts.targets[facts.targets["clause"].eq(f"O{objective.number}") & facts.targets["value"].notna()]
    if rows.empty:
        return []
    key = f"{facts.area}.O{objective.number}"
    series = rows[["indicator", *BREAKDOWN]].drop_duplicates().to_dict("records")
    said = [sentences.indicator_sentence(facts, one.pop("indicator"), **one) for one in series]
    ahead = rows[rows["projected"].notna()].drop_duplicates(["indicator", *BREAKDOWN])
    if facts.question.year < facts.catalogue.plan.last_year:
        said += [outlook_sentence(facts, row) for _, row in ahead.iterrows()]
    heading = Heading(3, f"{objective.title}：{_state(facts, objective.id)}", f"{key}.title")
    return [heading, *_texts(key, "said", said)]


def _state(facts: Facts, id: str) -> str:
    rows = facts.judgement.objectives.set_index("objective")
    row = rows.loc[id]
    word = words.OBJECTIVE_STATE[row["state"]]
    return f"{word}（{row['targets_met']}/{row['targets']}）" if row["state"] == "part_met" else word


def _texts(key: str, part: str, said: list[str]) -> list[Block]:
    return [Text(text, f"{key}.{part}{number}") for number, text in enumerate(said, start=1) if text]


def _charts(facts: Facts) -> list[Block]:
    """The area's targets on one scale, its first trends and gap, as its page shows them."""
    page = Executed(facts.question, facts.area)
    if not page.path.is_file():
        return [Text(NO_PAGE)]
    return [
        *page.charts("glance"),
        *page.charts("trend", "multiples", most=TRENDS),
        *page.charts("gap", "groups"),
    ]


def _open_points(facts: Facts, title: str) -> list[Block]:
    head = Heading(3, "尚未达到和未填报指标")
    return [head, *blocks.of(tables.open_points(facts), "", f"{title}：尚未达到和未填报指标")]


def all_targets(facts: Facts) -> Table:
    """Every numeric target of a plan: base, last year, this year, target, state, unit."""
    rows = facts.judgement.assessment
    rows = rows[rows["target_value"].notna()]
    header = ("领域", "条目", "指标", "基期", "本年", "目标", "状态", "责任单位")
    body = tuple(_target(facts, row) for _, row in rows.iterrows())
    return Table("规划全部数值目标的状态", header, body, numbers=(3, 4, 5))


def _target(facts: Facts, row: pd.Series) -> tuple[str, ...]:
    entry, own = facts.indicator(row["indicator"]), facts.of(row["area"])
    figure = [words.figure(row[name], entry.unit, entry.decimals) for name in ("baseline", "value")]
    state = sentences.verdict(row, own)
    area_title = facts.catalogue.areas[row["area"]].title
    demand = str(tables.demand(row, own))
    return (
        area_title,
        row["clause"],
        breakdown_name(facts, row),
        *figure,
        demand,
        state,
        unit_of(facts, row),
    )


def not_reached(facts: Facts) -> list[Block]:
    """尚未达到的指标和责任单位, unit by unit; a sentence where all is reached."""
    rows = facts.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["attainment"].eq("not_met")]
    if rows.empty:
        return [Text("有数据的数值目标都已达到。", "not_reached.none")]
    rows = rows.assign(office=[unit_of(facts, row) for _, row in rows.iterrows()]).sort_values(
        "office", kind="stable"
    )
    body = tuple(
        (row["office"], breakdown_name(facts, row), *_target(facts, row)[4:7]) for _, row in rows.iterrows()
    )
    header = (words.PROPOSED_UNIT, "指标", "本年", "目标", "状态")
    return [Table(f"{sentences.behind(facts)}的数值目标及责任单位", header, body, numbers=(2, 3))]


def without_figures(facts: Facts) -> list[Block]:
    """Numeric targets without a figure, and where one would come from."""
    rows = facts.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].isna()].drop_duplicates(
        ["indicator", *BREAKDOWN]
    )
    if rows.empty:
        return [Text("各项数值目标都有数据。", "without_figures.none")]
    body = tuple(
        (
            breakdown_name(facts, row),
            words.REASON.get(row["reason"], ""),
            facts.whence(facts.indicator(row["indicator"])),
        )
        for _, row in rows.iterrows()
    )
    return [Table("没有数据的数值目标", ("指标", "原因", "县级数据来源"), body)]
