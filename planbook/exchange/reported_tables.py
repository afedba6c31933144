"""The tables `planbook query` reads: what was reported, and what the catalogue says of it."""

from collections.abc import Callable, Iterable

import pandas as pd
from pydantic import BaseModel

from planbook import catalogue, store
from planbook.catalogue import Catalogue
from planbook.catalogue.model import Area, Department, Indicator, Target
from planbook.contract import places, schema
from planbook.core import labels, paths

WHOLE: tuple[str, ...] = (
    "year",
    "baseline_year",
    "judged_year",
    "number",
    "decimals",
    "every",
    "deadline",
    "starts",
)
WHOLE += ("default_year", "baseline", "midterm", "final", "targets", "targets_met")
WHOLE += ("cells", "taken", "not_taken", "blank")
REAL = ("numerator", "denominator", "value", "multiplier", "lower_bound", "upper_bound", "tolerance")
TRUE_OR_FALSE = ("synthetic", "step", "sentinel", "register", "every_year")


def kinds(names: Iterable[str], **other: str) -> dict[str, str]:
    """SQL type of each column, by its name; `other` where a table means something else by it."""
    by_name = {**dict.fromkeys(WHOLE, "BIGINT"), **dict.fromkeys(REAL, "DOUBLE")}
    by_name |= {**dict.fromkeys(TRUE_OR_FALSE, "BOOLEAN"), **other}
    return {name: by_name.get(name, "VARCHAR") for name in names}


def _fields(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if name not in UNTOLD]


RELATED = ("counts_from", "parity", "sum_of", "holds", "part_of")  # told in docs/review_rules.md
UNTOLD = ("charts", *RELATED)  # fields that say how something is shown or checked
PLACE = ["name", "synthetic", "judged", "default_year", "baseline", "midterm", "final", "note"]
COLUMNS = {
    "observations": kinds(schema.COLUMNS),
    "reported": kinds(schema.COLUMNS),
    "releases": kinds(["place", *schema.RELEASE_COLUMNS]),
    "files": kinds(["place", *schema.FILE_COLUMNS]),
    "statements": kinds(["place", *schema.STATEMENT_COLUMNS]),
    "explanations": kinds(["place", *schema.EXPLANATION_COLUMNS]),
    "not_taken": kinds(["place", "level", "location", "found", "expected", "remedy"]),
    "places": kinds(["place", *PLACE, "document"]),
    "indicators": kinds(_fields(Indicator), numerator="VARCHAR", denominator="VARCHAR"),
    "areas": kinds([*_fields(Area), "document"]),
    "targets": kinds([*_fields(Target), "document"]),
    "departments": kinds(_fields(Department)),
}


def tables(chosen: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The tables of `COLUMNS` for some places, with the catalogues they are read by.

    Without any place the catalogue of the package is there all the same.

    Raises
    ------
    UsageError, SourceError, CatalogueError
        When a place or its plan cannot be read.
    """
    chosen = list(chosen)
    plans = _plans(chosen)
    distinct = {id(plan): plan for plan in plans.values()}.values()
    entries = [_entries(plan) for plan in distinct] or [_entries(catalogue.load())]
    reported = stacked("reported", map(store.rows, chosen))
    return {
        "observations": schema.newest(reported),
        "reported": reported,
        "releases": _of_places("releases", chosen, store.release_table),
        "files": _of_places("files", chosen, store.files),
        "statements": _of_places("statements", chosen, store.statements),
        "explanations": _of_places("explanations", chosen, store.explanations),
        "not_taken": _of_places("not_taken", chosen, _not_taken),
        "places": stacked("places", (_place(place, plan.plan.id) for place, plan in plans.items())),
        **{name: stacked(name, (one[name] for one in entries)) for name in entries[0]},
    }


def _plans(chosen: list[str]) -> dict[str, Catalogue]:
    """Catalogue of each place; places with the same plan share one."""
    shared: dict[str, Catalogue] = {}
    made = {}
    for place in chosen:
        own = (paths.raw(place) / "plan").is_dir()
        name = f"{place}/plan" if own else places.read(place).plan
        if name not in shared:
            shared[name] = places.plan_catalogue(place)
        made[place] = shared[name]
    return made


def chosen_places(named: Iterable[str]) -> list[str]:
    """The places named, or all; `UsageError` where there is none of a name."""
    return [paths.check_place(place) for place in dict.fromkeys(named)] or paths.places()


def stacked(name: str, parts: Iterable[pd.DataFrame], columns: dict | None = None) -> pd.DataFrame:
    """Parts of a table below one another, each row once; without any, the columns alone."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame(columns=list(columns or COLUMNS[name]), dtype=object)
    return pd.concat(full, ignore_index=True).drop_duplicates(ignore_index=True)


def _of_places(name: str, chosen: list[str], read: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    return stacked(name, (with_place(read(place), place) for place in chosen))


def with_place(table: pd.DataFrame, place: str) -> pd.DataFrame:
    """A table with its place in the first column."""
    table = table.copy()
    table.insert(0, "place", place)
    return table


def _not_taken(place: str) -> pd.DataFrame:
    return store.not_taken(place).rename(columns={"where": "location"})  # WHERE is a word of SQL


def _place(place: str, document: str) -> pd.DataFrame:
    entry = places.read(place)
    known = {name: getattr(entry, name) for name in PLACE}
    return pd.DataFrame([{"place": place, **known, "document": document}])


def _entries(known: Catalogue) -> dict[str, pd.DataFrame]:
    document = {"document": known.plan.id}
    return {
        "indicators": _frame(known.indicators.values()),
        "areas": _frame(known.areas.values(), **document),
        "targets": _frame(known.targets, **document),
        "departments": _frame(known.departments.values()),
    }


def _frame(entries: Iterable, **same: str) -> pd.DataFrame:
    rows = [{**entry.model_dump(by_alias=True, exclude={*UNTOLD}), **same} for entry in entries]
    return pd.DataFrame([{name: _joined(value) for name, value in row.items()} for row in rows], dtype=object)


def _joined(value: object) -> object:
    return labels.listing(map(str, value)) if isinstance(value, tuple) else value
