"""Judgement at its limits, each by name, and what must not change it."""

import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import write_release
from hypothesis import given, settings
from hypothesis import strategies as st
from test_assessment import NOTHING_AHEAD, each, figures, foreseen, judged, series

from analysis import rates
from analysis.forecasting import counts
from planbook import catalogue as catalogue_entries
from planbook import store, workbook
from planbook.judge import (
    assessment,
    group_gaps,
    judgement,
    kept_judgements,
    reference_methods,
    significance,
    warnings,
)
from planbook.judge.place_year import PlaceYear
from planbook.store import preparing

HEADER = "indicator,year,residence,numerator,denominator,value,unit,status,reason"
MATERNAL = "women_health.O2.1"
INFANT = "children_health.O3.2"


def deaths(per_year: dict, births: float = 10_000, indicator="maternal_mortality", multiplier=1e5, **codes):
    return [
        {"indicator": indicator, "year": year, "numerator": n, "denominator": births, "value": n / births * multiplier, **codes}
        for year, n in per_year.items()
    ]  # fmt: skip


def five(*numbers: int, last: int = 2025) -> dict:
    return dict(zip(range(last - len(numbers) + 1, last + 1), numbers, strict=True))


def test_maternal_deaths_follow_the_decision_table(catalogue):
    expected = [
        ((0, 0, 1, 1, 1), "met", "firm", "leaning_yes"),  # 3 in five years: likely met; they grew more
        ((1, 1, 1, 1, 1), "met", "uncertain", "open"),  # 5: cannot tell
        (
            (2, 1, 2, 2, 2),
            "not_met",
            "firm",
            "leaning_no",
        ),  # 9: likely not met; what comes by the deadline is less sure
        ((2, 1, 1, 1, 2), "not_met", "uncertain", "open"),  # 7: cannot tell
    ]
    table = each(catalogue, MATERNAL, [deaths(five(*numbers)) for numbers, *_ in expected], foreseen)
    said = table[["attainment", "evidence", "outlook"]].to_numpy().tolist()
    assert said == [list(told) for _, *told in expected]
    assert set(table["tier"]) == {"E4"}


def test_one_year_of_zero_deaths_is_met_but_never_firm(catalogue):
    row = judged(catalogue, deaths({2025: 0})).loc[MATERNAL]
    assert (row["attainment"], row["evidence"]) == ("met", "uncertain")
    assert (row["lower"], row["upper"]) == (0, pytest.approx(36.9, abs=0.05))


def test_zero_base_gives_no_ratio_but_a_verdict(catalogue):
    rows = deaths(five(0, 1, 1, 1, 1, 1))
    table = now(catalogue, rows)
    assert table.set_index("target").loc[MATERNAL, "baseline"] == 0
    compared = reference(table, rows).loc[MATERNAL]
    assert compared[["ratio", "unsd_ratio", "current_status_index"]].isna().all()


SCREENED, TOILETS = (
    ("breast_screening", "women_health.O3.4"),
    ("rural_sanitary_toilets", "women_environment.O7.1"),
)


@pytest.mark.parametrize(
    ("asked", "base", "now", "whole", "attainment", "evidence"),
    [
        (SCREENED, 700, 900, 1000, "met", "firm"),
        (SCREENED, 700, 710, 1000, "met", "uncertain"),  # the interval of the difference covers 0
        (SCREENED, 700, 690, 1000, "not_met", "uncertain"),
        (SCREENED, 700, 500, 1000, "not_met", "firm"),
        (SCREENED, 70_000, 71_000, 100_000, "met", "firm"),  # less than two points, but no chance
        (SCREENED, 700, 700, 1000, "not_met", "uncertain"),
        (SCREENED, 1000, 1000, 1000, "met", "uncertain"),  # kept at its limit: no change to be sure of
        (TOILETS, 800, 830, 1000, "met", "by_count"),
        (TOILETS, 800, 810, 1000, "met", "uncertain"),  # one point of a full register: 基本持平
        (TOILETS, 800, 770, 1000, "not_met", "by_count"),
        (TOILETS, 800, 795, 1000, "not_met", "uncertain"),
        (TOILETS, 1000, 1000, 1000, "met", "by_count"),  # kept where nothing is better
        (TOILETS, 0, 30, 1000, "met", "by_count"),
    ],
)
def test_a_direction_is_sure_only_beyond_chance_and_of_a_register_only_where_it_matters(
    catalogue, asked, base, now, whole, attainment, evidence
):
    indicator, target = asked
    rows = deaths({2020: base, 2025: now}, births=whole, indicator=indicator, multiplier=100)
    row = judged(catalogue, rows).loc[target]
    assert (row["attainment"], row["evidence"]) == (attainment, evidence)


