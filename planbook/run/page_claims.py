"""What pages and documents claim: handed over beside what their cells show, and written as one table of the year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planbook.core import paths
from planbook.document.blocks import Text, claimed
from planbook.document.claims import CLAIMED
from planbook.judge.place_year import PlaceYear
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
    *("against_year", "against_value", "verdict", "source", "text", "row", "column"),
)
WHOLE = ("year", "level", "against_year")  # columns of whole numbers
FIELDS = ("page", "piece", "sentence", "field", "printed", "text", "row", "column")
FRAME = "frame"  # the piece of what stands around every page


def taken(notebook: "NotebookNode", form: str = CLAIMED) -> list[dict]:
    """The claims of an executed notebook's pieces, or what else they hand over, which its outputs then no longer carry."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [row for output in outputs for row in output.get("data", {}).pop(form, None) or []]


def write(parameters: PlaceYear, pages: Sequence[str], beside: dict[str, list[dict]]) -> None:
    """Write the claims of every page that is there, then those of what stands beside the pages, as `tables/claims.csv`.

    The numbers that sentences print of named fields stand beside it, in `tables/fields.csv`.
    """
    import pandas as pd

    from planbook.run import output_tables

    folder = run_records.outputs(parameters)
    there = [page for page in pages if (folder / f"{page}.html").is_file()]
    found = {page: run_records.claims(parameters, page) for page in there} | beside
    claims = {page: [row for row in own if "field" not in row] for page, own in found.items()}
    rows = [row for page, own in claims.items() for row in _rows(page, own, parameters.public)]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(WHOLE, "Int64"))
    paths.write_atomically(folder / "tables" / "claims.csv", output_tables.csv(table))
    framed = claimed([Text(one) for one in page_headings.frame(parameters) if one], FRAME)
    fields = [row | {"page": page} for page, own in found.items() for row in own if "field" in row]
    fields += [row | {"page": page} for page in found if "." not in page for row in framed]
    table = pd.DataFrame(fields, columns=list(FIELDS))
    paths.write_atomically(folder / "tables" / "fields.csv", output_tables.csv(table))


def _rows(page: str, found: list[dict], public: bool) -> list[dict]:
    """A page's claims with their names; the public edition says of none what it stands on."""
    whole = dict.fromkeys(SERIES[1:], "_T")
    named = enumerate(found, start=1)
    rows = [whole | row | {"claim": f"{page}.{number}", "page": page} for number, row in named]
    return [row | {"source": ""} for row in rows] if public else rows
