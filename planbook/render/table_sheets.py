"""Tables as a workbook that a spreadsheet reads as one table a sheet: one header row, nothing merged, nothing that runs."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planbook.render import text_tables, workbooks
from planbook.render.workbooks import Value, Workbook

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LINE, MOST_LINES = 14.0, 25  # points of a line of text; lines of a row
NARROWEST, WIDEST = 6, 46
KIND = "数据性质"


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes
    ----------
    name : str
        Of the sheet.
    header : tuple of str
        One row.
    rows : tuple of tuple
        Texts, numbers, or None for an empty cell.
    decimals : tuple of int
        Of each row's numbers; none without it.
    frozen : int
        Columns that stay in sight.
    links : int
        Column whose texts are names of sheets, to be led to; 0 for none.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple, ...]
    decimals: tuple[int, ...] = ()
    frozen: int = 1
    links: int = 0


def workbook(title: str, tables: list[Sheet], running: str, alarm: str = "") -> bytes:
    """An .xlsx file of tables; `alarm` heads every printed page and stands in every row."""
    book = Workbook(title, alarm)
    for table in tables:
        table = _marked(table, alarm) if alarm else table
        sheet = book.sheet(table.name)
        _lay_out(sheet, table, f"{title} · {running}" + (f" · {alarm}" if alarm else ""))
        _fill(sheet, table, _Formats(book))
    return book.bytes()


class _Formats:
    """How the cells of a table look."""

    def __init__(self, book: Workbook):
        top = {"valign": "top"}
        self.head = book.format(**top, **workbooks.HEAD, text_wrap=True)
        self.text = book.format(**top, text_wrap=True)
        self.state = book.format(**top, font_color="#55636f", align="right")
        self.link = book.format(**top, font_color="#1f5a92", underline=1)
        self.numbers = {
            n: book.format(**top, num_format=f"#,##0{'.' if n else ''}{'0' * n}") for n in range(5)
        }


def _marked(table: Sheet, alarm: str) -> Sheet:
    """The table with a last column that says its figures are invented."""
    rows = tuple((*row, alarm) for row in table.rows)
    return Sheet(table.name, (*table.header, KIND), rows, table.decimals, table.frozen, table.links)


def _lay_out(sheet: "Worksheet", table: Sheet, head: str) -> None:
    sheet.freeze_panes(1, table.frozen)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C{head.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")


def _fill(sheet: "Worksheet", table: Sheet, formats: _Formats) -> None:
    widths = []
    for place, label in enumerate(table.header):
        texts = (_shown(row[place]) for row in table.rows[: workbooks.LOOKED_AT])
        widths.append(workbooks.width(label, texts, least=NARROWEST, most=WIDEST))
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, label, formats.head)
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, LINE * _lines(row, widths))
        decimals = table.decimals[number - 1] if table.decimals else 0
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats, decimals, table)


def _write(
    sheet: "Worksheet", row: int, place: int, value: Value, formats: _Formats, decimals: int, table: Sheet
) -> None:
    """A number, a link to a sheet, or a text; a reason in the place of a number looks like one."""
    if isinstance(value, float | int):
        workbooks.write(sheet, row, place, round(value, 10), formats.numbers[decimals])
    elif value and table.links and place == table.links:
        sheet.write_url(row, place, f"internal:'{value}'!A1", formats.link, value)
    else:
        figures = table.header[place].removesuffix("年").isdigit()
        workbooks.write(sheet, row, place, value, formats.state if figures else formats.text)


def _lines(row: tuple, widths: list[int]) -> int:
    """Lines that a row's longest text takes in its column."""
    texts = [
        math.ceil((text_tables.width(value) + 1) / width)
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return min(max([1, *texts]), MOST_LINES)


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)
