"""Release folders of a place read: those that can be, and every fault of the others."""

import hashlib
import tomllib
from pathlib import Path

from pydantic import ValidationError

from planbook.contract.release import NAME, Release, Source
from planbook.core import paths
from planbook.core.digests import FORMS
from planbook.core.errors import Fault, SourceError
from planbook.store import approval_file

SOURCE = "SOURCE.toml"
APART = ("plan", FORMS)  # folders of a place that are no releases
REGISTER = "Run `planbook prepare --place {}`, which notes what was received and reads it."


def read(place: str) -> tuple[list[Release], list[Fault]]:
    """A place's releases in order, and every fault: of folders that cannot be read, of files that have changed."""
    found: list[Release] = []
    faults: list[Fault] = []
    for folder in sorted(path for path in paths.raw(place).iterdir() if path.is_dir()):
        if folder.name in APART:
            continue
        try:
            release, told = _release(folder)
        except SourceError as error:
            faults += error.faults
        else:
            found.append(release)
            faults += told
    return found, faults


def _release(folder: Path) -> tuple[Release, list[Fault]]:
    where = f"{folder.parent.name}/{folder.name}"
    if not NAME.fullmatch(folder.name):
        raise SourceError([Fault(where, "a folder of that name", "YYYY-MM-DD, with -n where needed")])
    source = _source(folder / SOURCE, f"{where}/{SOURCE}")
    changed = _changed(folder, source, where)
    files = tuple(entry for entry in source.files if entry.name not in {*changed, approval_file.FILE})
    return Release(folder.name, folder, source, files), [
        *changed.values(),
        *_unlisted(folder, source, where),
        *_signatures(folder, where),
    ]


def _signatures(folder: Path, where: str) -> list[Fault]:
    """Faults of a release's sign-off, if it has one."""
    path = folder / approval_file.FILE
    try:
        if path.is_file():
            approval_file.read(path, f"{where}/{path.name}")
    except SourceError as error:
        return list(error.faults)
    return []


def _source(path: Path, where: str) -> Source:
    try:
        return Source(**tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SourceError([_unregistered(path.parent, where)]) from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError([Fault(where, f"broken TOML: {error}", "valid TOML")]) from None
    except ValidationError as error:
        faults = [
            Fault(f"{where}, `{'.'.join(map(str, detail['loc']))}`", repr(detail["input"]), detail["msg"])
            for detail in error.errors()
        ]
        raise SourceError(faults) from None


def _unregistered(folder: Path, where: str) -> Fault:
    """That nobody has noted yet what lies in a folder: only `planbook prepare` does."""
    files = [path for path in folder.iterdir() if path.is_file() and not passing(path)]
    if not files:
        return Fault(where, "no such file", "title, publisher, published, files …")
    found = f"{len(files)} {'file' if len(files) == 1 else 'files'} that nobody has taken in yet"
    remedy = REGISTER.format(folder.parent.name)
    return Fault(where.removesuffix(f"/{SOURCE}"), found, f"a release with its {SOURCE}", remedy)


def _changed(folder: Path, source: Source, where: str) -> dict[str, Fault]:
    """Faults of files that are missing or no longer as they were received, by name."""
    faults = {}
    for entry in source.files:
        path = folder / paths.on_disk(entry.name)
        if path.parent != folder or not path.is_file():
            remedy = "Put back the file as it was received."
            faults[entry.name] = Fault(
                f"{where}/{entry.name}", "no such file", "the file SOURCE.toml lists", remedy
            )
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry.sha256:
            remedy = "A file as received is never edited: put the change into a release of its own."
            faults[entry.name] = Fault(
                f"{where}/{entry.name}", "other bytes", "the sha256 of SOURCE.toml", remedy
            )
    return faults


def _unlisted(folder: Path, source: Source, where: str) -> list[Fault]:
    listed = {entry.name for entry in source.files} | {SOURCE}
    names = [paths.as_text(path.name) for path in folder.iterdir() if not passing(path)]
    extra = sorted(name for name in names if name not in listed)
    remedy = "Put it into a release folder of its own."
    return [
        Fault(f"{where}/{name}", "a file SOURCE.toml does not list", "only listed files", remedy)
        for name in extra
    ]


def passing(path: Path) -> bool:
    """Whether a file only lies there for the moment: hidden, or an office program's lock."""
    return path.name.startswith((".", "~$"))
