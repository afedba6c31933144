"""What a run was made from and what became of each page."""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from planbook import __version__
from planbook.core import digests, paths
from planbook.judge.judgement import PlaceYear
from planbook.run.page_making import Outcome
from planbook.store import building
from planbook.workbook.area_page import LIBRARIES


def write(parameters: PlaceYear, folder: Path, outcomes: list[Outcome], documents: list[Outcome]) -> None:
    """Write `manifest.json`: inputs with sha256, parameters, versions, pages, documents; no absolute path."""
    previous = _known(folder / "manifest.json")
    made = {outcome.page: asdict(outcome) for outcome in outcomes}
    content = {
        "place": parameters.place,
        "year": parameters.year,
        "edition": parameters.edition,
        "synthetic": parameters.entry.synthetic,
        "parameters": {"as_of": parameters.as_of, "level": parameters.level},
        "signoff": asdict(parameters.signed),
        "releases": releases(parameters),
        "inputs": _received(parameters),
        "notes": _notes(parameters),
        "notebooks": digests.each(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        "code": digests.each(digests.source(), digests.TOP),
        "versions": versions(),
        "pages": previous["pages"] | made,
        "documents": previous["documents"] | _told(documents),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    paths.write_atomically(folder / "manifest.json", text.encode("utf-8"))


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


def releases(parameters: PlaceYear) -> list[str]:
    """The place's releases that count."""
    names = building.release_table(parameters.place)["release"]
    return [name for name in names if not parameters.as_of or name <= parameters.as_of]


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
