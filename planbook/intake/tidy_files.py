"""Tidy CSV files: one figure a row, under the catalogue's names."""

import csv
import io
import math
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from planbook.catalogue import Catalogue, Indicator
from planbook.catalogue.model import AGE
from planbook.contract.schema import BASES, REASONS, RESIDENCES, SEXES, STATUSES
from planbook.core import paths
from planbook.core.cell_references import NO_SHEET, written
from planbook.core.errors import near
from planbook.intake import line_checks
from planbook.intake.cells import LARGEST, Cell
from planbook.intake.findings import DAMAGED, Finding, shown

REQUIRED = ("indicator", "year", "value", "unit")
OPTIONAL = {
    "sex": "_T",
    "residence": "_T",
    "age": "_T",
    "unit_area": "_T",
    "base": "",
    "numerator": "",
    "denominator": "",
    "status": "A",
    "reason": "",
    "printed": "",
    "note": "",
}
CODES = {
    "sex": SEXES,
    "residence": RESIDENCES,
    "base": BASES,
    "status": STATUSES,
    "reason": ("", *REASONS),
}
# Units that differ from the catalogue's only by a power of ten; nothing else is converted.
CONVERSIONS = {
    ("万人", "人"): 1e4,
    ("亿人", "人"): 1e8,
    ("万所", "所"): 1e4,
    ("万张", "张"): 1e4,
    ("万个", "个"): 1e4,
    ("家", "个"): 1,
    ("所", "个"): 1,
    ("个", "所"): 1,
    ("家", "所"): 1,
}


class CellError(ValueError):
    """A cell that is not taken."""

    def __init__(self, fault: Finding):
        self.fault = fault
        super().__init__(str(fault))


def read(
    path: Path, release: str, catalogue: Catalogue, townships: Collection[str] = ()
) -> tuple[list[dict], list[Finding]]:
    """Rows of a tidy file that can be taken, and a fault for each that cannot."""
    name = f"{release}/{paths.as_text(path.name)}"
    text, faults = _text(path, name)
    table = list(csv.reader(io.StringIO(text, newline="")))
    faults = faults or list(_header_faults(table, name))
    if faults:
        return [], faults
    header, rows = table[0], []
    for number, fields in enumerate(table[1:], start=2):
        if not any(field.strip() for field in fields):
            continue
        try:
            rows.append(_row(_cells(name, header, number, fields), catalogue, townships))
        except CellError as error:
            faults.append(error.fault)
    return rows, faults


def _text(path: Path, name: str) -> tuple[str, list[Finding]]:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding), []
        except UnicodeDecodeError:
            continue
    return "", [Finding(name, "不是文本的内容", "UTF-8 或 GB18030 文本", DAMAGED)]


def _header_faults(table: list[list[str]], name: str) -> Iterator[Finding]:
    header = table[0] if table else []
    known = [*REQUIRED, *OPTIONAL]
    for column in header:
        if column not in known:
            remedy = f"是不是 {near(column, known)}？" if near(column, known) else "请改名或删去这一栏。"
            yield Finding(f"{name}，表头", f"{shown(column)}栏", f"{'、'.join(known)}之一", remedy)
        elif header.count(column) > 1:
            yield Finding(f"{name}，表头", f"第二个{shown(column)}栏", "每栏只有一个", "请删去多余的一栏。")
    for column in REQUIRED:
        if column not in header:
            yield Finding(f"{name}，表头", f"没有“{column}”栏", "必有的一栏", "请补上。")


def _cells(name: str, header: list[str], number: int, fields: list[str]) -> dict[str, Cell]:
    if len(fields) != len(header):
        found, expected = f"{len(fields)}格", f"与表头一样的{len(header)}格"
        raise CellError(
            Finding(
                written(name, NO_SHEET, f"A{number}"), found, expected, "请核对本行有没有多余或缺少的逗号。"
            )
        )
    cells = {
        column: Cell(name, NO_SHEET, place, number - 1, field.strip())
        for place, (column, field) in enumerate(zip(header, fields, strict=True))
    }
    absent = {column: Cell(name, NO_SHEET, 0, number - 1, text) for column, text in OPTIONAL.items()}
    return absent | cells


