"""Scales on which series are projected: logit near the top of a share, log of what is positive and calm, root, raw."""

import numpy as np

UPPER_PART = 0.6  # shares whose median lies above this part of their range are projected on the logit scale
ERRATIC = 0.6  # a positive series that moves by more than this on the log scale in a mean year: root
NEAR_NOTHING = 0.02  # or whose least figure is below this part of its median
EDGE = 0.005  # part of the range added at both ends, so that 0 and 100 % have a logit
NAMES = ("logit", "log", "root", "raw")


def choose(values: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """`logit`, `log`, `root` or `raw` of each series.

    Parameters
    ----------
    values : numpy.ndarray, shape (series, years)
        Figures, newest last, NaN where there is none.
    lower, upper : numpy.ndarray, shape (series,)
        Bounds; NaN where there is none.

    Notes
    -----
    On the log scale the limits of an erratic series run away: where figures jump or fall to zero the square root
    takes its place, as for counts. Series with negative figures stay as they are.
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


def onto(values: np.ndarray, scale: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Values on their series' scale; rows are series."""
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = ((values - lower) / (upper - lower) + EDGE) / (1 + 2 * EDGE)
        scaled = [np.log(share / (1 - share)), np.log(values), np.sqrt(np.maximum(values, 0))]
    return np.select([scale == name for name in NAMES[:3]], scaled, values)


def back(values: np.ndarray, scale: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Figures from values on the scale, within their bounds."""
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        share = (1 + 2 * EDGE) / (1 + np.exp(-np.clip(values, -40, 40))) - EDGE
        share = lower + (upper - lower) * share
        figures = [share, np.exp(np.clip(values, -60, 60)), np.maximum(values, 0) ** 2]
        found = np.select([scale == name for name in NAMES[:3]], figures, values)
    low, high = np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)
    return np.clip(found, low, high)


def _changes(scaled: np.ndarray) -> np.ndarray:
    """Changes between each year's figure and the next year's; NaN across gaps."""
    return np.diff(scaled, axis=1)
