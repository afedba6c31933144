"""A province on a Dask cluster of this machine: pages a core-hour, memory, and whether cost grows with the counties.

Usage: ``.venv/bin/python benchmarks/province.py [COUNTIES ...]`` (10 20). The generator of the invented city makes
counties of different sizes, with their history and one year's returns; each number of counties is run in a folder of its
own with `--engine dask`, and in the largest a worker is killed once half of the pages are there. Memory is what the
process and all below it hold, shared pages counted once (PSS), at its highest.
"""

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))
COUNTRY = 2800


def write(root: Path, number: int) -> str:
    """One county's folder."""
    from invented_city import releases

    code = f"c{number:03d}"
    size = 0.3 + 0.01 * number
    releases.write(
        root, releases.Wanted(code, f"虚构{number}县", seed=number, scale=size, first=2025, stories=False)
    )
    return code


def held() -> int:
    """Bytes this process and all below it hold."""
    total = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total


def watch(stop: threading.Event, most: list[int]) -> None:
    """Keep the highest memory until told to stop."""
    while not stop.wait(5):
        most.append(held())


def kill_at_half(client, folder: Path, pages: int, killed: list[int]) -> None:
    """End one worker when half of the pages are there."""
    while len(list(folder.glob("*/2025/internal/*.html"))) < pages // 2:
        time.sleep(0.5)
    pid = next(iter(client.run(os.getpid).values()))
    os.kill(pid, signal.SIGKILL)
    killed.append(pid)


def run(counties: int, kill: bool) -> tuple[float, int, float, int]:
    """Seconds, pages, highest GiB, failures of one province."""
    from planbook.judge.place_year import PlaceYear
    from planbook.run import cluster, order

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(HOME / "data" / "raw" / "CN", root / "data" / "raw" / "CN")
        codes = [write(root, number) for number in range(counties)]
        os.environ["PLANBOOK_ROOT"] = str(root)
        stop, most, killed, real = threading.Event(), [], [], cluster._client
        threading.Thread(target=watch, args=(stop, most), daemon=True).start()

        @contextmanager
        def client(asked):
            with real(asked) as found:
                if kill:
                    given = (found, root / "outputs", 20 * counties, killed)
                    threading.Thread(target=kill_at_half, args=given, daemon=True).start()
                yield found

        cluster._client = client
        started = time.perf_counter()
        made = cluster.run(
            [order.Order(PlaceYear(code, 2025), engine="dask", documents=False) for code in codes],
            lambda line: None,
        )
        seconds = time.perf_counter() - started
        cluster._client = real
        stop.set()
        outcomes = [one for place in made for one in place]
        lost = sum(one.state == "failed" for one in outcomes) + sum(len(place) == 0 for place in made)
        assert not kill or killed, "no worker was killed"
    return seconds, len(outcomes), max(most, default=0) / 2**30, lost


def main(numbers: list[int]) -> int:
    """Run all numbers of counties and print; the number of lost pages."""
    cores, lost, rate = os.cpu_count() or 1, 0, 0.0
    for counties in numbers:
        kill = counties == max(numbers)
        seconds, pages, most, failed = run(counties, kill)
        rate, lost = pages / (seconds * cores / 3600), lost + failed
        print(
            f"{counties} counties{', one worker killed half-way' if kill else ''}: {pages} pages in {seconds:.0f} s on "
            f"{cores} cores, {seconds / counties:.1f} s a county, {rate:.0f} pages a core-hour, at most {most:.2f} GiB, "
            f"{failed} lost",
            flush=True,
        )
    hours = COUNTRY * 20 / rate
    print(
        f"the country, {COUNTRY} counties of 20 pages: {hours:.0f} core-hours, {hours / 64:.1f} hours on 64 cores"
    )
    return lost


if __name__ == "__main__":
    sys.exit(1 if main([int(word) for word in sys.argv[1:]] or [10, 20]) else 0)
