"""What refers to one figure reported before: corrections of a cell, and written explanations."""

import re
from collections.abc import Callable

from planbook.catalogue import Indicator
from planbook.contract import questionnaire
from planbook.intake import cells, line_checks
from planbook.intake.cells import Cell
from planbook.intake.findings import Finding, refusing
from planbook.intake.form_lines import Context, township
from planbook.intake.recognised_sheets import Table

CORRECTABLE = {"本年数": "value", "分子": "numerator", "分母": "denominator"}
LONGEST = 4000  # signs of one explanation


def corrections(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """One-cell corrections: which figure, old and new, why and by whom."""
    return _each(table, context, ("code", "old", "new"), _correction)


def explanations(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """Written explanations: which figure, what is said of it, by whom and when."""
    return _each(table, context, ("value", "note"), _explanation)


def _each(
    table: Table,
    context: Context,
    filled: tuple[str, ...],
    read: Callable[[dict[str, Cell], dict], tuple[dict, list[Finding]]],
) -> tuple[list[dict], list[Finding]]:
    """Rows of a sheet whose columns are clear, each read on its own."""
    rows, findings = [], list(table.findings)
    for line in [] if refusing(findings) else table.rows:
        if all(line[name].blank for name in filled if name in line):
            continue
        row, said = _key(line, context)
        row, said = (row, said) if said else read(line, row)
        findings += said
        rows += [row] if row and not refusing(said) else []
    return rows, findings


def _key(line: dict[str, Cell], context: Context) -> tuple[dict, list[Finding]]:
    """Which figure a line is about."""
    asked = questionnaire.parse_code(cells.plain(line["code"].text), context.known.indicators)
    if asked is None:
        return {}, [line["code"].finding("目录中的指标代码", "请照原表填写代码。")]
    year = re.fullmatch(r"((?:19|20)\d\d)年?", cells.plain(line["year"].text))
    if not year:
        return {}, [line["year"].finding("四位年份", "请填所指的数的统计年度。")]
    unit_area = "_T"
    if "unit_area" in line and not line["unit_area"].blank:
        unit_area, said = township(line["unit_area"], context)
        if said:
            return {}, [said]
    key = {"indicator": asked.indicator.id, "year": int(year[1]), **asked.codes, "unit_area": unit_area}
    return key | {"entry": asked.indicator}, []


def _correction(line: dict[str, Cell], row: dict) -> tuple[dict, list[Finding]]:
    entry = row.pop("entry")
    for name, label in (("reason", "更正原因"), ("person", "经办人")):
        if name not in line or line[name].blank:
            cell = line.get(name, line["code"])
            return {}, [cell.finding(f"写明{label}", "没有原因和经办人的更正不采用。")]
    column = CORRECTABLE.get(cells.plain(line["column"].text) or "本年数") if "column" in line else "value"
    if column is None:
        return {}, [line["column"].finding("、".join(CORRECTABLE), "请从这几栏中选一栏。")]
    unit = entry.unit if column == "value" else ""
    old, new = (cells.figure(line[name], unit) for name in ("old", "new"))
    said = [*old.findings, *new.findings] or _possible(line["new"], new.number, column, entry)
    if refusing(said):
        return {}, said
    told = {name: line[name].text.strip() for name in ("reason", "person")}
    places = line_checks.decimals(line["old"].text, old.number) if column == "value" and old.number else 0
    return row | told | {
        "column": column,
        "old": old.number,
        "new": new.number,
        "within": 0.51 * 10.0**-places if column == "value" else 0.0,
        "counted": entry.counted,
        "multiplier": entry.multiplier or 1,
        "upper": entry.upper_bound if entry.statistic == "proportion" else None,
        "source": line["new"].source,
    }, said


def _possible(cell: Cell, number: float | None, column: str, entry: Indicator) -> list[Finding]:
    """Why a new figure cannot be, if it cannot."""
    if number is None:
        return [cell.finding("更正后的数字", "请填新数。")]
    if column == "denominator" and number <= 0:
        return [cell.finding("大于零的分母", "请核对。")]
    if column == "value" and not line_checks.within(number, entry):
        return [cell.finding(f"{line_checks.between(entry)}的数（{entry.unit}）", "请核对。")]
    return []


def _explanation(line: dict[str, Cell], row: dict) -> tuple[dict, list[Finding]]:
    entry = row.pop("entry")
    for name, label in (("value", "所说明的数"), ("note", "情况说明"), ("person", "说明人")):
        if name not in line or line[name].blank:
            cell = line.get(name, line["code"])
            return {}, [cell.finding(f"写明{label}", "说明须写明哪个数、什么原因、谁说明。")]
    if len(line["note"].text) > LONGEST:
        remedy = f"填了{len(line['note'].text)}字，请精简。"
        return {}, [line["note"].finding(f"不超过{LONGEST}字", remedy)]
    number = cells.figure(line["value"], entry.unit, may_be_negative=(entry.lower_bound or -1) < 0)
    if refusing(number.findings):
        return {}, list(number.findings)
    if number.number is None:
        return {}, [line["value"].finding("所说明的数", "请照报表填写这个数。")]
    said = [line[name].text.strip() for name in ("person", "date") if name in line and not line[name].blank]
    note = f"{line['note'].text.strip()}（{'，'.join(said)}）"
    return row | {"value": number.number, "note": note, "source": line["note"].source}, list(number.findings)
