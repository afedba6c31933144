"""The first screen of a year: overall judgement, progress, what needs attention, and the way to every indicator."""

import pandas as pd

from planbook.core import labels
from planbook.document.lines import Link
from planbook.workbook import changes_since_approval, evaluation_page, pieces, warning_tables
from planbook.workbook.overview_page import OverviewPage
from planbook.workbook.pieces import Piece, fold, heading, joined, paragraph

MOST = 10  # matters listed; the rest are a click away
GRAVE = ("red", "orange")


class FirstScreen(OverviewPage):
    """The pieces of a year's contents page."""

    def lead(self) -> Piece:
        """All of the first screen."""
        parts = [
            self.banner(),
            self.overall(),
            changes_since_approval.since(self.context),
            self.progress(),
            self.concerns(),
        ]
        return joined([*parts, self.every_indicator()])

    def progress(self) -> Piece:
        """进度: how numeric targets stand to the time gone, by plan."""
        context = self.context
        rows = pd.DataFrame() if context.place.reference else evaluation_page.pace(context)
        if rows.empty:
            return Piece()
        named = evaluation_page.pace_words(context)
        plan, gone = context.catalogue.plan, evaluation_page.time_gone(context)
        body = [
            [plan.plans[id].short, *(f"{int(own['state'].eq(code).sum())}" for code in named), str(len(own))]
            for id, own in rows.groupby("plan", sort=False)
        ]
        text = f"规划期时间过去{labels.figure(gone, '%', 0)}；有数的数值目标与时间进度相比："
        header = ["规划", *named.values(), "合计"]
        return (
            heading(2, "进度") + paragraph(text) + pieces.table(header, body, numbers=range(1, len(header)))
        )

    def concerns(self) -> Piece:
        """需重点关注指标: the gravest first, each with the unit that answers for it."""
        context = self.context
        if context.place.reference or context.parameters.public:
            return Piece()
        rows = context.judgement.warnings.drop_duplicates(
            ["code", "indicator"]
        )  # one series may be in both plans
        grave = rows[rows["level"].isin(GRAVE)]
        shown = (grave if len(grave) else rows).head(MOST)
        head = heading(2, "需重点关注指标")
        if shown.empty:
            return head + paragraph("本年没有触发提示规则的事项。")
        body = [
            [
                warning_tables.level(row),
                labels.WARNING[row["code"]],
                self._link(row["area"], row["indicator"]),
                context.responsible_unit(row),
            ]
            for _, row in shown.iterrows()
        ]
        more = (f"共{len(rows)}项，依据和回应见", Link("需重点关注事项", "warnings.html"), "。")
        return head + pieces.table(["级别", "事项", "指标", labels.PROPOSED_UNIT], body) + paragraph(more)

    def _link(self, area: str, id: str) -> Link:
        return Link(self.context.indicator(id).name, f"{area}.html#{id}")

    def every_indicator(self) -> Piece:
        """Every indicator under its area, one click from its figures, folded."""
        known = self.context.catalogue
        areas = {id: area.title for id, area in known.areas.items()} | {"population": "人口与基本情况"}
        parts, count = [], 0
        for id, title in areas.items():
            links = tuple(self._link(id, one) for one in known.area_indicators(id))
            count += len(links)
            parts.append(heading(3, title) + paragraph(links, "links"))
        return fold(f"按领域查指标（{count}个）", joined(parts))