def test_a_direction_without_counts_is_said_without_them(catalogue):
    rows = series("breast_screening", {2020: 70.0, 2025: 90.0})
    assert judged(catalogue, rows).loc["women_health.O3.4", "evidence"] == "not_stated"


def test_a_figure_without_counts_is_not_sure_by_those_of_older_years(catalogue):
    rows = deaths(
        {2021: 980, 2022: 982, 2023: 985, 2024: 985}, births=1000, indicator="newborn_visit", multiplier=100
    )
    rows += series("newborn_visit", {2025: 97.0})
    assert judged(catalogue, rows).loc["children_health.M4.1", "evidence"] == "not_stated"
    assert judged(catalogue, rows, year=2024).loc["children_health.M4.1", "evidence"] == "firm"


def test_what_every_township_must_keep_is_as_sure_as_the_townships_are(catalogue):
    target = next(one for one in catalogue.targets if one.rule == "every_unit")
    few = deaths(
        {2025: 995}, births=1000, indicator=target.indicator, multiplier=100
    )  # five cases in the whole place
    units = [
        row | {"unit_area": unit}
        for unit, cases in (("a", 200), ("b", 395), ("c", 400))
        for row in deaths({2025: cases}, births=400, indicator=target.indicator, multiplier=100)
    ]
    row = judged(catalogue, few + units).loc[target.id]
    assert (row["attainment"], row["evidence"], row["tier"]) == ("not_met", "firm", "E4")


def test_sentence_and_verdict_ask_the_same_whether_a_change_is_chance():
    now, before = (
        [[710.0, 1000], [900, 1000], [5, 10_000], [np.nan, 10]],
        [[700.0, 1000], [700, 1000], [0, 10_000], [1, 10]],
    )
    assert significance.by_chance("proportion", now, before).tolist() == [True, False, False, False]
    assert significance.by_chance("rate", [[5, 10_000]], [[6, 10_000]]).tolist() == [True]
    assert significance.by_chance("mean", now, before).tolist() == [False] * 4
    units = pd.Series(["%", "%", "1/10万", "1/10万", "人"])
    found = significance.material(
        [2.0, -1.9, 3, 1, 0], [80, 80, 12, 12, 0], units, catalogue_entries.load().settings
    )
    assert found.tolist() == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("figures_known", "reason"),
    [({2024: 80, 2025: 82}, "no_baseline"), ({2010: 78, 2020: 80}, "no_later_figure"), ({}, "no_survey")],
)
def test_a_direction_is_open_without_base_and_without_a_figure_after_it(catalogue, figures_known, reason):
    rows = [{**row, "sex": "F"} for row in series("life_expectancy", figures_known)]  # every ten years
    row = judged(catalogue, rows).loc["women_health.O1.2"]
    assert (row["attainment"], row["reason"]) == ("not_assessable", reason)


def test_all_of_all_has_an_interval_within_bounds(catalogue):
    rows = deaths(
        five(500, 500, 500, 500, 500), births=500, indicator="maternal_systematic_management", multiplier=100
    )
    row = foreseen(catalogue, rows).loc["women_health.M4.1"]
    assert row["value"] == row["upper"] == 100
    assert 99 < row["lower"] < 100
    assert row["projected_upper"] <= 100


def test_a_target_met_already_has_no_progress_ratio(catalogue):
    rows = deaths({2020: 40, 2025: 38}, indicator="infant_mortality", multiplier=1000)
    table = now(catalogue, rows)
    assert table.set_index("target").loc[INFANT, "attainment"] == "met"
    assert np.isnan(reference(table, rows).loc[INFANT, "ratio"])


