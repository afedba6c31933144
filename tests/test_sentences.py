"""Ways of saying change, words for states, and words that are never on a page."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY

from planbook import workbook
from planbook.core import labels
from planbook.document.claims import Claim
from planbook.judge.page_context import PageContext
from planbook.judge.place_year import PlaceYear
from planbook.text import outlook_sentences, sentences

CHANGES = [
    ("maternal_mortality", 14.3, 15.1, "降低5.3%"),
    ("maternal_mortality", 16.0, 15.0, "上升6.7%"),
    ("compulsory_retention", 95.7, 95.5, "提高0.2个百分点"),
    ("compulsory_retention", 95.5, 95.5, "持平"),
    ("infant_mortality", 4.0, 4.5, "降低0.5个千分点"),
    ("kindergartens", 110, 100, "增加10.0%"),
    ("child_drowning_deaths", 2, 0, "增加2人"),
    ("child_drowning_deaths", 2, 1, "增加1人"),  # under ten cases as cases, never as per cent
    ("child_drowning_deaths", 0, 12, "减少12人"),
    ("childrens_publications", 11000, 10000, "增加10.0%"),
    ("honoured_families", 9, 12, "减少3户"),
    ("paediatric_beds_per_1000_children", 2.35, 2.29, "增加0.06张"),  # the name says per thousand children
    ("orphan_allowance", 1400, 1300, "增加100元"),
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
        (2.35, "张/千名儿童", 2, "2.35张"),
        (35, "微克/立方米", 0, "35微克/立方米"),
        (-0.04, "%", 1, "0.0%"),
        (float("nan"), "%", 1, "—"),
    ],
)
def test_numbers_are_rounded_half_up_and_carry_their_unit(value, unit, decimals, text):
    assert labels.figure(value, unit, decimals) == text


def state_words(rows: pd.DataFrame, context: PageContext) -> dict[str, str]:
    """The word of each target's state, by target."""
    return {row["target"]: str(sentences.verdict(row, context.of(row["area"]))) for _, row in rows.iterrows()}


@pytest.mark.slow
def test_a_number_is_met_early_or_kept_and_a_direction_is_told_as_what_it_did(real_figures):
    context = workbook.open("overview", "demo", 2025).context
    rows = context.judgement.assessment.set_index("target", drop=False)
    rows = rows[rows["attainment"].isin(["met", "not_met"])]
    said = state_words(rows, context)
    assert len(said) > 100
    for target, row in rows.iterrows():
        early, kept = "提前达标" in said[target], "须保持" in said[target]
        assert not (early or kept) or (pd.notna(row["target_value"]) and row["attainment"] == "met")
        assert not (early and row["rule"] in ("hold", "reach_and_hold"))
        assert "未达标" not in said[target]
        if row["rule"] == "direction" and not context.catalogue.by_target[target].every_year:
            way = np.sign(row["value"] - row["baseline"])
            little = row["tier"] == "register" and row["evidence"] == "uncertain" and way
            expected = "基本持平" if little else {1: "较基期提高", -1: "较基期下降", 0: ""}[way]
            assert expected in said[target]
    assert {word[:4] for word in said.values()} >= {"较基期提", "较基期下", "提前达标"}


@pytest.mark.slow
def test_in_the_deadlines_year_a_number_is_met_or_missed(real_figures):
    context = PageContext(PlaceYear("demo", 2030), "overview")
    row = workbook.open("overview", "demo", 2025).context.judgement.assessment.query(
        "target == 'women_health.O3.1'"
    )
    row = row.iloc[0].copy()
    for attainment, word in (("met", "达标"), ("not_met", "未达标")):
        row["attainment"], row["evidence"] = attainment, "firm"
        assert str(sentences.verdict(row, context)).split("（")[0] == word


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


@pytest.mark.slow
def test_a_figure_that_meets_its_target_and_is_worse_than_its_base_is_marked(real_figures, monkeypatch):
    context = workbook.open("children_health", "demo", 2025).context
    (row,) = (row for _, row in context.targets.iterrows() if row["target"] == "children_health.O8.1")
    assert "但" not in sentences.verdict(row, context).text
    risen = row.copy()
    risen["value"] = row["baseline"] + 2
    reading = replace(context.reading(row["indicator"]), value=risen["value"])
    monkeypatch.setattr(PageContext, "reading", lambda self, *id, **codes: reading)
    assert sentences.verdict(risen, context).text.endswith("，但较基期提高")
    monkeypatch.setattr(PageContext, "sure", lambda self, reading: False)
    assert "但" not in sentences.verdict(risen, context).text


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (
            43.25161290322581,
            43.20161290322581,
            "提高0.1个百分点",
        ),  # a half that the computer holds a hair below
        (43.2504, 43.2496, "基本持平"),  # printed apart, and no change that can be printed
        (43.22, 43.21, "持平"),
    ],
)
def test_a_change_is_printed_as_what_it_comes_to(catalogue, now, before, said):
    entry = catalogue.indicators["women_employees_share"]
    assert str(sentences.change(entry, now, before)) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.03, "不到1%"), (1.0, "1%"), (34.4, "34%"), (99.0, "99%"), (99.7, "99%以上")]
)
def test_a_probability_is_told_in_whole_per_cent_and_never_as_none_or_all(value, said):
    claim = Claim(
        kind="projection", indicator="myopia_prevalence", value=value, unit="%", verdict="probability"
    )
    assert outlook_sentences.odds(claim).text == said
    assert outlook_sentences.odds(claim).claims[0].value == value


def test_what_is_within_chance_of_two_years_is_said_once(real_figures):
    context = workbook.open("children_health", "demo", 2025).context
    said = str(sentences.indicator_sentence(context, "neonatal_mortality"))
    assert said.count("偶然波动范围内") == 1
    assert "与上年、2020年的差别都在偶然波动范围内" in said
    years = {
        claim.against_year for claim in sentences.indicator_sentence(context, "neonatal_mortality").claims
    }
    assert {2020, 2024} <= years  # both changes are claimed


def test_groups_of_few_events_are_told_in_cases(real_figures):
    context = workbook.open("children_health", "demo", 2025).context
    for id in ("neonatal_mortality", "infant_mortality"):
        cases = {code: context.line(id, residence=code)["numerator"].iloc[-1] for code in "UR"}
        _, _, groups = str(sentences.indicator_sentence(context, id)).partition("其中，")
        told_so = [f"{labels.group('residence', code)}{cases[code]:.0f}例" in groups for code in cases]
        assert all(told_so) if min(cases.values()) < 10 else not any(told_so)
    assert min(context.line("neonatal_mortality", residence="U")["numerator"].tail(1)) < 10
