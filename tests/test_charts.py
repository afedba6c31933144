"""Charts of a table of one's own: what is on the axes, what is refused, and that nothing else is needed."""

import ast
import base64
import subprocess
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY

from analysis import charts, forecasting
from analysis.charts import default_words, style

ROOM = REPOSITORY / "analysis" / "charts"
LINE = pd.DataFrame({"year": [2019, 2020, 2021, 2022], "value": [4.0, 3.0, 2.5, 2.0], "status": list("AABP")})
TWO = pd.DataFrame({"group": list("bbaa"), "year": [2020, 2021, 2020, 2021], "value": [3.0, 4.0, 1.0, 2.0]})
AHEAD = pd.DataFrame(
    {"year": [2023, 2024], "value": [1.8, 1.7], "lower_80": [1.5, 1.2], "upper_80": [2.0, 2.1]}
    | {"lower_95": [1.3, 0.9], "upper_95": [2.3, 2.6]}
)
PLAIN = LINE[["year", "value"]]
LEVELS = pd.DataFrame({"label": ["a", "b"], "value": [90.0, 80.0], "target": [95, np.nan]})
PAIRS = pd.DataFrame({"label": ["a", "b"], "value_1": [16.0, 0.0], "value_2": [8.0, 0.0]})
COUNTS = pd.DataFrame({"good": [3, 0], "unknown": [1, 2]}, index=["甲", "乙"])
AWAY = pd.DataFrame(
    {"label": ["a", "b"], "text": ["x", "y"], "role": ["good", "near"], "distance": [4.0, -99]}
)
UNITS = pd.DataFrame({"label": ["a", "b"], "size": [9, 99], "value": [50.0, 95.0], "failing": [True, False]})
LIMITS = pd.DataFrame({"size": [9, 99], "lower": [40.0, 80.0], "upper": [100.0, 99.0]})
LEADS = pd.DataFrame({"own": [80.0, 60.0], "other": [70.0, 30.0]}, index=[1, 3])
PARTS = pd.DataFrame({"x": [3.0, 2.0], "y": [4.0, np.nan]}, index=[2021, 2022])

EACH = {
    "trend": lambda: charts.trend(LINE),
    "multiples": lambda: charts.multiples([{"table": LINE}]),
    "by_lead": lambda: charts.by_lead(LEADS),
    "levels": lambda: charts.levels(LEVELS),
    "stacked": lambda: charts.stacked(PARTS),
    "status_matrix": lambda: charts.status_matrix(COUNTS),
    "dumbbell": lambda: charts.dumbbell(PAIRS, names=("x", "y")),
    "distances": lambda: charts.distances(AWAY),
    "funnel": lambda: charts.funnel(UNITS, LIMITS, target=90),
}


EMPTY = {
    "trend": lambda: charts.trend(LINE.iloc[:0], title="t"),
    "by_lead": lambda: charts.by_lead(LEADS.iloc[:0], title="t"),
    "levels": lambda: charts.levels(LEVELS.iloc[:0], title="t"),
    "stacked": lambda: charts.stacked(PARTS.iloc[:0], title="t"),
    "status_matrix": lambda: charts.status_matrix(COUNTS.iloc[:0], title="t"),
    "dumbbell": lambda: charts.dumbbell(PAIRS.iloc[:0], names=("x", "y"), title="t"),
    "distances": lambda: charts.distances(AWAY.iloc[:0], title="t"),
    "funnel": lambda: charts.funnel(UNITS.iloc[:0], LIMITS.iloc[:0], target=90, title="t"),
}


def drawn(figure):
    (axes,) = figure.axes
    return axes


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def solid(axes) -> list:
    return [line for line in axes.lines if line.get_linestyle() == "-"]


def bands(axes) -> list[tuple[float, float]]:
    """Lowest and highest figure of each pale band."""
    edges = [path.vertices[:, 1] for drawn in axes.collections for path in drawn.get_paths()]
    return [(edge.min(), edge.max()) for edge in edges]


