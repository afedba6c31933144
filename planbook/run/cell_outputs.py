"""What a cell prints and displays, in the order in which it does so, as a kernel would report it."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output

STREAMS = ("stdout", "stderr")


class CellOutputs:
    """Outputs of one cell, each put behind those that came before."""

    def __init__(self) -> None:
        self.nodes: list[NotebookNode] = []
        self._named: dict[str, list[NotebookNode]] = {}
        self._clear_next = False

    def printed(self, name: str, text: str) -> None:
        """Text for a stream; what follows text of the same stream goes on with it."""
        self._cleared()
        last = self.nodes[-1] if self.nodes else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        elif text:
            self.nodes.append(new_output("stream", name=name, text=text))

    def displayed(self, data: dict, metadata: dict, display_id: str, update: bool) -> None:
        """Forms of something displayed; an update takes the place of what was displayed by that name."""
        if update:
            for node in self._named.get(display_id, []):
                node.update(data=data, metadata=metadata)
            return
        self._cleared()
        node = new_output("display_data", data=data, metadata=metadata)
        self.nodes.append(node)
        self._named.setdefault(display_id, []).append(node)

    def cleared(self, wait: bool) -> None:
        """Take away what was shown: now, or when the next output comes."""
        self._clear_next = True
        if not wait:
            self._cleared()

    def _cleared(self) -> None:
        if self._clear_next:
            self.nodes.clear()
            self._clear_next = False


class _Stream(io.TextIOBase):
    """A stream that writes into a cell's outputs."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: CellOutputs):
        self._name, self._outputs = name, outputs

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, text: str) -> int:
        """Put text behind what the cell has shown."""
        self._outputs.printed(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    """Puts what is displayed into a cell's outputs."""

    def __init__(self, outputs: CellOutputs, shell: InteractiveShell):
        super().__init__(parent=shell, shell=shell)
        self._outputs = outputs

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        source: object = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **given: object,
    ) -> None:
        """Take the forms of something displayed (IPython's interface)."""
        display_id = (transient or {}).get("display_id", "")
        self._outputs.displayed(data, metadata or {}, display_id, update)

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown (IPython's interface)."""
        self._outputs.cleared(wait)


@contextmanager
def of_cell(shell: InteractiveShell) -> Iterator[CellOutputs]:
    """Outputs of what is run in a shell meanwhile."""
    outputs = CellOutputs()
    before = {name: getattr(sys, name) for name in STREAMS}
    publisher = shell.display_pub
    try:
        for name in STREAMS:
            setattr(sys, name, _Stream(name, outputs))
        shell.display_pub = _Publisher(outputs, shell)
        yield outputs
    finally:
        shell.display_pub = publisher
        for name, stream in before.items():
            setattr(sys, name, stream)
