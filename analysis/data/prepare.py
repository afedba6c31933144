"""From raw files to checked observations, kept in Parquet and rebuilt when anything raw changes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.catalogue import Catalogue
from analysis.catalogue.reader import HOME as CATALOGUE_HOME
from analysis.data import places, releases, schema, tidy
from analysis.data.returns.corrections import EXPLANATIONS, STATEMENTS, corrected_rows
from analysis.errors import Fault, SourceError

KEPT = (
    "observations.parquet",
    "releases.parquet",
    "not_taken.csv",
    "statements.parquet",
    "explanations.parquet",
)
RELEASE_COLUMNS = ["release", "title", "publisher", "published", "department", "url", "note"]
FAULT_COLUMNS = ["level", "where", "found", "expected", "remedy"]


@dataclass(frozen=True)
class Prepared:
    """What was taken of a place's releases, and what was not."""

    rows: pd.DataFrame
    releases: pd.DataFrame
    faults: tuple[Fault, ...]
    statements: pd.DataFrame
    explanations: pd.DataFrame


def prepare(place: str) -> Prepared:
    """Read every release of a place and keep what could be taken in `data/processed`.

    Raises
    ------
    SourceError, CatalogueError, UsageError
        When the place or its plan cannot be read; faults of single files are returned.
    """
    from analysis.data.returns import intake

    known, entry = places.plan_catalogue(place), places.read(place)
    releases.register(place)
    found, faults = releases.read(place)
    files = intake.all_files(found, known, {area.code: area.name for area in entry.townships})
    rows: list[dict] = []
    told: list[dict] = []
    for release in found:
        taken, statements, faulty = _release_rows(release, known, files, rows)
        rows += taken
        told += statements
        faults += faulty
    notes = [row for row in rows if row.get("note")]
    prepared = Prepared(
        _frame(rows, place),
        _release_frame(found),
        tuple(faults),
        pd.DataFrame(told, columns=STATEMENTS).astype({"year": "int64"}),
        pd.DataFrame(notes, columns=EXPLANATIONS).astype({"year": "int64"}),
    )
    _keep(place, prepared)
    return prepared


def rows(place: str) -> pd.DataFrame:
    """All observations of a place, of every release; prepared anew where the raw files changed."""
    ensure(place)
    return pd.read_parquet(paths.processed(place) / KEPT[0])


def release_table(place: str) -> pd.DataFrame:
    """A place's releases: title, publisher, date."""
    ensure(place)
    return pd.read_parquet(paths.processed(place) / KEPT[1])


def statements(place: str) -> pd.DataFrame:
    """Self-reports and the evaluation group's findings, one row per filled cell and release."""
    ensure(place)
    return pd.read_parquet(paths.processed(place) / KEPT[3])


def explanations(place: str) -> pd.DataFrame:
    """Written explanations (情况说明) of figures, by figure and release."""
    ensure(place)
    return pd.read_parquet(paths.processed(place) / KEPT[4])


def not_taken(place: str) -> pd.DataFrame:
    """What was found in raw files: level (`must` was not taken), where, found, expected, remedy."""
    ensure(place)
    return pd.read_csv(paths.processed(place) / KEPT[2], encoding="utf-8-sig", dtype=str, na_filter=False)


def report(place: str) -> Path:
    """File of everything that was not taken, is to be explained, or is to be known."""
    return paths.processed(place) / KEPT[2]


def ensure(place: str) -> None:
    """Prepare a place unless what is kept was made from the same raw files and catalogue."""
    note = paths.processed(paths.check_place(place)) / "prepared.json"
    kept = json.loads(note.read_text()) if note.is_file() else {}
    if kept.get("key") != key(place):
        prepare(place)


def key(place: str) -> str:
    """Digest of everything observations are made from."""
    folder = paths.raw(place)
    raw = sorted(path for path in folder.rglob("*") if path.is_file())
    return f"{releases.digest(raw, folder)}-{_code_key()}"


@cache
def _code_key() -> str:
    package = Path(__file__).parents[1]
    files = [*CATALOGUE_HOME.rglob("*.toml"), *Path(__file__).parent.rglob("*.py")]
    return releases.digest(sorted(files), package)


def _release_rows(release, known: Catalogue, files: dict, before: list[dict]):
    """Rows of a release, its statements, and its faults; corrections are applied to the rows before."""
    rows, told, faults, corrections = [], [], [], []
    for entry in release.source.files:
        taken = files[release.name, entry.name]
        if taken.tidy:
            taken_rows, faulty = tidy.read(release.folder / entry.name, release.name, known)
            rows += taken_rows
            faults += faulty
        rows += taken.rows
        faults += taken.findings
        told += taken.statements
        corrections += taken.corrections
    corrected, faulty = corrected_rows(corrections, [*before, *rows])
    rows = [row | {"release": release.name} for row in (*rows, *corrected)]
    rows, faults = _without_repeats(rows, [*faults, *faulty])
    return rows, [one | {"release": release.name} for one in told], faults


def _without_repeats(rows: list[dict], faults: list[Fault]) -> tuple[list[dict], list[Fault]]:
    once: dict[tuple, dict] = {}
    columns = [column for column in schema.KEY if column != "ref_area"]
    for row in rows:
        first = once.setdefault(tuple(row[column] for column in columns), row)
        if first is not row:
            found = f"a second figure for {row['indicator']} {row['year']}"
            expected = f"one figure a release (the first is {first['source']})"
            faults.append(Fault(row["source"], found, expected))
    return list(once.values()), faults


def _frame(rows: list[dict], place: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[c for c in schema.COLUMNS if c != "ref_area"])
    table.insert(1, "ref_area", place)
    text = [c for c in schema.COLUMNS if c not in ("year", "numerator", "denominator", "value")]
    numbers = {"year": "int64", "numerator": float, "denominator": float, "value": float}
    table = table.astype({**dict.fromkeys(text, str), **numbers})
    return schema.check(table.sort_values([*schema.KEY, "release"], ignore_index=True))


def _release_frame(found: list[releases.Release]) -> pd.DataFrame:
    sources = [{"release": r.name, **r.source.model_dump(exclude={"files", "licence"})} for r in found]
    return pd.DataFrame(sources, columns=RELEASE_COLUMNS, dtype=str)


def _keep(place: str, prepared: Prepared) -> None:
    folder = paths.processed(place)
    faults = [(getattr(f, "level", "must"), f.where, f.found, f.expected, f.remedy) for f in prepared.faults]
    table = pd.DataFrame(faults, columns=FAULT_COLUMNS, dtype=str)
    paths.write_atomically(folder / KEPT[0], prepared.rows.to_parquet(index=False))
    paths.write_atomically(folder / KEPT[1], prepared.releases.to_parquet(index=False))
    paths.write_atomically(folder / KEPT[2], table.to_csv(index=False).encode("utf-8-sig"))
    paths.write_atomically(folder / KEPT[3], prepared.statements.to_parquet(index=False))
    paths.write_atomically(folder / KEPT[4], prepared.explanations.to_parquet(index=False))
    paths.write_atomically(folder / "prepared.json", json.dumps({"key": key(place)}).encode())


def check(place: str) -> list[Fault]:
    """Faults of a place's raw files, read anew."""
    try:
        return list(prepare(place).faults)
    except SourceError as error:
        return list(error.faults)
