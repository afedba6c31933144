"""What a report is called, who made it for whom, and in what state it is."""

import datetime

from analysis import words
from analysis.assessment.judgement import Question
from analysis.batch import manifest, publish
from analysis.handover.word import Cover

START = "2021-01-01"  # of a place without a release


def cover(
    question: Question,
    kind: str,
    plan_title: str,
    name: str,
    lines: tuple[str, ...],
    *,
    contents: bool = True,
    size: float = 1.0,
) -> Cover:
    """The cover of a report on a plan: title in form, and 虚构示例数据 where the place is invented."""
    title = f"{question.year}年《{plan_title}》{name}"
    invented = (words.SYNTHETIC,) if question.entry.synthetic else ()
    newest = (manifest.releases(question) or [START])[-1]
    state = publish.signature(question) or f"状态：{words.SIGNOFF[question.signed.state]}"
    running = publish.running(question) + "".join(f" · {word}" for word in invented)
    return Cover(
        title,
        running,
        (*invented, *lines, state, f"数据截至批次 {newest}"),
        f"{question.place}/{question.year}/{kind}",
        datetime.datetime.strptime(newest[:10], "%Y-%m-%d"),
        contents,
        size,
    )
