"""Projections: known courses recovered, limits kept, nothing that should not matter matters."""

import warnings

import numpy as np
import pandas as pd
import pytest
from conftest import write_release

from analysis import forecasting, rates
from analysis.forecasting import coherence
from planbook import workbook
from planbook.core import labels
from planbook.judge import judgement, kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.store import preparing
from planbook.text.outlook_sentences import outlook_sentence

LIMITS = ["lower_95", "lower_80", "value", "upper_80", "upper_95"]


def history(values, name="a", last=2024, **columns) -> pd.DataFrame:
    years = range(last - len(values) + 1, last + 1)
    return pd.DataFrame({"series": name, "year": years, "value": values, **columns})


def test_rows_are_one_per_series_and_year_ahead():
    found = forecasting.project(pd.concat([history([1, 2, 3, 4.0]), history([5, 5, 5, 6.0], "b")]), 6)
    assert list(found) == [
        "series",
        "year",
        "value",
        "lower_80",
        "upper_80",
        "lower_95",
        "upper_95",
        "reason",
    ]
    assert found["series"].tolist() == ["a"] * 6 + ["b"] * 6
    assert found["year"].tolist() == [*range(2025, 2031)] * 2


def test_a_constant_series_has_a_flat_forecast_with_some_width():
    found = forecasting.project(history([50.0] * 10), 5)
    assert found["value"].tolist() == pytest.approx([50.0] * 5)
    assert (found["upper_80"] > found["lower_80"]).all()


@pytest.mark.parametrize("length", [8, 12, 25])
@pytest.mark.parametrize("growth", [-0.05, 0.01, 0.08])
def test_steady_growth_is_given_back(length, growth):
    values = 100 * np.exp(growth * np.arange(length))
    found = forecasting.project(history(values), 5)["value"].to_numpy()
    carried_on = np.log(found / values[-1]) / np.arange(1, 6)
    np.testing.assert_allclose(carried_on, growth, rtol=0.1)


def test_growth_that_slows_down_is_given_back():
    steps = 0.06 * 0.85 ** np.arange(20)
    values = 100 * np.exp(steps.cumsum())
    found = forecasting.project(history(values[:15]), 5)["value"].to_numpy()
    np.testing.assert_allclose(found / values[14] - 1, values[15:] / values[14] - 1, rtol=0.2)


def test_growth_is_given_back_through_noise():
    random = np.random.default_rng(1)
    values = 100 * np.exp(0.03 * np.arange(15) + random.normal(0, 0.005, (60, 15)))
    table = pd.concat([history(row, f"s{n:02d}") for n, row in enumerate(values)])
    found = forecasting.project(table, 5).groupby("series")["value"].last()
    assert np.log(found / (100 * np.exp(0.03 * 14))).mean() / 5 == pytest.approx(0.03, rel=0.25)


def test_a_level_is_given_back_and_its_noise_not_taken_for_a_trend():
    values = 50 + np.random.default_rng(3).normal(0, 2, (60, 15))
    table = pd.concat([history(row, f"s{n:02d}") for n, row in enumerate(values)])
    found = forecasting.project(table, 5).groupby("series")["value"].last()
    assert found.mean() == pytest.approx(50, abs=0.5)
    assert (found - 50).abs().mean() < 2


@pytest.mark.parametrize("events", [3, 30, 300])
def test_the_rate_behind_counts_is_given_back(events):
    random = np.random.default_rng(9)
    columns = {"denominator": 1e4, "multiplier": 1e5, "statistic": "rate"}
    drawn = random.poisson(events, (60, 12))
    table = pd.concat(
        [history(row * 10.0, f"s{n:02d}", numerator=row, **columns) for n, row in enumerate(drawn)]
    )
    found = forecasting.project(table, 5).groupby("series")["value"].last()
    assert found.mean() == pytest.approx(10 * events, rel=0.12)


def test_a_change_of_unit_changes_the_unit_only():
    values = np.array([12.0, 11.5, 11.1, 10.2, 10.4, 9.6, 9.1])
    columns = {"lower_bound": 0.0, "kind": "administrative", "pool": "x"}
    per_cent = history(values / 10, upper_bound=100.0, **columns)
    per_mille = history(values, upper_bound=1000.0, **columns)
    one, ten = (forecasting.project(table, 5)[LIMITS] for table in (per_cent, per_mille))
    np.testing.assert_allclose(ten, one * 10, rtol=1e-6)
    goals = pd.DataFrame({"series": "a", "year": 2030, "operator": "<=", "target": [0.7, 0.8, 0.9]})
    p = [
        forecasting.probability(table, goals.assign(target=goals["target"] * factor))["probability"]
        for table, factor in ((per_cent, 1), (per_mille, 10))
    ]
    np.testing.assert_allclose(p[0], p[1], rtol=1e-6)


