"""Each argument of a notebook against the year's tables: what its lines give by value is what the judgement has."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
import pytest
from notebook_cells import result
from scipy import stats
from test_notebooks import AREAS, cells

from planbook.catalogue.model import Settings
from planbook.judge import rules, significance
from planbook.workbook.area_page import AreaPage
from planbook.workbook.plan_targets import TargetStatus

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_figures")]
PAGES = (*(area for area in AREAS if area.startswith("children_")), "warnings", "midterm", "final")
EVALUATIONS = ("midterm", "final")
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


def arguments(
    page: str, place: str, year: int, called_last: Callable[[str], str] | None = None
) -> list[Argument]:
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
                Argument(
                    page,
                    source,
                    result(source, names),
                    (called_last or outermost)(source),
                    list(ids),
                    dict(names),
                )
            )
    return found


def outermost(source: str) -> str:
    """The function of `analysis` that a cell calls last, or else the method of the workbook."""
    found = [name for line in reversed(ast.parse(source).body) for name in called(line)]
    of_analysis = [name for name in found if name.partition(".")[0] in MODULES]
    of_book = [name for name in found if name.startswith("book.")]
    return next(iter(of_analysis or of_book), "")


def called(node: ast.AST) -> list[str]:
    """Functions that a line calls by their plain names, the outermost first."""
    calls = [ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)]
    return [name for name in calls if re.fullmatch(r"[\w.]+", name)]


@pytest.fixture(scope="module")
def city(real_figures) -> Callable[[str], list[Argument]]:
    return cache(lambda page: arguments(page, "demo", 2025))


@pytest.mark.parametrize("page", PAGES)
def test_what_an_argument_gives_is_what_the_tables_have(city, page):
    for one in city(page):
        assert one.shown is not None, one.source
        CHECKS.get(one.call, of_table)(one)


@pytest.mark.parametrize("page", PAGES)
def test_an_argument_stands_where_figures_are_missing(page):
    for one in arguments(page, "CN", 2024):
        assert one.shown is not None, one.source


def test_every_kind_of_argument_is_compared(city):
    used = {one.call for page in PAGES for one in city(page) if one.call.partition(".")[0] in MODULES}
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
    if isinstance(one.shown, pd.DataFrame):
        same_figures(one, one.shown)


def same_figures(one: Argument, table: pd.DataFrame) -> None:
    """Figures of a table with the cells that they come from, or side by side by year, are those of observations."""
    known = observed(one)
    years = table.get("year", table.index)
    for column in sorted(set(table) & set(known["indicator"])):
        wide = pd.DataFrame({"year": list(years), "shown": table[column].to_numpy(float)}).dropna()
        rows = known[known["indicator"].eq(column)].merge(wide, on="year")
        assert any(alike(rows, name, len(wide)) for name in FIGURES), f"{one.source}: {column}"
    if not {"source", "value"} <= set(table):
        return
    elsewhere = {each.place.name: each for each in one.book.context.parents.values()}
    name = table["name"] if "name" in table else pd.Series("", table.index)
    for place, rows in table.dropna(subset=["value"]).groupby(name.where(name.isin(elsewhere), "")):
        of_place = elsewhere[place].judgement.rows("observations") if place else known
        for figure in rows.to_dict("records"):
            own = of_place[of_place["source"].eq(figure["source"])]
            for column in [each for each in FIGURES if each in figure]:
                assert np.isclose(own[column].astype(float), figure[column], equal_nan=True).any(), one.source


def alike(rows: pd.DataFrame, column: str, many: int) -> bool:
    """Whether figures shown by year are those of a column, or these related to one of their years."""
    rows = rows[rows[list(TOTAL)].eq("_T").all(axis=1) & rows["unit_area"].eq("_T")]
    both = rows[[column, "shown"]].astype(float)[rows[column].astype(float).ne(0) | rows["shown"].ne(0)]
    ratio = (both["shown"] / both[column]).to_numpy()
    return len(rows) >= many and bool(np.isclose(ratio, ratio[:1]).all())


def observed(one: Argument) -> pd.DataFrame:
    """Observations of the place, of whatever area's indicators."""
    return one.book.context.judgement.rows("observations")