def test_a_target_met_and_then_lost_is_a_warning_and_no_progress(catalogue):
    held = dict.fromkeys(range(2019, 2025), 100)
    rows = deaths(held | {2025: 190}, births=25_000, indicator="infant_mortality", multiplier=1000)
    table = full(catalogue, rows)
    found = warned(catalogue, rows, table)
    lost = found[found["code"].eq("W4")]
    assert lost["level"].tolist() == ["red"]
    compared = reference(table, rows).loc[INFANT]
    assert np.isnan(compared["unsd_ratio"])  # the literal ratio would say on track
    assert np.isnan(compared["unsd_score"])


def test_one_point_has_no_stability_and_no_trend(catalogue):
    row = foreseen(catalogue, deaths({2025: 1})).loc[MATERNAL]
    assert row["stability"] == "not_assessable"
    assert row["outlook"] == "open"


def test_years_with_a_gap_are_not_pooled_across_it(catalogue):
    rows = deaths({2019: 0, 2020: 0, 2021: 0, 2024: 0, 2025: 0})
    assert judged(catalogue, rows).loc[MATERNAL, "evidence"] == "uncertain"


def test_nothing_before_a_break_is_pooled(catalogue):
    rows = deaths(five(0, 0, 0, 0, 0))
    rows[3]["status"] = "B"
    newest = deaths(five(0, 0, 0, 0, 0))
    newest[4]["status"] = "B"
    before, now = each(catalogue, MATERNAL, [rows, newest]).itertuples()
    assert before.evidence == "uncertain"
    assert now.stability == "break"


def test_a_provisional_year_is_judged_and_graded(catalogue):
    rows = deaths(five(0, 0, 0, 0, 0))
    rows[-1]["status"] = "P"
    row = judged(catalogue, rows).loc[MATERNAL]
    assert (row["attainment"], row["data_grade"]) == ("met", "C")


def test_a_small_township_fails_by_the_plans_arithmetic(catalogue):
    target = next(t for t in catalogue.targets if t.rule == "every_unit")
    units = [("a", 19, 20), ("b", 17, 20)]
    rows = [
        {"indicator": target.indicator, "year": 2025, "unit_area": unit, "numerator": n, "denominator": all_, "value": 100 * n / all_}
        for unit, n, all_ in units
    ]  # fmt: skip
    table = full(catalogue, rows)
    assert table.set_index("target").loc[target.id, "failing_units"] == "b"
    assert warned(catalogue, rows, table)["code"].tolist().count("W8") == 1


def test_a_suppressed_cell_is_neither_zero_nor_not_yet_in(catalogue):
    rows = [
        {
            "indicator": "maternal_mortality",
            "year": 2025,
            "value": np.nan,
            "status": "M",
            "reason": "suppressed",
        }
    ]
    row = judged(catalogue, rows).loc[MATERNAL]
    assert (row["attainment"], row["reason"]) == ("not_assessable", "suppressed")


def test_a_target_changed_in_mid_plan_changes_the_verdict_only(catalogue):
    rows = deaths(five(1, 1, 1, 1, 1))
    lower = [t.model_copy(update={"value": 9.0}) if t.id == MATERNAL else t for t in catalogue.targets]
    changed = catalogue.model_copy(update={"targets": tuple(lower)})
    before, after = judged(catalogue, rows).loc[MATERNAL], judged(changed, rows).loc[MATERNAL]
    assert (before["attainment"], after["attainment"]) == ("met", "not_met")
    assert before["value"] == after["value"]


def test_figures_on_two_bases_are_not_joined_into_one_series(catalogue):
    rows = series("basic_medical_insurance_coverage", {2020: 99, 2021: 99}, base="resident", sex="F")
    rows += series("basic_medical_insurance_coverage", {2024: 94, 2025: 94}, base="insured_due", sex="F")
    row = judged(catalogue, rows).loc["women_social_security.O3.1"]
    assert (row["value"], row["attainment"]) == (94, "not_met")
    assert np.isnan(row["baseline"])


