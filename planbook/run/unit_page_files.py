"""A page for each reporting unit, written from the year's judgement."""

from planbook.core import left_files, paths
from planbook.document.blocks import claimed
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.render import html, html_pages
from planbook.run import page_claims
from planbook.workbook.unit_pages import UnitPages


def write(
    parameters: PlaceYear, links: list[html_pages.Link]
) -> tuple[list[html_pages.Link], dict[str, dict[str, str]]]:
    """Write `units/<department>.html` of every unit that has something there; their links, and lines of what they claim."""
    folder = paths.outputs_of(parameters)
    if parameters.entry.reference or parameters.public:
        return [], {}
    made, claims = [], {}
    book = UnitPages(PageContext(parameters, WHOLE_YEAR))
    banner = book.banner()
    for id, name in book.names().items():
        above = [html_pages.Link(f"../{link.page}", link.title) for link in links]
        lead = (banner + book.content(id)).blocks
        around = html_pages.frame(parameters, name, f"units/{id}", above, f"../assets/{html_pages.FONT}")
        around |= {
            "home": "../index.html",
            "lead": html.of(lead),
            "failed": [],
            "groups": [],
        }
        left_files.write(folder / "units" / f"{id}.html", html_pages.contents_html(around))
        made.append(html_pages.Link(f"units/{id}", name))
        claims[f"units/{id}"] = page_claims.lines(f"units/{id}", claimed(lead), parameters.public)
    return made, claims