def test_of_few_events_the_expected_rate_is_projected_and_lies_within_its_limits():
    counted = pd.DataFrame(
        {"numerator": [1.0, 0, 0, 1, 0, 0, 1, 0], "denominator": 6000.0, "multiplier": 1e5}
    )
    rows = history(counted["numerator"] / 6000 * 1e5).reset_index(drop=True).join(counted)
    found = forecasting.project(rows, 3)
    mean = 3 / 48_000 * 1e5
    assert found["value"].between(0.4 * mean, 2.5 * mean).all()
    assert (found["lower_80"] <= found["value"]).all()
    assert (found["value"] <= found["upper_80"]).all()


def test_shares_stay_within_their_bounds():
    values = [90.0, 93, 95, 97, 98, 98.7, 99.2, 99.5]
    found = forecasting.project(history(values, lower_bound=0.0, upper_bound=100.0), 10)
    assert found[LIMITS].max().max() <= 100
    assert (found["value"].diff().dropna() >= 0).all()


def test_scaling_a_positive_series_scales_its_forecast():
    values = np.array([12.0, 11.5, 11.1, 10.2, 10.4, 9.6, 9.1])
    one, many = (forecasting.project(history(values * factor), 5)[LIMITS] for factor in (1, 10))
    np.testing.assert_allclose(many, one * 10, rtol=1e-6)


def test_order_of_rows_and_other_series_do_not_matter():
    random = np.random.default_rng(5)
    table = pd.concat([history(random.normal(50, 3, 9).cumsum(), f"s{n}") for n in range(8)])
    alone = forecasting.project(table[table["series"].eq("s3")], 4)
    among = forecasting.project(table.sample(frac=1, random_state=1), 4)
    pd.testing.assert_frame_equal(alone, among[among["series"].eq("s3")].reset_index(drop=True))


def test_a_pool_lends_its_growth_to_a_series_too_noisy_to_show_it():
    random = np.random.default_rng(3)
    known = 50 * np.exp(-0.04 * np.arange(12) + random.normal(0, 0.08, (80, 12)))
    rows = pd.concat([history(own, f"s{n:02d}") for n, own in enumerate(known)])
    errors = {}
    for name, told in {"alone": {"kind": "registered"}, "pooled": {"pool": "registered"}}.items():
        found = forecasting.project(rows.assign(**told), 5).set_index(["series", "year"])["value"]
        errors[name] = np.abs(np.log(found.xs(2029, level="year") / (50 * np.exp(-0.04 * 16)))).mean()
    assert errors["pooled"] < errors["alone"]


def test_what_others_of_the_pool_did_after_a_series_end_does_not_reach_it():
    random = np.random.default_rng(4)
    walks = 50 + random.normal(0, 1, (12, 15)).cumsum(axis=1)
    later = walks[6:] + 30 * np.arange(6)[:, None]
    sooner = [history(own[:10], f"a{n}", 2019) for n, own in enumerate(walks[:6])]
    found = [
        forecasting.project(
            pd.concat([*sooner, *(history(own, f"b{n}") for n, own in enumerate(others))]).assign(
                pool="survey"
            ),
            3,
        )
        for others in (walks[6:], later)
    ]
    own = [table[table["series"].str.startswith("a")].drop(columns="reason") for table in found]
    np.testing.assert_allclose(own[0].iloc[:, 1:], own[1].iloc[:, 1:])


def test_a_gap_is_handled_by_time():
    full = history([10.0, 11, 12, 13, 14, 15, 16, 17])
    without = full[~full["year"].isin([2020, 2021])]
    a, b = (forecasting.project(table, 3)["value"].to_numpy() for table in (full, without))
    np.testing.assert_allclose(a, b, rtol=0.03)


def test_fewer_than_four_points_give_a_reason_and_no_number():
    found = forecasting.project(pd.concat([history([1.0, 2, 3]), history([1.0, 2, 3, 4], "b")]), 2)
    short = found[found["series"].eq("a")]
    assert short["reason"].tolist() == ["too_few_points"] * 2
    assert short[LIMITS].isna().all(axis=None)
    assert found[found["series"].eq("b")]["value"].notna().all()


