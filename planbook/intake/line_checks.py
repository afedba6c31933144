"""What must hold of the figures of one line."""

from planbook.catalogue import Catalogue, Indicator
from planbook.core import labels
from planbook.intake import cells
from planbook.intake.cells import Cell
from planbook.intake.findings import Finding

FILLED = ("numerator", "denominator", "value")
COUNTS = ("numerator", "denominator")
EARLIEST = 1950
Given = dict[str, float | None]  # what `numerator`, `denominator` and `value` say
DECIMALS = 1.01  # half-units of the last decimal by which a rounded figure may differ


def years(known: Catalogue) -> range:
    """Years that figures may be of: up to the one after the plan's last."""
    return range(EARLIEST, known.plan.last_year + 2)


def faults(line: dict[str, Cell], indicator: Indicator, given: Given, reason: str) -> list[Finding]:
    """The first rule a line breaks.

    Parameters
    ----------
    line : dict of str to Cell
        The line's cells by column name.
    indicator : Indicator
        What the line is about.
    given : dict of str to float or None
        What `numerator`, `denominator` and `value` say.
    reason : str
        Code of the reason why there is no figure, if one is given.
    """
    numbers = [name for name in FILLED if given[name] is not None]
    if reason and numbers:
        return [line[numbers[0]].finding("有数就不选无数原因，没有数就不填数", "请保留其中一项。")]
    rules = (_uncounted, _both, _denominator, _part_of_whole, _computed, _whole, _bounds)
    return next(([said] for rule in rules if (said := rule(line, indicator, given))), [])


def value(given: Given, indicator: Indicator) -> float | None:
    """The figure: from its counts where they are given, else as filled."""
    n, of = given["numerator"], given["denominator"]
    if indicator.counted and n is not None and of:
        return n / of * indicator.multiplier
    return given["value"]


def _uncounted(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    if indicator.counted or given["value"] is not None:
        return None
    first = next((name for name in COUNTS if given[name] is not None), None)
    return line[first].finding("不填数的格（本指标没有分子、分母）", "请填在“本年数”栏。") if first else None


def _both(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    one = [name for name in COUNTS if given[name] is not None]
    if len(one) != 1 or not indicator.counted or given["value"] is not None:
        return None
    other = "分母" if one[0] == "numerator" else "分子"
    return line[one[0]].finding(f"分子、分母都有数（缺{other}）", f"请补填{other}。")


def _denominator(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    if given["denominator"] is None or given["denominator"] > 0:
        return None
    return line["denominator"].finding("大于零的分母", "没有对象的，请留空并选“不适用”。")


def _part_of_whole(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    n, of = given["numerator"], given["denominator"]
    most = indicator.upper_bound if indicator.statistic == "proportion" else None
    if n is None or of is None or most is None or n <= of * most / indicator.multiplier:
        return None
    return line["numerator"].finding(f"不大于分母{labels.plain(of)}的数", "请核对分子和分母是否填反。")


def _computed(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    n, of, stated = (given[name] for name in ("numerator", "denominator", "value"))
    if n is None or stated is None or not of or not indicator.counted:
        return None
    made = n / of * indicator.multiplier
    last = 10.0 ** -decimals(line["value"].text, stated)
    if abs(stated - made) <= DECIMALS * last / 2:
        return None
    remedy = "请核对三项。"
    for factor, word in (
        (100, "百分数填成了小数"),
        (0.01, "多乘了100"),
        (10, "单位小了十倍"),
        (0.1, "单位大了十倍"),
    ):
        if stated and abs(stated * factor - made) <= max(DECIMALS * last * factor / 2, 1e-9):
            remedy = f"看来是{word}。"
    return line["value"].finding(f"与分子、分母相符的{labels.number(made, indicator.decimals)}", remedy)


def decimals(text: str, stated: float) -> int:
    """Decimals of a number as it was written; a per cent format shows a hundredfold."""
    number = cells.plain(cells.MARKS.sub("", text.strip())).rstrip("%‰")
    number = number if cells.NUMBER.fullmatch(number) and float(number) == stated else f"{stated:.10g}"
    return len(number.split(".")[1]) if "." in number and "e" not in number.lower() else 0


def _whole(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    stated = given["value"]
    if indicator.statistic != "count" or indicator.decimals or stated is None or stated.is_integer():
        return None
    return line["value"].finding(f"整数（{indicator.unit}）", "请按计量单位填全数，不以万或千为单位。")


def _bounds(line: dict[str, Cell], indicator: Indicator, given: Given) -> Finding | None:
    made = value(given, indicator)
    if made is None or within(made, indicator):
        return None
    cell = line["value"] if given["value"] is not None else line["numerator"]
    return cell.finding(f"{between(indicator)}的数（{indicator.unit}）", "请核对。")


def within(number: float, indicator: Indicator) -> bool:
    """Whether an indicator can have a value."""
    low, high = indicator.lower_bound, indicator.upper_bound
    return (low is None or number >= low) and (high is None or number <= high)


def between(indicator: Indicator) -> str:
    """The bounds of an indicator in words."""
    low, high = indicator.lower_bound, indicator.upper_bound
    least = [] if low is None else [f"不小于{labels.plain(low)}"]
    most = [] if high is None else [f"不大于{labels.plain(high)}"]
    return "，".join(least + most)
