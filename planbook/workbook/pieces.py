"""Pieces: what a call of a notebook gives, shown by Jupyter as HTML and taken into reports as blocks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

from matplotlib.figure import Figure

from planbook.document.blocks import Block, Card, Cards, Chart, Fold, Heading, Items, Table, Text
from planbook.document.lines import Line
from planbook.judge.page_context import PageContext
from planbook.render import html


@dataclass(frozen=True)
class Piece:
    """Blocks that answer one question; `+` puts two together."""

    blocks: tuple[Block, ...] = ()

    def __add__(self, other: "Piece") -> "Piece":
        return Piece(self.blocks + other.blocks)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts that it shows."""
        return tuple(one for one in self.blocks if isinstance(one, Chart))

    @property
    def figure(self) -> Figure | None:
        """The first chart's figure, or none."""
        return self.charts[0].figure if self.charts else None

    @property
    def html(self) -> str:
        """What a page shows of it."""
        return html.of(self.blocks)

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        kinds = [type(one).__name__ for one in self.blocks]
        return f"<Piece of {', '.join(kinds) or 'nothing'}>"


class Page(Protocol):
    """What has a context: a page's pieces are its methods."""

    context: PageContext


P = ParamSpec("P")


def internal_only(
    piece: "Callable[Concatenate[Page, P], Piece]",
) -> "Callable[Concatenate[Page, P], Piece]":
    """A piece of a page that the public edition leaves out."""

    @wraps(piece)
    def for_the_house(page: Page, *given: P.args, **named: P.kwargs) -> Piece:
        return Piece() if page.context.parameters.public else piece(page, *given, **named)

    return for_the_house


def joined(pieces: Iterable[Piece]) -> Piece:
    """Pieces one after the other as one."""
    return Piece(tuple(block for piece in pieces for block in piece.blocks))


def heading(level: int, line: Line) -> Piece:
    """A heading."""
    return Piece((Heading(level, line),))


def paragraph(line: Line, role: str = "") -> Piece:
    """A paragraph; nothing of an empty text."""
    return Piece((Text(line, role=role),)) if line else Piece()


def paragraphs(texts: Iterable[str], role: str = "") -> Piece:
    """A paragraph of each text that is not empty."""
    return joined(paragraph(text, role) for text in texts)


def bullets(items: Iterable[Line]) -> Piece:
    """A list of sentences."""
    return Piece((Items(tuple(items)),))


def fold(summary: str, content: Piece) -> Piece:
    """Content that opens at a click and is printed folded."""
    return Piece((Fold(summary, content.blocks),))


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[Line]],
    *,
    caption: str = "",
    numbers: Iterable[int] = (),
) -> Piece:
    """A table; columns in `numbers` are set flush right."""
    made = tuple(tuple(row) for row in rows)
    return Piece((Table(caption, tuple(header), made, tuple(numbers)),))


def picture(figure: Figure, alt: str, note: str = "", data_at: str = "") -> Piece:
    """A chart with its alternative text, a note, and the way to its figures on the page (`data_at`, an id)."""
    return Piece((Chart(figure, alt, note, data_at),))


def cards(made: Iterable[Card]) -> Piece:
    """Cards side by side."""
    return Piece((Cards(tuple(made)),))
