"""Tables of an area: its targets, figures, open points, definitions and sources."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from planbook.catalogue import Indicator
from planbook.core import labels
from planbook.document.claims import NAN, Claim, Sentence, joined, named, none, say, told, word
from planbook.document.lines import Anchor, Line, Link, Note, OneLine, State
from planbook.judge.page_context import BREAKDOWN, PageContext, Reading
from planbook.render import states
from planbook.text import demands, sentences
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import pieces, responsible_units
from planbook.workbook.pieces import Piece, paragraph

POOLED = "并入多年合计"


def attainment(target: pd.Series, context: PageContext) -> State:
    """The state of a target."""
    code, claim = target["attainment"], sentences.state_claim(target, context)
    lacking = replace(claim, kind="missing", year=None, value=NAN, verdict=target["reason"])
    if context.place.reference:
        if code in ("better", "worse"):
            side = say(labels.comparison(target["value"], target["target_value"]))
            return State(code, claim.silent() + side)
        return State("no_data" if pd.isna(target["value"]) else "neutral", lacking.word(labels.REASON))
    if target["reason"] == "suppressed":
        return State("suppressed", lacking.word(labels.REASON))
    kind = "uncertain" if target["evidence"] == "uncertain" else code
    open_ = "neutral" if code == "not_due" or pd.notna(target["value"]) else "no_data"
    return State(kind if kind in states.ROLES else open_, sentences.verdict(target, context))


def targets(context: PageContext) -> Piece:
    """Status table: every demand of the area with figure, base, target value and state."""
    rows: list[list[Line]] = []
    for _, target in context.targets[context.targets["rule"].ne("evidence")].iterrows():
        entry = context.indicator(target["indicator"])
        group = labels.breakdown(target["sex"], target["residence"], target["age"])
        rows.append(
            [
                f"{target['clause']}",
                entry.name + (f"（{group}）" if group else ""),
                _figure(context, target, "value", "year", context.parameters.year),
                _figure(context, target, "baseline", "baseline_year", context.place.baseline),
                demands.demand(target, context),
                attainment(target, context),
            ]
        )
    column = context.reference_target if context.place.reference else "目标"
    header: list[str | Sentence] = [
        "条目",
        "指标",
        say("{year}年", year=named(context.parameters, "year")),
        say("{year}年（基期）", year=named(context.place, "baseline")),
        column,
        "状态",
    ]
    return (
        pieces.table(header, rows, numbers=(2, 3, 4))
        if rows
        else paragraph(
            none("targets.countable", source=context.area) + say("本领域没有可量化的要求。"), "lacking"
        )
    )


def figures(context: PageContext, ids: Sequence[str], *, anchors: bool = False) -> Piece:
    """Latest figures of indicators and their breakdowns; a row says so where there is none.

    With `anchors` links to an indicator's id lead to its first line.
    """
    rows: list[list[Line]] = []
    for id in ids:
        entry, groups, first = context.indicator(id), context.breakdowns(id), len(rows)
        for group in groups:
            reading = context.reading(id, **group)
            since = sentences.since_last_year(context, reading)
            based = sentences.since(reading, "base")
            noted = (
                say("{based}（{year}）", based=based, year=based.claims[0].since)
                if based
                else labels.NO_FIGURE
            )
            source = Link(named(reading, "release"), f"#s-{reading.release}")
            cells: list[Line] = [_explained(context, reading), since or labels.NO_FIGURE, noted]
            if entry.only_pooled:
                cells = [POOLED, labels.NO_FIGURE, labels.NO_FIGURE]
            rows.append([sentences.name(reading), str(reading.year), *cells, source])
        unseen = [group for group in context.suppressed_groups(id) if group not in groups]
        rows += [_no_figure(entry, group, context.suppressed(id, **group)) for group in unseen]
        if not groups and not unseen:
            lacking = sentences.no_figure(context, id)
            rows.append(
                [
                    entry.name,
                    labels.NO_FIGURE,
                    lacking,
                    labels.NO_FIGURE,
                    labels.NO_FIGURE,
                    sentences.data_source(context, entry),
                ]
            )
        if anchors:
            rows[first][0] = _anchored(id, rows[first][0])
    return pieces.table(["指标", "年份", "数值", "比上年", "比基期", "来源"], rows, numbers=(1, 2, 3, 4))


def _anchored(id: str, line: Line) -> Line:
    """A text that links to an indicator's id lead to."""
    return Anchor(id, line) if isinstance(line, str | Sentence) else line


