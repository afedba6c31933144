"""Charts of things side by side: distances to targets, counts by year, contributions, townships by size."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.layout import arrange, blank, width_of

FARTHEST = 60.0  # per cent of the target value that is still drawn to scale
TICKS = (-50, -20, -5, 0, 5, 20, 50)
STATE_SIGNS = {"met": "o", "uncertain": "o", "not_met": "^", "better": "o", "worse": "^", "neutral": "s"}


def distances(rows: pd.DataFrame, *, title: str, states: Mapping[str, str]) -> Figure:
    """Distances of figures from their target values, right of the line where a target is met.

    `rows` has `label, text, state` and, in per cent of the target value, `distance, low, high, base` (NaN: none);
    the scale is the root of the distance, and what lies beyond `FARTHEST` ends in an arrow.
    """
    figure = blank(1.1 + 0.36 * len(rows))
    axes = figure.subplots()
    axes.axvline(0, color=style.TARGET, ls=(0, (5, 3)), lw=1.4, zorder=1)
    for place, row in enumerate(rows.itertuples()):
        _distance(axes, len(rows) - place, row)
    edge = _root(FARTHEST) * 1.06
    axes.set_xlim(-edge, edge)
    axes.set_ylim(0.4, len(rows) + 0.6)
    axes.set_yticks(range(len(rows), 0, -1), rows["label"])
    axes.set_xticks([_root(tick) for tick in TICKS], [f"{tick:+d}%" if tick else "目标值" for tick in TICKS])
    axes.grid(axis="x", color=style.GRID)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", colors=style.INK, length=0)
    axes.set_title(title, y=1.0, pad=22)
    _state_legend(axes, states)
    beside = max(width_of(text, 9) for text in rows["text"]) + 0.15
    return arrange(figure, [[axes]], top=0.62, right=beside)


def _distance(axes: Axes, level: int, row) -> None:
    colour = style.STATES[row.state]
    at = _root(row.distance)
    if pd.notna(row.low):
        ends = [_root(end) for end in (row.low, row.high)]
        axes.plot(ends, [level, level], color=colour, lw=5, alpha=0.25, solid_capstyle="butt", zorder=1)
    axes.plot([0, at], [level, level], color=colour, lw=1.6, zorder=2)
    sign = ("<" if row.distance < 0 else ">") if abs(row.distance) > FARTHEST else STATE_SIGNS[row.state]
    fill = "left" if row.state == "uncertain" else "full"
    axes.plot(at, level, sign, color=colour, ms=9, fillstyle=fill, markerfacecoloralt="white", zorder=4)
    if pd.notna(row.base):
        axes.plot(_root(row.base), level, "D", ms=8, mfc="none", mec=style.BASE, zorder=3)
    axes.annotate(
        row.text, (1.02, level), xycoords=("axes fraction", "data"), va="center", fontsize=9, color=colour
    )


def _state_legend(axes: Axes, states: Mapping[str, str]) -> None:
    handles = [
        axes.plot([], [], STATE_SIGNS[code], color=style.STATES[code], ms=8, markerfacecoloralt="white",
                  fillstyle="left" if code == "uncertain" else "full")[0]
        for code in states
    ]  # fmt: skip
    base = axes.plot([], [], "D", ms=7, mfc="none", mec=style.BASE)[0]
    axes.legend([*handles, base], [*states.values(), "基期"], frameon=False, ncols=len(states) + 1, fontsize=8.5,
                loc="lower left", bbox_to_anchor=(-0.02, 0.995), borderpad=0, handletextpad=0.1)  # fmt: skip


def _root(distance: float) -> float:
    """Place of a distance on the scale, none farther than `FARTHEST`."""
    near = float(np.clip(distance, -FARTHEST, FARTHEST))
    return float(np.sign(near) * np.sqrt(abs(near)))


def stacked(table: pd.DataFrame, *, title: str, decimals: int = 0) -> Figure:
    """Bars of years that stand on each other; `table` has years as index and one column a part, the lowest first."""
    figure = blank(3.2)
    axes = figure.subplots()
    below = np.zeros(len(table))
    for place, name in enumerate(table):
        part, colour = table[name].fillna(0).to_numpy(float), style.SERIES[place % len(style.SERIES)]
        axes.bar(table.index, part, 0.68, below, color=colour, label=name, edgecolor="white", hatch=style.HATCHES[place % len(style.HATCHES)])  # fmt: skip
        for year, size, start in zip(table.index, part, below, strict=True):
            if size > 0.06 * max(table.sum(axis=1).max(), 1e-9):
                axes.text(year, start + size / 2, f"{size:,.{decimals}f}", ha="center", va="center", fontsize=8.5,
                          color=style.INK, bbox=style.LABEL)  # fmt: skip
        below = below + part
    for year, height in zip(table.index, below, strict=True):
        axes.annotate(f"{height:,.{decimals}f}", (year, height), (0, 3), textcoords="offset points", ha="center",
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


def funnel(
    rows: pd.DataFrame, limits: pd.DataFrame, *, target: float, target_label: str, title: str
) -> Figure:
    """Townships' shares by their numbers, with the range that chance alone would fill about the target.

    `rows` has `label, size, value, failing`; `limits` has `size, lower, upper` in the order of size.
    """
    figure = blank(3.4)
    axes = figure.subplots()
    axes.fill_between(limits["size"], limits["lower"], limits["upper"], color=style.FIGURE, alpha=0.12, lw=0)
    axes.axhline(target, color=style.TARGET, ls=(0, (5, 3)), lw=1.4)
    axes.annotate(target_label, (0, target), (2, 3), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8.5)  # fmt: skip
    for row in rows.itertuples():
        state = "not_met" if row.failing else "met"
        axes.plot(row.size, row.value, STATE_SIGNS[state], color=style.STATES[state], ms=7)
        if row.failing:
            axes.annotate(f"{row.label} {row.value:.1f}", (row.size, row.value), (7, 0), textcoords="offset points",
                          va="center", fontsize=9, color=style.STATES[state], path_effects=style.HALO)  # fmt: skip
    axes.set_xlabel("分母（人或户）")
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]], bottom=0.5)
