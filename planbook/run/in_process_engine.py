"""A papermill engine that runs a notebook's cells in this process: what a kernel gives, without starting one.

papermill has engines for kernels alone; IPython runs the cells.
"""

import sys
from collections.abc import Callable
from typing import Any

import matplotlib
import nbformat
import numpy as np
import pandas as pd
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

from planbook.run import cell_outputs

NAME = "planbook"
INLINE = "module://matplotlib_inline.backend_inline"
KERNEL_COLUMNS = 20  # what pandas shows of a wide table in a kernel
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def as_fresh() -> None:
    """Settle anew what libraries settled when the warmed process imported them, as a kernel of its own would.

    pandas shows a terminal's number of columns where it was imported outside a kernel, and every fork would draw the
    same random numbers from NumPy's global generator.
    """
    pd.set_option("display.max_columns", KERNEL_COLUMNS)
    np.random.seed()  # noqa: NPY002 - the old generator is the one that forks share


def draw_inline(shell: InteractiveShell) -> None:
    """Charts left open by a cell are shown: without the hook there is no chart and no error."""
    matplotlib.use(INLINE)
    matplotlib.interactive(True)
    configure_inline_support(shell, INLINE)


class Kept(DisplayHook):
    """Keeps the forms of a cell's value instead of printing them."""

    forms: tuple[dict, dict] | None = None

    def write_output_prompt(self) -> None:
        """Print nothing."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Keep the forms for the cell's output."""
        self.forms = format_dict, md_dict or {}

    def finish_displayhook(self) -> None:
        """Print nothing."""


class Shell(InteractiveShell):
    """A shell that keeps a traceback instead of printing it."""

    traceback: tuple[str, ...] = ()

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.traceback = tuple(stb)


class InProcess(Engine):
    """Cells in a shell of their own; a cell that fails ends the notebook, as in a kernel."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: object
    ) -> None:
        """Run the code cells in order and keep their outputs (papermill's interface)."""
        Shell.clear_instance()
        shell = Shell.instance(
            config=Config({"HistoryManager": {"enabled": False}}), colors="nocolor", displayhook_class=Kept
        )
        as_fresh()
        draw_inline(shell)
        try:
            begins: Any = options.get("on_cell_start", _nothing)
            cls._run_all(shell, nb_man, begins)
        finally:
            Shell.clear_instance()

    @classmethod
    def _run_all(cls, shell: Shell, nb_man: NotebookExecutionManager, begins: Callable) -> None:
        nb_man.nb.metadata["language_info"] = LANGUAGE | {"version": sys.version.split()[0]}
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            nb_man.cell_start(cell, index)
            begins(cell=cell, cell_index=index)
            error = _run(shell, cell)
            if error is not None:
                nb_man.cell_exception(cell, index, exception=error)
                return
            nb_man.cell_complete(cell, index)


def _nothing(**told: object) -> None:
    """Nobody wants to know which cell begins."""


def _run(shell: Shell, cell: nbformat.NotebookNode) -> BaseException | None:
    """Run one cell, put its outputs on it, and return what it raised."""
    with cell_outputs.of_cell(shell) as shown:
        result = shell.run_cell(cell.source, store_history=True)
    cell["execution_count"] = result.execution_count
    cell["outputs"] = shown.nodes
    if result.success:
        cell["outputs"] += _result(shell, result)
        return None
    error = result.error_in_exec or result.error_before_exec
    said = {"ename": type(error).__name__, "evalue": str(error)}
    cell["outputs"].append(new_output("error", traceback=list(shell.traceback), **said))
    return error


def _result(shell: Shell, result: ExecutionResult) -> list[nbformat.NotebookNode]:
    """The value of the cell's last line in the forms a notebook keeps."""
    hook: Any = shell.displayhook  # a `Kept`, with which the shell was made
    forms, hook.forms = hook.forms, None
    if forms is None:
        return []
    count = result.execution_count
    return [new_output("execute_result", data=forms[0], metadata=forms[1], execution_count=count)]


def register() -> None:
    """Make the engine known to papermill in this process."""
    papermill_engines.register(NAME, InProcess)
