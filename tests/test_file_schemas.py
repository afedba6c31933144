"""JSON schemas of the files that people write: as the program makes them, named in every file, and refusing what it refuses."""

import datetime
import json
import tomllib

import jsonschema
import pytest
from conftest import REPOSITORY, SMALL_PLACE

from planbook.contract import file_schemas, places
from planbook.core.errors import SourceError

FILES = sorted(
    path
    for pattern in ("planbook/catalogue/**/*.toml", "data/raw/*/place.toml", "tests/small_place/**/place.toml", "tests/small_place/**/plan/*.toml")
    for path in REPOSITORY.glob(pattern)
)  # fmt: skip


def plain(value):
    """What TOML says in the types that JSON has."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def faults(kind: str, written: str) -> list[str]:
    validator = jsonschema.Draft7Validator(file_schemas.schemas()[kind])
    return [error.message for error in validator.iter_errors(plain(tomllib.loads(written)))]


def test_the_files_are_those_that_the_program_writes(tmp_path):
    file_schemas.write(tmp_path)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text(encoding="utf-8") for path in file_schemas.FOLDER.iterdir()}
    for schema in written.values():
        jsonschema.Draft7Validator.check_schema(json.loads(schema))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(REPOSITORY)) for path in FILES])
def test_every_file_names_its_schema_and_keeps_it(path):
    written = path.read_text(encoding="utf-8")
    marked, _, named = written.splitlines()[0].partition(" ")
    schema = (path.parent / named).resolve()
    assert (marked, schema.parent) == ("#:schema", file_schemas.FOLDER)
    assert faults(schema.stem, written) == []


PLACE = [  # what is written instead, what the schema says, what the reader says
    ("synthetic = true", "synthetic = 3", "3 is not of type 'boolean'", "`synthetic`: found 3"),
    ("default_year = 2025", "default_year = 20250", "20250 is greater than the maximum of 2100", "`default_year`: found 20250"),
    ("default_year = 2025", 'default_year = "2025"', "'2025' is not of type 'integer'", "`default_year`: found '2025'"),
    ('judged = "own"', 'judged = "owned"', "'owned' is not one of ['own', 'reference']", "`judged`: found 'owned'"),
    ('residence = "U"', 'residence = "urban"', "'urban' is not one of ['U', 'R']", "`townships.0.residence`: found 'urban'"),
    ('plan = "', 'plam = "', "'plam' was unexpected", "`plam`: found a field of that name; expected a known field. Did you mean `plan`?"),
    ("baseline = 2020", "", "'baseline' is a required property", "`baseline`: found nothing; expected a value"),
    ("baseline = 2020", "baseline = 2020\nrounds = 3", "3 is not of type 'object'", "`rounds`: found 3"),
    ("baseline = 2020", "baseline = 2020\nparents = \"CN\"", "'CN' is not of type 'array'", "`parents`: found 'CN'"),
    ("baseline = 2020", "baseline = 2020\nelections = {vilage = [2021]}", "'vilage'", "`elections.vilage"),
    ("baseline = 2020", "baseline = 2020.5", "2020.5 is not of type 'integer'", "`baseline`: found 2020.5"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "schema", "reader"), PLACE, ids=range(len(PLACE)))
def test_editor_and_reader_refuse_the_same_of_a_place(small_root, old, new, schema, reader):
    path = small_root / "data" / "raw" / "tiny" / "place.toml"
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), encoding="utf-8")
    assert any(schema in one for one in faults("place", path.read_text(encoding="utf-8")))
    with pytest.raises(SourceError) as error:
        places.read("tiny")
    assert reader in str(error.value)


AREA = [
    ('rule = "floor"', 'rule = "flor"', "'flor' is not one of"),
    ('rule = "floor"', 'rule = "floor"\nresidence = "rural"', "'rural' is not one of ['U', 'R', '_T']"),
    ("deadline = 2025", "deadline = 20300", "20300 is greater than the maximum of 2100"),
    ("[area]", "[[area]]", "is not of type 'object'"),
    ("[[measure]]", "[measure]", "is not of type 'array'"),
    ('title = "服务体系"\n', "", "'title' is a required property"),
]


@pytest.mark.parametrize(("old", "new", "message"), AREA, ids=range(len(AREA)))
def test_an_editor_refuses_what_the_reader_does_of_a_plan(old, new, message):
    written = (SMALL_PLACE / "data/raw/tiny/plan/women_health.toml").read_text(encoding="utf-8")
    assert old in written
    assert any(message in one for one in faults("area", written.replace(old, new, 1)))


def test_what_no_schema_can_say_is_told_by_the_reader(small_root):
    path = small_root / "data" / "raw" / "tiny" / "place.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace("baseline = 2020", "baseline = 2026"), encoding="utf-8")
    with pytest.raises(SourceError, match="an inconsistent entry; expected `baseline` 2026 before `midterm`"):
        places.read("tiny")
    path.write_bytes(written.encode("gb18030"))
    with pytest.raises(SourceError, match="bytes that are not text"):
        places.read("tiny")
