"""Chapters that reports share: an area under its conclusion, all targets, what is not reached and who answers for it."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planbook.catalogue.model import AreaChart, Objective
from planbook.core import labels
from planbook.document.blocks import Block, Heading, Shown, Table, Text, said
from planbook.document.claims import (
    NOTHING,
    Sentence,
    count,
    count_in_words,
    joined,
    named,
    none,
    say,
    told,
    word,
)
from planbook.judge.page_context import BREAKDOWN, PageContext
from planbook.judge.plan_context import PlanContext
from planbook.render import paper
from planbook.text import demands, sentences
from planbook.text.outlook_sentences import breakdown_name, outlook_sentence
from planbook.workbook import area_tables, clause_tables, responsible_units, target_distances
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece

TRENDS = 2  # charts of single indicators in the chapter of an area that names none


def area(context: PageContext, title: str, shown: Shown) -> list[Block]:
    """An area's chapter: conclusion, measures, each objective with figures, charts, 尚未达到和未填报指标."""
    key = context.area
    name = named(context.catalogue.areas[key], "title")
    heading = say("{title}：{conclusion}", title=name, conclusion=short_conclusion(context))
    found: list[Block] = [Heading(2, heading, f"{key}.title")]
    found.append(Text(sentences.conclusion(context), f"{key}.conclusion"))
    lead = said(paper.laid_out(target_distances.lead(context).blocks))
    found += _texts(key, "lead", lead)
    found.append(Text(measures_sentence(context), f"{key}.measures"))
    for objective in context.catalogue.objectives:
        if objective.area == key:
            found += _objective(context, objective)
    found += _charts(context, shown)
    return found + _open_points(context, title)


def short_conclusion(context: PageContext) -> Sentence:
    """The area in a few words, for its heading."""
    numeric = context.targets[context.targets["target_value"].notna()]
    known = numeric[numeric["value"].notna()]
    if known.empty:
        asked = count(len(numeric), "numeric_targets.asked", source=context.area)
        return (
            say("未设数值目标，按变化方向和材料认定")
            if numeric.empty
            else say("{asked}项数值目标都没有数据", asked=asked)
        )
    met = int(known["attainment"].eq("met").sum())
    behind = int(known["attainment"].eq("not_met").sum())
    parts = {
        "known": count(len(known), "numeric_targets.known", source=context.area),
        "met": count(met, "numeric_targets.met", source=context.area),
    }
    if behind == 0 and met == len(known):
        unsure = int(known["evidence"].eq("uncertain").sum())
        steady = sentences.some(unsure, "met_uncertain", say("其中尚不稳固"), context.area)
        steady = say("（{steady}）", steady=steady) if steady else steady
        return say("{known}项有数的数值目标全部达到{steady}", known=parts["known"], steady=steady)
    if behind == 0:
        return say("{known}项有数的数值目标已达到{met}项", **parts)
    parts |= {
        "word": sentences.behind(context),
        "behind": count(behind, "numeric_targets.not_met", source=context.area),
    }
    if not met and behind == len(known):
        return say("{known}项有数的数值目标都{word}", known=parts["known"], word=parts["word"])
    parts |= {"reached": say("已达到{met}项，", met=parts.pop("met")) if met else NOTHING}
    return say("{known}项有数的数值目标{reached}{word}{behind}项", **parts)


def measures_sentence(context: PageContext) -> Sentence:
    """How many measures the plan has for the area, and what the evaluation group found of them."""
    told = context.judgement.evaluation
    told = told[told["area"].eq(context.area) & told["kind"].eq("measure")]
    states = told["state"].value_counts()
    found = [
        say(
            "{state}{number}项",
            state=word(labels.SELF_STATES, code),
            number=count(states[code], f"measures.{code}", source=context.area),
        )
        for code in labels.SELF_STATES
        if code in states
    ]
    left = int(states.get("", 0))
    found += (
        [say("尚未认定{number}项", number=count(left, "measures.not_found", source=context.area))]
        if left
        else []
    )
    return say(
        "规划为本领域提出{all}项策略措施，评估组认定：{found}。",
        all=count(len(told), "measures.asked", source=context.area),
        found=joined(found, "，"),
    )


def _objective(context: PageContext, objective: Objective) -> list[Block]:
    """An objective's figures under its conclusion; nothing where it has none."""
    rows = context.targets[
        context.targets["clause"].eq(f"O{objective.number}") & context.targets["value"].notna()
    ]
    if rows.empty:
        return []
    key = f"{context.area}.O{objective.number}"
    series = rows[["indicator", *BREAKDOWN]].drop_duplicates().itertuples(index=False, name=None)
    found = [
        _said(context, f"O{objective.number}", id, dict(zip(BREAKDOWN, codes, strict=True)))
        for id, *codes in series
    ]
    ahead = rows[rows["projected"].notna()].drop_duplicates(["indicator", *BREAKDOWN])
    if context.parameters.year < context.catalogue.plan.last_year:
        found += [outlook_sentence(context, row) for _, row in ahead.iterrows()]
    (row,) = context.judgement.rows("objectives", objective=objective.id).to_dict("records")
    state = clause_tables.objective_state(context, row).word
    heading = Heading(
        3, say("{title}：{state}", title=named(objective, "title"), state=state), f"{key}.title"
    )
    return [heading, *_texts(key, "said", found)]


