"""Gaps of an area by sex, residence, age and township, and what became of them since the base year."""

import pandas as pd

from planbook.core import labels
from planbook.document import claims
from planbook.document.claims import NOTHING, Claim, Sentence, say, word
from planbook.document.lines import Line
from planbook.judge.page_context import PageContext
from planbook.text import gap_sentences, series_claims
from planbook.workbook import indicator_charts, pieces
from planbook.workbook.group_comparisons import group_name
from planbook.workbook.pieces import Piece, joined, paragraph

FEW = "例数太少，不作比较"
TWO = ("residence", "sex")
SEVERAL = ("age", "unit_area")


def overview(context: PageContext) -> Piece:
    """A chart for each pair of groups, and one table of all gaps of the area's indicators."""
    known = context.judgement.rows("gaps", indicator=context.indicator_ids)
    if known.empty:
        none = say("本领域没有分性别、城乡、年龄或乡镇（街道）的数据，看不出差距。")
        return paragraph(sum((_no_gaps(context, name) for name in (*TWO, *SEVERAL)), none), "lacking")
    charts = [indicator_charts.dumbbell(context, known[known["dimension"].eq(name)]) for name in TWO]
    lacking = [name for name in (*TWO, *SEVERAL) if not known["dimension"].eq(name).any()]
    names = claims.joined((_no_gaps(context, name) + word(labels.DIMENSION, name) for name in lacking), "、")
    note = say("本领域没有分{names}的数据。", names=names) if lacking else NOTHING
    few = [row["verdict"] != "several" and gap_sentences.too_few(context, row) for _, row in known.iterrows()]
    undrawn = say("例数太少的只列例数，不作差距比较，也不画图。") if any(few) else NOTHING
    return joined([*charts, table(context, known), paragraph(claims.joined([note, undrawn]), "lacking")])


def _no_gaps(context: PageContext, dimension: str) -> Sentence:
    """The claim that an area has no gaps between groups of a dimension."""
    claim = Claim(kind="missing", verdict=f"no_gaps.{dimension}", source=context.area)
    return claim.silent()


def table(context: PageContext, known: pd.DataFrame) -> Piece:
    """Every gap as a row: groups, difference, ratio, the base year's difference and the verdict."""
    header = ["指标", "按", "年份", "高低两组", "相差", "倍数", "基期相差", "比基期"]
    return pieces.table(header, [_row(context, row) for _, row in known.iterrows()], numbers=(2, 4, 5, 6))


def _row(context: PageContext, row: pd.Series) -> list[Line]:
    entry = context.indicator(row["indicator"])
    if row["verdict"] != "several" and gap_sentences.too_few(context, row):
        cases = gap_sentences.in_cases(context, row)
        blank = [labels.NO_FIGURE] * 3
        return [entry.name, labels.DIMENSION[row["dimension"]], str(row["year"]), cases, *blank, FEW]
    unit, decimals = labels.POINTS.get(entry.unit, entry.unit), entry.decimals
    sides = [
        group_name(context, row["dimension"], row[f"group_{n}"])
        + series_claims.group_level(entry, row, n).figure(entry.decimals)
        for n in (1, 2)
    ]
    known = pd.notna(row["baseline_difference"])
    return [
        entry.name,
        labels.DIMENSION[row["dimension"]],
        str(row["year"]),
        claims.joined(sides, "，"),
        labels.figure(abs(row["difference"]), unit, decimals),
        labels.number(row["ratio"], 2),
        labels.figure(abs(row["baseline_difference"]), unit, decimals) if known else labels.NO_FIGURE,
        labels.GAP[row["verdict"]] if known or row["verdict"] == "several" else labels.REASON["no_baseline"],
    ]
