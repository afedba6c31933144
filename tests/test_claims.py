"""Sentences are made of claims and named fields: by type, and with every claim in one table of the year."""

import ast
import json
import re
import subprocess
import sys

import pandas as pd
import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as some

from planbook.document import blocks, claims
from planbook.document.claims import (
    NOTHING,
    Claim,
    Field,
    Sentence,
    constant,
    count,
    joined,
    named,
    say,
    told,
    word,
)
from planbook.document.lines import Anchor, Break, Link, Note, OneLine, State
from planbook.judge.place_year import PlaceYear
from planbook.run import page_claims
from planbook.workbook import pieces

MAKERS = {
    "Sentence": "planbook/document/claims.py",
    "retold": "planbook/render/paper.py",
}  # of a text, and where
RISE = Claim(kind="change", indicator="x", year=2025, value=-1.25, unit="个百分点", against_year=2020)


@pytest.mark.parametrize("template", ["共3项", "{n}项，第２", "①{n}", "2025年{n}"])
def test_a_template_with_a_digit_is_no_sentence(template):
    with pytest.raises(ValueError, match="has a digit"):
        say(template, n=count(3, "things"))


@pytest.mark.parametrize(
    ("template", "parts", "told_of"),
    [
        ("{n}项", {}, "names 'n'"),
        ("项", {"n": NOTHING}, "does not name n"),
        ("{n}", {"m": NOTHING}, "names 'n'"),
    ],
)
def test_a_template_names_exactly_its_parts(template, parts, told_of):
    with pytest.raises(ValueError, match=told_of):
        say(template, **parts)


@pytest.mark.parametrize(
    "make",
    [
        lambda: blocks.Text("共3项"),
        lambda: blocks.Heading(2, "共3项"),
        lambda: blocks.Items((say("甲"), "共3项")),
        lambda: blocks.Fold("共3项", ()),
        lambda: blocks.Card(say("甲"), "3项"),
        lambda: pieces.paragraph((say("甲"), "3项")),
        lambda: pieces.picture(lambda: None, "共3项"),
    ],
)
def test_a_text_that_is_no_sentence_stands_nowhere(make):
    with pytest.raises(TypeError, match="is no sentence"):
        make()


@given(some.integers(0, 10**9), some.integers(1990, 2035))
def test_a_sentence_carries_the_claims_of_its_numbers(number, year):
    claim = Claim(kind="level", value=float(number), year=year, unit="人")
    said = say("{when}共{figure}。", when=claim.when, figure=claim.figure(0))
    assert said.claims == (claim, claim)
    assert str(year) in said.text


def test_numbers_are_printed_from_the_claim_alone():
    assert RISE.size().text == "1.3个百分点"
    assert RISE.figure(2).text == "-1.25个百分点"
    assert (RISE.when.text, RISE.since.text, RISE.silent().text) == ("2025年", "2020年", "")
    assert Claim(kind="projection", lower=1, upper=2, unit="%").range(0).text == "1%～2%"
    assert Claim(kind="count", value=float("nan")).number().text == "—"
    assert Claim(kind="state", verdict="met").word({"met": "达到"}).text == "达到"
    assert RISE.known == {
        "kind": "change",
        "indicator": "x",
        **dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T"),
        "year": 2025,
        "value": -1.25,
        "unit": "个百分点",
        "against_year": 2020,
    }


def test_fields_are_told_by_name(catalogue):
    plan = catalogue.plan
    assert named(plan, "last_year") == Sentence("2030")
    assert named(plan, "last_year").fields == (Field("Plan.last_year", "2030"),)
    assert constant("seats.STEP", 0.5, "%", 1).fields == (Field("constant.seats.STEP", "0.5%"),)
    assert told("evaluation", "3个村").fields == (Field("told.evaluation", "3个村"),)
    assert [Field("x", text).numbered for text in ("3个村", "甲", "")] == [True, False, False]
    assert word({"a": "甲"}, "a").text == "甲"
    with pytest.raises(AttributeError, match="horizon"):
        named(plan, "horizon")


def test_sentences_join_and_nothing_is_nothing():
    assert not NOTHING
    assert not joined([NOTHING, say("")])
    assert joined([say("甲"), NOTHING, count(2, "things")], "、") == Sentence("甲、2")


def test_a_piece_hands_over_what_it_claims_beside_what_it_shows():
    piece = pieces.paragraph(say("{n}项", n=count(2, "things")))
    piece += pieces.table(["甲"], [[("3", Note(say("{rise}", rise=RISE.size())))], ["4"]])
    piece += pieces.fold(
        say("其余"), pieces.bullets([(State("met", RISE.silent() + say("达到")), say("。"))])
    )
    rows = json.loads(*piece._repr_mimebundle_().values())
    assert [(row["kind"], row["sentence"], row["text"]) for row in rows] == [
        ("count", 1, "2项"),
        ("change", 2, "1.3个百分点"),
        ("change", 3, "达到"),
    ]
    json.dumps(rows, allow_nan=False)


