"""The judgement held to a plain one on random places: the same verdict of every target, from the same rows."""

import os
import random
import sys
import time

import numpy as np
import pandas as pd
import pytest
import reference_judgement
from test_assessment import NOTHING_AHEAD

from planbook import catalogue as entries
from planbook.judge import assessment

SEED = 20261127
CODES = ("sex", "residence", "age", "unit_area")
COMPARED = (
    "attainment",
    "evidence",
    "baseline_year",
    "baseline",
    "year",
    "value",
    "required_change",
    "failing_units",
)
PLACES = (
    53 if os.environ.get("PLANBOOK_TESTS") == "whole" else 4
)  # of some 190 targets each: ten thousand cases


def settings_of(known) -> dict:
    own = known.settings
    return {
        "first_year": known.plan.first_year,
        "baseline_years": own.baseline_years,
        "around_tolerance": own.around_tolerance,
        "relative_tolerance": own.relative_tolerance,
        "firm": own.firm_probability,
        "material_points": own.material_points,
        "material_part": own.material_part,
    }


def place(known, draw: random.Random) -> list[dict]:
    """Rows of a random place: gaps, breaks, zeros, whole shares, few and many cases, registers, groups, units, no counts."""
    asked = {}
    for target in known.targets:
        if target.rule == "evidence":
            continue
        one = {
            "indicator": target.indicator,
            "sex": target.sex,
            "residence": target.residence,
            "age": target.age,
        }
        asked[tuple(one.values())] = one | {"unit_area": "_T"}
        total = {
            "indicator": target.indicator,
            "sex": "_T",
            "residence": "_T",
            "age": "_T",
            "unit_area": "_T",
        }
        groups = reference_judgement.GROUPS.get(target.dimension or "", ())
        found = [total | {target.dimension: code} for code in groups] if target.rule == "gap_narrows" else []
        found += [one | {"unit_area": f"t{n}"} for n in range(4)] if target.rule == "every_unit" else []
        found += [total | {"indicator": target.relative_to}] if target.relative_to else []
        asked |= {tuple(each.values()): each for each in found}
    return [row for one in asked.values() for row in line(known.indicators[one["indicator"]], one, draw)]


def line(entry, codes: dict, draw: random.Random) -> list[dict]:
    """The rows of one series."""
    size = draw.choice([40, 800, 10_000, 90_000])
    level, move = draw.random(), draw.choice([0.0, 0.0, 0.002, 0.02, -0.01, 0.08])
    if draw.random() < 0.15:
        level, move = draw.choice([0.0, 1.0]), 0.0
    with_counts, gaps = draw.random() < 0.75, draw.random() < 0.4
    if codes["unit_area"] != "_T":  # every one is to keep the target: now and then all do
        level = draw.choice([level, 0.9 + level / 10, 0.99, 1.0])
    if codes["residence"] != "_T":  # two groups are seldom filed apart
        with_counts, gaps, size = (
            draw.random() < 0.95,
            gaps and draw.random() < 0.3,
            draw.choice([800, 90_000]),
        )
    rows, base = [], draw.choice(["", "resident"])
    for year in range(draw.choice([2012, 2016, 2020, 2022]), 2026):
        if gaps and draw.random() < 0.3:
            continue
        share = min(max(level + move * (year - 2020) + draw.gauss(0, 0.01 if move else 0.0), 0.0), 1.0)
        row = codes | {
            "year": year,
            "base": base if draw.random() < 0.95 else "registered",
            "status": "A",
            "reason": "",
        }
        row["status"] = draw.choices(["A", "P", "B"], [0.9, 0.06, 0.04])[0]
        row |= figure(entry, share, size, with_counts and draw.random() < 0.95)
        if draw.random() < 0.05:
            reason = draw.choice(["no_survey", "suppressed", "not_carried_out"])
            row |= {"value": None, "numerator": None, "denominator": None, "status": "M", "reason": reason}
        rows.append(row)
    return rows


def draw_of(entry) -> float:
    """How much rarer the events of a rate are than the persons: some rates have tens of events, some one."""
    return 2000.0 if entry.multiplier > 1000 else 50.0


def figure(entry, share: float, size: int, counted: bool) -> dict:
    """A figure within its bounds, from cases where the indicator has them."""
    if entry.statistic in ("rate", "proportion"):
        few = share / draw_of(entry) if entry.statistic == "rate" else share
        cases = round(few * size)
        value = entry.multiplier * cases / size
        return (
            {"numerator": cases, "denominator": size, "value": value}
            if counted
            else {"numerator": None, "denominator": None, "value": round(value, 2)}
        )
    low, high = entry.lower_bound or 0.0, entry.upper_bound or 120.0
    return {"numerator": None, "denominator": None, "value": round(low + share * (high - low), 2)}


def table(rows: list[dict]) -> pd.DataFrame:
    default = {"ref_area": "x", "department": "health", "release": "2026-01-01", "source": "f!-!A1"}
    columns = [
        "indicator",
        "ref_area",
        "year",
        *CODES,
        "base",
        "numerator",
        "denominator",
        "value",
        "status",
        "reason",
    ]
    found = pd.DataFrame(
        [default | row for row in rows], columns=[*columns, "department", "release", "source"]
    )
    return found.astype(dict.fromkeys(("numerator", "denominator", "value"), float))


def disagreements(known, draw: random.Random) -> tuple[int, list[str]]:
    """How many targets of a random place were judged, and what of them is not as the plain judgement has it."""
    rows, year = place(known, draw), draw.choice([2021, 2023, 2025])
    elections = {body: sorted(draw.sample(range(2017, 2027), 2)) for body in ("village", "congress", "cppcc")}
    options = {"elections": elections, "projections": NOTHING_AHEAD}
    judged = assessment.assess(
        known, table([row for row in rows if row["year"] <= year]), year=year, **options
    )
    told, cases = [], 0
    own = settings_of(known)
    for row in judged.to_dict("records"):
        target = known.by_target[row["target"]]
        if target.rule == "evidence":
            continue
        cases += 1
        plain = reference_judgement.judge(
            target, known.indicators[target.indicator], rows, year, own, elections
        )
        told += [
            f"{target.id} ({target.rule}) {year}: {name} is {row[name]!r}, plainly {plain[name]!r}"
            for name in COMPARED
            if not alike(row[name], plain[name])
        ]
    return cases, told


def alike(found, plain) -> bool:
    if isinstance(plain, set):
        return set(filter(None, found.split("; "))) == plain
    if plain is None:
        return found is None or bool(pd.isna(found))
    return (
        found == plain
        if isinstance(plain, str)
        else bool(np.isclose(float(found), plain, rtol=1e-9, atol=1e-12))
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", range(PLACES))
def test_a_random_place_is_judged_as_plainly(catalogue, number):
    cases, told = disagreements(catalogue, random.Random(SEED + number))
    assert cases > 100
    assert told == []


if __name__ == "__main__":  # python tests/test_reference_judgement.py [CASES]
    wanted, known, begun = int((sys.argv[1:] or ["10000"])[0]), entries.load(), time.perf_counter()
    cases, told, number = 0, [], 0
    while cases < wanted:
        more, found = disagreements(known, random.Random(SEED + number))
        cases, told, number = cases + more, told + found, number + 1
    print(*told[:20], sep="\n")
    seconds = time.perf_counter() - begun
    print(f"{cases} cases of {number} places, seeds from {SEED}, {seconds:.0f} s: {len(told)} disagree")
    sys.exit(bool(told))
