"""Processes that end with the one that started them: a killed run leaves nobody behind, waiting or writing."""

import multiprocessing
import os
import threading
from multiprocessing.process import BaseProcess


def end_with_parent() -> None:
    """End this process as soon as the one that started it is no more; of use as an initializer of a pool.

    A pool's processes hold both ends of the queue they wait at, so that they would wait for ever.
    """
    threading.Thread(target=_wait, args=(multiprocessing.parent_process(),), daemon=True).start()


def _wait(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
        os._exit(1)
