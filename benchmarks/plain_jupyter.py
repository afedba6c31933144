"""Every notebook by every plain program, in every surrounding: `python benchmarks/plain_jupyter.py [-k WORD] [--place P]`.

Runs notebooks of a copy of this folder's data by papermill, `jupyter execute` and `jupyter nbconvert --execute`; from the
notebooks' folder and from the root; in a folder with spaces and Chinese signs; with a kernel of another name, a home that
cannot be written, POSIX and GB18030 locales, umask 077, and another user's old and odd settings. Prints one line a run and
what failed; exits 1 where anything did. `jupyter execute` opens its notebook in the locale's encoding, whatever is in it:
in other locales than UTF-8 it is run with PYTHONUTF8=1, as a user there has to.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
KERNEL = "another-kernel"
ODD = {
    "jupyter_config.py": "c.NotebookApp.password = 'old'\n1 / 0\n",
    "jupyter_notebook_config.json": '{"NotebookApp": {"nbserver_extensions": {"gone": true}}}',
    "jupyter_nbconvert_config.json": '{"NbConvertApp": {"old": 1}}',
    "nbconfig/notebook.json": '{"load_extensions": {"gone/main": true}}',
    "custom/custom.css": "* { display: none }",
    "migrated": "2015-01-01",
}


def programs(notebook: Path, made: Path, kernel: str) -> dict[str, list[str]]:
    """Command lines by program."""
    given = [] if kernel == "python3" else ["--kernel_name", kernel]
    converted = [f"--ExecutePreprocessor.kernel_name={kernel}"]
    return {
        "papermill": [str(BIN / "papermill"), str(notebook), str(made), "-k", kernel, "--no-progress-bar"],
        "execute": [str(BIN / "jupyter-execute"), str(notebook), f"--output={made}", *given],
        "nbconvert": [
            str(BIN / "jupyter-nbconvert"),
            "--to=notebook",
            "--execute",
            str(notebook),
            f"--output={made}",
            *converted,
        ],
    }


def prepared(top: Path, places: list[str]) -> Path:
    """A folder with spaces and Chinese signs that has the notebooks, the places' data, and what is kept of them."""
    root = top / "妇儿 规划 2025"
    for place in places:
        shutil.copytree(REPOSITORY / "data" / "raw" / place, root / "data" / "raw" / place)
    shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    judged = [sys.executable, "-c", "from planbook.cli import main; main()", "run", "--area", "overview"]
    subprocess.run(
        judged, env=os.environ | {"PLANBOOK_ROOT": str(root)}, capture_output=True
    )  # once for all runs
    return root


def surroundings(top: Path) -> Iterator[tuple[str, dict[str, str], str, int]]:
    """Name, variables, kernel and umask of each surrounding."""
    plain, umask = {"HOME": str(top / "home")}, 0o022
    (top / "home").mkdir()
    yield "plain", plain, "python3", umask
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "另一个内核",
        "language": "python",
    }
    kernel = top / "jupyter" / "kernels" / KERNEL / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(spec), encoding="utf-8")
    yield "kernel of another name", plain | {"JUPYTER_PATH": str(top / "jupyter")}, KERNEL, umask
    yield "home that cannot be written", {"HOME": unwritable(top)}, "python3", umask
    posix = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    yield "POSIX locale", plain | posix, "python3", umask
    if locales := chinese_locales(top):
        gb = {"LOCPATH": str(locales), "LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0"}
        yield "GB18030 locale", plain | gb, "python3", umask
    yield "umask 077", plain, "python3", 0o077
    odd = top / "odd"
    for name, text in ODD.items():
        (odd / ".jupyter" / name).parent.mkdir(parents=True, exist_ok=True)
        (odd / ".jupyter" / name).write_text(text, encoding="utf-8")
    rc = odd / ".config" / "matplotlib" / "matplotlibrc"
    rc.parent.mkdir(parents=True)
    rc.write_text("axes.facecolor: black\n", encoding="utf-8")
    yield "another user's settings", {"HOME": str(odd)}, "python3", umask


def unwritable(top: Path) -> str:
    """A home that cannot be written; root may write anywhere but where the system says no."""
    if os.geteuid() == 0:
        return "/proc/sys"
    (top / "closed").mkdir(mode=0o500)
    return str(top / "closed")


def chinese_locales(top: Path) -> Path | None:
    """A folder with the locale GB18030, where the system can make it."""
    made = top / "locales" / "zh_CN.GB18030"
    made.parent.mkdir()
    if shutil.which("localedef"):
        subprocess.run(["localedef", "-i", "zh_CN", "-f", "GB18030", made], capture_output=True)
    return made.parent if made.is_dir() else None


def ran(words: list[str], folder: Path, around: dict[str, str], umask: int, made: Path) -> str:
    """Nothing where a notebook came to its end without an error; else what was said."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PLANBOOK_"))
    }
    answer = subprocess.run(words, cwd=folder, env=env | around, umask=umask, capture_output=True)
    if answer.returncode:
        said = [line for line in answer.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        return f"ended with {answer.returncode}: {said[-1] if said else ''}"
    book = json.loads(made.read_text(encoding="utf-8"))
    outputs = [one for cell in book["cells"] for one in cell.get("outputs", [])]
    errors = [one["ename"] for one in outputs if one["output_type"] == "error"]
    return ", ".join(errors) if outputs else "no outputs"


def matrix(top: Path, root: Path, wanted: str) -> Iterator[tuple[str, str, float]]:
    """Each run's name, what was wrong with it, and its seconds."""
    for number, (name, around, kernel, umask) in enumerate(surroundings(top)):
        for notebook in sorted((root / "notebooks").glob("*.ipynb")):
            for place, folder in {"notebooks": notebook.parent, "root": root}.items():
                for program in programs(notebook, top, kernel):
                    called = f"{notebook.stem}, {program}, from {place}, {name}"
                    if wanted not in called:
                        continue
                    made = top / f"made {number} {program} {notebook.name}"
                    started = time.perf_counter()
                    words = programs(notebook.relative_to(folder), made, kernel)[program]
                    reads = {"PYTHONUTF8": "1"} if program == "execute" and "LC_ALL" in around else {}
                    wrong = ran(words, folder, around | reads, umask, made)
                    yield called, wrong, time.perf_counter() - started


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("-k", default="", help="only runs whose name has this word")
    asked.add_argument("--place", action="append", help="places to copy; all without it")
    given = asked.parse_args()
    known = sorted(path.parent.name for path in (REPOSITORY / "data" / "raw").glob("*/place.toml"))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="plain jupyter ") as name:
        root = prepared(Path(name), given.place or known)
        for called, wrong, seconds in matrix(Path(name), root, given.k):
            failed += bool(wrong)
            print(
                f"{'FAILED' if wrong else 'well'}  {seconds:5.1f} s  {called}"
                + (f": {wrong}" if wrong else ""),
                flush=True,
            )
    print(f"{failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
