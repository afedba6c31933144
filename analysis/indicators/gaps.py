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
    relative = np.round(_distance(now["ratio"]) - _distance(base["ratio"]), 10)
    unknown = np.isnan(absolute) | np.isnan(relative)
    cases = [
        unknown,
        (absolute == 0) & (relative == 0),
        (absolute < 0) & (relative < 0),
        (absolute > 0) & (relative > 0),
    ]
    return np.select(cases, ["not_assessable", "no_change", "narrowed", "widened"], "mixed")


def _distance(ratio: pd.Series) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(np.log(ratio.to_numpy(float)))
