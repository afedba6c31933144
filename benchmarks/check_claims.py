"""What pages and documents say, held against their own tables: claims made again, and every number traced to its claim.

Usage: ``.venv/bin/python benchmarks/check_claims.py OUTPUT_DIR…`` (`outputs/demo/2025/internal` and the like). For each
folder: how many claims there are, how many are false, how many have no rule; then how many texts with a number a reader
finds on the pages (HTML) and in the documents (docx), and in how many stands a number that no sentence of the folder's
`claims.csv` or `fields.csv` prints. A text is a paragraph, a point, a heading, a caption, an alternative text, or a cell of
a table. Cells that hold no sentence but figures, ids and names are counted apart: the lines of their piece make them.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml import html

from planbook.run import claim_check, claim_texts
from planbook.run.claim_tables import Tables

CODE = "pre"  # lines that make a result
INLINE = {"a", "b", "br", "code", "em", "i", "small", "span", "strong"}
CELLS = {"td", "th"}
DIGIT = re.compile(r"\d")
SHOWN = 10  # texts that are printed


@dataclass
class Texts:
    """Texts with a number of one kind of file: how many there are, those not covered, and cells without a sentence."""

    many: int = 0
    cells: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


def of_page(path: Path) -> Iterator[tuple[bool, str]]:
    """Texts of a page, and whether each is a cell of a table."""
    for node in html.fromstring(path.read_bytes()).find("body").iter():
        if node.tag not in INLINE and node.tag != CODE:
            own = [node.text or "", *(part for one in node for part in within(one))]
            yield node.tag in CELLS, "".join(own)
        if node.tag == "img":
            yield False, node.get("alt", "")


def within(node: html.HtmlElement) -> Iterator[str]:
    """Text of a child that is no block of its own, and what stands behind it."""
    if node.tag in INLINE:
        yield node.text_content()
    yield node.tail or ""


def of_document(path: Path) -> Iterator[tuple[bool, str]]:
    """Texts of a Word file, and whether each is a cell of a table; without the numbers that Word itself counts."""
    made = docx.Document(str(path))
    head = made.sections[0].header._element
    for paragraph in (*head.iter(qn("w:p")), *made.element.body.iter(qn("w:p"))):
        counted = [one for own in paragraph.iter(qn("w:fldSimple")) for one in own.iter(qn("w:t"))]
        parts = [one.text or "" for one in paragraph.iter(qn("w:t")) if one not in counted]
        yield next(paragraph.iterancestors(qn("w:tc")), None) is not None, "".join(parts)
    yield from ((False, one.get("descr", "")) for one in made.element.body.iter(qn("wp:docPr")))


def left_over(text: str, known: list[str]) -> str:
    """What of a text is no known sentence."""
    for one in known:
        text = claim_texts.without(text, one) if one in text else text
    return text


def one_line(text: str) -> str:
    return " ".join(text.split())


def covered(folder: Path, tables: Tables) -> dict[str, Texts]:
    """Texts with a number, by kind of file."""
    known: dict[str, set[str]] = {}
    for said in claim_texts.sentences(tables):
        known.setdefault(said.page, set()).add(one_line(said.text))
    found = {".html": Texts(), ".docx": Texts()}
    for kind, read in ((".html", of_page), (".docx", of_document)):
        for path in sorted(folder.rglob(f"*{kind}")):
            page = path.relative_to(folder).as_posix().removesuffix(".html")
            own = sorted(filter(DIGIT.search, known.get(page, ())), key=len, reverse=True)
            for cell, text in read(path):
                add(found[kind], page, cell, one_line(text), own)
    return found


def add(found: Texts, page: str, cell: bool, text: str, known: list[str]) -> None:
    """Count a text, where it has a number."""
    if not DIGIT.search(text):
        return
    left = DIGIT.search(left_over(text, known))
    if cell and left:
        found.cells += 1
        return
    found.many += 1
    if left:
        found.left.append((page, text))


def main(*folders: str) -> None:
    for name in folders:
        tables = Tables(Path(name))
        checked = claim_check.checked(tables)
        without = checked.without_rule.total()
        print(f"{name}: {checked.claims} claims, {len(checked.false)} false, {without} without rule")
        for one in checked.false:
            print("  FALSE", one)
        for kind, texts in covered(Path(name), tables).items():
            print(
                f"  {kind}: {texts.many} texts with a number, {len(texts.left)} not covered; {texts.cells} cells of figures"
            )
            for page, text in texts.left[:SHOWN]:
                print("  NOT COVERED", page, text[:150])


if __name__ == "__main__":
    main(*sys.argv[1:])
