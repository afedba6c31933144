"""Every claim of the made years is made again from their tables; what is altered in a claim or a table is named."""

import ast
import copy
import csv
import json
import random
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import REPOSITORY

from planbook.run import (
    claim_cells,
    claim_check,
    claim_counts,
    claim_heads,
    claim_pages,
    claim_tables,
    claim_texts,
    claim_wholes,
    claim_words,
    verify,
)
from planbook.run.claim_tables import SERIES, Tables

pytestmark = pytest.mark.slow
FOLDERS = ("demo/2025/internal", "CN/2024/internal")
OWN = {
    *("claim_cells", "claim_check", "claim_counts", "claim_heads", "claim_pages", "claim_phrases"),
    *("claim_tables", "claim_texts", "claim_wholes", "claim_words"),
}
ALLOWED = {
    "planbook.core",
    "planbook.run",
    "planbook.run.claim_pages",
    "planbook.run.claim_tables",
    "planbook.run.claim_texts",
}  # paths, and the checker's own half
SEED = 20261127
NO_TABLE = {  # nothing in the folder's tables tells these: received files, other places, folded lines
    *("cells.received", "cells.taken", "cells.not_taken", "files.received", "rows.not_listed", "received.in"),
    *("series.beside_parents", "clauses.folded"),
    "targets.changed_since_signed",  # an earlier release's judgement
}


@pytest.mark.parametrize("module", sorted(OWN))
def test_the_checker_knows_nothing_of_the_application_but_its_places(module):
    tree = ast.parse((REPOSITORY / "planbook" / "run" / f"{module}.py").read_text(encoding="utf-8"))
    named = [
        (node.module, {one.name for one in node.names})
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    ]
    named += [
        (one.name, set()) for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    ]
    own = [(name, what) for name, what in named if name.split(".")[0] in ("planbook", "analysis")]
    assert {name for name, _ in own} <= ALLOWED
    assert all(what <= {"paths"} for name, what in own if name == "planbook.core")
    assert all(what <= OWN for name, what in own if name == "planbook.run")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_claim_is_true_by_the_tables(cities_made, folder):
    found = claim_check.check(cities_made / "outputs" / folder)
    assert found.claims > 2000
    assert list(map(str, found.false)) == []
    assert {verdict for _, verdict in found.without_rule} <= NO_TABLE


@pytest.fixture(scope="module")
def tables(cities_made) -> Tables:
    return Tables(cities_made / "outputs" / FOLDERS[0])


def told(text: str, *claims: dict, printed: tuple[str, ...] = ()) -> claim_texts.Said:
    blank = dict.fromkeys((*claim_texts.VALUES, *claim_texts.YEARS, *SERIES), "")
    blank |= dict.fromkeys(("unit", "source", "row", "column", "unit_area"), "")
    return claim_texts.Said("page", "piece", "1", text, tuple(blank | one for one in claims), printed)


RISE = {"kind": "change", "verdict": "up", "value": "1.25", "unit": "个百分点", "against_year": "2020"}
MET = {"kind": "count", "verdict": "numeric_targets.met", "value": "3"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (told("比2020年提高1.3个百分点", RISE), []),
        (told("比2020年提高1.4个百分点", RISE), ["1.4"]),
        (told("比2021年提高1.3个百分点", RISE), ["2021"]),
        (told("4/10万", {"kind": "level", "verdict": "", "value": "4", "unit": "例/10万"}), []),
        (told("16.6万人", {"kind": "level", "verdict": "", "value": "164650", "unit": "人"}), ["16.6"]),
        (told("16.47万人", {"kind": "level", "verdict": "", "value": "164650", "unit": "人"}), []),
        (told("5岁以下3项", MET, printed=("5岁以下",)), []),
        (told("第5条：5.8、5", printed=("5",)), ["5.8"]),
        (told("截至2026-07-15", printed=("2026-07-15",)), []),
    ],
)
def test_a_number_that_nothing_prints_is_named(said, left):
    assert said.unclaimed == left


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        (told("比2020年提高1.3个百分点", RISE), []),
        (told("比2020年降低1.3个百分点", RISE), ["change up"]),
        (told("与2020年持平，提高3项", RISE | {"value": "7"}), ["change up"]),
        (told("其中已达到3项，尚未达到5项", MET), []),
        (told("其中已达到5项，尚未达到3项", MET), ["count numeric_targets.met"]),
        (told("3项", MET), []),
        (
            told("本年没有触发提示规则的事项", {"kind": "count", "verdict": "warnings.raised", "value": "0"}),
            [],
        ),
        (
            told("本年有触发提示规则的事项", {"kind": "count", "verdict": "warnings.raised", "value": "0"}),
            ["count warnings.raised"],
        ),
    ],
)
def test_a_verdict_told_in_another_word_is_named(tables, said, lost):
    assert claim_words.unsaid(said, tables) == lost


