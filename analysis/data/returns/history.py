"""History forms: one line per series, one column per year."""

from dataclasses import replace

from analysis.data.returns import figures
from analysis.data.returns.cells import Cell
from analysis.data.returns.figures import Context, Read
from analysis.data.returns.findings import refusing
from analysis.data.returns.tables import Table

EARLIEST = 1950


def read(table: Table, context: Context) -> list[Read]:
    """Figures of a history sheet, one per filled cell."""
    if refusing(table.findings):
        return [Read(None, table.findings), *figures.refused(table, context)]
    latest = context.known.plan.last_year + 1
    reads, unknown = [Read(None, table.findings)], []
    for line in table.rows:
        asked = figures.line_of(line["code"], context)
        if asked is None:
            unknown += [line] if figures.filled(line) else []
            continue
        for year in sorted(set(table.years.values())):
            cell = line[str(year)]
            if not cell.blank and not EARLIEST <= year <= latest:
                reads.append(_out_of_range(cell, year, latest))
                continue
            reads.append(_one(line, cell, replace(context, year=year), table, asked))
    return reads + figures.unknown_lines(unknown, context)


def _one(line: dict[str, Cell], cell: Cell, context: Context, table: Table, asked) -> Read:
    if cell.blank:
        return Read(account=figures.account(1, 0))
    given = {"code": line["code"], "value": cell} | ({"unit": line["unit"]} if "unit" in line else {})
    return figures.line(given, asked, context, table)


def _out_of_range(cell: Cell, year: int, latest: int) -> Read:
    said = cell.finding(f"{EARLIEST}至{latest}年的数", f"这一栏是{year}年，未采用。")
    return Read(None, (said,), figures.account(1, 1))
