"""The analysts' own words on a page: kept in `workspace/`, shown again at every run."""

from planbook.document.claims import Sentence, named, say, told
from planbook.judge.page_context import PageContext
from planbook.judge.place_year import PlaceYear
from planbook.store import analyst_notes
from planbook.workbook.pieces import Piece, fold, heading, joined, paragraph


def notes(context: PageContext) -> Piece:
    """Notes of this page, place and year, each under its indicator's name; else where to write them."""
    parameters = context.parameters
    found = analyst_notes.read(parameters.place, parameters.year, context.area)
    if not found:
        how = say(
            "笔记写在 {file}，以“## 指标名”分段；重做本页、更新程序都不会改动它。",
            file=file(parameters, named(context, "area")),
        )
        return fold(say("还没有笔记"), paragraph(how))
    return joined(_remark(context, one) for one in found)


def file(parameters: PlaceYear, page: Sentence) -> Sentence:
    """The file that holds a page's notes, as its reader finds it."""
    place, year = named(parameters, "place"), named(parameters, "year")
    return say("workspace/notes/{place}/{year}/{page}.md", place=place, year=year, page=page)


def _remark(context: PageContext, note: analyst_notes.Note) -> Piece:
    entry = context.catalogue.indicators.get(note.heading)
    title = named(entry, "name") if entry else told("notes.heading", note.heading)
    head = heading(3, title) if title else Piece()
    parts = [paragraph(told("notes.text", " ".join(part.split()))) for part in note.text.split("\n\n")]
    return joined([head, *parts])
