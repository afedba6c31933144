"""Charts: tables in, figures out; no statistics are made here."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from analysis.charts import style

WIDTH = 7.2


def trend(
    lines: Mapping[str, pd.DataFrame],
    *,
    title: str,
    target: float | None = None,
    target_label: str = "",
    base_year: int | None = None,
    colours: Mapping[str, str] | None = None,
    decimals: int = 1,
    height: float = 3.2,
    ahead: pd.DataFrame | None = None,
) -> Figure:
    """Yearly lines with target and base; `lines` holds tables of `year, value, status` by label.

    `ahead` has `year, value, lower_80, upper_80, lower_95, upper_95` of the first line's years ahead.
    """
    figure = _figure(height)
    axes = figure.subplots()
    if ahead is not None and len(ahead):
        _fan(axes, next(iter(lines.values())), ahead, decimals)
    _draw_trend(axes, lines, target, target_label, base_year, colours or {}, decimals)
    axes.set_title(title)
    return figure


def multiples(panels: Sequence[Mapping], *, columns: int = 3, height: float = 2.3) -> Figure:
    """Small multiples: each panel holds the arguments of `trend`."""
    rows = -(-len(panels) // columns)
    figure = _figure(height * rows)
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes, panel in zip(grid.flat, panels, strict=False):
        _draw_trend(
            axes,
            panel["lines"],
            panel.get("target"),
            panel.get("target_label", ""),
            panel.get("base_year"),
            panel.get("colours", {}),
            panel.get("decimals", 1),
            small=True,
        )
        axes.set_title(panel["title"], fontsize=9.5, pad=17 if panel.get("target") else 6)
    for axes in list(grid.flat)[len(panels) :]:
        axes.set_axis_off()
    return figure


def dumbbell(rows: pd.DataFrame, *, names: tuple[str, str], codes: tuple[str, str], title: str) -> Figure:
    """Two groups' figures on one line each; `rows` has `label, value_1, value_2, text_1, text_2`.

    Each row is drawn on its own scale from 0 to its larger figure, since units differ.
    """
    figure = _figure(0.9 + 0.55 * len(rows))
    axes = figure.subplots()
    largest = rows[["value_1", "value_2"]].abs().max(axis=1).replace(0, 1)
    shares = rows[["value_1", "value_2"]].div(largest, axis=0)
    for place, (row, share) in enumerate(zip(rows.itertuples(), shares.itertuples(), strict=True)):
        level = len(rows) - place
        axes.plot([share.value_1, share.value_2], [level, level], color=style.GRID, lw=5, zorder=1)
        _dumbbell_ends(axes, level, row, share, codes)
    axes.set_yticks(range(len(rows), 0, -1), rows["label"])
    axes.set_ylim(0.4, len(rows) + 0.6)
    axes.set_xlim(-0.25, 1.28)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", colors=style.INK)
    axes.set_title(title)
    handles = [axes.plot([], [], "o", color=style.GROUPS[code])[0] for code in codes]
    axes.legend(handles, names, frameon=False, ncols=2, loc="lower right", bbox_to_anchor=(1, 1), fontsize=9)
    return figure


def _dumbbell_ends(axes: Axes, level: int, row, share, codes: tuple[str, str]) -> None:
    for side, code in zip(("1", "2"), codes, strict=True):
        at, other = getattr(share, f"value_{side}"), getattr(share, f"value_{'21'[int(side) - 1]}")
        right = at > other or (at == other and side == "1")
        axes.plot(at, level, "o", color=style.GROUPS[code], markersize=9, zorder=3)
        axes.annotate(
            getattr(row, f"text_{side}"),
            (at, level),
            xytext=(9 if right else -9, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=9,
            color=style.GROUPS[code],
        )


def status_matrix(counts: pd.DataFrame, *, states: Mapping[str, str], title: str) -> Figure:
    """Rows (areas) by states: a number and a bar of that length in each cell, colour by state.

    `counts` has one column per key of `states` (a code of `style.STATES`), its word as the value.
    """
    figure = _figure(0.8 + 0.36 * len(counts))
    axes = figure.subplots()
    most = max(int(counts.to_numpy().max()), 1)
    for column, state in enumerate(states):
        for place, number in enumerate(counts[state]):
            level = len(counts) - place
            if number:
                width = 0.62 * number / most
                axes.barh(level, width, left=column + 0.2, height=0.6, color=style.STATES[state])
            label = str(number) if number else "·"
            axes.text(column + 0.12, level, label, ha="right", va="center", fontsize=9)
    axes.set_yticks(range(len(counts), 0, -1), counts.index)
    axes.set_xticks([n + 0.2 for n in range(len(states))], _marked(states), ha="left")
    axes.xaxis.tick_top()
    axes.tick_params(axis="both", length=0, colors=style.INK)
    axes.set_xlim(-0.05, len(states))
    axes.set_ylim(0.4, len(counts) + 0.6)
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title(title, pad=10)
    return figure


def levels(rows: pd.DataFrame, *, title: str, decimals: int = 1) -> Figure:
    """Horizontal bars of one unit, with each row's target as a dashed tick.

    `rows` has `label, value, text` and may have `target`.
    """
    figure = _figure(0.8 + 0.42 * len(rows))
    axes = figure.subplots()
    places = np.arange(len(rows), 0, -1)
    axes.barh(places, rows["value"], height=0.55, color=style.FIGURE)
    for place, row in zip(places, rows.itertuples(), strict=True):
        end = max(row.value, 0)
        axes.annotate(row.text, (end, place), (4, 0), textcoords="offset points", va="center", fontsize=9)
        target = getattr(row, "target", np.nan)
        if pd.notna(target):
            axes.plot([target, target], [place - 0.4, place + 0.4], "--", color=style.TARGET, lw=1.8)
    axes.set_yticks(places, rows["label"])
    axes.tick_params(axis="y", colors=style.INK)
    axes.set_xlim(0, max(rows["value"].max(), rows.get("target", rows["value"]).max()) * 1.22)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title(title)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as a small PNG without metadata: the same bytes for the same figure."""
    figure.canvas.draw()
    picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def _figure(height: float) -> Figure:
    """A figure of its own, in no list of open figures, with a canvas to draw on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _draw_trend(axes, lines, target, target_label, base_year, colours, decimals, small=False) -> None:
    default = [style.FIGURE] if len(lines) == 1 else style.SERIES
    for place, (label, rows) in enumerate(lines.items()):
        colour = colours.get(label, default[place % len(default)])
        _line(axes, rows, colour)
        _base_mark(axes, rows, base_year)
        _end_label(axes, rows, label if len(lines) > 1 else "", colour, decimals, base_year)
    years = pd.concat([rows["year"] for rows in lines.values()])
    drawn = [
        line.get_xdata()[-1]
        for line in axes.lines
        if line.get_linestyle() == "--" and len(line.get_xdata()) > 1
    ]
    years = pd.concat([years, pd.Series(drawn, dtype=float)]).astype(int)
    if target is not None and not np.isnan(target):
        _target(axes, lines, target, target_label, small)
    axes.margins(x=0.02, y=0.18)
    span = max(int(years.max() - years.min()), 2)
    axes.set_xlim(years.min() - 0.04 * span - 0.3, years.max() + (0.42 if small else 0.2) * span)
    axes.xaxis.set_major_locator(MaxNLocator(3 if small else 8, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(3 if small else 5))
    _years_within(axes, years)


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
    start = pd.DataFrame(
        {"year": [last["year"]], **{name: [last["value"]] for name in ahead.columns if name != "year"}}
    )
    rows = pd.concat([start, ahead], ignore_index=True).astype(float)
    for level, strength in ((95, 0.12), (80, 0.2)):
        low, high = rows[f"lower_{level}"], rows[f"upper_{level}"]
        axes.fill_between(rows["year"], low, high, color=style.FIGURE, alpha=strength, lw=0, zorder=0)
    axes.plot(rows["year"], rows["value"], "--", color=style.FIGURE, lw=1.4, zorder=1)
    end = ahead.iloc[-1]
    axes.annotate(
        f"{end['value']:,.{decimals}f}", (end["year"], end["value"]), (5, 7), textcoords="offset points",
        va="center", fontsize=9.5, color=style.FIGURE,
    )  # fmt: skip


def _years_within(axes: Axes, years: pd.Series) -> None:
    ticks = [tick for tick in axes.get_xticks() if years.min() <= tick <= years.max()]
    axes.set_xticks(ticks or [years.max()])


def _line(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    pieces = rows["status"].eq("B").cumsum()
    for _, piece in rows.groupby(pieces):
        axes.plot(piece["year"], piece["value"], "-", color=colour, zorder=2)
    full = ~rows["status"].isin(["P", "E"])
    axes.plot(rows["year"][full], rows["value"][full], "o", color=colour, zorder=3)
    axes.plot(rows["year"][~full], rows["value"][~full], "o", color=colour, mfc="white", zorder=3)
    for year in rows["year"][rows["status"].eq("B")]:
        axes.axvline(year - 0.5, color=style.MUTED, lw=0.8, ls=":")


def _base_mark(axes: Axes, rows: pd.DataFrame, base_year: int | None) -> None:
    base = rows[rows["year"].eq(base_year)]
    axes.plot(base["year"], base["value"], "D", ms=9, mfc="none", mec=style.BASE, zorder=4)


def _end_label(axes, rows: pd.DataFrame, label: str, colour: str, decimals: int, base_year) -> None:
    last = rows.iloc[-1]
    beside = 11 if last["year"] == base_year else 7
    place, side = ((0, 11), "center") if axes.collections else ((beside, 0), "left")
    text = f"{label} {last['value']:,.{decimals}f}".strip()
    axes.annotate(
        text, (last["year"], last["value"]), place, textcoords="offset points", color=colour,
        va="center", ha=side, fontsize=9.5, fontweight="bold",
    )  # fmt: skip


def _marked(states: Mapping[str, str]) -> list[str]:
    return [f"{style.MARKS[state]} {word}" for state, word in states.items()]
