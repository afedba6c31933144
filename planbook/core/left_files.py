"""Files that the program leaves where people work: what somebody made of one is moved aside before it is written anew.

Of each file that it writes there the program notes the digest. A file whose digest is another has been changed by
somebody; it is never overwritten or removed, but gets a dated name: in the folder `changed` of its year where it lay in
`outputs/`, so that no edition holds it, else beside itself. A file that is not noted is taken for somebody's.
"""

import hashlib
import itertools
import json
import os
from datetime import date
from pathlib import Path

from planbook.core import paths

NOTES = ".left"  # a note for each file: below data/processed, or beside it
CHANGED = "changed"  # of a year in outputs/, beside its editions
YEAR = 2  # parts of a path below outputs/ that name a year: place, year


def write(path: Path, content: bytes) -> Path | None:
    """Write a file, if need be beside what somebody made of the last one.

    Parameters
    ----------
    path : pathlib.Path
        Where it is to lie.
    content : bytes
        What is to stand in it.

    Returns
    -------
    pathlib.Path or None
        Where the changed file was moved to, if there was one.
    """
    new, there = _digest(content), _present(path)
    aside = _aside(path) if there not in ("", new, *_noted(path)) else None
    # both are noted while one takes the place of the other: who is killed here has changed nothing
    _note(path, [new] if aside or not there else [new, there])
    paths.write_atomically(path, content)
    return aside


def remove(path: Path) -> None:
    """Remove a file that the program left; one that somebody has changed, or that is not noted, is moved aside."""
    there = _present(path)
    if there and there not in _noted(path):
        _aside(path)
    path.unlink(missing_ok=True)
    _of(path).unlink(missing_ok=True)


def is_noted(path: Path) -> bool:
    """Whether the program left a file there, whatever somebody has made of it."""
    return bool(_noted(path))


def moved(folder: Path) -> list[Path]:
    """Files that lie where changed ones of a folder of `outputs/` are moved to."""
    home = _changed(folder)
    return sorted(paths.shown(home)) if home.is_dir() else []


def mark() -> int:
    """Where the list of what was moved ends now."""
    try:
        return _list().stat().st_size
    except OSError:
        return 0


def since(mark: int) -> list[tuple[str, str]]:
    """What any process has moved since a mark: from where to where, below the root."""
    try:
        with _list().open("rb") as known:
            known.seek(mark)
            told = known.read().decode("utf-8").splitlines()
    except OSError:
        return []
    return [tuple(json.loads(line)) for line in told]


def _aside(path: Path) -> Path:
    """Give a file a name with the day on which it was changed, and a number where that is taken."""
    home = _changed(path.parent) if path.is_relative_to(_outputs()) else path.parent
    home.mkdir(parents=True, exist_ok=True)
    day = date.fromtimestamp(path.stat().st_mtime).isoformat()
    for number in itertools.count(1):
        to = home / f"{path.stem}_{day}{f'_{number}' if number > 1 else ''}{path.suffix}"
        try:
            _move(path, to)
        except FileExistsError:
            continue
        break
    _tell(path, to)
    return to


def _move(path: Path, to: Path) -> None:
    """Move a file, never over another; `FileExistsError` where there is one."""
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, or another one
        with to.open("xb") as copy:
            copy.write(path.read_bytes())
    path.unlink()


def _tell(path: Path, to: Path) -> None:
    """A line of the list, whole whoever else writes one."""
    line = json.dumps([_below(path), _below(to)], ensure_ascii=False) + "\n"
    _list().parent.mkdir(parents=True, exist_ok=True)
    with _list().open("ab", buffering=0) as known:
        known.write(line.encode("utf-8", "surrogateescape"))


def _below(path: Path) -> str:
    """A path below the root, or the whole of another."""
    top = paths.root()
    return path.relative_to(top).as_posix() if path.is_relative_to(top) else path.resolve().as_posix()


def _changed(folder: Path) -> Path:
    """Where changed files of a folder of `outputs/` are moved to."""
    parts = folder.relative_to(_outputs()).parts
    year = parts[:YEAR] if len(parts) > YEAR else ()
    return _outputs().joinpath(*year, CHANGED, *parts[len(year) :])


def _outputs() -> Path:
    return paths.root() / "outputs"


def _home() -> Path:
    return paths.root() / "data" / "processed" / NOTES


def _list() -> Path:
    return _home() / "moved.jsonl"


def _present(path: Path) -> str:
    """Digest of what lies there; blank where nothing does."""
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _noted(path: Path) -> list[str]:
    known = paths.read_note(_of(path)).get("left")
    return known if isinstance(known, list) else []


def _note(path: Path, digests: list[str]) -> None:
    paths.write_atomically(_of(path), json.dumps({"left": digests}).encode())


def _of(path: Path) -> Path:
    """Where it is noted what was left at a path: by its place below the root, so that it holds in a copied folder.

    Of files elsewhere than in `outputs/` and `data/` it is noted beside them: what is written there changes nothing here.
    """
    inside = any(path.is_relative_to(paths.root() / top) for top in ("outputs", "data"))
    where = _below(path) if inside else path.name
    home = _home() if inside else path.parent / NOTES
    return home / f"{_digest(where.encode('utf-8', 'surrogateescape'))}.json"
