"""Figures that changed from one release to a later one."""

import pandas as pd

from planbook.contract.schema import KEY

COLUMNS = [*KEY, "old", "new", "old_release", "release", "department", "note", "old_source", "source"]
SAME = 1e-9


def table(rows: pd.DataFrame, explanations: pd.DataFrame) -> pd.DataFrame:
    """One row for each change of a figure, oldest first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations of every release (`prepare.rows`), cut at the release that is asked for.
    explanations : pandas.DataFrame
        Written explanations; the note of the changing row is shown.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`; a figure that came in after it had been missing is no change.
    """
    ordered = rows[rows["value"].notna()].sort_values([*KEY, "release"], kind="stable")
    before = ordered.groupby(KEY, sort=False)[["value", "release", "source"]].shift()
    changed = ordered.assign(
        old=before["value"], old_release=before["release"], old_source=before["source"], new=ordered["value"]
    )
    apart = (changed["new"] - changed["old"]).abs() > SAME * changed["old"].abs().clip(lower=1)
    changed = changed[changed["old"].notna() & apart]
    notes = dict(zip(explanations["source"], explanations["note"], strict=True))
    table = changed.assign(note=[notes.get(source, "") for source in changed["source"]])
    return table[COLUMNS].sort_values(["release", *KEY], ignore_index=True)
