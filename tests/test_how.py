"""The table behind each piece: its lines make it anew in another interpreter, and it is what the piece shows."""

import ast
import inspect
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY, write_release
from pandas.testing import assert_frame_equal

from analysis import rates, trends
from planbook import workbook
from planbook.core import reads
from planbook.core.errors import CatalogueError, UsageError
from planbook.document.blocks import Block, Cards, Fold, Items, Table, Text
from planbook.judge.judgement import NAMES
from planbook.workbook import called_indicators
from planbook.workbook.area_page import AreaPage
from planbook.workbook.first_screen import FirstScreen
from planbook.workbook.pieces import Piece, how_of, shows
from planbook.workbook.tables import YEARLY
from planbook.workbook.unit_pages import UnitPages

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_figures")]
WIDGETS = "explore"  # whose calls give no pieces
PAGES = sorted(path.stem for path in REPOSITORY.glob("notebooks/*.ipynb") if path.stem != WIDGETS)
MADE = (  # pages whose pieces are made here; of the others the lines alone: the pieces are made by other tests
    *("women_health", "women_decision_making", "children_health", "children_safety"),
    *("population", "overview", "warnings", "data_quality", "midterm", "welcome"),
)
CITY, CHINA, PUBLIC = ("demo", 2025, "internal"), ("CN", 2024, "internal"), ("demo", 2025, "public")
ELSEWHERE = ((CHINA, "women_health"), (CHINA, "overview"), (PUBLIC, "women_law"), (PUBLIC, "population"))
CLASSES = (AreaPage, *workbook.OF_THE_YEAR.values(), FirstScreen, UnitPages)
MODULES = "baselines, charts, forecasting, funnels, gaps, pooling, rates, rounding, trends"
KNOWN = {"book", "pd", "int", *MODULES.split(", ")}
MOST_LINES = 4
FRESH = f"""
import pickle, sys, warnings
warnings.simplefilter("error")
import pandas as pd
from analysis import {MODULES}
from planbook import workbook
from planbook.run import process_settings
process_settings.settle()  # as every process that makes pages
modules = dict(globals())
made = []
for (place, year, edition), page, asked in pickle.load(sys.stdin.buffer):
    names = modules | {{"book": workbook.open(page, place, year, edition=edition)}}
    for how in asked:
        *before, last = how.splitlines()
        exec("\\n".join(before), names)
        made.append(eval(last, names))
sys.stdout.buffer.write(pickle.dumps(made))
"""


