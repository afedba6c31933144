"""What a report is called, who made it for whom, and in what state it is."""

import datetime

from planbook import store
from planbook.core import labels
from planbook.document.claims import Sentence, named, say, word
from planbook.judge.page_context import PageContext
from planbook.render.word import Cover
from planbook.text import cut_off_sentences, page_headings

START = "2021-01-01"  # of a place without a release


def cover(
    context: PageContext,
    kind: str,
    plan_title: Sentence,
    name: Sentence,
    lines: tuple[Sentence, ...],
    *,
    contents: bool = True,
    size: float = 1.0,
) -> Cover:
    """The cover of a report on a plan: title in form, and 虚构示例数据 where the place is invented."""
    parameters = context.parameters
    title = say("{year}年《{plan}》{name}", year=named(parameters, "year"), plan=plan_title, name=name)
    invented = page_headings.invented(parameters)
    newest = (store.releases_counted(parameters.place, parameters.as_of) or [START])[-1]
    state = page_headings.signature(parameters) or say(
        "状态：{state}", state=word(labels.SIGNOFF, parameters.signed.state)
    )
    return Cover(
        title,
        page_headings.marked(parameters),
        tuple(filter(None, (invented, *lines, state, cut_off_sentences.cut_off(context)))),
        f"{parameters.place}/{parameters.year}/{kind}",
        datetime.datetime.strptime(newest[:10], "%Y-%m-%d"),
        contents,
        size,
    )
