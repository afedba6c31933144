"""Pieces: what a call of a notebook gives, shown by Jupyter as HTML and taken into reports as blocks."""

import inspect
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property, wraps
from pathlib import Path
from types import MethodType
from typing import Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import quote

import pandas as pd
from matplotlib.figure import Figure

from planbook.core import paths, reads
from planbook.document.blocks import (
    PICTURED,
    Block,
    Card,
    Cards,
    Chart,
    Fold,
    Heading,
    Items,
    Table,
    Text,
    claimed,
    led,
)
from planbook.document.claims import CLAIMED, NOTHING, Sentence, say
from planbook.document.lines import Line, Words
from planbook.judge.page_context import PageContext
from planbook.render import html
from planbook.workbook import called_indicators


class Page(Protocol):
    """What has a context: a page's pieces are its methods."""

    context: PageContext


@dataclass(frozen=True)
class Piece:
    """Blocks that answer one question, and how the table behind them is made; `+` puts two together.

    Attributes
    ----------
    blocks : tuple of Block
        What it shows, in order.
    how : str
        Lines of Python that make `data` from `book` (the page), `pd` and modules of `analysis`; the last one is an
        expression. Of two pieces put together those of the first that has any.
    book : Page, optional
        The page that it stands on.
    name : str
        The call that gives it.
    parts : tuple of Piece
        The pieces that it was put together from by `in_order`, each with its own name and lines.
    """

    blocks: tuple[Block, ...] = ()
    how: str = ""
    book: Page | None = field(default=None, compare=False, repr=False)
    name: str = ""
    parts: tuple["Piece", ...] = field(default=(), compare=False, repr=False)

    def __add__(self, other: "Piece") -> "Piece":
        first = self if self.how else other
        name = " + ".join(filter(None, (self.name, other.name)))
        return Piece(self.blocks + other.blocks, first.how, first.book, name)

    def __bool__(self) -> bool:
        return bool(self.blocks)

    @cached_property
    def data(self) -> pd.DataFrame:
        """The table that it shows or draws, made by `how` when it is first asked for; empty where there is none."""
        return table_of(self.how, self.book) if self.how else pd.DataFrame()

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
        return self.html if reads.asked() else html.of(led(one, self._from_notebook) for one in self.blocks)

    def _from_notebook(self, to: str) -> str | None:
        """Where a link to another page of the year leads from the notebook that shows it; nowhere if there is no page."""
        file, sign, place = to.partition("#")
        if not file or ":" in file:
            return to
        if self.book is None:
            return None
        asked = self.book.context.parameters
        page = paths.outputs_of(asked) / file
        if not page.is_file():
            return None
        shown = Path(os.environ.get("JPY_SESSION_NAME", ""))  # which Jupyter sets to the notebook's own path
        folder = shown.parent if shown.is_file() and shown.is_absolute() else Path.cwd()
        return quote(Path(os.path.relpath(page, folder)).as_posix()) + sign + place

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What it claims, and in a run its picture, beside what it shows: the run of a page takes it from there.

        Rows go as one text: a notebook is copied and written many times on its way.
        """
        parts = self.parts or (self,)
        claims = [row for one in parts for row in claimed(one.blocks, one.name)]
        bundle = {CLAIMED: json.dumps(claims, ensure_ascii=False)}
        single = [one for one in parts if len(one.charts) == 1]
        if reads.asked() and single:
            drawn = [{"piece": one.name, **asdict(html.picture(one.charts[0]))} for one in single]
            bundle[PICTURED] = json.dumps(drawn, ensure_ascii=False)
        return bundle

    def __repr__(self) -> str:
        kinds = [type(one).__name__ for one in self.blocks]
        return f"<Piece of {', '.join(kinds) or 'nothing'}>"


def table_of(how: str, book: Page | None) -> pd.DataFrame:
    """What a piece's lines make of its page."""
    # imported here: a page that only shows its pieces needs none of them
    from analysis import baselines, charts, forecasting, funnels, gaps, pooling, rates, rounding, trends

    known = (baselines, charts, forecasting, funnels, gaps, pooling, rates, rounding, trends)
    names = {"book": book, "pd": pd, **{one.__name__.rpartition(".")[2]: one for one in known}}
    *before, last = how.splitlines()
    exec("\n".join(before), names)  # noqa: S102 lines that stand in this package; what a call gives is quoted
    return eval(last, names)  # noqa: S307


