"""Gaps of an area by sex, residence, age and township, and what became of them since the base year."""

import pandas as pd

from analysis import words
from analysis.pages import pictures, tables
from analysis.pages.comparisons import group_name
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph

TWO = ("residence", "sex")
SEVERAL = ("age", "unit_area")


def divides(facts: Facts) -> Fragment:
    """A chart for each pair of groups, and one table of all gaps of the area's indicators."""
    known = facts.judgement.gaps
    known = known[known["indicator"].isin([entry.id for entry in facts.indicators])]
    if known.empty:
        return paragraph("本领域没有分性别、城乡、年龄或乡镇（街道）的数据，看不出差距。", "lacking")
    charts = [
        pictures.dumbbell(facts, known[known["dimension"].eq(name)])
        for name in TWO
        if known["dimension"].eq(name).any()
    ]
    lacking = [words.DIMENSION[name] for name in (*TWO, *SEVERAL) if not known["dimension"].eq(name).any()]
    note = paragraph(f"本领域没有分{'、'.join(lacking)}的数据。" if lacking else "", "lacking")
    return sum(charts, Fragment("")) + table(facts, known) + note


def table(facts: Facts, known: pd.DataFrame) -> Fragment:
    """Every gap as a row: groups, difference, ratio, the base year's difference and the verdict."""
    header = ["指标", "按", "年份", "高低两组", "相差", "倍数", "基期相差", "比基期"]
    return tables.table(header, [_row(facts, row) for _, row in known.iterrows()], numbers=(2, 4, 5, 6))


def _row(facts: Facts, row: pd.Series) -> list[str]:
    entry = facts.indicator(row["indicator"])
    unit, decimals = words.POINTS.get(entry.unit, entry.unit), max(entry.decimals, 1)
    names = [group_name(facts, row["dimension"], row[f"group_{n}"]) for n in (1, 2)]
    values = [words.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)]
    groups = "，".join(f"{name}{value}" for name, value in zip(names, values, strict=True))
    known = pd.notna(row["baseline_difference"])
    return [
        entry.name,
        words.DIMENSION[row["dimension"]],
        str(row["year"]),
        groups,
        words.figure(abs(row["difference"]), unit, decimals),
        words.number(row["ratio"], 2),
        words.figure(abs(row["baseline_difference"]), unit, decimals) if known else words.NO_FIGURE,
        words.GAP[row["verdict"]] if known or row["verdict"] == "several" else words.REASON["no_baseline"],
    ]
