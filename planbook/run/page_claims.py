"""What pages and documents claim: handed over beside what their cells show, and written as two tables of the year.

A page's lines of both are written where the page is made: a run joins them, and one that keeps a page keeps its lines.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from planbook.core import left_files
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
HEADS = ("row", "column")  # what a sentence of a table or a card stands under
TABLES = {  # what is written of sentences, by name
    "claims": COLUMNS,
    "unprinted": COLUMNS,
    "fields": FIELDS,
    "sentences": ("page", "piece", "sentence", *HEADS),
}
FRAME = "frame"  # the piece of what stands around every page


def taken(notebook: "NotebookNode", form: str = CLAIMED) -> list[dict]:
    """The claims of an executed notebook's pieces, or what else they hand over, which its outputs then no longer carry."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [row for output in outputs for row in json.loads(output.get("data", {}).pop(form, "[]"))]


def lines(page: str, found: Sequence[Mapping], public: bool) -> dict[str, str]:
    """A page's lines of each of `TABLES`; the public edition says of no claim what it stands on."""
    whole = dict.fromkeys(SERIES[1:], "_T")
    hidden = {"source": ""} if public else {}
    claims = [whole | dict(row) | hidden for row in found if "field" not in row]
    rows = {
        "claims": _numbered(page, [row for row in claims if not _behind_words(row)]),
        "unprinted": _numbered(f"{page}.unprinted", [row for row in claims if _behind_words(row)]),
        "fields": [dict(row) for row in found if "field" in row],
        "sentences": [
            dict(zip(("piece", "sentence", *HEADS), one, strict=True))
            for one in dict.fromkeys(
                (row["piece"], row["sentence"], row.get("row", ""), row.get("column", "")) for row in found
            )
            if any(one[2:])
        ],
    }
    return {name: _lines([row | {"page": page} for row in own], TABLES[name]) for name, own in rows.items()}


def _behind_words(row: Mapping) -> bool:
    """Whether a claim is of what a target asks, or of a number that is told in words alone; that there is none is told."""
    counted = row["kind"] == "count" and "unprinted" in row and row.get("value") != 0
    return row["kind"] == "demand" or counted


def _numbered(under: str, rows: Iterable[dict]) -> list[dict]:
    return [row | {"claim": f"{under}.{number}"} for number, row in enumerate(rows, start=1)]


def write(parameters: PlaceYear, pages: Sequence[str], beside: dict[str, dict[str, str]]) -> None:
    """Write what every page that is there claims, then what stands beside the pages, as `tables/claims.csv`.

    Beside it stand `unprinted.csv`, what they say in words alone: what targets ask, and counts; `fields.csv`, the numbers that they print of named
    fields; `sentences.csv`, the row and column of a table, or the card, that a sentence stands in.
    """
    tables = run_records.outputs(parameters) / "tables"
    there = [page for page in pages if (tables.parent / f"{page}.html").is_file()]
    found = {page: run_records.claims(parameters, page) for page in there} | beside
    framed = claimed([Text(one) for one in page_headings.frame(parameters) if one], FRAME)
    reviews = [page for page in map(run_records.review, there) if (tables.parent / f"{page}.html").is_file()]
    pages_of_all = [page for page in (*found, *reviews) if "." not in page]
    around = [lines(page, framed, parameters.public)["fields"] for page in pages_of_all]
    for name, columns in TABLES.items():
        head = _lines([dict(zip(columns, columns, strict=True))], columns)
        texts = [head, *(own.get(name, "") for own in found.values()), *(around if name == "fields" else [])]
        left_files.write(tables / f"{name}.csv", "".join(texts).encode("utf-8-sig"))


def _lines(rows: Iterable[Mapping], columns: Sequence[str]) -> str:
    """Rows as the lines of `output_tables`, as its function `csv` writes them."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [_printed(row.get(name)) for name in columns] for row in rows
    )
    return buffer.getvalue()


def _printed(value: str | int | float | None) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.10g}"
    return "" if value is None else text_tables.harmless(str(value))
