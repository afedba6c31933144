"""README, tour, guides: every link leads somewhere, every command exists as written, the light ones are run."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import REPOSITORY

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
