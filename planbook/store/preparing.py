"""What is kept of a place in `data/processed`, written: `planbook prepare` registers and rebuilds, a run rebuilds."""

from planbook.core import paths
from planbook.core.errors import Fault, SourceError
from planbook.store import building, processed, registration
from planbook.store.processed import Prepared


def prepare(place: str) -> Prepared:
    """Register a place's new releases, read every one, and keep what could be taken.

    Raises
    ------
    SourceError, CatalogueError, UsageError
        When the place or its plan cannot be read; faults of single files are returned.
    """
    with paths.lock(paths.processed(paths.check_place(place))):
        registration.register(place)
        prepared = building.build(place)
        processed.keep(place, prepared)
    return prepared


def refresh(place: str) -> None:
    """Keep what can be taken of a place, unless what is kept was made from the same raw files, catalogue and code.

    Nothing is registered: files that `prepare` has not seen yet are named among the faults.
    """
    if processed.in_force(paths.check_place(place)):
        return
    with paths.lock(paths.processed(place)):
        if not processed.in_force(place):  # another process may have been faster
            processed.keep(place, building.build(place))


def check(place: str) -> list[Fault]:
    """What must be put right in a place's raw files, read anew; nothing is kept."""
    try:
        return [fault for fault in building.build(place).faults if getattr(fault, "level", "must") == "must"]
    except SourceError as error:
        return list(error.faults)
