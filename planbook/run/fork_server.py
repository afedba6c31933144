"""The process that pages are forked from; light, so that it can warm up while its caller is still importing."""

import multiprocessing
import sys
import tempfile
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, util
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from planbook.core import environment

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # Windows has none

PAGES = ("planbook.run.warm_up",)
KERNELS = (*PAGES, "planbook.run.kernel_warm_up")


def context(warm: tuple[str, ...] = PAGES) -> "ForkServerContext":
    """The way of starting processes from one that has imported these modules."""
    found = multiprocessing.get_context("forkserver")
    _keep_names_short()
    found.set_forkserver_preload(list(warm))
    return found


def start(process: BaseProcess) -> None:
    """Start a process without running the caller's main module in it once more, which no page and no kernel needs."""
    with without_main():
        process.start()


@contextmanager
def without_main() -> Iterator[None]:
    """Processes started meanwhile do not run the caller's main module."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def begin() -> None:
    """Start the warmed process and do not wait for it."""
    context()
    forkserver.ensure_running()


def _keep_names_short() -> None:
    """Have the warmed process listen where a socket's name is not too long, once for all processes that come of this one."""
    before, tempfile.tempdir = tempfile.tempdir, environment.socket_folder() or tempfile.tempdir
    try:
        util.get_temp_dir()
    finally:
        tempfile.tempdir = before