def test_health_school_and_calendar_years_stand_side_by_side(catalogue):
    rows = (
        deaths({2025: 1})
        + series("compulsory_retention", {2025: 96.0})
        + series("rural_tap_water", {2025: 93.0})
    )
    table = judged(catalogue, rows)
    for id in (MATERNAL, "women_education.O4.1", "women_environment.O6.1"):
        assert (table.loc[id, "year"], table.loc[id, "attainment"]) == (2025, "met")


def test_above_the_band_of_an_about_target_is_reached_and_no_warning(catalogue):
    rows = series("employed_women_share", {2020: 45, 2021: 45, 2022: 45, 2023: 45, 2024: 45, 2025: 58})
    table = full(catalogue, rows)
    assert table.set_index("target").loc["women_economy.O2.1", "attainment"] == "met"
    assert "women_economy" not in set(warned(catalogue, rows, table).query("code != 'W6'")["area"])


def test_a_full_register_carries_no_interval_and_is_firm_by_count(catalogue):
    rows = deaths({2025: 93}, births=100, indicator="rural_tap_water", multiplier=100)
    row = judged(catalogue, rows).loc["women_environment.O6.1"]
    assert (row["evidence"], row["tier"]) == ("by_count", "register")
    assert np.isnan(row["lower"])


def test_steps_are_judged_at_elections_and_changes_between_them_noted(catalogue):
    rows = series("village_committee_women_share", {2021: 29.0, 2022: 29.0, 2024: 31.0})
    id = "women_decision_making.O8.1"
    row = judged(catalogue, rows, elections={"village": (2021, 2026)}).loc[id]
    assert (row["value"], row["attainment"], row["reason"]) == (29, "not_met", "mid_term_adjustment")
    waiting = judged(catalogue, rows, year=2024, elections={"village": (2018, 2026)}).loc[id]
    assert waiting["attainment"] == "not_due"
    assert judged(catalogue, rows, year=2024).loc[id, "value"] == 31


def test_a_flat_series_of_registers_that_jumps_is_beyond_chance(catalogue):
    values = {
        2015: 90.1,
        2016: 90.2,
        2017: 90.1,
        2018: 90.2,
        2019: 90.1,
        2020: 90.2,
        2021: 90.1,
        2022: 90.2,
        2023: 90.1,
        2024: 90.2,
    }
    cases = [series("rural_tap_water", values | {2025: newest}) for newest in (84.0, 90.1)]
    table = each(catalogue, "women_environment.O6.1", cases)
    assert table["stability"].tolist() == ["beyond_chance", "within_chance"]


def test_a_favourable_jump_is_to_be_verified_not_warned_of(catalogue):
    numbers = five(60, 62, 58, 61, 59, 25)
    found = raised(catalogue, deaths(numbers, indicator="infant_mortality", multiplier=1000))
    jump = found[found["code"].eq("W3")]
    assert jump[["level", "reason"]].drop_duplicates().to_numpy().tolist() == [["review", "favourable_jump"]]


def test_every_maternal_death_opens_a_review(catalogue):
    found = raised(catalogue, deaths(five(0, 0, 0, 0, 1)))
    own = found[found["code"].eq("W7")].iloc[0]
    assert own["evidence"] == "target=women_health.O2.1; events=1"
    assert (own["target"], own["events"], own["units"]) == ("women_health.O2.1", 1, "")
    assert pd.isna(own["probability"])


def test_missing_figures_warn_only_where_one_is_due(catalogue):
    missing = raised(catalogue, deaths({2025: 0}))
    missing = set(missing[missing["reason"].eq("missing_two_years")]["indicator"])
    assert "infant_mortality" in missing
    assert not missing & {i.id for i in catalogue.indicators.values() if not i.due_yearly}


