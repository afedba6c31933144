"""Blocks of a report before it is a Word file: headings, paragraphs, tables, pictures."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2, …; `key` names a computed one."""

    level: int
    text: str
    key: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph; `key` names a computed one, `style` is a Word style's name."""

    text: str
    key: str = ""
    style: str = ""


@dataclass(frozen=True)
class Table:
    """A table of texts; columns in `numbers` are set flush right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A chart as PNG bytes with its alternative text."""

    caption: str
    png: bytes = field(repr=False)
    alt: str = ""


Block = Heading | Text | Table | Picture
