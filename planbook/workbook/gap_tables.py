"""Gaps of an area by sex, residence, age and township, and what became of them since the base year."""

import pandas as pd

from planbook.core import labels
from planbook.judge.page_context import PageContext
from planbook.workbook import indicator_charts, pieces
from planbook.workbook.group_comparisons import group_name
from planbook.workbook.pieces import Piece, joined, paragraph

TWO = ("residence", "sex")
SEVERAL = ("age", "unit_area")


def overview(context: PageContext) -> Piece:
    """A chart for each pair of groups, and one table of all gaps of the area's indicators."""
    known = context.judgement.rows("gaps", indicator=context.indicator_ids)
    if known.empty:
        return paragraph("本领域没有分性别、城乡、年龄或乡镇（街道）的数据，看不出差距。", "lacking")
    charts = [
        indicator_charts.dumbbell(context, known[known["dimension"].eq(name)])
        for name in TWO
        if known["dimension"].eq(name).any()
    ]
    lacking = [labels.DIMENSION[name] for name in (*TWO, *SEVERAL) if not known["dimension"].eq(name).any()]
    note = paragraph(f"本领域没有分{'、'.join(lacking)}的数据。" if lacking else "", "lacking")
    return joined([*charts, table(context, known), note])


def table(context: PageContext, known: pd.DataFrame) -> Piece:
    """Every gap as a row: groups, difference, ratio, the base year's difference and the verdict."""
    header = ["指标", "按", "年份", "高低两组", "相差", "倍数", "基期相差", "比基期"]
    return pieces.table(header, [_row(context, row) for _, row in known.iterrows()], numbers=(2, 4, 5, 6))


def _row(context: PageContext, row: pd.Series) -> list[str]:
    entry = context.indicator(row["indicator"])
    unit, decimals = labels.POINTS.get(entry.unit, entry.unit), max(entry.decimals, 1)
    names = [group_name(context, row["dimension"], row[f"group_{n}"]) for n in (1, 2)]
    values = [labels.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)]
    groups = "，".join(f"{name}{value}" for name, value in zip(names, values, strict=True))
    known = pd.notna(row["baseline_difference"])
    return [
        entry.name,
        labels.DIMENSION[row["dimension"]],
        str(row["year"]),
        groups,
        labels.figure(abs(row["difference"]), unit, decimals),
        labels.number(row["ratio"], 2),
        labels.figure(abs(row["baseline_difference"]), unit, decimals) if known else labels.NO_FIGURE,
        labels.GAP[row["verdict"]] if known or row["verdict"] == "several" else labels.REASON["no_baseline"],
    ]
