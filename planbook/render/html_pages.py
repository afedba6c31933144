"""The frame of offline HTML pages: what stands around them, their style, and the pages that list others."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from analysis.charts import style
from planbook.core import labels, paths
from planbook.document.claims import named
from planbook.judge.place_year import PlaceYear
from planbook.render import template
from planbook.text import page_headings

TEMPLATES = Path(template.__file__).parent
FONT = "PlanbookSansSC-Regular.woff2"
FAMILY = '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Planbook Sans SC", sans-serif'


@dataclass(frozen=True)
class Link:
    """A page of the year: its id and title."""

    page: str
    title: str

    @property
    def file(self) -> str:
        """The page's file name."""
        return f"{self.page}.html"


def frame(parameters: PlaceYear, title: str, page: str, links: list[Link], font: str) -> dict:
    """What the frame of every page shows."""
    return {
        "title": title,
        "running": page_headings.running(parameters),
        "signed": page_headings.signature(parameters),
        "synthetic": parameters.entry.synthetic,
        "plan": page_headings.plan_title(parameters, named(parameters.catalogue.plan, "name")),
        "made_with": page_headings.made_with(),
        "file": f"{page}.html",
        "home": "index.html",
        "links": links,
        "css": css(font) + print_style(str(page_headings.marked(parameters)), title),
    }


def contents_html(around: dict) -> bytes:
    """A page that lists other pages."""
    return _listing().render(resources={"planbook": around}).encode("utf-8")


@cache
def _listing() -> jinja2.Template:
    """The template of pages that list others, compiled once a process."""
    loader = jinja2.FileSystemLoader(TEMPLATES / "planbook")
    environment = jinja2.Environment(loader=loader, autoescape=False)  # noqa: S701 - the templates escape
    return environment.get_template("contents.html.j2")


def write_font(folder: Path) -> None:
    """Put the shared font subset beside the pages."""
    paths.write_atomically(folder / "assets" / FONT, (style.FONTS / FONT).read_bytes())


def css(font: str) -> str:
    """The style sheet, with the font's place relative to the page."""
    text = (TEMPLATES / "planbook" / "style.css").read_text(encoding="utf-8")
    return text.replace("FONT_URL", font).replace("FONT_FAMILY", FAMILY)


def print_style(head: str, foot: str) -> str:
    """The style of printed pages: what stands at the head and foot of every sheet."""
    boxes = {"top-left": _css_text(head), "bottom-left": _css_text(foot)}
    boxes["bottom-right"] = 'counter(page) " / " counter(pages)'
    style = f"font: 8.5pt {FAMILY}; color: #55636f;"  # margins take no font from the page
    return (
        "@page {" + "".join(f" @{box} {{ content: {text}; {style} }}" for box, text in boxes.items()) + " }"
    )


def _css_text(text: str) -> str:
    """A text as a string of a style sheet, which no sign of it can end."""
    return '"' + re.sub(r"[\\\"<>\n]", lambda sign: f"\\{ord(sign[0]):x} ", labels.clean(text)) + '"'
