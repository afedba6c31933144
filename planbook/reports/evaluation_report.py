"""The mid-term and final evaluation report (评估报告) of one plan, with its eight elements."""

from planbook.document.blocks import Block, Heading, Text
from planbook.document.claims import Sentence, named, say, word
from planbook.judge.place_year import PlaceYear
from planbook.judge.plan_context import PlanContext
from planbook.render import paper
from planbook.render.word import Cover
from planbook.reports import chapters, covers
from planbook.workbook.evaluation_page import EvaluationPage

KIND = {"midterm": "中期评估报告", "final": "终期评估报告"}
BY = {"women": "妇女儿童工作委员会办公室", "children": "妇女儿童工作委员会"}
TO = {"women": "", "children": "妇女儿童工作委员会"}  # the women's plan names no recipient
METHOD = "依据各部门报送并经审核的数据、部门自评和评估组认定，逐项判断目标，逐条认定措施；判断规则、设置和数据来源见方法说明和附表。"


def due(parameters: PlaceYear) -> str:
    """Which evaluation is due in the year, if any."""
    entry = parameters.entry
    return next(
        (kind for kind in KIND if getattr(entry, kind) == parameters.year and not entry.reference), ""
    )


def report(context: PlanContext) -> tuple[Cover, list[Block]]:
    """Cover and blocks of the evaluation report of a plan."""
    parameters, plan, page = context.parameters, context.plan, EvaluationPage(context)
    place, kind = named(parameters.entry, "name"), word(KIND, due(parameters))
    lines: tuple[Sentence, ...] = (
        say("编制单位：监测评估领导小组评估组"),
        say("组织单位：{place}{by}", place=place, by=word(BY, plan)),
    )
    lines += (say("报送：{place}{to}", place=place, to=word(TO, plan)),) if TO[plan] else ()
    cover = covers.cover(context, f"evaluation_{plan}", named(context, "title"), kind, lines)
    elements = {
        "规划实施进程": [
            *paper.laid_out(
                page.process().blocks, "process", "主要目标和策略措施的认定（项）", "数值目标与时间进度相比"
            )
        ],
        "发展状况": [
            *paper.laid_out(page.overall().blocks, "state.judged"),
            *paper.laid_out(page.development().blocks, "state"),
        ],
        "目标达标情况": [*chapters.all_targets(context), *chapters.not_reached(context)],
        "策略措施实施效果": paper.laid_out(
            page.effect().blocks, "effect", "各领域策略措施的认定（项）", "策略措施和应推动的数字"
        ),
        "有益经验": paper.laid_out(page.practice().blocks, "practice", "典型经验"),
        "突出问题": paper.laid_out(page.problems().blocks, "problems", "突出问题、原因和对策"),
        "发展趋势预测": paper.laid_out(
            page.trends().blocks, "trends", "数值目标的到期前景", "按目前走势的预测"
        ),
        "对策建议": paper.laid_out(
            page.countermeasures().blocks, "countermeasures", "要赶上的指标和所需速度"
        ),
    }
    found: list[Block] = [Heading(1, say("评估方案和方法")), Text(say(METHOD))]
    for title, content in elements.items():
        found += [Heading(1, say(title)), *content]
    return cover, found
