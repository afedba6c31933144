"""Counts ahead: gamma-Poisson and beta-binomial distributions of rates and shares, with exposure.

The true rate of a later year has a gamma distribution, a true share a beta distribution. Under ten events
a year their parameters come from the pooled window alone (Jeffreys' prior); from ten on a moving level with a
slope drawn towards no change is fitted on the log or logit scale and matched by mean and variance.
"""

import numpy as np
import pandas as pd
from scipy import special

from analysis import pooling
from analysis.forecasting import count_distributions, local_level

TREND_FROM = 10  # events a year from which a trend may be fitted
LEAST_POINTS = 4
KINDS = ("rate", "proportion")


def events_a_year(history: pd.DataFrame, years: int = 5) -> pd.Series:
    """Mean yearly number of the rarer outcome over each series' last years.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind, year, numerator, denominator`, unbroken, one row a year.
    years : int
        How many years count.
    """
    age = history.groupby("series")["year"].transform("max") - history["year"]
    kept = history[age < years]
    rarer = np.minimum(kept["numerator"], kept["denominator"] - kept["numerator"])
    rarer = kept["numerator"].where(kept["kind"].eq("rate"), rarer)
    return rarer.groupby(kept["series"]).mean()


def posterior(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Distribution of each series' true rate or share in a later year.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`; nothing before a break.
    year : int or pandas.Series
        Year the distribution is for, of all or by series; not before a series' last year.

    Returns
    -------
    pandas.DataFrame
        By series: `kind, model` (`pooled` or `trend`)`, window, a, b` (gamma shape and rate per unit of
        exposure, or the two parameters of a beta), `last_year`, `dispersion` (1: Poisson or binomial).

    Raises
    ------
    ValueError
        On an unknown kind, impossible counts, or a year before the data's last; the series are named.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., sections 2.6 and 16.2.
    """
    rows = _checked(history, year)
    table = pooling.windows(rows).rename(columns={"years": "window"})
    table["kind"] = rows.groupby("series")["kind"].first()
    other = np.where(table["kind"].eq("rate"), 0.0, table["numerator"] - 0.5)
    table["a"], table["b"] = table["numerator"] + 0.5, table["denominator"] - other
    table = table.assign(model="pooled", dispersion=1.0).drop(
        columns=["numerator", "denominator", "first_year"]
    )
    events, points = events_a_year(rows), rows.groupby("series").size()
    trending = table.index[(events >= TREND_FROM) & (points >= LEAST_POINTS)]
    if len(trending):
        fitted = local_level.fit(rows[rows["series"].isin(trending)], year)
        columns = ["a", "b", "dispersion"]
        table.loc[fitted.index, columns] = fitted[columns]
        table.loc[fitted.index, "model"] = "trend"
    return table


def probability_true(distribution: pd.DataFrame, operator, limit, tolerance=None) -> np.ndarray:
    """Probability that the true rate or share keeps an operator against a limit, row by row.

    Parameters
    ----------
    distribution : pandas.DataFrame
        Rows of `posterior`.
    operator : array_like of str
        `<=`, `>=`, `>` or `around` (reached from the lower edge of its band up).
    limit : array_like of float
        Per unit of exposure; for `around` the middle of the band.
    tolerance : array_like of float, optional
        Half the width of the band.
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
    rate = special.gammainc(a, np.maximum(edge, 0) * b)
    share = special.betainc(a, np.where(distribution["kind"].eq("rate"), 1, b), np.clip(edge, 0, 1))
    below = np.where(distribution["kind"].eq("rate"), rate, share)
    return np.where(operator == "<=", below, 1 - below)


def probability_published(distribution, operator, limit, exposure, tolerance=None) -> np.ndarray:
    """Probability that the figure published for that year keeps the operator: chance of the count added.

    Parameters
    ----------
    distribution, operator, limit, tolerance
        As for `probability_true`.
    exposure : array_like of float, shape (n,) or (n, 3)
        Exposure of that year, or its low, central and high assumption (weights ¼, ½, ¼).
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    result = np.zeros(len(distribution))
    for weight, exposed in _scenarios(exposure):
        most = np.where(operator == "<=", np.floor(edge * exposed + 1e-9), np.ceil(edge * exposed - 1e-9) - 1)
        most = np.where(operator == ">", np.floor(edge * exposed + 1e-9), most)
        below = count_distributions.Counts(distribution, exposed).cdf(most)
        result += weight * np.where(operator == "<=", below, 1 - below)
    return result


def interval(distribution: pd.DataFrame, exposure, *, level: float = 0.95) -> pd.DataFrame:
    """Median and limits of the figure to be published for that year, per unit of exposure.

    Parameters
    ----------
    distribution, exposure
        As for `probability_published`; the central exposure counts.
    level : float
        Prediction level between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        `value, lower, upper`, as `distribution` is indexed; an interval that begins at no event at all leaves
        the whole rest above it. Limits are mid-P: a count at the limit is half inside, so that intervals of
        whole numbers cover what they say on average and not always more.

    References
    ----------
    Lancaster, H. O. (1961). Journal of the American Statistical Association 56, 223-234.
    """
    exposed = np.asarray(exposure, float)
    exposed = np.round(exposed[:, 1] if exposed.ndim == 2 else exposed)
    law = count_distributions.Counts(distribution, exposed)
    lower, upper = law.limits(level)
    counts = {"value": law.ppf(0.5), "lower": lower, "upper": upper}
    return pd.DataFrame({name: count / exposed for name, count in counts.items()}, index=distribution.index)


def tails(distribution: pd.DataFrame, count, exposure) -> tuple[np.ndarray, np.ndarray]:
    """Probability of at most, and of at least, a count that was then observed.

    Parameters
    ----------
    distribution : pandas.DataFrame
        Rows of `posterior` for that year, made without it.
    count, exposure : array_like of float
        What was observed.
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    law = count_distributions.Counts(distribution, exposed)
    return law.cdf(observed), 1 - law.cdf(observed - 1)


def log_score(distribution: pd.DataFrame, count, exposure) -> np.ndarray:
    """Log of the probability that the distributions gave to the counts that came (higher is better).

    Parameters
    ----------
    distribution, count, exposure
        As for `tails`.
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    law = count_distributions.Counts(distribution, exposed)
    return law.logpmf(observed)


def exposure_ahead(history: pd.DataFrame, year: int | pd.Series, years: int = 5) -> pd.DataFrame:
    """Births or population of a later year: an assumption, with a range, not a forecast.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, denominator`.
    year : int or pandas.Series
        Year ahead, of all or by series.
    years : int
        Years whose mean change is carried on.

    Returns
    -------
    pandas.DataFrame
        By series `low, central, high`: the mean yearly change of the last years carried on in full, by
        half, and not at all, in order of size.
    """
    rows = history.sort_values(["series", "year"])
    rows = rows[rows["year"] >= rows.groupby("series")["year"].transform("max") - years]
    ends = rows.groupby("series").agg(
        first=("year", "first"),
        last=("year", "last"),
        start=("denominator", "first"),
        end=("denominator", "last"),
    )
    span = (ends["last"] - ends["first"]).where(ends["last"] > ends["first"], 1)
    growth = np.log(ends["end"] / ends["start"]) / span * (year - ends["last"])
    paths = np.sort(np.column_stack([ends["end"] * np.exp(part * growth) for part in (0, 0.5, 1)]), axis=1)
    return pd.DataFrame(paths, columns=["low", "central", "high"], index=ends.index)


def _checked(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    rows = history.dropna(subset=["numerator", "denominator"])
    share = rows["kind"].eq("proportion") & (rows["numerator"] > rows["denominator"])
    asked = rows["series"].map(year) if isinstance(year, pd.Series) else year
    faults = {
        "years after the one asked for": rows["year"] > asked,
        f"kind other than {' or '.join(KINDS)}": ~rows["kind"].isin(KINDS),
        "counts below 0 or denominators not above 0": (rows["numerator"] < 0) | (rows["denominator"] <= 0),
        "numerators above their denominators": share,
    }
    for found, wrong in faults.items():
        if wrong.any():
            raise ValueError(f"{found} in series {rows['series'][wrong].unique()[:5].tolist()}")
    return rows


def _scenarios(exposure):
    table = np.asarray(exposure, float)
    if table.ndim == 1:
        return [(1.0, np.round(table))]
    return [(weight, np.round(table[:, n])) for n, weight in enumerate((0.25, 0.5, 0.25))]
