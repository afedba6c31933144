"""核实性审核: figures that were taken and ought to be explained, and those whose explanation stands."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from planbook.catalogue import Catalogue, Settings
from planbook.contract.schema import FIGURE, POINT_COLUMNS
from planbook.core import labels
from planbook.store import copied_returns, higher_levels, related_figures, reviewed_rows
from planbook.store.reviewed_rows import HALF, NUMBERS, ReviewedRows, points_of, shown

UNIT_ERRORS = (10, 100, 1000, 10_000)
UNIT_CLOSENESS = 0.1  # part by which a figure may differ from ten times, a hundred times … last year's
SIGMAS = 3.0  # changes of counts within so many standard deviations of chance need no explanation
SAME = 1e-9


def points(
    rows: pd.DataFrame, explanations: pd.DataFrame, known: Catalogue, above: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Points to be explained, each open or explained.

    Parameters
    ----------
    rows : pandas.DataFrame
        Newest observations of one place (`received.observations`).
    explanations : pandas.DataFrame
        Written explanations (`schema.EXPLANATION_COLUMNS`); one closes the points of its figure while that figure
        stands, and no longer.
    known : Catalogue
        Units, parts, related lines, and the rules and settings of the review.
    above : pandas.DataFrame, optional
        Figures of the country, the province and the prefecture (`higher_levels.table`), beside which first figures
        are seen.

    Returns
    -------
    pandas.DataFrame
        `POINT_COLUMNS`, by figure; `rule` is one of `known.review`, `state` is `open` or `explained`.
    """
    reviewed = reviewed_rows.of(rows, known, above)
    found = [table for _, rule in RULES for table in rule(reviewed)]
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=POINT_COLUMNS, dtype=str)
    table = table.drop_duplicates([*FIGURE, "rule"]).sort_values([*FIGURE, "rule"], ignore_index=True)
    return _closed(table, explanations)[POINT_COLUMNS]


