"""What pages and documents claim: handed over beside what their cells show, and written as two tables of the year.

A page's lines of both are written where the page is made: a run joins them, and one that keeps a page keeps its lines.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from planbook.core import paths
from planbook.document.blocks import Text, claimed
from planbook.document.claims import CLAIMED
from planbook.judge.place_year import PlaceYear
from planbook.render import text_tables
from planbook.run import run_records
from planbook.text import page_headings

if TYPE_CHECKING:
    from nbformat import NotebookNode

SERIES = ("indicator", "sex", "residence", "age", "unit_area")
COLUMNS = (
    *(
        "claim",
        "page",
        "piece",
        "sentence",
        "kind",
        *SERIES,
        "year",
        "value",
        "lower",
        "upper",
        "level",
        "unit",
    ),
    *("against_year", "against_value", "verdict", "source", "text"),
)
FIELDS = ("page", "piece", "sentence", "field", "printed", "text")
FRAME = "frame"  # the piece of what stands around every page


def taken(notebook: "NotebookNode", form: str = CLAIMED) -> list[dict]:
    """The claims of an executed notebook's pieces, or what else they hand over, which its outputs then no longer carry."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [row for output in outputs for row in json.loads(output.get("data", {}).pop(form, "[]"))]


def lines(page: str, found: Sequence[Mapping], public: bool) -> dict[str, str]:
    """A page's lines of `claims.csv` and of `fields.csv`; the public edition says of no claim what it stands on."""
    whole = dict.fromkeys(SERIES[1:], "_T")
    claims = [whole | dict(row) for row in found if "field" not in row]
    hidden = {"source": ""} if public else {}
    named = [
        row | {"claim": f"{page}.{number}", "page": page} | hidden
        for number, row in enumerate(claims, start=1)
    ]
    fields = [dict(row) | {"page": page} for row in found if "field" in row]
    return {"claims": _lines(named, COLUMNS), "fields": _lines(fields, FIELDS)}


def write(parameters: PlaceYear, pages: Sequence[str], beside: dict[str, dict[str, str]]) -> None:
    """Write the claims of every page that is there, then those of what stands beside the pages, as `tables/claims.csv`.

    The numbers that sentences print of named fields stand beside it, in `tables/fields.csv`.
    """
    tables = run_records.outputs(parameters) / "tables"
    there = [page for page in pages if (tables.parent / f"{page}.html").is_file()]
    found = {page: run_records.claims(parameters, page) for page in there} | beside
    framed = claimed([Text(one) for one in page_headings.frame(parameters) if one], FRAME)
    around = [lines(page, framed, parameters.public)["fields"] for page in found if "." not in page]
    parts = {
        "claims": [own["claims"] for own in found.values()],
        "fields": [*(own["fields"] for own in found.values()), *around],
    }
    for (name, texts), columns in zip(parts.items(), (COLUMNS, FIELDS), strict=True):
        head = _lines([dict(zip(columns, columns, strict=True))], columns)
        paths.write_atomically(tables / f"{name}.csv", "".join([head, *texts]).encode("utf-8-sig"))


def _lines(rows: Iterable[Mapping], columns: Sequence[str]) -> str:
    """Rows as the lines of `output_tables.csv`."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [_printed(row.get(name)) for name in columns] for row in rows
    )
    return buffer.getvalue()


def _printed(value: str | int | float | None) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.10g}"
    return "" if value is None else text_tables.harmless(str(value))
