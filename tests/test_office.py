"""Reports and yearbook opened by an office program, and turned into PDF."""

import re
import shutil
import subprocess

import pytest

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        OFFICE is None, reason="no LibreOffice here: install the distribution's packages of it"
    ),
]
MOST = {"briefing": 2, "monitoring_women": 60, "evaluation_women": 60, "yearbook": 60}  # sheets of paper


@pytest.fixture(scope="module")
def sheets(cities_made, tmp_path_factory) -> dict[str, int]:
    """Pages of each file's PDF."""
    folder = tmp_path_factory.mktemp("office")
    for path in (cities_made / "outputs" / "demo" / "2025" / "internal").iterdir():
        if path.stem in MOST and path.suffix in (".docx", ".xlsx"):
            shutil.copy(path, folder)
    call = [
        OFFICE,
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
    ]
    files = [path.name for path in folder.iterdir() if path.is_file()]
    subprocess.run([*call, *files], cwd=folder, check=True, capture_output=True, timeout=900)
    return {
        path.stem: len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) for path in folder.glob("*.pdf")
    }


def test_every_file_opens_and_becomes_pages(sheets):
    assert set(sheets) == set(MOST)
    assert all(count > 1 for count in sheets.values())


@pytest.mark.parametrize("name", MOST)
def test_no_file_is_longer_than_it_may_be(sheets, name):
    assert sheets[name] <= MOST[name]
