"""What a second run does: nothing where nothing changed, and only the pages that read what did."""

import errno
import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from conftest import REPOSITORY, left_by_run, with_cell, write_release
from notebook_cells import run as cells_of

from planbook import catalogue as entries
from planbook.cli import main
from planbook.core import paths, reads
from planbook.judge import judgement, kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.run import notebook_execution, order, page_completeness, page_making
from planbook.store import processed
from planbook.workbook.pieces import paragraph

pytestmark = pytest.mark.slow
HANG = 900  # seconds after which processes that should have ended are taken to hang
PAGES = {"overview", "warnings", "population", "data_quality", "midterm", "women_health", "children_health"}
LIGHT = """
import sys
from planbook.cli import main
try:
    main(["run", "--place", "tiny"])
except SystemExit as end:
    assert end.code == 0, end.code
assert not {"pandas", "papermill", "matplotlib", "nbformat"} & set(sys.modules)
"""


def planbook(*words: str):
    return CliRunner().invoke(main, ["run", "--place", "tiny", *words])


def made(output: str) -> set[str]:
    return set(re.findall(r"tiny 2025 (\w+): [\d.]+ s", output))


@pytest.fixture
def root(year_made, tmp_path, monkeypatch) -> Path:
    """A copy of the finished year in another folder: records name no folder, so they hold there too."""
    own = tmp_path / "elsewhere"
    subprocess.run(["cp", "-r", year_made, own], check=True)
    monkeypatch.setenv("PLANBOOK_ROOT", str(own))
    return own


def year(root: Path) -> Path:
    return root / "outputs" / "tiny" / "2025" / "internal"


def test_a_run_in_which_nothing_changed_says_so_and_imports_no_table(root):
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "tiny 2025: nothing changed, 7 pages kept" in done.stdout


def test_what_was_damaged_between_two_runs_is_made_again(root):
    before = left_by_run(root)
    notes = [year(root) / "manifest.json", *(root / "data" / "processed" / "tiny").rglob("*.json")]
    for note, text in zip(notes, itertools.cycle(["", "[]", "null", '{"key": 1}', "{"]), strict=False):
        note.write_text(text)
    tables = [
        root / "data" / "processed" / "tiny" / name for name in ("observations.parquet", "not_taken.csv")
    ]
    for table in [*tables, *(root / "data" / "processed").rglob("judgement/2024_95/warnings.parquet")]:
        table.write_bytes(table.read_bytes()[:100])
    result = planbook()
    assert result.exit_code == 0, result.output
    assert left_by_run(root) == before
    noted = json.loads((root / "data" / "processed" / "tiny" / "prepared.json").read_text())
    assert set(noted["files"]) == set(processed.FILES.values())


def test_a_revision_runs_the_pages_that_read_it_and_no_others(root):
    rows = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
    write_release(root, "2026-04-01", rows + "infant_mortality,2025,_T,9,7500,,‰,A,\n")
    before = (year(root) / "women_health.html").stat().st_mtime_ns
    result = planbook()
    assert result.exit_code == 0, result.output
    assert made(result.output) == PAGES - {"women_health", "population"}
    assert "2 of 7 pages unchanged and kept" in result.output
    assert (year(root) / "women_health.html").stat().st_mtime_ns == before
    manifest = json.loads((year(root) / "manifest.json").read_text(encoding="utf-8"))
    assert {page for page, one in manifest["pages"].items() if one["state"] == "kept"} == {
        "women_health",
        "population",
    }
    assert "2026-04-01" in (year(root) / "children_health.html").read_text(encoding="utf-8")


def test_a_note_runs_its_own_page_and_no_other(root):
    note = root / "workspace" / "notes" / "tiny" / "2025" / "women_health.md"
    note.parent.mkdir(parents=True)
    note.write_text("## maternal_mortality\n\n两例均已评审。\n", encoding="utf-8")
    assert made(planbook().output) == {"women_health"}
    assert "两例均已评审" in (year(root) / "women_health.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "how"), [("women_health.html", "edited"), ("notebooks/women_health.ipynb", "gone")]
)
def test_a_page_that_was_edited_or_lost_is_made_again(root, file, how):
    path = year(root) / file
    was = path.read_bytes()
    path.write_bytes(was.replace(b"1", b"2", 1)) if how == "edited" else path.unlink()
    assert made(planbook().output) == {"women_health"}
    assert path.read_bytes() == was


