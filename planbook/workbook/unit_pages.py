"""The reporting units' pages: its targets and their states, matters for attention, and what it still has to send."""

import pandas as pd

from planbook.core import labels
from planbook.document.lines import Link, OneLine
from planbook.judge.page_context import PageContext
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import area_tables, pieces, warning_details
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece, heading, paragraph

OWED = {"not_yet_in": "尚未报送", "not_taken": "暂未采用", "missing": "注明无数原因"}


class UnitPages(AreaPage):
    """Pages of the units of one place and year."""

    def names(self) -> dict[str, str]:
        """Names of the units that have something on their page, by id."""
        context, known = self.context, self.context.catalogue.departments
        return {
            id: one.name
            for id, one in known.items()
            if len(_lines(context, id)) or len(_targets(context, id))
        }

    def content(self, id: str) -> Piece:
        """What a unit's page says."""
        return _content(self.context, id)


def _content(context: PageContext, id: str) -> Piece:
    name = context.catalogue.departments[id].name
    targets, owed = _targets(context, id), _lines(context, id)
    alerts = context.judgement.warnings
    own = (
        alerts[[context.responsible_id(row) == id for _, row in alerts.iterrows()]] if len(alerts) else alerts
    )
    return (
        _lead(context, name, targets, own, owed)
        + heading(2, "承担的目标处在什么状态？")
        + _target_table(context, targets)
        + heading(2, "需重点关注哪些事项？")
        + (warning_details.table(context, own) if len(own) else paragraph("没有。"))
        + heading(2, "还要报送、更正或说明什么？")
        + _owed(context, owed)
        + _points(context, id)
    )


def _targets(context: PageContext, id: str) -> pd.DataFrame:
    rows = context.judgement.assessment
    rows = rows[rows["indicator"].notna()]
    return rows[[context.responsible_id(row) == id for _, row in rows.iterrows()]]


def _lines(context: PageContext, id: str) -> pd.DataFrame:
    lines = context.judgement.completeness
    return lines[lines["department"].eq(id) & lines["due"].astype(bool)]


def _lead(
    context: PageContext, name: str, targets: pd.DataFrame, own: pd.DataFrame, owed: pd.DataFrame
) -> Piece:
    numeric = targets[targets["target_value"].notna()]
    met = int(numeric["attainment"].eq("met").sum())
    late = int(owed["state"].isin(["not_yet_in", "not_taken"]).sum())
    judged = "" if context.place.reference else f"，已达到{met}项，需重点关注{len(own)}项"
    text = f"{name}：数值目标{len(numeric)}项{judged}；应报{len(owed)}个数，尚未报送或暂未采用{late}个。"
    return paragraph(text, "conclusion")


def _target_table(context: PageContext, targets: pd.DataFrame) -> Piece:
    rows = targets[targets["rule"].ne("evidence")]
    if rows.empty:
        return paragraph("没有以数字衡量的目标。", "lacking")
    body = []
    for _, row in rows.iterrows():
        entry, own = context.indicator(row["indicator"]), context.of(row["area"])
        area = own.catalogue.areas[row["area"]].title
        figure = labels.figure(row["value"], entry.unit, entry.decimals)
        body.append(
            [
                Link(area, f"../{row['area']}.html", one_line=True),
                breakdown_name(context, row),
                OneLine(figure),
                area_tables.demand(row, own),
                area_tables.attainment(row, own),
            ]
        )
    header = ["领域", "指标", f"{context.parameters.year}年", "要求", "状态"]
    return pieces.table(header, body, numbers=(2,))


def _owed(context: PageContext, lines: pd.DataFrame) -> Piece:
    rows = lines[lines["state"].isin(OWED)]
    if rows.empty:
        return paragraph("应报的数都已采用。", "lacking")
    count = rows.groupby(["indicator", "state"], sort=False).size()
    body = [[context.indicator(id).name, OWED[state], str(number)] for (id, state), number in count.items()]
    return pieces.table(["指标", "情况", "个数"], body, numbers=(2,))


def _points(context: PageContext, id: str) -> Piece:
    points = context.judgement.points
    own = points[points["department"].eq(id) & points["state"].eq("open")]
    if own.empty:
        return Piece()
    body = [
        [context.indicator(row.indicator).name, labels.REVIEW[row.rule], row.found, row.expected]
        for row in own.itertuples()
    ]
    return pieces.table(["待写情况说明的指标", "原因", "填报", "应为"], body)
