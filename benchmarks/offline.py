"""The bundle for an office without a network, installed and used where no network is.

Usage: ``.venv/bin/python benchmarks/offline.py`` on Linux. `make bundle` fetches the wheels; the bundle is then copied to a
folder of its own, and its install script and a whole year, twice, run in a network namespace that has nothing in it, not
even the machine itself. Prints what each took and the bundle's size; anything but success
ends the script.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
ALONE = ["unshare", "--user", "--map-root-user", "--net"]
ASKS = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
STEPS = {
    "install": ["sh", "install.sh"],
    "year": [".venv/bin/planbook", "run", "--place", "demo", "--year", "2025"],
    "again": [".venv/bin/planbook", "run", "--place", "demo", "--year", "2025"],
}


def alone(folder: Path, *words: str) -> int:
    """A command's status where no network is."""
    around = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    around["PIP_CONFIG_FILE"] = os.devnull
    done = subprocess.run(
        [*ALONE, *words], cwd=folder, env=around, capture_output=True, text=True, check=False
    )
    print(done.stdout[-300:], end="")
    return done.returncode


def main() -> None:
    """Make the bundle, carry it elsewhere, use it."""
    subprocess.run(["make", "--silent", "bundle"], cwd=HOME, check=True)
    with tempfile.TemporaryDirectory() as name:
        office = Path(name) / "office"
        shutil.copytree(HOME / "bundle", office)
        held = sum(path.stat().st_size for path in office.rglob("*") if path.is_file()) / 2**20
        print(f"bundle: {held:.0f} MiB, {len(list((office / 'wheels').iterdir()))} wheels")
        if alone(office, sys.executable, "-c", ASKS) == 0:
            sys.exit("there is a network")
        for step, words in STEPS.items():
            began = time.perf_counter()
            if alone(office, *words):
                sys.exit(f"{step}: failed")
            print(f"{step}: {time.perf_counter() - began:.1f} s", flush=True)
        pages = list((office / "outputs").glob("demo/2025/internal/*.html"))
        print(f"{len(pages)} pages")
    shutil.rmtree(HOME / "bundle")


if __name__ == "__main__":
    main()
