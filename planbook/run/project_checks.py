"""Everything that can be checked before a run: catalogue, raw files, notebooks."""

from pathlib import Path

from planbook import catalogue
from planbook.contract import places
from planbook.core import paths
from planbook.core.errors import Fault, PlanbookError, SourceError
from planbook.run import page_making
from planbook.run.order import EVALUATIONS, FIRST_PAGES, INTERACTIVE, parameter_faults
from planbook.store import preparing


def everything() -> list[Fault]:
    """All faults of the catalogue, the places and the notebooks."""
    try:
        areas = list(catalogue.load().areas)
    except PlanbookError as error:
        return list(error.faults)
    faults = [fault for id in [*FIRST_PAGES, *EVALUATIONS, *INTERACTIVE, *areas] for fault in _notebook(id)]
    for place in paths.places():
        try:
            places.read(place)
            faults += preparing.check(place)
        except PlanbookError as error:
            faults += error.faults
    return faults


def _notebook(id: str) -> list[Fault]:
    path = paths.notebooks() / f"{id}.ipynb"
    if not path.is_file():
        return [Fault(f"notebooks/{path.name}", "no such file", "a notebook of that name")]
    try:
        return [*_outputs(path), *parameter_faults(path)]
    except SourceError as error:
        return list(error.faults)


def _outputs(path: Path) -> list[Fault]:
    if any(cell["outputs"] for cell in page_making.cells(path)):
        remedy = "Run `nbstripout` on it."
        return [Fault(f"notebooks/{path.name}", "outputs", "a notebook without outputs", remedy)]
    return []