def test_what_chance_may_have_made_is_told_so_and_nothing_else_is(tables):
    kinds = {"uncertain": "已达到（尚不稳固）", "firm": "已达到"}
    for row in tables["assessment"]:
        if row["attainment"] == "met" and row["evidence"] in kinds and row["tier"] != "register":
            claim = {"kind": "state", "verdict": "met", "source": row["target"]}
            right, wrong = (
                kinds[row["evidence"]],
                next(text for code, text in kinds.items() if code != row["evidence"]),
            )
            assert claim_words.unsaid(told(right, claim), tables) == []
            assert claim_words.unsaid(told(wrong, claim), tables) == [f"state met, {row['evidence']}"]


SWAPPED = [  # words of sentences that are true, and what makes them false
    ("提前达标", "达标"),
    ("（须保持）", ""),
    ("已达到（尚不稳固）", "提前达标"),
    ("，尚难断定）", "）"),
    ("尚未达到目标值（距", "未达标（距"),
    ("个乡镇（街道）没有达到）", "个乡镇（街道）没有达到，尚难断定）"),
    ("实际较基期提高", "实际较基期下降"),
    ("要求较基期提高", "要求较基期下降"),
    ("不低于", "不高于"),
    ("差距没有缩小", "差距缩小"),
    ("规划要求每个乡镇（街道）≥", "规划要求≥"),
    ("比上年提高", "比2023年提高"),
    ("比2020年提高", "比上年提高"),
    ("2021年换届以来未变", "2018年换届以来未变"),
    ("2021年换届以来未变", "与上年持平"),
    ("年换届为", "年起为"),
    ("上一届（2018年）", "上一届（2021年）"),
    ("；其中，城市", "；其中，农村"),
    ("出生28天内占", "28天至1岁占"),
    ("变化最大的是出生28天内", "变化最大的是1至4岁"),
    ("2025年5岁以下儿童死亡率中", "2025年新生儿死亡率中"),
    ("上升趋势减缓。5", "上升趋势没有减缓。5"),
    ("真实水平不高于", "真实水平不低于"),
    ("；其中5项数字太小，尚难断定", ""),
    ("，无数据", "，未到评价期"),
    ("2030年前不称", "2026年前不称"),
    ("较基期提高、下降或", "较基期降低、下降或"),
    ("有数据的全部达到", "公布的全部达到"),
    ("项有数的数值目标全部达到", "项有数的数值目标已达到1"),
    ("有数据18项", "有可对照数据18项"),
    ("以前平均每年上升", "以前平均每年下降"),
    ("自身变化占", "构成变化占"),
    ("范围内；误差", "范围内。次数太少；误差"),
    ("的推算大", "的推算小"),
    ("的推算小", "的推算大"),
    ("误差比“今后不变”的推算大", "误差与“今后不变”的推算相当，大"),
    ("近5年合计3例", "单独一年3例"),
    ("（0.97～1.03为均等）", "（1.03～1.03为均等）"),
    ("（0.97～1.03为均等）", "（1.03～0.97为均等）"),
    ("的影响：均等", "的影响：女生偏少"),
    ("全部达到（尚不稳固）", "全部达到"),
    ("与上年的差别在偶然", "与上年的差别都在偶然"),
    ("年的差别都在偶然", "年的差别在偶然"),
    ("暂无法判断（尚未报送）", "暂无法判断"),
    ("暂无法判断（本年无调查）", "暂无法判断（尚未报送）"),
    ("≥93%，提前达标", "≥93%，提前达标，但较基期提高"),
    ("到期达到的概率4%", "到期达到的概率99%以上"),
    ("99%以上", "不到1%"),
    ("有数的数值目标都尚未达到", "有数的数值目标已达到1项"),
    ("2030年预计为", "2029年预计为"),
]


@pytest.mark.parametrize(("right", "wrong"), SWAPPED)
def test_a_word_that_makes_a_sentence_false_is_named(tables, right, wrong):
    whole = [one for one in claim_texts.sentences(tables) if right in one.text]
    assert whole
    for one in whole[:20]:
        said = replace(one, text=one.text.replace(right, wrong))
        assert [found for rule in claim_check.WORDS for found in rule(said, tables)] or said.unclaimed


