"""Releases: kept as received, restated at any earlier state, whole after a kill, one writer at a time."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import write_release

from planbook import store, workbook
from planbook.cli import main
from planbook.core import paths
from planbook.intake import findings
from planbook.store import preparing, processed, revisions

pytestmark = pytest.mark.slow

HEADER = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
COMMAND = [sys.executable, "-c", "from planbook.cli import main; main()", "prepare", "--place", "tiny"]

# a process that is ended by the system in the middle of writing its nth file
KILLED_WHILE_WRITING = """
import os, signal, sys
from planbook.cli import main
from planbook.core import paths
moment, calls, write = int(sys.argv.pop(1)), iter(range(100)), paths.write_atomically
def stopping(path, content):
    if next(calls) == moment:
        path.with_name(f".{path.name}.{os.getpid()}{paths.PARTIAL}").write_bytes(content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, content)
paths.write_atomically = stopping
main()
"""


def state(root: Path) -> dict[str, bytes]:
    folder = root / "data" / "processed" / "tiny"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != ".lock"}


class Killed(BaseException):
    """Stands for a process that is no more."""


def killed_at(monkeypatch, moment: int) -> None:
    """Let the writing of files stop in the middle of one, as a kill would leave it."""
    calls, write = iter(range(100)), paths.write_atomically

    def stopping(path: Path, content: bytes) -> None:
        if next(calls) == moment:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(f".{path.name}.1{paths.PARTIAL}").write_bytes(content[: len(content) // 2])
            raise Killed
        write(path, content)

    monkeypatch.setattr(paths, "write_atomically", stopping)


@pytest.mark.parametrize("moment", range(len(processed.FILES) + 1))
def test_whoever_is_killed_while_writing_leaves_nothing_half_and_the_next_run_makes_it_whole(
    small_root, monkeypatch, moment
):
    preparing.prepare("tiny")
    write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n")
    with monkeypatch.context() as patch:
        killed_at(patch, moment)
        with pytest.raises(Killed):
            preparing.prepare("tiny")
    assert not processed.in_force("tiny")
    rows = store.observations("tiny")
    preparing.refresh("tiny")  # as the next run does
    after = state(small_root)
    preparing.prepare("tiny")
    assert state(small_root) == after
    assert "2026-06-01" in set(rows["release"])
    assert not [name for name in after if name.endswith(paths.PARTIAL)]


@pytest.mark.slow
def test_a_real_kill_at_several_moments_leaves_a_state_that_the_next_run_completes(small_root):
    preparing.prepare("tiny")
    undisturbed = state(small_root)
    for moment in (0, 3, len(processed.FILES)):  # benchmarks/kill_prepare.py kills at random moments
        (small_root / "data/processed/tiny/prepared.json").unlink(missing_ok=True)
        killed = subprocess.run([*COMMAND[:2], KILLED_WHILE_WRITING, str(moment), *COMMAND[3:]], check=False)
        assert killed.returncode == -signal.SIGKILL
        preparing.prepare("tiny")
        assert state(small_root) == undisturbed


@pytest.mark.slow
def test_two_runs_at_once_leave_what_one_leaves(small_root):
    preparing.prepare("tiny")
    alone = state(small_root)
    (small_root / "data/processed/tiny/prepared.json").unlink()
    both = [subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert state(small_root) == alone


def test_any_earlier_state_can_be_asked_for(small_root):
    before = store.observations("tiny")
    last = before["release"].max()
    write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n")
    assert not store.observations("tiny").equals(before)
    assert store.observations("tiny", as_of=last).equals(before)


def test_of_a_changed_file_the_others_of_its_release_are_still_taken(small_root):
    folder = write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n")
    other = HEADER + "infant_mortality,2023,R,5,1000,,‰,A,\n"
    (folder / "SOURCE.toml").unlink()
    (folder / "more.csv").write_text(other, encoding="utf-8")
    preparing.prepare("tiny")  # both files are registered as they are
    (folder / "more.csv").write_text(other.replace("5,1000", "50,1000"), encoding="utf-8")
    prepared = preparing.prepare("tiny")
    assert [str(fault) for fault in prepared.faults] == [
        "tiny/2026-06-01/more.csv: found other bytes; expected the sha256 of SOURCE.toml. "
        "A file as received is never edited: put the change into a release of its own."
    ]
    own = prepared.rows[prepared.rows["release"].eq("2026-06-01")]
    assert own["residence"].tolist() == ["U"]


def test_a_revision_is_a_row_of_its_own_with_old_and_new(small_root):
    first = HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n"
    write_release(small_root, "2026-06-01", first)
    write_release(small_root, "2026-06-02", first.replace("4,1000", "5,1000"))
    write_release(small_root, "2026-06-03", first.replace("4,1000", "5,1000"))
    table = revisions.table(store.rows("tiny"), store.explanations("tiny"))
    own = table[
        table["indicator"].eq("infant_mortality") & table["year"].eq(2023) & table["residence"].eq("U")
    ]
    told = own[["old", "new", "old_release", "release"]].iloc[-1].tolist()
    assert told == [4.0, 5.0, "2026-06-01", "2026-06-02"]


def test_a_file_that_only_lies_there_for_the_moment_is_no_fault(small_root):
    folder = write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n")
    (folder / "~$returns.xlsx").write_bytes(b"x")
    (folder / f".returns.csv.7{paths.PARTIAL}").write_bytes(b"x")
    assert preparing.prepare("tiny").faults == ()


CORRECTION = "代码,年份,更正栏目,原数,新数,更正原因,经办人\ninfant_mortality.U,2023,分子,4,3,重复登记,王某\n"


def test_a_correction_in_the_release_of_its_figure_stands_in_its_place(small_root):
    folder = write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n")
    (folder / "SOURCE.toml").unlink()
    (folder / "更正表.csv").write_bytes(CORRECTION.encode("gb18030"))
    prepared = preparing.prepare("tiny")
    assert not findings.refusing(prepared.faults)
    own = prepared.rows[prepared.rows["release"].eq("2026-06-01")]
    assert own[["numerator", "value"]].to_numpy().tolist() == [[3.0, 3.0]]
    assert prepared.explanations["note"].tolist()[-1] == "重复登记（王某）"


LOOKED = (  # what anybody may do before a release is taken in
    ["query", "SELECT count(*) FROM observations", "--place", "tiny"],
    ["trace", "tiny", "infant_mortality", "2025"],
    ["check"],
    ["export", "--place", "tiny", "--to", "elsewhere"],
)


def files_of(*tops: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for top in tops for path in top.rglob("*") if path.is_file()}


def test_what_only_reads_leaves_data_and_outputs_as_they_were(small_root, monkeypatch):
    monkeypatch.chdir(small_root)
    before = files_of(small_root / "data")
    for words in LOOKED:
        assert CliRunner().invoke(main, words).exception.__class__ in (type(None), SystemExit), words
    book = workbook.open("children_health", "tiny", 2025)
    assert "婴儿死亡率" in book.figures_table().html
    assert not store.observations("tiny").empty
    assert files_of(small_root / "data") == before
    assert not (small_root / "outputs").exists()


@pytest.mark.parametrize(
    "words", [*LOOKED, ["run", "--place", "tiny", "--year", "2021", "--area", "population"]]
)
def test_a_file_copied_in_before_prepare_is_taken_whatever_was_looked_at_before(
    small_root, monkeypatch, words
):
    monkeypatch.chdir(small_root)
    folder = small_root / "data" / "raw" / "tiny" / "2026-06-01"
    folder.mkdir()
    (folder / "town.csv").write_text(HEADER + "infant_mortality,2023,U,4,1000,,‰,A,\n", encoding="utf-8")
    CliRunner().invoke(main, words)
    assert not (folder / "SOURCE.toml").exists()
    assert "2026-06-01" not in set(store.rows("tiny")["release"])
    (folder / "country.csv").write_text(HEADER + "infant_mortality,2023,R,5,1000,,‰,A,\n", encoding="utf-8")
    prepared = preparing.prepare("tiny")
    assert not findings.refusing(prepared.faults)
    own = prepared.rows[prepared.rows["release"].eq("2026-06-01")]
    assert sorted(own["residence"]) == ["R", "U"]


def test_files_that_nobody_has_taken_in_are_named_with_what_to_do(small_root):
    folder = small_root / "data" / "raw" / "tiny" / "2026-06-01"
    folder.mkdir()
    (folder / "town.csv").write_text(HEADER, encoding="utf-8")
    told = CliRunner().invoke(main, ["check"]).output
    assert "tiny/2026-06-01: found 1 file that nobody has taken in yet; expected a release with its" in told
    assert "Run `planbook prepare --place tiny`" in told
