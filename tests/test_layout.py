"""Import order of the rooms, and the limits of their size."""

import ast
from pathlib import Path

import pytest

ROOMS = [
    ("errors",),
    ("paths", "processes"),
    ("words",),
    ("catalogue",),
    ("data",),
    ("indicators",),
    ("forecasting",),
    ("assessment",),
    ("charts",),
    ("pages",),
    ("batch",),
    ("handover",),
    ("cli",),
]
ORDER = {room: place for place, names in enumerate(ROOMS) for room in names}
PACKAGE = Path(__file__).parents[1] / "analysis"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            found |= {alias.name for alias in node.names if alias.name in ORDER}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("analysis.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_rooms_above_it(path):
    own = room_of(path)
    assert own in ORDER, f"{own} is no room of the design"
    later = {room for room in imported_rooms(path) if ORDER[room] > ORDER[own]}
    assert not later


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small_and_functions_short(path):
    text = path.read_text(encoding="utf-8")
    if room_of(path) != "words":
        assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            own_doc = ast.get_docstring(node, clean=False) or ""
            length = node.end_lineno - node.lineno + 1 - len(own_doc.splitlines())
            assert length <= 45, f"{node.name} has {length} lines"


@pytest.mark.parametrize("room", ["indicators", "forecasting"])
def test_mathematics_touches_no_file_clock_or_catalogue(room):
    for path in PACKAGE.glob(f"{room}/*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        assert not names & {"open", "Path", "datetime", "time"}
        assert "catalogue" not in imported_rooms(path)
