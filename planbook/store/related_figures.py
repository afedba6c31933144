"""Figures that the catalogue relates to each other: shares and rates, parity of the sexes, sums, parts of a whole."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook.catalogue import Catalogue, Indicator, related
from planbook.catalogue.model import CountsFrom, Parity
from planbook.catalogue.related import Column, RelatedLine
from planbook.contract.schema import FIGURE
from planbook.core import cell_references, labels
from planbook.store.reviewed_rows import HALF, NUMBERS, ReviewedRows, points_of, shown

SAME = 1e-6  # by which whole numbers may differ
PERCENT = 100.0
COLUMN = {"numerator": "的分子", "denominator": "的分母", "value": ""}
OTHER = {"F": "M", "M": "F"}
EXPLAINED = "，或写明不符的原因"
Fault = tuple[str, str, str]  # rule, what was found, what is expected


def related_lines(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """Figures that do not agree with the lines the catalogue relates them to.

    Rules `share` and `rate` (`counts_from`), `parity`, `sum_lines` (`sum_of`) and `part` (`holds`, `part_of`).
    """
    known = _Known(rows)
    for entry in rows.known.indicators.values():
        for row in known.rows(entry.id) if _related(entry) else ():
            for rule, found, expected in (fault for ask in ASKED for fault in ask(known, entry, row)):
                yield points_of(rows.own.loc[[row["place"]]], rule, [found], expected + EXPLAINED)


def _related(entry: Indicator) -> bool:
    return entry.parity is not None or bool(related.all_of(entry))


class _Known:
    """Figures of a place by what they are of."""

    def __init__(self, reviewed: ReviewedRows):
        self.known = reviewed.known
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._figures: dict[tuple[Any, ...], dict[str, Any]] = {}
        table = reviewed.own[[*FIGURE, *NUMBERS, "source"]].assign(place=reviewed.own.index)
        for values in table.itertuples(index=False, name=None):
            row = dict(zip(table.columns, values, strict=True))
            self._rows.setdefault(row["indicator"], []).append(row)
            self._figures.setdefault(values[: len(FIGURE)], row)

    def rows(self, indicator: str) -> list[dict[str, Any]]:
        """Rows of an indicator by column, each with its place in the table."""
        return self._rows.get(indicator, [])

    def beside(self, row: dict[str, Any], codes: tuple[str, ...]) -> "list[_Beside] | None":
        """The figures of lines in a row's year and breakdown; None where one is not reported."""
        found = [self._one(row, related.parse(code)) for code in codes]
        return [one for one in found if one] if found and all(found) else None

    def _one(self, row: dict[str, Any], line: RelatedLine) -> "_Beside | None":
        key = {name: row[name] for name in FIGURE} | {"indicator": line.indicator}
        for dimension, code in line.codes:
            if key[dimension] != "_T":
                return None
            key[dimension] = code
        figure = self._figures.get(tuple(key[name] for name in FIGURE))
        if figure is None or math.isnan(figure[line.column]):
            return None
        return _Beside(self.known, key, line.column, figure)


class _Beside:
    """A number that a figure is held against."""

    def __init__(self, known: Catalogue, key: dict[str, Any], column: Column, figure: dict[str, Any]):
        self.entry, self.codes, self.column = known.indicators[key["indicator"]], key, column
        self.number, self.source = float(figure[column]), str(figure["source"])

    def said(self, source: str) -> str:
        """Its name, its number and where it stands, as seen from another cell."""
        group = labels.breakdown(self.codes["sex"], self.codes["residence"], self.codes["age"])
        name = f"“{self.entry.name}{f'（{group}）' if group else ''}”{COLUMN[self.column]}"
        counted = self.column != "value" or self.entry.statistic == "count"
        unit, decimals = self.entry.unit, self.entry.decimals
        number = labels.plain(self.number) if counted else shown(self.number, unit, decimals)
        cell, own = cell_references.parse(self.source), cell_references.parse(source)
        if cell is None:
            return f"{name}{number}"
        same = own is not None and own.received == cell.received
        return f"{name}{number}（{cell.in_file if same else self.source}）"


def _sum(beside: list[_Beside]) -> float:
    return sum(one.number for one in beside)


def _all_said(beside: list[_Beside], source: str) -> str:
    return "、".join(one.said(source) for one in beside)


def _apart(number: float, other: float, within: float, half: float = SAME) -> bool:
    return abs(number - other) > within * abs(other) + half


