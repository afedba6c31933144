"""Changes of yearly series: recovered from series built with known ones."""

import math

import pandas as pd
import pytest

from analysis import trends


def series(values: dict[int, float], broken: int | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"series": "s", "year": list(values), "value": list(values.values()), "status": "A"})
    return rows.assign(status=rows["status"].mask(rows["year"].eq(broken), "B"))


def test_recent_change_recovers_a_known_yearly_step_across_gap_years():
    rows = series({2019: 1.0, 2020: 3.0, 2022: 7.0, 2024: 11.0})
    assert trends.recent_yearly_change(rows)["s"] == 2.0


def test_recent_change_never_crosses_a_break():
    rows = series({2020: 50.0, 2021: 60.0, 2022: 10.0, 2023: 11.0}, broken=2022)
    assert trends.recent_yearly_change(rows)["s"] == 1.0


def test_one_figure_has_no_recent_change():
    assert trends.recent_yearly_change(series({2024: 5.0})).empty


def test_required_change_leads_to_the_target_and_is_missing_after_the_deadline():
    found = trends.required_yearly_change([90.0, 90.0], [93.0, 93.0], [6, 0])
    assert found[0] == 0.5
    assert math.isnan(found[1])


def test_slopes_around_a_year_recover_a_rise_that_slows():
    years = list(range(2015, 2025))
    values = [2.0 * (y - 2015) if y <= 2020 else 10 + 0.5 * (y - 2020) for y in years]
    assert trends.slopes_around(years, values, at=2020) == pytest.approx((2.0, 0.5))


def test_slopes_around_a_year_need_three_points_on_each_side():
    found = trends.slopes_around([2019, 2020, 2021, 2022], [1, 2, 3, 4], at=2020)
    assert all(map(math.isnan, found))


def test_course_of_one_series_is_recent_course_of_its_last_consecutive_years():
    rows = series({2018: 70.0, 2020: 9.0, 2021: 5.0, 2022: 6.5, 2023: 7.0, 2024: 8.0, 2025: 9.0})
    (found,) = trends.course(rows.sample(frac=1, random_state=1)).to_dict("records")
    (expected,) = trends.recent_course([[5.0, 6.5, 7.0, 8.0, 9.0]]).to_dict("records")
    assert found == {"first_year": 2021, "year": 2025, **expected}


@pytest.mark.parametrize(
    "rows",
    [
        series({}),
        series({2025: 1.0}),
        series({2020: 1.0, 2021: 2.0, 2023: 4.0, 2024: 5.0, 2025: 6.0}),
        series({2021: 1.0, 2022: 2.0, 2023: math.nan, 2024: 5.0, 2025: 6.0}),
        series({2021: 1.0, 2022: 2.0, 2023: 3.0, 2024: 5.0, 2025: 6.0}, broken=2023),
    ],
    ids=["empty", "one year", "a gap", "a missing figure", "a break"],
)
def test_a_series_without_consecutive_comparable_years_has_no_course(rows):
    assert trends.course(rows).empty
