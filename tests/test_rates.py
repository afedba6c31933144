"""Intervals and probabilities against published numbers, their limits, and their refusals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis import funnels, rates

UNITS = pd.DataFrame({"name": ["x", "y"], "denominator": [10000.0, 100.0], "value": [88.0, 88.0]})

# PHEindicatormethods (UKHSA), tests/testthat/testdata_Proportion.xlsx and testdata_Byars_Wilson.xlsx
WILSON = [
    (1, 100, 0.95, 0.0017674320641406511, 0.054486196178705294),
    (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),
    (1, 100, 0.998, 0.000873065697299977, 0.1045544528370582),
]
# count, exposure, multiplier, level, lower, upper, method: the same source, testdata for rates
RATES = [
    (1, 100, 100, 0.95, 0.025317807984289897, 5.571643390938898, "Exact"),
    (5, 100, 100, 0.998, 0.739371731917839, 16.454745203680105, "Exact"),
    (20, 100, 100, 0.95, 12.211428834875937, 30.889880369197066, "Byars"),
    (999, 3456, 100, 0.95, 27.14130493609052, 30.755833237378415, "Byars"),
]


@pytest.mark.parametrize(("x", "n", "level", "lower", "upper"), WILSON)
def test_wilson_reproduces_published_limits(x, n, level, lower, upper):
    found = rates.proportion([x], [n], level=level).iloc[0]
    assert found["lower"] == pytest.approx(lower, rel=1e-9)
    assert found["upper"] == pytest.approx(upper, rel=1e-9)


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_wilson_is_that_of_statsmodels(x, more, level):
    n = x + more or 1
    found = rates.proportion([x], [n], level=level).iloc[0]
    limits = proportion_confint(x, n, alpha=1 - level, method="wilson")
    assert [found["lower"], found["upper"]] == pytest.approx(limits, rel=1e-12, abs=1e-15)


@given(st.integers(1, 2_000_000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.998]))
def test_limits_of_a_funnel_are_binomial_quantiles(size, share, level):
    found = funnels.limits([size], share, level=level).iloc[0]
    ends = stats.binom.ppf([(1 - level) / 2, (1 + level) / 2], size, share) / size
    assert [found["lower"], found["upper"]] == list(ends)


@pytest.mark.parametrize(("count", "exposure", "multiplier", "level", "lower", "upper", "method"), RATES)
def test_rates_reproduce_published_limits(count, exposure, multiplier, level, lower, upper, method):
    found = rates.rate([count], [exposure], multiplier=multiplier, level=level).iloc[0]
    assert found["method"] == method
    assert found["lower"] == pytest.approx(lower, rel=1e-7)
    assert found["upper"] == pytest.approx(upper, rel=1e-7)


@pytest.mark.parametrize(("deaths", "births", "probability"), [(0, 1e4, 0.8787), (3, 3e4, 0.5916)])
def test_probability_of_a_true_rate_below_the_target(deaths, births, probability):
    assert rates.probability_below([deaths], [births], 12e-5)[0] == pytest.approx(probability, abs=5e-4)


def test_the_limit_may_be_given_in_the_unit_of_its_multiplier():
    known = ([0, 1, 5], [1e4, 2e4, 5e4])
    found = rates.probability_below(*known, 12, multiplier=100_000)
    np.testing.assert_allclose(found, rates.probability_below(*known, 12e-5))


def test_byars_lower_limit_is_missing_rather_than_negative():
    lower, _ = rates._byar(np.array([1.0]), 0.001)
    assert np.isnan(lower[0])


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_interval_of_a_proportion_holds_the_estimate_and_stays_within_bounds(x, more, level):
    found = rates.proportion([x], [x + more - 1 or 1], multiplier=100, level=level).iloc[0]
    assert 0 <= found["lower"] <= found["value"] <= found["upper"] <= 100


@given(st.integers(0, 2000), st.floats(1, 1e6))
def test_rate_scales_with_its_multiplier_and_widens_with_its_level(count, exposure):
    narrow = rates.rate([count], [exposure], level=0.8).iloc[0]
    wide = rates.rate([count], [exposure], level=0.95, multiplier=1000).iloc[0]
    assert wide["lower"] <= narrow["lower"] * 1000 * (1 + 1e-12)
    assert wide["upper"] >= narrow["upper"] * 1000 * (1 - 1e-12)
    assert wide["value"] == pytest.approx(narrow["value"] * 1000)


def test_missing_counts_give_missing_rows():
    assert rates.rate([np.nan], [100]).isna().all(axis=None)
    assert rates.proportion([np.nan], [100]).isna().all(axis=None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rates.proportion([5], [3]), "numerator above its denominator at positions"),
        (lambda: rates.rate([-1], [3]), "negative counts at positions"),
        (lambda: rates.rate([1], [0]), "exposure of 0 or less at positions"),
        (lambda: rates.rate([1], [1], level=95), "level 95; expected a share between 0 and 1"),
    ],
)
def test_impossible_input_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_year_asked_for_twice_is_one_change():
    table = pd.DataFrame({"year": [2020, 2021], "numerator": [5, 9], "denominator": 100})
    found = rates.changes(table, [2020, 2020], statistic="proportion")
    assert found["against_year"].tolist() == [2020]


@pytest.mark.parametrize(
    ("units", "target"),
    [
        (UNITS.iloc[:0], 90.0),
        (UNITS, math.nan),
        (UNITS.iloc[:0], math.nan),
        (UNITS.assign(value=math.nan), 90.0),
        (UNITS.assign(denominator=math.nan), 90.0),
    ],
    ids=["no unit", "no target", "neither", "no figure", "no persons"],
)
def test_a_funnel_without_units_or_target_is_a_table_without_rows(units, target):
    found = funnels.positions(units, target, multiplier=100)
    assert found.empty
    assert list(found) == list(funnels.positions(UNITS, 90, multiplier=100))
