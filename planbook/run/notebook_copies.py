"""An analyst's own copy of a notebook in `workspace/`, set to a place and year, that nothing overwrites."""

import json
import re
from pathlib import Path

from planbook.core import paths
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.run import page_making


def copy(page: str, place: str, year: int) -> Path:
    """Copy a notebook to `workspace/` with its parameters set; the new file.

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
    paths.write_atomically(to, (json.dumps(book, ensure_ascii=False, indent=1) + "\n").encode())
    return to


def _set(source: str, place: str, year: int) -> str:
    source = re.sub(r'(?m)^(place: str = )"[^"]*"', rf'\1"{place}"', source)
    return re.sub(r"(?m)^(year: int = )\d+", rf"\g<1>{year}", source)
