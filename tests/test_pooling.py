"""Pooled years: which ones, and that one series and many are pooled by the same rule."""

import numpy as np
import pandas as pd
import pytest

from analysis import pooling


def counted(years, name="a") -> pd.DataFrame:
    years = list(years)
    numbers = np.arange(1, len(years) + 1)
    return pd.DataFrame({"series": name, "year": years, "numerator": numbers, "denominator": 100 * numbers})


@pytest.mark.parametrize(
    ("years", "pooled"),
    [
        (range(2018, 2026), 5),
        (range(2022, 2026), 3),
        ([2024, 2025], 1),
        ([2020, 2021, 2023, 2024, 2025], 3),  # a gap: only what follows it
        ([2021, 2022, 2023, 2025], 1),
    ],
)
def test_five_years_are_pooled_three_until_there_are_five_else_the_last(years, pooled):
    found = pooling.window(counted(years))
    assert (found.years, found.first_year, found.last_year) == (pooled, 2026 - pooled, 2025)
    assert found.numerator == sum(range(len(years) - pooled + 1, len(years) + 1))
    assert found.denominator == 100 * found.numerator


@pytest.mark.parametrize(("asked", "pooled"), [(1, 1), (2, 2), (3, 3), (4, 4), (6, 6), (9, 3)])
def test_other_lengths_can_be_asked_for(asked, pooled):
    assert pooling.window(counted(range(2018, 2026)), years=asked).years == pooled


def test_many_series_are_pooled_as_each_alone_in_any_order_of_rows():
    random = np.random.default_rng(5)
    drawn = [
        np.sort(random.choice(range(2010, 2026), random.integers(1, 12), replace=False)) for _ in range(60)
    ]
    history = pd.concat([counted(years, f"s{n:02d}") for n, years in enumerate(drawn)])
    found = pooling.windows(history.sample(frac=1, random_state=1))
    for name, own in history.groupby("series"):
        assert found.loc[name].to_dict() == vars(pooling.window(own))


def test_years_without_counts_are_gaps():
    rows = counted(range(2019, 2026)).astype({"numerator": float})
    rows.loc[rows["year"].eq(2022), "numerator"] = np.nan
    assert pooling.window(rows).first_year == 2023


@pytest.mark.parametrize(
    ("table", "years", "message"),
    [
        (counted([2024, 2024]), 5, r"a year twice in series"),
        (counted([2024]), 0, "years 0; expected 1 or more"),
    ],
)
def test_what_cannot_be_pooled_is_refused(table, years, message):
    with pytest.raises(ValueError, match=message):
        pooling.window(table, years)
