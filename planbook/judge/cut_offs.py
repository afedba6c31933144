"""Up to which release the figures of a page or a year come, and up to which the review material that goes with them."""

from planbook import store
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear


def figures(context: PageContext) -> str:
    """Name of the newest release with a figure that counts: of an area's page in its own series, else in the year's.

    Empty where there is no figure.
    """
    if context.area != WHOLE_YEAR:
        known = context.sources["release"]
    else:
        rows = context.judgement.observations
        known = rows.loc[rows["value"].notna(), "release"]
    return str(known.max()) if len(known) else ""


def review(parameters: PlaceYear) -> str:
    """Name of the newest release with self-reports, findings, explanations or signatures of the year; empty without any."""
    tables = store.statements(parameters.place), store.explanations(parameters.place)
    found = {name for table in tables for name in table.loc[table["year"].eq(parameters.year), "release"]}
    found |= {parameters.signed.release} - {""}
    return max((name for name in found if not parameters.as_of or name <= parameters.as_of), default="")
