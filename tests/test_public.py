"""The public edition: what is suppressed is in no table, page, chart or file, whatever it was."""

import json
import re
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import copied, matrix, write_release
from notebook_cells import run as cells_of

from planbook import disclosure, store
from planbook.cli import main
from planbook.contract import places
from planbook.core import labels
from planbook.disclosure import primary_suppression, secondary_suppression
from planbook.judge import judgement, kept_judgements, public_edition
from planbook.judge.place_year import PlaceYear
from planbook.reports import yearbook
from planbook.run import page_claims

pytestmark = pytest.mark.slow
YEAR = 2021  # with no year of the plan before it
ASKED = PlaceYear("demo", YEAR, edition="public")
PAGES = matrix(
    ("overview", "women_health", "children_health", "children_safety", "children_education", "women_law"),
    ("overview", "children_health", "children_education", "women_law"),
)
UNSEEN = (
    "overview",
    "women_health",
    "children_health",
    "children_safety",
    "women_law",
)  # where something is not shown
FORBIDDEN = (
    "提示分级",
    "预测只说",
    "预计达标困难",
    "走势不利",
    "概率",
    "整改台账",
    "责任单位",
    "认定依据",
    "自评",
)


@pytest.fixture(scope="module")
def judged(twice) -> judgement.Judgement:
    return judgement.Judgement(**twice[0]["tables"])


@pytest.fixture(scope="module")
def known(real_figures):
    return ASKED.catalogue


def test_the_public_tables_hold_no_warning_probability_unit_or_free_text(judged):
    for name in public_edition.WITHHELD:
        assert getattr(judged, name).empty
    rows = judged.assessment
    assert rows[["probability", "projected", "required_change"]].isna().all(axis=None)
    assert rows[["outlook", "responsible", "failing_units"]].eq("").all(axis=None)
    assert judged.evaluation[list(public_edition.BLANK["evaluation"])].eq("").all(axis=None)


def test_suppression_is_a_state_and_not_a_blank(judged, known):
    rows = judged.assessment
    unseen = rows[
        rows["indicator"]
        .map(lambda one: one in known.indicators and known.indicators[one].disclosure != "public")
        .astype(bool)
    ]
    unseen = unseen[unseen["indicator"].isin(store.observations("demo")["indicator"])]
    assert len(unseen) > 3
    assert unseen["value"].isna().all()
    assert set(unseen["attainment"]) == {"not_assessable"}
    assert (unseen["reason"] == "suppressed").any()


def test_nobody_narrows_a_small_cell_of_any_year_from_the_public_table(judged, known):
    shown, place = judged.observations, places.read("demo")
    secret = store.observations("demo")
    secret = secret[~primary_suppression.not_public(secret, known)]
    counted = primary_suppression.counts(secret, known)
    small = primary_suppression.small(
        secret[secret["value"].notna()], counted[secret["value"].notna()], known
    )
    out = shown["reason"].eq("suppressed")
    tried, one = 0, ["indicator", "year", "base"]
    unseen = {
        key: set(own[primary_suppression.GROUP].itertuples(index=False, name=None))
        for key, own in shown[out].groupby(one)
    }
    for key, own in secret.groupby(one):
        gone = unseen.get(key, set())
        if not gone:
            continue
        cells = {
            tuple(getattr(row, name) for name in primary_suppression.GROUP): counted[row.Index]
            for row in own.itertuples()
        }
        every = secondary_suppression.sums(cells, place)
        at = {
            tuple(getattr(row, name) for name in primary_suppression.GROUP): row.Index
            for row in own.itertuples()
        }
        for cell in gone:
            low, high = secondary_suppression.bounds(cell, gone, every, cells)
            most = min(
                [4.0, *(cells[total] for total, parts in every if cell in parts and total not in gone)]
            )
            index = at[cell]
            if small.get(index, False):
                assert low <= 1 + 1e-6
                assert high >= most - 1e-6
            assert high - low >= min(1.0, most) - 1e-6
            tried += 1
    assert tried > 100


def moved(rows: pd.DataFrame, known, place) -> pd.DataFrame:
    """The observations with other secrets: one case more in a small group and one less in its partner."""
    made = rows.copy()
    out = disclosure.hidden(rows, known, place)
    numbers = 0
    for _, own in rows[out].groupby(["indicator", "year"]):
        pair = own[own["unit_area"].eq("_T") & own["numerator"].notna() & own["denominator"].notna()]
        if len(pair) != 2 or pair["numerator"].min() not in (1, 2, 3) or pair["numerator"].max() < 6:
            continue
        small, large = pair["numerator"].idxmin(), pair["numerator"].idxmax()
        for index, step in ((small, 1), (large, -1)):
            entry = known.indicators[rows.loc[index, "indicator"]]
            made.loc[index, "numerator"] += step
            made.loc[index, "value"] = (
                entry.multiplier * made.loc[index, "numerator"] / made.loc[index, "denominator"]
            )
            numbers += 1
    hidden = primary_suppression.not_public(rows, known) & made["value"].notna()
    made.loc[hidden, ["numerator", "value"]] *= 1.5
    assert numbers > 10
    return made


