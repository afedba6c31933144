"""Tables of an area: its targets, figures, open points, definitions and sources."""

from collections.abc import Sequence

import pandas as pd

from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.lines import Anchor, Line, Link, Note, OneLine, State
from planbook.judge.page_context import PageContext, Reading
from planbook.render import states
from planbook.text import sentences
from planbook.workbook import pieces
from planbook.workbook.pieces import Piece, paragraph


def attainment(target: pd.Series, context: PageContext) -> State:
    """The state of a target."""
    code = target["attainment"]
    if context.place.reference:
        if code in ("better", "worse"):
            return State(code, labels.comparison(target["value"], target["target_value"]))
        return State("no_data" if pd.isna(target["value"]) else "neutral", labels.REASON[target["reason"]])
    if target["reason"] == "suppressed":
        return State("suppressed", labels.REASON["suppressed"])
    kind = "uncertain" if target["evidence"] == "uncertain" else code
    mark = kind if kind in states.ROLES else "neutral" if code == "not_due" else "no_data"
    return State(mark, sentences.verdict(target, context))


def targets(context: PageContext) -> Piece:
    """Status table: every demand of the area with figure, base, target value and state."""
    rows = []
    for _, target in context.targets[context.targets["rule"].ne("evidence")].iterrows():
        entry = context.indicator(target["indicator"])
        group = labels.breakdown(target["sex"], target["residence"], target["age"])
        rows.append(
            [
                f"{target['clause']}",
                entry.name + (f"（{group}）" if group else ""),
                _figure(target["value"], entry, target["year"], context.parameters.year),
                _figure(target["baseline"], entry, target["baseline_year"], context.place.baseline),
                demand(target, context),
                attainment(target, context),
            ]
        )
    column = context.reference_target if context.place.reference else "目标"
    header = [
        "条目",
        "指标",
        f"{context.parameters.year}年",
        f"{context.place.baseline}年（基期）",
        column,
        "状态",
    ]
    return (
        pieces.table(header, rows, numbers=(2, 3, 4))
        if rows
        else paragraph("本领域没有可量化的要求。", "lacking")
    )


def demand(target: pd.Series, context: PageContext) -> str:
    """What a target asks, as a short phrase."""
    if pd.notna(target["target_value"]):
        text = labels.target_value(target["target_value"], target["operator"], target["unit"])
        return f"每个乡镇（街道）{text}" if target["rule"] == "every_unit" else text
    entry = context.catalogue.by_target[target["target"]]
    match target["rule"]:
        case "direction":
            return ("逐年" if entry.every_year else "较基期") + labels.DIRECTION[entry.direction]
        case "gap_narrows":
            return f"{labels.DIMENSION[entry.dimension]}差距缩小"
        case "slope":
            return "上升趋势减缓"
        case "relative":
            other = context.indicator(entry.relative_to).short
            return f"与{other}相适应" if entry.operator == "around" else f"不低于{other}"
    return entry.title


def figures(context: PageContext, ids: Sequence[str], *, anchors: bool = False) -> Piece:
    """Latest figures of indicators and their breakdowns; a row says so where there is none.

    With `anchors` links to an indicator's id lead to its first line.
    """
    rows = []
    for id in ids:
        entry, groups, first = context.indicator(id), context.breakdowns(id), len(rows)
        for group in groups:
            reading = context.reading(id, **group)
            since = sentences.since(reading, "previous")
            based = sentences.since(reading, "base")
            noted = f"{based}（{reading.base_year}年）" if based else labels.NO_FIGURE
            source = Link(reading.release, f"#s-{reading.release}")
            rows.append(
                [
                    sentences.name(reading),
                    str(reading.year),
                    _explained(context, reading),
                    since or labels.NO_FIGURE,
                    noted,
                    source,
                ]
            )
        unseen = [group for group in context.suppressed_groups(id) if group not in groups]
        rows += [_no_figure(context, entry, group, context.suppressed(id, **group)) for group in unseen]
        if not groups and not unseen:
            lacking = sentences.no_figure(context, id)
            rows.append(
                [
                    entry.name,
                    labels.NO_FIGURE,
                    lacking,
                    labels.NO_FIGURE,
                    labels.NO_FIGURE,
                    context.data_source(entry),
                ]
            )
        if anchors:
            rows[first][0] = Anchor(id, rows[first][0])
    return pieces.table(["指标", "年份", "数值", "比上年", "比基期", "来源"], rows, numbers=(1, 2, 3, 4))


def _no_figure(context: PageContext, entry: Indicator, group: dict[str, str], years: list[int]) -> list:
    """A line of figures that are there and not shown."""
    label = labels.breakdown(*group.values())
    return [
        entry.name + (f"（{label}）" if label else ""),
        str(years[-1]),
        State("suppressed", labels.REASON["suppressed"]),
        labels.NO_FIGURE,
        labels.NO_FIGURE,
        labels.NO_FIGURE,
    ]


def _explained(context: PageContext, reading: Reading) -> Line:
    """A figure, and beside it the written explanation or the point that is still to be explained."""
    text = OneLine(reading.text)
    later = [
        year for year in context.suppressed(reading.indicator.id, **reading.codes) if year > reading.year
    ]
    unseen = f"{'、'.join(map(str, later))}年{labels.REASON['suppressed']}" if later else ""
    said = unseen or context.note(reading)
    return (text, " ", Note(said)) if said else text


def open_points(context: PageContext) -> Piece:
    """尚未达到和未填报指标: what is not reached, and what has no figure and why."""
    rows = []
    behind = context.targets[context.targets["attainment"].isin(["not_met", "worse"])]
    missing = context.targets[context.targets["value"].isna() & context.targets["indicator"].notna()]
    for _, target in pd.concat([behind, missing]).iterrows():
        entry = context.indicator(target["indicator"])
        unit = target["responsible"] or context.catalogue.departments[entry.reporting_unit].name
        rows.append(
            [target["clause"], entry.name, demand(target, context), attainment(target, context), unit]
        )
    if context.parameters.public:  # no unit is named
        header = ["条目", "指标", "要求", "状态"]
        return pieces.table(header, [row[:4] for row in rows]) if rows else paragraph("没有。", "lacking")
    unit = "数据由谁掌握" if context.place.reference else labels.PROPOSED_UNIT
    return (
        pieces.table(["条目", "指标", "要求", "状态", unit], rows) if rows else paragraph("没有。", "lacking")
    )


def definitions(context: PageContext) -> Piece:
    """Definition, period, level and source of every indicator of the area."""
    rows = [
        [
            entry.name,
            entry.definition + (" 注意：" + "；".join(entry.caveats) if entry.caveats else ""),
            entry.unit,
            labels.PERIOD[entry.period],
            context.data_source(entry),
        ]
        for entry in context.indicators
    ]
    return pieces.table(["指标", "定义", "单位", "期间", "县级数据来源"], rows)


def sources(context: PageContext) -> Piece:
    """The releases behind the figures, each with an anchor."""
    rows = [
        [
            Anchor(f"s-{row.release}", row.release),
            row.title,
            row.publisher,
            row.published,
        ]
        for row in context.sources.itertuples()
    ]
    return (
        pieces.table(["批次", "题名", "发布者", "发布日期"], rows)
        if rows
        else paragraph("本页没有数据来源。", "lacking")
    )


def _figure(value: float, entry: Indicator, year: int, expected: int) -> Line:
    """A figure on one line, and its year below where it is not the column's."""
    text = OneLine(labels.figure(value, entry.unit, entry.decimals))
    other = pd.notna(year) and year != expected
    return (text, " ", Note(f"（{year}年）", one_line=True)) if other else text
