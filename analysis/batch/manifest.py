"""What a run was made from and what became of each page."""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from analysis import __version__, paths
from analysis.assessment.judgement import Question
from analysis.batch.notebook import Outcome
from analysis.data import releases
from analysis.pages.page import LIBRARIES


def write(question: Question, edition: str, folder: Path, outcomes: list[Outcome]) -> None:
    """Write `manifest.json`: inputs with sha256, parameters, versions, pages; no absolute path."""
    previous = _pages(folder / "manifest.json")
    made = {outcome.page: asdict(outcome) for outcome in outcomes}
    content = {
        "place": question.place,
        "year": question.year,
        "edition": edition,
        "synthetic": question.entry.synthetic,
        "parameters": {"as_of": question.as_of, "level": question.level},
        "inputs": _digests(paths.raw(question.place)),
        "notebooks": _digests(paths.notebooks(), "*.ipynb"),
        "code": code_digest(),
        "versions": {
            "planbook": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "pages": previous | made,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    paths.write_atomically(folder / "manifest.json", text.encode("utf-8"))


def code_digest() -> str:
    """Digest of the source of the package, with its data files."""
    package = Path(__file__).parents[1]
    suffixes = {".py", ".toml", ".j2", ".css", ".json"}
    files = sorted(path for path in package.rglob("*") if path.suffix in suffixes)
    return releases.digest(files, package)


def _pages(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))["pages"] if path.is_file() else {}


def _digests(folder: Path, pattern: str = "*") -> dict[str, str]:
    files = sorted(path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): releases.digest([path], folder) for path in files}