def test_objectives_that_are_met_for_sure_are_not_told_as_unsure(tables):
    whole = [one for one in claim_texts.sentences(tables) if one.text == "全部达到"]
    assert whole
    for one in whole:
        said = replace(one, text="全部达到（尚不稳固）")
        assert [found for rule in claim_check.WORDS for found in rule(said, tables)]


PRINTED = [  # numbers of the program as fields print them, and what is none of them
    ("constant.group_comparisons.PARITY", "0.97", "1.03"),
    ("constant.group_comparisons.PARITY", "1.03", "0.97"),
    ("constant.series_projections.LEVELS", "80%", "90%"),
    ("constant.outlook_sentences.LEAST_ODDS", "1%", "99%"),
    ("constant.rare_events.SURE", "95%", "80%"),
    ("constant.target_distances.FARTHEST", "60%", "50%"),
    ("constant.settings.firm_probability", "80%", "95%"),
    ("Settings.around_tolerance", "2", "3"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), PRINTED)
def test_a_number_of_the_program_printed_otherwise_is_named(tables, name, right, wrong):
    whole = [one for one in claim_texts.sentences(tables) if (name, right) in one.fields]
    assert whole
    for one in whole[:20]:
        assert claim_wholes.wrong(one, tables) == []
        turned = tuple((own, wrong if (own, text) == (name, right) else text) for own, text in one.fields)
        assert claim_wholes.wrong(replace(one, fields=turned), tables)


def test_numbers_of_the_program_at_heads_stand_in_their_order(tables):
    fresh = copy.copy(tables)
    turned = {"1年": "3年", "3年": "1年"}
    wrong = [
        row | {"printed": turned.get(row["printed"], row["printed"])}
        if row["field"].endswith("WINDOWS")
        else row
        for row in tables["fields"]
    ]
    fresh._known = tables._known | {"fields": wrong}
    assert [one for one in claim_wholes.orders(fresh) if one[1].startswith("1年、3年")]


HEADS = [  # what heads the cells of claims that are true, and what makes it false
    ("column", "2025年", "2024年"),
    ("column", "比上年", "比基期"),
    ("column", "公布数的范围（95%）", "公布数的范围（80%）"),
    ("column", "真实水平的范围（80%）", "公布数的范围（80%）"),
    ("column", "女性", "全部"),
    ("row", "孕产妇死亡率", "婴儿死亡率"),
    ("row", "农村自来水普及率", "农村集中供水率"),
    ("row", "（女）", "（男）"),
]


@pytest.mark.parametrize(("place", "right", "wrong"), HEADS)
def test_a_figure_under_another_head_is_named(tables, place, right, wrong):
    kinds = ("level", "change", "projection", "count")
    rows = [one for one in tables["claims"] if right in one[place] and one["kind"] in kinds and one["value"]]
    rows = [one for one in rows if place == "column" or one["row"].count(right) == 1]
    rows = [one for one in rows if one["indicator"] and any(sign.isdigit() for sign in one["text"])]
    assert rows
    for row in rows[:20]:
        moved = row | {place: row[place].replace(right, wrong)}
        said = claim_texts.Said(row["page"], "piece", row["sentence"], row["text"], (moved,), ())
        assert claim_heads.wrong(said, tables)


@pytest.fixture(scope="module")
def pages(tables) -> list[claim_pages.Page]:
    return list(claim_pages.read(tables.folder))


CELLS = [  # a column of a kind of table, and what is false in it in every row
    ("级别", "提示（向好，待核实）", ("事项", "说明")),
    ("级别", "红", ("自何年起",)),
    ("整改台账的回应", "正在推进", ()),
    ("提示数", "99", ("检验的指标数",)),
    ("综合指数", "12.3", ()),
    ("去掉任一领域", "95.3～95.3", ()),
    ("中位", "12.3", ("综合指数",)),
    ("主要目标数", "0", ()),
    ("按材料认定", "nan", ("主要目标数",)),
    ("应推动的主要目标和指标", "目标6（○儿童活动场所、○场所服务人次）", ()),
    ("联合国进展图得分", "9", ()),
    ("实现程度", "1.0", ("联合国进展图得分",)),
    ("落在范围内", "99", ()),
    ("误差", "99,999", ("检验次数",)),
    ("应报", "1234", ()),
    ("暂未采用", "77", ()),
    ("已采用比重", "0.5%", ()),
    ("情况", "暂未采用", ("个数",)),
    ("来源", "适龄儿童国家免疫规划疫苗接种率", ("数值",)),
    ("自带数值目标", "7项", ()),
    ("总数", "326", ("条款",)),
    ("尚未认定", "99", ("总数",)),
    ("还需", "已够", ("层级",)),
    ("指标数", "99", ("县级数据来源",)),
    ("个数", "77", ("情况",)),
]


