"""What is told in words: self-reports, the evaluation group's findings, the ledger; and one-cell corrections."""

import re

from analysis import words
from analysis.data.forms import layout
from analysis.data.returns import cells
from analysis.data.returns.cells import Cell
from analysis.data.returns.figures import Context
from analysis.data.returns.findings import Finding
from analysis.data.returns.tables import Table

STATES = {word: code for known in words.SELF_STATE.values() for code, word in known.items()}
FIELDS = {
    "self_report": ("implementation", "next_year", "problems", "countermeasures", "practice"),
    "evaluation": ("grounds", "problems", "causes", "practice"),
    "ledger": ("measure", "unit", "due", "progress", "closed"),
}
CORRECTABLE = {"本年数": "value", "分子": "numerator", "分母": "denominator"}
LONGEST = 4000  # signs of one statement


def read(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """Statements on objectives and measures, one row per filled cell."""
    clauses = {one.id for one in (*context.known.objectives, *context.known.measures)}
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
        if id not in clauses:
            findings += (
                [line["id"].finding("规划的目标或措施编号", "请保留表中原有的编号。")]
                if "." in id or len(filled) > 1
                else []
            )
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


def corrections(table: Table, context: Context) -> tuple[list[dict], list[Finding]]:
    """One-cell corrections: which figure, old and new, why and by whom."""
    rows, findings = [], list(table.findings)
    for line in table.rows:
        if all(cell.blank for name, cell in line.items() if name in ("code", "old", "new")):
            continue
        row, said = _correction(line, context)
        findings += said
        rows += [row] if row else []
    return rows, findings


def _correction(line: dict[str, Cell], context: Context) -> tuple[dict | None, list[Finding]]:
    asked = layout.parse_code(cells.plain(line["code"].text), context.known.indicators)
    if asked is None:
        return None, [line["code"].finding("目录中的指标代码", "请照原表填写代码。")]
    year = re.fullmatch(r"((?:19|20)\d\d)年?", cells.plain(line["year"].text))
    if not year:
        return None, [line["year"].finding("四位年份")]
    for name, label in (("reason", "更正原因"), ("person", "经办人")):
        if name not in line or line[name].blank:
            return None, [
                line.get(name, line["code"]).finding(f"写明{label}", "没有原因和经办人的更正不采用。")
            ]
    column = CORRECTABLE.get(line["column"].text.strip() if "column" in line else "本年数")
    if column is None:
        return None, [line["column"].finding("、".join(CORRECTABLE))]
    numbers = {
        name: cells.figure(line[name], asked.indicator.unit if column == "value" else "")
        for name in ("old", "new")
    }
    said = [one for found in numbers.values() for one in found.findings if one.level == "must"]
    if said or numbers["new"].number is None:
        return None, said or [line["new"].finding("更正后的数字")]
    unit_area = line["unit_area"].text.strip() if "unit_area" in line else ""
    key = {
        "indicator": asked.indicator.id,
        "year": int(year[1]),
        **asked.codes,
        "unit_area": unit_area or "_T",
    }
    told = {name: line[name].text.strip() for name in ("reason", "person")}
    return key | {
        "column": column,
        "old": numbers["old"].number,
        "new": numbers["new"].number,
        **told,
        "source": line["new"].source,
    }, []
