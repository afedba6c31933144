"""Chapters that reports share: an area under its conclusion, all targets, what is not reached and who answers for it."""

import pandas as pd

from planbook.catalogue.model import AreaChart
from planbook.core import labels
from planbook.document.blocks import Block, Heading, Table, Text
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.render import paper
from planbook.text import sentences
from planbook.text.outlook_sentences import breakdown_name, outlook_sentence
from planbook.workbook import area_tables, target_distances
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece

TRENDS = 2  # charts of single indicators in the chapter of an area that names none


def area(context: PageContext, title: str) -> list[Block]:
    """An area's chapter: conclusion, measures, each objective with figures, charts, 尚未达到和未填报指标."""
    key = context.area
    found: list[Block] = [Heading(2, f"{title}：{short_conclusion(context)}", f"{key}.title")]
    found.append(Text(sentences.conclusion(context), f"{key}.conclusion"))
    lead = paper.laid_out(target_distances.lead(context).blocks)
    found += _texts(key, "lead", [paper.plain(one.line) for one in lead if isinstance(one, Text)])
    found.append(Text(measures_sentence(context), f"{key}.measures"))
    for objective in context.catalogue.objectives:
        if objective.area == key:
            found += _objective(context, objective)
    found += _charts(context)
    return found + _open_points(context, title)


def short_conclusion(context: PageContext) -> str:
    """The area in a few words, for its heading."""
    numeric = context.targets[context.targets["target_value"].notna()]
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
    return f"{said}已达到{met}项，{sentences.behind(context)}{behind}项"


def measures_sentence(context: PageContext) -> str:
    """How many measures the plan has for the area, and what the evaluation group found of them."""
    told = context.judgement.evaluation
    told = told[told["area"].eq(context.area) & told["kind"].eq("measure")]
    count = told["state"].value_counts()
    said = [f"{word}{count[code]}项" for code, word in labels.SELF_STATES.items() if code in count]
    left = int(count.get("", 0))
    said += [f"尚未认定{left}项"] if left else []
    return f"规划为本领域提出{len(told)}项策略措施，评估组认定：{'，'.join(said)}。"


def _objective(context: PageContext, objective) -> list[Block]:
    """An objective's figures under its conclusion; nothing where it has none."""
    rows = context.targets[
        context.targets["clause"].eq(f"O{objective.number}") & context.targets["value"].notna()
    ]
    if rows.empty:
        return []
    key = f"{context.area}.O{objective.number}"
    series = rows[["indicator", *BREAKDOWN]].drop_duplicates().to_dict("records")
    said = [sentences.indicator_sentence(context, one.pop("indicator"), **one) for one in series]
    ahead = rows[rows["projected"].notna()].drop_duplicates(["indicator", *BREAKDOWN])
    if context.parameters.year < context.catalogue.plan.last_year:
        said += [outlook_sentence(context, row) for _, row in ahead.iterrows()]
    heading = Heading(3, f"{objective.title}：{_state(context, objective.id)}", f"{key}.title")
    return [heading, *_texts(key, "said", said)]


def _state(context: PageContext, id: str) -> str:
    rows = context.judgement.objectives.set_index("objective")
    row = rows.loc[id]
    word = labels.OBJECTIVE_STATE[row["state"]]
    return f"{word}（{row['targets_met']}/{row['targets']}）" if row["state"] == "part_met" else word


def _texts(key: str, part: str, said: list[str]) -> list[Block]:
    return [Text(text, f"{key}.{part}{number}") for number, text in enumerate(said, start=1) if text]


def _charts(context: PageContext) -> list[Block]:
    """The area's targets on one scale, and the charts that its entry names, as its page shows them."""
    page, known = (
        AreaPage(PageContext(context.parameters, context.area)),
        context.catalogue.areas[context.area],
    )
    made = [page.glance(), *(_chart(page, asked) for asked in known.charts or _first_trends(context))]
    return [one for piece in made for one in paper.laid_out(piece.charts[:1])]


def _chart(page: AreaPage, asked: AreaChart) -> Piece:
    match asked.piece:
        case "trend":
            return page.trend(asked.indicators[0])
        case "multiples":
            return page.multiples(*asked.indicators)
        case "gap":
            return page.gap(asked.dimension or "", *asked.indicators)


def _first_trends(context: PageContext) -> list[AreaChart]:
    """Trends of the first indicators with a numeric target, where an area's entry names no chart."""
    numeric = context.targets.loc[context.targets["target_value"].notna(), "indicator"].drop_duplicates()
    return [AreaChart(piece="trend", indicators=(id,)) for id in numeric.head(TRENDS)]


def _open_points(context: PageContext, title: str) -> list[Block]:
    head = Heading(3, "尚未达到和未填报指标")
    return [
        head,
        *paper.laid_out(area_tables.open_points(context).blocks, "", f"{title}：尚未达到和未填报指标"),
    ]


def all_targets(context: PageContext) -> Table:
    """Every numeric target of a plan: base, last year, this year, target, state, unit."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna()]
    header = ("领域", "条目", "指标", "基期", "本年", "目标", "状态", "责任单位")
    body = tuple(_target(context, row) for _, row in rows.iterrows())
    return Table("规划全部数值目标的状态", header, body, numbers=(3, 4, 5))


def _target(context: PageContext, row: pd.Series) -> tuple[str, ...]:
    entry, own = context.indicator(row["indicator"]), context.of(row["area"])
    figure = [labels.figure(row[name], entry.unit, entry.decimals) for name in ("baseline", "value")]
    state = sentences.verdict(row, own)
    area_title = context.catalogue.areas[row["area"]].title
    demand = str(area_tables.demand(row, own))
    return (
        area_title,
        row["clause"],
        breakdown_name(context, row),
        *figure,
        demand,
        state,
        context.responsible_unit(row),
    )


def not_reached(context: PageContext) -> list[Block]:
    """尚未达到的指标和责任单位, unit by unit; a sentence where all is reached."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["attainment"].eq("not_met")]
    if rows.empty:
        return [Text("有数据的数值目标都已达到。", "not_reached.none")]
    rows = rows.assign(office=[context.responsible_unit(row) for _, row in rows.iterrows()]).sort_values(
        "office", kind="stable"
    )
    body = tuple(
        (row["office"], breakdown_name(context, row), *_target(context, row)[4:7])
        for _, row in rows.iterrows()
    )
    header = (labels.PROPOSED_UNIT, "指标", "本年", "目标", "状态")
    return [Table(f"{sentences.behind(context)}的数值目标及责任单位", header, body, numbers=(2, 3))]


def without_figures(context: PageContext) -> list[Block]:
    """Numeric targets without a figure, and where one would come from."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].isna()].drop_duplicates(
        ["indicator", *BREAKDOWN]
    )
    if rows.empty:
        return [Text("各项数值目标都有数据。", "without_figures.none")]
    body = tuple(
        (
            breakdown_name(context, row),
            labels.REASON.get(row["reason"], ""),
            context.data_source(context.indicator(row["indicator"])),
        )
        for _, row in rows.iterrows()
    )
    return [Table("没有数据的数值目标", ("指标", "原因", "县级数据来源"), body)]
