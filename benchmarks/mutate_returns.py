"""Reads thousands of returns changed at random: no traceback, and every cell for figures accounted for.

python benchmarks/mutate_returns.py [N=2000] [SEED=2026]
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import mutations
import small_forms

from planbook import catalogue
from planbook.contract import questionnaire
from planbook.intake import received_files

SLOWEST = 5  # seconds for one file


def main(number: int, seed: int) -> None:
    known = catalogue.load()
    departments = questionnaire.departments(known)
    kinds, cells, levels, seconds, files = Counter(), Counter(), Counter(), [], []
    with tempfile.TemporaryDirectory() as folder:
        for place in range(number):
            made, spent, changed = one(known, departments, Path(folder), random.Random(f"{seed}-{place}"))
            kinds.update(changed)
            cells += made.account
            levels.update(finding.level for finding in made.findings)
            seconds.append(spent)
            files.append(made)
    rows = len(mutations.checked(files))
    for kind, count in sorted(kinds.items()):
        print(f"{kind:18} {count:6}")
    print(f"{number} files, {dict(cells)}; findings {dict(levels)}; {rows} rows")
    print(f"{1000 * sum(seconds) / number:.1f} ms a file, the slowest {1000 * max(seconds):.0f} ms")


def one(known, departments: list[str], folder: Path, chance: random.Random):
    form = mutations.filled(known, chance.choice(departments), small_forms.TOWNSHIPS, chance)
    name, raw = mutations.mutated(form, chance)
    (folder / name).write_bytes(raw)
    start = time.perf_counter()
    made = received_files.read(folder / name, "2026-03-31", known, small_forms.TOWNSHIPS)
    spent = time.perf_counter() - start
    assert mutations.faults_of(made) == [], (name, form.changed)
    assert spent < SLOWEST, (name, form.changed)
    return made, spent, form.changed


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[1:]]
    main(*arguments, *(2000, 2026)[len(arguments) :])
