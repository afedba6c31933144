"""`planbook verify`: an untouched run passes in any folder, a single edit is named with its place."""

import io
import json
import os
import subprocess
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import copied, matrix
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from small_runs import PAGES

from planbook.cli import main
from planbook.core import paths
from planbook.judge.place_year import PlaceYear
from planbook.run import folder_comparison, manifest_check, notebook_execution, order, page_making, verify

pytestmark = pytest.mark.slow
PLAIN = matrix(PAGES, ("women_health", "overview"))  # made by plain kernels, as the command makes all


@pytest.fixture(scope="module")
def kept(year_made, tmp_path_factory):
    """The small place's run, moved to a folder of another name, and the same pages made anew, some by plain kernels."""
    root = tmp_path_factory.mktemp("verify") / "root"
    subprocess.run(["cp", "-r", year_made, root], check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        folder = root.parent / "handed over"
        os.rename(root / "outputs" / "tiny" / "2025" / "internal", folder)
        patch.setattr(verify, "ENGINE", "fork")
        with verify.remade(folder, manifest_check.read(folder), lambda line: None) as fresh:
            asked = order.Order(PlaceYear("tiny", 2025), engine=notebook_execution.KERNEL)
            for unit in order.units(asked, order.pages(asked)):
                if unit.page in PLAIN:
                    assert page_making.make(unit).state == "done"
            yield root, folder, fresh


@pytest.fixture
def handed(kept, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PLANBOOK_ROOT", str(kept[0]))
    subprocess.run(["cp", "-r", kept[1], tmp_path / "pages"], check=True)
    return tmp_path / "pages"


def differences(folder: Path, fresh: Path) -> list[str]:
    known = manifest_check.read(folder)
    found = [
        *manifest_check.sources(known),
        *verify.parameters(folder, known),
        *folder_comparison.folders(folder, fresh),
    ]
    return [str(one) for one in found]


def test_an_untouched_run_has_no_difference_from_a_fresh_one_by_other_ways(kept, handed):
    assert differences(handed, kept[2]) == []


@pytest.mark.parametrize(
    ("file", "part", "old", "new"),
    [
        ("briefing.docx", "word/document.xml", "总体评价", "总体评介"),
        ("yearbook.xlsx", "xl/sharedStrings.xml", "孕产妇死亡率", "孕产妇死亡律"),
    ],
)
def test_an_edit_of_a_document_is_named_with_its_part(kept, handed, file, part, old, new):
    was = zipfile.ZipFile(io.BytesIO((handed / file).read_bytes()))
    with zipfile.ZipFile(handed / file, "w") as archive:
        for name in was.namelist():
            text = was.read(name)
            assert name != part or old.encode() in text
            archive.writestr(name, text.replace(old.encode(), new.encode(), 1) if name == part else text)
    (line,) = differences(handed, kept[2])
    assert line.startswith(f"{file}, {part}: ")
    assert new in line
    assert old in line


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("women_health.html", "13.3", "13.2", "women_health.html, line "),
        ("tables/assessment.csv", "maternal_mortality", "maternal_mortalitx", "row 2, `indicator`"),
        ("notebooks/women_health.ipynb", "13.3", "13.2", "notebooks/women_health.ipynb, cell "),
        ("notebooks/population.ipynb", "year = 2025", "year = 2024", "parameter `year`: 2024 → 2025"),
        ("units/health.html", "</main>", " </main>", "units/health.html, line "),
        ("index.html", "小试市", "小式市", "index.html, line "),
    ],
)
def test_an_edit_is_named_with_its_place_old_and_new(kept, handed, file, old, new, named):
    path = handed / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    assert [line for line in differences(handed, kept[2]) if named in line], differences(handed, kept[2])


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        ("a.html", "<h2>甲</h2>\n一\n二", "<h2>甲</h2>\n一\n三\n二", ["line 3, under “甲”: nothing → '三'"]),
        ("a.html", "一\n二\n三", "一\n三", ["line 2: '二' → nothing"]),
        ("a.html", "一\n二", "一\n二乙", ["line 2: '二' → '二乙'"]),
        (
            "a.csv",
            "x,y\n1,2\n3,4\n",
            "x,y\n0,0\n1,2\n3,5\n",
            ["row 2: nothing → '0,0'", "row 4, `y`: '4' → '5'"],
        ),
    ],
)
def test_what_is_put_in_or_taken_out_is_one_difference(name, old, new, named):
    found = folder_comparison.differences_of_file(name, old.encode(), new.encode())
    assert [str(one) for one in found] == [f"{name}, {one}" for one in named]


def test_files_that_no_run_makes_and_files_that_are_gone_are_named(kept, handed):
    (handed / "extra.html").write_text("x")
    (handed / "tables" / "gaps.csv").unlink()
    found = differences(handed, kept[2])
    assert "extra.html: a file → none: no run makes it" in found
    assert "tables/gaps.csv: no such file → a file" in found


