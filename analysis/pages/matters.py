"""Each matter for attention in full: since when, what would clear it, what was answered; and last year's."""

import pandas as pd

from analysis import words
from analysis.pages import tables
from analysis.pages.alerts import level, reason
from analysis.pages.digest import unit_of
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph

KEY = ["code", "area", "indicator"]


def matters(facts: Facts) -> Fragment:
    """The year's warnings with evidence, since when they stand, what clears them, and the answer of the ledger."""
    rows = facts.judgement.warnings
    return Fragment("") if facts.place.reference or rows.empty else table(facts, rows)


def table(facts: Facts, rows: pd.DataFrame) -> Fragment:
    """Some of the year's warnings in full."""
    raised = _raised(facts)
    body = [_matter(facts, row, raised) for _, row in rows.iterrows()]
    header = ["级别", "指标（领域）", "依据", "自何年起", "怎样解除", "整改台账的回应", words.PROPOSED_UNIT]
    return tables.table(header, body)


def _raised(facts: Facts) -> dict[tuple, set[int]]:
    """Years in which each matter was raised, this one among them."""
    found: dict[tuple, set[int]] = {}
    for year, judged in {**facts.earlier, facts.question.year: facts.judgement}.items():
        for key in judged.warnings[KEY].itertuples(index=False, name=None):
            found.setdefault(key, set()).add(year)
    return found


def since(years: set[int], year: int) -> int:
    """First year of an unbroken run of years that ends in `year`."""
    while year - 1 in years:
        year -= 1
    return year


def _matter(facts: Facts, row: pd.Series, raised: dict[tuple, set[int]]) -> list:
    entry, year = facts.indicator(row["indicator"]), facts.question.year
    first = since(raised[tuple(row[KEY])], year)
    lasting = f"{first}年，第{year - first + 1}年" if first < year else "本年新提示"
    what = Fragment(f"{level(row).html}<br>{words.WARNING[row['code']]}")
    return [
        what,
        f"{entry.name}（{facts.catalogue.areas[row['area']].title}）",
        reason(facts, row),
        lasting,
        words.WARNING_CLEARS[row["code"]],
        row["response"] or "台账中没有回应",
        unit_of(facts, row),
    ]


def last_year(facts: Facts) -> Fragment:
    """Last year's warnings and what became of them."""
    before = facts.earlier.get(facts.question.year - 1)
    if facts.place.reference or before is None or before.warnings.empty:
        return paragraph("没有上年的提示可以回看。", "lacking")
    now = set(facts.judgement.warnings[KEY].itertuples(index=False, name=None))
    rows = before.warnings.drop_duplicates(KEY)
    body = [_became(facts, row, tuple(row[KEY]) in now) for _, row in rows.iterrows()]
    still = sum(line[3] == STILL for line in body)
    said = f"{facts.question.year - 1}年的{len(body)}项中，本年仍在的{still}项，不再提示的{len(body) - still}项。"
    return paragraph(said) + tables.table(["级别", "事项", "指标", "本年"], body)


STILL, GONE = "仍在提示", "不再提示"


def _became(facts: Facts, row: pd.Series, still: bool) -> list:
    return [
        level(row),
        words.WARNING[row["code"]],
        facts.indicator(row["indicator"]).name,
        STILL if still else GONE,
    ]
