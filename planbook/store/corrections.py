"""Corrections of one cell: a new row of a later release, from the row that stood before."""

import math

from planbook.core import labels
from planbook.intake.findings import Finding

KEY = ("indicator", "year", "sex", "residence", "age", "unit_area")
CLOSE = 1e-9


def corrected_rows(corrections: list[dict], before: list[dict]) -> tuple[list[dict], list[Finding]]:
    """Rows with one figure changed, and corrections whose old figure is not the one that stands.

    Parameters
    ----------
    corrections : list of dict
        From `amendments.corrections`.
    before : list of dict
        Rows of earlier releases and of this one, oldest first.
    """
    newest = {tuple(row[name] for name in KEY): row for row in before}
    rows: list[dict] = []
    findings: list[Finding] = []
    for one in corrections:
        key = tuple(one[name] for name in KEY)
        standing = newest.get(key)
        if standing is None:
            findings.append(_finding(one, "没有报过的数", "更正已报的数；新数请用报表补报。"))
        elif not _same(standing[one["column"]], one["old"], one["within"]):
            findings.append(
                _finding(
                    one,
                    f"原数{_shown(one['old'])}，现有{_shown(standing[one['column']])}",
                    "请填与现有数一致的原数。",
                )
            )
        elif said := _impossible(standing, one):
            findings.append(said)
        else:
            row = _changed(standing, one)
            newest[key] = row
            rows = [other for other in rows if tuple(other[name] for name in KEY) != key] + [row]
    return rows, findings


def _finding(one: dict, found: str, remedy: str) -> Finding:
    return Finding(one["source"], found, "与已报数相对应的更正", remedy)


def _same(standing: float, old: float | None, within: float) -> bool:
    """Whether the old figure is the one that stands, to the last decimal it is written with."""
    if old is None or math.isnan(standing):
        return old is None and math.isnan(standing)
    return abs(standing - old) <= max(within, abs(old) * CLOSE)


def _impossible(standing: dict, one: dict) -> Finding | None:
    """A value that its counts would contradict, or a part above its whole."""
    n, of = ((standing | {one["column"]: one["new"]})[name] for name in ("numerator", "denominator"))
    if one["column"] == "value" and one["counted"] and not math.isnan(n) and of > 0:
        return Finding(
            one["source"],
            f"本年数{labels.plain(one['new'])}",
            "更正分子或分母（本指标由两项算出）",
            "请改填更正栏目。",
        )
    most = one["upper"] / one["multiplier"] if one["counted"] and one["upper"] is not None else math.inf
    if not math.isnan(n) and of > 0 and n > of * most:
        return Finding(
            one["source"],
            f"分子{labels.plain(n)}、分母{labels.plain(of)}",
            "不大于分母的分子",
            "请核对更正后的数。",
        )
    return None


def _shown(number: float | None) -> str:
    return "空白" if number is None or math.isnan(number) else labels.plain(number)


def _changed(row: dict, one: dict) -> dict:
    """The row with the new figure; the value follows its numerator and denominator."""
    changed = row | {one["column"]: one["new"], "source": one["source"]}
    n, of = changed["numerator"], changed["denominator"]
    if one["counted"] and not math.isnan(n) and of > 0:
        changed["value"] = round(n / of * one["multiplier"], 10)
    if math.isnan(changed["value"]):
        return changed | {"note": _note(one)}
    status = "A" if row["status"] == "M" else row["status"]
    return changed | {"status": status, "reason": "", "note": _note(one)}


def _note(one: dict) -> str:
    return f"{one['reason']}（{one['person']}）"
