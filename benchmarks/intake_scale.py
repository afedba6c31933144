"""Returns of a province taken in: files a second, memory, and whether ten times the data take ten times the time.

Usage: ``.venv/bin/python benchmarks/intake_scale.py [COUNTIES=157] [--root FOLDER]``. The generator of the invented
city makes that many counties of different sizes with one year's workbooks each (kept in FOLDER for another run);
then every county is prepared, each in the way `planbook prepare` does it.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from invented_city import releases as city

FIRST_PART = 10  # one county in so many is measured by itself


def make(root: Path, number: int) -> str:
    """Write one county's folder, unless it is there."""
    code = f"c{number:03d}"
    if not (root / "data/raw" / code / "place.toml").exists():
        wanted = city.Wanted(
            code,
            f"虚构{number}县",
            seed=number,
            scale=0.3 + 0.01 * number,
            first=2025,
            history=False,
            stories=False,
        )
        city.write(root, wanted)
    return code


def prepared(codes: list[str]) -> tuple[int, float, int]:
    """Files, seconds and cells taken of some counties."""
    from planbook.store import preparing

    files = cells = 0
    started = time.perf_counter()
    for code in codes:
        made = preparing.prepare(code)
        files += len(made.files)
        cells += int(made.files["taken"].sum())
    return files, time.perf_counter() - started, cells


def peak() -> float:
    """Peak memory of this process and the largest of its workers, in MiB."""
    own, worker = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + worker) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("counties", type=int, nargs="?", default=157)
    parser.add_argument("--root", type=Path)
    asked = parser.parse_args()
    root = asked.root or Path(tempfile.mkdtemp())
    (root / "data/raw").mkdir(parents=True, exist_ok=True)
    os.environ["PLANBOOK_ROOT"] = str(root)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(make, [root] * asked.counties, range(1, asked.counties + 1)))
    prepared(codes[:1])  # imports and first reads are not counted
    part = codes[: max(len(codes) // FIRST_PART, 1)]
    first = prepared(part)
    after_part = peak()
    every = prepared(codes)
    print(f"{'counties':>9} {'files':>7} {'seconds':>8} {'files/s':>8} {'cells':>9} {'MiB':>6}")
    for count, (files, seconds, cells), memory in (
        (len(part), first, after_part),
        (len(codes), every, peak()),
    ):
        print(f"{count:9} {files:7} {seconds:8.1f} {files / seconds:8.1f} {cells:9} {memory:6.0f}")
    times = every[0] / first[0]
    print(f"{times:.1f} times the files in {every[1] / first[1]:.1f} times the time")


if __name__ == "__main__":
    main()
