"""The public edition's observations: small groups are out, and nobody can work them out from what is left."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from planbook import catalogue as entries
from planbook import disclosure
from planbook.contract import places, schema
from planbook.disclosure import secondary_suppression

DEATHS, SHARE = "infant_mortality", "immunisation_coverage"
TOWNS = (("t1", "U"), ("t2", "U"), ("t3", "R"), ("t4", "R"), ("t5", "R"))


@pytest.fixture(scope="module")
def known():
    return entries.load()


def place(judged: str = "own") -> places.Place:
    areas = tuple(places.Township(code=code, name=code, residence=kind) for code, kind in TOWNS)
    return places.Place(
        name="某市", code="x", synthetic=True, default_year=2025, plan="ruzhou", judged=judged,
        baseline=2020, midterm=2025, final=2030, townships=areas,
    )  # fmt: skip


def row(
    indicator: str, numerator: float | None, denominator: float | None = 1000, year: int = 2025, **codes
) -> dict:
    cell = {"sex": "_T", "residence": "_T", "age": "_T", "unit_area": "_T"} | codes
    missing = numerator is None
    return {
        "indicator": indicator, "ref_area": "x", "year": year, **cell, "base": "",
        "numerator": np.nan if missing else numerator, "denominator": denominator,
        "value": np.nan if missing else 1000 * numerator / denominator,
        "status": "M" if missing else "A", "reason": "not_yet_in" if missing else "", "department": "health",
        "release": "2026-03-31", "source": "a.xlsx!表!B2",
    }  # fmt: skip


def table(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=schema.COLUMNS)


def shown(rows: pd.DataFrame, known, **options) -> dict[str, float]:
    made = disclosure.public(rows, known, place(**options))
    label = made[["sex", "residence", "age", "unit_area"]].agg("/".join, axis=1)
    return dict(zip(label.str.replace("_T", "-"), made["numerator"], strict=True))


def test_a_small_group_goes_and_so_does_the_one_that_would_tell_it(known):
    rows = table(row(DEATHS, 16), row(DEATHS, 3, residence="U"), row(DEATHS, 13, residence="R"))
    made = disclosure.public(rows, known, place())
    assert made["reason"].tolist() == ["", "suppressed", "suppressed"]
    assert made["status"].tolist() == ["A", "M", "M"]
    assert made[disclosure.FIGURES].isna().all(axis=1).tolist() == [False, True, True]
    schema.check(made)


def test_the_citys_own_count_stays_however_small(known):
    rows = table(row("maternal_mortality", 1), row("maternal_mortality", 0, residence="U"))
    assert shown(rows, known) == {"-/-/-/-": 1, "-/U/-/-": 0}


def test_one_death_of_the_city_is_not_told_of_town_or_country(known):
    rows = table(
        row("maternal_mortality", 1),
        row("maternal_mortality", 0, residence="U"),
        row("maternal_mortality", 1, residence="R"),
    )
    made = shown(rows, known)
    assert made["-/-/-/-"] == 1
    assert np.isnan([made["-/U/-/-"], made["-/R/-/-"]]).all()


def test_groups_of_five_and_more_and_of_none_stay(known):
    rows = table(row(DEATHS, 11), row(DEATHS, 0, residence="U"), row(DEATHS, 11, residence="R"))
    assert not np.isnan(list(shown(rows, known).values())).any()


def test_what_is_not_for_the_public_goes_whole_and_no_row_leads_into_the_returns(known):
    made = disclosure.public(table(row("hiv_treatment", 40), row(DEATHS, 16)), known, place())
    assert made["reason"].tolist() == ["suppressed", ""]
    assert made["department"].eq("").all()
    assert made["source"].eq("").all()


def test_published_figures_of_a_reference_place_stay(known):
    rows = table(row(DEATHS, 3, residence="U"), row("hiv_treatment", 40))
    pd.testing.assert_frame_equal(disclosure.public(rows, known, place("reference")), rows)


def test_a_registered_rate_of_a_group_without_its_cases_is_taken_for_small(known):
    rows = table(
        row(DEATHS, 16), row(DEATHS, 4, residence="U") | {"numerator": np.nan, "denominator": np.nan}
    )
    assert np.isnan(shown(rows, known)["-/U/-/-"])


def test_a_count_little_larger_than_one_it_holds_goes(known):
    deaths = {
        "neonatal_mortality": (8, 9),
        "infant_mortality": (10, 12),
    }  # two more in town, three in the country
    rows = table(
        *(row(id, sum(pair)) for id, pair in deaths.items()),
        *(row(id, pair[n], residence=code) for id, pair in deaths.items() for n, code in enumerate("UR")),
    )
    made = disclosure.public(rows, known, place())
    gone = made.loc[made["reason"].eq("suppressed"), ["indicator", "residence"]]
    assert gone.to_numpy().tolist() == [["infant_mortality", "U"], ["infant_mortality", "R"]]


def test_a_township_does_not_come_back_through_town_and_country(known):
    counts = dict(zip(("t1", "t2", "t3", "t4", "t5"), (2, 50, 40, 60, 70), strict=True))
    rows = table(
        row(SHARE, 222), row(SHARE, 52, residence="U"), row(SHARE, 170, residence="R"),
        *(row(SHARE, count, unit_area=code) for code, count in counts.items()),
    )  # fmt: skip
    made = shown(rows, known)
    assert {name for name, value in made.items() if np.isnan(value)} >= {"-/-/-/t1", "-/-/-/t2"}
    assert made["-/-/-/-"] == 222


def attack(cells: dict, hidden: dict, unknown: tuple) -> tuple[float, float]:
    """What an outsider finds of a hidden cell: every sum a table has, nothing else; least and most."""
    names = sorted(hidden)
    matrix, right = [], []
    towns = dict(TOWNS)
    for total in cells:
        families = []
        if total[0] == "_T":
            families.append([("F", *total[1:]), ("M", *total[1:])])
        if total[1] == "_T":
            families.append([(total[0], "U", *total[2:]), (total[0], "R", *total[2:])])
        if total[3] == "_T":
            inside = [code for code, kind in towns.items() if total[1] in ("_T", kind)]
            families.append([(total[0], "_T", total[2], code) for code in inside])
        for parts in families:
            if all(part in cells for part in parts):
                line, known = np.zeros(len(names)), 0.0
                for cell, sign in [(total, -1.0), *((part, 1.0) for part in parts)]:
                    if cell in hidden:
                        line[names.index(cell)] += sign
                    else:
                        known -= sign * cells[cell]
                if line.any():
                    matrix.append(line)
                    right.append(known)
    aim = np.eye(len(names))[names.index(unknown)]
    low = linprog(aim, A_eq=np.array(matrix) if matrix else None, b_eq=right or None, method="highs")
    high = linprog(-aim, A_eq=np.array(matrix) if matrix else None, b_eq=right or None, method="highs")
    return low.fun, (-high.fun if high.status == 0 else np.inf)


def random_table(rng: np.random.Generator) -> dict[tuple, float]:
    """Counts by sex and township, most of them small, with every total there is."""
    base = {
        (sex, code): float(rng.choice([0, 1, 2, 3, 4, 6, 9, 15, 40]))
        for sex, (code, _) in product("FM", TOWNS)
    }
    cells = {(sex, "_T", "_T", code): count for (sex, code), count in base.items()}
    for code, _ in TOWNS:
        cells["_T", "_T", "_T", code] = base["F", code] + base["M", code]
    for sex, kind in product(("F", "M", "_T"), ("U", "R", "_T")):
        sexes = "FM" if sex == "_T" else sex
        cells[sex, kind, "_T", "_T"] = sum(base[s, c] for s in sexes for c, k in TOWNS if kind in (k, "_T"))
    return {
        cell: count
        for cell, count in cells.items()
        if rng.random() < 0.97 or cell == secondary_suppression.WHOLE
    }


@pytest.mark.parametrize("seed", range(25))
def test_no_program_narrows_a_small_cell_or_finds_another(seed):
    cells = random_table(np.random.default_rng(seed))
    small = {cell for cell, count in cells.items() if cell != secondary_suppression.WHOLE and 0 < count < 5}
    hidden = dict.fromkeys(secondary_suppression.taken_out(cells, small, place()), None)
    assert small <= set(hidden)
    assert secondary_suppression.WHOLE not in hidden
    for cell in hidden:
        low, high = attack(cells, hidden, cell)
        if cell in small:
            assert low <= 1 + 1e-6
            assert high >= min(4, cells[secondary_suppression.WHOLE]) - 1e-6
        assert high - low >= min(1, cells[secondary_suppression.WHOLE]) - 1e-6


def test_parts_that_do_not_add_up_are_left_without_a_crash(known):
    rows = table(row(DEATHS, 16), row(DEATHS, 3, residence="U"), row(DEATHS, 20, residence="R"))
    assert np.isnan(shown(rows, known)["-/U/-/-"])


def test_another_secret_figure_gives_the_same_public_rows(known):
    def rows(town: float) -> pd.DataFrame:
        return table(row(DEATHS, 16), row(DEATHS, town, residence="U"), row(DEATHS, 16 - town, residence="R"))

    first, second = (disclosure.public(rows(town), known, place()) for town in (2, 3))
    pd.testing.assert_frame_equal(first, second)


def test_facilities_are_no_persons(known):
    entry = next(e for e in known.indicators.values() if e.statistic == "count" and e.unit == "所")
    rows = table(
        row(entry.id, 2, unit_area="t1") | {"numerator": np.nan, "denominator": np.nan, "value": 2.0}
    )
    assert disclosure.public(rows, known, place())["value"].tolist() == [2.0]
