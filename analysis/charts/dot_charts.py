"""Dots: two groups side by side, distances from target values, shares by the size of what they are of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import rounding
from analysis.charts import chart_tables, default_words, style
from analysis.charts.layout import arrange, blank, nothing, width_of

TICKS = (-50, -20, -5, 0, 5, 20, 50)  # per cent of the target value
PAIR = (style.PALETTE["ochre"], style.PALETTE["violet"])


def dumbbell(
    table: pd.DataFrame,
    *,
    names: tuple[str, str],
    colours: tuple[str, str] = PAIR,
    title: str = "",
    decimals: int = 1,
) -> Figure:
    """Figure of two groups' values on one line each, every row on a scale of its own.

    A row's scale goes from 0 to the larger of its two values, since units may differ.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a line, from top to bottom: `label`, `value_1` and `value_2`; where known `text_1` and
        `text_2`, written at the dots instead of the values.
    names : tuple of str
        What the first and the second group are called.
    colours : tuple of str
        Their colours.
    title : str
        Title of the chart.
    decimals : int
        Decimals of the figures where there are no texts.

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
    >>> table = pd.DataFrame({"label": ["teachers"], "value_1": [16.0], "value_2": [8.0]})
    >>> axes = charts.dumbbell(table, names=("town", "country")).axes[0]
    >>> [line.get_xdata().tolist() for line in axes.lines], [text.get_text() for text in axes.texts]
    ([[1.0], [0.5]], ['16.0', '8.0'])
    """
    values = ["value_1", "value_2"]
    if chart_tables.without_rows(table, ["label", *values]):
        return nothing(title, default_words.chosen(None)["nothing"])
    table = chart_tables.checked("dumbbell", table, ["label", *values], values)
    for side in ("1", "2"):
        if f"text_{side}" not in table:
            table = table.assign(
                **{f"text_{side}": [rounding.text(x, decimals) for x in table[f"value_{side}"]]}
            )
    figure = blank(0.9 + 0.55 * len(table))
    axes = figure.subplots()
    largest = table[values].abs().max(axis=1).replace(0, 1)
    shares = table[values].div(largest, axis=0)
    at = np.arange(len(table), 0, -1)
    axes.hlines(at, shares["value_1"], shares["value_2"], color=style.GRID, lw=5, zorder=1)
    for column, colour, name in zip(values, colours, names, strict=True):
        axes.plot(shares[column], at, "o", zorder=3, color=colour, markersize=9, label=name)
    for level, row, share in zip(at.tolist(), table.itertuples(), shares.itertuples(), strict=True):
        _dumbbell_texts(axes, level, row, share, colours)
    axes.set_yticks(at, table["label"])
    axes.set_ylim(0.4, len(table) + 0.6)
    axes.set_xlim(-0.25, 1.28)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", colors=style.INK)
    axes.set_title(title, y=1.0)
    axes.legend(
        frameon=False, ncols=2, loc="lower right", bbox_to_anchor=(1, 1), fontsize=9, markerscale=0.56
    )
    return arrange(figure, [[axes]], bottom=0.05)


def _dumbbell_texts(axes: Axes, level: int, row: Any, share: Any, colours: tuple[str, str]) -> None:
    """Both figures of a row, each on the outer side of its dot."""
    for side, other, colour in zip("12", "21", colours, strict=True):
        at, apart = getattr(share, f"value_{side}"), getattr(share, f"value_{other}")
        right = at > apart or (at == apart and side == "1")
        axes.annotate(
            getattr(row, f"text_{side}"),
            (at, level),
            xytext=(9 if right else -9, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=9,
            color=colour,
        )


def distances(
    table: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    title: str = "",
    farthest: float = 60.0,
    words: Mapping[str, str] | None = None,
) -> Figure:
    """Figure of how far values are from their targets, on the right of the line where a target is met.

    The scale is the root of the distance; what lies beyond `farthest` ends in an arrow.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a target, from top to bottom: `label`, `text` (written on the right), `role` (of
        `style.ROLES`), and in per cent of the target value `distance` and where known `low` and `high`, the
        range of chance, and `base`, the distance in the base year (NaN: none).
    names : mapping, optional
        What roles are called in the legend, in its order; without it those in the table, by the words for
        them.
    title : str
        Title of the chart.
    farthest : float
        Distance in per cent that is still drawn to scale.
    words : mapping, optional
        Words instead of the default ones; here `target`, `base` and those for roles.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If `table` is no DataFrame.
    ValueError
        If the table lacks a column, has text where numbers are expected or an unknown role.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"label": ["x", "y"], "text": ["95", "40"], "role": ["good", "bad"],
    ...                       "distance": [4.0, -25.0], "base": [0.0, -36.0]})
    >>> axes = charts.distances(table, words={"base": "before"}).axes[0]
    >>> [line.get_xdata().tolist() for line in axes.lines if line.get_marker() in ("o", "^", "D")][:4]
    [[2.0], [0.0], [-5.0], [-6.0]]
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['已达到', '未达到', 'before']
    """
    numbers, needed = ["distance", "low", "high", "base"], ["label", "text", "role", "distance"]
    if chart_tables.without_rows(table, needed):
        return nothing(title, default_words.chosen(words)["nothing"])
    table = chart_tables.checked("distances", table, needed, numbers)
    table = table.assign(**{name: np.nan for name in numbers if name not in table})
    chosen = default_words.chosen(words)
    looks = {role: style.role(role) for role in dict.fromkeys(table["role"])}
    names = names or {role: chosen[role] for role in looks}
    figure = blank(1.1 + 0.36 * len(table))
    axes = figure.subplots()
    axes.axvline(0, color=style.TARGET, ls=(0, (5, 3)), lw=1.4, zorder=1)
    for place, row in enumerate(table.itertuples()):
        _distance(axes, len(table) - place, row, farthest)
    edge = _root(farthest, farthest) * 1.06
    axes.set_xlim(-edge, edge)
    axes.set_ylim(0.4, len(table) + 0.6)
    axes.set_yticks(range(len(table), 0, -1), table["label"])
    ticks = [tick for tick in TICKS if abs(tick) <= farthest]
    written = [f"{tick:+d}%" if tick else chosen["target"] for tick in ticks]
    axes.set_xticks([_root(tick, farthest) for tick in ticks], written)
    axes.grid(axis="x", color=style.GRID)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", colors=style.INK, length=0)
    axes.set_title(title, y=1.0, pad=22)
    _role_legend(axes, names, chosen["base"])
    beside = max(width_of(text, 9) for text in table["text"]) + 0.15
    return arrange(figure, [[axes]], top=0.62, right=beside)


def _distance(axes: Axes, level: int, row: Any, farthest: float) -> None:
    """One row: the range of chance, the way from the target value, the figure, the base year's."""
    role = style.role(row.role)
    at = _root(row.distance, farthest)
    if pd.notna(row.low):
        ends = [_root(end, farthest) for end in (row.low, row.high)]
        axes.plot(ends, [level, level], color=role.colour, lw=5, alpha=0.25, solid_capstyle="butt", zorder=1)
    axes.plot([0, at], [level, level], color=role.colour, lw=1.6, zorder=2)
    marker = ("<" if row.distance < 0 else ">") if abs(row.distance) > farthest else role.marker
    axes.plot(at, level, marker, color=role.colour, ms=9, fillstyle=role.fill, markerfacecoloralt="white",
              zorder=4)  # fmt: skip
    if pd.notna(row.base):
        axes.plot(_root(row.base, farthest), level, "D", ms=8, mfc="none", mec=style.BASE, zorder=3)
    axes.annotate(
        row.text,
        (1.02, level),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=9,
        color=role.colour,
    )


