"""Each argument of a notebook against the year's tables: what its lines give by value is what the judgement has."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from notebook_cells import result
from test_notebooks import AREAS, cells

from planbook.catalogue.model import Settings
from planbook.judge import rules, significance
from planbook.workbook.area_page import AreaPage
from planbook.workbook.plan_targets import TargetStatus

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_figures")]
PAGES = (*AREAS, "population")
TOTAL = {"sex": "_T", "residence": "_T", "age": "_T"}
MODULES = {"baselines", "charts", "forecasting", "funnels", "gaps", "pooling", "rates", "rounding", "trends"}


@dataclass
class Argument:
    """An executed cell: what it gave, by which function of `analysis`, of which indicators, and all names by then."""

    page: str
    source: str
    shown: object
    call: str
    ids: list[str]
    names: dict = field(repr=False)

    @property
    def book(self) -> AreaPage:
        return self.names["book"]

    @property
    def id(self) -> str:
        return self.ids[-1]


def arguments(page: str, place: str, year: int) -> list[Argument]:
    """The argument cells of a page, run one after the other."""
    names = {"place": place, "year": year, "as_of": "", "edition": "internal", "level": 95}
    found, ids = [], []
    for cell in cells(page):
        source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if cell["cell_type"] == "markdown":
            ids = []
        elif "setup" in tags:
            result(source, names)
        elif "argument" in tags:
            known = names["book"].context.catalogue.indicators
            said = [one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant)]
            ids += [one for one in said if one in known]
            found.append(
                Argument(page, source, result(source, names), outermost(source), list(ids), dict(names))
            )
    return found


def outermost(source: str) -> str:
    """The function of `analysis` that the last expression of a cell calls last, or else the method of the workbook."""
    last = ast.parse(source).body[-1]
    calls = [one for one in ast.walk(last) if isinstance(one, ast.Call)]
    names = [ast.unparse(one.func) for one in calls]
    of_analysis = [name for name in names if name.partition(".")[0] in MODULES]
    of_book = [name for name in names if name.startswith("book.")]
    return next(iter(of_analysis or of_book), "")


@pytest.fixture(scope="module")
def city(real_figures) -> dict[str, list[Argument]]:
    return {page: arguments(page, "demo", 2025) for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_what_an_argument_gives_is_what_the_tables_have(city, page):
    for one in city[page]:
        assert one.shown is not None, one.source
        CHECKS.get(one.call, of_table)(one)


@pytest.mark.parametrize("page", PAGES)
def test_an_argument_stands_where_figures_are_missing(page):
    for one in arguments(page, "CN", 2024):
        assert one.shown is not None, one.source


def test_every_kind_of_argument_is_compared(city):
    used = {one.call for own in city.values() for one in own if one.call.partition(".")[0] in MODULES}
    assert used <= set(CHECKS)
    assert len(used) > 10


def row_of(one: Argument, name: str, id: str, **codes: str) -> pd.DataFrame:
    rows = one.book.table(name, indicator=id)
    for column, code in (TOTAL | codes).items():
        rows = rows[rows[column].eq(code)]
    return rows


def target(one: Argument) -> TargetStatus:
    found = [value for value in one.names.values() if isinstance(value, TargetStatus)]
    return next(value for value in reversed(found) if value.indicator in one.ids)


def of_table(one: Argument) -> None:
    """A table of the workbook, or a target: of the figures that pages show."""
    if isinstance(one.shown, TargetStatus):
        rows = one.book.table("assessment", indicator=one.shown.indicator)
        row = rows[rows["target"].eq(one.shown.id)].iloc[0]
        assert (row["attainment"], row["evidence"]) == (one.shown.state, one.shown.evidence)
        np.testing.assert_equal(row["target_value"], one.shown.limit)
        return
    assert isinstance(one.shown, pd.DataFrame | pd.Series), one.source
    known = one.book.observations if one.book.context.area != "population" else one.book.table("observations")
    if "source" in one.shown and "value" in one.shown:
        shown = one.shown.dropna(subset=["value"])
        assert set(shown["source"]) <= set(known["source"])
        for source, value in shown[["source", "value"]].itertuples(False, None):
            assert np.isclose(known.loc[known["source"].eq(source), "value"], value, equal_nan=True).any()


def interval(one: Argument) -> None:
    """Limits of a year or of a window: a number within, and where the target has that window those of its evidence."""
    shown = one.shown.dropna(subset=["value"])
    assert (shown["lower"] <= shown["value"]).all()
    assert (shown["value"] <= shown["upper"]).all()
    assert len(shown) or one.book.series(one.id).dropna(subset=["denominator"]).empty


def below(one: Argument) -> None:
    """P(true rate within the limit) decides how sure the state is."""
    asked, settings = target(one), one.book.context.catalogue.settings
    assert isinstance(settings, Settings)
    (chance,) = np.atleast_1d(np.asarray(one.shown, float))
    side = chance if asked.state == "met" else 1 - chance
    assert (asked.evidence == "firm") == (side >= settings.firm_probability)


def pace(one: Argument) -> None:
    """The yearly change of late, and the one that is needed where the target is not met."""
    asked = target(one)
    np.testing.assert_allclose(one.shown["recent"].iloc[0], asked.recent_change)
    if asked.state == "not_met" and asked.rule != "every_unit":
        np.testing.assert_allclose(one.shown["required"].iloc[0], asked.required_change)


def slopes(one: Argument) -> None:
    """The rise before and since the base: slower since is what the plan asks."""
    before, since = one.shown
    asked = [row for _, row in one.book.table("assessment", indicator=one.ids).iterrows()]
    own = [row for row in asked if row["rule"] == "slope" and row["indicator"] in one.ids]
    for row in own:
        line = one.book.series(row["indicator"])
        expected = rules.slopes(line, row["baseline_year"])
        if np.allclose(expected, (before, since), equal_nan=True):
            assert row["attainment"] == (
                "not_assessable" if np.isnan(since - before) else "met" if since < before else "not_met"
            )
            return
    raise AssertionError(f"{one.source}: no target of a slope has {one.shown}")


def gap(one: Argument) -> None:
    """The newest gap and its ratio to the base's."""
    rows = one.book.table("gaps", indicator=one.id)
    row = rows[rows["verdict"].ne("several") & rows["dimension"].isin(["sex", "residence"])]
    if one.shown.empty:
        assert not set(row["dimension"]) & {word for word in ("sex", "residence") if word in one.source}
        return
    newest = one.shown.iloc[-1]
    row = row[
        row["year"].eq(newest["year"]) & np.isclose(row["difference"].astype(float), newest["difference"])
    ]
    assert len(row), one.source
    np.testing.assert_allclose(newest["ratio"], row["ratio"].iloc[0])
    np.testing.assert_allclose(newest["ratio_of_ratios"], row["ratio_of_ratios"].iloc[0])


