"""The analysts' own words on a page: kept in `workspace/`, shown again at every run."""

from planbook.judge.page_context import PageContext
from planbook.store import analyst_notes
from planbook.workbook.pieces import Piece, fold, heading, joined, paragraph

HOW = "笔记写在 {file}，以“## 指标名”分段；重做本页、更新程序都不会改动它。"


def notes(context: PageContext) -> Piece:
    """Notes of this page, place and year, each under its indicator's name; else where to write them."""
    parameters = context.parameters
    found = analyst_notes.read(parameters.place, parameters.year, context.area)
    if not found:
        file = f"workspace/notes/{parameters.place}/{parameters.year}/{context.area}.md"
        return fold("还没有笔记", paragraph(HOW.format(file=file)))
    return joined(_remark(context, one) for one in found)


def _remark(context: PageContext, note: analyst_notes.Note) -> Piece:
    entry = context.catalogue.indicators.get(note.heading)
    title = entry.name if entry else note.heading
    head = heading(3, title) if title else Piece()
    parts = [paragraph(" ".join(part.split())) for part in note.text.split("\n\n")]
    return joined([head, *parts])
