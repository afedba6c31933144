"""What stands in a line of a page or in a cell of a table: text, and what is more than text."""

from dataclasses import dataclass

from planbook.document.claims import Sentence


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere; `one_line` forbids a break within it, `download` names a file."""

    text: str | Sentence
    to: str
    one_line: bool = False
    download: str = ""


@dataclass(frozen=True)
class Anchor:
    """A text that links lead to by its id."""

    id: str
    text: str | Sentence


@dataclass(frozen=True)
class OneLine:
    """A text that is not broken."""

    text: str | Sentence


@dataclass(frozen=True)
class Note:
    """A small note beside a text."""

    text: str | Sentence
    one_line: bool = False


@dataclass(frozen=True)
class State:
    """A state or a warning's level by its code, with the word that is printed beside its mark."""

    code: str
    word: Sentence


@dataclass(frozen=True)
class Break:
    """Where a new line begins."""


Span = str | Sentence | Link | Anchor | OneLine | Note | State | Break
Line = Span | tuple[Span, ...]  # in a cell of a table
Said = Sentence | Link | Note | State | Break
Words = Said | tuple[Said, ...]  # in a paragraph, a point, a heading: no text that is not a sentence


def spans(line: Line | Words) -> tuple[Span, ...]:
    """The spans of a line.

    Examples
    --------
    >>> spans("一句"), spans(("共", OneLine("3项")))
    (('一句',), ('共', OneLine(text='3项')))
    """
    return line if isinstance(line, tuple) else (line,)


def sentences(line: Line | Words) -> tuple[Sentence, ...]:
    """The sentences that stand in a line, those of its links, states and notes too."""
    said = (span if isinstance(span, Sentence) else _within(span) for span in spans(line))
    return tuple(one for one in said if isinstance(one, Sentence))


def text(line: Line | Words) -> str:
    """A line as plain text, without marks.

    Examples
    --------
    >>> text(("共", OneLine("3项")))
    '共3项'
    """
    return "".join(
        str(span) if isinstance(span, str | Sentence) else str(_within(span) or "") for span in spans(line)
    )


def _within(span: Span) -> object:
    return getattr(span, "word" if isinstance(span, State) else "text", None)
