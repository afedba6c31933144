"""Releases: dated folders of files as received, each with its `SOURCE.toml`."""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planbook.core import paths
from planbook.core.digests import FORMS
from planbook.core.errors import Fault, SourceError, UsageError
from planbook.store import approval

NAME = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")
APART = ("plan", FORMS)  # folders of a place that are no releases


class SourceFile(BaseModel):
    """A file of a release and its checksum."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    department: str = ""


class Source(BaseModel):
    """Where a release comes from (`SOURCE.toml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    publisher: str
    published: str
    department: str
    licence: str
    url: str = ""
    note: str = ""
    files: tuple[SourceFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Release:
    """A release folder that can be read, with those of its files that are as they were received."""

    name: str
    folder: Path
    source: Source
    files: tuple[SourceFile, ...]

    @property
    def where(self) -> str:
        """Place and release, as messages name them."""
        return f"{self.folder.parent.name}/{self.name}"


def read(place: str) -> tuple[list[Release], list[Fault]]:
    """A place's releases in order, and every fault: of folders that cannot be read, of files that have changed."""
    found, faults = [], []
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


def register(place: str) -> list[str]:
    """Write `SOURCE.toml` into folders of returns that have none; the names of those releases.

    What lies in the folder then is what was received: its checksums are kept, later changes are noticed.
    """
    made = []
    for folder in sorted(path for path in paths.raw(place).iterdir() if path.is_dir()):
        if NAME.fullmatch(folder.name) and not (folder / "SOURCE.toml").exists():
            paths.clear_partials(folder)
            files = sorted(path for path in folder.iterdir() if path.is_file() and not _passing(path))
            if files:
                paths.write_atomically(folder / "SOURCE.toml", _registered(folder.name, files).encode())
                made.append(folder.name)
    return made


def _passing(path: Path) -> bool:
    """Whether a file only lies there for the moment: hidden, or an office program's lock."""
    return path.name.startswith((".", "~$"))


def _registered(name: str, files: list[Path]) -> str:
    lines = [f'title = "{name[:10]}收到的报表"', 'publisher = "报送单位"', f'published = "{name[:10]}"']
    lines += ['department = ""', 'licence = "内部资料"']
    for path in files:
        digested = hashlib.sha256(path.read_bytes()).hexdigest()
        lines += [
            "",
            "[[files]]",
            f"name = {json.dumps(path.name, ensure_ascii=False)}",
            f'sha256 = "{digested}"',
        ]
    return "\n".join(lines) + "\n"


def check_as_of(as_of: str) -> str:
    """The release up to which rows count, if it is written as a release is named."""
    if as_of and not NAME.fullmatch(as_of):
        raise UsageError([Fault("as_of", repr(as_of), "a release's name, such as 2025-03-31")])
    return as_of


def _release(folder: Path) -> tuple[Release, list[Fault]]:
    where = f"{folder.parent.name}/{folder.name}"
    if not NAME.fullmatch(folder.name):
        raise SourceError([Fault(where, "a folder of that name", "YYYY-MM-DD, with -n where needed")])
    source = _source(folder / "SOURCE.toml", f"{where}/SOURCE.toml")
    changed = _changed(folder, source, where)
    files = tuple(entry for entry in source.files if entry.name not in {*changed, approval.FILE})
    return Release(folder.name, folder, source, files), [
        *changed.values(),
        *_unlisted(folder, source, where),
        *_signatures(folder, where),
    ]


def _signatures(folder: Path, where: str) -> list[Fault]:
    """Faults of a release's sign-off, if it has one."""
    path = folder / approval.FILE
    try:
        if path.is_file():
            approval.read(path, f"{where}/{path.name}")
    except SourceError as error:
        return list(error.faults)
    return []


def _source(path: Path, where: str) -> Source:
    try:
        return Source(**tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SourceError([Fault(where, "no such file", "title, publisher, published, files …")]) from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError([Fault(where, f"broken TOML: {error}", "valid TOML")]) from None
    except ValidationError as error:
        faults = [
            Fault(f"{where}, `{'.'.join(map(str, detail['loc']))}`", repr(detail["input"]), detail["msg"])
            for detail in error.errors()
        ]
        raise SourceError(faults) from None


def _changed(folder: Path, source: Source, where: str) -> dict[str, Fault]:
    """Faults of files that are missing or no longer as they were received, by name."""
    faults = {}
    for entry in source.files:
        path = folder / entry.name
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
    listed = {entry.name for entry in source.files} | {"SOURCE.toml"}
    extra = sorted(path.name for path in folder.iterdir() if path.name not in listed and not _passing(path))
    remedy = "Put it into a release folder of its own."
    return [
        Fault(f"{where}/{name}", "a file SOURCE.toml does not list", "only listed files", remedy)
        for name in extra
    ]
