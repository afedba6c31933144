"""The workbook of one reporting unit: what it is asked for a year, with last year's figures beside it."""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis import rounding
from planbook.catalogue import Catalogue
from planbook.contract import questionnaire
from planbook.contract.places import Place
from planbook.contract.questionnaire import Line
from planbook.core import labels
from planbook.exchange import form_sheets

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TEXTS = ("note", *list(questionnaire.SELF_REPORT)[2:])
FIGURE_KEY = ["indicator", "sex", "residence", "age"]


def department_form(
    place: Place,
    known: Catalogue,
    department: str,
    year: int,
    last: pd.DataFrame,
    filled: Mapping[tuple, Mapping[str, float | str]] | None = None,
) -> bytes:
    """A department's form as an .xlsx file.

    Parameters
    ----------
    place : Place
        Its heading, rounds and townships.
    known : Catalogue
        What is asked.
    department : str
        Id of the reporting unit.
    year : int
        Year the figures are of.
    last : pandas.DataFrame
        Newest observations of the place; last year's values are shown.
    filled : mapping, optional
        What is filled in beforehand: by `(sheet, code)`, on the township sheet `(sheet, code, township)`, the
        cells by column name.
    """
    book = form_sheets.Book(f"{place.name}{year}年{known.departments[department].name}")
    before, asked_of = last_year(last, year), _Asked(place, known, department, year, filled or {})
    asked = questionnaire.asked(known, department)
    for name in ("general", "women", "children"):
        own = [entry for entry in asked if questionnaire.sheet_of(entry, known) == name]
        if own:
            lines = [line for entry in own for line in questionnaire.lines(known, entry)]
            _figures(book, name, lines, asked_of, before)
    if place.townships and questionnaire.by_township(known, department):
        _townships(book, asked_of)
    _self_report(book, asked_of)
    _notes(book)
    return book.bytes()


class _Asked:
    """Who is asked for what year, and the heading that says so."""

    def __init__(self, place: Place, known: Catalogue, department: str, year: int, filled: Mapping):
        self.place, self.known, self.department, self.year = place, known, department, year
        self.filled = filled

    def write(
        self, book: form_sheets.Book, sheet: "Worksheet", row: int, column: int, name: str, *key: str
    ) -> None:
        """A cell to write in, with what is filled in already."""
        given, form = self.filled.get(key, {}).get(name), book.format["text" if name in TEXTS else "write"]
        if given is None:
            sheet.write_blank(row, column, None, form)
        elif isinstance(given, str):
            sheet.write_string(row, column, given, form)
        else:
            sheet.write_number(row, column, given, form)

    def heading(
        self, book: form_sheets.Book, sheet: "Worksheet", name: str, title: str, labels: list[str]
    ) -> int:
        issued, basis, until = form_sheets.lawful(self.place)
        unit = f"{self.known.departments[self.department].name}（{self.department}）"
        left = [
            f"填报单位：{unit}",
            f"统计年度：{self.year}年",
            f"报出日期：{form_sheets.due(self.place, self.year)}",
        ]
        right = [
            f"表号：{questionnaire.NUMBERS[name]}　制定机关：{issued}",
            f"批准/备案文号或依据：{basis}",
            f"有效期至：{until}",
        ]
        return book.heading(
            sheet, f"{self.place.name}{title}", left, right, labels, form_sheets.alarm(self.place)
        )


def last_year(rows: pd.DataFrame, year: int) -> Mapping[Hashable, float]:
    """Values of the year before, of the whole place, by indicator and breakdown."""
    own = rows[rows["year"].eq(year - 1) & rows["unit_area"].eq("_T") & rows["value"].notna()]
    return own.drop_duplicates(FIGURE_KEY).set_index(FIGURE_KEY)["value"].to_dict()


def _figures(book: form_sheets.Book, name: str, lines: list[Line], asked: _Asked, before: Mapping) -> None:
    labels = list(questionnaire.COLUMNS.values())
    sheet = book.sheet(questionnaire.SHEETS[name], labels)
    title = {"general": "人口与基本情况", "women": "妇女发展规划", "children": "儿童发展规划"}[name]
    first = asked.heading(book, sheet, name, f"{title}统计监测表（{asked.year}年）", labels)
    for row, line in enumerate(lines, start=first):
        _line(book, sheet, row, line, asked, before)
    places = {label: n for n, label in enumerate(labels)}
    for label in form_sheets.LISTS:
        book.list_check(sheet, first, first + len(lines) - 1, places[label], label)
    book.footer(sheet, first + len(lines), form_sheets.due(asked.place, asked.year))
    sheet.print_area(
        0, 0, first + len(lines) + 2, places[questionnaire.COLUMNS["note"]]
    )  # what is explained stays on screen


