"""Lines of a form as observations: taken, declared blank with a reason, or not taken."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from analysis import words
from analysis.catalogue import Catalogue, Indicator
from analysis.data.forms import layout
from analysis.data.forms.layout import Line
from analysis.data.returns import cells
from analysis.data.returns.cells import Cell
from analysis.data.returns.findings import Finding, shown
from analysis.data.returns.tables import Table

REASONS = {word: code for code, word in words.REASON.items() if code in layout.MISSING}
STATUSES = {word: code for code, word in words.STATUS.items() if code in layout.STATED}
BASES = {word: code for code, word in layout.BASES.items()}
FILLED = ("numerator", "denominator", "value")
DECIMALS = 1.01  # half-units of the last decimal by which a rounded figure may differ


@dataclass(frozen=True)
class Context:
    """What a form is read against."""

    known: Catalogue
    townships: Mapping[str, str]  # code to name
    year: int
    department: str
    release: str


def read(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """Observations of a form's sheet, and what was found in it."""
    rows, findings = [], list(table.findings)
    if findings:
        return rows, findings
    for cells_of_line in table.rows:
        row, said = line(cells_of_line, context, table)
        findings += said
        if row:
            rows.append(row)
    return rows, findings


def line(line: dict[str, Cell], context: Context, table: Table) -> tuple[dict | None, list[Finding]]:
    """One line of a form: its observation, unless nothing is asked there, and what was found."""
    code, filled = line["code"], [line[name] for name in FILLED if name in line and not line[name].blank]
    asked = layout.parse_code(cells.plain(code.text), context.known.indicators)
    if asked is None:
        return None, [_unknown(code, filled, context)] if filled else []
    unit_area, said = _township(line, context)
    if said:
        return None, [said]
    figures = {name: _figure(line, name, asked.indicator) for name in FILLED}
    findings = [one for found in figures.values() for one in found.findings]
    findings += _printed(line, asked, filled) + _unread(filled, table)
    row = _row(asked, unit_area, line, context)
    codes, more = _codes(line)
    findings += more
    given = {name: found.number for name, found in figures.items()}
    reason = codes.pop("reason") or next((found.reason for found in figures.values() if found.reason), "")
    findings += _checked(line, asked.indicator, given, reason)
    if any(one.level == "must" for one in findings):
        return row | MISSING | {"reason": "not_taken"}, findings
    value = _value(given, asked.indicator)
    if value is None:
        blank = [] if reason else [_blank(line)]
        return row | MISSING | {"reason": reason or "not_yet_in"}, [*findings, *blank]
    number = {name: math.nan if given[name] is None else given[name] for name in ("numerator", "denominator")}
    return row | codes | number | {"value": round(value, 10), "reason": ""}, findings


MISSING = {"value": math.nan, "numerator": math.nan, "denominator": math.nan, "status": "M", "base": ""}


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


def _unknown(code: Cell, filled: list[Cell], context: Context) -> Finding:
    from analysis.errors import suggestion

    near = suggestion(cells.plain(code.text), context.known.indicators) if not code.blank else ""
    name = near.split("`")[1] if "`" in near else ""
    remedy = f"是不是 {name}？" if name else "请保留表中原有的代码。"
    return code.finding(f"目录中的指标代码（本行填有{filled[0].name}等数）", remedy)


def _township(line: dict[str, Cell], context: Context) -> tuple[str, Finding | None]:
    cell = line.get("unit_area")
    if cell is None:
        return "_T", None
    code = cell.text.strip()
    if code in context.townships:
        return code, None
    return "", cell.finding(
        f"本地{len(context.townships)}个乡镇（街道）之一的代码", "请保留表中原有的乡镇代码。"
    )


def _figure(line: dict[str, Cell], name: str, indicator: Indicator) -> cells.Figure:
    if name not in line:
        return cells.Figure()
    low = indicator.lower_bound
    unit = indicator.unit if name == "value" else ""
    return cells.figure(line[name], unit, may_be_negative=name == "value" and (low is None or low < 0))


def _printed(line: dict[str, Cell], asked: Line, filled: list[Cell]) -> list[Finding]:
    """The unit the form prints must be the one the figure is in."""
    unit = line.get("unit")
    if unit is None or unit.blank or not filled or unit.text.strip() == asked.indicator.unit:
        return []
    return [unit.finding(f"“{asked.indicator.unit}”", "计量单位不能改动；请按原单位填数。")]


