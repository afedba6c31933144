"""Colours, fonts, marks and line widths; each colour means one thing in every chart."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager, patheffects

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Planbook Sans SC"

PALETTE = {  # of lines and groups, to be chosen from by name
    "blue": "#1f5a92",
    "ochre": "#b06a00",
    "violet": "#5e4fa2",
    "teal": "#23777e",
    "rose": "#a3326a",
    "grey": "#55636f",
    "brown": "#7a6a52",
}
SERIES = tuple(PALETTE[name] for name in ("blue", "ochre", "violet", "teal", "rose", "grey"))  # in this order

INK = "#1b2733"
MUTED = "#55636f"
GRID = "#dfe5ea"
FIGURE = PALETTE["blue"]  # the figures a chart is about
TARGET = "#1b2733"  # target values, always dashed
BASE = "#55636f"  # the base year, always a hollow diamond


class Role(NamedTuple):
    """How figures of one role look.

    Attributes
    ----------
    colour : str
        As `#rrggbb`.
    mark : str
        Sign in texts.
    marker : str
        Matplotlib's marker.
    fill : str
        How the marker is filled: `full`, `left` or `none`.

    Examples
    --------
    >>> ROLES["near"].fill
    'left'
    """

    colour: str
    mark: str
    marker: str
    fill: str = "full"


ROLES = {
    "good": Role("#17694f", "●", "o"),
    "near": Role("#8a6100", "◐", "o", "left"),
    "bad": Role("#a63c14", "▲", "^"),
    "relapsed": Role("#a63c14", "▽", "v", "none"),  # good once, and no more
    "partly": Role("#8a6100", "◎", "p", "left"),  # some of several are good
    "ahead": Role("#17694f", "▷", ">", "none"),  # not there, and on its way as fast as the time goes
    "behind": Role("#a63c14", "◁", "<", "none"),  # not there, and slower
    "grave": Role("#a63c14", "■■■", "P"),  # three levels of what wants attention: the more squares the graver
    "serious": Role("#a63c14", "■■", "P", "left"),
    "slight": Role("#8a6100", "■", "P", "none"),
    "review": Role("#1f5a92", "☆", "*", "none"),
    "open": Role("#8a6100", "□", "s", "none"),
    "closed": Role("#55636f", "√", "X"),
    "neutral": Role("#55636f", "○", "s"),
    "unknown": Role("#76838f", "—", "_"),
    "reference": Role("#1f5a92", "◆", "D"),
    "suppressed": Role("#55636f", "※", "x"),
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

SESSION = (  # beginnings of settings that say how this process shows figures, not how they look
    "backend",
    "docstring",
    "figure.max_open_warning",
    "figure.raise_window",
    "interactive",
    "keymap",
    "savefig.directory",
    "tk.",
    "toolbar",
    "webagg",
)

_RC: "dict[RcKeyType, object]" = {
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


def role(name: str) -> Role:
    """Look of the role called `name`.

    Parameters
    ----------
    name : str
        One of the keys of `ROLES`.

    Returns
    -------
    Role
        Its look.

    Raises
    ------
    ValueError
        If there is no such role.

    Examples
    --------
    >>> role("good").mark
    '●'
    >>> role("fine")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: unknown role 'fine'; expected one of 'good', 'near', 'bad', ...
    """
    if name not in ROLES:
        raise ValueError(f"unknown role {name!r}; expected one of {', '.join(map(repr, ROLES))}")
    return ROLES[name]


def use() -> None:
    """Register the package's font and set the style for all figures that follow; every chart begins with it.

    The first time a process calls it, what the user's own `matplotlibrc` says of figures is taken back, so that a chart is
    the same for everybody; what is set afterwards stays, but for what the style itself sets.

    Examples
    --------
    >>> use()
    >>> mpl.rcParams["font.family"][0]
    'Planbook Sans SC'
    """
    _register()
    mpl.rcParams.update(_RC)


@cache
def _register() -> None:
    plain = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(SESSION)}
    mpl.rcParams.update(plain)
    for path in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(path)