def test_warnings_have_their_columns_and_the_budget_its_sum(catalogue):
    table = full(catalogue, deaths(five(3, 3, 3, 3, 3)))
    found = warnings.table(table, figures(*deaths(five(3, 3, 3, 3, 3))), 2025, catalogue.settings)
    assert list(found) == [*warnings.COLUMNS, *warnings.NUMBERS]
    assert found.iloc[0][["code", "level", "reason"]].tolist() == [
        "W1",
        "yellow",
        "unlikely",
    ]  # one of three years' figures meets
    budget = warnings.expected(table, found, catalogue.settings).set_index("code")
    assert budget.loc["W1", "expected"] == pytest.approx(table["probability_level"].min(), abs=1e-3)


@pytest.mark.slow
def test_the_headline_of_the_small_place_adds_up(small_root):
    made = judgement.judge(PlaceYear("tiny", 2025))
    assert made.headline["total"].sum() == made.assessment["target_value"].notna().sum()
    assert made.warnings["code"].tolist() == ["W1", "W7"]
    assert set(made.index["plan"]) == {"women", "children"}
    assert (made.index["lowest"] <= made.index["index"]).all()


@pytest.mark.slow
def test_a_duplicate_release_changes_nothing(small_root):
    before = judgement.judge(PlaceYear("tiny", 2025)).assessment
    text = (small_root / "data/raw/tiny/2026-03-01/returns.csv").read_text(encoding="utf-8")
    write_release(small_root, "2026-09-01", text)
    after = judgement.judge(PlaceYear("tiny", 2025)).assessment
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.slow
def test_order_of_rows_changes_nothing(catalogue, repository):
    rows = store.observations("CN")
    shuffled = rows.sample(frac=1, random_state=3).reset_index(drop=True)
    options = {"year": 2024, "reference": True}
    pd.testing.assert_frame_equal(
        assessment.assess(catalogue, rows, **options), assessment.assess(catalogue, shuffled, **options)
    )


@pytest.mark.slow
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=8),
    st.integers(500, 50_000),
    st.sampled_from(["rate", "proportion"]),
)
@settings(max_examples=60)
def test_predictions_hold_their_median_and_grow_with_the_level(numbers, exposure, kind):
    rows = {"series": "a", "kind": kind, "year": range(2020, 2020 + len(numbers)), "numerator": numbers}
    distribution = counts.posterior(pd.DataFrame(rows).assign(denominator=float(exposure)), 2030)
    narrow, wide = (counts.interval(distribution, [exposure], level=level).iloc[0] for level in (0.8, 0.95))
    assert wide["lower"] <= narrow["lower"] <= narrow["value"] <= narrow["upper"] <= wide["upper"]
    assert narrow["lower"] >= 0
    assert kind == "rate" or wide["upper"] <= 1
    chance = [counts.probability_true(distribution, ["<="], [limit])[0] for limit in (0, 0.01, 0.1, 1)]
    assert chance == sorted(chance)


@pytest.mark.parametrize("mean", [3, 30, 300])
def test_predictions_of_a_steady_rate_cover_what_comes(mean):
    random = np.random.default_rng(7)
    past = random.poisson(mean, (400, 6))
    rows = pd.DataFrame(
        {
            "series": np.repeat(range(400), 6),
            "year": np.tile(range(2020, 2026), 400),
            "numerator": past.ravel(),
        }
    )
    distribution = counts.posterior(rows.assign(kind="rate", denominator=1e4), 2027)
    found = counts.interval(distribution, np.full(400, 1e4), level=0.95)
    new = random.poisson(mean, 400) / 1e4
    assert 0.92 <= ((new >= found["lower"]) & (new <= found["upper"])).mean() <= 1


def test_impossible_counts_are_refused_by_name():
    rows = pd.DataFrame(
        {"series": ["a", "b"], "kind": "proportion", "year": 2025, "numerator": [5, 11], "denominator": 10.0}
    )
    with pytest.raises(ValueError, match=r"numerators above their denominators in series \['b'\]"):
        counts.posterior(rows, 2030)
    with pytest.raises(ValueError, match=r"years after the one asked for in series \['a'\]"):
        counts.posterior(rows.head(1), 2024)
    with pytest.raises(ValueError, match="kind other than"):
        counts.posterior(rows.assign(kind="share"), 2030)


