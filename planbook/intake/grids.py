"""Files as grids of text: workbooks old and new and CSV, within bounds of size, with what cannot be trusted named."""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from planbook.core.cell_references import NO_SHEET
from planbook.intake import xls_files, xlsx_files
from planbook.intake.cell_marks import Marks
from planbook.intake.findings import DAMAGED, TOO_LARGE, Finding, RefusedError

LARGEST = 20 * 2**20  # bytes of a file as received
MOST_CELLS = 1_000_000
SAMPLE = 20_000  # signs of a text by which its separator is told
ZIP, OLE, WIDE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile(r"_x000D_|[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of text, from its first cell on."""

    file: str
    sheet: str
    rows: list[list[str]]
    visible: bool = True
    marks: Marks = field(default_factory=Marks)


def packed(path: Path) -> bool:
    """Whether a file is a workbook by its first bytes, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4).startswith((ZIP, OLE))


def read(path: Path, name: str) -> tuple[list[Grid], list[Finding]]:
    """Sheets of a file, or why it cannot be read; never an exception.

    Parameters
    ----------
    path : pathlib.Path
        File as received.
    name : str
        Its name in messages: `release/file`.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            most = LARGEST // 2**20
            raise RefusedError(f"{size / 2**20:.0f}兆字节的文件", f"不超过{most}兆字节", TOO_LARGE)
        if not size:
            raise RefusedError("空文件", "报表工作簿", "请重新保存后再报一次。")
        return _book(path, name) if packed(path) else ([_text(path.read_bytes(), name)], [])
    except RefusedError as refused:
        return [], [refused.at(name)]
    except (
        BaseException
    ) as error:  # whatever a broken file does to its reader, which may panic outside Exception
        return [], [_broken(error, name)]


def _broken(error: BaseException, where: str) -> Finding:
    if isinstance(error, KeyboardInterrupt | SystemExit):
        raise error
    return Finding(where, "读不出的工作簿", "能打开的工作簿", DAMAGED)


def _book(path: Path, name: str) -> tuple[list[Grid], list[Finding]]:
    raw = path.read_bytes()
    known: dict[str, Marks | RefusedError] | list[Marks]
    if raw.startswith(ZIP):
        copy, known = xlsx_files.opened(path)
    else:
        copy, known = xls_files.opened(raw)
        for one in known:  # all sheets of an old workbook are read when it is opened
            _check_size(one.rows, one.columns)
    book = python_calamine.load_workbook(copy)
    grids, findings = [], []
    for place, sheet in enumerate(book.sheets_metadata):
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        where = f"{name}!{_clean(sheet.name)}"
        try:
            marks = known[sheet.name] if isinstance(known, dict) else known[place]
            if isinstance(marks, RefusedError):
                raise marks
            rows = _rows(book, place, marks)
        except RefusedError as refused:
            findings.append(refused.at(where))
            continue
        except BaseException as error:
            findings.append(_broken(error, where))
            continue
        visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        grids.append(Grid(name, _clean(sheet.name), rows, visible, marks))
    return grids, findings


def _rows(book: python_calamine.CalamineWorkbook, place: int, marks: Marks) -> list[list[str]]:
    """A sheet's rows; room for them is asked for only when it is known to be small."""
    _check_size(marks.rows, marks.columns)
    table = book.get_sheet_by_index(place)
    _check_size(table.total_height, table.total_width)
    rows = [[_as_text(value) for value in row] for row in table.to_python(skip_empty_area=False)]
    for (row, column), text in marks.texts.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = rows[row][column] or _clean(text)
    return rows


def _check_size(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise RefusedError(f"{rows}行{columns}列的工作表", f"不超过{MOST_CELLS}格", TOO_LARGE)


def _as_text(value: object) -> str:
    """A cell's value as its text; whole numbers without a point."""
    if isinstance(value, str):
        return value if value.isprintable() else _clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat().removesuffix("T00:00:00")
    return "" if value is None else str(value)


def _clean(text: str) -> str:
    """A text without signs that no text has, and that writers of documents refuse."""
    return CONTROLS.sub("", text)


def _text(raw: bytes, name: str) -> Grid:
    for encoding in ("utf-16",) if raw.startswith(WIDE) else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        tabs = text.count("\t", 0, SAMPLE) > text.count(",", 0, SAMPLE)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",")
        return Grid(name, NO_SHEET, _fields(lines))
    raise RefusedError("既不是工作簿也不是文本的文件", "报表工作簿或 UTF-8、GB18030 文本", DAMAGED)


def _fields(lines: Iterable[list[str]]) -> list[list[str]]:
    rows, cells = [], 0
    for line in lines:
        cells += len(line)
        if cells > MOST_CELLS:
            raise RefusedError(f"超过{MOST_CELLS}格的文本", f"不超过{MOST_CELLS}格", TOO_LARGE)
        rows.append([_as_text(text) for text in line])
    return rows
