"""The public edition's observations: what would give somebody away is taken out before anything is computed.

Three rules, in this order, on one place's newest observations: an indicator that is not for the public is taken out
whole; a count of 1 to 4 of a group (a sex, town or country, an age, a township) is taken out, and the figure with it;
and so are as many more figures as it takes for sums not to give those back (`secondary`). The city's own totals of public
indicators stay. A place whose figures others have published already is left as it is.
"""

import pandas as pd

from planbook.catalogue import Catalogue
from planbook.contract.places import Place
from planbook.disclosure import primary_suppression, secondary_suppression

__all__ = ["FIGURES", "hidden", "public"]

FIGURES = ["numerator", "denominator", "value"]


def public(rows: pd.DataFrame, known: Catalogue, place: Place) -> pd.DataFrame:
    """The observations as the public may see them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Newest observations of one place (`observations.read`).
    known : Catalogue
        What each indicator's `disclosure` is, and what its counts are of.
    place : Place
        Its townships, which add up to town and country and to the whole.

    Returns
    -------
    pandas.DataFrame
        The same rows; those taken out have no figure, status M and the reason `suppressed`. Department and source cell
        are blank: they lead into the returns.
    """
    if place.reference:
        return rows
    kept = rows.copy()
    out = primary_suppression.not_public(rows, known) | hidden(rows, known, place)
    kept.loc[out, FIGURES] = float("nan")
    kept.loc[out, ["status", "reason"]] = ["M", "suppressed"]
    return kept.assign(department="", source="")


def hidden(rows: pd.DataFrame, known: Catalogue, place: Place) -> pd.Series:
    """Which figures of groups are taken out, for being small or for protecting one that is; shape (n,), bool."""
    public_rows = rows[~primary_suppression.not_public(rows, known) & rows["value"].notna()]
    counts = primary_suppression.counts(public_rows, known)
    small = primary_suppression.small(public_rows, counts, known)
    found = secondary_suppression.complemented(public_rows, counts, small, place)
    return found.reindex(rows.index, fill_value=False)
