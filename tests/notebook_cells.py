"""A notebook's cells run in this process, as papermill would run them in a kernel of its own."""

import ast
import json
import re
from functools import cache
from pathlib import Path

from conftest import REPOSITORY

LINKED = re.compile(r'<a href="(?![#:])[^"]*">(.*?)</a>', re.DOTALL)  # to a page, from where a notebook lies


ARGUMENT = frozenset({"argument"})  # cells whose tables are an analyst's, as pandas shows them


def left(book: Path, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """HTML of each output of an executed notebook, but for cells with some tags."""
    cells = json.loads(book.read_text(encoding="utf-8"))["cells"]
    seen = [cell for cell in cells if not without & set(cell["metadata"].get("tags", []))]
    outputs = [one for cell in seen for one in cell.get("outputs", [])]
    shown = ("".join(one["data"]["text/html"]) for one in outputs if "text/html" in one.get("data", {}))
    return tuple(shown)


def unlinked(shown: tuple[str, ...]) -> tuple[str, ...]:
    """The same without links to pages: where they lead differs with where a notebook lies and what is made."""
    return tuple(LINKED.sub(r"\1", text) for text in shown)


@cache
def run(
    name: str,
    place: str,
    year: int,
    edition: str = "internal",
    level: int = 95,
    without: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """HTML of each output of a notebook over one place and year, but for cells with some tags."""
    without |= {"parameters"} | ({"internal", "argument"} if edition == "public" else set())
    book = json.loads((REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    known = {"place": place, "year": year, "as_of": "", "edition": edition, "level": level}
    shown = []
    for cell in book["cells"]:
        source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code" or without & set(tags):
            continue
        if html := html_of(result(source, known)):
            shown.append(html)
    return tuple(shown)


def result(source: str, known: dict) -> object:
    """What a cell's last expression gives, among some names to which its other lines add."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), known)
    return None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), known)


def html_of(shown: object) -> str:
    """What Jupyter shows of a cell's result, where that is HTML."""
    if hasattr(shown, "_repr_html_"):
        return shown._repr_html_() or ""
    return shown._repr_mimebundle_()["text/html"] if hasattr(shown, "_repr_mimebundle_") else ""