def test_tables_and_the_index_are_written_again_where_they_were_edited(root):
    files = [year(root) / name for name in ("tables/assessment.csv", "index.html", "units/health.html")]
    was = [path.read_bytes() for path in files]
    for path in files:
        path.write_bytes(b"x")
    result = planbook()
    assert (result.exit_code, made(result.output)) == (0, set())
    assert [path.read_bytes() for path in files] == was


def test_force_makes_every_page_anew(root):
    assert made(planbook("--force").output) == PAGES


def test_two_runs_on_one_folder_exclude_each_other(root):
    with paths.lock_now(year(root)):
        result = planbook("--force")
    assert result.exit_code == 2
    assert "another run at work" in result.output
    assert planbook("--force", "--area", "population").exit_code == 0


def test_a_full_disk_is_told_and_leaves_no_half_page(root, monkeypatch):
    was = {path: path.read_bytes() for path in year(root).rglob("*.csv")}
    write = Path.write_bytes

    def full(path: Path, content: bytes):
        write(path, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        result = planbook("--force")
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert "Traceback" not in result.output
    assert was == {path: path.read_bytes() for path in year(root).rglob("*.csv")}
    assert not list(root.rglob("*.partial"))
    assert planbook().exit_code == 0


def test_a_folder_that_cannot_be_written_is_told(small_root):
    (small_root / "outputs").write_text("a file in the folder's place")
    result = planbook()
    assert result.exit_code == 1
    assert "outputs" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_page_that_eats_memory_is_named_with_its_cell_and_the_others_go_on(judged_root, engine):
    with_cell(judged_root, "bytearray(3 << 30)")
    result = planbook("--area", "women_health", "--area", "population", "--memory", "2", "--engine", engine)
    assert result.exit_code == 1
    assert re.search(r"failed: women_health: cell \d+ `bytearray\(3 << 30\)`: MemoryError", result.output)
    assert (year(judged_root) / "population.html").is_file()


def test_after_a_kill_the_next_run_completes_and_no_process_of_the_first_writes_on(judged_root):
    with_cell(
        judged_root,
        "print('begun', file=__import__('sys').__stdout__, flush=True) or __import__('time').sleep(3600)",
    )
    command = [
        sys.executable,
        "-c",
        "from planbook.cli import main; main(['run', '--place', 'tiny', '--jobs', '2'])",
    ]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=judged_root, **streams) as killed:
        told = ""  # benchmarks/kill_run.py kills at random moments
        while not ("begun" in told and made(told)):  # one page is at work and cannot end, another is there
            line = killed.stdout.readline()
            assert line, told
            told += line
        killed.kill()
        killed.communicate(timeout=HANG)  # comes back when nobody is left that could write
    shutil.rmtree(judged_root / "notebooks")
    assert list(year(judged_root).glob("notebooks/*.ipynb"))
    for path in (judged_root / "outputs").rglob("*.html"):
        assert path.read_bytes().rstrip().endswith(b"</html>"), path
    result = planbook()
    assert result.exit_code == 0, result.output
    assert {path.stem for path in year(judged_root).glob("*.html")} == PAGES | {"index"}
    assert not list(year(judged_root).rglob("*.partial"))


def _book(tags: list[str], shown: str):
    import nbformat.v4 as v4

    cell = v4.new_code_cell("book.trend('x')", metadata={"tags": tags})
    cell.outputs = [v4.new_output("execute_result", data={"text/html": shown})]
    return v4.new_notebook(cells=[cell])


@pytest.mark.parametrize(
    ("tags", "shown", "wrong"),
    [
        (["chart"], "<p>1</p>", "declares a chart and shows none"),
        (["table"], "<img >", "declares a table and shows none"),
        ([], " ", "shows nothing"),
    ],
)
def test_a_cell_that_shows_less_than_it_declares_is_a_failure(tags, shown, wrong):
    with pytest.raises(page_completeness.IncompleteError, match=wrong):
        page_completeness.check(_book(tags, shown))
    page_completeness.check(_book(["chart"], '<p class="lacking">没有数据。</p>'))
    page_completeness.check(_book(["chart"], '<img src="x">'))


def test_a_silent_failure_takes_the_page_away_and_names_the_cell(judged_root, monkeypatch):
    asked = order.Order(PlaceYear("tiny", 2025), areas=("women_health",), engine="kernel")
    (unit,) = order.units(asked, order.pages(asked))
    monkeypatch.setattr(
        notebook_execution, "run", lambda *source, **limits: _book(["chart"], paragraph("x").html)
    )
    found = page_making.make(unit)
    assert found.state == "failed"
    assert "cell 0 `book.trend('x')`: declares a chart and shows none" in found.reason


