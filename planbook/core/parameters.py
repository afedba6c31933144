"""The parameters of a run, of a page and of every notebook, in one object and one order."""

from dataclasses import dataclass

EDITIONS = ("internal", "public")


@dataclass(frozen=True)
class RunParameters:
    """What a run, a page or a notebook is asked for.

    Attributes
    ----------
    place : str
        Folder of `data/raw`.
    year : int
        Year that is looked at.
    as_of : str
        Last release that counts; all count where it is empty.
    edition : str
        One of `EDITIONS`.
    level : int
        Level of intervals, per cent.
    """

    place: str
    year: int
    as_of: str = ""
    edition: str = "internal"
    level: int = 95

    @property
    def public(self) -> bool:
        """Whether it is for the public: suppressed, and without what is for the office alone."""
        return self.edition == "public"

    @property
    def by_name(self) -> dict[str, str | int]:
        """The parameters by the names that notebooks give them."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = ("place", "year", "as_of", "edition", "level")
TYPES = {"place": str, "year": int, "as_of": str, "edition": str, "level": int}
