"""A run at another date or level, or of some pages, beside the year's own pages: it neither touches nor mixes with them."""

import pytest
from click.testing import CliRunner
from conftest import left_by_run

from planbook.cli import main
from planbook.run import verify

PLAIN = "outputs/tiny/2025/internal"


def planbook(*words: str):
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-13-99", "a release's name, such as 2025-03-31"),
        ("2025-02-30", "a release's name, such as 2025-03-31"),
        ("2001-01-01", "the first release, or a later one"),
    ],
)
def test_a_day_that_is_none_or_before_the_first_release_is_refused(small_root, as_of, expected):
    done = planbook("run", "--place", "tiny", "--as-of", as_of)
    assert done.exit_code == 2
    assert expected in done.output
    assert not (small_root / "outputs").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "name"),
    [(("--as-of", "2025-12-31"), "internal_as-of_2025-12-31"), (("-p", "level=80"), "internal_level_80")],
)
def test_another_date_or_level_goes_to_a_folder_that_says_so(finished_root, words, name):
    before = left_by_run(finished_root)
    index = before.pop("outputs/index.html")
    done = planbook("run", "--place", "tiny", "--area", "women_health", *words)
    assert done.exit_code == 0, done.output
    after = left_by_run(finished_root)
    assert {path: after[path] for path in before} == before
    own = {path for path in after if path not in before and path != "outputs/index.html"}
    assert own
    assert all(path.startswith(f"outputs/tiny/2025/{name}/") for path in own)
    assert after["outputs/index.html"] != index
    assert f'href="tiny/2025/{name}/index.html"' in after["outputs/index.html"].decode()
    assert verify.verify(finished_root / "outputs" / "tiny" / "2025" / name) == []


@pytest.mark.slow
def test_a_page_of_no_such_name_is_told_where_nothing_changed_too(finished_root):
    done = planbook("run", "--place", "tiny", "--area", "women_helth")
    assert done.exit_code == 2
    assert "women_health" in done.output


@pytest.mark.slow
def test_a_page_made_alone_leaves_index_and_claims_whole(finished_root):
    before = left_by_run(finished_root)
    assert b".docx" in before[f"{PLAIN}/index.html"]
    done = planbook("run", "--place", "tiny", "--area", "women_health", "--force")
    assert done.exit_code == 0, done.output
    assert left_by_run(finished_root) == before
