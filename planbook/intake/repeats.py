"""One figure that stands twice in a file: the same number is taken once, two numbers are not taken."""

import math
from dataclasses import replace

from planbook.contract.schema import FIGURE
from planbook.core import cell_references
from planbook.intake.findings import Finding, refusing
from planbook.intake.form_lines import MISSING, Read, account

NUMBERS = ("numerator", "denominator", "value", "base")


def without_repeats(reads: list[Read]) -> list[Read]:
    """Lines of a file, each figure once.

    Parameters
    ----------
    reads : list of Read
        All lines of all sheets, in their order.
    """
    first: dict[tuple, int] = {}
    made = list(reads)
    for place, one in enumerate(reads):
        if one.row is None:
            continue
        key = tuple(one.row[name] for name in FIGURE)
        if first.setdefault(key, place) != place:
            made[first[key]], made[place] = _settled(made[first[key]], one)
    return made


def _settled(first: Read, second: Read) -> tuple[Read, Read]:
    """Both lines, the second without an observation."""
    if _blank(second) or (refusing(first.findings) and refusing(second.findings)):
        return first, replace(second, row=None)
    if _blank(first):
        return replace(first, row=second.row), replace(second, row=None)
    if all(_same(_row(first)[name], _row(second)[name]) for name in NUMBERS):
        said = _twice(first, second, "数字相同，采用一次。", "hint")
        return first, _without(replace(second, row=None), said)
    said = _twice(first, second, "两处数字不同，都未采用；请保留一处。", "must")
    refused = _row(first) | MISSING | {"reason": "not_taken"}
    return _without(replace(first, row=refused)), _without(replace(second, row=None), said)


def _blank(one: Read) -> bool:
    """Whether a line says nothing: no figure, and none that was not taken."""
    return math.isnan(_row(one)["value"]) and _row(one)["reason"] != "not_taken"


def _row(one: Read) -> dict:
    """The observation of a line that has one."""
    return one.row or {}


def _same(one: float | str, other: float | str) -> bool:
    return one == other or (one != one and other != other)


def _without(one: Read, *said: Finding) -> Read:
    """A line none of whose cells is taken after all."""
    cells, filled = one.account["cells"], one.account["taken"] + one.account["not_taken"]
    return replace(one, findings=(*one.findings, *said), account=account(cells, filled))


def _twice(first: Read, second: Read, remedy: str, level: str) -> Finding:
    cell = cell_references.parse(_row(first)["source"])
    where = _row(first)["source"] if cell is None else cell.in_file
    found = f"第二次的“{code(_row(second))}”"
    return Finding(_row(second)["source"], found, f"每个数填报一次（第一次在{where}）", remedy, level)


def code(row: dict) -> str:
    """The code under which a form asks for a figure, and its township."""
    parts = [row[name] for name in ("indicator", "sex", "residence", "age", "unit_area")]
    return ".".join(part for part in parts if part != "_T")