def test_a_field_that_prints_a_number_is_told_with_its_sentence():
    said = say(
        "自{year}年，{place}{n}项",
        year=told("plan", "2021"),
        place=told("place", "甲市"),
        n=count(2, "things"),
    )
    claim, field = blocks.claimed([blocks.Text(said)], "piece")
    assert claim["kind"] == "count"
    assert field == {
        "field": "told.plan",
        "printed": "2021",
        "piece": "piece",
        "sentence": 1,
        "text": said.text,
    }


def test_only_the_document_makes_sentences_of_texts():
    for path in (REPOSITORY / "planbook").rglob("*.py"):
        own = str(path.relative_to(REPOSITORY))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                assert MAKERS.get(name, own) == own, f"{own}, line {node.lineno}"
                if name in (
                    "constant",
                    "told",
                ):  # by the name of where it stands, which is none that is computed
                    assert isinstance(node.args[0], ast.Constant), f"{own}, line {node.lineno}"


PLANTED = """
from planbook.document.claims import count, say
from planbook.workbook.pieces import bullets, fold, heading, paragraph

paragraph(say("{n}项", n=count(3, "things")))
say("{n}项", n=3)
say("{n}项", n=f"{3}")
paragraph("共3项")
bullets(["共3项"])
heading(2, f"共{3}项")
fold("共3项", paragraph(say("甲")))
"""


@pytest.mark.slow
def test_the_type_checker_refuses_a_number_from_elsewhere(tmp_path):
    pytest.importorskip("mypy")
    path = tmp_path / "planted.py"
    path.write_text(PLANTED, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
    # the checker keeps what it found in such a file, under the path that it had then
    told = {int(line) for line in re.findall(r"planted\.py:(\d+): error", done.stdout)}
    assert told == {6, 7, 8, 9, 10, 11}, done.stdout + done.stderr


@pytest.fixture(scope="module")
def tables(cities_made) -> dict[str, pd.DataFrame]:
    folders = {"demo": "demo/2025/internal", "CN": "CN/2024/internal"}
    return {
        place: pd.read_csv(cities_made / "outputs" / folder / "tables" / "claims.csv", encoding="utf-8-sig")
        for place, folder in folders.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("place", ["demo", "CN"])
def test_every_claim_of_a_year_stands_in_one_table(tables, place):
    table = tables[place]
    assert list(table) == list(page_claims.COLUMNS)
    assert set(claims.COLUMNS) <= set(table)
    assert table["claim"].is_unique
    assert set(table["kind"]) <= set(claims.Kind.__args__)
    asked = PlaceYear("demo", 2025)
    assert {*asked.catalogue.areas, "overview", "population", "index"} <= set(table["page"])
    if place == "demo":
        assert {"monitoring_women.docx", "briefing.docx", "units/health"} <= set(table["page"])
        assert set(table["kind"]) == {*claims.Kind.__args__} - {"demand"}


@pytest.mark.slow
@pytest.mark.parametrize("place", ["demo", "CN"])
def test_a_projection_and_a_count_print_the_value_of_their_claim(tables, place):
    table = tables[place]
    counts = table[table["kind"].eq("count") & table["unit"].isna() & table["value"].notna()]
    whole = counts[counts["value"].eq(counts["value"].round())]
    assert len(whole) > 50
    for row in whole[whole["value"].ne(0)].itertuples():  # that there is none is said in words
        assert f"{int(row.value)}" in str(row.text).replace(",", ""), row.text
    ahead = table[
        table["kind"].eq("projection") & table["text"].str.contains("预计")
    ]  # cells have it in their head
    assert len(ahead) > 20
    for row in ahead.itertuples():
        assert f"{int(row.year)}年" in row.text


def test_blocks_say_all_that_they_say():
    signs = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"  # one in every place that a block has for a sentence
    a, b, c, d, e, f, s, t, g, h, i, j, k, u, m, n, o, p, q, r = (told("test", sign) for sign in signs)
    made = (
        blocks.Heading(2, Link(a, "x")),
        blocks.Text((b, Note(c), State("met", d))),
        blocks.Items((e, (f, Break()))),
        blocks.Table(s, (t, "数"), ((g, OneLine(h)), ("数", Anchor("x", i)))),
        blocks.Chart(None, j, k, title=u),
        blocks.Cards((blocks.Card(m, n, o, (p,)),)),
        blocks.Fold(q, (blocks.Text(r),)),
    )
    assert {type(block) for block in made} == set(blocks.Block.__args__)
    assert "".join(map(str, blocks.said(made))) == signs
