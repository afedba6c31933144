"""Forms out and back: every number filled in is the number in the tables, for a place made by adding folders."""

import openpyxl
import pandas as pd
import pytest

from planbook import store
from planbook.contract import questionnaire
from planbook.exchange import form_files
from planbook.store import preparing

PLACE = """name = "新立市"
code = "new"
synthetic = true
default_year = 2025
plan = "ruzhou"
judged = "own"
baseline = 2020
midterm = 2025
final = 2030
note = "虚构的地方，只供测试。"

[form_heading]
issued_by = "新立市统计局"
basis = "新统制〔2025〕1号"
valid_until = "2027年12月"

[rounds.2025]
due = "2026年3月31日"
open = true

[[townships]]
code = "t01"
name = "东街道"
residence = "U"

[[townships]]
code = "t02"
name = "西镇"
residence = "R"
"""


@pytest.fixture
def new_place(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "raw" / "new"
    folder.mkdir(parents=True)
    (folder / "place.toml").write_text(PLACE, encoding="utf-8")
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    return folder


def filled(path, number) -> tuple[bytes, dict]:
    """A form with every figure filled in, and what should come of it."""
    from planbook import catalogue

    known, book = catalogue.load(), openpyxl.load_workbook(path)
    expected = {}
    for sheet in book:
        head = [cell.value for cell in sheet[6]]
        if "本年数" not in head:
            continue
        at = {label: place + 1 for place, label in enumerate(head) if label}
        for row in range(7, sheet.max_row + 1):
            line = questionnaire.parse_code(str(sheet.cell(row, at["代码"]).value or ""), known.indicators)
            if line is None:
                continue
            number += 1
            unit_area = str(sheet.cell(row, at["乡镇代码"]).value) if "乡镇代码" in at else "_T"
            entry = line.indicator
            if entry.counted:
                sheet.cell(row, at["分子"]).value = number
                sheet.cell(row, at["分母"]).value = 10_000
                value = number / 10_000 * entry.multiplier
            else:
                value = number / 100 if entry.decimals else number
                sheet.cell(row, at["本年数"]).value = value
            expected[(entry.id, line.sex, line.residence, line.age, unit_area)] = value
    return book, expected, number


def fill_all(folder, year: int, release: str) -> dict:
    expected, number = {}, 0
    (folder / release).mkdir()
    for path in form_files.write("new", year):
        if "历史" in path.name:
            continue
        book, own, number = filled(path, number)
        book.save(folder / release / path.name)
        expected |= own
    return expected


@pytest.mark.slow
def test_every_number_filled_into_every_form_is_the_number_in_the_tables(new_place):
    expected = fill_all(new_place, 2025, "2026-03-31")
    prepared = preparing.prepare("new")
    assert [str(fault) for fault in prepared.faults if getattr(fault, "level", "must") == "must"] == []
    rows = store.observations("new")
    keys = ["indicator", "sex", "residence", "age", "unit_area"]
    found = rows.set_index(keys)["value"]
    assert len(found) == len(expected) > 500
    pd.testing.assert_series_equal(
        found.sort_index(), pd.Series(expected).sort_index().rename_axis(keys), check_names=False, rtol=1e-9
    )
    assert set(rows["year"]) == {2025}
    assert (new_place / "2026-03-31" / "SOURCE.toml").is_file()


@pytest.mark.slow
def test_forms_are_the_same_bytes_every_time_and_excel_would_open_them(new_place, assert_valid_xlsx):
    first = [path.read_bytes() for path in form_files.write("new", 2025)]
    for path in sorted((new_place / "forms" / "2025").glob("*.xlsx"))[::12]:
        assert_valid_xlsx(path)
    assert [path.read_bytes() for path in form_files.write("new", 2025)] == first
