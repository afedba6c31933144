"""The database: queries that read and never write, exports that carry what they are, traces through releases."""

import csv
import io
import re

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import REPOSITORY, copied, write_release

from planbook import store
from planbook.cli import main
from planbook.contract import schema
from planbook.core import labels
from planbook.core.errors import UsageError
from planbook.exchange import dictionary, export, judged_tables, judged_trace, trace
from planbook.exchange.reported_tables import COLUMNS, tables
from planbook.judge import kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.render import text_tables

pytestmark = pytest.mark.slow

DOCUMENT = (REPOSITORY / "docs" / "database.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sql\n(.+?)```", DOCUMENT, re.DOTALL)
FORM = """填报单位：卫生健康部门,统计年度：2025年,,,,,
代码,指标名称,计量单位,分子,分母,本年数,无数原因,情况说明
maternal_systematic_management,孕产妇系统管理率,%,7125,7500,,,"=HYPERLINK(""http://example.org"")"
neonatal_mortality,新生儿死亡率,‰,多,7500,,,
infant_mortality,婴儿死亡率,‰,,,,本年无调查,
"""
CORRECTION = """代码,年份,更正栏目,原数,新数,更正原因,经办人
maternal_mortality,2025,分子,1,0,重复登记,张三
"""


def planbook(*arguments: str):
    return CliRunner().invoke(main, arguments)


