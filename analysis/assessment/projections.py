"""Projected figures of every series of a place, up to the plan's last year."""

import pandas as pd

from analysis import forecasting
from analysis.assessment import readings
from analysis.catalogue import Catalogue
from analysis.forecasting import counts
from analysis.indicators import trends

COLUMNS = [*readings.SERIES, "year", "value", "lower_80", "upper_80", "lower_95", "upper_95", "reason"]


def table(catalogue: Catalogue, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections from the figures since each series' last break; series that move at elections are left out.

    Parameters
    ----------
    catalogue : Catalogue
        For the bounds of the indicators and the plan's last year.
    observations : pandas.DataFrame
        Newest observations of one place.
    year : int
        Year assessed; later figures are not read.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`: one row per series and year ahead; a series of fewer than four figures has a reason.
    """
    rows = histories(catalogue, observations, year)
    last = catalogue.plan.last_year
    horizon = 0 if rows.empty else last - int(rows.groupby("series")["year"].max().min())
    if horizon < 1:
        return pd.DataFrame(columns=COLUMNS)
    made = forecasting.project(rows, horizon)
    names = rows.drop_duplicates("series").set_index("series")[readings.SERIES]
    made = made[made["year"] <= last].join(names, on="series")
    return made[COLUMNS].sort_values([*readings.SERIES, "year"], ignore_index=True)


def histories(catalogue: Catalogue, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Figures since each series' last break as `forecasting.project` reads them; no series that moves at elections.

    Parameters
    ----------
    catalogue, observations, year
        As for `table`.
    """
    rows = readings.city_series(observations, year)
    known = pd.Series(catalogue.indicators, dtype=object)
    entry = rows["indicator"].map(known)
    rows = rows[~entry.map(lambda one: one.step).astype(bool)]
    kept = trends.after_last_break(rows.assign(series=rows.groupby(readings.SERIES).ngroup()))
    entry = kept["indicator"].map(known)
    for side in ("lower_bound", "upper_bound", "multiplier"):
        kept[side] = entry.map(lambda one, side=side: getattr(one, side)).astype(float)
    kept["statistic"] = entry.map(lambda one: one.statistic)
    kept["pool"] = entry.map(lambda one: one.kind)
    from_counts = kept["statistic"].isin(counts.KINDS) & ~entry.map(lambda one: one.register_count).astype(
        bool
    )
    kept[["numerator", "denominator"]] = kept[["numerator", "denominator"]].where(from_counts)
    return kept
