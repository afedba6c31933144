"""Reading the catalogue's TOML files, with every fault of every file reported at once."""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planbook.catalogue import consistency
from planbook.catalogue.model import (
    Area,
    Catalogue,
    Department,
    Indicator,
    Measure,
    Objective,
    Plan,
    ReviewRule,
    Settings,
    Target,
)
from planbook.core.errors import CatalogueError, Fault, suggestion

HOME = Path(__file__).parent
Kind = TypeVar("Kind", bound=BaseModel)


class Reader:
    """Collects entries and faults from one file after another."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def toml(self, path: Path) -> dict:
        """Content of a TOML file; a file that is not one is a fault and reads as empty."""
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.faults.append(Fault(path.name, "no such file", "a TOML file"))
        except UnicodeDecodeError as error:
            self.faults.append(Fault(path.name, f"bytes that are not text ({error.reason})", "UTF-8"))
        except tomllib.TOMLDecodeError as error:
            self.faults.append(Fault(path.name, f"broken TOML: {error}", "valid TOML"))
        return {}

    def entry(self, model: type[Kind], fields: dict, where: str) -> Kind | None:
        """One checked entry, or None after noting its faults."""
        try:
            return model(**fields)
        except ValidationError as error:
            self.faults += [_fault(detail, where, model) for detail in error.errors()]
            return None

    def entries(
        self, path: Path, content: dict, section: str, model: type[Kind], **common: str
    ) -> list[Kind]:
        """Checked entries of one `[[section]]`, those with faults left out."""
        rows = content.get(section, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.faults.append(Fault(f"{path.name} {section}", _kind(rows), f"[[{section}]] entries"))
            return []
        found = (self._row(path, section, model, row, common) for row in rows)
        return [entry for entry in found if entry is not None]

    def _row(
        self, path: Path, section: str, model: type[Kind], row: dict, common: dict[str, str]
    ) -> Kind | None:
        label = row.get("id", row.get("number", "?"))
        fields = {**common, **row}
        if "number" in row:
            fields["id"] = f"{common['area']}.{section[0].upper()}{row['number']}"
        return self.entry(model, fields, f"{path.name} {section} {label}")

    def table(self, path: Path, content: dict, section: str) -> dict:
        """One `[section]`; what is no table is a fault and reads as empty."""
        found = content.get(section, {})
        if isinstance(found, dict):
            return found
        self.faults.append(Fault(f"{path.name} {section}", _kind(found), f"one table [{section}]"))
        return {}

    def named(self, path: Path, content: dict, section: str) -> dict[str, dict]:
        """The tables `[section.<id>]` by id, those that are no tables left out."""
        found = self.table(path, content, section)
        for id in [id for id, fields in found.items() if not isinstance(fields, dict)]:
            expected = f"one table [{section}.<id>] an entry"
            self.faults.append(Fault(f"{path.name} {section} {id}", _kind(found[id]), expected))
        return {id: fields for id, fields in found.items() if isinstance(fields, dict)}

    def sections(self, path: Path, content: dict, known: set[str]) -> None:
        """Note sections a file of this kind does not have."""
        for name in sorted(set(content) - known):
            expected = ", ".join(sorted(known))
            self.faults.append(
                Fault(path.name, f"section `{name}`", f"one of {expected}", suggestion(name, known))
            )


def _kind(found: object) -> str:
    """What stands where something else should, in TOML's words."""
    if isinstance(found, list):
        return (
            "[[…]] entries" if found and all(isinstance(one, dict) for one in found) else f"a list {found!r}"
        )
    return "a table" if isinstance(found, dict) else f"a value {found!r}"


def load(plan: str | Path = "ruzhou") -> Catalogue:
    """The catalogue of a plan.

    Parameters
    ----------
    plan : str or pathlib.Path
        Name of a plan shipped with the package, or the folder of another city's plan.
        Indicators of its own may lie in the folder's `indicators/`.

    Returns
    -------
    Catalogue
        Frozen entries in the plan's order.

    Raises
    ------
    CatalogueError
        With every fault of every file: file, entry, what was found, what is expected.
    """
    folder = plan if isinstance(plan, Path) else HOME / "plans" / plan
    if not (folder / "plan.toml").is_file():
        known = [path.parent.name for path in HOME.glob("plans/*/plan.toml")]
        raise CatalogueError(
            [Fault(f"plan {plan}", "no plan.toml", "a known plan", suggestion(str(plan), known))]
        )
    return _load(folder, _stamp(folder))


def _stamp(folder: Path) -> tuple:
    """Changes with every file a catalogue is read from."""
    files = [*sorted(folder.rglob("*.toml")), *sorted(HOME.glob("*.toml")), *_indicator_files(folder)]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


@lru_cache(maxsize=4)
def _load(folder: Path, stamp: tuple) -> Catalogue:
    """The entries as read once; `stamp` asks for them anew where a file has changed."""
    reader = Reader()
    settings: Any = _settings(reader, HOME / "settings.toml")  # no faults: they are there
    parts: dict[str, Any] = {
        "plan": _plan(reader, folder / "plan.toml"),
        "departments": _departments(reader, HOME / "departments.toml"),
        "review": _review(reader, HOME / "review_rules.toml"),
        "indicators": _indicators(reader, _indicator_files(folder)),
        **_asked(reader, folder),
    }
    faults = reader.faults + consistency.references(**parts)
    if faults:
        raise CatalogueError(sorted(set(faults)))
    return Catalogue(settings=settings, **parts)


def _indicator_files(folder: Path) -> Iterator[Path]:
    yield from sorted((HOME / "indicators").glob("*.toml"))
    yield from sorted((folder / "indicators").glob("*.toml"))


def _plan(reader: Reader, path: Path) -> Plan | None:
    return reader.entry(Plan, reader.toml(path), path.name)


def _settings(reader: Reader, path: Path) -> Settings | None:
    return reader.entry(Settings, reader.toml(path), path.name)


def _departments(reader: Reader, path: Path) -> dict[str, Department]:
    found = _by_id(reader, path, "department", Department)
    return {entry.id: entry for entry in found}


def _review(reader: Reader, path: Path) -> dict[str, ReviewRule]:
    return {entry.id: entry for entry in _by_id(reader, path, "rule", ReviewRule)}


def _by_id(reader: Reader, path: Path, section: str, model: type[Kind]) -> list[Kind]:
    """Checked entries `[section.<id>]` of a file that has no other section."""
    content = reader.toml(path)
    reader.sections(path, content, {section})
    found = [
        reader.entry(model, {"id": id, **fields}, f"{path.name} {section} {id}")
        for id, fields in reader.named(path, content, section).items()
    ]
    return [entry for entry in found if entry]


def _indicators(reader: Reader, paths: Iterator[Path]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path in paths:
        content = reader.toml(path)
        reader.sections(path, content, {"indicator"})
        for id, fields in reader.named(path, content, "indicator").items():
            where = f"{path.name} indicator {id}"
            entry = reader.entry(Indicator, {"id": id, "area": path.stem, **fields}, where)
            if id in found:
                reader.faults.append(Fault(where, "the id a second time", "one entry an id"))
            if entry:
                found[id] = entry
    return found


def _asked(reader: Reader, folder: Path) -> dict:
    areas: list[Area] = []
    asked: dict[str, list[Any]] = {"objectives": [], "measures": [], "targets": []}
    for path in sorted(folder.glob("*.toml")):
        if path.name == "plan.toml":
            continue
        content = reader.toml(path)
        reader.sections(path, content, {"area", "objective", "measure", "target"})
        area = reader.entry(
            Area, {"id": path.stem, **reader.table(path, content, "area")}, f"{path.name} area"
        )
        if area is None:
            continue
        areas.append(area)
        common = {"area": area.id, "plan": area.plan}
        asked["objectives"] += reader.entries(path, content, "objective", Objective, **common)
        asked["measures"] += reader.entries(path, content, "measure", Measure, **common)
        asked["targets"] += reader.entries(path, content, "target", Target, **common)
    areas.sort(key=lambda area: (area.plan != "women", area.number))
    place = {area.id: n for n, area in enumerate(areas)}
    for rows in asked.values():
        rows.sort(key=lambda row: place[row.area])
    return {"areas": {area.id: area for area in areas}, **{k: tuple(v) for k, v in asked.items()}}


def _fault(detail: ErrorDetails, where: str, model: type[BaseModel]) -> Fault:
    field = ".".join(map(str, detail["loc"]))
    place = f"{where}, `{field}`" if field else where
    message = detail["msg"].removeprefix("Value error, ").rstrip(".")
    known = [info.alias or name for name, info in model.model_fields.items()]
    match detail["type"]:
        case "missing":
            return Fault(place, "nothing", "a value")
        case "extra_forbidden":
            return Fault(place, "a field of that name", "a known field", suggestion(field, known))
        case "literal_error":
            return Fault(place, repr(detail["input"]), detail["ctx"]["expected"])
        case "value_error":
            return Fault(place, "an incomplete entry", message)
    return Fault(place, repr(detail["input"]), message[0].lower() + message[1:])
