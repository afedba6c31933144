"""Projected figures of every series of a place, up to the plan's last year."""

import numpy as np
import pandas as pd

from analysis import forecasting, trends
from analysis.forecasting import accuracy, counts
from planbook.catalogue import Catalogue
from planbook.judge import readings

PARTS = {"sex": ("F", "M"), "residence": ("U", "R")}
NEARLY = 0.01  # by which the parts' denominators may miss their total's
LEVELS = (80, 95)
COLUMNS = [*readings.SERIES, "year", "value", "lower_80", "upper_80", "lower_95", "upper_95", "reason"]

CHECKED = [*readings.SERIES, "origin", "year", "ahead", "value", "projected", "lower_80", "upper_80"]
CHECKED += ["lower_95", "upper_95", "naive", "scale", "spread"]
AHEAD = 5  # years that are looked ahead even where the plan ends sooner


def table(catalogue: Catalogue, observations: pd.DataFrame, year: int, level: int = 95) -> pd.DataFrame:
    """Projections from the figures since each series' last break; series that move at elections are left out.

    Parameters
    ----------
    catalogue : Catalogue
        For the bounds of the indicators and the plan's last year, up to which, or `AHEAD` years, it goes.
    observations : pandas.DataFrame
        Newest observations of one place.
    year : int
        Year assessed; later figures are not read.
    level : int
        Level of the ranges that sentences print, per cent; its columns stand beside those of 80 and 95.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`: one row per series and year ahead; a series of fewer than four figures has a reason.
    """
    own = [] if level in LEVELS else [f"lower_{level}", f"upper_{level}"]
    columns = [*COLUMNS[:-1], *own, COLUMNS[-1]]
    rows = histories(catalogue, observations, year)
    last = max(catalogue.plan.last_year, year + AHEAD)
    horizon = 0 if rows.empty else last - int(rows.groupby("series")["year"].max().min())
    if horizon < 1:
        return pd.DataFrame(columns=columns)
    made = coherent(rows, horizon, catalogue, levels=tuple(sorted({*LEVELS, level})))
    names = rows.drop_duplicates("series").set_index("series")[readings.SERIES]
    made = made[made["year"] <= last].join(names, on="series")
    return made[columns].sort_values([*readings.SERIES, "year"], ignore_index=True)


def looked_back(catalogue: Catalogue, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Projections as they would have been made one to five years ago, beside the figures that came.

    Parameters
    ----------
    catalogue, observations, year
        As for `table`.

    Returns
    -------
    pandas.DataFrame
        `CHECKED`: one row per series, year of origin and later figure.
    """
    rows = histories(catalogue, observations, year)
    made = accuracy.rolling_origins(rows, project=lambda known, ahead: coherent(known, ahead, catalogue))
    names = rows.drop_duplicates("series").set_index("series")[readings.SERIES]
    made = made.join(names, on="series").reindex(columns=CHECKED)
    return made.sort_values([*readings.SERIES, "origin", "year"], ignore_index=True)


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
    kept["kind"], kept["pool"] = entry.map(lambda one: one.kind), kept["indicator"]
    from_counts = kept["statistic"].isin(counts.KINDS) & ~entry.map(lambda one: one.register_count).astype(
        bool
    )
    kept[["numerator", "denominator"]] = kept[["numerator", "denominator"]].where(from_counts)
    return kept


def coherent(rows: pd.DataFrame, horizon: int, catalogue: Catalogue, **levels) -> pd.DataFrame:
    """`forecasting.project` of `histories`, reconciled: deaths by age keep their order, parts their total."""
    made = forecasting.project(rows, horizon, **levels)
    return forecasting.reconcile(made, [*_orders(rows, catalogue), *_sums(rows)])


def _orders(rows: pd.DataFrame, catalogue: Catalogue) -> list[dict]:
    series = rows.drop_duplicates("series")
    found = []
    for order in catalogue.settings.ascending:
        own = series[series["indicator"].isin(order)]
        for _, group in own.groupby([name for name in readings.SERIES if name != "indicator"]):
            place = group["indicator"].map(list(order).index)
            found.append({"ascending": group.loc[place.sort_values().index, "series"].tolist()})
    return [one for one in found if len(one["ascending"]) > 1]


def _sums(rows: pd.DataFrame) -> list[dict]:
    """Sexes and town and country beside their total: numbers add up, rates by the newest year's denominators."""
    newest = rows.sort_values("year").drop_duplicates("series", keep="last")
    found = []
    for dimension, parts in PARTS.items():
        whole = newest[newest[dimension].eq("_T")]
        for part in parts:
            own = newest[newest[dimension].eq(part)].assign(**{dimension: "_T"})
            columns = ["series", "denominator", "year", *readings.SERIES]
            whole = whole.merge(own[columns], on=[*readings.SERIES, "year"], suffixes=("", f"_{part}"))
        weights = [(whole[f"denominator_{part}"] / whole["denominator"]) for part in parts]
        exact = (sum(weights) - 1).abs() < NEARLY
        members = whole[["series", *(f"series_{part}" for part in parts)]].to_numpy()
        counted = whole["statistic"].eq("count").to_numpy()
        each = np.where(counted[:, None], 1.0, np.column_stack(weights))
        for n in np.flatnonzero(exact | counted):
            total, *own = members[n]
            found.append({"total": total, "parts": own, "weights": each[n].tolist()})
    return found
