"""An edited report held against today's figures: what they change is marked as revisions, what people wrote stays."""

import copy
import itertools
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from planbook import reports
from planbook.core import left_files
from planbook.core.errors import Fault, UsageError
from planbook.document.blocks import Block, Heading, Table, Text
from planbook.judge.place_year import PlaceYear
from planbook.render import content_controls, paper
from planbook.render.word import packed

Element = Any  # of a Word file's XML, as python-docx and lxml type it: an element whose children may be none
AUTHOR = "planbook"
UNREADABLE = (PackageNotFoundError, ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError)
UPDATED = "_更新"
NUMBERS = itertools.count(900_000)  # of revisions; a file's own numbers are far below
KEPT = "【按现有数据应为：{}】"


@dataclass(frozen=True)
class Change:
    """What the figures change: where, the text of the draft, and the text of today."""

    where: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.where}: {self.old} → {self.new}"


def write(draft: Path) -> tuple[Path, list[Change]]:
    """Write a copy of a draft with its changes beside it, and list them; the draft stays as it is.

    Raises
    ------
    UsageError
        When the file is no report of ours, or its place or year cannot be read.
    """
    made = _opened(draft)
    _, content = _report(made, draft)()
    changes = [*_sentences(made, content), *_tables(made, content)]
    beside = draft.with_name(f"{draft.stem}{UPDATED}.docx")
    left_files.write(beside, packed(made))
    return beside, changes


def _opened(draft: Path) -> Document:
    try:
        return docx.Document(str(draft))
    except (*UNREADABLE, OSError) as error:
        raise UsageError(
            [Fault(draft.name, f"{type(error).__name__}: {error}", "a Word file (.docx)")]
        ) from None


def _report(made: Document, draft: Path) -> Callable:
    """Today's report of the kind that a draft is of."""
    parts = (made.core_properties.category or "").split("/")
    if len(parts) == 3 and parts[1].isdigit():
        found = reports.reports(PlaceYear(parts[0], int(parts[1])).check())
        if parts[2] in found:
            return found[parts[2]]
    remedy = "The file's property `category` names place, year and kind; leave it as it was written."
    expected = "a report that planbook wrote"
    raise UsageError([Fault(draft.name, repr(made.core_properties.category), expected, remedy)])


def _sentences(made: Document, content: list[Block]) -> Iterator[Change]:
    """Computed sentences that are no longer so: replaced where nobody touched them, noted beside where somebody did."""
    now = {one.key: paper.plain(one.line) for one in content if isinstance(one, Heading | Text) and one.key}
    seen = set()
    for key, was, box in list(content_controls.controls(made.element.body)):
        seen.add(key)
        text = content_controls.text_of(box)
        new = now.get(key, "")
        if content_controls.digest(new) == was:
            continue
        untouched = content_controls.digest(text) == was
        _mark(box, text if untouched else "", new if untouched else KEPT.format(new or "（不再有此句）"))
        yield Change(key if untouched else f"{key} (edited by hand, kept)", text, new or "nothing")
    for key in now:
        if key not in seen:
            yield Change(f"{key} (new, not in the draft)", "nothing", now[key])


def _mark(box: Element, old: str, new: str) -> None:
    """Strike out a control's text, if told to, and insert another, as Word marks revisions."""
    content = box.find(qn("w:sdtContent"))
    target = content.find(qn("w:p")) if content.find(qn("w:p")) is not None else content
    runs = list(target.iter(qn("w:r")))
    look = next((copy.deepcopy(run.rPr) for run in runs if run.rPr is not None), None)
    if old:
        for run in runs:
            run.getparent().remove(run)
        target.append(_revision("del", old, look))
    if new:
        target.append(_revision("ins", new, look))


def _revision(kind: str, text: str, look: Element | None = None) -> Element:
    name = "w:delText" if kind == "del" else "w:t"
    change = parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{next(NUMBERS)}" w:author="{AUTHOR}"/>')
    run: Element = parse_xml(f'<w:r {nsdecls("w")}><{name} xml:space="preserve"/></w:r>')
    run.find(qn(name)).text = text
    if look is not None:
        run.insert(0, copy.deepcopy(look))
    change.append(run)
    return change


def _tables(made: Document, content: list[Block]) -> Iterator[Change]:
    """Cells of tables that are no longer so, table by table in their order."""
    now: dict[str, list[Table]] = {}
    for one in content:
        if isinstance(one, Table):
            now.setdefault(str(one.caption), []).append(one)
    for caption, element in _captioned(made.element.body):
        if now.get(caption):
            yield from _cells(caption, element, now[caption].pop(0))


def _captioned(body: Element) -> Iterator[tuple[str, Element]]:
    """Tables with their captions, which stand right above them."""
    before = ""
    for element in body:
        if element.tag == qn("w:tbl"):
            yield before.partition("　")[2], element
        elif element.tag == qn("w:p"):
            before = _said(element)


def _cells(caption: str, element: Element, table: Table) -> Iterator[Change]:
    rows = element.findall(qn("w:tr"))[1:]
    cells = [row.findall(qn("w:tc")) for row in rows]
    if [len(row) for row in cells] != [len(row) for row in table.rows]:
        yield Change(
            f"{caption} (other rows: take the new table)", f"{len(rows)} rows", f"{len(table.rows)} rows"
        )
        return
    for number, (row, texts) in enumerate(zip(cells, table.rows, strict=True), start=1):
        for cell, text, label in zip(row, texts, table.header, strict=True):
            old, new = _said(cell), paper.plain(text)
            if old != new:
                _replace(cell, old, new)
                yield Change(f"{caption}, row {number}, {label}", old, new)


def _replace(cell: Element, old: str, new: str) -> None:
    paragraph = cell.findall(qn("w:p"))[-1]
    for run in list(cell.iter(qn("w:r"))):
        run.getparent().remove(run)
    for kind, text in (("del", old), ("ins", new)):
        if text:
            paragraph.append(_revision(kind, text))


def _said(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))
