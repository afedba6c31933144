"""Rounding half up: by hand, against random decimals, and as labels print it."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import rounding
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
