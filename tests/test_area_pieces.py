"""Pieces of the areas' pages: distances, gaps, seats, tallies, townships; notes and copies of the analysts."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import write_release
from notebook_cells import result
from scipy import stats

from analysis import funnels
from planbook import workbook
from planbook.core import labels
from planbook.core.errors import UsageError
from planbook.document import blocks
from planbook.judge import improvement, readings, rules
from planbook.run import notebook_copies
from planbook.store import analyst_notes, preparing
from planbook.workbook import (
    event_counts,
    indicator_charts,
    target_distances,
    townships,
    warning_details,
    year_summary,
)
from planbook.workbook.area_page import AreaPage
from planbook.workbook.evaluation_page import pace
from planbook.workbook.first_screen import FirstScreen
from planbook.workbook.unit_pages import UnitPages

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("real_figures"),
]  # several judged years of the invented city


@pytest.fixture(scope="module")
def city(real_figures):
    return workbook.open("overview", "demo", 2025)


def text(fragment) -> str:
    return re.sub(r"<[^>]+>", " ", fragment.html)


def cells(fragment) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", fragment.html)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows[1:]
    ]


def page(city, area):
    return AreaPage(city.context.of(area))


def test_distances_are_positive_where_a_target_is_met(city):
    rows = city.context.judgement.assessment
    rows = rows[
        rows["target_value"].notna() & rows["value"].notna() & rows["rule"].isin(["floor", "ceiling", "hold"])
    ]
    met = rows["attainment"].eq("met")
    assert (target_distances.distance(rows)[met] >= 0).all()
    assert (target_distances.distance(rows)[~met] <= 0).all()


def test_the_chart_of_targets_counts_as_the_conclusion_does(city):
    area = page(city, "children_health")
    drawn = dict(re.findall(r"(已达到|尚难断定|尚未达到)(\d+)项", area.glance().html.split("最远")[0]))
    said = re.search(r"已达到(\d+)项.*?尚未达到(\d+)项", text(area.conclusion()))
    assert len(drawn) >= 2
    assert sum(map(int, drawn.values())) == sum(map(int, said.groups()))


def test_a_target_of_every_township_is_drawn_at_its_lowest(city):
    context = city.context.of("children_health")
    target = context.targets[context.targets["rule"].eq("every_unit")].iloc[0]
    row = target_distances._row(context, target)
    lowest = target_distances._units(context, target)["value"].min()
    assert row["distance"] == pytest.approx(100 * (lowest / target["target_value"] - 1))
    assert row["state"] == "not_met"


def test_an_area_without_numbers_has_a_table_and_no_chart(city):
    assert "<img" not in page(city, "women_law").glance().html


def test_every_gap_of_an_area_is_in_its_table(city):
    area = page(city, "women_health")
    known = city.context.judgement.gaps
    own = known[known["indicator"].isin([entry.id for entry in area.context.indicators])]
    assert len(cells(area.gap_overview())) == len(own)


def test_tallies_add_up_and_zero_is_not_nothing(city):
    row = cells(page(city, "women_health").event_counts("congenital_syphilis"))[0]
    counts = [tuple(map(int, cell.replace(",", "").split("/"))) for cell in row[1:7]]
    assert tuple(np.sum(counts[:5], axis=0)) == counts[5]
    low, high = re.search(r"（(.*?)/10万～(.*?)/10万）", row[7]).groups()
    assert 0 <= float(low) <= float(high)


def test_cases_of_hiv_are_told_of_five_years_together_only(city):
    row = cells(page(city, "women_health").event_counts("hiv_mother_to_child_transmission"))[0]
    assert set(row[1:6]) <= {"并入合计", "—"}
    cases, mothers = map(int, row[6].split("/"))
    assert 0 <= cases <= mothers


def test_ages_of_death_make_up_the_whole_mortality(city):
    area = page(city, "children_health")
    said = text(area.contributions("neonatal_mortality", "infant_mortality", "under_five_mortality"))
    shares = [int(share) for share in re.findall(r"占(\d+)%", said)]
    assert len(shares) == 3
    assert abs(sum(shares) - 100) <= 1


def test_causes_with_the_rest_are_all_deaths(city):
    area = page(city, "children_safety")
    said = text(area.causes("child_injury_mortality", "child_drowning_mortality", "child_traffic_mortality"))
    last = area.context.main_line("child_injury_mortality")[1].iloc[-1]["numerator"]
    assert sum(int(number) for number in re.findall(r"(\d+)例", said.split("；近")[0])) == last


def test_a_death_that_one_unit_did_not_count_is_named_with_its_year(city):
    area = page(city, "children_safety")
    assert "2024年各部门的数不一致" in text(
        area.reconciled("child_drowning_deaths", "child_drowning_deaths_police")
    )
    assert "各部门的数一致" in text(area.reconciled("child_drowning_deaths", "child_drowning_mortality"))


def test_missing_seats_are_whole_persons_up_to_the_target(city):
    row = cells(page(city, "women_decision_making").seats("t", "community_directors_women_share"))[0]
    women, seats, lacking = int(row[1]), int(row[2]), int(re.search(r"\d+", row[5])[0])
    assert (women + lacking) / seats >= 0.40 > (women + lacking - 1) / seats


def test_no_seat_is_missing_where_the_target_is_met_or_within_the_band(city):
    rows = cells(
        page(city, "women_decision_making").seats(
            "t", "village_committee_women_share", "community_committee_women_share"
        )
    )
    assert [row[5] for row in rows] == ["已够", "已够"]


def test_elections_are_compared_with_the_one_before(city):
    said = text(page(city, "women_decision_making").elections("village_committee_women_share"))
    assert "2021年换届为30.6%，上一届（2018年）为24.5%" in said


def test_delegates_stand_beside_members_of_their_congress(city):
    area = page(city, "women_decision_making")
    assert "2021年党代会代表中女性比重" in text(
        area.beside("party_congress_women_share", "party_members_women_share")
    )


def test_failing_townships_are_those_of_the_judgement(city):
    context = city.context.of("children_health")
    target = context.targets[context.targets["rule"].eq("every_unit")].iloc[0]
    names = {one.code: one.name for one in context.place.townships}
    said = text(townships.townships(context, target["indicator"])).split("各乡镇")[0]
    failing = target["failing_units"].split("; ")
    assert all(names[code] in said for code in failing)
    assert f"{len(failing)}个没有达到" in said


def test_townships_file_what_town_or_country_is_asked_for(city):
    context = city.context.of("children_family")
    rows = townships._townships(context, "family_guidance_urban")
    urban = {one.name for one in context.place.townships if one.residence == "U"}
    assert set(rows["label"]) == urban
    total = context.main_line("family_guidance_urban")[1].iloc[-1]
    assert rows["numerator"].sum() == total["numerator"]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_funnel_holds_all_but_the_part_that_chance_leaves_out(share):
    sizes = np.array([30, 300, 3000, 30000])
    limits = funnels.limits(sizes, share)
    random = np.random.default_rng(1)
    drawn = random.binomial(sizes, share, (4000, 4)) / sizes
    inside = ((drawn >= limits["lower"].to_numpy()) & (drawn <= limits["upper"].to_numpy())).mean(axis=0)
    assert (inside >= 0.945).all()
    assert inside[-1] < 0.965


def test_a_funnel_at_its_ends_is_its_level():
    assert funnels.limits([10], 1.0)[["lower", "upper"]].to_numpy().tolist() == [[1.0, 1.0]]
    assert funnels.limits([1], 0.5)["lower"].iloc[0] == stats.binom.ppf(0.025, 1, 0.5)
    with pytest.raises(ValueError, match="expected 1 or more, and 0 to 1"):
        funnels.limits([0], 0.5)


@pytest.mark.parametrize("units", [[], [("x", 100.0, 88.0)]], ids=["no units", "a unit"])
@pytest.mark.parametrize("target", [90.0, np.nan], ids=["a target", "no target"])
def test_units_have_positions_where_there_are_units_and_a_target(units, target):
    table = pd.DataFrame(units, columns=["name", "denominator", "value"]).astype({"value": float})
    found = funnels.positions(table.astype({"denominator": float}), target, multiplier=100)
    assert list(found) == ["label", "size", "value", "lower", "upper", "failing", "position"]
    assert len(found) == (len(units) and not np.isnan(target))


def test_the_line_of_a_target_names_the_figure_that_is_judged(city):
    judged = city.context.judgement.assessment.dropna(subset=["indicator", "value"])
    assert len(set(judged["year"])) > 1  # of elected bodies that of their election
    for row in judged.to_dict("records"):
        said = repr(page(city, row["area"]).target(row["target"]))
        assert f"；{row['year']}年" in said


def test_a_rise_that_slowed_down_is_told_with_both_rates(city):
    assert "此后平均每年" in text(page(city, "children_health").slopes("student_overweight"))
    assert "目前不够" in text(page(city, "women_health").slopes("anxiety_prevalence"))


def test_the_sentence_of_a_slope_and_its_verdict_are_one(city):
    judged = city.context.judgement.assessment
    rows = judged[judged["rule"].eq("slope")]
    assert rows["attainment"].isin(["met", "not_met"]).any()
    for row in rows.itertuples():
        said = text(page(city, row.area).slopes(row.indicator))
        assert ("上升趋势减缓" in said) == (row.attainment == "met")
        assert ("上升趋势没有减缓" in said) == (row.attainment == "not_met")
        assert ("目前不够" in said) == (row.attainment == "not_assessable")


def test_ten_things_are_ten_at_most_and_no_target_lost_by_chance_is_among_them(city):
    said = re.findall(r"<li>(.*?)</li>", city.ten_things().html)
    assert 3 <= len(said) <= year_summary.MOST
    assert not [one for one in said if one.startswith("【达标后回落】") and "尚难断定" in one]


def test_each_matter_has_one_unit_and_every_page_counts_alike(city):
    raised = city.context.judgement.warnings
    once = len(raised.drop_duplicates(["code", "indicator", "sex", "residence", "age"]))
    assert once < len(raised)  # some are shared by both plans
    at_units = sum(int(row[1]) for row in cells(city.by_unit()))
    assert at_units >= once
    assert (at_units > once) == ("合计多于事项数" in text(city.by_unit()))
    first = FirstScreen(city.context)
    for said in (text(city.attention()), text(first.concerns())):
        assert re.search(r"(?:本年提示|共)(\d+)项", said)[1] == str(once)
    assert "两个规划共有的" in text(city.attention())


@pytest.mark.parametrize("year", [2024, 2025])
def test_what_has_no_figure_this_year_is_not_told_to_be_cleared(year):
    book = workbook.open("overview", "demo", year)
    lines = {row[0]: row[1] for row in cells(book.changes())}
    known = book.context.judgement.assessment
    known = known[known["value"].notna() & known["year"].eq(year)]["indicator"]
    shorts = {book.context.indicator(id).short for id in known}
    gone = re.findall(r"([^、（]+)（[^）]*）", lines["不再有任何提示的"])
    assert set(gone) <= shorts
    assert "尚未报送，暂不能判断的" in lines


@pytest.mark.parametrize("year", [2022, 2025])
def test_what_improved_most_gained_beyond_chance_in_the_wished_direction(year):
    context = workbook.open("overview", "demo", year).context
    rows = context.judgement.assessment.dropna(subset=["target_value", "value"])
    gains = improvement.gains(context, rows)
    assert len(gains)
    assert gains["gain"].is_monotonic_decreasing
    for row in gains.itertuples():
        sign = -1 if row.operator == "<=" else 1
        assert sign * (row.value - row.baseline) > 0
        if row.tier == "register":
            continue
        line = context.line(row.indicator, row.sex, row.residence, row.age).set_index("year")
        assert "B" not in set(line.loc[row.baseline_year + 1 : row.year, "status"])
        (x, n), (x0, n0) = line.loc[[row.year, row.baseline_year], ["numerator", "denominator"]].to_numpy(
            float
        )
        pooled = (x + x0) / (n + n0)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n0))
        assert abs(x / n - x0 / n0) / error > 1.8  # near 1.96: another approximation of the same interval


def test_a_matter_lasts_since_the_first_year_of_an_unbroken_run():
    assert warning_details.since({2021, 2023, 2024}, 2024) == 2023
    assert warning_details.since({2025}, 2025) == 2025


def test_last_years_matters_are_still_there_or_gone(city):
    said = text(city.last_year())
    all_, still, gone = map(
        int, re.search(r"的(\d+)项中，本年仍在的(\d+)项，不再提示的(\d+)项", said).groups()
    )
    assert all_ == still + gone == len(cells(city.last_year()))


def test_answers_of_the_ledger_stand_beside_their_matters(city):
    raised = city.context.judgement.warnings
    answered = raised[raised["response"].ne("")]
    assert "women_education" in set(answered["area"])
    assert answered["response"].iloc[0] in text(city.warning_details())


def test_the_way_done_is_held_to_the_time_gone(city):
    rows = pace(city.context)
    behind = rows[rows["state"].eq("behind")]
    lost = rules.meets(behind["baseline"], behind["operator"], behind["target_value"], behind["tolerance"])
    assert (behind["done"] < behind["gone"])[~lost].all()
    assert rows.loc[rows.index.isin(behind.index[lost]), "done"].isna().all()  # there was no way to go
    assert (
        rows.loc[rows["state"].eq("on_pace"), "done"] >= rows.loc[rows["state"].eq("on_pace"), "gone"]
    ).all()
    assert rows.loc[rows["attainment"].eq("met"), "state"].eq("met").all()


def test_every_matter_stands_on_one_units_page(city):
    book = UnitPages(city.context)
    named = book.names()
    said = [re.search(r"需重点关注(\d+)项", text(book.content(id))) for id in named]
    on_pages = sum(int(one[1]) for one in said if one)
    assert on_pages == sum(int(row[1]) for row in cells(city.by_unit()))


def test_a_fact_of_another_area_shares_the_judgement(city):
    assert city.context.of("women_law").judgement is city.context.judgement


def test_tallies_of_what_nobody_counted_say_so(city):
    assert "暂无数据" in text(event_counts.recent(city.context.of("women_health"), ["unintended_pregnancy"]))


@pytest.mark.parametrize(("id", "beside"), [("resident_population", []), ("sex_ratio_at_birth", ["全国"])])
def test_a_country_s_counts_do_not_press_a_city_s_line_flat(city, id, beside):
    assert [name for name, _ in indicator_charts._compared(city.context.of("population"), id)] == beside


def noted(text: str) -> None:
    path = analyst_notes.file("tiny", 2025, "women_health")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_notes_stand_under_their_indicators_name(small_root):
    noted("先看这里。\n\n## maternal_mortality\n\n两例均为<转诊>途中。\n\n已评审。\n")
    said = workbook.open("women_health", "tiny", 2025).notes().html
    assert "先看这里" in said
    assert "已评审" in said
    assert "孕产妇死亡率" in said
    assert "maternal_mortality" not in said


def test_notes_are_shown_as_text(small_root):
    noted("## <b>题</b>\n\n<script>alert(1)</script>\n")
    said = workbook.open("women_health", "tiny", 2025).notes().html
    assert "<script>" not in said
    assert "&lt;script&gt;" in said


def test_without_notes_the_page_says_where_to_write_them(small_root):
    assert (
        "workspace/notes/tiny/2025/women_health.md"
        in workbook.open("women_health", "tiny", 2025).notes().html
    )


def test_a_copy_is_set_to_its_place_and_year_and_never_overwritten(small_root):
    made = notebook_copies.copy("women_health", "tiny", 2025)
    assert 'place: str = \\"tiny\\"' in made.read_text(encoding="utf-8")
    assert "year: int = 2025" in made.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="never overwritten"):
        notebook_copies.copy("women_health", "tiny", 2025)
    with pytest.raises(UsageError, match="women_health"):
        notebook_copies.copy("women_helth", "tiny", 2025)


def test_an_opened_copy_has_the_lines_of_each_piece_below_it_and_they_run(small_root):
    made = notebook_copies.copy("women_health", "tiny", 2025, opened=True)
    cells = json.loads(made.read_text(encoding="utf-8"))["cells"]
    names, shown = {}, 0
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and ("setup" in tags or "parameters" in tags or "how" in tags):
            found = result("".join(cell["source"]), names)
            shown += "how" in tags
            assert "how" not in tags or isinstance(found, pd.DataFrame), cell["source"]
    pieces = [one for one in cells if "book." in "".join(one["source"]) and not one["metadata"].get("tags")]
    assert shown > len(pieces) > 0


def test_a_copy_that_was_run_is_published_in_the_house_style_and_no_other_file_is_touched(small_root):
    made = notebook_copies.copy("women_health", "tiny", 2025)
    with pytest.raises(UsageError, match="has been run"):
        notebook_copies.publish(made)
    book = json.loads(made.read_text(encoding="utf-8"))
    book["cells"][-1]["outputs"] = [
        {
            "output_type": "execute_result",
            "data": {"text/html": "<p>所见</p>"},
            "metadata": {},
            "execution_count": 1,
        }
    ]
    made.write_text(json.dumps(book), encoding="utf-8")
    page = notebook_copies.publish(made)
    text = page.read_text(encoding="utf-8")
    assert "<p>所见</p>" in text
    assert "未经审核" in text
    assert "虚构示例数据" in text
    assert "<script" not in text
    assert notebook_copies.publish(made) == page
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="never overwritten"):
        notebook_copies.publish(made)
    assert page.read_text(encoding="utf-8") == "mine"
    with pytest.raises(UsageError, match=r"ends in \.ipynb"):
        notebook_copies.publish(page)


@pytest.mark.parametrize(("years", "broken", "told", "cases"), [
    (range(2021, 2026), None, "", "5/5,000"),
    ((2021, 2023, 2024, 2025), None, "（2023—2025年）", "3/3,000"),
    ((2022, 2023, 2025), None, "（2025年）", "1/1,000"),
    (range(2021, 2026), 2024, "（2025年）", "1/1,000"),
])  # fmt: skip
def test_years_are_added_up_by_one_rule_and_none_from_before_a_gap_or_a_break(
    small_root, years, broken, told, cases
):
    header = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
    for old in (small_root / "data" / "raw" / "tiny").glob("20*"):
        shutil.rmtree(old)
    rows = [f"infant_mortality,{year},_T,1,1000,,‰,{'B' if year == broken else 'A'}," for year in years]
    write_release(small_root, "2026-06-01", "\n".join([header.strip(), *rows]) + "\n")
    preparing.prepare("tiny")
    book = workbook.open("children_health", "tiny", 2025)
    (line,) = cells(book.event_counts("infant_mortality"))
    assert line[-2] == cases + told
    window = readings.pooled(book.context.main_line("infant_mortality")[1])
    assert f"{labels.number(window.numerator, 0)}/{labels.number(window.denominator, 0)}" == cases
    assert f"{labels.number(window.numerator, 0)}例，合计比率" in text(book.events("infant_mortality"))


def test_the_lowest_of_the_school_stages_is_not_called_the_lowest_of_all_ages(real_figures):
    book = workbook.open("children_health", "CN", 2020)  # six-year-olds, before school, are far below
    said = str(next(blocks.said(book.spread("myopia_prevalence", "age").blocks)))
    assert "各学段中最高高中阶段80.5%，最低小学35.6%" in said
    ages = book.series("myopia_prevalence", age="Y6")
    assert ages.set_index("year").loc[2020, "value"] < 35.6
