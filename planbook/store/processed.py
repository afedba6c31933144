"""Files of `data/processed` that hold what was taken of a place's releases, with the key of what they were made from."""

import hashlib
import io
import json
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from planbook.core import digests, part_digests, paths
from planbook.core.errors import Fault

FAULT_COLUMNS = ["level", "where", "found", "expected", "remedy"]
NOTE = "prepared.json"
FIRST_YEAR, LAST_YEAR = 2005, 2036  # that may be asked for


@dataclass(frozen=True)
class Prepared:
    """What was taken of a place's releases, and what was not.

    Attributes
    ----------
    rows : pandas.DataFrame
        Observations of every release (`schema.COLUMNS`).
    releases, files : pandas.DataFrame
        Releases with their titles; files with checksum, department and what became of their cells.
    faults : tuple of Fault
        What was found on the way, cell by cell.
    statements, explanations : pandas.DataFrame
        What was told in words: of objectives and measures, and of single figures.
    """

    rows: pd.DataFrame
    releases: pd.DataFrame
    files: pd.DataFrame
    faults: tuple[Fault, ...]
    statements: pd.DataFrame
    explanations: pd.DataFrame

    @property
    def told(self) -> pd.DataFrame:
        """The faults as a table, those that must be corrected first."""
        told = [(getattr(f, "level", "must"), f.where, f.found, f.expected, f.remedy) for f in self.faults]
        table = pd.DataFrame(told, columns=FAULT_COLUMNS, dtype=str)
        order = table["level"].map({"must": 0, "verify": 1, "hint": 2})
        return table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


FILES = {
    "rows": "observations.parquet",
    "releases": "releases.parquet",
    "files": "files.parquet",
    "faults": "not_taken.csv",
    "statements": "statements.parquet",
    "explanations": "explanations.parquet",
}


PARTS = {"releases": ("release",)}  # columns by whose values rows of a table are asked for


def in_force(place: str) -> bool:
    """Whether what is kept was made from today's raw files, catalogue and code, and is as it was left."""
    note = paths.read_note(paths.processed(place) / NOTE)
    return note.get("key") == digests.prepared_key(place) and note.get("files") == _files(place)


def _files(place: str) -> dict[str, str]:
    folder = paths.processed(place)
    return digests.each(map(folder.joinpath, FILES.values()), folder)


def table(place: str, name: str) -> pd.DataFrame:
    """One of the kept tables, by its name in `FILES`."""
    return _as_table(FILES[name], paths.processed(place) / FILES[name])


def tables(prepared: Prepared) -> dict[str, pd.DataFrame]:
    """The tables that would be kept, as they would be read."""
    return {name: _as_table(file, io.BytesIO(_bytes(prepared, name))) for name, file in FILES.items()}


def _as_table(name: str, content: Path | io.BytesIO) -> pd.DataFrame:
    if name.endswith(".csv"):
        return pd.read_csv(content, encoding="utf-8-sig", dtype=str, na_filter=False)
    return pd.read_parquet(content)


def kept_digests(place: str) -> dict[str, dict[str, str]]:
    """Digests of the kept tables and their parts (`part_digests.of`), by table; none where they are not in force."""
    return paths.read_note(paths.processed(place) / NOTE).get("parts", {}) if in_force(place) else {}


def keep(place: str, prepared: Prepared) -> None:
    """Replace what is kept of a place; its lock must be held.

    All of it is written beside before the note that puts it in force: whoever is killed on the way leaves no note,
    and the next run makes everything anew.
    """
    folder = paths.processed(place)
    paths.clear_partials(folder)
    content = {FILES[field.name]: _bytes(prepared, field.name) for field in fields(prepared)}
    (folder / NOTE).unlink(missing_ok=True)
    for name, data in content.items():
        paths.write_atomically(folder / name, data)
    rows = prepared.rows
    years = sorted({int(year) for year in rows.loc[rows["value"].notna(), "year"]})
    note = {"key": digests.prepared_key(place), "files": _files(place), "years": years}
    note["contents"] = _contents(prepared)
    kept = tables(prepared)
    note["parts"] = {name: part_digests.of(kept[name], PARTS.get(name, ())) for name in FILES}
    paths.write_atomically(folder / NOTE, json.dumps(note).encode())


def content(place: str, year: int) -> str:
    """Digest of what is kept of a year and the years before it, wherever it came from; empty where it cannot be told."""
    note = paths.read_note(paths.processed(place) / NOTE)
    return note.get("contents", {}).get(str(year), "")


def _contents(prepared: Prepared) -> dict[str, str]:
    """By year, a digest of its statements, and of all rows and explanations up to it."""
    tables = {name: getattr(prepared, name) for name in ("rows", "explanations", "statements")}
    hashed = {
        name: pd.util.hash_pandas_object(table, index=False).to_numpy() for name, table in tables.items()
    }
    found = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        seen = hashlib.sha256()
        for name, table in tables.items():
            own = table["year"].eq(year) if name == "statements" else table["year"].le(year)
            seen.update(name.encode() + hashed[name][own.to_numpy(bool)].tobytes())
        found[str(year)] = seen.hexdigest()
    return found


def _bytes(prepared: Prepared, name: str) -> bytes:
    if name == "faults":
        return prepared.told.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    return getattr(prepared, name).to_parquet(index=False)
