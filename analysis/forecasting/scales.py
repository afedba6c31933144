"""Transformations for projecting: logit for shares near their upper bound, log or square root for positive figures."""

import numpy as np

from analysis.arrays import Numbers, Words

UPPER_PART = 0.6  # shares whose median lies above this part of their range are projected on the logit scale
ERRATIC = 0.6  # a positive series that moves by more than this on the log scale in a mean year: root
NEAR_NOTHING = 0.02  # or whose least figure is below this part of its median
EDGE = 0.005  # part of the range added at both ends, so that 0 and 100 % have a logit
NAMES = ("logit", "log", "root", "raw")


def choose(values: Numbers, lower: Numbers, upper: Numbers) -> Words:
    """The transformation that suits each series: `logit`, `log`, `root` or `raw` (none).

    Parameters
    ----------
    values : numpy.ndarray, shape (series, years)
        Figures, newest last, NaN where there is none; one at least in each row.
    lower, upper : numpy.ndarray, shape (series,)
        Bounds of possible figures; NaN where there is none.

    Returns
    -------
    numpy.ndarray of str, shape (series,)
        One of `NAMES` for each series.

    Notes
    -----
    Shares whose median lies in the upper part of their range take the logit, positive series the logarithm. On the
    log scale the limits of an erratic series run away: where figures jump or fall to zero the square root takes its
    place, as for counts. Series with negative figures stay as they are.

    Examples
    --------
    >>> values = np.array([[90.0, 92, 95], [12, 11, 10], [0, 3, 1], [-1, 0, 2]])
    >>> bounds = np.array([0, 0, 0, np.nan]), np.array([100, np.nan, np.nan, np.nan])
    >>> choose(values, *bounds).tolist()
    ['logit', 'log', 'root', 'raw']
    """
    least, middle, _most = np.nanmin(values, axis=1), np.nanmedian(values, axis=1), np.nanmax(values, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = (middle - lower) / (upper - lower)
        steps = np.abs(_changes(np.log(np.where(values > 0, values, np.nan))))
        calm = np.nansum(steps, axis=1) / np.maximum((~np.isnan(steps)).sum(axis=1), 1) < ERRATIC
        calm &= least > NEAR_NOTHING * middle
    positive = (least > 0) & ~(lower < 0)
    choices = [part > UPPER_PART, positive & calm, (least >= 0) & ~(lower < 0)]
    return np.select(choices, NAMES[:3], "raw")


def transformed(values: Numbers, scale: Words, lower: Numbers, upper: Numbers) -> Numbers:
    """Figures after their series' transformation.

    Parameters
    ----------
    values : numpy.ndarray, shape (series, years)
        Figures, NaN where there is none.
    scale : numpy.ndarray of str, shape (series,)
        From `choose`.
    lower, upper : numpy.ndarray, shape (series,)
        Bounds of possible figures; NaN where there is none.

    Returns
    -------
    numpy.ndarray, shape (series, years)
        NaN stays.

    Notes
    -----
    Before the logit, 0.5 % of the range is added at both ends, so that 0 and 100 % have one.

    Examples
    --------
    >>> none = np.array([np.nan, np.nan])
    >>> transformed(np.array([[1.0, np.e], [4.0, 9.0]]), np.array(["log", "root"]), none, none).tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = ((values - lower) / (upper - lower) + EDGE) / (1 + 2 * EDGE)
        scaled = [np.log(share / (1 - share)), np.log(values), np.sqrt(np.maximum(values, 0))]
    return np.select([scale == name for name in NAMES[:3]], scaled, values)


def inverse(values: Numbers, scale: Words, lower: Numbers, upper: Numbers) -> Numbers:
    """Figures from transformed values, kept within their bounds: the inverse of `transformed`.

    Parameters
    ----------
    values : numpy.ndarray, shape (series, years)
        Values as from `transformed`.
    scale, lower, upper : numpy.ndarray, shape (series,)
        As for `transformed`.

    Returns
    -------
    numpy.ndarray, shape (series, years)
        In the figures' unit.

    Examples
    --------
    >>> bounds = np.array(["logit"]), np.array([0.0]), np.array([100.0])
    >>> inverse(transformed(np.array([[50.0, 90.0]]), *bounds), *bounds).round(6).tolist()
    [[50.0, 90.0]]
    >>> inverse(np.array([[9.0]]), *bounds).tolist()  # beyond the bound
    [[100.0]]
    """
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        share = (1 + 2 * EDGE) / (1 + np.exp(-np.clip(values, -40, 40))) - EDGE
        share = lower + (upper - lower) * share
        figures = [share, np.exp(np.clip(values, -60, 60)), np.maximum(values, 0) ** 2]
        found = np.select([scale == name for name in NAMES[:3]], figures, values)
    low, high = np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)
    result: Numbers = np.clip(found, low, high)
    return result


def _changes(scaled: Numbers) -> Numbers:
    """Changes between each year's figure and the next year's; NaN across gaps."""
    return np.diff(scaled, axis=1)
