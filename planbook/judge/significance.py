"""Whether a change is more than chance, and whether it is large enough to matter: the only place of both rules."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis import rates
from analysis.arrays import Flags
from planbook.catalogue import Settings

CHANGE_LEVEL = 0.95  # a change is claimed every year, so more is asked of it than of a level
METHODS = tuple(rates.METHODS)  # statistics whose changes have a chance that counts tell


def by_chance(statistic: str, now: ArrayLike, before: ArrayLike) -> Flags:
    """Whether changes between two years' counts may be chance, as `rates.within_chance` at the level of changes."""
    return rates.within_chance(statistic, now, before, level=CHANGE_LEVEL)


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
