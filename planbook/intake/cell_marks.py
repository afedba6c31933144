"""What the reader of cells does not tell of a sheet: formulas, errors, formats, hidden rows, extent.

By expressions over the sheet's own text: openpyxl tells the same, slower by an order and without bounds.
"""

import html
import re
from dataclasses import dataclass, field

from planbook.intake.findings import DAMAGED, RefusedError

OPEN = rb"<(?:[^\s<>/:\"'=]+:)?"
CELL = re.compile(OPEN + rb"c(\s[^>]*)?(?<!/)>(\s*" + OPEN + rb"f(?:\s[^>]*)?>([^<]*))?")
ROW = re.compile(OPEN + rb"row(\s[^>]*)?>")
HIDDEN_ROW = re.compile(OPEN + rb"row(\s[^>]*?\shidden\s*=\s*[\"'](?:1|true)[\"'][^>]*)>")
MERGED = re.compile(
    OPEN + rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
VALUE = re.compile(OPEN + rb"v(?:\s[^>]*)?>([^<]+)<")
PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
STYLE = re.compile(rb"\ss\s*=\s*[\"'](\d+)[\"']")
NAMED = re.compile(rb"\sr\s*=")
NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,7})[\"']")
UNCLOSED = re.compile(rb"<[^<>]*=\s*(?:\"[^\"<>]*|'[^'<>]*)>")  # a tag that ends within an attribute
MOST_MERGED = 2000
LONGEST_CELL = 4000  # bytes after a formula within which its result stands


@dataclass(frozen=True)
class Marks:
    """What a sheet holds beside its cells' values; rows and columns count from 0, hidden rows from 1."""

    formulas: frozenset[tuple[int, int]] = frozenset()
    percents: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    texts: dict[tuple[int, int], str] = field(default_factory=dict)  # errors, and formulas without a result
    rows: int = 0
    columns: int = 0


def of_sheet(body: bytes, percent_styles: frozenset[bytes]) -> Marks:
    """Marks of a worksheet's XML.

    Parameters
    ----------
    body : bytes
        The part as it stands in the package.
    percent_styles : frozenset of bytes
        Numbers of the cell styles that show per cent.

    Raises
    ------
    RefusedError
        Where the XML is written so that its cells cannot be told.
    """
    if UNCLOSED.search(body):
        raise _unreadable()
    places = _Places()
    formulas: set[tuple[int, int]] = set()
    percents: set[tuple[int, int]] = set()
    texts: dict[tuple[int, int], str] = {}
    for cell in CELL.finditer(body):
        attributes = cell[1] or b""
        place = places.of(attributes)
        if place is None:
            continue
        if cell[2] or b'"e"' in attributes or b"'e'" in attributes:
            text = _text(body, cell, attributes)
            formulas |= {place} if cell[2] else set()
            texts |= {place: text} if text else {}
        if percent_styles and (style := STYLE.search(attributes)) and style[1] in percent_styles:
            percents.add(place)
    rows, columns = places.extent(body)
    return Marks(frozenset(formulas), frozenset(percents), _hidden(body), merged(body), texts, rows, columns)


def _unreadable() -> RefusedError:
    return RefusedError("读不出的工作表", "能打开的工作表", DAMAGED)


class _Places:
    """Where cells stand, and how far they reach."""

    def __init__(self) -> None:
        self.columns: dict[bytes, int] = {}
        self.last_row, self.last_column, self.unplaced = 0, 0, 0

    def of(self, attributes: bytes) -> tuple[int, int] | None:
        named = len(NAMED.findall(attributes))
        if not named:
            self.unplaced += 1
            return None
        found = PLACE.search(attributes)
        if named > 1 or found is None:
            raise _unreadable()
        letters, row = found[1], int(found[2])
        column = self.columns.get(letters) or self.columns.setdefault(letters, column_number(letters))
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)
        return row - 1, column - 1

    def extent(self, body: bytes) -> tuple[int, int]:
        """Rows and columns the reader would need room for."""
        if not self.unplaced:
            return self.last_row, self.last_column
        widest = max(len(CELL.findall(part)) for part in re.split(OPEN + rb"row[\s>]", body))
        return max(self.last_row, _last_row(body)), self.last_column + widest


def column_number(letters: bytes) -> int:
    """Number of a column from its letters, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(body: bytes, cell: re.Match, attributes: bytes) -> str:
    """An error's code, or a formula that has no result; blank where the reader has the value."""
    kind = KIND.search(attributes)
    end = body.find(b"c>", cell.end(), cell.end() + LONGEST_CELL)
    value = VALUE.search(body, cell.end(), end if end >= 0 else cell.end() + LONGEST_CELL)
    if kind and kind[1] == b"e":
        return _plain(value[1]) if value else "#ERROR"
    if value or (kind and kind[1] == b"str"):
        return ""
    return "=" + _plain(cell[3] or b"")


def _plain(text: bytes) -> str:
    return html.unescape(text[:200].decode("utf-8", "replace"))


def _hidden(body: bytes) -> frozenset[int]:
    """Numbers of hidden rows, where they are named."""
    found = (NUMBER.search(row[1]) for row in HIDDEN_ROW.finditer(body))
    return frozenset(int(one[1]) for one in found if one)


def _last_row(body: bytes) -> int:
    """The last row there can be: what is named, and what follows without a name."""
    rows = [row[1] or b"" for row in ROW.finditer(body)]
    named = [NUMBER.search(row) for row in rows]
    if any(one is None and NAMED.search(row) for row, one in zip(rows, named, strict=True)):
        raise _unreadable()
    return max((int(one[1]) for one in named if one), default=0) + sum(one is None for one in named)


def merged(body: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Merged ranges: first row, first column, last row, last column, from 0."""
    found = []
    for one in MERGED.finditer(body):
        found.append((int(one[2]) - 1, column_number(one[1]) - 1, int(one[4]) - 1, column_number(one[3]) - 1))
        if len(found) == MOST_MERGED:
            break
    return tuple(found)
