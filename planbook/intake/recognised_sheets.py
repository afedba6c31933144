"""Sheets recognised by what stands in them: the header found by its labels, its columns wherever they are."""

import re
from dataclasses import dataclass, field

from planbook.contract import questionnaire
from planbook.intake.cells import Cell, letters, plain
from planbook.intake.findings import TOO_LARGE, Finding, shown
from planbook.intake.grids import Grid

ALIASES = {
    "指标代码": "代码",
    "指标": "指标名称",
    "单位": "计量单位",
    "数值": "本年数",
    "本期数": "本年数",
    "本年": "本年数",
    "备注": "情况说明",
    "说明": "情况说明",
    "编号": "条目编号",
    "乡镇": "乡镇（街道）",
}
LABELS = {
    **{label: name for name, label in questionnaire.COLUMNS.items()},
    **{label: name for name, label in questionnaire.TOWNSHIP_COLUMNS.items()},
}
CORRECTION = {
    "code": "代码",
    "year": "年份",
    "unit_area": "乡镇代码",
    "column": "更正栏目",
    "old": "原数",
    "new": "新数",
    "reason": "更正原因",
    "person": "经办人",
}
EXPLANATION = {
    "code": "代码",
    "year": "年份",
    "unit_area": "乡镇代码",
    "value": "所说明的数",
    "note": "情况说明",
    "person": "说明人",
    "date": "日期",
}
HISTORY = {"代码": "code", "指标名称": "name", "分组": "group", "计量单位": "unit"}
KINDS = (
    ("correction", CORRECTION, ("代码", "年份", "原数", "新数")),
    ("explanation", EXPLANATION, ("代码", "年份", "所说明的数")),
    ("evaluation", questionnaire.EVALUATION, ("条目编号", "认定")),
    ("ledger", questionnaire.LEDGER, ("条目编号", "整改事项")),
    ("survey", questionnaire.SURVEY, ("缺项指标代码", "进展")),
    ("self_report", questionnaire.SELF_REPORT, ("条目编号", "实施情况")),
    ("figures", {name: label for label, name in LABELS.items()}, ("代码", "本年数")),
)
FORM_LABELS = {"代码", "条目编号", "指标名称", "本年数", "分子", "计量单位"}
YEAR = re.compile(r"((?:19|20)\d\d)年?")
IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
TITLE_YEAR = re.compile(r"[(（]((?:19|20)\d\d)年(?:度)?[)）]")
NO_PERIOD = re.compile(r"有效期|日期|文号|依据")
DEEPEST = 40  # rows among which a header is looked for
MOST_LINES = 20_000
REMEDY = "请照发下的报表恢复表头。"


@dataclass(frozen=True)
class Table:
    """A recognised sheet: its kind, what its heading says, and its rows by column name."""

    kind: str
    grid: Grid
    rows: list[dict[str, Cell]]
    year: int | None = None
    department: str = ""
    years: dict[int, int] = field(default_factory=dict)  # year columns of a history, by column
    findings: tuple[Finding, ...] = ()


def recognise(grid: Grid, departments: dict) -> Table | None:
    """A sheet as a table; None where it holds nothing that is asked for.

    Parameters
    ----------
    grid : Grid
        The sheet.
    departments : dict of str to Department
        Reporting units, by which the heading names one.
    """
    for number, row in enumerate(grid.rows[:DEEPEST]):
        labels = header_labels(row)
        kind, names = _kind(labels)
        if kind:
            return _table(kind, grid, number, labels, names, departments)
    return None


def header_labels(row: list[str]) -> list[str]:
    """Labels of a header row under the forms' own names, without the units behind them."""
    texts = [IN_BRACKETS.sub("", plain(text)) for text in row]
    return [ALIASES[text] if text in ALIASES and ALIASES[text] not in texts else text for text in texts]


def is_form(grid: Grid) -> bool:
    """Whether a sheet has a form's labels, in Chinese."""
    labels = {label for row in grid.rows[:DEEPEST] for label in header_labels(row)}
    return bool(labels & FORM_LABELS)


def holds_numbers(grid: Grid) -> bool:
    """Whether a sheet that was not recognised holds anything that looks like figures."""
    return sum(bool(re.fullmatch(r"-?\d+(\.\d+)?", plain(text))) for row in grid.rows for text in row) >= 3


def _kind(labels: list[str]) -> tuple[str, dict[str, str]]:
    for kind, names, needed in KINDS:
        if set(needed) <= set(labels):
            return kind, {label: name for name, label in names.items()}
    years = [label for label in labels if YEAR.fullmatch(label)]
    if "代码" in labels and len(years) >= 2:
        return "history", HISTORY
    return "", {}