def _role_legend(axes: Axes, names: Mapping[str, str], base: str) -> None:
    handles = [
        axes.plot([], [], role.marker, color=role.colour, ms=8, markerfacecoloralt="white", fillstyle=role.fill)[0]
        for role in map(style.role, names)
    ]  # fmt: skip
    handles += axes.plot([], [], "D", ms=7, mfc="none", mec=style.BASE)
    axes.legend(handles, [*names.values(), base], frameon=False, ncols=len(handles), fontsize=8.5,
                loc="lower left", bbox_to_anchor=(-0.02, 0.995), borderpad=0, handletextpad=0.1)  # fmt: skip


def _root(distance: float, farthest: float) -> float:
    """Place of a distance on the scale, none farther than `farthest`."""
    near = float(np.clip(distance, -farthest, farthest))
    return float(np.sign(near) * np.sqrt(abs(near)))


def funnel(
    table: pd.DataFrame,
    limits: pd.DataFrame | None = None,
    *,
    target: float,
    target_label: str | None = None,
    title: str = "",
    decimals: int = 1,
    words: Mapping[str, str] | None = None,
) -> Figure:
    """Figure of units' shares by their sizes, with the range that chance alone would fill about the target.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a unit: `label`, `size` (the denominator), `value` in the unit of the target, and `failing`:
        true where the target is not met, which is named and drawn as the role `bad`; the others as `good`.
    limits : pandas.DataFrame
        The range of chance by size, in the unit of `value` and the order of size: `size, lower, upper`; the table's
        own columns of these names where it is left out, as `analysis.funnels.positions` gives them.
    target : float
        Target value: a dashed line.
    target_label : str, optional
        What is written at the target; by default the word for it and its value.
    title : str
        Title of the chart.
    decimals : int
        Decimals of figures.
    words : mapping, optional
        Words instead of the default ones; here `size` (title of the axis) and `target`.

    Returns
    -------
    matplotlib.figure.Figure
        The chart.

    Raises
    ------
    TypeError
        If one of the tables is no DataFrame.
    ValueError
        If one of the tables lacks a column or has text where numbers are expected.

    Notes
    -----
    A table that has the columns and no rows gives a figure that says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import charts
    >>> table = pd.DataFrame({"label": ["x", "y"], "size": [100, 400], "value": [96.0, 80.0], "failing": [False, True]})
    >>> limits = pd.DataFrame({"size": [100, 400], "lower": [84.0, 87.0], "upper": [96.0, 93.0]})
    >>> axes = charts.funnel(table, limits, target=90, words={"size": "persons"}).axes[0]
    >>> axes.get_xlabel(), [text.get_text() for text in axes.texts]
    ('persons', ['目标值90.0', 'y 80.0'])
    """
    needed, edges = ["label", "size", "value", "failing"], ["size", "lower", "upper"]
    if chart_tables.without_rows(table, needed):
        return nothing(title, default_words.chosen(words)["nothing"])
    table = chart_tables.checked("funnel", table, needed, ["size", "value"])
    limits = table if limits is None else limits
    limits = chart_tables.checked("funnel, limits", limits, edges, edges)
    chosen = default_words.chosen(words)
    label = chosen["target"] + rounding.text(target, decimals) if target_label is None else target_label
    figure = blank(3.4)
    axes = figure.subplots()
    axes.fill_between(limits["size"], limits["lower"], limits["upper"], color=style.FIGURE, alpha=0.12, lw=0)
    axes.axhline(target, color=style.TARGET, ls=(0, (5, 3)), lw=1.4)
    axes.annotate(label, (0, target), (2, 3), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8.5)  # fmt: skip
    units = (table[name] for name in ("label", "size", "value", "failing"))
    for name, size, value, failing in zip(*units, strict=True):
        role = style.role("bad" if failing else "good")
        axes.plot(size, value, role.marker, color=role.colour, ms=7)
        if failing:
            said = f"{name} {rounding.text(value, decimals)}"
            axes.annotate(said, (size, value), (7, 0), textcoords="offset points",
                          va="center", fontsize=9, color=role.colour, path_effects=style.HALO)  # fmt: skip
    axes.set_xlabel(chosen["size"])
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]], bottom=0.5)
