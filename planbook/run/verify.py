"""Proof that a folder of pages can be made again: judged and run anew from what was recorded, and compared."""

import ast
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planbook.core import paths
from planbook.core.parameters import NAMES
from planbook.judge.place_year import PlaceYear
from planbook.run import claim_check, folder_comparison, index_pages, manifest_check, year_run
from planbook.run.folder_comparison import Difference
from planbook.run.order import Order, pages

INJECTED = "injected-parameters"
ENGINE = "process"  # plain kernels, several at a time


def verify(folder: Path, say: Callable[[str], None] = print) -> list[Difference]:
    """Make a folder's pages anew, with plain kernels and in a place of their own, and name every difference.

    Parameters
    ----------
    folder : pathlib.Path
        What a run left, wherever it lies now.
    say : callable
        Takes a line of progress.

    Returns
    -------
    list of Difference
        Of received files, program, versions, parameters, claims, tables, notebooks and pages; empty where all is the
        same.

    Raises
    ------
    UsageError
        Where the folder is none that a run left.
    """
    known = manifest_check.read(folder)
    with remade(folder, known, say) as fresh:
        return [
            *manifest_check.sources(known),
            *parameters(folder, known),
            *claims(folder, say),
            *folder_comparison.folders(folder, fresh),
        ]


def claims(folder: Path, say: Callable[[str], None] = print) -> list[Difference]:
    """Claims of pages and documents that the folder's own tables do not bear out."""
    found = claim_check.check(folder)
    left = found.without_rule.total()
    say(
        f"{found.claims - left} claims made again from the tables, {len(found.false)} false; {left} have no rule"
    )
    return [
        Difference("tables/claims.csv", f"{one.page}, {one.piece} ({one.claim})", one.said, one.expected)
        for one in found.false
    ]


def parameters(folder: Path, known: dict) -> list[Difference]:
    """Executed notebooks whose own parameters are not those of the run."""
    asked = _asked(known)
    return [
        Difference(f"notebooks/{path.name}", f"parameter `{name}`", repr(own.get(name)), repr(value))
        for path in sorted((folder / "notebooks").glob("*.ipynb"))
        for own in [_own(path)]
        for name, value in asked.items()
        if own.get(name) != value
    ]


def _asked(known: dict) -> dict:
    return {
        "place": known["place"],
        "year": known["year"],
        "edition": known["edition"],
        **known["parameters"],
    }


def _own(path: Path) -> dict:
    """The parameters papermill wrote into a notebook; empty where they cannot be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        (source,) = ("".join(c["source"]) for c in cells if INJECTED in c["metadata"].get("tags", []))
        lines: list[Any] = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
        return {node.targets[0].id: ast.literal_eval(node.value) for node in lines}
    except (OSError, ValueError, KeyError, SyntaxError, AttributeError):
        return {}


@contextmanager
def remade(folder: Path, known: dict, say: Callable[[str], None] = print) -> Iterator[Path]:
    """A fresh folder of the same pages, from the recorded releases alone."""
    raw, around = paths.root() / "data" / "raw", os.environ.get("PLANBOOK_ROOT")
    with tempfile.TemporaryDirectory(prefix="planbook-verify-") as name:
        root = Path(name)
        _copy(raw, root / "data" / "raw", known["inputs"])
        notes = Path("workspace") / "notes" / known["place"] / str(known["year"])
        _copy(paths.root() / notes, root / notes, known["notes"])
        shutil.copytree(paths.notebooks(), root / "notebooks")
        _last_year(folder, root, known)
        os.environ["PLANBOOK_ROOT"] = str(root)
        try:
            year_run.run(_order(folder, known), say)
            yield paths.outputs(known["place"], known["year"], known["edition"], **known["parameters"])
        finally:
            _restore(around)


def _last_year(folder: Path, root: Path, known: dict) -> None:
    """An empty page in the place of last year's, if the folder's index leads there: it is linked, not read."""
    place, year = known["place"], known["year"]
    own = paths.outputs(place, year, known["edition"], **known["parameters"]).name
    index = folder / "index.html"
    if index.is_file() and index_pages.way_back(year, own) in index.read_text(
        encoding="utf-8", errors="replace"
    ):
        there = root / "outputs" / place / str(year - 1) / own / "index.html"
        paths.write_atomically(there, b"")


def _order(folder: Path, known: dict) -> Order:
    """The run that the folder's notebooks ask for by their own parameters; the manifest's where they say nothing."""
    owned = Counter(json.dumps(_own(path)) for path in (folder / "notebooks").glob("*.ipynb"))
    most = json.loads(owned.most_common(1)[0][0]) if owned else {}
    parameters = PlaceYear(**{name: most.get(name, _asked(known)[name]) for name in NAMES})
    made = {page for page, one in known["pages"].items() if one["state"] != "failed"}
    every = {link.page for link in pages(Order(parameters))}
    return Order(parameters, engine=ENGINE, areas=() if every <= made else tuple(sorted(made & every)))


def _copy(source: Path, target: Path, names: dict[str, str]) -> None:
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def _restore(root: str | None) -> None:
    os.environ.pop("PLANBOOK_ROOT", None)
    if root is not None:
        os.environ["PLANBOOK_ROOT"] = root
