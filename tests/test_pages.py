"""Pages over the real figures: the published numbers, the words of a reference place, honest gaps."""

import re

import pytest
from conftest import write_release
from notebook_cells import run as cells_of

from planbook import store, workbook
from planbook.core import labels
from planbook.core.errors import CatalogueError, SourceError, UsageError
from planbook.document import blocks
from planbook.document.claims import say, told
from planbook.judge import kept_judgements, page_context
from planbook.judge.place_year import PlaceYear
from planbook.render import html, html_pages
from planbook.store import preparing
from planbook.workbook import pieces
from planbook.workbook.unit_pages import UnitPages

PAGES = ("women_health", "overview", "warnings", "midterm")


@pytest.fixture(scope="module")
def women_health(real_figures):
    page = workbook.open("women_health", "CN", 2024)
    assert len(page.context.targets)  # read now: some tests look elsewhere
    return page


@pytest.fixture(scope="module")
def children_health(real_figures):
    page = workbook.open("children_health", "CN", 2024)
    assert len(page.context.targets)
    return page


def text(fragment) -> str:
    return re.sub(r"<[^>]+>", "", fragment.html)


def test_published_mortality_stands_on_the_pages(women_health, children_health):
    said = text(women_health.say("maternal_mortality"))
    assert "14.3/10万" in said
    assert "城市12.5/10万，农村15.9/10万" in said
    assert "婴儿死亡率为4.0‰" in text(children_health.say("infant_mortality"))
    assert "5岁以下儿童死亡率为5.6‰" in text(children_health.say("under_five_mortality"))


def test_a_reference_place_is_compared_never_judged(women_health):
    shown = [women_health.conclusion(), women_health.main_points(), women_health.glance()]
    said = "".join(map(text, shown))
    assert "汝州市目标值（仅供对照）" in said
    assert "高于" in said
    assert not re.search("达标|达到目标|预警|责任单位", said)


def test_numbers_in_sentences_are_those_of_the_tables(women_health):
    row = women_health.context.judgement.assessment.set_index("target").loc["women_health.O2.1"]
    figure = labels.figure(row["value"], row["unit"], 1)
    assert figure in text(women_health.say("maternal_mortality"))
    assert figure in text(women_health.glance())


def test_a_gap_gives_difference_ratio_and_what_became_of_it(women_health):
    said = text(women_health.gap("residence", "maternal_mortality"))
    assert "农村15.9/10万、城市12.5/10万，相差3.4/10万，为1.27倍；2020年相差4.4/10万" in said


def test_where_there_is_no_figure_a_line_says_so_and_where_one_would_come_from(women_health):
    fragment = women_health.multiples("cervical_screening", "mental_health_literacy")
    assert "<img" not in fragment.html
    assert "未见公布数据（来源：" in text(fragment)
    assert "上级抽样调查" in text(fragment)


def test_a_single_figure_is_a_sentence_not_a_chart(repository):
    fragment = workbook.open("children_safety", "CN", 2024).trend("child_injury_mortality")
    assert "<img" not in fragment.html
    assert "只有2015年一个数" in text(fragment)


def test_every_chart_has_an_alternative_text_with_its_message(women_health):
    shown = [
        women_health.trend("maternal_mortality"),
        women_health.multiples("antenatal_care", "maternal_systematic_management"),
        women_health.gap("residence", "maternal_mortality"),
        women_health.levels("服务", "antenatal_care", "hospital_delivery"),
        women_health.by_group("maternal_mortality", "residence"),
    ]
    for fragment in shown:
        alternatives = re.findall(r'<img [^>]*alt="([^"]*)"', fragment.html)
        assert len(alternatives) == fragment.html.count("<img") == 1
        assert re.search(r"\d", alternatives[0])


def test_each_figure_names_its_release(women_health):
    table = women_health.figures_table("maternal_mortality").html
    assert '<a href="#s-2026-01-05">2026-01-05</a>' in table
    assert 'id="s-2026-01-05"' in women_health.sources().html


def test_the_overview_counts_all_targets_of_both_plans(repository):
    said = text(workbook.open("overview", "CN", 2024).overall())
    for plan, total in (("妇女规划", 23), ("儿童规划", 35)):
        better, worse, missing = map(int, re.search(rf"{plan}的{total}项数值目标中.*?优于.*?(\d+)项，不及(\d+)项，未见公布(\d+)项", said).groups())  # fmt: skip
        assert better + worse + missing == total


