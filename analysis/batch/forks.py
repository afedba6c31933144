"""One process a page, forked from a warmed one: it starts at once, and what it breaks it breaks alone."""

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import connection

from analysis.batch import notebook, server
from analysis.batch.notebook import Outcome, Unit

LOOK = 1.0  # seconds between looks at what runs too long


@dataclass
class _Running:
    unit: Unit
    process: multiprocessing.process.BaseProcess
    answer: connection.Connection
    started: float


def make_all(units: list[Unit], jobs: int, timeout: float = notebook.TIMEOUT) -> Iterator[Outcome]:
    """Make every page; a process that dies is tried once more, in a kernel of its own.

    Parameters
    ----------
    units : list of Unit
        Pages to make.
    jobs : int
        Processes at a time.
    timeout : float
        Seconds after which a page's process is ended.
    """
    context = server.context()
    waiting, running = list(units), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            one = _start(context, waiting.pop(0))
            running[one.process.sentinel] = one
        for sentinel in connection.wait(list(running), timeout=LOOK):
            ended = running.pop(sentinel)
            outcome = _outcome(ended)
            if outcome is None:
                waiting.append(replace(ended.unit, engine=notebook.KERNEL))
            else:
                yield outcome
        for one in running.values():
            if time.monotonic() - one.started > timeout:
                one.process.kill()


def _start(context, unit: Unit) -> _Running:
    answer, ours = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(unit, ours), daemon=False)
    process.start()
    ours.close()
    return _Running(unit, process, answer, time.monotonic())


def _make(unit: Unit, answer: connection.Connection) -> None:
    from analysis.batch import inprocess  # noqa: F401 - registers the engine, whatever became of the warming

    answer.send(notebook.make(unit))


def _outcome(ended: _Running) -> Outcome | None:
    """What became of a page; nothing where its process died and a second try is left."""
    ended.process.join()
    try:
        if ended.answer.poll():
            return ended.answer.recv()
    except EOFError:
        pass
    if ended.unit.engine != notebook.KERNEL:
        return None
    seconds, code = round(time.monotonic() - ended.started, 2), ended.process.exitcode
    why = f"the process was ended by signal {-code}" if code < 0 else f"the process ended with {code}"
    notebook.remove_page(ended.unit)
    return Outcome(ended.unit.page, ended.unit.title, "failed", seconds, f"{why}, twice")
