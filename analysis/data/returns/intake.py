"""One file as received: its sheets read by what they are."""

import math
import os
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.catalogue import Catalogue
from analysis.data.forms import layout
from analysis.data.releases import Release
from analysis.data.returns import cells, figures, grids, statements, tables
from analysis.data.returns.figures import Context
from analysis.data.returns.findings import Finding
from analysis.data.returns.tables import Table

LONGEST = 60  # seconds for one file


@dataclass
class Taken:
    """What one file gave."""

    rows: list[dict] = field(default_factory=list)
    statements: list[dict] = field(default_factory=list)
    corrections: list[dict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
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
    name = f"{release}/{path.name}"
    found, findings = grids.read(path, name)
    if path.suffix.lower() == ".csv" and not any(tables.is_form(grid) for grid in found):
        return Taken(tidy=True)
    taken = Taken(findings=findings)
    seen = [(grid, tables.recognise(grid, known.departments)) for grid in found]
    known_tables = [table for _, table in seen if table]
    year = _year(known_tables)
    for grid, table in seen:
        if table is None:
            taken.findings += _not_recognised(grid)
        elif not grid.visible:
            taken.findings.append(
                _sheet(grid, "隐藏的工作表", "不隐藏的工作表", "未采用；要报的请取消隐藏。")
            )
        else:
            context = Context(
                known, townships, table.year or year or 0, table.department or department, release
            )
            _take(table, context, year, taken)
    if not known_tables and not taken.findings:
        taken.findings.append(Finding(name, "没有可采用的表", "发下的报表或更正表", "请用发下的报表填报。"))
    return taken


def _sheet(grid: grids.Grid, found: str, expected: str, remedy: str, level: str = "must") -> Finding:
    return Finding(f"{grid.file}!{grid.sheet}", found, expected, remedy, level)


def _year(known_tables: list[Table]) -> int | None:
    """The year most sheets of figures are of; the later where two are as many."""
    years = Counter(table.year for table in known_tables if table.kind == "figures" and table.year)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _not_recognised(grid: grids.Grid) -> list[Finding]:
    if not grid.visible or not tables.holds_numbers(grid):
        return []
    return [_sheet(grid, "没有“代码”和“本年数”栏的表", "发下的报表", "未采用；请保留表头各栏。")]


def _take(table: Table, context: Context, year: int | None, taken: Taken) -> None:
    if table.kind == "figures":
        _take_figures(table, context, year, taken)
    elif table.kind == "history":
        rows, findings = _history(table, context)
        taken.rows += rows
        taken.findings += findings
    elif table.kind == "correction":
        rows, findings = statements.corrections(table, context)
        taken.corrections += rows
        taken.findings += findings
    else:
        rows, findings = statements.read(table, context)
        taken.statements += rows
        taken.findings += findings


def _take_figures(table: Table, context: Context, year: int | None, taken: Taken) -> None:
    plan = context.known.plan
    if table.year is None and year is None:
        taken.findings.append(
            _sheet(table.grid, "没有写明统计年度", "表头写有“统计年度：××××年”", "请用发下的报表填报。")
        )
    elif table.year is not None and table.year != year:
        found = f"{table.year}年的表"
        taken.findings.append(
            _sheet(table.grid, found, f"{year}年的表", "未采用；往年数请用历史数据表或更正表。", "verify")
        )
    elif not plan.first_year - 20 <= context.year <= plan.last_year + 1:
        taken.findings.append(
            _sheet(table.grid, f"{context.year}年", f"{plan.last_year}年及以前", "请核对统计年度。")
        )
    else:
        rows, findings = figures.read(table, context)
        taken.rows += rows
        taken.findings += findings


def _history(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """A history form: one line per series, one column per year."""
    rows, findings = [], list(table.findings)
    for line in table.rows:
        asked = layout.parse_code(cells.plain(line["code"].text), context.known.indicators)
        for year in sorted(set(table.years.values())):
            cell = line[str(year)]
            if cell.blank:
                continue
            if asked is None:
                findings.append(line["code"].finding("目录中的指标代码", "请保留表中原有的代码。"))
                break
            one = {"code": line["code"], "value": cell}
            row, said = figures.line(one, replace(context, year=year), table)
            findings += said
            rows += [row] if row else []
    return rows, findings


def blank(row: dict) -> bool:
    """Whether a row says that there is no figure."""
    return math.isnan(row["value"]) and row["reason"] != "not_taken"


def all_files(
    found: list[Release], known: Catalogue, townships: Mapping[str, str]
) -> dict[tuple[str, str], Taken]:
    """Every file of releases by release and name; many files in processes of their own.

    A file that brings its reader down, or takes longer than a minute, is named and the others go on.
    """
    asked = {
        (release.name, entry.name): (
            release.folder / entry.name,
            release.name,
            known,
            townships,
            entry.department or release.source.department,
        )
        for release in found
        for entry in release.source.files
    }
    books = [key for key in asked if not key[1].endswith(".csv")]
    made = {key: read(*asked[key]) for key in asked if key[1].endswith(".csv")}
    return made | _in_processes({key: asked[key] for key in books})


def _in_processes(asked: dict) -> dict:
    made, left = {}, dict(asked)
    while left:
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            running = {key: pool.submit(read, *given) for key, given in left.items()}
            for key, future in running.items():
                try:
                    made[key] = future.result(timeout=LONGEST)
                except Exception as error:  # a reader brought down takes the pool with it
                    made[key] = Taken(
                        findings=[
                            Finding(
                                "/".join(key),
                                f"读不出的文件（{type(error).__name__}）",
                                "能打开的工作簿",
                                grids.DAMAGED,
                            )
                        ]
                    )
                    break
            pool.shutdown(wait=False, cancel_futures=True)
        left = {key: given for key, given in left.items() if key not in made}
    return made