def _table(kind: str, grid: Grid, header: int, labels: list[str], names: dict, departments: dict) -> Table:
    columns, years, findings = _columns(kind, grid, header, labels, names)
    rows: list[dict[str, Cell]] = []
    for number, row in enumerate(grid.rows[header + 1 :], start=header + 1):
        if not any(row):
            continue
        if "code" in columns and columns["code"] < len(row) and plain(row[columns["code"]]) == "代码":
            findings += _second_header(grid, number, row, labels)
            continue
        if len(rows) == MOST_LINES:
            where = f"{grid.file}!{grid.sheet}"
            findings.append(Finding(where, f"超过{MOST_LINES}行", f"不超过{MOST_LINES}行", TOO_LARGE))
            break
        rows.append(_cells(grid, number, columns, years))
    year, department, said = _heading(grid, grid.rows[:header], departments)
    if kind == "figures":
        findings += said
    return Table(kind, grid, rows, year, department, years, tuple(findings))


def _columns(
    kind: str, grid: Grid, header: int, labels: list[str], names: dict[str, str]
) -> tuple[dict[str, int], dict[int, int], list[Finding]]:
    """Columns by name, columns of years, and labels that stand twice or that no form has."""
    columns: dict[str, int] = {}
    years: dict[int, int] = {}
    findings, unknown = [], []
    for place, label in enumerate(labels):
        where = f"{grid.file}!{grid.sheet}!{letters(place)}{header + 1}"
        found = YEAR.fullmatch(label) if kind == "history" else None
        if (label in names and names[label] in columns) or (found and int(found[1]) in years.values()):
            twice = Finding(where, f"第二个{shown(label)}栏", "每栏只有一个", "请删去多余的一栏。")
            findings.append(twice)
        elif label in names:
            columns[names[label]] = place
        elif found:
            years[place] = int(found[1])
        elif label:
            unknown.append(Finding(where, f"{shown(label)}栏", "发下报表的栏目", "本栏未采用。", "hint"))
    return columns, years, findings + _renamed(kind, columns, unknown)


def _renamed(kind: str, columns: dict[str, int], unknown: list[Finding]) -> list[Finding]:
    """Labels no form has; where a column of figures lacks, one of them may be it."""
    lacking = [LABELS_OF[name] for name in ("numerator", "denominator") if name not in columns]
    if kind != "figures" or not lacking or not unknown:
        return unknown
    first = unknown[0]
    expected = "、".join(f"“{label}”栏" for label in lacking)
    return [Finding(first.where, first.found, expected, REMEDY), *unknown[1:]]


LABELS_OF = {"numerator": "分子", "denominator": "分母"}


def _second_header(grid: Grid, number: int, row: list[str], labels: list[str]) -> list[Finding]:
    """A header that is printed again is passed over; one of another order makes the rows below it unclear."""
    again = header_labels(row)
    if [label for label in again if label] == [label for label in labels if label]:
        return []
    where = f"{grid.file}!{grid.sheet}!A{number + 1}"
    return [Finding(where, "次序不同的第二个表头", "每张工作表一个表头", "请把两张表分放在两张工作表中。")]


def _cells(grid: Grid, number: int, columns: dict[str, int], years: dict[int, int]) -> dict[str, Cell]:
    row = grid.rows[number]
    wanted = columns | {str(year): place for place, year in years.items()}
    return {
        name: Cell(grid.file, grid.sheet, place, number, row[place] if place < len(row) else "")
        for name, place in wanted.items()
    }


def _heading(grid: Grid, rows: list[list[str]], departments: dict) -> tuple[int | None, str, list[Finding]]:
    """Year and reporting unit, from the lines above the header."""
    texts = [cell for row in rows for cell in row if cell]
    text = "\n".join(texts)
    titles = [int(year) for cell in texts if not NO_PERIOD.search(cell) for year in TITLE_YEAR.findall(cell)]
    stated = re.search(r"统计年度\s*[:：]?\s*((?:19|20)\d\d)", text)
    year = int(stated[1]) if stated else (titles[0] if titles else None)
    findings = []
    if other := next((one for one in titles if one != year), None):
        where, found = f"{grid.file}!{grid.sheet}", f"表头同时写有{year}年和{other}年"
        findings.append(Finding(where, found, "同一个年度", "请核对表头的统计年度。"))
    unit = re.search(r"填报单位\s*[:：]\s*(\S+)", text)
    named = unit[1] if unit else ""
    id = next((id for id, entry in departments.items() if f"（{id}）" in named or named == entry.name), "")
    return year, id, findings