@pytest.mark.parametrize(("head", "wrong", "beside"), CELLS)
def test_a_cell_that_the_tables_do_not_bear_out_is_named(tables, pages, head, wrong, beside):
    """In every table of the kind, whichever row is altered."""
    tried = 0
    for page in pages:
        for grid in page.grids:
            place = grid.column(head)
            if place < 0 or any(grid.column(one) < 0 for one in beside) or tried > 20:
                continue
            for number, row in enumerate(grid.rows):
                if _bears(grid, row, place, wrong):
                    continue
                rows = list(grid.rows)
                rows[number] = (*row[:place], wrong, *row[place + 1 :])
                alone = claim_pages.Page(page.name, (), (replace(grid, rows=tuple(rows)),))
                tried += 1
                assert list(claim_cells.wrong(tables, alone)), (page.name, row)
    assert tried


def _bears(grid: claim_pages.Grid, row: tuple[str, ...], place: int, wrong: str) -> bool:
    """Whether a cell says already what would be false elsewhere, or is of a year whose folder is not there."""
    last_year = grid.column("本年") >= 0
    none = grid.head[place] == "应推动的主要目标和指标" and row[place] == "—"
    none = none or (
        grid.head[place] == "来源" and not row[grid.column("年份")].isdigit()
    )  # a figure's release
    return wrong in row[place] or last_year or none


def test_a_rate_that_could_be_told_and_is_a_dash_is_named(tables, pages):
    found = [(page, grid) for page in pages for grid in page.grids if grid.column("合计比率") >= 0]
    assert found
    for page, grid in found:
        rows = tuple((*row[:-1], "1.0（0.5～2.0）" if row[-1] == "—" else "—") for row in grid.rows)
        wrong = claim_cells.wrong(tables, claim_pages.Page(page.name, (), (replace(grid, rows=rows),)))
        assert len([one for one in wrong if one[0] == "pooled"]) == len(rows)


SAID = [
    *claim_cells.SAYINGS,
    *(
        "多数情况在9.5～9.3之间",
        "8,931人～0.8万人",
        "另有-38项，见下表。",
        "各领域（项）：。",
        "比上年提高0.0",
        "漏斗图：各乡镇（街道）的城市社区家教站点与人数，浅色带为真实水平正好等于目标值时偶然波动的范围；没有高于这一范围的。",
        "漏斗图：各乡镇（街道）的农村社区家教站点与人数，浅色带为真实水平正好等于目标值时偶然波动的范围；没有低于这一范围的。",
        "【有乡镇（街道）未达到】下列单位未达到（清溪镇）。",
        "“还需”按现有总数计算，换届时总数改变要重算；没有数值要求的只列每多一人能降低多少。",
        "这些方法不考虑偶然波动，只供比对，不作判断依据；基数为零、例数不足或基期尚未达到时留空。",
        "0是零例，“—”是没有数。涉及个人，例数只列5年合计。",
        "不予公布",
    ),
]


@pytest.mark.parametrize("text", SAID)
def test_words_of_time_and_absence_are_held_against_the_tables(tables, text):
    for name in (
        "children_health",
        "units/education",
    ):  # what is said of a unit is not said on an area's page
        if ("本页" not in text or "/" not in name) and ("应报" not in text or "/" in name):
            assert list(claim_cells.wrong(tables, claim_pages.Page(name, (text,), ())))


def test_words_of_absence_are_true_where_nothing_is_there(cities_made):
    compared = Tables(cities_made / "outputs" / FOLDERS[1])
    for text in ("没有上年的判断可比。", "没有上年的提示可以回看。"):
        assert list(claim_cells.wrong(compared, claim_pages.Page("overview", (text,), ()))) == []


@pytest.mark.parametrize("text", ["8,931人～1.12万人", "-3.2～-1.0", "9.9/10万～27.6/10万", "2021—2030年"])
def test_ranges_in_order_are_left_alone(tables, text):
    assert list(claim_cells.wrong(tables, claim_pages.Page("overview", (text,), ()))) == []


def test_what_a_fold_promises_stands_below_it(tables, pages):
    folds = [(page, one) for page in pages for one in page.folds if claim_cells.HERE.search(one.summary)]
    folds = [(page, one) for page, one in folds if one.tables]
    assert folds
    for page, fold in folds:
        fewer = replace(fold, tables=(sum(fold.tables) - 1,))
        assert list(claim_cells.wrong(tables, claim_pages.Page(page.name, (), (), (fold,)))) == []
        assert list(claim_cells.wrong(tables, claim_pages.Page(page.name, (), (), (fewer,))))


