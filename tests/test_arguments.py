"""Each argument of a notebook against the year's tables: what its lines give by value is what the judgement has."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from notebook_cells import result
from test_notebooks import AREAS, cells

from analysis import pooling
from planbook.catalogue.model import Settings
from planbook.document.blocks import claimed
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
    # what a result's own methods make of it (`.tail(6)`) is no function of its own
    names = [name for one in calls if "(" not in (name := ast.unparse(one.func))]
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


def dimension(code: str) -> str:
    """The breakdown that has a code."""
    return next((name for name, codes in {"sex": "FM", "residence": "UR"}.items() if code in codes), "age")


def row_of(one: Argument, name: str, id: str, **codes: str) -> pd.DataFrame:
    rows = one.book.table(name, indicator=id)
    for column, code in (TOTAL | codes).items():
        rows = rows[rows[column].eq(code)]
    return rows


def figures(one: Argument, id: str) -> pd.Series:
    """The figures of an indicator's main line, from the observations: by year."""
    codes, _ = one.book.context.of_indicator(id).main_line(id)
    rows = one.book.table("observations", indicator=id)
    rows = rows[rows["unit_area"].eq("_T") & rows["year"].le(one.book.year) & rows["value"].notna()]
    for column, code in codes.items():
        rows = rows[rows[column].eq(code)]
    return rows.set_index("year")["value"].astype(float)


def newest(one: Argument, kind: type) -> list:
    """The values of a type that the cells made, the newest last."""
    return [value for value in one.names.values() if isinstance(value, kind)]


def of_window(one: Argument, window: pooling.Window) -> None:
    """The counts of some years added up are those of the observations."""
    rows = one.book.table("observations", indicator=one.id)
    rows = rows[rows["unit_area"].eq("_T") & rows["year"].between(window.first_year, window.last_year)]
    for column, code in one.book.context.of_indicator(one.id).main_line(one.id)[0].items():
        rows = rows[rows[column].eq(code)]
    assert len(rows) == window.years
    assert (rows["numerator"].sum(), rows["denominator"].sum()) == (window.numerator, window.denominator)


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
        if "place" in shown:  # this place's beside others', each from its own observations
            parents = {each.parameters.place: each for each in one.book.context.parents.values()}
            for code in set(shown["place"]) & set(parents):
                own = shown[shown["place"].eq(code)].set_index("source")["value"]
                above = parents[code].judgement.rows("observations", indicator=one.id).set_index("source")
                np.testing.assert_allclose(own, above["value"].astype(float)[own.index])
            shown = shown[shown["place"].eq(one.book.context.parameters.place)]
        assert set(shown["source"]) <= set(known["source"])
        for source, value in shown[["source", "value"]].itertuples(False, None):
            assert np.isclose(known.loc[known["source"].eq(source), "value"], value, equal_nan=True).any()
    if "lacking" in one.shown:
        rows = claimed(one.book.seats("", one.id).blocks, "seats")
        said = [row["value"] for row in rows if row.get("verdict") == "seats.lacking"]
        assert [value for value in np.ceil(one.shown["lacking"].tail(1) - 1e-9) if value > 0] == said


def interval(one: Argument) -> None:
    """Limits of a year or of a window: a number within, and where the target has that window those of its evidence."""
    shown = one.shown.dropna(subset=["value"])
    for window in newest(one, pooling.Window)[-1:]:
        of_window(one, window)
        expected = one.book.indicator(one.id).multiplier * window.numerator / window.denominator
        np.testing.assert_allclose(shown["value"], expected)
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
    assert len(one.shown) == min(len(figures(one, asked.indicator)), 1)
    if one.shown.empty:
        return
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
    assert not own, f"{one.source}: no target of a slope has {one.shown}"
    lines = [value for value in newest(one, pd.DataFrame) if {"year", "value", "status"} <= set(value)]
    expected = rules.slopes(lines[-1], one.book.baseline)
    np.testing.assert_allclose((before, since), expected)


def course(one: Argument) -> None:
    """The slope of the last five years: a warning of it is told of a slope beyond chance alone."""
    (line,) = [one.names[name.id] for name in ast.walk(ast.parse(one.source)) if isinstance(name, ast.Name)
               and name.id in one.names and isinstance(one.names[name.id], pd.DataFrame)][-1:]  # fmt: skip
    last = line[line["year"] > line["year"].max() - 5]
    assert len(one.shown) == (len(last) == 5)
    if one.shown.empty:
        return
    slope = np.polyfit(last["year"].astype(float), last["value"].astype(float), 1)[0]
    np.testing.assert_allclose(one.shown["slope"].iloc[0], slope, atol=1e-9)
    warned = one.book.table("warnings", indicator=one.id).query("code == 'W2'")
    drifting = one.shown["p"].iloc[0] <= one.book.context.catalogue.settings.drift
    assert warned.empty or (drifting and one.shown["sign_stable"].iloc[0])