@pytest.mark.parametrize(
    ("table", "horizon", "message"),
    [
        (history([1.0, 2, 3, np.inf]), 3, r"infinite figures in series \['a'\]"),
        (pd.concat([history([1.0, 2, 3, 4])] * 2), 3, r"a year twice in series \['a'\]"),
        (history([1.0, 2, 3, 101], upper_bound=100.0), 3, r"figures beyond `upper_bound` in series \['a'\]"),
        (history([1.0, 2, 3, 4]), 0, "horizon 0; expected 1 or more"),
    ],
)
def test_impossible_input_is_refused_by_name(table, horizon, message):
    with pytest.raises(ValueError, match=message):
        forecasting.project(table, horizon)


def test_fewer_than_four_years_of_counts_give_a_probability_only_where_events_are_rare():
    columns = {"multiplier": 1e2, "statistic": "proportion", "denominator": 9000.0}
    many = history([91.0, 92.0, 92.5], "many", numerator=[8190, 8280, 8325], **columns)
    rare = history([1 / 90, 0.0, 1 / 90], "rare", numerator=[1, 0, 1], **columns)
    table = pd.concat([many, rare])
    assert set(forecasting.project(table, 3)["reason"]) == {"too_few_points"}
    goals = pd.DataFrame({"series": ["many", "rare"], "year": 2027, "operator": "<=", "target": [93, 0.03]})
    assert forecasting.probability(table, goals)["probability"].notna().tolist() == [False, True]


def test_years_asked_together_are_those_asked_alone():
    columns = {"multiplier": 1e5, "statistic": "rate", "denominator": 9000.0}
    counts = np.array([14, 11, 13, 9, 12, 10])
    table = pd.concat([history(counts / 0.09, numerator=counts, **columns), history([3.0, 4, 5, 6], "b")])
    goals = pd.DataFrame({"series": ["b", "a", "a"], "year": [2026, 2030, 2026], "operator": "<=", "target": [7, 90, 120]})  # fmt: skip
    together = forecasting.probability(table, goals)
    alone = pd.concat([forecasting.probability(table, goals.iloc[[n]]) for n in range(3)])
    pd.testing.assert_frame_equal(together, alone)


def test_probabilities_are_ordered_and_certain_at_the_ends():
    table = history([90.0, 91, 92, 92.5, 93, 93.6, 94], lower_bound=0.0, upper_bound=100.0)
    goals = [50, 90, 94, 96, 99, 100]
    targets = pd.DataFrame({"series": "a", "year": 2030, "operator": ">=", "target": goals})
    found = forecasting.probability(table, targets)
    assert found["probability"].is_monotonic_decreasing
    assert found["probability"].iloc[0] > 0.999
    assert found["probability"].iloc[-1] < 0.01
    below = forecasting.probability(table, targets.assign(operator="<="))
    np.testing.assert_allclose(found["probability"] + below["probability"], 1)
    early = forecasting.probability(table, targets.assign(year=2024))
    assert early["probability"].isna().all()


def test_around_is_met_from_the_lower_edge_of_its_band_up():
    table = history([44.0, 44.2, 43.9, 44.1, 44.0, 44.1])
    about = pd.DataFrame(
        {"series": ["a"], "year": 2026, "operator": "around", "target": 45.0, "tolerance": 2.0}
    )
    floor = about.assign(operator=">=", target=43.0)
    found = [forecasting.probability(table, rows)["probability"][0] for rows in (about, floor)]
    assert found[0] == found[1] > 0.8


def random_histories(number: int, seed: int) -> pd.DataFrame:
    """Short histories with ties, zeros, gaps and extreme jumps, some within bounds."""
    random = np.random.default_rng(seed)
    parts = []
    for n in range(number):
        years = np.sort(random.choice(np.arange(2005, 2025), random.integers(4, 12), replace=False))
        values = random.choice([0.0, 1.0, 5.0, 50.0, 99.9, 100.0], len(years)) * random.choice(
            [1, 1, 1, 0.01]
        )
        jump = random.random(len(years)) < 0.1
        bounded = random.random() < 0.5
        values = np.where(jump & (not bounded), values * 1e6, values)
        columns = {"lower_bound": 0.0 if bounded else np.nan, "upper_bound": 100.0 if bounded else np.nan}
        parts.append(pd.DataFrame({"series": f"r{n}", "year": years, "value": values, **columns}))
    return pd.concat(parts)


