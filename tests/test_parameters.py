"""Parameters of runs and notebooks: what is meant is taken, whatever type it came in; the rest is one clear error."""

import re
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from notebook_cells import run
from small_runs import PAGES

from planbook import workbook
from planbook.cli import main
from planbook.core.errors import UsageError
from planbook.core.parameters import NAMES, READERS, RunParameters

GIVEN = {"place": "tiny", "year": 2025, "as_of": "", "edition": "internal", "level": 95}
MEANT = [
    ("place", 410482, "410482"),
    ("place", 410482.0, "410482"),
    ("place", np.int64(410482), "410482"),
    ("place", " tiny ", "tiny"),
    ("year", "2025", 2025),
    ("year", " 2025 ", 2025),
    ("year", "2025.0", 2025),
    ("year", 2025.0, 2025),
    ("year", np.float64(2025), 2025),
    ("year", np.int32(2025), 2025),
    ("level", "80", 80),
    ("level", 80.0, 80),
    ("as_of", None, ""),
    ("as_of", "", ""),
    ("as_of", date(2025, 3, 31), "2025-03-31"),
    ("as_of", datetime(2025, 3, 31), "2025-03-31"),
    ("as_of", pd.Timestamp("2025-03-31"), "2025-03-31"),
    ("as_of", 20250331, "2025-03-31"),
    ("as_of", 20250331.0, "2025-03-31"),
    ("as_of", "20250331", "2025-03-31"),
    ("as_of", "2025/3/31", "2025-03-31"),
    ("as_of", "2025-03-31-2", "2025-03-31-2"),
    ("edition", " public", "public"),
]
MEANINGLESS = [
    ("place", None, "a folder's name of data/raw"),
    ("place", True, "a folder's name of data/raw"),
    ("place", 410482.5, "a folder's name of data/raw"),
    ("place", ["tiny"], "a folder's name of data/raw"),
    ("year", "soon", "a whole number"),
    ("year", 2025.5, "a whole number"),
    ("year", float("nan"), "a whole number"),
    ("year", float("inf"), "a whole number"),
    ("year", None, "a whole number"),
    ("year", True, "a whole number"),
    ("level", 0.95, "a whole number"),
    ("level", "95 %", "a whole number"),
    ("as_of", datetime(2025, 3, 31, 12), "a release's name, such as 2025-03-31"),
    ("as_of", 2025.25, "a release's name, such as 2025-03-31"),
    ("edition", 1, "one of internal, public"),
]


def test_every_parameter_has_a_reader():
    assert tuple(READERS) == NAMES


@pytest.mark.parametrize(("name", "value", "meant"), MEANT)
def test_what_is_meant_is_taken_in_the_parameter_s_own_type(name, value, meant):
    found = getattr(RunParameters.given(**GIVEN | {name: value}), name)
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(("name", "value", "expected"), MEANINGLESS)
def test_what_can_mean_nothing_is_one_error_that_says_so(name, value, expected):
    with pytest.raises(UsageError) as told:
        RunParameters.given(**GIVEN | {name: value})
    assert str(told.value) == f"parameter `{name}`: found {value!r}; expected {expected}."


def test_all_wrong_parameters_are_told_at_once():
    with pytest.raises(UsageError) as told:
        RunParameters.given(**GIVEN | {"year": "soon", "level": None})
    assert len(told.value.faults) == 2


def test_a_notebook_opens_by_what_papermill_and_yaml_make_of_its_parameters(small_root):
    coded = small_root / "data" / "raw" / "410999"
    (small_root / "data" / "raw" / "tiny").rename(coded)
    entry = coded / "place.toml"
    entry.write_text(entry.read_text(encoding="utf-8").replace('code = "tiny"', 'code = "410999"'), "utf-8")
    given = yaml.safe_load("{place: 410999, year: 2025.0, as_of: 2026-03-01, level: '80'}")
    book = workbook.open("women_health", **given)
    asked = book.context.parameters.by_name
    assert asked == {
        "place": "410999",
        "year": 2025,
        "as_of": "2026-03-01",
        "edition": "internal",
        "level": 80,
    }


@pytest.mark.parametrize("given", ["place=tiny", "year=2025.0", "as_of=20260301", "level=80"])
def test_the_command_takes_what_a_notebook_takes(given, judged_root):
    answer = CliRunner().invoke(main, ["run", "--place", "tiny", "--area", "nowhere", "-p", given])
    assert "error: area: found 'nowhere'" in answer.stderr  # the parameter was taken, the page is told
    assert "parameter" not in answer.stderr


FIXED = (  # what is at a level of its own, and says at which
    "（95%）",  # of ranges of projections: the two that forecasts are made at
    "一律按95%的把握判断",  # whether a change is chance
    "要有95%的把握",  # how many births a statement would need
)


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_at_another_level_says_the_usual_one_of_nothing_that_follows_it(page, small_root):
    said = {level: "\n".join(run(page, "tiny", 2025, level=level)) for level in (77, 95)}
    for words in FIXED:
        said = {level: text.replace(words, "") for level, text in said.items()}
    apart = set(re.findall(r".{12}95 ?[%％].{12}", said[95])) & set(
        re.findall(r".{12}95 ?[%％].{12}", said[77])
    )
    assert not [text for text in apart if re.search("把握|水平|范围|区间", text)]
    if page != "data_quality":  # which has no page's own parameters
        assert "77%" in said[77]


def test_last_year_s_verdicts_are_made_at_the_level_asked_for(small_root, monkeypatch):
    from planbook.judge import readings

    seen, real = [], readings.intervals
    monkeypatch.setattr(readings, "intervals", lambda table, level: seen.append(level) or real(table, level))
    assert len(workbook.open("women_health", "tiny", 2025, level=80).assessment)
    assert set(seen) == {0.8}
