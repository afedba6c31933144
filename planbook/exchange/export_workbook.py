"""Tables as a workbook: one table a sheet from cell A1 on, texts as texts, nothing that could run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from planbook.core.errors import Fault, UsageError
from planbook.exchange import dictionary
from planbook.render import workbooks
from planbook.render.workbooks import Workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NARROWEST, WIDEST = 8, 48  # of columns
FROZEN = {"observations": 2, "indicators": 1}


def workbook(title: str, tables: Mapping[str, pd.DataFrame], alarm: str = "") -> bytes:
    """An .xlsx file of the tables of `dictionary.VARIABLES`; `alarm` heads every printed page.

    Raises
    ------
    UsageError
        When a table has more rows than a sheet can hold.
    """
    _check(tables)
    book = Workbook(title, alarm)
    for name, table in tables.items():
        sheet = book.sheet(dictionary.TITLES[name])
        _lay_out(sheet, name, table, alarm)
        body = book.format(valign="top", text_wrap=True) if name == "notes" else book.format(valign="top")
        _fill(sheet, name, table, book.format(**workbooks.HEAD), body)
    return book.bytes()


def _check(tables: Mapping[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        if len(table) >= workbooks.LONGEST:
            remedy = "Ask for one year, or for CSV."
            found, expected = f"{len(table)} rows", f"fewer than {workbooks.LONGEST}"
            raise UsageError([Fault(f"sheet {dictionary.TITLES[name]}", found, expected, remedy)])


def _lay_out(sheet: "Worksheet", name: str, table: pd.DataFrame, alarm: str) -> None:
    sheet.freeze_panes(1, FROZEN.get(name, 0) + ("synthetic" in table))
    sheet.repeat_rows(0)
    if alarm:
        sheet.set_header(f"&C{alarm}")
    if name != "notes":
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _fill(sheet: "Worksheet", name: str, table: pd.DataFrame, head: "Format", body: "Format") -> None:
    names = dictionary.variable_labels(name)
    for place, column in enumerate(map(str, table)):
        values = table[column].tolist()
        shown = map(str, values[: workbooks.LOOKED_AT])
        wide = workbooks.width(names[column], shown, least=NARROWEST, most=WIDEST)
        sheet.set_column(place, place, wide)
        sheet.write_string(0, place, names[column], head)
        for row, value in enumerate(values, start=1):
            workbooks.write(sheet, row, place, value, body)
