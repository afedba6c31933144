"""Every rule on small figures whose verdict can be worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from planbook import catalogue, store
from planbook.contract import places, schema
from planbook.judge import assessment, outlook, rollup, rules, self_reports

COLUMNS = [
    "indicator", "ref_area", "year", "sex", "residence", "age", "unit_area", "base", "numerator",
    "denominator", "value", "status", "reason", "department", "release", "source",
]  # fmt: skip

NOTHING_AHEAD = pd.DataFrame(columns=outlook.COLUMNS, dtype=float)


def figures(*rows: dict) -> pd.DataFrame:
    """Observations of a place that does not exist; each row names what differs from the default."""
    default = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
    default |= {"ref_area": "x", "base": "", "numerator": np.nan, "denominator": np.nan, "status": "A"}
    default |= {"reason": "", "department": "health", "release": "2026-01-01", "source": "f!-!A1"}
    return pd.DataFrame([default | row for row in rows], columns=COLUMNS).astype({"value": float})


def series(indicator: str, values: dict, **codes) -> list[dict]:
    return [{"indicator": indicator, "year": year, "value": value, **codes} for year, value in values.items()]


def judged(catalogue, rows, year=2025, **options) -> pd.DataFrame:
    """Every target's row, without any look ahead."""
    return foreseen(catalogue, rows, year, projections=NOTHING_AHEAD, **options)


def foreseen(catalogue, rows, year=2025, **options) -> pd.DataFrame:
    return assessment.assess(catalogue, figures(*rows), year=year, **options).set_index("target")


def test_result_has_the_columns_of_the_design_and_a_row_for_every_target(catalogue):
    table = assessment.assess(catalogue, figures(), year=2025)
    assert list(table) == assessment.COLUMNS
    assert table["target"].tolist() == [target.id for target in catalogue.targets]
    assert set(table["attainment"]) == {"not_assessable"}


def test_without_a_figure_the_reason_says_whether_one_is_due(catalogue):
    table = judged(catalogue, [])
    assert table.loc["women_health.O2.1", "reason"] == "not_yet_in"
    assert table.loc["women_family.O7.1", "reason"] == "no_survey"
    assert table.loc["children_safety.O3.1", "reason"] == "no_county_data"
    assert table.loc["women_law.O1.1", "reason"] == "by_evidence"


def each(catalogue, id: str, cases: list[list[dict]], judge=judged) -> pd.DataFrame:
    """A target's row by several sets of figures, in their order; each set is of an indicator of its own, judged at once."""
    (target,) = (one for one in catalogue.targets if one.id == id)
    entry = catalogue.indicators[target.indicator]
    names = [f"{entry.id}_{n}" for n in range(len(cases))]
    copies = {name: entry.model_copy(update={"id": name}) for name in names}
    asked = tuple(target.model_copy(update={"id": name, "indicator": name}) for name in names)
    known = catalogue.model_copy(update={"indicators": copies, "targets": asked})
    rows = [row | {"indicator": name} for name, case in zip(names, cases, strict=True) for row in case]
    return judge(known, rows).loc[names]


def test_a_ceiling_includes_its_number(catalogue):
    cases = [series("maternal_mortality", {2025: value}) for value in (12.0, 12.01, 0)]
    assert each(catalogue, "women_health.O2.1", cases)["attainment"].tolist() == ["met", "not_met", "met"]


def test_more_than_excludes_its_number(catalogue):
    target = next(t.id for t in catalogue.targets if t.operator == ">")
    cases = [series("cervical_cancer_treatment", {2025: value}) for value in (90.0, 90.1)]
    assert each(catalogue, target, cases)["attainment"].tolist() == ["not_met", "met"]


def test_about_is_reached_from_the_lower_edge_of_its_band_up(catalogue):
    cases = [series("employed_women_share", {2025: value}) for value in (42.9, 43.0, 45, 60)]
    table = each(catalogue, "women_economy.O2.1", cases)
    assert table["attainment"].tolist() == ["not_met", "met", "met", "met"]
    assert table["tolerance"].tolist() == [2, 2, 2, 2]


