"""Statements that were found false, each by its kind: what must not be said again, on pages and in documents."""

import re
from dataclasses import replace

import pytest
from conftest import write_release

from planbook import catalogue as entries
from planbook import workbook
from planbook.catalogue.model import OFFICE
from planbook.contract import questionnaire
from planbook.core import labels
from planbook.core.errors import CatalogueError
from planbook.document.blocks import Table
from planbook.document.claims import Claim, told
from planbook.judge import few_events
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.judge.plan_context import PlanContext
from planbook.reports import chapters, covers, yearbook
from planbook.text import outlook_sentences, sentences
from planbook.workbook import clause_tables, evaluation_page, responsible_units
from planbook.workbook.first_screen import FirstScreen
from planbook.workbook.unit_pages import UnitPages

HEADER = "objective,lead_unit,supporting_units,reporting_unit,document,valid_from,valid_to\n"
ROWS = "indicator,year,sex,residence,age,numerator,denominator,value,unit,status,reason\n"
SIGNED = '[[signoff]]\nyear = 2025\nstate = "reviewed"\nname = "甲"\nrole = "局长"\ndate = "2026-07-15"\n'


def text(piece) -> str:
    return re.sub(r"<[^>]+>", "", piece.html)


def whole(place: str = "tiny", year: int = 2025, edition: str = "internal") -> PageContext:
    return PageContext(PlaceYear(place, year, edition=edition), WHOLE_YEAR)


def filed(root, *lines: str) -> None:
    file = root / "data" / "raw" / "tiny" / "responsibility.csv"
    file.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")


# cut-off dates


def test_figures_and_review_material_have_one_cut_off_each_on_pages_and_in_documents(small_root):
    write_release(small_root, "2026-07-15", SIGNED, "signoff.toml")
    context, said = whole(), "数据截至批次 2026-03-01，审核材料截至批次 2026-07-15"
    plan = PlanContext(context.parameters, WHOLE_YEAR, "women")
    assert said in text(FirstScreen(context).banner())
    assert said in text(workbook.open("midterm", "tiny", 2025).banner())
    assert said in map(str, covers.cover(plan, "k", told("test", "t"), told("test", "n"), ()).lines)
    assert said in [row[1] for row in yearbook._cover(context, "t").rows]
    area = text(workbook.open("children_health", "tiny", 2025).banner())
    assert "本页数据的最新批次 2026-03-01" in area
    assert "截至" not in area  # the year's is said where the year is


def test_a_place_without_review_material_says_nothing_of_it(small_root):
    assert text(FirstScreen(whole()).banner()).split(" · ")[2].startswith("数据截至批次 2026-03-01虚构")


# who answers


def test_a_unit_that_a_document_names_is_not_proposed_and_the_document_is_named(small_root):
    filed(
        small_root,
        "women_health.O1,health,,health,虚构〔2022〕2号,2022,",
        "women_health.O1.3,education,,,虚构〔2023〕9号,2023,",
    )
    context = whole()
    page = workbook.open("women_health", "tiny", 2025)
    rows = context.judgement.assessment.set_index("target")["responsible"]
    assert rows["women_health.O1.1"] == "卫生健康部门"
    assert rows["women_health.O1.3"] == "教育体育部门"  # a target's own row goes before its objective's
    shown = [page.open_points(), page.attention(), FirstScreen(context).concerns(), workbook.open("overview", "tiny", 2025).by_unit()]  # fmt: skip
    for piece in shown:
        (table,) = (one for one in piece.blocks if isinstance(one, Table))
        assert "责任单位" in table.header
        assert labels.PROPOSED_UNIT not in table.header
        assert "责任单位依据：虚构〔2022〕2号" in text(piece)
    plan = PlanContext(context.parameters, WHOLE_YEAR, "women")
    table, said = chapters.all_targets(plan)
    assert table.header[-1] == "责任单位"
    assert [row[-1] for row in table.rows] == ["卫生健康部门", "卫生健康部门", "卫生健康部门（拟）"]
    assert str(said.line) == "责任单位依据：虚构〔2022〕2号；标（拟）的待分工文件确认。"