def test_any_short_history_gives_finite_ordered_bounded_quantiles():
    table = random_histories(1500, 11)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = forecasting.project(table, 6)
    assert np.isfinite(found[LIMITS]).all(axis=None)
    assert (found[LIMITS].diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    bounded = found[found["series"].isin(table.loc[table["upper_bound"].notna(), "series"])]
    assert bounded[LIMITS].min().min() >= 0
    assert bounded[LIMITS].max().max() <= 100


def test_steady_random_walks_are_covered():
    random = np.random.default_rng(17)
    walks = 15 + random.normal(0, 1, (400, 17)).cumsum(axis=1)
    table = pd.concat(
        [history(walk[:12], f"w{n:03d}", last=2020, pool="administrative") for n, walk in enumerate(walks)]
    )
    found = forecasting.project(table, 5)
    inside = (walks[:, 12:].ravel() >= found["lower_95"]) & (walks[:, 12:].ravel() <= found["upper_95"])
    assert 0.88 <= inside.mean() <= 0.995


@pytest.mark.slow
@pytest.mark.parametrize(("year", "level"), [(2025, 95), (2025, 90), (2027, 95)])
def test_a_projection_is_one_number_in_judgement_table_chart_and_sentence(small_root, year, level):
    if year > 2025:
        rows = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
        rows += f"maternal_systematic_management,{year},_T,7000,7500,,%,A,\n"
        write_release(small_root, "2028-03-01", rows)
        preparing.prepare("tiny")
    told = 0
    for area in ("women_health", "children_health"):
        book = workbook.open(area, "tiny", year, level=level)
        context = book.context
        ahead = context.judgement.projections.set_index(["indicator", "sex", "residence", "age", "year"])
        names = ["value", "lower_80", "upper_80"]
        for _, row in context.targets[context.targets["projected"].notna()].iterrows():
            deadline = context.catalogue.by_target[row["target"]].deadline
            if deadline <= year:
                continue
            numbers = row[["projected", "projected_lower", "projected_upper"]].tolist()
            key = (*row[["indicator", "sex", "residence", "age"]], deadline)
            assert ahead.loc[key, names].tolist() == pytest.approx(numbers)
            if context.main_line(row["indicator"])[0] == row[["sex", "residence", "age"]].to_dict():
                last = context.projection(row["indicator"]).iloc[-1]
                assert (last["year"], last["value"]) == (2030, pytest.approx(row["projected"]))
                entry = context.indicator(row["indicator"])
                shown = [labels.figure(one, entry.unit, entry.decimals) for one in numbers]
                said = f"2030年预计为{shown[0]}（多数情况在{shown[1]}～{shown[2]}之间）"
                assert said in outlook_sentence(context, row).text
                assert said in book.trend(row["indicator"]).html
                told += 1
    assert told


@pytest.mark.slow
def test_every_target_of_the_invented_city_has_the_projection_of_its_series(real_figures):
    judged = kept_judgements.of(PlaceYear("demo", 2025))
    deadlines = {target.id: target.deadline for target in PlaceYear("demo", 2025).catalogue.targets}
    key = ["indicator", "sex", "residence", "age"]
    rows = judged.assessment[judged.assessment["projected"].notna()]
    at = pd.MultiIndex.from_frame(rows[key].assign(year=rows["target"].map(deadlines)))
    ahead = judged.projections.set_index([*key, "year"]).loc[at, ["value", "lower_80", "upper_80"]]
    assert len(rows) > 40
    assert (ahead.to_numpy() == rows[["projected", "projected_lower", "projected_upper"]].to_numpy()).all()


@pytest.mark.slow
def test_china_has_a_projection_for_every_series_of_four_figures(repository):
    made = judgement.judge(PlaceYear("CN", 2024))
    ahead = made.projections
    assert {"maternal_mortality", "infant_mortality", "gross_preschool_enrolment"} <= set(ahead["indicator"])
    long = ahead[ahead["reason"].eq("")]
    assert long[["value", "lower_95", "upper_95"]].notna().all(axis=None)
    assert "village_committee_women_share" not in set(ahead["indicator"])


def projected(values: dict, width: float = 2.0, year: int = 2030) -> pd.DataFrame:
    table = pd.DataFrame({"series": list(values), "year": year, "value": list(values.values())})
    for level, half in ((80, 0.6 * width), (95, width)):
        table[f"lower_{level}"], table[f"upper_{level}"] = table["value"] - half, table["value"] + half
    return table.assign(reason="")


def test_shares_of_one_whole_keep_their_order_and_their_limits():
    table = projected({"neonatal": 3.4, "infant": 3.0, "under_five": 4.0, "other": 1.0})
    made = forecasting.reconcile(table, [{"ascending": ["neonatal", "infant", "under_five"]}])
    assert made["value"].tolist() == pytest.approx([3.2, 3.2, 4.0, 1.0])
    assert (made[LIMITS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    right = projected({"neonatal": 2.0, "infant": 3.0, "under_five": 4.0})
    pd.testing.assert_frame_equal(
        forecasting.reconcile(right, [{"ascending": right["series"].tolist()}]), right
    )


def test_parts_add_up_to_their_total():
    table = projected({"all": 100.0, "women": 52.0, "men": 45.0})
    made = forecasting.reconcile(table, [{"total": "all", "parts": ["women", "men"]}]).set_index("series")
    assert made["value"].tolist() == pytest.approx([99.0, 53.0, 46.0])
    rates = projected({"all": 12.0, "town": 10.0, "country": 16.0})
    made = forecasting.reconcile(
        rates, [{"total": "all", "parts": ["town", "country"], "weights": [0.25, 0.75]}]
    ).set_index("series")
    assert made.loc["all", "value"] == pytest.approx(
        0.25 * made.loc["town", "value"] + 0.75 * made.loc["country", "value"]
    )
    np.testing.assert_allclose(made["upper_95"] - made["lower_95"], 4.0)


@pytest.mark.parametrize("wrong", [{"rising": ["a"]}, {"total": "a", "parts": ["b"], "weights": [1, 2]}])
def test_a_constraint_of_another_shape_is_refused(wrong):
    with pytest.raises(ValueError, match=r"constraint|weights for"):
        forecasting.reconcile(projected({"a": 1.0, "b": 1.0}), [wrong])


def counted(numbers, name="a", denominator=1e4, **columns):
    rows = history(np.asarray(numbers) / denominator * 1e5, name, numerator=np.asarray(numbers, float))
    return rows.assign(denominator=denominator, multiplier=1e5, statistic="rate", **columns)


def test_a_fall_that_crosses_ten_events_a_year_goes_on_in_what_is_foretold():
    found = forecasting.project(counted([30, 27, 25, 22, 19, 17, 15, 13, 11, 10, 9, 8, 8, 7]), 5)
    assert found["value"].iloc[0] < 70  # not 85, as if the last years were pooled
    assert found["value"].is_monotonic_decreasing


@pytest.mark.parametrize("times", [0.5, 0.9, 1.1, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("numbers", [[6, 5, 7, 6, 5, 6, 7, 5], [9, 10, 11, 9, 10, 9], [2, 1, 0, 2, 1, 3]])
def test_scaled_counts_scale_the_projected_rate_smoothly(numbers, times):
    one, many = (
        forecasting.project(counted(np.array(numbers) * factor), 5)["value"].iloc[-1] for factor in (1, times)
    )
    low, high = sorted([1 + 0.6 * (times - 1), 1 + 1.5 * (times - 1)])
    assert low <= many / one <= high


@pytest.mark.parametrize("numbers", [[0] * 6, [1, 0, 0, 1, 0, 1], [2] * 8, [1] * 5, [3, 2, 4, 3, 3, 2, 4]])
def test_few_steady_events_are_foretold_within_their_pooled_interval_with_limits_that_differ(numbers):
    found = forecasting.project(counted(numbers), 5, true_levels=(80, 95))
    pooled = rates.rate([sum(numbers)], [len(numbers) * 1e4], multiplier=1e5).iloc[0]
    assert found["value"].between(pooled["lower"], pooled["upper"]).all()
    assert (found["upper_80"] < found["upper_95"]).all()
    assert (found["true_upper_80"] < found["true_upper_95"]).all()
    assert (found["lower_80"] < found["upper_80"]).all()


@pytest.mark.parametrize("statistic", ["rate", "proportion"])
@pytest.mark.parametrize(
    "numbers", [([1, 0, 0, 0, 1], [0, 0, 1, 0, 0]), ([0] * 6, [0] * 6), ([90, 95, 97], [140, 150, 141])]
)
def test_parts_add_up_to_their_total_and_each_has_an_interval_of_its_own(statistic, numbers):
    town, country = (np.array((part * 2)[:6], float) for part in numbers)
    table = pd.concat(
        [
            counted(town + country, "all", 1000.0),
            counted(town, "town", 400.0, parts_of="all"),
            counted(country, "country", 600.0, parts_of="all"),
        ]
    )
    found = forecasting.project(table.assign(statistic=statistic), 5)
    value = found.pivot_table(index="year", columns="series", values="value")
    np.testing.assert_allclose(0.4 * value["town"] + 0.6 * value["country"], value["all"], rtol=1e-6)
    assert (found["lower_80"] < found["upper_80"]).all()
    alone = forecasting.project(table[table["series"].eq("all")].assign(statistic=statistic), 5)
    np.testing.assert_allclose(alone["value"], value["all"])


def test_a_part_asked_alone_is_that_asked_with_its_fellows():
    table = pd.concat(
        [
            counted([9, 8, 7, 9, 8], "all", 1000.0),
            counted([3, 2, 2, 3, 3], "town", 400.0, parts_of="all"),
            counted([6, 6, 5, 6, 5], "country", 600.0, parts_of="all"),
        ]
    )
    goals = pd.DataFrame(
        {"series": ["town", "country"], "year": 2030, "operator": "<=", "target": [700.0, 900.0]}
    )
    together = forecasting.probability(table, goals)
    alone = pd.concat([forecasting.probability(table, goals.iloc[[n]]) for n in range(2)])
    pd.testing.assert_frame_equal(together, alone)
    assert together["probability"].between(0.05, 0.95).all()


def test_a_part_without_its_fellows_stands_alone():
    table = pd.concat(
        [counted([2, 3, 1, 2], "all", 1000.0), counted([1, 2, 0, 1], "town", 400.0, parts_of="all")]
    )
    alone = forecasting.project(table.drop(columns="parts_of"), 3)
    pd.testing.assert_frame_equal(forecasting.project(table, 3), alone)


def test_a_target_of_all_is_possible_where_all_were_reached():
    rows = history(
        [100.0] * 6, numerator=1400.0, denominator=1400.0, multiplier=100.0, statistic="proportion"
    )
    goals = pd.DataFrame({"series": "a", "year": 2030, "operator": ">=", "target": [99.0, 99.9, 100.0]})
    found = forecasting.probability(rows, goals)
    assert (found[["probability", "probability_true"]] > 0.8).all(axis=None)
    none = forecasting.probability(counted([0] * 6), goals.assign(operator="<=", target=[0.0, 1.0, 20.0]))
    assert (none[["probability", "probability_true"]] > 0.8).all(axis=None)
    assert none["probability_true"].is_monotonic_increasing


def test_a_steady_rise_is_no_jump_and_a_jump_is_one():
    rise = history(np.arange(60.0, 72), "rise")
    fallen = history([*np.arange(60.0, 71), 58.0], "fallen")
    counts = pd.concat(
        [counted([100, 110, 121, 133, 146, 161], "steady"), counted([100, 99, 101, 100, 102, 180], "doubled")]
    )
    found = forecasting.tails(pd.concat([rise, fallen, counts]))
    assert found["rise"] > 0.05
    assert found["steady"] > 0.05
    assert found["fallen"] < 0.005
    assert found["doubled"] < 0.005


def test_a_year_s_projection_does_not_depend_on_how_many_years_are_asked_for():
    rng = np.random.default_rng(5)
    rows = pd.concat(
        [
            pd.DataFrame(
                {"series": name, "year": range(2010, 2026), "value": 60 + rng.normal(0.8, 1.5, 16).cumsum()}
            )
            for name in "abcd"
        ]
    ).assign(pool="p", lower_bound=0.0, upper_bound=100.0)
    whole = forecasting.project(rows, 12).set_index(["series", "year"])
    for horizon in (1, 3, 5, 8):
        part = forecasting.project(rows, horizon).set_index(["series", "year"])
        pd.testing.assert_frame_equal(part, whole.loc[part.index])


def test_what_is_sure_is_put_in_order_beside_what_is_not():
    """A figure without a range has a weight beside which that of another is lost in a sum of both."""
    values, size = np.array([[3.0, 1.0, 2.0, 5.0]]), np.array([[1e-24, 1e4, 1e-24, 1e4]])
    ordered = coherence._ordered(values, size)
    assert (np.diff(ordered) >= 0).all()
    assert ordered == pytest.approx(np.array([[2.5, 2.5, 2.5, 5.0]]))
