"""The command: one clear message a fault, exit status 0, 1 or 2, no traceback."""

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from conftest import whole, write_release

from planbook import store
from planbook.cli import main
from planbook.exchange import judged_trace


def planbook(*words: str):
    return CliRunner().invoke(main, words)


WRONG = [
    (["run", "--place", "tin"], "error: place: found 'tin'; expected a place of data/raw. Did you mean `tiny`?"),
    (["run", "--place", "tiny", "--year", "1999"], "error: year: found 1999; expected a year from 2011 to 2030."),
    (["run", "--place", "tiny", "-p", "yaer=2025"], "error: parameter `yaer`: found '2025'; expected a parameter of the notebooks. Did you mean `year`?"),
    (["run", "--place", "tiny", "-p", "year=soon"], "error: parameter `year`: found 'soon'; expected a whole number."),
    (["run", "--place", "tiny", "--area", "women_helth"], "error: area: found 'women_helth'; expected a page. Did you mean `women_health`?"),
    (["run", "--place", "tiny", "--as-of", "spring"], "error: as_of: found 'spring'; expected a release's name, such as 2025-03-31."),
    (["prepare", "--place", "tin"], "Did you mean `tiny`?"),
    (["trace", "tiny", "maternal_mortalty", "2025"], "Did you mean `maternal_mortality`?"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "message"), WRONG, ids=range(len(WRONG)))
def test_wrong_use_exits_2_with_one_message(small_root, command, message):
    result = planbook(*command)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not (small_root / "outputs").exists()


def test_an_unknown_option_exits_2(small_root):
    assert planbook("run", "--plaec", "tiny").exit_code == 2


def test_prepare_says_what_was_read(small_root):
    result = planbook("prepare", "--place", "tiny")
    assert result.exit_code == 0
    assert "tiny: 29 observations of 2 releases" in result.output


def test_a_faulty_cell_exits_1_and_names_it(small_root):
    write_release(small_root, "2026-06-01", "indicator,year,value,unit\ninfant_mortality,2025,-1,‰\n")
    result = planbook("check")
    assert result.exit_code == 1
    assert "2026-06-01/returns.csv!-!C2：填报“-1”" in result.stderr


@pytest.mark.slow
def test_check_of_the_repository_finds_only_what_the_invented_city_left_to_be_corrected(repository):
    result = planbook("check")
    assert result.exit_code == 1
    assert result.stdout == "2 faults\n"
    assert "2025-03-31/civil_affairs_民政部门_2024.xlsx!妇女监测表!J14" in result.stderr
    assert "2026-03-31/education_教育体育部门_2025.xlsx!妇女监测表!J22" in result.stderr


def test_a_broken_plan_exits_1_and_names_the_line(small_root):
    plan = small_root / "data/raw/tiny/plan/women_health.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("[area]", "[area"), encoding="utf-8")
    result = planbook("check")
    assert result.exit_code == 1
    assert "women_health.toml: found broken TOML" in result.stderr


def test_trace_leads_from_the_figure_to_its_cell_and_earlier_releases(small_root):
    lines = planbook("trace", "tiny", "infant_mortality", "2024").output.splitlines()
    assert "4.75" in lines[0]
    assert "2026-03-01/returns.csv!-!F8" in lines[0]
    assert "2025-03-01/returns.csv!-!F22" in "\n".join(lines[1:])


@pytest.mark.parametrize(
    ("indicator", "year", "value", "release"),
    [
        ("maternal_mortality", "2024", "14.3", "2026-01-05"),
        ("infant_mortality", "2024", "4", "2026-01-11"),
        ("under_five_mortality", "2024", "5.6", "2026-01-11"),
    ],
)
def test_the_published_figures_of_china_are_traced_to_their_release(
    repository, indicator, year, value, release
):
    output = planbook("trace", "CN", indicator, year).output
    assert f"total: {value} " in output
    assert release in output


@pytest.mark.slow
@pytest.mark.parametrize(("place", "year"), [("CN", 2024), ("demo", 2025)])
def test_every_indicator_of_a_judged_year_is_traced(cities_made, monkeypatch, place, year):
    monkeypatch.setenv("PLANBOOK_ROOT", str(cities_made))
    rows = store.rows(place)
    known = rows.loc[rows["year"].eq(year) & rows["value"].notna(), "indicator"].unique()
    asked = known if whole() else known[::6]
    for indicator in asked:
        assert judged_trace.all_lines(place, indicator, year)
    traced = [one for one in asked if judged_trace.lines(place, one, year)]
    assert len(traced) > len(asked) / 3


def completed(words: str, begun: str) -> dict[str, str]:
    found = ShellComplete(main, {}, "planbook", "_PLANBOOK_COMPLETE").get_completions(words.split(), begun)
    return {item.value: item.help for item in found}


@pytest.mark.parametrize("words", ["run --place", "prepare --place", "forms --place", "query x --place", "export --place", "copy women_health --place", "trace"])  # fmt: skip
def test_places_complete_by_id_and_by_name(small_root, words):
    assert completed(words, "") == {"tiny": "小试市"}
    assert completed(words, "ti") == completed(words, "小试") == {"tiny": "小试市"}
    assert completed(words, "x") == {}


def test_indicators_complete_by_id_and_by_name(small_root, catalogue):
    assert set(completed("trace tiny", "")) == set(catalogue.indicators)
    assert completed("trace tiny", "maternal_mort") == {"maternal_mortality": "孕产妇死亡率"}
    assert "maternal_mortality" in completed("trace tiny", "孕产妇死")
    assert completed("trace tiny", "没有的指标") == {}


def test_pages_complete(small_root):
    assert "women_health" in completed("copy", "women_h")
    assert completed("run --area", "overv") == {"overview": ""}


def test_where_there_are_no_data_nothing_completes_and_nothing_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    assert completed("run --place", "") == {}
    assert completed("copy", "") == {}


def test_trace_takes_the_name_that_pages_print(small_root):
    planbook("prepare", "--place", "tiny")
    by_id, by_name = (
        planbook("trace", "tiny", one, "2025") for one in ("maternal_mortality", "孕产妇死亡率")
    )
    assert by_id.exit_code == by_name.exit_code == 0
    assert by_name.output == by_id.output
    wrong = planbook("trace", "tiny", "孕产妇死亡律", "2025")
    assert wrong.exit_code == 2
    assert (
        "found '孕产妇死亡律'; expected an indicator's id or name. Did you mean `孕产妇死亡率`?"
        in wrong.stderr
    )
