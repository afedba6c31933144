"""The page of the whole year: all areas at a glance."""

import pandas as pd

from analysis import charts
from planbook.core import labels
from planbook.document.lines import Link
from planbook.judge.page_context import PageContext
from planbook.render import states
from planbook.text import sentences
from planbook.workbook import area_tables, outlook_tables, pieces, warning_details, year_summary
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import (
    Piece,
    cards,
    heading,
    internal_only,
    joined,
    paragraph,
    paragraphs,
    picture,
)

JUDGED = {"met": "已达到", "uncertain": "尚难断定", "not_met": "尚未达到", "neutral": "暂无法判断"}
COMPARED = {"better": "优于目标值", "worse": "不及目标值", "neutral": "有数据、无数值目标"}


class OverviewPage(AreaPage):
    """The overview's pieces, besides those every page has."""

    def headlines(self, *ids: str) -> Piece:
        """Cards of the first screen, each read as on its own area's page."""
        return cards(self._of_area(id).card(id) for id in ids)

    def _of_area(self, id: str) -> AreaPage:
        return AreaPage(self._facts_of(id))

    def _facts_of(self, id: str) -> PageContext:
        return self.context.of(self.context.indicator(id).area)

    def overall(self) -> Piece:
        """One sentence for each plan whose classes add up to all its numeric targets."""
        context = self.context
        say = self._compared if context.place.reference else self._judged
        return paragraphs(map(say, context.catalogue.plan.plans), "conclusion")

    def _numeric(self, plan: str) -> pd.DataFrame:
        table = self.context.judgement.assessment
        return table[table["plan"].eq(plan) & table["target_value"].notna()]

    def _compared(self, plan: str) -> str:
        context, rows = self.context, self._numeric(plan)
        count = rows["attainment"].value_counts()
        missing = int(rows["value"].isna().sum())
        rest = len(rows) - count.get("better", 0) - count.get("worse", 0) - missing
        other = f"，另有{rest}项按乡镇（街道）判断" if rest else ""
        return (
            f"{context.catalogue.plan.plans[plan].short}的{len(rows)}项数值目标中，{context.place.name}"
            f"优于{context.reference_target}{count.get('better', 0)}项，不及{count.get('worse', 0)}项，"
            f"未见公布{missing}项{other}。"
        )

    def _judged(self, plan: str) -> str:
        heads = self.context.judgement.headline.set_index("plan").loc[plan]
        unsure = heads["met_uncertain"] + heads["not_met_uncertain"]
        unseen = int(self._numeric(plan)["reason"].eq("suppressed").sum())
        shown = f"，{labels.REASON['suppressed']}{unseen}项" if unseen else ""
        return (
            f"{self.context.catalogue.plan.plans[plan].short}的{heads['total']}项数值目标中，已达到{heads['met']}项，"
            f"{sentences.behind(self.context)}{heads.filter(like='not_met_').sum()}项，未到评价期{heads['not_due']}项，"
            f"暂无法判断{heads['not_assessable']}项，无数据{heads['no_data'] - unseen}项{shown}；其中{unsure}项数字太小，尚难断定。"
            f"达标率{_rate(heads['met'], heads['total'])}（占全部数值目标），"
            f"{_rate(heads['met'], heads['with_data'])}（占有数据的{heads['with_data']}项）。"
        )

    def matrix(self) -> Piece:
        """Areas by states of their demands, as a chart and a table."""
        context = self.context
        named = (COMPARED if context.place.reference else JUDGED) | {"no_data": "无数据"}
        table = context.judgement.assessment
        table = table[table["rule"].ne("evidence")]
        found = [self._state(row) for row in table.itertuples()]
        named |= {"suppressed": labels.REASON["suppressed"]} if "suppressed" in found else {}
        counts = pd.crosstab(table["area"], pd.Series(found, index=table.index))
        counts = counts.reindex(index=list(context.catalogue.areas), columns=list(named), fill_value=0)
        counts.index = [context.catalogue.areas[id].title for id in counts.index]
        title = "各领域可量化要求的状态（项）"
        figure = charts.status_matrix(counts, names=named, roles=states.ROLES, title=title)
        total = "，".join(f"{word}{int(counts[code].sum())}项" for code, word in named.items())
        rows = [[area, *map(str, row)] for area, row in zip(counts.index, counts.to_numpy(), strict=True)]
        below = pieces.table(["领域", *named.values()], rows, numbers=range(1, len(named) + 1))
        return picture(figure, f"{title}：{total}。各领域数字见下表。") + below

    def _state(self, row) -> str:
        if self.context.place.reference:
            known = "neutral" if pd.notna(row.value) else "no_data"
            return row.attainment if row.attainment in ("better", "worse") else known
        if row.reason == "suppressed":
            return "suppressed"
        if row.attainment in ("met", "not_met"):
            return "uncertain" if row.evidence == "uncertain" else row.attainment
        return "neutral" if pd.notna(row.value) or row.attainment == "not_due" else "no_data"

    def objectives_summary(self) -> Piece:
        """Objectives by area and state; each row adds up."""
        table, context = self.context.judgement.objectives, self.context
        found = [code for code in labels.OBJECTIVE_STATE if table["state"].eq(code).any()]
        counts = pd.crosstab(table["area"], table["state"]).reindex(
            index=list(context.catalogue.areas), columns=found
        )
        rows = [
            [context.catalogue.areas[area].title, *map(str, row), str(row.sum())]
            for area, row in zip(counts.index, counts.to_numpy(), strict=True)
        ]
        totals = counts.sum()
        rows.append(["合计", *map(str, totals), str(totals.sum())])
        header = ["领域", *[labels.OBJECTIVE_STATE[code] for code in found], "主要目标数"]
        return pieces.table(header, rows, numbers=range(1, len(header)))

    def ten_things(self) -> Piece:
        """Up to ten computed sentences of what the year is to be known for."""
        return year_summary.ten_things(self.context)

    def changes(self) -> Piece:
        """What changed since last year."""
        return year_summary.changes(self.context)

    def beside_parents(self) -> Piece:
        """The figures beside those of the places above."""
        return year_summary.beside_parents(self.context)

    @internal_only
    def by_unit(self) -> Piece:
        """Matters for attention by unit."""
        return year_summary.by_unit(self.context)

    @internal_only
    def warning_details(self) -> Piece:
        """Each warning in full."""
        return (
            self.attention() if self.context.place.reference else warning_details.every_warning(self.context)
        )

    @internal_only
    def last_year(self) -> Piece:
        """Last year's warnings and what became of them."""
        return warning_details.last_year(self.context)

    def all_targets(self) -> Piece:
        """Status tables of all areas' numeric targets, each under its area's name."""
        parts = []
        for area in self.context.catalogue.areas.values():
            context = self.context.of(area.id)
            title = heading(3, Link(area.title, f"{area.id}.html"))
            parts.append(title + area_tables.targets(context))
        return joined(parts)

    @internal_only
    def composite(self) -> Piece:
        """The composite index beside its distribution, folded."""
        return outlook_tables.composite(self.context)

    @internal_only
    def missing_data(self) -> Piece:
        """How many demands have no figure, by where figures for a county come from."""
        table = self.context.judgement.assessment
        table = table[table["indicator"].notna() & table["value"].isna()].drop_duplicates("indicator")
        entries = [self.context.indicator(id) for id in table["indicator"]]
        groups = pd.Series([entry.cycle for entry in entries], dtype=object).value_counts()
        rows = [
            [cycle, str(number), "、".join(e.short for e in entries if e.cycle == cycle)]
            for cycle, number in groups.items()
        ]
        header = ["县级数据来源", "指标数", "指标"]
        return pieces.table(header, rows, numbers=(1,)) if rows else paragraph("没有。", "lacking")


def _rate(part: int, whole: int) -> str:
    return labels.figure(100 * part / whole, "%") if whole else labels.NO_FIGURE
