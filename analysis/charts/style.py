"""Colours, fonts and line widths; each colour means one thing on every page."""

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager, patheffects

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Planbook Sans SC"

INK = "#1b2733"
MUTED = "#55636f"
GRID = "#dfe5ea"
FIGURE = "#1f5a92"  # the place's own figures
TARGET = "#1b2733"  # target values, always dashed
BASE = "#55636f"  # the base year, always a hollow diamond
PARENT = "#7a6a52"  # places to compare with
GROUPS = {
    "U": "#5e4fa2",
    "R": "#b06a00",
    "F": "#a3326a",
    "M": "#23777e",
}
SERIES = ("#1f5a92", "#b06a00", "#5e4fa2", "#23777e", "#a3326a", "#55636f")
STATES = {
    "met": "#17694f",
    "uncertain": "#8a6100",
    "not_met": "#a63c14",
    "neutral": "#55636f",
    "better": "#17694f",
    "worse": "#a63c14",
    "reference": "#1f5a92",
    "no_data": "#76838f",
    "suppressed": "#55636f",
}
WARNING_STATES = {"red": "not_met", "orange": "not_met", "yellow": "uncertain", "review": "reference"}
MARKS = {
    "met": "●",
    "uncertain": "◐",
    "not_met": "▲",
    "neutral": "○",
    "better": "●",
    "worse": "▲",
    "reference": "◆",
    "no_data": "—",
    "suppressed": "※",
}
HATCHES = ("", "///", "...", "xx")  # parts that stand on each other are told apart without colour too
DPI = 110
LABEL = {
    "boxstyle": "round,pad=0.15",
    "fc": "white",
    "ec": "none",
    "alpha": 0.9,
}  # behind figures on hatched bars
HALO = [patheffects.withStroke(linewidth=2.5, foreground="white")]  # behind figures written over lines

_RC = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": 10,
    "axes.unicode_minus": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "ytick.left": False,
    "lines.linewidth": 2,
    "lines.markersize": 5,
    "text.color": INK,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.facecolor": "white",
}


def use() -> None:
    """Register the package's font and set the style for all figures that follow."""
    _register()
    mpl.rcParams.update(_RC)


@cache
def _register() -> None:
    for path in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(path)
