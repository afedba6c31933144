"""Whether a change is more than chance, and whether it is large enough to matter: the only place of both rules."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis import rates
from analysis.arrays import Flags
from planbook.catalogue import Settings

CHANGE_LEVEL = 0.95  # a change is claimed every year, so more is asked of it than of a level
METHODS = {"rate": rates.rate, "proportion": rates.proportion}


def by_chance(statistic: str, now: ArrayLike, before: ArrayLike) -> Flags:
    """Whether changes between two years' counts may be chance: the interval of their difference covers 0.

    Parameters
    ----------
    statistic : str
        `rate` or `proportion`; nothing else has a chance.
    now, before : array_like of float, shape (n, 2)
        Numerators and denominators.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        False where counts are missing: what has none is not told to be chance.

    Examples
    --------
    >>> by_chance("rate", [[25, 5000], [5, 10000]], [[100, 5000], [6, 10000]]).tolist()
    [False, True]
    """
    pairs = np.stack([np.asarray(one, float).reshape(-1, 2) for one in (now, before)])
    known = ~np.isnan(pairs).any(axis=(0, 2)) & (pairs[:, :, 1] > 0).all(axis=0)
    covers = np.zeros(pairs.shape[1], bool)
    if statistic in METHODS and known.any():
        sides = [METHODS[statistic](*one[known].T, level=CHANGE_LEVEL) for one in pairs]
        apart = rates.difference(*sides)
        covers[known] = (apart["lower"] <= 0) & (apart["upper"] >= 0)
    return covers


def material(change: ArrayLike, before: ArrayLike, unit: pd.Series, settings: Settings) -> Flags:
    """Whether changes are large enough to act on: points of a share, a part of what was before of anything else.

    Parameters
    ----------
    change, before : array_like of float, shape (n,)
        In the figures' unit; the sign does not matter. From 0 every change is material.
    unit : pandas.Series of str, shape (n,)
        Units of the figures.
    settings : Settings
        `material_points, material_part`.
    """
    moved, base = np.abs(np.asarray(change, float)), np.abs(np.asarray(before, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(base > 0, moved / base, np.where(moved > 0, np.inf, 0))
    points = moved >= settings.material_points
    return np.asarray(np.where(unit.eq("%"), points, part >= settings.material_part), bool)
