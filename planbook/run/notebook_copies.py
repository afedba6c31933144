"""An analyst's own copy of a notebook in `workspace/`, set to a place and year, that nothing overwrites."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from planbook.core import left_files, paths
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.run import page_making

MODULES = "baselines, charts, forecasting, funnels, gaps, pooling, rates, rounding, trends"
IMPORTS = ("import pandas as pd", "", f"from analysis import {MODULES}")
ASIDE = {"parameters", "setup", "argument"}


def copy(page: str, place: str, year: int, *, opened: bool = False) -> Path:
    """Copy a notebook to `workspace/` with its parameters set; the new file.

    Parameters
    ----------
    page, place, year
        The notebook's name, and what its parameters are to be.
    opened : bool
        Whether the lines that make each piece's table (`.how`) are put in a cell below it, to be stepped through and
        changed.

    Raises
    ------
    UsageError
        When there is no such notebook, or a copy of that name lies there already.
    """
    known = sorted(path.stem for path in paths.notebooks().glob("*.ipynb"))
    if page not in known:
        raise UsageError([Fault("page", repr(page), "a notebook's name", suggestion(page, known))])
    to = paths.workspace() / f"{page}_{place}_{year}.ipynb"
    if to.exists():
        remedy = "Rename your copy first; it is never overwritten."
        raise UsageError([Fault(f"workspace/{to.name}", "a file of that name", "no file", remedy)])
    page_making.cells(paths.notebooks() / f"{page}.ipynb")  # tells where it is none
    book = json.loads((paths.notebooks() / f"{page}.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = _set("".join(cell["source"]), place, year).splitlines(keepends=True)
    if opened:
        book["cells"] = list(_opened(book["cells"], page, place, year))
    paths.write_atomically(to, (json.dumps(book, ensure_ascii=False, indent=1) + "\n").encode())
    return to


def publish(notebook: Path) -> Path:
    """Write an executed notebook as an offline page in the house style beside it; the page.

    Raises
    ------
    UsageError
        When it is no notebook, has not been run, or a page lies there that was not made from it.
    """
    import nbformat

    from planbook.render import html_pages
    from planbook.render.notebook_exporter import NotebookExporter

    where = str(notebook)
    if notebook.suffix != ".ipynb" or not notebook.is_file():
        raise UsageError([Fault(where, "no notebook", "a file that ends in .ipynb")])
    try:
        book = nbformat.read(str(notebook), as_version=4)
    except (ValueError, nbformat.ValidationError) as error:
        raise UsageError([Fault(where, f"{type(error).__name__}: {error}", "a notebook")]) from None
    if not any(cell.get("outputs") for cell in book.cells):
        remedy = "Open it in JupyterLab, run all cells and save it."
        raise UsageError([Fault(where, "no results", "a notebook that has been run", remedy)])
    page = notebook.with_suffix(".html")
    content, _ = NotebookExporter().from_notebook_node(book)
    if page.exists() and PUBLISHED not in page.read_text(encoding="utf-8", errors="replace"):
        remedy = "Rename that file first; it is never overwritten."
        raise UsageError([Fault(str(page), "a file that was not published", "no file", remedy)])
    html_pages.write_font(page.parent)
    left_files.write(page, content.replace("<head>", f"<head>\n{PUBLISHED}", 1).encode())
    return page


PUBLISHED = '<meta name="generator" content="planbook publish">'


def _opened(cells: list[dict], page: str, place: str, year: int) -> Iterator[dict]:
    """A notebook's cells, each that shows a piece with the lines of its table below."""
    from planbook import workbook

    names = {"book": workbook.open(page, place, year)}
    for number, cell in enumerate(cells):
        source, tags = "".join(cell["source"]), set(cell["metadata"].get("tags", []))
        if "setup" in tags:
            kept = [
                line
                for line in source.splitlines()
                if not line.startswith(("from analysis", "import pandas"))
            ]
            cell["source"] = "\n".join([*IMPORTS, *kept]).splitlines(keepends=True)
        yield cell
        if cell["cell_type"] == "code" and not tags & ASIDE:
            shown = eval(source, names)  # noqa: S307 - a cell of a notebook of the repository
            for part, piece in enumerate(getattr(shown, "parts", ()) or (shown,), start=1):
                if getattr(piece, "how", ""):
                    yield _code(f"how-{number}-{part}", f"# book.{piece.name}\n{piece.how}")


def _code(id: str, source: str) -> dict:
    """A code cell without outputs."""
    lines = source.splitlines(keepends=True)
    about = {"cell_type": "code", "id": id, "metadata": {"tags": ["how"]}, "source": lines}
    return about | {"execution_count": None, "outputs": []}


def _set(source: str, place: str, year: int) -> str:
    source = re.sub(r'(?m)^(place: str = )"[^"]*"', rf'\1"{place}"', source)
    return re.sub(r"(?m)^(year: int = )\d+", rf"\g<1>{year}", source)
