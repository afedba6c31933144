"""What stands in a line of a page or in a cell of a table: text, and what is more than text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere; `one_line` forbids a break within it, `download` names a file."""

    text: str
    to: str
    one_line: bool = False
    download: str = ""


@dataclass(frozen=True)
class Anchor:
    """A text that links lead to by its id."""

    id: str
    text: str


@dataclass(frozen=True)
class OneLine:
    """A text that is not broken."""

    text: str


@dataclass(frozen=True)
class Note:
    """A small note beside a text."""

    text: str
    one_line: bool = False


@dataclass(frozen=True)
class State:
    """A state or a warning's level by its code, with the word that is printed beside its mark."""

    code: str
    word: str


@dataclass(frozen=True)
class Break:
    """Where a new line begins."""


Span = str | Link | Anchor | OneLine | Note | State | Break
Line = Span | tuple[Span, ...]


def spans(line: Line) -> tuple[Span, ...]:
    """The spans of a line.

    Examples
    --------
    >>> spans("一句"), spans(("共", OneLine("3项")))
    (('一句',), ('共', OneLine(text='3项')))
    """
    return line if isinstance(line, tuple) else (line,)