def test_without_a_document_every_unit_is_proposed(small_root):
    context = whole()
    units = responsible_units.of(context, context.judgement.warnings)
    assert units.heading == labels.PROPOSED_UNIT
    assert not units.basis
    assert not any("拟" in name for name in units.names)


def test_who_answers_is_proposed_for_the_target_and_who_reports_for_the_indicator(catalogue):
    proposed = {one.id: catalogue.proposed_unit(one) for one in catalogue.targets}
    assert set(proposed.values()) <= set(catalogue.departments)
    by_indicator = {one.indicator: proposed[one.id] for one in catalogue.targets if one.indicator}
    assert by_indicator["public_toilet_stall_compliance"] == "housing"
    assert by_indicator["cppcc_women_share"] == "consultative"
    assert by_indicator["congress_women_share"] == "congress"
    holds_no_lever = {"employed_women_share", "life_expectancy", "mean_years_schooling", "young_adult_illiteracy", "housework_time"}  # fmt: skip
    for id in holds_no_lever:  # statistics count them
        assert catalogue.indicators[id].reporting_unit == "statistics"
        assert by_indicator[id] != "statistics"
    assert "statistics" not in proposed.values()
    evidence = [one for one in catalogue.targets if one.rule == "evidence"]
    assert all(one.responsible_unit for one in evidence)
    assert sum(proposed[one.id] == OFFICE for one in evidence) < len(evidence) / 10


def test_each_clause_is_reported_by_the_units_that_answer_for_its_targets(catalogue):
    told = questionnaire.reporters(catalogue)
    assert told["women_environment.O7"] == ["agriculture", "housing"]
    assert told["women_law.O4"] == ["committee_office", "public_security"]
    assert told["children_law.M9"] == ["human_resources"]
    leads = {id: units[0] for id, units in told.items()}
    assert leads["women_law.M12"] == leads["women_decision_making.M10"] == "women_federation"
    assert leads["children_welfare.M6"] == leads["children_welfare.M8"] == "civil_affairs"
    assert leads["children_law.M5"] == leads["women_family.M6"] == "justice"
    assert leads["children_environment.M4"] == "market_regulation"


def test_the_invented_citys_document_names_a_unit_that_has_the_duty(repository):
    context = whole("demo")
    known, rows = context.catalogue, context.judgement.assessment
    names = {id: one.name for id, one in known.departments.items()}
    rows = rows[rows["indicator"].notna()]
    for target, unit in zip(rows["target"], rows["responsible"], strict=True):
        assert unit == names[known.proposed_unit(known.by_target[target])], target


def test_a_responsible_unit_that_is_none_is_told(tmp_path):
    from test_catalogue import change, plan_copy

    folder = plan_copy(tmp_path)
    change(
        folder / "women_health.toml",
        'scale = "institution"',
        'scale = "institution"\nresponsible_unit = "helth"',
    )
    with pytest.raises(
        CatalogueError,
        match=r"`responsible_unit`: found 'helth'; expected a department of departments\.toml",
    ):
        entries.load(folder)


# what is not shown to the public


def test_a_public_plan_of_which_something_is_withheld_tells_no_shares(small_root):
    page = workbook.open("overview", "tiny", 2025)
    public = workbook.open("overview", "tiny", 2025, edition="public")
    assert "达标率" in text(page.overall())
    assert text(page.overall()) == text(public.overall())  # nothing is withheld: the same
    rows = public.context.judgement.assessment
    hidden = rows["target"].eq("women_health.M1.1")
    rows = rows.assign(
        value=rows["value"].mask(hidden),
        attainment=rows["attainment"].mask(hidden, "not_assessable"),
        reason=rows["reason"].mask(hidden, "suppressed"),
    )
    from planbook.judge import rollup

    judged = replace(public.context.judgement, assessment=rows, headline=rollup.headline(rows))
    public.context.__dict__["judgement"] = judged
    women, children = text(public.overall()).split("儿童规划")
    assert "不予公布1项" in women
    assert "达标率" not in women
    assert "达标率" in children


# gaps of few events


