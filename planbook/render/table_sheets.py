"""Tables as a workbook that a spreadsheet reads as one table a sheet: one header row, nothing merged, nothing that runs."""

import datetime
import io
import math
from dataclasses import dataclass

from planbook.core import labels
from planbook.render import text_tables

CREATED = datetime.datetime(2021, 1, 1)  # the same bytes every time
LINE, MOST_LINES = 14.0, 25  # points of a line of text; lines of a row
NARROWEST, WIDEST, LOOKED_AT = 6, 46, 200
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
    import xlsxwriter

    buffer = io.BytesIO()
    plain = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties({"title": title, "comments": alarm, "created": CREATED})
        formats = _Formats(book)
        for table in tables:
            table = _marked(table, alarm) if alarm else table
            sheet = book.add_worksheet(table.name)
            _lay_out(sheet, table, f"{title} · {running}" + (f" · {alarm}" if alarm else ""), bool(alarm))
            _fill(sheet, table, formats)
    return buffer.getvalue()


class _Formats:
    def __init__(self, book):
        font = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        self.head = book.add_format(font | {"bold": True, "bg_color": "#dfe5ea", "text_wrap": True})
        self.text = book.add_format(font | {"text_wrap": True})
        self.state = book.add_format(font | {"font_color": "#55636f", "align": "right"})
        self.link = book.add_format(font | {"font_color": "#1f5a92", "underline": 1})
        self.numbers = {
            n: book.add_format(font | {"num_format": f"#,##0{'.' if n else ''}{'0' * n}"}) for n in range(5)
        }


def _marked(table: Sheet, alarm: str) -> Sheet:
    """The table with a last column that says its figures are invented."""
    rows = tuple((*row, alarm) for row in table.rows)
    return Sheet(table.name, (*table.header, KIND), rows, table.decimals, table.frozen, table.links)


def _lay_out(sheet, table: Sheet, head: str, invented: bool) -> None:
    sheet.freeze_panes(1, table.frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C{head.replace('&', '&&')}")
    sheet.set_footer("&C&P / &N")
    if invented:
        sheet.set_tab_color("#a63c14")


def _fill(sheet, table: Sheet, formats: _Formats) -> None:
    widths = []
    for place, label in enumerate(table.header):
        values = [row[place] for row in table.rows[:LOOKED_AT]]
        widths.append(_width(label, values))
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, label, formats.head)
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, LINE * _lines(row, widths))
        decimals = table.decimals[number - 1] if table.decimals else 0
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats, decimals, table)


def _write(sheet, row: int, place: int, value, formats: _Formats, decimals: int, table: Sheet) -> None:
    """A number, a text as a text, or an empty cell with nothing in it."""
    if value is None or value == "":
        return
    if isinstance(value, float | int):
        sheet.write_number(row, place, round(value, 10), formats.numbers[decimals])
    elif table.links and place == table.links:
        sheet.write_url(row, place, f"internal:'{value}'!A1", formats.link, value)
    else:
        figures = table.header[place].removesuffix("年").isdigit()  # a reason in the place of a number
        sheet.write_string(row, place, labels.clean(value), formats.state if figures else formats.text)


def _lines(row: tuple, widths: list[int]) -> int:
    """Lines that a row's longest text takes in its column."""
    texts = [
        math.ceil((text_tables.width(value) + 1) / width)
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return min(max([1, *texts]), MOST_LINES)


def _width(label: str, values: list) -> int:
    widest = max((text_tables.width(_shown(value)) for value in values), default=0)
    return min(WIDEST, max(NARROWEST, text_tables.width(label), widest) + 2)


def _shown(value) -> str:
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)
