"""Whether `analysis` stands alone: run its examples with nothing of ours beside it, and look at what it opens.

Usage: ``.venv/bin/python benchmarks/helper_alone.py``; needs a package index. The package is copied into a fresh
environment with its libraries alone, as locked; there every example of its docstrings runs while an audit hook writes
down each file that is opened. The copy is also searched for ids of the catalogue and of places. Exit status 1 where an
example fails, `analysis` opens a file that is not its own, or an id is found.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
LIBRARIES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn", "statsmodels")
OWN = ("forecasting/constants.json", "charts/fonts/")  # what the package may open, beside its modules
FONTS = (".ttf", ".ttc", ".otf", ".afm", ".pfb")  # of the system: Matplotlib looks through them for its list
SYSTEM = ("/dev/", "/proc/", "/sys/", "/usr/share/zoneinfo/")  # what libraries ask the machine

# runs in the fresh environment, in the folder that holds the copy; its last line is what it found, as JSON
EXAMPLES = """
import doctest, importlib.metadata, json, os, pkgutil, sys
home = os.getcwd()
package, opened = os.path.join(home, "analysis") + os.sep, []

def origin():  # the module of the package that a call comes from, through whatever library
    frame, found = sys._getframe(2), ""
    while frame is not None and not found:
        name = frame.f_code.co_filename
        if "importlib" in name and "bootstrap" in name:  # a module that is being loaded
            return ""
        found = os.path.relpath(name, home) if name.startswith(package) else ""
        frame = frame.f_back
    return found

def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.append((os.path.abspath(os.fsdecode(arguments[0])), str(arguments[1] or "r"), origin()))

sys.addaudithook(hook)
import analysis
names = [one.name for one in pkgutil.walk_packages(analysis.__path__, "analysis.")]
modules = [importlib.import_module(name) for name in names]
tried = {name: tuple(doctest.testmod(module)) for name, module in zip(names, modules)}
ours = [name for name in sys.modules if name.split(".")[0] == "planbook"]
versions = [f"{name} {importlib.metadata.version(name)}" for name in sys.argv[1:]]
print("\\n" + json.dumps({"tried": tried, "opened": sorted(set(opened)), "ours": ours, "versions": versions}))
"""


def fresh(folder: Path) -> Path:
    """Python of a new environment with the libraries, and what they need, at the versions of the lock."""
    uv, python = str(HOME / ".venv/bin/uv"), folder / "venv/bin/python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*install, "--constraints", str(HOME / "requirements.txt"), *LIBRARIES], check=True)
    return python


def run_examples(python: Path, folder: Path) -> dict:
    """What the examples did: `tried` (failed and all, by module), `opened`, `ours`, `versions`."""
    environment = {"HOME": str(folder), "MPLCONFIGDIR": str(folder / "matplotlib"), "PATH": "/usr/bin:/bin"}
    environment |= {"MPLBACKEND": "agg", "PYTHONPATH": str(folder)}
    command = [str(python), "-c", EXAMPLES, *LIBRARIES]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    sys.stderr.write(done.stderr)
    if done.returncode:
        sys.exit(f"the package cannot be imported alone: exit status {done.returncode}")
    *failures, found = done.stdout.splitlines()
    print("\n".join(line for line in failures if line), end="\n" if any(failures) else "")
    return json.loads(found)


def foreign(opened: list, folder: Path) -> tuple[list[str], list[str]]:
    """Files opened that are neither the package's own nor of its libraries: by the package, and by others."""
    package = f"{folder / 'analysis'}/"
    libraries = tuple(f"{path}/" for path in (folder / "venv", folder / "matplotlib", sys.base_prefix))
    libraries += SYSTEM
    by_package, by_others = set(), set()
    for path, mode, caller in opened:
        inside = path.removeprefix(package) if path.startswith(package) else ""
        module = inside.endswith(".py") or "__pycache__/" in inside
        allowed = module or (inside.startswith(OWN) and "r" in mode)
        if not allowed and not path.startswith(libraries) and not path.lower().endswith(FONTS):
            if caller or inside:
                by_package.add(f"{path} (mode {mode}) in {caller}")
            else:
                by_others.add(path)
    return sorted(by_package), sorted(by_others)


def ids() -> set[str]:
    """Ids of the catalogue's indicators, areas, clauses, targets and plans, and of places."""
    found = {path.name for path in (HOME / "data/raw").iterdir() if path.is_dir()}
    catalogue = HOME / "planbook/catalogue"
    for path in catalogue.glob("indicators/*.toml"):
        found |= set(tomllib.loads(path.read_text(encoding="utf-8"))["indicator"])
    for path in catalogue.glob("plans/*/*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found.add(path.parent.name)
        if path.stem != "plan":
            found.add(path.stem)
            found |= {target["id"] for target in table.get("target", [])}
            for name, letter in (("objective", "O"), ("measure", "M")):
                found |= {f"{path.stem}.{letter}{clause['number']}" for clause in table.get(name, [])}
    return found


def named(package: Path, words: set[str]) -> list[str]:
    """Lines of the package in which an id stands as a word."""
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(words)))})(?!\w)")
    files = [path for path in package.rglob("*") if path.suffix in (".py", ".json")]
    return [
        f"{path.relative_to(package.parent)}:{number}: {match[0]}"
        for path in sorted(files)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def main() -> int:
    """Run everything, print what was found, and give the exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        package = folder / "analysis"
        shutil.copytree(HOME / "analysis", package, ignore=shutil.ignore_patterns("__pycache__"))
        words = ids()
        lines = named(package, words)
        found = run_examples(fresh(folder), folder)
        by_package, by_others = foreign(found["opened"], folder)
    failed, examples = (sum(numbers) for numbers in zip(*found["tried"].values(), strict=True))
    print(f"in an environment of {', '.join(found['versions'])} and what they need:")
    print(f"{examples} lines of examples in {len(found['tried'])} modules, {failed} failed")
    print(f"modules of planbook loaded: {found['ours'] or 'none'}")
    print(f"files opened by analysis besides its modules, constants and fonts: {by_package or 'none'}")
    print(f"other files opened outside the libraries: {by_others or 'none'}")
    print(f"{len(words)} ids of the catalogue and of places looked for as words; found: {lines or 'none'}")
    return 1 if failed or found["ours"] or by_package or lines else 0


if __name__ == "__main__":
    sys.exit(main())
