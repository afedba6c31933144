"""The invented city: its committed files come from its generator, and the judgement finds what is true of it."""

import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import REPOSITORY
from invented_city import releases as city
from invented_city import stories
from invented_city.truths import read as truths

from planbook import catalogue as entries
from planbook import store, workbook
from planbook.contract import places, questionnaire
from planbook.exchange import form_files
from planbook.judge import judgement, kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.store import completeness, preparing

DEMO = REPOSITORY / "data" / "raw" / "demo"
AFTER = 2030  # the year in which the truth decides


def parts(path: Path):
    """A file's bytes; of a workbook those of its parts, since how they are packed differs between machines."""
    if path.suffix != ".xlsx":
        lines = path.read_bytes().splitlines()
        return [line for line in lines if not line.startswith(b"sha256")]
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.slow
def test_the_committed_files_are_what_the_generator_makes(tmp_path):
    made = city.write(tmp_path)
    names = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    kept = sorted(p.relative_to(DEMO) for p in DEMO.rglob("*") if p.is_file() and not p.name.startswith("."))
    assert names == kept
    assert [str(name) for name in names if parts(made / name) != parts(DEMO / name)] == []


@pytest.fixture(scope="module")
def judged(real_figures):
    return kept_judgements.of(PlaceYear("demo", 2025))


@pytest.mark.slow
def test_every_objective_and_measure_has_a_state(judged, catalogue):
    assert len(judged.objectives) == 145
    assert judged.objectives["state"].ne("no_data").sum() == 145
    assert len(judged.evaluation) == 326
    assert judged.evaluation["state"].ne("").all()
    silent = set(judged.evaluation.loc[judged.evaluation["self_state"].eq(""), "clause"])
    told = questionnaire.reporters(catalogue)
    assert silent == {id for id, units in told.items() if units == ["culture"]}  # which has not reported
    assert len(silent) == 4
    assert judged.measures["state"].ne("").all()


@pytest.mark.slow
def test_only_the_intended_targets_have_no_figure(judged, catalogue):
    table = judged.assessment[judged.assessment["indicator"].notna() & judged.assessment["value"].isna()]
    not_collected = {
        entry.id
        for entry in catalogue.indicators.values()
        if entry.cycle in ("尚无", "上级抽样调查", "普查") or entry.level not in ("township", "county")
    }
    late = {entry.id for entry in catalogue.indicators.values() if entry.reporting_unit == "culture"}
    faulty = {id for id, year in stories.FAULTY if year == 2025 and (id, year) != stories.CORRECTED}
    assert set(table["indicator"]) <= not_collected | late | faulty
    assert table["indicator"].isin(late).any()


def true_level(row, known, year: int) -> float:
    """True level of what a target is read from; of a sex by its ratio to the total."""
    truth, entry = truths()[row.indicator], known.indicators[row.indicator]
    level = truth.level(year, step=entry.step)
    if row.sex == "F":
        level *= truth.ratio("F", year)[0]
    return level


NUMERIC = ("ceiling", "floor", "reach_and_hold", "hold")


@pytest.mark.slow
def test_firm_verdicts_agree_with_the_true_levels(judged, catalogue):
    rows = judged.assessment
    rows = rows[
        rows["rule"].isin(NUMERIC) & rows["evidence"].isin(["firm", "by_count"]) & rows["age"].eq("_T")
    ]
    assert len(rows) > 25
    wrong = []
    for row in rows.itertuples():
        level = true_level(row, catalogue, 2025)
        side = level <= row.target_value if row.operator == "<=" else level >= row.target_value
        near = abs(level - row.target_value) <= 0.02 * abs(row.target_value)
        if side != (row.attainment == "met") and not near:
            wrong.append((row.target, level))
    assert wrong == []


