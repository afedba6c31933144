"""The bench: its answers by value, edition and last release in all of them, saved and back, undone, taken along."""

import json
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest
from conftest import REPOSITORY

from analysis import gaps
from analysis.charts import pointer_charts
from planbook import workbook
from planbook.core import labels
from planbook.core.errors import UsageError
from planbook.workbook import bench_answers
from planbook.workbook.bench import Bench
from planbook.workbook.bench_answers import VIEWS
from planbook.workbook.bench_controls import BenchPage

MATERNAL, INFANT, TOWNS = "maternal_mortality", "infant_mortality", "immunisation_coverage"
OWN = {"name": "每万人活产", "numerator": "live_births", "denominator": "resident_population"}
OWN |= {"multiplier": 10000, "unit": "‱", "statistic": "ratio", "target": 80}


@pytest.fixture(scope="module")
def book(real_figures) -> BenchPage:
    return workbook.open("explore", "demo", 2025)


@pytest.fixture
def bench(book, monkeypatch, tmp_path) -> Bench:
    monkeypatch.setattr("planbook.core.paths.workspace", lambda: tmp_path / "workspace")
    return book.bench(ids=[MATERNAL])


def values(table: pd.DataFrame) -> dict:
    return dict(zip(table["year"], table["value"], strict=True))


def test_a_line_is_the_workbooks_series_and_is_drawn_as_it_is(bench, book):
    assert values(bench.table) == values(book.series(MATERNAL))
    points = bench.chart.spec["layer"][1]["data"]["values"]
    assert {row["year"]: row["value"] for row in points} == values(book.series(MATERNAL))
    last = points[-1]
    assert (last["when"], last["shown"], last["counts"]) == ("2025年", "18.2/10万", "1／5500")
    assert last["source"] == book.series(MATERNAL)["source"].iloc[-1]


def test_groups_are_lines_by_their_words(bench, book):
    table = bench.ask(by="residence").table
    country = book.series(MATERNAL, residence="R")
    assert values(table[table["line"].eq("农村")]) == values(country)


def test_every_view_answers_and_says_what_it_is(bench):
    for view, (_, make) in VIEWS.items():
        answer = bench.ask(view=view, ids=[INFANT, MATERNAL]).answer
        assert answer.title, view
        assert callable(make)
        assert len(answer.table) or answer.notes


def test_a_year_as_100(bench):
    table = bench.ask(ids=[MATERNAL, INFANT], base=2020).table
    assert table.loc[table["year"].eq(2020), "value"].tolist() == pytest.approx([100, 100])


def test_two_indicators_against_each_other_are_those_years_that_both_have(bench, book):
    table = bench.ask(view="against", ids=[MATERNAL, INFANT]).table
    both = book.wide(MATERNAL, INFANT).dropna()
    assert table[MATERNAL].tolist() == both[MATERNAL].tolist()
    assert table[INFANT].tolist() == both[INFANT].tolist()


def test_a_gap_says_how_sure_its_change_is(bench, book):
    table = bench.ask(view="gap", ids=[INFANT], by="residence").table
    found = gaps.over_years(book.pair(INFANT, "residence"), book.base_years, level=0.95)
    assert table["ratio_of_ratios"].iloc[-1] == found["ratio_of_ratios"].iloc[-1]
    (said,) = bench.answer.notes
    assert "把握足" in said or "范围含1" in said


def test_townships_parts_add_up_to_the_change_of_the_whole(bench, book):
    table = bench.ask(view="townships", ids=[TOWNS]).table
    rows = book.groups(TOWNS, "unit_area").dropna(subset=["denominator"])
    whole = rows.groupby("year")[["numerator", "denominator"]].sum()
    means = 100 * whole["numerator"] / whole["denominator"]
    # rates are printed as they were reported, so that the parts come to the change but for their rounding
    assert table["part"].sum() == pytest.approx(means.iloc[-1] - means.iloc[0], abs=0.1)


def test_a_trial_stands_beside_the_plan_and_is_undone(bench, book):
    table = bench.ask(view="verdict", trial={"target": 20}).table.set_index("line")
    assert table["limit"].to_dict() == {"规划": 12, "试算": 20}
    words = table["state"].to_dict()
    assert words == {"规划": book.target(MATERNAL).stands, "试算": bench.book.target(MATERNAL).stands}
    assert words["规划"].startswith("尚未达到目标值")
    assert words["试算"].startswith("已达到")
    assert bench.book.target(MATERNAL).limit == 20
    assert book.target(MATERNAL).limit == 12
    bench.undo()
    assert bench.book.target(MATERNAL).limit == 12
    assert bench.question.view == "lines"