def rows_of(statement: str, *places: str) -> list[tuple]:
    return judged_tables.query(statement, places)[0].rows


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("unchanged"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    root = copied(tmp_path_factory.mktemp("judged"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        kept_judgements.keep(PlaceYear("tiny", 2025))
    return root


@pytest.fixture
def root(unchanged, monkeypatch):
    """The small place, for tests that change nothing."""
    monkeypatch.setenv("PLANBOOK_ROOT", str(unchanged))


@pytest.fixture
def judged_root(judged, monkeypatch):
    """The small place with its year 2025 judged and kept."""
    monkeypatch.setenv("PLANBOOK_ROOT", str(judged))


@pytest.fixture
def returned(small_root):
    """The small place with a form of 2025 sent in again, filled in badly, and a correction."""
    write_release(small_root, "2026-05-01", FORM, "form.csv")
    write_release(small_root, "2026-05-02", CORRECTION, "correction.csv")
    return small_root


# --- the document and the contract ---------------------------------------------------------------------------


@pytest.mark.parametrize("table", judged_tables.ALL_COLUMNS)
def test_the_document_names_every_table_and_column(table):
    section = DOCUMENT.split(f"\n### {table}\n")[1].split("\n## ")[0].split("\n### ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    assert not set(judged_tables.ALL_COLUMNS[table]) - named


def test_the_document_names_no_other_table():
    assert set(re.findall(r"\n### (\w+)\n", DOCUMENT)) == set(judged_tables.ALL_COLUMNS)


@pytest.mark.parametrize("statement", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_document_run(judged_root, statement):
    assert rows_of(statement) or "status = 'M'" in statement


def test_an_example_finds_the_revised_figure(root):
    revised = next(statement for statement in EXAMPLES if "FROM reported" in statement)
    assert rows_of(revised) == [
        ("tiny", "infant_mortality", 2024, "_T", 4.5, "2025-03-01", 4.75, "2026-03-01")
    ]


def test_tables_have_the_columns_they_promise(judged_root):
    made = tables(["tiny"]) | judged_tables.tables(["tiny"])
    for name, table in made.items():
        assert list(table) == list(judged_tables.ALL_COLUMNS[name]), name
    typed = "SELECT table_name, column_name, data_type FROM information_schema.columns"
    promised = {(name, *kind) for name, kinds in judged_tables.ALL_COLUMNS.items() for kind in kinds.items()}
    assert set(rows_of(typed)) == promised


def test_every_statement_explanation_and_file_has_the_columns_it_promises(returned):
    made = tables(["tiny"])
    for name in ("files", "explanations", "not_taken"):
        assert len(made[name]), name
        assert list(made[name]) == list(COLUMNS[name])
    assert list(store.statements("tiny")) == list(COLUMNS["statements"])[1:]


# --- queries -------------------------------------------------------------------------------------------------


def test_values_come_out_as_they_went_in(root):
    text = planbook("query", "FROM observations ORDER BY ALL", "--format", "csv").stdout
    found = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values={"value": "", "numerator": ""})
    expected = store.observations("tiny")
    pd.testing.assert_frame_equal(
        found.sort_values(schema.KEY, ignore_index=True), expected, check_dtype=False, check_exact=True
    )


def test_the_newest_state_and_every_release_stand_apart(root):
    where = "WHERE indicator = 'infant_mortality' AND year = 2024"
    assert rows_of(f"SELECT value FROM observations {where}") == [(4.75,)]
    assert rows_of(f"SELECT value FROM reported {where} ORDER BY release") == [(4.5,), (4.75,)]


def test_a_figure_that_is_not_there_is_null(returned):
    row = "SELECT value, reason FROM observations WHERE indicator = 'neonatal_mortality' AND year = 2025"
    assert rows_of(row) == [(None, "not_taken")]


@pytest.mark.slow
def test_judged_years_are_there_while_they_are_in_force(small_root):
    kept_judgements.keep(PlaceYear("tiny", 2025))
    kept_judgements.keep(PlaceYear("tiny", 2025, as_of="2025-03-01"))
    kept_judgements.keep(PlaceYear("tiny", 2025, level=90))
    counted = "SELECT place, judged_year, count(*) FROM {} GROUP BY ALL"
    assert rows_of(counted.format("assessment")) == [("tiny", 2025, 7)]
    assert rows_of(counted.format("objectives")) == [("tiny", 2025, 4)]
    assert rows_of("SELECT DISTINCT year FROM measures") == [(2025,)]
    write_release(small_root, "2026-06-01", "indicator,year,value,unit\ninfant_mortality,2025,3.9,‰\n")
    assert rows_of(counted.format("assessment")) == []


REFUSED = [
    ("", "query: found no statements; expected one SELECT."),
    ("SELECT 1; SELECT 2", "query: found 2 statements; expected one SELECT."),
    ("DELETE FROM observations", "query: found a statement of the kind DELETE; expected one SELECT. The database is made anew"),
    ("COPY observations TO 'out.csv'", "query: found a statement of the kind COPY; expected one SELECT."),
    ("ATTACH 'other.db'", "found a statement of the kind ATTACH"),
    ("PRAGMA version", "found a statement of the kind PRAGMA"),
    ("INSTALL httpfs", "query: found a statement of the kind LOAD"),
    ("SET threads = 4", "found a statement of the kind SET"),
    ("WITH w AS (DELETE FROM areas RETURNING *) FROM w", "query: found a statement that writes; expected one SELECT."),
    ("FROM read_csv('place.toml')", "query: found a file or setting outside of the database; expected only the tables observations, reported,"),
    ("FROM glob('*')", "found a file or setting outside of the database"),
    ("FROM observation", "Table with name observation does not exist; expected SQL that DuckDB can run. Did you mean `observations`?"),
    ("SELECT valeu FROM observations", 'Referenced column "valeu" not found in FROM clause; expected SQL that DuckDB can run. Did you mean `value`?'),
    ("SELECT a.oulook FROM assessment a", "Did you mean `outlook`?"),
    ("SELEKT 1", 'Parser Error: syntax error at or near "SELEKT"'),
    ("PIVOT observations ON year USING sum(value)", "found a PIVOT without the columns it is to have; expected one SELECT. Name the columns"),
    ("FROM tables", "Table with name tables does not exist"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_query_is_refused_in_one_line(root, statement, message):
    result = planbook("query", statement)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_an_unknown_place_is_refused(root):
    assert "Did you mean `tiny`?" in planbook("query", "SELECT 1", "--place", "tin").stderr


def test_the_table_is_aligned_and_an_invented_place_is_named(root):
    result = planbook("query", "SELECT name, judged, baseline FROM places")
    assert result.stdout.splitlines() == [
        "name    judged  baseline",
        "------  ------  --------",
        "小试市  own         2020",
        "(1 row)",
    ]
    assert result.stderr == "tiny：虚构示例数据\n"


def test_long_and_broken_texts_stay_in_their_cell():
    text = text_tables.as_table(["a", "b"], [("长" * 60 + "\n\x1b[31m", 1e15)], [False, True])
    line = text.splitlines()[2]
    assert line.startswith("长" * 29 + "…")
    assert line.endswith("  1000000000000000")
    assert "\x1b" not in text


def test_a_root_without_places_has_a_catalogue_and_no_figures(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    assert rows_of("SELECT count(*) FROM observations") == [(0,)]
    assert rows_of("SELECT sum(value), max(judged_year) FROM projections") == [(None, None)]
    assert rows_of("SELECT count(*) > 100 FROM indicators") == [(True,)]


# --- exports -------------------------------------------------------------------------------------------------


@pytest.fixture
def no_figures(small_root):
    for folder in (small_root / "data/raw/tiny").glob("20*"):
        folder.rename(small_root / folder.name)
    return small_root


def test_a_place_without_figures_is_queried_and_exported(no_figures):
    assert rows_of("SELECT count(*) FROM reported") == [(0,)]
    assert planbook("export", "--place", "tiny").exit_code == 0
    assert len(export.tables("tiny")["observations"]) == 0
    assert dict(export.tables("tiny")["notes"][["item", "text"]].to_numpy())["数据"] == "数值0个；缺失0个"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_same_inputs_give_the_same_bytes(root, tmp_path, form):
    first, second = (
        [path.read_bytes() for path in export.write("tiny", form=form, to=tmp_path / name)] for name in "ab"
    )
    assert first == second
    assert len(first) == (1 if form == "xlsx" else 6)


def test_exports_lie_with_what_is_rebuilt_unless_told_otherwise(root, tmp_path):
    assert (
        planbook("export", "--place", "tiny", "--year", "2024")
        .stdout.strip()
        .endswith("export/tiny_2024.xlsx")
    )
    told = planbook("export", "--place", "tiny", "--format", "csv", "--to", str(tmp_path)).stdout.splitlines()
    assert [line.rsplit("_")[-1] for line in told] == [f"{name}.csv" for name in dictionary.TITLES]
    assert "Did you mean `tiny`?" in planbook("export", "--place", "tini").stderr


def test_a_year_is_exported_alone(root):
    assert set(export.tables("tiny", 2024)["observations"]["year"]) == {2024}
    assert len(export.tables("tiny")["observations"]) == len(store.observations("tiny"))


def opened(place: str, folder) -> openpyxl.Workbook:
    return openpyxl.load_workbook(export.write(place, to=folder)[0])


def test_every_sheet_is_one_table_from_a1_on(returned, tmp_path):
    book = opened("tiny", tmp_path)
    assert book.sheetnames == list(dictionary.TITLES.values())
    for sheet in book:
        assert sheet.freeze_panes
        assert not sheet.merged_cells.ranges
        lines = list(sheet.iter_rows(values_only=True))
        assert all(lines[0])
        assert all(any(value is not None for value in line[1:]) for line in lines)


def test_the_invented_place_is_named_on_every_row_and_page(returned, tmp_path):
    book = opened("tiny", tmp_path)
    for sheet in book:
        assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == {labels.SYNTHETIC}
        assert sheet.oddHeader.center.text == labels.SYNTHETIC
    for path in export.write("tiny", form="csv", to=tmp_path):
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert {line[0] for line in lines[1:]} == {labels.SYNTHETIC}


def test_a_real_place_has_no_such_column(repository):
    assert "synthetic" not in export.tables("CN")["observations"]


def test_numbers_are_numbers_and_texts_never_formulas(returned, tmp_path):
    sheet = opened("tiny", tmp_path)["观测数据"]
    head = [cell.value for cell in sheet[1]]
    cells = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    told = [row["情况说明"] for row in cells if row["情况说明"].value]
    assert '=HYPERLINK("http://example.org")' in [cell.value for cell in told]
    assert {cell.data_type for cell in told} == {"s"}
    assert {row["数值"].data_type for row in cells} == {"n"}
    path = next(path for path in export.write("tiny", form="csv", to=tmp_path) if "observ" in path.name)
    assert "'=HYPERLINK(" in path.read_text(encoding="utf-8-sig")


def test_csv_guards_texts_and_leaves_numbers():
    row = ["=1+1", "+1", "-1", "@a", "\tx", "＝1", "正常", -1.5, -2, None, float("nan")]
    line = next(csv.reader(io.StringIO(text_tables.as_csv("abcdefghijk", [row]).split("\r\n", 1)[1])))
    assert line == ["'=1+1", "'+1", "'-1", "'@a", "'\tx", "'＝1", "正常", "-1.5", "-2", "", ""]


def test_the_reasons_of_empty_cells_stand_in_words(returned):
    rows = export.tables("tiny", 2025)["observations"].set_index("indicator")["blank_reason"]
    assert rows["neonatal_mortality"] == "数值、分子、分母：暂未采用"
    assert rows["maternal_systematic_management"] == "分母口径：来源未注明"


@pytest.mark.parametrize("place", ["CN", "410400"])
def test_the_dictionary_says_what_every_empty_cell_means(repository, place):
    made = export.tables(place)
    meant = made["dictionary"].set_index(["table", "variable"])["blank"]
    for name, table in made.items():
        for column in table:
            empty = table[column].map(lambda value: text_tables.absent(value) or value == "")
            assert not empty.any() or meant[name, column], f"{name}, {column}"


def test_every_code_of_an_export_has_a_word(returned):
    made = export.tables("tiny")
    known = made["codes"].groupby("variable")["code"].agg(set)
    for name in ("observations", "indicators"):
        for column in set(made[name]) & set(known.index):
            told = {code for codes in made[name][column] for code in str(codes).split("; ") if code}
            assert told <= known[column] or (name, column) == ("indicators", "area"), column


# --- traces --------------------------------------------------------------------------------------------------


def test_a_trace_names_counts_department_and_what_a_release_changed(small_root):
    assert trace.lines("tiny", "infant_mortality", 2024) == [
        "婴儿死亡率 2024 total: 4.75 ‰ ← 2026-03-01/returns.csv!-!F8 (2025年妇幼卫生年报（虚构）)",
        "    分子38，分母8000，报送单位：卫生健康部门",
        "  earlier: 婴儿死亡率 2024 total: 4.5 ‰ ← 2025-03-01/returns.csv!-!F22 (2020—2024年妇幼卫生年报（虚构）)",
        "      分子36，分母8000，报送单位：卫生健康部门",
        "      2026-03-01改为：数值4.5→4.75，分子36→38",
        "虚构示例数据",
    ]


def test_judgements_are_traced_to_the_figures_that_made_them(repository):
    """States, gaps, projections and probabilities, a projection's own year, and the composite index."""
    PlaceYear("demo", 2025).check()
    kept_judgements.ready(PlaceYear("demo", 2025))
    said = judged_trace.lines("demo", "maternal_mortality", 2025)
    for head in (
        "判断 women_health.O2.1",
        "差距 孕产妇死亡率 农村减城市：2025年",
        "预测 孕产妇死亡率 2030年",
    ):
        at = next(place for place, line in enumerate(said) if line.startswith(head))
        below = said[at + 1 : at + 40]
        assert any("2026-03-31/health_卫生健康部门_2025.xlsx!妇女监测表!G" in line for line in below), head
    assert any("的概率：公布数0." in line for line in said)
    ahead = judged_trace.all_lines("demo", "cervical_screening", 2030)
    assert ahead[0].startswith("预测 适龄妇女宫颈癌人群筛查率")
    assert ahead[-1] == "虚构示例数据"
    index = judged_trace.all_lines("demo", "composite", 2025)
    judged = kept_judgements.of(PlaceYear("demo", 2025))
    assert f"：{judged.index['index'].iloc[0]:.2f}（" in index[0]
    targets = [line for line in index if line.startswith("    ")]
    assert len(targets) == judged.index["targets"].sum()
    assert all(" ← " in line for line in targets)


def test_without_a_judgement_the_figures_alone_are_traced(small_root):
    assert judged_trace.all_lines("tiny", "infant_mortality", 2024) == trace.lines(
        "tiny", "infant_mortality", 2024
    )
    with pytest.raises(UsageError, match="no figure for 2029"):
        judged_trace.all_lines("tiny", "infant_mortality", 2029)


def test_a_correction_is_traced_with_its_reason(returned):
    said = trace.lines("tiny", "maternal_mortality", 2025)
    at = next(place for place, line in enumerate(said) if " total: " in line)
    assert said[at].startswith("孕产妇死亡率 2025 total: 0 1/10万 ← 2026-05-02/correction.csv!")
    assert said[at + 2] == "    情况说明：重复登记（张三）"
    assert said[at + 5] == "      2026-05-02改为：数值13.3333333333→0，分子1→0"


def test_a_figure_that_was_declared_blank_is_traced_with_its_reason(returned):
    newest = trace.lines("tiny", "infant_mortality", 2025)[0]
    assert newest.startswith("婴儿死亡率 2025 total: 无数（本年无调查） ← 2026-05-01/form.csv!-!F5")


def test_a_figure_that_was_not_taken_is_traced_to_what_stands_there(returned):
    newest, *below = trace.lines("tiny", "neonatal_mortality", 2025)
    assert "新生儿死亡率 2025 total: 无数（暂未采用） ← 2026-05-01/form.csv!" in newest
    assert any("〔强制性审核〕" in line and "“多”" in line for line in below)
    assert any("改为：数值2.1333333333→空缺" in line for line in below)


def test_the_readme_shows_what_the_trace_says(repository):
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert "\n".join(trace.lines("CN", "maternal_mortality", 2024)) in readme


@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_query_of_the_readme_runs(real_figures, name):
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    (statement,) = re.findall(r'planbook query "([^"]+)" --place demo', text)
    kept_judgements.ready(PlaceYear("demo", 2025))
    answer, beside = judged_tables.query(statement, ["demo"])
    assert {row[0] for row in answer.rows} == {"culture", "education"}
    assert beside == ["demo：虚构示例数据"]


def test_a_query_of_judged_tables_says_where_no_year_is_judged(small_root):
    answer, beside = judged_tables.query("SELECT count(*) FROM assessment", ["tiny"])
    assert answer.rows == [(0,)]
    assert "tiny：没有有效的年度判断，先运行 planbook run --place tiny" in beside
    assert not [
        line
        for line in judged_tables.query("SELECT count(*) FROM observations", ["tiny"])[1]
        if "年度判断" in line
    ]
