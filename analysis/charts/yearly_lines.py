"""Yearly lines on axes: figures, base, target, breaks, and the fan of what may come."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

from analysis.charts import style


def draw(
    axes: Axes,
    lines: Mapping[str, pd.DataFrame],
    *,
    target: float | None = None,
    target_label: str = "",
    base_year: int | None = None,
    colours: Mapping[str, str] | None = None,
    decimals: int = 1,
    ahead: pd.DataFrame | None = None,
    required: tuple[int, float] | None = None,
    small: bool = False,
) -> None:
    """Draw yearly lines, their base and target, and where the first may go; arguments as of `figures.trend`."""
    first = next(iter(lines.values()))
    if fanned := ahead is not None and len(ahead):
        _fan(axes, first, ahead, decimals)
    default = [style.FIGURE] if len(lines) == 1 else style.SERIES
    highest = max(rows["value"].iloc[-1] for rows in lines.values()) == first["value"].iloc[-1]
    for place, (label, rows) in enumerate(lines.items()):
        colour = (colours or {}).get(label, default[place % len(default)])
        _line(axes, rows, colour)
        _base_mark(axes, rows, base_year)
        lift = (11 if highest == (rows is first) else -11) if fanned else 0
        _end_label(axes, rows, label if len(lines) > 1 else "", colour, decimals, base_year, lift)
    if target is not None and not np.isnan(target):
        _target(axes, lines, target, target_label, small)
    if required is not None:
        _required(axes, first, required)
    ends = [*(rows["year"] for rows in lines.values()), *([ahead["year"]] if fanned else [])]
    _frame(axes, pd.concat(ends).astype(int), small)


def _frame(axes: Axes, years: pd.Series, small: bool) -> None:
    """Room for the labels, few ticks, and years within the data."""
    axes.margins(x=0.02, y=0.18)
    span = max(int(years.max() - years.min()), 2)
    axes.set_xlim(years.min() - 0.04 * span - 0.3, years.max() + (0.42 if small else 0.2) * span)
    axes.yaxis.set_major_locator(MaxNLocator(2 if small else 5, min_n_ticks=2))
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    _years_within(axes, years, small)


def _required(axes: Axes, line: pd.DataFrame, required: tuple[int, float]) -> None:
    """A thin dotted line from the last figure to where the target wants it."""
    last = line.iloc[-1]
    axes.plot(
        [last["year"], required[0]], [last["value"], required[1]], ls=(0, (1, 2)), color=style.TARGET, lw=1.1
    )


def _target(axes: Axes, lines: Mapping[str, pd.DataFrame], target: float, label: str, small: bool) -> None:
    """A dashed line, its label above it where the figures are farther away; under the title if small."""
    axes.axhline(target, color=style.TARGET, ls=(0, (5, 3)), lw=1.4, zorder=1)
    first = next(iter(lines.values())).sort_values("year")["value"]
    left = abs(first.iloc[0] - target) >= abs(first.iloc[-1] - target)
    at, side = ((0, 1), "left") if small else ((0, target), "left") if left else ((1, target), "right")
    axes.annotate(
        f"┄ {label}" if small else label, at, (2 if side == "left" else -2, 3), ha=side,
        xycoords="axes fraction" if small else ("axes fraction", "data"), fontsize=8.5,
        textcoords="offset points", color=style.TARGET,
    )  # fmt: skip


def _fan(axes: Axes, line: pd.DataFrame, ahead: pd.DataFrame, decimals: int) -> None:
    """Where the figure may go: both ranges from the last figure on, and a dashed middle."""
    last = line.iloc[-1]
    years = np.r_[last["year"], ahead["year"]].astype(float)
    rows = {name: np.r_[last["value"], ahead[name]].astype(float) for name in ahead if name != "year"}
    around = np.r_[years, years[::-1]]
    bands = [np.c_[around, np.r_[rows[f"lower_{level}"], rows[f"upper_{level}"][::-1]]] for level in (95, 80)]
    shades = [(style.FIGURE, 0.12), (style.FIGURE, 0.2)]
    axes.add_collection(PolyCollection(bands, facecolors=shades, linewidths=0, zorder=0))
    axes.plot(years, rows["value"], "--", color=style.FIGURE, lw=1.4, zorder=1)
    end = ahead.iloc[-1]
    axes.annotate(
        f"{end['value']:,.{decimals}f}", (end["year"], end["value"]), (5, 7), textcoords="offset points",
        va="center", fontsize=9.5, color=style.FIGURE, path_effects=style.HALO,
    )  # fmt: skip


def _years_within(axes: Axes, years: pd.Series, small: bool) -> None:
    """Few ticks, at whole years within the data."""
    first, last = int(years.min()), int(years.max())
    ticks = MaxNLocator(3 if small else 8, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    axes.set_xticks([int(tick) for tick in ticks if first <= tick <= last] or [last])


def _line(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """The line, broken where the definition broke; provisional and estimated figures as hollow points."""
    years, values = rows["year"].to_numpy(), rows["value"].to_numpy(float)
    broken, full = rows["status"].eq("B").to_numpy(), ~rows["status"].isin(["P", "E"]).to_numpy()
    starts = np.flatnonzero(broken)
    for part in np.split(np.arange(len(rows)), starts):
        style_ = "-o" if full.all() else "-"
        axes.plot(years[part], values[part], style_, color=colour, zorder=2)
    if not full.all():
        axes.plot(years[full], values[full], "o", color=colour, zorder=3)
        axes.plot(years[~full], values[~full], "o", color=colour, mfc="white", zorder=3)
    for year in years[broken]:
        axes.axvline(year - 0.5, color=style.MUTED, lw=0.8, ls=":")


def _base_mark(axes: Axes, rows: pd.DataFrame, base_year: int | None) -> None:
    base = rows[rows["year"].eq(base_year)]
    if len(base):
        axes.plot(base["year"], base["value"], "D", ms=9, mfc="none", mec=style.BASE, zorder=4)


def _end_label(axes, rows, label: str, colour: str, decimals: int, base_year, lift: int) -> None:
    """The last figure beside its line; where a fan begins there, `lift` points above or below."""
    last = rows.iloc[-1]
    beside = 11 if last["year"] == base_year else 7
    place, side = ((0, lift), "center") if lift else ((beside, 0), "left")
    text = f"{label} {last['value']:,.{decimals}f}".strip()
    axes.annotate(
        text, (last["year"], last["value"]), place, textcoords="offset points", color=colour,
        va="center", ha=side, fontsize=9.5, fontweight="bold", path_effects=style.HALO if lift else None,
    )  # fmt: skip
