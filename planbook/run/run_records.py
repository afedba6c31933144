"""What earlier runs left: by what key each page was made, what it read, and its files' digests.

Light on purpose: a run in which nothing changed ends here, before tables and notebooks are imported.
"""

import json
import os
import platform
import tomllib
from collections.abc import Collection
from importlib.metadata import distributions
from pathlib import Path
from typing import Protocol

from planbook.core import digests, paths
from planbook.core.parameters import RunParameters

RUN, DOCUMENTS = "run.json", "documents.json"
OF_THE_YEAR = {"overview", "warnings", "data_quality", "midterm", "final"}  # pages of no subject of their own


def engine(asked: str) -> str:
    """The engine that runs the pages: forks of a warmed process where the system has them."""
    return asked or ("fork" if os.name == "posix" else "process")


def folder(parameters: RunParameters) -> Path:
    """Folder of the records of one place, year, edition, cut-off and level."""
    cut = f"_{parameters.as_of}" if parameters.as_of else ""
    name = f"{parameters.year}_{parameters.edition}{cut}_{parameters.level}"
    return paths.processed(parameters.place) / "pages" / name


def outputs(parameters: RunParameters) -> Path:
    """Folder that a run of one place, year and edition leaves."""
    return paths.outputs_of(parameters)


def lock_digest() -> dict[str, str]:
    """The interpreter and every installed distribution with its version."""
    told = [found.metadata for found in distributions()]  # each asking reads the file anew
    found = {one["Name"].lower(): one["Version"] for one in told}
    return {"python": platform.python_version(), **dict(sorted(found.items()))}


