"""What happens in the invented city besides its figures: who is late, what is left blank, revised, explained."""

import re
import zlib

from invented_city.figures import Figure
from invented_city.truths import Truth
from planbook.catalogue import Catalogue, Indicator
from planbook.contract.questionnaire import Line
from planbook.core import labels

NOT_IN = {("culture", 2025)}  # departments whose return has not come
LATE = ("agriculture", "ecology", "court")  # departments that send in May
WITHHELD = ("judicial_assistance_women",)  # a department may not give these
REVISED = {("education", 2024)}  # returns sent again a year later with other figures
REVISION = 1.004
HISTORY_CSV = {"health": "utf-8", "statistics": "utf-8", "education": "gb18030"}
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
# Cells as filled that cannot be taken: indicator and year, column, text; the first is put right by a correction.
FAULTY = {
    ("breast_screening", 2025): ("numerator", "约11万"),
    ("community_education_learners", 2025): ("value", "—"),
    ("marriage_registrations", 2024): ("value", "未报"),
}
CORRECTED = ("breast_screening", 2025)
CORRECTION = ("maternal_systematic_management", 2024)  # a figure that was taken and is put right later
OVERSTATED = 25
SIGNED = (  # who signs a year, one after the other: state, name, role, month and day
    ("reviewed", "陈某", "统计局", "07-05"),
    ("approved", "刘某", "监测评估领导小组", "07-10"),
    ("published", "孙某", "妇儿工委办公室", "07-15"),
)


def since(truth: Truth) -> int:
    """First year a thing is counted at all."""
    found = re.search(r"since(20\d\d)", truth.note)
    return int(found[1]) if found else 0


def cells(
    line: Line, figure: Figure, truth: Truth, year: int, *, faulty: bool = True
) -> dict[str, float | str]:
    """A line as a department fills it: a reason where there is no figure, now and then a number as people write it.

    `faulty` cells that cannot be taken, and a figure that is corrected later, are filled in only where asked for.
    """
    entry = line.indicator
    if year < since(truth):
        return {"reason": labels.REASON["not_carried_out"]}
    if entry.id in WITHHELD:
        return {"reason": labels.REASON["withheld"]}
    filled = _numbers(line, figure, year, faulty)
    if faulty and (entry.id, year) in FAULTY and line.code == entry.id:
        column, text = FAULTY[entry.id, year]
        filled[column] = text
    if truth.breaks == year:
        filled["status"] = labels.STATUS["B"]
        filled["note"] = f"{year}年起改用新的标准统计，与以前年份不可比。"
    return filled


def _numbers(line: Line, figure: Figure, year: int, faulty: bool) -> dict[str, float | str]:
    counts = {"numerator": figure.numerator, "denominator": figure.denominator}
    if figure.numerator is None:
        return {"value": _written(figure.value, line, year)}
    if faulty and (line.code, year) == CORRECTION:
        counts["numerator"] += OVERSTATED
    return {name: _written(number, line, year) for name, number in counts.items()}


def _written(number: float, line: Line, year: int) -> float | str:
    """Most numbers as numbers; a few with separators or in full-width digits, which still say one thing only."""
    chance = zlib.crc32(f"{line.code} {year} {number}".encode()) % 400
    whole = float(number).is_integer()
    if chance == 0 and whole and number >= 1000:
        return f"{int(number):,}"
    if chance == 1 and whole:
        return str(int(number)).translate(FULL_WIDTH)
    if chance == 2 and whole:
        return f"{int(number)} "
    return int(number) if whole else round(number, 10)


def revised(entry: Indicator, figure: Figure, known: Catalogue) -> Figure:
    """A figure of a return that is sent again: a little more was found, but not of what other lines tell too."""
    compared = {one.parity.of for one in known.indicators.values() if one.parity}
    related = entry.counts_from or entry.parity or entry.id in compared
    if figure.numerator is None or entry.step or entry.statistic != "proportion" or related:
        return figure
    count = min(round(figure.numerator * REVISION), int(figure.denominator))
    return Figure(count / figure.denominator * entry.multiplier, float(count), figure.denominator)