FIGURES = ("value", "numerator", "denominator")


def interval(one: Argument) -> None:
    """Figures of a year, or of several added up, each within its limits."""
    shown = one.shown.dropna(subset=["value"])
    assert (shown["lower"] <= shown["value"]).all()
    assert (shown["value"] <= shown["upper"]).all()
    if one.page in EVALUATIONS:
        rows = one.book.measures.groupby("state")[["targets_met", "targets"]].sum()
        expected = (100 * rows["targets_met"] / rows["targets"]).dropna()
        np.testing.assert_allclose(shown["value"], expected)
        return
    line, by = one.book.series(one.id), one.book.indicator(one.id).multiplier
    counts = line.dropna(subset=["numerator", "denominator"])
    assert len(shown) or counts.empty
    last = [counts.tail(years)[["numerator", "denominator"]].sum() for years in range(1, 6)]
    pooled = [by * each["numerator"] / each["denominator"] for each in last if each["denominator"]]
    for value in shown["value"]:
        assert np.isclose([*line["value"], *pooled], value).any(), one.source


def apart(one: Argument) -> None:
    """Five years added up, less the five before them."""
    line = one.book.series(one.id).set_index("year")[["numerator", "denominator"]]
    year = one.book.year
    now, before = (line.loc[last - 4 : last].sum() for last in (year, year - 5))
    rates_ = [each["numerator"] / each["denominator"] for each in (now, before)]
    expected = one.book.indicator(one.id).multiplier * (rates_[0] - rates_[1])
    np.testing.assert_allclose(one.shown["value"], [expected])
    assert one.shown["lower"].iloc[0] < expected < one.shown["upper"].iloc[0]


def course(one: Argument) -> None:
    """The slope of the last five years, by another library."""
    line = one.book.series(one.id).dropna(subset=["value"]).tail(5)
    if len(line) < 5:
        assert one.shown.empty
        return
    found = stats.linregress(line["year"], line["value"])
    np.testing.assert_allclose(one.shown["slope"], [found.slope])
    np.testing.assert_allclose(one.shown["p"], [found.pvalue])


def usual(one: Argument) -> None:
    """The mean of the figures, and limits as far from it as their usual steps say."""
    for id, row in one.shown.iterrows():
        value = one.book.series(str(id))["value"].dropna().to_numpy()
        step = np.abs(np.diff(value))
        step = step[step < 3.267 * step.mean()].mean()
        np.testing.assert_allclose(
            row, [value.mean(), value.mean() - 2.66 * step, value.mean() + 2.66 * step]
        )


def spread(one: Argument) -> None:
    """How far townships lie from the whole, as the table of gaps has it."""
    rows = one.book.table("gaps", indicator=one.id)
    row = rows[rows["dimension"].eq("unit_area")].iloc[0]
    np.testing.assert_allclose(one.shown, row[["index_absolute", "index_relative"]].astype(float))


def unusual(one: Argument) -> None:
    """Of a target's series: beyond chance where the newest figure's tail is."""
    settings, rows = one.book.context.catalogue.settings, one.book.table("assessment")
    for series, tail in one.shown.items():
        id, *codes = str(series).split(" ")
        own = rows[rows["indicator"].eq(id) & rows["stability"].isin(["within_chance", "beyond_chance"])]
        own = own[[{row[name] for name in TOTAL} - {"_T"} == set(codes) for _, row in own.iterrows()]]
        assert own["stability"].eq("beyond_chance").eq(tail <= settings.beyond_chance).all(), series


def needed(one: Argument) -> None:
    """What has to change each year, of targets that are not met."""
    rows = one.shown.join(one.book.table("assessment")[["attainment", "required_change"]])
    rows = rows[rows["attainment"].eq("not_met") & rows["required_change"].notna()]
    assert len(rows)
    np.testing.assert_allclose(rows["needed"].astype(float), rows["required_change"].astype(float))


