"""Reports in Word: form, numbers equal to the tables, computed text marked, the same bytes; drafts held against new figures."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from notebook_cells import left
from test_all_pages import ELEMENTS

from planbook import reports
from planbook.cli import main
from planbook.core import labels
from planbook.document import blocks
from planbook.document.claims import say, told
from planbook.document.lines import Break, Link, Note
from planbook.judge.place_year import PlaceYear
from planbook.render import content_controls, paper, word
from planbook.reports import evaluation_report
from planbook.run import year_documents
from planbook.workbook import pieces

pytestmark = pytest.mark.slow
ASKED = PlaceYear("demo", 2025)
KINDS = ("monitoring_women", "monitoring_children", "briefing", "evaluation_women", "evaluation_children")


@pytest.fixture(scope="module")
def made_reports(real_figures) -> dict[str, tuple]:
    """Cover and blocks of every report of the invented city."""
    return {kind: make() for kind, make in reports.reports(ASKED).items()}


@pytest.fixture(scope="module")
def files(made_reports) -> dict[str, bytes]:
    return {kind: word.document(*one) for kind, one in made_reports.items()}


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


def text(content: bytes) -> str:
    body = opened(content).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_a_year_of_evaluation_has_five_reports_and_a_reference_place_none(made_reports):
    assert tuple(made_reports) == KINDS
    assert not reports.reports(PlaceYear("CN", 2024))
    assert not reports.reports(PlaceYear("demo", 2025, edition="public"))
    assert evaluation_report.due(PlaceYear("demo", 2024)) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_says_it_is_invented_and_nothing_that_wounds(files, kind):
    said = text(files[kind])
    assert said.count(labels.SYNTHETIC) >= 1
    assert labels.SYNTHETIC in opened(files[kind]).sections[0].header.paragraphs[0].text
    assert not [one for one in labels.BANNED if one in said]
    assert not re.search(r"\b(nan|NaN|None|<NA>|inf)\b", said)
    assert "汝州市妇女发展规划" not in said.split("总体评价")[0]


def test_author_and_recipient_are_those_of_each_plan(files):
    assert "报送：示例市妇女儿童工作委员会\n" in text(files["monitoring_women"])
    assert "报送：示例市妇女儿童工作委员会办公室\n" in text(files["monitoring_children"])
    assert "组织单位：示例市妇女儿童工作委员会办公室\n" in text(files["evaluation_women"])
    assert "组织单位：示例市妇女儿童工作委员会\n" in text(files["evaluation_children"])


@pytest.mark.parametrize("kind", ["evaluation_women", "evaluation_children"])
def test_an_evaluation_has_its_eight_elements_in_order(made_reports, kind):
    titles = [
        str(one.line) for one in made_reports[kind][1] if isinstance(one, blocks.Heading) and one.level == 1
    ]
    assert [title for title in titles if title in ELEMENTS] == list(ELEMENTS)


@pytest.mark.parametrize("plan", ["women", "children"])
def test_every_area_has_a_chapter_under_its_conclusion_that_ends_with_what_is_open(made_reports, plan):
    _, content = made_reports[f"monitoring_{plan}"]
    areas = [area for area in ASKED.catalogue.areas.values() if area.plan == plan]
    heads = [str(one.line) for one in content if isinstance(one, blocks.Heading) and one.level == 2]
    assert len(heads) == len(areas)
    assert all(head.startswith(f"{area.title}：") for head, area in zip(heads, areas, strict=True))
    open_ = [
        one for one in content if isinstance(one, blocks.Heading) and str(one.line) == "尚未达到和未填报指标"
    ]
    assert len(open_) == len(areas)


def printed(known: str) -> set[str]:
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", known))


@pytest.mark.parametrize("plan", ["women", "children"])
def test_every_figure_of_the_table_of_targets_is_the_one_of_the_assessment(made_reports, plan):
    rows = judged(plan)
    rows = rows[rows["target_value"].notna()].reset_index(drop=True)
    (table,) = (
        one
        for one in made_reports[f"monitoring_{plan}"][1]
        if getattr(one, "caption", "") == "规划全部数值目标的状态"
    )
    assert len(table.rows) == len(rows)
    known = ASKED.catalogue.indicators
    for line, row in zip(table.rows, rows.itertuples(), strict=True):
        entry = known[row.indicator]
        assert line[3] == labels.figure(row.baseline, entry.unit, entry.decimals)
        assert line[4] == labels.figure(row.value, entry.unit, entry.decimals)


@pytest.mark.parametrize("plan", ["women", "children"])
def test_a_target_not_reached_stands_with_its_demand_and_the_unit_that_answers_for_it(made_reports, plan):
    every, behind = (
        next(one for one in made_reports[f"monitoring_{plan}"][1] if getattr(one, "caption", "") == caption)
        for caption in ("规划全部数值目标的状态", "尚未达到的数值目标及责任单位")
    )
    expected = {
        (line[7], *line[2:3], *line[4:7]) for line in every.rows if str(line[6]).startswith("尚未达到")
    }
    assert set(behind.rows) == expected
    assert (
        len(behind.rows)
        == judged(plan)["attainment"].eq("not_met").where(judged(plan)["target_value"].notna()).sum()
    )


def judged(plan: str):
    from planbook.judge import kept_judgements

    rows = kept_judgements.of(ASKED).assessment
    return rows[rows["plan"].eq(plan)]


def test_the_counts_of_the_overall_sentence_add_up_to_the_tables(made_reports):
    for plan in ("women", "children"):
        said = next(
            str(one.line)
            for one in made_reports[f"monitoring_{plan}"][1]
            if getattr(one, "key", "") == "overall.judged.1"
        )
        numeric = judged(plan)[judged(plan)["target_value"].notna()]
        assert f"{len(numeric)}项数值目标中，已达到{numeric['attainment'].eq('met').sum()}项" in said


def test_what_a_report_says_of_an_area_is_what_its_page_says(cities_made, made_reports):
    made = cities_made / "outputs" / "demo" / "2025" / "internal" / "notebooks" / "women_health.ipynb"
    page = re.sub(r"<[^>]+>", " ", "".join(left(made)))
    said = [
        one
        for one in made_reports["monitoring_women"][1]
        if getattr(one, "key", "").startswith("women_health.O")
    ]
    figures = set().union(*(printed(str(one.line)) for one in said if isinstance(one, blocks.Text)))
    assert len(figures) > 20
    assert figures <= printed(page)


@pytest.mark.parametrize("kind", KINDS)
def test_computed_text_is_marked_once_and_known_again(files, kind):
    found = list(content_controls.controls(opened(files[kind]).element.body))
    keys = [key for key, _, _ in found]
    assert len(keys) == len(set(keys))
    assert all(content_controls.digest(content_controls.text_of(box)) == was for _, was, box in found)
    assert all(len(f"{key}|{was}") <= 64 for key, was, _ in found)


@pytest.mark.parametrize("kind", KINDS)
def test_word_would_open_it_as_it_is(files, kind, tmp_path, assert_valid_docx):
    (tmp_path / "report.docx").write_bytes(files[kind])
    assert_valid_docx(tmp_path / "report.docx")


def test_the_same_figures_give_the_same_bytes(made_reports, files):
    assert word.document(*made_reports["briefing"]) == files["briefing"]
    with zipfile.ZipFile(io.BytesIO(files["briefing"])) as archive:
        assert {one.date_time for one in archive.infolist()} == {word.STAMP}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_have_alternative_texts_tables_repeat_their_heads_and_headings_are_numbered(files, kind):
    made = opened(files[kind])
    body = made.element.body
    assert all(len(one.get("descr")) > 10 for one in body.iter(qn("wp:docPr")))
    for table in body.iter(qn("w:tbl")):
        assert table.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    style = made.styles["Heading 1"].element
    assert style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    fonts = style.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "黑体"


def test_hostile_texts_are_harmless_and_readable():
    nasty = '<script>alert(1)</script>&amp;"\x00\x07' + "长" * 400 + "x" * 300 + "\ud800"
    cover = word.Cover(
        told("test", nasty), told("test", nasty), (told("test", nasty),), "a/2025/b", covers_day()
    )
    content = [
        blocks.Heading(1, told("test", nasty), "k"),
        blocks.Text(told("test", nasty), "t"),
        blocks.Table(nasty, (nasty,), ((nasty,),)),
    ]
    said = text(word.document(cover, content))
    assert (
        said.count("<script>alert(1)</script>") == 8
    )  # title, line, entry, heading, text, caption, head and cell
    assert "\x00" not in said


def covers_day():
    import datetime

    return datetime.datetime(2026, 1, 1)


def test_a_pages_piece_stands_on_paper_open_plain_and_captioned():
    table = pieces.table(["甲", "乙"], [["1", ("2", Break(), "3")]], numbers=(1,))
    piece = (
        pieces.paragraph((say("一"), Link("二", "x.html"), Note("三")), "lacking")
        + pieces.fold(say("折"), table + table)
        + pieces.bullets([say("四")])
    )
    rows = (("1", "2 3"),)
    assert paper.laid_out(piece.blocks, "k", "题", "又") == [
        blocks.Text(say("一二（三）"), "k.1"),
        blocks.Text(say("折"), "k.2", "summary"),
        blocks.Table("题", ("甲", "乙"), rows, (1,)),
        blocks.Table("又", ("甲", "乙"), rows, (1,)),
        blocks.Text(say("四"), "k.3", "point"),
    ]


def test_what_was_not_laid_out_is_not_written():
    cover = word.Cover(told("test", "题"), told("test", "行"), (), "a/1/b", covers_day())
    with pytest.raises(TypeError, match="Fold does not stand on paper"):
        word.document(cover, [blocks.Fold(say("折"), ())])


@pytest.fixture
def draft(files, tmp_path) -> Path:
    path = tmp_path / "briefing.docx"
    path.write_bytes(files["briefing"])
    return path


def altered(path: Path, change) -> None:
    made = docx.Document(str(path))
    change(made)
    made.save(str(path))


def boxes(made) -> list:
    return list(content_controls.controls(made.element.body))


def test_a_draft_that_is_as_today_has_no_changes(real_figures, draft):
    done = CliRunner().invoke(main, ["redraft", str(draft)])
    assert (done.exit_code, done.output) == (0, "nothing changed\n")


def test_an_edited_sentence_stays_and_an_old_one_is_struck_out(real_figures, draft, assert_valid_docx):
    def change(made):
        (_, _, first), (_, _, second), *_ = boxes(made)
        next(first.iter(qn("w:t"))).text = "领导改过的话。"
        old = "去年的旧话。"
        next(second.iter(qn("w:t"))).text = old
        tag = second.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        tag.set(qn("w:val"), tag.get(qn("w:val")).partition("|")[0] + "|" + content_controls.digest(old))

    altered(draft, change)
    done = CliRunner().invoke(main, ["redraft", str(draft)])
    assert done.exit_code == 1
    assert "1 changes marked in" in done.output
    assert_valid_docx(draft.with_name("briefing_更新.docx"))
    made = docx.Document(str(draft.with_name("briefing_更新.docx")))
    (_, _, first), (_, _, second), *_ = boxes(made)
    assert content_controls.text_of(first) == "领导改过的话。"
    assert next(second.iter(qn("w:delText"))).text == "去年的旧话。"
    assert content_controls.text_of(second).startswith("儿童规划的")
    assert second.find(f".//{qn('w:ins')}").get(qn("w:author")) == "planbook"


def test_a_figure_of_a_table_is_shown_as_a_revision(real_figures, draft):
    def change(made):
        cell = next(made.element.body.iter(qn("w:tbl"))).findall(qn("w:tr"))[1].findall(qn("w:tc"))[-1]
        next(cell.iter(qn("w:t"))).text = "999"

    altered(draft, change)
    done = CliRunner().invoke(main, ["redraft", str(draft)])
    assert "row 1, 合计: 999 → " in done.output


def test_a_file_that_is_no_report_is_refused(real_figures, tmp_path):
    other = tmp_path / "other.docx"
    docx.Document().save(str(other))
    done = CliRunner().invoke(main, ["redraft", str(other)])
    assert done.exit_code == 2
    assert "other.docx: found ''; expected a report that planbook wrote" in done.output
    other.write_bytes(b"no zip")
    assert "expected a Word file (.docx)" in CliRunner().invoke(main, ["redraft", str(other)]).output


def test_a_document_that_fails_is_named_and_the_others_go_on(real_figures, monkeypatch, tmp_path):
    def fails():
        raise KeyError("no such chapter")

    monkeypatch.setattr(
        reports,
        "documents",
        lambda parameters, shown: {"briefing.docx": fails, "yearbook.xlsx": lambda: (b"x", ())},
    )
    monkeypatch.setattr(year_documents.paths, "outputs", lambda *folder: tmp_path)
    (tmp_path / "briefing.docx").write_bytes(b"of last time")
    failed, done = year_documents._written(ASKED, ["briefing.docx", "yearbook.xlsx"])
    assert (failed.state, failed.title, failed.reason) == (
        "failed",
        "监测简报",
        "KeyError: 'no such chapter'",
    )
    assert done.state == "done"
    assert not (tmp_path / "briefing.docx").exists()  # nobody takes it for this year's
    (moved,) = tmp_path.glob("briefing_*.docx")
    assert moved.read_bytes() == b"of last time"
    assert (tmp_path / "yearbook.xlsx").is_file()
