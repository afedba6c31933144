"""Lines of a form as observations: taken, declared blank with a reason, or not taken."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from planbook.catalogue import Catalogue, Indicator
from planbook.catalogue.model import AGE
from planbook.contract import questionnaire
from planbook.contract.questionnaire import Line
from planbook.core import labels
from planbook.core.errors import near
from planbook.intake import cells, line_checks
from planbook.intake.cells import Cell
from planbook.intake.findings import Finding, refusing, shown
from planbook.intake.line_checks import COUNTS, FILLED
from planbook.intake.recognised_sheets import Table

REASONS = {word: code for code, word in labels.REASON.items() if code in questionnaire.MISSING}
STATUSES = {word: code for code, word in labels.STATUS.items() if code in questionnaire.STATED}
BASES = {word: code for code, word in questionnaire.BASES.items()}
MISSING = {"value": math.nan, "numerator": math.nan, "denominator": math.nan, "status": "M", "base": ""}
MOST_NAMED = 5  # unknown codes told one by one
LONGEST_CODE = 60


@dataclass(frozen=True)
class Context:
    """What a form is read against."""

    known: Catalogue
    townships: Mapping[str, str]  # code to name
    year: int
    department: str
    release: str


@dataclass(frozen=True)
class Read:
    """One line as read: its observation, what was found, and what became of its cells.

    `account` counts `cells`, and of them `taken`, `not_taken` and `blank`, which add up to `cells`.
    """

    row: dict | None = None
    findings: tuple[Finding, ...] = ()
    account: Counter = field(default_factory=Counter)


def account(cells: int, filled: int, taken: int = 0) -> Counter:
    """What became of a line's cells, of which so many hold something and so many were taken."""
    return Counter(cells=cells, taken=taken, not_taken=filled - taken, blank=cells - filled)


def read(table: Table, context: Context) -> list[Read]:
    """Lines of a form's sheet; a sheet whose columns are unclear is not taken at all."""
    if refusing(table.findings):
        return [Read(None, table.findings), *refused(table, context)]
    reads, unknown = [Read(None, table.findings)], []
    for cells_of_line in table.rows:
        asked = line_of(cells_of_line["code"], context)
        if asked is None and filled(cells_of_line):
            unknown.append(cells_of_line)
        elif asked is not None:
            reads.append(line(cells_of_line, asked, context, table))
    return reads + unknown_lines(unknown, context)


def refused(table: Table, context: Context) -> list[Read]:
    """Lines of a sheet that is not taken: only what they would have held."""
    return [
        Read(None, (), account(len(_own(cells_of_line)), len(filled(cells_of_line))))
        for cells_of_line in table.rows
        if filled(cells_of_line) or line_of(cells_of_line["code"], context)
    ]


def _own(line: dict[str, Cell]) -> list[Cell]:
    """Cells for figures: of a history, one each year."""
    return [cell for name, cell in line.items() if name in FILLED or name.isdecimal()]


def filled(line: dict[str, Cell]) -> list[Cell]:
    """Cells for figures that hold something."""
    return [cell for cell in _own(line) if not cell.blank]


def line_of(code: Cell, context: Context) -> Line | None:
    """What a code asks for; None where it is no code of the catalogue."""
    asked = questionnaire.parse_code(cells.plain(code.text), context.known.indicators)
    return asked if asked and re.match(AGE, asked.age) else None


def unknown_lines(lines: list[dict[str, Cell]], context: Context) -> list[Read]:
    """Lines with figures under a code that is none; the first few are named."""
    reads = []
    for number, one in enumerate(lines):
        code = one["code"]
        told: tuple[Finding, ...] = ()
        if number < MOST_NAMED:
            told = (_unknown_code(code, filled(one)[0], context),)
        elif number == MOST_NAMED:
            found = f"{shown(code.text)}等{len(lines) - MOST_NAMED}行代码"
            told = (Finding(code.source, found, "目录中的指标代码", "请保留表中原有的代码。"),)
        reads.append(Read(None, told, account(len(_own(one)), len(filled(one)))))
    return reads


def _unknown_code(code: Cell, first: Cell, context: Context) -> Finding:
    text = cells.plain(code.text)
    name = near(text, context.known.indicators) if 0 < len(text) <= LONGEST_CODE else ""
    remedy = f"是不是 {name}？" if name else "请保留表中原有的代码。"
    return code.finding(f"目录中的指标代码（本行填有{first.name}等数）", remedy)


def line(line: dict[str, Cell], asked: Line, context: Context, table: Table) -> Read:
    """One line of a form."""
    entry, given_cells = asked.indicator, filled(line)
    unit_area, said = _township(line, context)
    if said:
        told = (said,) if given_cells else ()
        return Read(None, told, account(len(_own(line)), len(given_cells)))
    found = {name: _figure(line, name, entry, table) for name in FILLED}
    findings = [one for figure in found.values() for one in figure.findings]
    findings += _printed(line, entry, given_cells) + _unread(given_cells, table)
    codes, more = _codes(line)
    given = {name: figure.number for name, figure in found.items()}
    reason = codes.pop("reason") or next((figure.reason for figure in found.values() if figure.reason), "")
    findings += more
    findings += [] if refusing(findings) else line_checks.faults(line, entry, given, reason)
    row = _row(asked, unit_area, line, context)
    if refusing(findings):
        row |= MISSING | {"reason": "not_taken"}
        findings = [one for one in findings if one.level == "must"]  # hints tell what was taken
        return Read(row, tuple(findings), account(len(_own(line)), len(given_cells)))
    return _taken(row | codes, line, entry, given, reason, findings)


