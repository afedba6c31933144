"""What people made of files that the program left: nothing of it is lost, whatever command writes there next."""

import json
import os
from datetime import datetime

import pytest
from click.testing import CliRunner

from planbook.cli import main
from planbook.core import left_files, paths


@pytest.fixture
def file(small_root):
    return small_root / "outputs" / "tiny" / "2025" / "internal" / "report.docx"


def changed(root) -> dict[str, bytes]:
    top = root / "outputs"
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*")
        if path.is_file() and left_files.CHANGED in path.parts
    }


def on(path, day: str) -> None:
    """Set the day a file was changed on."""
    when = datetime.fromisoformat(f"{day}T12:00").timestamp()
    os.utime(path, (when, when))


def test_what_the_program_left_is_written_over(small_root, file):
    for content in (b"one", b"two", b"two", b"three"):
        assert left_files.write(file, content) is None
        assert file.read_bytes() == content
    assert changed(small_root) == {}


def test_what_somebody_changed_gets_a_dated_name(small_root, file):
    left_files.write(file, b"one")
    for text in (b"mine", b"mine again"):
        file.write_bytes(text)
        on(file, "2026-03-05")
        to = left_files.write(file, b"two")
        assert to.read_bytes() == text
        assert file.read_bytes() == b"two"
    assert changed(small_root) == {
        "tiny/2025/changed/internal/report_2026-03-05.docx": b"mine",
        "tiny/2025/changed/internal/report_2026-03-05_2.docx": b"mine again",
    }
    assert left_files.moved(file.parent) == sorted(
        small_root / "outputs" / name for name in changed(small_root)
    )


def test_what_nobody_noted_is_somebody_s(small_root, file):
    file.parent.mkdir(parents=True)
    file.write_bytes(b"theirs")
    assert left_files.write(file, b"one").read_bytes() == b"theirs"
    assert left_files.is_noted(file)
    left_files.remove(file)
    assert not file.exists()
    assert not left_files.is_noted(file)
    file.write_bytes(b"theirs")
    left_files.remove(file)
    assert list(changed(small_root).values()) == [b"theirs", b"theirs"]


def test_what_somebody_changed_is_not_removed(small_root, file):
    left_files.write(file, b"one")
    file.write_bytes(b"mine")
    left_files.remove(file)
    assert not file.exists()
    assert list(changed(small_root).values()) == [b"mine"]


def test_a_kill_between_note_and_file_makes_nobody_an_author(small_root, file, monkeypatch):
    left_files.write(file, b"one")
    with monkeypatch.context() as patch:
        real = paths.write_atomically
        patch.setattr(paths, "write_atomically", lambda path, content: path != file and real(path, content))
        left_files.write(file, b"two")
    assert file.read_bytes() == b"one"
    assert left_files.write(file, b"three") is None
    assert changed(small_root) == {}


def test_a_file_system_without_links_loses_nothing(small_root, file, monkeypatch):
    def without(source, to):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", without)
    left_files.write(file, b"one")
    for _ in range(2):
        file.write_bytes(b"mine")
        left_files.write(file, b"two")
    assert list(changed(small_root).values()) == [b"mine", b"mine"]


def test_elsewhere_a_changed_file_stays_beside(tmp_path, small_root):
    form = tmp_path / "export" / "tiny.csv"
    left_files.write(form, b"one")
    form.write_bytes(b"mine")
    on(form, "2026-03-05")
    begun = left_files.mark()
    assert left_files.write(form, b"two") == form.with_name("tiny_2026-03-05.csv")
    assert left_files.since(begun) == [(form.as_posix(), form.with_name("tiny_2026-03-05.csv").as_posix())]


def test_a_form_that_was_filled_in_where_it_lay_is_kept_and_told(small_root):
    asked = ["forms", "--place", "tiny", "--year", "2025"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    forms = sorted((small_root / "data" / "raw" / "tiny" / "forms" / "2025").glob("*.xlsx"))
    kept = forms[0].read_bytes()
    forms[0].write_bytes(kept + b"filled")
    on(forms[0], "2026-03-05")
    output = CliRunner().invoke(main, asked).output
    moved = forms[0].with_name(f"{forms[0].stem}_2026-03-05.xlsx")
    assert moved.read_bytes() == kept + b"filled"
    assert forms[0].read_bytes() == kept
    assert f"已移到 {moved.relative_to(small_root)}" in output
    assert CliRunner().invoke(main, ["check"]).exit_code == 0  # it is no return


@pytest.mark.slow
def test_an_edited_report_outlives_runs_and_takes_new_figures(finished_root):
    import docx
    from conftest import write_release

    year = finished_root / "outputs" / "tiny" / "2025" / "internal"
    report = next(iter(sorted(year.glob("monitoring_*.docx"))))
    edited = docx.Document(str(report))
    edited.add_paragraph("本单位补充的一段话。")
    edited.save(str(report))
    on(report, "2026-03-05")
    mine = report.read_bytes()
    write_release(
        finished_root, "2026-04-01", "indicator,year,value,unit,status\ninfant_mortality,2025,4.4,‰,A\n"
    )
    output = CliRunner().invoke(main, ["run", "--place", "tiny"]).output
    (name,) = changed(finished_root)
    assert name == f"tiny/2025/changed/internal/{report.stem}_2026-03-05.docx"
    moved = finished_root / "outputs" / name
    assert moved.read_bytes() == mine
    assert f"planbook redraft outputs/{name}" in output
    assert f'href="../changed/internal/{moved.name}"' in (year / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((year / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["moved_aside"] == [f"../changed/internal/{moved.name}"]
    assert "nothing changed" in CliRunner().invoke(main, ["run", "--place", "tiny"]).output
    done = CliRunner().invoke(main, ["redraft", str(moved)])
    assert "3 changes marked" in done.output
    fresh = docx.Document(str(moved.with_name(f"{moved.stem}_更新.docx")))
    assert "本单位补充的一段话。" in [one.text for one in fresh.paragraphs]
    assert moved.read_bytes() == mine
