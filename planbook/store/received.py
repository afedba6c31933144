"""What was received of a place, as tables; read from what is kept, or from the raw files where that is out of date.

Nothing is written: whoever reads leaves everything as it was.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from planbook.contract.schema import newest
from planbook.core import cell_references, digests, paths, reads
from planbook.store import processed


def observations(place: str, *, as_of: str | None = None) -> pd.DataFrame:
    """Observations of a place as they stood at a release: one row per indicator, year and breakdown.

    Parameters
    ----------
    place : str
        Id of the place, a folder of `data/raw`.
    as_of : str, optional
        Name of the last release that counts; all count without it.

    Returns
    -------
    pandas.DataFrame
        `schema.COLUMNS`, one row per key, `value` in the catalogue's unit.

    Raises
    ------
    UsageError
        When there is no such place, or `as_of` is not written as a release is named.
    """
    return newest(rows(place), as_of)


def has_figures(place: str, year: int) -> bool:
    """Whether a place has any figure of a year."""
    table = rows(place)
    return bool((table["year"].eq(year) & table["value"].notna()).any())


def rows(place: str) -> pd.DataFrame:
    """All observations of a place, of every release."""
    return _table(place, "rows")


def release_table(place: str, names: Iterable[str] | None = None) -> pd.DataFrame:
    """A place's releases, or those of some names: title, publisher, date."""
    if names is None:
        return _table(place, "releases")
    wanted = sorted(set(names))
    for name in wanted:
        reads.note("received", place, "releases", "release", name)
    table = _read(place, "releases")
    return table[table["release"].isin(wanted)]


def releases_counted(place: str, as_of: str = "") -> list[str]:
    """Names of a place's releases, none later than `as_of`."""
    return [name for name in _table(place, "releases")["release"] if not as_of or name <= as_of]


def files(place: str) -> pd.DataFrame:
    """Files as received: release, checksum, department, and how many cells were taken, not taken, left blank."""
    return _table(place, "files")


def statements(place: str) -> pd.DataFrame:
    """Self-reports and the evaluation group's findings, one row per filled cell and release."""
    return _table(place, "statements")


def explanations(place: str) -> pd.DataFrame:
    """Written explanations (情况说明) of figures, by figure and release."""
    return _table(place, "explanations")


def not_taken(place: str) -> pd.DataFrame:
    """What was found in raw files: level (`must` was not taken), where, found, expected, remedy."""
    return _table(place, "faults")


def concerning(place: str, year: int, as_of: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Files that concern a year, and what was found in them.

    Those received in the year after it, those with a figure of it, and those of which nothing could be read: nobody
    knows what year they are of, so they stand with every year until they are taken or gone.

    Parameters
    ----------
    place, year
        As for `has_figures`.
    as_of : str
        Name of the last release that counts; all count where it is empty.

    Returns
    -------
    files, faults : pandas.DataFrame
        Rows of `files` and of `not_taken`.
    """
    received, found, told = files(place), not_taken(place), rows(place)
    names = received["release"] + "/" + received["file"]
    of_year = set(told.loc[told["year"].eq(year), "source"].map(cell_references.received))
    known = {
        *map(cell_references.received, told["source"].unique()),
        *statements(place)["source"].map(cell_references.received),
    }
    where = found["where"].str.removeprefix(f"{place}/")
    where = where.map(lambda one: next((name for name in names if one.startswith(name)), one))
    refused = set(where[found["level"].eq("must")]) - known

    def concern(files: pd.Series) -> pd.Series:
        release = files.map(lambda one: one.partition("/")[0]).astype(str)
        own = release.str[:4].eq(str(year + 1)) | files.isin(of_year | refused)
        return own & (release <= as_of) if as_of else own

    return received[concern(names)], found[concern(where)]


def report(place: str) -> Path:
    """File of everything that was not taken, is to be explained, or is to be known."""
    return paths.processed(place) / processed.FILES["faults"]


def _table(place: str, name: str) -> pd.DataFrame:
    reads.note("received", place, name, "", "")
    return _read(place, name)


def _read(place: str, name: str) -> pd.DataFrame:
    if processed.in_force(paths.check_place(place)):
        return processed.table(place, name)
    return _built(place, digests.prepared_key(place))[name].copy()


@lru_cache(maxsize=2)
def _built(place: str, key: str) -> dict[str, pd.DataFrame]:
    """Tables made from the raw files, for one sitting; `key` changes with the files and the code."""
    from planbook.store import building  # what is kept needs no readers of workbooks

    return processed.tables(building.build(place))
