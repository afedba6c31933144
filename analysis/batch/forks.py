"""One process a page, forked from a warmed one: it starts at once, and what it breaks it breaks alone."""

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import connection

from analysis import processes
from analysis.batch import notebook, server
from analysis.batch.notebook import Outcome, Unit

LOOK = 1.0  # seconds between looks at what runs too long
MEMORY = 4.0  # GiB of a page's own that it may take
ENDED = "the process was ended by signal {}"
LEFT = "the process ended with {}"


@dataclass
class _Running:
    unit: Unit
    process: multiprocessing.process.BaseProcess
    answer: connection.Connection
    started: float
    late: bool = False


def make_all(
    units: list[Unit], jobs: int, *, timeout: float = notebook.TIMEOUT, memory: float = MEMORY, context=None
) -> Iterator[Outcome]:
    """Make every page in a process of its own; one that dies is tried once more, in a kernel.

    Parameters
    ----------
    units : list of Unit
        Pages to make.
    jobs : int
        Processes at a time.
    timeout : float
        Seconds after which a page's process is ended; it is not tried again.
    memory : float
        GiB that a page's process may take for itself, where the system can hold it to that.
    context : multiprocessing.context.BaseContext, optional
        How processes start; forked from the warmed one without it.
    """
    context = context or server.context()
    waiting, running = list(units), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            one = _start(context, waiting.pop(0), memory)
            running[one.process.sentinel] = one
        for sentinel in connection.wait(list(running), timeout=LOOK):
            ended = running.pop(sentinel)
            outcome, why = _outcome(ended)
            if outcome is None:
                waiting.append(replace(ended.unit, engine=notebook.KERNEL, after=why))
            else:
                yield outcome
        for one in running.values():
            if time.monotonic() - one.started > timeout:
                one.late = True
                one.process.kill()


def _start(context, unit: Unit, memory: float) -> _Running:
    answer, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(unit, theirs, memory), daemon=False)
    server.start(process)
    theirs.close()
    return _Running(unit, process, answer, time.monotonic())


def _make(unit: Unit, answer, memory: float) -> None:
    if unit.engine == notebook.IN_PROCESS:
        from analysis.batch import inprocess  # noqa: F401 - registers the engine, whatever became of the warming

    begin_page(memory)
    answer.send(notebook.make(unit))


def begin_page(memory: float) -> None:
    """Hold this process to its memory, and let it end with the run: a later one must not meet its writing."""
    hold_to(memory)
    processes.end_with_parent()


def hold_to(memory: float) -> None:
    """Give this process and its kernel no more memory than that, so that asking for more is an error in a cell."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = int(memory * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _outcome(ended: _Running) -> tuple[Outcome | None, str]:
    """What became of a page; nothing, and why its process died, where a second try is left."""
    ended.process.join()
    try:
        if ended.answer.poll():
            return ended.answer.recv(), ""
    except EOFError:
        pass
    unit, seconds = ended.unit, round(time.monotonic() - ended.started, 2)
    code = ended.process.exitcode
    why = ENDED.format(-code) if code < 0 else LEFT.format(code)
    if ended.late:
        why = f"not done after {seconds:.0f} s"
    elif not unit.after:
        return None, why
    notebook.remove_page(unit)
    before = f"; before that, {unit.after}" if unit.after else ""
    return Outcome(unit.page, unit.title, "failed", seconds, why + before), ""
