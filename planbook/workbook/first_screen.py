"""The first screen of a year: overall judgement, progress, what needs attention, and the way to every indicator."""

import pandas as pd

from planbook.core import labels
from planbook.document.claims import count, named, none, say
from planbook.document.lines import Line, Link
from planbook.judge import warnings
from planbook.text.outlook_sentences import breakdown_name
from planbook.workbook import (
    changes_since_approval,
    evaluation_page,
    pieces,
    responsible_units,
    warning_tables,
)
from planbook.workbook.overview_page import OverviewPage
from planbook.workbook.pieces import Piece, fold, heading, joined, paragraph, shows

MOST = 10  # matters listed; the rest are a click away
GRAVE = ("red", "orange")


class FirstScreen(OverviewPage):
    """The pieces of a year's contents page."""

    @shows('book.assessment.dropna(subset=["target_value"])')
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

    @shows("book.target_pace")
    def progress(self) -> Piece:
        """进度: how numeric targets stand to the time gone, by plan."""
        context = self.context
        rows = pd.DataFrame() if context.place.reference else evaluation_page.pace(context)
        if rows.empty:
            return Piece()
        words, plans = evaluation_page.pace_words(context), context.catalogue.plan.titles
        body: list[list[Line]] = [
            [
                plans[str(id)].short,
                *(
                    count(own["state"].eq(code).sum(), f"numeric_targets.pace.{code}", source=str(id))
                    for code in words
                ),
                count(len(own), "numeric_targets.paced", source=str(id)),
            ]
            for id, own in rows.groupby("plan", sort=False)
        ]
        gone = evaluation_page.time_gone(context)
        text = say("规划期时间过去{gone}；有数的数值目标与时间进度相比：", gone=gone)
        header = ["规划", *words.values(), "合计"]
        table = pieces.table(header, body, numbers=range(1, len(header)))
        fewer = paragraph(evaluation_page.not_paced(context), "lacking")
        return heading(2, say("进度")) + paragraph(text) + table + fewer

    @property
    def target_pace(self) -> pd.DataFrame:
        """Numeric targets with a figure against the time gone, as the evaluation's page has them."""
        return evaluation_page.pace(self.context).reindex(columns=evaluation_page.PACE_COLUMNS)

    @shows("book.warnings")
    def concerns(self) -> Piece:
        """需重点关注指标: the gravest first, each with the unit that answers for it."""
        context = self.context
        if context.place.reference or context.parameters.public:
            return Piece()
        rows = warnings.once(context.judgement.warnings)
        rows = rows[~warnings.favourable(rows)]
        grave = rows[rows["level"].isin(GRAVE)]
        shown = (grave if len(grave) else rows).head(MOST)
        head = heading(2, say("需重点关注指标"))
        if shown.empty:
            return head + paragraph(none("matters.raised") + say("本年没有触发提示规则的事项。"))
        units = responsible_units.of(context, shown)
        body: list[list[Line]] = [
            [
                warning_tables.level(row),
                labels.WARNING[row["code"]],
                Link(breakdown_name(context, row), f"{row['area']}.html#{row['indicator']}"),
                unit,
            ]
            for (_, row), unit in zip(shown.iterrows(), units.names, strict=True)
        ]
        more = say("共{all}项，依据和回应见", all=count(len(rows), "matters.raised"))
        there = Link(say("需重点关注事项"), "warnings.html")
        table = pieces.table(["级别", "事项", "指标", units.heading], body)
        return head + table + paragraph((more, there, say("。"))) + paragraph(units.basis, "lacking")

    def _link(self, area: str, id: str) -> Link:
        return Link(named(self.context.indicator(id), "name"), f"{area}.html#{id}")

    @shows("book.indicators")
    def every_indicator(self) -> Piece:
        """Every indicator under its area, one click from its figures, folded."""
        known = self.context.catalogue
        areas = {id: named(area, "title") for id, area in known.areas.items()}
        areas["population"] = say("人口与基本情况")
        parts, number = [], 0
        for id, title in areas.items():
            links = tuple(self._link(id, one) for one in known.area_indicators(id))
            number += len(links)
            parts.append(heading(3, title) + paragraph(links, "links"))
        title = say("按领域查指标（{number}个）", number=count(number, "indicators.linked"))
        return fold(title, joined(parts))
