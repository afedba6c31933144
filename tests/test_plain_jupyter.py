"""Notebooks run by plain programs; benchmarks/plain_jupyter.py has every one in every surrounding."""

import importlib.util
import json
import os
from pathlib import Path

import pytest
from conftest import REPOSITORY, copied, matrix

from planbook.run import notebook_copies

pytestmark = pytest.mark.slow
FILE = REPOSITORY / "benchmarks" / "plain_jupyter.py"
SPEC = importlib.util.spec_from_file_location("plain_jupyter", FILE)
plain_jupyter = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(plain_jupyter)
CASES = {  # a program, where it is started, what is around it
    "other kernel": ("papermill", "root", "kernel of another name"),
    "GB18030": ("papermill", "workspace", "GB18030 locale"),
    "settings": ("nbconvert", "workspace", "another user's settings"),
    "home": ("execute", "workspace", "home that cannot be written"),
    "umask": ("execute", "root", "umask 077"),
    "POSIX": ("nbconvert", "root", "POSIX locale"),
}
CODE = "410999"  # papermill makes a number of it


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """The small place under a code of digits, in a folder with spaces and Chinese signs, and a notebook set to it."""
    root = copied(tmp_path / "妇儿 规划 2025")
    (root / "data" / "raw" / "tiny").rename(root / "data" / "raw" / CODE)
    entry = root / "data" / "raw" / CODE / "place.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace('"tiny"', f'"{CODE}"', 1), encoding="utf-8")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    notebook_copies.copy("women_health", CODE, 2025)
    return root


@pytest.mark.parametrize("case", matrix(CASES, ["GB18030", "settings", "umask"]))
def test_a_notebook_runs(case, root, tmp_path):
    program, start, surrounding = CASES[case]
    found = {name: rest for name, *rest in plain_jupyter.surroundings(tmp_path)}
    if surrounding not in found:
        pytest.skip("the system cannot make locales")
    around, kernel, umask = found[surrounding]
    notebook = root / "workspace" / f"women_health_{CODE}_2025.ipynb"
    folder = root / start if start != "root" else root
    made = tmp_path / "made 结果.ipynb"
    words = plain_jupyter.programs(notebook.relative_to(folder), made, kernel)[program]
    if program == "papermill":
        words += ["-p", "place", CODE, "-p", "year", "2025.0", "-p", "level", "80"]
    path = os.pathsep.join([str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])])
    assert plain_jupyter.ran(words, folder, around | {"PYTHONPATH": path}, umask, made) == ""
    shown = json.loads(made.read_text(encoding="utf-8"))
    said = "".join(
        "".join(one["data"].get("text/html", ""))
        for cell in shown["cells"]
        for one in cell.get("outputs", [])
        if "data" in one
    )
    assert "孕产妇死亡率" in said
    level = "80%" if program == "papermill" else "95%"
    assert f"其他偶然波动范围按{level[:-1]}%的把握" in said


def test_a_failing_notebook_is_told(root, tmp_path):
    notebook = root / "workspace" / f"women_health_{CODE}_2025.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("book.opening()", "1 / 0"), encoding="utf-8"
    )
    made = tmp_path / "made.ipynb"
    words = plain_jupyter.programs(notebook, made, "python3")["execute"]
    assert "ended with" in plain_jupyter.ran(words, root, {"PYTHONPATH": str(REPOSITORY)}, 0o022, made)