def test_a_trial_does_not_go_on_to_another_indicator(bench, book):
    bench.ask(view="verdict", trial={"target": 20}).ask(ids=[INFANT])
    assert bench.book.target(INFANT).limit == book.target(INFANT).limit
    bench.ask(ids=[INFANT, MATERNAL], trial={"target": 3}).ask(ids=[INFANT])
    assert bench.book.target(INFANT).limit == 3


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda book: book.bench(foo=1), "expected one of view, ids, by"),
        (lambda book: book.what_if(MATERNAL, target="15"), "found '15'; expected a number, not a text"),
        (
            lambda book: book.derive(
                "新", numerator="live_births", denominator="hospital_delivery.numerator"
            ),
            'expected parts of wholes; `statistic="ratio"`',
        ),
    ],
)
def test_what_cannot_be_asked_says_what_can(book, wrong, told):
    with pytest.raises(UsageError) as error:
        wrong(book)
    assert told in str(error.value)


def test_an_indicator_of_ones_own_is_its_two_and_is_judged(bench, book):
    table = bench.ask(own=[OWN], ids=[OWN["name"]]).table
    births, people = (
        book.series(id).set_index("year")["value"] for id in ("live_births", "resident_population")
    )
    assert values(table) == pytest.approx((10000 * births / people).dropna().to_dict())
    (row,) = bench.ask(view="verdict").table.to_dict("records")
    assert (row["limit"], row["state"][:7]) == (80, "尚未达到目标值")


@pytest.mark.parametrize("changes", [{"level": 80}, {"value": 108.0}])
def test_a_trial_of_an_indicator_without_a_target_is_answered(book, changes):
    tried = book.what_if("live_births", **changes)
    assert tried.series("live_births")["value"].iloc[-1] == changes.get(
        "value", book.series("live_births")["value"].iloc[-1]
    )


def test_other_models_stand_beside_ours_with_their_tests(bench):
    table = bench.ask(view="models", ids=["cervical_screening"]).table
    assert table["line"].tolist() == [bench_answers.OURS, *bench_answers.MODELS]
    assert table["figures"].gt(0).all()
    assert table.set_index("line").loc["今后不变", "relative"] == pytest.approx(1)


def hidden_of(rows: pd.DataFrame, by: str) -> set[tuple[str, int]]:
    """Groups and years of a dimension that are not to be shown."""
    if by == "_T":
        return set()  # which line speaks for all is the catalogue's matter
    others = [name for name in ("sex", "residence", "age") if name != by]
    own = rows[rows[others].eq("_T").all(axis=1) & rows[by].ne("_T")]
    return {(labels.group(by, code), year) for code, year in zip(own[by], own["year"], strict=True)}


def test_the_public_edition_hides_on_the_bench_what_it_hides_elsewhere(real_figures):
    public = workbook.open("explore", "demo", 2025, edition="public")
    rows = public.observations
    hidden = rows[rows["reason"].eq("suppressed") & rows["unit_area"].eq("_T")]
    assert len(hidden)
    for id in hidden["indicator"].unique():
        own = hidden[hidden["indicator"].eq(id)]
        for by in ("_T", "sex", "residence", "age"):
            table = public.bench(ids=[id], by=by).table
            groups = hidden_of(own, by)
            assert not set(zip(table["group"], table["year"], strict=True)) & groups
    bench = public.bench(ids=[MATERNAL])
    assert "ahead" not in bench.answer.how
    assert bench_answers.NOT_PUBLIC in bench.answer.notes
    assert bench.ask(view="models").table.empty
    assert not set(bench_answers.HIDDEN) & set(bench.ask(view="verdict").table)


def test_places_beside_are_of_the_same_edition_and_last_release(real_figures):
    for edition, as_of in (("public", ""), ("internal", "2023-12-31")):
        book = workbook.open("explore", "demo", 2022, edition=edition, as_of=as_of)
        table = book.bench(ids=[MATERNAL], places=["CN"]).table
        other = workbook.open("overview", "CN", 2022, edition=edition, as_of=as_of).series(MATERNAL)
        beside = table[table["place"].eq("全国")]
        assert values(beside) == values(other)
        assert len(other)
        assert not as_of or table["release"].le(as_of).all()


