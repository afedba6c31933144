"""Gaps of two groups, and verdicts on them."""

import numpy as np
import pytest

from analysis import gaps

CASES = {
    "narrowed": ((20.0, 10.0), (15.0, 10.0)),
    "widened": ((15.0, 10.0), (20.0, 10.0)),
    "no_change": ((15.0, 10.0), (15.0, 10.0)),
    "mixed": ((20.0, 10.0), (9.0, 3.0)),  # the difference falls, the ratio rises
    "not_assessable": ((np.nan, 10.0), (15.0, 10.0)),
}


@pytest.mark.parametrize("verdict", CASES)
def test_a_gap_narrows_only_where_both_scales_agree(verdict):
    base, now = (gaps.two_groups([one], [other]) for one, other in CASES[verdict])
    assert gaps.narrowing(now, base)[0] == verdict


def test_ratio_to_nothing_is_missing_and_the_difference_stays():
    found = gaps.two_groups([5.0], [0.0]).iloc[0]
    assert found["difference"] == 5.0
    assert np.isnan(found["ratio"])
