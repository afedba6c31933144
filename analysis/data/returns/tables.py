"""Sheets recognised by what stands in them: the header found by its labels, its columns wherever they are."""

import re
from dataclasses import dataclass, field

from analysis.data.forms import layout
from analysis.data.returns.cells import Cell, letters, plain
from analysis.data.returns.findings import Finding, shown
from analysis.data.returns.grids import Grid

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
}
LABELS = {
    **{label: name for name, label in layout.COLUMNS.items()},
    **{label: name for name, label in layout.TOWNSHIP_COLUMNS.items()},
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
KINDS = (
    ("correction", CORRECTION, ("代码", "年份", "原数", "新数")),
    ("evaluation", layout.EVALUATION, ("条目编号", "认定")),
    ("ledger", layout.LEDGER, ("条目编号", "整改事项")),
    ("self_report", layout.SELF_REPORT, ("条目编号", "实施情况")),
    ("figures", LABELS, ("代码", "本年数")),
)
YEAR = re.compile(r"((?:19|20)\d\d)年?")
DEEPEST = 40  # rows among which a header is looked for


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
        labels = [ALIASES.get(text, text) for text in map(plain, row)]
        kind, names = _kind(labels)
        if kind:
            said = _heading(grid.rows[:number], departments)
            return _table(kind, grid, number, labels, names, *said)
    return None


def is_form(grid: Grid) -> bool:
    """Whether a sheet has a form's labels, in Chinese."""
    labels = {ALIASES.get(plain(text), plain(text)) for row in grid.rows[:DEEPEST] for text in row}
    return bool(labels & {"代码", "条目编号"})


def holds_numbers(grid: Grid) -> bool:
    """Whether a sheet that was not recognised holds anything that looks like figures."""
    return sum(bool(re.fullmatch(r"-?\d+(\.\d+)?", plain(text))) for row in grid.rows for text in row) >= 3


def _kind(labels: list[str]) -> tuple[str, dict[str, str]]:
    for kind, names, needed in KINDS:
        if set(needed) <= set(labels):
            return kind, {label: name for name, label in names.items()} if kind != "figures" else names
    years = [label for label in labels if YEAR.fullmatch(label)]
    if "代码" in labels and len(years) >= 2:
        return "history", {"代码": "code", "指标名称": "name", "分组": "group"}
    return "", {}


def _table(kind: str, grid: Grid, header: int, labels: list[str], names, year, department) -> Table:
    where = f"{grid.file}!{grid.sheet}"
    columns: dict[str, int] = {}
    years: dict[int, int] = {}
    findings = []
    for place, label in enumerate(labels):
        if label in names and names[label] in columns:
            findings.append(
                Finding(
                    f"{where}!{letters(place)}{header + 1}",
                    f"第二个{shown(label)}栏",
                    "每栏只有一个",
                    "请删去多余的一栏。",
                )
            )
        elif label in names:
            columns[names[label]] = place
        elif kind == "history" and (found := YEAR.fullmatch(label)):
            years[place] = int(found[1])
    rows = [_cells(grid, number, columns, years) for number in range(header + 1, len(grid.rows))]
    return Table(kind, grid, rows, year, department, years, tuple(findings))


def _cells(grid: Grid, number: int, columns: dict[str, int], years: dict[int, int]) -> dict[str, Cell]:
    row = grid.rows[number]
    wanted = columns | {str(year): place for place, year in years.items()}
    return {
        name: Cell(grid.file, grid.sheet, place, number, row[place] if place < len(row) else "")
        for name, place in wanted.items()
    }


def _heading(rows: list[list[str]], departments: dict) -> tuple[int | None, str]:
    """Year and reporting unit, from the lines above the header."""
    text = "\n".join(cell for row in rows for cell in row)
    found = re.search(r"统计年度\s*[:：]?\s*((?:19|20)\d\d)", text) or re.search(
        r"((?:19|20)\d\d)\s*年", text
    )
    unit = re.search(r"填报单位\s*[:：]\s*(\S+)", text)
    named = unit[1] if unit else ""
    id = next((id for id, entry in departments.items() if f"（{id}）" in named or named == entry.name), "")
    return int(found[1]) if found else None, id
