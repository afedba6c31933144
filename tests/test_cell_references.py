"""Cells of received files: one way of writing them, read back whatever a sheet is called."""

import io
import zipfile

import openpyxl
import pytest
from conftest import write_release
from hypothesis import given
from hypothesis import strategies as st
from small_forms import as_xlsx, edited, figures

from planbook.core import cell_references
from planbook.core.cell_references import CellReference
from planbook.exchange import marked_copies
from planbook.store import preparing

NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=12
)
LETTERS = st.text("ABCXYZ", min_size=1, max_size=3)


@given(NAMES.map(lambda name: name.replace("!", "") + ".xlsx"), NAMES, LETTERS, st.integers(1, 1_048_576))
def test_what_is_written_is_read_back(file, sheet, column, row):
    cell = CellReference("2026-03-31", file, sheet, column, row)
    assert cell_references.parse(str(cell)) == cell
    assert cell_references.received(str(cell)) == f"2026-03-31/{file}"


@pytest.mark.parametrize(
    "text", ["2026-03-31/a.xlsx", "2026-03-31/a.xlsx!表", "2026-03-31/a.csv，表头", "", "demo/2026"]
)
def test_what_names_no_cell_is_none(text):
    assert cell_references.parse(text) is None
    assert cell_references.received(text) == text


def test_cells_of_one_row_are_one_line_though_their_columns_differ():
    first, second, other = (
        cell_references.parse(f"2026-03-31/a.xlsx!表!1!{cell}") for cell in ("H8", "AB8", "H9")
    )
    assert first.line == second.line != other.line
    assert first.in_file == "表!1!H8"


def with_macros(book: bytes) -> bytes:
    """A workbook as Excel saves one with macros."""
    made, kind = io.BytesIO(), b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(made, "w") as copy:
        for name in source.namelist():
            body = source.read(name)
            copy.writestr(name, body.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
        copy.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    return made.getvalue()


@pytest.mark.parametrize(
    ("file", "copy"), [("returns.xlsx", "returns.xlsx"), ("returns.xlsm", "returns.xlsm.xlsx")]
)
def test_a_marked_copy_opens_has_no_macros_and_a_mark_in_the_cell(small_root, file, copy):
    book = as_xlsx({"表!1": edited(figures(), {"H8": "九十五"})})
    write_release(small_root, "2026-06-01", with_macros(book) if file.endswith("m") else book, file)
    (made,) = marked_copies.write("tiny", preparing.prepare("tiny").faults)
    assert made.name == copy
    with zipfile.ZipFile(made) as package:
        assert b"macroEnabled" not in package.read("[Content_Types].xml")
        assert "xl/vbaProject.bin" not in package.namelist()
    cell = openpyxl.load_workbook(made)["表!1"]["H8"]
    assert (cell.value, cell.fill.fgColor.rgb[-6:]) == ("九十五", marked_copies.COLOURS["must"])
    assert "应为数字" in cell.comment.text
