"""Gaps between two groups, on the absolute and the relative scale, and whether they narrow."""

import numpy as np
import pandas as pd


def two_groups(first, second) -> pd.DataFrame:
    """Difference and ratio of two groups' figures.

    Parameters
    ----------
    first, second : array_like of float, shape (n,)
        Figures of the two groups in one unit.

    Returns
    -------
    pandas.DataFrame
        `difference` (first less second, in the figures' unit) and `ratio` (NaN where second is 0).

    Examples
    --------
    >>> two_groups([15.9], [12.5]).round(3).values.tolist()
    [[3.4, 1.272]]
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    ratio = first / np.where(second == 0, np.nan, second)
    return pd.DataFrame({"difference": np.round(first - second, 10), "ratio": ratio})


def narrowing(now: pd.DataFrame, base: pd.DataFrame) -> np.ndarray:
    """Verdict on a gap since the base, by the figures alone.

    Parameters
    ----------
    now, base : pandas.DataFrame
        `difference` and `ratio`, row by row of the same gaps.

    Returns
    -------
    numpy.ndarray of str
        `narrowed` or `widened` where both scales agree, `no_change` where neither moves,
        `mixed` where they disagree, `not_assessable` without a base.
    """
    absolute = np.round(now["difference"].abs().to_numpy() - base["difference"].abs().to_numpy(), 10)
    with np.errstate(invalid="ignore"):  # one group is zero in both years: nothing can be said
        relative = np.round(_distance(now["ratio"]) - _distance(base["ratio"]), 10)
    unknown = np.isnan(absolute) | np.isnan(relative)
    cases = [
        unknown,
        (absolute == 0) & (relative == 0),
        (absolute < 0) & (relative < 0),
        (absolute > 0) & (relative > 0),
    ]
    return np.select(cases, ["not_assessable", "no_change", "narrowed", "widened"], "mixed")


def change_of_ratio(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How the ratio of two groups' rates changed since the base, with its interval.

    Parameters
    ----------
    counts : pandas.DataFrame
        `count_1, exposure_1, count_2, exposure_2` now, and the same with `base_` before the name.

    Returns
    -------
    pandas.DataFrame
        `ratio_of_ratios` (below 1: the first group drew nearer), `lower, upper`; NaN with a zero count.

    Notes
    -----
    ln of the ratio has the variance Σ 1/count of its four counts.

    Examples
    --------
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
    return np.exp(pd.DataFrame(bounds))


def with_evidence(verdict, now: pd.DataFrame, base: pd.DataFrame, change: pd.DataFrame, least: int = 30):
    """Verdicts on gaps with their evidence: five, `mixed`, and those without.

    Parameters
    ----------
    verdict : array_like of str
        From `narrowing`.
    now, base : pandas.DataFrame
        `ratio` and the groups' counts (`count_1, count_2`), row by row; counts NaN where none are filed.
    change : pandas.DataFrame
        From `change_of_ratio`.
    least : int
        Events each group needs in both years before a change counts as evidence.

    Returns
    -------
    numpy.ndarray of str
        `narrowed_evidence`, `narrowed_chance`, `widened_evidence`, `widened_chance`, or as it was.
    """
    verdict = np.asarray(verdict, dtype=object)
    counts = np.column_stack([table[name] for table in (now, base) for name in ("count_1", "count_2")])
    enough = (counts.astype(float) >= least).all(axis=1)
    beyond = (change["lower"] > 1) | (change["upper"] < 1)
    counted = ~np.isnan(counts.astype(float)).any(axis=1)
    moved = np.isin(verdict, ["narrowed", "widened"])
    word = np.where(beyond & enough, "_evidence", "_chance")
    return np.where(moved & counted, verdict + word, verdict).astype(str)


def how(now: pd.DataFrame, base: pd.DataFrame, polarity: str) -> np.ndarray:
    """How a gap narrowed: `levelled_up` where the worse group improved, `better_fell` where the better lost.

    Parameters
    ----------
    now, base : pandas.DataFrame
        `value_1, value_2` of the same groups, row by row.
    polarity : str
        `higher` or `lower`: which way is better.
    """
    sign = 1 if polarity == "higher" else -1
    gain = sign * (now[["value_1", "value_2"]].to_numpy() - base[["value_1", "value_2"]].to_numpy())
    order = np.argsort(sign * base[["value_1", "value_2"]].to_numpy(), axis=1)
    rows = np.arange(len(gain))
    worse, better = gain[rows, order[:, 0]], gain[rows, order[:, 1]]
    return np.select(
        [np.isnan(worse + better), better < 0, worse > 0], ["", "better_fell", "levelled_up"], ""
    )


def parity(first, second, sex_ratio) -> np.ndarray:
    """Parity index of enrolment against the cohort: girls per boy enrolled over girls per boy of that age.

    Parameters
    ----------
    first, second : array_like of float
        Girls and boys enrolled.
    sex_ratio : array_like of float
        Boys per 100 girls in the cohort of that age.

    Examples
    --------
    >>> parity([4700], [5300], [113.0]).round(3).tolist()
    [1.002]
    """
    cohort = 100 / np.asarray(sex_ratio, float)
    return np.asarray(first, float) / np.asarray(second, float) / cohort


def ordered_groups(value, population) -> tuple[float, float]:
    """Absolute and relative concentration index of groups in their natural order (such as school stages).

    References
    ----------
    WHO (2024). Health inequality monitoring: methods of HEAT; tested against healthequal.

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


def unordered_groups(value, population) -> tuple[float, float]:
    """Weighted mean distance of groups (such as townships) from the whole, and Theil's index × 1000.

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


def kitagawa(now: pd.DataFrame, base: pd.DataFrame) -> tuple[float, float]:
    """Change of an average from its groups' rates, and from the groups' changing shares.

    Parameters
    ----------
    now, base : pandas.DataFrame
        `rate` and `share` by group; the shares of each add up to 1.

    Returns
    -------
    tuple of float
        Rate effect and composition effect; they add up to the change of the average.

    References
    ----------
    Kitagawa, E. M. (1955). JASA 50, 1168-1194. doi:10.1080/01621459.1955.10501299

    Examples
    --------
    >>> base = pd.DataFrame({"rate": [10.0, 20.0], "share": [0.4, 0.6]})
    >>> now = pd.DataFrame({"rate": [10.0, 20.0], "share": [0.6, 0.4]})
    >>> kitagawa(now, base)
    (0.0, -2.0)
    """
    rates, shares = now["rate"] - base["rate"], now["share"] - base["share"]
    rate_effect = float((rates * (now["share"] + base["share"]) / 2).sum())
    composition = float((shares * (now["rate"] + base["rate"]) / 2).sum())
    return round(rate_effect, 10), round(composition, 10)


def _distance(ratio: pd.Series) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(np.log(ratio.to_numpy(float)))
