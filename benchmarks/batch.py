"""A place's year with all its pages, against the loop a user would write over papermill and nbconvert.

Usage: ``.venv/bin/python benchmarks/batch.py [PLACE] [YEAR]``. The judgement is made before, for both. The floor is the
processor time of the pages' cells shared over the cores: no way of running them can be faster. Prints the wall times,
their ratio, and the ratio of what each adds to the floor, (loop - floor) / (run - floor).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import page_matrix

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]


def seconds(*command: str) -> float:
    """Wall time of a command of the environment."""
    started = time.perf_counter()
    subprocess.run([BIN / command[0], *command[1:]], check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - started


def loop_seconds(pages: list[str], place: str, year: str) -> float:
    """Papermill, then nbconvert, page by page."""
    taken = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for page in pages:
            made = f"{folder}/{page}.ipynb"
            asked = ("-p", "place", place, "-p", "year", year)
            taken += seconds("papermill", "-k", "python3", f"notebooks/{page}.ipynb", made, *asked)
            taken += seconds("jupyter-nbconvert", "--to", "html", made)
    return taken


def floor_seconds(pages: list[str], place: str, year: int) -> float:
    """Processor time of all cells over the cores."""
    os.environ["PLANBOOK_ROOT"] = str(ROOT)
    page_matrix.run(pages[0], place, year)  # the libraries' first use is not counted
    return sum(page_matrix.run(page, place, year)[0] for page in pages) / (os.cpu_count() or 1)


def main(place: str = "demo", year: str = "2025") -> None:
    """Measure and print."""
    seconds("planbook", "run", "--place", place, "--year", year)
    folder = ROOT / "outputs" / place / year / "internal" / "notebooks"
    pages = sorted(path.stem for path in folder.glob("*.ipynb"))
    run = min(seconds("planbook", "run", "--force", "--place", place, "--year", year) for _ in range(3))
    nothing = min(seconds("planbook", "run", "--place", place, "--year", year) for _ in range(3))
    loop, floor = loop_seconds(pages, place, year), floor_seconds(pages, place, int(year))
    print(f"{place} {year}, {len(pages)} pages on {os.cpu_count()} cores")
    print(f"run {run:.1f} s, loop {loop:.1f} s, floor {floor:.1f} s")
    print(f"nothing changed: {nothing:.2f} s")
    print(f"loop / run {loop / run:.1f}; (loop - floor) / (run - floor) {(loop - floor) / (run - floor):.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
