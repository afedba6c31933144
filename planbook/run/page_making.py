"""One unit of work: one notebook, run by papermill over one place and year."""

import ast
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from planbook.core import left_files, paths, reads
from planbook.core.errors import Fault, SourceError
from planbook.core.parameters import RunParameters
from planbook.document.blocks import PICTURED, claimed
from planbook.judge.place_year import PlaceYear
from planbook.render import html, html_pages
from planbook.run import notebook_execution, page_claims, page_completeness, process_settings, run_records

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT = 600
PAGE_LINK = re.compile(r'href="(?!#|[a-z]+:)')
NOT_PUBLIC = {"internal", "argument"}  # tags of cells that the public edition has not


@dataclass(frozen=True)
class Unit:
    """A page to make; it names files only, so that any worker can do it."""

    root: str
    page: str
    title: str
    parameters: RunParameters
    links: tuple[html_pages.Link, ...]
    engine: str = notebook_execution.KERNEL
    key: str = ""
    after: str = ""  # why an earlier try was in vain
    timeout: float = TIMEOUT  # seconds that its cells may take in a kernel


@dataclass(frozen=True)
class Outcome:
    """What became of a page."""

    page: str
    title: str
    state: str
    seconds: float
    reason: str = ""
    charts: int = 0
    tables: int = 0
    read: tuple[reads.Read, ...] = ()
    claims: dict[str, str] = field(default_factory=dict)  # lines of its tables


def make(unit: Unit, tell: Callable[[str], object] = lambda cell: None) -> Outcome:
    """Run a unit's notebook and write its page; a failure is returned, never raised.

    `tell` takes the name of each cell that begins.
    """
    os.environ["PLANBOOK_ROOT"] = unit.root
    process_settings.settle()
    started = time.perf_counter()
    shown: dict = {}
    read: list[reads.Read] = []
    try:
        shown, read = _recorded(unit, tell)
        state, reason = "done", f"made in a kernel: before that, {unit.after}" if unit.after else ""
    except notebook_execution.StoppedError as error:
        state, reason = "failed", str(error)
    except Exception as error:  # a page's failure must not stop the others
        state, reason = "failed", f"{type(error).__name__}: {error}"
    if state == "failed" and unit.after:
        reason += f"; before that, {unit.after}"
    seconds = round(time.perf_counter() - started, 2)
    if state == "failed":
        remove_page(unit)
    return Outcome(unit.page, unit.title, state, seconds, reason, **shown, read=tuple(read))


def remove_page(unit: Unit) -> None:
    """Take away a page of an earlier run that could not be made again."""
    for path in run_records.files(unit.parameters, unit.page):
        left_files.remove(path)


def _recorded(unit: Unit, tell: Callable[[str], object]) -> tuple[dict, list[reads.Read]]:
    """What a page shows and claims, and all that was read while it was made."""
    with tempfile.TemporaryDirectory(prefix="planbook-") as private:
        record = Path(private) / "reads"
        with reads.recorded(record):
            shown = _write(unit, tell)
        return shown, reads.of(record)


def _write(unit: Unit, tell: Callable[[str], object]) -> dict:
    """Write a page and its notebook; how many charts and tables it shows, and what it claims."""
    import nbformat

    from planbook.render import notebook_exporter

    source = paths.notebooks() / f"{unit.page}.ipynb"
    quiet = notebook_execution.run(
        source, unit.parameters.by_name, root=unit.root, engine=unit.engine, timeout=unit.timeout, tell=tell
    )
    if unit.parameters.public:
        quiet.cells = [cell for cell in quiet.cells if not NOT_PUBLIC & set(cell.metadata.get("tags", []))]
    page_completeness.check(quiet)
    claims, pictures = page_claims.taken(quiet), page_claims.taken(quiet, PICTURED)
    page, *beside = run_records.files(unit.parameters, unit.page)
    made = notebook_exporter.page_html(quiet, _around(unit))
    _lead_to_pages(quiet)
    executed = f"{nbformat.writes(quiet)}\n".encode()  # as JupyterLab saves it
    reviewed: list[dict] = []
    for kept in beside:
        if kept.suffix == ".html":
            review, reviewed = _review(unit, claims)
            left_files.write(kept, review)
        else:
            left_files.write(kept, executed)
    left_files.write(page, made)
    run_records.keep_pictures(unit, pictures)
    lines = page_claims.lines(unit.page, claims, unit.parameters.public)
    of_review = page_claims.lines(run_records.review(unit.page), reviewed, unit.parameters.public)
    lines = {name: lines[name] + of_review[name] for name in lines}
    return page_completeness.count(quiet) | {"claims": lines}


def _review(unit: Unit, claims: list[dict]) -> tuple[bytes, list[dict]]:
    """The page 复核: every number that a page prints, and how it comes about; and the numbers of its own sentences."""
    from planbook.judge.page_context import PageContext
    from planbook.workbook import review_page

    asked = PlaceYear.of(unit.parameters)
    above = [html_pages.Link(f"../{link.page}", link.title) for link in unit.links]
    title = f"复核：{unit.title}"
    around = html_pages.frame(
        asked, title, run_records.review(unit.page), above, f"../assets/{html_pages.FONT}"
    )
    lead = review_page.content(PageContext(asked, unit.page), claims).blocks
    around |= {"home": "../index.html", "lead": html.of(lead), "failed": [], "groups": []}
    return html_pages.contents_html(around), claimed(lead, "review")


def _around(unit: Unit) -> dict:
    """The frame of a unit's page."""
    font = f"assets/{html_pages.FONT}"
    return html_pages.frame(PlaceYear.of(unit.parameters), unit.title, unit.page, list(unit.links), font)


def _lead_to_pages(notebook: "NotebookNode") -> None:
    """Have the links of an executed notebook lead to the pages, which lie one folder above it."""
    shown = [
        output["data"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output
    ]
    for forms in shown:
        if "text/html" in forms:
            forms["text/html"] = PAGE_LINK.sub('href="../', forms["text/html"])


def cells(path: Path) -> list[dict]:
    """A notebook's cells; `SourceError` where it is none, as after a merge that was left half-way."""
    try:
        return [
            {
                "source": "".join(cell["source"]),
                "tags": cell["metadata"].get("tags", []),
                "outputs": cell.get("outputs"),
            }
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        where, found = f"notebooks/{path.name}", f"{type(error).__name__}: {error}"
        raise SourceError([Fault(where, found, "a notebook")]) from None


def declared(path: Path) -> set[str]:
    """Names that a notebook's cell tagged `parameters` sets; `SourceError` where that is no Python."""
    source = "\n".join(cell["source"] for cell in cells(path) if "parameters" in cell["tags"])
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        where = f"notebooks/{path.name}, parameters"
        raise SourceError([Fault(where, repr(error.text or source), "lines of Python")]) from None
    stored = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in stored if isinstance(node.ctx, ast.Store)}
