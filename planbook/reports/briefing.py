"""The two-page briefing (监测简报): both plans on what leaders ask first."""

from collections.abc import Sequence

from planbook.core import labels
from planbook.document import blocks
from planbook.document.blocks import Block, Heading, Text
from planbook.document.claims import named, say, told
from planbook.judge.page_context import PageContext
from planbook.judge.plan_context import PlanContext
from planbook.render import paper
from planbook.render.word import Cover
from planbook.reports import covers
from planbook.workbook.evaluation_page import EvaluationPage
from planbook.workbook.first_screen import FirstScreen

SIZE = 0.72  # so that it stays on two pages
THINGS = 4  # sentences of a plan
KIND = "监测简报"


def report(context: PageContext, plans: Sequence[PlanContext]) -> tuple[Cover, list[Block]]:
    """Cover and blocks of the briefing on both plans."""
    parameters, front = context.parameters, FirstScreen(context)
    plan = parameters.catalogue.plan
    title = told("Plan.name", plan.name.replace(plan.city, parameters.entry.name, 1))
    lines = (
        say("编制单位：监测评估领导小组监测组（统计部门牵头）"),
        say("报送：{place}人民政府及各成员单位", place=named(parameters.entry, "name")),
    )
    cover = covers.cover(context, "briefing", title, say(KIND), lines, contents=False, size=SIZE)
    found: list[Block] = [Heading(1, say("总体评价")), *paper.laid_out(front.overall().blocks, "overall")]
    found += [
        Heading(1, say("进度")),
        *[
            one
            for one in paper.laid_out(front.progress().blocks, "progress", "与时间进度相比（项）")
            if not isinstance(one, Heading)
        ],
    ]
    for own in plans:
        things = paper.laid_out(EvaluationPage(own).ten_things().blocks, f"things.{own.plan}")[:THINGS]
        found += [
            Heading(1, say("{plan}年度重点情况", plan=named(plan.titles[own.plan], "short"))),
            *things,
        ]
    concerns = [
        one
        for one in paper.laid_out(front.concerns().blocks, "concerns", labels.WARNING["W1"])
        if not isinstance(one, Heading)
    ]
    found += [Heading(1, say("需重点关注指标")), *(_captioned(one) for one in concerns)]
    return cover, found


def _captioned(block: Block) -> Block:
    if isinstance(block, blocks.Table):
        return blocks.Table("需重点关注指标和责任单位", block.header, block.rows, block.numbers)
    return Text(block.line, block.key) if isinstance(block, Text) else block
