"""Pieces of a page as HTML: paragraphs, lists, folds and pictures, their texts escaped."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape

from matplotlib.figure import Figure

from planbook.core import labels
from planbook.render import images


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


def shown(text) -> str:
    """A text as HTML shows it: nothing in it is markup, and no sign that cannot be printed."""
    return escape(labels.clean(text), quote=True)


def paragraph(text: str, kind: str = "") -> Fragment:
    """A paragraph of plain text; `kind` is its class in the style sheet."""
    return Fragment(f"<p{_class(kind)}>{shown(text)}</p>") if text else Fragment("")


def bullets(items: list[str]) -> Fragment:
    """A list of plain sentences."""
    return Fragment("<ul>" + "".join(f"<li>{shown(item)}</li>" for item in items) + "</ul>")


def fold(summary: str, content: Fragment) -> Fragment:
    """Content that opens at a click and is printed folded."""
    return Fragment(f"<details><summary>{shown(summary)}</summary>{content.html}</details>")


def picture(figure: Figure, alt: str, caption: str = "", data_at: str = "") -> Fragment:
    """A chart with its alternative text, a caption, and the way to its figures on the page (`data_at`, an id)."""
    data = base64.b64encode(images.webp(figure)).decode("ascii")
    link = f'<a class="data" href="#{data_at}">数据表</a>' if data_at else ""
    said = " ".join(filter(None, (shown(caption), link)))
    below = f"<figcaption>{said}</figcaption>" if said else ""
    image = f'<img src="data:image/webp;base64,{data}" alt="{shown(alt)}">'
    title = "、".join(filter(None, (axes.get_title(loc="left") for axes in figure.axes)))
    return Fragment(f'<figure data-title="{shown(title)}">{image}{below}</figure>')


def internal_only(piece: Callable[..., Fragment]) -> Callable[..., Fragment]:
    """A piece of a page that the public edition leaves out."""

    @wraps(piece)
    def for_the_house(page, *given, **named) -> Fragment:
        return Fragment("") if page.context.parameters.public else piece(page, *given, **named)

    return for_the_house


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