def test_a_direction_is_judged_against_the_base_year(catalogue):
    expected = [
        ({2020: 80, 2025: 81}, "met", ""),
        ({2020: 80, 2025: 80}, "not_met", ""),
        ({2020: 80, 2025: 79}, "not_met", ""),
        ({2025: 79}, "not_assessable", "no_baseline"),
        ({2021: 78, 2025: 79}, "met", ""),
    ]
    cases = [series("rural_sanitary_toilets", values) for values, _, _ in expected]
    table = each(catalogue, "women_environment.O7.1", cases)
    assert table[["attainment", "reason"]].to_numpy().tolist() == [list(told) for _, *told in expected]


def test_a_direction_is_not_judged_across_a_break(catalogue):
    rows = series("rural_sanitary_toilets", {2020: 80, 2025: 90})
    rows.append({"indicator": "rural_sanitary_toilets", "year": 2022, "value": 60, "status": "B"})
    row = judged(catalogue, rows).loc["women_environment.O7.1"]
    assert (row["attainment"], row["reason"]) == ("not_assessable", "break")


def test_drowning_must_fall_every_year(catalogue):
    falling = {2020: 5, 2021: 4.5, 2022: 4, 2023: 3.5, 2024: 3, 2025: 2.5}
    cases = [series("child_drowning_mortality", values) for values in (falling, falling | {2023: 4.2})]
    assert each(catalogue, "children_safety.O2.1", cases)["attainment"].tolist() == ["met", "not_met"]


def test_a_gap_narrows_only_where_both_groups_have_base_and_figure(catalogue):
    rows = series("maternal_mortality", {2020: 20, 2025: 14}, residence="R")
    rows += series("maternal_mortality", {2020: 10, 2025: 10}, residence="U")
    rows += series("maternal_mortality", {2020: 15, 2025: 12})
    id = "women_health.O2.2"
    assert judged(catalogue, rows).loc[id, "attainment"] == "met"
    assert judged(catalogue, rows[1:]).loc[id, "reason"] == "no_baseline"


@pytest.mark.parametrize(("unseen", "reason"), [(False, "not_yet_in"), (True, "suppressed")])
def test_a_gap_of_an_earlier_year_is_not_judged_as_this_years(catalogue, unseen, reason):
    rows = series("maternal_mortality", {2020: 20, 2021: 14}, residence="R")
    rows += series("maternal_mortality", {2020: 10, 2021: 10}, residence="U")
    rows += series("maternal_mortality", {2020: 15, 2021: 12, 2025: 11})
    hidden = {"status": "M", "reason": "suppressed", "residence": "R"}
    rows += series("maternal_mortality", {2025: np.nan}, **hidden) if unseen else []
    row = judged(catalogue, rows).loc["women_health.O2.2"]
    assert (row["attainment"], row["reason"], row["evidence"]) == ("not_assessable", reason, "")
    assert judged(catalogue, rows, year=2021).loc["women_health.O2.2", "attainment"] == "met"


def test_a_target_that_is_met_has_no_way_to_go(catalogue):
    rows = series("maternal_systematic_management", {2020: 85, 2025: 96})
    table = judged(catalogue, rows)
    own = table[table["indicator"].eq("maternal_systematic_management")]
    assert own["attainment"].eq("met").any()
    assert own.loc[own["attainment"].eq("met"), "required_change"].isna().all()
    rows = series("maternal_systematic_management", {2020: 85, 2025: 86})
    table = judged(catalogue, rows)
    own = table[table["indicator"].eq("maternal_systematic_management")]
    assert own.loc[own["attainment"].eq("not_met"), "required_change"].gt(0).any()


def test_every_township_counts_and_those_that_fail_are_named(catalogue):
    target = next(t for t in catalogue.targets if t.rule == "every_unit")
    units = {"a": 95, "b": 89.9, "c": 90}
    rows = [
        {"indicator": target.indicator, "year": 2025, "value": value, "unit_area": unit}
        for unit, value in units.items()
    ]
    row = judged(catalogue, rows).loc[target.id]
    assert (row["attainment"], row["failing_units"]) == ("not_met", "b")


