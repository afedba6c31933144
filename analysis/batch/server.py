"""The process that pages are forked from; light, so that it can warm up while its caller is still importing."""

import multiprocessing
from multiprocessing import forkserver

WARM = "analysis.batch.warm"


def context():
    """The way of starting processes from the warmed one."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([WARM])
    return found


def begin() -> None:
    """Start the warmed process and do not wait for it."""
    context()
    forkserver.ensure_running()
