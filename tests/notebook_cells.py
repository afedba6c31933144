"""A notebook's cells run in this process, as papermill would run them in a kernel of its own."""

import json
from functools import cache
from pathlib import Path

from conftest import REPOSITORY


def left(book: Path) -> tuple[str, ...]:
    """HTML of each output of an executed notebook."""
    cells = json.loads(book.read_text(encoding="utf-8"))["cells"]
    outputs = [one for cell in cells for one in cell.get("outputs", [])]
    return tuple("".join(one["data"]["text/html"]) for one in outputs if "text/html" in one.get("data", {}))


@cache
def run(name: str, place: str, year: int, edition: str = "internal", level: int = 95) -> tuple[str, ...]:
    """HTML of each output of a notebook over one place and year."""
    book = json.loads((REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    known = {"place": place, "year": year, "as_of": "", "edition": edition, "level": level}
    shown = []
    for cell in book["cells"]:
        source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if (
            cell["cell_type"] != "code"
            or "parameters" in tags
            or (edition == "public" and "internal" in tags)
        ):
            continue
        if "setup" in tags:
            exec(source, known)
        else:
            shown.append(eval(source, known)._repr_html_())
    return tuple(shown)
