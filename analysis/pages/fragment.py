"""Pieces of a page: HTML that a notebook shows and the page keeps."""

import base64
from dataclasses import dataclass
from html import escape

from matplotlib.figure import Figure

from analysis.charts import figures


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML; `+` puts two together."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __add__(self, other: "Fragment") -> "Fragment":
        return Fragment(self.html + other.html)

    def __repr__(self) -> str:
        return f"<Fragment of {len(self.html):,} characters>"


def paragraph(text: str, kind: str = "") -> Fragment:
    """A paragraph of plain text; `kind` is its class in the style sheet."""
    return Fragment(f"<p{_class(kind)}>{escape(text)}</p>") if text else Fragment("")


def bullets(items: list[str]) -> Fragment:
    """A list of plain sentences."""
    return Fragment("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")


def fold(summary: str, content: Fragment) -> Fragment:
    """Content that opens at a click and is printed folded."""
    return Fragment(f"<details><summary>{escape(summary)}</summary>{content.html}</details>")


def picture(figure: Figure, alt: str, caption: str = "") -> Fragment:
    """A chart with its alternative text and a caption."""
    data = base64.b64encode(figures.png(figure)).decode("ascii")
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    image = f'<img src="data:image/png;base64,{data}" alt="{escape(alt, quote=True)}">'
    return Fragment(f"<figure>{image}{below}</figure>")


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
