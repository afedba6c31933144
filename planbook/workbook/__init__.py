"""What a notebook opens: the series of a page, and the pieces made of them."""

from analysis.charts import style
from planbook.core.errors import Fault, UsageError, suggestion
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.workbook.area_page import AreaPage
from planbook.workbook.data_quality_page import DataQualityPage
from planbook.workbook.evaluation_page import EvaluationPage
from planbook.workbook.overview_page import OverviewPage, WarningsPage
from planbook.workbook.welcome_page import WelcomePage

__all__ = ["open"]

POPULATION = "population"
OF_THE_YEAR = {  # pages that read the whole year, by the notebook's name
    "overview": OverviewPage,
    "warnings": WarningsPage,
    "data_quality": DataQualityPage,
    "midterm": EvaluationPage,
    "final": EvaluationPage,
    "welcome": WelcomePage,
}
EXPLORE = "explore"


def open(
    page: str, place: str, year: int, *, as_of: str = "", edition: str = "internal", level: int = 95
) -> AreaPage:
    """The workbook of one page over one place and year.

    Parameters
    ----------
    page : str
        The notebook's name: an area of the plan such as `women_health`, or `overview`, `population`, `warnings`,
        `data_quality`, `midterm`, `final`, `explore`, `welcome`.
    place : str
        Folder of `data/raw`.
    year : int
        Year that is looked at.
    as_of : str
        Last release that counts; all count where it is empty.
    edition : str
        `internal` or `public`.
    level : int
        Level of the intervals, per cent.

    Raises
    ------
    UsageError
        Naming each parameter that cannot be used, with a suggestion.
    """
    given = {"place": place, "year": year, "as_of": as_of, "edition": edition, "level": level}
    parameters = PlaceYear.given(**given).check()
    areas = {*parameters.catalogue.areas, POPULATION}
    known = {*areas, *OF_THE_YEAR, EXPLORE}
    if page not in known:
        expected = f"a page of {parameters.catalogue.plan.name}"
        raise UsageError([Fault("page", repr(page), expected, suggestion(page, known))])
    style.use()  # for the figures that analysts draw themselves
    context = PageContext(parameters, page if page in areas else WHOLE_YEAR)
    if page == EXPLORE:
        from planbook.workbook.bench_controls import BenchPage  # a run needs no widgets

        return BenchPage(context)
    return OF_THE_YEAR.get(page, AreaPage)(context)
