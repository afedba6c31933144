"""Rates and proportions of later years from yearly counts: their distribution, intervals and probabilities.

The true rate of a later year has a gamma distribution, a true proportion a beta distribution. Their parameters come
from one model at every number of events: a level with a slope, which a prior keeps near no change, so that few events
say little of a slope by themselves.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis import pooling
from analysis.arrays import Numbers, reads
from analysis.forecasting import count_distributions, local_level

COUNTED = ("series", "kind", "year", "numerator", "denominator")
DISTRIBUTION = ("kind", "a", "b")
FEW = 10  # events a year
LEAST_POINTS = 4
KINDS = ("rate", "proportion")


@reads(history=("series", "year", "numerator", "denominator"))
def events_a_year(history: pd.DataFrame, years: int = 5) -> pd.Series:
    """Mean yearly number of events over each series' last years.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`, one row a year, nothing before a
        break.
    years : int
        How many years count.

    Returns
    -------
    pandas.Series
        By series; of a proportion the rarer outcome, cases or others.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": ["a", "a", "b"], "year": [2023, 2024, 2024], "numerator": [3, 5, 95]})
    >>> events_a_year(rows.assign(kind=["rate", "rate", "proportion"], denominator=100)).to_dict()
    {'a': 4.0, 'b': 5.0}
    """
    age = history.groupby("series")["year"].transform("max") - history["year"]
    kept = history[age < years]
    rarer = np.minimum(kept["numerator"], kept["denominator"] - kept["numerator"])
    rarer = kept["numerator"].where(kept["kind"].eq("rate"), rarer)
    return rarer.groupby(kept["series"]).mean()


@reads(history=COUNTED)
def posterior(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Distribution of each series' true rate or proportion in a later year.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, kind` (`rate` or `proportion`)`, year, numerator, denominator`; nothing before a break.
    year : int or pandas.Series
        Year the distribution is for, of all or by series, which may stand more than once; not before its last year.

    Returns
    -------
    pandas.DataFrame
        By series: `window` (years that may be pooled, `pooling.windows`), `last_year, kind, a, b` (shape and rate of a
        gamma distribution per unit of exposure, or the two parameters of a beta distribution), `dispersion`
        (variance of a year's count relative to that of chance alone).

    Raises
    ------
    ValueError
        On an unknown kind, impossible counts, a repeated year, or a year before the data's last; the series are
        named.

    Notes
    -----
    See `local_level.fitted`. Without a slope and steps of the level the parameters are those of all years pooled with
    Jeffreys' prior: Gamma(events + 1/2, exposure) or Beta(cases + 1/2, others + 1/2).

    References
    ----------
    West, M., Harrison, P. J., Migon, H. S. (1985). Dynamic generalized linear models and Bayesian forecasting.
    Journal of the American Statistical Association 80, 73-83. doi:10.1080/01621459.1985.10477131

    Examples
    --------
    Ten deaths among 50,000 births of five years are 2 in 10,000; a year later that is still what is expected:

    >>> rows = pd.DataFrame({"series": "a", "year": range(2020, 2025), "numerator": 2, "denominator": 10_000})
    >>> found = posterior(rows.assign(kind="rate"), 2025)
    >>> (10_000 * found["a"] / found["b"]).round(1).tolist()
    [2.1]
    """
    rows = _checked(history, year)
    found = local_level.fitted(rows, year)
    known = pooling.windows(rows).rename(columns={"years": "window"})[["window", "last_year"]]
    known["kind"] = rows.groupby("series")["kind"].first()
    return pd.concat([known.loc[found.index], found], axis=1)