def test_a_trend_draws_the_figures_and_stops_at_a_break():
    axes = drawn(charts.trend(LINE))
    parts = [line.get_xdata().tolist() for line in solid(axes) if line.get_marker() == "None"]
    assert [part for part in parts if part] == [[2019, 2020], [2021, 2022]]


def test_a_trend_marks_provisional_figures_base_and_target():
    axes = drawn(charts.trend(LINE, target=2.2, target_label="目标≤2.2", base_year=2020))
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert hollow[0].get_ydata().tolist() == [2.0]
    base = [line for line in axes.lines if line.get_marker() == "D"]
    assert (base[0].get_xdata().tolist(), base[0].get_ydata().tolist()) == ([2020], [3.0])
    assert any(list(line.get_ydata()) == [2.2, 2.2] for line in axes.lines)
    assert "目标≤2.2" in texts(axes)


def test_without_status_all_figures_are_normal():
    (line,) = drawn(charts.trend(PLAIN)).lines
    assert (line.get_marker(), line.get_ydata().tolist()) == ("o", [4.0, 3.0, 2.5, 2.0])


def test_the_last_figure_is_written_at_the_line():
    assert texts(drawn(charts.trend(LINE, decimals=2))) == ["2.00"]


def test_years_are_ticked_within_the_data():
    assert set(drawn(charts.trend(LINE)).get_xticks()) <= {2019, 2020, 2021, 2022}


def test_lines_are_told_apart_by_a_column_in_order_of_appearance():
    axes = drawn(charts.trend(TWO, by="group", colours={"a": "#000000"}))
    assert [line.get_ydata().tolist() for line in axes.lines] == [[3.0, 4.0], [1.0, 2.0]]
    assert [line.get_color() for line in axes.lines] == [style.SERIES[0], "#000000"]
    assert texts(axes) == ["b 4.0", "a 2.0"]


def test_the_order_of_rows_within_a_line_does_not_matter():
    axes = drawn(charts.trend(PLAIN.iloc[::-1]))
    assert axes.lines[0].get_xdata().tolist() == [2019, 2020, 2021, 2022]
    assert texts(axes) == ["2.0"]


def test_a_missing_value_leaves_a_gap_and_the_last_known_one_is_written():
    axes = drawn(charts.trend(PLAIN.assign(value=[4.0, np.nan, 3.0, np.nan])))
    assert axes.lines[0].get_xdata().tolist() == [2019, 2020, 2021]
    assert np.isnan(axes.lines[0].get_ydata()).tolist() == [False, True, False]
    assert texts(axes) == ["3.0"]


def test_an_interval_is_drawn_where_it_is_known_and_breaks_with_the_line():
    table = LINE.assign(lower=[3.0, 2.0, 2.1, 1.5], upper=[5.0, 4.5, 2.9, 2.4])
    assert bands(drawn(charts.trend(table))) == [(2.0, 5.0), (1.5, 2.9)]
    alone = table.assign(status=list("AAAB"), upper=[5.0, np.nan, 2.9, 2.4])
    assert bands(drawn(charts.trend(alone))) == [(2.1, 5.0), (1.5, 2.4)]
    assert bands(drawn(charts.trend(LINE))) == []


def test_a_fan_begins_at_the_last_figure_and_ends_with_the_projection():
    axes = drawn(charts.trend(LINE, ahead=AHEAD))
    assert bands(axes) == [(0.9, 2.6), (1.2, 2.1)]
    (dashed,) = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert dashed.get_xdata().tolist() == [2022, 2023, 2024]
    assert dashed.get_ydata().tolist() == [2.0, 1.8, 1.7]
    assert texts(axes) == ["1.7", "2.0"]
    small = charts.multiples([{"table": LINE, "ahead": AHEAD}], columns=1)
    assert len(bands(small.axes[0])) == 2


