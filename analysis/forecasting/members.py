"""Members of the projection on matrices of series (rows) by years (columns, newest last, NaN before the first)."""

import numpy as np

ALPHAS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])
GRID = [
    (a, b, p) for a in (0.2, 0.4, 0.6, 0.8, 0.95) for b in (0.05, 0.15, 0.3, 0.6) for p in (0.8, 0.9, 0.98)
]


def theta(matrix: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Level by simple exponential smoothing, and half the straight line's growth from it, as in the Theta method.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Values on the forecasting scale.
    horizon : int
        Years ahead.

    Returns
    -------
    tuple of numpy.ndarray
        Level, shape (series,), and growth from the level, shape (series, horizon).

    References
    ----------
    Hyndman, R. J., Billah, B. (2003). International Journal of Forecasting 19, 287-290.
    """
    level, squared = _smoothed(matrix)
    best = squared.argmin(axis=1)
    rows, alpha = np.arange(len(matrix)), ALPHAS[best][:, None]
    points = (~np.isnan(matrix)).sum(axis=1)[:, None]
    ahead = np.arange(1, horizon + 1)[None, :]
    steps = ahead - 1 + 1 / alpha - (1 - alpha) ** points / alpha
    return level[rows, best], 0.5 * _line(matrix)[:, None] * steps


def damped(matrix: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Level and growth of Holt's damped trend, averaged over a grid of its parameters by their fit.

    Parameters and returns as for `theta`.

    References
    ----------
    Gardner, E. S., McKenzie, E. (1985). Management Science 31, 1237-1246. doi:10.1287/mnsc.31.10.1237
    """
    alpha, beta, phi = (np.array(part)[None, :] for part in zip(*GRID, strict=True))
    first, points = np.argmax(~np.isnan(matrix), axis=1), (~np.isnan(matrix)).sum(axis=1)
    rows, early = np.arange(len(matrix)), np.minimum(3, points - 1)
    start = matrix[rows, first]
    begun = (matrix[rows, np.minimum(first + early, matrix.shape[1] - 1)] - start) / np.maximum(early, 1)
    level = np.repeat(start[:, None], len(GRID), axis=1)
    growth = np.repeat(begun[:, None], len(GRID), axis=1)
    squared = np.zeros_like(level)
    for year in range(matrix.shape[1]):
        on = (year > first)[:, None]
        error = np.where(on, matrix[:, year][:, None] - level - phi * growth, 0.0)
        squared += error**2
        level = np.where(on, level + phi * growth + alpha * error, level)
        growth = np.where(on, phi * growth + alpha * beta * error, growth)
    weight = _fit_weights(squared / np.maximum(points - 1, 1)[:, None], points)
    sums = np.cumsum(phi.ravel()[:, None] ** np.arange(1, horizon + 1), axis=1)
    return (weight * level).sum(axis=1), (weight * growth) @ sums


def _fit_weights(mean_square: np.ndarray, points: np.ndarray) -> np.ndarray:
    least = mean_square.min(axis=1, keepdims=True)
    likeness = -0.5 * np.minimum(points, 20)[:, None] * np.log((mean_square + 1e-12) / (least + 1e-12))
    weight = np.exp(likeness)
    return weight / weight.sum(axis=1, keepdims=True)


def _smoothed(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    level = np.full((len(matrix), len(ALPHAS)), np.nan)
    squared = np.zeros_like(level)
    for year in range(matrix.shape[1]):
        value = matrix[:, year][:, None]
        error = value - level
        known = ~np.isnan(error)
        squared += np.where(known, error**2, 0.0)
        level = np.where(
            known, level + ALPHAS * np.where(known, error, 0.0), np.where(np.isnan(value), level, value)
        )
    return level, squared


def _line(matrix: np.ndarray) -> np.ndarray:
    there = ~np.isnan(matrix)
    year = np.where(there, np.arange(matrix.shape[1])[None, :], np.nan)
    apart = year - np.nanmean(year, axis=1, keepdims=True)
    high = matrix - np.nanmean(matrix, axis=1, keepdims=True)
    return np.nansum(apart * high, axis=1) / np.maximum(np.nansum(apart**2, axis=1), 1e-12)
