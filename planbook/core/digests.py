"""Digests of files: what was received, what the program is; light, since a run asks them before it imports more."""

import hashlib
import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
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
    return _of(map(str, files), str(base))


def _of(files: Iterable[str], base: str) -> str:
    """The same of names as the system has them: pages ask for hundreds of files, and paths cost more than the files."""
    named = sorted((paths.as_text(path[len(base) + 1 :]).split(os.sep), path) for path in files)
    seen = hashlib.sha256()
    for parts, path in named:
        seen.update("/".join(parts).encode("utf-8", "surrogateescape"))
        seen.update(_digest(path))
    return seen.hexdigest()


def each(files: Iterable[Path], base: Path) -> dict[str, str]:
    """SHA-256 of each file that is there by its name relative to `base`."""
    return {
        paths.as_text(path.relative_to(base).as_posix()): _digest(str(path)).hex()
        for path in sorted(files)
        if path.is_file()
    }


def _digest(path: str) -> bytes:
    """A file's SHA-256, read again when its size or its time has changed: a page asks for hundreds, several times."""
    known = os.stat(path)
    return _read(path, known.st_size, known.st_mtime_ns, known.st_ino)


@lru_cache(maxsize=20_000)
def _read(path: str, size: int, changed: int, node: int) -> bytes:
    return hashlib.sha256(Path(path).read_bytes()).digest()


def received(place: str) -> list[Path]:
    """Files of a place that its figures and its entry come from: no forms, nothing that only lies there now."""
    return [Path(path) for path in _received(place)]


def entry(place: str) -> str:
    """Digest of what a place itself says: its entry, its plan, who is responsible; no release."""
    return _of(_received(place, releases=False), str(paths.raw(place)))


def _received(place: str, *, releases: bool = True) -> Iterator[str]:
    """A place's own files and those of its releases; asked for on every look at it, so by the quickest walk there is."""
    folder = str(paths.raw(place))
    with os.scandir(folder) if os.path.isdir(folder) else nullcontext(()) as tops:
        for top in tops:
            if top.name != FORMS and (releases or not top.name[0].isdigit()):
                yield from _below(top)


def _below(top: "os.DirEntry[str]") -> Iterator[str]:
    """A file, or a folder's files; none that is hidden."""
    below = ((folder, name) for folder, _, names in os.walk(top.path) for name in names)
    found = [os.path.split(top.path)] if top.is_file() else below
    return (os.path.join(folder, name) for folder, name in found if not name.startswith("."))


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
    own = [_of(_received(one), str(paths.raw(one))) for one in (place, *above(place))]
    return f"{of_text(' '.join(own))}-{code(*READERS)}"


def above(place: str) -> tuple[str, ...]:
    """The places of higher levels that a place's entry names and that have files here, from the country downwards."""
    path = paths.raw(place) / "place.toml"
    named = _parents(str(path), _digest(str(path))) if path.is_file() else ()
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
