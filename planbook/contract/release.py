"""What a release is: the name of its folder, what its `SOURCE.toml` says, and the files that are as they were received."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from planbook.core.errors import Fault, UsageError

NAME = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")


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


def check_as_of(as_of: str) -> str:
    """The release up to which rows count, if it is written as a release is named: with a day that there is."""
    if as_of and not (NAME.fullmatch(as_of) and _is_day(as_of[: len("2025-03-31")])):
        raise UsageError([Fault("as_of", repr(as_of), "a release's name, such as 2025-03-31")])
    return as_of


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
