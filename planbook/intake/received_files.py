"""One file as received: its sheets read by what they are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planbook.catalogue import Catalogue
from planbook.contract.release import Release
from planbook.core import paths
from planbook.intake import (
    amendments,
    form_lines,
    grids,
    history_forms,
    reader_processes,
    recognised_sheets,
    repeats,
    statements,
)
from planbook.intake.findings import DAMAGED, Finding
from planbook.intake.form_lines import Context, Read
from planbook.intake.recognised_sheets import Table

TIDY = {"indicator", "year"}  # columns by which a tidy file is known, whatever it is called


@dataclass
class Taken:
    """What one file gave; `account` counts its cells for figures: `cells` = `taken` + `not_taken` + `blank`."""

    rows: list[dict] = field(default_factory=list)
    statements: list[dict] = field(default_factory=list)
    corrections: list[dict] = field(default_factory=list)
    explanations: list[dict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    account: Counter = field(default_factory=Counter)
    department: str = ""
    tidy: bool = False


def read(
    path: Path, release: str, known: Catalogue, townships: Mapping[str, str], department: str = ""
) -> Taken:
    """Everything a file holds that is asked for, and what was found in it.

    Parameters
    ----------
    path : pathlib.Path
        File as received.
    release : str
        Name of its release.
    known : Catalogue
        What can be asked.
    townships : mapping of str to str
        Names by code.
    department : str
        Who sent it, where the file does not say.
    """
    name = f"{release}/{paths.as_text(path.name)}"
    found, findings = grids.read(path, name)
    if _is_tidy(path, found):
        return Taken(tidy=True)
    taken = Taken(findings=findings)
    seen = [(grid, recognised_sheets.recognise(grid, known.departments)) for grid in found]
    known_tables = [table for _, table in seen if table]
    taken.department = next((table.department for table in known_tables if table.department), "")
    year, reads = _year(known_tables), []
    for grid, table in seen:
        if table is None:
            taken.findings += _not_recognised(grid)
            continue
        sender = table.department or taken.department or department
        context = Context(known, townships, table.year or year or 0, sender, release)
        reads += _take(table, context, year, taken)
    for one in repeats.without_repeats(reads):
        taken.rows += [one.row] if one.row else []
        taken.findings += one.findings
        taken.account += one.account
    if not known_tables and not taken.findings:
        taken.findings.append(Finding(name, "没有可采用的表", "发下的报表或更正表", "请用发下的报表填报。"))
    return taken


def _is_tidy(path: Path, found: list[grids.Grid]) -> bool:
    """Whether a file is text under the catalogue's names; text in a `.csv` with no form's labels is taken for it."""
    text = path.is_file() and not grids.packed(path)
    if not text or any(recognised_sheets.is_form(grid) for grid in found):
        return False
    header = {cell.strip() for grid in found for row in grid.rows[:1] for cell in row}
    return header >= TIDY or path.suffix.lower() == ".csv"


def _sheet(grid: grids.Grid, found: str, expected: str, remedy: str, level: str = "must") -> Finding:
    return Finding(f"{grid.file}!{grid.sheet}", found, expected, remedy, level)


def _year(known_tables: list[Table]) -> int | None:
    """The year most sheets of figures are of; the later where two are as many."""
    years = Counter(table.year for table in known_tables if table.kind == "figures" and table.year)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _not_recognised(grid: grids.Grid) -> list[Finding]:
    if not grid.visible or not recognised_sheets.holds_numbers(grid):
        return []
    return [_sheet(grid, "没有“代码”和“本年数”栏的表", "发下的报表", "未采用；请保留表头各栏。")]


def _take(table: Table, context: Context, year: int | None, taken: Taken) -> list[Read]:
    """Lines of a sheet of figures; what other sheets hold goes into `taken`."""
    said = _refusal(table, context, year)
    if table.kind in ("figures", "history"):
        if said:
            return [Read(None, (said,)), *form_lines.refused(table, context)]
        return (form_lines.read if table.kind == "figures" else history_forms.read)(table, context)
    if said:
        taken.findings.append(said)
        return []
    kept, read = {
        "correction": (taken.corrections, amendments.corrections),
        "explanation": (taken.explanations, amendments.explanations),
    }.get(table.kind, (taken.statements, statements.read))
    rows, findings = read(table, context)
    kept += rows
    taken.findings += findings
    return []


def _refusal(table: Table, context: Context, year: int | None) -> Finding | None:
    """Why a sheet is not taken as a whole."""
    plan, grid = context.known.plan, table.grid
    if not grid.visible:
        return _sheet(grid, "隐藏的工作表", "不隐藏的工作表", "未采用；要报的请取消隐藏。")
    if table.kind != "figures":
        return None
    if not context.year:
        return _sheet(grid, "没有写明统计年度", "表头写有“统计年度：××××年”", "请用发下的报表填报。")
    if table.year is not None and table.year != year:
        remedy = "未采用；往年数请用历史数据表或更正表。"
        return _sheet(grid, f"{table.year}年的表", f"{year}年的表", remedy, "verify")
    if not plan.first_year - 20 <= context.year <= plan.last_year + 1:
        return _sheet(grid, f"{context.year}年", f"{plan.last_year}年及以前", "请核对统计年度。")
    return None


def all_files(
    found: list[Release], known: Catalogue, townships: Mapping[str, str]
) -> dict[tuple[str, str], Taken]:
    """Every file of releases by release and name; workbooks in processes of their own.

    A file that brings its reader down, or keeps it computing for a minute, is named and the others go on.
    """
    asked = {
        (release.name, entry.name): (
            release.folder / paths.on_disk(entry.name),
            release.name,
            entry.department or release.source.department,
        )
        for release in found
        for entry in release.files
    }
    books = {key: given for key, given in asked.items() if given[0].is_file() and grids.packed(given[0])}
    made = {key: read_one(*given, known, townships) for key, given in asked.items() if key not in books}
    return made | reader_processes.results(read_one, books, (known, townships), _failed)


def read_one(path: Path, release: str, department: str, known: Catalogue, townships: Mapping) -> Taken:
    """`read` with what all files share at the end."""
    return read(path, release, known, townships, department)


def _failed(key: tuple[str, str]) -> Taken:
    return Taken(findings=[Finding("/".join(key), "读不出的工作簿", "能打开的工作簿", DAMAGED)])
