"""Where axes stand on a figure: margins measured once from the labels, not found by trial as a solver does."""

import base64
import io
import sys
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style

WIDTH = 7.2
RIGHT, BOTTOM, BETWEEN = 0.08, 0.3, 0.18  # inches
TITLE = 0.32
LABEL, AWAY = 9.0, 0.13  # points, inches


class Chart(Figure):
    """A figure that a notebook shows alike as the result of a cell, whether or not pyplot is imported.

    Parameters
    ----------
    figsize : pair of float
        Width and height in inches; this and all else as of `matplotlib.figure.Figure`.

    Examples
    --------
    >>> Chart(figsize=(2, 1))._repr_png_()[:4]
    'iVBO'
    """

    def _repr_png_(self) -> str:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return base64.b64encode(buffer.getvalue()).decode("ascii")


def _shown_alike() -> None:
    """Have IPython, where it runs, show charts by themselves: with pyplot it would cut the edges of every figure."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.display_formatter.formatters["image/png"].for_type(Chart, Chart._repr_png_)


def blank(height: float) -> Figure:
    """A figure of its own, in no list of open figures, in the package's style.

    Parameters
    ----------
    height : float
        In inches.

    Returns
    -------
    matplotlib.figure.Figure
        Empty, as wide as a page's text.

    Examples
    --------
    >>> blank(2.0).get_size_inches().tolist()
    [7.2, 2.0]
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    style.use()
    _shown_alike()
    figure = Chart(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def nothing(title: str, word: str) -> Figure:
    """A figure that says that there is nothing to draw, for a table without rows.

    Parameters
    ----------
    title : str
        Title of the chart.
    word : str
        What is said.

    Returns
    -------
    matplotlib.figure.Figure
        The title and the word.

    Examples
    --------
    >>> [text.get_text() for text in nothing("Cases", "no data").axes[0].texts]
    ['no data']
    """
    figure = blank(1.2)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.text(0.0, 0.5, word, fontsize=10, color=style.INK)
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]])


def arrange(
    figure: Figure,
    grid: Sequence[Sequence[Axes | None]],
    *,
    top: float = TITLE,
    right: float = RIGHT,
    bottom: float = BOTTOM,
) -> Figure:
    """Set axes out in rows and columns, with room for their labels.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    grid : sequence of sequence of matplotlib.axes.Axes
        Its axes row by row; None where a place stays empty.
    top, right, bottom : float
        Room in inches above, beside and below each axes.

    Returns
    -------
    matplotlib.figure.Figure
        The same figure.

    Examples
    --------
    >>> figure = blank(2.0)
    >>> axes = figure.add_subplot()
    >>> arrange(figure, [[axes]]) is figure
    True
    """
    wide, high = figure.get_size_inches()
    columns = list(zip(*grid, strict=True))
    lefts = [max(_labels(axes) for axes in column) + 0.05 for column in columns]
    width = (wide - sum(lefts) - right * len(columns) - BETWEEN * (len(columns) - 1)) / len(columns)
    height = high / len(grid) - top - bottom
    for row, line in enumerate(grid):
        y = high - (row + 1) * high / len(grid) + bottom
        x = 0.0
        for axes, left in zip(line, lefts, strict=True):
            if axes is not None:
                axes.set_position(((x + left) / wide, y / high, width / wide, height / high))
                _fix_labels(axes)
            x += left + width + right + BETWEEN
    return figure


def _fix_labels(axes: Axes) -> None:
    """Say where an axis without a label would have it: else all ticks are measured again to find the place."""
    for axis in (axes.xaxis, axes.yaxis):
        if not axis.label.get_text():
            axis.set_label_coords(0, 0)


def _labels(axes: Axes | None) -> float:
    """Width of the labels left of an axes in inches."""
    if axes is None:
        return 0.0
    texts = axes.yaxis.get_major_formatter().format_ticks(list(axes.get_yticks()))
    return max((width_of(text, LABEL) for text in texts), default=0.0) + AWAY


def width_of(text: str, size: float) -> float:
    """About how wide a text is: Chinese signs and the font's symbols are square, others half as wide.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Size of its letters in points.

    Returns
    -------
    float
        Width in inches.

    Examples
    --------
    >>> width_of("目标", 36.0)
    1.0
    """
    return sum(1.0 if ord(sign) > 0x2000 else 0.57 for sign in text) * size / 72