def shares_trend(one: Argument) -> None:
    """The weighted slope of a share over the last five years."""
    rows = one.book.series(one.id).dropna(subset=["denominator"]).tail(5)
    if one.shown.empty or len(rows) < 5:
        return
    slope = np.polyfit(rows["year"], rows["value"], 1, w=np.sqrt(rows["denominator"]))[0]
    np.testing.assert_allclose(one.shown["slope"] * one.book.indicator(one.id).multiplier, slope)


def usual(one: Argument) -> None:
    """Mean and limits of usual variation of each of the series, reckoned figure by figure."""
    for id, (centre, lower, upper) in one.shown[["centre", "lower", "upper"]].iterrows():
        values = figures(one, str(id)).sort_index()
        values = values[values.index > one.book.year - 10]
        moves = values.diff().abs().dropna()
        spread = 2.66 * moves[(moves < 3.267 * moves.mean()) | moves.eq(0)].mean()
        np.testing.assert_allclose((centre, lower, upper), (values.mean(), values.mean() - spread, values.mean() + spread))  # fmt: skip


def two(one: Argument) -> None:
    """Two figures of the same years; where one is to keep up with the other the difference decides the state."""
    ids = one.ids[-2:]
    both = pd.DataFrame({id: figures(one, id) for id in ids})
    for pair in (ids, ids[::-1]):
        apart = (both[pair[0]] - both[pair[1]]).reindex(one.shown.index)
        if np.allclose(apart, one.shown["difference"], equal_nan=True):
            break
    else:
        raise AssertionError(one.source)
    rows = one.book.table("assessment", indicator=pair[0])
    for row in rows[rows["rule"].eq("relative")].to_dict("records"):
        size = apart[row["year"]]
        near = abs(size) <= row["tolerance"] if row["operator"] == "around" else size >= 0
        assert (row["attainment"] == "met") == near


def spread(one: Argument) -> None:
    """How far townships lie apart."""
    (row,) = one.book.table("gaps", indicator=one.id).query("dimension == 'unit_area'").to_dict("records")
    np.testing.assert_allclose(one.shown, (row["index_absolute"], row["index_relative"]))


def parity(one: Argument) -> None:
    """Girls to boys enrolled over girls to boys of that age, as the sentence has it."""
    students, cohort = one.ids[-2:] if one.ids[-1] == "child_population" else one.ids[-2:][::-1]
    rows = claimed(one.book.parity(students, cohort=cohort).blocks, "parity")
    said = [row["value"] for row in rows if row.get("verdict") == "gaps.parity"]
    np.testing.assert_allclose(one.shown["parity"].dropna().tail(1), said)


def apart(one: Argument) -> None:
    """The rates of two windows of years, or shares of the first of two kinds where the figure is their ratio."""
    whole = one.book.indicator(one.id).statistic == "ratio"
    windows = newest(one, pooling.Window)[-2:]
    values = []
    for window in windows:
        of_window(one, window)
        values.append(window.numerator / (window.denominator + whole * window.numerator))
    multiplier = one.book.indicator(one.id).multiplier
    difference = multiplier * (values[0] - values[1])
    np.testing.assert_allclose(abs(one.shown["value"].iloc[0]), abs(difference))
    assert one.shown["lower"].iloc[0] < one.shown["value"].iloc[0] < one.shown["upper"].iloc[0]


def gap(one: Argument) -> None:
    """The newest gap and its ratio to the base's."""
    rows = one.book.table("gaps", indicator=one.id)
    row = rows[rows["verdict"].ne("several") & rows["dimension"].isin(["sex", "residence"])]
    if one.shown.empty:
        assert not set(row["dimension"]) & {word for word in ("sex", "residence") if word in one.source}
        return
    last = one.shown.iloc[-1]
    row = row[row["year"].eq(last["year"]) & np.isclose(row["difference"].astype(float), last["difference"])]
    assert len(row), one.source
    np.testing.assert_allclose(last["ratio"], row["ratio"].iloc[0])
    if row["baseline_year"].isna().all():  # another base than the plan's: its first year
        changed = last["ratio"] / one.shown["ratio"].iloc[0] if len(one.shown) > 1 else np.nan
        np.testing.assert_allclose(last["ratio_of_ratios"], changed)
        return
    np.testing.assert_allclose(last["ratio_of_ratios"], row["ratio_of_ratios"].iloc[0])


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
            if id not in one.ids:
                continue
            known = row_of(one, "projections", id, **{dimension(code): code for code in codes})
            known = known.set_index("year")
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
    "rates.difference": apart,
    "trends.pace": pace,
    "trends.slopes_around": slopes,
    "trends.course": course,
    "trends.recent_trend_of_shares": shares_trend,
    "trends.process_limits": usual,
    "gaps.over_years": gap,
    "gaps.two_groups": two,
    "gaps.parity": parity,
    "gaps.unordered_groups": spread,
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
