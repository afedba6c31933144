"""True levels of the invented city: what its figures are drawn around, and so what a judgement should find."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

HOME = Path(__file__).parent / "truths"
KNOTS = (2010, 2020, 2025)
SIZES = {  # how populations move: sizes in the years of KNOTS, relative to 2020
    "constant": (1.0, 1.0, 1.0),
    "population": (0.957, 1.0, 0.992),
    "births": (1.282, 1.0, 0.705),
    "children": (1.03, 1.0, 0.893),
    "women": (1.18, 1.0, 0.941),
    "pupils": (0.98, 1.0, 0.96),
    "elderly": (0.72, 1.0, 1.16),
    "urban": (0.81, 1.0, 1.068),
    "rural": (1.116, 1.0, 0.909),
    "growing": (0.744, 1.0, 1.159),
}
ELECTIONS = (2018, 2021, 2026)  # years a step series moves
NUMBERS = ("of", "y2010", "y2020", "y2025", "noise", "F", "F2025", "F_share", "U", "U2025", "U_share")


@dataclass(frozen=True)
class Truth:
    """One series' true level: knots in 2010, 2020 and 2025, its denominator, and how its groups differ."""

    code: str
    of: float | None
    follows: str
    knots: tuple[float, float, float]
    noise: float
    groups: dict[
        str, tuple[float, float, float]
    ]  # F and U: ratio to the total until 2020, in 2025, and share
    note: str

    @property
    def peak(self) -> float | None:
        """Level in 2022, where the series was met and then lost."""
        found = re.search(r"peak2022=([\d.]+)", self.note)
        return float(found[1]) if found else None

    @property
    def breaks(self) -> int | None:
        """Year from which the definition is another."""
        found = re.search(r"break(20\d\d)", self.note)
        return int(found[1]) if found else None

    def level(self, year: int, *, step: bool = False) -> float:
        """True level of a year; `step` series move at elections only."""
        first, middle, last = self.knots
        if step:
            return (first, middle, last, last)[sum(year >= election for election in ELECTIONS)]
        if self.breaks and year < self.breaks:
            return between((2010, 2020), (first, middle), year)
        if self.breaks:
            return last
        if self.peak and year > 2020:
            return between((2020, 2022, 2025), (middle, self.peak, last), year)
        return between(KNOTS, self.knots, year)

    def size(self, year: int) -> float:
        """Size of the denominator, or of what a count moves with."""
        return (self.of or 1.0) * between(KNOTS, SIZES[self.follows], year)

    def ratio(self, group: str, year: int) -> tuple[float, float]:
        """Level of a group (F or U) over the total's, and its share of the denominator."""
        early, late, share = self.groups[group]
        return between((2010, 2020, 2025), (early, early, late), year), share


def between(years: tuple[int, ...], values: tuple[float, ...], year: int) -> float:
    """Level between knots, straight in logs where positive; after the last knot the last slope goes on, halved."""
    knots = np.asarray(values, dtype=float)
    positive = (knots > 0).all()
    scaled = np.log(knots) if positive else knots
    found = float(np.interp(min(year, years[-1]), years, scaled))
    if year > years[-1]:
        slope = (scaled[-1] - scaled[-2]) / (years[-1] - years[-2])
        found += 0.5 * slope * (year - years[-1])
    return float(np.exp(found)) if positive else max(found, 0.0)


@cache
def read() -> dict[str, Truth]:
    """All truths by code."""
    found = {}
    for path in sorted(HOME.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[row["code"]] = _truth(row)
    return found


def _truth(row: dict[str, str]) -> Truth:
    number = {name: float(row[name]) if row[name] else None for name in NUMBERS}
    groups = {}
    for group in ("F", "U"):
        early = number[group] or 1.0
        groups[group] = (early, number[f"{group}2025"] or early, number[f"{group}_share"] or 0.5)
    return Truth(
        row["code"],
        number["of"],
        row["follows"] or "constant",
        (number["y2010"], number["y2020"], number["y2025"]),
        number["noise"] or 0.0,
        groups,
        row["note"],
    )
