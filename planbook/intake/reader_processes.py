"""Files read in processes of their own: one that brings its reader down is named, and the others go on."""

import os
import signal
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from planbook.core import processes

LONGEST = 60  # seconds that one file may keep a processor busy, where the system can tell
PATIENCE = (
    600  # seconds until a reader that does nothing is given up; a busy machine must not make a file a bad one
)
Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")
_READ: Callable  # set in each worker, so that what all files share is handed over once


def _prepare(read: Callable, shared: tuple) -> None:
    global _READ
    processes.end_with_parent()
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, in whatever it is caught
    _READ = lambda given: read(*given, *shared)  # noqa: E731 - a worker's own function


def _run(given: tuple, longest: float) -> object:
    if not hasattr(signal, "setitimer"):  # Windows
        return _READ(given)
    signal.setitimer(signal.ITIMER_PROF, longest)
    try:
        return _READ(given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def results(
    read: Callable[..., Answer],
    asked: Mapping[Key, tuple],
    shared: tuple,
    failed: Callable[[Key], Answer],
    *,
    longest: float = LONGEST,
    patience: float = PATIENCE,
) -> dict[Key, Answer]:
    """What `read(*given, *shared)` returns of each, or `failed(key)` where there is no answer.

    Parameters
    ----------
    read : callable
        Reads one file; importable by name.
    asked : mapping of key to tuple
        What is handed over for each file.
    shared : tuple
        What all files are read with.
    failed : callable
        Makes the answer for a file whose reader came to an end, or took too long.
    longest : float
        Seconds of a processor that one file may take.
    patience : float
        Seconds that an answer may take, whatever else the machine does.
    """
    limits = (longest, patience)
    made = _round(read, asked, shared, os.cpu_count() or 1, *limits)
    left = {key: given for key, given in asked.items() if key not in made}
    for key, given in left.items():  # one of these brought the pool down; each has one to itself now
        made |= _round(read, {key: given}, shared, 1, *limits)
        made.setdefault(key, failed(key))
    return made


def _round(
    read: Callable[..., Answer],
    asked: Mapping[Key, tuple],
    shared: tuple,
    workers: int,
    longest: float,
    patience: float,
) -> dict[Key, Answer]:
    """Answers up to the first process that breaks down or hangs."""
    pool = ProcessPoolExecutor(min(workers, len(asked) or 1), initializer=_prepare, initargs=(read, shared))
    try:
        running = {key: pool.submit(_run, given, longest) for key, given in asked.items()}
        return _answers(running, patience)
    finally:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(cancel_futures=True)


def _answers(running: Mapping[Key, Future], patience: float) -> dict[Key, Any]:
    made: dict[Key, Any] = {}
    for key, future in running.items():
        try:
            made[key] = future.result(timeout=patience)
        except (BrokenProcessPool, TooLong):
            return made | _done({other: one for other, one in running.items() if other not in made})
    return made


def _done(running: Mapping[Key, Future]) -> dict[Key, Any]:
    """Answers that had come before the pool broke down."""
    return {key: one.result() for key, one in running.items() if one.done() and not one.exception()}
