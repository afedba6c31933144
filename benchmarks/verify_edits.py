"""Whether `planbook verify` finds a single edit, wherever it is made.

Usage: ``.venv/bin/python benchmarks/verify_edits.py [EDITS] [END_TO_END]`` (200 and 10). In a copy of the repository the
invented city's year is run and made anew once; then EDITS single edits, each in a copy of its own (a digit of a page, of
a table, of a notebook's output, a byte of a received file, a line of the program), are held against that one re-run.
END_TO_END more, two of each kind, go through the command itself over the tests' small place. Prints how many were found.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
KINDS = ("page", "table", "notebook", "received", "program")
SEED = 20261125


def edited(path: Path, rng: random.Random) -> bytes:
    """The file's bytes with one digit (or else one byte) made another."""
    data = path.read_bytes()
    if path.suffix in {".xlsx", ".xls"}:
        at = rng.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    at = rng.choice([match.start() for match in re.finditer(rb"\d", data)] or [0])
    digit = str((data[at] - 48 + rng.randrange(1, 10)) % 10).encode() if data[at : at + 1].isdigit() else b"#"
    return data[:at] + digit + data[at + 1 :]


def candidates(kind: str, folder: Path, raw: Path, package: Path) -> list[Path]:
    """Files a kind of edit is made in."""
    return sorted(
        {
            "page": [*folder.glob("*.html"), *folder.glob("units/*.html")],
            "table": list(folder.glob("tables/*.csv")),
            "notebook": list(folder.glob("notebooks/*.ipynb")),
            "received": [p for p in raw.glob("*/*") if p.is_file() and p.parent.name[0].isdigit()],
            "program": [p for p in package.rglob("*.py") if p.stat().st_size],
        }[kind]
    )


def many(copy: Path, edits: int) -> int:
    """Edits of the invented city's year against one fresh re-run; how many were not found."""
    from planbook import reports
    from planbook.core import digests
    from planbook.run import folder_comparison, manifest_check, verify

    folder, missed, rng = copy / "outputs" / "demo" / "2025" / "internal", 0, random.Random(SEED)
    assert copy in digests.PACKAGE.parents, "the copy's own program must run"
    known = manifest_check.read(folder)
    with verify.remade(folder, known, lambda line: None, reports.write) as fresh:
        os.environ["PLANBOOK_ROOT"] = str(copy)
        before = [
            *manifest_check.sources(known),
            *verify.parameters(folder, known),
            *folder_comparison.folders(folder, fresh),
        ]
        assert not before, before
        for number in range(edits):
            kind = KINDS[number % len(KINDS)]
            path = rng.choice(
                candidates(kind, folder, copy / "data" / "raw" / "demo", digests.TOP / "planbook")
            )
            was = path.read_bytes()
            path.write_bytes(edited(path, rng))
            found = [*manifest_check.sources(known), *folder_comparison.folders(folder, fresh)]
            named = [one for one in found if one.file.split("/")[-1] == path.name]
            path.write_bytes(was)
            if not named:
                missed += 1
                print(f"missed: {kind} {path.relative_to(copy)}", flush=True)
    return missed


def planbook(copy: Path, root: Path, *words: str) -> subprocess.CompletedProcess:
    """The copy's own command over a root."""
    around = {**os.environ, "PYTHONPATH": str(copy), "PLANBOOK_ROOT": str(root)}
    call = [sys.executable, "-c", "from planbook.cli import main; main()", *words]
    return subprocess.run(call, cwd=copy, env=around, capture_output=True, text=True)


def end_to_end(copy: Path, root: Path, edits: int) -> int:
    """Edits of the small place's year through the command; how many were not found."""
    shutil.copytree(HOME / "tests" / "small_place" / "data", root / "data")
    folder, missed, rng = root / "outputs" / "tiny" / "2025" / "internal", 0, random.Random(SEED)
    planbook(copy, root, "run", "--place", "tiny")
    untouched = planbook(copy, root, "verify", str(folder))
    assert untouched.returncode == 0, untouched.stdout + untouched.stderr
    for number in range(edits):
        kind = KINDS[number % len(KINDS)]
        path = rng.choice(
            candidates(kind, folder, root / "data" / "raw" / "tiny", copy / "planbook" / "workbook")
        )
        was = path.read_bytes()
        path.write_bytes(was + b"\n# a line\n" if kind == "program" else edited(path, rng))
        done = planbook(copy, root, "verify", str(folder))
        path.write_bytes(was)
        found = done.returncode == 1 and path.name in done.stdout
        missed += not found
        print(f"{'found' if found else 'MISSED'}: {kind} {path.name}", flush=True)
    return missed


def main(edits: int, through_the_command: int) -> int:
    """Make the copy, run both, print; the number of misses."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", "outputs", "processed", "__pycache__", ".*_cache")
        shutil.copytree(HOME, copy, ignore=ignored)
        planbook(copy, copy, "run", "--place", "demo", "--year", "2025")
        call = [sys.executable, __file__, "--many", str(copy), str(edits)]
        missed = subprocess.run(call, env={**os.environ, "PYTHONPATH": str(copy)}, cwd=copy).returncode
        print(f"{edits} edits against one re-run: {missed} missed", flush=True)
        lost = end_to_end(copy, Path(name) / "root", through_the_command)
        print(f"{through_the_command} edits through the command: {lost} missed")
    return missed + lost


if __name__ == "__main__":
    if "--many" in sys.argv:
        os.environ["PLANBOOK_ROOT"] = sys.argv[2]
        sys.exit(many(Path(sys.argv[2]), int(sys.argv[3])))
    asked = [int(word) for word in sys.argv[1:]]
    sys.exit(1 if main(*(asked or (200, 10))) else 0)
