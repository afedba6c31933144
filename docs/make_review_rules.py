"""The rules of the second look at figures (核实性审核), as a page: from the list that the review itself goes by.

Usage: ``make docs`` or ``.venv/bin/python docs/make_review_rules.py``; writes `docs/review_rules.md`.
"""

from collections.abc import Iterator
from pathlib import Path

from planbook import catalogue
from planbook.catalogue import Catalogue, related
from planbook.catalogue.model import Indicator, ReviewCase, ReviewRule
from planbook.core import labels
from planbook.intake.findings import LEVELS

PAGE = Path(__file__).resolve().parent / "review_rules.md"
HEAD = """# Rules of the second look (核实性审核)

Made by `docs/make_review_rules.py` of `planbook/catalogue/review_rules.toml` and of the lines that indicators relate to
(`counts_from`, `parity`, `sum_of`, `holds`, `part_of` in `planbook/catalogue/indicators`); a test holds it to both. A rule
never drops a figure. What it finds stands on the page of data quality, on the units' pages, in the marked copies and in
`not_taken.csv`; a written explanation (情况说明) closes it while the figure stands. `planbook/store/plausibility.py`
`RULES` names the function of each rule.
"""


def text(known: Catalogue) -> str:
    """The page."""
    rules = "\n".join(_section(rule, known) for rule in known.review.values())
    return f"{HEAD}\n{_overview(known)}\n{rules}\n{_relations(known)}"


def _overview(known: Catalogue) -> str:
    lines = ["| id | name | severity |", "| --- | --- | --- |"]
    lines += [
        f"| `{rule.id}` | {rule.name} | {LEVELS[rule.severity]} (`{rule.severity}`) |"
        for rule in known.review.values()
    ]
    return "\n".join(lines) + "\n"


def _section(rule: ReviewRule, known: Catalogue) -> str:
    lines = [f"## `{rule.id}` {rule.name}", "", rule.asks, ""]
    lines += [f"- passes: {_cases(rule.passes, known)}", f"- fails: {_cases(rule.fails, known)}", ""]
    return "\n".join(lines)


def _cases(cases: tuple[ReviewCase, ...], known: Catalogue) -> str:
    return "; ".join(_case(case, known.indicators[case.indicator]) for case in cases)


def _case(case: ReviewCase, entry: Indicator) -> str:
    group = labels.breakdown(case.sex, case.residence, case.age)
    units = "" if case.unit_area == "_T" else case.unit_area
    what = "".join(f"·{part}" for part in (group, units) if part)
    counted = case.numerator is not None and case.denominator is not None
    unit = entry.unit.removeprefix("1")
    number = (
        f"{labels.plain(case.numerator or 0)}/{labels.plain(case.denominator or 0)}"
        if counted
        else labels.plain(case.value or 0) + unit
    )
    return f"{case.place}{entry.name}{what} {case.year}: {number}"


def _relations(known: Catalogue) -> str:
    lines = ["## Lines that relate to each other", "", "| indicator | relation | lines | within |"]
    lines += ["| --- | --- | --- | --- |"]
    for entry in known.indicators.values():
        lines += _related(entry)
    return "\n".join(lines) + "\n"


def _related(entry: Indicator) -> Iterator[str]:
    for field, codes in related.all_of(entry).items():
        within = entry.counts_from.within if entry.counts_from and field.startswith("counts_from") else 0
        yield f"| `{entry.id}` | {field} | {' + '.join(f'`{code}`' for code in codes)} | {within or ''} |"
    if entry.parity:
        asked = entry.parity
        first = f", `{asked.first}` first" if asked.first else ""
        yield f"| `{entry.id}` | parity | {asked.by} of `{asked.of}`{first} | {asked.within or ''} |"


if __name__ == "__main__":
    PAGE.write_text(text(catalogue.load()), encoding="utf-8")