def test_a_gap_of_one_death_is_told_in_cases_and_not_drawn(small_root):
    page = workbook.open("women_health", "tiny", 2025)
    piece = page.gap("residence", "maternal_mortality")
    assert not piece.charts
    assert "2025年孕产妇死亡率：农村1例、城市0例，例数太少，一年的差别多属偶然，不作差距比较。" in text(piece)
    assert "相差" not in text(piece)
    shown = page.gap_overview()
    assert not shown.charts
    (table,) = (one for one in shown.blocks if isinstance(one, Table))
    assert [str(cell) for cell in table.rows[0][3:]] == [
        "农村1例、城市0例",
        "—",
        "—",
        "—",
        "例数太少，不作比较",
    ]
    assert "城市0例，农村1例" in text(page.say("maternal_mortality"))
    lines = page.by_group("maternal_mortality", "residence")
    assert not lines.charts
    assert "孕产妇死亡率分城乡的例数太少，不逐年画图。" in text(lines)


def test_a_demand_of_a_narrower_gap_is_left_open_by_few_deaths(small_root):
    deaths = "maternal_mortality,2025,_T,U,_T,1,3500,,1/10万,A,\nmaternal_mortality,2025,_T,_T,_T,2,7500,,1/10万,A,\n"
    write_release(small_root, "2026-06-01", ROWS + deaths)
    page = workbook.open("women_health", "tiny", 2025)
    assert "例数太少，差距是否缩小尚难断定" in text(page.glance())
    assert "差距缩小（" not in text(page.glance())


@pytest.mark.parametrize(("id", "cases", "few"), [
    ("maternal_mortality", 9, True), ("maternal_mortality", 10, False), ("maternal_mortality", float("nan"), False),
    ("cervical_screening", 3, True), ("congress_women_share", 3, False), ("employment_income", 3, False),
])  # fmt: skip
def test_few_events_are_those_of_a_rate_or_a_share_that_is_no_register(catalogue, id, cases, few):
    assert few_events.few(catalogue.indicators[id], cases) == few


# groups in charts and lists


def with_stages(root) -> None:
    """Myopia by stages in the plan of the small place, of which one stage has a figure."""
    file = root / "data" / "raw" / "tiny" / "plan" / "children_health.toml"
    asked = [("PRIMARY", 38), ("LOWER_SECONDARY", 60), ("UPPER_SECONDARY", 70)]
    targets = "".join(
        f'\n[[target]]\nid = "children_health.O1.{number}"\nclause = "O1"\nindicator = "myopia_prevalence"\nage = "{age}"\n'
        f'rule = "ceiling"\noperator = "<="\nvalue = {value}\nunit = "%"\ndeadline = 2030\n'
        for number, (age, value) in enumerate(asked, start=2)
    )
    body = file.read_text(encoding="utf-8")
    head, tail = body.split('[[target]]\nid = "children_health.O2.1"')
    file.write_text(
        f'{head.rstrip()}\n{targets}\n[[target]]\nid = "children_health.O2.1"{tail}', encoding="utf-8"
    )
    write_release(root, "2026-06-01", ROWS + "myopia_prevalence,2025,_T,_T,PRIMARY,4500,10000,,%,A,\n")


def test_where_targets_are_listed_their_stages_are_named(small_root):
    with_stages(small_root)
    page = workbook.open("children_health", "tiny", 2025)
    (table,) = (one for one in page.open_points().blocks if isinstance(one, Table))
    named = [str(row[1]) for row in table.rows if "近视率" in str(row[1])]
    assert named == [f"儿童青少年近视率（{stage}）" for stage in ("小学", "初中", "高中阶段")]
    assert "儿童青少年近视率（初中、高中阶段）" in text(page.main_points())
    whole_year = workbook.open("overview", "tiny", 2025)
    assert "近视率（初中、高中阶段）" in text(whole_year.missing_data())
    lacking = sentences.lacking_targets(whole_year.context, whole_year.context.judgement.assessment)
    assert "儿童青少年近视率（初中、高中阶段）" in str(lacking)
    assert "近视率（小学）" in text(page.measures_table())
    measures = text(workbook.open("women_health", "tiny", 2025).measures_table())
    assert "孕产妇死亡率城乡差距" in measures


