"""What earlier runs left: by what key each page was made, and its files' digests; so that what is unchanged is kept.

Light on purpose: a run in which nothing changed ends here, before tables and notebooks are imported.
"""

import json
import os
import platform
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from planbook.core import digests, paths

RUN, DOCUMENTS = "run.json", "documents.json"


def engine(asked: str) -> str:
    """The engine that runs the pages: forks of a warmed process where the system has them."""
    return asked or ("fork" if os.name == "posix" else "process")


def folder(place: str, year: int, edition: str, as_of: str, level: int) -> Path:
    """Folder of the records of one place, year, edition, cut-off and level."""
    name = f"{year}_{edition}{f'_{as_of}' if as_of else ''}_{level}"
    return paths.processed(place) / "pages" / name


def lock_digest() -> dict[str, str]:
    """The interpreter and every installed distribution with its version."""
    found = {found.metadata["Name"].lower(): found.version for found in distributions()}
    return {"python": platform.python_version(), **dict(sorted(found.items()))}


def run_key(place: str, year: int, edition: str, as_of: str, level: int, engine: str) -> str:
    """Digest of everything a run reads; `KeyError`, `OSError` or `TOMLDecodeError` where that cannot be told."""
    entry = tomllib.loads((paths.raw(place) / "place.toml").read_text(encoding="utf-8"))
    notes = paths.workspace() / "notes" / place / str(year)
    parts = {
        "asked": [place, year, edition, as_of, level, engine],
        "received": {one: digests.prepared_key(one) for one in (place, *entry.get("parents", []))},
        "code": digests.code(),
        "notebooks": digests.of(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        "notes": digests.each(notes.glob("*.md"), notes),
        "versions": lock_digest(),
    }
    return digests.of_text(json.dumps(parts, sort_keys=True))


def default_year(place: str) -> int:
    """A place's default year, as its `place.toml` says."""
    return tomllib.loads((paths.raw(place) / "place.toml").read_text(encoding="utf-8"))["default_year"]


def years(place: str) -> list[int] | None:
    """Years a place has figures of; None where that was not kept, or is no longer true."""
    known = paths.read_note(paths.processed(place) / "prepared.json")
    return known.get("years") if known.get("key") == digests.prepared_key(place) else None


def unchanged(place: str, year: int, edition: str, as_of: str, level: int, engine: str) -> list[str] | None:
    """Pages of the last run if nothing it read or left has changed; else None."""
    known = paths.read_note(folder(place, year, edition, as_of, level) / RUN)
    if not known or not (paths.root() / "outputs" / "index.html").is_file():
        return None
    try:
        now = _now(place, year, edition, as_of, level, engine)
    except (OSError, KeyError, ValueError):
        return None
    return known.get("pages") if known == known | now else None


def keep_run(
    place: str, year: int, edition: str, as_of: str, level: int, engine: str, pages: list[str]
) -> None:
    """Note that a run made or kept all its pages."""
    known = _now(place, year, edition, as_of, level, engine) | {"pages": pages}
    note = folder(place, year, edition, as_of, level) / RUN
    paths.write_atomically(note, json.dumps(known).encode())


def _now(place: str, year: int, edition: str, as_of: str, level: int, engine: str) -> dict:
    """What a run would read, and what lies there from the last one."""
    key = run_key(place, year, edition, as_of, level, engine)
    return {"key": key, "files": _files(paths.outputs(place, year, edition))}


def forget_run(place: str, year: int, edition: str, as_of: str, level: int) -> None:
    """Take the note away: outputs are about to change."""
    (folder(place, year, edition, as_of, level) / RUN).unlink(missing_ok=True)


def _files(outputs: Path) -> dict[str, str]:
    return digests.each(
        (path for path in outputs.rglob("*") if path.is_file() and path.name[0] != "."), outputs
    )


def keep(unit, figures: dict) -> None:
    """Note by what key a page was made, what it came to, and what its files were."""
    outputs = paths.outputs(unit.place, unit.year, unit.edition)
    known = {"key": unit.key, "files": digests.each(files(unit), outputs), **figures}
    paths.write_atomically(_note(unit), json.dumps(known).encode())


def keep_documents(
    place: str, year: int, edition: str, as_of: str, level: int, key: str, titles: dict[str, str]
) -> None:
    """Note by what key a year's documents were written, and what they were."""
    outputs = paths.outputs(place, year, edition)
    known = {
        "key": key,
        "titles": titles,
        "files": digests.each((outputs / name for name in titles), outputs),
    }
    paths.write_atomically(folder(place, year, edition, as_of, level) / DOCUMENTS, json.dumps(known).encode())


def kept_documents(place: str, year: int, edition: str, as_of: str, level: int, key: str) -> dict[str, str]:
    """Titles of a year's documents, if they were written by this key and are as they were left; else none."""
    outputs = paths.outputs(place, year, edition)
    known = paths.read_note(folder(place, year, edition, as_of, level) / DOCUMENTS)
    if known.get("key") != key:
        return {}
    titles = known["titles"]
    return titles if known["files"] == digests.each(map(outputs.joinpath, titles), outputs) else {}


def kept(unit) -> dict | None:
    """What is noted of a page, if it was made by the unit's key and its files are as they were left."""
    known, outputs = paths.read_note(_note(unit)), paths.outputs(unit.place, unit.year, unit.edition)
    now = {"key": unit.key, "files": digests.each(files(unit), outputs)}
    return known if known == known | now else None


def files(unit) -> list[Path]:
    """The files of a page: itself and, for the house, its executed notebook."""
    outputs = paths.outputs(unit.place, unit.year, unit.edition)
    page, executed = outputs / f"{unit.page}.html", outputs / "notebooks" / f"{unit.page}.ipynb"
    return [page] if unit.edition == "public" else [page, executed]


def _note(unit) -> Path:
    return folder(unit.place, unit.year, unit.edition, unit.as_of, unit.level) / f"{unit.page}.json"
