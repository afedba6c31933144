"""Workbooks of every kind: opened, formatted, laid out and filled in one way; the same bytes every time, nothing that runs.

The yearbook, exports and forms are made with it; what is theirs alone (columns, checks, protection) they say themselves.
"""

import datetime
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from planbook.core import labels
from planbook.render import text_tables

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime.datetime(2021, 1, 1)  # the same bytes every time; spreadsheets know no zone
FONT: dict[str, object] = {"font_name": "宋体", "font_size": 10}
HEAD: dict[str, object] = {"bold": True, "bg_color": "#dfe5ea"}
ALARM = "#a63c14"  # of what says that figures are invented
A4 = 9
LONGEST = 1_048_576  # rows of a sheet
LOOKED_AT = 200  # rows by which a column's width is judged
PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Value = str | float | int | None


class Workbook:
    """A workbook in memory.

    Parameters
    ----------
    title : str
        Property of the file.
    alarm : str, optional
        What marks an invented place: a property, and the colour of every sheet's tab; nothing else by itself. Forms, which
        carry it in their heading, leave it out.
    """

    def __init__(self, title: str, alarm: str | None = None):
        import xlsxwriter  # a run that writes no workbook starts without it

        self.alarm, self._buffer = alarm, io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, PLAIN)
        self._book.set_properties(
            {"title": title, "created": CREATED} | ({} if alarm is None else {"comments": alarm})
        )
        self._formats: dict[tuple, Format] = {}

    def format(self, **look: object) -> "Format":
        """The house's font with further properties of xlsxwriter, made once for each look."""
        key = tuple(sorted(look.items(), key=str))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(FONT | look)
        return self._formats[key]

    def sheet(self, name: str, *, tab: bool = True) -> "Worksheet":
        """A new sheet that prints across on A4, as wide as the paper."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        if self.alarm and tab:
            sheet.set_tab_color(ALARM)
        return sheet

    def bytes(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._buffer.getvalue()


def write(sheet: "Worksheet", row: int, place: int, value: Value, look: "Format") -> None:
    """A number, a text as a text, or an empty cell with nothing in it."""
    if text_tables.absent(value) or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, place, value, look)
    else:
        sheet.write_string(row, place, labels.clean(str(value)), look)


def width(label: str, texts: Iterable[str], *, least: int, most: int) -> int:
    """Width of a column that shows its label and texts, between two bounds."""
    widest = max(map(text_tables.width, texts), default=0)
    return min(most, max(least, text_tables.width(label), widest) + 2)
