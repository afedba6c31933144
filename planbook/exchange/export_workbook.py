"""Tables as a workbook: one table a sheet from cell A1 on, texts as texts, nothing that could run."""

import datetime
import io
from collections.abc import Mapping

import pandas as pd

from planbook.core.errors import Fault, UsageError
from planbook.exchange import dictionary
from planbook.render import text_tables

CREATED = datetime.datetime(2021, 1, 1)  # the same bytes every time; spreadsheets know no zone
LONGEST = 1_048_576
NARROWEST, WIDEST, LOOKED_AT = 8, 48, 200  # width of columns, and how many rows it is judged by
FROZEN = {"observations": 2, "indicators": 1}


def workbook(title: str, tables: Mapping[str, pd.DataFrame], alarm: str = "") -> bytes:
    """An .xlsx file of the tables of `dictionary.VARIABLES`; `alarm` heads every printed page.

    Raises
    ------
    UsageError
        When a table has more rows than a sheet can hold.
    """
    import xlsxwriter

    _check(tables)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": alarm, "created": CREATED})
        plain = book.add_format({"font_name": "宋体", "font_size": 10, "valign": "top"})
        wrapped = book.add_format({"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True})
        head = book.add_format({"font_name": "宋体", "font_size": 10, "bold": True, "bg_color": "#dfe5ea"})
        for name, table in tables.items():
            sheet = book.add_worksheet(dictionary.TITLES[name])
            _lay_out(sheet, name, table, alarm)
            _fill(sheet, name, table, head, wrapped if name == "notes" else plain)
    return buffer.getvalue()


def _check(tables: Mapping[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        if len(table) >= LONGEST:
            remedy = "Ask for one year, or for CSV."
            found, expected = f"{len(table)} rows", f"fewer than {LONGEST}"
            raise UsageError([Fault(f"sheet {dictionary.TITLES[name]}", found, expected, remedy)])


def _lay_out(sheet, name: str, table: pd.DataFrame, alarm: str) -> None:
    sheet.freeze_panes(1, FROZEN.get(name, 0) + ("synthetic" in table))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    if alarm:
        sheet.set_header(f"&C{alarm}")
        sheet.set_tab_color("#a63c14")
    if name != "notes":
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _fill(sheet, name: str, table: pd.DataFrame, head, body) -> None:
    names = dictionary.variable_labels(name)
    for place, column in enumerate(table):
        values = table[column].tolist()
        sheet.set_column(place, place, _width(names[column], values))
        sheet.write_string(0, place, names[column], head)
        for row, value in enumerate(values, start=1):
            _write(sheet, row, place, value, body)


def _write(sheet, row: int, place: int, value: object, body) -> None:
    if text_tables.absent(value) or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, place, value, body)
    else:
        sheet.write_string(row, place, str(value), body)


def _width(label: str, values: list) -> int:
    widest = max((text_tables.width(str(value)) for value in values[:LOOKED_AT]), default=0)
    return min(WIDEST, max(NARROWEST, text_tables.width(label), widest) + 2)
