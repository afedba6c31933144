"""Charts and tables of a year's pages, taken from their executed notebooks: reports show what the pages show."""

import json
import re
from functools import cached_property
from pathlib import Path

from planbook.core import paths
from planbook.document import blocks
from planbook.judge.place_year import PlaceYear
from planbook.render.html import Fragment
from planbook.reports import page_blocks

CALL = re.compile(r"book\.(\w+)\(")


class Executed:
    """The executed notebook of one page; without any piece where the page could not be made."""

    def __init__(self, parameters: PlaceYear, page: str):
        folder = paths.outputs(parameters.place, parameters.year, parameters.edition)
        self.path: Path = folder / "notebooks" / f"{page}.ipynb"

    @cached_property
    def _cells(self) -> list[tuple[list[str], str]]:
        """Of each cell the pieces it calls, and the HTML it shows."""
        if not self.path.is_file():
            return []
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        return [
            (CALL.findall("".join(cell["source"])), _html(cell))
            for cell in cells
            if cell["cell_type"] == "code"
        ]

    def charts(self, *pieces: str, most: int = 1) -> list[blocks.Block]:
        """The first charts that pieces (`trend`, `gap`, …) show, with the notes below them."""
        found: list[blocks.Block] = []
        for calls, html in self._cells:
            if set(pieces) & set(calls):
                found += _with_notes(page_blocks.of(Fragment(html)))
            if sum(isinstance(one, blocks.Picture) for one in found) >= most:
                break
        return _first(found, most)


def _html(cell: dict) -> str:
    shown = (out.get("data", {}).get("text/html", "") for out in cell.get("outputs", []))
    return "".join("".join(part) for part in shown)


def _with_notes(found: list[blocks.Block]) -> list[blocks.Block]:
    return [one for one in found if isinstance(one, blocks.Picture) or getattr(one, "style", "") == "图注"]


def _first(found: list[blocks.Block], most: int) -> list[blocks.Block]:
    """The blocks up to the last note of so many pictures."""
    kept: list[blocks.Block] = []
    for one in found:
        if isinstance(one, blocks.Picture) and sum(isinstance(k, blocks.Picture) for k in kept) == most:
            break
        kept.append(one)
    return kept
