"""核实性审核: what chance and breaks excuse, and points closed by an explanation while the figure stands."""

import numpy as np
import pandas as pd

from planbook.contract import schema
from planbook.store import plausibility

NONE = pd.DataFrame(columns=schema.EXPLANATION_COLUMNS)


def rows(*given: dict) -> pd.DataFrame:
    default = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
    default |= {"year": 2025, "ref_area": "x", "base": "", "numerator": np.nan, "denominator": np.nan}
    default |= {
        "status": "A",
        "reason": "",
        "department": "health",
        "release": "2026-03-31",
        "source": "r/f!s!J7",
    }
    return pd.DataFrame([default | one for one in given], columns=schema.COLUMNS).astype(
        dict.fromkeys(("numerator", "denominator", "value"), float)
    )


def counted(id: str, n: float, of: float, multiplier: float = 100, **codes) -> dict:
    return {"indicator": id, "numerator": n, "denominator": of, "value": n / of * multiplier, **codes}


def test_figures_in_order_raise_nothing(catalogue):
    good = [
        counted("hospital_delivery", 950, 1000),
        counted("hospital_delivery", 941, 1000, year=2024),
        {"indicator": "live_births", "value": 1000},
        {"indicator": "live_births", "value": 490, "sex": "F"},
        {"indicator": "live_births", "value": 510, "sex": "M"},
    ]
    assert plausibility.points(rows(*good), NONE, catalogue).empty


def test_small_counts_may_move_by_chance_without_a_question(catalogue):
    few = [
        counted("maternal_mortality", 2, 6000, 1e5),
        counted("maternal_mortality", 0, 6000, 1e5, year=2024),
    ]
    assert plausibility.points(rows(*few), NONE, catalogue).empty


def test_a_tenfold_figure_is_asked_for_its_unit(catalogue):
    ten = [
        {"indicator": "live_births", "value": 700},
        {"indicator": "live_births", "value": 7000, "year": 2024},
    ]
    assert "相差约10倍，请先核对单位" in plausibility.points(rows(*ten), NONE, catalogue)["expected"].iloc[0]


def test_a_break_that_is_declared_is_not_asked_about(catalogue):
    told = [
        counted("hospital_delivery", 800, 1000, status="B"),
        counted("hospital_delivery", 950, 1000, year=2024),
    ]
    assert plausibility.points(rows(*told), NONE, catalogue).empty


def explained(value: float, release: str = "2026-05-20") -> pd.DataFrame:
    key = ["hospital_delivery", 2025, "_T", "_T", "_T", "_T"]
    return pd.DataFrame(
        [[*key, value, release, "r/f!s!K7", "机构合并（张某）"]], columns=schema.EXPLANATION_COLUMNS
    )


def test_an_explanation_closes_a_point_while_the_figure_stands_and_no_longer(catalogue):
    jump = rows(counted("hospital_delivery", 800, 1000), counted("hospital_delivery", 950, 1000, year=2024))
    closed = plausibility.points(jump, explained(80.0), catalogue)
    assert closed[["state", "explanation"]].to_numpy().tolist() == [["explained", "机构合并（张某）"]]
    moved = rows(counted("hospital_delivery", 790, 1000), counted("hospital_delivery", 950, 1000, year=2024))
    assert plausibility.points(moved, explained(80.0), catalogue)["state"].tolist() == ["open"]


def test_without_figures_there_is_nothing_to_ask(catalogue):
    assert plausibility.points(rows(), NONE, catalogue).empty
