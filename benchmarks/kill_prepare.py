"""`planbook prepare` killed at random moments: the next run gives the bytes of an undisturbed one.

Usage: ``.venv/bin/python benchmarks/kill_prepare.py [KILLS=50] [SEED=1]``. The invented city's folder is copied into a
temporary root; each time the command is killed with SIGKILL after a random part of its usual time, then run again.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from planbook.cli import main; main()", "prepare", "--place", "demo"]


def run() -> float:
    """Prepare undisturbed; the seconds it took."""
    started = time.perf_counter()
    subprocess.run(COMMAND, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def killed(after: float) -> bool:
    """Start, and kill after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    running = process.poll() is None
    os.killpg(process.pid, signal.SIGKILL) if running else None
    process.wait()
    return running


def state(folder: Path) -> dict[str, bytes]:
    """Everything kept, by name; a workbook's marked copy by its parts would differ in its time stamps only."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.suffix != ".xlsx"}


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    root = Path(tempfile.mkdtemp())
    shutil.copytree(HERE / "data/raw/demo", root / "data/raw/demo")
    os.environ["PLANBOOK_ROOT"] = str(root)
    processed = root / "data/processed/demo"
    usual = min(run(), run())
    undisturbed, hit, wrong = state(processed), 0, 0
    for _ in range(kills):
        (processed / "prepared.json").unlink(missing_ok=True)
        hit += killed(chance.uniform(0.05, 1.0) * usual)
        run()
        wrong += state(processed) != undisturbed
    print(f"{kills} runs, {hit} killed before their end, {wrong} states that differ from the undisturbed one")
    shutil.rmtree(root)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
