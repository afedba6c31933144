"""Every page over every place and year: does each run, what do its cells cost, has it charts.

Usage: ``.venv/bin/python benchmarks/page_matrix.py [--quick]``. Runs the notebooks' cells in this process over the
invented city 2021-2025, China 2020-2024, a place without any figure, and an invented city with returns up to 2030
(made in a temporary folder); `--quick` only the newest year of each. The judgement is made before and not counted.
Prints failures, charts, and the processor seconds of each page's cells: median, and by page.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME / "tests"))
import notebook_cells  # noqa: E402 - of the tests

INTERACTIVE = ("explore", "welcome")
MATRIX = {"demo": range(2021, 2026), "CN": range(2020, 2025), "410482": [2025], "demo2030": [2030]}


def cells(name: str) -> list[tuple[str, list[str]]]:
    """Source and tags of a notebook's code cells."""
    book = json.loads((HOME / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return [("".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in code]


def run(name: str, place: str, year: int) -> tuple[float, int, str]:
    """Processor seconds of a page's cells, its charts, and what went wrong."""
    known = {"place": place, "year": year, "as_of": "", "edition": "internal", "level": 95}
    started, html = time.process_time(), []
    try:
        for source, tags in cells(name):
            if "parameters" not in tags:
                shown = notebook_cells.result(source, known)
                html += [] if "argument" in tags else [notebook_cells.html_of(shown)]
    except Exception as error:  # a page that fails is what this script looks for
        return time.process_time() - started, 0, f"{type(error).__name__}: {error}"
    return time.process_time() - started, "".join(html).count("<img"), ""


def city_of_2030(root: Path) -> None:
    """An invented city whose returns go on to the plan's last year, beside the places it is compared with."""
    from invented_city import releases

    shutil.copytree(HOME / "data" / "raw" / "CN", root / "data" / "raw" / "CN")
    releases.write(root, releases.Wanted(code="demo2030", last=2030))


def places(root: Path, quick: bool):
    """Each place and year with its root set and its judgement kept."""
    from planbook.judge import kept_judgements
    from planbook.judge.place_year import PlaceYear
    from planbook.store import preparing

    for place, years in MATRIX.items():
        os.environ["PLANBOOK_ROOT"] = str(root if place == "demo2030" else HOME)
        for year in list(years)[-1:] if quick else years:
            preparing.refresh(place)
            first = 2021 if place == "demo2030" else year
            for one in range(first, year + 1):
                kept_judgements.keep(PlaceYear(place, one))
            yield place, year


def due(name: str, year: int) -> bool:
    """Whether a run of the invented city makes this page: an evaluation only in its own year."""
    from planbook.contract import places
    from planbook.run.order import EVALUATIONS

    return name not in EVALUATIONS or getattr(places.read("demo"), name) == year


def main(quick: bool) -> int:
    """Run all, print the table; the number of failures."""
    names = [
        path.stem for path in sorted((HOME / "notebooks").glob("*.ipynb")) if path.stem not in INTERACTIVE
    ]
    spent: dict[str, list[float]] = {name: [] for name in names}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        city_of_2030(Path(folder))
        run("women_health", "CN", 2024)  # the libraries' first use is not counted
        for place, year in places(Path(folder), quick):
            charts = 0
            for name in names:
                seconds, drawn, wrong = run(name, place, year)
                charts += drawn
                failures += bool(wrong)
                if place == "demo" and due(name, year):
                    spent[name].append(seconds)
                if wrong:
                    print(f"{place} {year} {name}: {wrong}", flush=True)
            print(f"{place} {year}: {len(names)} pages, {charts} charts", flush=True)
    for name, seconds in ((name, each) for name, each in spent.items() if each):
        print(f"{name}: {statistics.median(seconds):.2f} cpu s")
    print(
        f"median of the demo's pages: {statistics.median(chain.from_iterable(spent.values())):.2f} cpu s; {failures} failures"
    )
    return failures


if __name__ == "__main__":
    sys.exit(1 if main("--quick" in sys.argv) else 0)