@reads(distribution=DISTRIBUTION)
def probability_true(
    distribution: pd.DataFrame,
    operator: ArrayLike,
    limit: ArrayLike,
    tolerance: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
) -> Numbers:
    """Probability that the true rate or proportion meets a target, row by row.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b`, as from `posterior`.
    operator : array_like of str, shape (n,)
        `<=`, `>=`, `>` or `around` (met from the lower edge of its band up).
    limit : array_like of float, shape (n,)
        Target per unit of exposure; for `around` the middle of the band.
    tolerance : array_like of float, shape (n,), optional
        Half the width of the band.
    exposure : array_like of float, shape (n,), optional
        Births or persons a year. With it a target that only none (or all) of them can meet is met by a level of which
        less than half a case (half an other) a year is expected; without it no level meets a target of none.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1.

    Examples
    --------
    >>> uniform = pd.DataFrame({"kind": ["proportion"] * 2, "a": 1.0, "b": 1.0})
    >>> probability_true(uniform, ["<=", "around"], [0.3, 0.5], [0, 0.1]).round(6).tolist()
    [0.3, 0.6]
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge: Numbers = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    if exposure is not None:
        half = 0.5 / np.asarray(exposure, float)
        whole = distribution["kind"].eq("proportion").to_numpy()
        edge = np.where(operator == "<=", np.maximum(edge, half), edge)
        edge = np.where((operator != "<=") & whole, np.minimum(edge, 1 - half), edge)
    a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
    rate = special.gammainc(a, np.maximum(edge, 0) * b)
    share = special.betainc(a, np.where(distribution["kind"].eq("rate"), 1, b), np.clip(edge, 0, 1))
    below = np.where(distribution["kind"].eq("rate"), rate, share)
    return np.where(operator == "<=", below, 1 - below)


@reads(distribution=DISTRIBUTION)
def quantile(distribution: pd.DataFrame, share: float) -> Numbers:
    """Rate or proportion that the true one is below with a probability.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b`, as from `posterior`.
    share : float
        The probability, between 0 and 1.

    Returns
    -------
    numpy.ndarray, shape (n,)

    Examples
    --------
    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0})
    >>> quantile(uniform, 0.9).round(6).tolist()
    [0.9]
    """
    a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
    rate = distribution["kind"].eq("rate").to_numpy()
    return np.where(
        rate, special.gammaincinv(a, share) / b, special.betaincinv(a, np.where(rate, 1, b), share)
    )


@reads(distribution=DISTRIBUTION)
def probability_published(
    distribution: pd.DataFrame,
    operator: ArrayLike,
    limit: ArrayLike,
    exposure: ArrayLike,
    tolerance: ArrayLike | None = None,
) -> Numbers:
    """Probability that the figure published for that year meets a target: the chance in its count included.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b, dispersion`, as from `posterior`.
    operator, limit, tolerance
        As for `probability_true`.
    exposure : array_like of float, shape (n,)
        Births or persons of that year.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Probabilities between 0 and 1.

    Examples
    --------
    A true share that is uniform between 0 and 1 makes each count from 0 to 4 of 4 persons equally likely; at most
    one of four are two of these five:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> probability_published(uniform, ["<="], [0.25], [4]).round(6).tolist()
    [0.4]
    """
    operator = np.asarray(operator)
    width = 0.0 if tolerance is None else np.nan_to_num(np.asarray(tolerance, float))
    edge = np.asarray(limit, float) - np.where(operator == "around", width, 0.0)
    exposed = np.round(np.asarray(exposure, float))
    most = np.where(operator == "<=", np.floor(edge * exposed + 1e-9), np.ceil(edge * exposed - 1e-9) - 1)
    most = np.where(operator == ">", np.floor(edge * exposed + 1e-9), most)
    below = count_distributions.CountDistribution(distribution, exposed).cdf(most)
    return np.where(operator == "<=", below, 1 - below)


@reads(distribution=DISTRIBUTION)
def interval(distribution: pd.DataFrame, exposure: ArrayLike, *, level: float = 0.95) -> pd.DataFrame:
    """Median and prediction interval of the figure that will be published for that year.

    Parameters
    ----------
    distribution, exposure
        As for `probability_published`.
    level : float
        Prediction level between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `value, lower, upper` per unit of exposure, as `distribution` is indexed.

    Notes
    -----
    Limits are quantiles of the mid-distribution function, on a straight line between whole numbers: a count at the
    limit is half inside, so that intervals have their level on average and not always a higher one, and they move
    smoothly with the rate. An interval that begins at no event (or ends at all) leaves all of 1 − level on its other side.

    References
    ----------
    Ma, Y., Genton, M. G., Parzen, E. (2011). Asymptotic properties of sample quantiles of discrete distributions.
    Annals of the Institute of Statistical Mathematics 63, 227-243. doi:10.1007/s10463-008-0215-z

    Examples
    --------
    Each count from 0 to 10 of 10 persons is equally likely:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> interval(uniform, [10], level=0.8).round(3).values.tolist()
    [[0.5, 0.06, 0.94]]
    """
    exposed = np.round(np.asarray(exposure, float))
    counts = count_distributions.CountDistribution(distribution, exposed)
    lower, upper = counts.limits(level)
    found = {"value": counts.ppf(0.5), "lower": lower, "upper": upper}
    return pd.DataFrame({name: count / exposed for name, count in found.items()}, index=distribution.index)


@reads(distribution=DISTRIBUTION)
def tails(distribution: pd.DataFrame, count: ArrayLike, exposure: ArrayLike) -> tuple[Numbers, Numbers]:
    """Probabilities of at most, and of at least, the count that was then observed.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        From `posterior` for that year, made without it.
    count, exposure : array_like of float, shape (n,)
        Events and exposure that were observed.

    Returns
    -------
    at_most, at_least : numpy.ndarray, shape (n,)
        A small one says that the observed count is unusual on that side.

    Examples
    --------
    Each count from 0 to 4 of 4 persons is equally likely, and none was observed:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> [side.round(6).tolist() for side in tails(uniform, [0], [4])]
    [[0.2], [1.0]]
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    counts = count_distributions.CountDistribution(distribution, exposed)
    return counts.cdf(observed), 1 - counts.cdf(observed - 1)


