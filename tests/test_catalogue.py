"""The catalogue is complete, its entries agree with each other, and every fault is told."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import SMALL_PLACE

from planbook import catalogue as entries
from planbook.catalogue.model import NUMERIC_RULES
from planbook.core.errors import CatalogueError

# Objectives, measures and numeric targets as counted in the plan's text, area by area.
COUNTS = {
    "women_health": (10, 12, 12),
    "women_education": (10, 14, 2),
    "women_economy": (9, 13, 3),
    "women_decision_making": (10, 10, 3),
    "women_social_security": (9, 11, 2),
    "women_family": (9, 9, 0),
    "women_environment": (9, 13, 1),
    "women_law": (9, 12, 0),
    "children_health": (12, 15, 27),
    "children_safety": (10, 11, 0),
    "children_education": (10, 13, 4),
    "children_welfare": (11, 14, 1),
    "children_family": (8, 9, 2),
    "children_environment": (9, 11, 1),
    "children_law": (10, 14, 0),
}
KINDS = {frozenset("n"): "quantified", frozenset("t"): "trend", frozenset("e"): "qualitative"}


def kind_of(target) -> str:
    return "n" if target.numeric else "e" if target.rule == "evidence" else "t"


def test_all_objectives_measures_and_numeric_targets_of_the_plan_are_there(catalogue):
    found = {
        area: (
            sum(row.area == area for row in catalogue.objectives),
            sum(row.area == area for row in catalogue.measures),
            sum(row.area == area and row.numeric for row in catalogue.targets),
        )
        for area in catalogue.areas
    }
    assert found == COUNTS
    assert tuple(map(sum, zip(*found.values(), strict=True))) == (145, 181, 58)


def test_numeric_targets_of_each_plan(catalogue):
    numeric = Counter(target.plan for target in catalogue.targets if target.numeric)
    assert numeric == {"women": 23, "children": 35}


def test_kind_of_an_objective_says_what_its_targets_are(catalogue):
    for row in catalogue.objectives:
        kinds = frozenset(kind_of(t) for t in catalogue.targets if f"{t.area}.{t.clause}" == row.id)
        assert row.kind == KINDS.get(kinds, "mixed"), row.id


def test_measures_carry_printed_numbers_only(catalogue):
    assert all(target.numeric for target in catalogue.targets if target.clause.startswith("M"))


def test_numeric_targets_come_first_within_their_clause(catalogue):
    seen = {}
    for target in catalogue.targets:
        clause = (target.area, target.clause)
        assert target.numeric <= seen.get(clause, True), target.id
        seen[clause] = target.numeric


def test_shared_series_exist_once_with_a_target_in_each_plan(catalogue):
    for id, value in (
        ("compulsory_retention", 96),
        ("upper_secondary_gross_enrolment", 93.5),
        ("rural_tap_water", 93),
    ):
        targets = [t for t in catalogue.targets if t.indicator == id and t.numeric]
        assert {(t.plan, t.value) for t in targets} == {("women", value), ("children", value)}


def test_cervical_screening_stays_two_indicators(catalogue):
    screening = [t for t in catalogue.targets if t.area == "women_health" and t.value == 70]
    assert [t.clause for t in screening] == ["O3", "M5"]
    assert len({t.indicator for t in screening}) == 2


def test_the_one_strict_limit_of_the_plan(catalogue):
    assert [t.indicator for t in catalogue.targets if t.operator == ">"] == ["cervical_cancer_treatment"]


def test_about_means_a_band_and_drowning_is_to_fall_every_year(catalogue):
    about = [t.value for t in catalogue.targets if t.rule == "around"]
    assert about == [45, 40, 50]
    assert [t.indicator for t in catalogue.targets if t.every_year] == ["child_drowning_mortality"]


def test_indicators_without_county_figures_are_not_due_every_year(catalogue):
    surveyed = [i for i in catalogue.indicators.values() if i.cycle in ("上级抽样调查", "普查", "尚无")]
    assert surveyed
    assert not any(entry.due_yearly for entry in surveyed)


def test_step_series_are_only_bodies_that_are_elected(catalogue):
    for entry in catalogue.indicators.values():
        assert not entry.step or entry.id.startswith(("village_", "community_", "party_congress", "congress_", "township_congress", "cppcc_")), entry.id  # fmt: skip


def test_gross_rates_have_no_upper_bound(catalogue):
    gross = [entry for entry in catalogue.indicators.values() if "毛入" in entry.name]
    assert len(gross) >= 3
    assert all(entry.upper_bound is None for entry in gross)


def test_shares_multiply_by_their_unit(catalogue):
    size = {"%": 100, "‰": 1000, "1/万": 1e4, "1/10万": 1e5}
    for entry in catalogue.indicators.values():
        if entry.statistic in ("proportion", "rate") and entry.unit in size:
            assert entry.multiplier == size[entry.unit], entry.id


def test_titles_are_short_and_our_own(catalogue):
    for row in (*catalogue.objectives, *catalogue.measures):
        assert 2 <= len(row.title) <= 20, row.id
        assert not set(row.title) & set("。；，"), row.id


def test_every_department_has_something_to_report(catalogue):
    used = {entry.reporting_unit for entry in catalogue.indicators.values()}
    assert used == set(catalogue.departments)


def test_numeric_rules_are_those_with_a_value(catalogue):
    for target in catalogue.targets:
        assert target.numeric == (target.rule in NUMERIC_RULES), target.id


BROKEN = [
    ("[area]", "[area", "women_health.toml: found broken TOML"),
    ('rule = "floor"', 'rule = "flor"', "women_health.toml target women_health.M1.1, `rule`: found 'flor'"),
    ('unit = "%"', 'unit = "‰"', "`unit`: found '‰'; expected '%', as the indicator has it"),
    ('"maternal_systematic_management"', '"maternal_systematc_management"', "Did you mean `maternal_systematic_management`?"),
    ('title = "服务体系"\n', "", "women_health.toml objective 2, `title`: found nothing; expected a value"),
    ('title = "服务体系"', 'titel = "服务体系"', "women_health.toml objective 2, `titel`: found a field of that name"),
    ("[[measure]]", "[[mesure]]", "women_health.toml: found section `mesure`; expected one of area, measure, objective, target. Did you mean `measure`?"),
    ("number = 2", "number = 3", "women_health.toml objectives: found numbers [1, 3]; expected 1, 2, 3 … in order"),
    ("moves = [1]", "moves = [7]", "women_health.toml measure 1, `moves`: found 7; expected an objective's number"),
    ('clause = "M1"', 'clause = "M4"', "`clause`: found 'M4'; expected an objective or measure of this area"),
    ('id = "women_health.O1.2"', 'id = "women_health.O1.1"', "target women_health.O1.1: found the id 2 times; expected one entry an id"),
    ('operator = ">="', 'operator = "<="', "`operator`: found '<='; expected one for polarity higher"),
    ('value = 90\nunit = "%"', 'unit = "%"', "found an incomplete entry; expected `value` for the rule floor"),
    ('rule = "floor"', 'rule = "floor"\nresidence = "rural"', "`residence`: found 'rural'; expected 'U', 'R' or '_T'"),
    ('rule = "floor"', 'rule = "floor"\nage = "young"', "`age`: found 'young'; expected string should match"),
    ('groups = ["U", "R"]', 'groups = ["U", "rurall"]', "expected `groups` that are different codes of the dimension (residence); 'rurall' is none"),
    ('groups = ["U", "R"]', 'groups = ["U", "U"]', "expected `groups` that are different codes of the dimension (residence); one stands twice"),
    ("deadline = 2025", "deadline = 20300", "`deadline`: found 20300; expected input should be less than or equal to 2100"),
    ("deadline = 2025", "deadline = 2035", "`deadline`: found 2035; expected a year of the plan, 2021 to 2030"),
    ("deadline = 2025", "deadline = 2025\nstarts = 1999", "`starts`: found 1999; expected a year of the plan, 2021 to 2030"),
    ("value = 90", "value = inf", "`value`: found inf; expected input should be a finite number"),
    ("[area]", "[[area]]", "women_health.toml area: found [[…]] entries; expected one table [area]"),
    ("[[measure]]", "[measure]", "women_health.toml measure: found a table; expected [[measure]] entries"),
    ("[area]", "objective = 3\n[area]", "found broken TOML"),
    ('dimension = "residence"', 'dimension = "age"', "`groups` that are different codes of the dimension (age); 'U' is none"),
    ('dimension = "residence"\ngroups = ["U", "R"]', 'dimension = "sex"\ngroups = ["F", "M"]', "`sex`: found a breakdown; expected one of ['residence']"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BROKEN, ids=range(len(BROKEN)))
def test_a_fault_says_file_entry_found_and_expected(tmp_path, old, new, message):
    folder = plan_copy(tmp_path)
    change(folder / "women_health.toml", old, new)
    with pytest.raises(CatalogueError) as error:
        entries.load(folder)
    assert message in str(error.value)


def test_faults_of_all_files_are_told_at_once(tmp_path):
    folder = plan_copy(tmp_path)
    change(folder / "women_health.toml", 'rule = "floor"', 'rule = "flor"')
    change(folder / "children_health.toml", "value = 5", 'value = "five"')
    (folder / "plan.toml").write_text('id = "tiny"\n', encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        entries.load(folder)
    files = {fault.where.split()[0].rstrip(",") for fault in error.value.faults}
    assert files == {"women_health.toml", "children_health.toml", "plan.toml"}


@pytest.mark.parametrize(("written", "message"), [
    ("indicator = 3\n", "own.toml indicator: found a value 3; expected one table [indicator]"),
    ("[[indicator]]\nid = 1\n", "own.toml indicator: found [[…]] entries; expected one table [indicator]"),
    ("[indicator]\nown = 3\n", "own.toml indicator own: found a value 3; expected one table [indicator.<id>] an entry"),
    ("[[indicator.own]]\nname = 'x'\n", "own.toml indicator own: found [[…]] entries; expected one table [indicator.<id>] an entry"),
])  # fmt: skip
def test_an_entry_of_another_shape_is_told_with_its_file(tmp_path, written, message):
    folder = plan_copy(tmp_path)
    (folder / "indicators").mkdir()
    (folder / "indicators" / "own.toml").write_text(written, encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        entries.load(folder)
    assert message in str(error.value)


def test_a_plan_ends_after_it_begins(tmp_path):
    folder = plan_copy(tmp_path)
    change(folder / "plan.toml", "last_year = 2030", "last_year = 2020")
    with pytest.raises(CatalogueError, match="`last_year` not before `first_year` 2021"):
        entries.load(folder)


def test_an_unknown_plan_is_told_with_a_suggestion():
    with pytest.raises(CatalogueError, match="Did you mean `ruzhou`"):
        entries.load("ruzou")


def test_entries_are_frozen(catalogue):
    with pytest.raises(ValueError, match="frozen"):
        catalogue.targets[0].value = 1


def plan_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_PLACE / "data" / "raw" / "tiny" / "plan", tmp_path / "plan"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_indicator_is_found_by_its_id_and_by_each_of_its_names(catalogue):
    for id, entry in catalogue.indicators.items():
        for called in (id, entry.name, f" {entry.short} "):
            assert catalogue.indicator_id(called) == id


def test_a_name_that_several_indicators_have_is_an_error_that_lists_them(catalogue):
    first, second, *_ = catalogue.indicators.values()
    twin = second.model_copy(update={"short": first.name})
    known = catalogue.model_copy(update={"indicators": catalogue.indicators | {second.id: twin}})
    known.__dict__.pop("_named", None)
    with pytest.raises(CatalogueError) as told:
        known.indicator_id(first.name)
    assert f"Say which by its id: {first.id}, {second.id}." in str(told.value)
    assert known.indicator_id(first.id) == first.id