def _said(context: PageContext, clause: str, id: str, codes: dict[str, str]) -> Sentence:
    """What a figure of an objective is and how it stands to what the objective asks."""
    reading = context.reading(id, **codes)
    return sentences.figure_sentence(context, reading) + demands.of_clause(context, reading, clause)


def _texts(key: str, part: str, found: Iterable[Sentence]) -> list[Block]:
    return [Text(text, f"{key}.{part}{number}") for number, text in enumerate(found, start=1) if text]


def _charts(context: PageContext, shown: Shown) -> list[Block]:
    """The area's targets on one scale, and the charts that its entry names, as its page shows them."""
    page, known = AreaPage(context), context.catalogue.areas[context.area]
    made = [page.glance(), *(_chart(page, asked) for asked in known.charts or _first_trends(context))]
    seen = [replace(one, shown=shown(context.area, piece.name)) for piece in made for one in piece.charts[:1]]
    return [one for chart in seen for one in paper.laid_out([chart])]


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
    name = _open_count(context) + say("尚未达到和未填报指标")
    caption = say("{title}：{name}", title=told("area.title", title), name=name)
    return [Heading(3, name), *paper.laid_out(area_tables.open_points(context).blocks, "", caption)]


def _open_count(context: PageContext) -> Sentence:
    """The claim of how many demands are not met or have no figure, behind the words for both."""
    return count_in_words(len(area_tables.open_rows(context)), "targets.open", source=context.area)


def all_targets(context: PlanContext) -> list[Block]:
    """Every numeric target of a plan: base, last year, this year, target, state, unit, and the document that names it."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna()]
    units = responsible_units.of(context, rows)
    header = ("领域", "条目", "指标", "基期", "本年", "目标", "状态", units.heading)
    body = tuple(
        (*_target(context, row), unit) for (_, row), unit in zip(rows.iterrows(), units.names, strict=True)
    )
    table: list[Block] = [Table("规划全部数值目标的状态", header, body, numbers=(3, 4, 5))]
    return [*table, Text(units.basis, "all_targets.units")] if units.basis else table


def _target(context: PageContext, row: pd.Series) -> tuple[str | Sentence, ...]:
    entry, own = context.indicator(row["indicator"]), context.of(row["area"])
    figure = [labels.figure(row[name], entry.unit, entry.decimals) for name in ("baseline", "value")]
    state = sentences.verdict(row, own)
    area_title = context.catalogue.areas[row["area"]].title
    demand = demands.demand(row, own)
    return (
        area_title,
        row["clause"],
        breakdown_name(context, row),
        *figure,
        demand,
        state,
    )


def not_reached(context: PlanContext) -> list[Block]:
    """尚未达到的指标和责任单位, unit by unit; a sentence where all is reached."""
    rows = context.judgement.assessment
    numeric = rows[rows["target_value"].notna()]
    rows = numeric[numeric["attainment"].eq("not_met")]
    if rows.empty:
        reached = none("numeric_targets.not_met", source=context.plan) + say("有数据的数值目标都已达到。")
        unknown = none("numeric_targets.known", source=context.plan) + say("各项数值目标都没有数据。")
        return [
            Text(
                reached if numeric["value"].notna().any() else unknown,
                "not_reached.none",
            )
        ]
    units = responsible_units.of(context, rows)
    rows = rows.assign(office=units.names).sort_values("office", kind="stable")
    body = tuple(
        (row["office"], breakdown_name(context, row), *_target(context, row)[4:7])
        for _, row in rows.iterrows()
    )
    header = (units.heading, "指标", "本年", "目标", "状态")
    table: list[Block] = [
        Table(f"{sentences.behind(context)}的数值目标及责任单位", header, body, numbers=(2, 3))
    ]
    return [*table, Text(units.basis, "not_reached.units")] if units.basis else table


def without_figures(context: PlanContext) -> list[Block]:
    """Numeric targets without a figure, and where one would come from."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].isna()].drop_duplicates(
        ["indicator", *BREAKDOWN]
    )
    if rows.empty:
        return [
            Text(
                none("numeric_targets.missing", source=context.plan) + say("各项数值目标都有数据。"),
                "without_figures.none",
            )
        ]
    body = tuple(
        (
            breakdown_name(context, row),
            labels.REASON.get(row["reason"], ""),
            sentences.data_source(context, context.indicator(row["indicator"])),
        )
        for _, row in rows.iterrows()
    )
    return [Table("没有数据的数值目标", ("指标", "原因", "县级数据来源"), body)]