def _line(
    book: form_sheets.Book, sheet: "Worksheet", row: int, line: Line, asked: _Asked, before: Mapping
) -> None:
    entry, counted = line.indicator, line.indicator.counted
    texts = {
        "code": line.code,
        "name": entry.name,
        "group": line.group,
        "unit": entry.unit,
        "period": questionnaire.period(entry, asked.year),
        "meaning": f"{entry.numerator} ÷ {entry.denominator}" if entry.numerator else "",
        "definition": entry.definition,
        "source": f"{entry.cycle}{'' if questionnaire.due(entry, asked.year, asked.known) else '（有则填）'}",
    }
    for column, name in enumerate(questionnaire.COLUMNS):
        if name in texts:
            sheet.write_string(row, column, texts[name], book.format["cell"])
        elif name == "last":
            value = before.get((entry.id, line.sex, line.residence, line.age))
            sheet.write(
                row,
                column,
                NONE if value is None else rounding.half_up(value, entry.decimals),
                book.format["cell"],
            )
        elif name in ("numerator", "denominator", "base") and not counted:
            sheet.write_blank(row, column, None, book.format["blocked"])
        else:
            asked.write(book, sheet, row, column, name, questionnaire.sheet_of(entry, asked.known), line.code)
    places = {name: n for n, name in enumerate(questionnaire.COLUMNS)}
    book.number_check(sheet, row, places["value"], entry.lower_bound, entry.upper_bound)
    if counted:
        book.number_check(sheet, row, places["numerator"], 0, None)
        book.number_check(sheet, row, places["denominator"], 0, None)


NONE = labels.NO_FIGURE


def _townships(book: form_sheets.Book, asked: _Asked) -> None:
    labels = list(questionnaire.TOWNSHIP_COLUMNS.values())
    sheet = book.sheet(questionnaire.SHEETS["townships"], labels)
    first = asked.heading(book, sheet, "townships", f"各乡镇（街道）监测表（{asked.year}年）", labels)
    pairs = [
        (entry, area)
        for entry in questionnaire.by_township(asked.known, asked.department)
        for area in asked.place.townships
        if questionnaire.files(entry, area)
    ]
    places = {name: n for n, name in enumerate(questionnaire.TOWNSHIP_COLUMNS)}
    for row, (entry, area) in enumerate(pairs, start=first):
        texts = {
            "code": entry.id,
            "name": entry.name,
            "unit_area": area.code,
            "area_name": area.name,
            "unit": entry.unit,
        }
        for name, column in places.items():
            if name in texts:
                sheet.write_string(row, column, texts[name], book.format["cell"])
            else:
                asked.write(book, sheet, row, column, name, "townships", entry.id, area.code)
        book.number_check(sheet, row, places["value"], entry.lower_bound, entry.upper_bound)
        for name in ("numerator", "denominator"):
            book.number_check(sheet, row, places[name], 0, None)
    book.list_check(sheet, first, first + len(pairs) - 1, places["reason"], "无数原因")
    book.footer(sheet, first + len(pairs), form_sheets.due(asked.place, asked.year))


def _self_report(book: form_sheets.Book, asked: _Asked) -> None:
    labels = list(questionnaire.SELF_REPORT.values())
    sheet = book.sheet(questionnaire.SHEETS["self_report"], labels)
    for place in range(2, len(labels) - 1):
        sheet.set_column(place, place, form_sheets.TEXT_WIDTH)
    first = asked.heading(book, sheet, "self_report", f"规划实施情况自评表（{asked.year}年）", labels)
    told = questionnaire.reporters(asked.known)
    own = [c for c in asked.known.clauses if asked.department in told[c.id]]
    for row, clause in enumerate(own, start=first):
        sheet.write_string(row, 0, clause.id, book.format["cell"])
        sheet.write_string(row, 1, clause.title, book.format["cell"])
        for column, name in list(enumerate(questionnaire.SELF_REPORT))[2:]:
            asked.write(book, sheet, row, column, name, "self_report", clause.id)
        states = {
            "validate": "list",
            "source": self_states(asked.known, clause.id),
            "error_title": "自评",
            "error_message": "请从下拉列表中选择。",
        }
        sheet.data_validation(row, len(labels) - 1, row, len(labels) - 1, states)
    book.footer(sheet, first + len(own), form_sheets.due(asked.place, asked.year))


def self_states(known: Catalogue, clause: str) -> list[str]:
    """Words a clause may be given: of an institution where the plan asks for one, of continuing work elsewhere."""
    scales = {target.scale for target in known.targets if f"{target.area}.{target.clause}" == clause}
    return list(labels.SELF_STATE["institution" if scales == {"institution"} else "work"].values())


def _notes(book: form_sheets.Book) -> None:
    sheet = book.sheet(questionnaire.SHEETS["notes"], ["项目", "说明"])
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    rows = [*form_sheets.KEY, *(("无数原因", f"{word}") for word in form_sheets.LISTS["无数原因"])]
    for row, (name, text) in enumerate(rows):
        sheet.write_string(row, 0, name, book.format["head"])
        sheet.write_string(row, 1, text, book.format["cell"])
