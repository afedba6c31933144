"""Projections of series with filed counts: from the counts, the chance of the count itself within."""

import numpy as np
import pandas as pd

from analysis.forecasting import counts

FEWER_THAN = 10_000  # events a year, of the rarer outcome: chance moves fewer by 1 % and more
SHARES = (1, 100)  # multipliers of shares; others are rates of events


def among(rows: pd.DataFrame) -> np.ndarray:
    """Whether each row belongs to a series that is projected from its counts.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories as for `forecasting.project`.
    """
    if not {"numerator", "denominator"} <= set(rows) or rows.empty:
        return np.zeros(len(rows), bool)
    filed = rows["numerator"].notna() & rows["denominator"].gt(0)
    whole = filed.groupby(rows["series"]).transform("all")
    known = histories(rows[whole])
    events = counts.events_a_year(known)
    return rows["series"].isin(events.index[events < FEWER_THAN]).to_numpy()


def histories(rows: pd.DataFrame) -> pd.DataFrame:
    """`series, kind, year, numerator, denominator`; without a `statistic` the multiplier tells shares from rates."""
    multiplier = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    over = (rows["numerator"] > rows["denominator"]).groupby(rows["series"]).transform("any")
    kind = np.where(multiplier.isin(SHARES) & ~over, "proportion", "rate")
    kind = rows.get("statistic", kind)
    return rows.assign(kind=kind)[["series", "kind", "year", "numerator", "denominator"]]


def project(rows: pd.DataFrame, horizon: int, levels) -> pd.DataFrame:
    """Rows as `forecasting.project` gives them, for series that are `among` those with few events."""
    known, last = histories(rows), rows.groupby("series")["year"].max()
    times = _multipliers(rows)
    parts = []
    for year in range(int(last.min()) + 1, int(last.max()) + horizon + 1):
        asked = last.index[(last < year) & (last >= year - horizon)]
        own = known[known["series"].isin(asked)]
        if own.empty:
            continue
        law, exposure = counts.posterior(own, year), counts.exposure_ahead(own, year).to_numpy()
        found = counts.interval(law, exposure)[["value"]]
        for level in levels:
            limits = counts.interval(law, exposure, level=level / 100).drop(columns="value")
            found = found.join(limits.add_suffix(f"_{level}"))
        parts.append(found.mul(times[found.index], axis=0).assign(year=year, reason=""))
    made = pd.concat(parts).rename_axis("series").reset_index()
    return made[
        ["series", "year", "value", *made.columns.drop(["series", "year", "value", "reason"]), "reason"]
    ]


def probability(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """`probability` and `probability_true` of each target of a series with few events, as `targets` is indexed."""
    known, times = histories(rows), _multipliers(rows)
    parts = []
    for year, asked in targets.groupby("year"):
        own = known[known["series"].isin(asked["series"]) & (known["year"] <= year)]
        law, exposure = counts.posterior(own, int(year)), counts.exposure_ahead(own, int(year))
        asked = asked[asked["series"].isin(law.index)]
        law, exposure = law.loc[asked["series"]], exposure.loc[asked["series"]].to_numpy()
        scale = times[asked["series"]].to_numpy()
        width = asked["tolerance"].to_numpy(float) / scale if "tolerance" in asked else None
        given = (asked["operator"], asked["target"].to_numpy(float) / scale)
        found = {
            "probability": counts.probability_published(law, *given, exposure, width),
            "probability_true": counts.probability_true(law, *given, width),
        }
        parts.append(pd.DataFrame(found, index=asked.index))
    return pd.concat(parts)


def _multipliers(rows: pd.DataFrame) -> pd.Series:
    times = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    return times.groupby(rows["series"]).first()