@pytest.mark.parametrize("births", [4000, 6000, 8000, 10_000])
@pytest.mark.parametrize(("years", "likely", "unlikely"), [(1, 0, 3), (3, 1, 6), (5, 3, 8)])
def test_decision_table_of_maternal_deaths(births, years, likely, unlikely):
    p = rates.probability_below(np.arange(9), np.full(9, births * years), 12e-5)
    assert (np.diff(p) < 0).all()
    assert p[0] > p[-1]
    if births == 10_000:
        assert p[likely] >= 0.8 > p[likely + 1]
        assert p[unlikely] <= 0.2001 < p[unlikely - 1]


def full(catalogue, rows) -> pd.DataFrame:
    """The year with its look ahead and the year before, which warnings are raised from."""
    return assessment.full(catalogue, figures(*rows), year=2025)


def now(catalogue, rows) -> pd.DataFrame:
    """The year alone, without any look ahead."""
    return assessment.full(catalogue, figures(*rows), year=2025, projections=NOTHING_AHEAD, last_year=False)


def raised(catalogue, rows) -> pd.DataFrame:
    return warned(catalogue, rows, full(catalogue, rows))


def warned(catalogue, rows, table) -> pd.DataFrame:
    return warnings.table(table, figures(*rows), 2025, catalogue.settings)


def reference(table, rows) -> pd.DataFrame:
    own = assessment.readings.of_targets(table, figures(*rows), 2025)
    base = own[own["year"].eq(2020)].set_index("series")["numerator"]
    return reference_methods.table(table.assign(base_count=table["series"].map(base)), own).set_index(
        "target"
    )


def test_a_figure_that_stays_at_the_end_of_its_scale_keeps_a_demand_to_improve(catalogue):
    target = next(t for t in catalogue.targets if t.id == "women_environment.O6.2")
    assert catalogue.indicators[target.indicator].upper_bound == 100
    cases = [series(target.indicator, dict.fromkeys((2020, 2025), value)) for value in (100.0, 99.0)]
    assert each(catalogue, target.id, cases)["attainment"].tolist() == ["met", "not_met"]


@pytest.mark.slow
@pytest.mark.parametrize("years", [(2018, 2022), (2019, 2021), (2019, 2020, 2022), (2021, 2022)])
def test_assessment_gaps_and_page_have_one_base_year(small_root, years):
    rows = [
        f"infant_mortality,{year},{code},{deaths},1000,,‰,A,"
        for year in years
        for code, deaths in (("U", 4), ("R", 6 + year - 2018), ("_T", 5))
    ]
    for old in (small_root / "data" / "raw" / "tiny").glob("20*"):
        shutil.rmtree(old)
    write_release(small_root, "2026-06-01", "\n".join([HEADER, *rows]) + "\n")
    preparing.prepare("tiny")
    expected = next(year for year in (2020, 2021, 2019, 2022, 2018) if year in years[:-1])
    book = workbook.open("children_health", "tiny", years[-1])
    judged = book.context.judgement
    total = judged.assessment[judged.assessment["indicator"].eq("infant_mortality")]
    assert set(total["baseline_year"]) == {expected}
    gap = judged.gaps[
        judged.gaps["indicator"].eq("infant_mortality") & judged.gaps["dimension"].eq("residence")
    ]
    assert gap["baseline_year"].tolist() == [expected]
    assert {
        book.context.reading("infant_mortality", **codes).base_year for codes in ({}, {"residence": "R"})
    } == {expected}


def test_a_warning_is_one_however_many_targets_or_plans_name_it(catalogue):
    rows = deaths(
        five(940, 938, 936, 930, 920, 905), births=1000, indicator="compulsory_retention", multiplier=100
    )
    rows += series("compulsory_retention", {2010 + n: 94.0 for n in range(10)})
    table = full(catalogue, rows)
    table["outlook"] = np.where(table["indicator"].eq("compulsory_retention"), "unlikely", "")
    own = warned(catalogue, rows, table).query("code == 'W1'")
    assert sorted(own["area"]) == ["children_education", "women_education"]
    assert warnings.shared(own).all()
    assert len(warnings.once(own)) == 1
    twice = pd.concat(
        [table, table.assign(target=table["target"] + ".later", outlook="leaning_no")], ignore_index=True
    )
    own = warned(catalogue, rows, twice).query("code == 'W1' and indicator == 'compulsory_retention'")
    assert own["level"].tolist() == ["red", "red"]  # the gravest of each area


