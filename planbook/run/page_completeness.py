"""Whether an executed notebook shows all it declares: a chart or a table that is missing raises no error by itself."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

PICTURE, TABLE, LACKING = "<img ", "<table", 'class="lacking"'
DECLARED = {"chart": PICTURE, "table": TABLE}
ARGUMENT = "argument"  # tag of cells that show how an answer comes about: any result of Python's does
GLYPH = re.compile(r"Glyph \d+ .*? missing")


class IncompleteError(Exception):
    """A cell ran without an error and did not show what it should."""


def count(notebook: "NotebookNode") -> dict[str, int]:
    """How many charts and tables an executed notebook shows."""
    shown = "".join(_html(cell) for cell in notebook.cells if ARGUMENT not in cell.metadata.get("tags", []))
    return {"charts": shown.count(PICTURE), "tables": shown.count(TABLE)}


def check(notebook: "NotebookNode") -> None:
    """Raise `IncompleteError` naming the first cell that shows nothing, less than its tags declare, or a sign without a form."""
    for index, cell in enumerate(notebook.cells):
        if wrong := _wrong(cell):
            line = cell.source.strip().splitlines()[0]
            raise IncompleteError(f"cell {index} `{line}`: {wrong}")


def _wrong(cell: "NotebookNode") -> str:
    tags = cell.metadata.get("tags", [])
    if (
        cell.cell_type != "code"
        or not cell.source.strip()
        or {"parameters", "injected-parameters"} & set(tags)
    ):
        return ""
    said = "".join(one.get("text", "") for one in cell.get("outputs", []) if one.output_type == "stream")
    if found := GLYPH.search(said):
        return f"{found[0]}: no form for a character in the chart's font"
    if ARGUMENT in tags:
        return "" if any("data" in one for one in cell.get("outputs", [])) else "shows nothing"
    html = _html(cell)
    if "setup" not in tags and not html.strip():
        return "shows nothing"
    lost = [tag for tag in tags if tag in DECLARED and DECLARED[tag] not in html and LACKING not in html]
    return f"declares a {lost[0]} and shows none, nor why not" if lost else ""


def _html(cell: "NotebookNode") -> str:
    outputs = [
        one for one in cell.get("outputs", []) if one.output_type in ("execute_result", "display_data")
    ]
    return "".join("".join(one["data"].get("text/html", "")) for one in outputs)