def _no_figure(entry: Indicator, group: dict[str, str], years: list[int]) -> list[Line]:
    """A line of figures that are there and not shown."""
    label = labels.breakdown(*group.values())
    return [
        entry.name + (f"（{label}）" if label else ""),
        str(years[-1]),
        State("suppressed", _unseen(entry, group, years[-1]).word(labels.REASON)),
        labels.NO_FIGURE,
        labels.NO_FIGURE,
        labels.NO_FIGURE,
    ]


def _unseen(entry: Indicator, group: dict[str, str], year: int) -> Claim:
    """The claim that a year's figure is there and not shown."""
    return Claim(kind="missing", indicator=entry.id, year=year, verdict="suppressed").at(group)


def _explained(context: PageContext, reading: Reading) -> Line:
    """A figure, and beside it the written explanation or the point that is still to be explained."""
    text = OneLine(sentences.figure(reading))
    entry, codes = reading.indicator, reading.codes
    later = _later(context.suppressed(entry.id, **codes), reading.year)
    years = joined((replace(_unseen(entry, codes, year), value=year).plain() for year in later), "、")
    unseen = say("{years}年{reason}", years=years, reason=word(labels.REASON, "suppressed"))
    said = unseen if later else told("points.explanation", context.note(reading))
    return (text, " ", Note(said)) if said else text


def _later(years: Sequence[int], last: int | None) -> list[int]:
    """The years after a series' last figure; none without a figure."""
    return [] if last is None else [year for year in years if year > last]


def open_rows(context: PageContext) -> pd.DataFrame:
    """The area's targets that are not reached, then those that have no figure."""
    behind = context.targets[context.targets["attainment"].isin(["not_met", "worse"])]
    missing = context.targets[context.targets["value"].isna() & context.targets["indicator"].notna()]
    return pd.concat([behind, missing])


def open_points(context: PageContext) -> Piece:
    """尚未达到和未填报指标: what is not reached, and what has no figure and why."""
    open_ = open_rows(context)
    if open_.empty:
        return paragraph(none("targets.open", source=context.area) + say("没有。"), "lacking")
    rows: list[list[Line]] = [
        [
            target["clause"],
            breakdown_name(context, target),
            demands.demand(target, context),
            attainment(target, context),
        ]
        for _, target in open_.iterrows()
    ]
    header = ["条目", "指标", "要求", "状态"]
    if context.parameters.public:  # no unit is named
        return pieces.table(header, rows)
    if context.place.reference:
        entries = [context.indicator(id) for id in open_["indicator"]]
        held = [context.catalogue.departments[entry.reporting_unit].name for entry in entries]
        return pieces.table(
            [*header, sentences.only_compared() + say("数据由谁掌握")],
            [[*row, unit] for row, unit in zip(rows, held, strict=True)],
        )
    units = responsible_units.of(context, open_)
    body = [[*row, unit] for row, unit in zip(rows, units.names, strict=True)]
    return pieces.table([*header, units.heading], body) + paragraph(units.basis, "lacking")


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
    rows: list[list[Line]] = [
        [Anchor(f"s-{row['release']}", row["release"]), row["title"], row["publisher"], row["published"]]
        for row in context.sources.to_dict("records")
    ]
    return (
        pieces.table(["批次", "题名", "发布者", "发布日期"], rows)
        if rows
        else paragraph(say("本页没有数据来源。"), "lacking")
    )


def _figure(context: PageContext, target: pd.Series, name: str, year: str, expected: int) -> Line:
    """A figure on one line, and its year below where it is not the column's."""
    entry, known = context.indicator(target["indicator"]), pd.notna(target[year])
    filed = pd.notna(target[name])
    claim = Claim(
        kind="level" if filed else "missing",
        indicator=entry.id,
        **{one: target[one] for one in BREAKDOWN},
        year=int(target[year]) if known else None,
        value=target[name],
        unit=entry.unit,
        verdict="" if filed else "none",
        source=target["target"],
    )
    text = OneLine(claim.figure(entry.decimals))
    other = known and claim.year != expected
    return (text, " ", Note(say("（{year}）", year=claim.when), one_line=True)) if other else text
