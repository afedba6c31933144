"""Gaps between two groups in words: difference, ratio, and what became of them since the base year."""

import pandas as pd

from planbook.core import labels
from planbook.judge.page_context import PageContext


def gap_sentence(context: PageContext, id: str, row: pd.Series) -> str:
    """A gap in words: both groups, difference and ratio, and what became of it since the base."""
    entry, codes = context.indicator(id), (row["group_1"], row["group_2"])
    names = [labels.group(row["dimension"], code) for code in codes]
    texts = [labels.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)]
    unit = labels.POINTS.get(entry.unit, entry.unit)
    apart = labels.figure(abs(row["difference"]), unit, max(entry.decimals, 1))
    text = f"{row['year']}年{entry.name}{names[0]}{texts[0]}、{names[1]}{texts[1]}，相差{apart}"
    if pd.notna(row["ratio"]):
        text += f"，为{labels.number(row['ratio'], 2)}倍"
    if pd.isna(row["baseline_difference"]):
        return f"{text}；缺少基期数据，差距变化{labels.GAP['not_assessable']}。"
    before = labels.figure(abs(row["baseline_difference"]), unit, max(entry.decimals, 1))
    text += f"；{row['baseline_year']}年相差{before}，"
    if row["verdict"] == "not_assessable":
        return f"{text}{labels.REASON['zero_group']}，差距变化{labels.GAP['not_assessable']}。"
    counted = "" if "_" in row["verdict"] else "按公布数"
    how = f"（{labels.HOW[row['how']]}）" if row["how"] else ""
    return f"{text}{counted}{labels.GAP[row['verdict']]}{how}。{_composition(entry, row)}"


def _composition(entry, row: pd.Series) -> str:
    """What of the whole's change comes from the groups' own figures, and what from their changing shares."""
    if pd.isna(row["rate_effect"]):
        return ""
    unit = labels.POINTS.get(entry.unit, entry.unit)
    parts = [
        labels.figure(row[name], unit, max(entry.decimals, 1))
        for name in ("rate_effect", "composition_effect")
    ]
    return f"总体的变化中，各组自身变化占{parts[0]}，人口构成变化占{parts[1]}。"