def _counts(known: _Known, entry: Indicator, row: dict[str, Any]) -> Iterator[Fault]:
    """A share of the sexes, or another rate, that is not that of the counts reported on lines of their own."""
    if entry.counts_from is None:
        return
    if expected := _of_counts(known, entry, entry.counts_from, row):
        sexed = [related.parse(code).sexed for code in entry.counts_from.numerator]
        yield "share" if sexed and all(sexed) else "rate", _reported(entry, row), expected


def _of_counts(known: _Known, entry: Indicator, asked: CountsFrom, row: dict[str, Any]) -> str:
    """What the lines of a figure's counts expect of it; blank where it keeps that, or where they are not reported."""
    parts = known.beside(row, asked.numerator)
    whole = known.beside(row, asked.denominator)
    made = _sum(parts) / _sum(whole) * entry.multiplier if parts and whole and _sum(whole) else math.nan
    pairs = [
        (row[name], _sum(found))
        for name, found in (("numerator", parts), ("denominator", whole))
        if found and not math.isnan(row[name])
    ]
    wrong = any(_apart(number, other, asked.within) for number, other in pairs)
    if not pairs and not math.isnan(made):
        wrong = _apart(row["value"], made, asked.within, HALF * 10.0**-entry.decimals)
    if not wrong:
        return ""
    said = _all_said((parts or []) + [one for one in whole or [] if not _named(one, parts)], row["source"])
    return f"与{said}相符的" + ("数" if math.isnan(made) else shown(made, entry.unit, entry.decimals))


def _named(one: _Beside, others: list[_Beside] | None) -> bool:
    return any((one.codes, one.column) == (other.codes, other.column) for other in others or ())


def _reported(entry: Indicator, row: dict[str, Any]) -> str:
    value = shown(row["value"], entry.unit, entry.decimals)
    if math.isnan(row["denominator"]):
        return value
    return f"{value}（分子{labels.plain(row['numerator'])}、分母{labels.plain(row['denominator'])}）"


def _parity(known: _Known, entry: Indicator, row: dict[str, Any]) -> Iterator[Fault]:
    """An index of parity that is not that of the two sexes' figures, or two sexes' shares that are no whole."""
    beside = known.beside(row, _sides(entry.parity)) if entry.parity else None
    if not entry.parity or not beside:
        return
    made = _compared(entry, entry.parity, beside)
    half = 2 * HALF * 10.0**-entry.decimals  # what it is made of is rounded too
    if not math.isnan(made) and _apart(row["value"], made, entry.parity.within, half):
        number = shown(made, entry.unit, entry.decimals)
        yield "parity", _reported(entry, row), f"与{_all_said(beside, row['source'])}相符的{number}"


def _sides(asked: Parity) -> tuple[str, ...]:
    if asked.first is None:
        return (asked.of,)
    return f"{asked.of}.{asked.first}", f"{asked.of}.{OTHER[asked.first]}"


def _compared(entry: Indicator, asked: Parity, beside: list[_Beside]) -> float:
    first, other = beside[0].number, beside[-1].number
    if asked.by == "rest":
        return PERCENT - first
    if asked.by == "difference":
        return first - other
    return first / other * entry.multiplier if other else math.nan


def _sums(known: _Known, entry: Indicator, row: dict[str, Any]) -> Iterator[Fault]:
    """A figure that is not the sum of the lines it is made of, on this form or another's."""
    beside = known.beside(row, entry.sum_of)
    if beside and _apart(_number(row, beside), _sum(beside), 0):
        expected = f"与{_all_said(beside, row['source'])}相符的{labels.plain(_sum(beside))}"
        yield "sum_lines", labels.plain(_number(row, beside)), expected


def _parts(known: _Known, entry: Indicator, row: dict[str, Any]) -> Iterator[Fault]:
    """Parts that are larger than the whole: on its own form, or as another department reports them."""
    held = known.beside(row, entry.holds)
    if held and _number(row, held) < _sum(held) - SAME:
        expected = f"不小于{_all_said(held, row['source'])}之和{labels.plain(_sum(held))}的数"
        yield "part", labels.plain(_number(row, held)), expected
    for code in entry.part_of:
        whole = known.beside(row, (code,))
        if whole and _number(row, whole) > _sum(whole) + SAME:
            yield "part", labels.plain(_number(row, whole)), f"不大于{_all_said(whole, row['source'])}的数"


def _number(row: dict[str, Any], beside: list[_Beside]) -> float:
    """The number of a row that is of the same kind as those it is held against."""
    return float(row[beside[0].column])


ASKED = (_counts, _parity, _sums, _parts)
