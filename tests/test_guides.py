"""README, tour, guides: every link leads somewhere, every command exists as written, the light ones are run."""

import ast
import doctest
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import REPOSITORY

from planbook import __version__
from planbook.cli import main

TEXTS = sorted(
    [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")], key=lambda path: path.as_posix()
)
GUIDES = [path for path in TEXTS if path.parent.name == "guides"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"`?make (\w+)")
FORM = re.compile(r"…|\[--|\bPLACE\b")  # how a command is written in general
LIGHT = ("trace", "query")  # others are run by the tests of what they do
ONE_PAGE = 1800  # signs of a page of A4


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def commands(text: str) -> list[str]:
    """Every `planbook …` of a text, from its blocks and from between backticks."""
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.S))
    inline = "\n".join(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S)))
    lines = [line.split("#")[0].strip().removeprefix("$ ") for line in f"{blocks}\n{inline}".splitlines()]
    found = [line.removeprefix(".venv/bin/") for line in lines]
    return [line for line in found if line.startswith("planbook ") and not FORM.search(line)]


SAID = [(name(path), line) for path in TEXTS for line in commands(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_link_and_picture_is_there(path):
    links = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert not [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize(("path", "line"), SAID, ids=[f"{path}: {line[:60]}" for path, line in SAID])
def test_every_command_exists_with_its_options(path, line):
    _, command, *words = shlex.split(line)
    known = main.commands[command]
    told = ""
    try:
        known.make_context(command, words, resilient_parsing=False)
    except click.MissingParameter:  # named, not called
        assert not words
    except click.BadParameter as error:
        told = str(error)
    assert told == "" or "does not exist" in told  # a file or folder that a run leaves


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", sorted({line for _, line in SAID if line.split()[1] in LIGHT and len(line.split()) > 2})
)
def test_the_light_ones_answer(real_figures, line):
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) >= 1


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_make_target_exists(path):
    targets = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M))
    text = path.read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.S)) + "\n".join(
        re.findall(r"`(make [^`]+)`", text)
    )
    assert set(TARGET.findall(blocks)) <= targets


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_a_guide_is_one_page(path):
    assert len(path.read_text(encoding="utf-8")) <= ONE_PAGE


def test_each_of_the_four_users_has_a_guide():
    assert {path.stem for path in GUIDES} == {"leader", "monitoring", "analyst", "reviewer"}


STEP = re.compile(r"`((?:analysis|planbook)/[\w/]+\.py)` ((?:`\w+`(?:, | and | or )?)+)")


def test_the_walk_from_cell_to_sentence_names_functions_that_are_there():
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = text[
        text.index("**One observation, from cell to sentence**") : text.index("**Where a line belongs**")
    ]
    steps = re.findall(r"^\d+\. (.*?)(?=^\d+\. |\Z)", walk, re.S | re.M)
    assert len(steps) == 10
    for step in steps:
        named = STEP.findall(step)
        assert named, step
        for file, functions in named:
            tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
            known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert set(re.findall(r"`(\w+)`", functions)) <= known, file


def test_the_example_of_the_readme_gives_what_it_says():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)
    ran = doctest.DocTestParser().get_doctest(example, {}, "README", None, 0)
    assert len(ran.examples) >= 5
    assert doctest.DocTestRunner().run(ran).failed == 0


def test_the_version_heads_the_change_log_with_its_date():
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+) — (\d{4}-\d{2}-\d{2})$", text, re.M)
    assert versions[0][0] == __version__
    assert [date for _, date in versions] == sorted((date for _, date in versions), reverse=True)
    headings = re.findall(r"^## (.*)$", text, re.M)
    rest = headings[1:] if headings[0] == "Not yet released" else headings
    assert rest == [f"{version} — {date}" for version, date in versions]
