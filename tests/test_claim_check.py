"""Every claim of the made years is made again from their tables; what is altered in a claim or a table is named."""

import ast
import csv
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import REPOSITORY

from planbook.run import claim_check, claim_texts, claim_words, verify
from planbook.run.claim_tables import SERIES, Tables

pytestmark = pytest.mark.slow
FOLDERS = ("demo/2025/internal", "CN/2024/internal")
OWN = {
    *("claim_check", "claim_counts", "claim_heads", "claim_phrases", "claim_tables", "claim_texts"),
    *("claim_wholes", "claim_words"),
}
ALLOWED = {
    "planbook.core",
    "planbook.run",
    "planbook.run.claim_tables",
    "planbook.run.claim_texts",
}  # paths, and the checker's own half
SEED = 20261127
NO_TABLE = {  # nothing in the folder's tables tells these: received files, limits of a funnel, other places, folded lines
    *("cells.received", "cells.taken", "cells.not_taken", "files.received", "rows.not_listed", "received.in"),
    *("townships.below_range", "series.beside_parents", "clauses.folded", "deaths.differ"),
    "targets.changed_since_signed",  # an earlier release's judgement
}


@pytest.mark.parametrize("module", sorted(OWN))
def test_the_checker_knows_nothing_of_the_application_but_its_places(module):
    tree = ast.parse((REPOSITORY / "planbook" / "run" / f"{module}.py").read_text(encoding="utf-8"))
    named = [
        (node.module, {one.name for one in node.names})
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    ]
    named += [
        (one.name, set()) for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    ]
    own = [(name, what) for name, what in named if name.split(".")[0] in ("planbook", "analysis")]
    assert {name for name, _ in own} <= ALLOWED
    assert all(what <= {"paths"} for name, what in own if name == "planbook.core")
    assert all(what <= OWN for name, what in own if name == "planbook.run")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_claim_is_true_by_the_tables(cities_made, folder):
    found = claim_check.check(cities_made / "outputs" / folder)
    assert found.claims > 2000
    assert list(map(str, found.false)) == []
    assert {verdict for _, verdict in found.without_rule} <= NO_TABLE


@pytest.fixture(scope="module")
def tables(cities_made) -> Tables:
    return Tables(cities_made / "outputs" / FOLDERS[0])


def told(text: str, *claims: dict, printed: tuple[str, ...] = ()) -> claim_texts.Said:
    blank = dict.fromkeys((*claim_texts.VALUES, *claim_texts.YEARS, "unit", "source"), "")
    return claim_texts.Said("page", "piece", "1", text, tuple(blank | one for one in claims), printed)


RISE = {"kind": "change", "verdict": "up", "value": "1.25", "unit": "个百分点", "against_year": "2020"}
MET = {"kind": "count", "verdict": "numeric_targets.met", "value": "3"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (told("比2020年提高1.3个百分点", RISE), []),
        (told("比2020年提高1.4个百分点", RISE), ["1.4"]),
        (told("比2021年提高1.3个百分点", RISE), ["2021"]),
        (told("4/10万", {"kind": "level", "verdict": "", "value": "4", "unit": "例/10万"}), []),
        (told("16.6万人", {"kind": "level", "verdict": "", "value": "164650", "unit": "人"}), ["16.6"]),
        (told("16.47万人", {"kind": "level", "verdict": "", "value": "164650", "unit": "人"}), []),
        (told("5岁以下3项", MET, printed=("5岁以下",)), []),
        (told("第5条：5.8、5", printed=("5",)), ["5.8"]),
        (told("截至2026-07-15", printed=("2026-07-15",)), []),
    ],
)
def test_a_number_that_nothing_prints_is_named(said, left):
    assert said.unclaimed == left


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        (told("比2020年提高1.3个百分点", RISE), []),
        (told("比2020年降低1.3个百分点", RISE), ["change up"]),
        (told("与2020年持平，提高3项", RISE | {"value": "7"}), ["change up"]),
        (told("其中已达到3项，尚未达到5项", MET), []),
        (told("其中已达到5项，尚未达到3项", MET), ["count numeric_targets.met"]),
        (told("3项", MET), []),
        (
            told("本年没有触发提示规则的事项", {"kind": "count", "verdict": "warnings.raised", "value": "0"}),
            [],
        ),
        (
            told("本年有触发提示规则的事项", {"kind": "count", "verdict": "warnings.raised", "value": "0"}),
            ["count warnings.raised"],
        ),
    ],
)
def test_a_verdict_told_in_another_word_is_named(tables, said, lost):
    assert claim_words.unsaid(said, tables) == lost


def test_what_chance_may_have_made_is_told_so_and_nothing_else_is(tables):
    kinds = {"uncertain": "已达到（尚不稳固）", "firm": "已达到"}
    for row in tables["assessment"]:
        if row["attainment"] == "met" and row["evidence"] in kinds and row["tier"] != "register":
            claim = {"kind": "state", "verdict": "met", "source": row["target"]}
            right, wrong = (
                kinds[row["evidence"]],
                next(text for code, text in kinds.items() if code != row["evidence"]),
            )
            assert claim_words.unsaid(told(right, claim), tables) == []
            assert claim_words.unsaid(told(wrong, claim), tables) == [f"state met, {row['evidence']}"]


WHOLE = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
THERE = {"no_sex": "basic_medical_insurance_coverage", "no_unit_area": "immunisation_coverage"}


