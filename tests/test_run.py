"""A whole run of the small place: what it leaves, failures among pages.

That another folder, worker processes and plain kernels give the same bytes is what `test_verify` shows; a cluster,
`test_cluster`.
"""

import csv
import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import nbformat
import papermill
import pytest
from click.testing import CliRunner
from conftest import with_cell
from nbformat.v4 import new_code_cell, new_notebook
from notebook_cells import left

from planbook import workbook
from planbook.cli import main
from planbook.core import reads
from planbook.document.claims import say
from planbook.document.lines import Link
from planbook.judge.place_year import PlaceYear
from planbook.run import forks, in_process_engine, notebook_execution, order
from planbook.workbook import pieces

pytestmark = pytest.mark.slow
PAGES = ("overview", "warnings", "population", "data_quality", "midterm", "women_health", "children_health")


class AreaPage(HTMLParser):
    """Collects tags with their attributes, and addresses a browser would ask for."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def requests(self) -> list[str]:
        names = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
        return [a[names[tag]] for tag, a in self.tags if names.get(tag) in a]


@pytest.fixture(scope="module")
def outputs(year_made) -> Path:
    return year_made / "outputs"


@pytest.fixture(scope="module")
def year(outputs) -> Path:
    return outputs / "tiny" / "2025" / "internal"


def table(path: Path) -> list[dict]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_run_leaves_what_the_design_says(outputs, year):
    assert (outputs / "index.html").is_file()
    for page in PAGES:
        assert (year / f"{page}.html").is_file()
        assert (year / "notebooks" / f"{page}.ipynb").is_file()
    assert len(table(year / "tables" / "objectives.csv")) == 4
    assert len(table(year / "tables" / "measures.csv")) == 2
    assert len(table(year / "tables" / "assessment.csv")) == 7
    assert (year / "tables" / "assessment.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    warned = table(year / "tables" / "warnings.csv")
    assert [row["code"] for row in warned] == ["W1", "W7"]
    assert list(warned[0]) == [
        "code",
        "level",
        "area",
        "indicator",
        "year",
        "reason",
        "evidence",
        "responsible",
        "response",
    ]
    assert table(year / "tables" / "gaps.csv")[0]["verdict"] == "not_assessable"
    assert {row["outlook"] for row in table(year / "tables" / "assessment.csv")} >= {"likely", "leaning_no"}
    made = json.loads((year / "manifest.json").read_text(encoding="utf-8"))
    assert {name: page["state"] for name, page in made["pages"].items()} == dict.fromkeys(PAGES, "done")


def test_executed_notebooks_name_no_folder(outputs):
    for page in PAGES:
        text = next(outputs.rglob(f"notebooks/{page}.ipynb")).read_text(encoding="utf-8")
        assert str(outputs.parent) not in text


def test_pages_are_chinese_offline_and_every_picture_has_its_text(outputs):
    for path in outputs.rglob("*.html"):
        page = AreaPage(path.read_text(encoding="utf-8"))
        assert ("html", {"lang": "zh-CN"}) in page.tags, path.name
        assert not [tag for tag, _ in page.tags if tag in ("script", "iframe", "link")]
        assert all(source.startswith("data:") for source in page.requests())
        assert all(a.get("alt") for tag, a in page.tags if tag == "img")
        assert not re.search(r"url\([\"']?(?:https?:)?//", path.read_text(encoding="utf-8"))


def test_links_between_pages_lead_somewhere(outputs):
    for path in outputs.rglob("*.html"):
        for tag, attributes in AreaPage(path.read_text(encoding="utf-8")).tags:
            href = attributes.get("href", "") if tag == "a" else ""
            if href and not href.startswith(("#", "http")):
                assert (path.parent / href.split("#")[0]).is_file(), (path.name, href)
            if href.startswith("#"):
                assert f'id="{href[1:]}"' in path.read_text(encoding="utf-8"), (path.name, href)


def test_code_is_hidden_and_provenance_folded(year):
    text = (year / "women_health.html").read_text(encoding="utf-8")
    assert "book.trend(" not in text
    assert "<details><summary>本页由来" in text


def test_results_on_an_invented_place_are_labelled_on_every_page(year):
    for page in ("index", *PAGES):
        assert "虚构示例数据" in (year / f"{page}.html").read_text(encoding="utf-8"), page


def test_one_failing_page_is_named_with_its_cell_and_the_others_go_on(judged_root):
    with_cell(judged_root, "book.main_pionts()")
    areas = [word for page in ("women_health", "population") for word in ("--area", page)]
    result = CliRunner().invoke(main, ["run", "--place", "tiny", *areas])
    year = judged_root / "outputs" / "tiny" / "2025" / "internal"
    assert result.exit_code == 1
    assert re.search(r"failed: women_health: cell \d+ `book.main_pionts\(\)`: AttributeError", result.output)
    assert (year / "population.html").is_file()
    assert not (year / "women_health.html").exists()
    index = (year / "index.html").read_text(encoding="utf-8")
    assert "women_health" in index
    made = {path.relative_to(year).as_posix() for path in year.rglob("*") if path.is_file()}
    assert {link for link in re.findall(r'href="([^"#]+)', index) if not link.startswith("..")} <= made


@pytest.mark.parametrize(
    "left", ["<<<<<<< ours", '{"cells": 3}', '{"cells": [{"source": "", "metadata": []}]}']
)
def test_a_notebook_that_is_none_is_told_and_the_others_are_made(judged_root, left):
    with_cell(judged_root, "book.gaps()")
    (judged_root / "notebooks" / "women_health.ipynb").write_text(left)
    areas = [word for page in ("women_health", "population") for word in ("--area", page)]
    result = CliRunner().invoke(main, ["run", "--place", "tiny", *areas])
    assert result.exit_code == 1
    assert "failed: women_health: " in result.output
    assert "Traceback" not in result.output
    assert (judged_root / "outputs" / "tiny" / "2025" / "internal" / "population.html").is_file()
    checked = CliRunner().invoke(main, ["check"])
    assert "error: notebooks/women_health.ipynb: found " in checked.output


def test_a_place_that_cannot_be_read_is_told_and_the_others_are_made(judged_root):
    lost = judged_root / "data" / "raw" / "lost"
    lost.mkdir()
    (lost / "place.toml").write_text("name = ")
    gone = judged_root / "outputs" / "gone" / "2024" / "internal"
    gone.mkdir(parents=True)
    (gone / "manifest.json").write_text("[]")
    result = CliRunner().invoke(main, ["run", "--area", "population"])
    assert result.exit_code == 1
    assert "error: lost/place.toml: found broken TOML" in result.output
    assert (judged_root / "outputs" / "tiny" / "2025" / "internal" / "population.html").is_file()
    index = (judged_root / "outputs" / "index.html").read_text(encoding="utf-8")
    assert "小试市 2025年" in index
    assert "gone 2024年（内部版）" in index
    assert "重新运行该年即可恢复" in index
    shutil.rmtree(judged_root / "data" / "raw" / "tiny")
    prepared = CliRunner().invoke(main, ["prepare"])
    assert prepared.exit_code == 1
    assert "lost/place.toml: found broken TOML" in prepared.output
    alone = CliRunner().invoke(main, ["run"])
    assert alone.exit_code == 1
    assert "lost/place.toml: found broken TOML" in alone.output


DEADLY = {
    "women_health": "__import__('os')._exit(3)",
    "children_health": "__import__('os').kill(__import__('os').getpid(), 9)",
}


def test_a_page_whose_process_dies_is_named_and_the_others_go_on(judged_root):
    for page, cell in DEADLY.items():
        with_cell(judged_root, cell, page)
    areas = [word for page in (*DEADLY, "population", "data_quality") for word in ("--area", page)]
    result = CliRunner().invoke(main, ["run", "--place", "tiny", *areas])
    assert result.exit_code == 1
    for page, cell in DEADLY.items():
        named = rf"cell \d+ `{re.escape(cell)}`: "
        assert re.search(
            rf"failed: {page}: {named}Kernel died; before that, {named}the process (was )?ended",
            result.output,
        )
    year = judged_root / "outputs" / "tiny" / "2025" / "internal"
    assert (year / "population.html").is_file()
    assert (year / "data_quality.html").is_file()
    assert not (year / "women_health.html").exists()
    assert "women_health" in (year / "index.html").read_text(encoding="utf-8")


def test_a_page_that_hangs_is_ended_and_the_others_go_on(judged_root, monkeypatch):
    cell = "__import__('pathlib').Path('begun').touch() or __import__('time').sleep(3600)"
    with_cell(judged_root, cell)
    asked = order.Order(PlaceYear("tiny", 2025), areas=("women_health", "population"))
    units = order.units(asked, order.pages(asked))
    found = {}

    def clock() -> float:
        """The time is up when the one page hangs and the other has come, however long that takes."""
        return 1000 if (judged_root / "begun").exists() and "population" in found else 0

    monkeypatch.setattr(forks, "time", SimpleNamespace(monotonic=clock))
    for one in forks.make_all(units, 2, timeout=999):
        found[one.page] = one
    assert found["population"].state == "done"
    assert found["women_health"].state == "failed"
    assert re.fullmatch(rf"cell \d+ `{re.escape(cell)}`: not done after 1000 s", found["women_health"].reason)


def test_the_cells_of_a_page_share_its_time_in_a_kernel_too(tmp_path, monkeypatch):
    cells = [new_code_cell(f"import time; time.sleep({seconds})") for seconds in (0, 0, 3600)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "slow.ipynb")
    begun = []
    # by this clock each cell begins 300 s after the one before: nothing is left for the third
    monkeypatch.setattr(notebook_execution, "time", SimpleNamespace(monotonic=lambda: 300 * len(begun)))
    with pytest.raises(
        notebook_execution.StoppedError, match=r"^cell 2 `.*sleep\(3600\)`: not done after 900 s$"
    ):
        notebook_execution.run(
            tmp_path / "slow.ipynb", {}, root=str(tmp_path), timeout=900, tell=begun.append
        )
    assert [name[:6] for name in begun] == ["cell 0", "cell 1", "cell 2"]


def test_a_cell_keeps_what_it_prints_shows_and_returns_and_an_error_ends_the_notebook(tmp_path):
    cells = [
        "print('a')",
        "from IPython.display import display\ndisplay('b')\n1 + 1",
        "1 / 0",
        "print('never')",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, tmp_path / "in.ipynb")
    with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
        papermill.execute_notebook(
            str(tmp_path / "in.ipynb"),
            str(tmp_path / "out.ipynb"),
            engine_name=in_process_engine.NAME,
            kernel_name="python3",
            progress_bar=False,
        )
    found = [cell for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells if cell.source in cells]
    kinds = [[output.output_type for output in cell.outputs] for cell in found]
    assert kinds == [["stream"], ["display_data", "execute_result"], ["error"], []]
    assert found[1].outputs[1].data["text/plain"] == "2"
    assert found[2].outputs[0].ename == "ZeroDivisionError"


def test_links_in_executed_notebooks_lead_to_pages_too(outputs):
    found = []
    for path in sorted(outputs.rglob("notebooks/*.ipynb")):
        for shown in left(path):
            for href in re.findall(r'href="([^"]*)"', shown):
                if not href.startswith(("#", "http")):
                    found.append(href)
                    assert (path.parent / href.split("#")[0]).is_file(), (path.name, href)
    assert found


def test_every_page_finds_its_font(outputs):
    pages = sorted(outputs.rglob("*.html"))
    assert outputs / "index.html" in pages
    for path in pages:
        (font,) = re.findall(r'src: url\("([^"]*)"\)', path.read_text(encoding="utf-8"))
        assert font, path
        assert (path.parent / font).is_file(), path


def test_links_of_a_piece_lead_where_the_notebook_can_follow_them_or_are_texts(finished_root, monkeypatch):
    book = workbook.open("overview", "tiny", 2025)
    piece = pieces.paragraph(Link(say("健康"), "women_health.html#maternal_mortality"))
    piece += pieces.paragraph(Link(say("别处"), "#s-2026")) + pieces.paragraph(Link(say("无"), "law.html"))
    shown = replace(piece, book=book)
    pages = "outputs/tiny/2025/internal"
    folders = {
        "notebooks": f"../{pages}/",
        f"{pages}/notebooks": "../",
        ".": f"{pages}/",
        "工作 区": f"../{pages}/",
    }
    for name, lead in folders.items():
        (finished_root / name).mkdir(exist_ok=True)
        monkeypatch.chdir(finished_root / name)
        made = shown._repr_html_()
        assert f'<a href="{lead}women_health.html#maternal_mortality">健康</a>' in made
        assert '<a href="#s-2026">别处</a>' in made
        assert "<p>无</p>" in made  # a page that nobody has made
        assert "women_health.html" not in replace(piece, book=None)._repr_html_()  # of no page
    monkeypatch.setenv("JPY_SESSION_NAME", str(finished_root / pages / "notebooks" / "overview.ipynb"))
    assert 'href="../women_health.html' in shown._repr_html_()  # where Jupyter says that the notebook lies
    monkeypatch.setenv(reads.VARIABLE, str(finished_root / "reads"))
    assert shown._repr_html_() == shown.html  # a run's page lies beside the others
    shutil.rmtree(finished_root / "outputs")
    monkeypatch.delenv(reads.VARIABLE)
    assert 'href="women_health' not in shown._repr_html_()
