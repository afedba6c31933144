"""Lines: one or several series over the years, many small ones, and lines by years ahead."""

import inspect
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import rounding
from analysis.charts import chart_tables, default_words, style, yearly_lines
from analysis.charts.layout import arrange, blank, nothing

STRIPES = ("o-", "s--", "^:", "D-.")


def trend(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    title: str = "",
    target: float | None = None,
    ahead: pd.DataFrame | None = None,
    target_label: str | None = None,
    base_year: int | None = None,
    colours: Mapping[Hashable, str] | None = None,
    decimals: int = 1,
    height: float = 3.2,
    required: tuple[int | None, float] | None = None,
    words: Mapping[str, str] | None = None,
) -> Figure:
    """Figure of one or several yearly series as lines, with target, base year and what may come.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per year and line, in any order: `year` (whole numbers) and `value`; where known `lower` and
        `upper`, in the unit of `value`, between which a pale band is drawn, and `status`: A normal, P
        provisional and E estimated (hollow points), B break (the line begins anew); all A without the column.
        A value may be missing.
    by : str, optional
        Column that tells lines apart: one line for each of its values, named by it, in order of appearance.
    title : str
        Title of the chart; the place for the unit too.
    target : float, optional
        Target value in the unit of `value`: a dashed line.
    ahead : pandas.DataFrame, optional
        Years ahead as `analysis.forecasting.project` gives them: `year, value` and, of any levels, `lower_80,
        upper_80, lower_95, upper_95`. They continue the first line; if they have the column `by`, each its
        own line.
    target_label : str, optional
        What is written at the target; by default the word for it and its value.
    base_year : int, optional
        Year whose figures are marked by a hollow diamond.
    colours : mapping, optional
        Colour of a line by its value of `by`; the others take those of `style.SERIES`.
    decimals : int
        Decimals of the last figures, which are written at the ends of lines.
    height : float
        Height in inches; the width is that of a page's column.
    required : tuple of int and float, optional
        Year and value that the first line has to come to: a dotted line leads there. None or NaN for one of them stands
        for no such point.
    words : mapping, optional
        Words instead of the default ones; here `target`.

    Returns
    -------
    matplotlib.figure.Figure
        The chart, in no list of open figures.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table lacks a column or `by`, has text where numbers are expected, or a year twice in a line.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"year": [2021, 2022, 2021, 2022], "value": [5.0, 4.0, 3.0, 2.5],
    ...                       "group": ["north", "north", "south", "south"]})
    >>> axes = charts.trend(table, by="group", title="Cases per 1,000", target=2.0).axes[0]
    >>> axes.get_title(loc="left")
    'Cases per 1,000'
    >>> [line.get_ydata().tolist() for line in axes.lines[:2]]
    [[5.0, 4.0], [3.0, 2.5]]
    >>> [text.get_text() for text in axes.texts]
    ['north 4.0', 'south 2.5', '目标值2.0']
    """
    if chart_tables.without_rows(table, ["year", "value"]):
        return nothing(title, default_words.chosen(words)["nothing"])
    figure = blank(height)
    axes = figure.subplots()
    _draw(
        axes,
        "trend",
        table=table,
        by=by,
        target=target,
        ahead=ahead,
        target_label=target_label,
        base_year=base_year,
        colours=colours,
        decimals=decimals,
        required=required,
        words=words,
    )
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]])


