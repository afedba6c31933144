"""Tables and states in HTML: texts escaped, numbers flush right, what is short on one line."""

import re
from collections.abc import Iterable, Sequence

from planbook.render import states
from planbook.render.html import Fragment, shown

SHORT = 9  # signs that stay on one line
SHORT_HEADING = 4
LONG = 30  # signs from which a column is wide


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "", numbers: Iterable[int] = ()
) -> Fragment:
    """A table of texts; columns in `numbers` are set flush right.

    A cell that is a `Fragment` is taken as HTML, everything else is escaped.
    """
    right, given = set(numbers), [list(row) for row in rows]
    rows = [[_cell(cell) for cell in row] for row in given]
    widths = [_width(cells) for cells in zip(*rows, strict=True)] if rows else [""] * len(header)
    head = "".join(
        f'<th scope="col"{_class("n" if n in right else width)}>{_heading(text)}</th>'
        for n, (text, width) in enumerate(zip(header, widths, strict=True))
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_kind(cell, n in right)}>{text}</td>"
            for n, (cell, text) in enumerate(zip(row, texts, strict=True))
        )
        + "</tr>"
        for row, texts in zip(given, rows, strict=True)
    )
    title = f"<caption>{shown(caption)}</caption>" if caption else ""
    inner = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    named = shown(caption or "、".join(header))  # what scrolls is to be reached by keys, and called something
    return Fragment(
        f'<div class="wide" role="group" tabindex="0" aria-label="{named}"><table>{inner}</table></div>'
    )


def state(code: str, word: str) -> Fragment:
    """A state as mark and word: the colour is never alone."""
    short = " nb" if len(word) <= SHORT else ""
    return Fragment(f'<span class="state {code}{short}">{states.mark(code)} {shown(word)}</span>')


def _heading(text: str) -> str:
    return f'<span class="nb">{shown(text)}</span>' if len(text) <= SHORT_HEADING else shown(text)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _width(cells: Sequence[str]) -> str:
    """Class of a column whose texts want more room than one sign, which is what Chinese lines shrink to."""
    longest = max(len(re.sub("<[^>]*>", "", cell)) for cell in cells)
    return "" if longest <= SHORT else "text" if longest <= LONG else "long"


def _cell(cell) -> str:
    return cell.html if isinstance(cell, Fragment) else shown(cell)


def _kind(cell, right: bool) -> str:
    """Class of a cell: a number flush right, a short text on one line."""
    short = not isinstance(cell, Fragment) and len(str(cell)) <= SHORT
    return _class(" ".join(filter(None, ("n" if right else "", "nb" if short else ""))))
