"""Ways of saying change, words for states, and words that are never on a page."""

import json
import re

import pytest
from conftest import REPOSITORY

from planbook.core import labels
from planbook.text import sentences

CHANGES = [
    ("maternal_mortality", 14.3, 15.1, "降低5.3%"),
    ("maternal_mortality", 16.0, 15.0, "上升6.7%"),
    ("compulsory_retention", 95.7, 95.5, "提高0.2个百分点"),
    ("compulsory_retention", 95.5, 95.5, "持平"),
    ("infant_mortality", 4.0, 4.5, "降低0.5个千分点"),
    ("kindergartens", 110, 100, "增加10.0%"),
    ("child_drowning_deaths", 2, 0, "增加2人"),
    ("life_expectancy", 80.5, 80.0, "增加0.50岁"),
    ("maternal_mortality", float("nan"), 15.1, ""),
]


@pytest.mark.parametrize(("id", "now", "before", "said"), CHANGES)
def test_change_is_said_as_reports_say_it(catalogue, id, now, before, said):
    assert sentences.change(catalogue.indicators[id], now, before).text == said


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (14.3, "1/10万", 1, "14.3/10万"),
        (4.0, "‰", 1, "4.0‰"),
        (95.65, "%", 1, "95.7%"),
        (0.5, "%", 0, "1%"),
        (2.5, "人", 0, "3人"),
        (-0.04, "%", 1, "0.0%"),
        (float("nan"), "%", 1, "—"),
    ],
)
def test_numbers_are_rounded_half_up_and_carry_their_unit(value, unit, decimals, text):
    assert labels.figure(value, unit, decimals) == text


def test_before_the_deadline_nothing_is_called_missed():
    assert labels.attainment("not_met", 2025, 2030) == "尚未达到目标值"
    assert labels.attainment("met", 2025, 2030) == "提前达标"
    assert labels.attainment("not_met", 2030, 2030) == "未达标"


def test_every_code_a_table_may_hold_has_a_word():
    for table in (
        labels.REASON,
        labels.ATTAINMENT,
        labels.OBJECTIVE_STATE,
        labels.GAP,
        labels.PERIOD,
        labels.SEX,
    ):
        assert all(re.search(r"[\u4e00-\u9fff]", word) for word in table.values())


def test_no_banned_word_stands_in_any_text_a_page_is_made_of():
    files = [
        *REPOSITORY.glob("notebooks/*.ipynb"),
        *REPOSITORY.glob("planbook/**/*.toml"),
        *REPOSITORY.glob("planbook/**/*.j2"),
        *(
            path for path in REPOSITORY.glob("planbook/*/*.py") if path.name != "labels.py"
        ),  # which names them
    ]
    assert len(labels.BANNED) >= 8
    assert len(files) > 50
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in labels.BANNED if word in text], path.name


def test_notebooks_prose_has_no_typed_figures():
    allowed = re.compile(r"\d+—\d+岁|\d+岁以下|[35]岁")
    for path in REPOSITORY.glob("notebooks/*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        prose = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        assert not re.findall(r"\d+", allowed.sub("", prose)), path.name
