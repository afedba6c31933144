"""How much of the area notebooks an analyst can follow: cells by kind, and what is missing of the shape that is meant.

Usage: ``.venv/bin/python benchmarks/notebook_shape.py``. Of each area's notebook: code cells but those tagged
`parameters`, `setup`, `frame`; how many of them call a function of `analysis` or end in a table or a target object (what
gives a piece does not count); questions without an argument before their first piece; all cells. Then argument cells that
are the same in more than three notebooks, and pieces that draw more than one chart. Ends with 1 where the shape is
missed.
"""

import ast
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
AREAS = ("women_", "children_")
MOST_CELLS, MOST_ALIKE = 60, 3
ASIDE = {"parameters", "setup", "frame"}
TABLES = {  # calls of the workbook that give a table or an object, and what a table's methods are called on
    *("series", "groups", "townships", "target", "latest", "lines", "wide", "figures", "counts", "table"),
    *("compare", "pair", "composition", "history", "find", "assessment", "projections", "gaps", "warnings"),
    *("objectives", "measures", "observations", "indicators", "completeness", "indicator", "earlier"),
}


@dataclass
class Shape:
    """What one notebook is made of."""

    cells: int = 0
    code: int = 0
    open: int = 0
    questions: int = 0
    without: list[str] = field(default_factory=list)


def analysis_names(sources: list[str]) -> set[str]:
    """Modules of `analysis` that a notebook imports."""
    trees = [ast.parse(source) for source in sources]
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {name.name for node in found if (node.module or "").startswith("analysis") for name in node.names}


def in_the_open(source: str, modules: set[str]) -> bool:
    """Whether a cell calls a function of `analysis`, or ends in a table or an object of the workbook."""
    tree = ast.parse(source)
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if any(root(one) in modules for one in calls):
        return True
    last = tree.body[-1]
    return isinstance(last, ast.Expr) and not gives_a_piece(last.value)


def root(node: ast.expr) -> str:
    """The name that a chain of attributes, calls and indices begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def gives_a_piece(node: ast.expr) -> bool:
    """Whether an expression is a call of the workbook that gives no table, or a sum of such."""
    if isinstance(node, ast.BinOp):
        return gives_a_piece(node.left) or gives_a_piece(node.right)
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Attribute) and isinstance(inner, ast.Name) and inner.id == "book":
            return node.attr not in TABLES
        node = inner
    return False


def shape(path: Path) -> tuple[Shape, list[str]]:
    """A notebook's shape, and its cells in the open."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    modules = analysis_names(
        [s for s, cell in zip(sources, cells, strict=True) if cell["cell_type"] == "code"]
    )
    found, opened, waiting = Shape(cells=len(cells)), [], ""
    for source, cell in zip(sources, cells, strict=True):
        if cell["cell_type"] == "markdown" and source.startswith("## "):
            found.questions, waiting = found.questions + 1, source.splitlines()[0]
        if cell["cell_type"] != "code" or ASIDE & set(cell["metadata"].get("tags", [])):
            continue
        found.code += 1
        if in_the_open(source, modules):
            found.open, waiting = found.open + 1, ""
            opened.append(source)
        elif waiting:
            found.without.append(waiting)
            waiting = ""
    return found, opened


def drawing_twice() -> Iterator[str]:
    """Calls of the area notebooks that show more than one chart, but the frame's."""
    sys.path.insert(0, str(HOME / "tests"))
    from planbook import workbook

    for path in notebooks():
        book = workbook.open(path.stem, "demo", 2025)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source, tags = "".join(cell["source"]), set(cell["metadata"].get("tags", []))
            if cell["cell_type"] == "code" and not tags & {*ASIDE, "argument"}:
                piece = eval(source, {"book": book})
                if len(piece.charts) > 1:
                    yield f"{path.stem}: {source}"


def notebooks() -> list[Path]:
    """The notebooks of the areas."""
    return sorted(path for path in (HOME / "notebooks").glob("*.ipynb") if path.name.startswith(AREAS))


def main() -> int:
    """Print and judge."""
    alike: Counter[str] = Counter()
    wrong = []
    for path in notebooks():
        found, opened = shape(path)
        alike.update(set(opened))
        print(
            f"{path.stem}: {found.cells} cells, {found.open} of {found.code} code cells in the open, "
            f"{found.questions} questions"
        )
        wrong += [f"{path.stem}: no argument before the first piece of {one}" for one in found.without]
        wrong += [f"{path.stem}: less than half in the open"] if 2 * found.open < found.code else []
        wrong += [f"{path.stem}: {found.cells} cells"] if found.cells > MOST_CELLS else []
    wrong += [f"in {many} notebooks: {source}" for source, many in alike.items() if many > MOST_ALIKE]
    wrong += [f"more than one chart: {one}" for one in drawing_twice()]
    print("\n".join(wrong) or "the shape is kept")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
