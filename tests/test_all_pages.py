"""Every notebook over the invented city and over a place without any figure: nothing fails, nothing is left out."""

import re

import pytest
from conftest import REPOSITORY
from notebook_cells import ARGUMENT, left, run
from test_notebooks import AREAS

from planbook import catalogue as entries
from planbook import workbook
from planbook.core import labels
from planbook.run.order import EVALUATIONS, FIRST_PAGES

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_figures")]
EMPTY = ("410482", 2025)
CHARTS_WITHOUT_FIGURES = {"overview", "warnings", "midterm", "final"}  # states of all demands; the backtest
RAW = r"\b(nan|NaN|NaT|None|<NA>|inf)\b"
ELEMENTS = (
    "规划实施进程",
    "发展状况",
    "目标达标情况",
    "策略措施实施效果",
    "有益经验",
    "突出问题",
    "发展趋势预测",
    "对策建议",
)


@pytest.fixture(scope="module")
def cells(cities_made):
    """What a page of the invented city shows: as the run left it, or run here where no run of that year makes it."""
    folder = cities_made / "outputs" / "demo" / "2025" / "internal" / "notebooks"

    def of(name: str) -> tuple[str, ...]:
        book = folder / f"{name}.ipynb"
        return left(book, ARGUMENT) if book.exists() else run(name, "demo", 2025, without=ARGUMENT)

    return of


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("name", [*AREAS, "population"])
def test_every_indicator_objective_and_measure_is_on_its_areas_page(name, cells):
    known, html = entries.load(), "".join(cells(name))
    expected = set(known.area_indicators(name))
    expected |= {one.id for one in (*known.objectives, *known.measures) if one.area == name}
    assert not {id for id in expected if f'id="{id}"' not in html}


@pytest.mark.parametrize("name", [*FIRST_PAGES, *EVALUATIONS, *AREAS])
def test_a_page_says_nothing_banned_shows_no_raw_nothing_and_tells_every_chart(name, cells):
    html = "".join(cells(name))
    said = text(html)
    assert not [word for word in labels.BANNED if word in said]
    assert not re.search(RAW, said)
    charts = re.findall(r"<img [^>]*>", html)
    assert all(len(re.search(r'alt="([^"]*)"', chart)[1]) > 10 for chart in charts)
    assert labels.SYNTHETIC in said


def test_no_page_shows_python_s_words_for_nothing(cities_made):
    pages = [*(cities_made / "outputs").rglob("internal/*.html")]
    assert pages
    for path in pages:
        told = re.sub(r"<code>.*?</code>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(RAW, text(told)), path


@pytest.mark.parametrize("name", [*FIRST_PAGES, *EVALUATIONS, *AREAS])
def test_a_place_without_figures_has_every_page_and_no_empty_chart(name):
    html = "".join(run(name, *EMPTY, without=ARGUMENT))
    assert name in CHARTS_WITHOUT_FIGURES or "<img" not in html
    assert "汝州市" in text(html)
    assert not re.search(RAW, text(html))


def test_a_reference_place_has_pages_of_a_year_before_the_plan():
    said = text("".join(run("women_health", "CN", 2020) + run("overview", "CN", 2020)))
    assert "未见公布" in said


def test_the_areas_conclusions_add_up_to_the_overviews(cells):
    judged = [workbook.open(name, "demo", 2025).context.targets for name in AREAS]
    met = sum(int((one["target_value"].notna() & one["attainment"].eq("met")).sum()) for one in judged)
    said = text("".join(cells("overview")))
    assert sum(int(number) for number in re.findall(r"项数值目标中，已达到(\d+)项", said)) == met


@pytest.mark.parametrize("name", EVALUATIONS)
def test_an_evaluation_has_its_eight_elements(name, cells):
    source = (REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert all(element in source for element in ELEMENTS)
    assert len(cells(name)) > len(ELEMENTS)


def test_explore_and_welcome_open():
    for name in ("welcome", "explore"):
        assert workbook.open("welcome", "demo", 2025).places().html
        source = (REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        assert "book." in source