def altered(claim: dict, draw: random.Random) -> tuple[str, dict]:
    """A claim with one thing in it wrong, and what."""
    ways = {}
    if claim["value"]:
        value = float(claim["value"])
        ways["value"] = {"value": f"{value + draw.choice([1, -1, 0.37]) * max(1.0, abs(value) / 50):.10g}"}
    if claim["value"] and float(claim["value"]):
        ways["sign"] = {"value": f"{-float(claim['value']):.10g}"}
    if claim["kind"] in ("level", "change") and claim["year"] and not claim["verdict"].startswith("backtest"):
        ways["year"] = {"year": str(int(claim["year"]) + draw.choice([30, -40]))}
    turned = {"up": "down", "down": "up", "met": "not_met", "not_met": "met", "chance": "up", "same": "down"}
    turned |= {"likely": "unlikely", "unlikely": "likely", "highest": "lowest", "W1": "W5", "W7": "W2"}
    turned |= {"all_met": "none_met", "none_met": "all_met", "part_met": "all_met"}
    if claim["verdict"] in turned:
        ways["verdict"] = {"verdict": turned[claim["verdict"]]}
    if claim["upper"] and claim["kind"] == "projection":
        ways["upper"] = {"upper": f"{float(claim['upper']) * 1.05 + 1:.10g}"}
    if claim["against_value"] and claim["kind"] in ("change", "state"):
        ways["base"] = {"against_value": f"{float(claim['against_value']) + 1.5:.10g}"}
    if claim["kind"] == "missing" and claim["verdict"] != "no_age":  # said of a series that has it all
        ways["indicator"] = {"indicator": THERE.get(claim["verdict"], "infant_mortality")} | WHOLE
    name = draw.choice(sorted(ways)) if ways else ""
    return name, claim | ways.get(name, {})


def test_three_hundred_altered_claims_are_all_named(tables):
    draw, told, missed = random.Random(SEED), Counter(), []
    with_rule: dict[str, list[dict]] = {}
    for row in tables["claims"]:
        if claim_check.instead(tables, row) != claim_check.NO_RULE:
            with_rule.setdefault(row["kind"], []).append(row)
    assert set(with_rule) == set(claim_check.KINDS)
    while told.total() < 300:  # the rare kinds as often as the many levels
        claim = draw.choice(with_rule[draw.choice(sorted(with_rule))])
        what, wrong = altered(claim, draw)
        if not what:
            continue
        told[claim["kind"]] += 1
        if not claim_check.instead(tables, wrong):
            missed.append((what, {name: text for name, text in wrong.items() if text}))
    assert missed == []
    assert min(told.values()) > 10


def rewritten(folder: Path, name: str, column: str, of: dict[str, str], text: str) -> None:
    """A table of a folder with another text in a cell of the rows that have some texts."""
    file = folder / "tables" / f"{name}.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    for row in rows:
        if all(row[one] == wanted for one, wanted in of.items()):
            row[column] = text
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def only(folder: Path, kind: str) -> None:
    """Leave the claims of one kind alone, so that the others need not be made again."""
    file = folder / "tables" / "claims.csv"
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if f",{kind}," in line]
    file.write_text("".join([head, *kept]), encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("table", "column", "of", "text", "kind"),
    [
        ("observations", "value", WHOLE | {"indicator": "infant_mortality", "year": "2025"}, "7.5", "level"),
        ("observations", "value", WHOLE | {"indicator": "infant_mortality", "year": "2020"}, "0.5", "change"),
        ("observations", "status", WHOLE | {"indicator": "infant_mortality", "year": "2024"}, "B", "change"),
        ("assessment", "attainment", {"target": "children_health.O3.2"}, "not_met", "state"),
        ("assessment", "target_value", {"target": "children_health.O3.2"}, "4.5", "state"),
        (
            "projections",
            "upper_80",
            {"indicator": "infant_mortality", "residence": "_T", "year": "2030"},
            "99",
            "projection",
        ),
        ("gaps", "verdict", {"indicator": "infant_mortality", "dimension": "residence"}, "mixed", "gap"),
        ("warnings", "code", {"code": "W7"}, "W2", "warning"),
        ("objectives", "state", {"objective": "children_health.O3"}, "by_evidence", "state"),
    ],
)
def test_a_table_that_was_altered_after_the_pages_were_made_is_noticed(
    cities_made, tmp_path, table, column, of, text, kind
):
    folder = tmp_path / "internal"
    shutil.copytree(cities_made / "outputs" / FOLDERS[0] / "tables", folder / "tables")
    shutil.copyfile(cities_made / "outputs" / FOLDERS[0] / "manifest.json", folder / "manifest.json")
    rewritten(folder, table, column, of, text)
    only(folder, kind)
    found = verify.claims(folder, lambda line: None)
    assert found
    assert any(one.old.startswith(kind) for one in found)
    assert {one.file for one in found} == {"tables/claims.csv"}


def test_the_same_figure_is_one_number_wherever_it_is_told(tables):
    known: dict[tuple, set[str]] = {}
    for row in tables["claims"]:
        if row["kind"] == "level" and not row["verdict"]:
            key = (*(row[name] for name in SERIES), row["unit_area"], row["year"])
            known.setdefault(key, set()).add(row["value"])
    assert len(known) > 500
    assert {key: values for key, values in known.items() if len(values) > 1} == {}
