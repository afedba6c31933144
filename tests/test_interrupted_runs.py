"""Runs that meet each other, a full disk, a page that eats memory or a kill: told, nothing half, and whole again."""

import errno
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import with_cell
from small_runs import made, planbook, year

from planbook.core import paths
from planbook.document.claims import say
from planbook.judge.place_year import PlaceYear
from planbook.run import notebook_execution, order, page_completeness, page_making
from planbook.workbook.pieces import paragraph

pytestmark = pytest.mark.slow
HANG = 900  # seconds after which processes that should have ended are taken to hang


def test_two_runs_on_one_folder_exclude_each_other(finished_root):
    with paths.lock_now(year(finished_root)):
        result = planbook("--force")
    assert result.exit_code == 2
    assert "another run at work" in result.output
    assert planbook("--force", "--area", "population").exit_code == 0


def test_a_full_disk_is_told_and_leaves_no_half_page(finished_root, monkeypatch):
    was = {path: path.read_bytes() for path in year(finished_root).rglob("*.csv")}
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
    assert was == {path: path.read_bytes() for path in year(finished_root).rglob("*.csv")}
    assert not list(finished_root.rglob("*.partial"))
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
    asked = ("women_health", "children_health", "population")
    areas = [word for page in asked for word in ("--area", page)]
    command = [
        sys.executable,
        "-c",
        "import sys; from planbook.cli import main; main(['run', '--place', 'tiny', '--jobs', '2', *sys.argv[1:]])",
        *areas,
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
    result = planbook(*areas)
    assert result.exit_code == 0, result.output
    assert {path.stem for path in year(judged_root).glob("*.html")} == {*asked, "index"}
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
        notebook_execution, "run", lambda *source, **limits: _book(["chart"], paragraph(say("x")).html)
    )
    found = page_making.make(unit)
    assert found.state == "failed"
    assert "cell 0 `book.trend('x')`: declares a chart and shows none" in found.reason


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