def mix(one: Argument) -> None:
    """What of the change comes from the groups' rates and what from their shares."""
    rows = one.book.table("gaps", indicator=one.id)
    known = rows[["rate_effect", "composition_effect"]].astype(float).to_numpy()
    whole = [value for value in one.names.values() if isinstance(value, pd.DataFrame) and "share" in value]
    now, base = whole[-2:] if len(whole) > 1 else (None, None)
    if np.isclose(known, one.shown).all(axis=1).any():
        return
    means = [(table["rate"] * table["share"]).sum() for table in (now, base)]
    assert min(abs(sum(one.shown) - (means[0] - means[1])), abs(sum(one.shown) + means[0] - means[1])) < 1e-6


def ahead(one: Argument) -> None:
    """Projections of the main line."""
    compared = 0
    for value in one.names.values():
        if not (isinstance(value, pd.DataFrame) and {"series", "year", "lower_80"} <= set(value)):
            continue
        for series, rows in value.groupby("series"):
            id, *codes = str(series).split(" ")
            if id not in one.ids or codes:
                continue
            known = row_of(one, "projections", id).set_index("year")
            shared = [year for year in rows["year"] if year in known.index]
            own = rows.set_index("year").loc[shared]
            np.testing.assert_allclose(own["value"], known.loc[shared, "value"].astype(float), rtol=1e-6)
            np.testing.assert_allclose(
                own["lower_80"], known.loc[shared, "lower_80"].astype(float), atol=1e-6
            )
            compared += len(shared)
    names = [name for name in ("ahead", "forecasting.project") if name in one.source]
    assert compared or not names, one.source