@pytest.mark.slow
def test_outlooks_point_the_way_the_truth_goes(judged, catalogue):
    rows = judged.assessment
    rows = rows[rows["rule"].isin(NUMERIC) & rows["probability"].notna() & rows["age"].eq("_T")]
    truly = [
        (level <= row.target_value) if row.operator == "<=" else (level >= row.target_value)
        for row in rows.itertuples()
        for level in [true_level(row, catalogue, AFTER)]
    ]
    outcome = np.array(truly, dtype=float)
    assert len(rows) > 30
    assert np.mean((rows["probability"] - outcome) ** 2) < 0.18  # a coin has 0.25
    unlikely = outcome[rows["outlook"].eq("unlikely")]
    likely = outcome[rows["outlook"].eq("likely")]
    assert unlikely.mean() <= 0.2
    assert likely.mean() >= 0.8


@pytest.mark.slow
def test_the_stories_of_the_city_are_told(judged):
    warned = judged.warnings.set_index("indicator")["code"]
    assert "W4" in warned.loc[["under_three_management"]].tolist()  # met for years and lost
    assert "W8" in warned.loc[["immunisation_coverage"]].tolist()  # two townships
    failing = judged.assessment.set_index("indicator").loc["immunisation_coverage", "failing_units"]
    assert len(str(failing).split("; ")) == 2
    shots = judged.assessment.set_index("indicator").loc["immunisation_coverage"]
    assert (shots["evidence"], np.isnan(shots["required_change"])) == ("firm", True)
    said = workbook.open("children_health", "demo", 2025).glance().html
    assert "尚未达到目标值（2个乡镇（街道）没有达到）" in said
    gaps = judged.gaps.set_index("indicator")["verdict"]
    assert gaps["childrens_homes_coverage"].startswith("widened")
    stunting = judged.assessment.set_index("indicator").loc["under_five_stunting"]
    assert stunting["outlook"] == "no_forecast"  # its definition changed in 2023
    deaths = judged.assessment.set_index("target").loc["women_health.O2.1"]
    assert deaths["evidence"] == "uncertain"
    assert set(judged.reminders["department"]) == {"culture", "education"}


@pytest.mark.slow
def test_a_correction_stands_for_a_refused_cell_and_an_earlier_state_is_still_there(real_figures):
    id, year = stories.CORRECTED
    now = store.observations("demo")
    row = now[now["indicator"].eq(id) & now["year"].eq(year) & now["residence"].eq("_T")].iloc[0]
    assert row["source"].startswith("2026-05-20/更正表.csv!")
    assert np.isfinite(row["value"])
    then = store.observations("demo", as_of="2026-03-31")
    before = then[then["indicator"].eq(id) & then["year"].eq(year) & then["residence"].eq("_T")].iloc[0]
    assert (before["status"], before["reason"]) == ("M", "not_taken")


@pytest.mark.slow
def test_what_is_filled_in_is_what_is_taken(real_figures, catalogue):
    """Every figure of the newest returns against the generator's own, department by department."""
    making = city.City(catalogue, city.SEED)
    rows = store.observations("demo", as_of="2026-03-31")
    rows = rows[rows["year"].eq(2025) & rows["unit_area"].eq("_T") & rows["value"].notna()]
    assert len(rows) > 400
    for id, own in rows.groupby("indicator"):
        figures = making.figures(catalogue.indicators[id], 2025)
        drawn = {(line.sex, line.residence, line.age): figure for line, figure in figures}
        for row in own.itertuples():
            codes = (row.sex, row.residence, row.age)
            assert row.value == pytest.approx(drawn[codes].value, rel=1e-9), id


@pytest.mark.slow
def test_cells_taken_not_taken_and_blank_are_all_cells(real_figures):
    table = store.files("demo")
    assert (table["cells"] == table["taken"] + table["not_taken"] + table["blank"]).all()
    assert table["taken"].sum() > 5_000


@pytest.mark.slow
def test_completeness_adds_up_and_names_who_is_late(judged):
    lines = judged.completeness
    for by in ("department", "area"):
        table = completeness.summary(lines, by)
        assert (table[list(completeness.SUMMARY[1:-1])].sum(axis=1) == table["due"]).all()
        assert table["due"].sum() == lines["due"].sum()
    late = completeness.summary(lines, "department").set_index("department").loc["culture"]
    assert (late["in"], late["not_yet_in"]) == (0, late["due"])
    assert set(lines["state"]) <= set(completeness.STATES)
    assert lines.loc[lines["state"].eq("never_collected"), "due"].sum() == 0
    listed = judged.surveys.set_index("indicator")
    assert listed["status"].eq("proposed").sum() > 20
    assert "已完成" in set(listed["status"])


