"""Time of a place's year, against a shell loop over papermill and nbconvert on the same machine.

Usage: ``.venv/bin/python benchmarks/run_time.py [PLACE] [LIMIT_SECONDS]``; exit status 1 above the limit.
The loop is timed on one page and multiplied by the number of pages.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
PAGE = "women_health"


def seconds(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run([BIN / command[0], *command[1:]], check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - started


def loop_seconds(place: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        executed = f"{folder}/{PAGE}.ipynb"
        notebook = f"notebooks/{PAGE}.ipynb"
        made = seconds("papermill", "-k", "python3", notebook, executed, "-p", "place", place)
        return made + seconds("jupyter-nbconvert", "--to", "html", executed)


def main(place: str = "CN", limit: str = "120") -> None:
    pages = len(list((ROOT / "notebooks").glob("*.ipynb")))
    loop = loop_seconds(place)  # first, so that the run does not pay for preparing the data
    run = seconds("planbook", "run", "--place", place)
    print(f"planbook run --place {place}: {run:.0f} s for {pages} pages on {os.cpu_count()} cores")
    print(
        f"shell loop: {loop:.1f} s a page, {loop * pages:.0f} s in all; the run takes 1/{loop * pages / run:.1f}"
    )
    sys.exit(run > float(limit))


if __name__ == "__main__":
    main(*sys.argv[1:])
