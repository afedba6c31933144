"""A department's own workbook with the cells marked that were not taken, want an explanation, or are to be known."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planbook.core import cell_references, left_files, paths
from planbook.core.errors import Fault
from planbook.intake.findings import LEVELS, Finding

COLOURS = {"must": "F4B183", "verify": "FFE699", "hint": "DDEBF7"}
MARKED = (".xlsx", ".xlsm")


def write(place: str, faults: Iterable[Fault]) -> list[Path]:
    """Write a marked copy of every workbook with findings, beside what is kept of a place; the copies' paths.

    Cells of files that cannot be marked (CSV, old `.xls`) stand in the report alone. Copies of earlier runs are
    removed.
    """
    folder = paths.processed(place) / "marked"
    made = {}
    for (release, file), found in _by_file(faults).items():
        if Path(file).suffix.lower() in MARKED:
            made[folder / release / _name(file)] = _marked(paths.raw(place) / release / file, found)
    for old in folder.rglob("*.*") if folder.is_dir() else ():
        if old.is_file() and old not in made and left_files.is_noted(old):
            left_files.remove(old)
    for path, content in made.items():
        left_files.write(path, content)
    return list(made)


def _name(file: str) -> str:
    """A copy has no macros, and Excel opens no `.xlsm` without them."""
    return file if file.lower().endswith(".xlsx") else f"{file}.xlsx"


def _by_file(faults: Iterable[Fault]) -> dict[tuple[str, str], list[tuple[str, str, Finding]]]:
    found: dict[tuple[str, str], list] = {}
    for fault in faults:
        cell = cell_references.parse(fault.where)
        if cell and isinstance(fault, Finding):
            found.setdefault((cell.release, cell.file), []).append((cell.sheet, cell.name, fault))
    return found


def _marked(path: Path, found: list[tuple[str, str, Finding]]) -> bytes:
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(path)
    said: dict[tuple[str, str], list[Finding]] = {}
    for sheet, cell, fault in found:
        said.setdefault((sheet, cell), []).append(fault)
    for (sheet, cell), faults in said.items():
        if sheet in book.sheetnames:
            gravest = min(faults, key=lambda fault: list(LEVELS).index(fault.level))
            target = _writable(book[sheet], cell)
            target.fill = PatternFill("solid", fgColor=COLOURS[gravest.level])
            target.comment = Comment("\n".join(map(_note, faults)), "统计监测组", width=320, height=120)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _writable(sheet: Any, cell: str) -> Any:
    """The cell itself, or the first cell of the merged range it lies in."""
    for area in sheet.merged_cells.ranges:
        if cell in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[cell]


def _note(fault: Finding) -> str:
    return f"〔{LEVELS[fault.level]}〕应为{fault.expected}。{fault.remedy}"
