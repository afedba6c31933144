"""Small literal data: a place of two areas with a plan of its own, and the plan of the package."""

import hashlib
import shutil
from pathlib import Path

import pytest

from analysis import catalogue as entries
from analysis.charts import style

REPOSITORY = Path(__file__).parents[1]
SMALL_PLACE = Path(__file__).parent / "small_place"
SOURCE = """title = "测试"
publisher = "测试"
published = "2025"
department = "health"
licence = "测试"

[[files]]
name = "{name}"
sha256 = "{digest}"
"""


def pytest_collection_modifyitems(items):
    """Files with slow tests first: a file stays on one worker, and a long one that comes last is waited for."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def catalogue():
    return entries.load()


@pytest.fixture(scope="session", autouse=True)
def chart_style():
    style.use()


@pytest.fixture
def repository(monkeypatch):
    monkeypatch.setenv("PLANBOOK_ROOT", str(REPOSITORY))
    return REPOSITORY


@pytest.fixture(scope="module")
def real_figures():
    """The repository's places, for what a whole module reads and does not change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(REPOSITORY))
        yield REPOSITORY


@pytest.fixture
def small_root(tmp_path, monkeypatch):
    root = copied(tmp_path / "root")
    monkeypatch.setenv("PLANBOOK_ROOT", str(root))
    return root


def copied(root: Path) -> Path:
    shutil.copytree(SMALL_PLACE / "data" / "raw", root / "data" / "raw")
    return root


def write_release(root: Path, name: str, content: str | bytes, file: str = "returns.csv") -> Path:
    folder = root / "data" / "raw" / "tiny" / name
    folder.mkdir()
    data = content.encode() if isinstance(content, str) else content
    (folder / file).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (folder / "SOURCE.toml").write_text(SOURCE.format(name=file, digest=digest), encoding="utf-8")
    return folder


def with_cell(root: Path, cell: str) -> None:
    """Notebooks for a root, of which `women_health` does something else in the place of its main points."""
    shutil.copytree(REPOSITORY / "notebooks", root / "notebooks")
    book = root / "notebooks" / "women_health.ipynb"
    text = book.read_text(encoding="utf-8")
    assert "page.main_points()" in text
    book.write_text(text.replace("page.main_points()", cell), encoding="utf-8")
