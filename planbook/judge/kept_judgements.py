"""Judgements kept in `data/processed`: made once by a run, read by every page, each reading written down."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from planbook.core import digests, part_digests, paths, reads
from planbook.judge.judgement import NAMES, Judgement, judge, part
from planbook.judge.place_year import PlaceYear
from planbook.store import processed

ROOMS = (  # whose source decides what a judgement is
    "analysis/*.py",
    "analysis/forecasting",
    *(f"planbook/{room}" for room in ("catalogue", "contract", "intake", "store", "disclosure", "judge")),
)
PARTS = ("area", "indicator", "target")  # columns by whose values pages ask for rows
KEY, DIGESTS = "key.json", "digests.json"
YEARS = 16  # judgements of one sitting: a plan's years, and the places compared with


class KeptJudgement(Judgement):
    """A kept judgement, each table read when it is first asked for: a page needs a third of them.

    Whole tables and rows that are read are written down (`planbook.core.reads`).
    """

    _parameters: PlaceYear
    _folder: Path
    _tables: dict[str, pd.DataFrame]

    def __init__(self, parameters: PlaceYear, folder: Path):
        object.__setattr__(self, "_parameters", parameters)
        object.__setattr__(self, "_folder", folder)
        object.__setattr__(self, "_tables", {})

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in NAMES:
            raise AttributeError(name)
        self.note(name, "", "")
        return self._table(name)

    def rows(self, name: str, **of: str | Iterable[str]) -> pd.DataFrame:
        """Rows of a table, as of `Judgement`; what is asked for by one column is written down value by value."""
        if len(of) != 1 or not set(of) <= set(PARTS):
            return part(getattr(self, name), of)
        ((column, wanted),) = of.items()
        wanted = wanted if isinstance(wanted, str) else list(wanted)
        for value in [wanted] if isinstance(wanted, str) else wanted:
            self.note(name, column, value)
        return part(self._table(name), {column: wanted})

    def unrecorded(self, name: str) -> pd.DataFrame:
        """A whole table, for who tells with `note` which of its rows are shown."""
        return self._table(name)

    def note(self, name: str, column: str, value: str) -> None:
        """Write down that rows of a table are shown."""
        reads.note("judged", *self._parameters.by_name.values(), name, column, value)

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            self._tables[name] = pd.read_parquet(self._folder / f"{name}.parquet")
        return self._tables[name]


def of(parameters: PlaceYear) -> Judgement:
    """The kept judgement, if it was made from the same data and code; else a new one, which is not kept."""
    if in_force(parameters):
        return KeptJudgement(parameters, folder(parameters))
    reads.note("judged_anew", *parameters.by_name.values())
    return _made(parameters, key(parameters))


def in_force(parameters: PlaceYear) -> bool:
    """Whether a judgement is kept that was made from today's data and code, and is as it was left."""
    note = paths.read_note(folder(parameters) / KEY)
    return bool(note) and note == _note(parameters)


@lru_cache(maxsize=YEARS)
def _made(parameters: PlaceYear, key: str) -> Judgement:
    """A judgement for the pages of one sitting; `key` changes with the data and the code."""
    return judge(parameters)


def ready(parameters: PlaceYear) -> Judgement:
    """The judgement that is kept and in force; judged and kept first where there is none. Only runs do this."""
    return of(parameters) if in_force(parameters) else keep(parameters)


def keep(parameters: PlaceYear) -> Judgement:
    """Judge and keep the tables, so that the pages of the year read them."""
    made, home = judge(parameters), folder(parameters)
    (home / KEY).unlink(missing_ok=True)
    told = {}
    for name, table in made.tables().items():
        content = table.to_parquet(index=False)
        told[name] = part_digests.of(table, PARTS)
        paths.write_atomically(home / f"{name}.parquet", content)
    paths.write_atomically(home / DIGESTS, json.dumps(told).encode())
    paths.write_atomically(home / KEY, json.dumps(_note(parameters)).encode())
    return made


def kept_digests(parameters: PlaceYear) -> dict[str, dict[str, str]]:
    """Digests of the kept tables and their parts (`part_digests.of`), by table; none where they are not in force."""
    return paths.read_note(folder(parameters) / DIGESTS) if in_force(parameters) else {}


def folder(parameters: PlaceYear) -> Path:
    """Where the judgement of a place's year is kept."""
    parts = [
        str(parameters.year),
        "public" if parameters.public else "",
        parameters.as_of,
        str(parameters.level),
    ]
    return paths.processed(parameters.place) / "judgement" / "_".join(filter(None, parts))


def _note(parameters: PlaceYear) -> dict:
    home = folder(parameters)
    return {"key": key(parameters), "files": digests.each([*home.glob("*.parquet"), home / DIGESTS], home)}


def key(parameters: PlaceYear) -> str:
    """Digest of all that a judgement is made from."""
    place = parameters.place
    parts = [
        [_content(one, parameters) for one in (place, *digests.above(place))],
        digests.entry(place),
        digests.code(*ROOMS),
        parameters.year,
        parameters.as_of,
        parameters.level,
        parameters.edition,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _content(place: str, parameters: PlaceYear) -> str:
    """Digest of what a place's figures up to the year are, or of all they are made from."""
    known = ""
    if not parameters.as_of and processed.in_force(place):
        known = processed.content(place, parameters.year)
    return known or digests.prepared_key(place)
