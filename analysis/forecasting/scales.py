"""Scales on which series are projected: logit near the upper limit of a share, log where all is positive, else raw."""

import numpy as np

UPPER_PART = 0.6  # shares whose median lies above this part of their range are projected on the logit scale
ERRATIC = 0.6  # a positive series that moves by more than this on the log scale in a mean year stays raw
EDGE = 1e-4


def choose(values: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """`logit`, `log` or `raw` of each series.

    Parameters
    ----------
    values : numpy.ndarray, shape (series, years)
        Figures, newest last, NaN where there is none.
    lower, upper : numpy.ndarray, shape (series,)
        Bounds; NaN where there is none.

    Notes
    -----
    On the log scale the limits of an erratic series run away; it is projected as it is, within its bounds.
    """
    least, middle, most = np.nanmin(values, axis=1), np.nanmedian(values, axis=1), np.nanmax(values, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        high = (middle - lower) / (upper - lower) > UPPER_PART
        inside = (least > lower) & (most < upper)
        steps = np.abs(np.diff(np.log(np.where(values > 0, values, np.nan)), axis=1))
        calm = np.nansum(steps, axis=1) / (~np.isnan(steps)).sum(axis=1) < ERRATIC
    return np.select([high & inside, (least > 0) & calm & ~(lower < 0)], ["logit", "log"], "raw")


def onto(values: np.ndarray, scale: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Values on their series' scale; rows are series."""
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip((values - lower) / (upper - lower), EDGE, 1 - EDGE)
        return np.select(
            [scale == "logit", scale == "log"], [np.log(share / (1 - share)), np.log(values)], values
        )


def back(values: np.ndarray, scale: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Figures from values on the scale, within their bounds."""
    scale, lower, upper = scale[:, None], lower[:, None], upper[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        share = lower + (upper - lower) / (1 + np.exp(-np.clip(values, -40, 40)))
        found = np.select(
            [scale == "logit", scale == "log"], [share, np.exp(np.clip(values, -60, 60))], values
        )
    low, high = np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)
    return np.clip(found, low, high)
