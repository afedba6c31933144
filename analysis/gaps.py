"""Gaps between groups: difference and ratio of two, whether they narrow, and indices of inequality of several."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Flags, Numbers, Words, reads

COUNTED = ["count_1", "exposure_1", "count_2", "exposure_2"]


def two_groups(first: ArrayLike, second: ArrayLike) -> pd.DataFrame:
    """Differences and ratios of two groups' figures.

    Parameters
    ----------
    first, second : array_like of float, shape (n,)
        Figures of the two groups in one unit.

    Returns
    -------
    pandas.DataFrame, n rows
        `difference` (first less second, in the figures' unit) and `ratio` (NaN where second is 0).

    Examples
    --------
    >>> two_groups([15.9], [12.5]).round(3).values.tolist()
    [[3.4, 1.272]]
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    ratio = first / np.where(second == 0, np.nan, second)
    return pd.DataFrame({"difference": np.round(first - second, 10), "ratio": ratio})


@reads(now=("difference", "ratio"), base=("difference", "ratio"))
def narrowing(now: pd.DataFrame, base: pd.DataFrame) -> Words:
    """Whether gaps have narrowed since the base, by the figures alone.

    Parameters
    ----------
    now, base : pandas.DataFrame, n rows
        `difference` and `ratio` as from `two_groups`, row by row of the same gaps; NaN where there is no base.

    Returns
    -------
    numpy.ndarray of str, shape (n,)
        `narrowed` or `widened` where the absolute difference and the ratio agree, `no_change` where neither moves,
        `mixed` where they disagree, `not_assessable` without a base.

    Notes
    -----
    The relative gap is |ln ratio|, so that it does not matter which group is named first.

    Examples
    --------
    20 to 10 became 15 to 10; 20 to 10 became 9 to 3, where the difference falls and the ratio rises:

    >>> narrowing(two_groups([15, 9], [10, 3]), two_groups([20, 20], [10, 10])).tolist()
    ['narrowed', 'mixed']
    """
    absolute = np.round(now["difference"].abs().to_numpy() - base["difference"].abs().to_numpy(), 10)
    with np.errstate(invalid="ignore"):  # one group is zero in both years: there is no ratio
        relative = np.round(_distance(now["ratio"]) - _distance(base["ratio"]), 10)
    unknown = np.isnan(absolute) | np.isnan(relative)
    cases = [
        unknown,
        (absolute == 0) & (relative == 0),
        (absolute < 0) & (relative < 0),
        (absolute > 0) & (relative > 0),
    ]
    return np.select(cases, ["not_assessable", "no_change", "narrowed", "widened"], "mixed")


@reads(counts=(*COUNTED, *(f"base_{name}" for name in COUNTED)))
def change_of_ratio(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Ratios of two groups' rates now over those of the base, with confidence intervals.

    Parameters
    ----------
    counts : pandas.DataFrame, n rows
        `count_1, exposure_1, count_2, exposure_2` now, and the same with `base_` before the name.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `ratio_of_ratios` (below 1: the first group's rate fell against the second's), `lower, upper`; NaN where a
        count is 0.

    Notes
    -----
    The logarithm of the ratio of ratios has the variance Σ 1/count over its four counts.

    References
    ----------
    Altman, D. G., Bland, J. M. (2003). BMJ 326, 219. doi:10.1136/bmj.326.7382.219

    Examples
    --------
    From (35/6000) / (15/4000) to (25/5500) / (14/4500):

    >>> columns = ["base_count_1", "base_exposure_1", "base_count_2", "base_exposure_2"]
    >>> columns += ["count_1", "exposure_1", "count_2", "exposure_2"]
    >>> counts = pd.DataFrame([[35, 6000, 15, 4000, 25, 5500, 14, 4500]], columns=columns)
    >>> change_of_ratio(counts).round(2).values.tolist()
    [[0.94, 0.39, 2.29]]
    """
    from scipy.special import ndtri

    names = ["count_1", "count_2", "base_count_1", "base_count_2"]
    events = counts[names].astype(float).where(lambda table: table > 0)
    log = np.log(events / counts[[n.replace("count", "exposure") for n in names]].astype(float).to_numpy())
    change = (log["count_1"] - log["count_2"]) - (log["base_count_1"] - log["base_count_2"])
    width = ndtri((1 + level) / 2) * np.sqrt((1 / events).sum(axis=1, skipna=False))
    bounds = {"ratio_of_ratios": change, "lower": change - width, "upper": change + width}
    return pd.DataFrame({name: np.exp(logs) for name, logs in bounds.items()})


@reads(pairs=("year", "value_1", "value_2"))
def over_years(pairs: pd.DataFrame, base_years: Iterable[int] = (), *, level: float = 0.95) -> pd.DataFrame:
    """The gap of two groups year by year, and how its ratio stands to the base year's.

    Parameters
    ----------
    pairs : pandas.DataFrame
        `year, value_1, value_2` of the two groups, one row a year; where known their counts `count_1, exposure_1,
        count_2, exposure_2`.
    base_years : iterable of int
        Years a base may be from, in order of preference; the first that the table has is taken.
    level : float
        Confidence level between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        `year, difference, ratio` (as `two_groups`), and for years after the base `ratio_of_ratios` with `lower,
        upper` (as `change_of_ratio`); NaN without counts and before the base.

    Examples
    --------
    >>> pairs = pd.DataFrame({"year": [2020, 2025], "count_1": [35, 25], "exposure_1": [6000, 5500],
    ...                       "count_2": [15, 14], "exposure_2": [4000, 4500]})
    >>> pairs["value_1"] = 1e4 * pairs["count_1"] / pairs["exposure_1"]
    >>> pairs["value_2"] = 1e4 * pairs["count_2"] / pairs["exposure_2"]
    >>> over_years(pairs, [2020]).round(2).values.tolist()
    [[2020.0, 20.83, 1.56, nan, nan, nan], [2025.0, 14.34, 1.46, 0.94, 0.39, 2.29]]
    """
    table = pairs.sort_values("year").reset_index(drop=True)
    found = two_groups(table["value_1"], table["value_2"])
    found.insert(0, "year", table["year"])
    change = found.reindex(columns=["ratio_of_ratios", "lower", "upper"])
    bases = [one for one in base_years if one in set(table["year"])]
    if bases and set(COUNTED) <= set(table.columns):
        later = table["year"] > bases[0]
        first = table.loc[table["year"].eq(bases[0]), COUNTED].add_prefix("base_")
        both = table.loc[later, COUNTED].merge(first, how="cross").set_index(table.index[later])
        change.update(change_of_ratio(both, level=level))
    return found.join(change)


def with_evidence(
    verdict: ArrayLike, now: pd.DataFrame, base: pd.DataFrame, change: pd.DataFrame, least: int = 30
) -> Words:
    """Verdicts of `narrowing`, with a word for whether the change of the gap is more than chance.

    Parameters
    ----------
    verdict : array_like of str, shape (n,)
        From `narrowing`.
    now, base : pandas.DataFrame, n rows
        The groups' counts `count_1, count_2`, row by row; NaN where none are filed.
    change : pandas.DataFrame, n rows
        From `change_of_ratio`.
    least : int
        Events each group needs in both years before a change counts as evidence.

    Returns
    -------
    numpy.ndarray of str, shape (n,)
        `narrowed_evidence`, `narrowed_chance`, `widened_evidence`, `widened_chance`; other verdicts, and those
        without counts, as they were.

    Examples
    --------
    >>> counts = pd.DataFrame({"count_1": [400], "count_2": [200]})
    >>> beyond = pd.DataFrame({"ratio_of_ratios": [0.7], "lower": [0.6], "upper": [0.8]})
    >>> with_evidence(["narrowed"], counts, counts, beyond).tolist()
    ['narrowed_evidence']
    >>> with_evidence(["narrowed"], counts / 20, counts, beyond).tolist()
    ['narrowed_chance']
    """
    verdict = np.asarray(verdict, dtype=object)
    counts = np.column_stack([table[name] for table in (now, base) for name in ("count_1", "count_2")])
    enough: Flags = np.all(counts.astype(float) >= least, axis=1)
    beyond = (change["lower"] > 1) | (change["upper"] < 1)
    counted = ~np.isnan(counts.astype(float)).any(axis=1)
    moved = np.isin(verdict, ["narrowed", "widened"])
    word = np.where(beyond & enough, "_evidence", "_chance")
    return np.where(moved & counted, verdict + word, verdict).astype(str)


@reads(now=("value_1", "value_2"), base=("value_1", "value_2"))
def narrowing_source(now: pd.DataFrame, base: pd.DataFrame, polarity: str) -> Words:
    """Which group moved since the base: the worse one upwards, or the better one downwards.

    Parameters
    ----------
    now, base : pandas.DataFrame, n rows
        `value_1, value_2` of the same groups, row by row.
    polarity : str
        `higher` or `lower`: which way is better.

    Returns
    -------
    numpy.ndarray of str, shape (n,)
        `better_fell` where the group that was better off became worse, else `levelled_up` where the other one
        improved, else empty; empty too where a figure is missing.

    Examples
    --------
    >>> base = pd.DataFrame({"value_1": [80.0, 80], "value_2": [90.0, 90]})
    >>> now = pd.DataFrame({"value_1": [86.0, 80], "value_2": [91.0, 85]})
    >>> narrowing_source(now, base, "higher").tolist()
    ['levelled_up', 'better_fell']
    """
    sign = 1 if polarity == "higher" else -1
    gain = sign * (now[["value_1", "value_2"]].to_numpy() - base[["value_1", "value_2"]].to_numpy())
    order = np.argsort(sign * base[["value_1", "value_2"]].to_numpy(), axis=1)
    rows = np.arange(len(gain))
    worse, better = gain[rows, order[:, 0]], gain[rows, order[:, 1]]
    return np.select(
        [np.isnan(worse + better), better < 0, worse > 0], ["", "better_fell", "levelled_up"], ""
    )


def parity(first: ArrayLike, second: ArrayLike, sex_ratio: ArrayLike) -> Numbers:
    """Gender parity index of enrolment: girls per boy enrolled, over girls per boy of that age.

    Parameters
    ----------
    first, second : array_like of float, shape (n,)
        Girls and boys enrolled.
    sex_ratio : array_like of float, shape (n,)
        Boys per 100 girls in the cohort of that age.

    Returns
    -------
    numpy.ndarray, shape (n,)
        1 where girls and boys are enrolled alike, below 1 where fewer girls are.

    References
    ----------
    UNESCO Institute for Statistics (2009). Education Indicators: Technical Guidelines, gender parity index.

    Examples
    --------
    >>> parity([4700], [5300], [113.0]).round(3).tolist()
    [1.002]
    """
    cohort = 100 / np.asarray(sex_ratio, float)
    result: Numbers = np.asarray(first, float) / np.asarray(second, float) / cohort
    return result


def ordered_groups(value: ArrayLike, population: ArrayLike) -> tuple[float, float]:
    """Absolute and relative concentration index of groups that have an order (such as school stages).

    Parameters
    ----------
    value : array_like of float, shape (groups,)
        Figure of each group, in the groups' order.
    population : array_like of float, shape (groups,)
        Persons of each group.

    Returns
    -------
    tuple of float
        Absolute index, in the figures' unit, and the same over the mean; 0 where all groups are alike, above 0
        where the later groups have more.

    Notes
    -----
    Σ p (2X − 1) y, with the share p of each group in all persons and X the part of all persons up to the middle of
    the group.

    References
    ----------
    World Health Organization (2024). Health inequality monitoring: methods of HEAT; tested against healthequal.

    Examples
    --------
    >>> [round(index, 4) for index in ordered_groups([20, 30, 40, 50, 60], [78, 91, 162, 103, 105])]
    [7.3284, 0.1778]
    """
    value, share = np.asarray(value, float), np.asarray(population, float)
    share = share / share.sum()
    rank = np.cumsum(share) - share / 2
    absolute = float((share * (2 * rank - 1) * value).sum())
    return absolute, absolute / float((share * value).sum())


def unordered_groups(value: ArrayLike, population: ArrayLike) -> tuple[float, float]:
    """Mean distance of groups without an order (such as townships) from the whole, and Theil's index times 1000.

    Parameters
    ----------
    value : array_like of float, shape (groups,)
        Figure of each group.
    population : array_like of float, shape (groups,)
        Persons of each group.

    Returns
    -------
    tuple of float
        Mean distance, weighed by persons, in the figures' unit, and Theil's index times 1000; 0 where all groups
        are alike.

    Notes
    -----
    Σ p |y − m| and 1000 Σ p r ln r, with the share p of each group in all persons, the weighted mean m and r = y / m
    (10⁻⁶ where it is 0).

    References
    ----------
    Theil, H. (1967). Economics and Information Theory; World Health Organization (2024), methods of HEAT.

    Examples
    --------
    >>> [round(index, 4) for index in unordered_groups([10, 20], [100, 100])]
    [5.0, 56.633]
    """
    value, share = np.asarray(value, float), np.asarray(population, float)
    share = share / share.sum()
    mean = float((share * value).sum())
    ratio = np.maximum(value / mean, 1e-6)
    distance = float((share * np.abs(value - mean)).sum())
    return distance, float(1000 * (share * ratio * np.log(ratio)).sum())


@reads(now=("rate", "share"), base=("rate", "share"))
def kitagawa(now: pd.DataFrame, base: pd.DataFrame) -> tuple[float, float]:
    """How much of an average's change comes from the groups' rates, and how much from the groups' shares.

    Parameters
    ----------
    now, base : pandas.DataFrame, one row a group
        `rate` and `share`; the shares of each table add up to 1.

    Returns
    -------
    tuple of float
        Rate effect and composition effect, in the rates' unit; they add up to the change of the average. NaN where one of
        the tables is empty.

    Notes
    -----
    Σ (r₁ − r₀)(w₁ + w₀)/2 and Σ (w₁ − w₀)(r₁ + r₀)/2.

    References
    ----------
    Kitagawa, E. M. (1955). JASA 50, 1168-1194. doi:10.1080/01621459.1955.10501299

    Examples
    --------
    The average falls from 16 to 14 because fewer belong to the group with the higher rate:

    >>> base = pd.DataFrame({"rate": [10.0, 20.0], "share": [0.4, 0.6]})
    >>> now = pd.DataFrame({"rate": [10.0, 20.0], "share": [0.6, 0.4]})
    >>> kitagawa(now, base)
    (0.0, -2.0)
    """
    if now.empty or base.empty:
        return float("nan"), float("nan")
    rates, shares = now["rate"] - base["rate"], now["share"] - base["share"]
    rate_effect = float((rates * (now["share"] + base["share"]) / 2).sum())
    composition = float((shares * (now["rate"] + base["rate"]) / 2).sum())
    return round(rate_effect, 10), round(composition, 10)


@reads(now=("rate", "share"), base=("rate", "share"))
def parts_of_change(now: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Each group's part in the change of an average: by its own rate, and by its share of the whole.

    Parameters
    ----------
    now, base : pandas.DataFrame, one row a group
        `rate` and `share`, by group as index; the shares of each table add up to 1. A group that only one of them has
        counts as a share of 0 in the other, at the rate it has.

    Returns
    -------
    pandas.DataFrame
        By group `rate_effect, composition_effect` and `part`, their sum, in the rates' unit; all parts together are
        the change of the average. No row where one of the tables is empty.

    Notes
    -----
    (r₁ − r₀)(w₁ + w₀)/2 and (w₁ − w₀)((r₁ + r₀)/2 − m), with the mean m of both averages: a group that grows counts
    for the change only as far as its rate differs from the average. The sums are those of `kitagawa`.

    References
    ----------
    Kitagawa, E. M. (1955). JASA 50, 1168-1194. doi:10.1080/01621459.1955.10501299

    Examples
    --------
    The average rises from 16 to 17: x improves, and y, which has the higher rate, is a smaller part of the whole.

    >>> base = pd.DataFrame({"rate": [10.0, 20.0], "share": [0.4, 0.6]}, index=["x", "y"])
    >>> now = pd.DataFrame({"rate": [14.0, 20.0], "share": [0.5, 0.5]}, index=["x", "y"])
    >>> parts_of_change(now, base).round(3).values.tolist()
    [[1.8, -0.45, 1.35], [0.0, -0.35, -0.35]]
    """
    groups = now.index.union(base.index, sort=False)
    if now.empty or base.empty:
        return pd.DataFrame(columns=["rate_effect", "composition_effect", "part"], dtype=float)
    later, first = now.reindex(groups), base.reindex(groups)
    rates = later["rate"].fillna(first["rate"]), first["rate"].fillna(later["rate"])
    shares = later["share"].fillna(0), first["share"].fillna(0)
    mean = sum(float((rate * share).sum()) for rate, share in zip(rates, shares, strict=True)) / 2
    own = (rates[0] - rates[1]) * (shares[0] + shares[1]) / 2
    moved = (shares[0] - shares[1]) * ((rates[0] + rates[1]) / 2 - mean)
    return pd.DataFrame({"rate_effect": own, "composition_effect": moved, "part": own + moved})


def _distance(ratio: pd.Series) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Numbers = np.abs(np.log(ratio.to_numpy(float)))
        return result
