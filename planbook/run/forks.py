"""One process a page, forked from a warmed one: it starts at once, and what it breaks it breaks alone.

Not a pool of the standard library: that one breaks as a whole when a process dies, and does not say which page it was.
"""

import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from planbook.core import processes
from planbook.run import fork_server, notebook_execution, page_making
from planbook.run.page_making import Outcome, Unit

if TYPE_CHECKING:
    from multiprocessing.context import (  # Windows has one of them
        ForkContext,
        ForkServerContext,
        SpawnContext,
    )

    Context = ForkServerContext | ForkContext | SpawnContext

LOOK = 1.0  # seconds between looks at what runs too long
MEMORY = 4.0  # GiB of a page's own that it may take
ENDED = "the process was ended by {}"
KILLED = "SIGKILL, as the system does when memory runs out"
LEFT = "the process ended with {}"


@dataclass
class _Running:
    unit: Unit
    process: multiprocessing.process.BaseProcess
    answer: connection.Connection
    started: float
    late: bool = False
    cell: str = ""  # the one at work
    outcome: Outcome | None = None
    speaks: bool = True

    def listen(self) -> None:
        """Take what the process has told: each cell that began, and what became of the page."""
        try:
            while self.answer.poll():
                told = self.answer.recv()
                self.cell, self.outcome = ("", told) if isinstance(told, Outcome) else (told, None)
        except (EOFError, OSError):  # it ended, perhaps in the middle of a word
            self.speaks = False


def make_all(
    units: list[Unit],
    jobs: int,
    *,
    timeout: float = page_making.TIMEOUT,
    memory: float = MEMORY,
    context: "Context | None" = None,
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
    context = context or fork_server.context()
    waiting = list(units)
    running: dict[Any, _Running] = {}  # by what tells of their end
    while waiting or running:
        while waiting and len(running) < jobs:
            one = _start(context, waiting.pop(0), memory)
            running[one.process.sentinel] = one
        speaking = [one.answer for one in running.values() if one.speaks]
        # an outcome longer than a pipe holds waits for its reader before its process can end
        ready = connection.wait([*running, *speaking], timeout=LOOK)
        for ended in [running.pop(one) for one in [*running] if one in ready]:
            outcome, why = _outcome(ended)
            if outcome is None:
                waiting.append(replace(ended.unit, engine=notebook_execution.KERNEL, after=why))
            else:
                yield outcome
        for one in running.values():
            one.listen()
            if time.monotonic() - one.started > timeout:
                one.late = True
                one.process.kill()


def _start(context: "Context", unit: Unit, memory: float) -> _Running:
    answer, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(unit, theirs, memory), daemon=False)
    fork_server.start(process)
    theirs.close()
    return _Running(unit, process, answer, time.monotonic())


def _make(unit: Unit, answer: connection.Connection, memory: float) -> None:
    if unit.engine == notebook_execution.IN_PROCESS:
        from planbook.run import in_process_engine

        in_process_engine.register()  # whatever became of the warming
    begin_page(memory)
    answer.send(page_making.make(unit, tell=answer.send))


def begin_page(memory: float) -> None:
    """Hold this process to its memory, and let it end with the run: a later one must not meet its writing."""
    hold_to(memory)
    processes.end_with_parent()


def hold_to(memory: float) -> None:
    """Give this process and its kernels no more GiB than that, so that asking for more is an error in a cell."""
    _limit(int(memory * 2**30))


@contextmanager
def held_to(memory: float) -> Iterator[None]:
    """Kernels started meanwhile have no more GiB than that."""
    before = _limit(int(memory * 2**30))
    try:
        yield
    finally:
        _limit(before)


def _limit(most: int) -> int:
    """Set how many bytes this process and those it starts may take; how many it was before."""
    try:
        import resource
    except ImportError:  # Windows
        return most
    before, highest = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (min(most, highest, key=_room), highest))
    return before


def _room(limit: int) -> float:
    return limit if limit >= 0 else float("inf")


def _outcome(ended: _Running) -> tuple[Outcome | None, str]:
    """What became of a page; nothing, and why its process died, where a second try is left."""
    ended.process.join()
    ended.listen()
    if ended.outcome:
        return ended.outcome, ""
    unit, seconds = ended.unit, round(time.monotonic() - ended.started, 2)
    code = ended.process.exitcode or 0
    why = ENDED.format(_signal(-code)) if code < 0 else LEFT.format(code)
    why = notebook_execution.LATE.format(seconds) if ended.late else why
    why = f"{ended.cell}: {why}" if ended.cell else why
    if not ended.late and not unit.after:
        return None, why
    page_making.remove_page(unit)
    before = f"; before that, {unit.after}" if unit.after else ""
    return Outcome(unit.page, unit.title, "failed", seconds, why + before), ""


def _signal(number: int) -> str:
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return KILLED if name == "SIGKILL" else name