def calls(page: str, edition: str = "internal") -> Iterator[ast.Call]:
    """Calls of a notebook that show something; of a sum each part."""
    book = json.loads((REPOSITORY / "notebooks" / f"{page}.ipynb").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        hidden = {"parameters", "setup", "argument"} | ({"internal"} if edition == "public" else set())
        if cell["cell_type"] == "code" and not tags & hidden:
            yield from parts(ast.parse("".join(cell["source"]), mode="eval").body)


def parts(node: ast.expr) -> Iterator[ast.Call]:
    if isinstance(node, ast.BinOp):
        yield from parts(node.left)
        yield from parts(node.right)
    else:
        yield node


def asked(book, node: ast.Call) -> tuple:
    """The method that a call names, and what it is given."""
    named = {one.arg: ast.literal_eval(one.value) for one in node.keywords}
    return getattr(book, node.func.attr), [ast.literal_eval(one) for one in node.args], named


def pieces(of: tuple, page: str) -> list[tuple[str, Piece]]:
    """A page's pieces by the names of their methods, without those that its edition leaves out."""
    place, year, edition = of
    book, found = workbook.open(page, place, year, edition=edition), []
    for node in calls(page, edition):
        method, given, named = asked(book, node)
        made = of != CITY or page in MADE
        piece = method(*given, **named) if made else Piece((), how_of(method, *given, **named), book)
        if piece.parts:
            found += [(one.name.partition("(")[0], one) for one in piece.parts if one.name]
        elif piece.blocks or not made:
            found.append((node.func.attr, piece))
    return found


@pytest.fixture(scope="module")
def city(real_figures):
    return {page: pieces(CITY, page) for page in PAGES}


@pytest.fixture(scope="module")
def health(real_figures):
    return workbook.open("women_health", "demo", 2025)


def under(piece: Piece, kind: type) -> list[Block]:
    """Blocks of a kind, those in folds too."""

    def every(blocks) -> Iterator[Block]:
        for block in blocks:
            yield block
            yield from every(block.blocks) if isinstance(block, Fold) else ()

    return [block for block in every(piece.blocks) if isinstance(block, kind)]


def rows(piece: Piece) -> int:
    return sum(len(table.rows) for table in under(piece, Table))


# the lines


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_piece_of_a_page_has_its_lines(kind):
    found = {name: one for name, one in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"}
    made = {name for name, one in found.items() if inspect.signature(one).return_annotation is Piece}
    assert len(made) > 40
    assert not {name for name in made if not getattr(found[name], "how", "")}


def test_lines_are_few_and_name_nothing_but_the_book_and_public_names(city):
    for page, found in city.items():
        for name, piece in found:
            tree, where = ast.parse(piece.how), f"{page}, {name}: {piece.how}"
            assert 1 <= len(piece.how.splitlines()) == len(tree.body) <= MOST_LINES, where
            assert isinstance(tree.body[-1], ast.Expr), where
            names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
            bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            assert {node.id for node in names} - bound <= KNOWN, where
            used = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
            assert not [node.attr for node in used if node.attr.startswith("_")], where
            of_book = {node.attr for node in used if getattr(node.value, "id", "") == "book"}
            assert of_book, where
            assert name not in of_book, where


def test_another_interpreter_makes_the_same_tables(city):
    known = [(CITY, page, found) for page, found in city.items()]
    known += [(of, page, pieces(of, page)) for of, page in ELSEWHERE]
    request = [(of, page, [piece.how for _, piece in found]) for of, page, found in known]
    expected = [(page, name, piece) for _, page, found in known for name, piece in found]
    tables = [piece.data for *_, piece in expected]
    done = subprocess.run(
        [sys.executable, "-c", FRESH], input=pickle.dumps(request), capture_output=True, cwd=REPOSITORY
    )
    assert done.returncode == 0, done.stderr.decode()
    made = pickle.loads(done.stdout)
    assert len(made) == len(tables) > 400
    for (page, name, piece), table, again in zip(expected, tables, made, strict=True):
        assert isinstance(again, pd.DataFrame), f"{page}, {name}"
        assert_frame_equal(again, table, obj=f"{page}, {name}: {piece.how}")


def test_a_table_is_made_when_it_is_asked_for_and_once(health):
    piece = health.trend("maternal_mortality")
    assert "data" not in vars(piece)
    assert piece.data is piece.data
    assert_frame_equal(piece.data, health.series("maternal_mortality"))


def test_of_two_pieces_the_first_that_has_lines_tells_its_own(health):
    one, two = health.objectives_table(), health.sources()
    assert (one + two).how == (Piece(one.blocks) + one + two).how == "book.objectives"
    assert len((one + two).blocks) == 2
    assert_frame_equal((one + two).data, health.objectives)


def test_a_piece_without_lines_has_no_table():
    assert Piece().how == ""
    assert Piece().data.empty


def test_what_the_public_edition_leaves_out_tells_no_lines(real_figures):
    book = workbook.open("women_health", *PUBLIC[:2], edition="public")
    assert (book.outlook() + book.attention()).how == ""
    assert book.glance().how


def test_what_a_call_gives_is_written_as_text_whatever_it_holds(health):
    class Page(AreaPage):
        @shows("pd.DataFrame([{title}], columns=[{heads}])")
        def told(self, title: str, *heads: str) -> Piece:
            return Piece()

    title = 'a "b" {c} \\ 乡镇'
    assert Page(health.context).told(title, "x").data.to_dict("list") == {"x": [title]}


# what is shown

LISTED = (  # a row of the table for each row that is shown
    *("glance", "gap_overview", "objectives_table", "measures_table", "open_points", "other_methods"),
    *(
        "definitions",
        "sources",
        "figures_table",
        "attention",
        "seats",
        "reconciled",
        "programme",
        "every_township",
    ),
    *("denominators", "by_unit", "warning_details", "last_year", "warning_budget", "outlook_classes"),
    *("all_targets", "composite", "missing_data", "practice", "problems", "countermeasures", "progress"),
    *(
        "by_area",
        "by_breakdown",
        "not_taken",
        "points",
        "revisions",
        "surveys",
        "files",
        "places",
        "notebooks",
    ),
)
BY = {  # a row of the page for each of these
    "event_counts": ["indicator"],
    "owed": ["department"],
    "reliability": ["indicator", "sex", "residence", "age"],
    "beside_parents": ["indicator", "sex", "residence", "age"],
}


def shown(city, *names: str) -> list[tuple[str, Piece]]:
    return [(name, piece) for page in MADE for name, piece in city[page] if name in names]


@pytest.mark.parametrize("name", LISTED)
def test_a_table_has_the_rows_that_are_shown(city, name):
    found = shown(city, name)
    assert found
    for _, piece in found:
        assert len(piece.data) == rows(piece) or (name == "reconciled" and not rows(piece)), piece.how


@pytest.mark.parametrize("name", BY)
def test_rows_that_are_shown_stand_for_several_of_the_table(city, name):
    for _, piece in shown(city, name):
        assert piece.data.drop_duplicates(BY[name]).shape[0] == rows(piece), piece.how


def test_cards_and_sentences_are_of_the_tables_rows(city):
    areas = [page for page in MADE if page not in workbook.OF_THE_YEAR]
    for page in (*areas, "overview"):
        (cards,) = (piece for name, piece in city[page] if name == "headlines")
        assert len(under(cards, Cards)[0].cards) == len(cards.data)
    for _, piece in shown(city, "outlook"):
        assert sum(len(items.lines) for items in under(piece, Items)) == len(piece.data)


def test_counts_by_area_add_up_to_what_is_shown(city):
    ((_, matrix),) = [one for one in shown(city, "matrix") if one][:1]
    body = np.array([[int(str(one)) for one in row[1:]] for row in under(matrix, Table)[0].rows])
    assert body.sum() == matrix.data.to_numpy().sum()
    assert sorted(body.sum(axis=1)) == sorted(matrix.data.sum(axis=1))
    for _, piece in shown(city, "objectives_summary"):
        *lines, whole = under(piece, Table)[0].rows
        assert len(lines) == len(piece.data)
        assert int(whole[-1]) == piece.data.to_numpy().sum()
    for _, piece in shown(city, "effect"):
        assert len(under(piece, Table)[0].rows) == len(piece.data)


def test_the_overall_judgement_counts_the_tables_targets(city):
    ((_, piece),) = shown(city, "overall")[:1]
    met = piece.data[piece.data["attainment"].eq("met")].groupby("plan")["size"].sum()
    headline = workbook.open("overview", "demo", 2025).table("headline").set_index("plan")
    assert met.to_dict() == headline["met"].to_dict()
    assert piece.data.groupby("plan")["size"].sum().to_dict() == headline["total"].to_dict()


def test_each_target_that_is_held_to_the_time_is_a_row(city):
    ((_, piece),) = shown(city, "process")
    *_, listed = under(piece, Table)
    assert len(listed.rows) == len(piece.data)
    assert piece.data["done"].notna().any()


def points(piece: Piece) -> set[tuple[float, float]]:
    """What a chart's lines go through."""
    lines = [line for axes in piece.figure.axes for line in axes.lines]
    return {(float(x), float(y)) for line in lines for x, y in zip(*line.get_data(), strict=True)}


def pairs(table: pd.DataFrame) -> set[tuple[float, float]]:
    return set(zip(table["year"].astype(float), table["value"].astype(float), strict=True))


def test_lines_are_drawn_through_the_tables_figures(city, health):
    found = [(name, piece) for name, piece in shown(city, "trend", "multiples") if piece.figure]
    assert {name for name, _ in found} == {"trend", "multiples"}
    found += [("by_group", health.by_group("maternal_systematic_management", "residence"))]
    for name, piece in found:
        table = piece.data
        if name == "multiples":  # one figure alone is a sentence
            table = table[table.groupby("indicator")["year"].transform("size").gt(1)]
        assert len(table)
        assert pairs(table) <= points(piece), piece.how


def test_bars_are_as_long_as_the_tables_figures(city):
    found = [(name, piece) for name, piece in shown(city, "levels", "seats") if piece.figure]
    assert {name for name, _ in found} == {"levels", "seats"}
    for _, piece in found:
        bars = [bar.get_width() for bar in piece.figure.axes[0].patches]
        assert bars == pytest.approx(piece.data["value"].dropna().tolist()), piece.how


def test_bars_that_stand_on_each_other_are_the_tables_columns(city):
    for name, piece in shown(city, "causes", "contributions"):
        bars = [bar.get_height() for bar in piece.figure.axes[0].patches if bar.get_height()]
        parts = piece.data.iloc[:, 1:] if name == "causes" else piece.data
        expected = [one for column in parts.to_numpy().T for one in column if one and one == one]
        assert bars[: len(expected)] == pytest.approx(expected), piece.how


def test_a_gap_is_drawn_for_each_row_and_told_with_its_figures(city):
    for _, piece in shown(city, "gap"):
        labels = [text.get_text() for text in piece.figure.axes[0].get_yticklabels()] if piece.figure else []
        told = [one for text in under(piece, Text) for one in str(text.line).split("。") if "例数太少" in one]
        assert len(labels) + len(told) == len(piece.data), piece.how


def test_events_end_with_the_years_that_are_added_up(city):
    ((_, piece),) = shown(city, "events")
    *years, pooled = piece.data.to_dict("records")
    assert [one["year"] for one in years] == [2021, 2022, 2023, 2024, 2025]
    assert pooled["numerator"] == sum(one["numerator"] for one in years)
    assert pooled["denominator"] == sum(one["denominator"] for one in years)
    expected = rates.rate(
        [pooled["numerator"]], [pooled["denominator"]], multiplier=100_000, level=0.95
    ).iloc[0]
    assert [pooled[name] for name in ("value", "lower", "upper")] == expected.tolist()[:3]


def test_standardising_has_the_base_years_ages_beside_the_newest(small_root):
    filed = (
        (2020, "Y0T6", 9, 70_000),
        (2020, "Y7T17", 9, 90_000),
        (2025, "Y0T6", 5, 50_000),
        (2025, "Y7T17", 9, 90_000),
    )
    rows = [
        f"child_injury_mortality,{year},{age},{cases},{all_},,1/10万\n" for year, age, cases, all_ in filed
    ]
    header = "indicator,year,age,numerator,denominator,value,unit\n"
    write_release(small_root, "2026-06-01", header + "".join(rows))
    table = workbook.open("children_health", "tiny", 2025).standardised("child_injury_mortality").data
    assert table[["age", "year", "numerator", "denominator", "standard"]].to_numpy().tolist() == [
        ["Y0T6", 2025, 5, 50_000, 70_000],
        ["Y7T17", 2025, 9, 90_000, 90_000],
    ]


def test_parity_leaves_out_how_many_girls_there_are(real_figures):
    book = workbook.open("women_education", "demo", 2025)
    piece = book.parity("compulsory_students", "secondary_vocational_students", cohort="child_population")
    newest = piece.data.reset_index().drop_duplicates("indicator", keep="last")
    assert len(newest)
    for row in newest.itertuples():
        assert row.parity == pytest.approx(row.F / row.M * row.children / 100)
        assert f"{row.parity:.3f}" in piece.html


def test_slopes_are_those_of_the_sentence(city):
    ((_, piece),) = shown(city, "slopes")[:1]
    book = piece.book
    base = book.assessment.query("rule == 'slope'").set_index("indicator")["baseline_year"]
    for row in piece.data.itertuples():
        line = trends.after_last_break(book.series(row.indicator).assign(series=0))
        expected = trends.slopes_around(line["year"], line["value"], at=int(base[row.indicator]))
        assert (row.before, row.since) == pytest.approx(expected)


# the tables


@pytest.mark.parametrize(
    ("id", "method"),
    [("maternal_mortality", rates.rate), ("maternal_systematic_management", rates.proportion)],
)
def test_limits_are_those_of_the_statistic_at_the_books_level(small_root, id, method):
    book = workbook.open("women_health", "tiny", 2025, level=90)
    line, multiplier = book.series(id), book.indicator(id).multiplier
    assert list(line) == YEARLY
    assert line["year"].is_monotonic_increasing
    found = method(line["numerator"], line["denominator"], multiplier=multiplier, level=0.9)
    assert found["lower"].notna().any()
    for side in ("lower", "upper"):
        assert line[side].to_numpy(float) == pytest.approx(found[side].to_numpy(float), nan_ok=True)


@pytest.mark.parametrize("page", ["population", "women_health"])
def test_what_is_no_share_and_no_rate_or_a_full_count_has_no_limits(page):
    book = workbook.open(page, "demo", 2025)
    lines = book.lines()
    counted = book.indicators.query("statistic in ['rate', 'proportion']").index
    counted = [id for id in counted if not book.indicator(id).register_count]
    others = lines[~lines["indicator"].isin(counted) | lines["numerator"].isna()]
    assert len(others)
    assert others[["lower", "upper"]].isna().all(axis=None)


def test_a_series_without_codes_is_the_pages_main_line_and_with_them_a_breakdown(health):
    id = "life_expectancy"
    codes, line = health.context.main_line(id)
    assert health.series(id)["value"].tolist() == line["value"].tolist()
    assert_frame_equal(health.series(id, **codes), health.series(id))
    groups = health.groups("maternal_mortality", "residence")
    assert set(groups["residence"]) == {"U", "R"}
    for code, own in groups.groupby("residence"):
        expected = health.series("maternal_mortality", residence=code)
        assert_frame_equal(own[YEARLY].reset_index(drop=True), expected)


def test_lines_stand_below_and_beside_each_other(health):
    ids = ["prenatal_screening", "antenatal_care"]
    below, beside = health.lines(*ids), health.wide(*ids)
    assert below["indicator"].unique().tolist() == list(beside) == ids
    for id in ids:
        own = below[below["indicator"].eq(id)]
        assert own["value"].tolist() == beside[id].dropna().tolist() == health.series(id)["value"].tolist()


def test_townships_newest_figures_are_the_observations(real_figures):
    book = workbook.open("children_health", "demo", 2025)
    units = book.townships("immunisation_coverage")
    known = book.table("observations", indicator="immunisation_coverage")
    known = known[known["unit_area"].ne("_T") & known["year"].eq(2025) & known["value"].notna()]
    assert dict(zip(units["unit_area"], units["value"], strict=True)) == dict(
        zip(known["unit_area"], known["value"], strict=True)
    )
    assert units["value"].is_monotonic_increasing
    assert units["name"].ne(units["unit_area"]).all()
    code = units["unit_area"].iloc[0]
    line = book.series("immunisation_coverage", unit_area=code)
    assert line["value"].iloc[-1] == units["value"].iloc[0]


def test_figures_have_a_row_for_what_is_there_and_not_shown(real_figures):
    book = workbook.open("women_law", "demo", 2025, edition="public")
    table = book.figures()
    assert set(table["indicator"]) == set(book.indicators.index)
    assert table["reason"].ne("").tolist() == table["value"].isna().tolist()
    assert {"suppressed", "withheld"} <= set(table["reason"])
    assert table.loc[table["reason"].eq("suppressed"), "numerator"].isna().all()


def test_what_has_no_figure_says_why(small_root):
    table = workbook.open("women_health", "tiny", 2025).latest()
    assert table["reason"].ne("").tolist() == table["value"].isna().tolist()
    assert {"not_yet_in", "never_collected"} <= set(table["reason"])


def test_a_place_that_is_only_compared_owes_nothing(real_figures):
    table = workbook.open("women_health", "CN", 2024).latest()
    assert set(table["reason"]) == {"", "not_published"}


def test_an_areas_rows_are_part_of_the_whole_years(health):
    whole = workbook.open("overview", "demo", 2025)
    for name in NAMES:
        assert list(health.table(name)) == list(whole.table(name)), name
        assert len(health.table(name)) <= len(whole.table(name)), name
    assert set(health.assessment["area"]) == set(health.warnings["area"]) == {"women_health"}
    assert len(whole.assessment) == whole.areas["targets"].sum()
    assert set(health.gaps["indicator"]) <= set(health.indicators.index)


def test_a_table_can_be_changed_without_changing_the_book(health):
    line, rows = health.series("maternal_mortality"), health.assessment
    line["value"] = rows["value"] = 0.0
    assert health.series("maternal_mortality")["value"].any()
    assert health.assessment["value"].any()


def test_what_a_table_holds_is_written_down_as_read(real_figures, tmp_path):
    book = workbook.open("women_health", "demo", 2025)
    asked = ("judged", *book.context.parameters.by_name.values())
    with reads.recorded(tmp_path / "reads"):
        book.series("maternal_mortality")
        assert reads.of(tmp_path / "reads")[-1] == (*asked, "observations", "indicator", "maternal_mortality")
        assert book.warnings["area"].eq("women_health").all()
        assert book.table("index").shape[0]
    told = reads.of(tmp_path / "reads")
    assert (*asked, "warnings", "area", "women_health") in told
    assert (*asked, "index", "", "") in told
    assert (*asked, "observations", "", "") not in told


def test_last_years_rows_are_judged_as_that_year(real_figures):
    book, before = (workbook.open("overview", "demo", year) for year in (2025, 2024))
    assert_frame_equal(book.earlier("warnings"), before.warnings)
    assert workbook.open("overview", "CN", 2024).earlier("assessment").empty


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda book: book.series("maternal_mortalty"), CatalogueError, "Did you mean `maternal_mortality`?"),
        (lambda book: book.lines("maternal_mortalty"), CatalogueError, "Did you mean `maternal_mortality`?"),
        (
            lambda book: book.series("maternal_mortality", sex="W"),
            UsageError,
            "series of maternal_mortality, sex: found 'W'; expected one of F, M, _T.",
        ),
        (
            lambda book: book.series("maternal_mortality", unit_area="demo00"),
            UsageError,
            "Did you mean `demo",
        ),
        (
            lambda book: book.groups("maternal_mortality", "gender"),
            UsageError,
            "dimension: found 'gender'; expected one of age, residence, sex, unit_area.",
        ),
        (
            lambda book: book.table("gap"),
            UsageError,
            "table: found 'gap'; expected a known one. Did you mean `gaps`?",
        ),
        (lambda book: book.table("gaps", indicators="x"), UsageError, "Did you mean `indicator`?"),
        (lambda book: book.returns("departments"), UsageError, "Did you mean `department`?"),
        (lambda book: book.wide("maternal_mortality", of="values"), UsageError, "Did you mean `value`?"),
    ],
)
def test_an_unknown_name_is_told_with_what_there_is(health, call, error, message):
    with pytest.raises(error) as told:
        call(health)
    assert message in str(told.value)


