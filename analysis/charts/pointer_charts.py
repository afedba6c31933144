"""Charts that answer the pointer: a table in, a Vega-Lite picture out, which JupyterLab draws without a network.

A figure says what is behind it where the pointer stands, the wheel zooms, a drag moves, a double click goes back, and a
click in the legend leaves only what is chosen. Printed pages have the charts of Matplotlib.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.charts import chart_tables, default_words, style

MIME = "application/vnd.vegalite.v5+json"
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, SimHei, sans-serif"
WIDTH, HEIGHT, BAR = 640, 260, 18
FAR, FEW = 3.0, 0.1  # times the spread of the middle, and the part of the points that may be left out
BANDS = 2  # lines whose intervals are drawn: those of more cover each other
LINE = "line"  # column that tells lines apart in the picture
Spec = dict[str, Any]


class PointerChart:
    """A picture in Vega-Lite, shown by JupyterLab as the result of a cell.

    Parameters
    ----------
    spec : dict
        The picture; may be changed before it is shown.

    Examples
    --------
    >>> chart = trend(pd.DataFrame({"year": [2024, 2025], "value": [4.0, 5.0]}), title="Cases")
    >>> chart.spec["title"]["text"]
    'Cases'
    """

    def __init__(self, spec: Spec):
        self.spec = spec

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        return {MIME: self.spec, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<PointerChart {self.spec['title']['text']}>"


def trend(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    hover: Mapping[str, str] | None = None,
    title: str = "",
    note: str = "",
    target: float | None = None,
    target_label: str = "",
    ahead: pd.DataFrame | None = None,
    words: Mapping[str, str] | None = None,
) -> PointerChart:
    """Yearly lines with their intervals, a target, and what may come.

    Parameters
    ----------
    table : pandas.DataFrame
        `year, value`, and where known `lower, upper`, one row per year and line.
    by : str, optional
        Column that tells lines apart.
    hover : mapping of str to str, optional
        Columns that a point tells of, with their headings; `year` and `value` without it.
    title, note : str
        Above the picture; the note for the source.
    target : float, optional
        Target value: a dashed line.
    target_label : str
        What is written above that line.
    ahead : pandas.DataFrame, optional
        Years ahead as of `charts.trend`; they have the column `by` where there is one.
    words : mapping, optional
        Words instead of the default ones; here `beyond`, `actions`, `save_png`, `save_svg`.

    Returns
    -------
    PointerChart
        The picture. Its axis leaves out a point that lies far from all others, and says so.

    Raises
    ------
    ValueError
        If the table lacks a column or has text where numbers are expected.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2024, 2025], "value": [4.0, 5.0], "group": "north"})
    >>> chart = trend(table, by="group", target=6.0)
    >>> [row["line"] for row in chart.spec["layer"][1]["data"]["values"]]
    ['north', 'north']
    """
    rows = _named(chart_tables.checked("pointer_charts.trend", table, ["year", "value"], NUMBERS), by)
    rows = rows.dropna(subset=["value"])
    later = rows.iloc[:0][["year", "value", LINE]] if ahead is None else _named(ahead, by)
    marks = rows["value"].tolist() + ([] if _none(target) else [target])
    low, high, beyond = seen(marks + later["value"].dropna().tolist())
    names = list(dict.fromkeys(rows[LINE]))
    banded = rows if len(names) <= BANDS else rows.iloc[:0]
    low, high = _with_bands(low, high, [banded, later])
    y = {"scale": {"domain": [low, high], "zero": False}, "axis": {"tickCount": 6}, "title": None}
    layers = [_band(banded, "lower", "upper", y), _points(rows, hover or {"year": "", "value": ""}, y)]
    layers += [_band(later, f"lower_{level}", f"upper_{level}", y) for level in chart_tables.levels(later)]
    layers += [_dashed(_onward(rows, later), y)] if len(later) else []
    layers += [] if _none(target) else _rule(float(target or 0), target_label, y)
    return _chart(layers, title, note, words, beyond, lines=names)


def scatter(
    table: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str | None = None,
    hover: Mapping[str, str] | None = None,
    title: str = "",
    note: str = "",
    x_title: str = "",
    y_title: str = "",
    words: Mapping[str, str] | None = None,
) -> PointerChart:
    """Points of two columns against each other.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a point.
    x, y : str
        Its columns of numbers.
    by, hover, title, note, words
        As of `trend`.
    x_title, y_title : str
        Titles of the axes.

    Returns
    -------
    PointerChart
        The picture.

    Raises
    ------
    ValueError
        If the table lacks a column or has text where numbers are expected.

    Examples
    --------
    >>> chart = scatter(pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 4.0]}), x="a", y="b")
    >>> chart.spec["layer"][0]["encoding"]["x"]["field"]
    'a'
    """
    rows = _named(chart_tables.checked("pointer_charts.scatter", table, [x, y], [x, y]), by).dropna(
        subset=[x, y]
    )
    axes: Spec = {}
    beyond = 0
    for side, (name, head) in {"x": (x, x_title), "y": (y, y_title)}.items():
        low, high, out = seen(rows[name])
        beyond += out
        axes[side] = {"field": name, "type": "quantitative", "title": head or name}
        axes[side] |= {"scale": {"domain": [low, high], "zero": False}}
    layer = {
        "data": {"values": _records(rows)},
        "mark": {"type": "point", "filled": True, "size": 60, "clip": True},
        "encoding": axes | {"color": COLOUR, "tooltip": _tips(hover or {x: x_title, y: y_title})},
        "params": [*ZOOM],
    }
    return _chart([layer], title, note, words, beyond, lines=list(dict.fromkeys(rows[LINE])))


def bars(
    table: pd.DataFrame,
    *,
    hover: Mapping[str, str] | None = None,
    title: str = "",
    note: str = "",
    words: Mapping[str, str] | None = None,
) -> PointerChart:
    """Horizontal bars in the table's order, to the left of zero too.

    Parameters
    ----------
    table : pandas.DataFrame
        `label, value`, one row a bar.
    hover, title, note, words
        As of `trend`.

    Returns
    -------
    PointerChart
        The picture.

    Raises
    ------
    ValueError
        If the table lacks a column or has text where numbers are expected.

    Examples
    --------
    >>> chart = bars(pd.DataFrame({"label": ["north", "south"], "value": [1.5, -0.5]}))
    >>> [row["value"] for row in chart.spec["layer"][0]["data"]["values"]]
    [1.5, -0.5]
    """
    rows = chart_tables.checked("pointer_charts.bars", table, ["label", "value"], ["value"])
    layer = {
        "data": {"values": _records(rows)},
        "mark": {"type": "bar", "color": style.FIGURE},
        "encoding": {
            "y": {
                "field": "label",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": {"labelLimit": 160},
            },
            "x": {"field": "value", "type": "quantitative", "title": None},
            "tooltip": _tips(hover or {"label": "", "value": ""}),
        },
    }
    return _chart([layer], title, note, words, 0) if rows.empty else _tall(layer, rows, title, note, words)


def seen(values: ArrayLike) -> tuple[float, float, int]:
    """Range of an axis that single far points do not squeeze.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        What is drawn.

    Returns
    -------
    tuple of float, float, int
        Lower and upper end with some room, and the number of points beyond them: at most a tenth of all, each farther
        from the middle nine tenths than three times their spread.

    Examples
    --------
    >>> seen([10.0, 11, 12, 11, 10, 12, 11, 10, 12, 500])
    (9.84, 12.16, 1)
    """
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0, 0
    middle = np.sort(known)[int(FEW * len(known)) : len(known) - int(FEW * len(known))]
    room = FAR * (middle.max() - middle.min())
    near = known[(known >= middle.min() - room) & (known <= middle.max() + room)]
    near = known if room == 0 or len(known) - len(near) > FEW * len(known) else near
    edge = 0.08 * (near.max() - near.min()) or 0.08 * abs(float(near.max())) or 1.0
    return float(near.min() - edge), float(near.max() + edge), len(known) - len(near)


def _with_bands(low: float, high: float, tables: Sequence[pd.DataFrame]) -> tuple[float, float]:
    """The range widened to show intervals, by as much again as the figures take at most."""
    sides = {name: [table[name] for table in tables if name in table] for name in ("lower", "upper")}
    known = {name: pd.concat(parts).dropna() for name, parts in sides.items() if parts}
    ends = [known[name] for name in ("lower", "upper") if name in known and len(known[name])]
    span = high - low
    least = min([low, *(max(float(one.min()), low - span) for one in ends)])
    return least, max([high, *(min(float(one.max()), high + span) for one in ends)])


NUMBERS = ("year", "value", "lower", "upper")
COLOUR: Spec = {
    "field": LINE,
    "type": "nominal",
    "title": None,
    "legend": {"orient": "top", "labelLimit": 320},
}
BARE: Spec = COLOUR | {"legend": None}
ZOOM: tuple[Spec, ...] = (
    {"name": "zoom", "select": "interval", "bind": "scales"},
    {
        "name": "chosen",
        "select": {"type": "point", "fields": [LINE], "toggle": "true"},
        "bind": "legend",
    },
)
SHOWN: Spec = {"condition": {"param": "chosen", "value": 1}, "value": 0}
YEAR: Spec = {"field": "year", "type": "quantitative", "title": None}
YEAR |= {
    "scale": {"zero": False, "nice": False, "padding": 14},
    "axis": {"format": "d", "tickMinStep": 1, "grid": False},
}


def _none(target: float | None) -> bool:
    return target is None or bool(np.isnan(target))


def _named(rows: pd.DataFrame, by: str | None) -> pd.DataFrame:
    return rows.assign(**{LINE: rows[by].astype(str) if by else ""})


def _records(rows: pd.DataFrame) -> list[Spec]:
    """Rows as JSON has them: no NaN, no number of numpy."""
    known = rows.astype(object).where(rows.notna(), None)
    return [
        {str(name): getattr(value, "item", lambda one=value: one)() for name, value in row.items()}
        for row in known.to_dict("records")
    ]


def _tips(hover: Mapping[str, str]) -> list[Spec]:
    return [{"field": name, "title": head or name} for name, head in hover.items()]


def _y(name: str, y: Spec) -> Spec:
    return {"field": name, "type": "quantitative", **y}


def _band(rows: pd.DataFrame, lower: str, upper: str, y: Spec) -> Spec:
    """A pale band between two columns; nothing of a table that has not both."""
    known = rows.dropna(subset=[lower, upper]) if {lower, upper} <= set(rows) else rows.iloc[:0]
    return {
        "data": {"values": _records(known[["year", lower, upper, LINE]]) if len(known) else []},
        "mark": {"type": "area", "opacity": 0.13, "clip": True},
        "encoding": {"x": YEAR, "y": _y(lower, y), "y2": {"field": upper}, "color": BARE}
        | {"fillOpacity": SHOWN},
    }


def _points(rows: pd.DataFrame, hover: Mapping[str, str], y: Spec) -> Spec:
    """The lines with a point for each figure, which tells what is behind it."""
    return {
        "data": {"values": _records(rows)},
        "mark": {"type": "line", "point": {"size": 55}, "clip": True},
        "encoding": {
            "x": YEAR,
            "y": _y("value", y),
            "color": COLOUR,
            "opacity": SHOWN,
            "tooltip": _tips(hover),
        },
        "params": [*ZOOM],
    }


def _onward(rows: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """The years ahead, begun with the last figure of each line that has any."""
    last = rows.sort_values("year").groupby(LINE).tail(1)
    return pd.concat([last[last[LINE].isin(later[LINE])], later])


def _dashed(rows: pd.DataFrame, y: Spec) -> Spec:
    return {
        "data": {"values": _records(rows[["year", "value", LINE]])},
        "mark": {"type": "line", "strokeDash": [5, 3], "strokeWidth": 1.4, "clip": True},
        "encoding": {"x": YEAR, "y": _y("value", y), "color": BARE, "opacity": SHOWN},
    }


def _rule(target: float, label: str, y: Spec) -> list[Spec]:
    """The target's line, with its label at the left."""
    at: Spec = {"data": {"values": [{"target": target, "label": label}]}}
    ink, where = {"value": style.TARGET}, {"y": _y("target", y)}
    text = {"type": "text", "align": "left", "dx": 4, "dy": -6, "fontSize": 12, "clip": True}
    words: Spec = {"x": {"value": 0}, "text": {"field": "label"}, "color": ink}
    return [
        at
        | {"mark": {"type": "rule", "strokeDash": [6, 4], "clip": True}, "encoding": where | {"color": ink}},
        at | {"mark": text, "encoding": where | words},
    ]


