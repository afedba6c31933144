"""Returns changed at random: no exception, and every cell taken, blank or told (`benchmarks/mutate_returns.py` for more)."""

import random

import mutations
import pytest
from small_forms import TOWNSHIPS

from planbook import catalogue as entries
from planbook.contract import questionnaire
from planbook.intake import received_files

pytestmark = pytest.mark.slow

FILES = 80


def test_a_form_as_it_is_filled_gives_every_one_of_its_cells(tmp_path):
    known = entries.load()
    for department in questionnaire.departments(known):
        form = mutations.filled(known, department, TOWNSHIPS, random.Random(1))
        path = tmp_path / f"{department}.xlsx"
        path.write_bytes(
            mutations.small_forms.as_xlsx(
                {n: r for n, r in form.sheets.items() if n in questionnaire.SHEETS.values()}
            )
        )
        made = received_files.read(path, "2026-03-31", known, TOWNSHIPS)
        lines = [
            rows[4:]
            for name, rows in form.sheets.items()
            if name in questionnaire.SHEETS.values() and name != "自评表"
        ]
        assert made.account["cells"] == 3 * sum(map(len, lines))
        given = sum(isinstance(value, int) for rows in lines for row in rows for value in row)
        assert (made.account["taken"], made.account["not_taken"]) == (given, 0)
        assert mutations.faults_of(made) == []


def test_returns_changed_at_random_are_read_or_told(tmp_path):
    known = entries.load()
    files = []
    for place in range(FILES):
        chance = random.Random(f"test-{place}")
        form = mutations.filled(known, chance.choice(questionnaire.departments(known)), TOWNSHIPS, chance)
        name, raw = mutations.mutated(form, chance)
        (tmp_path / name).write_bytes(raw)
        files.append(received_files.read(tmp_path / name, "2026-03-31", known, TOWNSHIPS))
        assert mutations.faults_of(files[-1]) == [], (place, form.changed)
    assert len(mutations.checked(files)) > FILES
