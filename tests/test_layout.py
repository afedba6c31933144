"""Order of the house: rooms in order, no circle of modules, nothing round about; and that the test would tell."""

import ast
import subprocess
import sys
from pathlib import Path

import layout_rules
import pytest

TOP = Path(__file__).parents[1]
MATHEMATICS = [
    path for path in sorted((TOP / "analysis").rglob("*.py")) if "charts" not in path.relative_to(TOP).parts
]
MOST_LINES = 45  # of a function, its docstring not counted


def test_rooms_lie_in_order_and_no_modules_form_a_circle():
    assert layout_rules.faults(TOP) == []


PLANTED = {
    "a circle of modules": (
        {
            "planbook/core/one.py": "from planbook.core import two",
            "planbook/core/two.py": "import planbook.core.one",
        },
        "circle: planbook.core.one → planbook.core.two → planbook.core.one",
    ),
    "a circle through a function": (
        {
            "planbook/core/one.py": "def ask():\n    from planbook.core.two import answer",
            "planbook/core/two.py": "from planbook.core import one\nanswer = 1",
        },
        "circle: planbook.core.one → planbook.core.two → planbook.core.one",
    ),
    "a circle through importlib": (
        {
            "analysis/one.py": "import importlib\ntwo = importlib.import_module('analysis.two')",
            "analysis/two.py": "from analysis import one",
        },
        "circle: analysis.one → analysis.two → analysis.one",
    ),
    "a circle through a module's __getattr__": (
        {
            "planbook/judge/one.py": "def __getattr__(name):\n    from planbook.judge import two\n    return two",
            "planbook/judge/two.py": "from planbook.judge.one import anything",
        },
        "circle: planbook.judge.one → planbook.judge.two → planbook.judge.one",
    ),
    "a circle through a registry of names": (
        {
            "planbook/run/one.py": "RULES = {'first': 'planbook.run.two:rule'}",
            "planbook/run/two.py": "from planbook.run.one import RULES",
        },
        "circle: planbook.run.one → planbook.run.two → planbook.run.one",
    ),
    "a circle through a package's face": (
        {
            "planbook/judge/__init__.py": "from planbook.judge.one import rule",
            "planbook/judge/one.py": "from planbook.judge import other\nrule = 1",
        },
        "circle: planbook.judge → planbook.judge.one → planbook.judge",
    ),
    "a circle by relative imports": (
        {
            "planbook/core/one.py": "from . import two",
            "planbook/core/two.py": "from .one import answer",
        },
        "circle: planbook.core.one → planbook.core.two → planbook.core.one",
    ),
    "an import whose name is made as it runs": (
        {"planbook/run/one.py": "import importlib\nmade = importlib.import_module('planbook.' + 'cli')"},
        "planbook.run.one, line 2: an import of a name that is made as it runs",
    ),
    "the helper that knows the application": (
        {"analysis/one.py": "def ask():\n    from planbook.core import errors", "planbook/core/errors.py": ""},
        "analysis.one imports planbook.core.errors: the helper knows nothing of the application",
    ),
    "a room that imports from one below it": (
        {"planbook/judge/one.py": "from planbook.run import two", "planbook/run/two.py": ""},
        "planbook.judge.one imports planbook.run.two: run lies below judge",
    ),
    "a room nobody planned": (
        {"planbook/utils/one.py": ""},
        "planbook.utils.one: 'utils' is no room of the design",
    ),
    "a file name that stands twice": (
        {"planbook/core/one.py": "", "planbook/run/one.py": ""},
        "one.py stands twice: planbook.core.one, planbook.run.one",
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_against_the_order_is_told(tmp_path, kind):
    files, expected = PLANTED[kind]
    for name, source in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    assert layout_rules.faults(tmp_path) == [expected]


def test_what_is_in_order_is_not_told(tmp_path):
    (tmp_path / "planbook" / "core").mkdir(parents=True)
    (tmp_path / "planbook" / "__init__.py").write_text('"""Says planbook.core.two in words."""\nversion = "1"\n')
    (tmp_path / "planbook" / "core" / "one.py").write_text("from planbook import version\nNAME = 'planbook'\n")
    (tmp_path / "planbook" / "core" / "two.py").write_text("from planbook.core import one\n")
    assert layout_rules.faults(tmp_path) == []


@pytest.mark.parametrize("name", sorted(layout_rules.modules(TOP)))
def test_functions_are_short(name):
    tree = ast.parse(layout_rules.modules(TOP)[name].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            documented = (ast.get_docstring(node, clean=False) or "").splitlines()
            length = node.end_lineno - node.lineno + 1 - len(documented)
            assert length <= MOST_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MATHEMATICS, ids=lambda path: path.relative_to(TOP).as_posix())
def test_mathematics_asks_no_clock(path):
    names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    assert not names & {"open", "datetime", "time"}


IMPORT_ALL = """
import gc, sys, warnings
warnings.simplefilter("ignore")
import matplotlib
before = gc.get_threshold(), gc.get_freeze_count(), gc.isenabled(), dict(matplotlib.rcParams)
stubs = {name for name, module in sys.modules.items() if module is None}
for name in sys.argv[1:]:
    __import__(name)
after = gc.get_threshold(), gc.get_freeze_count(), gc.isenabled(), dict(matplotlib.rcParams)
assert before == after, [one for one in zip(before, after) if one[0] != one[1]]
assert {name for name, module in sys.modules.items() if module is None} == stubs
"""


@pytest.mark.slow
def test_importing_any_module_changes_nothing_else():
    skipped = ("font_subset", "cluster", "kernel_warm_up")  # fontTools is no dependency; dask sets itself up
    names = [name for name in layout_rules.modules(TOP) if name.rpartition(".")[2] not in skipped]
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL, *names], capture_output=True, text=True, cwd=TOP)
    assert done.returncode == 0, done.stderr
