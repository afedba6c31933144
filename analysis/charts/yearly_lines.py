"""Yearly lines on axes: figures and their intervals, base, target, breaks, and the fan of what may come."""

from collections.abc import Hashable, Mapping
from typing import TypeGuard

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.ticker import MaxNLocator

from analysis import rounding
from analysis.arrays import Numbers, Whole
from analysis.charts import chart_tables, style

FAN = (0.12, 0.2, 0.3)  # opacity of a fan's ranges, the widest first
INTERVAL = 0.15
FITTING = 6  # signs of a label that a small chart has room for


def draw(
    axes: Axes,
    lines: Mapping[Hashable, pd.DataFrame],
    *,
    fans: Mapping[Hashable, pd.DataFrame],
    target: float | None = None,
    target_label: str = "",
    base_year: int | None = None,
    colours: Mapping[Hashable, str] | None = None,
    decimals: int = 1,
    required: tuple[int | None, float] | None = None,
    small: bool = False,
) -> None:
    """Draw yearly lines with base and target, and where they may go.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    lines, fans : mapping of pandas.DataFrame
        The lines and their years ahead by label, as `chart_tables.lines_by` and `chart_tables.fans` give them.
    target, target_label, base_year, colours, decimals, required : optional
        As of `line_charts.trend`.
    small : bool
        Whether there is room for few labels only.

    Examples
    --------
    >>> from analysis.charts import layout
    >>> table = pd.DataFrame({"year": [2024, 2025], "value": [4.0, 5.0]})
    >>> axes = layout.blank(2.0).add_subplot()
    >>> draw(axes, chart_tables.lines_by("trend", table, None), fans={}, target=6.0)
    >>> axes.texts[0].get_text()
    '5.0'
    """
    first = next(iter(lines.values()))
    shades = _colours(lines, colours or {})
    for label, ahead in fans.items():
        _fan(axes, lines[label], ahead, shades[label], decimals)
    highest = max(rows["value"].iloc[-1] for rows in lines.values()) == first["value"].iloc[-1]
    for label, rows in lines.items():
        if "lower" in rows:
            _interval(axes, rows, shades[label])
        _line(axes, rows, shades[label])
        _base_mark(axes, rows, base_year)
        lift = (11 if highest == (rows is first) else -11) if fans else 0
        _end_label(axes, rows, label if len(lines) > 1 else "", shades[label], decimals, base_year, lift)
    if has_target(target):
        _target(axes, first, target, target_label, small)
    ends = [rows["year"] for rows in (*lines.values(), *fans.values())]
    if required is not None and not pd.isna(list(required)).any():
        _required(axes, first, required)
        ends.append(pd.Series([required[0]]))
    longest = max((len(rounding.text(rows["value"].iloc[-1], decimals)) for rows in fans.values()), default=0)
    _frame(axes, pd.concat(ends).astype(int), small, longest)


def has_target(target: float | None) -> TypeGuard[float]:
    """Whether there is a target value to draw.

    Parameters
    ----------
    target : float or None
        NaN stands for none too.

    Returns
    -------
    bool
        Whether it is a number.

    Examples
    --------
    >>> has_target(np.nan)
    False
    """
    return target is not None and not np.isnan(target)


def _colours(lines: Mapping[Hashable, pd.DataFrame], chosen: Mapping[Hashable, str]) -> dict[Hashable, str]:
    """Each line's colour: the one chosen, else the next of the series' colours."""
    default = [style.FIGURE] if len(lines) == 1 else style.SERIES
    return {label: chosen.get(label, default[place % len(default)]) for place, label in enumerate(lines)}


def _frame(axes: Axes, years: pd.Series, small: bool, longest: int) -> None:
    """Room for the labels, the longest of which has so many signs, few ticks, and years within the data."""
    axes.margins(x=0.02, y=0.18)
    span = max(int(years.max() - years.min()), 2)
    room = 0.42 + 0.14 * max(longest - FITTING, 0) if small else 0.2
    axes.set_xlim(years.min() - 0.04 * span - 0.3, years.max() + room * span)
    axes.yaxis.set_major_locator(MaxNLocator(2 if small else 5, min_n_ticks=2))
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    _years_within(axes, years, small)


def _required(axes: Axes, line: pd.DataFrame, required: tuple[int | None, float]) -> None:
    """A thin dotted line from the last figure to where the target wants it."""
    last = line.iloc[-1]
    axes.plot(
        [last["year"], required[0]], [last["value"], required[1]], ls=(0, (1, 2)), color=style.TARGET, lw=1.1
    )


