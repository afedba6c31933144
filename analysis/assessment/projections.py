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
    rows = readings.city_series(observations, year)
    known = catalogue.indicators
    rows = rows[~rows["indicator"].map({id: entry.step for id, entry in known.items()})]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = rows.assign(series=rows.groupby(readings.SERIES).ngroup())
    names = rows.drop_duplicates("series").set_index("series")[readings.SERIES]
    kept = trends.after_last_break(rows)
    for side in ("lower_bound", "upper_bound"):
        kept[side] = (
            kept["indicator"].map({id: getattr(entry, side) for id, entry in known.items()}).astype(float)
        )
    last = catalogue.plan.last_year
    horizon = last - int(kept.groupby("series")["year"].max().min())
    if horizon < 1:
        return pd.DataFrame(columns=COLUMNS)
    counted = _counted(kept, catalogue)
    parts = [_from_counts(counted, names, catalogue, last)] if len(counted) else []
    others = kept[~kept["series"].isin(counted["series"])]
    columns = ["series", "year", "value", "lower_bound", "upper_bound"]
    parts += [forecasting.project(others[columns], horizon)] if len(others) else []
    made = pd.concat(parts)
    made = made[made["year"] <= last].join(names, on="series")
    return made[COLUMNS].sort_values([*readings.SERIES, "year"], ignore_index=True)


def _counted(kept: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Counts of the series that are foretold from their counts, as the outlook of the targets is."""
    known = catalogue.indicators
    kinds = {id: entry.statistic for id, entry in known.items() if not entry.register_count}
    rows = kept.assign(kind=kept["indicator"].map(kinds)).dropna(subset=["numerator", "denominator"])
    return rows[rows["kind"].isin(counts.KINDS)][["series", "kind", "year", "numerator", "denominator"]]


def _from_counts(rows: pd.DataFrame, names: pd.DataFrame, catalogue: Catalogue, last: int) -> pd.DataFrame:
    newest = rows.groupby("series")["year"].max()
    parts = []
    for year in range(int(newest.min()) + 1, last + 1):
        own = rows[rows["series"].map(newest) < year]
        law, exposure = counts.posterior(own, year), counts.exposure_ahead(own, year).to_numpy()
        limits = [
            counts.interval(law, exposure, level=level / 100).drop(columns="value") for level in (80, 95)
        ]
        middle = counts.interval(law, exposure)["value"]
        found = pd.concat([middle, limits[0].add_suffix("_80"), limits[1].add_suffix("_95")], axis=1)
        times = [catalogue.indicators[names.loc[series, "indicator"]].multiplier for series in found.index]
        parts.append(found.mul(times, axis=0).assign(year=year, reason="").reset_index())
    return pd.concat(parts)
