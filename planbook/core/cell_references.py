"""Where a figure stands: the cell of a sheet of a received file, as one value with one way of writing and reading it."""

import re
from dataclasses import dataclass, replace

NO_SHEET = "-"  # of a text file
WRITTEN = re.compile(
    r"(?P<release>[^/!]+)/(?P<file>.+?\.\w+)!(?P<sheet>.+)!(?P<column>[A-Z]+)(?P<row>[1-9]\d*)", re.DOTALL
)


@dataclass(frozen=True)
class CellReference:
    """A cell of a received file; written `release/file!sheet!J12`.

    The sheet of a text file is `NO_SHEET`. A name may hold any sign, `!` too: a file's ends with its extension, and a
    cell is what follows the last `!`.
    """

    release: str
    file: str
    sheet: str
    column: str
    row: int

    @property
    def received(self) -> str:
        """The file: `release/file`."""
        return f"{self.release}/{self.file}"

    @property
    def name(self) -> str:
        """The cell within its sheet: `J12`."""
        return f"{self.column}{self.row}"

    @property
    def in_file(self) -> str:
        """The cell within its file: `sheet!J12`."""
        return f"{self.sheet}!{self.name}"

    @property
    def line(self) -> "CellReference":
        """The first cell of the same row: what one line of a form has in common."""
        return replace(self, column="A")

    def __str__(self) -> str:
        return written(self.received, self.sheet, self.name)


def written(received: str, sheet: str, cell: str) -> str:
    """The reference of a cell, such as `J12`, of a sheet of a file, `release/file`."""
    return f"{received}!{sheet}!{cell}"


def parse(text: str) -> CellReference | None:
    """The cell that a text names; None where it names something else, such as a file or a sheet."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    release, file, sheet, column, row = found.groups()
    return CellReference(release, file, sheet, column, int(row))


def received(text: str) -> str:
    """The file that a cell's reference is in, `release/file`; the text itself where it names no cell."""
    cell = parse(text)
    return text if cell is None else cell.received
