"""Projections of rates and proportions from their counts, the chance of the later year's count included."""

import numpy as np
import pandas as pd

from analysis.arrays import Flags, reads
from analysis.forecasting import count_parts, counts

COUNTED = ("series", "year", "numerator", "denominator")
ASKED = ("series", "year", "operator", "target")
FEWER_THAN = 10_000  # events a year, of the rarer outcome: chance moves fewer by 1 % and more
SHARES = (1, 100)  # multipliers of shares; others are rates of events


def projected_from_counts(rows: pd.DataFrame, fewer_than: int = FEWER_THAN) -> Flags:
    """Which rows belong to series that are projected from their counts: those with counts and few events a year.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories as for `forecasting.project`.
    fewer_than : int
        Yearly events, of the rarer outcome, from which a series no longer counts as one.

    Returns
    -------
    numpy.ndarray of bool, shape (rows,)
        False for all where there are no columns `numerator, denominator`.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a", "a", "b"], "year": [2023, 2024, 2024], "multiplier": 1000.0})
    >>> rows = rows.assign(numerator=[30, 28, 20_000], denominator=[10_000, 10_000, 90_000])
    >>> projected_from_counts(rows).tolist()
    [True, True, False]
    """
    if not {"numerator", "denominator"} <= set(rows) or rows.empty:
        return np.zeros(len(rows), bool)
    filed = rows["numerator"].notna() & rows["denominator"].gt(0)
    whole = filed.groupby(rows["series"]).transform("all")
    known = count_histories(rows[whole])
    events = counts.events_a_year(known)
    return rows["series"].isin(events.index[events < fewer_than]).to_numpy()


@reads(rows=COUNTED)
def count_histories(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts of histories with the kind of each series, as the functions of `counts` read them.

    Parameters
    ----------
    rows : pandas.DataFrame
        `series, year, numerator, denominator`; optional `multiplier` (1 without it) and `statistic`.

    Returns
    -------
    pandas.DataFrame
        `series, kind, year, numerator, denominator`, and `parts_of` where there is one. The kind is the `statistic`; without it `proportion` where the
        multiplier is 1 or 100 and no numerator is above its denominator, else `rate`.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a", "b"], "year": 2024, "multiplier": [100, 1000]})
    >>> count_histories(rows.assign(numerator=5, denominator=10))["kind"].tolist()
    ['proportion', 'rate']
    """
    multiplier = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    over = (rows["numerator"] > rows["denominator"]).groupby(rows["series"]).transform("any")
    kind = np.where(multiplier.isin(SHARES) & ~over, "proportion", "rate")
    kept = [
        "series",
        "kind",
        "year",
        "numerator",
        "denominator",
        *(["parts_of"] if "parts_of" in rows else []),
    ]
    return rows.assign(kind=rows.get("statistic", kind))[kept]


@reads(rows=COUNTED)
def project(
    rows: pd.DataFrame, horizon: int, levels: tuple[int, ...], true_levels: tuple[int, ...] = ()
) -> pd.DataFrame:
    """Projected rates and proportions with prediction intervals, from counts alone.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories with `numerator, denominator` in every row; see `forecasting.project`.
    horizon : int
        Years ahead of each series' last figure.
    levels, true_levels : tuple of int
        As for `forecasting.project`.

    Returns
    -------
    pandas.DataFrame
        As `forecasting.project`, in the unit of each series' `multiplier`.

    Raises
    ------
    ValueError
        On impossible counts; the series are named.

    Notes
    -----
    The value is the expected rate. Of series with `parts_of` see `count_parts.posterior`.

    Examples
    --------
    Two deaths a year among 10,000 births, or 20 per 100,000; half an event is added to those of all years:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2020, 2025), "numerator": 2, "denominator": 10_000})
    >>> project(rows.assign(multiplier=100_000), 1, (80,))[["year", "value"]].round().values.tolist()
    [[2025.0, 21.0]]
    """
    last, times = rows.groupby("series")["year"].max(), _multipliers(rows)
    asked = pd.DataFrame({"series": np.repeat(last.index.to_numpy(), horizon)})
    asked["year"] = np.repeat(last.to_numpy(), horizon) + np.tile(np.arange(1, horizon + 1), len(last))
    true, exposure = count_parts.posterior(count_histories(rows), asked)
    found = pd.DataFrame({"value": count_parts.expected(true)}, index=true.index)
    for level in levels:
        limits = counts.interval(true, exposure, level=level / 100).drop(columns="value")
        found = found.join(limits.add_suffix(f"_{level}"))
    for level in true_levels:
        for side, share in (("lower", 0.5 - level / 200), ("upper", 0.5 + level / 200)):
            found[f"true_{side}_{level}"] = counts.quantile(true, share)
    return asked.join(found.mul(asked["series"].map(times), axis=0)).assign(reason="")


@reads(rows=COUNTED, targets=ASKED)
def probability(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Probability that the figure of a later year meets a target, from counts alone.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories with `numerator, denominator` in every row; see `forecasting.project`.
    targets : pandas.DataFrame
        `series, year, operator, target`, optional `tolerance`; see `forecasting.probability`.

    Returns
    -------
    pandas.DataFrame
        `probability` (of the published figure) and `probability_true` (of the rate behind it), as `targets` is
        indexed.

    Raises
    ------
    ValueError
        On impossible counts; the series are named.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "year": range(2020, 2025), "numerator": 2, "denominator": 10_000})
    >>> targets = pd.DataFrame({"series": "a", "year": 2025, "operator": "<=", "target": [12, 21, 60]})
    >>> probability(rows.assign(multiplier=100_000), targets)["probability_true"].round(2).tolist()
    [0.13, 0.55, 1.0]
    """
    asked = targets.reset_index(drop=True)
    true, exposure = count_parts.posterior(count_histories(rows), asked)
    scale = asked["series"].map(_multipliers(rows)).to_numpy()
    width = asked["tolerance"].to_numpy(float) / scale if "tolerance" in asked else None
    given = (asked["operator"], asked["target"].to_numpy(float) / scale)
    found = {
        "probability": counts.probability_published(true, *given, exposure, width),
        "probability_true": counts.probability_true(true, *given, width, exposure),
    }
    return pd.DataFrame(found).set_index(targets.index)


@reads(rows=COUNTED)
def tails(rows: pd.DataFrame, observed: pd.DataFrame) -> pd.Series:
    """Probability, on its own side, of counts as far from their projection as those that came.

    Parameters
    ----------
    rows : pandas.DataFrame
        Histories with `numerator, denominator` in every row; see `forecasting.project`.
    observed : pandas.DataFrame
        `series, year, numerator, denominator` of a later year, a series once.

    Returns
    -------
    pandas.Series
        As `observed` is indexed.

    Examples
    --------
    Two deaths a year, and then twelve:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2020, 2025), "numerator": 2, "denominator": 10_000})
    >>> came = pd.DataFrame({"series": ["a"], "year": [2025], "numerator": [12], "denominator": [10_000]})
    >>> (tails(rows.assign(multiplier=100_000), came) < 0.005).tolist()
    [True]
    """
    asked = observed[["series", "year"]]
    true, _ = count_parts.posterior(count_histories(rows), asked)
    sides = counts.tails(true, observed["numerator"], observed["denominator"])
    return pd.Series(np.minimum(*sides), index=observed.index)


def _multipliers(rows: pd.DataFrame) -> pd.Series:
    times = rows["multiplier"] if "multiplier" in rows else pd.Series(1.0, index=rows.index)
    return times.groupby(rows["series"]).first()