def test_a_fan_has_the_levels_that_are_there():
    axes = drawn(charts.trend(LINE, ahead=AHEAD.drop(columns=["lower_95", "upper_95"])))
    assert bands(axes) == [(1.2, 2.1)]
    axes = drawn(charts.trend(LINE, ahead=AHEAD[["year", "value"]]))
    assert bands(axes) == []
    assert texts(axes) == ["1.7", "2.0"]
    assert texts(drawn(charts.trend(LINE, ahead=AHEAD.iloc[:0]))) == ["2.0"]


def test_projections_of_several_series_continue_each_its_own_line():
    years = [*range(2014, 2024)]
    history = pd.concat(
        pd.DataFrame({"series": name, "year": years, "value": np.linspace(start, start + 9, 10)})
        for name, start in (("up", 50.0), ("down", 20.0))
    )
    ahead = forecasting.project(history, 2, levels=(50, 90))
    axes = drawn(charts.trend(history, by="series", ahead=ahead))
    starts = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    assert starts == [59.0, 29.0]
    colours = [line.get_color() for line in axes.lines if line.get_linestyle() == "--"]
    assert colours == list(style.SERIES[:2])
    assert len(bands(axes)) == 4
    only = drawn(charts.trend(history, by="series", ahead=ahead[ahead["series"].eq("down")]))
    assert [line.get_ydata()[0] for line in only.lines if line.get_linestyle() == "--"] == [29.0]


def test_the_required_path_leads_from_the_last_figure_to_the_target():
    axes = drawn(charts.trend(LINE, target=1.0, required=(2030, 1.0)))
    paths = [line for line in axes.lines if list(line.get_xdata()) == [2022, 2030]]
    assert [list(line.get_ydata()) for line in paths] == [[2.0, 1.0]]
    assert axes.get_xlim()[1] > 2030


@pytest.mark.parametrize("required", [(None, 1.0), (2030, np.nan), (None, np.nan)])
def test_where_no_year_or_no_figure_is_required_no_path_is_drawn(required):
    plain, asked = drawn(charts.trend(LINE)), drawn(charts.trend(LINE, required=required))
    assert len(asked.lines) == len(plain.lines)
    assert asked.get_xlim() == plain.get_xlim()


def test_leads_are_drawn_from_the_longest_to_the_shortest():
    axes = drawn(charts.by_lead(LEADS, names={"own": "甲", "other": "乙"}))
    assert axes.get_xlim()[0] > axes.get_xlim()[1]
    assert [line.get_ydata().tolist() for line in axes.lines] == [[60.0, 80.0], [30.0, 70.0]]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["甲", "乙"]


def test_multiples_leave_spare_panels_blank():
    figure = charts.multiples([{"table": LINE, "title": str(n)} for n in range(4)], columns=3)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["0", "1", "2", "3"]


def test_a_panel_takes_the_arguments_of_a_trend():
    panels = [{"table": TWO, "by": "group", "target": 0.0, "base_year": 2020, "words": {"target": "Aim "}}]
    (axes,) = charts.multiples(panels).axes
    assert texts(axes) == ["b 4.0", "a 2.0", "┄ Aim 0.0"]


def test_a_dumbbell_puts_both_groups_on_a_row_of_their_own_scale():
    axes = drawn(charts.dumbbell(PAIRS, names=("农村", "城市"), colours=("#111111", "#222222")))
    assert [line.get_xdata().tolist() for line in axes.lines] == [[1.0, 0.0], [0.5, 0.0]]
    assert [line.get_color() for line in axes.lines] == ["#111111", "#222222"]
    assert texts(axes) == ["16.0", "8.0", "0.0", "0.0"]
    worded = PAIRS.assign(text_1=["16人", "无"], text_2=["8人", "无"])
    assert texts(drawn(charts.dumbbell(worded, names=("x", "y")))) == ["16人", "8人", "无", "无"]