@pytest.mark.slow
def test_a_warning_is_red_only_beyond_the_printed_range_and_from_ten_cases(catalogue, real_figures):
    for place, year in (("demo", 2025), ("demo", 2023)):
        judged = kept_judgements.of(PlaceYear(place, year))
        raised = judged.warnings[judged.warnings["code"].eq("W1")]
        rows = raised.merge(judged.assessment, on="target", suffixes=("_said", ""))
        assert len(rows) > 5
        way = rows["operator"].map({"<=": -1}).fillna(1)
        edge = rows["target_value"] - rows["tolerance"].where(rows["operator"].eq("around"), 0).fillna(0)
        best = rows["projected_upper"].where(way > 0, rows["projected_lower"])
        outside = way * (best - edge) < 0
        red, few = rows["level"].eq("red"), rows["numerator_said"].notna()
        assert (red == (rows["probability"] <= catalogue.settings.red_probability) & ~few).all()
        assert outside[red].all()
        assert set(rows.loc[few, "level"]) <= {"yellow"}


def test_a_direction_that_is_lost_steadily_is_warned_of_and_one_that_wavers_is_not(catalogue):
    indicator, target = next(
        (one.indicator, one.id)
        for one in catalogue.targets
        if one.rule == "direction" and one.direction == "up" and catalogue.indicators[one.indicator].unit == "%"
        and catalogue.indicators[one.indicator].register_count
    )  # fmt: skip
    years = range(2018, 2026)
    for values, expected in (
        ([60, 57.9, 56.1, 54, 51.9, 50.1, 48, 46], True),
        ([60, 52, 58, 50, 57, 49, 56, 50], False),
    ):
        rows = series(indicator, dict(zip(years, values, strict=True)))
        found = warned(catalogue, rows, full(catalogue, rows))
        assert (target in set(found.loc[found["code"].eq("W2"), "target"])) is expected


def test_a_gap_of_a_register_that_opens_steadily_is_found_and_one_that_wavers_is_not(catalogue):
    indicator = next(
        one.id for one in catalogue.indicators.values() if one.register_count and one.unit == "%"
    )

    def gap(sizes, exposure):
        return figures(
            *(
                {"indicator": indicator, "year": year, "residence": residence, "value": value, "numerator": value * exposure / 100, "denominator": exposure}
                for year, size in zip(range(2025 - len(sizes) + 1, 2026), sizes, strict=True)
                for residence, value in (("U", 80.0), ("R", 80.0 - size))
            )
        )  # fmt: skip

    opened, wavering = [5, 5.2, 5, 5.1, 5, 5.1, 6, 7.5, 9], [5, 8, 4, 9, 5, 8, 4, 7, 9]
    for sizes, exposure, expected in ((opened, 5000, True), (opened, 900, False), (wavering, 5000, False)):
        found = group_gaps.widened(catalogue, gap(sizes, exposure), 2025)
        assert found["gap_widened"].tolist() == [expected]


@pytest.mark.parametrize(
    ("statistic", "expected"), [("proportion", "narrowed_evidence"), ("ratio", "narrowed")]
)
def test_chance_is_told_only_of_gaps_whose_figures_follow_their_counts(catalogue, statistic, expected):
    indicator = next(
        one for one in catalogue.indicators.values() if one.statistic == statistic and one.decimals
    )
    shares = {(2020, "U"): 40, (2020, "R"): 20, (2025, "U"): 40, (2025, "R"): 38}
    rows = [
        {"indicator": indicator.id, "year": year, "residence": one, "value": share, "numerator": share * 100, "denominator": 10_000}
        for (year, one), share in shares.items()
    ]  # fmt: skip
    found, _, change = group_gaps.newest(catalogue, figures(*rows), 2025, (2020,))
    assert found["verdict"].tolist() == [expected]
    assert change["ratio_of_ratios"].isna().tolist() == [statistic == "ratio"]
