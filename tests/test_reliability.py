"""What pages say of their own projections and warnings: computed, and honest where there is too little."""

import re

import pandas as pd
import pytest
from conftest import REPOSITORY

from planbook import store, workbook
from planbook.catalogue import Catalogue
from planbook.core import labels
from planbook.judge import readings, series_projections, warnings
from planbook.workbook import projection_accuracy


@pytest.fixture(scope="module")
def whole_year(real_figures):
    return workbook.open("warnings", "CN", 2024)


def text(fragment) -> str:
    return re.sub(r"<[^>]+>", "", fragment.html)


@pytest.mark.slow
def test_every_series_of_four_figures_stands_on_a_page_of_china(whole_year):
    context = whole_year.context
    rows = series_projections.histories(context.catalogue, context.judgement.observations, 2024)
    long = rows[rows.groupby("series")["year"].transform("size") >= 4]
    shown = set()
    for area in (*context.catalogue.areas, "population"):
        page = workbook.open(area, "CN", 2024)
        own = long[long["indicator"].isin([entry.id for entry in page.context.indicators])]
        if len(own):
            assert f"本领域全部预测（{own['series'].nunique()}个序列）" in text(page.outlook()), area
        shown |= set(own["series"])
    assert shown == set(long["series"])
    assert len(shown) > 10


def test_how_good_projections_were_is_counted_from_the_table(whole_year):
    table = whole_year.context.judgement.accuracy
    said = text(whole_year.reliability())
    inside = table["value"].between(table["lower_80"], table["upper_80"])
    assert f"共{len(table)}次，其中{inside.sum()}次（{labels.figure(100 * inside.mean(), '%')}）" in said
    assert f"有{table.groupby(readings.SERIES).ngroups}个序列可以检验" in said


@pytest.mark.slow
def test_too_few_comparisons_say_so(small_root):
    said = text(workbook.open("women_health", "tiny", 2025).reliability())
    assert "次数太少，还说不清预测准不准" in said
    assert "全部领域的检验见" in said
    nothing = text(workbook.open("women_health", "tiny", 2022).reliability())
    assert "没有一个序列够长" in nothing


@pytest.mark.parametrize(
    ("relative", "said"),
    [(0.7, "小30%"), (1.25, "大25%"), (1.02, "相当"), (float("nan"), "无从比较")],
)
def test_errors_are_compared_with_no_change_in_words(relative, said):
    assert said in projection_accuracy._beside_no_change(relative).text


def test_the_backtest_is_told_with_its_own_numbers(whole_year):
    table = warnings.backtest()
    three = table[table["kind"].eq("all") & table["years_before"].eq(3)].set_index("method")
    said = text(whole_year.backtest())
    for method, name in labels.METHOD.items():
        assert f"{name}找出{labels.figure(100 * three.loc[method, 'hits_10'], '%', 0)}" in said
    assert f"{table['targets'].max():,}个八年期目标" in said
    assert "<img" in whole_year.backtest().html


def test_where_another_method_finds_more_the_text_says_so():
    row = {"kind": "survey", "years_before": 3, "method": "planbook", "hits_10": 0.5}
    better = row | {"method": "ratio", "hits_10": 0.6}
    assert (
        projection_accuracy._where_not(pd.DataFrame([row, better])).text
        == "不及其他方法之处：抽样调查提前3年不及实际与所需增速之比。"
    )
    assert "都不少于" in projection_accuracy._where_not(pd.DataFrame([row, better | {"hits_10": 0.4}])).text


def test_the_shipped_backtest_is_whole():
    table = warnings.backtest()
    shares = ["missed", "own_hits", "own_false", "hits_10", "hits_20"]
    assert ((table[shares] >= 0) & (table[shares] <= 1)).all(axis=None)
    assert set(table["method"]) == set(labels.METHOD)
    assert set(table["kind"]) == set(labels.SERIES_KIND)
    assert not table.duplicated(["kind", "years_before", "method"]).any()


def test_warnings_are_never_raised_of_a_place_that_is_only_compared(whole_year):
    assert "只作对照，不作预警" in text(whole_year.attention())
    assert "没有预警" in text(whole_year.warning_budget())
    assert "只作对照" in text(whole_year.outlook_classes())


def test_the_warnings_page_adds_up(small_root):
    page = workbook.open("warnings", "tiny", 2025)
    made = page.context.judgement
    assert f"本年提示{len(made.warnings)}项" in text(page.attention())
    ahead = made.assessment[made.assessment["outlook"].ne("") & made.assessment["target_value"].notna()]
    numbers = re.findall(r">(\d+)<", page.outlook_classes().html)
    assert sum(map(int, numbers)) == len(ahead)
    for code in made.warning_budget["code"]:
        assert labels.WARNING[code] in text(page.warning_budget())


def test_kinds_of_series_are_told_to_the_projections(real_figures):
    from planbook.contract import places

    known: Catalogue = places.plan_catalogue("CN")
    rows = series_projections.histories(known, store.observations("CN"), 2024)
    assert set(rows["kind"]) <= {"survey", "registered", "administrative"}
    assert rows["pool"].equals(rows["indicator"])
    assert (REPOSITORY / "planbook" / "judge" / "warnings_backtest.csv").is_file()


@pytest.mark.parametrize("years", [7, 5, 3, 1])
def test_the_readme_tells_the_shipped_backtest(years):
    table = warnings.backtest()
    row = table[table["kind"].eq("all") & table["years_before"].eq(years)].set_index("method")["hits_10"]
    shares = [round(100 * row[name]) for name in ("planbook", "ratio", "anticipated", "no_change")]
    line = f"| {years} | " + " | ".join(f"{share} %" for share in shares) + " |"
    assert line in (REPOSITORY / "README.md").read_text(encoding="utf-8")
    if years == 3:
        text = (REPOSITORY / "README.zh-CN.md").read_text(encoding="utf-8")
        assert all(f"{share}%" in text for share in shares)