@pytest.mark.slow
def test_a_county_of_the_generator_can_be_read_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    wanted = city.Wanted("c001", "第一县", seed=7, scale=0.4, first=2025, history=False, stories=False)
    city.write(tmp_path, wanted)
    prepared = preparing.prepare("c001")
    assert [fault for fault in prepared.faults if getattr(fault, "level", "must") == "must"] == []
    assert prepared.rows["value"].notna().sum() > 400


def test_ruzhou_has_its_forms_and_nothing_else(repository):
    folder = form_files.folder("410482", 2025)
    forms = sorted(path.name for path in folder.iterdir())
    assert len([name for name in forms if name.endswith("_2025.xlsx") and "评估" not in name]) == 28
    assert "评估认定_2025.xlsx" in forms
    assert not places.read("410482").synthetic
    assert len(store.rows("410482")) == 0


@pytest.mark.slow
def test_ruzhous_forms_are_those_of_todays_catalogue(tmp_path, monkeypatch):
    folder = tmp_path / "data/raw/410482"
    folder.mkdir(parents=True)
    source = REPOSITORY / "data/raw/410482"
    (folder / "place.toml").write_bytes((source / "place.toml").read_bytes())
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    made = form_files.write("410482", 2025)
    stale = [path.name for path in made if parts(path) != parts(source / "forms/2025" / path.name)]
    assert stale == []


def test_everything_of_the_invented_city_says_so():
    place = tomllib.loads((DEMO / "place.toml").read_text(encoding="utf-8"))
    assert place["synthetic"] is True
    for source in DEMO.glob("*/SOURCE.toml"):
        assert "虚构示例数据" in tomllib.loads(source.read_text(encoding="utf-8"))["title"]
    assert entries.load().plan.city not in place["name"]


def test_the_years_of_the_truth_are_the_years_of_the_city():
    table = pd.DataFrame([{"code": code, "first": one.knots[0]} for code, one in truths().items()])
    assert table["code"].is_unique
    assert len(table) > 300


@pytest.mark.slow
def test_the_same_generator_goes_on_to_the_plans_last_year(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path))
    wanted = city.Wanted("demo2030", first=2029, last=2030, history=False, stories=False)
    city.write(tmp_path, wanted)
    judged = judgement.judge(PlaceYear("demo2030", 2030))
    numeric = judged.assessment[judged.assessment["target_value"].notna()]
    assert numeric["attainment"].isin(["met", "not_met"]).sum() > 40
    assert set(judged.assessment["year"].dropna()) >= {2030}


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.mark.slow
def test_text_of_returns_reaches_no_page_unescaped(judged, monkeypatch):
    """Notes, findings, self-reports and file names as a hostile department might fill them."""
    texts = {
        "evaluation": ["grounds", "departments"],
        "points": ["found", "explanation", "source"],
        "revisions": ["note"],
        "surveys": ["method", "unit", "status"],
        "reminders": ["department"],
    }
    hostile = {name: getattr(judged, name).copy() for name in texts}
    for name, columns in texts.items():
        hostile[name][columns] = SCRIPT
    told = store.not_taken("demo").assign(found=SCRIPT, expected=SCRIPT, remedy=SCRIPT, level="must")
    received = store.files("demo").assign(file=SCRIPT, department=SCRIPT)
    monkeypatch.setattr(
        kept_judgements, "of", lambda parameters: judgement.Judgement(**judged.tables() | hostile)
    )
    monkeypatch.setattr(store, "not_taken", lambda place: told)
    monkeypatch.setattr(store, "files", lambda place: received)
    page, area = workbook.open("data_quality", "demo", 2025), workbook.open("women_health", "demo", 2025)
    made = [page.owed(), page.not_taken(), page.points(), page.revisions(), page.surveys(), page.files()]
    made += [area.objectives_table(), area.measures_table(), area.figures_table()]
    assert sum("&lt;script&gt;" in one.html for one in made) >= 7
    assert not [one for one in made if "<script" in one.html or "<img" in one.html]