def test_tables_list_every_objective_measure_and_target_of_the_area(women_health, catalogue):
    assert women_health.objectives_table().html.count("<tr>") == 10 + 1
    assert women_health.measures_table().html.count("<tr>") == 12 + 1
    asked = [t for t in catalogue.targets if t.area == "women_health" and t.rule != "evidence"]
    assert women_health.glance().html.count("<tr>") == len(asked) + 1


def test_every_indicator_of_the_area_is_defined_on_its_page(women_health, catalogue):
    said = women_health.definitions().html
    assert all(entry.name in said for entry in catalogue.indicators.values() if entry.area == "women_health")


@pytest.mark.slow
def test_an_invented_place_says_so_and_is_judged(small_root):
    page = workbook.open("women_health", "tiny", 2024)
    assert labels.SYNTHETIC in text(page.banner())
    said = text(page.main_points())
    assert "尚未达到目标值（距目标差" in said
    assert "未达标" not in said
    assert "责任单位（拟，待分工文件确认）" in text(page.open_points())


@pytest.mark.slow
def test_a_place_without_any_figure_has_no_chart_and_no_fault(small_root):
    for release in (small_root / "data/raw/tiny").glob("20*"):
        for file in release.iterdir():
            file.unlink()
        release.rmdir()
    page = workbook.open("women_health", "tiny", 2025)
    shown = [page.banner(), page.conclusion(), page.main_points(), page.glance(), page.trend("maternal_mortality"), page.gap("residence", "maternal_mortality"), page.figures_table(), page.open_points(), page.sources()]  # fmt: skip
    assert not any("<img" in fragment.html for fragment in shown)
    assert "没有可用数据" in text(page.main_points())


WRONG = [
    ({"page": "women_helth"}, "found 'women_helth'; expected a page of"),
    ({"place": "CM"}, "found 'CM'; expected a place of data/raw. Known: 410000, 410400, 410482, CN, demo"),
    ({"year": 1824}, "found 1824; expected a year from 2011 to 2030"),
    ({"level": 5}, "found 5; expected a percentage between 50 and 100"),
    ({"as_of": "March"}, "found 'March'; expected a release's name, such as 2025-03-31"),
    ({"edition": "publik"}, "found 'publik'; expected internal"),
]


@pytest.mark.parametrize(("changed", "message"), WRONG, ids=[next(iter(c)) for c, _ in WRONG])
def test_an_impossible_parameter_is_an_error_before_anything_runs(repository, changed, message):
    given = {"page": "women_health", "place": "CN", "year": 2024} | changed
    with pytest.raises(UsageError) as error:
        workbook.open(**given)
    assert message in str(error.value)


def test_a_misspelt_indicator_in_a_notebook_is_told_with_a_suggestion(women_health):
    with pytest.raises(CatalogueError, match="Did you mean `maternal_mortality`"):
        women_health.trend("maternal_mortalty")


def test_text_from_outside_is_escaped(women_health):

    assert "&lt;script&gt;" in pieces.table(["a"], [["<script>"]]).html


def test_a_total_is_never_held_against_the_target_of_a_group(children_health):
    said = text(children_health.say("myopia_prevalence"))
    assert "51.9%" in said
    assert "目标值" not in said
    points = text(children_health.main_points())
    assert "近视率（小学）为36.7%" in points
    assert "低于汝州市目标值（仅供对照）38%" in points


@pytest.mark.slow
def test_a_rare_event_is_told_in_counts_first(small_root):
    said = text(workbook.open("women_health", "tiny", 2025).events("maternal_mortality"))
    assert said.startswith("2021年2例、2022年0例、2023年2例、2024年1例、2025年1例；2025年同期活产数7,500人")
    assert "近5年合计6例，合计比率14.1/10万，偶然波动范围5.2/10万～30.7/10万" in said
    assert "多一例或少一例，比率变动13.3/10万" in said
    assert "一例没有也需累计分母2.85万人" in said  # -ln .05 / 10.5e-5
    assert "难断定" in said


def test_rates_without_counts_say_so(women_health):
    assert "没有例数和分母" in text(women_health.events("maternal_mortality"))


