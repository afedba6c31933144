"""What leaves the office beside the pages: reports in Word, the briefing, the yearbook in Excel."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from planbook.document.blocks import Block, Shown
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear

if TYPE_CHECKING:
    from planbook.render.word import Cover

__all__ = ["documents", "reports", "title"]

TITLES = {
    "monitoring": "统计监测报告",
    "evaluation": "评估报告",
    "briefing": "监测简报",
    "yearbook": "统计资料（年鉴）",
}


def drawn_anew(page: str, call: str) -> None:
    """No page has a picture."""


def reports(parameters: PlaceYear, shown: Shown = drawn_anew) -> dict[str, Callable]:
    """What is to be written in Word of a year, by kind: each to be called for its cover and blocks.

    What pages `shown` have drawn already is not drawn again.

    None of the public edition: reports name units and quote what was told in words; and none of a place that is only
    compared.
    """
    from planbook.judge.plan_context import PlanContext
    from planbook.reports import briefing, evaluation_report, monitoring_report

    if parameters.public or parameters.entry.reference:
        return {}
    plans = [PlanContext(parameters, WHOLE_YEAR, plan) for plan in parameters.catalogue.plan.plans]
    found: dict[str, Callable] = {
        f"monitoring_{one.plan}": partial(monitoring_report.report, one, shown) for one in plans
    }
    found["briefing"] = partial(briefing.report, PageContext(parameters, WHOLE_YEAR), plans)
    if evaluation_report.due(parameters):
        found |= {f"evaluation_{one.plan}": partial(evaluation_report.report, one) for one in plans}
    return found


def documents(
    parameters: PlaceYear, shown: Shown = drawn_anew
) -> dict[str, Callable[[], tuple[bytes, Sequence[Block]]]]:
    """Files of a year beside its pages, by name, each to be called for its bytes and the blocks that it is made of."""
    from planbook.reports import yearbook

    made = {
        f"{kind}.docx": lambda report=report: _written(*report())
        for kind, report in reports(parameters, shown).items()
    }
    return made | {"yearbook.xlsx": lambda: (yearbook.workbook(parameters), ())}


def _written(cover: "Cover", content: Sequence[Block]) -> tuple[bytes, Sequence[Block]]:
    from planbook.render import word

    return word.document(cover, content), (*cover.said, *content)


def title(parameters: PlaceYear, name: str) -> str:
    """What a document is called in lists, by its file name."""
    kind, _, plan = name.partition(".")[0].partition("_")
    known = parameters.catalogue.plan.plans
    return f"{known[plan].short}{TITLES[kind]}" if plan in known else TITLES[kind]