def test_delegates_are_held_against_party_members_of_that_year(catalogue):
    rows = series("party_congress_women_share", {2025: 30}) + series(
        "party_members_women_share", {2025: 30.5}
    )
    assert judged(catalogue, rows).loc["women_decision_making.O2.1", "attainment"] == "not_met"
    assert judged(catalogue, rows[:1]).loc["women_decision_making.O2.1", "reason"] == "not_yet_in"


def test_a_slower_rise_meets_a_slope(catalogue):
    values = {
        2016: 10,
        2017: 11,
        2018: 12,
        2019: 13,
        2020: 14,
        2021: 14.2,
        2022: 14.4,
        2023: 14.6,
        2024: 14.8,
        2025: 15,
    }
    target = next(t for t in catalogue.targets if t.rule == "slope")
    faster = values | {2021: 16, 2022: 18.5, 2023: 21, 2024: 23.5, 2025: 26}
    cases = [series(target.indicator, one, **target.breakdown) for one in (values, faster)]
    assert each(catalogue, target.id, cases)["attainment"].tolist() == ["met", "not_met"]


def test_a_reference_place_is_only_better_or_worse(catalogue):
    rows = series("maternal_mortality", {2020: 16.9, 2024: 14.3})
    row = judged(catalogue, rows, year=2024, reference=True).loc["women_health.O2.1"]
    assert (row["attainment"], row["evidence"], row["outlook"], row["responsible"]) == ("worse", "", "", "")


def test_figures_of_several_places_are_refused(catalogue):
    rows = figures(
        *series("maternal_mortality", {2024: 1}),
        {"indicator": "maternal_mortality", "ref_area": "y", "year": 2024, "value": 1.0},
    )
    with pytest.raises(ValueError, match=r"several places \['x', 'y'\]"):
        assessment.assess(catalogue, rows, year=2024)


def test_objectives_and_headline_add_up(catalogue):
    rows = series("maternal_mortality", {2020: 15, 2025: 11}) + series("infant_mortality", {2025: 6})
    table = assessment.assess(catalogue, figures(*rows), year=2025)
    objectives = rollup.objectives(catalogue, table)
    assert len(objectives) == 145
    told = self_reports.table(catalogue, pd.DataFrame(columns=schema.STATEMENT_COLUMNS))
    assert len(rollup.measures(catalogue, table, told)) == 181
    heads = rollup.headline(table)
    assert heads["total"].tolist() == [23, 35]
    assert heads[rollup.HEADLINE].sum(axis=1).tolist() == [23, 35]
    assert heads["met"].tolist() == [1, 0]


def test_the_small_place_is_judged_by_a_plan_of_its_own(small_root):
    known = places.plan_catalogue("tiny")
    table = assessment.assess(known, store.observations("tiny"), year=2025).set_index("target")
    assert table["attainment"].to_dict() == {
        "women_health.O1.1": "not_met",  # 13.3 above 10.5
        "women_health.O1.2": "not_met",
        "women_health.O1.3": "not_assessable",  # no death in town: no ratio
        "women_health.O2.1": "not_assessable",
        "women_health.M1.1": "met",
        "children_health.O1.1": "met",
        "children_health.O2.1": "met",
    }
    assert table.loc["women_health.O1.1", "value"] == pytest.approx(1 / 7500 * 1e5)
    assert table.loc["women_health.O1.1", "lower"] == pytest.approx(0.3376, abs=1e-3)
    assert table.loc["children_health.O1.1", "baseline"] == 6
    assert table.loc["women_health.O1.3", "reason"] == "zero_group"


@pytest.mark.slow
def test_an_earlier_state_of_the_data_gives_the_earlier_judgement(small_root):
    known = places.plan_catalogue("tiny")
    rows = store.observations("tiny", as_of="2025-12-31")
    table = assessment.assess(known, rows, year=2024).set_index("target")
    assert table.loc["children_health.O1.1", "value"] == 4.5


def test_bounds_of_the_band_do_not_reach_beyond_it():
    assert rules.meets([12, 12.0001], ["<=", "<="], [12, 12], [None, None]).tolist() == [True, False]


def test_the_plan_of_the_package_is_the_default():
    assert catalogue.load().plan.id == "ruzhou"
