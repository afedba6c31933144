"""What a run was made from and what became of each page."""

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from planbook import __version__, store
from planbook.core import digests, left_files, paths
from planbook.judge.place_year import PlaceYear
from planbook.run.page_making import Outcome
from planbook.workbook.tables import LIBRARIES


def write(parameters: PlaceYear, folder: Path, outcomes: list[Outcome], documents: list[Outcome]) -> None:
    """Write `manifest.json`: inputs with sha256, parameters, versions, pages, documents; no absolute path."""
    previous = _known(folder / "manifest.json")
    made = {outcome.page: _page(outcome) for outcome in outcomes}
    content = {
        "place": parameters.place,
        "year": parameters.year,
        "edition": parameters.edition,
        "synthetic": parameters.entry.synthetic,
        "parameters": {"as_of": parameters.as_of, "level": parameters.level},
        "signoff": asdict(parameters.signed),
        "releases": store.releases_counted(parameters.place, parameters.as_of),
        "inputs": _received(parameters),
        "notes": _notes(parameters),
        "notebooks": digests.each(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        "code": digests.each(digests.source(), digests.TOP),
        "versions": versions(),
        "pages": previous["pages"] | made,
        "documents": previous["documents"] | _told(documents),
        "moved_aside": [] if parameters.public else _moved(folder),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    paths.write_atomically(folder / "manifest.json", text.encode("utf-8"))


def _moved(folder: Path) -> list[str]:
    """What people changed of the folder's files, where it lies now."""
    return [Path(os.path.relpath(one, folder)).as_posix() for one in left_files.moved(folder)]


def _page(outcome: Outcome) -> dict:
    """What became of a page; what it read and claims is noted elsewhere, for the next run alone."""
    return {name: value for name, value in asdict(outcome).items() if name not in ("read", "claims")}


def _told(documents: list[Outcome]) -> dict[str, dict[str, str]]:
    """State and reason of each document, by file name."""
    return {one.page: {"title": one.title, "state": one.state, "reason": one.reason} for one in documents}


def versions() -> dict[str, str]:
    """Versions of the program, the interpreter and the libraries that figures depend on."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"planbook": __version__, "python": platform.python_version(), **libraries}


def _received(parameters: PlaceYear) -> dict[str, str]:
    """Every file the place and those it is compared with were read from, by place and name.

    The public edition has no digests of them: whoever knows all but one figure of a file could find that one by trying.
    """
    places = (parameters.place, *parameters.entry.parents)
    top = paths.raw(parameters.place).parent
    found = {name: sha for one in places for name, sha in digests.each(digests.received(one), top).items()}
    return dict.fromkeys(found, "") if parameters.public else found


def _notes(parameters: PlaceYear) -> dict[str, str]:
    if parameters.public:
        return {}
    folder = paths.workspace() / "notes" / parameters.place / str(parameters.year)
    return digests.each(folder.glob("*.md"), folder)


def _known(path: Path) -> dict[str, dict]:
    """Pages and documents that earlier runs listed; none where that cannot be read."""
    known = paths.read_note(path)
    listed = {name: known.get(name) for name in ("pages", "documents")}
    return {name: one if isinstance(one, dict) else {} for name, one in listed.items()}
