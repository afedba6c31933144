"""Corrections of one cell: applied to the figure that stands, or told; and the value follows its counts."""

import math

import pytest
from small_forms import TOWNSHIPS, as_csv, corrections, edited

from planbook import catalogue as entries
from planbook.intake import received_files
from planbook.store.corrections import corrected_rows

MISSING = {
    "numerator": math.nan,
    "denominator": math.nan,
    "value": math.nan,
    "status": "M",
    "reason": "not_yet_in",
}


def standing(**changes) -> dict:
    codes = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
    figures = {"numerator": 5.0, "denominator": 1000.0, "value": 5.0, "status": "A", "reason": ""}
    return {
        "indicator": "infant_mortality",
        "year": 2024,
        **codes,
        **figures,
        "source": "x",
        "note": "",
    } | changes


def corrected(tmp_path, before: dict, *edits: dict) -> tuple[list[dict], list[str]]:
    rows = corrections()[:1] + [edited(corrections(), one)[1] for one in edits]
    (tmp_path / "c.csv").write_bytes(as_csv(rows))
    made = received_files.read(tmp_path / "c.csv", "2026-06-01", entries.load(), TOWNSHIPS)
    assert made.findings == []
    found, faults = corrected_rows(made.corrections, [before])
    return found, [str(one).split("：", 1)[1] for one in faults]


def test_a_corrected_count_changes_the_figure_and_says_who_and_why(tmp_path):
    rows, faults = corrected(tmp_path, standing(), {})
    assert faults == []
    assert [(row["numerator"], row["value"], row["note"]) for row in rows] == [(6, 6, "漏登1例（王五）")]
    assert rows[0]["source"] == "2026-06-01/c.csv!-!F2"


def test_a_first_event_gives_the_figure_its_multiplier(tmp_path):
    before = standing(indicator="maternal_mortality", numerator=0.0, denominator=8000.0, value=0.0)
    rows, _ = corrected(tmp_path, before, {"A2": "maternal_mortality", "E2": 0, "F2": 1})
    assert rows[0]["value"] == 12.5


def test_a_missing_figure_stays_missing_until_both_counts_are_there(tmp_path):
    numerator = {"E2": "", "F2": 6}
    rows, _ = corrected(tmp_path, standing(**MISSING), numerator)
    assert (rows[0]["status"], rows[0]["reason"]) == ("M", "not_yet_in")
    rows, _ = corrected(tmp_path, standing(**MISSING), numerator, {"D2": "分母", "E2": "", "F2": 1000})
    assert [(row["value"], row["status"], row["reason"]) for row in rows] == [(6, "A", "")]


def test_the_old_figure_may_be_written_with_the_decimals_it_was_printed_with(tmp_path):
    before = standing(numerator=math.nan, denominator=math.nan, value=5.0476)
    rows, faults = corrected(tmp_path, before, {"D2": "本年数", "E2": "5.0", "F2": 5.2})
    assert ([row["value"] for row in rows], faults) == ([5.2], [])


REFUSED = [
    ({"E2": 4}, "填报原数4，现有5；应为与已报数相对应的更正。处理：请填与现有数一致的原数。"),
    ({"E2": ""}, "填报原数空白，现有5；应为与已报数相对应的更正。处理：请填与现有数一致的原数。"),
    ({"B2": "2023"}, "填报没有报过的数；应为与已报数相对应的更正。处理：更正已报的数；新数请用报表补报。"),
    (
        {"D2": "本年数", "E2": 5, "F2": 6},
        "填报本年数6；应为更正分子或分母（本指标由两项算出）。处理：请改填更正栏目。",
    ),
]


@pytest.mark.parametrize(("edits", "message"), REFUSED)
def test_a_correction_that_does_not_fit_is_told(tmp_path, edits, message):
    rows, faults = corrected(tmp_path, standing(), edits)
    assert (rows, faults) == ([], [message])


def test_a_part_cannot_be_corrected_above_its_whole(tmp_path):
    before = standing(
        indicator="maternal_systematic_management", numerator=95.0, denominator=100.0, value=95.0
    )
    rows, faults = corrected(tmp_path, before, {"A2": "maternal_systematic_management", "E2": 95, "F2": 105})
    assert (rows, faults) == ([], ["填报分子105、分母100；应为不大于分母的分子。处理：请核对更正后的数。"])