def run_key(parameters: RunParameters, engine: str, places: Collection[str]) -> str:
    """Digest of everything a run reads; `KeyError`, `OSError` or `TOMLDecodeError` where that cannot be told.

    `places` are those that pages read besides the run's own and its parents.
    """
    entry = tomllib.loads((paths.raw(parameters.place) / "place.toml").read_text(encoding="utf-8"))
    read = dict.fromkeys([parameters.place, *entry.get("parents", []), *places])
    notes = paths.workspace() / "notes"
    said = (file for place in read for file in (notes / place).rglob("*.md"))
    parts = {
        "asked": [*parameters.by_name.values(), engine],
        "received": {one: digests.prepared_key(one) for one in read},
        "code": digests.code(),
        "notebooks": digests.of(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        "notes": digests.each(said, notes),
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


def unchanged(parameters: RunParameters, engine: str) -> list[str] | None:
    """Pages of the last run if nothing it read or left has changed; else None."""
    known = paths.read_note(folder(parameters) / RUN)
    if not known or not (paths.root() / "outputs" / "index.html").is_file():
        return None
    try:
        now = _now(parameters, engine, known["places"])
    except (OSError, KeyError, ValueError):
        return None
    return known.get("pages") if known == known | now else None


def keep_run(parameters: RunParameters, engine: str, pages: list[str]) -> None:
    """Note that a run made or kept all its pages."""
    places = sorted({place for page in pages for place in _places_read(parameters, page)})
    known = _now(parameters, engine, places) | {"pages": pages, "places": places}
    paths.write_atomically(folder(parameters) / RUN, json.dumps(known).encode())


def _places_read(parameters: RunParameters, page: str) -> set[str]:
    """Places that a page read."""
    told = paths.read_note(folder(parameters) / f"{page}.json").get("reads", [])
    return {read[1] for read, _ in told if len(read) > 1}


def _now(parameters: RunParameters, engine: str, places: Collection[str]) -> dict:
    """What a run would read, and what lies there from the last one."""
    return {"key": run_key(parameters, engine, places), "files": _files(outputs(parameters))}


def forget_run(parameters: RunParameters) -> None:
    """Take the note away: outputs are about to change."""
    (folder(parameters) / RUN).unlink(missing_ok=True)


def _files(outputs: Path) -> dict[str, str]:
    return digests.each(paths.shown(outputs), outputs)


class Page(Protocol):
    """What is known of a page that is to be made: a `page_making.Unit`."""

    @property
    def page(self) -> str:
        """Its id."""

    @property
    def key(self) -> str:
        """What it is made from."""

    @property
    def parameters(self) -> RunParameters:
        """The place and year it is of."""


def keep(unit: Page, figures: dict, reads: list[tuple[tuple, str]]) -> None:
    """Note by what key a page was made, what it read and what that was, what it came to, and what its files were."""
    known = {"key": unit.key, "files": _of_page(unit.parameters, unit.page), "reads": reads, **figures}
    paths.write_atomically(_note(unit), json.dumps(known, ensure_ascii=False).encode())


def claims(parameters: RunParameters, page: str) -> dict[str, str]:
    """The lines of what a page claims, as they were noted when it was made; none of a page that is not noted."""
    known = paths.read_note(folder(parameters) / f"{page}.json").get("claims")
    return known if isinstance(known, dict) else {}


def keep_pictures(unit: Page, shown: list[dict]) -> None:
    """Note what pictures a page shows, by the calls that gave them, beside what its files are."""
    known = {
        "files": _of_page(unit.parameters, unit.page),
        "pictures": {one["piece"]: [one["base64"], one["title"]] for one in shown},
    }
    paths.write_atomically(
        _pictures(unit.parameters, unit.page), json.dumps(known, ensure_ascii=False).encode()
    )


def pictures(parameters: RunParameters, page: str) -> dict[str, tuple[str, str]]:
    """A page's pictures (WebP in base64) and their titles by the calls that gave them; none of a page not as it was left."""
    known = paths.read_note(_pictures(parameters, page))
    return known["pictures"] if known.get("files") == _of_page(parameters, page) else {}


def _pictures(parameters: RunParameters, page: str) -> Path:
    return folder(parameters) / f"{page}.pictures.json"


def keep_documents(
    parameters: RunParameters, key: str, titles: dict[str, str], claims: dict[str, dict[str, str]]
) -> None:
    """Note by what key a year's documents were written, what they were and the lines of what they claim."""
    there = outputs(parameters)
    files = digests.each(map(there.joinpath, titles), there)
    known = {"key": key, "titles": titles, "files": files, "claims": claims}
    paths.write_atomically(folder(parameters) / DOCUMENTS, json.dumps(known).encode())


def kept_documents(parameters: RunParameters, key: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Title and claims of each of a year's documents, if they were written by this key and are as left; else none."""
    known = paths.read_note(folder(parameters) / DOCUMENTS)
    titles = known["titles"] if known.get("key") == key else {}
    left = left_documents(parameters)
    return left if left.keys() == titles.keys() else {}


def left_documents(parameters: RunParameters) -> dict[str, tuple[str, dict[str, str]]]:
    """Title and claims of each of a year's documents that lies there as it was left."""
    there = outputs(parameters)
    known = paths.read_note(folder(parameters) / DOCUMENTS)
    titles = known.get("titles", {})
    now = digests.each(map(there.joinpath, titles), there)
    return {
        name: (title, known["claims"][name])
        for name, title in titles.items()
        if name in now and now[name] == known["files"].get(name)
    }


def kept(unit: Page) -> dict | None:
    """What is noted of a page, if it was made by the unit's key and its files are as they were left.

    Whether what it read is still the same is for `page_keys` to say.
    """
    known = paths.read_note(_note(unit))
    return (
        known if known == known | {"key": unit.key, "files": _of_page(unit.parameters, unit.page)} else None
    )


def _of_page(parameters: RunParameters, page: str) -> dict[str, str]:
    return digests.each(files(parameters, page), outputs(parameters))


def files(parameters: RunParameters, page: str) -> list[Path]:
    """The files of a page: itself and, but in the public edition, its executed notebook and, of an area, its 复核."""
    there = outputs(parameters)
    shown, executed = there / f"{page}.html", there / "notebooks" / f"{page}.ipynb"
    checked = [] if page in OF_THE_YEAR else [there / f"{review(page)}.html"]
    return [shown] if parameters.public else [shown, executed, *checked]


def review(page: str) -> str:
    """The page 复核 of an area's page."""
    return f"review/{page}"


def _note(unit: Page) -> Path:
    return folder(unit.parameters) / f"{unit.page}.json"