P = ParamSpec("P")
Book = TypeVar("Book", bound=Page)
Method = Callable[Concatenate[Book, P], Piece]


def shows(how: str) -> Callable[[Method[Book, P]], Method[Book, P]]:
    """A piece of a page whose table is made by some lines, in which `{id}` stands for what a call gives as `id`."""

    def with_lines(piece: Method[Book, P]) -> Method[Book, P]:
        @wraps(piece)
        def shown(page: Book, /, *given: P.args, **named: P.kwargs) -> Piece:
            words, more = called_indicators.resolved(piece, page, *given, **named)
            made = piece(page, *words, **more)
            lines = how_of(MethodType(shown, page), *words, **more)
            return replace(made, name=_called(piece.__name__, *words, **more), how=lines, book=page)

        shown.__dict__["how"] = how
        return shown

    return with_lines


def how_of(call: Callable[..., Piece], *given: object, **named: object) -> str:
    """The lines of a piece of a page as a call with these arguments has them: `how_of(book.trend, id)`."""
    signature = inspect.signature(call)
    bound = signature.bind(*given, **named).arguments
    lines: str = call.__dict__["how"]
    return lines.format_map({name: _written(bound.get(name, ())) for name in signature.parameters})


def _called(name: str, *given: object, **named: object) -> str:
    """A call as it is written."""
    parts = [*map(str, given), *(f"{key}={value}" for key, value in named.items())]
    return f"{name}({', '.join(parts)})"


def _written(given: str | tuple[str, ...]) -> str:
    """What a call was given, as Python: a text, or several with commas."""
    return (
        ", ".join(map(_written, given)) if isinstance(given, tuple) else json.dumps(given, ensure_ascii=False)
    )


def internal_only(piece: Method[Book, P]) -> Method[Book, P]:
    """A piece of a page that the public edition leaves out."""

    @wraps(piece)
    def for_the_house(page: Book, /, *given: P.args, **named: P.kwargs) -> Piece:
        return Piece() if page.context.parameters.public else piece(page, *given, **named)

    return for_the_house


def joined(pieces: Iterable[Piece]) -> Piece:
    """Pieces one after the other as one."""
    return Piece(tuple(block for piece in pieces for block in piece.blocks))


def in_order(pieces: Iterable[Piece]) -> Piece:
    """Pieces one after the other as one, each of which goes on to claim under its own name."""
    parts = tuple(part for piece in pieces for part in (piece.parts or (piece,)) if part)
    return Piece(joined(parts).blocks, parts=parts)


def section(title: str, *pieces: Piece, lead: str = "") -> Piece:
    """A heading with its pieces, and what is to be said before them; nothing where no piece shows anything."""
    if not any(pieces):
        return Piece()
    return in_order([heading(2, say(title)), paragraph(say(lead)) if lead else Piece(), *pieces])


def heading(level: int, line: Words) -> Piece:
    """A heading."""
    return Piece((Heading(level, line),))


def paragraph(line: Words, role: str = "") -> Piece:
    """A paragraph; nothing of an empty sentence."""
    return Piece((Text(line, role=role),)) if line else Piece()


def paragraphs(texts: Iterable[Words], role: str = "") -> Piece:
    """A paragraph of each sentence that is not empty."""
    return joined(paragraph(text, role) for text in texts)


def bullets(items: Iterable[Words]) -> Piece:
    """A list of sentences."""
    return Piece((Items(tuple(items)),))


def fold(summary: Sentence, content: Piece) -> Piece:
    """Content that opens at a click and is printed folded."""
    return Piece((Fold(summary, content.blocks),))


def table(
    header: Sequence[str | Sentence],
    rows: Iterable[Sequence[Line]],
    *,
    caption: str | Sentence = "",
    numbers: Iterable[int] = (),
) -> Piece:
    """A table; columns in `numbers` are set flush right."""
    made = tuple(tuple(row) for row in rows)
    return Piece((Table(caption, tuple(header), made, tuple(numbers)),))


def picture(
    draw: Callable[[], Figure],
    alt: Sentence,
    note: Sentence = NOTHING,
    data_at: str = "",
    title: Sentence = NOTHING,
) -> Piece:
    """A chart, drawn once when it is first looked at, with its alternative text, a note, and the way to its figures.

    `title` is what it is called on paper, else as the figure itself is.
    """
    return Piece((Chart(cache(draw), alt, note, data_at, title),))


def cards(made: Iterable[Card]) -> Piece:
    """Cards side by side."""
    return Piece((Cards(tuple(made)),))
