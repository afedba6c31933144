"""What docstrings and help name is there: files of the repository or of a run's outputs, modules, and no other text."""

import ast
import importlib
import importlib.util
import re
from functools import cache

import click
import pytest
from conftest import REPOSITORY

from planbook.cli import main

ENDINGS = "py|toml|md|csv|json|ipynb|parquet|html|xlsx|docx|txt|j2|css|woff2|otf|svg|png"
FILE = re.compile(rf"(?<![\w/.*-])((?:[\w.*-]+/)*[\w*-][\w.*-]*\.(?:{ENDINGS}))(?![\w*])")
FOLDER = re.compile(
    r"`((?:data|docs|notebooks|outputs|planbook|analysis|tests|benchmarks|workspace)/[\w./*-]*)`"
)
TEXTS = re.compile(
    r"\b(?:DESIGN|METHODS|FORECASTING|PICKS|REPORTS|STYLE)\b(?:\.md| §|\.)"
)  # not in the repository
MODULE = re.compile(r"`([a-z_]+(?:\.[a-z_]+)+)(?:\.[A-Z]\w*)?(?:\(\))?`")
ROOMS = {path.name for path in (REPOSITORY / "planbook").iterdir() if path.is_dir()} | {
    "analysis",
    "planbook",
}
ABOVE = {}  # packages that have a module of a name, which docstrings write without its room
for _path in [*(REPOSITORY / "planbook").rglob("*.py"), *(REPOSITORY / "analysis").rglob("*.py")]:
    ABOVE.setdefault(_path.stem, set()).add(".".join(_path.relative_to(REPOSITORY).parent.parts))
MODULES = {*ABOVE}
BEYOND = {  # not of this repository, by the docstring's own word
    "Unihan_OtherMappings.txt": "downloaded by hand for a new subset of the font",
    "kernel.json": "written for JupyterLab, named by Jupyter",
    "plan.toml": "of a plan",
}
LEFT = {"data/processed", "outputs", "workspace", "workspace/bench"}  # folders that runs and analysts fill


def docstrings() -> list[tuple[str, str]]:
    found = []
    for top in ("analysis", "planbook"):
        for path in sorted((REPOSITORY / top).rglob("*.py")):
            where = path.relative_to(REPOSITORY).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    text = ast.get_docstring(node)
                    found += [(f"{where}: {getattr(node, 'name', 'module')}", text)] if text else []
    return found


def helps(command: click.Command = main, name: str = "planbook") -> list[tuple[str, str]]:
    own = [
        (name, text) for text in [command.help, *(getattr(one, "help", "") for one in command.params)] if text
    ]
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [*own, *(one for word, sub in below for one in helps(sub, f"{name} {word}"))]


@cache
def in_repository() -> tuple[str, ...]:
    tops = ("analysis", "planbook", "notebooks", "docs", "tests", "benchmarks", "data/raw")
    below = [path for top in tops for path in (REPOSITORY / top).rglob("*")]
    return tuple(path.relative_to(REPOSITORY).as_posix() for path in [*below, *REPOSITORY.glob("*")])


@pytest.fixture(scope="session")
def left_by_a_run(year_made) -> tuple[str, ...]:
    return tuple(path.relative_to(year_made).as_posix() for path in year_made.rglob("*"))


def missing(text: str, known: tuple[str, ...]) -> list[str]:
    """Names of files and folders in a text that nothing known has."""
    named = {*FILE.findall(text), *(one.rstrip("/") for one in FOLDER.findall(text))} - {*BEYOND} - LEFT
    return sorted(name for name in named if not any(_is(path, name) for path in known))


def _is(path: str, name: str) -> bool:
    pattern = re.escape(name).replace(r"\*", r"[^/]*")
    return re.fullmatch(rf"(.*/)?{pattern}", path) is not None


def test_what_is_missing_is_found():
    known = ("planbook/run/verify.py", "outputs/tiny/2025/internal/tables/claims.csv")
    said = "see `verify.py`, `run/verify.py`, tables/claims.csv and tables/*.csv"
    assert missing(said, known) == []
    assert missing("`inprocess.py`, tables/gone.csv, `docs/away`", known) == [
        "docs/away",
        "inprocess.py",
        "tables/gone.csv",
    ]


def test_enough_is_looked_at():
    assert len(docstrings()) > 1000
    assert len(helps()) > 30
    assert sum(bool(FILE.search(text)) for _, text in docstrings()) > 20


@pytest.mark.slow
def test_every_file_that_is_named_is_there_or_left_by_a_run(left_by_a_run):
    known = in_repository() + left_by_a_run
    wrong = {where: found for where, text in docstrings() + helps() if (found := missing(text, known))}
    assert not wrong


def test_no_text_outside_the_repository_is_named():
    assert not {where: found for where, text in docstrings() + helps() if (found := TEXTS.findall(text))}


def test_every_module_that_is_named_is_there():
    wrong = {}
    for where, text in docstrings():
        for name in MODULE.findall(text):
            if FILE.fullmatch(name):
                continue
            first = name.split(".")[0]
            if first in ROOMS | MODULES and not any(
                map(_exists, [name, *(f"{above}.{name}" for above in ABOVE.get(first, ()))])
            ):
                wrong.setdefault(where, []).append(name)
    assert not wrong


def _exists(name: str) -> bool:
    """Whether a dotted name is a module, or a name within one."""
    for parts in range(name.count(".") + 1, 0, -1):
        module = ".".join(name.split(".")[:parts])
        try:
            found = importlib.util.find_spec(module)
        except ModuleNotFoundError:
            found = None
        if found:
            left = name.split(".")[parts:]
            return not left or hasattr(importlib.import_module(module), left[0])
    return False
