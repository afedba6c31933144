"""Projections of series with filed counts: from the counts, the chance of the count itself within."""

import numpy as np
import pandas as pd

from analysis.forecasting import counts

FEWER_THAN = 10_000  # events a year, of the rarer outcome: chance moves fewer by 1 % and more
SHARES = (1, 100)  # multipliers of shares; others are rates of events


def among(rows: pd.DataFrame, fewer_than: int = FEWER_THAN) -> np.ndarray:
    """Whether each row belongs to a series with filed counts of fewer events a year than so many.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories as for `forecasting.project`.
    fewer_than : int
        Events a year; by default those that are projected from their counts.
    """
    if not {"numerator", "denominator"} <= set(rows) or rows.empty:
        return np.zeros(len(rows), bool)
    filed = rows["numerator"].notna() & rows["denominator"].gt(0)
    whole = filed.groupby(rows["series"]).transform("all")
    known = histories(rows[whole])
    events = counts.events_a_year(known)
    return rows["series"].isin(events.index[events < fewer_than]).to_numpy()


def histories(rows: pd.DataFrame) -> pd.DataFrame:
    """`series, kind, year, numerator, denominator`; without a `statistic` the multiplier tells shares from rates."""
    multiplier = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    over = (rows["numerator"] > rows["denominator"]).groupby(rows["series"]).transform("any")
    kind = np.where(multiplier.isin(SHARES) & ~over, "proportion", "rate")
    kind = rows.get("statistic", kind)
    return rows.assign(kind=kind)[["series", "kind", "year", "numerator", "denominator"]]


def project(rows: pd.DataFrame, horizon: int, levels) -> pd.DataFrame:
    """Rows as `forecasting.project` gives them, for series that are `among` those with few events."""
    last, times = rows.groupby("series")["year"].max(), _multipliers(rows)
    asked = pd.DataFrame({"series": np.repeat(last.index.to_numpy(), horizon)})
    asked["year"] = np.repeat(last.to_numpy(), horizon) + np.tile(np.arange(1, horizon + 1), len(last))
    law, exposure = _ahead(histories(rows), asked)
    found = counts.interval(law, exposure)[["value"]]
    found["value"] = found["value"].mask(_few(law, exposure), _mean(law))
    for level in levels:
        limits = counts.interval(law, exposure, level=level / 100).drop(columns="value")
        found["value"] = found["value"].clip(limits["lower"], limits["upper"])
        found = found.join(limits.add_suffix(f"_{level}"))
    return asked.join(found.mul(asked["series"].map(times), axis=0)).assign(reason="")


def _mean(law: pd.DataFrame) -> pd.Series:
    """The expected rate or share: of few events a year the median is often none at all, which nobody expects."""
    whole = law["b"].where(law["kind"].eq("rate"), law["a"] + law["b"])
    return law["a"] / whole


def _few(law: pd.DataFrame, exposure: np.ndarray) -> np.ndarray:
    central = exposure[:, 1] if exposure.ndim == 2 else exposure
    return _mean(law).to_numpy() * central < counts.TREND_FROM


def probability(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """`probability` and `probability_true` of each target of a series with few events, as `targets` is indexed."""
    asked = targets.reset_index(drop=True)
    law, exposure = _ahead(histories(rows), asked)
    scale = asked["series"].map(_multipliers(rows)).to_numpy()
    width = asked["tolerance"].to_numpy(float) / scale if "tolerance" in asked else None
    given = (asked["operator"], asked["target"].to_numpy(float) / scale)
    found = {
        "probability": counts.probability_published(law, *given, exposure, width),
        "probability_true": counts.probability_true(law, *given, width),
    }
    return pd.DataFrame(found).set_index(targets.index)


def _ahead(known: pd.DataFrame, asked: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Laws of the true rate and assumed exposures of the asked series and years, in one go: row by row."""
    each = asked[["series"]].assign(copy=np.arange(len(asked))).merge(known, on="series")
    each = each.drop(columns="series").rename(columns={"copy": "series"})
    order = np.arange(len(asked))
    law = counts.posterior(each, asked["year"]).loc[order]
    return law, counts.exposure_ahead(each, asked["year"]).loc[order].to_numpy()


def _multipliers(rows: pd.DataFrame) -> pd.Series:
    times = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    return times.groupby(rows["series"]).first()
