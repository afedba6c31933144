"""History forms: one line per series, one column per year."""

from dataclasses import replace

from planbook.contract.questionnaire import Line
from planbook.intake import form_lines, line_checks
from planbook.intake.cells import Cell
from planbook.intake.findings import refusing
from planbook.intake.form_lines import Context, Read
from planbook.intake.recognised_sheets import Table


def read(table: Table, context: Context) -> list[Read]:
    """Figures of a history sheet, one per filled cell."""
    if refusing(table.findings):
        return [Read(None, table.findings), *form_lines.refused(table, context)]
    can = line_checks.years(context.known)
    reads, unknown = [Read(None, table.findings)], []
    for line in table.rows:
        asked = form_lines.line_of(line["code"], context)
        if asked is None:
            unknown += [line] if form_lines.filled(line) else []
            continue
        for year in sorted(set(table.years.values())):
            cell = line[str(year)]
            if not cell.blank and year not in can:
                reads.append(_out_of_range(cell, year, can))
                continue
            reads.append(_one(line, cell, replace(context, year=year), table, asked))
    return reads + form_lines.unknown_lines(unknown, context)


def _one(line: dict[str, Cell], cell: Cell, context: Context, table: Table, asked: Line) -> Read:
    if cell.blank:
        return Read(account=form_lines.account(1, 0))
    given = {"code": line["code"], "value": cell} | ({"unit": line["unit"]} if "unit" in line else {})
    return form_lines.line(given, asked, context, table)


def _out_of_range(cell: Cell, year: int, can: range) -> Read:
    said = cell.finding(f"{can[0]}至{can[-1]}年的数", f"这一栏是{year}年，未采用。")
    return Read(None, (said,), form_lines.account(1, 1))