def test_a_figure_of_women_beside_a_total_says_so_in_charts(repository):
    page = workbook.open("women_social_security", "demo", 2025)
    piece = page.levels("参保率", "basic_medical_insurance_coverage", "nursing_beds_share")
    labels_drawn = [one.get_text() for one in piece.figure.axes[0].get_yticklabels()]
    assert [("（女）" in one) for one in labels_drawn].count(True) == 1
    titles = [
        axes.get_title(loc="left")
        for axes in page.multiples("basic_pension_coverage", "nursing_beds_share").figure.axes
    ]
    assert any("（女）" in one for one in titles)
    assert not all("（女）" in one for one in titles)


# seats, and what is told of several years together


def test_seats_that_were_filled_years_ago_are_told_with_their_election(repository):
    page = workbook.open("women_decision_making", "demo", 2025)
    said = text(page.say("village_committee_women_share"))
    assert "2021年换届以来未变" in said
    assert "与上年持平" not in said
    context = page.context
    for id in context.indicator_ids:
        entry, reading = context.indicator(id), context.reading(id)
        if not entry.step or reading.year is None:
            continue
        line = context.main_line(id)[1].set_index("year")["value"]
        same = len(set(line.loc[2021:].round(entry.decimals))) == 1
        assert ("换届以来未变" in str(sentences.since_last_year(context, reading))) == same, id


def test_which_cases_are_told_of_years_together_is_said_by_name(repository):
    page = workbook.open("women_health", "demo", 2025)
    piece = page.event_counts("hiv_mother_to_child_transmission", "congenital_syphilis")
    assert "艾滋病母婴传播率涉及个人，例数只列5年合计。" in text(piece)
    assert "涉及个人" not in text(page.event_counts("congenital_syphilis"))
    table = text(page.figures_table("hiv_infected_mothers"))
    assert "并入多年合计" in table


# headings, counts, units


def test_a_heading_and_the_paragraphs_below_it_come_from_one_verdict(repository):
    bad = []
    for plan in ("women", "children"):
        context = PlanContext(PlaceYear("demo", 2025), WHOLE_YEAR, plan)
        for id in context.areas:
            own = context.of(id)
            for objective in (one for one in context.catalogue.objectives if one.area == id):
                blocks = chapters._objective(own, objective)
                if not blocks:
                    continue
                head = str(blocks[0].line)
                said = [re.sub(r"策略措施第\d+条要求：[^。]*。", "", str(one.line)) for one in blocks[1:]]
                behind = any("尚未达到" in one.split("按目前走势")[0] or "没有缩小" in one for one in said)
                if head.endswith("全部达到") and behind:
                    bad.append(head)
                unsure = any("已达到（尚不稳固）" in one for one in said)
                if "全部达到" in head and unsure and "尚不稳固" not in head:
                    bad.append(head)
    assert bad == []


def test_an_areas_heading_says_that_some_of_what_is_met_is_not_steady(repository):
    context = PlanContext(PlaceYear("demo", 2025), WHOLE_YEAR, "women")
    for plan in ("women", "children"):
        context = PlanContext(PlaceYear("demo", 2025), WHOLE_YEAR, plan)
        for id in context.areas:
            own = context.of(id)
            numeric = own.targets[own.targets["target_value"].notna() & own.targets["value"].notna()]
            unsure = (numeric["attainment"].eq("met") & numeric["evidence"].eq("uncertain")).any()
            head = str(chapters.short_conclusion(own))
            assert not ("全部达到" in head and unsure and "尚不稳固" not in head), head


