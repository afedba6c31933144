"""Blocks written as a Word file: the same bytes for the same blocks.

The file is python-docx's; fields, bookmarks, numbered captions, fixed column widths and times, which it does not write,
are added as XML.
"""

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.paragraph import CT_P
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from planbook.core import labels
from planbook.document.blocks import Block, Chart, Heading, Table, Text
from planbook.document.claims import Sentence
from planbook.document.lines import Line
from planbook.render import content_controls, images, paper, word_styles

if TYPE_CHECKING:
    from lxml.etree import _Element

STAMP = (1980, 1, 1, 0, 0, 0)
WIDTH = Mm(150)
MOST_OF_PROPERTY = 255  # signs
DIGITS = "零一二三四五六七八九十"
SPACE = 'xml:space="preserve"'
STYLES = {"point": "要点", "summary": "摘要", "source_note": "图注"}  # of texts, by what they are for


@dataclass(frozen=True)
class Cover:
    """What a report is called and how it is known.

    Attributes
    ----------
    title, running : Sentence
        Title, and what stands at the head of every page.
    lines : tuple of Sentence
        Below the title: from whom, to whom, state.
    id : str
        `place/year/kind`, by which an edited copy is known again.
    issued : datetime.datetime
        Day of the newest release: a file has no clock of its own.
    contents : bool
        Whether a table of contents follows.
    size : float
        Scale of texts.
    """

    title: Sentence
    running: Sentence
    lines: tuple[Sentence, ...]
    id: str
    issued: datetime.datetime
    contents: bool = True
    size: float = 1.0

    @property
    def said(self) -> tuple[Text, ...]:
        """All that it says, as texts."""
        return tuple(map(Text, (self.title, self.running, *self.lines)))


def document(cover: Cover, content: Iterable[Block]) -> bytes:
    """A Word file (.docx) of a cover and blocks."""
    made, content = docx.Document(), list(content)
    word_styles.prepare(made, cover.size)
    _properties(made, cover)
    _around(made.sections[0], str(cover.running))
    writer = _Writer(made)
    writer.cover(cover)
    if cover.contents:
        writer.contents(content)
    for block in content:
        writer.add(block)
    return packed(made)


def _properties(made: Document, cover: Cover) -> None:
    known = made.core_properties
    known.title, known.category = labels.clean(str(cover.title))[:MOST_OF_PROPERTY], cover.id
    known.author, known.language = "planbook", "zh-CN"
    known.subject, known.comments, known.keywords, known.last_modified_by = "", "", "", "planbook"
    known.created = known.modified = cover.issued
    known.revision = 1


def _around(section: Section, running: str) -> None:
    """Head and foot of every page: what this is, and the page's number."""
    section.header.paragraphs[0].text = labels.clean(running)
    foot = section.footer.paragraphs[0]._p
    for part in (_run("— "), _field("PAGE", "1"), _run(" —")):
        foot.append(part)


