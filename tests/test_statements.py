"""Statements that were found false, each by its kind: what must not be said again, on pages and in documents."""

import re

from conftest import write_release

from planbook import workbook
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.judge.plan_context import PlanContext
from planbook.reports import covers, yearbook
from planbook.workbook.first_screen import FirstScreen

HEADER = "objective,lead_unit,supporting_units,reporting_unit,document,valid_from,valid_to\n"
ROWS = "indicator,year,sex,residence,age,numerator,denominator,value,unit,status,reason\n"
SIGNED = '[[signoff]]\nyear = 2025\nstate = "reviewed"\nname = "甲"\nrole = "局长"\ndate = "2026-07-15"\n'


def text(piece) -> str:
    return re.sub(r"<[^>]+>", "", piece.html)


def whole(place: str = "tiny", year: int = 2025, edition: str = "internal") -> PageContext:
    return PageContext(PlaceYear(place, year, edition=edition), WHOLE_YEAR)


def test_figures_and_review_material_have_one_cut_off_each_on_pages_and_in_documents(small_root):
    write_release(small_root, "2026-07-15", SIGNED, "signoff.toml")
    context, said = whole(), "数据截至批次 2026-03-01，审核材料截至批次 2026-07-15"
    plan = PlanContext(context.parameters, WHOLE_YEAR, "women")
    assert said in text(FirstScreen(context).banner())
    assert said in text(workbook.open("midterm", "tiny", 2025).banner())
    assert said in covers.cover(plan, "k", "t", "n", ()).lines
    assert said in [row[1] for row in yearbook._cover(context, "t").rows]
    area = text(workbook.open("children_health", "tiny", 2025).banner())
    assert "本页数据的最新批次 2026-03-01" in area
    assert "截至" not in area  # the year's is said where the year is


def test_a_place_without_review_material_says_nothing_of_it(small_root):
    assert text(FirstScreen(whole()).banner()).split(" · ")[2].startswith("数据截至批次 2026-03-01虚构")
