"""The yearly monitoring report (统计监测报告) of one plan."""

import pandas as pd

from analysis import rates
from planbook.document.blocks import Block, Heading, Shown, Text
from planbook.document.claims import NOTHING, Claim, constant, count, joined, named, none, say, told, word
from planbook.judge import warnings
from planbook.judge.plan_context import PlanContext
from planbook.render import paper
from planbook.render.word import Cover
from planbook.reports import chapters, covers
from planbook.workbook import outlook_tables, warning_details
from planbook.workbook.evaluation_page import EvaluationPage

KIND = "统计监测报告"
MADE_BY = "监测评估领导小组监测组（统计部门牵头）"
TO = {"women": "妇女儿童工作委员会", "children": "妇女儿童工作委员会办公室"}
MOST = 20  # problems in full; the rest are on the evaluation's pages


def report(context: PlanContext, shown: Shown) -> tuple[Cover, list[Block]]:
    """Cover and blocks of the monitoring report of a plan."""
    parameters, plan, page = context.parameters, context.plan, EvaluationPage(context)
    place = named(parameters.entry, "name")
    lines = (
        say("编制单位：{made_by}", made_by=say(MADE_BY)),
        say("报送：{place}{to}", place=place, to=word(TO, plan)),
    )
    cover = covers.cover(context, f"monitoring_{plan}", named(context, "title"), say(KIND), lines)
    return cover, [
        *_overall(page, plan),
        *_areas(context, shown),
        *_attention(page, plan),
        *_problems(context),
        *_method(page),
        *_tables(context),
    ]


def _overall(page: EvaluationPage, plan: str) -> list[Block]:
    context = page.context
    known = context.catalogue
    opening = say(
        "根据《{title}》的监测要求，依据各部门报送并经审核的{year}年数据，对规划{areas}个领域、"
        "{objectives}项主要目标、{numeric}项数值目标逐项监测。",
        title=named(context, "title"),
        year=named(context.parameters, "year"),
        areas=count(len(known.areas), "areas", source=plan),
        objectives=count(len(known.objectives), "objectives", source=plan),
        numeric=count(sum(target.numeric for target in known.targets), "numeric_targets.asked", source=plan),
    )
    return [
        Heading(1, say("总体评价")),
        Text(opening, "overall.basis"),
        *paper.laid_out(page.overall().blocks, "overall.judged"),
        *paper.laid_out(page.matrix().blocks, "", "各领域可量化要求的状态（项）"),
        *paper.laid_out(page.ten_things().blocks, "overall.things"),
        *paper.laid_out(page.objectives_summary().blocks, "", "主要目标的状态（项）"),
    ]


def _areas(context: PlanContext, shown: Shown) -> list[Block]:
    found: list[Block] = [Heading(1, say("各领域监测情况"))]
    for id, entry in context.areas.items():
        found += chapters.area(context.of(id), entry.title, shown)
    return found


def _attention(page: EvaluationPage, plan: str) -> list[Block]:
    """Warnings in the plan's own words, and how many of them chance alone may have raised."""
    context, rows = page.context, page.context.judgement.warnings
    found: list[Block] = [Heading(1, say("需重点关注的指标"))]
    if rows.empty:
        return [
            *found,
            Text(
                none("warnings.raised", source=plan) + say("本年没有触发提示规则的事项。"), "attention.none"
            ),
        ]
    expected = context.judgement.warning_budget["expected"].sum()
    said = say(
        "本年提示{raised}项。两个规划的检验合计，约{expected}条提示可能属正常波动。",
        raised=count(len(warnings.once(rows[~warnings.favourable(rows)])), "warnings.raised", source=plan),
        expected=Claim(kind="count", value=expected, verdict="warnings.expected").number(1),
    )
    return [
        *found,
        Text(said, "attention.count"),
        *paper.laid_out(warning_details.table(context, rows).blocks, "", "需重点关注的指标"),
    ]


def _problems(context: PlanContext) -> list[Block]:
    """Problems and countermeasures as departments report them and the evaluation group finds them."""
    rows = context.judgement.evaluation
    rows = rows[rows["problems"].ne("")]
    found = rows[rows["causes"].ne("")]
    rows = pd.concat([found, rows[rows["causes"].eq("")]]).head(MOST)
    head: list[Block] = [Heading(1, say("存在问题与对策建议"))]
    if rows.empty:
        return [
            *head,
            Text(
                none("evaluation.problems", source=context.plan)
                + say("各部门自评和评估组认定中没有提出问题。"),
                "problems.none",
            ),
        ]
    for row in rows.to_dict("records"):
        words = {"问题": row["problems"], "原因": row["causes"], "对策": row["countermeasures"]}
        parts = [
            say("{name}：{said}", name=say(name), said=told("evaluation", text.strip().rstrip("。；")))
            for name, text in words.items()
            if text
        ]
        said = say(
            "{area}·{title}。{parts}{unit}。",
            area=named(context.areas[row["area"]], "title"),
            title=told("evaluation.title", row["title"]),
            parts=joined(parts, "；"),
            unit=say("（{unit}）", unit=told("evaluation.departments", row["departments"]))
            if row["departments"]
            else NOTHING,
        )
        head.append(Text(said, f"problems.{row['clause']}", "point"))
    return head


def _method(page: EvaluationPage) -> list[Block]:
    settings = page.context.catalogue.settings
    few = constant("rates.EXACT_BELOW", rates.EXACT_BELOW, "例")
    said = [
        say(
            "率类指标附偶然波动范围：比例用威尔逊法，{few}以下的率用精确泊松法，{few}及以上用拜尔法。"
            "真实水平在报告一侧的把握不到{firm}的，称尚不稳固或尚难断定。",
            few=few,
            firm=constant("settings.firm_probability", 100 * settings.firm_probability, "%"),
        ),
        say("席位、在校生、参保人数等为全面统计，不附偶然波动范围。"),
        outlook_tables.PUBLISHED + outlook_tables.ASSUMED,
    ]
    guide = paper.laid_out(page.reading_guide().blocks)
    return [Heading(1, say("方法说明")), *guide, *(Text(one, role="point") for one in said)]


def _tables(context: PlanContext) -> list[Block]:
    return [
        Heading(1, say("附表")),
        *chapters.all_targets(context),
        *chapters.not_reached(context),
        *chapters.without_figures(context),
    ]