class _Writer:
    """Blocks one after the other, with their running numbers."""

    def __init__(self, made: Document) -> None:
        self.made, self.body = made, made.element.body
        self.end = self.body.sectPr
        self.counts = {"表": 0, "图": 0, "bookmark": 0, "picture": 0}
        self.new_page = False  # whether the next heading begins one

    def cover(self, cover: Cover) -> None:
        """Title and the lines below it; what follows begins a new page where there is a table of contents."""
        self._paragraph("Title", [_run(str(cover.title))])
        for line in cover.lines:
            self._paragraph("封面", [_run(str(line))])

    def contents(self, content: list[Block]) -> None:
        """The table of contents as a field, with its entries as links; its page numbers come with an update in Word."""
        titles = [one for one in content if isinstance(one, Heading) and one.level <= 2]
        self._paragraph("目录标题", [_run("目录")])
        numbers, first = [0, 0, 0], True
        for place, one in enumerate(titles, start=1):
            label = _number(numbers, one.level)
            link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="_Toc{place:04d}"/>')
            link.append(_run(label + paper.plain(one.line)))
            self._paragraph(
                f"toc {one.level}", [*(_begin('TOC \\o "1-2" \\h \\z \\u') if first else []), link]
            )
            first = False
        if titles:
            self.made.element.body[-2].append(_mark("end"))
            self.new_page = True

    def add(self, block: Block) -> None:
        """One block."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Text):
            self._paragraph(STYLES.get(block.role, "Normal"), self._computed(block.key, block.line))
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._chart(block)
        else:
            raise TypeError(f"{type(block).__name__} does not stand on paper: lay it out first")

    def _computed(self, key: str, line: Line) -> "list[_Element]":
        run = _run(paper.plain(line), content_controls.STYLE if key else "")
        return [content_controls.control(key, [run])] if key else [run]

    def _heading(self, block: Heading) -> None:
        runs = self._computed(block.key, block.line)
        if block.level <= 2:
            self.counts["bookmark"] += 1
            number = self.counts["bookmark"]
            start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="_Toc{number:04d}"/>')
            runs = [start, *runs, parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>')]
        paragraph = self._paragraph(f"Heading {block.level}", runs)
        if self.new_page:
            paragraph.get_or_add_pPr().append(parse_xml(f"<w:pageBreakBefore {nsdecls('w')}/>"))
            self.new_page = False

    def _paragraph(self, style: str, content: "Sequence[_Element]") -> CT_P:
        # the parser makes an element of its own class of every w:p
        paragraph = cast(
            CT_P,
            parse_xml(
                f"<w:p {nsdecls('w')}><w:pPr><w:pStyle w:val={quoteattr(self.made.styles[style].style_id)}/></w:pPr></w:p>"
            ),
        )
        paragraph.extend(content)
        self.end.addprevious(paragraph)
        return paragraph

    def _caption(self, kind: str, text: str, *, above: bool) -> None:
        self.counts[kind] += 1
        parts = [_run(kind), _field(f"SEQ {kind} \\* ARABIC", str(self.counts[kind])), _run(f"　{text}")]
        paragraph = self._paragraph("Caption", parts)
        if above:
            paragraph.get_or_add_pPr().append(parse_xml(f"<w:keepNext {nsdecls('w')}/>"))

    def _table(self, block: Table) -> None:
        self._caption("表", str(block.caption), above=True)
        head, body = (self.made.styles[name].style_id for name in ("表头", "表文"))
        texts = [[paper.plain(cell) for cell in row] for row in block.rows]
        rows = [_row(map(str, block.header), block.numbers, head, header=True)]
        rows += [_row(row, block.numbers, body) for row in texts]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _widths(block))
        self.end.addprevious(
            parse_xml(f"<w:tbl {nsdecls('w')}>{FRAME}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
        )
        self._paragraph("表文", [])

    def _chart(self, block: Chart) -> None:
        self.counts["picture"] += 1
        paragraph = self._paragraph("插图", [])
        run = Paragraph(paragraph, self.made._body).add_run()
        content = images.unpacked(block.shown.base64) if block.shown else images.png(block.figure)
        run.add_picture(io.BytesIO(content), width=WIDTH)
        about = next(paragraph.iter(qn("wp:docPr")))
        about.set("descr", labels.clean(str(block.alt)))
        about.set("id", str(self.counts["picture"]))
        about.set("name", f"图{self.counts['picture']}")
        self._caption("图", str(block.title) or block.own_title, above=False)


FRAME = (
    '<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/><w:tblBorders>'
    '<w:top w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="999999"/></w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr>"
)
ROOM = 8844  # twentieths of a point between the margins
LEAST_WIDTH, MOST_SIGNS = 560, 40


def _widths(block: Table) -> list[int]:
    """Columns that share the room by their longest texts; each has room for two signs."""
    columns = list(zip(block.header, *block.rows, strict=True))
    wanted = [min(max(len(paper.plain(cell)) for cell in column), MOST_SIGNS) for column in columns]
    left = ROOM - LEAST_WIDTH * len(columns)
    return [LEAST_WIDTH + int(left * one / sum(wanted)) for one in wanted]


def _row(cells: Iterable[str], numbers: tuple[int, ...], style: str, *, header: bool = False) -> str:
    again = "<w:tblHeader/>" if header else ""
    made = []
    for place, text in enumerate(cells):
        side = '<w:jc w:val="right"/>' if place in numbers else ""
        inner = f"<w:r><w:t {SPACE}>{escape(labels.clean(text))}</w:t></w:r>"
        made.append(
            f"<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{side}</w:pPr>{inner}</w:p></w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{''.join(made)}</w:tr>"


def _run(text: str, style: str = "") -> "_Element":
    look = f"<w:rPr><w:rStyle w:val={quoteattr(style)}/></w:rPr>" if style else ""
    return parse_xml(f"<w:r {nsdecls('w')}>{look}<w:t {SPACE}>{escape(labels.clean(text))}</w:t></w:r>")


def _mark(kind: str) -> "_Element":
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _begin(code: str) -> "list[_Element]":
    said = f"<w:r {nsdecls('w')}><w:instrText {SPACE}> {escape(code)} </w:instrText></w:r>"
    return [_mark("begin"), parse_xml(said), _mark("separate")]


def _field(code: str, shown: str) -> "_Element":
    """A field with what it shows until Word counts anew."""
    inner = f"<w:r><w:t>{escape(shown)}</w:t></w:r>"
    return parse_xml(f"<w:fldSimple {nsdecls('w')} w:instr={quoteattr(f' {code} ')}>{inner}</w:fldSimple>")


def _number(numbers: list[int], level: int) -> str:
    """The number of the next heading, as Word's own numbering will show it."""
    numbers[level - 1] += 1
    numbers[level:] = [0] * (3 - level)
    return (f"{chinese(numbers[0])}、", f"（{chinese(numbers[1])}）", f"{numbers[2]}.")[level - 1]


def chinese(number: int) -> str:
    """A number from 1 to 99 as Chinese counts.

    Examples
    --------
    >>> [chinese(n) for n in (3, 10, 15, 24)]
    ['三', '十', '十五', '二十四']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def packed(made: Document) -> bytes:
    """The file with the same time on every part."""
    first, last = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, STAMP), source.read(name), zipfile.ZIP_DEFLATED)
    return last.getvalue()