def multiples(panels: Sequence[Mapping[str, object]], *, columns: int = 3, height: float = 2.3) -> Figure:
    """Figure of many small charts of yearly series, row by row.

    Parameters
    ----------
    panels : sequence of mapping
        For each small chart the arguments of `trend` but `height`: `table`, and any of the others.
    columns : int
        Charts beside each other.
    height : float
        Height of one row of charts in inches.

    Returns
    -------
    matplotlib.figure.Figure
        The chart: one axes a panel, in their order.

    Raises
    ------
    ValueError
        If there is no panel, one has no `table` or an unknown argument, or `trend` would not take it; the
        message counts panels from 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"year": [2021, 2022], "value": [5.0, 4.0]})
    >>> panels = [{"table": table, "title": "North"}, {"table": table.assign(value=[3, 2]), "title": "South"}]
    >>> figure = charts.multiples(panels, columns=2)
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['North', 'South']
    >>> [axes.lines[0].get_ydata().tolist() for axes in figure.axes]
    [[5.0, 4.0], [3.0, 2.0]]
    """
    if not panels:
        raise ValueError("charts.multiples: found no panels; expected at least one")
    known = [name for name in inspect.signature(trend).parameters if name != "height"]
    for number, panel in enumerate(panels, 1):
        chart_tables.known_arguments(f"multiples, panel {number}", panel, ["table"], known)
    rows = -(-len(panels) // columns)
    figure = blank(height * rows)
    grid: list[list[Axes | None]] = [[None] * columns for _ in range(rows)]
    drawn: Sequence[Mapping[str, Any]] = panels  # the arguments are known; drawing asks of what type they are
    for place, own in enumerate(drawn):
        axes = figure.add_axes((0, 0, 1, 1))
        grid[place // columns][place % columns] = axes
        given = {name: value for name, value in own.items() if name != "title"}
        _draw(axes, f"multiples, panel {place + 1}", small=True, **given)
        title, low = own.get("title", ""), yearly_lines.has_target(own.get("target"))
        axes.set_title(title, y=1.0, fontsize=9.5, pad=17 if low else 6)
    targets = any(yearly_lines.has_target(own.get("target")) for own in drawn)
    return arrange(figure, grid, top=0.47 if targets else 0.3)


def _draw(
    axes: Axes,
    chart: str,
    *,
    table: pd.DataFrame,
    by: str | None = None,
    target: float | None = None,
    ahead: pd.DataFrame | None = None,
    target_label: str | None = None,
    decimals: int = 1,
    words: Mapping[str, str] | None = None,
    **others: Any,
) -> None:
    """Draw what `trend` was given on axes, once it is checked."""
    lines = chart_tables.lines_by(chart, table, by)
    fans = chart_tables.fans(chart, ahead, by, list(lines))
    named = default_words.chosen(words)
    if target_label is None and target is not None:
        target_label = named["target"] + rounding.text(target, decimals)
    yearly_lines.draw(
        axes,
        lines,
        fans=fans,
        target=target,
        target_label=target_label or "",
        decimals=decimals,
        **others,
    )


def by_lead(
    table: pd.DataFrame,
    *,
    names: Mapping[Hashable, str] | None = None,
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> Figure:
    """Figure of percentages by how many years ahead they were reached, the longest lead on the left.

    Parameters
    ----------
    table : pandas.DataFrame
        Years ahead as index (whole numbers); one column of percentages (0 to 100) a line.
    names : mapping, optional
        What lines are called, by column, in the order in which they are drawn; all columns by their own names
        without it. The first line is drawn broader and its figures are written.
    title : str
        Title of the chart.
    words : mapping, optional
        Words instead of the default ones; here `lead`, with `{}` for the number of years.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table lacks a column of `names` or has none.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"own": [80.0, 60.0], "other": [70.0, 30.0]}, index=[1, 3])
    >>> axes = charts.by_lead(table, words={"lead": "{} years before"}).axes[0]
    >>> [line.get_ydata().tolist() for line in axes.lines]
    [[60.0, 80.0], [30.0, 70.0]]
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['1 years before', '3 years before']
    """
    names = {column: str(column) for column in table} if names is None else names
    if names and chart_tables.without_rows(table, list(names)):
        return nothing(title, default_words.chosen(words)["nothing"])
    table = chart_tables.checked("by_lead", table, list(names), list(names))
    lead = default_words.chosen(words)["lead"]
    figure = blank(3.4)
    axes = figure.subplots()
    for place, (column, name) in enumerate(names.items()):
        colour, width = (style.FIGURE, 2.6) if place == 0 else (style.SERIES[place % len(style.SERIES)], 1.4)
        rows, marks = table[column].sort_index(ascending=False), STRIPES[place % len(STRIPES)]
        axes.plot(rows.index, rows, marks, color=colour, lw=width, label=name)
    for year, value in table[next(iter(names))].items():
        axes.annotate(rounding.text(value, 0), (year, value), (0, 7), textcoords="offset points", ha="center",
                      fontsize=9, color=style.FIGURE, path_effects=style.HALO)  # fmt: skip
    axes.set_xlim(table.index.max() + 0.3, table.index.min() - 0.3)
    axes.set_ylim(0, 105)
    axes.set_xticks(list(table.index), [lead.format(year) for year in table.index])
    axes.legend(frameon=False, ncols=2, loc="upper left", fontsize=9)
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]])
