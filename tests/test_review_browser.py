"""A reviewer's walk in a browser: from a number on a page to how it is made and its cells, and the notebook run again."""

import json
import re
import shutil
from pathlib import Path

import pytest
from conftest import linked
from jupyterlab_pages import BROWSER, FAULTS, HANG, Seen, lab, without_news
from notebook_cells import result

from planbook import store
from planbook.run import folder_comparison

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine"),
]
PAGE = "women_health"
YEAR = Path("outputs") / "demo" / "2025" / "internal"


@pytest.fixture(scope="module")
def root(cities_made, real_root, tmp_path_factory) -> Path:
    """A made year that a reviewer was handed, in a root of its own."""
    made = linked(real_root, tmp_path_factory.mktemp("review") / "root")
    shutil.copytree(cities_made / "outputs" / "demo" / "2025" / "internal", made / YEAR)
    return made


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started.new_context(viewport={"width": 1366, "height": 768})
        started.close()


def test_an_executed_notebook_is_opened_run_and_saved_and_is_the_same(root, cities_made, browser, tmp_path):
    without_news(tmp_path)
    with lab(root, tmp_path) as address:
        seen = Seen(browser, address, (YEAR / "notebooks" / f"{PAGE}.ipynb").as_posix())
        seen.run_all()
        assert seen.page.evaluate(FAULTS) == []
        seen.save()
        assert seen.outside == []
    book = json.loads((root / YEAR / "notebooks" / f"{PAGE}.ipynb").read_text(encoding="utf-8"))
    counts = [cell["execution_count"] for cell in book["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert folder_comparison.folders(root / YEAR, cities_made / YEAR) == []


def test_a_number_leads_to_its_argument_its_making_and_its_cells(root, browser, real_figures):
    page = browser.new_page()
    page.set_default_timeout(HANG)
    page.goto((root / YEAR / f"{PAGE}.html").as_uri())
    printed = page.locator(".card b").first.inner_text()
    section = page.locator("h2", has_text="孕产妇").first.text_content()
    argument = page.locator("details.argument").first
    assert not argument.locator("pre").first.is_visible()
    argument.locator("summary").click()
    assert argument.locator("pre").first.is_visible()
    assert 'book.series("maternal_mortality")' in argument.inner_text(), section
    page.get_by_text("复核：本页每个数怎样算出").click()
    page.wait_for_url("**/review/women_health.html")
    row = page.locator("tr", has=page.locator(f"td:text-is('{printed}')")).first
    cells = row.locator("td").all_inner_texts()
    value, making, inputs = float(cells[4]), cells[6], cells[7]
    page.locator("summary", has_text="各种算法怎样重算").click()
    lines = (
        page.locator("details tr", has=page.locator(f"td:text-is('{making}')"))
        .locator("td")
        .last.inner_text()
    )
    assert made_by_hand(lines) == pytest.approx(value, rel=1e-5)
    count, size = (
        float(one.replace(",", "")) for one in re.search(r"（([\d,.]+)÷([\d,.]+)）", inputs).groups()
    )
    assert 100_000 * count / size == pytest.approx(value, rel=1e-5)
    source = inputs.rpartition("← ")[2]
    assert source in set(store.observations("demo")["source"])


def made_by_hand(lines: str) -> float:
    """What the lines give that stand beside a method, with a number's series and year in the place of the braces."""
    from planbook import workbook

    given = lines.format(id="maternal_mortality", codes="", year=2025, against=2020)
    return float(result(given, {"book": workbook.open(PAGE, "demo", 2025)})["value"].iloc[0])
