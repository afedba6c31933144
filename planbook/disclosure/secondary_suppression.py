"""Which further figures are taken out, so that sums do not give back what was (complementary suppression)."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from planbook.contract.places import Place
from planbook.disclosure.primary_suppression import GROUP, LEAST

PARTS = {"sex": ("F", "M"), "residence": ("U", "R")}  # groups that make up the whole
ENOUGH = LEAST - 1
Cell = tuple[str, str, str, str]  # sex, residence, age, unit_area
Sum = tuple[Cell, tuple[Cell, ...]]  # a total and the parts it is the sum of
WHOLE: Cell = ("_T", "_T", "_T", "_T")


def complemented(rows: pd.DataFrame, counts: pd.Series, small: pd.Series, place: Place) -> pd.Series:
    """The figures taken out: the small ones, and those without which a sum would tell them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations with a figure.
    counts : pandas.Series
        People or cases behind each, NaN where unknown; shape (n,).
    small : pandas.Series
        Which are too small to be shown; shape (n,), bool.
    place : Place
        Its townships, by town and country.

    Returns
    -------
    pandas.Series
        Shape (n,), bool; in each indicator and year every small figure, given all that is shown, may still be any
        number from 1 to 4 that its totals allow, and no other can be told exactly.
    """
    found = small.copy()
    for _, own in rows[_touched(rows, small)].groupby(["indicator", "year", "base"], sort=False):
        cells: dict[Cell, Any] = {
            (a, b, c, d): index for index, a, b, c, d in own[GROUP].itertuples(name=None)
        }
        count = {cell: counts[index] for cell, index in cells.items()}
        out = taken_out(count, {cell for cell, index in cells.items() if small[index]}, place)
        found.loc[[cells[cell] for cell in out]] = True
    return found


def _touched(rows: pd.DataFrame, small: pd.Series) -> pd.Series:
    """Rows of the indicators, years and bases in which something is small."""
    return small.groupby([rows["indicator"], rows["year"], rows["base"]]).transform("any")


def taken_out(count: dict[Cell, float], small: set[Cell], place: Place) -> set[Cell]:
    """Cells to take out of one indicator's year; all groups, where nothing less is safe."""
    every = sums(count, place)
    out = set(small)
    while more := next((cell for one in every for cell in _wanted(one, out, count)), None):
        out.add(more)
    if all(safe(cell, cell in small, out, every, count) for cell in out):
        return out
    return set(count) - {WHOLE}


def sums(count: dict[Cell, float], place: Place) -> list[Sum]:
    """Every total among the cells with the parts it must be the sum of, where all of these are there."""
    return [
        (total, parts)
        for total in count
        for parts in _parts(total, count, place)
        if parts and all(part in count and not np.isnan(count[part]) for part in (total, *parts))
    ]


def _parts(total: Cell, count: dict[Cell, float], place: Place) -> Iterator[tuple[Cell, ...]]:
    for dimension, codes in PARTS.items():
        at = GROUP.index(dimension)
        if total[at] == "_T":
            yield tuple(_with(total, at, code) for code in codes)
    yield _ages(total, count)
    if total[3] == "_T":
        whole = total[0], "_T", total[2]
        yield tuple((*whole, area.code) for area in place.townships if total[1] in ("_T", area.residence))


def _ages(total: Cell, count: dict[Cell, float]) -> tuple[Cell, ...]:
    """The total's ages, if they add up to it: ages overlap as often as they follow each other."""
    if total[2] != "_T":
        return ()
    parts = tuple(c for c in count if c[2] != "_T" and _with(c, 2, "_T") == total)
    return parts if parts and abs(sum(count[part] for part in parts) - count[total]) < 0.5 else ()


def _with(cell: Cell, at: int, code: str) -> Cell:
    made = [*cell]
    made[at] = code
    return made[0], made[1], made[2], made[3]


def _wanted(one: Sum, out: set[Cell], count: dict[Cell, float]) -> Iterator[Cell]:
    """The part of a sum that has to go next, if any: two at least must be out, and together hold enough."""
    total, parts = one
    gone = [part for part in parts if part in out]
    left = sorted(
        (part for part in parts if part not in out), key=lambda part: (count[part] == 0, count[part], part)
    )
    held = sum(count[part] for part in gone)
    if not left or (total in out and gone) or (total not in out and not gone):
        return
    if total in out or len(gone) < 2 or held < min(ENOUGH, count[total]):
        enough = [part for part in left if held + count[part] >= ENOUGH]
        yield (enough or left)[0]


def safe(cell: Cell, small: bool, out: set[Cell], every: list[Sum], count: dict[Cell, float]) -> bool:
    """Whether what is shown leaves a cell open: a small one from 1 to 4 as its totals allow, another more than one number."""
    low, high = bounds(cell, out, every, count)
    if not small:
        return high - low >= 1 - 1e-6
    most = min([ENOUGH, *(count[total] for total, parts in every if cell in parts and total not in out)])
    return low <= 1 + 1e-6 and high >= most - 1e-6


def bounds(cell: Cell, out: set[Cell], every: list[Sum], count: dict[Cell, float]) -> tuple[float, float]:
    """Least and most that a cell taken out can be, by linear programming over the sums; infinite where nothing binds."""
    from scipy.optimize import linprog  # most of a second to import, and only the public edition asks

    unknown = sorted(out)
    place = {one: n for n, one in enumerate(unknown)}
    matrix, right = [], []
    for total, parts in every:
        if not out.intersection((total, *parts)):
            continue
        row, known = np.zeros(len(unknown)), 0.0
        for one, sign in ((total, -1), *((part, 1) for part in parts)):
            if one in out:
                row[place[one]] += sign
            else:
                known -= sign * count[one]
        matrix.append(row)
        right.append(known)
    if not matrix:
        return 0.0, np.inf
    aim = np.eye(len(unknown))[place[cell]]
    found = [linprog(sign * aim, A_eq=np.array(matrix), b_eq=right, method="highs") for sign in (1, -1)]
    if any(one.status == 2 for one in found):  # the parts do not add up: no sum tells anything
        return 0.0, np.inf
    least, most = (one.fun or 0.0 for one in found)
    return least, (-most if found[1].status == 0 else np.inf)