@pytest.fixture(scope="module")
def twice(real_figures, known) -> list[dict]:
    """Everything the public edition says, of the true observations and of others with other secrets."""
    place, secret = places.read("demo"), store.observations("demo")
    found = []
    for rows in (secret, moved(secret, known, place)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                store,
                "observations",
                lambda place, as_of=None, rows=rows, real=store.observations: (
                    rows if place == "demo" else real(place, as_of=as_of)
                ),
            )
            patch.setattr(kept_judgements, "of", cache(partial(anew, real=kept_judgements.of)))
            cells_of.cache_clear()
            tables = kept_judgements.of(ASKED).tables()
            pages = {name: "".join(cells_of(name, "demo", YEAR, "public")) for name in PAGES}
            found.append({"tables": tables, "pages": pages, "yearbook": yearbook.workbook(ASKED)})
    cells_of.cache_clear()
    return found


def anew(parameters: PlaceYear, real) -> judgement.Judgement:
    """The city's years judged from what is read now; other places' as they are kept."""
    return judgement.judge(parameters) if parameters.place == "demo" else real(parameters)


def test_other_secrets_give_the_same_public_tables(twice):
    for name, table in twice[0]["tables"].items():
        pd.testing.assert_frame_equal(table, twice[1]["tables"][name])


def test_other_secrets_give_the_same_public_pages_charts_and_yearbook(twice):
    for name, html in twice[0]["pages"].items():
        assert html == twice[1]["pages"][name], name
    assert twice[0]["yearbook"] == twice[1]["yearbook"]


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_says_what_is_not_shown_and_nothing_of_the_house(twice, name):
    said = re.sub(r"<[^>]+>", " ", twice[0]["pages"][name])
    assert not [word for word in FORBIDDEN if word in said]
    assert not re.search(r"\b(nan|NaN|None|<NA>|inf)\b", said)
    assert (labels.REASON["suppressed"] in said) == (name in UNSEEN)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> Path:
    root = copied(tmp_path_factory.mktemp("public") / "root")
    rows = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
    lines = ("U,3,4000", "R,6,3500", "_T,9,7500")
    write_release(
        root, "2026-04-01", rows + "".join(f"infant_mortality,2025,{line},,‰,A,\n" for line in lines)
    )
    notes = root / "workspace" / "notes" / "tiny" / "2025"
    notes.mkdir(parents=True)
    (notes / "women_health.md").write_text("只给自己看的话", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        done = CliRunner().invoke(main, ["run", "--place", "tiny", "--edition", "public"])
        assert done.exit_code == 0, done.output
    return root / "outputs" / "tiny" / "2025" / "public"


def test_a_public_folder_holds_pages_tables_and_yearbook_and_nothing_of_the_house(outputs):
    names = {
        path.relative_to(outputs).as_posix()
        for path in outputs.rglob("*")
        if path.is_file() and path.name[0] != "."
    }
    pages = {"index.html", "overview.html", "population.html", "women_health.html", "children_health.html"}
    tables = {f"tables/{name}.csv" for name in (*public_edition.TABLES, *page_claims.TABLES)}
    assert names - {one for one in names if one.startswith("assets/")} == {
        *pages,
        *tables,
        "manifest.json",
        "yearbook.xlsx",
    }


def test_the_public_folder_names_inputs_without_digests_and_quotes_no_note(outputs):
    known = json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))
    assert set(known["inputs"].values()) == {""}
    assert known["notes"] == {}
    assert not any("只给自己看的话" in path.read_text(encoding="utf-8") for path in outputs.glob("*.html"))
    assert "公开版" in (outputs / "index.html").read_text(encoding="utf-8")


def test_the_suppressed_cells_are_a_state_in_the_public_table(outputs):
    rows = pd.read_csv(
        outputs / "tables" / "observations.csv", encoding="utf-8-sig", dtype=str, na_filter=False
    )
    own = rows[rows["indicator"].eq("infant_mortality") & rows["year"].eq("2025")].set_index("residence")
    assert own["numerator"].to_dict() == {"R": "", "U": "", "_T": "9"}
    assert own["reason"].to_dict() == {"R": "suppressed", "U": "suppressed", "_T": ""}
    assert own[["department", "source"]].eq("").all(axis=None)
    assert np.isfinite(float(own.loc["_T", "value"]))
