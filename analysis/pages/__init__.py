"""What a page says: sentences, tables, charts; the notebooks open their page here."""

import gc

from analysis.assessment.judgement import Question
from analysis.charts import style
from analysis.errors import Fault, UsageError, suggestion
from analysis.pages.evaluation import Evaluation
from analysis.pages.facts import Facts
from analysis.pages.front import Front
from analysis.pages.overview import Overview
from analysis.pages.page import Page
from analysis.pages.quality import Quality
from analysis.pages.units import Units
from analysis.pages.welcome import Welcome

__all__ = [
    *(
        "area",
        "data_quality",
        "evaluation",
        "explore",
        "front",
        "overview",
        "population",
        "units",
        "warnings",
        "welcome",
    ),
]

COLLECT_AFTER = 200_000  # new objects


def area(
    id: str, place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> Page:
    """The page of one area of the plan.

    Parameters
    ----------
    id : str
        The area's id, such as `women_health`.
    place, year, as_of, edition, level
        The parameters of every notebook (DESIGN §8).

    Raises
    ------
    UsageError
        Naming each parameter that cannot be used, with a suggestion.
    """
    return Page(_facts(id, place, year, as_of, edition, level))


def population(place: str, year: int, **parameters) -> Page:
    """The page of population and births; parameters as for `area`."""
    return area("population", place, year, **parameters)


def overview(
    place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> Overview:
    """The page of the whole year; parameters as for `area`."""
    return Overview(_facts("overview", place, year, as_of, edition, level))


def front(place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95) -> Front:
    """The first screen of a year's contents; parameters as for `area`."""
    return Front(_facts("overview", place, year, as_of, edition, level))


def warnings(
    place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> Overview:
    """The page of the year's warnings and how far to trust them; parameters as for `area`."""
    return overview(place, year, as_of=as_of, edition=edition, level=level)


def evaluation(
    place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> Evaluation:
    """The page of the mid-term or final evaluation; parameters as for `area`."""
    return Evaluation(_facts("overview", place, year, as_of, edition, level))


def explore(place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95):
    """The explorer's widgets (`analysis.pages.explorer.Explorer`); parameters as for `area`."""
    from analysis.pages.explorer import Explorer  # the batch needs no widgets

    return Explorer(_facts("overview", place, year, as_of, edition, level))


def welcome(place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95) -> Welcome:
    """The page of where to begin; parameters as for `area`."""
    return Welcome(_facts("overview", place, year, as_of, edition, level))


def units(place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95) -> Units:
    """The pages of the reporting units; parameters as for `area`."""
    return Units(_facts("overview", place, year, as_of, edition, level))


def data_quality(
    place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> Quality:
    """The page of what is in, what is not, and what is to be explained; parameters as for `area`."""
    return Quality(_facts("overview", place, year, as_of, edition, level))


def _facts(id: str, place: str, year: int, as_of: str, edition: str, level: int) -> Facts:
    question = Question(place, year, as_of, level, edition).check()
    known = {*question.catalogue.areas, "population", "overview"}
    if id not in known:
        remedy = suggestion(id, known)
        raise UsageError([Fault("area", repr(id), f"an area of {question.catalogue.plan.name}", remedy)])
    style.use()
    return Facts(question, id)


# The libraries stay for good, and a page makes little garbage in rings: collections need not look again and again.
gc.freeze()
gc.set_threshold(COLLECT_AFTER)
