"""Rows as text: a table for a terminal, and CSV that no spreadsheet takes for formulas.

The width of signs is `wcwidth`'s. The table is laid out here, in a dozen lines: libraries for terminals (rich, tabulate)
wrap long cells or draw frames, and what is printed must be the same in a pipe.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from wcwidth import wcwidth

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WIDEST = 60  # columns of a terminal one cell may take
LONG = 1e10  # numbers from here on are whole enough to be printed with all their digits


def as_csv(header: Sequence[str], rows: Iterable[Sequence], end: str = "\r\n") -> str:
    """Rows as CSV: numbers with every digit, blanks where there is none, texts as `harmless`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=end)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def harmless(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_table(header: Sequence[str], rows: Sequence[Sequence], numeric: Sequence[bool]) -> str:
    """Rows as aligned text, numbers to the right, long cells cut short, with the count of rows below.

    A Chinese character takes two columns of a terminal.
    """
    texts = [[_shown(value) for value in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(header, *texts, strict=True)]
    lines = [header, ["-" * wide for wide in widths], *texts]
    count = f"({len(texts)} {'row' if len(texts) == 1 else 'rows'})"
    return "\n".join([*(_line(line, widths, numeric) for line in lines), count]) + "\n"


def width(text: str) -> int:
    """Columns a text takes on a terminal.

    Examples
    --------
    >>> width("12.5/10万")
    9
    """
    return sum(map(_columns, text))


def number(value: float) -> str:
    """A number with as many digits as it has.

    Examples
    --------
    >>> number(8000.0), number(4.75)
    ('8000', '4.75')
    """
    return repr(float(value)).removesuffix(".0")


def absent(value: object) -> bool:
    """Whether a value is none: None, NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


@cache
def _columns(character: str) -> int:
    return max(wcwidth(character), 0)


def _cell(value: object) -> str:
    if absent(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return number(value)
    return str(value) if isinstance(value, int | Decimal) else harmless(str(value))


def _shown(value: object) -> str:
    if isinstance(value, float) and abs(value) < LONG:
        return f"{value:.10g}"
    text = value if isinstance(value, str) else _cell(value)
    return _short(" ".join("".join(c if c.isprintable() else " " for c in text).split()))


def _short(text: str) -> str:
    if width(text) <= WIDEST:
        return text
    kept, room = "", WIDEST - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return f"{kept}…"


def _line(texts: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = []
    for text, wide, right in zip(texts, widths, numeric, strict=True):
        blank = " " * (wide - width(text))
        cells.append(blank + text if right else text + blank)
    return "  ".join(cells).rstrip()
