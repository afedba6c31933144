"""Rounding half up: by hand, against random decimals, and as labels print it."""

import ast
import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from analysis import charts, rounding
from planbook.core import labels


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [(91.25, 1, 91.3), (-91.25, 1, -91.3), (56.135, 2, 56.14), (2.5, 0, 3.0), (0.285, 2, 0.29), (1250, -2, 1300.0)],
)  # fmt: skip
def test_a_half_is_rounded_away_from_zero(value, decimals, rounded):
    assert rounding.half_up(value, decimals) == rounded


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_figures_written_with_one_decimal_more_are_rounded_as_on_paper(digits, decimals):
    written = Decimal(digits).scaleb(-decimals - 1)
    on_paper = written.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounding.half_up(float(written), decimals) == float(on_paper)


def test_tables_keep_their_shape_and_what_is_missing():
    found = rounding.half_up([[1.25, np.nan], [-0.04, 1e300]], 1)
    np.testing.assert_array_equal(found, [[1.3, np.nan], [0.0, 1e300]])
    assert not np.signbit(found[1, 0])
    assert rounding.half_up(np.array([]), 1).shape == (0,)
    assert math.isnan(rounding.half_up(float("nan"), 1))


def test_an_infinite_figure_is_refused():
    with pytest.raises(ValueError, match="a figure of inf cannot be rounded"):
        rounding.half_up([1.0, np.inf], 1)


def test_printed_numbers_are_rounded_the_same_way():
    assert [labels.number(value) for value in (91.25, -0.04, 1234.55, None)] == [
        "91.3",
        "0.0",
        "1,234.6",
        "—",
    ]


@pytest.mark.parametrize(("value", "decimals", "said"), [
    (91.25, 1, "91.3"), (1234567.5, 0, "1,234,568"), (-0.04, 1, "0.0"), (0.285, 2, "0.29"), (float("nan"), 1, ""),
])  # fmt: skip
def test_a_figure_is_printed_half_up_with_separators(value, decimals, said):
    assert rounding.text(value, decimals) == said


@pytest.mark.parametrize(("value", "said"), [
    (561350, "56.14万人"), (561250, "56.13万人"), (560000, "56万人"), (123_450_000, "1.23亿人"), (9999, "9,999人"), (40_925_100, "4092.51万人"),
])  # fmt: skip
def test_ten_thousands_are_rounded_half_up_too(value, said):
    assert labels.figure(value, "人", 0) == said


def test_a_count_is_never_written_with_an_exponent():
    assert [labels.plain(one) for one in (1_234_567.0, 93.5, 12.0, 1e12, 785_400.0)] == [
        "1234567", "93.5", "12", "1000000000000", "785400"
    ]  # fmt: skip


def test_a_chart_writes_a_figure_as_the_text_does():
    table = pd.DataFrame({"year": [2024, 2025], "value": [90.0, 91.25]})
    written = [text.get_text() for text in charts.trend(table, decimals=1).axes[0].texts]
    assert labels.number(91.25, 1) in written
    bars = charts.levels(pd.DataFrame({"label": ["北"], "value": [91.25]})).axes[0]
    assert [text.get_text() for text in bars.texts] == [labels.number(91.25, 1)]


ROOMS = ("analysis/charts/*.py", *(f"planbook/{room}/*.py" for room in ("text", "workbook", "reports")))


def rounds(node: ast.AST) -> bool:
    """Whether a node rounds: a figure's format, or a call of something named `round`."""
    if isinstance(node, ast.FormattedValue):
        return node.format_spec is not None and ast.unparse(node.format_spec)[-2:-1] in "efgn%"
    called = getattr(node, "func", None)
    return getattr(called, "attr", getattr(called, "id", "")) == "round"


def test_no_sentence_table_or_chart_rounds_by_itself():
    files = (path for room in ROOMS for path in sorted(REPOSITORY.glob(room)))
    found = {
        f"{path.name}: {ast.unparse(node)}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if rounds(node)
    }
    assert found == set()