def test_an_objective_is_all_met_of_what_has_data(small_root):
    with_stages(small_root)
    context = workbook.open("children_health", "tiny", 2025).context
    (row,) = context.judgement.rows("objectives", objective="children_health.O1").to_dict("records")
    assert (
        str(clause_tables.objective_state(context, row).word) == "部分达到（1/2）"
    )  # two of the four have no figure
    met = context.judgement.assessment["target"].eq("children_health.O1.2")
    table = context.judgement.assessment
    table = table.assign(
        attainment=table["attainment"].mask(met, "met"), evidence=table["evidence"].mask(met, "firm")
    )
    context.__dict__["targets"] = table[table["area"].eq("children_health")]
    assert str(clause_tables.objective_state(context, row | {"state": "all_met"}).word).startswith(
        "有数据的全部达到"
    )


def test_no_sentence_spells_out_that_there_are_none(small_root):
    page = workbook.open("overview", "tiny", 2025)
    said = [
        page.overall(),
        page.development() if hasattr(page, "development") else page.overall(),
        page.last_year(),
    ]
    said += [workbook.open(area, "tiny", 2025).conclusion() for area in ("women_health", "children_health")]
    said += [UnitPages(page.context).content(id) for id in UnitPages(page.context).names()]
    for piece in said:
        assert not re.search(r"(?<![\d.,])0[项个处格]", text(piece)), text(piece)


def test_where_fewer_targets_are_held_to_the_time_gone_a_note_says_why(repository):
    context = whole("demo")
    rows = context.judgement.assessment
    known = int((rows["target_value"].notna() & rows["value"].notna()).sum())
    held = len(evaluation_page.pace(context))
    assert known > held
    note = f"要求每个乡镇（街道）都达到的{known - held}项不与时间进度比较"
    assert note in text(FirstScreen(context).progress())
    in_index = workbook.open("overview", "demo", 2025).composite()
    assert context.judgement.index["targets"].sum() < known
    assert "目标数因此少于有数据的数值目标" in text(in_index)
    told = sum(
        int(re.search(r"占有数据的(\d+)项", one)[1])
        for one in text(FirstScreen(context).overall()).split("规划的")[1:]
    )
    assert told == known


@pytest.mark.parametrize(("id", "now", "before", "said"), [
    ("sex_ratio_at_birth", 108.4, 109.0, "降低0.6"),
    ("public_toilet_stall_ratio", 1.6, 1.5, "提高0.10"),
    ("science_literacy_gap", 2.5, 3.0, "降低0.50个百分点"),
])  # fmt: skip
def test_a_change_of_a_ratio_has_no_unit_that_is_nonsense(catalogue, id, now, before, said):
    assert sentences.change(catalogue.indicators[id], now, before).text == said


def test_units_that_are_themselves_ratios_are_no_units_of_a_difference(catalogue):
    for entry in catalogue.indicators.values():
        unit = labels.POINTS.get(entry.unit, entry.unit)
        assert "=" not in unit
        assert not unit.startswith("百分点")


# ranges


def test_a_range_whose_limits_print_alike_is_one_number_and_says_why_nothing_can_be_told():
    wide = Claim(kind="projection", value=0.2, lower=0.1, upper=0.4, unit="‰", verdict="open")
    assert str(outlook_sentences.mostly(wide, 1)) == "多数情况在0.1‰～0.4‰之间"
    narrow = replace(wide, lower=0.0, upper=0.04)
    assert str(outlook_sentences.mostly(narrow, 1)) == "多数情况都是0.0‰"


def test_no_page_gives_a_range_of_no_width_beside_what_cannot_be_told(repository):
    context = workbook.open("women_health", "demo", 2025).context
    rows = context.targets[context.targets["projected"].notna()]
    said = [str(outlook_sentences.outlook_sentence(context, row)) for _, row in rows.iterrows()]
    assert said
    assert not [one for one in said if re.search(r"在([^～]*)～\1之间", one)]
    assert not [one for one in said if "都是" in one and "尚难判断" in one and "例数太少" not in one]


def test_groups_of_which_some_have_figures_are_not_said_to_have_none(real_figures):
    page = workbook.open("children_health", "CN", 2021)  # two of three school stages, since a break
    assert text(page.spread("myopia_prevalence", "age")) == "儿童青少年近视率分年龄的数不全，不作比较。"
    page = workbook.open("women_family", "demo", 2025)
    assert "没有分性别的数据（来源：" in text(page.gap("sex", "housework_time"))
