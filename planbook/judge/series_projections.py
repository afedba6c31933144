"""Projected figures of every series of a place, up to the plan's last year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import forecasting, trends
from analysis.forecasting import accuracy, counts
from analysis.forecasting.coherence import Constraint
from planbook.catalogue import Catalogue
from planbook.judge import readings

PARTS = {"sex": ("F", "M"), "residence": ("U", "R")}
NEARLY = 0.01  # by which the parts' denominators may miss their total's
LEVELS = (80, 95)
RANGE = 80  # of the range that sentences print: a target beyond it is warned of in red
COLUMNS = [*readings.SERIES, "year", "value", "lower_80", "upper_80", "lower_95", "upper_95"]
COLUMNS += ["true_lower_80", "true_upper_80", "reason"]

CHECKED = [*readings.SERIES, "origin", "year", "ahead", "value", "projected", "lower_80", "upper_80"]
CHECKED += ["lower_95", "upper_95", "naive", "scale", "spread"]
AHEAD = 5  # years that are looked ahead even where the plan ends sooner


@dataclass(frozen=True)
class Projected:
    """What a place's series are projected from, and their projections: made once, read by table, targets and checks.

    Attributes
    ----------
    histories : pandas.DataFrame
        From `histories`.
    rows : pandas.DataFrame
        As `coherent` gives them, for every year up to the plan's last, or `AHEAD` years on; empty without histories.
    raw : pandas.DataFrame
        The same before they were made to agree with each other.
    last : int
        Last year projected.
    """

    histories: pd.DataFrame
    rows: pd.DataFrame
    raw: pd.DataFrame
    last: int


def projected(catalogue: Catalogue, observations: pd.DataFrame, year: int) -> Projected:
    """Projections from the figures since each series' last break; series that move at elections are left out.

    Parameters
    ----------
    catalogue : Catalogue
        For the bounds of the indicators and the plan's last year, up to which, or `AHEAD` years, it goes.
    observations : pandas.DataFrame
        Newest observations of one place.
    year : int
        Year assessed; later figures are not read.
    """
    rows = histories(catalogue, observations, year)
    last = max(catalogue.plan.last_year, year + AHEAD)
    horizon = 0 if rows.empty else last - int(rows.groupby("series")["year"].max().min())
    if horizon <= 0:
        return Projected(rows, rows.iloc[:0], rows.iloc[:0], last)
    raw = forecasting.project(rows, horizon, levels=LEVELS, true_levels=LEVELS[:1])
    return Projected(rows, _reconciled(raw, rows, catalogue), raw, last)


def table(made: Projected) -> pd.DataFrame:
    """Projections by the codes of their series.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`: one row per series and year ahead; a series of fewer than four figures has a reason. `true_lower_80,
        true_upper_80` are limits of the level behind the figure.
    """
    if made.rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    names = made.histories.drop_duplicates("series").set_index("series")[readings.SERIES]
    found = made.rows[made.rows["year"] <= made.last].join(names, on="series")
    return found[COLUMNS].sort_values([*readings.SERIES, "year"], ignore_index=True)


def looked_back(catalogue: Catalogue, made: Projected) -> pd.DataFrame:
    """Projections as they would have been made one to five years ago, beside the figures that came.

    Parameters
    ----------
    catalogue : Catalogue
        For what must agree.
    made : Projected
        For the histories.

    Returns
    -------
    pandas.DataFrame
        `CHECKED`: one row per series, year of origin and later figure.
    """
    rows = made.histories
    found = accuracy.rolling_origins(rows, project=lambda known, ahead: coherent(known, ahead, catalogue))
    names = rows.drop_duplicates("series").set_index("series")[readings.SERIES]
    found = found.join(names, on="series").reindex(columns=CHECKED)
    return found.sort_values([*readings.SERIES, "origin", "year"], ignore_index=True)


def tails(asked: pd.DataFrame, made: Projected) -> pd.Series:
    """Of each series asked for: how unusual its newest figure is, held against its own projection.

    Parameters
    ----------
    asked : pandas.DataFrame
        With the columns `readings.SERIES`.
    made : Projected
        For the histories.

    Returns
    -------
    pandas.Series
        As `asked` is indexed: `forecasting.tails`, NaN where there is none.
    """
    if made.histories.empty:
        return pd.Series(np.nan, index=asked.index)
    names = made.histories.drop_duplicates("series").set_index("series")[readings.SERIES]
    known = names.assign(tail=forecasting.tails(made.histories)).dropna(subset=["tail"])
    found = asked[readings.SERIES].merge(known, on=readings.SERIES, how="left")["tail"]
    return found.set_axis(asked.index)


def headings(asked: pd.DataFrame, made: Projected) -> pd.Series:
    """Of each target asked for: the figure that its series is projected to have at the deadline.

    Parameters
    ----------
    asked : pandas.DataFrame
        With the columns `readings.SERIES` and `deadline`.
    made : Projected
        For the projections.

    Returns
    -------
    pandas.Series
        As `asked` is indexed, NaN where nothing is projected.
    """
    if made.rows.empty:
        return pd.Series(np.nan, index=asked.index)
    rows = table(made)[[*readings.SERIES, "year", "value"]].set_axis(
        [*readings.SERIES, "deadline", "heading"], axis=1
    )
    found = asked[[*readings.SERIES, "deadline"]].merge(rows, on=[*readings.SERIES, "deadline"], how="left")
    return found["heading"].set_axis(asked.index)


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
    return kept.assign(parts_of=_totals(kept))


def _totals(rows: pd.DataFrame) -> pd.Series:
    """Of each row: its series' total over the sexes, else over town and country; empty where it is none's part."""
    keys = rows[readings.SERIES].astype(str)
    known = dict(zip(keys.itertuples(index=False, name=None), rows["series"], strict=True))
    found = pd.Series(np.nan, index=rows.index)
    for dimension, parts in PARTS.items():
        own = found.isna() & keys[dimension].isin(parts)
        total = keys[own].assign(**{dimension: "_T"}).itertuples(index=False, name=None)
        found = found.fillna(pd.Series([known.get(one, np.nan) for one in total], index=rows.index[own]))
    return found


def coherent(rows: pd.DataFrame, horizon: int, catalogue: Catalogue) -> pd.DataFrame:
    """`forecasting.project` of `histories`, reconciled: deaths by age keep their order, parts their total.

    Histories that end in several years (`back`, of `accuracy.rolling_origins`) are reconciled each by itself.
    """
    return _reconciled(forecasting.project(rows, horizon), rows, catalogue)


def _reconciled(made: pd.DataFrame, rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    alike = [own for _, own in rows.groupby("back")] if "back" in rows else [rows]
    return forecasting.reconcile(made, [one for own in alike for one in constraints(own, catalogue)])


def constraints(rows: pd.DataFrame, catalogue: Catalogue) -> list[Constraint]:
    """What projections of `histories` must keep: the order of deaths by age, the total of sexes, of town and country."""
    return [*_orders(rows, catalogue), *_sums(rows)]


def names(rows: pd.DataFrame) -> dict[float, str]:
    """Readable names of the series of `histories`: the indicator's id, and the codes of a group behind it."""
    series = rows.drop_duplicates("series")
    return {
        number: " ".join(code for code in codes if code != "_T")
        for number, *codes in series[["series", *readings.SERIES]].itertuples(False, None)
    }


def _orders(rows: pd.DataFrame, catalogue: Catalogue) -> list[Constraint]:
    series = rows.drop_duplicates("series")
    found: list[Constraint] = []
    for order in catalogue.settings.ascending:
        own = series[series["indicator"].isin(order)]
        for _, group in own.groupby([name for name in readings.SERIES if name != "indicator"]):
            place = group["indicator"].map(list(order).index)
            found.append({"ascending": group.loc[place.sort_values().index, "series"].tolist()})
    return [one for one in found if len(one["ascending"]) > 1]


def _sums(rows: pd.DataFrame) -> list[Constraint]:
    """Sexes and town and country beside their total: numbers add up, rates by the newest year's denominators."""
    newest = rows.sort_values("year").drop_duplicates("series", keep="last")
    same = [*readings.SERIES, "year"]
    held = newest[["series", "denominator", "statistic"]].itertuples(index=False, name=None)
    known = dict(zip(newest[same].itertuples(index=False, name=None), held, strict=True))
    found: list[Constraint] = []
    for dimension, parts in PARTS.items():
        place = same.index(dimension)
        for key, (total, whole, statistic) in known.items():
            own = [known[one] for part in parts if (one := (*key[:place], part, *key[place + 1 :])) in known]
            if key[place] != "_T" or len(own) < len(parts):
                continue
            weights = [1.0 if statistic == "count" else of / whole if whole else np.nan for _, of, _ in own]
            if statistic == "count" or abs(sum(weights) - 1) < NEARLY:
                found.append({"total": total, "parts": [one for one, _, _ in own], "weights": weights})
    return found