def test_a_fold_over_nothing_is_named(tables):
    over = [claim_pages.Fold("其他方法怎么说（仅供比对）", (many,)) for many in (0, 3)]
    wrong = [list(claim_cells.wrong(tables, claim_pages.Page("population", (), (), (one,)))) for one in over]
    assert [len(one) for one in wrong] == [1, 0]


def test_revised_figures_stand_in_their_order(tables, pages):
    (page,) = (one for one in pages if one.name == "data_quality")
    (grid,) = (one for one in page.grids if one.column("原数") >= 0)
    assert list(claim_cells._revised(tables, page, grid)) == []
    assert list(claim_cells._revised(tables, page, replace(grid, rows=grid.rows[::-1])))


def test_cases_that_are_not_told_by_year_are_of_the_indicators_that_are_named(tables, pages):
    said = [
        (page, text)
        for page in pages
        for text in page.texts
        if "涉及个人，例数只列" in text and not page.name.startswith("review")
    ]
    assert said
    for page, text in said:
        assert list(claim_cells._personal(page, text)) == []
        rows = [replace(one, rows=tuple((*row[:1], "3", *row[2:]) for row in one.rows)) for one in page.grids]
        bare = [
            replace(one, rows=tuple(tuple(cell.replace("并入合计", "3") for cell in row) for row in one.rows))
            for one in rows
        ]
        assert list(claim_cells._personal(replace(page, grids=tuple(bare)), text))


def test_a_rise_that_is_no_fall_is_told_as_one(tables):
    slopes = [one for one in claim_texts.sentences(tables) if "以前平均每年" in one.text]
    assert slopes
    for one in slopes:
        other = replace(one, text=one.text.replace("上升趋势", "降低趋势"))
        assert claim_wholes._slower(one) == []
        assert claim_wholes._slower(other)


def test_series_of_an_area_are_not_all_of_them(tables):
    tested = [one for one in claim_texts.sentences(tables) if "个序列可以检验" in one.text]
    assert {one.text[:2] for one in tested} == {"全部", "本领"}
    for one in tested:
        assert claim_wholes._whose(one, tables) == []
        other = (
            one.text.replace("全部", "本领域") if "全部" in one.text else one.text.replace("本领域", "全部")
        )
        assert claim_wholes._whose(replace(one, text=other), tables)


def test_none_is_not_told_as_a_number(tables):
    assert "none told as some" in claim_words.unsaid(told("本领域规划设数值目标0项。"), tables)


@pytest.mark.parametrize("nothing", ["-0.0", "0.0"])
def test_nothing_has_no_sign(nothing):
    assert f"{claim_tables.half_up(float(nothing), 1)}" == "0.0"


@pytest.mark.parametrize("verdict", sorted(claim_cells.LISTED))
def test_a_count_of_what_the_page_lists_is_the_number_of_its_rows(tables, pages, verdict):
    claims = [one for one in tables["claims"] if one["verdict"] == verdict]
    assert claims
    page = next(one for one in pages if one.name == claims[0]["page"])
    off = rewritten_claims(
        tables,
        lambda row: row | {"value": f"{float(row['value']) + 1:g}"} if row["verdict"] == verdict else row,
    )
    assert not [one for one in claim_cells.wrong(tables, page) if one[0] == verdict]
    assert [one for one in claim_cells.wrong(off, page) if one[0] == verdict]


@pytest.fixture
def with_the_year_before(tables, tmp_path) -> Tables:
    """The year's tables beside a folder of the year before that warned of the same, of one matter less."""
    for year in (tables.year, tables.year - 1):
        folder = tmp_path / str(year) / "internal"
        shutil.copytree(tables.folder / "tables", folder / "tables")
        manifest = json.loads((tables.folder / "manifest.json").read_text(encoding="utf-8"))
        (folder / "manifest.json").write_text(json.dumps(manifest | {"year": year}), encoding="utf-8")
    rewritten(folder, "warnings", "code", {"code": "W7"}, "W3")
    return Tables(tmp_path / str(tables.year) / "internal")


def test_since_when_a_warning_lasts_is_held_against_the_folders_before(with_the_year_before, pages):
    """New is what the year before had not; what it had is no newer than it."""
    found = Counter[str]()
    for page in pages:
        for grid in (one for one in page.grids if one.column("自何年起") >= 0):
            place = grid.column("自何年起")
            for row in grid.rows:
                new = "个案评审" in row[0]
                for told, right in (("本年新提示", new), ("2024年，第2年", not new), ("2025年，第1年", new)):
                    rows = ((*row[:place], told, *row[place + 1 :]),)
                    alone = claim_pages.Page(page.name, (), (replace(grid, rows=rows),))
                    wrong = [
                        one for one in claim_cells.wrong(with_the_year_before, alone) if one[0] == "since"
                    ]
                    assert bool(wrong) != right, (row, told)
                    found[told] += 1
    assert min(found.values()) > 5


