"""The yearbook: one table a sheet a program can read, every number that of the observations, nothing that runs."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from planbook.core import labels
from planbook.judge import kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.render import table_sheets
from planbook.reports import yearbook

pytestmark = pytest.mark.slow
ASKED = PlaceYear("demo", 2025)
FIRST_SHEETS = ["封面", "目录", "人口与基本情况"]


@pytest.fixture(scope="module")
def content(real_figures) -> bytes:
    return yearbook.workbook(ASKED)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def faults(book) -> list[str]:
    """What a reader of many workbooks would stumble over (after the checks of spreadsheet linters)."""
    found = []
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        header = rows[0]
        found += [f"{sheet.title}: merged {one}" for one in sheet.merged_cells.ranges]
        found += [f"{sheet.title}: no frozen panes"] if not sheet.freeze_panes else []
        found += (
            [f"{sheet.title}: header {header}"] if None in header or len(set(header)) < len(header) else []
        )
        found += [
            f"{sheet.title}: blank row {n}"
            for n, row in enumerate(rows, 1)
            if not any(v is not None for v in row)
        ]
        found += [f"{sheet.title}: hidden {n}" for n, one in sheet.row_dimensions.items() if one.hidden]
        columns = zip(*rows, strict=True)
        found += [
            f"{sheet.title}: blank column {column[0]}"
            for column in columns
            if not any(v is not None for v in column)
        ]
        for row in sheet.iter_rows():
            found += [f"{sheet.title}!{c.coordinate}: formula" for c in row if c.data_type == "f"]
            found += [f"{sheet.title}!{c.coordinate}: error" for c in row if c.data_type == "e"]
            found += [
                f"{sheet.title}!{c.coordinate}: spaces"
                for c in row
                if isinstance(c.value, str) and c.value != c.value.strip()
            ]
    return found


def test_a_linter_finds_nothing(book, content, tmp_path, assert_valid_xlsx):
    assert faults(book) == []
    (tmp_path / "yearbook.xlsx").write_bytes(content)
    assert_valid_xlsx(tmp_path / "yearbook.xlsx")


def test_population_comes_first_and_every_area_has_its_sheet(book):
    areas = [area.title for area in ASKED.catalogue.areas.values()]
    assert book.sheetnames == [*FIRST_SHEETS, *areas, "指标解释", "数据来源"]
    assert [row[1] for row in book["目录"].iter_rows(min_row=2, values_only=True)] == book.sheetnames[2:]


def table(book, name: str) -> pd.DataFrame:
    head, *rows = book[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


def test_every_number_is_the_observations(book):
    rows = kept_judgements.of(ASKED).observations
    known = ASKED.catalogue.indicators
    rows = rows[rows["year"].between(yearbook.FIRST, 2025) & rows["value"].notna()]
    expected = {(known[i].name, y): set() for i, y in zip(rows["indicator"], rows["year"], strict=True)}
    for row in rows.itertuples():
        expected[known[row.indicator].name, row.year].add(round(row.value, 8))
    found: dict[tuple, set] = {}
    for name in book.sheetnames[2:-2]:
        sheet = table(book, name)
        for column in [c for c in sheet if c.removesuffix("年").isdigit()]:
            for label, value in zip(sheet["指标"], sheet[column], strict=True):
                if isinstance(value, int | float) and value == value:
                    found.setdefault((label, int(column[:4])), set()).add(round(value, 8))
    assert found == expected


def test_every_line_says_that_it_is_invented(book):
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        assert head[-1] == table_sheets.KIND
        assert {row[-1] for row in rows} == {labels.SYNTHETIC}
        assert labels.SYNTHETIC in sheet.oddHeader.center.text


def test_an_empty_cell_says_why_and_a_zero_is_a_number(book):
    sheet = table(book, "妇女与健康")
    texts = {v for c in sheet if c.removesuffix("年").isdigit() for v in sheet[c] if isinstance(v, str)}
    assert texts <= set(labels.REASON.values())
    lacking = sheet[sheet["备注"].str.startswith("没有数据：")]
    assert lacking["备注"].str.len().gt(8).all()
    every = pd.concat(table(book, name) for name in book.sheetnames[2:-2])
    assert any(v == 0 and not isinstance(v, str) for v in every["2025年"])


def test_the_same_figures_give_the_same_bytes(content):
    assert yearbook.workbook(ASKED) == content


def test_text_that_looks_like_a_formula_stays_text():
    nasty = (
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("x")',
        "https://example.invalid",
        "\x07=cmd|' /C calc'!A0",
        "1" * 40000,
    )
    made = table_sheets.workbook(
        "=t", [table_sheets.Sheet("表", ("甲",), tuple((one[:30000],) for one in nasty))], "r&d"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(made))["表"]
    cells = [cell for (cell,) in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())