def test_a_missing_target_line_is_told(bench):
    assert "target" in bench.ask(ids=["cervical_screening"]).answer.how  # of another area than the first
    answer = bench.ask(ids=["live_births"]).answer
    assert "target" not in answer.how
    assert any("没有目标线" in note for note in answer.notes)
    assert any("不画目标线" in note for note in bench.ask(ids=[MATERNAL, INFANT]).answer.notes)


def test_one_far_point_does_not_squeeze_the_axis_and_is_told():
    rows = pd.DataFrame({"year": range(2010, 2026), "value": [10.0, 11] * 7 + [10.0, 900]})
    spec = pointer_charts.trend(rows).spec
    low, high = spec["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert low < 10 < 11 < high < 20
    assert spec["title"]["subtitle"] == ["1个点太远，在图外，缩放可见"]
    assert len(spec["layer"][1]["data"]["values"]) == len(rows)


def test_bars_go_to_the_left_of_zero_on_paper_too(bench):
    axes = bench.ask(view="townships", ids=[TOWNS]).answer.figure.axes[0]
    least = min(bar.get_width() for bar in axes.patches)
    assert axes.get_xlim()[0] < least < 0


def test_a_table_is_turned_and_sorted(bench):
    table = bench.ask(ids=[MATERNAL, INFANT], wide=True).table
    assert table.columns.tolist() == ["year", "孕产妇死亡率", "婴儿死亡率"]
    table = bench.ask(ids=[MATERNAL], wide=False, sort="-value").table
    assert table["value"].is_monotonic_decreasing
    assert any("没有" in note for note in bench.ask(sort="part").answer.notes)


def test_a_question_is_saved_and_comes_back(bench, book):
    bench.ask(own=[OWN], ids=[OWN["name"], MATERNAL], base=2020)
    bench.save("比一比")
    other = book.bench().load("比一比")
    assert other.question == bench.question
    pd.testing.assert_frame_equal(other.table, bench.table)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no such file"),
        ("{", "what `bench.save` wrote"),
        ("{}", "what `bench.save` wrote"),
        ('{"question": {"view": "line"}}', "Did you mean `lines`?"),
        ('{"question": {"ids": 3}}', "ids"),
        ('{"question": {"colour": "red"}}', "colour"),
    ],
)
def test_a_faulty_file_is_told_and_the_question_stays(bench, content, told, tmp_path):
    before = bench.question
    if content is not None:
        (tmp_path / "workspace" / "bench").mkdir(parents=True)
        (tmp_path / "workspace" / "bench" / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        bench.load("x")
    assert told in str(error.value)
    assert bench.question == before


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b"])
def test_a_name_that_is_no_file_name_is_refused(bench, name):
    with pytest.raises(UsageError, match="letters, Chinese signs"):
        bench.save(name)


def test_what_is_asked_wrongly_is_told_and_the_question_stays(bench):
    before = bench.question
    for wrong in (
        {"ids": ["maternal_mortalty"]},
        {"places": ["XX"]},
        {"by": "sexes"},
        {"base": "x"},
        {"x": 1},
    ):
        with pytest.raises(UsageError):
            bench.ask(**wrong)
    assert bench.question == before


def test_table_and_picture_go_along_with_their_source(bench, tmp_path):
    taken = {path.suffix: path for path in bench.take("带走")}
    assert set(taken) == {".csv", ".xlsx", ".png", ".svg"}
    text = taken[".csv"].read_text(encoding="utf-8-sig")
    assert "18.18" in text
    assert "虚构示例数据" in text
    sheet = openpyxl.load_workbook(taken[".xlsx"]).active
    assert sheet.max_row == len(bench.table) + 1
    assert [cell.value for cell in sheet[2]][-1] == "虚构示例数据"
    assert taken[".svg"].read_text(encoding="utf-8").startswith("<?xml")
    assert bench.answer.figure.texts[-1].get_text() == bench.answer.source


def test_what_is_saved_of_the_controls_has_a_sentence_for_when_no_kernel_is_there():
    from planbook.workbook import bench_controls

    book = json.loads((REPOSITORY / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    known = book["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert known[bench_controls.ID]["state"]["value"] == bench_controls.ASLEEP


def test_a_run_of_pages_imports_neither_bench_nor_widgets(real_figures):
    lines = (
        "import sys; from planbook import workbook; workbook.open('women_health', 'demo', 2025).opening()\n"
        "print([n for n in ('ipywidgets', 'planbook.workbook.bench', 'analysis.charts.pointer_charts') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
