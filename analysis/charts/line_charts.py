"""Charts: tables in, figures out; no statistics are made here."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from analysis.charts import style, yearly_lines
from analysis.charts.layout import arrange, blank

COLOURS = 128  # fewer, and the quick method melts two states into one
NEARLY_WHITE = 248
EFFORT = 3  # of the compression; more takes longer and gains nothing
BESIDE = 0.12  # of a chart's width that a bar's text takes
FEW = 15  # rows of bars; more stand closer, for all of them to be on one printed page
STRIPES = ("o-", "s--", "^:", "D-.")


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
    required: tuple[int, float] | None = None,
) -> Figure:
    """Yearly lines with target and base; `lines` holds tables of `year, value, status` by label.

    `ahead` has `year, value, lower_80, upper_80, lower_95, upper_95` of the first line's years ahead;
    `required` is the year and the figure that it has to come to.
    """
    figure = blank(height)
    axes = figure.subplots()
    yearly_lines.draw(
        axes,
        lines,
        target=target,
        target_label=target_label,
        base_year=base_year,
        colours=colours or {},
        decimals=decimals,
        ahead=ahead,
        required=required,
    )
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]])


def multiples(panels: Sequence[Mapping], *, columns: int = 3, height: float = 2.3) -> Figure:
    """Small multiples: each panel holds the arguments of `trend`."""
    rows = -(-len(panels) // columns)
    figure = blank(height * rows)
    grid = [[None] * columns for _ in range(rows)]
    for place, panel in enumerate(panels):
        axes = grid[place // columns][place % columns] = figure.add_axes((0, 0, 1, 1))
        yearly_lines.draw(
            axes, small=True, **{name: value for name, value in panel.items() if name != "title"}
        )
        axes.set_title(panel["title"], y=1.0, fontsize=9.5, pad=17 if panel.get("target") else 6)
    targets = any(panel.get("target") for panel in panels)
    return arrange(figure, grid, top=0.47 if targets else 0.3)


def dumbbell(rows: pd.DataFrame, *, names: tuple[str, str], codes: tuple[str, str], title: str) -> Figure:
    """Two groups' figures on one line each; `rows` has `label, value_1, value_2, text_1, text_2`.

    Each row is drawn on its own scale from 0 to its larger figure, since units differ.
    """
    figure = blank(0.9 + 0.55 * len(rows))
    axes = figure.subplots()
    largest = rows[["value_1", "value_2"]].abs().max(axis=1).replace(0, 1)
    shares = rows[["value_1", "value_2"]].div(largest, axis=0)
    at = np.arange(len(rows), 0, -1)
    axes.hlines(at, shares["value_1"], shares["value_2"], color=style.GRID, lw=5, zorder=1)
    for side, code, name in zip(("1", "2"), codes, names, strict=True):
        marks = {"color": style.GROUPS[code], "markersize": 9, "label": name}
        axes.plot(shares[f"value_{side}"], at, "o", zorder=3, **marks)
    for level, row, share in zip(at, rows.itertuples(), shares.itertuples(), strict=True):
        _dumbbell_texts(axes, level, row, share, codes)
    axes.set_yticks(at, rows["label"])
    axes.set_ylim(0.4, len(rows) + 0.6)
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


def _dumbbell_texts(axes: Axes, level: int, row, share, codes: tuple[str, str]) -> None:
    for side, code in zip(("1", "2"), codes, strict=True):
        at, other = getattr(share, f"value_{side}"), getattr(share, f"value_{'21'[int(side) - 1]}")
        right = at > other or (at == other and side == "1")
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
    figure = blank(0.8 + 0.36 * len(counts))
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
    axes.set_title(title, y=1.0, pad=26)
    return arrange(figure, [[axes]], top=0.58, bottom=0.05)


def levels(rows: pd.DataFrame, *, title: str, decimals: int = 1) -> Figure:
    """Horizontal bars of one unit, with each row's target as a dashed tick.

    `rows` has `label, value, text` and may have `target`.
    """
    figure = blank(0.8 + (0.42 if len(rows) <= FEW else 0.26) * len(rows))
    axes = figure.subplots()
    places = np.arange(len(rows), 0, -1)
    axes.barh(places, rows["value"], height=0.55, color=style.FIGURE)
    most = max(rows["value"].max(), rows.get("target", rows["value"]).max(), 1e-9)
    for place, row in zip(places, rows.itertuples(), strict=True):
        target = getattr(row, "target", np.nan)
        end = max(row.value, 0)
        beside = max(end, target) if end < target < end + BESIDE * most else end
        axes.annotate(row.text, (beside, place), (5, 0), textcoords="offset points", va="center", fontsize=9)
        if pd.notna(target):
            axes.plot([target, target], [place - 0.4, place + 0.4], "--", color=style.TARGET, lw=1.8)
    axes.set_yticks(places, rows["label"])
    axes.tick_params(axis="y", colors=style.INK)
    axes.set_xlim(0, most * 1.22)
    axes.set_xticks([])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]], bottom=0.05)


def by_lead(lines: pd.DataFrame, *, names: Mapping[str, str], title: str) -> Figure:
    """Lines by years ahead, the longest lead on the left; the first column is the one that is meant.

    `lines` has years ahead as its index and one column per key of `names`.
    """
    figure = blank(3.4)
    axes = figure.subplots()
    for place, (column, name) in enumerate(names.items()):
        colour, width = (style.FIGURE, 2.6) if place == 0 else (style.SERIES[place], 1.4)
        rows, marks = lines[column].sort_index(ascending=False), STRIPES[place % len(STRIPES)]
        axes.plot(rows.index, rows, marks, color=colour, lw=width, label=name)
    for year, value in lines.iloc[:, 0].items():
        axes.annotate(f"{value:.0f}", (year, value), (0, 7), textcoords="offset points", ha="center",
                      fontsize=9, color=style.FIGURE, path_effects=style.HALO)  # fmt: skip
    axes.set_xlim(lines.index.max() + 0.3, lines.index.min() - 0.3)
    axes.set_ylim(0, 105)
    axes.set_xticks(list(lines.index), [f"提前{year}年" for year in lines.index])
    axes.legend(frameon=False, ncols=2, loc="upper left", fontsize=9)
    axes.set_title(title, y=1.0)
    return arrange(figure, [[axes]])


def webp(figure: Figure) -> bytes:
    """The figure as a lossless WebP of few colours: the same bytes for the same figure, a quarter less than as PNG."""
    figure.canvas.draw()
    picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours = np.array(small.getpalette()).reshape(-1, 3)
    colours[(colours >= NEARLY_WHITE).all(axis=1)] = 255  # the quick method greys the ground a little
    small.putpalette(colours.ravel().tolist())
    buffer = io.BytesIO()
    small.convert("RGB").save(buffer, format="WEBP", lossless=True, method=EFFORT, quality=80)
    return buffer.getvalue()


def _marked(states: Mapping[str, str]) -> list[str]:
    return [f"{style.MARKS[state]} {word}" for state, word in states.items()]
