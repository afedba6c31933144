"""The first screen of a year: overall judgement, progress, what needs attention, and the way to every indicator."""

import pandas as pd

from planbook.core import labels
from planbook.render import html_tables
from planbook.render.html import Fragment, fold, paragraph, shown
from planbook.workbook import changes_since_approval, evaluation_page, warning_tables
from planbook.workbook.overview_page import OverviewPage

MOST = 10  # matters listed; the rest are a click away
GRAVE = ("red", "orange")


class FirstScreen(OverviewPage):
    """The pieces of a year's contents page."""

    def lead(self) -> Fragment:
        """All of the first screen."""
        parts = [
            self.banner(),
            self.overall(),
            changes_since_approval.since(self.context),
            self.progress(),
            self.concerns(),
        ]
        return sum(parts, Fragment("")) + self.every_indicator()

    def progress(self) -> Fragment:
        """进度: how numeric targets stand to the time gone, by plan."""
        context = self.context
        rows = pd.DataFrame() if context.place.reference else evaluation_page.pace(context)
        if rows.empty:
            return Fragment("")
        named = evaluation_page.pace_words(context)
        plan, gone = context.catalogue.plan, evaluation_page.time_gone(context)
        body = [
            [plan.plans[id].short, *(f"{int(own['state'].eq(code).sum())}" for code in named), str(len(own))]
            for id, own in rows.groupby("plan", sort=False)
        ]
        text = f"规划期时间过去{labels.figure(gone, '%', 0)}；有数的数值目标与时间进度相比："
        header = ["规划", *named.values(), "合计"]
        return (
            Fragment("<h2>进度</h2>")
            + paragraph(text)
            + html_tables.table(header, body, numbers=range(1, len(header)))
        )

    def concerns(self) -> Fragment:
        """需重点关注指标: the gravest first, each with the unit that answers for it."""
        context = self.context
        if context.place.reference or context.parameters.public:
            return Fragment("")
        rows = context.judgement.warnings.drop_duplicates(
            ["code", "indicator"]
        )  # one series may be in both plans
        grave = rows[rows["level"].isin(GRAVE)]
        shown = (grave if len(grave) else rows).head(MOST)
        head = Fragment("<h2>需重点关注指标</h2>")
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
        more = f'<p>共{len(rows)}项，依据和回应见<a href="warnings.html">需重点关注事项</a>。</p>'
        return head + html_tables.table(["级别", "事项", "指标", labels.PROPOSED_UNIT], body) + Fragment(more)

    def _link(self, area: str, id: str) -> Fragment:
        return Fragment(f'<a href="{area}.html#{id}">{shown(self.context.indicator(id).name)}</a>')

    def every_indicator(self) -> Fragment:
        """Every indicator under its area, one click from its figures, folded."""
        known = self.context.catalogue
        areas = {id: area.title for id, area in known.areas.items()} | {"population": "人口与基本情况"}
        parts, count = [], 0
        for id, title in areas.items():
            links = [self._link(id, one).html for one in known.area_indicators(id)]
            count += len(links)
            parts.append(f'<h3>{shown(title)}</h3><p class="links">{"".join(links)}</p>')
        return fold(f"按领域查指标（{count}个）", Fragment("".join(parts)))