def test_last_years_levels_are_those_of_its_folder(with_the_year_before, pages):
    shown = [
        (page, one)
        for page in pages
        for one in page.grids
        if one.column("本年") >= 0 and one.column("级别") >= 0
    ]
    assert shown
    for page, grid in shown:
        known = [row for row in grid.rows if claim_cells._warned(with_the_year_before.before, grid, row)]
        assert known
        for row in known:
            turned = ("黄" if row[0].startswith("红") else "红", *row[1:])
            alone = claim_pages.Page(page.name, (), (replace(grid, rows=(turned,)),))
            assert [one for one in claim_cells.wrong(with_the_year_before, alone) if one[0] == "level"]


def test_a_folder_of_other_releases_says_nothing_of_the_year_before(with_the_year_before):
    folder = with_the_year_before.before.folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["releases"] = manifest["releases"][:-1]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Tables(with_the_year_before.folder).before is None


def rewritten_claims(tables: Tables, change) -> Tables:
    """Tables of which each claim is as `change` makes it; none where that is nothing."""
    fresh = copy.copy(tables)
    rows = [made for row in tables["claims"] for made in [change(row)] if made]
    fresh._known = tables._known | {"claims": rows}
    for name in ("_sentences", "_cells", "_pieces"):
        fresh.__dict__.pop(name, None)
    return fresh


def test_lists_whose_first_is_not_the_first_are_named(tables):
    assert list(claim_wholes.orders(tables)) == []
    first = next(one for one in tables["claims"] if one["text"].startswith("【离目标最远】"))
    left_out = rewritten_claims(tables, lambda row: row if row["text"] != first["text"] else None)
    assert list(claim_wholes.orders(left_out))
    lacking = rewritten_claims(tables, lambda row: row if "【没有数据】" not in row["text"] else None)
    assert {row["page"] for row, _ in claim_wholes.orders(lacking)} >= {"overview", "midterm"}


LEFT_OUT = [  # claims without which a list or a report leaves out what its reader must know
    (lambda row: row["text"].startswith("【个案评审】"), "【个案评审】"),
    (lambda row: row["page"] == "monitoring_women.docx" and row["kind"] == "projection", "ahead"),
    (lambda row: row["piece"].startswith("gap(sex, net_primary") and row["kind"] == "gap", "too"),
    (lambda row: row["piece"].startswith("levels(") and row["indicator"] == "urban_unit_women_share", "too"),
]


@pytest.mark.parametrize(("lost", "found"), LEFT_OUT)
def test_what_a_list_or_a_report_leaves_out_is_named(tables, lost, found):
    assert any(map(lost, tables["claims"]))
    without = rewritten_claims(tables, lambda row: None if lost(row) else row)
    assert any(found in expected for _, expected in claim_wholes.orders(without))


def test_targets_that_are_not_met_are_told_beside_those_that_are(tables):
    whole = [
        one
        for one in claim_texts.sentences(tables)
        if "项有数的数值目标已达到" in one.text and "，尚未达到" in one.text
    ]
    assert whole
    for one in whole:
        claims = tuple(row for row in one.claims if row["verdict"] != "numeric_targets.not_met")
        said = replace(one, text=one.text.partition("，尚未达到")[0], claims=claims)
        assert claim_wholes.wrong(said, tables) == ["numeric_targets.not_met is not told"]


def test_figures_that_are_owed_are_told_beside_those_that_are_due(tables):
    whole = [one for one in claim_texts.sentences(tables) if "，尚未报送或暂未采用" in one.text]
    assert len({one.page for one in whole}) > 3
    for one in whole:
        claims = tuple(row for row in one.claims if row["verdict"] not in ("figures.owed", "figures.late"))
        text = one.text.partition("，尚未报送或暂未采用")[0]
        said = replace(one, text=text, claims=claims)
        assert claim_wholes.wrong(said, tables) == ["figures.owed is not told"]


def test_groups_are_told_in_cases_only_where_one_has_few(tables):
    claim = WHOLE | {"unit_area": "_T", "kind": "count", "verdict": "numerator", "year": "2025"}
    many = claim | {"indicator": "hospital_delivery", "residence": "U", "value": "2745"}
    few = claim | {"indicator": "maternal_mortality", "residence": "R", "value": "1"}
    assert claim_words._in_cases(told("其中，城市2,745例", many), tables)
    assert claim_words._in_cases(told("其中，农村1例", few), tables) == []


