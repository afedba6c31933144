"""From a printed figure back to the cell it came from."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook import store
from planbook.catalogue import Catalogue
from planbook.contract import places, schema
from planbook.core import cell_references, labels
from planbook.core.errors import Fault, UsageError
from planbook.intake.findings import Finding
from planbook.render import text_tables

GROUP = ["sex", "residence", "age", "unit_area", "base"]
FIGURE = [*schema.FIGURE, "release"]
COUNTS = {"numerator": "分子", "denominator": "分母"}


def lines(place: str, indicator: str, year: int) -> list[str]:
    """Each figure of an indicator (by id or name) and year with file, cell and release; earlier releases indented.

    Raises
    ------
    UsageError
        When there is no such indicator, or no figure of it in that year.
    """
    known = places.plan_catalogue(place)
    indicator = known.indicator_id(indicator, error=UsageError)
    rows = store.rows(place)
    own = rows[rows["indicator"].eq(indicator)]
    found = own[own["year"].eq(year)].sort_values([*schema.KEY, "release"])
    if found.empty:
        years = ", ".join(map(str, sorted(own["year"].unique()))) or "none"
        raise UsageError(
            [Fault(f"{place} {indicator}", f"no figure for {year}", f"a year with one: {years}")]
        )
    trail = _Trail(place, known)
    groups = found.groupby(GROUP, sort=False)
    said = [line for _, states in groups for line in trail.lines(list(states.itertuples())[::-1])]
    return [*said, labels.SYNTHETIC] if places.read(place).synthetic else said


class _Trail:
    """What is known of a place's figures beside their rows: releases, explanations, findings."""

    def __init__(self, place: str, known: Catalogue) -> None:
        self.known, self.reference = known, places.read(place).reference
        self.titles = store.release_table(place).set_index("release")["title"]
        self.findings = store.not_taken(place)
        told = store.explanations(place)
        self.notes = told.groupby(FIGURE)["note"].agg(_joined) if len(told) else pd.Series(dtype=str)

    def lines(self, states: list) -> Iterator[str]:
        """The states of one figure, the newest first; below each earlier one, what became of it."""
        for place, row in enumerate(states):
            lead = "  earlier: " if place else ""
            yield lead + self._figure(row)
            details = [*self._counts(row), *self._told(row)]
            if place:
                details.append(self._change(row, states[place - 1]))
            else:
                details += self._found(row)
            yield from (f"    {'  ' if place else ''}{detail}" for detail in details)

    def _figure(self, row: Any) -> str:
        entry = self.known.indicators[row.indicator]
        codes = " ".join(code for code in (getattr(row, name) for name in GROUP) if code not in ("_T", ""))
        cell = f"{row.source} ({self.titles[row.release]})"
        return f"{entry.name} {row.year} {codes or 'total'}: {_shown(row, entry.unit)} ← {cell}"

    def _counts(self, row: Any) -> Iterator[str]:
        given = [f"{word}{_number(getattr(row, name))}" for name, word in COUNTS.items() if _has(row, name)]
        unit = self.known.departments.get(row.department)
        if row.department and not self.reference:
            given.append(f"报送单位：{unit.name if unit else row.department}")
        if given:
            yield "，".join(given)

    def _told(self, row: Any) -> Iterator[str]:
        note = self.notes.get(tuple(getattr(row, name) for name in FIGURE))
        if note:
            yield f"情况说明：{note}"

    def _change(self, row: Any, later: Any) -> str:
        """What the next release made of an earlier state."""
        changed = [
            f"{word}{_number(getattr(row, name))}→{_number(getattr(later, name))}"
            for name, word in {"value": "数值", **COUNTS}.items()
            if _number(getattr(row, name)) != _number(getattr(later, name))
        ]
        return f"{later.release}改为：{'，'.join(changed)}" if changed else f"{later.release}重报，数值未变"

    def _found(self, row: Any) -> Iterator[str]:
        """Findings at the figure's cell; of one that was not taken, those of its line."""
        where = self.findings["where"]
        found = self.findings[where.eq(row.source)]
        if found.empty and row.reason == "not_taken":
            own = cell_references.parse(row.source)
            found = self.findings[[own is not None and _same_line(own, cell) for cell in where]]
        told = found[["where", "found", "expected", "remedy", "level"]]
        yield from (str(Finding(*one)) for one in told.itertuples(index=False, name=None))


def _joined(notes: pd.Series) -> str:
    return "；".join(dict.fromkeys(notes))


def _same_line(own: cell_references.CellReference, where: str) -> bool:
    other = cell_references.parse(where)
    return other is not None and other.line == own.line


def _has(row: Any, name: str) -> bool:
    return not math.isnan(getattr(row, name))


def _number(value: float) -> str:
    return "空缺" if math.isnan(value) else text_tables.number(value)


def _shown(row: Any, unit: str) -> str:
    if math.isnan(row.value):
        return f"无数（{labels.REASON[row.reason]}）"
    return f"{text_tables.number(row.value)} {unit}"
