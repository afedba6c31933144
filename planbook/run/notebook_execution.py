"""One notebook run by papermill, and what ended it where it did not come to its end."""

import math
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.core import environment

if (
    TYPE_CHECKING
):  # imported where a page is made: the process that only orders pages starts two seconds sooner
    from nbformat import NotebookNode
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

KERNEL, IN_PROCESS = "kernel", "planbook"  # papermill's own engine, and `in_process_engine.InProcess`
NOISE = ("papermill", "execution")
SHOWN = 100  # characters of a cell's first line
LATE = "not done after {:.0f} s"


class StoppedError(Exception):
    """A notebook that did not come to its end: in which cell and why."""


class Watch:
    """Which cell is at work, and how long the notebook may still take.

    Parameters
    ----------
    seconds : float
        What the whole notebook may take.
    tell : callable
        Takes the name of each cell that begins.
    """

    def __init__(self, seconds: float, tell: Callable[[str], object]):
        self.seconds, self.tell = seconds, tell
        self.end, self.cell = time.monotonic() + seconds, ""

    def begins(self, cell: "NotebookNode", cell_index: int) -> None:
        """Note a cell that begins (nbclient's `on_cell_start`)."""
        if cell.cell_type == "code" and cell.source.strip():
            self.cell = named(cell_index, cell.source)
            self.tell(self.cell)

    def left(self, cell: "NotebookNode") -> int:
        """Whole seconds that a cell may take, at least one (nbclient's `timeout_func`)."""
        return max(1, round(self.end - time.monotonic()))


def run(
    source: Path,
    parameters: dict,
    *,
    root: str,
    engine: str = KERNEL,
    timeout: float,
    tell: Callable[[str], object] = lambda cell: None,
) -> "NotebookNode":
    """Run a notebook; the executed one, without what differs between equal runs.

    Parameters
    ----------
    source : pathlib.Path
        The notebook.
    parameters : dict
        What its cell tagged `parameters` is to hold.
    root : str
        Folder that its cells run in.
    engine : str
        `KERNEL` or `IN_PROCESS`.
    timeout : float
        Seconds that all its cells may take in a kernel.
    tell : callable
        Takes the name of each cell that begins.

    Raises
    ------
    StoppedError
        Where a cell fails, takes too long or ends its kernel.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    watch = Watch(timeout, tell)
    try:
        return _without_noise(_executed(source, parameters, root, engine, watch))
    except PapermillExecutionError as error:
        raise StoppedError(_where(error)) from error
    except CellTimeoutError as error:
        raise StoppedError(f"{watch.cell}: {LATE.format(timeout)}") from error
    except DeadKernelError as error:
        raise StoppedError(f"{watch.cell}: {error}") from error


def _executed(source: Path, parameters: dict, root: str, engine: str, watch: Watch) -> "NotebookNode":
    import papermill

    # a busy machine starts a kernel late and hands its outputs over late: only the page's own time ends that
    patience = math.ceil(watch.seconds)
    with (
        tempfile.TemporaryDirectory(prefix="planbook-", dir=environment.socket_folder()) as private,
        environment.around_pages(private),
    ):
        return papermill.execute_notebook(
            str(source),
            str(Path(private) / "executed.ipynb"),
            parameters=parameters,
            cwd=root,
            engine_name=None if engine == KERNEL else engine,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=patience,
            iopub_timeout=patience,
            timeout_func=watch.left,
            on_cell_start=watch.begins,
            config=_kernel_config(private),
            extra_arguments=["--log-level=50"],  # what goes wrong in a cell comes back as its error
        )


def _kernel_config(private: str) -> "Config":
    """Kernels talk over files only this user can read where the system has them, not over ports."""
    from traitlets.config import Config

    if os.name != "posix":
        return Config()
    return Config(KernelManager={"transport": "ipc", "connection_file": f"{private}/kernel.json"})


def _without_noise(notebook: "NotebookNode") -> "NotebookNode":
    """The notebook without timings, paths and random ids, so that equal runs give equal bytes."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for name in NOISE:
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook


def named(index: int, source: str) -> str:
    """A cell by its place in the notebook and its first line."""
    return f"cell {index} `{source.strip().splitlines()[0][:SHOWN]}`"


def _where(error: "PapermillExecutionError") -> str:
    said = f": {error.evalue}" if error.evalue else ""
    return f"{named(error.cell_index, error.source)}: {error.ename}{said}"