def _tall(
    layer: Spec, rows: pd.DataFrame, title: str, note: str, words: Mapping[str, str] | None
) -> PointerChart:
    chart = _chart([layer], title, note, words, 0)
    chart.spec["height"] = BAR * len(rows)
    return chart


def _chart(
    layers: Sequence[Spec],
    title: str,
    note: str,
    words: Mapping[str, str] | None,
    beyond: int,
    lines: Sequence[str] = ("",),
) -> PointerChart:
    """The picture of some layers in the house's colours; the legend stands where there is more than one line."""
    said = default_words.chosen(words)
    below = [text for text in (note, said["beyond"].format(beyond) if beyond else "") if text]
    colours = [style.FIGURE] if len(lines) == 1 else list(style.SERIES)
    spec: Spec = {
        "title": {"text": title, "subtitle": below, "anchor": "start", "subtitleColor": style.MUTED},
        "width": WIDTH,
        "height": HEIGHT,
        "layer": list(layers),
        "config": {"font": FONT, "range": {"category": colours}, "axis": {"gridColor": style.GRID}},
        "usermeta": {"embedOptions": _menu(said, title)},
    }
    if len(lines) == 1:
        spec["config"]["legend"] = {"disable": True}
    return PointerChart(spec)


def _menu(said: Mapping[str, str], title: str) -> Spec:
    """What the picture's own menu offers: to be kept as a file; nothing that asks the network."""
    heads = {"PNG_ACTION": said["save_png"], "SVG_ACTION": said["save_svg"]}
    offered = {"export": {"png": True, "svg": True}, "source": False, "compiled": False, "editor": False}
    return {
        "renderer": "svg",  # text that can be read, found and printed
        "actions": offered,
        "i18n": heads | {"CLICK_TO_VIEW_ACTIONS": said["actions"]},
        "downloadFileName": title,
        "scaleFactor": 2,
    }
