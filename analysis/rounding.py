"""Rounding half up, as printed figures are rounded (四舍五入)."""

from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import Numbers

_EXACT = Context(prec=400)  # digits enough for the largest float with any sensible number of decimals


def half_up(value: ArrayLike, decimals: int) -> float | Numbers:
    """Figures rounded half up to a number of decimals, as an office rounds what it prints.

    Parameters
    ----------
    value : float or array_like of float
        Figures in any unit; NaN where there is none.
    decimals : int
        Decimals kept; negative for tens, hundreds and so on.

    Returns
    -------
    float or numpy.ndarray
        In the shape and unit of `value`; NaN stays, and there is no negative zero.

    Raises
    ------
    ValueError
        Where a figure is infinite.

    Notes
    -----
    A half is rounded away from zero, so that -91.25 and 91.25 round alike. What counts is the shortest decimal
    number that stands for the float (its `repr`), not its binary value, which may lie a hair below the half:
    Python's `round` makes 0.28 of 0.285, and 2 of 2.5.

    Examples
    --------
    >>> half_up(91.25, 1)
    91.3
    >>> half_up([2.5, -2.5, 0.285, float("nan")], 0).tolist()
    [3.0, -3.0, 0.0, nan]
    >>> half_up(0.285, 2), half_up(56.135, 2)
    (0.29, 56.14)
    """
    if isinstance(value, int | float):
        return _rounded(float(value), decimals)
    figures = np.asarray(value, float)
    rounded = np.array([_rounded(one, decimals) for one in figures.ravel().tolist()], float)
    return rounded.reshape(figures.shape)[()]


def text(value: float, decimals: int) -> str:
    """Figure as it is printed: rounded half up, with separators of thousands.

    Parameters
    ----------
    value : float
        A figure in any unit; NaN where there is none.
    decimals : int
        Decimals printed, 0 or more.

    Returns
    -------
    str
        Such as `1,234.5`; empty for NaN.

    Raises
    ------
    ValueError
        Where the figure is infinite.

    Examples
    --------
    >>> text(91.25, 1), text(1234567.5, 0), text(-0.04, 1)
    ('91.3', '1,234,568', '0.0')
    """
    return "" if value != value else f"{half_up(float(value), decimals):,.{decimals}f}"


def _rounded(value: float, decimals: int) -> float:
    if value != value:
        return value
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"a figure of {value!r} cannot be rounded; expected finite figures or NaN")
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return float(exact) + 0.0  # minus zero becomes zero
