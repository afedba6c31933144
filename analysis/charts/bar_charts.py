"""Bars: figures with their targets, parts that stand on each other, numbers of things by state."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import rounding
from analysis.arrays import Numbers
from analysis.charts import chart_tables, default_words, style
from analysis.charts.layout import arrange, blank, nothing

BESIDE = 0.12  # of a chart's width that a bar's text takes
FEW = 15  # rows of bars; more stand closer, for all of them to be on one printed page
SMALLEST = 0.06  # of the highest bar that a part needs for its figure to be written in it


def levels(table: pd.DataFrame, *, title: str = "", decimals: int = 1) -> Figure:
    """Figure of horizontal bars of one unit, with each row's target as a dashed tick.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a bar, from top to bottom: `label` and `value`; where known `text`, written at the bar instead
        of the value, and `target` in the unit of `value` (NaN: none).
    title : str
        Title of the chart; the place for the unit too.
    decimals : int
        Decimals of the figures where there is no `text`.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table lacks a column or has text where numbers are expected.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"label": ["north", "south"], "value": [90.0, 80.0], "target": [95, float("nan")]})
    >>> axes = charts.levels(table).axes[0]
    >>> [bar.get_width().item() for bar in axes.patches], [line.get_xdata().tolist() for line in axes.lines]
    ([90.0, 80.0], [[95.0, 95.0]])
    >>> [text.get_text() for text in axes.texts]
    ['90.0', '80.0']
    """
    if chart_tables.without_rows(table, ["label", "value"]):
        return nothing(title, default_words.chosen(None)["nothing"])
    table = chart_tables.checked("levels", table, ["label", "value"], ["value", "target"])
    if "text" not in table:
        table = table.assign(text=[rounding.text(value, decimals) for value in table["value"]])
    figure = blank(0.8 + (0.42 if len(table) <= FEW else 0.26) * len(table))
    axes = figure.subplots()
    places = np.arange(len(table), 0, -1)
    axes.barh(places, table["value"], height=0.55, color=style.FIGURE)
    most = max(table["value"].max(), table.get("target", table["value"]).max(), 1e-9)
    targets = table.get("target", pd.Series(np.nan, index=table.index))
    for place, value, target, text in zip(places, table["value"], targets, table["text"], strict=True):
        end = max(value, 0)
        beside = max(end, target) if end < target < end + BESIDE * most else end
        axes.annotate(text, (beside, place), (5, 0), textcoords="offset points", va="center", fontsize=9)
        if pd.notna(target):
            axes.plot([target, target], [place - 0.4, place + 0.4], "--", color=style.TARGET, lw=1.8)
    axes.set_yticks(places, table["label"])
    axes.tick_params(axis="y", colors=style.INK)
    axes.set_xlim(min(table["value"].min(), 0) * 1.05, most * 1.22)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]], bottom=0.05)


def stacked(table: pd.DataFrame, *, title: str = "", decimals: int = 0) -> Figure:
    """Figure of one bar a year, made of parts that stand on each other, with the sum above.

    Parameters
    ----------
    table : pandas.DataFrame
        Years as index; one column a part, in one unit and not negative, the lowest part first. Missing counts
        as 0.
    title : str
        Title of the chart; the place for the unit too.
    decimals : int
        Decimals of the figures.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table has no column or has text where numbers are expected.

    Notes
    -----
    A table that has columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"first": [3, 2], "second": [4, 5]}, index=[2021, 2022])
    >>> axes = charts.stacked(table).axes[0]
    >>> [(bar.get_y().item(), bar.get_height().item()) for bar in axes.patches]
    [(0.0, 3.0), (0.0, 2.0), (3.0, 4.0), (2.0, 5.0)]
    >>> [text.get_text() for text in axes.texts][-2:]
    ['7', '7']
    """
    if chart_tables.without_rows(table, []) and len(table.columns):
        return nothing(title, default_words.chosen(None)["nothing"])
    table = chart_tables.checked("stacked", table, [], list(getattr(table, "columns", [])))
    figure = blank(3.2)
    axes = figure.subplots()
    below = np.zeros(len(table))
    for place, name in enumerate(table):
        part = table[name].fillna(0).to_numpy(float)
        colour, hatch = (looks[place % len(looks)] for looks in (style.SERIES, style.HATCHES))
        axes.bar(table.index, part, 0.68, below, color=colour, label=name, edgecolor="white", hatch=hatch)
        _write_parts(axes, table, part, below, decimals)
        below = below + part
    for year, height in zip(table.index, below, strict=True):
        axes.annotate(rounding.text(height, decimals), (year, height), (0, 3), textcoords="offset points", ha="center",
                      fontsize=9, fontweight="bold")  # fmt: skip
    axes.set_xticks(list(table.index))
    axes.margins(y=0.15)
    axes.legend(
        frameon=False,
        ncols=min(len(table.columns), 4),
        loc="lower left",
        bbox_to_anchor=(-0.01, 0.98),
        fontsize=9,
    )
    axes.set_title(title, y=1.0, pad=24)
    return arrange(figure, [[axes]], top=0.62)


def _write_parts(axes: Axes, table: pd.DataFrame, part: Numbers, below: Numbers, decimals: int) -> None:
    """Figures in the parts that are high enough for them."""
    least = SMALLEST * max(table.sum(axis=1).max(), 1e-9)
    for year, size, start in zip(table.index, part, below, strict=True):
        if size > least:
            axes.text(year, start + size / 2, rounding.text(size, decimals), ha="center", va="center", fontsize=8.5,
                      color=style.INK, bbox=style.LABEL)  # fmt: skip


def status_matrix(
    table: pd.DataFrame,
    *,
    names: Mapping[Hashable, str] | None = None,
    roles: Mapping[Hashable, str] | None = None,
    title: str = "",
    words: Mapping[str, str] | None = None,
) -> Figure:
    """Figure of rows by states: in each cell a number and a bar of that length, coloured by the state's role.

    Parameters
    ----------
    table : pandas.DataFrame
        Names of rows as index, from top to bottom; one column of counts (whole numbers) a state.
    names : mapping, optional
        What states are called, by column, in the order in which they are drawn; without it all columns by the
        words for their roles.
    roles : mapping, optional
        Role of `style.ROLES` of a column; a column that is not in it is itself the name of a role.
    title : str
        Title of the chart.
    words : mapping, optional
        Words for roles instead of the default ones, where there are no `names`.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table lacks a column of `names` or has none, or a column has no role.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"good": [3, 0], "late": [1, 2]}, index=["north", "south"])
    >>> names, roles = {"good": "reached", "late": "not reached"}, {"late": "bad"}
    >>> axes = charts.status_matrix(table, names=names, roles=roles).axes[0]
    >>> [text.get_text() for text in axes.texts]
    ['3', '·', '1', '2']
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['● reached', '▲ not reached']
    """
    chosen = default_words.chosen(words)
    wanted = list(names or getattr(table, "columns", []))
    if wanted and chart_tables.without_rows(table, wanted):
        return nothing(title, chosen["nothing"])
    table = chart_tables.checked("status_matrix", table, wanted, wanted)
    table = table[wanted].fillna(0).astype(int)
    looks = {column: style.role((roles or {}).get(column, column)) for column in wanted}
    names = names or {column: chosen[(roles or {}).get(column, column)] for column in wanted}
    figure = blank(0.8 + 0.36 * len(table))
    axes = figure.subplots()
    most = max(int(table.to_numpy().max()), 1)
    for place, (column, role) in enumerate(looks.items()):
        _write_column(axes, place, table[column], role.colour, most)
    axes.set_yticks(range(len(table), 0, -1), table.index)
    heads = [f"{role.mark} {names[column]}" for column, role in looks.items()]
    axes.set_xticks([place + 0.2 for place in range(len(heads))], heads, ha="left")
    axes.xaxis.tick_top()
    axes.tick_params(axis="both", length=0, colors=style.INK)
    axes.set_xlim(-0.05, len(heads))
    axes.set_ylim(0.4, len(table) + 0.6)
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title(title, y=1.0, pad=26)
    return arrange(figure, [[axes]], top=0.58, bottom=0.05)


def _write_column(axes: Axes, column: int, counts: pd.Series, colour: str, most: int) -> None:
    """Numbers of one state and their bars, row by row; a dot for none."""
    for place, number in enumerate(counts):
        level = len(counts) - place
        if number:
            axes.barh(level, 0.62 * number / most, left=column + 0.2, height=0.6, color=colour)
        label = str(number) if number else "·"
        axes.text(column + 0.12, level, label, ha="right", va="center", fontsize=9)
