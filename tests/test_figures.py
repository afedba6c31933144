"""Charts: what is on the axes, and that every sign of every text has an outline."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY
from fontTools.ttLib import TTFont

from analysis.charts import line_charts, style
from planbook.render.html import picture

LINE = pd.DataFrame({"year": [2019, 2020, 2021, 2022], "value": [4.0, 3.0, 2.5, 2.0], "status": list("AABP")})


def drawn(figure):
    (axes,) = figure.axes
    return axes


def test_trend_draws_the_figures_and_stops_at_a_break():
    axes = drawn(line_charts.trend({"x": LINE}, title="t"))
    solid = [line for line in axes.lines if line.get_linestyle() == "-" and line.get_marker() == "None"]
    assert [line.get_xdata().tolist() for line in solid if len(line.get_xdata())] == [
        [2019, 2020],
        [2021, 2022],
    ]


def test_trend_marks_provisional_figures_base_and_target():
    axes = drawn(
        line_charts.trend({"x": LINE}, title="t", target=2.2, target_label="目标≤2.2", base_year=2020)
    )
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert hollow[0].get_ydata().tolist() == [2.0]
    base = [line for line in axes.lines if line.get_marker() == "D"]
    assert (base[0].get_xdata().tolist(), base[0].get_ydata().tolist()) == ([2020], [3.0])
    assert any(list(line.get_ydata()) == [2.2, 2.2] for line in axes.lines)
    assert "目标≤2.2" in [text.get_text() for text in axes.texts]


def test_the_last_figure_is_written_at_the_line():
    axes = drawn(line_charts.trend({"x": LINE}, title="t", decimals=1))
    assert "2.0" in [text.get_text() for text in axes.texts]


def test_years_are_ticked_within_the_data():
    axes = drawn(line_charts.trend({"x": LINE}, title="t"))
    assert set(axes.get_xticks()) <= {2019, 2020, 2021, 2022}


AHEAD = pd.DataFrame(
    {"year": [2023, 2024], "value": [1.8, 1.7], "lower_80": [1.5, 1.2], "upper_80": [2.0, 2.1]}
    | {"lower_95": [1.3, 0.9], "upper_95": [2.3, 2.6]}
)


def test_a_fan_begins_at_the_last_figure_and_ends_with_the_projection():
    axes = drawn(line_charts.trend({"x": LINE}, title="t", ahead=AHEAD))
    assert _ends(axes) == [(0.9, 2.6), (1.2, 2.1)]
    (dashed,) = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert dashed.get_xdata().tolist() == [2022, 2023, 2024]
    assert dashed.get_ydata().tolist() == [2.0, 1.8, 1.7]
    assert {"2.0", "1.7"} <= {text.get_text() for text in axes.texts}
    small = line_charts.multiples([{"lines": {"x": LINE}, "title": "t", "ahead": AHEAD}], columns=1)
    assert len(_ends(small.axes[0])) == 2


def _ends(axes) -> list[tuple[float, float]]:
    """Lowest and highest figure of each band of a fan."""
    edges = [path.vertices[:, 1] for bands in axes.collections for path in bands.get_paths()]
    return [(edge.min(), edge.max()) for edge in edges]


def test_the_required_path_leads_from_the_last_figure_to_the_target():
    axes = drawn(line_charts.trend({"x": LINE}, title="t", target=1.0, required=(2030, 1.0)))
    paths = [line for line in axes.lines if list(line.get_xdata()) == [2022, 2030]]
    assert [list(line.get_ydata()) for line in paths] == [[2.0, 1.0]]


def test_leads_are_drawn_from_the_longest_to_the_shortest():
    lines = pd.DataFrame({"ours": [80.0, 60.0], "other": [70.0, 30.0]}, index=[1, 3])
    axes = drawn(line_charts.by_lead(lines, names={"ours": "甲", "other": "乙"}, title="t"))
    assert axes.get_xlim()[0] > axes.get_xlim()[1]
    assert [line.get_ydata().tolist() for line in axes.lines] == [[60.0, 80.0], [30.0, 70.0]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["提前1年", "提前3年"]


def test_multiples_leave_spare_panels_blank():
    figure = line_charts.multiples([{"lines": {"x": LINE}, "title": str(n)} for n in range(4)], columns=3)
    assert len(figure.axes) == 4


def test_dumbbell_puts_both_groups_on_a_row_of_their_own():
    rows = pd.DataFrame(
        {"label": ["a"], "value_1": [16.0], "value_2": [8.0], "text_1": ["16"], "text_2": ["8"]}
    )
    axes = drawn(line_charts.dumbbell(rows, names=("农村", "城市"), codes=("R", "U"), title="t"))
    points = [
        line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())
    ]
    assert points == [1.0, 0.5]


def test_status_matrix_writes_every_number():
    counts = pd.DataFrame({"met": [3, 0], "no_data": [1, 2]}, index=["甲", "乙"])
    axes = drawn(line_charts.status_matrix(counts, states={"met": "达到", "no_data": "无数据"}, title="t"))
    assert [text.get_text() for text in axes.texts] == ["3", "·", "1", "2"]


def test_levels_draws_bars_and_targets():
    rows = pd.DataFrame(
        {"label": ["a", "b"], "value": [90.0, 80.0], "text": ["90%", "80%"], "target": [95, np.nan]}
    )
    axes = drawn(line_charts.levels(rows, title="t"))
    assert [bar.get_width() for bar in axes.patches] == [90.0, 80.0]
    assert [line.get_xdata().tolist() for line in axes.lines] == [[95, 95]]


def test_a_picture_is_the_same_bytes_every_time_and_carries_its_text():
    one, two = (
        picture(line_charts.trend({"x": LINE}, title="死亡率"), '折线图："死亡"').html for _ in range(2)
    )
    assert one == two
    assert 'alt="折线图：&quot;死亡&quot;"' in one
    assert not plt.get_fignums()


def test_a_sign_without_outline_is_an_error():
    with pytest.raises(UserWarning, match="Glyph"):
        line_charts.webp(line_charts.trend({"x": LINE}, title="\U0002b740"))


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_sign_of_every_text_has_an_outline(weight):
    files = [
        *REPOSITORY.glob("planbook/**/*.toml"),
        *REPOSITORY.glob("planbook/render/**/*.j2"),
        *REPOSITORY.glob("planbook/*/*.py"),
        *REPOSITORY.glob("analysis/charts/*.py"),
        *REPOSITORY.glob("data/raw/*/place.toml"),
        *REPOSITORY.glob("data/raw/*/*/SOURCE.toml"),
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    for path in REPOSITORY.glob("notebooks/*.ipynb"):
        text += "".join(
            "".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        )
    known = TTFont(style.FONTS / f"PlanbookSansSC-{weight}.otf").getBestCmap()
    assert not {sign for sign in text if sign.isprintable() and ord(sign) not in known}


def test_colours_mean_one_thing_and_states_have_marks_and_contrast():
    assert set(style.STATES) == set(style.MARKS)
    for name, colour in {**style.STATES, **style.GROUPS, "figure": style.FIGURE}.items():
        assert contrast(colour) >= 3, name
    for name in ("met", "uncertain", "not_met", "neutral", "better", "worse", "reference"):
        assert contrast(style.STATES[name]) >= 4.5, name


def contrast(colour: str) -> float:
    parts = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)