@pytest.mark.parametrize("page", [*entries.load().areas, "population"])
def test_a_page_shows_the_same_from_the_rows_alone_that_are_recorded_as_read(
    repository, monkeypatch, tmp_path, page
):
    with reads.recorded(tmp_path / "reads"):
        said = cells_of.__wrapped__(page, "demo", 2025)
    recorded = reads.of(tmp_path / "reads")
    whole = kept_judgements.of
    with monkeypatch.context() as patch:
        patch.setattr(kept_judgements, "of", lambda parameters: only(whole(parameters), parameters, recorded))
        assert cells_of.__wrapped__(page, "demo", 2025) == said
    indicators = {
        read[8] for read in recorded if read[0] == "judged" and read[6:8] == ("observations", "indicator")
    }
    assert indicators == known_to(page, indicators)


def only(judged: judgement.Judgement, parameters, recorded: list[reads.Read]) -> judgement.Judgement:
    """The judgement with the rows alone that a record names."""
    tables = {}
    for name, table in judged.tables().items():
        own = [read[7:] for read in recorded if read[:7] == ("judged", *parameters.by_name.values(), name)]
        kept = np.zeros(len(table), bool)
        for column, value in own:
            kept |= table[column].eq(value).to_numpy(bool) if column else True
        tables[name] = table[kept].reset_index(drop=True)
    return judgement.Judgement(**tables)


def known_to(page: str, indicators: set[str]) -> set[str]:
    """The indicators that a page reads for a reason: its area's, those its notebook names, and those these stand to."""
    known = entries.load()
    source = (REPOSITORY / "notebooks" / f"{page}.ipynb").read_text(encoding="utf-8")
    beside = {target.relative_to for target in known.by_target.values() if target.relative_to}
    return {id for id in indicators if id in {*known.area_indicators(page), *beside} or id in source}


ROWS = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
NAMED = (  # ways in which a cell of women_health may name an indicator of children's health
    "book.say('infant_mortality')",
    "(lambda id: book.say(id))('_'.join(['infant', 'mortality']))",
    'workbook.open("children_health", place, year).say("infant_mortality")',
    """book.context.judgement.observations.query("indicator.str.startswith('infant')")""",
    """store.observations(place).query("year == 2025 and indicator.str.contains('infant')")""",
)


@pytest.mark.parametrize(("cell", "engine"), [*((cell, "fork") for cell in NAMED), (NAMED[-1], "kernel")])
def test_a_page_that_reads_another_areas_indicator_is_made_anew_when_that_changes(judged_root, cell, engine):
    with_cell(judged_root, f"from planbook import store\n{cell}")
    pages = {"women_health", "population"} if engine == "fork" else {"women_health"}
    areas = ("--engine", engine, *(word for page in sorted(pages) for word in ("--area", page)))
    assert made(planbook(*areas).output) == pages
    assert made(planbook(*areas).output) == set()
    write_release(judged_root, "2026-04-01", ROWS + "infant_mortality,2025,_T,9,7500,,‰,A,\n")
    assert made(planbook(*areas).output) == {"women_health"}


ORPHANS = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from planbook.core import processes
from planbook.run import fork_server as server
def begin(both):
    global BOTH
    BOTH = both
    processes.end_with_parent()
def pid(number):
    BOTH.wait()  # for the other process: neither does the work of both
    return os.getpid()
if __name__ == "__main__":
    context = server.context() if sys.argv[1] == "forkserver" else __import__("multiprocessing").get_context(sys.argv[1])
    pool = ProcessPoolExecutor(2, mp_context=context, initializer=begin, initargs=(context.Barrier(2),))
    print(*pool.map(pid, range(2)), flush=True)
    time.sleep(3600)
"""


@pytest.mark.parametrize("way", ["fork", "spawn", "forkserver"])
def test_a_pools_processes_end_when_the_run_is_killed(tmp_path, way):
    (tmp_path / "orphans.py").write_text(ORPHANS)
    command = [sys.executable, "-W", "ignore", tmp_path / "orphans.py", way]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as killed:
        assert len(set(killed.stdout.readline().split())) == 2
        killed.kill()
        killed.communicate(timeout=HANG)  # comes back when nobody is left that could write
