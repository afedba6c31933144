"""Each notebook reads as an argument: questions, short cells, no machinery, no outputs."""

import ast
import json

import papermill
import pytest
from conftest import REPOSITORY

from planbook.run.order import EVALUATIONS, FIRST_PAGES, INTERACTIVE

AREAS = [
    *("women_health", "women_education", "women_economy", "women_decision_making"),
    *("women_social_security", "women_family", "women_environment", "women_law"),
    *("children_health", "children_safety", "children_education", "children_welfare"),
    *("children_family", "children_environment", "children_law"),
]
ALL = [*FIRST_PAGES, *EVALUATIONS, *INTERACTIVE, *AREAS]
PLAIN_NUMBERS = {
    1,
    2,
    5,
    6,
    10,
    100,
}  # of years, rows and per cent: what the plan or the catalogue knows is asked of them
PARAMETERS = {"place": "str", "year": "int", "as_of": "str", "edition": "str", "level": "int"}


def cells(name: str) -> list[dict]:
    return json.loads((REPOSITORY / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def code(name: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "code"]


def headings(name: str) -> list[str]:
    text = "\n".join("".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "markdown")
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def test_there_is_a_notebook_for_each_page_and_no_other():
    assert sorted(ALL) == sorted(path.stem for path in REPOSITORY.glob("notebooks/*.ipynb"))


@pytest.mark.parametrize("name", ALL)
def test_it_opens_with_a_title_and_declares_the_parameters(name):
    first = "".join(cells(name)[0]["source"])
    assert first.startswith("# ")
    assert "本页" in first
    path = str(REPOSITORY / "notebooks" / f"{name}.ipynb")
    declared = papermill.inspect_notebook(path)
    assert {key: value["inferred_type_name"] for key, value in declared.items()} == PARAMETERS
    assert all(value["help"] for value in declared.values())


@pytest.mark.parametrize("name", ALL)
def test_cells_are_few_lines_without_loops_definitions_or_outputs(name):
    for cell in cells(name):
        assert not cell.get("outputs"), name
        assert cell.get("execution_count") is None
    for source in code(name):
        tree = ast.parse(source)
        assert len(tree.body) <= len(PARAMETERS)
        machinery = (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp)
        assert not [node for node in ast.walk(tree) if isinstance(node, machinery)], source


@pytest.mark.parametrize("name", ALL)
def test_prose_holds_no_numbers(name):
    prose = ["".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "markdown"]
    assert not [text for text in prose if any(sign.isdigit() for sign in text)]


@pytest.mark.parametrize("name", ALL)
def test_code_holds_no_numbers_but_the_parameters(name):
    for cell in cells(name):
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and "parameters" not in tags:
            nodes = ast.walk(ast.parse("".join(cell["source"])))
            numbers = {
                one.value
                for one in nodes
                if isinstance(one, ast.Constant) and isinstance(one.value, int | float)
            }
            assert numbers <= (PLAIN_NUMBERS | {True, False} if "argument" in tags else set()), cell["source"]


@pytest.mark.parametrize("name", AREAS)
def test_an_area_asks_five_to_nine_questions_of_its_own(name):
    asked = headings(name)
    assert 5 <= len(asked) <= 9
    assert all(heading.endswith("？") for heading in asked)
    assert {"book.opening()", "book.closing()"} <= set(code(name))
    assert 15 <= len(cells(name)) <= 60


def test_no_two_areas_ask_the_same_way():
    shared = {"农村自来水普及到多少户？"}  # one series of both plans
    asked = [heading for name in AREAS for heading in headings(name) if heading not in shared]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", AREAS)
def test_every_indicator_named_in_a_notebook_is_in_the_catalogue(name, catalogue):
    calls = [
        node for source in code(name) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
    ]
    of_book = [node for node in calls if ast.unparse(node.func).startswith("book.")]
    words = {one.value for node in of_book for one in node.args if isinstance(one, ast.Constant)}
    unknown = {str(word) for word in words if str(word).isascii() and "_" in str(word)} - set(
        catalogue.indicators
    )
    assert unknown <= {name, "unit_area"}


@pytest.mark.parametrize("name", AREAS)
def test_every_target_with_a_number_is_taken_up_by_a_question(name, catalogue):
    source = "\n".join(code(name))
    numeric = {t.indicator for t in catalogue.targets if t.area == name and t.numeric}
    assert not {id for id in numeric if f'"{id}"' not in source}