@reads(distribution=DISTRIBUTION)
def log_score(distribution: pd.DataFrame, count: ArrayLike, exposure: ArrayLike) -> Numbers:
    """Logarithm of the probability that was given to the count then observed (log score; higher is better).

    Parameters
    ----------
    distribution, count, exposure
        As for `tails`.

    Returns
    -------
    numpy.ndarray, shape (n,)

    References
    ----------
    Gneiting, T., Raftery, A. E. (2007). Journal of the American Statistical Association 102, 359-378.
    doi:10.1198/016214506000001437

    Examples
    --------
    Each count from 0 to 4 of 4 persons has probability 1/5:

    >>> uniform = pd.DataFrame({"kind": ["proportion"], "a": 1.0, "b": 1.0, "dispersion": 1.0})
    >>> np.exp(log_score(uniform, [3], [4])).round(6).tolist()
    [0.2]
    """
    observed, exposed = np.round(np.asarray(count, float)), np.round(np.asarray(exposure, float))
    counts = count_distributions.CountDistribution(distribution, exposed)
    return counts.logpmf(observed)


@reads(history=("series", "year", "denominator"))
def exposure_ahead(history: pd.DataFrame, year: int | pd.Series, years: int = 5) -> pd.Series:
    """Assumed births or population of a later year: half of the mean change of the last years is carried on.

    Parameters
    ----------
    history : pandas.DataFrame
        `series, year, denominator`.
    year : int or pandas.Series
        Year ahead, of all or by series, which may stand more than once.
    years : int
        Years whose mean relative change is carried on.

    Returns
    -------
    pandas.Series
        By series, in persons.

    Examples
    --------
    Births halved in two years; two years on they are assumed to fall by half as much:

    >>> births = pd.DataFrame({"series": "a", "year": [2022, 2024], "denominator": [4000.0, 2000.0]})
    >>> exposure_ahead(births, 2026).round().tolist()
    [1414.0]
    """
    rows = history.sort_values(["series", "year"])
    rows = rows[rows["year"] >= rows.groupby("series")["year"].transform("max") - years]
    ends = rows.groupby("series").agg(
        first=("year", "first"),
        last=("year", "last"),
        start=("denominator", "first"),
        end=("denominator", "last"),
    )
    ends = ends.loc[year.index] if isinstance(year, pd.Series) else ends
    span = (ends["last"] - ends["first"]).where(ends["last"] > ends["first"], 1)
    growth = np.log(ends["end"] / ends["start"]) / span * (year - ends["last"])
    result: pd.Series = ends["end"] * np.exp(0.5 * growth)
    return result


def _checked(history: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    rows = history.dropna(subset=["numerator", "denominator"])
    share = rows["kind"].eq("proportion") & (rows["numerator"] > rows["denominator"])
    asked = rows["series"].map(year.groupby(level=0).min()) if isinstance(year, pd.Series) else year
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