def calls_by_id() -> list[str]:
    """Calls of an area's page that take indicators."""
    page = AreaPage
    found = {
        name: getattr(page, name) for name in dir(page) if name[0] != "_" and callable(getattr(page, name))
    }
    return sorted(
        name
        for name, call in found.items()
        if {*inspect.signature(call).parameters} & {*called_indicators.IDS}
    )


@pytest.mark.parametrize("name", calls_by_id())
def test_every_call_takes_an_indicator_s_name(name, small_root):
    book = workbook.open("women_health", "tiny", 2025)
    given = {"dimension": "residence", "by": "residence", "title": "题"}
    call = getattr(book, name)
    made = []
    for asked in ("maternal_mortality", "孕产妇死亡率"):
        words, more = [], {}
        for parameter in inspect.signature(call).parameters.values():
            if parameter.name in called_indicators.IDS:
                value = asked
            elif parameter.name in given:
                value = given[parameter.name]
            else:
                continue
            if parameter.kind is parameter.KEYWORD_ONLY:
                more[parameter.name] = value
            else:
                words.append(value)
        try:
            made.append(call(*words, **more))
        except (
            KeyError,
            IndexError,
            ValueError,
        ) as error:  # what the indicator cannot answer, by either name
            made.append((type(error).__name__, str(error)))
    first, second = made
    if isinstance(first, pd.DataFrame):
        assert_frame_equal(first, second)
    elif isinstance(first, Piece):
        assert (first.html, first.how, first.name) == (second.html, second.how, second.name)
    elif isinstance(first, AreaPage):
        assert_frame_equal(first.assessment, second.assessment)
    else:
        assert first == second
