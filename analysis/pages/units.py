"""The reporting units' pages: its targets and their states, matters for attention, and what it still has to send."""

import pandas as pd

from analysis import words
from analysis.pages import matters, tables
from analysis.pages.digest import unit_of
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph, shown
from analysis.pages.page import Page
from analysis.pages.prospects import breakdown_name

OWED = {"not_yet_in": "尚未报送", "not_taken": "暂未采用", "missing": "注明无数原因"}


class Units(Page):
    """Pages of the units of one place and year."""

    def names(self) -> dict[str, str]:
        """Names of the units that have something on their page, by id."""
        facts, known = self.facts, self.facts.catalogue.departments
        return {
            id: one.name
            for id, one in known.items()
            if len(_lines(facts, id)) or len(_targets(facts, one.name))
        }

    def content(self, id: str) -> Fragment:
        """What a unit's page says."""
        return _content(self.facts, id)


def _content(facts: Facts, id: str) -> Fragment:
    name = facts.catalogue.departments[id].name
    targets, owed = _targets(facts, name), _lines(facts, id)
    alerts = facts.judgement.warnings
    own = alerts[[unit_of(facts, row) == name for _, row in alerts.iterrows()]] if len(alerts) else alerts
    return (
        _lead(facts, name, targets, own, owed)
        + Fragment("<h2>承担的目标处在什么状态？</h2>")
        + _target_table(facts, targets)
        + Fragment("<h2>需重点关注哪些事项？</h2>")
        + (matters.table(facts, own) if len(own) else paragraph("没有。"))
        + Fragment("<h2>还要报送、更正或说明什么？</h2>")
        + _owed(facts, owed)
        + _points(facts, id)
    )


def _targets(facts: Facts, name: str) -> pd.DataFrame:
    rows = facts.judgement.assessment
    rows = rows[rows["indicator"].notna()]
    return rows[[unit_of(facts, row) == name for _, row in rows.iterrows()]]


def _lines(facts: Facts, id: str) -> pd.DataFrame:
    lines = facts.judgement.completeness
    return lines[lines["department"].eq(id) & lines["due"].astype(bool)]


def _lead(facts: Facts, name: str, targets: pd.DataFrame, own: pd.DataFrame, owed: pd.DataFrame) -> Fragment:
    numeric = targets[targets["target_value"].notna()]
    met = int(numeric["attainment"].eq("met").sum())
    late = int(owed["state"].isin(["not_yet_in", "not_taken"]).sum())
    judged = "" if facts.place.reference else f"，已达到{met}项，需重点关注{len(own)}项"
    text = f"{name}：数值目标{len(numeric)}项{judged}；应报{len(owed)}个数，尚未报送或暂未采用{late}个。"
    return paragraph(text, "conclusion")


def _target_table(facts: Facts, targets: pd.DataFrame) -> Fragment:
    rows = targets[targets["rule"].ne("evidence")]
    if rows.empty:
        return paragraph("没有以数字衡量的目标。", "lacking")
    body = []
    for _, row in rows.iterrows():
        entry, own = facts.indicator(row["indicator"]), facts.of(row["area"])
        link = (
            f'<a class="nb" href="../{row["area"]}.html">{shown(own.catalogue.areas[row["area"]].title)}</a>'
        )
        figure = words.figure(row["value"], entry.unit, entry.decimals)
        body.append(
            [
                Fragment(link),
                breakdown_name(facts, row),
                Fragment(f'<span class="nb">{shown(figure)}</span>'),
                tables.demand(row, own),
                tables.attainment(row, own),
            ]
        )
    header = ["领域", "指标", f"{facts.question.year}年", "要求", "状态"]
    return tables.table(header, body, numbers=(2,))


def _owed(facts: Facts, lines: pd.DataFrame) -> Fragment:
    rows = lines[lines["state"].isin(OWED)]
    if rows.empty:
        return paragraph("应报的数都已采用。", "lacking")
    count = rows.groupby(["indicator", "state"], sort=False).size()
    body = [[facts.indicator(id).name, OWED[state], str(number)] for (id, state), number in count.items()]
    return tables.table(["指标", "情况", "个数"], body, numbers=(2,))


def _points(facts: Facts, id: str) -> Fragment:
    points = facts.judgement.points
    own = points[points["department"].eq(id) & points["state"].eq("open")]
    if own.empty:
        return Fragment("")
    body = [
        [facts.indicator(row.indicator).name, words.REVIEW[row.rule], row.found, row.expected]
        for row in own.itertuples()
    ]
    return tables.table(["待写情况说明的指标", "原因", "填报", "应为"], body)
