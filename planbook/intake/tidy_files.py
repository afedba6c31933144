"""Tidy CSV files: one figure a row, under the catalogue's names."""

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planbook.catalogue import Catalogue, Indicator
from planbook.contract.schema import AGE, BASES, REASONS, RESIDENCES, SEXES, STATUSES
from planbook.core.errors import near
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


@dataclass(frozen=True)
class Cell:
    """A cell of a file: where it is and what it says."""

    file: str
    column: str
    row: int
    text: str

    @property
    def source(self) -> str:
        """`file!sheet!cell`; a CSV file has no sheet."""
        return f"{self.file}!-!{self.column}{self.row}"

    def fault(self, expected: str, remedy: str = "") -> Finding:
        """The cell as a finding."""
        return Finding(self.source, shown(self.text), expected, remedy)


class CellError(ValueError):
    """A cell that is not taken."""

    def __init__(self, fault: Finding):
        self.fault = fault
        super().__init__(str(fault))


def read(path: Path, release: str, catalogue: Catalogue) -> tuple[list[dict], list[Finding]]:
    """Rows of a tidy file that can be taken, and a fault for each that cannot."""
    name = f"{release}/{path.name}"
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
            rows.append(_row(_cells(name, header, number, fields), catalogue))
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
        raise CellError(Finding(f"{name}!-!A{number}", found, expected, "请核对本行有没有多余或缺少的逗号。"))
    cells = {
        column: Cell(name, _letters(place), number, field.strip())
        for place, (column, field) in enumerate(zip(header, fields, strict=True))
    }
    absent = {column: Cell(name, "-", number, text) for column, text in OPTIONAL.items()}
    return absent | cells


def _letters(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else _letters(place // 26 - 1) + _letters(place % 26)


def _row(cells: dict[str, Cell], catalogue: Catalogue) -> dict:
    indicator = catalogue.indicators.get(cells["indicator"].text)
    if indicator is None:
        name = near(cells["indicator"].text, catalogue.indicators)
        remedy = f"是不是 {name}？" if name else "请用目录中的代码。"
        raise CellError(cells["indicator"].fault("目录中的指标代码", remedy))
    row = {"indicator": indicator.id, "year": _year(cells["year"])}
    row |= {column: _code(cells[column], known) for column, known in CODES.items()}
    row |= {"age": _age(cells["age"]), "unit_area": cells["unit_area"].text or "_T"}
    factor = _factor(cells["unit"], indicator)
    row |= {name: _number(cells[name]) for name in ("numerator", "denominator", "value")}
    row["value"] = _value(row, cells["value"], indicator, factor)
    _check_missing(row, cells)
    return row | {"department": indicator.reporting_unit, "source": cells["value"].source}


def _year(cell: Cell) -> int:
    if not re.fullmatch(r"(19[5-9]\d|20[0-3]\d)", cell.text):
        raise CellError(cell.fault("1950至2039年之间的四位年份"))
    return int(cell.text)


def _code(cell: Cell, known: tuple[str, ...]) -> str:
    text = cell.text or ("_T" if "_T" in known else "A" if "A" in known else "")
    if text not in known:
        raise CellError(cell.fault(f"{'、'.join(filter(None, known))}之一"))
    return text


def _age(cell: Cell) -> str:
    text = cell.text or "_T"
    if not re.fullmatch(AGE, text):
        raise CellError(cell.fault("年龄代码，如 Y0T6、PRIMARY 或 _T"))
    return text


def _factor(cell: Cell, indicator: Indicator) -> float:
    if cell.text == indicator.unit:
        return 1
    if (cell.text, indicator.unit) in CONVERSIONS:
        return CONVERSIONS[cell.text, indicator.unit]
    raise CellError(cell.fault(f"“{indicator.unit}”（{indicator.name}的计量单位）"))


def _number(cell: Cell) -> float:
    if not cell.text:
        return math.nan
    if not re.fullmatch(r"-?\d+(\.\d+)?", cell.text):
        raise CellError(cell.fault("只用阿拉伯数字写的数"))
    return float(cell.text)


def _value(row: dict, cell: Cell, indicator: Indicator, factor: float) -> float:
    value = row["value"] * factor
    if math.isnan(value) and row["denominator"] > 0:
        value = row["numerator"] / row["denominator"] * indicator.multiplier
    low, high = indicator.lower_bound, indicator.upper_bound
    if (low is not None and value < low) or (high is not None and value > high):
        sides = ("" if low is None else f"不小于{low:g}", "" if high is None else f"不大于{high:g}")
        raise CellError(cell.fault(f"{'、'.join(filter(None, sides))}的{indicator.name}（{indicator.unit}）"))
    return round(value, 10)


def _check_missing(row: dict, cells: dict[str, Cell]) -> None:
    missing = math.isnan(row["value"])
    if missing != (row["status"] == "M"):
        raise CellError(cells["value"].fault("数字；没有数的留空，状态填 M 并写明原因"))
    if missing != bool(row["reason"]):
        raise CellError(cells["reason"].fault("没有数才填、没有数必填的原因"))