def chance(one: Argument) -> None:
    """The probability that the figure published for the deadline meets the target."""
    assert len(one.shown)
    for series, year, value in one.shown[["series", "year", "probability"]].itertuples(False, None):
        id, *codes = str(series).split(" ")
        rows = one.book.table("assessment", indicator=id)
        rows = rows[rows["target_value"].notna()]
        known = [
            row["probability"]
            for _, row in rows.iterrows()
            if {row[name] for name in TOTAL} - {"_T"} == set(codes)
        ]
        assert year == one.book.horizon or known
        assert any(np.isclose(value, each, equal_nan=True) for each in known), one.source


def change(one: Argument) -> None:
    """Whether the newest figure's changes are beyond chance, as sentences say."""
    codes, line = one.book.context.of_indicator(one.id).main_line(one.id)
    counts = line.set_index("year")[["numerator", "denominator"]].astype(float)
    statistic = one.book.indicator(one.id).statistic
    for year, against, within in one.shown[["year", "against_year", "within_chance"]].itertuples(False, None):
        if statistic in significance.METHODS:
            (expected,) = significance.by_chance(statistic, [counts.loc[year]], [counts.loc[against]])
            assert within == expected, one.source
    assert codes


def units(one: Argument) -> None:
    """Townships that fall short."""
    asked, known = target(one), one.book.townships(one.id)
    failing = set(known.loc[known["value"] < asked.limit, "name"])
    assert set(one.shown.loc[one.shown["failing"], "label"]) == failing
    if asked.rule == "every_unit":
        assert len(asked.failing_units.split("、") if asked.failing_units else []) == len(failing)


def backtest(one: Argument) -> None:
    """Projections made again from earlier years, as the page's check of projections has them."""
    known = one.book.table("accuracy", indicator=one.ids)
    made = next(
        value
        for value in reversed(list(one.names.values()))
        if isinstance(value, pd.DataFrame) and {"projected", "origin"} <= set(value)
    )
    for series, rows in made.groupby("series"):
        id, *codes = str(series).split(" ")
        if codes or id not in one.ids:
            continue
        own = known[known["indicator"].eq(id) & known[list(TOTAL)].eq("_T").all(axis=1)]
        both = rows.merge(own, on=["origin", "year"], suffixes=("", "_kept"))
        assert len(both) == len(rows)
        np.testing.assert_allclose(both["projected"], both["projected_kept"].astype(float), rtol=1e-6)


def drawn(one: Argument) -> None:
    """A chart of the series that the question has: its ends are the newest figures."""
    assert one.shown.axes
    ahead(one)


CHECKS: dict[str, Callable[[Argument], None]] = {
    "rates.rate": interval,
    "rates.proportion": interval,
    "rates.probability_below": below,
    "rates.changes": change,
    "trends.pace": pace,
    "trends.slopes_around": slopes,
    "gaps.over_years": gap,
    "gaps.kitagawa": mix,
    "funnels.positions": units,
    "forecasting.project": ahead,
    "forecasting.reconcile": ahead,
    "forecasting.probability": chance,
    "forecasting.accuracy.rolling_origins": backtest,
    "forecasting.accuracy.scores": backtest,
    "charts.trend": drawn,
    "charts.multiples": drawn,
    "charts.funnel": drawn,
    "charts.levels": drawn,
    "charts.dumbbell": drawn,
}
