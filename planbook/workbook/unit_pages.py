"""The reporting units' pages: its targets and their states, matters for attention, and what it still has to send."""

from functools import cached_property

import pandas as pd

from planbook.catalogue import Department, Indicator
from planbook.document.claims import NOTHING, Claim, Sentence, count, count_in_words, joined, named, none, say
from planbook.document.lines import Line, Link, Note, OneLine
from planbook.judge import warnings
from planbook.judge.page_context import PageContext, codes_of
from planbook.text import demands, sentences
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import area_tables, pieces, warning_details
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece, heading, paragraph, shows

OWED = {"not_yet_in": "尚未报送", "not_taken": "暂未采用", "missing": "注明无数原因"}


class UnitPages(AreaPage):
    """Pages of the units of one place and year."""

    def names(self) -> dict[str, str]:
        """Names of the units that have something on their page, by id."""
        context, known = self.context, self.context.catalogue.departments
        return {
            id: one.name for id, one in known.items() if len(_lines(context, id)) or len(self.targets(id))
        }

    def targets(self, id: str) -> pd.DataFrame:
        """Rows of the assessment of the targets that a unit answers for."""
        rows = self.context.judgement.assessment
        return rows[self._responsible.eq(id) & rows["indicator"].notna()]

    @cached_property
    def _responsible(self) -> pd.Series:
        """The unit that answers for each row of the assessment."""
        rows = self.context.judgement.assessment
        return pd.Series(_units(self.context, rows), rows.index, dtype=object)

    @shows("book.targets({unit})")
    def content(self, unit: str) -> Piece:
        """What a unit's page says."""
        return _content(self.context, unit, self.targets(unit))


def _content(context: PageContext, id: str, targets: pd.DataFrame) -> Piece:
    unit, owed = context.catalogue.departments[id], _lines(context, id)
    alerts = context.judgement.warnings
    own = alerts[[one == id for one in _units(context, alerts)]]
    return (
        _lead(context, unit, targets, own, owed)
        + heading(2, say("承担的目标处在什么状态？"))
        + _target_table(context, id, targets)
        + heading(2, say("需重点关注哪些事项？"))
        + (
            warning_details.table(context, own)
            if len(own)
            else paragraph(none("warnings.of_unit", source=id) + say("没有。"))
        )
        + heading(2, say("还要报送、更正或说明什么？"))
        + _owed(context, id, owed)
        + _points(context, id)
    )


def _units(context: PageContext, rows: pd.DataFrame) -> list[str]:
    """Ids of the units that answer for targets or warnings."""
    return [context.responsible_id(row) for _, row in rows.iterrows()]


def _lines(context: PageContext, id: str) -> pd.DataFrame:
    lines = context.judgement.completeness
    return lines[lines["department"].eq(id) & lines["due"].astype(bool)]


def _lead(
    context: PageContext, unit: Department, targets: pd.DataFrame, own: pd.DataFrame, owed: pd.DataFrame
) -> Piece:
    numeric = targets[targets["target_value"].notna()]
    met = int(numeric["attainment"].eq("met").sum())
    late = int(owed["state"].isin(["not_yet_in", "not_taken"]).sum())
    raised = len(warnings.once(own[~warnings.favourable(own)]))
    matters = say("需重点关注{raised}项", raised=count(raised, "matters.raised", source=unit.id))
    targets_said = [
        sentences.some(len(numeric), "asked", say("数值目标"), unit.id),
        sentences.some(met, "met", say("已达到"), unit.id),
        matters if raised else NOTHING,
    ]
    due = say("应报{due}个数", due=count(len(owed), "figures.due", source=unit.id))
    left = say("尚未报送或暂未采用{late}个", late=count(late, "figures.owed", source=unit.id))
    figures_said = joined([due if len(owed) else NOTHING, left if late else NOTHING], "，")
    said = joined([joined(targets_said, "，"), figures_said], "；") or say("没有数值目标，也没有应报的数")
    return paragraph(say("{unit}：{said}。", unit=named(unit, "name"), said=said), "conclusion")


def _target_table(context: PageContext, id: str, targets: pd.DataFrame) -> Piece:
    rows = targets[targets["rule"].ne("evidence")]
    if rows.empty:
        return paragraph(none("targets.of_unit", source=id) + say("没有以数字衡量的目标。"), "lacking")
    body: list[list[Line]] = []
    for _, row in rows.iterrows():
        entry, own = context.indicator(row["indicator"]), context.of(row["area"])
        area = named(own.catalogue.areas[row["area"]], "title")
        body.append(
            [
                Link(area, f"../{row['area']}.html", one_line=True),
                breakdown_name(context, row),
                _figure(context, entry, row),
                demands.demand(row, own),
                area_tables.attainment(row, own),
            ]
        )
    year = say("{year}年", year=named(context.parameters, "year"))
    header: list[str | Sentence] = ["领域", "指标", year, "要求", "状态"]
    return pieces.table(header, body, numbers=(2,))


def _figure(context: PageContext, entry: Indicator, row: pd.Series) -> Line:
    """The figure that a target is judged by, or a dash; its year below where it is not the page's."""
    known = pd.notna(row["value"])
    claim = Claim(
        kind="level" if known else "missing",
        indicator=entry.id,
        year=int(row["year"]) if pd.notna(row["year"]) else None,
        value=row["value"],
        unit=entry.unit,
        verdict="" if known else row["reason"],
        source=row["target"],
    ).at(codes_of(row))
    text = OneLine(claim.figure(entry.decimals))
    other = known and claim.year != context.parameters.year
    return (text, " ", Note(say("（{year}）", year=claim.when), one_line=True)) if other else text


def _owed(context: PageContext, id: str, lines: pd.DataFrame) -> Piece:
    rows = lines[lines["state"].isin(OWED)]
    if rows.empty:
        return paragraph(none("figures.owed", source=id) + say("应报的数都已采用。"), "lacking")
    numbers = rows.groupby(["indicator", "state"], sort=False).size().reset_index()
    body = [
        [context.indicator(id).name, OWED[state], str(number)]
        for id, state, number in numbers.itertuples(index=False, name=None)
    ]
    return pieces.table(["指标", "情况", "个数"], body, numbers=(2,))


def _points(context: PageContext, id: str) -> Piece:
    points = context.judgement.points
    own = points[points["department"].eq(id) & points["state"].eq("open")]
    if own.empty:
        return Piece()
    body = [
        [context.indicator(id).name, context.catalogue.review[rule].name, *told]
        for id, rule, *told in own[["indicator", "rule", "found", "expected"]].itertuples(
            index=False, name=None
        )
    ]
    waiting = count_in_words(len(own), "points.open_of_unit", source=id)
    header = [waiting + say("待写情况说明的指标"), say("原因"), say("填报"), say("应为")]
    return pieces.table(header, body)