def test_a_status_matrix_writes_every_number_in_the_colour_of_its_role():
    axes = drawn(charts.status_matrix(COUNTS, names={"good": "达到", "unknown": "没有数"}))
    assert texts(axes) == ["3", "·", "1", "2"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["● 达到", "— 没有数"]
    axes = drawn(charts.status_matrix(COUNTS, roles={"unknown": "bad"}))
    colours = [mpl.colors.to_hex(bar.get_facecolor()) for bar in axes.patches]
    assert colours == [style.ROLES[role].colour for role in ("good", "bad", "bad")]


def test_levels_draw_bars_and_targets():
    axes = drawn(charts.levels(LEVELS.assign(text=["90%", "80%"])))
    assert [bar.get_width() for bar in axes.patches] == [90.0, 80.0]
    assert [line.get_xdata().tolist() for line in axes.lines] == [[95, 95]]
    assert texts(axes) == ["90%", "80%"]
    assert texts(drawn(charts.levels(LEVELS, decimals=0))) == ["90", "80"]


def test_parts_stand_on_each_other():
    axes = drawn(charts.stacked(PARTS))
    assert [(bar.get_y(), bar.get_height()) for bar in axes.patches] == [(0, 3), (0, 2), (3, 4), (2, 0)]
    assert texts(axes)[-2:] == ["7", "2"]


def test_distances_stand_on_a_root_scale_and_end_in_an_arrow():
    axes = drawn(charts.distances(AWAY, farthest=25))
    points = {line.get_marker(): line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 1}
    assert points == {"o": 2.0, "<": -5.0}
    assert axes.get_xticks().tolist() == [np.sign(n) * np.sqrt(abs(n)) for n in (-20, -5, 0, 5, 20)]


def test_a_funnel_names_the_units_that_fail():
    axes = drawn(charts.funnel(UNITS, LIMITS, target=90, target_label="goal"))
    assert texts(axes) == ["goal", "a 50.0"]
    assert bands(axes) == [(40.0, 100.0)]


def test_every_default_word_can_be_replaced():
    own = {key: f"{key} {{}}" for key in default_words.DEFAULT_WORDS}
    assert texts(drawn(charts.trend(LINE, target=2, words=own)))[-1] == "target {}2.0"
    lead = drawn(charts.by_lead(LEADS, words=own))
    assert [label.get_text() for label in lead.get_xticklabels()] == ["lead 1", "lead 3"]
    away = drawn(charts.distances(AWAY, words=own))
    assert [text.get_text() for text in away.get_legend().get_texts()] == ["good {}", "near {}", "base {}"]
    assert "target {}" in [label.get_text() for label in away.get_xticklabels()]
    funnel = drawn(charts.funnel(UNITS, LIMITS, target=90, words=own))
    assert (funnel.get_xlabel(), texts(funnel)[0]) == ("size {}", "target {}90.0")
    matrix = drawn(charts.status_matrix(COUNTS, words=own))
    assert [label.get_text() for label in matrix.get_xticklabels()] == ["● good {}", "— unknown {}"]


def test_default_words_are_chinese_and_cover_the_roles():
    axes = drawn(charts.distances(AWAY))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["已达到", "接近", "基期"]
    assert set(style.ROLES) < set(default_words.DEFAULT_WORDS)


def test_no_other_chinese_words_are_written_in_charts():
    for path in ROOM.glob("*.py"):
        if path.name == "default_words.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        notes = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented)
                 if isinstance(node.body[0], ast.Expr)}  # fmt: skip
        words = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in notes
        ]
        found = [
            word for word in words if isinstance(word, str) and any("一" <= sign <= "鿿" for sign in word)
        ]
        assert not found, path.name


@pytest.mark.parametrize("name", EACH)
def test_every_chart_is_a_figure_of_its_own_with_a_title_and_words_that_have_a_form(name):
    figure = EACH[name]()
    assert isinstance(figure, mpl.figure.Figure)
    figure.canvas.draw()  # a sign without a form is a warning, and so an error
    assert base64.b64decode(figure._repr_png_()).startswith(b"\x89PNG")
    assert not plt.get_fignums()


