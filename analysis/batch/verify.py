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

from analysis import paths
from analysis.batch import compare, manifest, run
from analysis.batch.compare import Difference
from analysis.batch.order import Order, pages
from analysis.data import digests
from analysis.errors import Fault, UsageError

INJECTED = "injected-parameters"
RECORDED = ("inputs", "notes", "notebooks", "code", "versions", "parameters", "pages")
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
        Of received files, program, versions, parameters, tables, notebooks and pages; empty where all is the same.

    Raises
    ------
    UsageError
        Where the folder is none that a run left.
    """
    known = recorded(folder)
    with remade(folder, known, say) as fresh:
        return [*sources(known), *parameters(folder, known), *compare.folders(folder, fresh)]


def recorded(folder: Path) -> dict:
    """The folder's `manifest.json`."""
    try:
        known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if missing := [name for name in RECORDED if not isinstance(known.get(name), dict)]:
            raise ValueError(f"nothing recorded of {', '.join(missing)}")
        return known
    except (OSError, ValueError, AttributeError) as error:
        where, found = str(folder / "manifest.json"), f"{type(error).__name__}: {error}"
        raise UsageError([Fault(where, found, "the manifest that a run leaves")]) from None


def sources(known: dict) -> list[Difference]:
    """What of the files and versions a run was made from is no longer so; releases that came later do not count."""
    raw = paths.root() / "data" / "raw"
    return [
        *_changed("data/raw/", known["inputs"], _now(raw, known["inputs"])),
        *_changed("analysis/", known["code"], digests.each(digests.source(), digests.PACKAGE)),
        *_changed(
            "notebooks/",
            known["notebooks"],
            digests.each(paths.notebooks().glob("*.ipynb"), paths.notebooks()),
        ),
        *(
            Difference(f"versions, {name}", "", known["versions"].get(name, "none"), version)
            for name, version in manifest.versions().items()
            if known["versions"].get(name) != version
        ),
    ]


def _now(raw: Path, inputs: dict[str, str]) -> dict[str, str]:
    """Digests of today's files in the folders that recorded files lie in."""
    folders = {(raw / name).parent for name in inputs}
    files = {path for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_file()}
    return digests.each((path for path in files if path.name[0] != "."), raw)


def _changed(where: str, then: dict[str, str], now: dict[str, str]) -> list[Difference]:
    return [
        Difference(
            where + name, "sha256", then.get(name, "no such file")[:12], now.get(name, "no such file")[:12]
        )
        for name in sorted(then | now)
        if then.get(name) != now.get(name)
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
        lines = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
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
        os.environ["PLANBOOK_ROOT"] = str(root)
        try:
            run.run(_order(folder, known), say)
            yield paths.outputs(known["place"], known["year"], known["edition"])
        finally:
            _restore(around)


def _order(folder: Path, known: dict) -> Order:
    """The run that the folder's notebooks ask for by their own parameters; the manifest's where they say nothing."""
    owned = Counter(json.dumps(_own(path)) for path in (folder / "notebooks").glob("*.ipynb"))
    most = json.loads(owned.most_common(1)[0][0]) if owned else {}
    names = ("place", "year", "as_of", "edition", "level")
    values = {name: most.get(name, _asked(known)[name]) for name in names}
    made = {page for page, one in known["pages"].items() if one["state"] != "failed"}
    every = {link.page for link in pages(Order(**values))}
    return Order(**values, engine=ENGINE, areas=() if every <= made else tuple(sorted(made & every)))


def _copy(source: Path, target: Path, names: dict[str, str]) -> None:
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def _restore(root: str | None) -> None:
    os.environ.pop("PLANBOOK_ROOT", None)
    if root is not None:
        os.environ["PLANBOOK_ROOT"] = root