def _row(cells: dict[str, Cell], catalogue: Catalogue, townships: Collection[str]) -> dict:
    indicator = catalogue.indicators.get(cells["indicator"].text)
    if indicator is None:
        name = near(cells["indicator"].text, catalogue.indicators)
        remedy = f"是不是 {name}？" if name else "请用目录中的代码。"
        raise CellError(cells["indicator"].finding("目录中的指标代码", remedy))
    row: dict = {"indicator": indicator.id, "year": _year(cells["year"], line_checks.years(catalogue))}
    row |= {column: _code(cells[column], known) for column, known in CODES.items()}
    row |= {"age": _age(cells["age"]), "unit_area": _unit_area(cells["unit_area"], townships)}
    factor = _factor(cells["unit"], indicator)
    given = {name: _number(cells[name]) for name in line_checks.FILLED}
    if given["value"] is not None:
        given["value"] = round(given["value"] * factor, 6 if factor > 1 else 10)
    if below := next((one for one in line_checks.COUNTS if (given[one] or 0) < 0), ""):
        raise CellError(cells[below].finding("不小于零的数字", "请核对正负号。"))
    if broken := line_checks.faults(cells, indicator, given, row["reason"]):
        raise CellError(broken[0])
    row |= {name: math.nan if given[name] is None else given[name] for name in line_checks.COUNTS}
    row["value"] = _value(given, indicator)
    _check_missing(row, cells)
    return row | {"department": indicator.reporting_unit, "source": cells["value"].source}


def _year(cell: Cell, years: range) -> int:
    if not re.fullmatch(r"\d{4}", cell.text) or int(cell.text) not in years:
        raise CellError(cell.finding(f"{years[0]}至{years[-1]}年之间的四位年份"))
    return int(cell.text)


def _code(cell: Cell, known: tuple[str, ...]) -> str:
    text = cell.text or ("_T" if "_T" in known else "A" if "A" in known else "")
    if text not in known:
        raise CellError(cell.finding(f"{'、'.join(filter(None, known))}之一"))
    return text


def _age(cell: Cell) -> str:
    text = cell.text or "_T"
    if not re.fullmatch(AGE, text):
        raise CellError(cell.finding("年龄代码，如 Y0T6、PRIMARY 或 _T"))
    return text


def _unit_area(cell: Cell, townships: Collection[str]) -> str:
    text = cell.text or "_T"
    if text != "_T" and text not in townships:
        raise CellError(cell.finding(f"本地{len(townships)}个乡镇（街道）之一的代码，全市为 _T"))
    return text


def _factor(cell: Cell, indicator: Indicator) -> float:
    if cell.text == indicator.unit:
        return 1
    if (cell.text, indicator.unit) in CONVERSIONS:
        return CONVERSIONS[cell.text, indicator.unit]
    raise CellError(cell.finding(f"“{indicator.unit}”（{indicator.name}的计量单位）"))


def _number(cell: Cell) -> float | None:
    if not cell.text:
        return None
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell.text):
        raise CellError(cell.finding("只用阿拉伯数字写的数"))
    if abs(float(cell.text)) > LARGEST:
        raise CellError(cell.finding(f"不大于{LARGEST:,.0f}的数", "请核对位数和计量单位。"))
    return float(cell.text)


def _value(given: dict, indicator: Indicator) -> float:
    """The figure as filed; made of its counts where it is not."""
    made = given["value"] if given["value"] is not None else line_checks.value(given, indicator)
    return math.nan if made is None else round(made, 10)


def _check_missing(row: dict, cells: dict[str, Cell]) -> None:
    missing = math.isnan(row["value"])
    if missing != (row["status"] == "M"):
        raise CellError(cells["value"].finding("数字；没有数的留空，状态填 M 并写明原因"))
    if missing != bool(row["reason"]):
        raise CellError(cells["reason"].finding("没有数才填、没有数必填的原因"))