def below(one: Argument) -> None:
    """P(true rate within the limit) decides how sure the state is."""
    if one.page == "warnings":
        budget = one.book.table("warning_budget")
        expected = stats.gamma.cdf(budget["expected"], budget["warnings"] + 0.5)
        np.testing.assert_allclose(one.shown, expected)
        return
    asked, settings = target(one), one.book.context.catalogue.settings
    assert isinstance(settings, Settings)
    (chance,) = np.atleast_1d(np.asarray(one.shown, float))
    side = chance if (asked.state == "met") == (asked.operator == "<=") else 1 - chance
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
    for name in ("ratio", "ratio_of_ratios"):
        if name in newest:
            np.testing.assert_allclose(newest[name], row[name].iloc[0])


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
    value = one.book.series(one.id).set_index("year")["value"]
    for year, against, within in one.shown[["year", "against_year", "within_chance"]].itertuples(False, None):
        own = one.shown[one.shown["against_year"].eq(against)]
        np.testing.assert_allclose(own["value"], value[year] - value[against], rtol=1e-6)
        if statistic in significance.METHODS:
            (expected,) = significance.by_chance(statistic, [counts.loc[year]], [counts.loc[against]])
            assert within == expected, one.source
    assert codes


def units(one: Argument) -> None:
    """Townships that fall short."""
    asked, known = target(one), one.book.townships(one.id)
    failing = known[known["value"] < asked.limit]
    assert set(one.shown.loc[one.shown["failing"], "label"]) == set(failing["name"])
    if asked.rule == "every_unit":
        assert set(filter(None, asked.failing_units.split("; "))) == set(failing["unit_area"])


def backtest(one: Argument) -> None:
    """Projections made again from earlier years, as the page's check of projections has them."""
    if one.page == "warnings":
        known = one.book.table("accuracy")
        known = known[known["scale"].astype(float) > 0]
        inside = known["value"].between(known["lower_80"], known["upper_80"])
        expected = (
            inside.groupby(known["ahead"]).mean() if "ahead" in one.shown.index.names else [inside.mean()]
        )
        np.testing.assert_allclose(one.shown["coverage_80"], expected)
        return
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
    """A chart of a table of the cell or before: every figure of it is drawn, and it is of the figures that pages show."""
    (axes,) = one.shown.axes
    chart = ast.parse(one.source).body[-1].value
    assert isinstance(chart, ast.Call)
    table = eval(ast.unparse(chart.args[0]), dict(one.names))
    same_figures(one, table)
    numbers = table[["value"]] if "value" in table else table.select_dtypes("number")
    figures = numbers.to_numpy(float).ravel()
    shown = [np.asarray(line.get_ydata(), float) for line in axes.lines]
    shown += [np.asarray(dots.get_offsets(), float)[:, 1] for dots in axes.collections]
    shown += [np.array([bar.get_height(), bar.get_width()]) for bar in axes.patches]
    points = np.concatenate([each.ravel() for each in shown]) if shown else np.array([])
    for figure in figures[~np.isnan(figures)]:
        assert np.isclose(points, figure).any(), f"{one.source}: {figure}"
    ahead(one)


CHECKS: dict[str, Callable[[Argument], None]] = {
    "rates.rate": interval,
    "rates.proportion": interval,
    "rates.difference": apart,
    "rates.probability_below": below,
    "rates.share_probability_below": below,
    "rates.changes": change,
    "trends.pace": pace,
    "trends.slopes_around": slopes,
    "trends.course": course,
    "trends.process_limits": usual,
    "trends.required_yearly_change": needed,
    "trends.after_last_break": of_table,
    "gaps.over_years": gap,
    "gaps.kitagawa": mix,
    "gaps.unordered_groups": spread,
    "funnels.positions": units,
    "forecasting.project": ahead,
    "forecasting.reconcile": ahead,
    "forecasting.probability": chance,
    "forecasting.tails": unusual,
    "forecasting.accuracy.rolling_origins": backtest,
    "forecasting.accuracy.scores": backtest,
    "charts.trend": drawn,
    "charts.multiples": drawn,
    "charts.funnel": drawn,
    "charts.levels": drawn,
    "charts.stacked": drawn,
    "charts.by_lead": drawn,
    "charts.dumbbell": drawn,
}
