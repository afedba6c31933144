"""Blocks that pages and reports are made of, before they are HTML or Word: headings, texts, tables, charts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from planbook.document.claims import NOTHING, Claim, Sentence, told
from planbook.document.lines import Line, Link, Span, Words, sentences, spans
from planbook.document.lines import text as plain_text

if TYPE_CHECKING:  # blocks are handed about where nothing is drawn
    from matplotlib.figure import Figure


def _only_sentences(*lines: Words) -> None:
    """Refuse a text that is no sentence, wherever no type checker looked."""
    for span in (one for line in lines for one in spans(line)):
        if isinstance(span, str):
            raise TypeError(f"{span!r} is no sentence: what a page says is made by `say`")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2, …; `key` names a computed one."""

    level: int
    line: Words
    key: str = ""

    def __post_init__(self) -> None:
        _only_sentences(self.line)


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

    line: Words
    key: str = ""
    role: str = ""

    def __post_init__(self) -> None:
        _only_sentences(self.line)


@dataclass(frozen=True)
class Items:
    """A list of points."""

    lines: tuple[Words, ...]

    def __post_init__(self) -> None:
        _only_sentences(*self.lines)


@dataclass(frozen=True)
class Table:
    """A table; columns in `numbers` are set flush right."""

    caption: str | Sentence
    header: tuple[str | Sentence, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if wrong := [row for row in self.rows if len(row) != len(self.header)]:
            raise ValueError(f"{len(wrong[0])} cells under {len(self.header)} heads: {wrong[0]!r}")


@dataclass(frozen=True)
class Picture:
    """A chart as a page shows it: a WebP in base64, and the titles of its axes."""

    base64: str = field(repr=False)
    title: str


PICTURED = "application/vnd.planbook.picture+json"  # the form in which a cell of a run hands over its piece's picture
Shown = Callable[
    [str, str], Picture | None
]  # the picture that a page of the run shows of a call of its notebook


@dataclass(frozen=True)
class Chart:
    """A chart with its alternative text, a note below it, and the id of its figures on the page (`data_at`).

    Its caption on paper is `title`, or where there is none the figure's own. It is drawn when it is first looked at; of one
    that a page of the same run shows already, `shown` is the picture there, and nothing is drawn.
    """

    draw: "Callable[[], Figure]" = field(repr=False)
    alt: Sentence
    note: Sentence = NOTHING
    data_at: str = ""
    title: str | Sentence = ""
    shown: "Picture | None" = field(default=None, repr=False)

    @property
    def figure(self) -> "Figure":
        """The figure."""
        return self.draw()

    @property
    def own_title(self) -> str:
        """The titles of the figure's axes."""
        if self.shown:
            return self.shown.title
        return "、".join(filter(None, (axes.get_title(loc="left") for axes in self.figure.axes)))

    def __post_init__(self) -> None:
        _only_sentences(self.alt, self.note)


@dataclass(frozen=True)
class Card:
    """A figure of the first screen: name, value, a small note beside it, lines below; `empty` where there is no value."""

    title: Sentence
    value: Sentence
    note: Sentence = NOTHING
    lines: tuple[Words, ...] = ()
    empty: bool = False

    def __post_init__(self) -> None:
        _only_sentences(self.title, self.value, self.note, *self.lines)


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Fold:
    """Blocks that open at a click on a page and stand open on paper."""

    summary: Sentence
    blocks: "tuple[Block, ...]"

    def __post_init__(self) -> None:
        _only_sentences(self.summary)


BETWEEN = " | "  # cells of a row as one text
Block = Heading | Text | Items | Table | Chart | Cards | Fold


def led(block: Block, where: Callable[[str], str | None]) -> Block:
    """A block whose links lead elsewhere: `where` tells of each one's address the new one, or none and it is its text."""
    match block:
        case Heading() | Text():
            return replace(block, line=_words(block.line, where))
        case Items():
            return Items(tuple(_words(line, where) for line in block.lines))
        case Table():
            return replace(block, rows=tuple(tuple(_line(cell, where) for cell in row) for row in block.rows))
        case Cards():
            cards = tuple(
                replace(one, lines=tuple(_words(said, where) for said in one.lines)) for one in block.cards
            )
            return Cards(cards)
        case Fold():
            return Fold(block.summary, tuple(led(one, where) for one in block.blocks))
        case _:
            return block


S = TypeVar("S", bound=Span)


def _span(span: S, where: Callable[[str], str | None]) -> S | Sentence | Link:
    if not isinstance(span, Link):
        return span
    if (to := where(span.to)) is not None:
        return replace(span, to=to)
    return span.text if isinstance(span.text, Sentence) else told("link", span.text)


def _words(line: Words, where: Callable[[str], str | None]) -> Words:
    return tuple(_span(one, where) for one in line) if isinstance(line, tuple) else _span(line, where)


def _line(line: Line, where: Callable[[str], str | None]) -> Line:
    return tuple(_span(one, where) for one in line) if isinstance(line, tuple) else _span(line, where)


def said(content: Iterable[Block]) -> Iterator[Sentence]:
    """All sentences of blocks in their order: of texts, points, cells, cards, folds, and of what charts say in words."""
    yield from (one.sentence for one in placed(content))


@dataclass(frozen=True)
class Placed:
    """A sentence where it stands: in a table what heads its row and its column, on a card the card's title."""

    sentence: Sentence
    row: str = ""
    column: str = ""


def placed(content: Iterable[Block]) -> Iterator[Placed]:
    """All sentences of blocks in their order, each with what heads it."""
    for block in content:
        match block:
            case Heading() | Text():
                yield from map(Placed, sentences(block.line))
            case Items():
                yield from (Placed(one) for line in block.lines for one in sentences(line))
            case Table():
                lines: tuple[Line, ...] = (block.caption, *block.header)
                yield from (Placed(one) for line in lines for one in sentences(line))
                yield from (one for row in block.rows for one in _of_row(row, block.header))
            case Chart():
                yield from map(Placed, (block.alt, block.note, *sentences(block.title)))
            case Cards():
                yield from (Placed(one, str(card.title)) for card in block.cards for one in _of_card(card))
            case Fold():
                yield Placed(block.summary)
                yield from placed(block.blocks)


def _of_row(row: tuple[Line, ...], header: tuple[str | Sentence, ...]) -> Iterator[Placed]:
    """Sentences of a table's row, each with the texts of the row and the head of its column."""
    heads = BETWEEN.join(plain_text(cell) for cell in row)
    yield from (
        Placed(one, heads, str(head))
        for cell, head in zip(row, header, strict=True)
        for one in sentences(cell)
    )


def _of_card(card: Card) -> Iterator[Sentence]:
    yield from (card.title, card.value, card.note)
    yield from (one for line in card.lines for one in sentences(line))


def claimed(content: Iterable[Block], piece: str = "") -> list[dict]:
    """A row of every claim of blocks, once a sentence: what it says, in which sentence of the piece, and its text.

    Of a named field that prints a number there is a row too, with `field` and how it is `printed`. In a table `row` has
    the texts of the row and `column` the head of the column; on a card `row` has its title.
    """
    found: list[dict] = []
    numbered = (one for one in placed(content) if _numbered(one.sentence))
    for number, one in enumerate(numbered, start=1):
        heads = {name: text for name, text in (("row", one.row), ("column", one.column)) if text}
        where = {"piece": piece, "sentence": number, "text": one.sentence.text} | heads
        found += [row | where for row in _once(one.sentence.claims)]
        fields = dict.fromkeys(field for field in one.sentence.fields if field.numbered)
        found += [{"field": field.name, "printed": field.printed, **where} for field in fields]
    return found


def _once(claims: Iterable[Claim]) -> list[dict]:
    """What claims say, each once; one that is printed somewhere is printed."""
    unprinted: dict[tuple, bool] = {}
    for claim in claims:
        said = tuple(claim.known.items())
        unprinted[said] = unprinted.get(said, True) and claim.unprinted
    return [dict(said) | ({"unprinted": True} if behind else {}) for said, behind in unprinted.items()]


def _numbered(one: Sentence) -> bool:
    return bool(one.claims) or any(field.numbered for field in one.fields)
