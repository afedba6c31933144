"""Rates and proportions of the parts of a total: the total's distribution and the parts' shares of its events.

Town and country, or the sexes, are foretold from one distribution of their total, so that what is expected of them adds
up, and each has limits as wide as its own few events ask for.
"""

import numpy as np
import pandas as pd

from analysis.arrays import Flags, Numbers
from analysis.forecasting import counts, local_level

NEARLY = 0.01  # by which the exposures of the parts may miss that of their total
LEAST = 0.001  # share of the exposure that a part has
MOST = 0.999  # a proportion that parts can reach


def posterior(known: pd.DataFrame, asked: pd.DataFrame) -> tuple[pd.DataFrame, Numbers]:
    """Distributions of the true rates, and the exposures, of series and years; those of parts by way of their total.

    Parameters
    ----------
    known : pandas.DataFrame
        `series, kind, year, numerator, denominator`, as for `counts.posterior`; optional `parts_of`: the series that a
        series is a part of, empty or NaN where it is none.
    asked : pandas.DataFrame
        `series, year`, in any order, a series more than once.

    Returns
    -------
    distribution : pandas.DataFrame
        `kind, a, b, dispersion` as from `counts.posterior`, one row for each of `asked`, in its order.
    exposure : numpy.ndarray, shape (len(asked),)
        Births or persons that are assumed.

    Raises
    ------
    ValueError
        As `counts.posterior`.

    Notes
    -----
    The rate of part k is that of the total times s / w: s its share of the total's events (of the rarer outcome, for
    proportions), w its share of the exposure in the newest year. s has a beta distribution from the same local level
    model, with one event in all as its prior, shared as the exposure is; relative variances add up. Parts whose
    exposures do not add up to their total's (within 1 %) stand alone.

    Examples
    --------
    One death in five years, in town: what is expected of town and country is what is expected of all.

    >>> year = range(2020, 2025)
    >>> town = pd.DataFrame({"series": "town", "year": year, "numerator": [0, 1, 0, 0, 0], "denominator": 400})
    >>> land = town.assign(series="country", numerator=0, denominator=600)
    >>> whole = town.assign(series="all", denominator=1000)
    >>> parts = pd.concat([town, land]).assign(parts_of="all")
    >>> known = pd.concat([whole, parts]).assign(kind="rate")
    >>> asked = pd.DataFrame({"series": ["all", "town", "country"], "year": 2025})
    >>> rate, exposure = posterior(known, asked)
    >>> whole, *parts = (rate["a"] / rate["b"] * exposure).round(6)
    >>> whole == round(sum(parts), 6)
    True
    """
    each = asked.reset_index(drop=True)
    true, exposure = _alone(known, each)
    parents = _parents(known)
    part = each["series"].isin(parents.index).to_numpy()
    if part.any():
        rows = each[part]
        whole, total = posterior(known, rows.assign(series=rows["series"].map(parents)))
        found, weight = _of_parts(known, parents, rows, whole)
        columns = ["a", "b", "dispersion"]
        true.loc[part, columns] = found[columns].to_numpy()
        exposure[part] = total * weight
    return true, exposure


def expected(distribution: pd.DataFrame) -> Numbers:
    """Mean of the true rate or proportion, row by row.

    Parameters
    ----------
    distribution : pandas.DataFrame, n rows
        `kind, a, b`, as from `posterior`.

    Returns
    -------
    numpy.ndarray, shape (n,)

    Examples
    --------
    >>> expected(pd.DataFrame({"kind": ["rate", "proportion"], "a": [2.0, 1.0], "b": [8.0, 3.0]})).tolist()
    [0.25, 0.25]
    """
    a, b = (distribution[name].to_numpy(float) for name in ("a", "b"))
    return np.asarray(a / np.where(distribution["kind"].eq("rate"), b, a + b))


def _alone(known: pd.DataFrame, asked: pd.DataFrame) -> tuple[pd.DataFrame, Numbers]:
    own = known[known["series"].isin(asked["series"])]
    year = pd.Series(asked["year"].to_numpy(), index=asked["series"].to_numpy())
    true = counts.posterior(own, year)[["kind", "a", "b", "dispersion"]]
    return true.reset_index(drop=True), counts.exposure_ahead(own, year).to_numpy(copy=True)


