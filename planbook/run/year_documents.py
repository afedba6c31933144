"""A year's documents written beside its pages: reports in Word, the briefing, the yearbook."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from planbook import reports
from planbook.core import left_files, paths, processes
from planbook.document.blocks import Block, Picture, claimed
from planbook.judge.place_year import PlaceYear
from planbook.run import fork_server, page_claims, run_records
from planbook.run.page_making import Outcome

FIRST = ("_women.docx", ".xlsx")  # written in one process; the others in another


def write(parameters: PlaceYear) -> list[Outcome]:
    """Write a year's documents into its folder; what became of each: one that fails stops no other.

    Where processes can be forked from a warmed one, the two plans' documents are written side by side; those of a process
    that dies are written here.
    """
    names = list(reports.documents(parameters))
    parts = [
        [name for name in names if name.endswith(FIRST)],
        [name for name in names if not name.endswith(FIRST)],
    ]
    if os.name == "posix" and all(parts):
        try:
            with (
                fork_server.without_main(),
                ProcessPoolExecutor(
                    2, mp_context=fork_server.context(), initializer=processes.end_with_parent
                ) as pool,
            ):
                made = list(pool.map(_written_there, [str(paths.root())] * 2, [parameters] * 2, parts))
            return sorted((one for part in made for one in part), key=lambda one: names.index(one.page))
        except BrokenProcessPool:
            pass
    return _written(parameters, names)


def _written_there(root: str, parameters: PlaceYear, names: list[str]) -> list[Outcome]:
    os.environ["PLANBOOK_ROOT"] = root
    return _written(parameters, names)


def _written(parameters: PlaceYear, names: list[str]) -> list[Outcome]:
    folder = run_records.outputs(parameters)
    made = reports.documents(parameters, Shown(parameters))
    return [_one(folder / name, parameters, made[name]) for name in names]


class Shown:
    """The pictures of a year's pages, each page's read once."""

    def __init__(self, parameters: PlaceYear) -> None:
        self._parameters = parameters
        self._known: dict[str, dict[str, tuple[str, str]]] = {}

    def __call__(self, page: str, call: str) -> Picture | None:
        """The picture that a page shows of a call of its notebook."""
        if page not in self._known:
            self._known[page] = run_records.pictures(self._parameters, page)
        found = self._known[page].get(call)
        return Picture(*found) if found else None


def _one(path: Path, parameters: PlaceYear, make: Callable[[], tuple[bytes, Sequence[Block]]]) -> Outcome:
    started = time.perf_counter()
    claims: dict[str, str] = {}
    try:
        content, blocks = make()
        left_files.write(path, content)
        claims = page_claims.lines(path.name, claimed(blocks), parameters.public)
        state, reason = "done", ""
    except OSError:  # a full disk: the run ends, and says so
        raise
    except Exception as error:
        left_files.remove(path)
        state, reason = "failed", f"{type(error).__name__}: {error}"
    seconds, title = round(time.perf_counter() - started, 2), reports.title(parameters, path.name)
    return Outcome(path.name, title, state, seconds, reason, claims=claims)
