"""Old workbooks (.xls): their cells copied for the reader, record by record, and what stands behind them.

Cells are read by calamine, which believes the sizes that a file states and does not tell errors and hidden rows; no kept
library copies the records of this format within bounds.
"""

import io
import struct
from collections.abc import Iterator

from planbook.intake import compound_files
from planbook.intake.cell_marks import MOST_MERGED, Marks
from planbook.intake.compound_files import locked, unreadable

BEGIN, END, SHEET, LOCKED, STRINGS, MORE = 0x809, 0x0A, 0x85, 0x2F, 0xFC, 0x3C
SHARED = (0x42, 0x22, 0x41E, 0xE0)  # code page, first day, number formats, cell formats
ROW, MERGED = 0x208, 0xE5
NUMBER, LABEL, LOGICAL, SEVERAL = 0x203, 0x204, 0x205, 0xBD
FORMULAS, RESULT, BETWEEN = (0x06, 0x206, 0x406), 0x207, (0x221, 0x4BC, 0x236)
LENGTHS = {NUMBER: 14, 0x27E: 10, 0xFD: 10, LABEL: 8, 0xD6: 8, LOGICAL: 8, SEVERAL: 12}
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
HIDDEN = 0x20
MOST_COLUMNS = 256


def opened(raw: bytes) -> tuple[io.BytesIO, list[Marks]]:
    """A workbook with nothing in it but values and their formats, and the marks of its sheets in their order.

    Formulas are replaced by their results, and no size is taken from what the file says of itself.

    Raises
    ------
    RefusedError
        Where the file is locked, broken, or no workbook of Excel 5 or later.
    """
    try:
        stream = compound_files.stream(raw)
        shared, sheets = _shared(stream)
        read = [_sheet(stream, struct.unpack_from("<I", body)[0]) for body in sheets]
    except (struct.error, IndexError):
        raise unreadable() from None
    return compound_files.holding(_joined(shared, sheets, [body for body, _ in read])), [
        made for _, made in read
    ]


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of a part of the stream, from its beginning to its end; what is nested in it is passed over."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, start)
        depth += kind == BEGIN
        if depth == 0:
            raise unreadable()
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + length]
        depth -= kind == END
        if depth == 0:
            return
        start += 4 + length
    raise unreadable()


def _shared(stream: bytes) -> tuple[list[bytes], list[bytes]]:
    """What all sheets share, and the entries that name the sheets."""
    shared, sheets, last = [], [], 0
    for kind, body in _records(stream, 0):
        if kind == LOCKED:
            raise locked()
        if kind == STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise unreadable()
        if kind in (BEGIN, STRINGS, *SHARED) or (kind == MORE and last == STRINGS):
            shared.append(_record(kind, body))
        if kind == SHEET:
            sheets.append(body)
        last = STRINGS if kind == MORE and last == STRINGS else kind
    return shared, sheets


def _joined(shared: list[bytes], names: list[bytes], sheets: list[bytes]) -> bytes:
    """One stream: what is shared, with the places where the sheets begin, and the sheets."""
    start = sum(map(len, shared)) + sum(len(body) + 4 for body in names) + 4
    listing = []
    for body, sheet in zip(names, sheets, strict=True):
        listing.append(_record(SHEET, struct.pack("<I", start) + body[4:]))
        start += len(sheet)
    return b"".join([shared[0], *listing, *shared[1:], _record(END, b""), *sheets])


def _sheet(stream: bytes, start: int) -> tuple[bytes, Marks]:
    """A sheet's cells as records, and its marks."""
    read = _Sheet()
    for kind, body in _records(stream, start):
        read.take(kind, body)
    return b"".join([*read.copied, _record(END, b"")]), read.marks()


class _Sheet:
    """Cells of a sheet as they come."""

    def __init__(self) -> None:
        self.copied: list[bytes] = []
        self.formulas: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.texts: dict[tuple[int, int], str] = {}
        self.rows = self.columns = 0
        self.waiting: bytes | None = None  # place and format of a formula whose text ought to follow

    def take(self, kind: int, body: bytes) -> None:
        """One record."""
        if self.waiting and kind not in BETWEEN:
            self._text(kind, body)
        if kind == BEGIN:
            self.copied.append(_record(kind, body))
        elif kind in LENGTHS:
            self._cell(kind, body)
        elif kind in FORMULAS:
            self._formula(body)
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & HIDDEN:
            self.hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == MERGED:
            ranges = struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8])
            self.merged += [(first, left, last, right) for first, last, left, right in ranges]

    def _cell(self, kind: int, body: bytes) -> None:
        if len(body) < LENGTHS[kind]:
            raise unreadable()
        row, column = struct.unpack_from("<2H", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == SEVERAL else column
        if not column <= last < MOST_COLUMNS or (
            kind == SEVERAL and len(body) != 6 + 6 * (last - column + 1)
        ):
            raise unreadable()
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, last + 1)
        if kind == LOGICAL and body[7]:
            self.texts[row, column] = ERRORS.get(body[6], "#ERROR")
        else:
            self.copied.append(_record(kind, body))

    def _formula(self, body: bytes) -> None:
        """A formula as its result: a number, a logical value, an error, or a text that is still to come."""
        place, result = body[:6], body[6:14]
        self.formulas.add(struct.unpack_from("<2H", body))
        if result[6:] != b"\xff\xff":
            self._cell(NUMBER, place + result)
        elif result[0] == 0:
            self.waiting = place
        elif result[0] in (1, 2):
            self._cell(LOGICAL, place + bytes([result[2], result[0] - 1]))

    def _text(self, kind: int, body: bytes) -> None:
        place = self.waiting or b""
        if kind == RESULT:
            self._cell(LABEL, place + body)
        else:
            self.texts[struct.unpack_from("<2H", place)] = "="
        self.waiting = None

    def marks(self) -> Marks:
        """What stands behind the cells."""
        return Marks(
            formulas=frozenset(self.formulas),
            hidden=frozenset(self.hidden),
            merged=tuple(self.merged[:MOST_MERGED]),
            texts=self.texts,
            rows=self.rows,
            columns=self.columns,
        )
