"""nbconvert's exporter of the house style: any executed notebook as an offline page (`jupyter nbconvert --to planbook`)."""

import ast
import re
from functools import cache

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from analysis.charts import style
from planbook.core import paths
from planbook.core.errors import PlanbookError
from planbook.document.claims import Sentence, joined, say
from planbook.judge.place_year import PlaceYear
from planbook.render import html_pages
from planbook.text import page_headings

DECLARED = {"parameters", "injected-parameters"}
OWN = "分析人员自己的笔记本，未经审核"
NOTHING = "—"  # for what Python says where there is no value
NO_VALUE = re.compile(r"(?:np\.float64\()?\b(?:nan|NaN|NaT|None)\b\)?|<NA>|&lt;NA&gt;")
NO_CELL = re.compile(rf"(?<=>)(?:{NO_VALUE.pattern})(?=<)")
STYLED = re.compile(r"<style scoped>.*?</style>", re.DOTALL)


def page_html(notebook: NotebookNode, around: dict) -> bytes:
    """An executed notebook as an offline page: no script, no code but that of arguments, alternative texts kept."""
    body, _ = _exporter().from_notebook_node(notebook, resources={"planbook": around})
    return body.encode("utf-8")


def compile_templates() -> None:
    """Turn an empty notebook into a page, so that the next is as quick as any."""
    page_html(new_notebook(), {})


def table_of_numbers(text: str) -> str:
    """A table as pandas shows it, in the page's own style."""
    plain = STYLED.sub("", text).replace('border="1" class="dataframe"', 'class="numbers"')
    return NO_CELL.sub(NOTHING, plain)


def value_as_text(text: str) -> str:
    """A value as Python writes it, without its words for nothing."""
    return NO_VALUE.sub(NOTHING, text)


@cache
def _exporter() -> "NotebookExporter":
    return NotebookExporter()


class NotebookExporter(HTMLExporter):
    """A notebook as a page: no script, no code but that of arguments, which opens at a click."""

    def __init__(self, **given: object):
        super().__init__(
            template_name="planbook",
            extra_template_basedirs=[str(html_pages.TEMPLATES)],
            exclude_anchor_links=True,
            sanitize_html=False,
            **given,
        )
        self.register_filter("table_of_numbers", table_of_numbers)
        self.register_filter("value_as_text", value_as_text)

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's own exporters of text
        self, nb: NotebookNode, resources: dict | None = None, **given: object
    ) -> tuple[str, dict]:
        """The page, with a frame that says whose it is where none is given (nbconvert's interface)."""
        known = dict(resources or {})
        if "planbook" not in known:
            font = f"assets/{html_pages.FONT}"
            known["planbook"] = own_frame(nb, font)
            known["outputs"] = {
                **known.get("outputs", {}),
                font: (style.FONTS / html_pages.FONT).read_bytes(),
            }
        return super().from_notebook_node(nb, known, **given)


def own_frame(notebook: NotebookNode, font: str) -> dict:
    """The frame of an analyst's own page: its title, the place and year of its parameters, and that nobody has signed it.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed notebook.
    font : str
        Place of the font, relative to the page.
    """
    heads = [
        line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()
    ]
    title = next((line.removeprefix("# ") for line in heads if line.startswith("# ")), "笔记本")
    running, synthetic = _running(parameters(notebook))
    return {
        "title": title,
        "running": running,
        "signed": "",
        "synthetic": synthetic,
        "plan": OWN,
        "made_with": page_headings.made_with(),
        "file": "",
        "home": "",
        "links": [],
        "css": html_pages.css(font) + html_pages.print_style(str(running), title),
    }


def parameters(notebook: NotebookNode) -> dict[str, object]:
    """What the cells of parameters of a notebook set, the last of each name."""
    found: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or not DECLARED & set(cell.metadata.get("tags", [])):
            continue
        for node in ast.parse(cell.source).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            value = getattr(node, "value", None)
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                found[target.id] = value.value
    return found


def _running(known: dict[str, object]) -> tuple[Sentence, bool]:
    """Place and year of a notebook's parameters as the head of its page, and whether the place is invented."""
    place, year = known.get("place"), known.get("year")
    if not isinstance(place, str) or not isinstance(year, int) or place not in paths.places():
        return say(OWN), False
    try:
        asked = PlaceYear(place, year, edition=str(known.get("edition", "internal"))).check()
    except PlanbookError:
        return say(OWN), False
    return joined([page_headings.place_year(asked), say(OWN)], " · "), asked.entry.synthetic