def _taken(
    row: dict, line: dict[str, Cell], indicator: Indicator, given: dict, reason: str, findings: list[Finding]
) -> Read:
    """A line in which nothing is wrong: its figure, or the reason why there is none."""
    value, all_cells = line_checks.value(given, indicator), len(_own(line))
    if value is None:
        blank = () if reason else (_blank(line),)
        row |= MISSING | {"reason": reason or "not_yet_in"}
        return Read(row, (*findings, *blank), account(all_cells, 0))
    counts = {name: math.nan if given[name] is None else given[name] for name in COUNTS}
    numbers = [name for name in FILLED if given[name] is not None]
    used = len(numbers)
    if not indicator.counted and used > 1:
        first = next(name for name in COUNTS if given[name] is not None)
        told = line[first].finding("不填数的格（本指标没有分子、分母）", "只采用本年数。", "hint")
        counts, used, findings = dict.fromkeys(COUNTS, math.nan), 1, [*findings, told]
    row |= counts | {"value": round(value, 10), "reason": ""}
    return Read(row, tuple(findings), account(all_cells, len(numbers), used))


def _row(asked: Line, unit_area: str, line: dict[str, Cell], context: Context) -> dict:
    cell = line.get("value", line["code"])
    if cell.blank and not line.get("numerator", cell).blank:
        cell = line["numerator"]
    return {
        "indicator": asked.indicator.id,
        "year": context.year,
        **asked.codes,
        "unit_area": unit_area,
        "department": context.department or asked.indicator.reporting_unit,
        "source": cell.source,
        "note": line["note"].text.strip() if "note" in line else "",
    }


def _township(line: dict[str, Cell], context: Context) -> tuple[str, Finding | None]:
    return township(line["unit_area"], context) if "unit_area" in line else ("_T", None)


def township(cell: Cell, context: Context) -> tuple[str, Finding | None]:
    """Code of a township a cell names."""
    code = cells.plain(cell.text)
    if code in context.townships:
        return code, None
    expected = f"本地{len(context.townships)}个乡镇（街道）之一的代码"
    return "", cell.finding(expected, "请保留表中原有的乡镇代码。")


def _figure(line: dict[str, Cell], name: str, indicator: Indicator, table: Table) -> cells.Figure:
    if name not in line:
        return cells.Figure()
    cell, low = line[name], indicator.lower_bound
    if not cell.blank and (said := _merged(cell, table)):
        return cells.Figure(findings=(said,))
    return cells.figure(
        cell,
        indicator.unit if name == "value" else "",
        may_be_negative=name == "value" and (low is None or low < 0),
        percent=(cell.row, cell.column) in table.grid.marks.percents,
    )


def _merged(cell: Cell, table: Table) -> Finding | None:
    """A figure in a merged cell that reaches over other lines."""
    for top, left, bottom, right in table.grid.marks.merged:
        if top < bottom and top <= cell.row <= bottom and left <= cell.column <= right:
            return cell.finding(f"每行一格（第{top + 1}至{bottom + 1}行合并了）", "请取消合并，逐行填写。")
    return None


def _printed(line: dict[str, Cell], indicator: Indicator, given: list[Cell]) -> list[Finding]:
    """The unit the form prints must be the one the figure is in."""
    unit = line.get("unit")
    if unit is None or unit.blank or not given or cells.plain(unit.text) == cells.plain(indicator.unit):
        return []
    return [unit.finding(f"“{indicator.unit}”", "计量单位不能改动；请按原单位填数。")]


def _unread(given: list[Cell], table: Table) -> list[Finding]:
    """Figures that a formula made, or that stand in a hidden row."""
    said, marks = [], table.grid.marks
    for cell in given:
        if (cell.row, cell.column) in marks.formulas and (cell.row, cell.column) not in marks.texts:
            said.append(cell.finding("数值", "单元格内是公式，采用其最后保存的结果；请改为数值。", "hint"))
        if cell.row + 1 in marks.hidden:
            said.append(cell.finding("没有隐藏的行", "隐藏行中的数已采用，请核对。", "hint"))
    return said


def _codes(line: dict[str, Cell]) -> tuple[dict[str, str], list[Finding]]:
    found, findings = {"status": "A", "base": "", "reason": ""}, []
    for name, known, label in (
        ("status", STATUSES, "数据状态"),
        ("base", BASES, "分母口径"),
        ("reason", REASONS, "无数原因"),
    ):
        cell = line.get(name)
        if cell is None or cell.blank:
            continue
        code = known.get(cells.plain(cell.text)) or known.get(cell.text.strip())
        if code is None:
            findings.append(cell.finding(f"{label}：{'、'.join(known)}", "请从下拉列表中选择。"))
        else:
            found[name] = code
    return found, findings


def _blank(line: dict[str, Cell]) -> Finding:
    return Finding(line["value"].source, shown(""), "数字，或一项无数原因", "按“尚未报送”处理。", "hint")
