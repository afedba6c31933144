"""Pieces of pages taken over into reports, as blocks."""

import base64
import re
from collections.abc import Iterator

from lxml import etree, html

from planbook.document.blocks import Block, Heading, Picture, Table, Text
from planbook.render.html import Fragment
from planbook.render.images import as_png

LINES = ("p", "li", "pre", "h4")
MARKS = re.compile(r"\s+")


def of(fragment: Fragment, key: str = "", *captions: str) -> list[Block]:
    """A page's piece as blocks: its texts are computed ones under `key`, its tables and charts are captioned.

    Parameters
    ----------
    fragment : Fragment
        HTML as pages are made of.
    key : str
        What its sentences are known by; numbered from 1.
    captions : str
        Of tables and charts that have none of their own, in their order; the last one for all that follow.
    """
    found: list[Block] = []
    root = html.fragment_fromstring(fragment.html or "<p></p>", create_parent="div")
    left = list(captions) or [""]
    for element in _outermost(root):
        made = _block(element, left[0])
        found += made
        if len(left) > 1 and any(getattr(one, "caption", "") == left[0] for one in made):
            left.pop(0)
    texts = iter(range(1, len(found) + 1))
    return [_keyed(one, key, texts) for one in found]


def _outermost(root) -> Iterator[etree._Element]:
    """Elements that become blocks of their own, in their order; what is folded on a page is open on paper."""
    for child in root:
        if child.tag in ("div", "details", "ul", "ol", "section"):
            yield from _outermost(child)
        else:
            yield child


def _block(element, caption: str) -> list[Block]:
    tag = element.tag
    if tag == "table":
        return [_table(element, caption)]
    if tag == "figure":
        return _figure(element, caption)
    if tag in ("h2", "h3"):
        return [Heading({"h2": 2, "h3": 3}[tag], said(element))]
    if tag == "summary":
        return [Text(said(element), style="摘要")]
    if tag in LINES and said(element):
        return [Text(said(element), style="要点" if tag == "li" else "")]
    return []


def _keyed(block: Block, key: str, numbers: Iterator[int]) -> Block:
    if not key or not isinstance(block, Text):
        return block
    return Text(block.text, f"{key}.{next(numbers)}", block.style)


def said(element) -> str:
    """An element's text on one line; a small note in brackets."""
    parts = [element.text or ""]
    for child in element:
        inner = said(child)
        if child.tag == "br":
            inner = " "
        elif child.tag == "small" and inner and inner[0] not in "（(":
            inner = f"（{inner}）"
        parts += [inner, child.tail or ""]
    return MARKS.sub(" ", "".join(parts)).strip()


def _table(element, caption: str) -> Table:
    head = element.findall(".//thead/tr/th")
    numbers = tuple(n for n, cell in enumerate(head) if "n" in (cell.get("class") or "").split())
    rows = tuple(tuple(said(cell) for cell in row.findall("td")) for row in element.findall(".//tbody/tr"))
    own = element.find("caption")
    return Table(caption if own is None else said(own), tuple(said(cell) for cell in head), rows, numbers)


def _figure(element, caption: str) -> list[Block]:
    image = element.find("img")
    below = element.find("figcaption")
    for link in [] if below is None else below.findall("a"):  # there is no way to click on paper
        below.remove(link)
    note = [] if below is None or not said(below) else [Text(said(below), style="图注")]
    data = base64.b64decode(image.get("src").partition(",")[2])
    return [Picture(element.get("data-title") or caption, as_png(data), image.get("alt")), *note]