def test_the_public_names_are_the_charts_and_their_style():
    assert set(charts.__all__) == {*EACH, "style"}


def test_figures_look_right_without_setting_the_style_and_importing_sets_nothing():
    code = """
import matplotlib as mpl
before = dict(mpl.rcParams)
from analysis import charts
from matplotlib import font_manager
assert dict(mpl.rcParams) == before
assert not [font for font in font_manager.fontManager.ttflist if font.name == charts.style.FAMILY]
import pandas as pd
figure = charts.trend(pd.DataFrame({"year": [2020, 2021], "value": [1, 2]}), title="年")
assert figure.axes[0].title.get_fontname() == "Planbook Sans SC", figure.axes[0].title.get_fontname()
assert not figure.axes[0].spines["top"].get_visible()
figure.canvas.draw()
import sys
assert not [name for name in sys.modules if name.partition(".")[0] == "planbook"]
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=REPOSITORY)


def test_colours_mean_one_thing_and_roles_have_marks_and_contrast():
    looks = [(role.mark, role.marker, role.fill) for role in style.ROLES.values()]
    assert len({role.mark for role in style.ROLES.values()}) == len(looks) == len(set(looks))
    shades = {name: role.colour for name, role in style.ROLES.items()} | style.PALETTE
    for name, colour in shades.items():
        assert contrast(colour) >= 3, name
    for name in set(style.ROLES) - {"unknown"}:
        assert contrast(style.ROLES[name].colour) >= 4.5, name


def contrast(colour: str) -> float:
    parts = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


REFUSED = [
    (
        lambda: charts.trend(PLAIN.rename(columns={"value": "rate"})),
        "charts.trend: the table lacks 'value'; found 'year', 'rate'; expected 'year', 'value'",
    ),
    (
        lambda: charts.trend(PLAIN.assign(lower=1.0)),
        "lacks 'upper'; found 'year', 'value', 'lower'; expected 'year', 'value', 'lower', 'upper'",
    ),
    (
        lambda: charts.trend(TWO, by="place"),
        "charts.trend: no column 'place' to draw lines by; found 'group', 'year', 'value'",
    ),
    (
        lambda: charts.trend(TWO.assign(group=["b", "b", None, "a"]), by="group"),
        "charts.trend: 1 rows have no 'group'; each needs one",
    ),
    (
        lambda: charts.trend(TWO),
        "the line has several rows of 2020, 2021; expected one row a year: name the column that tells lines apart",
    ),
    (
        lambda: charts.trend(TWO.assign(value=[1, 2, np.nan, np.nan]), by="group"),
        "charts.trend: line 'a' has no value in any year; leave it out",
    ),
    (
        lambda: charts.trend(PLAIN.assign(year=["2019", "2020", "2021年", "2022"])),
        "charts.trend: 1 of `year` are no numbers, such as '2021年'",
    ),
    (
        lambda: charts.trend(PLAIN.assign(year=[2019, 2020, 2020.5, 2022])),
        "charts.trend: the line has years 2020.5; expected whole numbers",
    ),
    (
        lambda: charts.trend(LINE.assign(status=list("AAxP"))),
        "charts.trend: `status` has 'x'; expected 'A', 'P', 'E', 'B', 'M'",
    ),
    (
        lambda: charts.trend(LINE, ahead=AHEAD.drop(columns="upper_95")),
        "charts.trend, ahead: the table lacks 'upper_95'",
    ),
    (
        lambda: charts.trend(LINE, ahead=pd.concat([AHEAD, AHEAD])),
        "charts.trend, ahead: the line has several rows of 2023, 2024",
    ),
    (
        lambda: charts.trend(TWO, by="group", ahead=AHEAD.assign(group="c")),
        "charts.trend, ahead: no line 'c'; found lines 'b', 'a'",
    ),
    (
        lambda: charts.trend(LINE, words={"goal": "x"}),
        "words: unknown 'goal'; expected some of 'target', 'base'",
    ),
    (lambda: charts.multiples([]), "charts.multiples: found no panels; expected at least one"),
    (
        lambda: charts.multiples([{"table": LINE}, {"lines": LINE}]),
        "charts.multiples, panel 2 lacks 'table' and has unknown 'lines'; expected some of 'table', 'by'",
    ),
    (
        lambda: charts.multiples([{"table": LINE.iloc[:0], "title": "x"}]),
        "charts.multiples, panel 1: the table is empty",
    ),
    (
        lambda: charts.by_lead(LEADS, names={"mine": "x"}),
        "charts.by_lead: the table lacks 'mine'; found 'own', 'other'",
    ),
    (
        lambda: charts.levels(LEVELS.drop(columns=["label", "value"])),
        "charts.levels: the table lacks 'label', 'value'; found 'target'",
    ),
    (
        lambda: charts.stacked(pd.DataFrame()),
        "charts.stacked: the table is empty; expected at least one row and one column",
    ),
    (
        lambda: charts.stacked(PARTS.assign(z="x")),
        "charts.stacked: 2 of `z` are no numbers, such as 'x', 'x'",
    ),
    (
        lambda: charts.status_matrix(COUNTS, names={"bad": "x"}),
        "charts.status_matrix: the table lacks 'bad'; found 'good', 'unknown'",
    ),
    (
        lambda: charts.status_matrix(COUNTS.rename(columns={"good": "fine"})),
        "unknown role 'fine'; expected one of 'good', 'near', 'bad'",
    ),
    (
        lambda: charts.dumbbell(LEVELS, names=("x", "y")),
        "charts.dumbbell: the table lacks 'value_1', 'value_2'",
    ),
    (
        lambda: charts.distances(AWAY.drop(columns="role")),
        "charts.distances: the table lacks 'role'",
    ),
    (lambda: charts.distances(AWAY.assign(role="fine")), "unknown role 'fine'; expected one of 'good'"),
    (
        lambda: charts.funnel(UNITS.drop(columns="failing"), LIMITS, target=90),
        "charts.funnel: the table lacks 'failing'",
    ),
    (
        lambda: charts.funnel(UNITS, LIMITS[["size"]], target=90),
        "charts.funnel, limits: the table lacks 'lower', 'upper'",
    ),
]


def test_every_chart_of_one_table_says_that_it_has_no_rows():
    assert set(EMPTY) == set(EACH) - {"multiples"}
    for name, chart in EMPTY.items():
        axes = drawn(chart())
        assert (axes.get_title(loc="left"), texts(axes)) == ("t", [default_words.chosen(None)["nothing"]]), (
            name
        )


@pytest.mark.parametrize(("chart", "message"), REFUSED, ids=[message[:50] for _, message in REFUSED])
def test_a_table_that_cannot_be_drawn_is_refused_with_what_is_expected(chart, message):
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the whole message is compared below
        chart()
    assert message in str(told.value)


def test_something_that_is_no_table_is_refused():
    with pytest.raises(
        TypeError, match=r"charts.trend: found a dict; expected a pandas DataFrame with 'year'"
    ):
        charts.trend({"x": LINE})


@pytest.mark.parametrize("end", [7.5, 154_672.0, 1_093_685.0, 12_345_678.0])
def test_a_label_of_what_may_come_is_whole_in_a_small_chart(end):
    known = pd.DataFrame({"year": range(2010, 2026), "value": np.linspace(end * 0.9, end, 16)})
    ahead = pd.DataFrame({"year": [2026, 2030], "value": [end, end]})
    figure = charts.multiples([{"table": known, "ahead": ahead, "title": "人", "decimals": 0}] * 3)
    figure.canvas.draw()
    inside = figure.bbox
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        assert boxes
        assert all(box.x1 <= inside.x1 for box in boxes)
