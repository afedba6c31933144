"""Reports and yearbook opened by an office program, and turned into PDF."""

import re
import shutil
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        OFFICE is None, reason="no LibreOffice here: install the distribution's packages of it"
    ),
]
MOST = {"briefing": 2, "monitoring_women": 60, "evaluation_women": 60, "yearbook": 60}  # sheets of paper


def _as_pdf(folder: Path) -> dict[str, int]:
    """Pages of each file of a folder, turned into PDF there; a file that the program cannot open is missing."""
    names = [path.name for path in folder.iterdir() if path.is_file()]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [OFFICE, "--headless", profile, "--convert-to", "pdf", *names]
    subprocess.run(call, cwd=folder, check=True, capture_output=True, timeout=900)
    return {
        path.stem: len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) for path in folder.glob("*.pdf")
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> set[str]:
    """Kinds of files that this office program opens at all: many have its writer without its tables."""
    folder = tmp_path_factory.mktemp("kinds")
    document = docx.Document()
    document.add_paragraph("1")
    document.save(folder / "docx.docx")
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(folder / "xlsx.xlsx")
    return set(_as_pdf(folder))


@pytest.fixture(scope="module")
def sheets(cities_made, opened, tmp_path_factory) -> dict[str, int]:
    """Pages of each file's PDF, for the kinds of files that the program opens."""
    folder = tmp_path_factory.mktemp("office")
    for path in (cities_made / "outputs" / "demo" / "2025" / "internal").iterdir():
        if path.stem in MOST and path.suffix.lstrip(".") in opened:
            shutil.copy(path, folder)
    return _as_pdf(folder)


@pytest.mark.parametrize("name", MOST)
def test_every_file_opens_on_no_more_pages_than_it_may_have(sheets, opened, name):
    kind = "xlsx" if name == "yearbook" else "docx"
    if kind not in opened:
        pytest.skip(f"the office program here opens no {kind}: install its packages for it")
    assert 1 < sheets[name] <= MOST[name]
