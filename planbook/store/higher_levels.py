"""First figures of a place, which no earlier year can be held against, beside those of the country, province, prefecture."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from planbook.catalogue import Settings
from planbook.contract.schema import FIGURE
from planbook.core import labels
from planbook.store.reviewed_rows import ABOVE_COLUMNS, SERIES, ReviewedRows, points_of, shown

YEARS_APART = 5  # at most, between a figure and the one it is held against
SIGMAS = 3.0  # counts within so many standard deviations of what is expected need no explanation
UNIT_ERRORS = (10, 100, 1000, 10_000)
UNIT_CLOSENESS = 0.3  # places differ, so that a unit's error shows less exactly than from year to year


def table(places: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Figures of higher levels, by name of the place.

    Parameters
    ----------
    places : mapping of str to pandas.DataFrame
        Newest observations of each place, from the country downwards.

    Returns
    -------
    pandas.DataFrame
        `reviewed_rows.ABOVE_COLUMNS`, totals and breakdowns without townships.
    """
    found = [
        rows[rows["value"].notna() & rows["unit_area"].eq("_T")].assign(place=name)[ABOVE_COLUMNS]
        for name, rows in places.items()
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=ABOVE_COLUMNS)


def above(rows: ReviewedRows) -> Iterator[pd.DataFrame]:
    """First figures that are far from those of every higher level, or counts above a whole country's."""
    beside = _beside(rows)
    if beside.empty:
        return
    beside["far"] = _far(beside, rows.known.settings)
    for _, figures in beside.groupby(FIGURE, sort=True):
        if figures["far"].all():
            nearest = figures.tail(1)
            unit, decimals = str(nearest["unit"].iloc[0]), int(nearest["decimals"].iloc[0])
            found = shown(float(nearest["value"].iloc[0]), unit, decimals)
            expected = _likely(nearest) + f"与{_said(figures, unit, decimals)}相近的数，或写明差别大的原因"
            if nearest["statistic"].iloc[0] == "count":
                expected = _likely(nearest) + f"小于{_said(figures, unit, decimals)}的数，或写明原因"
            yield points_of(nearest, "above", [found], expected)


def _beside(rows: ReviewedRows) -> pd.DataFrame:
    """Each first figure with the figure of the nearest year of each place above."""
    series = rows.own[SERIES].itertuples(index=False, name=None)
    since = np.array([rows.since[tuple(map(str, one))] for one in series], dtype=int)
    first = rows.own[(rows.own["year"].to_numpy() == since) & rows.own["unit_area"].eq("_T")]
    above = rows.above.rename(columns={"year": "above_year", "value": "above_value"})
    both = first.merge(above, on=SERIES, how="inner")
    both["apart"] = (both["year"] - both["above_year"]).abs()
    both = both[both["apart"].le(YEARS_APART)]
    order = {name: place for place, name in enumerate(dict.fromkeys(rows.above["place"]))}
    both["level"] = both["place"].map(order)
    both = both.sort_values([*FIGURE, "level", "apart", "above_year"], kind="stable")
    return both.drop_duplicates([*FIGURE, "place"], ignore_index=True)


def _far(both: pd.DataFrame, settings: Settings) -> pd.Series:
    value, other = both["value"], both["above_value"]
    high, low = both[["value", "above_value"]].max(axis=1), both[["value", "above_value"]].min(axis=1)
    points = both["unit"].eq("%") & (high - low).gt(settings.review_above_points)
    times = high.gt(settings.review_above_times * low) & low.ge(0)
    none = value.eq(0) & both["denominator"].isna()  # no event, of nobody knows how many
    far = (points | times) & ~none & ~_by_chance(both)
    return pd.Series(np.where(both["statistic"].eq("count"), value.gt(other), far), index=both.index)


def _by_chance(both: pd.DataFrame) -> pd.Series:
    """Whether events as many as these are so far from the expected number by chance."""
    expected = both["denominator"] * both["above_value"] / both["multiplier"]
    share = (both["above_value"] / both["multiplier"]).where(both["statistic"].eq("proportion"), 0).clip(0, 1)
    apart = (both["numerator"] - expected).abs()
    return (apart <= SIGMAS * np.sqrt(expected * (1 - share) + 1)).fillna(False)


def _likely(nearest: pd.DataFrame) -> str:
    """The likely cause, where the figure is nearly ten times, a hundred times … the other or a part of it."""
    value, other = float(nearest["value"].iloc[0]), float(nearest["above_value"].iloc[0])
    if nearest["statistic"].iloc[0] == "count" or not value or not other:
        return ""
    ratio = max(value / other, other / value)
    times = [n for n in UNIT_ERRORS if abs(ratio / n - 1) <= UNIT_CLOSENESS]
    return f"相差约{labels.plain(times[0])}倍，请先核对单位；" if times else ""


def _said(figures: pd.DataFrame, unit: str, decimals: int) -> str:
    return "、".join(
        f"{place}{year}年{shown(value, unit, decimals)}"
        for place, year, value in figures[["place", "above_year", "above_value"]].itertuples(
            index=False, name=None
        )
    )
