"""What a run was made from and what became of each page."""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from analysis import __version__, paths
from analysis.assessment.judgement import Question
from analysis.batch.notebook import Outcome
from analysis.data import digests, prepare
from analysis.pages.page import LIBRARIES


def write(question: Question, folder: Path, outcomes: list[Outcome], documents: list[Outcome]) -> None:
    """Write `manifest.json`: inputs with sha256, parameters, versions, pages, documents; no absolute path."""
    previous = _known(folder / "manifest.json")
    made = {outcome.page: asdict(outcome) for outcome in outcomes}
    content = {
        "place": question.place,
        "year": question.year,
        "edition": question.edition,
        "synthetic": question.entry.synthetic,
        "parameters": {"as_of": question.as_of, "level": question.level},
        "signoff": asdict(question.signed),
        "releases": releases(question),
        "inputs": _received(question),
        "notes": _notes(question),
        "notebooks": digests.each(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        "code": digests.each(digests.source(), digests.PACKAGE),
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


def _received(question: Question) -> dict[str, str]:
    """Every file the place and those it is compared with were read from, by place and name.

    The public edition has no digests of them: whoever knows all but one figure of a file could find that one by trying.
    """
    places = (question.place, *question.entry.parents)
    top = paths.raw(question.place).parent
    found = {name: sha for one in places for name, sha in digests.each(digests.received(one), top).items()}
    return dict.fromkeys(found, "") if question.public else found


def releases(question: Question) -> list[str]:
    """The place's releases that count."""
    names = prepare.release_table(question.place)["release"]
    return [name for name in names if not question.as_of or name <= question.as_of]


def _notes(question: Question) -> dict[str, str]:
    if question.public:
        return {}
    folder = paths.workspace() / "notes" / question.place / str(question.year)
    return digests.each(folder.glob("*.md"), folder)


def _known(path: Path) -> dict[str, dict]:
    """Pages and documents that earlier runs listed; none where that cannot be read."""
    known = paths.read_note(path)
    listed = {name: known.get(name) for name in ("pages", "documents")}
    return {name: one if isinstance(one, dict) else {} for name, one in listed.items()}
