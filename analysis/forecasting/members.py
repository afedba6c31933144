"""Smoothing methods that the projection combines (its members): Theta, Holt's damped trend, dynamic Theta.

They work on matrices of series (rows) by years (columns), newest last, NaN where there is no figure; the newest column
always holds one. Over years without a figure the level stays and its growth goes on.
"""

import numpy as np

from analysis.arrays import Numbers, Whole

ALPHAS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
HOLT = [
    (a, b, p) for a in (0.2, 0.4, 0.6, 0.8, 0.95) for b in (0.05, 0.15, 0.3, 0.6) for p in (0.8, 0.9, 0.98)
]
DYNAMIC = [(a, part) for a in (0.1, 0.3, 0.5, 0.7, 0.85, 0.99) for part in (0.0, 0.33, 0.67, 1.0)]
MOST_POINTS = 20  # figures that speak for or against a member's parameters


def theta(matrix: Numbers, horizon: int) -> tuple[Numbers, ...]:
    """Level and growth of each series by the Theta method.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.
    horizon : int
        Years ahead.

    Returns
    -------
    level : numpy.ndarray, shape (series,)
        Today's level, in the unit of `matrix`.
    growth : numpy.ndarray, shape (series, horizon)
        Growth from that level to each year ahead.
    squared : numpy.ndarray, shape (series,)
        Sum of squared errors one year ahead.

    Notes
    -----
    Simple exponential smoothing with the weight that fits best, and half the slope of the straight line through all
    figures as drift.

    References
    ----------
    Assimakopoulos, V., Nikolopoulos, K. (2000). International Journal of Forecasting 16, 521-530.
    doi:10.1016/S0169-2070(00)00066-2
    Hyndman, R. J., Billah, B. (2003). International Journal of Forecasting 19, 287-290.
    doi:10.1016/S0169-2070(01)00143-1

    Examples
    --------
    A line with slope 1 is carried on with half its slope:

    >>> level, growth, squared = theta(np.arange(20.0)[None, :], 3)
    >>> np.diff(growth[0]).round(6).tolist()
    [0.5, 0.5]
    """
    level, squared = _smoothed(matrix)
    best = squared.argmin(axis=1)
    rows, alpha = np.arange(len(matrix)), ALPHAS[best][:, None]
    years = matrix.shape[1] - _first_year(matrix)[:, None]
    ahead = np.arange(1, horizon + 1)[None, :]
    steps = ahead - 1 + 1 / alpha - (1 - alpha) ** years / alpha
    return level[rows, best], 0.5 * _slope(matrix)[:, None] * steps, squared.min(axis=1)


def damped_trend(matrix: Numbers, horizon: int) -> tuple[Numbers, ...]:
    """Level and growth of each series by Holt's method with a damped trend.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.
    horizon : int
        Years ahead.

    Returns
    -------
    level, growth, squared : numpy.ndarray
        As from `theta`; `squared` of the parameters that fit best.

    Notes
    -----
    The mean over a grid of smoothing weights and damping factors φ, each weighed by its fit; growth h years ahead is
    b (φ + φ² + … + φʰ).

    References
    ----------
    Gardner, E. S., McKenzie, E. (1985). Management Science 31, 1237-1246. doi:10.1287/mnsc.31.10.1237

    Examples
    --------
    A steady rise slows down from year to year, the less so the better it fits:

    >>> level, growth, squared = damped_trend(np.arange(20.0)[None, :], 3)
    >>> steps = np.diff(growth[0], prepend=0)
    >>> bool((steps > 0).all() and (np.diff(steps) < 0).all())
    True
    """
    alpha, beta, phi = (np.array(part)[None, :] for part in zip(*HOLT, strict=True))
    first, (start, begun) = _first_year(matrix), _beginning(matrix)
    level = np.repeat(start[:, None], len(HOLT), axis=1)
    growth = np.repeat(begun[:, None], len(HOLT), axis=1)
    squared = np.zeros_like(level)
    for year in range(matrix.shape[1]):
        on = (year > first)[:, None]
        growth = np.where(on, phi * growth, growth)
        error = np.where(on, matrix[:, year][:, None] - level - growth, 0.0)
        error = np.where(np.isnan(error), 0.0, error)
        squared += error**2
        level = np.where(on, level + growth + alpha * error, level)
        growth += alpha * beta * error
    weight = _weights(squared, matrix)
    sums = np.cumsum(phi.ravel()[:, None] ** np.arange(1, horizon + 1), axis=1)
    return (weight * level).sum(axis=1), (weight * growth) @ sums, squared.min(axis=1)


