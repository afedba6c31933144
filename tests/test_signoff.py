"""Sign-off: who has approved a year, on every page and in the manifest; an approved year is not made again unasked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import write_release

from planbook import store
from planbook.cli import main
from planbook.core import paths
from planbook.core.errors import SourceError
from planbook.judge.place_year import PlaceYear
from planbook.store import approval, approval_file, preparing
from planbook.text import page_headings

REVIEWED = """[[signoff]]
year = 2025
state = "reviewed"
name = "陈某"
role = "统计局"
date = "2026-03-20"
"""
APPROVED = REVIEWED.replace("reviewed", "approved").replace("03-20", "03-25")
ROWS = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"


def signed(root: Path, release: str, content: str) -> None:
    write_release(root, release, content, approval_file.FILE)


def test_a_year_nobody_signed_is_a_draft(small_root):
    assert approval.of("tiny", 2025) == approval.SignOff()
    assert str(page_headings.running(PlaceYear("tiny", 2025))).endswith("草稿")


def test_the_last_signature_of_a_year_counts_as_of_a_release(small_root):
    signed(small_root, "2026-03-20", REVIEWED)
    signed(small_root, "2026-03-25", REVIEWED + APPROVED)
    assert approval.of("tiny", 2025).state == "approved"
    assert approval.of("tiny", 2025, "2026-03-20").state == "reviewed"
    assert approval.of("tiny", 2024).state == "draft"
    assert str(page_headings.signature(PlaceYear("tiny", 2025))) == "已批准：统计局 陈某，2026-03-25"


def test_a_signature_is_no_figure_and_its_release_no_fault(small_root):
    before = len(store.rows("tiny"))
    signed(small_root, "2026-03-20", REVIEWED)
    assert len(store.rows("tiny")) == before
    assert not preparing.check("tiny")


def test_a_later_figure_of_the_year_takes_the_signature_back(small_root):
    signed(small_root, "2026-03-20", APPROVED)
    write_release(small_root, "2026-04-01", ROWS + "infant_mortality,2025,_T,9,7500,,‰,A,\n")
    found = approval.of("tiny", 2025)
    assert (found.state, found.before) == ("draft", "approved")
    assert "后数据有修订（2026-03-20批次以后），待重新审核" in str(
        page_headings.signature(PlaceYear("tiny", 2025))
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[signoff]]\nyear = 2025\n", "[[signoff]] 1, `state`"),
        (REVIEWED.replace("reviewed", "aproved"), "'aproved'"),
        (REVIEWED.replace("2026-03-20", "20 March"), "`date`"),
        (REVIEWED.replace("signoff", "sign"), "the entries ['sign']; expected tables [[signoff]] only"),
        ("year = ", "readable TOML in UTF-8"),
    ],
)
def test_a_faulty_signature_is_told_and_signs_nothing(small_root, content, told):
    signed(small_root, "2026-03-20", content)
    with pytest.raises(SourceError) as error:
        approval_file.read(paths.raw("tiny") / "2026-03-20" / approval_file.FILE, "2026-03-20/signoff.toml")
    assert told in str(error.value)
    assert any(told in str(fault) for fault in preparing.check("tiny"))
    assert approval.of("tiny", 2025).state == "draft"


@pytest.mark.slow
def test_an_approved_year_is_made_again_only_after_a_new_release_and_says_what_changed(judged_root):
    root = judged_root
    signed(root, "2026-03-20", APPROVED)
    year = root / "outputs" / "tiny" / "2025" / "internal"

    def run(*words: str):
        return CliRunner().invoke(main, ["run", "--place", "tiny", *words])

    assert run().exit_code == 0
    index = (year / "index.html").read_text(encoding="utf-8")
    assert "内部版 · 已批准" in index
    assert "已批准：统计局 陈某，2026-03-25" in index
    assert json.loads((year / "manifest.json").read_text())["signoff"]["state"] == "approved"
    assert run().exit_code == 0  # nothing changed, nothing overwritten

    before = {path: path.read_bytes() for path in year.rglob("*.html")}
    refused = run("--force")
    assert refused.exit_code == 1
    assert "outputs/tiny/2025/internal: found approved (已批准)" in refused.output
    assert "expected a new release before an approved year is made again" in refused.output
    assert {path: path.read_bytes() for path in year.rglob("*.html")} == before

    write_release(root, "2026-04-01", ROWS + "infant_mortality,2025,_T,90,7500,,‰,A,\n")
    assert run().exit_code == 0
    index = (year / "index.html").read_text(encoding="utf-8")
    assert "内部版 · 草稿" in index
    assert "2026-03-25已批准后收到新批次，1项要求的数或状态有变化。" in index
    assert "12.0‰" in index
