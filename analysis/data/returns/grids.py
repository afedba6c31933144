"""Files as grids of text: workbooks old and new and CSV, within bounds of size, with what cannot be trusted named."""

import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from analysis.data.returns.findings import Finding

LARGEST = 20 * 2**20  # bytes of a file as received
UNPACKED = 120 * 2**20  # bytes of all its parts
MOST_CELLS = 2_000_000
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CELL_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*>\s*<f[ >]')
HIDDEN_ROW = re.compile(rb'<row [^>]*?r="(\d+)"[^>]*?hidden="1"|<row [^>]*?hidden="1"[^>]*?r="(\d+)"')


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of text, from its first cell on."""

    file: str
    sheet: str
    rows: list[list[str]]
    visible: bool = True
    formulas: frozenset[str] = field(default_factory=frozenset)
    hidden: frozenset[int] = field(default_factory=frozenset)


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
            return [], [
                Finding(name, f"{size / 2**20:.0f}兆字节的文件", f"不超过{LARGEST // 2**20}兆字节", TOO_LARGE)
            ]
        with path.open("rb") as file:
            head = file.read(8)
        if head.startswith((ZIP, OLE)):
            return _book(path, name, zipped=head.startswith(ZIP))
        return _text(path.read_bytes(), name)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        return [], [Finding(name, f"读不出的文件（{type(error).__name__}）", "能打开的工作簿", DAMAGED)]


TOO_LARGE = "请清除多余的格式和图片后重新保存。"
DAMAGED = "请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"


def _book(path: Path, name: str, *, zipped: bool) -> tuple[list[Grid], list[Finding]]:
    if zipped and (said := _too_large(path, name)):
        return [], [said]
    try:
        book = python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        return [], [Finding(name, "加了密码的工作簿", "不加密的工作簿", "请取消密码后再报一次。")]
    except BaseException as error:  # the reader may panic outside Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return [], [Finding(name, f"读不出的工作簿（{type(error).__name__}）", "能打开的工作簿", DAMAGED)]
    marks = _marks(path) if zipped else {}
    grids, findings = [], []
    for sheet in book.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        rows, said = _rows(book, sheet.name, f"{name}!{sheet.name}")
        findings += said
        visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        formulas, hidden = marks.get(sheet.name, (frozenset(), frozenset()))
        grids.append(Grid(name, sheet.name, rows, visible, formulas, hidden))
    return grids, findings


def _too_large(path: Path, name: str) -> Finding | None:
    with zipfile.ZipFile(path) as parts:
        total = sum(part.file_size for part in parts.infolist())
    if total > UNPACKED:
        return Finding(
            name, f"展开后{total / 2**20:.0f}兆字节", f"不超过{UNPACKED // 2**20}兆字节", TOO_LARGE
        )
    return None


def _rows(book, sheet: str, where: str) -> tuple[list[list[str]], list[Finding]]:
    try:
        table = book.get_sheet_by_name(sheet)
        if table.total_height * table.total_width > MOST_CELLS:
            found = f"{table.total_height}行{table.total_width}列"
            return [], [Finding(where, found, f"不超过{MOST_CELLS}格", TOO_LARGE)]
        return [[_as_text(value) for value in row] for row in table.to_python(skip_empty_area=False)], []
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return [], [Finding(where, f"读不出的工作表（{type(error).__name__}）", "能打开的工作表", DAMAGED)]


def _as_text(value) -> str:
    """A cell's value as its text; whole numbers without a point."""
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value).replace("_x000D_", "")


def _marks(path: Path) -> dict[str, tuple[frozenset[str], frozenset[int]]]:
    """Cells with formulas and hidden rows by sheet name; the reader does not tell them."""
    found = {}
    with zipfile.ZipFile(path) as parts:
        names = set(parts.namelist())
        if "xl/workbook.xml" not in names:
            return {}
        links = dict(
            re.findall(
                rb'<Relationship [^>]*?Id="([^"]+)"[^>]*?Target="/?([^"]+)"',
                _part(parts, names, "xl/_rels/workbook.xml.rels"),
            )
        )
        links |= {
            b: a
            for a, b in re.findall(
                rb'<Relationship [^>]*?Target="/?([^"]+)"[^>]*?Id="([^"]+)"',
                _part(parts, names, "xl/_rels/workbook.xml.rels"),
            )
        }
        for title, link in re.findall(
            rb'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]+)"', parts.read("xl/workbook.xml")
        ):
            target = links.get(link, b"").decode().removeprefix("xl/")
            body = _part(parts, names, f"xl/{target}")
            formulas = frozenset(cell.decode() for cell in CELL_FORMULA.findall(body))
            hidden = frozenset(int(a or b) for a, b in HIDDEN_ROW.findall(body))
            found[_unescaped(title)] = (formulas, hidden)
    return found


def _part(parts: zipfile.ZipFile, names: set[str], name: str) -> bytes:
    return parts.read(name) if name in names else b""


def _unescaped(title: bytes) -> str:
    from html import unescape

    return unescape(title.decode("utf-8", "replace"))


def _text(raw: bytes, name: str) -> tuple[list[Grid], list[Finding]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        rows = list(csv.reader(io.StringIO(text, newline="")))
        return [Grid(name, "-", rows)], []
    return [], [Finding(name, "既不是工作簿也不是文本的文件", "报表工作簿或 UTF-8、GB18030 文本", DAMAGED)]