def test_a_change_within_chance_is_called_so(small_root):
    page = workbook.open("women_health", "tiny", 2025)
    assert "孕产妇死亡率为13.3/10万，与上年、2020年的差别都在偶然波动范围内" in text(
        page.say("maternal_mortality")
    )
    assert "上升" not in text(page.say("maternal_mortality"))
    assert "比2020年提高3.0个百分点" in text(page.say("maternal_systematic_management"))


def test_outlook_is_said_as_reports_say_it_with_the_probability_in_a_fold(small_root):
    fragment = workbook.open("children_health", "tiny", 2025).outlook()
    assert "按目前走势，2030年预计为" in text(fragment)
    assert "多数情况在" in text(fragment)
    assert "%" not in text(fragment).split("预测的依据")[0]
    assert "<details>" in fragment.html


def test_what_needs_attention_stands_with_its_reason_and_unit(small_root):
    said = text(workbook.open("women_health", "tiny", 2025).attention())
    assert "预计达标困难" in said
    assert "个案评审" in said
    assert "卫生健康部门" in said
    whole = text(workbook.open("overview", "tiny", 2025).attention())
    assert "本年提示2项（黄1项，评审1项），其中约0.4项可能属正常波动" in whole


def test_a_reference_place_has_no_warnings_and_no_methods_that_judge(women_health):
    assert women_health.attention().html == ""
    assert women_health.context.judgement.warnings.empty


@pytest.mark.slow
def test_townships_stages_and_sexes_are_compared_where_they_are_filed(repository, small_root):
    rows = "indicator,year,sex,age,unit_area,numerator,denominator,value,unit\n"
    rows += "".join(
        f"immunisation_coverage,2025,_T,_T,{unit},{n},100,,%\n"
        for unit, n in (("t1", 95), ("t2", 88), ("t3", 92))
    )
    rows += "".join(
        f"compulsory_students,2025,{sex},_T,_T,,,{n},人\n" for sex, n in (("F", 4700), ("M", 5300))
    )
    rows += "".join(
        f"child_population,2025,{sex},_T,_T,,,{n},人\n" for sex, n in (("F", 10000), ("M", 11300))
    )
    rows += "".join(
        f"child_injury_mortality,{year},_T,{age},_T,{n},{all_},,1/10万\n"
        for year, age, n, all_ in (
            (2020, "Y0T6", 9, 70_000),
            (2020, "Y7T17", 9, 90_000),
            (2025, "Y0T6", 5, 50_000),
            (2025, "Y7T17", 9, 90_000),
        )
    )
    write_release(small_root, "2026-06-01", rows)
    entry = small_root / "data" / "raw" / "tiny" / "place.toml"
    third = '\n[[townships]]\ncode = "t3"\nname = "北镇"\nresidence = "R"\n'
    entry.write_text(entry.read_text(encoding="utf-8") + third, encoding="utf-8")
    page = workbook.open("children_health", "tiny", 2025)
    assert "最高东街道95.0%，最低西镇88.0%，相差7.0个百分点" in text(
        page.spread("immunisation_coverage", "unit_area")
    )
    assert "指数1.002" in text(page.parity("compulsory_students", cohort="child_population"))
    assert "按2020年的年龄构成标准化，2025年18岁以下儿童伤害死亡率为10.00/10万" in text(
        page.standardised("child_injury_mortality")
    )


