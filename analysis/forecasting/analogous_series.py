"""Growth common to analogous series (those of one pool): too noisy to see in one of them, clear in all together."""

import numpy as np
import pandas as pd

from analysis.arrays import Numbers, Whole, Words

WINDOWS = (3, 10)  # years over which growth is measured
MOST = 1.5  # mean yearly changes a year that one series counts for
PRIOR_SERIES = 3.0  # weight of no growth in a pool's mean, as a number of series
WHOLE_POOL_SERIES = 10.0  # weight of the whole pool's mean among the series of one transformation
NAMES = ("common_growth", "pool_size")


def common_growth(
    matrix: Numbers, floor: Numbers, pool_number: Whole, scale: Words
) -> tuple[Numbers, Numbers]:
    """Yearly growth that the series of each pool have in common, and how clearly it shows.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Transformed figures, NaN where there is none, the newest last.
    floor : numpy.ndarray, shape (series,)
        Mean absolute yearly change of each series, above 0.
    pool_number : numpy.ndarray of int, shape (series,)
        The same number for the series of one pool (`Panel.pool_number`); -1 for those without.
    scale : numpy.ndarray of str, shape (series,)
        Transformation of each series; within a pool those with the same one are the closest.

    Returns
    -------
    growth : numpy.ndarray, shape (series, len(WINDOWS))
        Growth a year over the last 3 and the last 10 years, in the unit of `matrix`; 0 without a pool.
    seen : numpy.ndarray, shape (series, len(NAMES))
        The features `NAMES`: common growth as a multiple of its spread (at most 2), and a third of the logarithm of
        the number of series in the pool; 0 without a pool.

    Notes
    -----
    Growth g of each series is measured in its own mean yearly changes. The mean of the whole pool,
    m = Σg / (n + 3), is shrunk towards none, that of the n series of one transformation, (Σg + 10 m) / (n + 10),
    towards the whole pool's.

    References
    ----------
    Duncan, G. T., Gorr, W. L., Szczypula, J. (2001). Forecasting analogous time series. In J. S. Armstrong (ed.),
    Principles of Forecasting, 195-213. doi:10.1007/978-0-306-47630-3_10

    Examples
    --------
    Four series of one pool that each rise by 1 a year: m = 4 / 7, and the common growth is (4 + 10 m) / 14.

    >>> matrix = np.tile(np.arange(12.0), (4, 1))
    >>> growth, seen = common_growth(matrix, np.ones(4), np.zeros(4, int), np.full(4, "raw"))
    >>> growth[0].round(4).tolist(), round((4 + 10 * 4 / 7) / 14, 4)
    ([0.6939, 0.6939], 0.6939)
    """
    growth, seen = np.zeros((len(scale), len(WINDOWS))), np.zeros((len(scale), len(NAMES)))
    number = np.bincount(pool_number + 1, minlength=1)[pool_number + 1]
    there = (pool_number >= 0) & (number > 1)
    if not there.any():
        return growth, seen
    keys: list[Whole | Words] = [pool_number[there], scale[there]]
    for place, years in enumerate(WINDOWS):
        own = np.clip(_recent_growth(matrix[there], years) / floor[there], -MOST, MOST)
        mean, spread = _drawn(own, keys)
        growth[there, place] = mean * floor[there]
    seen[there] = np.column_stack([np.minimum(np.abs(mean) / spread, 2), np.log(number[there]) / 3])
    return growth, seen


def _recent_growth(matrix: Numbers, years: int) -> Numbers:
    """Mean yearly change over the last years, from the first figure among them; 0 where there is none."""
    recent = matrix[:, -1 - years : -1]
    there = ~np.isnan(recent)
    first = np.argmax(there, axis=1)
    start = np.take_along_axis(recent, first[:, None], axis=1)[:, 0]
    return np.where(there.any(axis=1), (matrix[:, -1] - start) / (recent.shape[1] - first), 0.0)


def _drawn(own: Numbers, keys: list[Whole | Words]) -> tuple[Numbers, Numbers]:
    """Mean and spread of the closest series' growth, the mean drawn towards the pool's."""
    table = pd.DataFrame({"number": 1.0, "sum": own, "square": own**2})
    wide = table.groupby(keys[0]).transform("sum")
    near = table.groupby(keys).transform("sum")
    mean = wide["sum"] / (wide["number"] + PRIOR_SERIES)
    mean = (near["sum"] + WHOLE_POOL_SERIES * mean) / (near["number"] + WHOLE_POOL_SERIES)
    variance = near["square"] / near["number"] - (near["sum"] / near["number"]) ** 2
    return mean.to_numpy(), np.sqrt(np.maximum(variance.to_numpy(float), 0) + 0.01)
