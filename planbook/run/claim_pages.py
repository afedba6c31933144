"""Pages and documents as any reader has them: their texts, their tables, and what folds open to.

Much of what a page says prints no number and claims nothing: a level, a state, that there is nothing to list. It stands in
no table of the folder, so it is read where it stands. Nothing of the application is used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # read where a page is
    from lxml import etree

TEXTS = ("p", "li", "h1", "h2", "h3", "h4", "summary", "caption", "figcaption")
ARGUMENT = "argument"  # class of a fold with lines and what they give
MARK = re.compile(r"^[^\w\s“（(【《<≤≥＞+-]+\s+(?=\S)")  # ■■, ●, ▲, ○ before a word


@dataclass(frozen=True)
class Grid:
    """A table: the heads of its columns and the texts of its rows, without marks."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, *words: str) -> int:
        """Place of the first column whose head is one of some words or begins with one and a note; -1 where there is none."""
        heads = [one.partition("（")[0] for one in self.head]
        return next((heads.index(one) for one in words if one in heads), -1)


@dataclass(frozen=True)
class Fold:
    """What opens at a click: the words that say so, and how many rows the tables below them have."""

    summary: str
    tables: tuple[int, ...]


@dataclass(frozen=True)
class Page:
    """A page or a document."""

    name: str
    texts: tuple[str, ...]
    grids: tuple[Grid, ...]
    folds: tuple[Fold, ...] = ()


def read(folder: Path) -> Iterator[Page]:
    """The pages and documents of a folder."""
    for path in sorted(folder.rglob("*.html")):
        yield _page(path, path.relative_to(folder).with_suffix("").as_posix())
    for path in sorted(folder.glob("*.docx")):
        yield _document(path)


def unmarked(text: str) -> str:
    """A text on one line, without the mark before it."""
    return MARK.sub("", " ".join(text.split()))


def grid(lines: Sequence[Sequence[str]]) -> Grid:
    """A table of its texts, the heads first."""
    head, *rows = [tuple(map(unmarked, line)) for line in lines]
    return Grid(head, tuple(rows))


def _page(path: Path, name: str) -> Page:
    from lxml import html

    whole = html.fromstring(path.read_bytes())
    folds = []
    for one in whole.iter("details"):
        if one.get("class") == ARGUMENT:
            continue  # what an analyst's lines give, be it nothing
        summary = "".join(_text(found) for found in one.iterchildren("summary"))
        own = tuple(len(list(table.iter("tr"))) - 1 for table in one.iter("table"))
        folds.append(Fold(unmarked(summary), own))
    grids = [
        [[_text(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in whole.iter("table")
    ]
    texts = [unmarked(_text(one)) for one in whole.iter(*TEXTS)]
    texts += [one.get("alt", "") for one in whole.iter("img")]
    return Page(name, tuple(filter(None, texts)), tuple(grid(one) for one in grids if one), tuple(folds))


def _text(node: "etree._Element") -> str:
    return "".join(str(part) for part in node.itertext())


def _document(path: Path) -> Page:
    import docx
    from docx.oxml.ns import qn

    body = docx.Document(str(path)).element.body
    grids = [
        [[_words(cell, qn("w:t")) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
        for table in body.iter(qn("w:tbl"))
    ]
    texts = [unmarked(_words(one, qn("w:t"))) for one in body.iterchildren(qn("w:p"), qn("w:sdt"))]
    return Page(path.name, tuple(filter(None, texts)), tuple(grid(one) for one in grids if one))


def _words(node: "etree._Element", tag: str) -> str:
    return "".join(one.text or "" for one in node.iter(tag))