def dynamic_theta(matrix: Numbers, horizon: int) -> tuple[Numbers, ...]:
    """Level and growth of each series by the dynamic Theta method.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.
    horizon : int
        Years ahead.

    Returns
    -------
    level, growth, squared : numpy.ndarray
        As from `theta`; `squared` of the parameters that fit best.

    Notes
    -----
    As the Theta method, but the straight line is drawn anew with each year's figure, and the part of its slope that
    is carried on (0 to 1) is weighed by fit.

    References
    ----------
    Fiorucci, J. A. et al. (2016). International Journal of Forecasting 32, 1151-1161.
    doi:10.1016/j.ijforecast.2016.02.005

    Examples
    --------
    A line with slope 1 is carried on with its full slope, since that fits best:

    >>> level, growth, squared = dynamic_theta(np.arange(20.0)[None, :], 3)
    >>> growth[0].round(2).tolist()
    [1.0, 2.0, 3.0]
    """
    alpha, part = (np.array(one)[None, :] for one in zip(*DYNAMIC, strict=True))
    first, (start, _) = _first_year(matrix), _beginning(matrix)
    slopes = _running_slope(matrix)
    level = np.repeat(start[:, None], len(DYNAMIC), axis=1)
    squared = np.zeros_like(level)
    for year in range(1, matrix.shape[1]):
        on = (year > first)[:, None]
        level = np.where(on, level + part * slopes[:, year - 1][:, None], level)
        error = np.where(on, matrix[:, year][:, None] - level, 0.0)
        error = np.where(np.isnan(error), 0.0, error)
        squared += error**2
        level += alpha * error
    weight = _weights(squared, matrix)
    share = (weight * part).sum(axis=1)
    growth = (share * slopes[:, -1])[:, None] * np.arange(1, horizon + 1)
    return (weight * level).sum(axis=1), growth, squared.min(axis=1)


def _first_year(matrix: Numbers) -> Whole:
    """Column of each series' first figure."""
    result: Whole = np.argmax(~np.isnan(matrix), axis=1)
    return result


def _slope(matrix: Numbers) -> Numbers:
    """Slope a year of the straight line through all figures, by least squares."""
    return _running_slope(matrix)[:, -1]


def _running_slope(matrix: Numbers) -> Numbers:
    """Slope of the line through the figures up to each year; 0 while there is one figure."""
    there, years = ~np.isnan(matrix), np.arange(matrix.shape[1])[None, :]
    start = matrix[np.arange(len(matrix)), _first_year(matrix)][:, None]
    high = np.where(there, matrix - start, 0.0)
    n, x, y = there.cumsum(axis=1), (there * years).cumsum(axis=1), high.cumsum(axis=1)
    xx, xy = (there * years**2).cumsum(axis=1), (high * years).cumsum(axis=1)
    spread = n * xx - x * x
    return np.where(spread > 0, (n * xy - x * y) / np.where(spread > 0, spread, 1), 0.0)


def _beginning(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """First figure, and the mean yearly change from it to the figure three years later or the next there is."""
    rows, first = np.arange(len(matrix)), _first_year(matrix)
    later = np.arange(matrix.shape[1])[None, :] >= np.minimum(first + 3, matrix.shape[1] - 1)[:, None]
    then = np.argmax(later & ~np.isnan(matrix), axis=1)
    start = matrix[rows, first]
    return start, (matrix[rows, then] - start) / np.maximum(then - first, 1)


def _weights(squared: Numbers, matrix: Numbers) -> Numbers:
    points = (~np.isnan(matrix)).sum(axis=1)[:, None]
    mean = squared / np.maximum(points - 1, 1)
    least = mean.min(axis=1, keepdims=True)
    tiny = 1e-9 * (np.nanmax(matrix, axis=1) - np.nanmin(matrix, axis=1))[:, None] ** 2 + 1e-30
    weight = np.exp(-0.5 * np.minimum(points, MOST_POINTS) * np.log((mean + tiny) / (least + tiny)))
    result: Numbers = weight / weight.sum(axis=1, keepdims=True)
    return result


def _smoothed(matrix: Numbers) -> tuple[Numbers, Numbers]:
    level = np.full((len(matrix), len(ALPHAS)), np.nan)
    squared = np.zeros_like(level)
    for year in range(matrix.shape[1]):
        value = matrix[:, year][:, None]
        error = np.nan_to_num(value - level)
        squared += error**2
        level = np.where(np.isnan(level), value, level + ALPHAS * error)
    return level, squared
