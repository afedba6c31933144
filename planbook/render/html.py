"""Blocks as HTML by a template that escapes every text; what is short stays on one line, numbers stand flush right."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup
from matplotlib.figure import Figure

from planbook.core import labels
from planbook.document import blocks, claims, lines
from planbook.render import images, states, template

TEMPLATES = Path(template.__file__).parent
SHORT = 9  # signs that stay on one line
SHORT_HEADING = 4
LONG = 30  # signs from which a column is wide
TESTS = {
    "sentence": claims.Sentence,
    "link": lines.Link,
    "anchor": lines.Anchor,
    "one_line": lines.OneLine,
    "note": lines.Note,
    "state": lines.State,
    "break": lines.Break,
    "heading": blocks.Heading,
    "text": blocks.Text,
    "items": blocks.Items,
    "table": blocks.Table,
    "chart": blocks.Chart,
    "cards": blocks.Cards,
    "fold": blocks.Fold,
}


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, whether that is kept on one line, and its class in the style sheet."""

    text: str
    short: bool
    kind: str


def of(content: Iterable[blocks.Block]) -> str:
    """HTML of blocks, one after the other."""
    return _template().render(blocks=tuple(content))


def columns(table: blocks.Table) -> Iterator[Column]:
    """The columns of a table; wide texts want more room than one sign, which is what Chinese lines shrink to."""
    for place, text in enumerate(table.header):
        kind = "n" if place in table.numbers else _width([row[place] for row in table.rows])
        yield Column(str(text), len(str(text)) <= SHORT_HEADING, kind)


def _width(cells: list[lines.Line]) -> str:
    longest = max((sum(_signs(one) for one in lines.spans(cell)) for cell in cells), default=0)
    return "" if longest <= SHORT else "text" if longest <= LONG else "long"


def _signs(span: lines.Span) -> int:
    """How many signs a span takes."""
    if isinstance(span, lines.State):
        return len(states.mark(span.code)) + 1 + len(str(span.word))
    if isinstance(span, lines.Break):
        return 0
    return len(span if isinstance(span, str) else str(span.text))


def _kind(cell: lines.Line, right: bool) -> str:
    """Class of a cell: a number flush right, a short text on one line."""
    short = isinstance(cell, str | claims.Sentence) and len(str(cell)) <= SHORT
    return " ".join(filter(None, ("n" if right else "", "nb" if short else "")))


def picture(chart: blocks.Chart) -> blocks.Picture:
    """A chart as pages show it."""
    if chart.shown:
        return chart.shown
    return blocks.Picture(_packed(chart.figure), chart.own_title)


@lru_cache(maxsize=1)
def _packed(figure: Figure) -> str:
    """The figure's bytes as text: a piece is asked for them twice in a row."""
    return base64.b64encode(images.webp(figure)).decode("ascii")


def _printable(value: object) -> object:
    """What a template prints of a value: no sign that cannot be printed, and nothing of it is markup."""
    return value if isinstance(value, Markup) else labels.clean(str(value))


@cache
def _template() -> jinja2.Template:
    """The template of blocks, compiled once a process."""
    loader = jinja2.FileSystemLoader(TEMPLATES / "blocks")
    environment = jinja2.Environment(loader=loader, autoescape=True, finalize=_printable)
    environment.filters |= {
        "spans": lines.spans,
        "columns": columns,
        "kind": _kind,
        "picture": picture,
        "mark": states.mark,
        "short": lambda word: len(str(word)) <= SHORT,
    }
    environment.tests |= {
        name: lambda value, kind=kind: isinstance(value, kind) for name, kind in TESTS.items()
    }
    return environment.get_template("blocks.html.j2")
