"""What a second run does: nothing where nothing changed, and only the pages that read what did."""

import itertools
import json
import subprocess
import sys

import pytest
from conftest import left_by_run, write_release
from small_runs import PAGES, made, planbook, year

from planbook import reports, workbook
from planbook.document.blocks import Chart
from planbook.judge.place_year import PlaceYear
from planbook.render import images
from planbook.run import year_documents
from planbook.store import processed

pytestmark = pytest.mark.slow
LIGHT = """
import sys
from planbook.cli import main
try:
    main(["run", "--place", "tiny"])
except SystemExit as end:
    assert end.code == 0, end.code
assert not {"pandas", "papermill", "matplotlib", "nbformat"} & set(sys.modules)
"""


def test_a_run_in_which_nothing_changed_says_so_and_imports_no_table(finished_root):
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=finished_root)
    assert done.returncode == 0, done.stderr
    assert "tiny 2025: nothing changed, 7 pages kept" in done.stdout


def test_what_was_damaged_between_two_runs_is_made_again(finished_root):
    before = left_by_run(finished_root)
    notes = [
        year(finished_root) / "manifest.json",
        *(finished_root / "data" / "processed" / "tiny").rglob("*.json"),
    ]
    for note, text in zip(notes, itertools.cycle(["", "[]", "null", '{"key": 1}', "{"]), strict=False):
        note.write_text(text)
    tables = [
        finished_root / "data" / "processed" / "tiny" / name
        for name in ("observations.parquet", "not_taken.csv")
    ]
    for table in [
        *tables,
        *(finished_root / "data" / "processed").rglob("judgement/2024_95/warnings.parquet"),
    ]:
        table.write_bytes(table.read_bytes()[:100])
    result = planbook()
    assert result.exit_code == 0, result.output
    assert left_by_run(finished_root) == before
    noted = json.loads((finished_root / "data" / "processed" / "tiny" / "prepared.json").read_text())
    assert set(noted["files"]) == set(processed.FILES.values())


def test_a_revision_runs_the_pages_that_read_it_and_no_others(finished_root):
    rows = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
    write_release(finished_root, "2026-04-01", rows + "infant_mortality,2025,_T,9,7500,,‰,A,\n")
    before = (year(finished_root) / "women_health.html").stat().st_mtime_ns
    result = planbook()
    assert result.exit_code == 0, result.output
    assert made(result.output) == PAGES - {"women_health"}
    assert "1 of 7 pages unchanged and kept" in result.output
    assert (year(finished_root) / "women_health.html").stat().st_mtime_ns == before
    manifest = json.loads((year(finished_root) / "manifest.json").read_text(encoding="utf-8"))
    assert [page for page, one in manifest["pages"].items() if one["state"] == "kept"] == ["women_health"]
    assert "2026-04-01" in (year(finished_root) / "children_health.html").read_text(encoding="utf-8")


def test_a_note_runs_its_own_page_and_no_other(finished_root):
    note = finished_root / "workspace" / "notes" / "tiny" / "2025" / "women_health.md"
    note.parent.mkdir(parents=True)
    note.write_text("## maternal_mortality\n\n两例均已评审。\n", encoding="utf-8")
    assert made(planbook().output) == {"women_health"}
    assert "两例均已评审" in (year(finished_root) / "women_health.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "how"), [("women_health.html", "edited"), ("notebooks/women_health.ipynb", "gone")]
)
def test_a_page_that_was_edited_or_lost_is_made_again(finished_root, file, how):
    path = year(finished_root) / file
    was = path.read_bytes()
    path.write_bytes(was.replace(b"1", b"2", 1)) if how == "edited" else path.unlink()
    assert made(planbook().output) == {"women_health"}
    assert path.read_bytes() == was


def test_tables_and_the_index_are_written_again_where_they_were_edited(finished_root):
    files = [
        year(finished_root) / name for name in ("tables/assessment.csv", "index.html", "units/health.html")
    ]
    was = [path.read_bytes() for path in files]
    for path in files:
        path.write_bytes(b"x")
    result = planbook()
    assert (result.exit_code, made(result.output)) == (0, set())
    assert [path.read_bytes() for path in files[::2]] == was[::2]
    assert "移开的改稿" in files[1].read_text(encoding="utf-8")
    moved = sorted((year(finished_root).parent / "changed").rglob("*.*"))
    assert [path.read_bytes() for path in moved if path.is_file()] == [b"x"] * len(files)


def test_force_makes_every_page_anew_that_is_asked_for(finished_root):
    words = ("--area", "women_health", "--area", "population")
    assert made(planbook(*words).output) == set()
    assert made(planbook(*words, "--force").output) == {"women_health", "population"}


def test_documents_draw_no_chart_that_a_page_of_the_run_shows(finished_root):
    asked = PlaceYear("tiny", 2025)
    known, drawn = year_documents.Shown(asked), []

    def shown(page, call):
        if not (found := known(page, call)):
            drawn.append(call)
        return found

    _, content = reports.reports(asked, shown)["monitoring_women"]()
    pictures = [one.shown for one in content if isinstance(one, Chart) and one.shown]
    assert pictures
    assert "glance()" not in drawn
    page = workbook.open("women_health", "tiny", 2025)
    assert images.unpacked(known("women_health", "glance()").base64) == images.png(page.glance().figure)


def test_a_picture_of_a_page_that_was_changed_is_not_shown(finished_root):
    asked = PlaceYear("tiny", 2025)
    page = year(finished_root) / "women_health.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert year_documents.Shown(asked)("women_health", "glance()") is None
