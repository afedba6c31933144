"""Scores held to hand-worked figures, rolling origins to what was known then, distributions of counts to scipy's."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_forecasting import LIMITS, history, random_histories

from analysis import forecasting
from analysis.forecasting import accuracy, count_distributions, local_level, reference_models

ROW = {"series": "a", "year": 2022, "ahead": 1, "value": 12.0, "projected": 11.0, "naive": 10.0, "scale": 2.0}
ROW |= {"spread": 2.0, "lower_80": 9.0, "upper_80": 11.5, "lower_95": 8.0, "upper_95": 14.0}


def test_scores_of_one_figure_by_hand():
    found = accuracy.scores(pd.DataFrame([ROW])).iloc[0]
    assert found["mase"] == 0.5
    assert found["relative"] == 0.5
    assert found["smape"] == pytest.approx(200 / 23)
    assert found["owa"] == pytest.approx((0.5 + (2 / 23) / (4 / 22)) / 2)
    assert (found["coverage_80"], found["coverage_95"]) == (0, 1)
    assert found["msis"] == 3.0
    assert found["naive_msis"] == pytest.approx(2 * 1.96)


def test_a_figure_beyond_its_interval_costs_forty_times_its_distance():
    assert accuracy.interval_score(15.0, 8.0, 14.0) == 6 + 40
    assert accuracy.interval_score(5.0, 8.0, 14.0, level=80) == 6 + 30


def test_no_change_scores_one_against_itself_and_still_series_are_left_out():
    still = ROW | {"series": "b", "scale": 0.0}
    found = accuracy.scores(pd.DataFrame([ROW | {"projected": 10.0}, still])).iloc[0]
    assert (found["relative"], found["owa"], found["series"]) == (1, 1, 1)


def test_probabilities_by_hand():
    assert accuracy.brier([0.9, 0.2], [1, 0]) == pytest.approx((0.01 + 0.04) / 2)
    table = accuracy.reliability([0.91, 0.99, 0.2], [1, 0, 0])
    assert table["number"].tolist() == [1, 2]
    assert table["observed"].tolist() == [0, 0.5]
    assert accuracy.calibration_error([0.95, 0.95, 0.2], [1, 0, 0]) == pytest.approx((2 * 0.45 + 0.2) / 3)


def test_rolling_projections_know_nothing_of_what_came():
    table = history([90.0, 91, 92, 92.5, 93, 93.6, 94, 95], lower_bound=0.0, upper_bound=100.0)
    found = accuracy.rolling_origins(table, ahead=3, origins=4)
    assert found["origin"].min() == 2020
    assert (found["ahead"] == found["year"] - found["origin"]).all()
    assert not found.duplicated(["series", "origin", "year"]).any()
    at = found[found["origin"].eq(2021) & found["year"].eq(2023)].iloc[0]
    alone = forecasting.project(table[table["year"] <= 2021], 3).set_index("year").loc[2023]
    assert at["projected"] == alone["value"]
    assert (at["value"], at["naive"], at["scale"]) == (94.0, 93.0, 0.75)


@pytest.mark.parametrize("kind", [{}, {"kind": "survey"}])
def test_every_origin_is_projected_as_if_it_were_the_only_one(kind):
    rises = {"a": 1.0, "b": 1.4, "c": 0.2, "d": -0.3}
    pools = {"a": "x", "b": "x", "c": "x", "d": ""}
    parts = [  # one ends a year sooner: its last origin but one has the year of the others' last
        history([50 + rise * n + (n % 3) / 4 for n in range(12)], name, 2024 - (name == "b"))
        for name, rise in rises.items()
    ]
    parts = [own.assign(pool=own["series"].map(pools), **kind) for own in parts]
    table = pd.concat(parts).sort_values(["series", "year"], ignore_index=True)
    found = accuracy.rolling_origins(table, ahead=3, origins=3)
    alone = []
    for back in (1, 2, 3):
        known = table[table["year"] <= table.groupby("series")["year"].transform("max") - back]
        alone.append(accuracy.compared(known, table, forecasting.project(known, 3)))
    pd.testing.assert_frame_equal(found, pd.concat(alone, ignore_index=True), rtol=1e-9)


def test_gaps_give_each_origin_once():
    table = history([1.0, 2, 3, 4, 5, 7, 8, 9])
    found = accuracy.rolling_origins(table[table["year"].ne(2022)])
    assert not found.duplicated(["series", "origin", "year"]).any()
    assert 2022 not in set(found["origin"])


def test_too_short_histories_give_no_rows():
    assert accuracy.rolling_origins(history([1.0, 2, 3])).empty


@pytest.mark.parametrize("exposed", [30, 5000])
def test_distributions_of_shares_are_the_beta_binomial(exposed):
    a, b = np.array([1.5, 40.0, 3.0]), np.array([20.0, 300.0, 3.0])
    table = pd.DataFrame({"kind": "proportion", "a": a, "b": b, "dispersion": 1.0})
    made, true = (
        count_distributions.CountDistribution(table, np.full(3, float(exposed))),
        stats.betabinom(exposed, a, b),
    )
    for share in (0.025, 0.5, 0.9):
        found = made.ppf(share)
        np.testing.assert_allclose(found, true.ppf(share), atol=0.02 * exposed)
        np.testing.assert_allclose(made.mid_cdf(found), true.cdf(found) - true.pmf(found) / 2, atol=0.03)


@pytest.mark.parametrize("mean", [0.3, 2.0, 8.0, 60.0])
def test_mid_p_limits_of_counts_cover_what_they_say_on_average(mean):
    means = np.linspace(0.8 * mean, 1.2 * mean, 60)
    table = pd.DataFrame({"kind": "rate", "a": 1e9, "b": 1e9 / (means / 1e4), "dispersion": 1.0})
    lower, upper = count_distributions.CountDistribution(table, np.full(60, 1e4)).limits(0.95)
    covered = stats.poisson(means).cdf(upper) - stats.poisson(means).cdf(lower - 1)
    assert 0.93 <= covered.mean() <= 0.975
    assert (lower <= upper).all()


def test_weights_of_the_moving_levels_are_a_distribution():
    assert local_level.grid_weights().sum() == pytest.approx(1, abs=0.01)
    assert len(local_level.grid_weights()) == len(local_level.GRID)


@pytest.mark.parametrize("opinion", [reference_models.ets, reference_models.unobserved_components])
def test_second_opinions_stay_in_bounds_and_near_a_steady_course(opinion):
    values = [80, 81.5, 82, 83, 86, 86.5, 88, 88.6, 89.9, 91]
    table = history(values, lower_bound=0.0, upper_bound=100.0)
    table = table[table["year"].ne(2019)]
    found = opinion(pd.concat([table, history([1.0, 2, 3], "short")]), 4)
    assert found["series"].tolist() == ["a"] * 4
    assert found["year"].tolist() == [2025, 2026, 2027, 2028]
    assert (found[LIMITS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert found["upper_95"].max() < 100
    assert found["value"].iloc[-1] == pytest.approx(94, abs=1.5)


@pytest.mark.slow
def test_five_thousand_random_histories_give_finite_ordered_bounded_quantiles():
    table = random_histories(5_000, 12)
    found = forecasting.project(table, 6)
    assert np.isfinite(found[LIMITS]).all(axis=None)
    assert (found[LIMITS].diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    bounded = found[found["series"].isin(table.loc[table["upper_bound"].notna(), "series"])]
    assert bounded[LIMITS].min().min() >= 0
    assert bounded[LIMITS].max().max() <= 100