def test_a_gap_of_other_groups_is_named(tables):
    rows = [one for one in tables["claims"] if one["kind"] == "gap" and one["source"] == "sex:F-M"]
    assert rows
    for row in rows[:20]:
        assert claim_check.instead(tables, row) == ""
        assert claim_check.instead(tables, row | {"source": "sex:M-M"})


def test_what_events_decide_is_held_against_the_exposure_of_their_row(tables):
    rows = [one for one in tables["claims"] if one["verdict"].startswith("decides.") and one["row"]]
    assert rows
    for row in rows[:30]:
        assert claim_check.instead(tables, row) == ""
        assert claim_check.instead(tables, row | {"against_value": f"{float(row['against_value']) + 1:g}"})


def test_a_township_on_the_edge_of_the_range_is_within_it(tables):
    """16 of 23 is the least that chance leaves where 85 % are to be reached."""
    unit = next(one for one in tables["observations"] if one["unit_area"] != "_T" and one["value"])
    own = {
        "indicator": "family_guidance_rural",
        "numerator": "16",
        "denominator": "23",
        "value": "69.56521739",
    }
    edge = copy.copy(tables)
    own |= WHOLE | {"unit_area": unit["unit_area"]}
    edge._known = tables._known | {"observations": [unit | own]}
    below = copy.copy(tables)
    below._known = tables._known | {"observations": [unit | own | {"value": "65.2173913"}]}
    claim = {"indicator": "family_guidance_rural"}
    assert [claim_counts.below_range(one, claim, "") for one in (edge, below)] == [0, 1]


def test_a_target_that_is_not_the_farthest_of_its_chart_is_named(tables):
    rows = [one for one in tables["claims"] if one["verdict"] == "farthest"]
    for row in rows:
        assert claim_check.instead(tables, row) == ""
    many = next(one for one in rows if one["source"].startswith("women_health"))
    others = [
        row
        for row in tables["assessment"]
        if row["area"] == "women_health" and row["attainment"] == "met" and row["target_value"]
    ]
    near = others[0]
    away = f"{claim_wholes._distance(near):.10g}"
    other = many | {name: near[name] for name in SERIES} | {"source": near["target"], "value": away}
    assert claim_check.instead(tables, other)


def test_years_at_the_heads_of_counts_are_the_last(tables):
    fresh = copy.copy(tables)
    wrong = [row | ({"printed": "2019"} if row["printed"] == "2021" else {}) for row in tables["fields"]]
    fresh._known = tables._known | {"fields": wrong}
    assert [one for one in claim_wholes.orders(fresh) if "years" in one[1]]


LACKING = [
    ("no_election", "village_committee_women_share"),
    ("no_pairs", "infant_mortality"),
    ("no_slopes", "student_overweight"),
    ("no_gap.residence", "infant_mortality"),
    ("no_counts_by_age", "cervical_hpv_screening"),
    ("few_of_ages", "cervical_hpv_screening"),
    ("few_of_ages", "maternal_mortality"),
]


@pytest.mark.parametrize(("verdict", "indicator"), LACKING)
def test_what_is_said_to_be_lacking_and_is_there_is_named(tables, verdict, indicator):
    blank = dict.fromkeys(tables["claims"][0], "") | dict.fromkeys((*SERIES, "unit_area"), "_T")
    claim = blank | {"kind": "missing", "verdict": verdict, "indicator": indicator}
    assert claim_check.instead(tables, claim)


WHOLE = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
THERE = {"no_sex": "basic_medical_insurance_coverage", "no_unit_area": "immunisation_coverage"}


