"""Sign-off: who has reviewed, approved or published a year's figures, from `signoff.toml` in a release."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planbook.core import paths
from planbook.core.errors import Fault, SourceError

FILE = "signoff.toml"
FINAL = ("approved", "published")  # states in which a year is not made again


class Entry(BaseModel):
    """One signature: the year it is of, the state it gives it, and who gave it when."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    year: int
    state: Literal["draft", "reviewed", "approved", "published"]
    name: str = Field(min_length=1)
    role: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class SignOff:
    """The state a year is in.

    Attributes
    ----------
    state : str
        `draft`, `reviewed`, `approved` or `published`.
    name, role, date : str
        Who signed last, as what, when; empty for a draft nobody has signed.
    release : str
        Release the signature came in.
    before : str
        State that was signed, of a year whose figures a later release has changed since.
    """

    state: str = "draft"
    name: str = ""
    role: str = ""
    date: str = ""
    release: str = ""
    before: str = ""

    @property
    def final(self) -> bool:
        """Whether the year may only be made again after a new release."""
        return self.state in FINAL


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


def _faults(error: Exception, where: str) -> list[Fault]:
    if isinstance(error, TypeError):
        return [Fault(where, str(error), "year, state, name, role, date")]
    return [
        Fault(f"{where}, `{'.'.join(map(str, one['loc']))}`", repr(one["input"]), one["msg"])
        for one in error.errors()
    ]


def of(place: str, year: int, as_of: str = "") -> SignOff:
    """The state of a place's year as it stood at a release.

    A later release that reports a figure of the year or of one before takes the signature back: what was signed is no
    longer what is shown. A file that cannot be read signs nothing; `prepare` names it.
    """
    from planbook.store import releases  # which reads sign-offs with the rest of a release

    signed = SignOff()
    for path in sorted(paths.raw(place).glob(f"*/{FILE}")):
        release = path.parent.name
        if not releases.NAME.fullmatch(release) or (as_of and release > as_of):
            continue
        try:
            own = [one for one in read(path, release) if one.year == year]
        except SourceError:
            continue
        for one in own:
            signed = SignOff(one.state, one.name, one.role, one.date, release)
    return _revised(signed, place, year, as_of) if signed.release else signed


def _revised(signed: SignOff, place: str, year: int, as_of: str) -> SignOff:
    from planbook.store import building

    rows = building.rows(place)
    later = rows.loc[rows["year"].le(year) & rows["release"].gt(signed.release), "release"]
    if as_of:
        later = later[later <= as_of]
    if later.empty or signed.state == "draft":
        return signed
    return SignOff("draft", signed.name, signed.role, signed.date, signed.release, signed.state)
