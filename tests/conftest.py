"""Small literal data: a place of two areas with a plan of its own, and the plan of the package."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock
from hypothesis import HealthCheck, settings

from planbook import catalogue as entries
from planbook.cli import main
from planbook.core import paths
from planbook.judge import kept_judgements
from planbook.run import process_settings
from planbook.store import preparing

REPOSITORY = Path(__file__).parents[1]
SMALL_PLACE = Path(__file__).parent / "small_place"
process_settings.settle()  # as a run begins
# how long an example takes is a matter of what else the machine does
settings.register_profile("planbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planbook")
SOURCE = """title = "测试"
publisher = "测试"
published = "2025"
department = "health"
licence = "测试"

[[files]]
name = "{name}"
sha256 = "{digest}"
"""


def pytest_addoption(parser):
    parser.addoption(
        "--whole", action="store_true", help="every case of the tests that else take some of them"
    )


def pytest_configure(config):
    os.environ["PLANBOOK_TESTS"] = (
        "whole" if config.getoption("--whole") else "some"
    )  # read while tests are collected


def whole() -> bool:
    return os.environ["PLANBOOK_TESTS"] == "whole"


def matrix(cases: Iterable[str], some: Iterable[str]) -> list[str]:
    """All cases with `--whole`, else some of them that differ most."""
    found = list(cases)
    assert set(some) <= set(found)
    return found if whole() else list(some)


def pytest_collection_modifyitems(items):
    """Files with slow tests first: a file stays on one worker, and a long one that comes last is waited for.

    The first has the cities made; beside it run those that need no city, and then those that find them made.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    cities = {
        item.path for item in items if {"cities_made", "real_figures", "repository"} & {*item.fixturenames}
    }
    makes = next((item.path for item in items if "cities_made" in item.fixturenames), None)
    turns = {path: 0 if path == makes else 1 + (path in cities) for path in slow}
    items.sort(key=lambda item: turns.get(item.path, 3))


def shared(tmp_path_factory) -> Path:
    """A folder that all workers of this session have."""
    top = tmp_path_factory.getbasetemp()
    return top.parent if "PYTEST_XDIST_WORKER" in os.environ else top


@pytest.fixture(scope="session")
def real_folder(tmp_path_factory) -> Path:
    """Where `real_root` is, or will be when a test asks for it."""
    return shared(tmp_path_factory) / "real"


@pytest.fixture(scope="session")
def real_root(real_folder) -> Path:
    """The repository's raw files with a place of their own for what is kept of them: the repository is only read."""
    root = real_folder
    with FileLock(root.with_suffix(".lock")), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        if not root.exists():
            (root / "data").mkdir(parents=True)
            (root / "data" / "raw").symlink_to(REPOSITORY / "data" / "raw")
        for place in paths.places():
            preparing.refresh(place)
    return root


@pytest.fixture(scope="session", autouse=True)
def judged_once(real_folder):
    """The repository's own places are judged by the first test that asks, and kept for those of all workers."""
    real = kept_judgements.of

    def of(parameters):
        if os.environ.get("PLANBOOK_ROOT") != str(real_folder):
            return real(parameters)
        name = "_".join(map(str, parameters.by_name.values()))
        with FileLock(real_folder / f"{name}.lock"):
            if not kept_judgements.in_force(parameters):
                kept_judgements.keep(parameters)
        return real(parameters)

    kept_judgements.of = of
    yield
    kept_judgements.of = real


@pytest.fixture(scope="session")
def catalogue():
    return entries.load()


@pytest.fixture
def repository(real_root, monkeypatch):
    monkeypatch.setenv("PLANBOOK_ROOT", str(real_root))
    return REPOSITORY


@pytest.fixture(scope="module")
def real_figures(real_root):
    """The repository's places, for what a whole module reads and does not change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(real_root))
        yield REPOSITORY


@pytest.fixture
def small_root(tmp_path, monkeypatch):
    root = copied(tmp_path / "root")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    return root


@pytest.fixture(scope="session")
def year_made(tmp_path_factory) -> Path:
    """The small place with its year made, once for all workers; not to be changed."""
    return made_once(tmp_path_factory, "year_made", copied, ["--place", "tiny"])


@pytest.fixture(scope="session")
def cities_made(tmp_path_factory, real_root) -> Path:
    """The invented city and China with their years made, once for all workers; not to be changed."""
    return made_once(tmp_path_factory, "cities_made", partial(linked, real_root), [])


def made_once(tmp_path_factory, name: str, begin: Callable[[Path], Path], words: list[str]) -> Path:
    """A root that `begin` fills and a run completes; the first worker that asks makes it."""
    top = shared(tmp_path_factory)
    with FileLock(top / f"{name}.lock"), pytest.MonkeyPatch.context() as patch:
        if not (top / name / "outputs" / "index.html").exists():
            patch.setenv("PLANBOOK_ROOT", str(begin(top / name)))
            done = CliRunner().invoke(main, ["run", *words])
            assert done.exit_code == 0, done.output
    return top / name


def linked(real: Path, root: Path) -> Path:
    """A root that has the repository's own invented city and China, which are judged once for all tests."""
    for part in ("raw/demo", "raw/CN", "processed/demo", "processed/CN"):
        (root / "data" / part).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / part).symlink_to(real / "data" / part)
    return root


@pytest.fixture
def judged_root(year_made, tmp_path, monkeypatch) -> Path:
    """The small place with a judgement in force and no pages, for tests of what comes after judging."""
    root = copied(tmp_path / "root")
    shutil.copytree(year_made / "data" / "processed", root / "data" / "processed")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    return root


@pytest.fixture
def finished_root(year_made, tmp_path, monkeypatch) -> Path:
    """A copy of the finished year in another folder: records name no folder, so they hold there too."""
    own = tmp_path / "elsewhere"
    subprocess.run(["cp", "-r", year_made, own], check=True)
    monkeypatch.setenv("PLANBOOK_ROOT", str(own))
    return own


def copied(root: Path) -> Path:
    shutil.copytree(SMALL_PLACE / "data" / "raw", root / "data" / "raw")
    return root


def left_by_run(root: Path) -> dict[str, bytes]:
    """All that runs left but their manifests, which have the seconds pages took."""
    found = (path for path in (root / "outputs").rglob("*") if path.is_file() and path.name[0] != ".")
    return {str(p.relative_to(root)): p.read_bytes() for p in found if p.name != "manifest.json"}


def write_release(root: Path, name: str, content: str | bytes, file: str = "returns.csv") -> Path:
    folder = root / "data" / "raw" / "tiny" / name
    folder.mkdir()
    data = content.encode() if isinstance(content, str) else content
    (folder / file).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (folder / "SOURCE.toml").write_text(SOURCE.format(name=file, digest=digest), encoding="utf-8")
    return folder


def with_cell(root: Path, cell: str, page: str = "women_health") -> None:
    """Notebooks for a root, of which a page's is that of `women_health` with something else for its main points."""
    if not (root / "notebooks").exists():
        shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    book = json.loads((REPOSITORY / "notebooks" / "women_health.ipynb").read_text(encoding="utf-8"))
    (own,) = (one for one in book["cells"] if "".join(one["source"]) == 'book.say("maternal_mortality")')
    own["source"] = cell
    (root / "notebooks" / f"{page}.ipynb").write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
