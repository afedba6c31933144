"""`signoff.toml` in a release: the signatures it holds, each fault of it named."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planbook.core.errors import Fault, SourceError

FILE = "signoff.toml"


class Entry(BaseModel):
    """One signature: the year it is of, the state it gives it, and who gave it when."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    year: int
    state: Literal["draft", "reviewed", "approved", "published"]
    name: str = Field(min_length=1)
    role: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


def read(path: Path, where: str) -> tuple[Entry, ...]:
    """The signatures in a file; `SourceError` with every fault."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(
            [Fault(where, f"{type(error).__name__}: {error}", "readable TOML in UTF-8")]
        ) from None
    if set(content) != {"signoff"} or not isinstance(content["signoff"], list):
        remedy = "Write year, state, name, role, date under each [[signoff]]."
        raise SourceError([Fault(where, f"the entries {sorted(content)}", "tables [[signoff]] only", remedy)])
    found, faults = [], []
    for number, one in enumerate(content["signoff"], start=1):
        try:
            found.append(Entry(**one))
        except (ValidationError, TypeError) as error:
            faults += _faults(error, f"{where}, [[signoff]] {number}")
    if faults:
        raise SourceError(faults)
    return tuple(found)


def _faults(error: ValidationError | TypeError, where: str) -> list[Fault]:
    if isinstance(error, TypeError):
        return [Fault(where, str(error), "year, state, name, role, date")]
    return [
        Fault(f"{where}, `{'.'.join(map(str, one['loc']))}`", repr(one["input"]), one["msg"])
        for one in error.errors()
    ]