def _unread(filled: list[Cell], table: Table) -> list[Finding]:
    """Figures that a formula made, or that stand in a hidden row."""
    said = []
    for cell in filled:
        if cell.name in table.grid.formulas:
            said.append(cell.finding("数值", "单元格内是公式，采用其最后保存的结果；请改为数值。", "hint"))
        if cell.row + 1 in table.grid.hidden:
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


def _checked(line: dict[str, Cell], indicator: Indicator, given: dict, reason: str) -> list[Finding]:
    """What must hold of one line."""
    checks = (_both, _denominator, _part_of_whole, _computed, _bounds)
    found = [one for check in checks if (one := check(line, indicator, given))]
    numbers = [name for name in FILLED if given[name] is not None]
    if reason and numbers:
        found.append(line[numbers[0]].finding("有数就不选无数原因，没有数就不填数", "请保留其中一项。"))
    return found[:1]


def _both(line, indicator, given) -> Finding | None:
    one = [name for name in ("numerator", "denominator") if given[name] is not None]
    if len(one) != 1 or indicator.statistic not in layout.COUNTED or given["value"] is not None:
        return None
    other = "分母" if one[0] == "numerator" else "分子"
    return line[one[0]].finding(f"分子、分母都有数（缺{other}）", f"请补填{other}。")


def _denominator(line, indicator, given) -> Finding | None:
    if given["denominator"] is None or given["denominator"] > 0:
        return None
    return line["denominator"].finding("大于零的分母", "没有对象的，请留空并选“不适用”。")


def _part_of_whole(line, indicator, given) -> Finding | None:
    n, of = given["numerator"], given["denominator"]
    whole = indicator.statistic == "proportion" and indicator.upper_bound is not None
    if None in (n, of) or not whole or n <= of * indicator.upper_bound / indicator.multiplier:
        return None
    return line["numerator"].finding(f"不大于分母{of:g}的数", "请核对分子和分母是否填反。")


def _computed(line, indicator, given) -> Finding | None:
    n, of, value = (given[name] for name in ("numerator", "denominator", "value"))
    if None in (n, of, value) or not of or indicator.statistic not in layout.COUNTED:
        return None
    made = n / of * indicator.multiplier
    last = 10.0 ** -_decimals(line["value"].text)
    if abs(value - made) <= DECIMALS * last / 2:
        return None
    remedy = "请核对三项。"
    for factor, word in (
        (100, "百分数填成了小数"),
        (0.01, "多乘了100"),
        (10, "单位小了十倍"),
        (0.1, "单位大了十倍"),
    ):
        if value and abs(value * factor - made) <= max(DECIMALS * last * factor / 2, 1e-9):
            remedy = f"看来是{word}。"
    return line["value"].finding(f"与分子、分母相符的{made:.{indicator.decimals}f}", remedy)


def _decimals(text: str) -> int:
    number = cells.plain(text).rstrip("%‰")
    return len(number.split(".")[1]) if "." in number and "e" not in number.lower() else 0


def _bounds(line, indicator, given) -> Finding | None:
    value = _value(given, indicator)
    low, high = indicator.lower_bound, indicator.upper_bound
    if value is None or ((low is None or value >= low) and (high is None or value <= high)):
        return None
    between = f"{'' if low is None else f'不小于{low:g}'}{'，' if None not in (low, high) else ''}{'' if high is None else f'不大于{high:g}'}"
    cell = line["value"] if given["value"] is not None else line["numerator"]
    return cell.finding(f"{between}的数（{indicator.unit}）", "请核对。")


def _value(given: dict, indicator: Indicator) -> float | None:
    """The figure: from its counts where they are given, else as filled."""
    n, of = given["numerator"], given["denominator"]
    if indicator.statistic in layout.COUNTED and None not in (n, of) and of:
        return n / of * indicator.multiplier
    return given["value"]


def _blank(line: dict[str, Cell]) -> Finding:
    return Finding(line["value"].source, shown(""), "数字，或一项无数原因", "按“尚未报送”处理。", "hint")
