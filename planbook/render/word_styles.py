"""The look of a report in Word: the styles and numbering of Chinese official documents (GB/T 9704)."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.font import CT_RPr
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Mm, Pt

from planbook.render.content_controls import STYLE

LATIN = "Times New Roman"
SIMSUN, SIMHEI, KAITI, FANGSONG = "宋体", "黑体", "楷体", "仿宋"
HEADINGS, BULLETS = 41, 42  # numbering definitions of our own
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
STYLES = {  # name: font, points, bold, centred, exact line in points, first-line indent in characters
    "Normal": (FANGSONG, 16, False, False, 28, 2),
    "Title": (SIMSUN, 22, True, True, 36, 0),
    "Heading 1": (SIMHEI, 16, False, False, 28, 0),
    "Heading 2": (KAITI, 16, True, False, 28, 0),
    "Heading 3": (FANGSONG, 16, True, False, 28, 0),
    "Caption": (SIMHEI, 12, False, True, 20, 0),
    "Header": (SIMSUN, 9, False, True, 12, 0),
    "Footer": (SIMSUN, 12, False, True, 14, 0),
    "封面": (KAITI, 16, False, True, 30, 0),
    "目录标题": (SIMHEI, 18, False, True, 36, 0),
    "toc 1": (SIMHEI, 12, False, False, 21, 0),
    "toc 2": (FANGSONG, 12, False, False, 21, 0),
    "要点": (FANGSONG, 16, False, False, 28, 0),
    "摘要": (FANGSONG, 16, True, False, 28, 0),
    "图注": (SIMSUN, 10.5, False, True, 16, 0),
    "插图": (SIMSUN, 10.5, False, True, 0, 0),
    "表文": (SIMSUN, 10.5, False, False, 15, 0),
    "表头": (SIMHEI, 10.5, False, False, 15, 0),
}
AFTER = {"Title": 12, "Caption": 6, "图注": 8}  # points below
INSIDE = {"toc 2": 2}  # characters of indent from the left


def prepare(document: Document, size: float = 1.0) -> None:
    """Set the paper, all styles and the numbering; `size` scales texts, for what has to fit fewer pages."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37 * size), Mm(35 * size)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for name, look in STYLES.items():
        _style(document, name, *look, 1.0 if name in ("表文", "表头", "Header") else size)
    marked = document.styles.add_style(STYLE, WD_STYLE_TYPE.CHARACTER)
    marked.quick_style = True
    _language(document)
    _numbering(document)
    _one_set_of_styles(document)


def _one_set_of_styles(document: Document) -> None:
    """Drop the template's second copy of the styles, which no longer says the same: Word would offer to repair that."""
    for id, one in list(document.part.rels.items()):
        if one.reltype.endswith("/stylesWithEffects"):
            document.part.drop_rel(id)


def _style(
    document: Document,
    name: str,
    font: str,
    points: float,
    bold: bool,
    centred: bool,
    line: float,
    indent: int,
    size: float,
) -> None:
    known = {style.name for style in document.styles}
    paragraph, built_in = WD_STYLE_TYPE.PARAGRAPH, name.startswith("toc")
    style = document.styles[name] if name in known else document.styles.add_style(name, paragraph, built_in)
    style.base_style = None if name == "Normal" else document.styles["Normal"]
    style.quick_style = True
    style.font.size, style.font.bold, style.font.italic = Pt(round(2 * points * size) / 2), bold, False
    style.font.color.rgb = None
    _fonts(style.element.get_or_add_rPr(), font)
    shape = style.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    shape.space_before, shape.space_after = Pt(0), Pt(AFTER.get(name, 0))
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY if line else WD_LINE_SPACING.SINGLE
    if line:
        shape.line_spacing = Pt(line * size)
    shape.keep_with_next = name.startswith("Heading") or name == "插图"
    for frame in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(frame)
    _indent(style.element.get_or_add_pPr(), points * size, indent, INSIDE.get(name, 0))
    if name.startswith("Heading"):
        _numbered(style.element.get_or_add_pPr(), HEADINGS, int(name[-1]) - 1)
    if name == "要点":
        _numbered(style.element.get_or_add_pPr(), BULLETS, 0)


def _fonts(properties: CT_RPr, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in {"ascii": LATIN, "hAnsi": LATIN, "cs": LATIN, "eastAsia": font}.items():
        fonts.set(qn(f"w:{name}"), value)
    for colour in properties.findall(qn("w:color")):
        properties.remove(colour)


def _indent(properties: CT_PPr, points: float, first: int, left: int) -> None:
    """Indents in characters, which follow the size of the text; and in twips for programs that count those alone."""
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    indent = properties.get_or_add_ind()
    for name, characters in {"firstLine": first, "left": left}.items():
        indent.set(qn(f"w:{name}Chars"), str(100 * characters))
        indent.set(qn(f"w:{name}"), str(round(20 * points * characters)))


def _numbered(properties: CT_PPr, number: int, level: int) -> None:
    for old in properties.findall(qn("w:numPr")):
        properties.remove(old)
    given = parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )
    properties.insert_element_before(
        given,
        "w:suppressLineNumbers",
        "w:pBdr",
        "w:shd",
        "w:tabs",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    )


def _language(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def _numbering(document: Document) -> None:
    """一、（一）1. for headings, and dots for lists."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for n, (kind, text) in enumerate(LEVELS)
    )
    dots = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:suff w:val="space"/>'
        '<w:lvlText w:val="·"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="480" w:hanging="240"/></w:pPr></w:lvl>'
    )
    root = document.part.numbering_part.element
    for number, kind, content in ((HEADINGS, "multilevel", levels), (BULLETS, "singleLevel", dots)):
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>'
            f"{content}</w:abstractNum>"
        )
        root.insert(0, abstract)
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )
