"""JSON schemas of the files that people write: editors complete and check by them what the reader would refuse.

Usage: ``.venv/bin/python -m planbook.contract.file_schemas`` writes them into `planbook/contract/schemas`. A file names its
own in the first line, `#:schema <path>`, which editors with a TOML language server understand.
"""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from planbook.catalogue.model import (
    Area,
    Department,
    Indicator,
    Measure,
    Objective,
    Plan,
    ReviewRule,
    Settings,
    Target,
)
from planbook.contract.places import Place

FOLDER = Path(__file__).parent / "schemas"
Kind = Literal["place", "plan", "area", "indicators", "departments", "settings", "review_rules"]
DRAFT = "http://json-schema.org/draft-07/schema#"  # that TOML language servers know


def schemas() -> dict[Kind, dict]:
    """The schema of each kind of file.

    Returns
    -------
    dict of str to dict
        `place` (place.toml), `plan` (plan.toml), `area` (a plan's file of one area), `indicators`, `departments`,
        `settings`, `review_rules`; JSON schemas of draft 7.
    """
    return {
        "place": _file(_fields(Place)),
        "plan": _file(_fields(Plan)),
        "settings": _file(_fields(Settings)),
        "departments": _file(_table(department=_by_id(Department, "id"))),
        "review_rules": _file(_table(rule=_by_id(ReviewRule, "id"))),
        "indicators": _file(_table(indicator=_by_id(Indicator, "id", "area"))),
        "area": _file(
            _table(
                area=_fields(Area, "id"),
                objective=_list(Objective, "id", "area", "plan"),
                measure=_list(Measure, "id", "area", "plan"),
                target=_list(Target, "area", "plan"),
            )
        ),
    }


def _fields(model: type[BaseModel], *given: str) -> dict:
    """An entry's fields but those that the reader knows from the file's name and place."""
    schema = model.model_json_schema(by_alias=True)
    schema["properties"] = {name: one for name, one in schema["properties"].items() if name not in given}
    schema["required"] = [name for name in schema.get("required", []) if name not in given]
    return schema


def _list(model: type[BaseModel], *given: str) -> dict:
    return {"type": "array", "items": _fields(model, *given)}


def _by_id(model: type[BaseModel], *given: str) -> dict:
    return {"type": "object", "additionalProperties": _fields(model, *given)}


def _table(**sections: dict) -> dict:
    return {"type": "object", "properties": sections, "additionalProperties": False}


def _file(schema: dict) -> dict:
    """A schema with the definitions of all its parts at its top, where references look for them."""
    found: dict[str, dict] = {}
    body = _without_definitions(schema, found)
    return {"$schema": DRAFT, **body, "$defs": found} if found else {"$schema": DRAFT, **body}


def _without_definitions(part: Any, found: dict[str, dict]) -> Any:
    if isinstance(part, list):
        return [_without_definitions(one, found) for one in part]
    if not isinstance(part, dict):
        return part
    found |= {name: _without_definitions(one, found) for name, one in part.get("$defs", {}).items()}
    return {name: _without_definitions(one, found) for name, one in part.items() if name != "$defs"}


def text(schema: dict) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write every schema into a folder."""
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.json").write_text(text(schema), encoding="utf-8")


if __name__ == "__main__":
    write()