def test_received_files_and_the_program_are_held_against_what_was_recorded(
    kept, handed, tmp_path, monkeypatch
):
    manifest = handed / "manifest.json"
    known = json.loads(manifest.read_text(encoding="utf-8"))
    known["code"]["planbook/workbook/area_page.py"] = "0" * 64
    known["versions"]["pandas"] = "0.1"
    manifest.write_text(json.dumps(known), encoding="utf-8")
    root = copied(tmp_path / "root")
    cells = root / "data" / "raw" / "tiny" / "2026-03-01" / "returns.csv"
    cells.write_text(cells.read_text().replace(",1,7500", ",2,7500"))
    later = root / "data" / "raw" / "tiny" / "2026-09-01"
    later.mkdir()
    (later / "returns.csv").write_text("later releases do not count")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    found = [str(one) for one in manifest_check.sources(known)]
    assert [line.split(",")[0] for line in found] == [
        "data/raw/tiny/2026-03-01/returns.csv",
        "planbook/workbook/area_page.py",
        "versions",
    ]


def test_the_command_ends_with_one_on_a_difference_and_two_on_a_folder_of_something_else(
    kept, handed, tmp_path, monkeypatch
):
    # the fresh run is the one that the other tests have; benchmarks/verify_edits.py goes through the whole command
    monkeypatch.setattr(verify, "remade", lambda *given: nullcontext(kept[2]))
    found = CliRunner().invoke(main, ["verify", str(handed)])
    assert found.exit_code == 0, found.output
    page = handed / "women_health.html"
    page.write_bytes(page.read_bytes().replace(b"13.3", b"13.2", 1))
    result = CliRunner().invoke(main, ["verify", str(handed)])
    assert result.exit_code == 1
    assert "differs: women_health.html, line" in result.output
    assert "1 differences" in result.output
    other = CliRunner().invoke(main, ["verify", str(tmp_path)])
    assert other.exit_code == 2
    assert "manifest.json" in other.output


def test_opening_and_saving_an_executed_notebook_leaves_its_bytes(kept, handed):
    folder = handed / "notebooks"
    manager = LargeFileManager(root_dir=str(folder))
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    assert len(names) == len(PAGES)
    before = {name: (folder / name).read_bytes() for name in names}
    for name in names:
        content = json.loads(json.dumps(manager.get(name, content=True)["content"]))  # as the browser gets it
        manager.save({"type": "notebook", "format": "json", "content": content}, name)
        manager.create_checkpoint(name)
    assert {name: (folder / name).read_bytes() for name in names} == before
    assert list(folder.glob(".ipynb_checkpoints/*.ipynb"))
    assert differences(handed, kept[2]) == []


def test_a_notebook_run_again_and_saved_by_another_program_is_no_other_but_a_change_is_named(kept, handed):
    path = handed / "notebooks" / "women_health.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["metadata"]["kernelspec"] = {"display_name": "妇儿", "language": "python", "name": "my-kernel"}
    book["metadata"]["language_info"]["version"] = "3.99.0"
    book["metadata"]["widgets"] = {}
    book["nbformat_minor"] = 4
    for count, cell in enumerate(book["cells"]):
        cell["metadata"] |= {"collapsed": True, "scrolled": False, "execution": {"iopub.status.busy": "now"}}
        cell["source"] = "".join(cell["source"])
        del cell["id"]
        for output in cell.get("outputs", []):
            output["execution_count"] = cell["execution_count"] = count + 40
            output["data"] = {name: "".join(form) for name, form in output["data"].items()}
            output["data"] |= {"application/vnd.planbook.claims+json": "{}"}
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
    assert differences(handed, kept[2]) == []
    shown = [cell for cell in book["cells"] if cell.get("outputs")]
    shown[0]["outputs"][0]["data"]["text/html"] += "<p>另加</p>"
    shown[1]["source"] += " # 另写"
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
    found = differences(handed, kept[2])
    assert len(found) == 2
    assert "outputs" in found[0]
    assert "source" in found[1]
    path.write_text("no notebook", encoding="utf-8")
    assert any(line.startswith("notebooks/women_health.ipynb") for line in differences(handed, kept[2]))


def test_a_checkpoint_of_jupyter_makes_no_run(kept, monkeypatch):
    root = kept[0]
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    (root / ".ipynb_checkpoints").mkdir()
    (root / ".ipynb_checkpoints" / "a-checkpoint.ipynb").write_text("{}")
    (root / "shown.txt").write_text("")
    found = {path.relative_to(root).parts[0] for path in paths.shown(root)}
    assert ".ipynb_checkpoints" not in found
    assert "shown.txt" in found
