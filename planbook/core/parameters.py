"""The parameters of a run, of a page and of every notebook, in one object and one order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from numbers import Real
from typing import Self

from planbook.core.errors import Fault, UsageError

EDITIONS = ("internal", "public")
LEVEL = 95  # of intervals, per cent, where nobody asks for another


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
    level: int = LEVEL

    @classmethod
    def given(cls, **values: object) -> Self:
        """The parameters as they were meant, whatever type they came in: papermill and YAML make numbers of codes.

        Raises
        ------
        UsageError
            Naming each value that can be read in no way, or in more than one.
        """
        read, faults = {}, []
        for name, value in values.items():
            try:
                read[name] = READERS[name](value)
            except ValueError as error:
                faults.append(Fault(f"parameter `{name}`", repr(value), str(error)))
        if faults:
            raise UsageError(faults)
        return cls(**read)  # type: ignore[arg-type]  # each has come from the reader of its type

    @property
    def public(self) -> bool:
        """Whether it is for the public: suppressed, and without what is for the office alone."""
        return self.edition == "public"

    @property
    def by_name(self) -> dict[str, str | int]:
        """The parameters by the names that notebooks give them."""
        return {name: getattr(self, name) for name in NAMES}


WHOLE = "a whole number"
DAY = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})")


def _whole(value: object) -> int:
    """A whole number, however it is written."""
    if isinstance(value, str):
        text = value.strip().removesuffix(".0")
    elif isinstance(value, bool) or not isinstance(value, Real) or value % 1 != 0:
        raise ValueError(WHOLE)
    else:
        text = f"{float(value):.0f}"
    try:
        return int(text)
    except ValueError:
        raise ValueError(WHOLE) from None


def _code(value: object) -> str:
    """A code of digits may have been read as a number; nothing else may."""
    return value.strip() if isinstance(value, str) else str(_number(value, "a folder's name of data/raw"))


def _release(value: object) -> str:
    """A release's name: a day written in any order of the calendar's own may stand for it."""
    expected = "a release's name, such as 2025-03-31"
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() != time():
        raise ValueError(expected)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    text = value.strip() if isinstance(value, str) else str(_number(value, expected))
    found = DAY.fullmatch(text)
    if not found or (not found[2] and len(text) != len("20250331")):
        return text  # what is no day may be a release's name with its number
    year, _, month, day = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _number(value: object, expected: str) -> int:
    try:
        return _whole(value)
    except ValueError:
        raise ValueError(expected) from None


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"one of {', '.join(EDITIONS)}")
    return value.strip()


NAMES = ("place", "year", "as_of", "edition", "level")
READERS: dict[str, Callable[[object], str | int]] = {
    "place": _code,
    "year": _whole,
    "as_of": _release,
    "edition": _word,
    "level": _whole,
}
