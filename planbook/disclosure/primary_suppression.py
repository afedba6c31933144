"""Which figures are too small to be shown by themselves."""

from itertools import pairwise

import numpy as np
import pandas as pd

from planbook.catalogue import Catalogue

LEAST = 5  # counts below it, and not zero, are not shown of a group
GROUP = ["sex", "residence", "age", "unit_area"]
PERSONS = (
    "人",
    "例",
    "起",
    "件",
    "户",
    "对",
    "人次",
    "件次",
    "名",
)  # units whose counts are of people or their affairs


def not_public(rows: pd.DataFrame, known: Catalogue) -> pd.Series:
    """Rows of indicators that are not for the public; shape (n,), bool."""
    return rows["indicator"].map(lambda one: known.indicators[one].disclosure != "public").astype(bool)


def counts(rows: pd.DataFrame, known: Catalogue) -> pd.Series:
    """How many people or cases each figure is of: its numerator, itself where it is a count, else value times base.

    NaN where that cannot be told; shape (n,).
    """
    entries = rows["indicator"].map(known.indicators)
    statistic = entries.map(lambda entry: entry.statistic)
    multiplier = entries.map(lambda entry: entry.multiplier).astype(float)
    scaled = rows["value"] * rows["denominator"] / multiplier
    itself = rows["value"].where(statistic.eq("count"))
    rated = statistic.isin(["proportion", "rate"])
    return rows["numerator"].fillna(itself).fillna(scaled.where(rated)).astype(float)


def small(rows: pd.DataFrame, counted: pd.Series, known: Catalogue) -> pd.Series:
    """Figures of groups with a count, or a base, of 1 to 4; shape (n,), bool.

    A registered event's rate of a group whose cases are not told may be any: it is taken for small. Of two counts one of
    which holds the other (deaths under one year, deaths under five) the larger is small where their difference is.
    """
    group = (rows[GROUP] != "_T").any(axis=1)
    entries = rows["indicator"].map(known.indicators)
    of_people = entries.map(lambda entry: entry.statistic != "count" or entry.unit in PERSONS).astype(bool)
    untold = (
        entries.map(lambda entry: entry.statistic == "rate").astype(bool)
        & counted.isna()
        & rows["value"].ne(0)
    )
    few = _few(counted) | _few(rows["denominator"]) | untold
    return group & (of_people & few | _little_more(rows, counted, known))


def _few(counted: pd.Series) -> pd.Series:
    return (counted.round(6) > 0) & (counted.round(6) < LEAST)


def _little_more(rows: pd.DataFrame, counted: pd.Series, known: Catalogue) -> pd.Series:
    """Whether a count is 1 to 4 more than that of the same group that it holds."""
    inner = {b: a for chain in known.settings.ascending for a, b in pairwise(chain)}
    key = ["year", "base", *GROUP]
    held = rows.assign(count=counted).set_index(["indicator", *key])["count"]
    asked = pd.MultiIndex.from_frame(
        rows[key].assign(indicator=rows["indicator"].map(inner))[["indicator", *key]]
    )
    found = pd.Series(held.reindex(asked).to_numpy(float), index=rows.index) if len(held) else np.nan
    return _few(counted - found)
