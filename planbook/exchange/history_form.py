"""The history form: one line per figure, one column per year before the plan's own forms began."""

from collections.abc import Mapping

from planbook.catalogue import Catalogue
from planbook.contract import questionnaire
from planbook.contract.places import Place
from planbook.exchange import form_sheets

YEARS = 11  # up to the plan's base year
LABELS = ("代码", "指标名称", "分组", "计量单位")


def form(
    place: Place, known: Catalogue, department: str, filled: Mapping[tuple[str, int], float] | None = None
) -> bytes:
    """A department's history form as an .xlsx file; `filled` has figures by code and year."""
    name = known.departments[department].name
    book = form_sheets.Book(f"{place.name}历史数据{name}")
    years = range(known.plan.first_year - YEARS, known.plan.first_year)
    labels = [*LABELS, *(f"{year}年" for year in years)]
    sheet = book.sheet("历史数据", labels)
    issued, basis, until = form_sheets.lawful(place)
    left = [f"填报单位：{name}（{department}）", "有数即填，没有留空", ""]
    right = [f"表号：史统1表　制定机关：{issued}", f"批准/备案文号或依据：{basis}", f"有效期至：{until}"]
    title = f"{place.name}妇女儿童发展历史数据表"
    first = book.heading(sheet, title, left, right, labels, form_sheets.alarm(place))
    lines = [
        line for entry in questionnaire.asked(known, department) for line in questionnaire.lines(known, entry)
    ]
    for row, line in enumerate(lines, start=first):
        entry = line.indicator
        for column, text in enumerate((line.code, entry.name, line.group, entry.unit)):
            sheet.write_string(row, column, text, book.format["cell"])
        for column, year in enumerate(years, start=len(LABELS)):
            given = (filled or {}).get((line.code, year))
            sheet.write(row, column, given, book.format["write"])
            book.number_check(sheet, row, column, entry.lower_bound, entry.upper_bound)
    book.footer(sheet, first + len(lines), form_sheets.due(place, known.plan.first_year))
    return book.bytes()
