"""Up to which release the figures and the review material of a page or a document come, in words."""

from planbook.core import labels
from planbook.document.claims import NOTHING, Sentence, say, told
from planbook.judge import cut_offs
from planbook.judge.page_context import WHOLE_YEAR, PageContext


def cut_off(context: PageContext) -> Sentence:
    """Up to which release the figures come: of an area's page its own, of the year all, and its review material apart."""
    newest = told("releases.release", cut_offs.figures(context) or labels.NO_FIGURE)
    if context.area != WHOLE_YEAR:
        return say("本页数据的最新批次 {newest}", newest=newest)
    reviewed = told("releases.release", cut_offs.review(context.parameters))
    apart = say("，审核材料截至批次 {reviewed}", reviewed=reviewed) if reviewed else NOTHING
    return say("数据截至批次 {newest}{apart}", newest=newest, apart=apart)
