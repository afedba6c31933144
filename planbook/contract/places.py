"""A place: what `place.toml` says of it."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from planbook import catalogue
from planbook.catalogue.model import Body, Year
from planbook.core import paths, reads
from planbook.core.errors import Fault, SourceError, near, suggestion


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Township(_Entry):
    """A township or sub-district."""

    code: str
    name: str
    residence: Literal["U", "R"]


class FormHeading(_Entry):
    """What a lawful statistical form must print."""

    issued_by: str
    basis: str
    valid_until: str


class Round(_Entry):
    """One year's collection: when it is due, and whether it is still open."""

    due: str
    open: bool


class Denominators(_Entry):
    """Where births and population come from, in words."""

    births: str = ""
    population: str = ""


class Place(_Entry):
    """A place whose figures are judged, or only compared."""

    name: str
    code: str
    synthetic: bool
    parents: tuple[str, ...] = ()
    default_year: Year
    plan: str
    judged: Literal["own", "reference"]
    baseline: Year
    midterm: Year
    final: Year
    townships: tuple[Township, ...] = ()
    elections: dict[Body, tuple[Year, ...]] = {}
    denominators: Denominators = Denominators()
    responsibility_document: str = ""
    form_heading: FormHeading | None = None
    rounds: dict[Annotated[str, Field(pattern=r"^\d{4}$")], Round] = {}
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.baseline < self.midterm <= self.final:
            raise ValueError(
                f"`baseline` {self.baseline} before `midterm` {self.midterm}, that not after `final`"
            )
        if twice := [
            code for code, times in Counter(one.code for one in self.townships).items() if times > 1
        ]:
            raise ValueError(f"each township's `code` once, not {twice[0]!r} twice")
        return self

    @property
    def reference(self) -> bool:
        """Whether the place is only compared with the plan, never judged by it."""
        return self.judged == "reference"


def read(place: str) -> Place:
    """The place's entry, checked.

    Raises
    ------
    UsageError
        When there is no such place.
    SourceError
        With every fault of its `place.toml`.
    """
    reads.note("entry", place)
    path = paths.raw(paths.check_place(place)) / "place.toml"
    where = f"{place}/place.toml"
    try:
        entry = Place(**tomllib.loads(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise SourceError([Fault(where, f"bytes that are not text ({error.reason})", "UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError([Fault(where, f"broken TOML: {error}", "valid TOML")]) from None
    except ValidationError as error:
        raise SourceError([_fault(detail, where) for detail in error.errors()]) from None
    if entry.code != place:
        raise SourceError([Fault(f"{where}, `code`", repr(entry.code), f"the folder's name, {place!r}")])
    return entry


FILED = "responsibility.csv"
RESPONSIBILITY = [
    "objective",
    "lead_unit",
    "supporting_units",
    "reporting_unit",
    "document",
    "valid_from",
    "valid_to",
]


def responsible(place: str, year: int) -> dict[str, str]:
    """Name of the lead unit by the id of an objective, a measure or a single target in a year, as the city files it.

    `responsibility.csv` beside `place.toml` has the columns `RESPONSIBILITY`; a unit is filed by its code or its name,
    years are in four digits, and a blank `valid_to` means until further notice. A row of a target goes before that of its
    objective or measure. Without the file nobody is named.

    Raises
    ------
    SourceError
        When the file has other columns or a year that is none.
    """
    valid = _in_force(place, year)
    known = plan_catalogue(place).departments if len(valid) else {}
    names = [known[unit].name if unit in known else unit for unit in valid["lead_unit"]]
    return dict(zip(valid["objective"], names, strict=True))


def assigning_documents(place: str, year: int) -> dict[str, str]:
    """The document that names the lead unit, by the id of an objective, a measure or a single target in a year."""
    valid = _in_force(place, year)
    return dict(zip(valid["objective"], valid["document"], strict=True))


def _in_force(place: str, year: int) -> pd.DataFrame:
    """Rows of `responsibility.csv` that hold in a year."""
    table, where = _filed(place), f"{place}/{FILED}"
    years = table[["valid_from", "valid_to"]].replace("", "9999")
    wrong = ~years.apply(lambda column: column.str.fullmatch(r"\d{4}"))
    if wrong.any(axis=None):
        row = int(np.flatnonzero(wrong.any(axis=1))[0])
        found = repr(tuple(table.loc[row, ["valid_from", "valid_to"]]))
        raise SourceError([Fault(f"{where}, row {row + 2}", found, "years in four digits")])
    years = years.astype(int)
    return table[(years["valid_from"] <= year) & (years["valid_to"] >= year)]


def unknown_units(place: str) -> list[tuple[int, str, str]]:
    """Row, name and likely code of each lead unit on file that is no unit of the catalogue: it has no page of its own."""
    table, known = _filed(place), plan_catalogue(place).departments
    names = {one.name: id for id, one in known.items()}
    units = [
        (number, unit)
        for number, unit in enumerate(table["lead_unit"], start=2)
        if unit not in {*known, *names}
    ]
    return [(number, unit, near(unit, known) or names.get(near(unit, names), "")) for number, unit in units]


def _filed(place: str) -> pd.DataFrame:
    """`responsibility.csv` as filed; no rows without it."""
    reads.note("entry", place)
    path = paths.raw(place) / FILED
    if not path.is_file():
        return pd.DataFrame(columns=RESPONSIBILITY, dtype=str)
    try:
        table = pd.read_csv(path, dtype=str, na_filter=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        remedy = "Save it as CSV UTF-8."
        raise SourceError([Fault(f"{place}/{path.name}", str(error), "a table in UTF-8", remedy)]) from None
    if list(table) != RESPONSIBILITY:
        found = str(list(table))
        raise SourceError([Fault(f"{place}/{path.name}, header", found, f"the columns {RESPONSIBILITY}")])
    return table


def plan_catalogue(place: str) -> catalogue.Catalogue:
    """The catalogue by which a place is judged: its own plan where it has one, else the named one."""
    reads.note("entry", place)
    own = paths.raw(place) / "plan"
    return catalogue.load(own if own.is_dir() else read(place).plan)


def plan_files(place: str) -> list[Path]:
    """Files that decide how a place's figures are read: its `place.toml` and plan."""
    folder = paths.raw(place)
    return [folder / "place.toml", *sorted(folder.glob("plan/**/*.toml"))]


def _fault(detail: ErrorDetails, where: str) -> Fault:
    field = ".".join(map(str, detail["loc"]))
    if detail["type"] == "missing":
        return Fault(f"{where}, `{field}`", "nothing", "a value")
    if detail["type"] == "extra_forbidden":
        remedy = suggestion(field, Place.model_fields)
        return Fault(f"{where}, `{field}`", "a field of that name", "a known field", remedy)
    if detail["type"] == "value_error":
        return Fault(where, "an inconsistent entry", detail["msg"].removeprefix("Value error, "))
    return Fault(f"{where}, `{field}`", repr(detail["input"]), detail["msg"])
