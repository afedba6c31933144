"""Corrections of one cell: a new row of a later release, from the row that stood before."""

import math

from analysis.data.returns.findings import Finding

KEY = ("indicator", "year", "sex", "residence", "age", "unit_area")
EXPLANATIONS = [*KEY, "release", "source", "note"]
STATEMENTS = ["clause", "kind", "state", "year", "department", "field", "text", "release", "source"]
CLOSE = 1e-9


def corrected_rows(corrections: list[dict], before: list[dict]) -> tuple[list[dict], list[Finding]]:
    """Rows with one figure changed, and corrections whose old figure is not the one that stands.

    Parameters
    ----------
    corrections : list of dict
        From `statements.corrections`.
    before : list of dict
        Rows of earlier releases and of this one, oldest first.
    """
    newest = {tuple(row[name] for name in KEY): row for row in before}
    rows, findings = [], []
    for one in corrections:
        key = tuple(one[name] for name in KEY)
        standing = newest.get(key)
        if standing is None:
            findings.append(_finding(one, "没有报过的数", "更正已报的数；新数请用报表补报。"))
        elif not _same(standing[one["column"]], one["old"]):
            findings.append(
                _finding(
                    one,
                    f"原数{_shown(one['old'])}，现有{_shown(standing[one['column']])}",
                    "与现有数一致的原数。",
                )
            )
        else:
            row = _changed(standing, one)
            newest[key] = row
            rows = [other for other in rows if tuple(other[name] for name in KEY) != key] + [row]
    return rows, findings


def _finding(one: dict, found: str, remedy: str) -> Finding:
    return Finding(one["source"], found, "与已报数相对应的更正", remedy)


def _same(standing: float, old: float | None) -> bool:
    if old is None:
        return math.isnan(standing)
    return abs(standing - old) <= max(CLOSE, abs(old) * CLOSE)


def _shown(number: float | None) -> str:
    return "空白" if number is None or math.isnan(number) else f"{number:g}"


def _changed(row: dict, one: dict) -> dict:
    """The row with the new figure; the value follows its numerator and denominator."""
    changed = row | {one["column"]: one["new"], "source": one["source"]}
    n, of = changed["numerator"], changed["denominator"]
    if one["column"] != "value" and not math.isnan(n) and of > 0:
        factor = (
            row["value"] * row["denominator"] / row["numerator"]
            if row["numerator"]
            else one.get("multiplier", 1)
        )
        changed["value"] = round(n / of * factor, 10)
    status = "A" if row["status"] == "M" else row["status"]
    return changed | {"status": status, "reason": "", "note": f"{one['reason']}（{one['person']}）"}
