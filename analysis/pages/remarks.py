"""The analysts' own words on a page: kept in `workspace/`, shown again at every run."""

from analysis.data import notes
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, fold, paragraph, shown

HOW = "笔记写在 {file}，以“## 指标名”分段；重做本页、更新程序都不会改动它。"


def remarks(facts: Facts) -> Fragment:
    """Notes of this page, place and year, each under its indicator's name; else where to write them."""
    question = facts.question
    found = notes.read(question.place, question.year, facts.area)
    if not found:
        file = f"workspace/notes/{question.place}/{question.year}/{facts.area}.md"
        return fold("还没有笔记", paragraph(HOW.format(file=file)))
    return sum((_remark(facts, one) for one in found), Fragment(""))


def _remark(facts: Facts, note: notes.Note) -> Fragment:
    entry = facts.catalogue.indicators.get(note.heading)
    title = entry.name if entry else note.heading
    head = Fragment(f"<h3>{shown(title)}</h3>" if title else "")
    parts = [paragraph(" ".join(part.split())) for part in note.text.split("\n\n")]
    return sum(parts, head)
