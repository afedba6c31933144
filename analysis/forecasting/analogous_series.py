"""Growth that the series of a pool have in common: too little to see in one of them, plain in all together."""

import numpy as np
import pandas as pd

WINDOWS = (3, 10)  # years over which growth is measured
MOST = 1.5  # mean yearly changes a year that one series counts for
STILL = 3.0  # series without growth that each pool is given besides its own
POOL = 10.0  # series of all fellows' growth that are given to those of one scale
NAMES = ("fellows", "pooled")


def common(matrix, floor, fellowship, scale) -> tuple[np.ndarray, np.ndarray]:
    """Yearly growth that each series' fellows have in common, and how plain it is.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (series, years)
        Figures on the scale, NaN where there is none, the newest last.
    floor : numpy.ndarray, shape (series,)
        Mean absolute yearly change of each series.
    fellowship : numpy.ndarray of int, shape (series,)
        Number that fellows share (`Panel.fellowship`); -1 is none.
    scale : numpy.ndarray of str, shape (series,)
        Scale; fellows on the same one are the closest.

    Returns
    -------
    growth : numpy.ndarray, shape (series, len(WINDOWS))
        On each series' own scale; 0 without fellows.
    seen : numpy.ndarray, shape (series, len(NAMES))
        Common growth beside its spread, and the log of the number of fellows.

    Notes
    -----
    The mean of scaled growth, drawn towards none, of the closest drawn towards all fellows': with so many series n of
    growth g, (Σg + POOL·m) / (n + POOL), m = Σg / (n + STILL) over all fellows.

    References
    ----------
    Duncan, G. T., Gorr, W. L., Szczypula, J. (2001). Forecasting analogous time series. In J. S. Armstrong (ed.),
    Principles of Forecasting, 195-213. doi:10.1007/978-0-306-47630-3_10
    """
    growth, seen = np.zeros((len(scale), len(WINDOWS))), np.zeros((len(scale), len(NAMES)))
    number = np.bincount(fellowship + 1, minlength=1)[fellowship + 1]
    there = (fellowship >= 0) & (number > 1)
    if not there.any():
        return growth, seen
    keys = [fellowship[there], scale[there]]
    for place, years in enumerate(WINDOWS):
        own = np.clip(recent_growth(matrix[there], years) / floor[there], -MOST, MOST)
        mean, spread = _drawn(own, keys)
        growth[there, place] = mean * floor[there]
    seen[there] = np.column_stack([np.minimum(np.abs(mean) / spread, 2), np.log(number[there]) / 3])
    return growth, seen


def recent_growth(matrix: np.ndarray, years: int) -> np.ndarray:
    """Mean yearly change over the last years, from the first figure among them; 0 where there is none."""
    recent = matrix[:, -1 - years : -1]
    there = ~np.isnan(recent)
    first = np.argmax(there, axis=1)
    start = np.take_along_axis(recent, first[:, None], axis=1)[:, 0]
    return np.where(there.any(axis=1), (matrix[:, -1] - start) / (recent.shape[1] - first), 0.0)


def _drawn(own: np.ndarray, keys: list) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the closest series' growth, the mean drawn towards the pool's."""
    table = pd.DataFrame({"number": 1.0, "sum": own, "square": own**2})
    wide = table.groupby(keys[0]).transform("sum")
    near = table.groupby(keys).transform("sum")
    mean = wide["sum"] / (wide["number"] + STILL)
    mean = (near["sum"] + POOL * mean) / (near["number"] + POOL)
    variance = near["square"] / near["number"] - (near["sum"] / near["number"]) ** 2
    return mean.to_numpy(), np.sqrt(np.maximum(variance, 0) + 0.01).to_numpy()
