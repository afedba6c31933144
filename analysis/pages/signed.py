"""What has changed in a year's figures since they were reviewed or approved."""

from dataclasses import replace

import pandas as pd

from analysis import words
from analysis.assessment import judgement
from analysis.pages import tables
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph
from analysis.pages.prospects import breakdown_name


def since(facts: Facts) -> Fragment:
    """Targets whose figure or state is not as it was signed; empty where nothing was signed or nothing came since."""
    signed = facts.question.signed
    if not signed.before:
        return Fragment("")
    then = judgement.of(replace(facts.question, as_of=signed.release)).assessment
    rows = facts.judgement.assessment
    changed = rows[
        [_moved(row, old) for (_, row), (_, old) in zip(rows.iterrows(), then.iterrows(), strict=True)]
    ]
    word = words.SIGNOFF[signed.before]
    said = f"{signed.date}{word}后收到新批次，{len(changed)}项要求的数或状态有变化。"
    if changed.empty:
        return paragraph(said)
    body = [_row(facts, row, then.loc[index]) for index, row in changed.iterrows()]
    return paragraph(said) + tables.table(["指标", f"{word}时", "现在"], body, numbers=(1, 2))


def _moved(now: pd.Series, then: pd.Series) -> bool:
    same = now["value"] == then["value"] or (pd.isna(now["value"]) and pd.isna(then["value"]))
    return not same or now["attainment"] != then["attainment"]


def _row(facts: Facts, now: pd.Series, then: pd.Series) -> list[str]:
    entry, deadline = facts.indicator(now["indicator"]), facts.catalogue.by_target[now["target"]].deadline
    said = [
        f"{words.figure(row['value'], entry.unit, entry.decimals)}，"
        + words.attainment(row["attainment"], facts.question.year, deadline)
        for row in (then, now)
    ]
    return [breakdown_name(facts, now), *said]
