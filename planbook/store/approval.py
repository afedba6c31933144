"""The state a year is in: who has reviewed, approved or published its figures, and whether they changed since."""

from dataclasses import dataclass

from planbook.contract import release
from planbook.core import paths, reads
from planbook.core.errors import SourceError
from planbook.store import approval_file, received, releases

FINAL = ("approved", "published")  # states in which a year is not made again


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


def of(place: str, year: int, as_of: str = "") -> SignOff:
    """The state of a place's year as it stood at a release.

    A later release that reports a figure of the year or of one before takes the signature back: what was signed is no
    longer what is shown. A file that cannot be read signs nothing; `prepare` names it.
    """
    reads.note("approval", place, year, as_of)
    signed = SignOff()
    for path in sorted(paths.raw(place).glob(f"*/{approval_file.FILE}")):
        name = path.parent.name
        registered = release.NAME.fullmatch(name) and (path.parent / releases.SOURCE).is_file()
        if not registered or (as_of and name > as_of):
            continue
        try:
            own = [one for one in approval_file.read(path, name) if one.year == year]
        except SourceError:
            continue
        for one in own:
            signed = SignOff(one.state, one.name, one.role, one.date, name)
    return _revised(signed, place, year, as_of) if signed.release else signed


def _revised(signed: SignOff, place: str, year: int, as_of: str) -> SignOff:
    with reads.hidden():  # a page that shows a signature shows nothing of the rows
        rows = received.rows(place)
    later = rows.loc[rows["year"].le(year) & rows["release"].gt(signed.release), "release"]
    if as_of:
        later = later[later <= as_of]
    if later.empty or signed.state == "draft":
        return signed
    return SignOff("draft", signed.name, signed.role, signed.date, signed.release, signed.state)
