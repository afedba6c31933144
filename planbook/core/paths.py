"""Where things lie under the project's root."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.core.errors import Fault, UsageError, suggestion
from planbook.core.parameters import LEVEL, RunParameters

if TYPE_CHECKING:
    from filelock import BaseFileLock

PARTIAL = ".partial"  # ending of files that are being written


def root() -> Path:
    """Folder that holds `data/raw`: `PLANBOOK_ROOT`, else the nearest parent that has it.

    Raises
    ------
    UsageError
        When neither leads to a folder with `data/raw`.
    """
    named = os.environ.get("PLANBOOK_ROOT")
    here = Path.cwd()
    for folder in [Path(named)] if named else [here, *here.parents]:
        if (folder / "data" / "raw").is_dir():
            return folder.resolve()
    where = "PLANBOOK_ROOT" if named else "the working folder"
    raise UsageError([Fault(where, repr(named or "."), "a folder that holds data/raw, or one below it")])


def raw(place: str) -> Path:
    """Folder of a place's `place.toml` and releases."""
    return root() / "data" / "raw" / on_disk(place)


def processed(place: str) -> Path:
    """Folder of what is rebuilt from a place's releases."""
    return root() / "data" / "processed" / on_disk(place)


def outputs(place: str, year: int, edition: str, as_of: str = "", level: int = LEVEL) -> Path:
    """Folder a run of one place, year and edition leaves; at another date or level one of its own, that says which."""
    other = [f"as-of_{as_of}"] if as_of else []
    other += [f"level_{level}"] if level != LEVEL else []
    return root() / "outputs" / on_disk(place) / str(year) / "_".join([edition, *other])


def outputs_of(asked: RunParameters) -> Path:
    """Folder that a run of some parameters leaves."""
    return outputs(asked.place, asked.year, asked.edition, asked.as_of, asked.level)


def workspace() -> Path:
    """Folder of the analysts' own notebooks and notes, which no run and no update touches."""
    return root() / "workspace"


def notebooks() -> Path:
    """Folder of the notebooks: the root's own, else those beside the package."""
    own = root() / "notebooks"
    return own if own.is_dir() else Path(__file__).resolve().parents[2] / "notebooks"


def places() -> list[str]:
    """Ids of the places that have a `place.toml`, in order."""
    return sorted(as_text(path.parent.name) for path in (root() / "data" / "raw").glob("*/place.toml"))


def on_disk(name: str) -> str:
    """A file's name as this process must ask for it: on the disk names are UTF-8, whatever the locale."""
    return os.fsdecode(name.encode("utf-8", "surrogateescape")) if os.name == "posix" else name


def as_text(name: str) -> str:
    """A name that was found on the disk as text, whatever the locale."""
    return os.fsencode(name).decode("utf-8", "surrogateescape") if os.name == "posix" else name


def check_place(place: str) -> str:
    """The place's id, if there is such a place; `UsageError` with a suggestion if not."""
    if place in places():
        return place
    raise UsageError([Fault("place", repr(place), "a place of data/raw", suggestion(place, places()))])


def shown(folder: Path) -> list[Path]:
    """Files of a folder and below it; none that is hidden, or lies in a hidden folder as Jupyter's checkpoints do."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if not any(part[0] == "." for part in path.relative_to(folder).parts)]


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it, so that no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:  # a full disk leaves a part
        beside.unlink(missing_ok=True)


def read_note(path: Path) -> dict:
    """What one run noted for the next; nothing where that cannot be read."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def clear_partials(folder: Path) -> None:
    """Remove what a killed run left beside the files of a folder; the folder's lock must be held."""
    for left in folder.glob(f".*{PARTIAL}"):
        left.unlink(missing_ok=True)


def clear_all_partials(folder: Path) -> None:
    """Remove what killed runs left in a folder and below it; the folder's lock must be held."""
    for left in folder.rglob(f".*{PARTIAL}"):
        left.unlink(missing_ok=True)


def lock(folder: Path) -> "BaseFileLock":
    """Lock of a folder, for one process at a time; a killed process leaves it open."""
    import filelock  # only a writer needs it

    folder.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(folder / ".lock")


@contextmanager
def lock_now(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, or tell at once that another process holds it."""
    import filelock

    held = lock(folder)
    try:
        held.acquire(timeout=0)
    except filelock.Timeout:
        where = str(folder.relative_to(root()))
        remedy = "Wait for it to end, or end it."
        raise UsageError([Fault(where, "another run at work", "one run at a time", remedy)]) from None
    try:
        yield
    finally:
        held.release()
