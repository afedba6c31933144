"""Base years: their order, and the row of each series that they choose."""

import numpy as np
import pandas as pd
import pytest

from analysis import baselines


def test_the_wanted_year_comes_first_and_the_nearer_ones_before_the_farther():
    assert baselines.base_years(2020) == (2020, 2021, 2019, 2022, 2018)
    assert baselines.base_years(2015) == tuple(year - 5 for year in baselines.base_years(2020))


@pytest.mark.parametrize(("years", "base"), [
    ([2018, 2022], 2018), ([2019, 2021], 2019), ([2020, 2021], 2020), ([2021, 2022], 2021), ([2021], 2021), ([2017, 2023], None),
])  # fmt: skip
def test_the_base_lies_before_the_last_figure_where_one_does(years, base):
    table = pd.DataFrame({"series": "a", "year": years})
    found = baselines.base_rows(table, baselines.base_years(2020))["year"].tolist()
    assert found == ([base] if base else [])


def test_each_series_has_the_row_of_the_most_wanted_year_it_has():
    years = {"all": range(2017, 2026), "late": [2022, 2023], "early": [2018, 2019], "none": [2012, 2025]}
    table = pd.concat([pd.DataFrame({"series": name, "year": own}) for name, own in years.items()])
    table = table.sample(frac=1, random_state=np.random.default_rng(2)).reset_index(drop=True)
    found = baselines.base_rows(table, baselines.base_years(2020)).set_index("series")["year"]
    assert found.to_dict() == {"all": 2020, "late": 2022, "early": 2018}


def test_series_can_be_named_by_several_columns_and_keep_their_index():
    table = pd.DataFrame(
        {"a": [1, 1, 2], "b": ["x", "y", "x"], "year": 2021, "v": [1, 2, 3]}, index=[7, 8, 9]
    )
    pd.testing.assert_frame_equal(baselines.base_rows(table, [2020, 2021], by=["a", "b"]), table)
    assert baselines.base_rows(table, [2020], by=["a", "b"]).empty
