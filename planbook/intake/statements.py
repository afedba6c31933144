"""What is told in words: self-reports, the evaluation group's findings, the ledger, surveys to be made."""

from planbook.core import labels
from planbook.intake import cells
from planbook.intake.cells import Cell
from planbook.intake.findings import Finding
from planbook.intake.form_lines import Context
from planbook.intake.recognised_sheets import Table

STATES = {word: code for known in labels.SELF_STATE.values() for code, word in known.items()}
FIELDS = {
    "self_report": ("implementation", "next_year", "problems", "countermeasures", "practice"),
    "evaluation": ("grounds", "problems", "causes", "practice"),
    "ledger": ("measure", "unit", "due", "progress", "closed"),
    "survey": ("method", "unit", "status"),
}
LONGEST = 4000  # signs of one statement


def read(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """Statements on objectives and measures, one row per filled cell."""
    survey = table.kind == "survey"
    clauses = {one.id for one in context.known.clauses}
    asked, named = (
        (context.known.indicators, "缺项指标的代码") if survey else (clauses, "规划的目标或措施编号")
    )
    rows, findings = [], list(table.findings)
    for line in table.rows:
        id = cells.plain(line["id"].text)
        filled = {
            name: cell
            for name, cell in line.items()
            if name not in ("id", "title", "self_state") and not cell.blank
        }
        if not filled:
            continue
        if id not in asked:
            findings.append(line["id"].finding(named, "请保留表中原有的编号。"))
            continue
        more, said = _told(id, filled, table, context)
        rows += more
        findings += said
    return rows, findings


def _told(
    id: str, filled: dict[str, Cell], table: Table, context: Context
) -> tuple[list[dict], list[Finding]]:
    base = {"clause": id, "kind": table.kind, "year": context.year, "department": context.department}
    rows, findings = [], []
    for name, cell in filled.items():
        if name == "state":
            code = STATES.get(cell.text.strip(), "")
            if not code:
                findings.append(cell.finding("、".join(STATES), "请从下拉列表中选择。"))
                continue
            rows.append(base | {"field": "state", "state": code, "text": "", "source": cell.source})
        elif len(cell.text) > LONGEST:
            findings.append(cell.finding(f"不超过{LONGEST}字", f"填了{len(cell.text)}字，请精简。"))
        elif name in FIELDS[table.kind]:
            rows.append(base | {"field": name, "state": "", "text": cell.text.strip(), "source": cell.source})
    return rows, findings
