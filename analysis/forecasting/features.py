"""Features of a series that no unit changes (roughness, steadiness, length …): what the trained weights depend on."""

import numpy as np

from analysis.arrays import Numbers, Words
from analysis.forecasting import analogous_series, scales

SPAN = 5  # years ahead that features look at, whatever is asked: a figure's projection depends on no other year's
KINDS = ("administrative", "registered", "survey", "modelled")
NAMES = (
    "one",
    "rough",
    "steady",
    "last_jump",
    "autocorrelation",
    "same_sign",
    "length",
    "disagreement",
    "volatile",
    "rough_volatile",
    "recent",
    "ties",
    "gaps",
    "away",
    "fit_theta",
    "fit_damped_trend",
    "fit_dynamic_theta",
    "logit",
    "root",
    "raw",
    *KINDS,
    *analogous_series.NAMES,
)


def mean_change(matrix: Numbers) -> Numbers:
    """Mean absolute change of each series from one figure to the next, per square root of the years between.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.

    Returns
    -------
    numpy.ndarray, shape (series,)
        In the unit of `matrix`; 0 for a series of one figure.

    Examples
    --------
    >>> mean_change(np.array([[1.0, 3.0, 2.0], [0.0, np.nan, np.nan]])).tolist()
    [1.5, 0.0]
    """
    compact, gap = without_gaps(matrix)
    return _mean(np.abs(np.diff(compact, axis=1)) / np.sqrt(gap))


def describe(
    matrix: Numbers,
    size: Numbers,
    scale: Words,
    kind: Words,
    steps: Numbers,
    errors: Numbers,
) -> Numbers:
    """Features of each series by itself: the first columns of `NAMES`, without those of its pool.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.
    size : numpy.ndarray, shape (series,)
        From `mean_change`.
    scale, kind : numpy.ndarray of str, shape (series,)
        Transformation (`scales.NAMES`), and kind of series; other kinds than `KINDS` count as unknown.
    steps : numpy.ndarray, shape (series, horizon, members)
        Steps of the member methods, from `panel.member_steps`.
    errors : numpy.ndarray, shape (series, 3)
        Sums of squared errors one year ahead of the three smoothing methods.

    Returns
    -------
    numpy.ndarray, shape (series, len(NAMES) - len(analogous_series.NAMES))
        Numbers without a unit, about 0 for a middling series; the first column is 1.

    Examples
    --------
    >>> matrix = np.array([[1.0, 2.0, 3.0, 4.0]])
    >>> steps, errors = np.zeros((1, 2, 4)), np.ones((1, 3))
    >>> found = describe(matrix, mean_change(matrix), np.array(["raw"]), np.array(["survey"]), steps, errors)
    >>> dict(zip(NAMES, found[0].tolist()))["survey"]
    1.0
    >>> found.shape[1] == len(NAMES) - len(analogous_series.NAMES)
    True
    """
    compact, gap = without_gaps(matrix)
    change = np.diff(compact, axis=1) / np.sqrt(gap)
    points = (~np.isnan(compact)).sum(axis=1)
    tiny = np.maximum(size, 1e-12)
    mean = _mean(change)
    apart = change - mean[:, None]
    spread = np.sqrt(_mean(apart**2))
    steady = np.abs(mean) / np.maximum(spread / np.sqrt(np.maximum(points - 1, 1)), 1e-9)
    product = _sum(apart[:, 1:] * apart[:, :-1]) / np.maximum(_sum(apart**2), 1e-12)
    last = steps[:, -1, :]
    two = (last[:, 0] + last[:, 1] - last[:, 2] - last[:, 3]) / tiny / steps.shape[1]
    away = np.abs(compact[:, -1] - _mean(compact)) / tiny
    still = np.maximum(_sum(np.diff(compact, axis=1) ** 2), 1e-20)
    fit = np.clip(0.5 * np.log(errors / still[:, None] + 1e-9), -3, 1)
    rough = np.clip(_mean(np.abs(np.diff(change, axis=1))) / tiny, 0, 2.5) - 1.4
    volatile = np.where(scale == "log", np.clip(np.log(tiny), -5, -0.5) + 2.5, 0)
    columns = [
        np.ones(len(matrix)),
        rough,
        np.log1p(np.minimum(steady, 100)) - 1,
        np.minimum(np.abs(change[:, -1]) / tiny, 5) - 1,
        product,
        np.abs(_mean(np.sign(change))) - 0.5,
        np.log(points / 15),
        np.minimum(np.abs(two), 3) - 0.5,
        volatile,
        rough * volatile,
        np.clip(np.log(np.maximum(_mean(np.abs(change[:, -4:])), 1e-12) / tiny), -2, 1.5),
        _mean((change == 0).astype(float), ~np.isnan(change)),
        _mean(gap - 1.0, ~np.isnan(change)).clip(0, 3),
        np.log1p(np.minimum(away, 50)) - 1,
        *fit.T,
        *((scale == name).astype(float) for name in scales.NAMES if name != "log"),
        *((kind == name).astype(float) for name in KINDS),
    ]
    result: Numbers = np.nan_to_num(np.column_stack(columns))
    return result


def without_gaps(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """Figures of each series moved together so that no gap is left, and the years between neighbours.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Figures, NaN where there is none, the newest last.

    Returns
    -------
    compact : numpy.ndarray, shape (series, years)
        The same figures, the newest last, NaN only before the first.
    gap : numpy.ndarray, shape (series, years - 1)
        Years from each figure of `compact` to the next.

    Examples
    --------
    >>> compact, gap = without_gaps(np.array([[5.0, np.nan, 7.0, 8.0]]))
    >>> compact.tolist(), gap[:, 1:].tolist()
    ([[nan, 5.0, 7.0, 8.0]], [[2, 1]])
    """
    order = np.argsort(~np.isnan(matrix), axis=1, kind="stable")
    compact = np.take_along_axis(matrix, order, axis=1)
    return compact, np.maximum(np.diff(order, axis=1), 1)


def _sum(table: Numbers) -> Numbers:
    result: Numbers = np.nansum(table, axis=1)
    return result


def _mean(table: Numbers, there: Numbers | None = None) -> Numbers:
    there = ~np.isnan(table) if there is None else there
    result: Numbers = np.where(there, table, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return result
