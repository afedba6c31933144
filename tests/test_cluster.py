"""The Dask engine: the same bytes as on one machine, and nothing lost with a worker."""

import os
import shutil
import signal

import pytest
from click.testing import CliRunner
from conftest import left_by_run

from planbook.cli import main
from planbook.core import digests
from planbook.judge.place_year import PlaceYear
from planbook.run import cluster
from planbook.run import year_run as batch
from planbook.run.order import Order

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
    ),
]


def test_a_cluster_leaves_the_bytes_of_one_machine_though_a_worker_is_lost_and_keeps_them(
    year_made, judged_root, monkeypatch
):
    root, killed, take = judged_root, [], cluster._Work._take

    def kill_one(work, number: int, outcome) -> None:
        """End a worker when the first page has come back: the others are still asked for."""
        take(work, number, outcome)
        if not killed:
            killed.append(next(iter(work.client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr(cluster._Work, "_take", kill_one)
    result = CliRunner().invoke(main, ["run", "--place", "tiny", "--engine", "dask", "--jobs", "2"])
    assert result.exit_code == 0, result.output
    assert killed
    assert left_by_run(root) == left_by_run(year_made)
    again = CliRunner().invoke(main, ["run", "--place", "tiny", "--engine", "fork"])
    assert "7 of 7 pages unchanged and kept" in again.output


def test_a_place_without_figures_has_no_folder_of_pages(small_root):
    for release in (small_root / "data" / "raw" / "tiny").glob("20*"):
        shutil.rmtree(release)
    with batch.alone(Order(PlaceYear("tiny", 2025))):
        assert not (small_root / "outputs").exists()


def test_a_worker_of_another_version_does_no_task():
    assert cluster._done(digests.code(), len, "page") == 4
    with pytest.raises(RuntimeError, match="start the workers anew"):
        cluster._done("another version", len, "page")
