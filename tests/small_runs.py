"""The small place's year as the command makes it, and what a run says of it."""

import re
from pathlib import Path

from click.testing import CliRunner

from planbook.cli import main

PAGES = {"overview", "warnings", "population", "data_quality", "midterm", "women_health", "children_health"}


def planbook(*words: str):
    return CliRunner().invoke(main, ["run", "--place", "tiny", *words])


def made(output: str) -> set[str]:
    return set(re.findall(r"tiny 2025 (\w+): [\d.]+ s", output))


def year(root: Path) -> Path:
    return root / "outputs" / "tiny" / "2025" / "internal"