def altered(claim: dict, draw: random.Random) -> tuple[str, dict]:
    """A claim with one thing in it wrong, and what."""
    ways = {}
    if claim["value"]:
        value = float(claim["value"])
        ways["value"] = {"value": f"{value + draw.choice([1, -1, 0.37]) * max(1.0, abs(value) / 50):.10g}"}
    if claim["value"] and float(claim["value"]):
        ways["sign"] = {"value": f"{-float(claim['value']):.10g}"}
    if claim["kind"] in ("level", "change") and claim["year"] and not claim["verdict"].startswith("backtest"):
        ways["year"] = {"year": str(int(claim["year"]) + draw.choice([30, -40]))}
    turned = {"up": "down", "down": "up", "met": "not_met", "not_met": "met", "chance": "up", "same": "down"}
    turned |= {"likely": "unlikely", "unlikely": "likely", "highest": "lowest", "W1": "W5", "W7": "W2"}
    turned |= {"all_met": "none_met", "none_met": "all_met", "part_met": "all_met"}
    if claim["verdict"] in turned:
        ways["verdict"] = {"verdict": turned[claim["verdict"]]}
    if claim["upper"] and claim["kind"] == "projection":
        ways["upper"] = {"upper": f"{float(claim['upper']) * 1.05 + 1:.10g}"}
    if claim["against_value"] and claim["kind"] in ("change", "state"):
        ways["base"] = {"against_value": f"{float(claim['against_value']) + 1.5:.10g}"}
    if claim["kind"] == "missing" and claim["verdict"] != "no_age":  # said of a series that has it all
        ways["indicator"] = {"indicator": THERE.get(claim["verdict"], "infant_mortality")} | WHOLE
    name = draw.choice(sorted(ways)) if ways else ""
    return name, claim | ways.get(name, {})


def test_three_hundred_altered_claims_are_all_named(tables):
    draw, told, missed = random.Random(SEED), Counter(), []
    with_rule: dict[str, list[dict]] = {}
    for row in tables["claims"]:
        if claim_check.instead(tables, row) != claim_check.NO_RULE:
            with_rule.setdefault(row["kind"], []).append(row)
    assert set(with_rule) == set(claim_check.KINDS)
    while told.total() < 300:  # the rare kinds as often as the many levels
        claim = draw.choice(with_rule[draw.choice(sorted(with_rule))])
        what, wrong = altered(claim, draw)
        if not what:
            continue
        told[claim["kind"]] += 1
        if not claim_check.instead(tables, wrong):
            missed.append((what, {name: text for name, text in wrong.items() if text}))
    assert missed == []
    assert min(told.values()) > 10


def rewritten(folder: Path, name: str, column: str, of: dict[str, str], text: str) -> None:
    """A table of a folder with another text in a cell of the rows that have some texts."""
    file = folder / "tables" / f"{name}.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    for row in rows:
        if all(row[one] == wanted for one, wanted in of.items()):
            row[column] = text
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def only(folder: Path, kind: str) -> None:
    """Leave the claims of one kind alone, so that the others need not be made again."""
    file = folder / "tables" / "claims.csv"
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if f",{kind}," in line]
    file.write_text("".join([head, *kept]), encoding="utf-8-sig")
    (folder / "tables" / "unprinted.csv").unlink()


@pytest.mark.parametrize(
    ("table", "column", "of", "text", "kind"),
    [
        ("observations", "value", WHOLE | {"indicator": "infant_mortality", "year": "2025"}, "7.5", "level"),
        ("observations", "value", WHOLE | {"indicator": "infant_mortality", "year": "2020"}, "0.5", "change"),
        ("observations", "status", WHOLE | {"indicator": "infant_mortality", "year": "2024"}, "B", "change"),
        ("assessment", "attainment", {"target": "children_health.O3.2"}, "not_met", "state"),
        ("assessment", "target_value", {"target": "children_health.O3.2"}, "4.5", "state"),
        (
            "projections",
            "upper_80",
            {"indicator": "infant_mortality", "residence": "_T", "year": "2030"},
            "99",
            "projection",
        ),
        ("gaps", "verdict", {"indicator": "infant_mortality", "dimension": "residence"}, "mixed", "gap"),
        ("warnings", "code", {"code": "W7"}, "W2", "warning"),
        ("objectives", "state", {"objective": "children_health.O3"}, "by_evidence", "state"),
    ],
)
def test_a_table_that_was_altered_after_the_pages_were_made_is_noticed(
    cities_made, tmp_path, table, column, of, text, kind
):
    folder = tmp_path / "internal"
    shutil.copytree(cities_made / "outputs" / FOLDERS[0] / "tables", folder / "tables")
    shutil.copyfile(cities_made / "outputs" / FOLDERS[0] / "manifest.json", folder / "manifest.json")
    rewritten(folder, table, column, of, text)
    only(folder, kind)
    found = verify.claims(folder, lambda line: None)
    assert found
    assert any(one.old.startswith(kind) for one in found)
    assert {one.file for one in found} == {"tables/claims.csv"}


def test_the_same_figure_is_one_number_wherever_it_is_told(tables):
    known: dict[tuple, set[str]] = {}
    for row in tables["claims"]:
        if row["kind"] == "level" and not row["verdict"]:
            key = (*(row[name] for name in SERIES), row["unit_area"], row["year"])
            known.setdefault(key, set()).add(row["value"])
    assert len(known) > 500
    assert {key: values for key, values in known.items() if len(values) > 1} == {}