def _parents(known: pd.DataFrame) -> pd.Series:
    """By series that is a part: its total, where that is known and the parts' exposures add up to its."""
    if "parts_of" not in known:
        return pd.Series(dtype=object)
    newest = known.sort_values("year").drop_duplicates("series", keep="last").set_index("series")
    of = newest["parts_of"]
    of = of[of.isin(newest.index)]
    sums = newest["denominator"][of.index].groupby(of).sum()
    off = (sums / newest["denominator"][sums.index] - 1).abs()
    alike = newest["year"][of.index].eq(of.map(newest["year"]))
    late = alike.groupby(of).all()
    return of[of.isin(off.index[(off <= NEARLY) & late[off.index]])]


def _of_parts(
    known: pd.DataFrame, parents: pd.Series, asked: pd.DataFrame, whole: pd.DataFrame
) -> tuple[pd.DataFrame, Numbers]:
    """Distributions of parts, and their shares of the exposure; `asked` and `whole` row by row."""
    weight, other, shares = _shares(known, parents, asked)
    a, b, part = (shares[name].to_numpy(float) for name in ("a", "b", "part"))
    spread = (1 - part) ** 2 * (1 / a + 1 / b)
    flipped = whole.assign(a=whole["b"].where(other, whole["a"]), b=whole["a"].where(other, whole["b"]))
    mean = expected(flipped) * part / weight
    up, down = (flipped[name].to_numpy(float) for name in ("a", "b"))
    rate = whole["kind"].eq("rate").to_numpy()
    relative = spread + np.where(rate, 1 / up, down / up / (up + down + 1))
    mean = np.where(rate, mean, np.minimum(mean, MOST))
    size = np.maximum((1 - mean) / np.maximum(mean * relative, 1e-300) - 1, 1e-3)
    given = np.where(rate, 1 / relative, mean * size), np.where(rate, 1 / relative / mean, (1 - mean) * size)
    found = pd.DataFrame({"a": np.where(other, given[1], given[0]), "b": np.where(other, given[0], given[1])})
    return found.assign(dispersion=1 + (whole["dispersion"].to_numpy() - 1) * part), weight


def _shares(
    known: pd.DataFrame, parents: pd.Series, asked: pd.DataFrame
) -> tuple[Numbers, Flags, pd.DataFrame]:
    """Of each row asked for: its share of the exposure, whether the rarer outcome is not to be a case, and its share of it."""
    rows = known[known["series"].isin(parents.index)].assign(of=lambda table: table["series"].map(parents))
    sums = known.groupby("series")[["numerator", "denominator"]].sum()
    often = known.groupby("series")["kind"].first().eq("proportion")
    often &= sums["numerator"] > sums["denominator"] / 2
    rarer = rows["numerator"].where(
        ~rows["of"].map(often).astype(bool), rows["denominator"] - rows["numerator"]
    )
    rows = rows.assign(numerator=rarer, kind="proportion")
    siblings = [rows["of"], rows["year"]]
    complete = rows.groupby(siblings)["series"].transform("size").eq(rows["of"].map(parents.value_counts()))
    weight = rows["denominator"] / rows.groupby(siblings)["denominator"].transform("sum")
    newest = rows.assign(weight=weight).sort_values("year").drop_duplicates("series", keep="last")
    newest = newest.set_index("series")
    own = newest["weight"].clip(LEAST, 1 - LEAST)[asked["series"]].to_numpy()
    rows = rows.assign(denominator=rows.groupby(siblings)["numerator"].transform("sum"))[complete]
    fitted = _adding_up(rows, parents, asked, newest["weight"].clip(LEAST, 1 - LEAST))
    return own, asked["series"].map(parents).map(often).to_numpy(bool), fitted


def _adding_up(
    rows: pd.DataFrame, parents: pd.Series, asked: pd.DataFrame, begins: pd.Series
) -> pd.DataFrame:
    """Distributions of the shares asked for, with `part`: their means so that those of all parts add up to 1."""
    of = parents.rename_axis("series").rename("of").reset_index()
    whole = asked[["series", "year"]].assign(of=asked["series"].map(parents))
    each = whole[["of", "year"]].drop_duplicates().merge(of, on="of")  # the parts that nobody asked for too
    year = pd.Series(each["year"].to_numpy(), index=each["series"].to_numpy())
    found = local_level.fitted(rows[rows["series"].isin(each["series"])], year, begins=begins)
    each[["a", "b"]] = found[["a", "b"]].to_numpy()
    mean = each["a"] / (each["a"] + each["b"])
    each["part"] = mean / mean.groupby([each["of"], each["year"]]).transform("sum")
    wanted = pd.MultiIndex.from_frame(asked[["series", "year"]])
    return each.set_index(["series", "year"]).loc[wanted, ["a", "b", "part"]]
