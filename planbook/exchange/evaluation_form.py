"""The evaluation group's workbook: self-reports beside its own findings, and the ledger of what is to be put right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from planbook.catalogue import Catalogue
from planbook.contract import questionnaire
from planbook.contract.places import Place
from planbook.exchange import department_form, form_sheets

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LEDGER_ROWS = 60
NUMBERS = {"evaluation": "评估1表", "ledger": "评估2表", "survey": "评估3表"}


def workbook(
    place: Place,
    known: Catalogue,
    year: int,
    self_states: Mapping[str, str],
    filled: Mapping[str, Mapping[str, str]] | None = None,
    ledger: list[Mapping[str, str]] | None = None,
    surveys: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """The evaluation workbook as an .xlsx file.

    Parameters
    ----------
    place, known, year
        As for `writer.department_form`.
    self_states : mapping of str to str
        What departments said of each objective and measure, in words.
    filled : mapping, optional
        What is filled in beforehand: cells by column name, by objective or measure.
    ledger : list of mapping, optional
        Rows of the ledger that are filled in beforehand.
    surveys : mapping, optional
        Cells of the list of surveys (缺项数据专项调查) by column name, by indicator.
    """
    book = form_sheets.Book(f"{place.name}{year}年评估")
    labels = list(questionnaire.EVALUATION.values())
    sheet = _sheet(book, place, year, "evaluation", "认定表", labels)
    for row, clause in enumerate(known.clauses, start=form_sheets.HEAD_ROWS + 1):
        given = (filled or {}).get(clause.id, {})
        for column, text in enumerate((clause.id, clause.title, self_states.get(clause.id, ""))):
            sheet.write_string(row, column, text, book.format["cell"])
        for column, name in list(enumerate(questionnaire.EVALUATION))[3:]:
            sheet.write_string(row, column, given.get(name, ""), book.format["text"])
        source = {"validate": "list", "source": department_form.self_states(known, clause.id)}
        sheet.data_validation(
            row, 3, row, 3, source | {"error_title": "认定", "error_message": "请从下拉列表中选择。"}
        )
    labels = list(questionnaire.LEDGER.values())
    sheet = _sheet(book, place, year, "ledger", "预警整改台账", labels)
    for row, given in enumerate([*(ledger or []), *[{}] * LEDGER_ROWS], start=form_sheets.HEAD_ROWS + 1):
        for column, name in enumerate(questionnaire.LEDGER):
            sheet.write_string(row, column, given.get(name, ""), book.format["text"])
    _surveys(book, place, known, year, surveys or {})
    return book.bytes()


def _surveys(book: form_sheets.Book, place: Place, known: Catalogue, year: int, filled: Mapping) -> None:
    """One line for each indicator no county has: how it may be had, by whom, and how far that is."""
    sheet = _sheet(book, place, year, "survey", "缺项数据专项调查", list(questionnaire.SURVEY.values()))
    for row, entry in enumerate(questionnaire.not_collected(known), start=form_sheets.HEAD_ROWS + 1):
        sheet.write_string(row, 0, entry.id, book.format["cell"])
        sheet.write_string(row, 1, entry.name, book.format["cell"])
        for column, name in list(enumerate(questionnaire.SURVEY))[2:]:
            sheet.write_string(row, column, filled.get(entry.id, {}).get(name, ""), book.format["text"])


def _sheet(
    book: form_sheets.Book, place: Place, year: int, kind: str, title: str, labels: list[str]
) -> "Worksheet":
    sheet = book.sheet(title, labels)
    for column in range(2, len(labels)):
        sheet.set_column(column, column, 22)
    issued, basis, until = form_sheets.lawful(place)
    left = ["填报单位：评估组", f"统计年度：{year}年", ""]
    right = [
        f"表号：{NUMBERS[kind]}　制定机关：{issued}",
        f"批准/备案文号或依据：{basis}",
        f"有效期至：{until}",
    ]
    book.heading(
        sheet,
        f"{place.name}妇女儿童发展规划{title}（{year}年）",
        left,
        right,
        labels,
        form_sheets.alarm(place),
    )
    return sheet
