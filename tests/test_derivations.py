"""What the pages 复核 offer: each printed number made again by the lines that stand beside it, from the cells they name."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from notebook_cells import result
from test_notebooks import cells

from analysis import baselines, charts, forecasting, funnels, gaps, pooling, rates, trends
from planbook import workbook
from planbook.document.blocks import claimed
from planbook.workbook import derivations, review_page
from planbook.workbook.area_page import AreaPage
from planbook.workbook.derivations import Figures

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_figures")]
PAGES = ("women_health", "children_education", "children_health")
EACH = 3  # claims of each method that are made again
MODULES = (baselines, charts, forecasting, funnels, gaps, pooling, rates, trends)
COUNTED = ("count", "other", "extreme", "mix")  # of whole tables, of the piece's own lines, of several series


@pytest.fixture(scope="module")
def claims(real_figures) -> dict[str, list[tuple[AreaPage, dict]]]:
    """Claims about single series by the method that makes them, some of each."""
    found = defaultdict(list)
    for page in PAGES:
        book = workbook.open(page, "demo", 2025)
        for row in printed(book, page):
            found[derivations.method_of(row)].append((book, row))
    return found


def printed(book: AreaPage, page: str) -> list[dict]:
    """What a page's pieces claim in print."""
    rows = []
    for cell in cells(page):
        tags = {"parameters", "setup", "argument"} & set(cell["metadata"].get("tags", []))
        if cell["cell_type"] == "code" and not tags:
            piece = result("".join(cell["source"]), {"book": book})
            rows += [row for one in piece.parts or (piece,) for row in claimed(one.blocks, one.name)]
    return [row for row in rows if "field" not in row and not row.get("unprinted")]


def made_again(book: AreaPage, row: dict) -> object:
    names = {"book": book, "year": 2025, "level": 95, "pd": pd}
    names |= {one.__name__.rpartition(".")[2]: one for one in MODULES}
    return result(derivations.of_claim(book.context, row, Figures(book.context)).lines, names)


def of_year(made: pd.DataFrame, row: dict) -> pd.Series:
    return made.loc[made["year"].eq(row["year"])].iloc[0]


def _gap(made: pd.DataFrame, row: dict) -> bool:
    now = of_year(made, row)
    return close(abs(row["value"]), abs(now["difference"])) or close(row["value"], now["ratio"])


def _pace(made: pd.DataFrame, row: dict) -> bool:
    return close(row["value"], made[row["verdict"].removesuffix("_change")].iloc[0])


def _range(made: pd.DataFrame, row: dict) -> bool:
    (one,) = (own for _, own in made.iterrows())
    return all(close(row[name], one[name]) for name in ("value", "lower", "upper"))


def _probability(made: pd.DataFrame, row: dict) -> bool:
    return any(close(row["value"], 100 * made[name].iloc[0]) for name in ("probability", "probability_true"))


def close(one: float, other: float) -> bool:
    return bool(np.isclose(float(one), float(other), rtol=1e-6, atol=1e-8))


AGAIN: dict[str, Callable[..., bool]] = {
    "level": lambda made, row: close(row["value"], of_year(made, row)["value"]),
    "range": _range,
    "pooled": _range,
    "cases": lambda made, row: close(row["value"], of_year(made, row)["numerator"]),
    "one_case": lambda made, row: close(row["value"], made.iloc[0]),
    "change": lambda made, row: close(abs(row["value"]), abs(made["value"].iloc[0])),
    "pace": _pace,
    "gap": _gap,
    "projection": lambda made, row: close(row["value"], of_year(made, row)["value"]),
    "outlook": lambda made, row: close(row["value"], of_year(made[0], row)["value"]),
    "probability": _probability,
    "state": lambda made, row: row["verdict"] == made.state or made.state == "",
    "slope": lambda made, row: any(close(abs(row["value"]), abs(one)) for one in made),
    "warning": lambda made, row: row["verdict"] in set(made["code"]),
    "missing": lambda made, row: True,
    "backtest": lambda made, row: True,
}


def test_ten_kinds_of_printed_numbers_are_made_again_by_the_lines_beside_them(claims):
    again, wrong = set(), []
    for method, known in claims.items():
        if method in COUNTED:
            continue
        with_series = [(book, row) for book, row in known if row.get("indicator")]
        for book, row in with_series[:: max(1, len(with_series) // EACH)][:EACH]:
            made = made_again(book, row)
            if method == "change" and not len(made):  # without counts: the difference of the figures alone
                line = book.series(
                    row["indicator"], sex=row["sex"], residence=row["residence"], age=row["age"]
                )
                values = line.set_index("year")["value"]
                made = pd.DataFrame({"value": [values[row["year"]] - values[row["against_year"]]]})
            again.add(method)
            if not AGAIN[method](made, row):
                wrong.append((method, row, made))
    assert wrong == []
    assert len(again) >= 10


def test_every_figure_that_goes_in_is_one_of_the_tables(claims):
    checked = 0
    for known in claims.values():
        for book, row in known[:EACH]:
            if row.get("indicator"):
                cells_of = book.context.judgement.rows("observations", indicator=row["indicator"])
                for one in derivations.of_claim(book.context, row, Figures(book.context)).figures:
                    assert one.source in set(cells_of["source"])
                    assert str(one).endswith(one.source)
                    checked += 1
    assert checked > 100


def test_the_page_lists_every_printed_number_once():
    book = workbook.open("women_health", "demo", 2025)
    rows = printed(book, "women_health")
    content = review_page.content(book.context, rows)
    told = {tuple(row.get(name) for name in ("piece", *review_page.KEY)) for row in rows}
    listed = sum(len(one.rows) for one in content.blocks if hasattr(one, "rows"))
    assert listed == len(told)
