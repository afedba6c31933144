"""Blocks that pages and reports are made of, before they are HTML or Word: headings, texts, tables, charts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from matplotlib.figure import Figure

from planbook.document.lines import Line


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2, …; `key` names a computed one."""

    level: int
    line: Line
    key: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph.

    Attributes
    ----------
    line : Line
        What it says.
    key : str
        What a computed one is known by in an edited report.
    role : str
        What it is for: `conclusion`, `lacking`, `banner`, `links` …; on paper `point`, `summary`, `source_note`.
    """

    line: Line
    key: str = ""
    role: str = ""


@dataclass(frozen=True)
class Items:
    """A list of points."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A table; columns in `numbers` are set flush right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart with its alternative text, a note below it, and the id of its figures on the page (`data_at`).

    Its caption on paper is `title`, or where there is none the figure's own.
    """

    figure: Figure = field(repr=False)
    alt: str
    note: str = ""
    data_at: str = ""
    title: str = ""

    @property
    def own_title(self) -> str:
        """The titles of the figure's axes."""
        return "、".join(filter(None, (axes.get_title(loc="left") for axes in self.figure.axes)))


@dataclass(frozen=True)
class Card:
    """A figure of the first screen: name, value, a small note beside it, lines below; `empty` where there is no value."""

    title: str
    value: str
    note: str = ""
    lines: tuple[Line, ...] = ()
    empty: bool = False


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Fold:
    """Blocks that open at a click on a page and stand open on paper."""

    summary: str
    blocks: "tuple[Block, ...]"


Block = Heading | Text | Items | Table | Chart | Cards | Fold


def with_lines(block: Block, change: Callable[[Line], Line]) -> Block:
    """A block with each of its lines changed; what a chart, a card and a summary say stays."""
    match block:
        case Heading() | Text():
            return replace(block, line=change(block.line))
        case Items():
            return Items(tuple(map(change, block.lines)))
        case Table():
            return replace(block, rows=tuple(tuple(map(change, row)) for row in block.rows))
        case Fold():
            return Fold(block.summary, tuple(with_lines(one, change) for one in block.blocks))
        case _:
            return block