def _jumps(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """Figures far from last year's: by more points or a larger part than the settings allow, and than chance would."""
    last = rows.before.assign(year=rows.before["year"] + 1).set_index(FIGURE)[NUMBERS].add_prefix("last_")
    both = rows.own.join(last[~last.index.duplicated()], on=FIGURE)
    both = both[both["last_value"].notna() & ~both["step"] & both["status"].ne("B")]
    wide = both[_far(both, rows.known.settings) & ~_by_chance(both)]
    if len(wide):
        said = [
            f"{shown(new, unit, decimals)}，上年{shown(old, unit, decimals)}"
            for new, old, unit, decimals in zip(
                wide["value"], wide["last_value"], wide["unit"], wide["decimals"], strict=True
            )
        ]
        yield points_of(wide, "jump", said, _likely(wide))


def _far(both: pd.DataFrame, settings: Settings) -> pd.Series:
    share = both["unit"].eq("%") & both["statistic"].eq("proportion")
    points = (both["value"] - both["last_value"]).abs()
    low = both[["value", "last_value"]].min(axis=1)
    high = both[["value", "last_value"]].max(axis=1)
    part = high > (1 + settings.review_part) * low.clip(lower=0)
    return pd.Series(np.where(share, points > settings.review_points, part & (points > 0)), index=both.index)


def _by_chance(both: pd.DataFrame) -> pd.Series:
    """Whether events as many as these move so far by chance."""
    new = both["numerator"].where(both["statistic"].ne("count"), both["value"])
    old = both["last_numerator"].where(both["statistic"].ne("count"), both["last_value"])
    scale = (both["last_denominator"] / both["denominator"]).fillna(1)
    apart = (new * scale - old).abs()
    return (apart <= SIGMAS * np.sqrt(new * scale**2 + old + 1)).fillna(False)


def _likely(wide: pd.DataFrame) -> list[str]:
    """What is expected, with the likely cause where the figures point at one."""
    expected = []
    for new, old in zip(wide["value"], wide["last_value"], strict=True):
        times = [
            n for n in UNIT_ERRORS for r in (new / old if old else 0, old / new if new else 0) if _near(r, n)
        ]
        word = f"相差约{labels.plain(times[0])}倍，请先核对单位；" if times else ""
        expected.append(f"{word}与上年相近的数，或写明变动原因")
    return expected


def _near(ratio: float, times: int) -> bool:
    return abs(ratio / times - 1) <= UNIT_CLOSENESS


PARTS = (("sex", ("F", "M")), ("residence", ("U", "R")))


def _sums(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """Totals that are not the sum of their parts, or do not lie between them."""
    own = rows.own
    for dimension, codes in PARTS:
        key = [name for name in FIGURE if name != dimension]
        parts = [own[own[dimension].eq(code)].set_index(key)[NUMBERS] for code in codes]
        both = parts[0].add_suffix("_1").join(parts[1].add_suffix("_2"), how="inner")
        total = own[own[dimension].eq("_T")]
        yield from _unequal(total.join(both[~both.index.duplicated()], on=key, how="inner"), dimension)
    units = own[own["unit_area"].ne("_T")]
    key = [name for name in FIGURE if name != "unit_area"]
    sums = units.groupby(key)[NUMBERS].agg(_whole_sum)
    total = own[own["unit_area"].eq("_T")].join(sums.add_suffix("_1"), on=key, how="inner")
    zero = {f"{name}_2": 0.0 for name in NUMBERS}
    if len(total):
        yield from _unequal(total.assign(**zero), "unit_area")


def _whole_sum(column: pd.Series) -> float:
    """The sum of a column; NaN where a figure lacks."""
    return column.sum(min_count=len(column))


def _unequal(table: pd.DataFrame, dimension: str) -> Iterator[pd.DataFrame]:
    label = labels.DIMENSION[dimension]
    for name, word in (("numerator", "分子"), ("denominator", "分母"), ("value", "数")):
        counted = table["statistic"].eq("count") if name == "value" else table[name].notna()
        parts = table[f"{name}_1"] + table[f"{name}_2"]
        wrong = table[counted & parts.notna() & ((table[name] - parts).abs() > SAME * parts.abs() + 1e-6)]
        if len(wrong):
            said = [
                f"合计{word}{labels.plain(total)}，分{label}相加{labels.plain(part)}"
                for total, part in zip(wrong[name], parts[wrong.index], strict=True)
            ]
            yield points_of(wrong, f"sum_{dimension}", said, "与各组相加相等的合计，或写明不等的原因")
    yield from _outside(table, dimension, label)


def _outside(table: pd.DataFrame, dimension: str, label: str) -> Iterator[pd.DataFrame]:
    """Averages that lie outside their groups'."""
    if dimension == "unit_area":
        return
    low, high = table[["value_1", "value_2"]].min(axis=1), table[["value_1", "value_2"]].max(axis=1)
    half = HALF * 10.0 ** -table["decimals"]
    averaged = table["statistic"].isin(("proportion", "rate", "mean"))
    wrong = table[averaged & ((table["value"] < low - half) | (table["value"] > high + half))]
    if len(wrong):
        said = [
            f"合计{labels.plain(total)}，各组{labels.plain(one)}和{labels.plain(other)}"
            for total, one, other in wrong[["value", "value_1", "value_2"]].itertuples(index=False)
        ]
        yield points_of(wrong, f"between_{dimension}", said, f"介于分{label}各组之间的合计")


def _order(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """Figures of which one cannot exceed the next."""
    key = [name for name in FIGURE if name != "indicator"]
    for chain in rows.known.settings.ascending:
        for lower, upper in pairwise(chain):
            above = rows.own[rows.own["indicator"].eq(upper)].set_index(key)["value"].rename("above")
            both = rows.own[rows.own["indicator"].eq(lower)].join(
                above[~above.index.duplicated()], on=key, how="inner"
            )
            wrong = both[both["value"] > both["above"] * (1 + SAME)]
            if len(wrong):
                name = rows.known.indicators[upper].name
                said = [
                    f"{labels.plain(new)}，{name}{labels.plain(old)}"
                    for new, old in zip(wrong["value"], wrong["above"], strict=True)
                ]
                yield points_of(wrong, "order", said, f"不高于{name}的数")


def _closed(table: pd.DataFrame, explanations: pd.DataFrame) -> pd.DataFrame:
    """Points with the newest explanation of the very figure that stands."""
    given = explanations.sort_values("release", kind="stable")
    said = {
        (*figure, round(value, 6)): note
        for *figure, value, note in given[[*FIGURE, "value", "note"]].itertuples(index=False, name=None)
    }
    keys = (
        zip(*(table[name] for name in FIGURE), table["value"].astype(float).round(6), strict=True)
        if len(table)
        else ()
    )
    notes = [said.get(key, "") for key in keys]
    state = ["explained" if note else "open" for note in notes]
    return table.assign(
        explanation=pd.Series(notes, index=table.index, dtype=str),
        state=pd.Series(state, index=table.index, dtype=str),
    )


RULES: tuple[tuple[tuple[str, ...], Callable[[ReviewedRows], Iterator[pd.DataFrame]]], ...] = (
    (("jump",), _jumps),
    (("sum_sex", "sum_residence", "sum_unit_area", "between_sex", "between_residence"), _sums),
    (("order",), _order),
    (("copy", "return"), copied_returns.copies),
    (("share", "rate", "parity", "sum_lines", "part"), related_figures.related_lines),
    (("above",), higher_levels.above),
)  # what each function can find, by the ids of `planbook/catalogue/review_rules.toml`
