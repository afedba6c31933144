"""Digests of files: what was received, what the program is; light, since a run asks them before it imports more."""

import hashlib
import os
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from planbook.core import paths

TOP = Path(__file__).parents[2]
PACKAGES = ("analysis", "planbook")
SOURCE = (".py", ".toml", ".json", ".csv", ".j2", ".css", ".otf", ".woff2")
FORMS = "forms"
READERS = tuple(
    f"planbook/{room}" for room in ("catalogue", "contract", "intake", "store")
)  # observations are made by


def of(files: Iterable[Path], base: Path) -> str:
    """SHA-256 over names (relative to `base`) and bytes of files, in the order of their names."""
    seen = hashlib.sha256()
    for path in sorted(files):
        seen.update(path.relative_to(base).as_posix().encode())
        seen.update(_digest(path))
    return seen.hexdigest()


def each(files: Iterable[Path], base: Path) -> dict[str, str]:
    """SHA-256 of each file that is there by its name relative to `base`."""
    return {
        path.relative_to(base).as_posix(): _digest(path).hex() for path in sorted(files) if path.is_file()
    }


def _digest(path: Path) -> bytes:
    """A file's SHA-256, read again when its size or its time has changed: a page asks for hundreds, several times."""
    known = path.stat()
    return _read(str(path), known.st_size, known.st_mtime_ns, known.st_ino)


@lru_cache(maxsize=20_000)
def _read(path: str, size: int, changed: int, node: int) -> bytes:
    return hashlib.sha256(Path(path).read_bytes()).digest()


def received(place: str) -> list[Path]:
    """Files of a place that its figures and its entry come from: no forms, nothing that only lies there now."""
    return [path for top in _tops(place) for path in _files(top)]


def entry(place: str) -> str:
    """Digest of what a place itself says: its entry, its plan, who is responsible; no release."""
    own = [path for top in _tops(place) if not top.name[0].isdigit() for path in _files(top)]
    return of(own, paths.raw(place))


def _tops(place: str) -> list[Path]:
    folder = paths.raw(place)
    return [top for top in folder.iterdir() if top.name != FORMS] if folder.is_dir() else []


def _files(top: Path) -> list[Path]:
    """A file, or a folder's files; asked for on every look at a place, so by the quickest walk there is."""
    below = (Path(folder, name) for folder, _, names in os.walk(top) for name in names)
    return [path for path in ([top] if top.is_file() else below) if not path.name.startswith(".")]


def source(*rooms: str) -> list[Path]:
    """Source and data files of rooms of the two packages, such as `planbook/judge` or `analysis/*.py`; of all without names."""
    found = (path for room in rooms or PACKAGES for top in TOP.glob(room) for path in (top, *top.rglob("*")))
    return [path for path in found if path.suffix in SOURCE]


@cache
def code(*rooms: str) -> str:
    """Digest of the source of rooms of the two packages; of all without names."""
    return of(source(*rooms), TOP)


def prepared_key(place: str) -> str:
    """Digest of everything a place's observations, and what is asked about them, are made from."""
    own = [of(received(one), paths.raw(one)) for one in (place, *above(place))]
    return f"{of_text(' '.join(own))}-{code(*READERS)}"


def above(place: str) -> tuple[str, ...]:
    """The places of higher levels that a place's entry names and that have files here, from the country downwards."""
    path = paths.raw(place) / "place.toml"
    named = _parents(str(path), _digest(path)) if path.is_file() else ()
    return tuple(one for one in named if (paths.raw(one) / path.name).is_file())


@lru_cache(maxsize=1000)
def _parents(path: str, digest: bytes) -> tuple[str, ...]:
    """What an entry names, as it stands; what is wrong with it is told where places are read."""
    try:
        named = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("parents", [])
    except ValueError:  # no TOML, or no text
        return ()
    return tuple(one for one in named if isinstance(one, str)) if isinstance(named, list) else ()


def of_text(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
