"""Texts with markup, scripts, control characters and very long words: harmless and readable wherever they come out."""

import io
import re
from html import unescape

import docx
import openpyxl
import pandas as pd
import pytest
from conftest import copied

from planbook import store, workbook
from planbook.core import labels
from planbook.document import blocks
from planbook.document.claims import told
from planbook.judge.place_year import PlaceYear
from planbook.render import html_pages, table_sheets, word
from planbook.run import output_tables
from planbook.workbook import pieces

NASTY = (
    '<script>alert("一")</script>',
    "<img src=x onerror=alert(1)>",
    "</td></table><h1>二</h1>",
    "&lt;b&gt; & \x00\x07\x1b[31m三",
    '=HYPERLINK("http://x.invalid","四")',
    "x" * 500 + "五",
    "\u202e六\ufeff\ud800",
)


def markup(html: str) -> set[str]:
    return set(re.findall(r"<(\w+)", html))


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_shown_as_it_is_and_is_no_markup(text):
    for made in (
        pieces.paragraph(told("test", text)),
        pieces.bullets([told("test", text)]),
        pieces.fold(told("test", text), pieces.Piece()),
        pieces.table([text], [[text]]),
    ):
        assert not markup(made.html) & {"script", "img", "h1", "b"}
        assert labels.clean(text).strip() in unescape(made.html)
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", made.html)
        made.html.encode("utf-8")


@pytest.mark.slow
def test_a_place_an_area_a_release_and_an_explanation_with_markup_are_harmless(tmp_path, monkeypatch):
    root = copied(tmp_path / "root")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    folder = root / "data" / "raw" / "tiny"
    for file, old in (("place.toml", "小试市"), ("place.toml", "东街道"), ("2026-03-01/SOURCE.toml", "测试")):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{old}', f'"<script>{old}</script>', 1), encoding="utf-8")
    shown = workbook.open("women_health", "tiny", 2025)
    html = (
        shown.banner() + shown.conclusion() + shown.sources() + shown.figures_table() + shown.gap_overview()
    ).html
    assert "&lt;script&gt;小试市&lt;/script&gt;" in html
    assert "script" not in markup(html)
    around = html_pages.frame(PlaceYear("tiny", 2025), NASTY[0], "index", [], "")
    page = html_pages.contents_html(around | {"lead": "", "failed": [], "groups": []}).decode()
    assert "script" not in markup(page)
    assert len(store.rows("tiny"))


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_readable_in_word(text):
    import datetime

    cover = word.Cover(
        told("test", "题"),
        told("test", "页眉"),
        (),
        "a/2025/b",
        datetime.datetime(2026, 1, 1),
        contents=False,
    )
    made = word.document(
        cover, [blocks.Text(told("test", text), "k"), blocks.Table("表", ("甲",), ((text,),))]
    )
    opened = docx.Document(io.BytesIO(made))
    assert opened.tables[0].rows[1].cells[0].text == labels.clean(text)


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_readable_in_excel_and_runs_nothing(text):
    made = table_sheets.workbook("题", [table_sheets.Sheet("表", ("甲",), ((text,),))], "页眉")
    (cell,) = openpyxl.load_workbook(io.BytesIO(made))["表"]["A2":"A2"][0]
    assert cell.data_type == "s"
    assert cell.value == labels.clean(text)


def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_in_csv():
    table = pd.DataFrame({"unit": ["=1+1"], "progress": ["+cmd"], "due": ["-3"], "closed": ["好"]})
    made = output_tables.csv(table).decode("utf-8-sig")
    assert "'=1+1" in made
    assert "'+cmd" in made
    assert "'-3" in made
    assert list(table) == made.splitlines()[0].split(",")
