"""What is recorded of a page's reading: enough to show the same page, and whatever it reads of another area's."""

import json

import numpy as np
import pytest
from conftest import REPOSITORY, matrix, with_cell, write_release
from notebook_cells import left, unlinked
from notebook_cells import run as cells_of
from small_runs import made, planbook

from planbook import catalogue as entries
from planbook.judge import judgement, kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.run import run_records

pytestmark = pytest.mark.slow
ASKED = PlaceYear("demo", 2025)
PAGES = [*entries.load().areas, "population"]
SOME = ("women_decision_making", "children_health", "children_education", "population")


@pytest.mark.parametrize("page", matrix(PAGES, SOME))
def test_a_page_shows_the_same_from_the_rows_alone_that_are_recorded_as_read(
    cities_made, repository, monkeypatch, page
):
    made = cities_made / "outputs" / "demo" / "2025" / "internal" / "notebooks" / f"{page}.ipynb"
    note = json.loads((run_records.folder(ASKED) / f"{page}.json").read_text(encoding="utf-8"))
    recorded = [tuple(read) for read, _ in note["reads"]]
    whole = kept_judgements.of
    with monkeypatch.context() as patch:
        patch.setattr(kept_judgements, "of", lambda parameters: only(whole(parameters), parameters, recorded))
        assert unlinked(cells_of.__wrapped__(page, "demo", 2025)) == unlinked(left(made))
    indicators = {
        read[8] for read in recorded if read[0] == "judged" and read[6:8] == ("observations", "indicator")
    }
    assert indicators == known_to(page, indicators)


def only(judged: judgement.Judgement, parameters, recorded: list[tuple]) -> judgement.Judgement:
    """The judgement with the rows alone that a record names."""
    tables = {}
    for name, table in judged.tables().items():
        own = [read[7:] for read in recorded if read[:7] == ("judged", *parameters.by_name.values(), name)]
        kept = np.zeros(len(table), bool)
        for column, value in own:
            kept |= table[column].eq(value).to_numpy(bool) if column else True
        tables[name] = table[kept].reset_index(drop=True)
    return judgement.Judgement(**tables)


def known_to(page: str, indicators: set[str]) -> set[str]:
    """The indicators that a page reads for a reason: its area's, those its notebook names, and those these stand to."""
    known = entries.load()
    source = (REPOSITORY / "notebooks" / f"{page}.ipynb").read_text(encoding="utf-8")
    beside = {target.relative_to for target in known.by_target.values() if target.relative_to}
    return {id for id in indicators if id in {*known.area_indicators(page), *beside} or id in source}


ROWS = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
NAMED = (  # ways in which a cell of a page that reads none of it may name an indicator of children's health
    "book.say('infant_mortality')",
    "(lambda id: book.say(id))('_'.join(['infant', 'mortality']))",
    'workbook.open("children_health", place, year).say("infant_mortality")',
    """book.context.judgement.observations.query("indicator.str.startswith('infant')")""",
    """store.observations(place).query("year == 2025 and indicator.str.contains('infant')")""",
)


def test_a_page_that_reads_another_areas_indicator_is_made_anew_when_that_changes(judged_root):
    naming = ("overview", "warnings", "data_quality", "midterm", "women_health")
    for page, cell in zip(naming, NAMED, strict=True):
        with_cell(judged_root, f"from planbook import store\n{cell}", page)
    plain = ("--engine", "kernel", "--area", "women_health")
    forked = [word for page in naming[:-1] for word in ("--area", page)]
    assert made(planbook(*plain).output) == {"women_health"}
    assert made(planbook(*forked).output) == {*naming[:-1]}
    assert made(planbook(*plain).output) == made(planbook(*forked).output) == set()
    write_release(judged_root, "2026-04-01", ROWS + "infant_mortality,2025,_T,9,7500,,‰,A,\n")
    assert made(planbook(*plain).output) == {"women_health"}
    assert made(planbook(*forked).output) == {*naming[:-1]}