def _target(axes: Axes, line: pd.DataFrame, target: float, label: str, small: bool) -> None:
    """A dashed line, its label above it where the figures are farther away; under the title if small."""
    axes.axhline(target, color=style.TARGET, ls=(0, (5, 3)), lw=1.4, zorder=1)
    first, last = line["value"].iloc[0], line["value"].iloc[-1]
    left = abs(first - target) >= abs(last - target)
    at, side = ((0, 1), "left") if small else ((0, target), "left") if left else ((1, target), "right")
    axes.annotate(
        f"┄ {label}" if small else label, at, (2 if side == "left" else -2, 3), ha=side,
        xycoords="axes fraction" if small else ("axes fraction", "data"), fontsize=8.5,
        textcoords="offset points", color=style.TARGET,
    )  # fmt: skip


def _fan(axes: Axes, line: pd.DataFrame, ahead: pd.DataFrame, colour: str, decimals: int) -> None:
    """Where the figure may go: its ranges from the last figure on, the widest first, and a dashed middle."""
    last, end = line.iloc[-1], ahead.iloc[-1]
    years = np.r_[last["year"], ahead["year"]].astype(float)
    around = np.r_[years, years[::-1]]
    bands, shades = [], []
    for place, level in enumerate(chart_tables.levels(ahead)):
        lower, upper = (_onward(last, ahead, f"{side}_{level}") for side in ("lower", "upper"))
        bands.append(np.c_[around, np.r_[lower, upper[::-1]]])
        shades.append((colour, FAN[min(place, len(FAN) - 1)]))
    if bands:
        axes.add_collection(PolyCollection(bands, facecolors=shades, linewidths=0, zorder=0))
    axes.plot(years, _onward(last, ahead, "value"), "--", color=colour, lw=1.4, zorder=1)
    axes.annotate(
        rounding.text(end['value'], decimals), (end["year"], end["value"]), (5, 7), textcoords="offset points",
        va="center", fontsize=9.5, color=colour, path_effects=style.HALO,
    )  # fmt: skip


def _onward(last: pd.Series, ahead: pd.DataFrame, name: str) -> Numbers:
    """A column of the years ahead, begun with the last figure."""
    result: Numbers = np.r_[last["value"], ahead[name]].astype(float)
    return result


def _interval(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """A pale band from `lower` to `upper`, broken where the line is; a bar where a year stands alone."""
    for part in _unbroken(rows):
        own = rows.iloc[part].dropna(subset=["lower", "upper"])
        years, lower, upper = (own[name].to_numpy(float) for name in ("year", "lower", "upper"))
        if len(own) == 1:
            axes.vlines(years, lower, upper, color=colour, alpha=INTERVAL, lw=5, zorder=0)
        elif len(own):
            axes.fill_between(years, lower, upper, color=colour, alpha=INTERVAL, lw=0, zorder=0)


def _years_within(axes: Axes, years: pd.Series, small: bool) -> None:
    """Few ticks, at whole years within the data."""
    first, last = int(years.min()), int(years.max())
    ticks = MaxNLocator(3 if small else 8, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    axes.set_xticks([int(tick) for tick in ticks if first <= tick <= last] or [last])


def _unbroken(rows: pd.DataFrame) -> list[Whole]:
    """Places of rows between one break of the definition and the next."""
    return np.split(np.arange(len(rows)), np.flatnonzero(rows["status"].eq("B").to_numpy()))


def _line(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """The line, broken where the definition broke; provisional and estimated figures as hollow points."""
    years, values = rows["year"].to_numpy(), rows["value"].to_numpy(float)
    full = ~rows["status"].isin(["P", "E"]).to_numpy()
    for part in _unbroken(rows):
        style_ = "-o" if full.all() else "-"
        axes.plot(years[part], values[part], style_, color=colour, zorder=2)
    if not full.all():
        axes.plot(years[full], values[full], "o", color=colour, zorder=3)
        axes.plot(years[~full], values[~full], "o", color=colour, mfc="white", zorder=3)
    for year in rows.loc[rows["status"].eq("B"), "year"]:
        axes.axvline(year - 0.5, color=style.MUTED, lw=0.8, ls=":")


def _base_mark(axes: Axes, rows: pd.DataFrame, base_year: int | None) -> None:
    base = rows[rows["year"] == base_year]
    if len(base):
        axes.plot(base["year"], base["value"], "D", ms=9, mfc="none", mec=style.BASE, zorder=4)


def _end_label(
    axes: Axes,
    rows: pd.DataFrame,
    label: Hashable,
    colour: str,
    decimals: int,
    base_year: int | None,
    lift: int,
) -> None:
    """The last figure beside its line; where a fan begins there, `lift` points above or below."""
    last = rows.iloc[-1]
    beside = 11 if last["year"] == base_year else 7
    place, side = ((0, lift), "center") if lift else ((beside, 0), "left")
    text = f"{label} {rounding.text(last['value'], decimals)}".strip()
    axes.annotate(
        text, (last["year"], last["value"]), place, textcoords="offset points", color=colour,
        va="center", ha=side, fontsize=9.5, fontweight="bold", path_effects=style.HALO if lift else None,
    )  # fmt: skip
