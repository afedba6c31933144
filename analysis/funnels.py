"""Funnel limits: how far units of different size may lie from one common share by chance alone."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Numbers, Whole, reads


def limits(sizes: ArrayLike, share: float, *, level: float = 0.95) -> pd.DataFrame:
    """Limits within which chance alone leaves the shares of units, by their number of persons.

    Parameters
    ----------
    sizes : array_like of float, shape (n,)
        Persons of each unit; 1 or more.
    share : float
        The share they are compared with, between 0 and 1.
    level : float
        Part of the units that chance leaves within the limits, between 0 and 1.

    Returns
    -------
    pandas.DataFrame, n rows
        `size` in persons, `lower, upper` as shares, in the order of size.

    Raises
    ------
    ValueError
        Where a size is below 1 or the share is not between 0 and 1.

    Notes
    -----
    Binomial quantiles at (1 ± level) / 2, divided by the size.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24,
    1185-1202. doi:10.1002/sim.1970

    Examples
    --------
    Of 100 persons between 84 and 95 may be reached where the share is 90 %, of 10,000 between 8,941 and 9,058:

    >>> limits([100, 10000], 0.9).round(3).values.tolist()
    [[100.0, 0.84, 0.95], [10000.0, 0.894, 0.906]]
    """
    size = np.sort(np.asarray(sizes, float))
    if (size < 1).any() or not 0 <= share <= 1:
        raise ValueError(f"sizes from {size.min()!r}, share {share!r}; expected 1 or more, and 0 to 1")
    ends = {
        name: _quantile(tail, size.round().astype(int), share) / size.round()
        for name, tail in (("lower", (1 - level) / 2), ("upper", (1 + level) / 2))
    }
    return pd.DataFrame({"size": size, **ends})


@reads(table=("name", "denominator", "value"))
def positions(
    table: pd.DataFrame, target: float, *, multiplier: float = 1, level: float = 0.95
) -> pd.DataFrame:
    """Units beside a target, and whether chance alone may have put them where they are.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a unit: `name, denominator` (persons) and `value` in the target's unit.
    target : float
        Share that every unit is to have, in the unit of `value`.
    multiplier : float
        By which a share is multiplied to be in that unit: 100 for per cent.
    level : float
        Part of the units that chance leaves within the limits, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        In the order of size: `label, size, value, lower, upper` (the limits of chance about the target), `failing`
        (below the target) and `position`: `below`, `within` or `above` the limits. No row for a unit without persons
        or a figure, and none without a target.

    Raises
    ------
    ValueError
        Where the target is no share.

    Examples
    --------
    >>> units = pd.DataFrame({"name": ["x", "y"], "denominator": [10000, 100], "value": [88.0, 88.0]})
    >>> positions(units, 90, multiplier=100)[["label", "failing", "position"]].values.tolist()
    [['y', True, 'within'], ['x', True, 'below']]
    """
    rows = table[table["denominator"].ge(1) & table["value"].notna() & (not np.isnan(target))]
    rows = rows.sort_values("denominator", kind="stable", ignore_index=True)
    around = limits(rows["denominator"], 0.0 if rows.empty else target / multiplier, level=level)
    made = rows[["name", "denominator", "value"]].set_axis(["label", "size", "value"], axis=1)
    made = made.join(around[["lower", "upper"]] * multiplier)
    sides = [made["value"] < made["lower"], made["value"] > made["upper"]]
    position = np.select(sides, ["below", "above"], "within")
    return made.assign(failing=made["value"] < target, position=position)


def _quantile(tail: float, size: Whole, share: float) -> Numbers:
    """The least number of persons whose binomial distribution function reaches `tail`.

    As `scipy.stats.binom.ppf`, whose import takes a page longer than all else on it.
    """
    above = np.nan_to_num(np.ceil(special.bdtrik(tail, size, share)))  # NaN where a share is next to nothing
    below = np.maximum(above - 1, 0)
    return np.asarray(np.where(special.bdtr(below, size, share) >= tail, below, above), float)
