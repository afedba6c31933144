"""Runs killed at random moments, on a full disk and in a folder that may not be written: nothing is ever left half.

Usage: ``.venv/bin/python benchmarks/kill_run.py [TIMES]`` (100). A run of the tests' small place is killed with signal 9
at a random moment, in turns itself or one of its children; after each, every file there must be whole, and the next run
must leave the bytes of a run that was left alone. Then the same on a file system that is full, and on one mounted
read-only (both skipped where file systems may not be mounted).
"""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
SEED = 20261125
CALL = [sys.executable, "-c", "from planbook.cli import main; main()", "run", "--place", "tiny"]


def start(root: Path, *words: str) -> subprocess.Popen:
    """A run in the background."""
    around = {**os.environ, "PLANBOOK_ROOT": str(root), "PYTHONPATH": str(HOME)}
    return subprocess.Popen(
        [*CALL, *words], cwd=root, env=around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def done(root: Path, *words: str) -> tuple[int, str]:
    """A whole run: its status and what it said."""
    process = start(root, *words)
    said, _ = process.communicate()
    return process.returncode, said


def children(pid: int) -> list[int]:
    """All processes below one."""
    below = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(word) for word in below.read_text().split()] if below.exists() else []
    return own + [deeper for one in own for deeper in children(one)]


def files(root: Path) -> dict[str, bytes]:
    """What a run left, without what says how long it took."""
    found = (path for path in (root / "outputs").rglob("*") if path.is_file() and path.name[0] != ".")
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.name != "manifest.json"}


def broken(root: Path) -> list[str]:
    """Files that are not whole."""
    wrong = []
    for path in (path for path in (root / "outputs").rglob("*") if path.is_file() and path.name[0] != "."):
        data = path.read_bytes()
        try:
            if path.suffix == ".html" and not data.rstrip().endswith(b"</html>"):
                wrong.append(path.name)
            elif path.suffix in (".json", ".ipynb"):
                json.loads(data)
            elif (
                path.suffix == ".csv"
                and len({len(row) for row in csv.reader(data.decode("utf-8-sig").splitlines())}) > 1
            ):
                wrong.append(path.name)
        except ValueError:
            wrong.append(path.name)
    return wrong


def kill(root: Path, rng: random.Random, itself: bool, longest: float) -> str:
    """One run with one kill; what was killed."""
    process = start(root, "--force")
    time.sleep(rng.uniform(0.1, longest))
    below = children(process.pid)
    victim = process.pid if itself or not below else rng.choice(below)
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return "nothing: it had ended"
    said, _ = process.communicate()
    if victim == process.pid:
        return "the run"
    return f"a child; the run ended with {process.returncode}" + (
        ", failures named" if "failed" in said else ""
    )


def main(times: int) -> int:
    """All kills, then the disks; the number of wrong states."""
    rng, wrong, told = random.Random(SEED), 0, {}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        shutil.copytree(HOME / "tests" / "small_place" / "data", root / "data")
        started = time.perf_counter()
        assert done(root)[0] == 0
        longest, expected = time.perf_counter() - started, files(root)
        for number in range(times):
            what = kill(root, rng, number % 2 == 0, longest)
            half = broken(root)
            status, said = done(root)
            same = files(root) == expected
            wrong += bool(half) + (status != 0) + (not same)
            told[what] = told.get(what, 0) + 1
            if half or status or not same:
                print(
                    f"kill {number} of {what}: half {half}, next run {status}, same bytes {same}\n{said}",
                    flush=True,
                )
        print(f"{times} kills: {told}; {wrong} wrong states", flush=True)
        wrong += full_disk(Path(name), expected) + read_only(Path(name))
    return wrong


def mounted(folder: Path, options: str) -> bool:
    """A small file system of its own in a folder, if the machine lets us."""
    folder.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(call, capture_output=True).returncode == 0


def full_disk(folder: Path, expected: dict[str, bytes]) -> int:
    """A run on a disk that fills up, and the next one with more room."""
    root, wrong = folder / "full", 0
    if not mounted(root, "size=1m"):
        print("full disk: not tried, file systems may not be mounted here")
        return 0
    shutil.copytree(HOME / "tests" / "small_place" / "data", root / "data")
    status, said = done(root)
    half, left = broken(root), list(root.rglob("*.partial"))
    wrong += status != 1 or bool(half) or bool(left) or "Traceback" in said or "No space left" not in said
    subprocess.run(["mount", "-o", "remount,size=200m", str(root)], check=True)
    again, _ = done(root)
    wrong += again != 0 or files(root) != expected
    print(f"full disk: status {status}, half {half}, partial {left}; with more room {again}; {wrong} wrong")
    subprocess.run(["umount", str(root)], check=True)
    return wrong


def read_only(folder: Path) -> int:
    """A run in a folder that may not be written."""
    root = folder / "read-only"
    if not mounted(root, "size=20m"):
        return 0
    shutil.copytree(HOME / "tests" / "small_place" / "data", root / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)
    status, said = done(root)
    print(f"read-only folder: status {status}: {said.strip().splitlines()[-1] if said.strip() else ''}")
    subprocess.run(["umount", str(root)], check=True)
    return int(status != 1 or "Traceback" in said)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 100) else 0)