@pytest.mark.slow
def test_the_responsible_unit_is_named_only_as_filed(small_root):
    header = "objective,lead_unit,supporting_units,reporting_unit,document,valid_from,valid_to\n"
    file = small_root / "data/raw/tiny/responsibility.csv"
    lines = ("women_health.O1,市卫健委,,health", "children_health.O1,education,,health")
    file.write_text(header + "".join(f"{one},虚构〔2022〕2号,2022,\n" for one in lines), encoding="utf-8")
    assert "市卫健委" in text(workbook.open("women_health", "tiny", 2025).attention())
    (told,) = (str(one) for one in preparing.prepare("tiny").faults if "responsibility" in one.where)
    assert "tiny/responsibility.csv，第2行：填报“市卫健委”；应为目录中部门的代码或名称" in told
    units = UnitPages(workbook.open("overview", "tiny", 2025).context)
    assert "孕产妇死亡率" in text(
        units.content("health")
    )  # the reporting unit's page, as nobody else's is known
    assert units.context.judgement.assessment["responsible"].eq("教育体育部门").any()
    assert units.names()["education"] == "教育体育部门"
    file.write_text(header + "women_health.O1,市卫健委,,health,虚构〔2022〕2号,soon,\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"responsibility.csv, row 2: found \('soon', ''\)"):
        workbook.open("women_health", "tiny", 2025).attention()
    for broken in (b"", "单位,部门\n".encode("gb18030"), b"unit\n"):  # told, and no figure is lost by it
        file.write_bytes(broken)
        prepared = preparing.prepare("tiny")
        assert [one.where.split(",")[0] for one in prepared.faults] == ["tiny/responsibility.csv"]
        assert len(prepared.rows)


@pytest.mark.slow
def test_the_required_path_is_drawn_only_where_a_target_lies_ahead(small_root):
    page = workbook.open("women_health", "tiny", 2024)
    assert "细点线为到期达到目标值所需的走势" in text(page.trend("maternal_mortality"))
    assert "细点线" not in text(page.trend("maternal_systematic_management"))  # met already


def test_no_required_path_is_drawn_where_a_place_is_only_compared(women_health):
    assert "细点线" not in text(women_health.trend("maternal_mortality"))


@pytest.mark.slow
def test_a_place_that_is_compared_with_is_read_as_of_the_same_release_and_in_the_same_edition(real_figures):
    book = workbook.open("women_health", "demo", 2025, as_of="2025-03-31", edition="public", level=90)
    (parent,) = book.context.parents.values()
    asked = parent.parameters
    assert (asked.place, asked.year, asked.as_of, asked.edition, asked.level) == (
        "CN",
        2025,
        "2025-03-31",
        "public",
        90,
    )
    assert parent.judgement.observations["release"].max() <= "2025-03-31"
    assert store.observations("CN")["release"].max() > "2025-03-31"


@pytest.mark.slow
@pytest.mark.parametrize("deaths", [0, 1])
def test_a_target_of_zero_is_judged_and_every_page_says_so_without_a_scale(small_root, deaths):
    plan = small_root / "data/raw/tiny/plan/women_health.toml"
    written = plan.read_text(encoding="utf-8")
    plan.write_text(
        written.replace("value = 10.5\n", "value = 0\n").replace("value = 10\n", "value = 0\n"),
        encoding="utf-8",
    )
    rows = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
    write_release(small_root, "2026-06-01", f"{rows}maternal_mortality,2025,_T,{deaths},7500,,1/10万,A,\n")
    preparing.prepare("tiny")
    asked = PlaceYear("tiny", 2025)
    for one in (asked, *page_context.earlier_years(asked, set(store.rows("tiny")["year"]))):
        kept_judgements.ready(one)  # as a run does: no page judges a year that another has judged
    judged = workbook.open("women_health", "tiny", 2025).context.judgement.assessment
    own = judged[judged["target_value"].eq(0)]
    assert set(own["attainment"]) == {"not_met" if deaths else "met"}
    assert "firm" not in set(own[own["attainment"].eq("met")]["evidence"])
    said = {
        page: re.sub(r"<[^>]+>", " ", "".join(cells_of.__wrapped__(page, "tiny", 2025))) for page in PAGES
    }
    assert not [page for page, words in said.items() if re.search(r"\b(nan|inf)\b", words)]
    assert "目标值为0的孕产妇死亡率没有相对距离" in said["women_health"]


def test_every_text_of_a_page_and_its_print_has_the_font_that_pages_bring():
    styles = html_pages.css("font.woff2") + html_pages.print_style("示例市", "妇女与健康")
    fonts = re.findall(r"font(?:-family)?:\s*([^;}]+)", styles)
    assert len(fonts) >= 5  # the font itself, the page's, those of head and foot
    assert all("Planbook Sans SC" in one for one in fonts)
    for tag in ("pre", "code"):  # browsers give code a font of their own, which may have no Chinese
        (of_code,) = re.findall(rf"[^{{}}]*\.argument {tag}\b[^{{}}]*\{{ font-family: ([^;}}]+)", styles)
        assert of_code.startswith("monospace,")
        assert "Planbook Sans SC" in of_code


def test_a_cards_figure_and_its_note_are_two_words():
    """Who copies a card or has it read out gets no longer number."""
    card = blocks.Card(say("出生人口性别比"), told("value", "111.3"), say("最近有数"))
    assert "</b> <small>最近有数" in html.of([blocks.Cards((card,))])
